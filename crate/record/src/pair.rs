//! Labels and their values, from every markup in use.

use std::collections::HashMap;

use crate::FieldType;
use crate::lexicon;
use crate::region::STATE_WORDS;
use crate::tree::{Tree, class_words, tidy};
use crate::value;
use crate::words::{clean_label, is_label, is_nothing, split_words};

/// A label with what stands for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    pub(crate) label: String,
    /// The app's own name of the field.
    pub(crate) name: Option<String>,
    /// The lines of the value.
    pub(crate) lines: Vec<String>,
    pub(crate) node: usize,
    pub(crate) rule: &'static str,
}

/// Attributes that hold the app's own name of a field, the surest first.
const NAME_ATTRIBUTES: &[&str] = &[
    "data-fieldname",
    "data-field-name",
    "data-target-selection-name",
    "data-field",
    "field-name",
    "data-api-name",
    "itemprop",
    "data-name",
    "name",
    "data-automation-id",
    "data-testid",
    "data-test-id",
    "data-test",
];

/// Words in classes of labels.
const LABEL_WORDS: &[&str] = &[
    "label",
    "lbl",
    "caption",
    "term",
    "key",
    "heading",
    "title",
    "fieldname",
    "field-name",
    "name",
    "dt",
    "header",
    "legend",
];

/// The most siblings that are looked at: what is built alike shows in the first of many.
const MOST_BESIDE: usize = 60;

/// Collects the pairs of one part of a page.
pub(crate) struct Pairs<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Nodes that are not to be looked at: the frame, tables of rows, cards.
    skip: &'t [bool],
    /// Nodes that are a label or value already.
    taken: Vec<bool>,
    found: Vec<Pair>,
}

impl<'t, 'a> Pairs<'t, 'a> {
    pub(crate) fn collect(tree: &'t Tree<'a>, root: usize, skip: &'t [bool]) -> Vec<Pair> {
        let mut pairs = Pairs { tree, skip, taken: vec![false; tree.len()], found: Vec::new() };
        let range = tree.subtree(root);
        for index in range.clone() {
            if pairs.open(index) {
                match tree.tag(index) {
                    "dl" => pairs.definitions(index),
                    "tr" => pairs.table_row(index),
                    _ => {}
                }
            }
        }
        for index in range.clone() {
            if pairs.open(index) && tree.tag(index) == "label" {
                pairs.label(index);
            }
        }
        for index in range.clone() {
            if pairs.open(index) {
                pairs.neighbours(index);
                pairs.bare_value(index);
            }
        }
        for index in range.clone() {
            if pairs.open(index) && tree.is_control(index) {
                pairs.control(index);
            }
        }
        for index in range.clone() {
            if pairs.open(index)
                && (tree.tag(index) == "textarea" || tree.attr(index, "contenteditable") == Some("true"))
            {
                pairs.free_text(index);
            }
        }
        for index in range.clone() {
            if pairs.open(index) {
                pairs.headed_text(index);
            }
        }
        for index in range.clone() {
            if pairs.open(index) {
                pairs.state(index);
            }
        }
        for index in range {
            if pairs.open(index) {
                pairs.colon(index);
            }
        }
        pairs.found.sort_by_key(|pair| pair.node);
        // A name that several fields share is that of the box around them.
        let mut bearers: HashMap<String, Vec<String>> = HashMap::new();
        for pair in &pairs.found {
            if let Some(name) = &pair.name {
                let labels = bearers.entry(name.clone()).or_default();
                if !labels.contains(&pair.label) {
                    labels.push(pair.label.clone());
                }
            }
        }
        for pair in &mut pairs.found {
            pair.name =
                pair.name.take().filter(|name| bearers.get(name).is_some_and(|labels| labels.len() < 2));
        }
        pairs.found
    }

    fn open(&self, index: usize) -> bool {
        self.tree.is_element(index) && !self.skip[index] && !self.taken[index]
    }

    fn take(&mut self, index: usize) {
        for at in self.tree.subtree(index) {
            self.taken[at] = true;
        }
    }

    fn content(&self, index: usize) -> Vec<String> {
        self.tree.lines_where(index, |at| !self.skip[at] && !self.taken[at] && !self.tree.is_aside(at))
    }

