//! What was read from a page: its view, its records, and what went wrong while reading.

use serde::{Deserialize, Serialize};

use crate::{Kind, RecordKey};

/// What was read from one page at one moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reading {
    /// What the page shows.
    pub page: View,
    /// The adapter that knows the app, or `site`.
    pub app: String,
    /// Whose installation of the app.
    pub tenant: String,
    /// How far the page is with showing it.
    pub phase: Phase,
    /// The page's records: the primary one first, then lines, or the rows of a list.
    pub records: Vec<Record>,
    /// What was cut, rejected or ambiguous, for people who ask why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// The record that a detail page is about.
    #[must_use]
    pub fn primary(&self) -> Option<&Record> {
        self.records.iter().find(|record| record.primary)
    }

    /// The key of a record of this reading; `None` while the record has no id.
    #[must_use]
    pub fn key(&self, record: &Record) -> Option<RecordKey> {
        let id = record.id.clone().or_else(|| record.reference.clone())?;
        Some(RecordKey { app: self.app.clone(), tenant: self.tenant.clone(), kind: record.kind, id })
    }
}

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// One record.
    Detail,
    /// Records of one kind in rows or cards.
    List,
    /// One record in a form.
    Edit,
    /// Figures and short lists of several kinds.
    Dashboard,
    /// No business record at all.
    #[default]
    None,
}

/// How far a page is with showing its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing can be said yet.
    #[default]
    Detecting,
    /// Something was read, but the page is still loading.
    Partial,
    /// The page and its address agree.
    Ready,
}

/// A business object on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What sort of object.
    pub kind: Kind,
    /// The app's id; `None` for what is not saved yet or shows none.
    pub id: Option<String>,
    /// The number that people use.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Other ids of the same object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// The name that the page gives it, else its number.
    pub title: String,
    /// The number or id of the record that a line belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether the page is about this record.
    pub primary: bool,
    /// Where the record's own page is, as the page links it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How sure the kind is, 0 to 1.
    #[serde(default)]
    pub confidence: f32,
    /// Its data points, in the order of the page.
    pub fields: Vec<Field>,
    /// Problems and opportunities seen on it.
    pub signals: Vec<Signal>,
    /// The outline node that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u32>,
}

/// One data point of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Field {
    /// The app's own name for it, in no language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The label that people see; empty where there is none.
    pub label: String,
    /// The value as shown.
    pub value: String,
    /// What sort of value.
    #[serde(rename = "type")]
    pub ty: FieldType,
    /// The value in one form for all: ISO 8601, a decimal with a point, `12.50 EUR`, percent without
    /// its sign. `None` where it cannot be said without guessing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalized: Option<String>,
    /// Which rule read it from which element.
    #[serde(default)]
    pub source: Source,
}

/// Where a field came from: the explanation, and the place for its marker.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// The rule's name, such as `label-for` or `odoo.field`.
    pub rule: String,
    /// The outline node of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u32>,
}

/// What sort of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// An amount with or without its currency.
    Money,
    /// A bare number.
    Number,
    /// A share of a hundred.
    Percent,
    /// A day.
    Date,
    /// A day and time.
    Datetime,
    /// A human being.
    Person,
    /// A firm, authority or department.
    Organisation,
    /// A state out of few.
    Status,
    /// The number or code of something.
    Reference,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// Anything else.
    Text,
}

/// A problem or opportunity seen on a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signal {
    /// What it is: `overdue`, `refused`, `over_budget` …
    pub word: String,
    /// How grave it is.
    pub level: Level,
    /// The position in `Record::fields` of the field that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<usize>,
    /// One sentence for people: what and by how much.
    pub why: String,
}

/// How grave a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Good to know.
    Info,
    /// Worth a look.
    Warn,
    /// Needs a decision.
    Critical,
}

/// Something that whoever asks *why?* is told about a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// One word for programs, such as `outline-cut` or `ambiguous-date`.
    pub code: String,
    /// One sentence for people.
    pub message: String,
    /// The outline node it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u32>,
}
