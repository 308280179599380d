//! From an outline to what is on the page.

use std::collections::{BTreeMap, HashSet};

use url::Url;

use crate::address::{Address, looks_like_id};
use crate::banner::{self, Banner};
use crate::grid::{self, Grid, Row};
use crate::guess;
use crate::outline::Outline;
use crate::pair::{Pair, Pairs};
use crate::region;
use crate::title::{self, Clues, is_reference, provisional, reference_in};
use crate::tree::Tree;
use crate::words::{clean_label, split_words};
use crate::{Diagnostic, Field, FieldType, Kind, Phase, Reading, Record, Source, View};

/// What is known of a page besides its outline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// The page's address as the browser reports it, with its fragment.
    pub address: String,
    /// The page's origin as the browser reports it.
    pub origin: String,
    /// The languages of the browser, the preferred one first.
    pub locales: Vec<String>,
    /// The day of reading, as `YYYY-MM-DD`.
    pub today: String,
}

/// Reads the records that a page shows.
#[must_use]
pub fn read(outline: &Outline, context: &Context) -> Reading {
    let tree = Tree::new(outline);
    let mut reading = Reading {
        app: "site".to_owned(),
        tenant: context.origin.clone(),
        phase: if outline.loading { Phase::Partial } else { Phase::Ready },
        ..Reading::default()
    };
    if let Some(cut) = outline.cut
        && (cut.nodes || cut.text)
    {
        reading.diagnostics.push(Diagnostic {
            code: "outline-cut".to_owned(),
            message: "The page is larger than what is read; its end was left out.".to_owned(),
            node: None,
        });
    }
    if tree.len() == 0 {
        reading.phase = Phase::Detecting;
        return reading;
    }
    let page = Page::new(outline, context, &tree);
    page.read(&mut reading);
    reading
}

/// What was found on a page before it is decided what it is.
struct Page<'t, 'a> {
    outline: &'a Outline,
    tree: &'t Tree<'a>,
    address: Address,
    host: String,
    frame: Vec<bool>,
    root: usize,
    grids: Vec<Grid>,
    skip: Vec<bool>,
    pairs: Vec<Pair>,
}

