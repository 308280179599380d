//! What the content script is told to show: counts beside elements, never a discussion's text.

use litemap::LiteMap;
use protocol::{api::ThreadSummary, extension::Sidebar};
use record::{AnchorTarget, Level, Reading};
use serde::Serialize;

use crate::place;

/// The most markers on one page; more would be noise.
const MOST: usize = 60;

/// What a content script hears.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub(crate) enum Say {
    /// The answer to its hello.
    Welcome {
        /// Whether the page is to be read.
        on: bool,
        /// How the sidebar stands.
        sidebar: Sidebar,
    },
    /// What to show.
    Show {
        /// The whole.
        summary: Summary,
        /// The markers.
        marks: Vec<Mark>,
        /// How the sidebar stands.
        sidebar: Sidebar,
        /// Whether the person asked for the sidebar, so that it opens even without a record.
        insist: bool,
    },
    /// How the sidebar stands.
    Sidebar {
        /// How it stands.
        sidebar: Sidebar,
        /// Whether the person asked for it.
        insist: bool,
    },
    /// The sidebar's frame was let in.
    Hello,
    /// Read the page again.
    Read,
    /// Scroll to an element.
    ScrollTo {
        /// The outline node.
        node: u32,
    },
    /// Leave the page alone.
    Stop,
}

/// What the edge tab says.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(crate) struct Summary {
    /// Whether there is a record at all.
    pub(crate) shown: bool,
    /// How many signals there are.
    pub(crate) problems: usize,
    /// How many threads there are.
    pub(crate) threads: u32,
    /// The gravest signal.
    pub(crate) level: Option<Level>,
}

/// A marker beside an element.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Mark {
    /// The outline node.
    pub(crate) node: u32,
    /// How many signals there are.
    pub(crate) problems: usize,
    /// How many threads there are.
    pub(crate) threads: u32,
    /// The gravest signal.
    pub(crate) level: Option<Level>,
    /// What it is beside, as the page names it.
    pub(crate) label: String,
}

/// The summary and the markers of a page: `counts` are the index's, by the record's position; `threads`
/// those that are known whole.
pub(crate) fn of(
    reading: &Reading,
    counts: &LiteMap<usize, (String, u32)>,
    threads: &[&ThreadSummary],
) -> (Summary, Vec<Mark>) {
    let mut marks: LiteMap<u32, Mark> = LiteMap::new();
    let mut summary = Summary {
        shown: !reading.records.is_empty(),
        threads: counts.values().map(|(_, count)| count).sum(),
        ..Summary::default()
    };
    for (position, record) in reading.records.iter().enumerate() {
        for signal in &record.signals {
            summary.problems += 1;
            summary.level = summary.level.max(Some(signal.level));
            let field = signal.field.and_then(|field| record.fields.get(field));
            let on_row = (!record.primary).then_some(record.node).flatten();
            if let Some(node) = field.and_then(|field| field.source.node).or(on_row) {
                let label = field.map_or(&record.title, |field| &field.label);
                let mark = mark(&mut marks, node, label);
                mark.problems += 1;
                mark.level = mark.level.max(Some(signal.level));
            }
        }
        if let Some((_, count)) = counts.get(&position)
            && !record.primary
            && let Some(node) = record.node
        {
            mark(&mut marks, node, &record.title).threads += count;
        }
    }
    for thread in threads {
        if let Some(node) = place::of(reading, &thread.anchor).node
            && reading.records.iter().all(|record| record.node != Some(node))
        {
            mark(&mut marks, node, label(thread)).threads += 1;
        }
    }
    (summary, marks.into_iter().map(|(_, mark)| mark).take(MOST).collect())
}

/// What a thread's marker stands beside.
fn label(thread: &ThreadSummary) -> &str {
    match &thread.anchor.target {
        AnchorTarget::Field { field } => &field.label,
        AnchorTarget::Row { title, .. } => title,
        AnchorTarget::Record | AnchorTarget::Quote { .. } => &thread.title,
    }
}

fn mark<'a>(marks: &'a mut LiteMap<u32, Mark>, node: u32, label: &str) -> &'a mut Mark {
    marks.entry(node).or_insert_with(|| Mark {
        node,
        problems: 0,
        threads: 0,
        level: None,
        label: label.to_owned(),
    })
}
