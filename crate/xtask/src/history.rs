//! A dated history of who helped with what, and how it is played: in the order of time, a question before whatever
//! happened at the same moment.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::{BufRead, BufReader, ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use expertise::{Evidence, Part, Query, Role, Visibility};
use serde::{Deserialize, de::DeserializeOwned};

/// A history with its questions.
pub(crate) struct History {
    /// Its name, from `meta.json`.
    pub name: String,
    items: Vec<Evidence>,
    /// The questions, those for training first.
    pub questions: Vec<Question>,
}

/// A question of a history.
#[derive(Clone)]
pub(crate) struct Question {
    /// Its id in the history.
    pub id: String,
    /// As it was put.
    pub query: Query,
    /// Who really helped.
    pub helpers: Vec<String>,
    /// Whether it is for training: asked before the split.
    pub training: bool,
    /// When it was known who helped.
    pub known: i64,
}

/// What happens while a history is played.
pub(crate) enum Event<'a> {
    /// Items that are new or have new parts.
    Evidence(Vec<Evidence>),
    /// A question is put.
    Question(&'a Question),
    /// It becomes known who helped with a question.
    Outcome(&'a Question),
}

#[derive(Deserialize)]
struct Meta {
    name: String,
}

#[derive(Deserialize)]
struct ItemLine {
    id: String,
    time: String,
    kind: String,
    #[serde(default)]
    tags: Vec<String>,
    text: Option<String>,
    people: Vec<PartLine>,
}

#[derive(Deserialize)]
struct PartLine {
    id: String,
    role: Role,
    time: String,
}

#[derive(Deserialize)]
struct QuestionLine {
    id: String,
    time: String,
    text: String,
    #[serde(default)]
    tags: Vec<String>,
    asker: Option<String>,
    doc: String,
    relevant: Vec<String>,
}

impl History {
    /// Reads a set's folder.
    pub(crate) fn read(dir: &Path) -> Result<History> {
        let name = match File::open(dir.join("meta.json")) {
            Ok(file) => serde_json::from_reader::<_, Meta>(file).context("meta.json")?.name,
            Err(error) if error.kind() == ErrorKind::NotFound => "unknown".to_owned(),
            Err(error) => return Err(error).context("meta.json"),
        };
        let mut items: Vec<Evidence> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for file in ["evidence.jsonl", "stream.jsonl"] {
            for line in lines::<ItemLine>(&dir.join(file))? {
                let parts = line
                    .people
                    .into_iter()
                    .map(|part| Ok(Part { person: part.id, role: part.role, time: seconds(&part.time)? }));
                let parts = parts.collect::<Result<Vec<_>>>()?;
                match (numbers.get(&line.id), line.text) {
                    (Some(&number), _) => items[number].parts.extend(parts),
                    (None, Some(text)) => {
                        numbers.insert(line.id.clone(), items.len());
                        items.push(Evidence {
                            time: seconds(&line.time)?,
                            id: line.id,
                            kind: line.kind,
                            tags: line.tags,
                            record: None,
                            text,
                            parts,
                            visibility: Visibility::Everyone,
                        });
                    }
                    (None, None) => {
                        bail!("{file}: {} has neither a text nor an item that it adds to", line.id)
                    }
                }
            }
        }
        let mut questions = Vec::new();
        for (file, training) in [("dev.jsonl", true), ("queries.jsonl", false)] {
            for line in lines::<QuestionLine>(&dir.join(file))? {
                let item = numbers.get(&line.doc).map(|&number| &items[number]);
                let known = item.into_iter().flat_map(|item| {
                    item.parts
                        .iter()
                        .filter(|part| part.role.is_help() && line.relevant.contains(&part.person))
                        .map(|part| part.time.max(item.time))
                });
                questions.push(Question {
                    // Where the history does not tell, nothing is ever learned from it.
                    known: known.max().unwrap_or(i64::MAX),
                    query: Query {
                        text: line.text,
                        tags: line.tags,
                        record: None,
                        asker: line.asker,
                        time: seconds(&line.time)?,
                    },
                    id: line.id,
                    helpers: line.relevant,
                    training,
                });
            }
        }
        Ok(History { name, items, questions })
    }

    /// Plays the history up to a time, and shows how far it has come.
    pub(crate) fn play(&self, until: i64, mut happens: impl FnMut(Event<'_>) -> Result<()>) -> Result<()> {
        // Questions come before evidence and outcomes of the same second, which they may not know.
        let mut moments: BTreeMap<(i64, u8), Vec<usize>> = BTreeMap::new();
        for (number, item) in self.items.iter().enumerate() {
            moments.entry((item.time, 1)).or_default().push(number);
            for part in &item.parts {
                moments.entry((part.time.max(item.time), 1)).or_default().push(number);
            }
        }
        for (number, question) in self.questions.iter().enumerate() {
            moments.entry((question.query.time, 0)).or_default().push(number);
            if question.known < i64::MAX {
                moments.entry((question.known.max(question.query.time), 2)).or_default().push(number);
            }
        }
        let total = moments.range(..=(until, 2)).count();
        let mut changed: Vec<(usize, i64)> = Vec::new();
        for (done, (&(time, what), numbers)) in moments.range(..=(until, 2)).enumerate() {
            if done % 1_000 == 0 || done + 1 == total {
                eprint!("\r{}: {:3} %", self.name, (done + 1) * 100 / total);
                std::io::stderr().flush()?;
            }
            if what == 1 {
                changed.extend(numbers.iter().map(|&number| (number, time)));
                continue;
            }
            happens(Event::Evidence(self.as_known(&mut changed)))?;
            for &number in numbers {
                let question = &self.questions[number];
                happens(if what == 0 { Event::Question(question) } else { Event::Outcome(question) })?;
            }
        }
        eprintln!();
        happens(Event::Evidence(self.as_known(&mut changed)))
    }

    /// These items as they were known at the given times, each once.
    fn as_known(&self, changed: &mut Vec<(usize, i64)>) -> Vec<Evidence> {
        let latest: BTreeMap<usize, i64> = changed.drain(..).collect();
        latest
            .into_iter()
            .map(|(number, time)| {
                let item = &self.items[number];
                let parts = item.parts.iter().filter(|part| part.time <= time).cloned().collect();
                Evidence { parts, ..item.clone() }
            })
            .collect()
    }

    /// When the last question for training was asked.
    pub(crate) fn end_of_training(&self) -> i64 {
        let training = self.questions.iter().filter(|question| question.training);
        training.map(|question| question.query.time).max().unwrap_or(i64::MIN)
    }
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let name = path.display();
    let file = BufReader::new(File::open(path).with_context(|| format!("cannot open {name}"))?);
    let mut all = Vec::new();
    for (at, line) in file.lines().enumerate() {
        let line = line?;
        if !line.trim().is_empty() {
            all.push(serde_json::from_str(&line).with_context(|| format!("{name}, line {}", at + 1))?);
        }
    }
    Ok(all)
}

/// Unix seconds of a time such as `2021-04-14T20:47:23Z`.
fn seconds(time: &str) -> Result<i64> {
    Ok(time.parse::<jiff::Timestamp>().with_context(|| format!("not a time: {time}"))?.as_second())
}