    fn add(&mut self, label: &str, node: usize, rule: &'static str) -> bool {
        let badges = self.badges_in(node);
        let mut lines = self.content(node);
        if !badges.is_empty() {
            // A state beside a value is one of its own: "27 Nov 2026 [Breached]".
            let bare = self.tree.lines_where(node, |at| {
                !self.skip[at] && !self.taken[at] && !self.tree.is_aside(at) && !badges.contains(&at)
            });
            if bare.iter().any(|line| !is_nothing(line)) {
                lines = bare;
                for &badge in &badges {
                    let words = self.content(badge);
                    self.take(badge);
                    if !words.is_empty() {
                        let label = clean_label(label);
                        self.found.push(Pair { label, name: None, lines: words, node: badge, rule: "badge" });
                    }
                }
            }
        }
        if lines.is_empty() {
            // A value may be drawn as a button: a person that can be changed, a state that can be set.
            lines = self
                .tree
                .lines_where(node, |at| !self.skip[at])
                .into_iter()
                .take(1)
                .filter(|line| line.chars().count() < 60 && self.buttons(node) == 1)
                .collect();
        }
        if lines.is_empty()
            && self
                .tree
                .subtree(node)
                .any(|at| self.tree.node(at).checked == Some(true) && self.tree.input_type(at) == "radio")
        {
            lines = self.chosen(node);
        }
        lines.retain(|line| !is_nothing(line));
        join_units(&mut lines);
        let known = self.name_of(node);
        self.take(node);
        if lines.is_empty() {
            return false;
        }
        self.found.push(Pair { label: clean_label(label), name: known, lines, node, rule });
        true
    }

    /// The badges within a value, unless one is the whole of it.
    fn badges_in(&self, node: usize) -> Vec<usize> {
        let range = self.tree.subtree(node);
        if range.len() > 40 {
            return Vec::new();
        }
        range
            .skip(1)
            .filter(|&at| {
                self.tree.is_element(at)
                    && !self.skip[at]
                    && !self.taken[at]
                    && self.tree.class_says(at, &["badge", "pill", "lozenge"])
                    && !self.content(at).is_empty()
            })
            .take(3)
            .collect()
    }

    fn buttons(&self, node: usize) -> usize {
        self.tree.subtree(node).filter(|&at| self.tree.is_element(at) && self.tree.is_button(at)).count()
    }

    /// The words beside the radio buttons that are on.
    fn chosen(&self, node: usize) -> Vec<String> {
        self.tree
            .subtree(node)
            .filter(|&at| self.tree.node(at).checked == Some(true))
            .filter_map(|at| {
                let by_for = self.tree.attr(at, "id").and_then(|id| {
                    self.tree.subtree(node).find(|&label| self.tree.attr(label, "for") == Some(id))
                });
                let beside = by_for.or_else(|| self.tree.parent(at))?;
                self.tree.content(beside).into_iter().next()
            })
            .collect()
    }

    /// The app's own name of the field that a node shows.
    fn name_of(&self, node: usize) -> Option<String> {
        let mut only = Vec::new();
        let mut at = node;
        for _ in 0..4 {
            let mut inner = self.tree.elements(at).filter(|&child| !self.tree.is_aside(child));
            match (inner.next(), inner.next()) {
                (Some(child), None) => {
                    only.push(child);
                    at = child;
                }
                _ => break,
            }
        }
        let own = std::iter::once(node)
            .chain(only)
            .chain(self.tree.subtree(node).skip(1).filter(|&at| self.tree.is_control(at)).take(1))
            .chain(self.tree.ancestors(node).take(3));
        for at in own {
            for attribute in NAME_ATTRIBUTES {
                if let Some(name) = self.tree.attr(at, attribute)
                    && name.len() <= 80
                    && !name.contains(' ')
                {
                    return Some(name.to_owned());
                }
            }
        }
        None
    }

    fn definitions(&mut self, list: usize) {
        let mut label: Option<(usize, String)> = None;
        let all: Vec<usize> = self.tree.subtree(list).collect();
        for at in all {
            match self.tree.tag(at) {
                "dt" => label = Some((at, self.content(at).join(" "))),
                "dd" => {
                    if let Some((term, words)) = &label
                        && is_label(words)
                        && !self.taken[at]
                    {
                        let (term, words) = (*term, words.clone());
                        self.take(term);
                        self.add(&words, at, "definition");
                    }
                }
                _ => {}
            }
        }
    }

    /// A row of a table that is a form: labels and values in turn.
    fn table_row(&mut self, row: usize) {
        let cells: Vec<usize> =
            self.tree.elements(row).filter(|&cell| matches!(self.tree.tag(cell), "td" | "th")).collect();
        if cells.len() < 2 || cells.len() > 8 || cells.iter().any(|&cell| self.taken[cell]) {
            return;
        }
        let mut at = 0;
        while at + 1 < cells.len() {
            let label = self.label_text(cells[at]);
            let Some(label) = label else {
                at += 1;
                continue;
            };
            let value = cells[at + 1];
            // Two labels in a row: the first has no value.
            if self.tree.tag(cells[at]) == "th" && self.tree.tag(value) == "th" {
                at += 1;
                continue;
            }
            let nested = self
                .tree
                .subtree(value)
                .filter(|&inner| self.tree.tag(inner) == "tr" && !self.skip[inner])
                .count();
            if nested > 1 {
                at += 2;
                continue;
            }
            self.take(cells[at]);
            self.add(&label, value, "table-row");
            at += 2;
        }
    }

