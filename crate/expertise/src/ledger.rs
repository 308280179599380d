//! Who did what, and when: everything about people that is not words.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    evidence::{Evidence, Part, Role, Visibility},
    habit::Habit,
    tokens::{heading, tokens},
};

/// Horizons, in days, of the decayed counts of what a person did.
pub(crate) const HORIZONS: [f64; 4] = [1.0, 7.0, 60.0, 400.0];

/// Seconds of a day.
pub(crate) const DAY: f64 = 86_400.0;

/// All evidence without its words: items, people, and lists of items by label. Everything that ranking counts is
/// counted from here at the time of the question, so removing an item or a person leaves nothing behind.
#[derive(Debug, Default)]
pub struct Ledger {
    items: Vec<Item>,
    item_numbers: FxHashMap<Arc<str>, u32>,
    people: Vec<Person>,
    person_numbers: FxHashMap<Arc<str>, u32>,
    labels: Vec<Label>,
    label_numbers: FxHashMap<Arc<str>, u32>,
    /// What everybody together did.
    pub(crate) help: Decayed,
    pub(crate) work: Decayed,
    pub(crate) helps: u32,
    pub(crate) accepted: u32,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) id: Arc<str>,
    pub(crate) time: i64,
    pub(crate) kind: Arc<str>,
    pub(crate) labels: Vec<u32>,
    pub(crate) parts: Vec<ItemPart>,
    pub(crate) visibility: Visibility,
    /// A removed item keeps its number, which is never given again.
    pub(crate) removed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ItemPart {
    pub(crate) person: u32,
    pub(crate) role: Role,
    /// From when on it counts.
    pub(crate) time: i64,
}

#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: Arc<str>,
    /// Items that this person has a part in, in the order in which they were added.
    pub(crate) items: Vec<u32>,
    pub(crate) help: Decayed,
    pub(crate) work: Decayed,
    /// When in the day and the week they help.
    pub(crate) habit: Habit,
    pub(crate) last_help: i64,
    pub(crate) helps: u32,
    pub(crate) accepted: u32,
    /// What they declared to know: each topic as written, and its words.
    pub(crate) topics: Vec<(String, FxHashSet<String>)>,
}

#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) name: Arc<str>,
    /// Items with this label, in the order in which they were added.
    pub(crate) items: Vec<u32>,
}

/// Counts that fade, one for each of [`HORIZONS`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decayed {
    at: i64,
    value: [f64; HORIZONS.len()],
}

impl Default for Decayed {
    fn default() -> Self {
        Decayed { at: i64::MIN, value: [0.0; HORIZONS.len()] }
    }
}

impl Decayed {
    /// Counts `weight` (negative: takes back) at a time, which may be earlier than the latest.
    fn add(&mut self, time: i64, weight: f64) {
        if self.at == i64::MIN {
            self.at = time;
        } else if time > self.at {
            self.value = self.at_time(time);
            self.at = time;
        }
        for (value, horizon) in self.value.iter_mut().zip(HORIZONS) {
            *value = (*value + weight * fading(self.at - time, horizon)).max(0.0);
        }
    }

    /// The counts at a time.
    pub(crate) fn at_time(&self, time: i64) -> [f64; HORIZONS.len()] {
        let mut value = self.value;
        if self.at != i64::MIN {
            for (value, horizon) in value.iter_mut().zip(HORIZONS) {
                *value *= fading(time - self.at, horizon);
            }
        }
        value
    }
}

/// What is left of one after `age` seconds.
pub(crate) fn fading(age: i64, horizon_days: f64) -> f64 {
    (-(age.max(0) as f64) / (horizon_days * DAY)).exp()
}

