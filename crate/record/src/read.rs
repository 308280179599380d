//! From an outline to what is on the page.

use std::collections::HashSet;

use crate::adapter::{Adapter, Adapters, Place};
use crate::address::{Address, looks_like_id};
use crate::banner::{self, Banner};
use crate::grid::{self, Grid, Row};
use crate::guess;
use crate::lexicon::{self, PageWord};
use crate::outline::Outline;
use crate::pair::{Pair, Pairs};
use crate::region;
use crate::signal;
use crate::title::{self, Clues, is_reference, provisional, reference_in};
use crate::tree::Tree;
use crate::value::{self, Day, Format, Hints};
use crate::view::{known_fields, sorts};
use crate::words::split_words;
use crate::{Diagnostic, Field, FieldType, Kind, Location, Phase, Reading, Record, Source, View};

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

/// Reads the records that a page shows, with the adapters that ship.
#[must_use]
pub fn read(outline: &Outline, context: &Context) -> Reading {
    read_with(outline, context, Adapters::built_in())
}

/// Reads the records that a page shows, with these adapters; with none, by the generic reading alone.
#[must_use]
pub fn read_with<'a>(outline: &'a Outline, context: &Context, adapters: &'a Adapters) -> Reading {
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
    let mut page = Page::new(outline, context, &tree);
    if let Some((adapter, place)) = adapters.find(&context.address, outline) {
        reading.app = adapter.app().to_owned();
        if let Some(tenant) = place.as_ref().and_then(|place| place.tenant.clone()) {
            reading.tenant = tenant;
        }
        page.know(adapter, place);
    }
    page.read(&mut reading);
    reading
}

/// What of a page was left out, and why: for people who ask, not for every reading.
#[must_use]
pub fn rejected(outline: &Outline, context: &Context) -> Vec<Diagnostic> {
    let tree = Tree::new(outline);
    if tree.len() == 0 {
        return Vec::new();
    }
    let page = Page::new(outline, context, &tree);
    let told = |code: &str, node: usize, message: String| Diagnostic {
        code: code.to_owned(),
        message,
        node: u32::try_from(node).ok(),
    };
    let mut all: Vec<Diagnostic> = region::left_out(&tree, &page.frame)
        .into_iter()
        .map(|(node, why)| told("frame", node, format!("Part of the page's frame: {why}.")))
        .collect();
    let outside =
        (0..tree.len()).find(|&at| tree.is_element(at) && !tree.holds(page.root, at) && !page.frame[at]);
    if let Some(node) = outside.filter(|_| page.root > 0) {
        let why = if page.covering {
            "Behind the panel or dialog that shows a record."
        } else {
            "Outside the page's main part."
        };
        all.push(told("outside", node, why.to_owned()));
    }
    for grid in page.grids.iter().filter(|grid| !page.is_lines(grid)) {
        let rows = grid.rows.len();
        all.push(told("table", grid.node, format!("{rows} rows without figures: no lines of the record.")));
    }
    all
}

/// What was found on a page before it is decided what it is.
pub(crate) struct Page<'t, 'a> {
    pub(crate) outline: &'a Outline,
    pub(crate) tree: &'t Tree<'a>,
    pub(crate) address: Address,
    pub(crate) host: String,
    pub(crate) frame: Vec<bool>,
    pub(crate) root: usize,
    /// Whether the root is a panel or dialog over the page that the address names.
    pub(crate) covering: bool,
    pub(crate) grids: Vec<Grid>,
    pub(crate) skip: Vec<bool>,
    pub(crate) pairs: Vec<Pair>,
    format: Format,
    today: Option<Day>,
    lang: signal::Lang,
    adapter: Option<&'a Adapter>,
    pub(crate) place: Option<Place>,
}

/// The grids and pairs of one part of a page.
struct Part {
    root: usize,
    grids: Vec<Grid>,
    skip: Vec<bool>,
    pairs: Vec<Pair>,
}