    /// The one short line of a node that could be a label.
    fn label_text(&self, node: usize) -> Option<String> {
        let lines = self.content(node);
        let [line] = lines.as_slice() else {
            return None;
        };
        // A box that holds a label and its value is no label.
        let pair = self.tree.subtree(node).skip(1).any(|at| {
            self.tree.is_element(at)
                && self.tree.class_says(at, &["label", "lbl", "term"])
                && self.tree.content(at).first().is_some_and(|inner| inner.len() < line.len())
                && !self.tree.class_says(at, &["badge"])
        });
        if pair {
            return None;
        }
        let control = self.tree.subtree(node).any(|at| self.tree.is_control(at));
        (is_label(line) && !control).then(|| line.clone())
    }

    fn label(&mut self, label: usize) {
        let words = self.tree.lines_where(label, |at| {
            !self.skip[at] && !self.tree.is_aside(at) && !self.tree.is_control(at) && !self.tree.is_button(at)
        });
        let Some(words) = words.into_iter().next().filter(|words| is_label(words)) else {
            return;
        };
        let inner = self.tree.subtree(label).find(|&at| self.tree.is_control(at));
        let named = self
            .tree
            .attr(label, "for")
            .and_then(|id| self.tree.by_id(id))
            .filter(|&at| !self.skip[at] && !self.taken[at]);
        if let Some(target) = named.or(inner) {
            if matches!(self.tree.input_type(target), "checkbox" | "radio")
                && self.tree.tag(target) == "input"
            {
                self.take(label);
                return;
            }
            let widget = self.widget(target, label);
            self.taken_label(label, widget);
            self.add(&words, widget, "label-for");
            return;
        }
        // No target: the value is what follows the label, or what follows the box that holds only the label.
        let mut at = label;
        for _ in 0..4 {
            if let Some(value) = self.following(at) {
                self.taken_label(label, value);
                self.add(&words, value, "label-next");
                return;
            }
            match self.tree.parent(at) {
                Some(above) if self.lone(above, at) => at = above,
                _ => return,
            }
        }
    }

    fn taken_label(&mut self, label: usize, value: usize) {
        if !self.tree.holds(label, value) {
            self.take(label);
        }
    }

    /// Whether a node's first content is the child on the path to `inner`.
    fn lone(&self, outer: usize, inner: usize) -> bool {
        self.tree
            .elements(outer)
            .take(MOST_BESIDE)
            .filter(|&child| !self.tree.holds(child, inner))
            .all(|child| self.tree.is_button(child) || self.content(child).is_empty())
    }

    /// The next sibling with content, unless it is a label itself. It may be a bare text.
    fn following(&self, node: usize) -> Option<usize> {
        let parent = self.tree.parent(node)?;
        let filled = |&sibling: &usize| {
            if let Some(text) = &self.tree.node(sibling).text {
                return text.chars().any(char::is_alphanumeric);
            }
            !self.tree.lines(sibling).is_empty()
                || self.tree.subtree(sibling).any(|at| self.tree.is_control(at))
        };
        let open = |&sibling: &usize| !self.skip[sibling] && !self.taken[sibling];
        // A button beside the label does something with the value; alone it shows it.
        let drawn = |sibling: usize| self.tree.is_element(sibling) && self.tree.is_aside(sibling);
        let behind = || self.tree.after(node).take(MOST_BESIDE);
        let mut siblings = behind().filter(open).filter(filled);
        let next = siblings
            .next()
            .filter(|&first| !drawn(first))
            .or_else(|| behind().filter(open).filter(filled).find(|&sibling| !drawn(sibling)));
        let next = match next {
            Some(next) => next,
            // In a box of its own with its button, the label's value stands behind the box.
            None if self.tree.class_says(parent, &["label"])
                || self.tree.elements(parent).count() == 2 && self.has_more(parent) =>
            {
                return None;
            }
            None => behind().filter(open).find(filled)?,
        };
        let labels = self.tree.subtree(next).any(|at| self.tree.tag(at) == "label" && !self.choice_label(at));
        (!labels).then_some(next)
    }

    /// Whether a box is followed by another with content that is no button.
    fn has_more(&self, node: usize) -> bool {
        self.tree.parent(node).is_some_and(|above| {
            self.tree
                .after(node)
                .take(MOST_BESIDE)
                .find(|&beside| {
                    self.tree.is_element(beside) && !self.skip[beside] && self.tree.holds(above, beside)
                })
                .is_some_and(|beside| !self.content(beside).is_empty() && self.tree.tag(beside) != "label")
        })
    }

