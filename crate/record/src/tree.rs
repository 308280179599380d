//! An outline as a tree that can be asked: in document order, each subtree one range of indices.

use std::collections::HashMap;
use std::ops::Range;

use crate::outline::{Node, Outline};

/// The longest text that is ever put together from a subtree, in bytes.
const LONGEST: usize = 4_000;

/// The most nodes that are looked at for one text.
const MOST_LOOKED_AT: usize = 4_000;

/// How deep a page is followed: what is nested deeper hangs at this depth. No page of people's is half as deep,
/// and work that climbs or looks below a node stays in proportion to the page.
const DEEPEST: usize = 192;

/// A checked view of an outline. Whatever the outline claims, a parent stands before its children and a
/// subtree is contiguous.
pub(crate) struct Tree<'a> {
    nodes: &'a [Node],
    parents: Vec<Option<usize>>,
    ends: Vec<usize>,
    ids: HashMap<&'a str, usize>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(outline: &'a Outline) -> Tree<'a> {
        let nodes = outline.nodes.as_slice();
        let mut parents = Vec::with_capacity(nodes.len());
        let mut ends = vec![nodes.len(); nodes.len()];
        let mut ids = HashMap::new();
        let mut open: Vec<usize> = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            // A claimed parent that is not open any more is a lie: the node hangs below what is open.
            if let Ok(parent) = usize::try_from(node.parent)
                && let Some(at) = open.iter().rposition(|&open| open == parent)
            {
                for closed in open.drain(at + 1..) {
                    ends[closed] = index;
                }
            }
            parents.push(open.last().copied());
            if node.text.is_none() {
                if open.len() < DEEPEST {
                    open.push(index);
                } else {
                    ends[index] = index + 1;
                }
                if let Some(id) = node.attributes.get("id") {
                    ids.entry(id.as_str()).or_insert(index);
                }
            } else {
                ends[index] = index + 1;
            }
        }
        Tree { nodes, parents, ends, ids }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, index: usize) -> &'a Node {
        &self.nodes[index]
    }

    pub(crate) fn parent(&self, index: usize) -> Option<usize> {
        self.parents[index]
    }

    /// The node and everything below it.
    pub(crate) fn subtree(&self, index: usize) -> Range<usize> {
        index..self.ends[index]
    }

    pub(crate) fn children(&self, index: usize) -> Children<'_, 'a> {
        Children { tree: self, next: index + 1, end: self.ends[index] }
    }

    /// The siblings behind a node.
    pub(crate) fn after(&self, index: usize) -> Children<'_, 'a> {
        let end = self.parent(index).map_or(self.nodes.len(), |parent| self.ends[parent]);
        Children { tree: self, next: self.ends[index], end }
    }

    /// The children that are elements.
    pub(crate) fn elements(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        self.children(index).filter(|&child| self.is_element(child))
    }

    pub(crate) fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.parent(index), |&above| self.parent(above))
    }

    pub(crate) fn holds(&self, outer: usize, inner: usize) -> bool {
        self.subtree(outer).contains(&inner)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    pub(crate) fn is_element(&self, index: usize) -> bool {
        self.nodes[index].text.is_none()
    }

    pub(crate) fn tag(&self, index: usize) -> &'a str {
        &self.nodes[index].tag
    }

    pub(crate) fn attr(&self, index: usize, name: &str) -> Option<&'a str> {
        self.nodes[index].attributes.get(name).map(String::as_str)
    }

    pub(crate) fn role(&self, index: usize) -> &'a str {
        self.attr(index, "role").unwrap_or("")
    }

    pub(crate) fn class(&self, index: usize) -> &'a str {
        self.attr(index, "class").unwrap_or("")
    }

    /// Whether one of the words that make up the classes (and the id) is one of `words`.
    pub(crate) fn class_says(&self, index: usize, words: &[&str]) -> bool {
        let class = self.class(index);
        let id = self.attr(index, "id").unwrap_or("");
        class_words(class)
            .chain(class_words(id))
            .any(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known)))
    }

    pub(crate) fn is_control(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        match node.tag.as_str() {
            "select" | "textarea" => true,
            "input" => !matches!(
                self.input_type(index),
                "button"
                    | "submit"
                    | "reset"
                    | "image"
                    | "hidden"
                    | "checkbox"
                    | "radio"
                    | "file"
                    | "range"
                    | "color"
            ),
            _ => false,
        }
    }

    pub(crate) fn input_type(&self, index: usize) -> &'a str {
        self.attr(index, "type").unwrap_or("text")
    }

    pub(crate) fn is_button(&self, index: usize) -> bool {
        match self.tag(index) {
            "button" => !self.is_choice(index),
            "input" => matches!(self.input_type(index), "button" | "submit" | "reset" | "image"),
            _ => self.role(index) == "button",
        }
    }

    /// The lines of text below a node: blocks and breaks part lines, the values of controls are lines.
    pub(crate) fn lines(&self, index: usize) -> Vec<String> {
        self.lines_where(index, |_| true)
    }

    /// The same, leaving out the subtrees that `keep` refuses.
    pub(crate) fn lines_where(&self, index: usize, keep: impl Fn(usize) -> bool) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut total = 0;
        let range = self.subtree(index);
        let mut at = range.start;
        let mut blocks: Vec<usize> = Vec::new();
        let flush = |line: &mut String, lines: &mut Vec<String>| {
            let clean = tidy(line);
            if !clean.is_empty() && lines.last() != Some(&clean) {
                lines.push(clean);
            }
            line.clear();
        };
        let mut looked = 0;
        while at < range.end && total < LONGEST && looked < MOST_LOOKED_AT {
            looked += 1;
            while blocks.last().is_some_and(|&block| self.ends[block] <= at) {
                blocks.pop();
                flush(&mut line, &mut lines);
            }
            let node = &self.nodes[at];
            if node.spaced == 1 && !line.is_empty() {
                line.push(' ');
            }
            if let Some(text) = &node.text {
                if node.spoken == 0 && keep(at) {
                    total += text.len();
                    line.push_str(text);
                }
                at += 1;
                continue;
            }
            if at != index && !keep(at) {
                at = self.ends[at];
                continue;
            }
            if node.tag == "br" {
                flush(&mut line, &mut lines);
            } else if node.tag == "input" || node.tag == "select" || node.tag == "textarea" {
                let value = self.control_value(at);
                if !value.is_empty() {
                    flush(&mut line, &mut lines);
                    total += value.len();
                    line.push_str(&value);
                    flush(&mut line, &mut lines);
                }
            } else if !is_inline(&node.tag) {
                flush(&mut line, &mut lines);
                blocks.push(at);
            }
            at += 1;
        }
        flush(&mut line, &mut lines);
        lines
    }

    /// The text below a node in one line.
    pub(crate) fn text(&self, index: usize) -> String {
        self.lines(index).join(" ")
    }

    /// The text of what is not a button, an icon's words or a placeholder.
    pub(crate) fn content(&self, index: usize) -> Vec<String> {
        self.lines_where(index, |at| !self.is_aside(at))
    }

    /// Whether an element's text is beside the point in a value or label: buttons, help, placeholders.
    pub(crate) fn is_aside(&self, index: usize) -> bool {
        if !self.is_element(index) || self.is_choice(index) {
            return false;
        }
        if self.is_button(index)
            || matches!(self.tag(index), "sup" | "svg" | "img" | "legend")
            || self.role(index) == "img"
            || self.is_initials(index)
        {
            return true;
        }
        if matches!(self.role(index), "tooltip" | "menu" | "listbox" | "status" | "alert" | "presentation" if !self.role(index).is_empty() && self.role(index) != "presentation")
        {
            return true;
        }
        self.class_says(
            index,
            &[
                "placeholder",
                "tooltip",
                "help",
                "helptext",
                "help-text",
                "help-box",
                "hint",
                "popover",
                "sr-only",
                "visually-hidden",
                "assistive",
            ],
        )
    }

    /// Whether an element is the initials that stand for a picture of somebody.
    fn is_initials(&self, index: usize) -> bool {
        let [node] = &self.nodes[index + 1..self.ends[index]] else {
            return false;
        };
        let Some(text) = &node.text else {
            return false;
        };
        let initials: Vec<char> = text.trim().chars().collect();
        if !(1..=3).contains(&initials.len()) || !initials.iter().all(|c| c.is_uppercase()) {
            return false;
        }
        // The name follows: "DW", "Dana Whitfield".
        let after = self.nodes[self.ends[index]..].iter().take(6).find_map(|node| node.text.as_deref());
        after.is_some_and(|name| {
            let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
            let firsts: Vec<char> = words.by_ref().flat_map(char::to_uppercase).collect();
            firsts.len() >= 2
                && firsts.first() == initials.first()
                && initials.iter().all(|initial| firsts.contains(initial))
        })
    }

    /// Whether an element shows what was chosen: a select drawn as a button.
    pub(crate) fn is_choice(&self, index: usize) -> bool {
        self.tag(index) == "button"
            && (self.role(index) == "combobox" || self.attr(index, "aria-haspopup") == Some("listbox"))
    }

    /// What a control holds, as people see it; nothing for secret ones and for unchosen options.
    pub(crate) fn control_value(&self, index: usize) -> String {
        let node = &self.nodes[index];
        if node.secret == 1 || self.is_button(index) {
            return String::new();
        }
        let value = tidy(node.value.as_deref().unwrap_or(""));
        if node.tag == "select" {
            let empty = self.attr(index, "value").is_none_or(|chosen| chosen.is_empty());
            if empty || !value.chars().any(char::is_alphanumeric) {
                return String::new();
            }
        }
        value
    }
}

/// The children of a node.
pub(crate) struct Children<'t, 'a> {
    tree: &'t Tree<'a>,
    next: usize,
    end: usize,
}

impl Iterator for Children<'_, '_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        (self.next < self.end).then(|| {
            let child = self.next;
            self.next = self.tree.ends[child];
            child
        })
    }
}

/// The words of which class names and ids are made: `form-group oFieldTag__x` → form, group, o, Field, Tag, x.
pub(crate) fn class_words(class: &str) -> impl Iterator<Item = &str> {
    class.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// One line with single spaces, without marks that only steer the direction or width of text.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}') {
        let word: String = word.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')).collect();
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    let trimmed = out.trim();
    if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
}

fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "span"
            | "a"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "small"
            | "label"
            | "sup"
            | "sub"
            | "font"
            | "u"
            | "s"
            | "code"
            | "abbr"
            | "time"
            | "mark"
            | "bdi"
            | "bdo"
            | "cite"
            | "q"
            | "kbd"
            | "tt"
            | "var"
            | "data"
            | "output"
            | "del"
            | "ins"
            | "big"
            | "img"
            | "svg"
            | "slot"
    )
}