impl Part {
    fn new(tree: &Tree, frame: &[bool], root: usize) -> Part {
        let grids = grid::find(tree, frame, root);
        let mut skip = frame.to_vec();
        for grid in &grids {
            for &covered in &grid.covers {
                skip[tree.subtree(covered)].fill(true);
            }
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
        Part { root, grids, skip, pairs }
    }

    /// The dialog or panel that shows a record over the page, if one does.
    fn covering(tree: &Tree, frame: &[bool], page: &Part) -> Option<Part> {
        region::overlays(tree, frame).into_iter().find_map(|overlay| {
            if overlay.node == page.root {
                return None;
            }
            let part = Part::new(tree, frame, overlay.node);
            let known = known_fields(&part.pairs).min(sorts(&part.pairs));
            let outside: Vec<&Pair> =
                page.pairs.iter().filter(|pair| !tree.holds(overlay.node, pair.node)).collect();
            let behind = outside.iter().filter(|pair| known_fields(std::slice::from_ref(pair)) == 1).count();
            let fits = if overlay.modal {
                // A dialog that asks for two or three things is no record; what lies behind it stays the page.
                known >= 3 && known * 2 >= behind || behind == 0 && part.pairs.len() >= 3
            } else {
                // Beside a list a panel shows one of its rows; beside fields it is part of the record.
                let listed = page.grids.iter().any(|grid| {
                    let rows = grid.rows.iter().filter(|row| !tree.holds(overlay.node, row.node));
                    rows.count() >= 2
                });
                known >= 3 && listed && behind < 2
            };
            fits.then_some(part)
        })
    }
}

impl<'t, 'a> Page<'t, 'a> {
    fn new(outline: &'a Outline, context: &Context, tree: &'t Tree<'a>) -> Page<'t, 'a> {
        let host = Location::parse(&context.address).map_or_else(String::new, |url| url.host().to_owned());
        let frame = region::frame(tree);
        let main = Part::new(tree, &frame, region::active(tree, &frame));
        let over = Part::covering(tree, &frame, &main);
        let covering = over.is_some();
        let Part { root, grids, skip, pairs } = over.unwrap_or(main);
        let format = format_of(outline, context, tree, &pairs, &grids);
        Page {
            outline,
            tree,
            address: Address::parse(&context.address),
            host,
            frame,
            root,
            covering,
            grids,
            skip,
            pairs,
            format,
            today: Day::parse(&context.today),
            lang: signal::Lang::of(&context.locales),
            adapter: None,
            place: None,
        }
    }

    /// Lets an adapter say what it knows of the address.
    fn know(&mut self, adapter: &'a Adapter, place: Option<Place>) {
        self.adapter = Some(adapter);
        if let Some(place) = &place {
            match place.view {
                Some(View::List | View::Dashboard) => self.address.id = None,
                _ => self.address.id = place.id.clone().or(self.address.id.take()),
            }
        }
        self.place = place;
    }

    fn read(&self, reading: &mut Reading) {
        let said = self.place.as_ref().and_then(|place| place.view);
        if self.asks_password() || said == Some(View::None) || (said.is_none() && self.is_settings()) {
            return;
        }
        reading.page = said.filter(|_| !self.covering).unwrap_or_else(|| self.view());
        match reading.page {
            View::Detail | View::Edit => self.detail(reading),
            View::List | View::Dashboard => self.list(reading),
            View::None => {}
        }
        if let Some(today) = self.today {
            see(&mut reading.records, today, self.lang);
        }
    }

    /// Whether the page is there to sign in or to set a password. The form of a business object may hold one
    /// among its other fields.
    fn asks_password(&self) -> bool {
        let password = (0..self.tree.len())
            .any(|at| self.tree.node(at).secret == 1 && self.tree.input_type(at) == "password");
        password && !(self.address.id.is_some() && self.pairs.len() >= 4 && self.names_business())
    }

    /// Whether the address itself names a kind of business object.
    fn names_business(&self) -> bool {
        let named = lexicon::kind_of_path(&self.address.path)
            .or_else(|| self.address.objects.iter().find_map(|object| lexicon::kind_of_object(object)));
        named.is_some_and(|kind| !matches!(kind, Kind::Contact | Kind::Other))
    }