    /// Whether a label belongs to a box or radio button.
    fn choice_label(&self, label: usize) -> bool {
        let target = self.tree.attr(label, "for").and_then(|id| self.tree.by_id(id));
        target
            .or_else(|| self.tree.subtree(label).find(|&at| self.tree.node(at).checked.is_some()))
            .is_some_and(|at| self.tree.node(at).checked.is_some())
    }

    /// The box around a control that shows nothing but its value: with a currency sign, a unit, a second part.
    fn widget(&self, control: usize, label: usize) -> usize {
        let mut widget = control;
        for above in self.tree.ancestors(control).take(5) {
            if self.tree.holds(above, label)
                || self.skip[above]
                || matches!(self.tree.tag(above), "td" | "form" | "body" | "fieldset" | "table" | "tr")
            {
                break;
            }
            let other =
                self.tree.subtree(above).any(|at| self.tree.tag(at) == "label" && !self.choice_label(at));
            let controls: Vec<usize> =
                self.tree.subtree(above).filter(|&at| self.tree.is_control(at)).take(9).collect();
            let beside = self.tree.parent(above).is_some_and(|outer| self.tree.holds(outer, label));
            // Several controls in the box beside the label are the parts of one value: street, town, country.
            let parts = beside
                && controls.len() <= 8
                && controls.iter().all(|&at| self.tree.attr(at, "aria-label").is_none());
            if other || controls.len() > 1 && !parts {
                break;
            }
            widget = above;
        }
        widget
    }

    /// A label and a value as the two children of one box, or in turn below one box.
    fn neighbours(&mut self, parent: usize) {
        if matches!(self.tree.tag(parent), "ul" | "ol" | "select" | "tbody" | "table" | "thead" | "tr") {
            return;
        }
        let mut children: Vec<usize> = Vec::new();
        let mut colon = false;
        for child in self.tree.elements(parent) {
            if self.skip[child] {
                continue;
            }
            // "Close date: [12/18/2026]": a value that can be changed is drawn as a button.
            if self.tree.is_aside(child) {
                let opens = self.tree.attr(child, "aria-haspopup").is_some_and(|opens| opens != "false");
                let shows = self.tree.is_button(child) && (colon || opens && children.len() == 1);
                let lines = if shows { self.tree.lines(child) } else { Vec::new() };
                if lines.len() == 1 && lines[0].chars().count() <= 60 {
                    children.push(child);
                }
                colon = false;
                continue;
            }
            let lines = self.content(child);
            if !lines.is_empty() {
                colon = matches!(lines.as_slice(), [line] if line.ends_with([':', '：']));
                children.push(child);
            }
        }
        if children.len() < 2 {
            return;
        }
        let paragraph = self.tree.tag(parent) == "p";
        let bare = self.tree.children(parent).any(|child| {
            self.tree.node(child).text.as_deref().is_some_and(|text| text.chars().any(char::is_alphanumeric))
        });
        let two = children.len() == 2 && !bare && !paragraph && self.repeated(parent);
        if self.in_turn(parent) {
            return;
        }
        if two && self.is_upside_down(parent, self.is_named_label(children[0])) {
            if let Some(words) = self.label_text(children[1])
                && !self.taken[children[0]]
                && !self.taken[children[1]]
                && self.could_be_value(children[0])
            {
                self.take(children[1]);
                self.add(&words, children[0], "label-below");
            }
            return;
        }
        let mut at = 0;
        while at + 1 < children.len() {
            let (first, second) = (children[at], children[at + 1]);
            if self.taken[first] || self.taken[second] {
                at += 1;
                continue;
            }
            let Some(words) = self.label_text(first) else {
                at += 1;
                continue;
            };
            // Two labels in a row: the first has no value.
            if self.label_text(second).is_some_and(|next| next.trim_end().ends_with([':', '：'])) {
                at += 1;
                continue;
            }
            let colon = words.trim_end().ends_with([':', '：']);
            let hinted = !paragraph && self.is_named_label(first) && !self.is_named_label(second);
            let heading = matches!(self.tree.tag(second), "h1" | "h2" | "h3")
                && self.tree.class_says(first, &["label", "caption", "lbl"]);
            let known = !paragraph && !bare && self.is_known_label(&words, first, second, children.len());
            if (colon || hinted || two || known) && (colon || heading || self.could_be_value(second)) {
                self.take(first);
                let rule = if colon { "label-colon" } else { "label-beside" };
                let added = self.add(&words, second, rule);
                at += 2;
                // The currency or unit may stand in a box of its own.
                while let Some(&unit) = children.get(at).filter(|_| added) {
                    let lines = self.content(unit);
                    let [text] = lines.as_slice() else {
                        break;
                    };
                    let Some(pair) = self.found.last_mut().filter(|_| value::is_unit(text)) else {
                        break;
                    };
                    pair.lines.push(text.clone());
                    join_units(&mut pair.lines);
                    self.take(unit);
                    at += 1;
                }
            } else {
                at += 1;
            }
        }
    }

