//! `eval anchors`: whether threads find their places again on pages that have changed.

use std::path::Path;

use record::anchor::{self, Place};
use record::{Anchor, AnchorTarget, Outline, Reading, Record};

use crate::mutation::Mutation;
use crate::outlines::{self, Page};

/// How often the place was right, wrong, or said not to be there although it is.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Score {
    fn of(&self) -> usize {
        self.right + self.missed + self.wrong
    }
}

/// Changes every page in every way and looks for every field, row and line that was on it.
pub(crate) fn eval(dir: &Path) -> anyhow::Result<()> {
    let pages = outlines::of(dir)?;
    println!("{:<10}{:>8}{:>8}{:>8}{:>8}", "change", "anchors", "right", "missed", "wrong");
    let mut all = Score::default();
    for mutation in Mutation::ALL {
        let mut score = Score::default();
        for page in &pages {
            changed(page, mutation, &mut score);
        }
        line(&format!("{mutation:?}").to_lowercase(), &score);
        all.right += score.right;
        all.missed += score.missed;
        all.wrong += score.wrong;
    }
    let score = languages(&pages);
    line("language", &score);
    all.right += score.right;
    all.missed += score.missed;
    all.wrong += score.wrong;
    line("all", &all);
    Ok(())
}

#[allow(clippy::cast_precision_loss)] // a few thousand anchors
fn line(name: &str, score: &Score) {
    let share = score.right as f64 / score.of().max(1) as f64;
    println!("{name:<10}{:>8}{share:>8.4}{:>8}{:>8}", score.of(), score.missed, score.wrong);
}

/// Every anchor that a person could set on a reading, with its node.
fn anchors(reading: &Reading) -> Vec<(Anchor, u32)> {
    let Some(primary) = reading.primary() else {
        // A row of a list is a record of its own.
        let rows = reading.records.iter().filter_map(|row| {
            Some((Anchor { record: reading.key(row)?, target: AnchorTarget::Record }, row.node?))
        });
        return rows.collect();
    };
    let Some(key) = reading.key(primary) else {
        return Vec::new();
    };
    let on = |target: AnchorTarget| Anchor { record: key.clone(), target };
    let mut all = Vec::new();
    for field in &primary.fields {
        if let Some(node) = field.source.node {
            all.push((on(AnchorTarget::Field { field: field.clone() }), node));
        }
    }
    for row in reading.records.iter().filter(|record| !record.primary) {
        all.extend(row.node.map(|node| (on(target(row, None)), node)));
        for (at, field) in row.fields.iter().enumerate() {
            all.extend(field.source.node.map(|node| (on(target(row, Some(at))), node)));
        }
    }
    all
}

fn target(row: &Record, field: Option<usize>) -> AnchorTarget {
    AnchorTarget::Row {
        id: row.id.clone().or_else(|| row.reference.clone()),
        title: row.title.clone(),
        field: field.map(|at| row.fields[at].clone()),
    }
}

fn changed(page: &Page, mutation: Mutation, score: &mut Score) {
    let before = record::read(&page.outline, &page.context());
    let (outline, now) = mutation.apply(&page.outline);
    let after = record::read(&outline, &page.context());
    for (mut anchor, node) in anchors(&before) {
        // Which app a site runs is remembered by its origin; a redesign may rename what gave it away.
        anchor.record.app.clone_from(&after.app);
        anchor.record.tenant.clone_from(&after.tenant);
        let expected = usize::try_from(node).ok().and_then(|node| now.get(node).copied().flatten());
        let Place { node: found, .. } = anchor::find(&after, &anchor);
        let found = found.and_then(|node| usize::try_from(node).ok());
        match (expected, found) {
            (None, None) => score.right += 1,
            // The same record may stand in a second row of a dashboard.
            (_, Some(_)) if anchor.target == AnchorTarget::Record => score.right += 1,
            (Some(expected), Some(found)) if same_place(&outline, expected, found) => score.right += 1,
            (Some(_), None) => {
                score.missed += 1;
                if std::env::var_os("SHOW").is_some() {
                    println!("  {}/{} {mutation:?} missed {:?}", page.app, page.name, anchor.target);
                }
            }
            (_, Some(_)) => {
                score.wrong += 1;
                if std::env::var_os("SHOW").is_some() {
                    println!(
                        "  {}/{} {mutation:?} wrong at {found:?} for {expected:?} {:?}",
                        page.app, page.name, anchor.target
                    );
                }
            }
        }
    }
}

/// A value and the box around it that shows nothing else are one place.
fn same_place(outline: &Outline, one: usize, other: usize) -> bool {
    let (outer, inner) = (one.min(other), one.max(other));
    let mut at = inner;
    while at > outer {
        let Some(parent) = usize::try_from(outline.nodes[at].parent).ok().filter(|parent| *parent < at)
        else {
            return false;
        };
        at = parent;
    }
    let words = |root: usize| {
        let mut below = vec![false; outline.nodes.len()];
        below[root] = true;
        let mut text = String::new();
        for at in root..outline.nodes.len() {
            let node = &outline.nodes[at];
            let parent = usize::try_from(node.parent).ok();
            if at > root {
                if !parent.is_some_and(|parent| parent >= root && below[parent]) {
                    break;
                }
                below[at] = true;
            }
            text.push_str(node.text.as_deref().unwrap_or("").trim());
            text.push_str(node.value.as_deref().unwrap_or("").trim());
        }
        text
    };
    at == outer && words(one) == words(other)
}

/// The same record on a page in another language: what is found must show the same value.
fn languages(pages: &[Page]) -> Score {
    let mut score = Score::default();
    let read: Vec<Reading> = pages.iter().map(|page| record::read(&page.outline, &page.context())).collect();
    for (one, here) in pages.iter().zip(&read) {
        for (other, there) in pages.iter().zip(&read) {
            let spoken = |page: &Page| page.outline.lang.get(..2).map(str::to_owned);
            if one.app != other.app || spoken(one) == spoken(other) {
                continue;
            }
            let same = |reading: &Reading| reading.primary().and_then(|record| reading.key(record));
            if same(here).is_none() || same(here) != same(there) {
                continue;
            }
            let (Some(from), Some(to)) = (here.primary(), there.primary()) else {
                continue;
            };
            for field in from.fields.iter().filter(|field| field.normalized.is_some()) {
                let there =
                    to.fields.iter().filter(|now| now.normalized == field.normalized && now.ty == field.ty);
                if there.count() == 0 {
                    continue;
                }
                match anchor::find_field(to, field) {
                    Some(now) if now.normalized == field.normalized => score.right += 1,
                    Some(_) => score.wrong += 1,
                    None => score.missed += 1,
                }
            }
        }
    }
    score
}
