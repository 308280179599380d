//! What a page shows: one record, a list, a dashboard, or nothing of business at all.
//!
//! A record that is not there is the worst error there is: what is claimed is shown by the address, by a heading
//! that is the name of a kind, or by fields that only business records have.

use std::collections::HashSet;

use crate::address::Address;
use crate::grid::{Grid, Row};
use crate::guess;
use crate::lexicon::{self, Role};
use crate::pair::Pair;
use crate::read::Page;
use crate::title::{self, Clues};
use crate::words::split_words;
use crate::{Kind, View};

/// The fields with a label that the lexicon knows as those of business records.
pub(crate) fn known_fields(pairs: &[Pair]) -> usize {
    let business = |pair: &&Pair| {
        pair.rule != "colon"
            && (lexicon::kind_of_label(&pair.label).is_some()
                || lexicon::label(&pair.label)
                    .is_some_and(|label| !matches!(label.role, Role::Text | Role::Title | Role::Quantity)))
    };
    let labels: HashSet<&str> = pairs.iter().filter(business).map(|pair| pair.label.as_str()).collect();
    labels.len()
}

/// How many sorts of fields there are among those that the lexicon knows: a message lists amounts alone, a
/// record has a party, a state, a day.
pub(crate) fn sorts(pairs: &[Pair]) -> usize {
    let roles: HashSet<&str> = pairs
        .iter()
        .filter(|pair| pair.rule != "colon")
        .filter_map(|pair| lexicon::label(&pair.label))
        .map(|label| label.role.as_str())
        .collect();
    roles.len()
}

impl Page<'_, '_> {
    pub(crate) fn view(&self) -> View {
        if self.covering {
            return View::Detail;
        }
        let verbs = &self.address.verbs;
        let says = |word: &str| verbs.iter().any(|verb| verb == word);
        let listed = says("list") || says("kanban") || says("tree") || says("results");
        let figures = self
            .address
            .words
            .iter()
            .any(|word| matches!(word.as_str(), "dashboard" | "dashboards" | "analytics"));
        if figures && lexicon::kind_of_path(&self.address.path).is_none() {
            return View::Dashboard;
        }
        if !listed && self.is_reading_matter() {
            return View::None;
        }
        if self.address.id.is_some() && !listed {
            return if self.is_board() {
                View::List
            } else if !self.shows_record() {
                View::None
            } else if self.address.is_edit() {
                View::Edit
            } else {
                View::Detail
            };
        }
        let business = self.is_business();
        if (self.address.is_new() || says("form")) && !listed && business {
            return View::Edit;
        }
        let words = split_words(&self.outline.title);
        let home = says("dashboard")
            || says("home")
            || self.address.words.iter().any(|word| word.contains("dashboard"))
            || words.iter().any(|word| word == "dashboard");
        if !home && !listed && self.known_fields() >= 4 && self.is_single() {
            return View::Detail;
        }
        if home || (says("index") || self.address.words.is_empty() && !says("search")) && !listed {
            return View::Dashboard;
        }
        if self.lists(listed) {
            return View::List;
        }
        if listed && business {
            return View::List;
        }
        if self.pairs.len() < 6 && (business || self.leads_to_kinds()) { View::Dashboard } else { View::None }
    }

    /// Whether the page of an address with an id shows a record.
    fn shows_record(&self) -> bool {
        if self.known_fields() >= 2 && self.strong_fields() >= 2 {
            return true;
        }
        let by_address = match guess::kind_of_link(&self.address) {
            Some(Kind::Other) => self.strong_fields() > 0,
            known => known.is_some(),
        };
        let named = by_address
            || self.place.is_some()
            || self.kind_of_page(None).0 != Kind::Other
                && self.titles().iter().any(|text| self.numbers_kind(text));
        // A heading alone may be anything; with the record's own number beside it, it is the record's.
        let numbered = || {
            self.address.id.as_ref().is_some_and(|id| {
                self.tree.subtree(self.root).any(|at| {
                    self.tree.node(at).text.as_deref().is_some_and(|text| text.contains(id.as_str()))
                })
            })
        };
        let shown = self.strong_fields() > 0
            || self.place.is_some() && !self.pairs.is_empty()
            || !self.pairs.is_empty() && numbered()
            || self.grids.iter().any(|grid| !grid.rows.is_empty())
            || title::find(self.tree, &self.frame, self.root, &Clues::default()).is_some()
                && (numbered() || self.place.is_some());
        named && shown
    }

    /// Whether a heading names a kind, alone or with the record's number: "Requisition #55102".
    fn numbers_kind(&self, text: &str) -> bool {
        let numbered = self.address.id.as_ref().is_some_and(|id| text.contains(id.as_str()));
        guess::is_kind_name(text)
            || numbered
                && text.split_whitespace().count() <= 6
                && lexicon::kind_of_words(text).is_some_and(|(_, sure)| sure >= 0.6)
    }