impl Ledger {
    /// Adds an item, or replaces the one of the same id; gives its number.
    pub fn add(&mut self, evidence: &Evidence) -> u32 {
        let number = match self.item_numbers.get(evidence.id.as_str()) {
            Some(&number) => number,
            None => {
                let id: Arc<str> = evidence.id.as_str().into();
                let number = self.items.len() as u32;
                self.item_numbers.insert(id.clone(), number);
                self.items.push(Item {
                    id,
                    time: evidence.time,
                    kind: evidence.kind.as_str().into(),
                    labels: Vec::new(),
                    parts: Vec::new(),
                    visibility: evidence.visibility.clone(),
                    removed: false,
                });
                number
            }
        };
        let mut labels: Vec<u32> = evidence.labels().iter().map(|name| self.label_number(name)).collect();
        for part in evidence.parts.iter().filter(|part| part.role.is_origin()) {
            labels.push(self.label_number(&origin_label(&part.person)));
        }
        if let Some(heading) = heading(&evidence.text) {
            labels.push(self.label_number(&heading_label(&heading)));
        }
        labels.sort_unstable();
        labels.dedup();
        let parts: Vec<ItemPart> =
            evidence.parts.iter().map(|part| self.item_part(evidence.time, part)).collect();

        let item = &mut self.items[number as usize];
        item.time = evidence.time;
        item.visibility = evidence.visibility.clone();
        if *item.kind != *evidence.kind {
            item.kind = evidence.kind.as_str().into();
        }
        let old_labels = std::mem::replace(&mut item.labels, labels.clone());
        for &label in old_labels.iter().filter(|label| !labels.contains(label)) {
            self.labels[label as usize].items.retain(|&other| other != number);
        }
        for &label in labels.iter().filter(|label| !old_labels.contains(label)) {
            self.labels[label as usize].items.push(number);
        }
        self.set_parts(number, &parts);
        number
    }

    /// Removes an item; says whether it was there. Its number is never given again.
    pub fn remove(&mut self, id: &str) -> Option<u32> {
        let number = self.item_numbers.remove(id)?;
        self.set_parts(number, &[]);
        let item = &mut self.items[number as usize];
        item.removed = true;
        item.id = "".into();
        for label in std::mem::take(&mut item.labels) {
            self.labels[label as usize].items.retain(|&other| other != number);
        }
        Some(number)
    }

    /// Removes a person from every item; says whether they were there.
    pub fn remove_person(&mut self, id: &str) -> bool {
        let Some(person) = self.person_numbers.remove(id) else {
            return false;
        };
        for number in std::mem::take(&mut self.people[person as usize].items) {
            let parts: Vec<ItemPart> = self.items[number as usize]
                .parts
                .iter()
                .filter(|part| part.person != person)
                .copied()
                .collect();
            self.set_parts(number, &parts);
        }
        if let Some(label) = self.label_numbers.remove(origin_label(id).as_str()) {
            for number in std::mem::take(&mut self.labels[label as usize].items) {
                self.items[number as usize].labels.retain(|&other| other != label);
            }
            self.labels[label as usize].name = "".into();
        }
        self.people[person as usize] = Person::new("".into());
        true
    }

    /// Replaces what a person declares to know.
    pub fn set_topics(&mut self, person: &str, topics: &[String]) {
        let number = self.person_number(person);
        self.people[number as usize].topics =
            topics.iter().map(|topic| (topic.clone(), tokens(topic).into_iter().collect())).collect();
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.item_numbers.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.item_numbers.is_empty()
    }