    /// Labels and values in turn below one box, told by labels that the lexicon knows: a grid of two columns.
    fn in_turn(&mut self, parent: usize) -> bool {
        let cells: Vec<usize> =
            self.tree.elements(parent).filter(|&cell| !self.skip[cell]).take(MOST_BESIDE + 1).collect();
        if cells.len() < 4
            || cells.len() % 2 == 1
            || cells.len() > MOST_BESIDE
            || cells.iter().any(|&cell| self.taken[cell])
        {
            return false;
        }
        let known = |cell: usize| {
            self.label_text(cell).is_some_and(|words| {
                lexicon::kind_of_label(&words).is_some()
                    || lexicon::is_label(&words) && lexicon::status(&words).is_none()
            })
        };
        let labels = cells.iter().step_by(2).filter(|&&cell| known(cell)).count();
        let values = cells.iter().skip(1).step_by(2).filter(|&&cell| known(cell)).count();
        // Tabs and menus name things in turn as well; they lead somewhere.
        let worded = cells.iter().step_by(2).all(|&cell| {
            self.label_text(cell).is_some()
                && !self.tree.subtree(cell).any(|at| self.tree.tag(at) == "a" || self.tree.role(at) == "tab")
        });
        if labels < 2 || labels * 4 < cells.len() || values * 2 > labels || !worded {
            return false;
        }
        for pair in cells.chunks_exact(2) {
            if let Some(words) = self.label_text(pair[0])
                && self.could_be_value(pair[1])
            {
                self.take(pair[0]);
                self.add(&words, pair[1], "label-in-turn");
            }
        }
        true
    }

    /// Whether boxes of two are built with the label below its value. Where the upper one is called a label, most
    /// of them must say so.
    fn is_upside_down(&self, parent: usize, named: bool) -> bool {
        let Some(above) = self.tree.parent(parent) else {
            return false;
        };
        let mut votes = 0;
        let mut boxes = 0;
        for beside in self
            .tree
            .elements(above)
            .take(MOST_BESIDE)
            .filter(|&beside| self.tree.class(beside) == self.tree.class(parent))
            .take(12)
        {
            let parts: Vec<String> = self
                .tree
                .elements(beside)
                .filter(|&child| !self.tree.is_aside(child))
                .map(|child| self.tree.content(child).join(" "))
                .filter(|text| !text.is_empty())
                .take(3)
                .collect();
            let [first, second] = parts.as_slice() else {
                continue;
            };
            let known = |text: &str| is_label(text) && lexicon::label(text).is_some();
            boxes += 1;
            votes += match (is_label(first), is_label(second)) {
                (false, true) => 1,
                (true, false) => -1,
                _ => i32::from(known(second)) - i32::from(known(first)),
            };
        }
        if named { votes * 2 > boxes } else { votes > 0 }
    }

    /// Whether the lexicon knows the label, and the value is of its sort.
    fn is_known_label(&self, words: &str, first: usize, second: usize, children: usize) -> bool {
        if matches!(self.tree.tag(first), "a" | "button" | "h1" | "h2") {
            return false;
        }
        let single = |node: usize| {
            self.tree.subtree(node).filter(|&at| self.tree.node(at).text.is_some()).take(2).count() == 1
        };
        if !single(first) || lexicon::status(words).is_some() {
            return false;
        }
        if lexicon::kind_of_label(words).is_some() {
            return true;
        }
        let Some(label) = lexicon::label(words) else {
            return false;
        };
        let lines = self.content(second);
        let [value] = lines.as_slice() else {
            return false;
        };
        let figure = value.chars().any(|c| c.is_ascii_digit()) && !is_label(value);
        match label.ty {
            FieldType::Money
            | FieldType::Number
            | FieldType::Percent
            | FieldType::Date
            | FieldType::Datetime => figure,
            _ => children == 2 && lexicon::is_label(words) && lexicon::label(value).is_none(),
        }
    }