    /// Pages about the app or its user, not about business.
    fn is_settings(&self) -> bool {
        let about = |text: &str| {
            matches!(
                lexicon::page_word(text),
                Some(PageWord::Login | PageWord::Settings | PageWord::SearchBuilder)
            )
        };
        let address = self.address.path.split('/').any(&about)
            || self.address.objects.iter().any(|object| split_words(object).iter().any(|word| about(word)));
        let param =
            self.address.words.iter().any(|word| {
                matches!(word.as_str(), "param" | "prefs" | "config" | "settings" | "preferences")
            });
        let titled =
            self.address.id.is_none() && title::parts(&self.outline.title).iter().any(|part| about(part));
        address || param || titled
    }

    pub(crate) fn cards(&self) -> Option<Grid> {
        let by_link = grid::linked_cards(self.tree, &self.frame, &self.skip, self.root, &|href| {
            let address = Address::parse(&self.absolute(href));
            let kind = guess::kind_of_link(&address)?;
            Some((kind, address.path.clone(), address.id?))
        });
        by_link.or_else(|| grid::cards(self.tree, &self.frame, &self.skip, self.root))
    }

    /// The page's kind with how sure it is. The record's own name, where known, names no kind.
    pub(crate) fn kind_of_page(&self, own: Option<&str>) -> (Kind, f32) {
        if let Some(kind) = self.place.as_ref().and_then(|place| place.kind) {
            // One address may serve a project and the sale it began as: the fields tell.
            let labels = self.pairs.iter().map(|pair| pair.label.as_str()).collect();
            let hints =
                guess::Hints { labels, money: self.has_money(own.is_none()), ..guess::Hints::default() };
            return (guess::refine(kind, &hints), 0.98);
        }
        let tree = self.tree;
        let mut texts: Vec<(String, f32)> = Vec::new();
        for part in title::parts(&self.outline.title) {
            texts.push((part, 1.5));
        }
        for at in 0..tree.len() {
            if !tree.is_element(at) || tree.subtree(at).len() > 40 {
                continue;
            }
            let weight = match tree.tag(at) {
                "h1" => 2.0,
                "h2" => 0.6,
                _ if tree.class_says(at, &["tabactive", "active", "current", "selected"])
                    || tree.attr(at, "aria-selected") == Some("true") =>
                {
                    1.0
                }
                _ => continue,
            };
            texts.push((tree.content(at).join(" "), weight));
        }
        // The nearest crumb names what the record is one of, those before it what that is part of.
        let mut crumbs = title::crumbs(tree);
        crumbs.retain(|crumb| own != Some(crumb.as_str()) && Some(crumb) != self.address.id.as_ref());
        let last = crumbs.len().saturating_sub(1);
        texts.extend(
            crumbs.into_iter().enumerate().map(|(at, crumb)| (crumb, if at == last { 2.5 } else { 1.5 })),
        );
        if let Some(own) = own {
            texts.retain(|(text, _)| text != own);
            for (text, _) in &mut texts {
                *text = text.replacen(own, " ", 1);
            }
        }
        let labels = self.pairs.iter().map(|pair| pair.label.as_str()).chain(
            self.grids
                .iter()
                .filter(|_| own.is_none())
                .flat_map(|grid| grid.columns.iter().map(String::as_str)),
        );
        let states =
            self.pairs.iter().filter(|pair| pair.label.is_empty()).map(|pair| pair.lines[0].as_str());
        let money = self.has_money(own.is_none());
        let lines = self.grids.iter().filter(|grid| own.is_some() && self.is_lines(grid));
        let columns = lines.flat_map(|grid| grid.columns.iter().map(String::as_str)).collect();
        let hints = guess::Hints {
            columns,
            money,
            lines: own.is_some() && self.grids.iter().any(|grid| self.is_lines(grid)),
            texts,
            labels: labels.filter(|label| !label.is_empty()).collect(),
            states: states.collect(),
        };
        guess::kind(&self.address, &hints)
    }

    /// Whether an amount with its currency stands among the fields, or in the rows of a list.
    fn has_money(&self, rows: bool) -> bool {
        let amount =
            |line: &String| line.contains(['€', '$', '£', '¥']) && line.chars().any(|c| c.is_ascii_digit());
        let cards =
            if rows && self.grids.iter().all(|grid| grid.rows.is_empty()) { self.cards() } else { None };
        let grids = self.grids.iter().filter(|_| rows).chain(cards.as_ref());
        self.pairs.iter().flat_map(|pair| &pair.lines).any(amount)
            || grids
                .flat_map(|grid| &grid.rows)
                .flat_map(|row| &row.cells)
                .flat_map(|cell| &cell.lines)
                .any(amount)
    }