    /// The ids of all items.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.item_numbers.keys().map(|id| &**id)
    }

    /// The id of an item; empty when it was removed.
    pub fn item_id(&self, number: u32) -> &str {
        &self.items[number as usize].id
    }

    pub(crate) fn item(&self, number: u32) -> &Item {
        &self.items[number as usize]
    }

    pub(crate) fn person(&self, number: u32) -> &Person {
        &self.people[number as usize]
    }

    /// The numbers of all people, those that were removed among them.
    pub(crate) fn people(&self) -> impl Iterator<Item = (u32, &Person)> {
        self.people.iter().enumerate().map(|(number, person)| (number as u32, person))
    }

    /// The number of a person who is known.
    pub(crate) fn person_number_of(&self, id: &str) -> Option<u32> {
        self.person_numbers.get(id).copied()
    }

    pub(crate) fn label(&self, name: &str) -> Option<(u32, &Label)> {
        let number = *self.label_numbers.get(name)?;
        Some((number, &self.labels[number as usize]))
    }

    pub(crate) fn label_name(&self, number: u32) -> &str {
        &self.labels[number as usize].name
    }

    fn label_number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.label_numbers.get(name) {
            return number;
        }
        let number = self.labels.len() as u32;
        let name: Arc<str> = name.into();
        self.label_numbers.insert(name.clone(), number);
        self.labels.push(Label { name, items: Vec::new() });
        number
    }

    fn person_number(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.person_numbers.get(id) {
            return number;
        }
        let number = self.people.len() as u32;
        let id: Arc<str> = id.into();
        self.person_numbers.insert(id.clone(), number);
        self.people.push(Person::new(id));
        number
    }

    fn item_part(&mut self, item_time: i64, part: &Part) -> ItemPart {
        ItemPart { person: self.person_number(&part.person), role: part.role, time: part.time.max(item_time) }
    }

    fn set_parts(&mut self, number: u32, parts: &[ItemPart]) {
        let old = std::mem::replace(&mut self.items[number as usize].parts, parts.to_vec());
        for part in old.iter().filter(|part| !parts.contains(part)) {
            self.count(part, -1.0);
            if !parts.iter().any(|other| other.person == part.person) {
                self.people[part.person as usize].items.retain(|&other| other != number);
            }
        }
        for part in parts.iter().filter(|part| !old.contains(part)) {
            self.count(part, 1.0);
            let items = &mut self.people[part.person as usize].items;
            if items.last() != Some(&number) && !old.iter().any(|other| other.person == part.person) {
                items.push(number);
            }
        }
        for part in old.iter().filter(|part| !parts.contains(part) && part.role.is_help()) {
            self.people[part.person as usize].last_help = self.last_help(part.person);
        }
    }

    fn count(&mut self, part: &ItemPart, weight: f64) {
        let person = &mut self.people[part.person as usize];
        if part.role.is_help() {
            person.help.add(part.time, weight);
            person.habit.add(part.time, weight);
            self.help.add(part.time, weight);
            let accepted = u32::from(part.role == Role::Accepted);
            if weight > 0.0 {
                person.last_help = person.last_help.max(part.time);
                person.helps += 1;
                person.accepted += accepted;
                self.helps += 1;
                self.accepted += accepted;
            } else {
                person.helps -= 1;
                person.accepted -= accepted;
                self.helps -= 1;
                self.accepted -= accepted;
            }
        } else if part.role.is_work() {
            person.work.add(part.time, weight);
            self.work.add(part.time, weight);
        }
    }

    fn last_help(&self, person: u32) -> i64 {
        self.people[person as usize]
            .items
            .iter()
            .flat_map(|&item| &self.items[item as usize].parts)
            .filter(|part| part.person == person && part.role.is_help())
            .map(|part| part.time)
            .max()
            .unwrap_or(i64::MIN)
    }
}

/// The label of the items that came from a person.
pub(crate) fn origin_label(person: &str) -> String {
    format!("\u{1}from:{person}")
}

/// The label of the items whose text says to be about this.
pub(crate) fn heading_label(heading: &str) -> String {
    format!("\u{1}about:{heading}")
}

impl Person {
    fn new(id: Arc<str>) -> Person {
        Person {
            id,
            items: Vec::new(),
            help: Decayed::default(),
            work: Decayed::default(),
            habit: Habit::default(),
            last_help: i64::MIN,
            helps: 0,
            accepted: 0,
            topics: Vec::new(),
        }
    }
}
