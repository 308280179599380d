//! Of what kind a page's records are: what its address, trail, headings and labels say together.

use std::collections::HashSet;

use litemap::LiteMap;

use crate::Kind;
use crate::address::Address;
use crate::lexicon::{self, Role};

/// What a page says of its kind.
#[derive(Debug, Default)]
pub(crate) struct Hints<'h> {
    /// Texts that may name the kind, each with its weight: headings, breadcrumbs, the document's title.
    pub(crate) texts: Vec<(String, f32)>,
    /// The labels of fields, or the headings of columns.
    pub(crate) labels: Vec<&'h str>,
    /// The headings of the columns of the record's lines.
    pub(crate) columns: Vec<&'h str>,
    /// Whether an amount stands among the fields.
    pub(crate) money: bool,
    /// Whether lines with amounts stand below the fields.
    pub(crate) lines: bool,
    /// States that stand without a label.
    pub(crate) states: Vec<&'h str>,
}

/// The kind that a page's address and words name, with how sure that is.
pub(crate) fn kind(address: &Address, hints: &Hints) -> (Kind, f32) {
    let mut votes: LiteMap<Kind, f32> = LiteMap::new();
    let vote = |votes: &mut LiteMap<Kind, f32>, kind: Option<Kind>, weight: f32| {
        if let Some(kind) = kind {
            *votes.entry(kind).or_default() += weight;
        }
    };
    for object in &address.objects {
        vote(&mut votes, lexicon::kind_of_object(object), 4.0);
    }
    let by_path = lexicon::kind_of_path(&address.path);
    // "contacts/record" says less of what is shown than "contacts" alone.
    let last = address.path.rsplit('/').next().and_then(lexicon::kind_of_path);
    vote(&mut votes, by_path, if last.is_some() { 3.0 } else { 1.5 });
    if by_path.is_none() && address.objects.iter().all(|object| lexicon::kind_of_object(object).is_none()) {
        vote(&mut votes, lexicon::kind_of_words(&address.words.join(" ")).map(|(kind, _)| kind), 1.0);
    }
    for (text, weight) in &hints.texts {
        if let Some((kind, sure)) = lexicon::kind_of_words(text) {
            vote(&mut votes, Some(kind), weight * sure);
        }
    }
    let mut told: LiteMap<Kind, f32> = LiteMap::new();
    for (labels, weight) in [(&hints.labels, 0.7), (&hints.columns, 0.35)] {
        let distinct: HashSet<&str> = labels.iter().copied().collect();
        for kind in distinct.into_iter().filter_map(lexicon::kind_of_label) {
            let sum = told.entry(kind).or_default();
            *sum = (*sum + weight).min(3.5);
        }
    }
    for (kind, weight) in told {
        // A list of expenses has the columns of a report's lines.
        let line = kind == Kind::ExpenseReport
            && votes.contains_key(&Kind::ExpenseLine)
            && !votes.contains_key(&Kind::ExpenseReport)
            && !hints.labels.iter().any(|label| label.to_lowercase().contains("report"));
        vote(&mut votes, Some(if line { Kind::ExpenseLine } else { kind }), weight);
    }
    if votes.is_empty() {
        // "Project number", "Order date": the labels name what they are labels of.
        for label in &hints.labels {
            let kind = lexicon::kind_of_words(label)
                .filter(|(_, sure)| (0.6..0.9).contains(sure))
                .map(|(kind, _)| kind);
            if let Some(kind) = kind {
                *votes.entry(kind).or_default() += 0.3;
            }
        }
    }
    let total: f32 = votes.values().sum();
    let best =
        votes.iter().max_by(|one, other| one.1.total_cmp(other.1)).map(|(kind, weight)| (*kind, *weight));
    let Some((kind, weight)) = best else {
        return (Kind::Other, 0.0);
    };
    (twin(kind, hints, &votes), weight / total)
}

/// The kind that an adapter names, or its twin where the fields say so.
pub(crate) fn refine(kind: Kind, hints: &Hints) -> Kind {
    match kind {
        Kind::Project => twin(kind, hints, &LiteMap::new()),
        kind => kind,
    }
}