    fn detail(&self, reading: &mut Reading) {
        let named = self
            .pairs
            .iter()
            .map(|pair| title::Named {
                label: &pair.label,
                name: pair.name.as_deref(),
                value: pair.lines.join(" "),
                control: self.tree.subtree(pair.node).any(|at| self.tree.is_control(at)),
            })
            .collect();
        let banner = self.banner();
        let id = if self.covering { self.covering_id() } else { self.address.id.clone() };
        let clues = Clues {
            document: if self.covering { "" } else { &self.outline.title },
            host: &self.host,
            id: id.as_deref(),
            named,
            banner: banner.as_ref(),
            fields: self.first_field(),
        };
        let found = title::find(self.tree, &self.frame, self.root, &clues);
        let (mut name, node) = found.unwrap_or_default();
        let (kind, confidence) = self.kind_of_page(Some(&name));
        let reference = provisional(&name)
            .or_else(|| banner.as_ref().and_then(|banner| banner.reference.clone()))
            .or_else(|| reference_in(&name))
            .or_else(|| self.banner_reference())
            .filter(|reference| Some(reference) != id.as_ref());
        if name.is_empty() {
            name = reference.clone().or_else(|| id.clone()).unwrap_or_default();
        }
        let mut record = Record {
            kind,
            id,
            reference,
            ids: self.place.iter().filter_map(|place| place.written_id.clone()).collect(),
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
            let unlabelled =
                banner.links.iter().flat_map(|(node, text)| self.field("", None, text, *node, "banner"));
            record.fields.splice(0..0, unlabelled);
        }
        record.fields.extend(self.reachable());
        dedup(&mut record.fields);
        let parent = record.reference.clone().or_else(|| record.id.clone());
        reading.records.push(record);
        let line_kind = if kind == Kind::ExpenseReport { Kind::ExpenseLine } else { Kind::Other };
        for grid in self.grids.iter().filter(|grid| self.is_lines(grid)) {
            for (position, row) in grid.rows.iter().enumerate() {
                let mut line = self.row(grid, row, line_kind);
                let linked = line
                    .link
                    .as_deref()
                    .and_then(|link| guess::kind_of_link(&Address::parse(&self.absolute(link))))
                    .filter(|kind| *kind != Kind::Other);
                if let Some(kind) = linked {
                    // Another record, only linked to this one.
                    line.kind = kind;
                } else {
                    // A line's number is its place; what it links to is no id of its own.
                    line.link = None;
                    line.id = self.own_id(row).map(str::to_owned);
                    line.reference = Some(line_number(row).unwrap_or_else(|| (position + 1).to_string()));
                    line.parent.clone_from(&parent);
                }
                reading.records.push(line);
            }
        }
    }

    /// The id of the record in a panel or dialog: the address's, where the panel shows it; else its own.
    fn covering_id(&self) -> Option<String> {
        let tree = self.tree;
        let shown = |id: &String| {
            tree.subtree(self.root).any(|at| {
                let node = tree.node(at);
                node.text.as_deref().is_some_and(|text| text.contains(id.as_str()))
                    || node.attributes.values().any(|value| value.contains(id.as_str()))
            })
        };
        let own =
            || ["data-id", "data-record-id", "data-key"].iter().find_map(|name| tree.attr(self.root, name));
        let number = || {
            let first = self.first_field().unwrap_or(tree.len());
            let head = tree.subtree(self.root).take_while(|&at| at < first);
            head.filter_map(|at| tree.node(at).text.as_deref()).find_map(title::reference_in)
        };
        let kind = self.kind_of_page(None).0;
        let linked = || {
            tree.subtree(self.root).filter_map(|at| tree.attr(at, "href")).find_map(|href| {
                let address = Address::parse(&self.absolute(href));
                address.id.clone().filter(|_| guess::kind_of_link(&address) == Some(kind))
            })
        };
        self.address
            .id
            .clone()
            .filter(shown)
            .or_else(|| own().map(str::to_owned))
            .or_else(linked)
            .or_else(number)
    }