    /// Whether what is shown is business at all: the address says so, a heading is the name of a kind, or the
    /// fields are such.
    fn is_business(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.kind.is_some() || place.view.is_some())
            || guess::kind_of_link(&self.address).is_some()
            || self.titles().iter().any(|text| guess::is_kind_name(text))
            || self.headings().iter().chain(&title::crumbs(self.tree)).any(|text| names_list(text))
            || self.known_fields() >= 4
    }

    /// The texts that say what the page is: its headings, the trail, the first parts of the document's title.
    fn titles(&self) -> Vec<String> {
        let mut texts = self.headings();
        texts.extend(title::parts(&self.outline.title).into_iter().take(2));
        texts.extend(title::crumbs(self.tree));
        texts
    }

    /// The texts of the page's first headings.
    fn headings(&self) -> Vec<String> {
        let heading =
            |at: &usize| matches!(self.tree.tag(*at), "h1" | "h2") || self.tree.role(*at) == "heading";
        self.tree
            .subtree(self.root)
            .filter(heading)
            .take(3)
            .map(|at| self.tree.content(at).join(" "))
            .collect()
    }

    /// Whether there are rows or cards of records.
    fn lists(&self, listed: bool) -> bool {
        let business = self.is_business();
        let rows = self.grids.iter().filter(|grid| !grid.rows.is_empty());
        let linked = |grid: &Grid| grid.rows.iter().filter(|row| self.leads_to_record(row)).count();
        // Rows of nothing known, without a link, may be anything.
        rows.clone().any(|grid| business || linked(grid) * 2 > grid.rows.len())
            || business
                && self.cards().is_some_and(|cards| {
                    listed
                        || linked(&cards) * 2 > cards.rows.len()
                        || guess::kind_of_link(&self.address).is_some()
                        || self.titles().iter().any(|text| guess::is_kind_name(text))
                })
    }

    /// Whether a row links to a record of this site.
    fn leads_to_record(&self, row: &Row) -> bool {
        self.tree.subtree(row.node).any(|at| {
            self.tree.tag(at) == "a"
                && self.tree.attr(at, "href").is_some_and(|href| {
                    let there = self.absolute(href);
                    let address = Address::parse(&there);
                    address.id.is_some()
                        && address.id != self.address.id
                        && there.contains(&self.host)
                        && guess::kind_of_link(&address).is_some()
                })
        })
    }

    /// Whether the page shows one record and no list of them.
    fn is_single(&self) -> bool {
        let (kind, _) = self.kind_of_page(None);
        kind != Kind::Other
            && !self.grids.iter().any(|grid| grid.rows.len() >= 2 && !self.is_lines(grid))
            && title::find(self.tree, &self.frame, self.root, &Clues::default()).is_some()
    }

    pub(crate) fn known_fields(&self) -> usize {
        known_fields(&self.pairs)
    }

    /// How many sorts of fields there are that only business has: a timetable has days and prices, and nobody who
    /// answers for it.
    fn strong_fields(&self) -> usize {
        let strong = |role: Role| {
            matches!(
                role,
                Role::Owner
                    | Role::Customer
                    | Role::Supplier
                    | Role::Organisation
                    | Role::Person
                    | Role::Status
                    | Role::Priority
                    | Role::DueDate
                    | Role::CloseDate
                    | Role::DeliveryDate
                    | Role::ValidUntil
                    | Role::Total
                    | Role::Claimed
                    | Role::Outstanding
                    | Role::Spent
                    | Role::Budget
                    | Role::Limit
                    | Role::Email
                    | Role::Phone
            )
        };
        let labelled = self.pairs.iter().filter(|pair| pair.rule != "colon");
        let roles: HashSet<&str> = labelled
            .filter_map(|pair| lexicon::label(&pair.label))
            .filter(|label| strong(label.role))
            .map(|label| label.role.as_str())
            .collect();
        let badge = self.pairs.iter().any(|pair| {
            let known = || pair.lines.first().is_some_and(|line| lexicon::status(line).is_some());
            pair.label.is_empty() && (pair.rule == "stage" || known())
        });
        let told = self.pairs.iter().filter(|pair| lexicon::kind_of_label(&pair.label).is_some()).count();
        roles.len() + told + usize::from(badge)
    }

    /// Articles, news and documentation speak of records and are none.
    fn is_reading_matter(&self) -> bool {
        const READING: [&str; 14] = [
            "article",
            "articles",
            "blog",
            "news",
            "wiki",
            "docs",
            "documentation",
            "kb",
            "hc",
            "help",
            "knowledge",
            "faq",
            "guide",
            "guides",
        ];
        self.address.words.iter().any(|word| READING.contains(&word.as_str())) && self.known_fields() < 3
    }

    /// Whether the number in the address is that of a board, view or queue: rows with ids of their own
    /// and no fields.
    fn is_board(&self) -> bool {
        if self.known_fields() >= 2 {
            return false;
        }
        let cards = self.cards();
        let linked = |row: &Row| {
            self.tree.subtree(row.node).any(|at| {
                self.tree.attr(at, "href").is_some_and(|href| {
                    let there = self.absolute(href);
                    let id = Address::parse(&there).id;
                    id.is_some() && id != self.address.id && there.contains(&self.host)
                })
            })
        };
        let titled = |grid: &&Grid| {
            let rows = grid.rows.iter().filter(|row| linked(row)).count();
            rows >= 2 && rows * 2 > grid.rows.len()
        };
        self.grids.iter().chain(cards.as_ref()).any(|grid| titled(&grid))
            && self.titles().iter().any(|text| names_list(text))
    }

    /// Whether the page leads to lists of several kinds: the home of a part of an app.
    fn leads_to_kinds(&self) -> bool {
        let links = self.tree.subtree(self.root).filter(|&at| !self.frame[at] && self.tree.tag(at) == "a");
        links
            .filter_map(|at| self.tree.attr(at, "href"))
            .filter(|href| {
                let address = Address::parse(&self.absolute(href));
                address.id.is_none() && guess::kind_of_link(&address).is_some()
            })
            .take(3)
            .count()
            == 3
    }
}

/// Whether a heading names a kind and no single record: "Deals", "Open tickets".
fn names_list(text: &str) -> bool {
    title::names_kind(text)
        || text.split_whitespace().count() <= 4
            // A year is no number of a record.
            && !text.split_whitespace().any(|word| {
                word.chars().any(|c| c.is_ascii_digit()) && !(word.len() == 4 && word.starts_with("20"))
            })
            && lexicon::kind_of_words(text).is_some_and(|(_, sure)| sure >= 0.6)
}