impl<'t, 'a> Page<'t, 'a> {
    fn new(outline: &'a Outline, context: &Context, tree: &'t Tree<'a>) -> Page<'t, 'a> {
        let host = Url::parse(&context.address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let frame = region::frame(tree);
        let root = region::active(tree, &frame);
        let grids = grid::find(tree, &frame, root);
        let mut skip = frame.clone();
        for grid in &grids {
            skip[tree.subtree(grid.node)].fill(true);
        }
        let mut pairs = Pairs::collect(tree, root, &skip);
        for grid in &grids {
            for (label, node) in &grid.sums {
                let lines = tree.content(*node);
                if !lines.is_empty() {
                    pairs.push(Pair { label: label.clone(), name: None, lines, node: *node, rule: "sum" });
                }
            }
        }
        Page {
            outline,
            tree,
            address: Address::parse(&context.address),
            host,
            frame,
            root,
            grids,
            skip,
            pairs,
        }
    }

    fn read(&self, reading: &mut Reading) {
        if self.has_password() || self.is_settings() {
            return;
        }
        reading.page = self.view();
        match reading.page {
            View::Detail | View::Edit => self.detail(reading),
            View::List | View::Dashboard => self.list(reading),
            View::None => {}
        }
    }

    fn has_password(&self) -> bool {
        (0..self.tree.len())
            .any(|at| self.tree.node(at).secret == 1 && self.tree.input_type(at) == "password")
    }

    /// Pages about the app or its user, not about business.
    fn is_settings(&self) -> bool {
        let said = self.address.words.iter().chain(&self.address.verbs).any(|word| guess::is_settings(word));
        let titled =
            self.title_words().iter().any(|word| guess::is_settings(word)) && self.address.id.is_none();
        said || titled
    }

    fn title_words(&self) -> Vec<String> {
        split_words(&self.outline.title)
    }

    fn view(&self) -> View {
        let verbs = &self.address.verbs;
        let says = |word: &str| verbs.iter().any(|verb| verb == word);
        let rows: usize = self.grids.iter().map(|grid| grid.rows.len()).sum();
        let listed = says("list") || says("kanban") || says("tree") || says("results");
        if self.address.id.is_some() && !listed {
            return if self.address.is_edit() {
                View::Edit
            } else if self.pairs.is_empty()
                && rows == 0
                && title::find(self.tree, &self.frame, self.root, &Clues::default()).is_none()
            {
                View::None
            } else {
                View::Detail
            };
        }
        let filled = self.pairs.len();
        if (self.address.is_new() || says("form") || says("create")) && !listed {
            return View::Edit;
        }
        let words = self.title_words();
        let home = says("dashboard")
            || says("home")
            || self.address.words.iter().any(|word| word.contains("dashboard"))
            || words.iter().any(|word| word == "dashboard")
            || (self.address.words.is_empty() && !listed);
        if home || (says("index") && !listed) {
            return View::Dashboard;
        }
        if rows > 0 || self.cards().is_some() {
            return View::List;
        }
        if listed {
            return View::List;
        }
        if filled >= 6 {
            View::None
        } else if self.kind_of_page().0 != Kind::Other {
            View::Dashboard
        } else {
            View::None
        }
    }

    fn cards(&self) -> Option<Grid> {
        grid::cards(self.tree, &self.frame, &self.skip, self.root)
    }

    /// The page's kind with how sure it is.
    fn kind_of_page(&self) -> (Kind, f32) {
        let mut votes: BTreeMap<Kind, f32> = BTreeMap::new();
        let mut vote = |words: &str, weight: f32| {
            if let Some(kind) = guess::kind_of(words) {
                *votes.entry(kind).or_default() += weight;
            }
        };
        vote(&self.address.words.join(" "), 3.0);
        vote(&self.outline.title, 1.5);
        for at in self.tree.subtree(self.root) {
            if !self.tree.is_element(at) {
                continue;
            }
            match self.tree.tag(at) {
                "h1" => vote(&self.tree.text(at), 2.0),
                "h2" => vote(&self.tree.text(at), 0.5),
                _ => {}
            }
            let tab = self.tree.class_says(at, &["tabactive", "active", "current", "selected"])
                || self.tree.attr(at, "aria-selected") == Some("true");
            if tab && self.tree.subtree(at).len() < 12 {
                vote(&self.tree.text(at), 1.0);
            }
        }
        let total: f32 = votes.values().sum();
        votes
            .into_iter()
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map_or((Kind::Other, 0.0), |(kind, weight)| (kind, weight / total))
    }

    fn detail(&self, reading: &mut Reading) {
        let (kind, confidence) = self.kind_of_page();
        let named = self.pairs.iter().map(|pair| (pair.label.as_str(), pair.lines.join(" "))).collect();
        let banner = self.banner();
        let id = self.address.id.clone();
        let clues = Clues {
            document: &self.outline.title,
            host: &self.host,
            id: id.as_deref(),
            named,
            banner: banner.as_ref(),
        };
        let found = title::find(self.tree, &self.frame, self.root, &clues);
        let (name, node) = found.unwrap_or_else(|| (id.clone().unwrap_or_default(), None));
        let reference = provisional(&name)
            .or_else(|| banner.as_ref().and_then(|banner| banner.reference.clone()))
            .or_else(|| reference_in(&name))
            .or_else(|| self.banner_reference())
            .filter(|reference| Some(reference) != id.as_ref());
        let mut record = Record {
            kind,
            id,
            reference,
            ids: Vec::new(),
            title: name,
            parent: None,
            primary: true,
            link: None,
            confidence,
            fields: self.pairs.iter().flat_map(|pair| self.fields(pair)).collect(),
            signals: Vec::new(),
            node: node.and_then(|node| u32::try_from(node).ok()),
        };
        if let Some(banner) = &banner {
            let unlabelled = banner.links.iter().map(|(node, text)| field("", None, text, *node, "banner"));
            record.fields.splice(0..0, unlabelled);
        }
        dedup(&mut record.fields);
        let parent = record.reference.clone().or_else(|| record.id.clone());
        reading.records.push(record);
        let line_kind = if kind == Kind::ExpenseReport { Kind::ExpenseLine } else { Kind::Other };
        for grid in &self.grids {
            if !self.is_lines(grid) {
                continue;
            }
            for (position, row) in grid.rows.iter().enumerate() {
                let mut line = self.row(grid, row, line_kind);
                if line.id.is_none() {
                    line.id = None;
                }
                line.parent.clone_from(&parent);
                let _ = position;
                reading.records.push(line);
            }
        }
    }

    /// Whether a table on a record's page holds lines of the record, not things that are linked to it.
    fn is_lines(&self, grid: &Grid) -> bool {
        let filled = grid.columns.iter().filter(|column| !column.is_empty()).count();
        !grid.cards && filled >= 3 && grid.rows.iter().any(|row| row.cells.len() >= 3)
    }

    /// The head without labels, before the first pair or grid.
    fn banner(&self) -> Option<Banner> {
        let labelled = self
            .pairs
            .iter()
            .filter(|pair| !pair.label.is_empty() && pair.rule != "colon")
            .map(|pair| pair.node);
        let first = labelled.chain(self.grids.iter().map(|grid| grid.node)).min().unwrap_or(self.tree.len());
        let mut nodes: Vec<usize> = self
            .pairs
            .iter()
            .filter(|pair| !pair.label.is_empty() && pair.rule != "colon")
            .map(|pair| pair.node)
            .chain(self.grids.iter().map(|grid| grid.node))
            .collect();
        nodes.sort_unstable();
        let busy = |at: usize| nodes.binary_search(&at).is_ok();
        banner::find(self.tree, &self.frame, self.root, first, &self.outline.title, &busy)
    }

    /// A number that stands in the page's head without a label.
    fn banner_reference(&self) -> Option<String> {
        let mut parts: Vec<&str> = vec![&self.outline.title];
        for separator in [" - ", " | ", ": ", " · "] {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
        let from_title = parts.into_iter().map(str::trim).find(|part| is_reference(part)).map(str::to_owned);
        from_title.or_else(|| {
            self.pairs
                .iter()
                .find(|pair| {
                    matches!(
                        clean_label(&pair.label).to_lowercase().as_str(),
                        "ref"
                            | "ref."
                            | "number"
                            | "no."
                            | "no"
                            | "reference"
                            | "id"
                            | "nr"
                            | "nr."
                            | "nummer"
                            | "réf"
                            | "réf."
                            | "numéro"
                    )
                })
                .map(|pair| pair.lines.join(" "))
                .filter(|value| is_reference(value))
        })
    }

    fn list(&self, reading: &mut Reading) {
        let (kind, confidence) = self.kind_of_page();
        let cards = if self.grids.iter().any(|grid| !grid.rows.is_empty()) { None } else { self.cards() };
        let grids: Vec<&Grid> = self.grids.iter().chain(cards.as_ref()).collect();
        let chosen: Vec<&Grid> = if reading.page == View::List {
            grids
                .into_iter()
                .max_by_key(|grid| grid.rows.len() * (grid.columns.len() + 1))
                .into_iter()
                .collect()
        } else {
            grids
        };
        for grid in chosen {
            for row in &grid.rows {
                let mut record = self.row(grid, row, kind);
                record.confidence = confidence;
                if reading.page == View::Dashboard {
                    let linked = record.link.as_deref().and_then(|link| {
                        guess::kind_of(&Address::parse(&self.absolute(link)).words.join(" "))
                    });
                    let Some(kind) = linked else {
                        continue;
                    };
                    record.kind = kind;
                    if record.id.is_none() {
                        continue;
                    }
                }
                reading.records.push(record);
            }
        }
        let mut seen: HashSet<(Kind, String)> = HashSet::new();
        reading.records.retain(|record| record.id.clone().is_none_or(|id| seen.insert((record.kind, id))));
        if reading.page == View::Dashboard
            && self.address.words.is_empty()
            && reading.records.is_empty()
            && self.pairs.len() > 3
        {
            reading.page = View::Dashboard;
        }
    }

    fn absolute(&self, link: &str) -> String {
        Url::parse(&self.outline.url)
            .and_then(|base| base.join(link))
            .map_or_else(|_| link.to_owned(), String::from)
    }

    fn row(&self, grid: &Grid, row: &Row, kind: Kind) -> Record {
        let tree = self.tree;
        let links: Vec<(usize, &str)> = tree
            .subtree(row.node)
            .filter(|&at| tree.tag(at) == "a")
            .filter_map(|at| tree.attr(at, "href").map(|href| (at, href)))
            .filter(|(_, href)| {
                href.len() > 1
                    && !href.starts_with("javascript:")
                    && !href.starts_with("mailto:")
                    && !href.starts_with("tel:")
            })
            .collect();
        let address_of = |href: &str| Address::parse(&self.absolute(href));
        // The link whose address is of the page's kind, else the first that names an id.
        let kinded = links.iter().find(|(_, href)| {
            let address = address_of(href);
            address.id.is_some() && guess::kind_of(&address.words.join(" ")) == Some(kind)
        });
        let primary =
            kinded.or_else(|| links.iter().find(|(_, href)| address_of(href).id.is_some())).copied();
        let own = [row.node].into_iter().chain(tree.subtree(row.node).skip(1).take(12)).find_map(|at| {
            [
                "data-id",
                "data-rowid",
                "data-record-id",
                "data-recordid",
                "data-name",
                "data-key",
                "data-row-key",
                "data-row-key-value",
                "data-pk",
                "data-item-id",
                "data-ticket-id",
                "data-entity-id",
                "data-object-id",
            ]
            .iter()
            .find_map(|name| tree.attr(at, name))
            .filter(|id| (looks_like_id(id) || id.chars().all(|c| c.is_ascii_digit())) && !is_widget_id(id))
        });
        let id = kinded
            .and_then(|(_, href)| address_of(href).id)
            .or_else(|| own.map(str::to_owned))
            .or_else(|| primary.and_then(|(_, href)| address_of(href).id));
        let mut fields: Vec<Field> = row
            .cells
            .iter()
            .filter(|_| !grid.cards)
            .map(|cell| field(&cell.label, None, &cell.lines.join(" "), cell.node, "row"))
            .collect();
        if grid.cards {
            fields = row
                .cells
                .iter()
                .skip(1)
                .map(|cell| field("", None, &cell.lines.join(" "), cell.node, "card"))
                .collect();
        }
        let name = self.row_title(grid, row, primary.map(|(at, _)| at));
        let reference = row
            .cells
            .iter()
            .take(4)
            .flat_map(|cell| &cell.lines)
            .find_map(|line| {
                provisional(line)
                    .filter(|found| found == line)
                    .or_else(|| Some(line.clone()).filter(|line| is_reference(line)))
            })
            .filter(|reference| Some(reference) != id.as_ref());
        Record {
            kind,
            id,
            reference,
            ids: Vec::new(),
            title: name,
            parent: None,
            primary: false,
            link: primary.map(|(_, href)| href.to_owned()),
            confidence: 0.0,
            fields,
            signals: Vec::new(),
            node: u32::try_from(row.node).ok(),
        }
    }

    fn row_title(&self, grid: &Grid, row: &Row, link: Option<usize>) -> String {
        let tree = self.tree;
        if grid.cards {
            let head = tree
                .subtree(row.node)
                .skip(1)
                .find(|&at| {
                    matches!(tree.tag(at), "h1" | "h2" | "h3" | "h4" | "h5" | "strong")
                        || tree.class_says(at, &["title", "subject"])
                })
                .map(|at| tree.content(at).join(" "))
                .filter(|text| !text.is_empty());
            return head.or_else(|| row.cells.first().map(|cell| cell.lines.join(" "))).unwrap_or_default();
        }
        let titled = row
            .cells
            .iter()
            .find(|cell| guess::is_title_label(&cell.label))
            .map(|cell| cell.lines[0].clone());
        let linked = link.map(|at| tree.content(at).join(" ")).filter(|text| !text.is_empty());
        let worded = row
            .cells
            .iter()
            .map(|cell| cell.lines[0].clone())
            .find(|line| line.chars().filter(|c| c.is_alphabetic()).count() >= 3);
        titled
            .or(linked)
            .or(worded)
            .or_else(|| row.cells.first().map(|cell| cell.lines[0].clone()))
            .unwrap_or_default()
    }

    fn fields(&self, pair: &Pair) -> Vec<Field> {
        let make = |line: &str| field(&pair.label, pair.name.as_deref(), line, pair.node, pair.rule);
        match pair.lines.as_slice() {
            // A name with its address, a value with its explanation: the first line is the value.
            [first, rest @ ..]
                if !rest.is_empty() && first.chars().count() <= 60 && !first.ends_with('.') =>
            {
                if rest.len() <= 2 {
                    pair.lines.iter().map(|line| make(line)).collect()
                } else {
                    vec![make(first), make(&rest.join(", "))]
                }
            }
            lines => vec![make(&lines.join(" "))],
        }
    }
}

fn is_widget_id(id: &str) -> bool {
    id.starts_with("datapoint")
        || id.starts_with("row-")
        || id.starts_with("ember")
        || id.starts_with("react")
}

fn field(label: &str, name: Option<&str>, value: &str, node: usize, rule: &str) -> Field {
    Field {
        name: name.map(str::to_owned),
        label: label.to_owned(),
        value: value.to_owned(),
        ty: FieldType::Text,
        normalized: None,
        source: Source { rule: rule.to_owned(), node: u32::try_from(node).ok() },
    }
}

/// The same value twice under one label is one field.
fn dedup(fields: &mut Vec<Field>) {
    let mut seen = HashSet::new();
    fields.retain(|field| seen.insert((field.label.to_lowercase(), field.value.clone())));
}