    /// Mail addresses and telephone numbers in the head of a record, which need no label.
    fn reachable(&self) -> Vec<Field> {
        let head = self.first_field().unwrap_or(self.root);
        let texts = self.tree.subtree(self.root).take_while(|&at| at < head).filter(|&at| !self.frame[at]);
        texts
            .filter_map(|at| Some((at, self.tree.node(at).text.as_deref()?)))
            .filter(|(_, text)| text.len() < 80)
            .flat_map(|(at, text)| self.field("", None, text.trim(), at, "head"))
            .filter(|field| matches!(field.ty, FieldType::Email | FieldType::Phone))
            .take(4)
            .collect()
    }

    /// Whether a table on a record's page holds lines of the record, not things that are linked to it.
    pub(crate) fn is_lines(&self, grid: &Grid) -> bool {
        let filled = grid.columns.iter().filter(|column| !column.is_empty()).count();
        if grid.cards || filled < 3 {
            return false;
        }
        let figures = grid.rows.iter().filter(|row| {
            row.cells
                .iter()
                .skip(1)
                .flat_map(|cell| self.field(&cell.label, None, &cell.lines[0], cell.node, "row"))
                .any(|field| matches!(field.ty, FieldType::Money | FieldType::Number | FieldType::Percent))
        });
        figures.count() * 2 >= grid.rows.len()
    }

    /// The first labelled value or grid.
    fn first_field(&self) -> Option<usize> {
        let labelled = self.pairs.iter().filter(|pair| !pair.label.is_empty() && pair.rule != "colon");
        labelled.map(|pair| pair.node).chain(self.grids.iter().map(|grid| grid.node)).min()
    }

    /// The head without labels, before the first pair or grid.
    fn banner(&self) -> Option<Banner> {
        let first = self.first_field().unwrap_or(self.tree.len());
        let mut nodes: Vec<usize> = self
            .pairs
            .iter()
            .filter(|pair| !pair.label.is_empty() && pair.rule != "colon")
            .map(|pair| pair.node)
            .chain(self.grids.iter().map(|grid| grid.node))
            .collect();
        nodes.sort_unstable();
        let busy = |at: usize| nodes.binary_search(&at).is_ok();
        banner::find(
            self.tree,
            &self.frame,
            self.root,
            first,
            &title::own_parts(&self.outline.title, &self.host),
            &busy,
        )
    }