    /// A label in an element of its own, the value as bare text after it.
    fn bare_value(&mut self, parent: usize) {
        let children: Vec<usize> =
            self.tree.children(parent).filter(|&child| self.tree.tag(child) != "br").collect();
        let [first, text] = children.as_slice() else {
            return;
        };
        let bare = self.tree.node(*text).text.as_deref().is_some_and(|text| {
            text.chars().any(char::is_alphanumeric) && !text.trim_start().starts_with(['-', '–', '—'])
        });
        if !bare
            || !self.tree.is_element(*first)
            || self.skip[*first]
            || self.taken[*first]
            || self.tree.tag(*first) == "a"
        {
            return;
        }
        let alike = self.tree.parent(parent).map_or(0, |above| {
            self.tree
                .elements(above)
                .take(MOST_BESIDE)
                .filter(|&beside| {
                    self.tree.tag(beside) == self.tree.tag(parent)
                        && self.tree.class(beside) == self.tree.class(parent)
                })
                .count()
        });
        // "Resolved - it works again" is a message, not a field.
        if let Some(words) = self.label_text(*first)
            && alike >= 2
            && lexicon::status(&words).is_none()
        {
            self.take(*first);
            self.add(&words, *text, "label-text");
        }
    }

    fn is_named_label(&self, node: usize) -> bool {
        // What leads to a record is a value.
        let leads = self.tree.subtree(node).take(6).any(|at| {
            self.tree.tag(at) == "a"
                && self.tree.attr(at, "href").is_some_and(|href| href.chars().any(|c| c.is_ascii_digit()))
        });
        if leads {
            return false;
        }
        let mut at = node;
        for _ in 0..3 {
            if self.tree.class_says(at, LABEL_WORDS) && !self.tree.class_says(at, &["badge", "value"])
                || matches!(self.tree.tag(at), "label" | "dt" | "th")
                || (self.tree.role(at) == "term")
            {
                return true;
            }
            let mut inner = self.tree.elements(at);
            match (inner.next(), inner.next()) {
                (Some(only), None) => at = only,
                _ => return false,
            }
        }
        false
    }

    /// A value is short, or one paragraph, and not a box full of labels.
    fn could_be_value(&self, node: usize) -> bool {
        if matches!(
            self.tree.tag(node),
            "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "form" | "section" | "article"
        ) {
            return false;
        }
        let lines = self.content(node);
        let controls = self.tree.subtree(node).filter(|&at| self.tree.is_control(at)).take(9).count();
        (lines.len() <= 4 || controls <= 8 && lines.len() <= controls)
            && !self
                .tree
                .subtree(node)
                .any(|at| matches!(self.tree.tag(at), "label" | "dt" | "th" | "h1" | "h2" | "h3"))
            && !self.holds_label(node)
    }

    /// Whether a box holds a label with something behind it: then it is a field, or several.
    fn holds_label(&self, node: usize) -> bool {
        let total: usize = self.content(node).iter().map(String::len).sum();
        self.tree.subtree(node).skip(1).any(|at| {
            let token = |token: &str| matches!(token, "label" | "lbl" | "field-label" | "fieldlabel");
            let class = self.tree.class(at);
            // `label label-success` is a badge.
            let named = class.split_whitespace().any(token)
                && !class.split_whitespace().any(|token| token.starts_with("label-"))
                || self.tree.tag(at).ends_with("-label");
            let own: usize = if named { self.content(at).iter().map(String::len).sum() } else { 0 };
            own > 0 && own < total
        })
    }

    /// Whether siblings (or cousins) are built alike: label and value boxes stand in rows.
    fn repeated(&self, node: usize) -> bool {
        let Some(parent) = self.tree.parent(node) else {
            return false;
        };
        let class = self.tree.class(node);
        let like = self
            .tree
            .elements(parent)
            .take(MOST_BESIDE)
            .filter(|&sibling| {
                self.tree.tag(sibling) == self.tree.tag(node)
                    && self.tree.class(sibling).split(' ').next() == class.split(' ').next()
                    && self.tree.elements(sibling).filter(|&child| !self.tree.is_aside(child)).count() == 2
            })
            .count();
        like >= 3 || (like >= 2 && !class.is_empty())
    }

    /// A control that names itself.
    fn control(&mut self, control: usize) {
        let by = self.tree.attr(control, "aria-labelledby").and_then(|ids| {
            let words: Vec<String> = ids
                .split_whitespace()
                .filter_map(|id| self.tree.by_id(id))
                .filter(|&at| at != control)
                .map(|at| self.tree.content(at).join(" "))
                .collect();
            Some(words.join(" ")).filter(|words| !words.is_empty())
        });
        let words = by
            .or_else(|| self.tree.attr(control, "aria-label").map(str::to_owned))
            .filter(|words| is_label(words));
        if let Some(words) = words {
            self.add(&words, control, "aria-label");
        }
    }