/// One address often serves two kinds; only the fields tell which.
fn twin(kind: Kind, hints: &Hints, votes: &LiteMap<Kind, f32>) -> Kind {
    let roles: Vec<Role> =
        hints.labels.iter().filter_map(|label| lexicon::label(label)).map(|label| label.role).collect();
    let has = |role: Role| roles.contains(&role);
    let says = |kind: Kind| {
        hints.labels.iter().any(|label| lexicon::kind_of_words(label).is_some_and(|(said, _)| said == kind))
    };
    let (buys, sells) =
        (has(Role::Supplier) && !has(Role::Customer), has(Role::Customer) && !has(Role::Supplier));
    // The narrower word wins where one of the page's own headings says it.
    let said = |kind: Kind| votes.get(&kind).is_some_and(|weight| *weight >= 0.7);
    match kind {
        Kind::ExpenseLine if hints.lines || said(Kind::ExpenseReport) => Kind::ExpenseReport,
        Kind::Order if said(Kind::PurchaseOrder) => Kind::PurchaseOrder,
        Kind::CustomerInvoice if said(Kind::SupplierInvoice) => Kind::SupplierInvoice,
        Kind::Order
            if said(Kind::Quote)
                && !said(Kind::PurchaseOrder)
                && hints
                    .texts
                    .iter()
                    .filter(|(text, _)| {
                        lexicon::kind_of_words(text).is_some_and(|(said, _)| said == Kind::Order)
                    })
                    .count()
                    == 0 =>
        {
            Kind::Quote
        }
        Kind::CustomerInvoice if buys => Kind::SupplierInvoice,
        Kind::SupplierInvoice if sells && !votes.contains_key(&Kind::SupplierInvoice) => {
            Kind::CustomerInvoice
        }
        Kind::Order if buys => Kind::PurchaseOrder,
        Kind::Order
            if hints.states.iter().any(|state| {
                lexicon::kind_of_words(state).is_some_and(|(said, sure)| said == Kind::Quote && sure > 0.7)
            }) =>
        {
            Kind::Quote
        }
        Kind::Quote if has(Role::Supplier) && votes.contains_key(&Kind::PurchaseOrder) => Kind::PurchaseOrder,
        Kind::Project
            if (says(Kind::Opportunity) || says(Kind::Lead))
                && (has(Role::Percent) || has(Role::Total) || hints.money) =>
        {
            Kind::Opportunity
        }
        // Nobody puts an amount on what is not yet a sale to be made.
        Kind::Lead if hints.money || has(Role::CloseDate) || (has(Role::Total) && has(Role::Percent)) => {
            Kind::Opportunity
        }
        kind => kind,
    }
}

/// Whether a text is no more than the name of a kind.
pub(crate) fn is_kind_name(text: &str) -> bool {
    lexicon::kind_of_words(text).is_some_and(|(_, sure)| sure >= 0.9)
}

/// The kind of what a link leads to.
pub(crate) fn kind_of_link(address: &Address) -> Option<Kind> {
    address
        .objects
        .iter()
        .find_map(|object| lexicon::kind_of_object(object))
        .or_else(|| lexicon::kind_of_path(&address.path))
}

/// How well a column's heading says that it holds the names of its rows.
pub(crate) fn title_rank(label: &str, kind: Kind) -> u8 {
    match lexicon::label(label).map(|label| label.role) {
        Some(Role::Title) => 4,
        _ if lexicon::kind_of_words(label).is_some_and(|(said, sure)| sure >= 0.9 && said == kind) => 3,
        _ if is_description(label) => 2,
        Some(Role::Customer | Role::Supplier | Role::Organisation) if kind == Kind::Account => 3,
        _ => 0,
    }
}

/// Whether a heading is the one of descriptions: what a line is for.
fn is_description(label: &str) -> bool {
    let word = label.split_whitespace().next().unwrap_or_default().to_lowercase();
    matches!(
        word.as_str(),
        "description"
            | "item"
            | "product"
            | "article"
            | "beschreibung"
            | "bezeichnung"
            | "artikel"
            | "désignation"
            | "descripción"
            | "artículo"
            | "descrizione"
            | "articolo"
            | "omschrijving"
            | "descrição"
            | "opis"
            | "beskrivning"
            | "摘要"
            | "説明"
            | "描述"
    )
}