    /// A number that stands in the page's head without a label.
    fn banner_reference(&self) -> Option<String> {
        let mut parts: Vec<&str> = vec![&self.outline.title];
        for separator in [" - ", " | ", ": ", " · "] {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
        let crumbs = title::crumbs(self.tree);
        let from_title = parts
            .into_iter()
            .chain(crumbs.iter().map(String::as_str))
            .map(str::trim)
            .find(|part| is_reference(part))
            .map(str::to_owned);
        from_title.or_else(|| {
            self.pairs.iter().filter(|pair| is_own_number(&pair.label)).find_map(|pair| {
                let value = pair.lines.first()?.trim_start_matches('#');
                let digits = value.chars().filter(char::is_ascii_digit).count();
                let coded = is_reference(value) || digits >= 3 && !value.contains([' ', ',', '.', ':']);
                (pair.lines.len() == 1 && (coded && digits >= 2 || provisional(value).is_some()))
                    .then(|| value.to_owned())
            })
        })
    }

    fn list(&self, reading: &mut Reading) {
        let (kind, confidence) = self.kind_of_page(None);
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
                    let linked = record
                        .link
                        .as_deref()
                        .and_then(|link| guess::kind_of_link(&Address::parse(&self.absolute(link))));
                    let Some(kind) = linked else {
                        continue;
                    };
                    record = self.row(grid, row, kind);
                    record.confidence = confidence;
                    if record.id.is_none() {
                        continue;
                    }
                }
                reading.records.push(record);
            }
        }
        if reading.page == View::Dashboard {
            self.linked_rows(reading);
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

    /// The short lists of a dashboard often have no headings: a row is what leads to a record.
    fn linked_rows(&self, reading: &mut Reading) {
        let tree = self.tree;
        for row in tree.subtree(self.root) {
            if self.skip[row]
                || !(matches!(tree.tag(row), "tr" | "li")
                    || tree.role(row) == "row"
                    || tree.role(row) == "listitem")
            {
                continue;
            }
            if tree.subtree(row).skip(1).any(|at| matches!(tree.tag(at), "tr" | "li")) {
                continue;
            }
            let found = tree.subtree(row).filter(|&at| tree.tag(at) == "a").find_map(|at| {
                let href = tree.attr(at, "href")?;
                let address = Address::parse(&self.absolute(href));
                let kind = guess::kind_of_link(&address)?;
                let text = tree.content(at).join(" ");
                (!text.is_empty()).then_some((kind, address.id?, text, href))
            });
            let Some((kind, id, title, link)) = found else {
                continue;
            };
            let reference = Some(title.clone()).filter(|title| is_reference(title));
            let cells = tree.elements(row).filter(|&cell| !tree.content(cell).is_empty());
            let fields = cells
                .flat_map(|cell| self.field("", None, &tree.content(cell).join(" "), cell, "row"))
                .collect();
            reading.records.push(Record {
                kind,
                id: Some(id),
                reference,
                ids: Vec::new(),
                title,
                parent: None,
                primary: false,
                link: Some(link.to_owned()),
                confidence: 0.8,
                fields,
                signals: Vec::new(),
                node: u32::try_from(row).ok(),
            });
        }
    }

    pub(crate) fn absolute(&self, link: &str) -> String {
        let joined = Location::parse(&self.outline.url).and_then(|base| base.join(link));
        joined.map_or_else(|| link.to_owned(), |location| location.to_string())
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
            address.id.is_some() && guess::kind_of_link(&address) == Some(kind)
        });
        let primary =
            kinded.or_else(|| links.iter().find(|(_, href)| address_of(href).id.is_some())).copied();
        let own = self.own_id(row);
        let id = kinded
            .and_then(|(_, href)| address_of(href).id)
            .or_else(|| own.map(str::to_owned))
            .or_else(|| primary.and_then(|(_, href)| address_of(href).id));
        let mut fields: Vec<Field> = row
            .cells
            .iter()
            .filter(|_| !grid.cards)
            .flat_map(|cell| self.field(&cell.label, None, &cell.lines.join(" "), cell.node, "row"))
            .collect();
        if grid.cards {
            fields = row
                .cells
                .iter()
                .skip(1)
                .flat_map(|cell| self.field("", None, &cell.lines.join(" "), cell.node, "card"))
                .collect();
        }
        // What has an amount and a likelihood is a sale to be made, wherever it is kept.
        let amount = |field: &Field| {
            field.ty == FieldType::Money
                || field.ty == FieldType::Number
                    && field.normalized.as_deref().is_some_and(|form| form.contains('.'))
        };
        let likely = |field: &Field| field.ty == FieldType::Percent || field.value.ends_with("%)");
        let kind = if kind == Kind::Project && fields.iter().any(amount) && fields.iter().any(likely) {
            Kind::Opportunity
        } else {
            kind
        };
        let name = self.row_title(grid, row, kind, primary.map(|(at, _)| at));
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

    /// The id that a row's element carries.
    fn own_id(&self, row: &Row) -> Option<&'a str> {
        const ID_ATTRIBUTES: [&str; 14] = [
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
            "data-line-id",
        ];
        let tree = self.tree;
        [row.node].into_iter().chain(tree.subtree(row.node).skip(1).take(12)).find_map(|at| {
            let known = ID_ATTRIBUTES.iter().find_map(|name| tree.attr(at, name));
            let known = known.filter(|id| {
                (looks_like_id(id) || id.chars().all(|c| c.is_ascii_digit())) && !is_widget_id(id)
            });
            // `line-501`: the element's own id ends with the row's.
            known.or_else(|| {
                let (_, number) = tree.attr(at, "id").filter(|_| at == row.node)?.rsplit_once(['-', '_'])?;
                (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some(number)
            })
        })
    }