    /// A longer text under a heading of its own, such as a description: in the next box, or in the next row.
    fn headed_text(&mut self, node: usize) {
        let tree = self.tree;
        let heading = matches!(tree.tag(node), "h2" | "h3" | "h4" | "h5" | "strong" | "b" | "td");
        if !heading || tree.subtree(node).len() > 6 {
            return;
        }
        let Some(words) = self.label_text(node).filter(|words| {
            lexicon::is_label(words) && lexicon::label(words).is_some_and(|label| label.ty == FieldType::Text)
        }) else {
            return;
        };
        // The heading alone in its box, the text in the box behind it.
        let mut at = node;
        for _ in 0..3 {
            let Some(above) = tree.parent(at) else {
                return;
            };
            let next = tree.after(at).take(MOST_BESIDE).find(|&beside| {
                tree.is_element(beside)
                    && !self.skip[beside]
                    && !self.taken[beside]
                    && !self.content(beside).is_empty()
            });
            if let Some(next) = next {
                let lines = self.content(next);
                let long: usize = lines.iter().map(|line| line.chars().count()).sum();
                let prose = (12..=4000).contains(&long)
                    && !tree.subtree(next).any(|inner| {
                        tree.is_control(inner)
                            || matches!(tree.tag(inner), "table" | "h1" | "h2" | "h3" | "dl" | "label")
                    });
                if prose && tree.tag(at) != "td" {
                    self.take(node);
                    let name = self.name_of(next);
                    self.take(next);
                    let lines = vec![lines.join(" ")];
                    let label = clean_label(&words);
                    self.found.push(Pair { label, name, lines, node: next, rule: "headed-text" });
                }
                return;
            }
            if !self.lone(above, at) {
                return;
            }
            at = above;
        }
    }

    /// What was written into a form without a label.
    fn free_text(&mut self, node: usize) {
        let lines = self.content(node);
        let heading =
            self.tree.ancestors(node).take(4).any(|above| matches!(self.tree.tag(above), "h1" | "h2" | "h3"));
        if !lines.is_empty() && !heading {
            let name = self.name_of(node);
            self.take(node);
            self.found.push(Pair {
                label: String::new(),
                name,
                lines: vec![lines.join(" ")],
                node,
                rule: "free-text",
            });
        }
    }

    /// A state without a label: a badge, or the step of a stage bar that is on.
    fn state(&mut self, node: usize) {
        if self.tree.tag(node) == "button" {
            self.state_button(node);
            return;
        }
        let known = self.is_known_state(node);
        if !known
            && !self.tree.class_says(node, STATE_WORDS)
            && !names_state(self.tree.tag(node))
            && !matches!(self.tree.role(node), "radiogroup" | "listbox" | "list")
            && !self.tree.elements(node).any(|at| self.tree.attr(at, "aria-current") == Some("step"))
        {
            return;
        }
        let tree = self.tree;
        let told = |at: usize| {
            tree.attr(at, "aria-checked").or(tree.attr(at, "aria-current")).or(tree.attr(at, "aria-selected"))
        };
        // The steps stand close below the bar; a form with two bars is no bar.
        let steps: Vec<usize> = tree
            .subtree(node)
            .filter(|&at| told(at).is_some() && tree.ancestors(at).take(3).any(|above| above == node))
            .collect();
        let all = tree.subtree(node).filter(|&at| told(at).is_some()).count();
        if all > steps.len() {
            return;
        }
        let lone = steps.len() == 1
            && tree.attr(steps[0], "aria-current") == Some("step")
            && tree.parent(steps[0]).is_some_and(|above| tree.elements(above).count() >= 2);
        if steps.len() >= 2 || lone {
            let on = steps.iter().copied().find(|&at| {
                tree.attr(at, "aria-current").is_some_and(|on| on != "false")
                    || tree.attr(at, "aria-checked") == Some("true")
                    || tree.attr(at, "aria-selected") == Some("true")
            });
            if let Some(on) = on {
                // A step may say more than its name: how long, how many.
                let first = tree
                    .subtree(on)
                    .filter_map(|at| tree.node(at).text.as_deref().filter(|_| tree.node(at).spoken == 0))
                    .map(tidy)
                    .find(|text| text.chars().any(char::is_alphabetic));
                let words = first.unwrap_or_else(|| tree.text(on));
                let name = self.name_of(node);
                self.take(node);
                if !words.is_empty() && words.chars().count() <= 60 {
                    self.found.push(Pair {
                        label: String::new(),
                        name,
                        lines: vec![words],
                        node: on,
                        rule: "stage",
                    });
                }
            }
            return;
        }
        if !known
            && !names_state(self.tree.tag(node))
            && !self.tree.class_says(
                node,
                &["badge", "chip", "pill", "lozenge", "ribbon", "status", "state", "stage", "indicator"],
            )
            || self.tree.is_button(node)
        {
            return;
        }
        let lines = self.content(node);
        if let [line] = lines.as_slice()
            && line.chars().count() <= 40
            && line.chars().any(char::is_alphabetic)
            && !line.trim_end().ends_with(':')
            && self.tree.subtree(node).filter(|&at| !self.tree.is_element(at)).count() <= 3
        {
            let line = line.clone();
            let name = self.name_of(node);
            self.take(node);
            self.found.push(Pair { label: String::new(), name, lines: vec![line], node, rule: "badge" });
        }
    }

