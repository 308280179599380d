//! The head of a record without labels: its number, its name, the party, a state.

use crate::lexicon;
use crate::title::{is_reference, provisional};
use crate::tree::{Tree, tidy};

/// What stands at the top of a record.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Banner {
    /// The box that holds it.
    pub(crate) node: usize,
    /// The record's number.
    pub(crate) reference: Option<String>,
    /// The record's name.
    pub(crate) name: Option<String>,
    /// Links to other records: the party, the project.
    pub(crate) links: Vec<(usize, String)>,
}

/// Finds the banner: the box around the first text that is a number, or that the document's title names,
/// as far as it reaches before the first labelled value (`first`).
pub(crate) fn find(
    tree: &Tree,
    frame: &[bool],
    root: usize,
    first: usize,
    document: &[String],
    busy: &dyn Fn(usize) -> bool,
) -> Option<Banner> {
    let parts: Vec<String> = document
        .iter()
        .flat_map(|part| part.split([':', '#']))
        .map(tidy)
        .filter(|part| part.chars().count() > 3)
        .collect();
    let mut anchors = tree.subtree(root).take_while(|&at| at < first).filter(|&at| {
        let Some(text) = &tree.node(at).text else {
            return false;
        };
        let text = tidy(text);
        !frame[at]
            && !in_tab(tree, at)
            && (number_in(&text).is_some_and(|found| found.len() + 12 > text.len())
                || parts.iter().any(|part| {
                    text == *part || (text.contains(part.as_str()) && text.len() < part.len() + 40)
                }))
    });
    let anchor = anchors.next()?;
    let node =
        tree.ancestors(anchor).take_while(|&above| above != root && !tree.subtree(above).any(busy)).last()?;
    if tree.subtree(node).len() > 200 {
        return None;
    }
    let mut banner = Banner { node, ..Banner::default() };
    for at in tree.subtree(node) {
        if frame[at] {
            continue;
        }
        if tree.tag(at) == "a" && at > anchor {
            let text = tree.content(at).join(" ");
            let href = tree.attr(at, "href").unwrap_or("");
            if !text.is_empty()
                && text.chars().count() <= 80
                && href.chars().any(|c| c.is_ascii_digit())
                && href.len() > 1
            {
                banner.links.push((at, text));
            }
        }
        let Some(text) = &tree.node(at).text else {
            continue;
        };
        let text = tidy(text);
        let linked = tree
            .ancestors(at)
            .take_while(|&above| above != node)
            .any(|above| tree.tag(above) == "a" || tree.is_button(above));
        let badge = tree
            .ancestors(at)
            .take(2)
            .any(|above| tree.class_says(above, &["badge", "status", "state", "pill", "chip"]));
        if let Some(number) = number_in(&text)
            && banner.reference.is_none()
            && at <= anchor + 40
        {
            // The number itself, or number and name in one text.
            banner.reference = Some(number.clone());
            let rest = text.replacen(&number, "", 1);
            let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
            if rest.chars().count() >= 8 {
                banner.name = Some(rest.to_owned());
            }
        } else if at >= anchor
            && banner.name.is_none()
            && !linked
            && !badge
            && lexicon::status(&text).is_none()
            && text.chars().filter(|c| c.is_alphabetic()).count() >= 4
            && !text.contains(" : ")
            && !text.ends_with(':')
            && !text.starts_with(':')
        {
            // A label before a colon, or a word before a link, is no name.
            let next = tree.subtree(node).find(|&next| next > at && tree.node(next).text.is_some());
            let labels = next.is_some_and(|next| {
                tree.node(next).text.as_deref().is_some_and(|text| text.trim_start().starts_with(':'))
            });
            if !labels {
                banner.name = Some(text);
            }
        }
    }
    Some(banner)
}

fn number_in(text: &str) -> Option<String> {
    provisional(text)
        .or_else(|| text.split([' ', '\u{a0}', ',', ':']).find(|word| is_reference(word)).map(str::to_owned))
}

fn in_tab(tree: &Tree, at: usize) -> bool {
    tree.ancestors(at).take(4).any(|above| {
        matches!(tree.role(above), "tab" | "tablist")
            || tree.class_says(above, &["tab", "tabs"])
            || tree.is_button(above)
    })
}