    fn row_title(&self, grid: &Grid, row: &Row, kind: Kind, link: Option<usize>) -> String {
        let tree = self.tree;
        if grid.cards {
            let head = tree.subtree(row.node).skip(1).find(|&at| {
                matches!(tree.tag(at), "h1" | "h2" | "h3" | "h4" | "h5" | "strong")
                    || tree.class_says(at, &["title", "subject"])
            });
            // A link that is not the whole card is its name.
            let named = link
                .map(|at| tree.content(at))
                .filter(|lines| lines.len() == 1 && row.cells.len() > 1 && lines[0].chars().count() <= 120)
                .map(|lines| lines[0].clone());
            let head = head
                .map(|at| tree.content(at).join(" "))
                .filter(|text| !text.is_empty())
                .or(named)
                .or_else(|| {
                    // The first text alone: what stands beside it in the same line is a figure or a state.
                    tree.subtree(row.node)
                        .filter_map(|at| tree.node(at).text.as_deref().filter(|_| tree.node(at).spoken == 0))
                        .map(crate::tree::tidy)
                        .find(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 3)
                });
            return head.or_else(|| row.cells.first().map(|cell| cell.lines.join(" "))).unwrap_or_default();
        }
        let ranked = row.cells.iter().map(|cell| (guess::title_rank(&cell.label, kind), cell)).filter(
            |(rank, cell)| *rank > 0 && cell.lines[0].chars().filter(|c| c.is_alphabetic()).count() >= 2,
        );
        let titled =
            ranked.rev().max_by_key(|(rank, _)| *rank).map(|(rank, cell)| (rank, cell.lines[0].clone()));
        let linked = link.map(|at| tree.content(at).join(" ")).filter(|text| !text.is_empty());
        let named = |cell: &&grid::Cell| {
            let typed = self.field(&cell.label, None, &cell.lines[0], cell.node, "row");
            typed.first().is_some_and(|field| {
                matches!(
                    field.ty,
                    FieldType::Text | FieldType::Reference | FieldType::Organisation | FieldType::Person
                )
            })
        };
        let worded = row.cells.iter().find(named).map(|cell| cell.lines[0].clone());
        let strong = titled.clone().filter(|(rank, _)| *rank >= 2).map(|(_, text)| text);
        strong
            .or(linked)
            .or(worded)
            .or_else(|| row.cells.first().map(|cell| cell.lines[0].clone()))
            .unwrap_or_default()
    }

    /// A value with its type and one form; several values in one text become as many fields.
    fn field(&self, label: &str, name: Option<&str>, text: &str, node: usize, rule: &str) -> Vec<Field> {
        let tree = self.tree;
        let link = tree.subtree(node).find(|&at| tree.tag(at) == "a").and_then(|at| tree.attr(at, "href"));
        let control = tree.subtree(node).find(|&at| tree.is_control(at));
        let input = control
            .and_then(|at| tree.attr(at, "type"))
            .filter(|_| control.is_some_and(|at| tree.tag(at) == "input"));
        // A bar of stages, a button of states and a badge of words show a state.
        let state = label.is_empty()
            && (matches!(rule, "stage" | "state-button")
                || rule == "badge" && !text.chars().any(|c| c.is_ascii_digit()));
        let ty = self
            .adapter
            .zip(name)
            .and_then(|(adapter, name)| adapter.field_type(name))
            .or(state.then_some(FieldType::Status));
        let hints = Hints { label, name, input, ty, currency: None, link };
        let parsed = value::parse(text, &hints, &self.format);
        let make = |label: &str, text: &str, ty: FieldType, normalized: Option<String>| Field {
            name: name.map(str::to_owned),
            label: label.to_owned(),
            value: text.to_owned(),
            ty,
            normalized,
            source: Source { rule: rule.to_owned(), node: u32::try_from(node).ok() },
        };
        if parsed.parts.is_empty() {
            return vec![make(label, text, parsed.ty, parsed.normalized)];
        }
        parsed
            .parts
            .into_iter()
            .map(|part| make(part.label.as_deref().unwrap_or(label), &part.text, part.ty, part.normalized))
            .collect()
    }

    fn controls_in(&self, node: usize) -> usize {
        self.tree.subtree(node).filter(|&at| self.tree.is_control(at)).count()
    }