    /// A state that can be set: a button that opens the choice of states.
    fn state_button(&mut self, node: usize) {
        let tree = self.tree;
        let opens = tree.attr(node, "aria-haspopup").is_some_and(|opens| opens != "false");
        let named = ["class", "id", "data-testid", "data-test-id", "data-test", "aria-label", "name"]
            .iter()
            .filter_map(|name| tree.attr(node, name))
            .flat_map(split_words)
            .any(|word| matches!(word.as_str(), "status" | "state" | "stage"));
        let lines = tree.lines(node);
        if opens
            && named
            && let [line] = lines.as_slice()
            && line.chars().count() <= 40
        {
            self.take(node);
            self.found.push(Pair {
                label: String::new(),
                name: None,
                lines: vec![line.clone()],
                node,
                rule: "state-button",
            });
        }
    }

    /// A short text beside the page's heading that is nothing but the name of a state.
    fn is_known_state(&self, node: usize) -> bool {
        let tree = self.tree;
        if !matches!(tree.tag(node), "p" | "span" | "div" | "em" | "strong" | "b" | "small")
            || tree.subtree(node).len() > 4
        {
            return false;
        }
        let beside = tree.ancestors(node).take(2).any(|above| {
            tree.elements(above).take(30).any(|beside| {
                matches!(tree.tag(beside), "h1" | "h2")
                    || tree.role(beside) == "heading"
                    || tree.subtree(beside).take(4).any(|at| tree.role(at) == "heading")
            })
        });
        beside && lexicon::status(&tree.text(node)).is_some()
    }

    /// "Label: value" in one text.
    fn colon(&mut self, node: usize) {
        // Only the innermost box of a text.
        let has_text = self.tree.children(node).any(|child| !self.tree.is_element(child));
        if !has_text
            || matches!(self.tree.tag(node), "a" | "button" | "label" | "th" | "h1" | "h2" | "option")
        {
            return;
        }
        let lines = self.content(node);
        let mut any = false;
        for line in lines {
            let Some((label, value)) = line.split_once([':', '：']) else {
                continue;
            };
            if !value.starts_with([' ', '\u{a0}']) && !line.contains('：')
                || !is_label(label)
                || label.chars().count() > 40
                // "Refused by Ada on 12 May: too late" tells what happened; it is no field.
                || label.split_whitespace().count() > 3 && label.chars().any(|c| c.is_ascii_digit())
                || label.split_whitespace().count() > 2
                    && label.split_whitespace().next().is_some_and(|first| lexicon::status(first).is_some())
                || value.trim().is_empty()
                || value.chars().count() > 200
                || is_nothing(value)
            {
                continue;
            }
            any = true;
            self.found.push(Pair {
                label: clean_label(label),
                name: None,
                lines: vec![value.trim().to_owned()],
                node,
                rule: "colon",
            });
        }
        if any {
            self.take(node);
        }
    }
}

/// Joins an amount with the currency or percent sign that stands beside it.
fn join_units(lines: &mut Vec<String>) {
    let mut at = 0;
    while at < lines.len() {
        if lines.len() > 1 && value::is_unit(&lines[at]) {
            let unit = lines.remove(at);
            let ends = |line: &String| line.ends_with(|c: char| c.is_ascii_digit());
            let begins = |line: &String| line.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            if at > 0 && ends(&lines[at - 1]) {
                lines[at - 1] = format!("{} {unit}", lines[at - 1]);
            } else if lines.get(at).is_some_and(begins) {
                lines[at] = format!("{unit} {}", lines[at]);
                at += 1;
            } else {
                lines.insert(at, unit);
                at += 1;
            }
        } else {
            at += 1;
        }
    }
    // A sign without a figure beside it is an empty field.
    if let [only] = lines.as_slice()
        && value::is_unit(only)
        && !only.chars().any(char::is_alphabetic)
    {
        lines.clear();
    }
}

/// Whether a custom element's name says that it shows a state: `x-badge`.
fn names_state(tag: &str) -> bool {
    tag.contains('-')
        && class_words(tag).any(|word| matches!(word, "badge" | "chip" | "pill" | "status" | "lozenge"))
}