    fn fields(&self, pair: &Pair) -> Vec<Field> {
        let make = |line: &str| self.field(&pair.label, pair.name.as_deref(), line, pair.node, pair.rule);
        match pair.lines.as_slice() {
            // A name with its address, a value with its explanation: the first line is the value.
            lines if lines.len() > 1 && self.controls_in(pair.node) >= lines.len() => {
                lines.iter().flat_map(|line| make(line)).collect()
            }
            [first, rest @ ..]
                if !rest.is_empty() && first.chars().count() <= 60 && !first.ends_with('.') =>
            {
                if rest.len() <= 2 {
                    pair.lines.iter().flat_map(|line| make(line)).collect()
                } else {
                    [make(first), make(&rest.join(", "))].concat()
                }
            }
            lines => make(&lines.join(" ")),
        }
    }
}

/// Puts the signals on the records: a primary record is seen with its lines.
fn see(records: &mut [Record], today: Day, lang: signal::Lang) {
    let lines: Vec<Record> = records.iter().filter(|record| record.parent.is_some()).cloned().collect();
    for record in records.iter_mut() {
        let own: &[Record] = if record.primary { &lines } else { &[] };
        record.signals = signal::detect(record, own, today, lang);
    }
}

/// The number that a line shows of itself: "10" under "Item" or "Pos.".
fn line_number(row: &Row) -> Option<String> {
    const NUMBERED: &[&str] = &[
        "#", "no", "no.", "nr", "nr.", "line", "line no", "line no.", "item", "item no", "pos", "pos.",
        "position", "zeile", "ligne", "n°", "num", "seq", "línea", "riga", "regel",
    ];
    let first = row.cells.first()?;
    let [number] = first.lines.as_slice() else {
        return None;
    };
    let digits = !number.is_empty() && number.len() <= 6 && number.chars().all(|c| c.is_ascii_digit());
    (digits && NUMBERED.contains(&first.label.to_lowercase().as_str())).then(|| number.clone())
}

/// Whether a label names the record's own number, not somebody else's.
fn is_own_number(label: &str) -> bool {
    const OTHERS: &[&str] = &[
        "customer",
        "supplier",
        "vendor",
        "client",
        "external",
        "their",
        "your",
        "tax",
        "vat",
        "bank",
        "account",
        "iban",
        "phone",
        "tracking",
        "serial",
        "kunden",
        "kundennummer",
        "lieferanten",
        "steuer",
        "konto",
        "fournisseur",
        "cliente",
        "proveedor",
        "line",
        "version",
        "revision",
        "postal",
        "zip",
    ];
    let words = split_words(label);
    lexicon::label(label).is_some_and(|label| label.role == lexicon::Role::Reference)
        && !words.iter().any(|word| OTHERS.contains(&word.as_str()))
}

fn is_widget_id(id: &str) -> bool {
    id.starts_with("datapoint")
        || id.starts_with("row-")
        || id.starts_with("ember")
        || id.starts_with("react")
}

/// How the page writes its values.
fn format_of(outline: &Outline, context: &Context, tree: &Tree, pairs: &[Pair], grids: &[Grid]) -> Format {
    let placeholders: Vec<&str> = (0..tree.len()).filter_map(|at| tree.attr(at, "placeholder")).collect();
    let values = pairs.iter().flat_map(|pair| &pair.lines).map(String::as_str);
    let cells = grids
        .iter()
        .flat_map(|grid| &grid.rows)
        .flat_map(|row| &row.cells)
        .flat_map(|cell| &cell.lines)
        .map(String::as_str);
    let langs: Vec<&str> = std::iter::once(outline.lang.as_str())
        .filter(|lang| !lang.is_empty())
        .chain(context.locales.iter().map(String::as_str))
        .collect();
    Format::detect(values.chain(cells).chain(placeholders), &langs)
}

/// The same value twice under one label is one field.
fn dedup(fields: &mut Vec<Field>) {
    let mut seen = HashSet::new();
    fields.retain(|field| {
        let once = seen.insert((field.label.to_lowercase(), field.value.clone()));
        // A date in a control and the same again in words is one value.
        let form =
            field.normalized.clone().filter(|_| matches!(field.ty, FieldType::Date | FieldType::Datetime));
        let known = form.is_some_and(|form| !seen.insert((field.label.to_lowercase(), form)));
        once && !(known && field.value.starts_with('('))
    });
}
