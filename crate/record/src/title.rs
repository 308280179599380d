//! What a record is called, and the number that people use for it.

use crate::banner::Banner;
use crate::lexicon::{self, Role};
use crate::tree::{Tree, tidy};
use crate::words::{clean_label, is_nothing};

/// Marks between the parts of a document's title.
const SEPARATORS: &[&str] = &[" - ", " – ", " — ", " | ", " · ", " :: ", " • ", " » ", " / ", " : "];

/// A possible title with the weight of the places where it stands.
struct Candidate {
    text: String,
    node: Option<usize>,
    weight: i32,
}

/// What else is known of a page when its title is sought.
#[derive(Default)]
pub(crate) struct Clues<'c> {
    /// The document's title.
    pub(crate) document: &'c str,
    /// The page's host.
    pub(crate) host: &'c str,
    /// The record's id.
    pub(crate) id: Option<&'c str>,
    /// Fields by what they are called.
    pub(crate) named: Vec<Named<'c>>,
    /// The head without labels.
    pub(crate) banner: Option<&'c Banner>,
    /// Where the fields begin: headings behind it name sections.
    pub(crate) fields: Option<usize>,
}

/// A field by what it is called.
pub(crate) struct Named<'c> {
    pub(crate) label: &'c str,
    pub(crate) name: Option<&'c str>,
    pub(crate) value: String,
    /// Whether it can be changed here.
    pub(crate) control: bool,
}

/// The title of the record that a page shows, with the node that shows it.
pub(crate) fn find(
    tree: &Tree,
    frame: &[bool],
    root: usize,
    clues: &Clues,
) -> Option<(String, Option<usize>)> {
    let Clues { document, host, id, named, banner, .. } = clues;
    let id = *id;
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut headings = 0;
    for index in tree.subtree(root) {
        if !tree.is_element(index) {
            continue;
        }
        let level = match tree.tag(index) {
            "h1" => 6,
            "h2" => 3,
            "h3" | "h4" => 2,
            _ if tree.role(index) == "heading" => 3,
            _ if !frame[index]
                && tree.class_says(index, &["title", "subject", "heading"])
                && tree.subtree(index).len() < 12 =>
            {
                1
            }
            _ => 0,
        };
        if level == 0 || (frame[index] && level < 2) || headings > 12 {
            continue;
        }
        headings += 1;
        // The first heading of its kind is the page's; a framed one is weaker.
        let behind = level < 6 && clues.fields.is_some_and(|first| index > first);
        let weight = level
            - i32::from(headings > 3)
            - i32::from(frame[index])
            - i32::from(in_section(tree, index))
            - if behind { 2 } else { 0 };
        let weight = weight.max(0);
        for text in heading_texts(tree, index) {
            let numbered = numbers(&text, id) && !is_reference(&strip_number(&text, id));
            let weight = if numbered { weight + 4 } else { weight };
            candidates.push(Candidate { text, node: Some(index), weight });
        }
    }
    if let Some(banner) = banner {
        if let Some(name) = &banner.name {
            candidates.push(Candidate { text: name.clone(), node: Some(banner.node), weight: 4 });
        }
        if let Some(reference) = &banner.reference {
            candidates.push(Candidate { text: reference.clone(), node: Some(banner.node), weight: 3 });
        }
    }
    if let Some((text, node)) = trail(tree) {
        candidates.push(Candidate { text, node: Some(node), weight: 3 });
    }
    for (position, part) in own_parts(document, host).into_iter().enumerate() {
        // What stands nowhere on the page but in the document's title is the app's own name.
        let shown = || {
            tree.subtree(root).any(|at| {
                tree.node(at).text.as_deref().is_some_and(|text| text.contains(part.as_str()))
                    || tree.node(at).value.as_deref() == Some(part.as_str())
            })
        };
        let weight = match position {
            _ if numbers(&part, id) && !is_reference(&strip_number(&part, id)) => 8,
            0 => 2,
            _ if shown() => 1,
            _ => continue,
        };
        candidates.push(Candidate { text: part, node: None, weight });
    }
    for Named { label, name, value, control } in named {
        let folded = clean_label(label).to_lowercase();
        let role = |label: Option<lexicon::Label>| label.is_some_and(|label| label.role == Role::Title);
        // Whatever else is called by a name, a subject is the record's; a form shows its title in a control.
        let weight = match folded.as_str() {
            "subject" | "betreff" | "sujet" | "asunto" | "oggetto" | "onderwerp" | "assunto" | "temat" => 7,
            _ if !role(lexicon::label(label)) && !role(name.and_then(lexicon::label_of_name)) => continue,
            _ if *control => 4,
            _ => 2,
        };
        candidates.push(Candidate { text: value.clone(), node: None, weight });
    }
    let mut best: Option<(i32, usize)> = None;
    let cleaned: Vec<String> = candidates.iter().map(|candidate| strip_number(&candidate.text, id)).collect();
    for (position, text) in cleaned.iter().enumerate() {
        if text.is_empty() || text.chars().count() > 160 || is_nothing(text) {
            continue;
        }
        let mut score = 0;
        let mut places: Vec<usize> = Vec::new();
        for (other, candidate) in candidates.iter().enumerate() {
            // A heading and the box around it are one place.
            let told = candidate.node.is_some_and(|node| {
                places.iter().any(|&place| tree.holds(place, node) || tree.holds(node, place))
            });
            let other = cleaned[other].to_lowercase();
            // "PO-7 (their number)" names PO-7 as well.
            if (other == text.to_lowercase() || other.starts_with(&format!("{} (", text.to_lowercase())))
                && !told
            {
                score += candidate.weight;
                places.extend(candidate.node);
            }
        }
        if document.contains(text.as_str()) && !is_reference(text) {
            let long = text.chars().count();
            match candidates[position].node {
                None if long > 12 => score += 1,
                // The heading and the document's title say the same, however the title may be parted.
                Some(_) if long >= 4 => score += 3,
                _ => {}
            }
        }
        let base = text.split(" (").next().unwrap_or_default();
        let varied = base.len() < text.len()
            && candidates.iter().zip(&cleaned).any(|(other, known)| other.node.is_some() && known == base);
        if varied || names_kind(text) {
            continue;
        }
        if is_generic(text) {
            score -= 6;
        }
        if id.is_some_and(|id| id == text) && id.is_some_and(|id| id.chars().all(|c| c.is_ascii_digit())) {
            score -= 4;
        }
        if best.is_none_or(|(known, _)| score > known) {
            best = Some((score, position));
        }
    }
    best.filter(|(score, _)| *score > 0).map(|(_, position)| {
        let node = candidates[position].node.or_else(|| {
            candidates
                .iter()
                .zip(&cleaned)
                .find(|(candidate, text)| candidate.node.is_some() && **text == cleaned[position])
                .and_then(|(candidate, _)| candidate.node)
        });
        (cleaned[position].clone(), node)
    })
}

/// Whether a text says the record's id beside its name: "#7: Printer on fire".
fn numbers(text: &str, id: Option<&str>) -> bool {
    id.is_some_and(|id| {
        text.len() > id.len() + 2
            && text.match_indices(id).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let after = text[at + id.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            })
    })
}

/// The parts of a document's title.
pub(crate) fn parts(document: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![document.to_owned()];
    for separator in SEPARATORS {
        parts = parts.iter().flat_map(|part| part.split(separator)).map(tidy).collect();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The parts of a document's title that do not name the app: its name stands in the host.
pub(crate) fn own_parts(document: &str, host: &str) -> Vec<String> {
    let host = host.to_lowercase();
    let mut parts = parts(document);
    let owner = |part: &str| {
        let first = part.split(' ').next().unwrap_or_default().to_lowercase();
        host.split(['.', '-'])
            .any(|word| word.len() > 2 && word.trim_end_matches(|c: char| c.is_ascii_digit()) == first)
    };
    if parts.len() > 1 || parts.first().is_some_and(|part| part.split(' ').count() <= 2) {
        parts.retain(|part| !owner(part));
    }
    parts
}

/// The breadcrumbs, without the last: they name what the record is one of.
pub(crate) fn crumbs(tree: &Tree) -> Vec<String> {
    let Some(crumbs) = trail_node(tree) else {
        return Vec::new();
    };
    let mut texts = tree.lines_where(crumbs, |at| !matches!(tree.tag(at), "svg" | "img"));
    texts.truncate(8);
    texts
}

fn trail_node(tree: &Tree) -> Option<usize> {
    (0..tree.len()).find(|&at| {
        tree.is_element(at)
            && (tree.class_says(at, &["breadcrumb", "breadcrumbs"])
                || tree
                    .attr(at, "aria-label")
                    .is_some_and(|label| label.to_lowercase().contains("breadcrumb")))
    })
}

/// Headings of sections within the content name sections.
fn in_section(tree: &Tree, index: usize) -> bool {
    tree.ancestors(index).take(3).any(|above| matches!(tree.tag(above), "fieldset" | "aside" | "td"))
}

/// A heading's text, and where it has a kind before the name, the name alone.
fn heading_texts(tree: &Tree, heading: usize) -> Vec<String> {
    let badge = |at: usize| {
        tree.class_says(at, &["badge", "pill", "chip", "lozenge", "indicator"]) || tree.is_aside(at)
    };
    let mut whole = tree.lines_where(heading, |at| !badge(at)).join(" ");
    if whole.is_empty() {
        whole = tree.content(heading).join(" ");
    }
    let mut texts = Vec::new();
    let parts: Vec<usize> = tree
        .subtree(heading)
        .skip(1)
        .filter(|&at| {
            tree.is_element(at) && (tree.class_says(at, &["title", "name", "subject"]) || tree.is_control(at))
        })
        .collect();
    for part in parts.into_iter().take(3) {
        let text = tree.content(part).join(" ");
        if !text.is_empty() && text != whole {
            texts.push(text);
        }
    }
    if !whole.is_empty() {
        texts.push(whole);
    }
    texts
}

/// The last part of the breadcrumbs.
fn trail(tree: &Tree) -> Option<(String, usize)> {
    let crumbs = trail_node(tree)?;
    let last = tree
        .subtree(crumbs)
        .rfind(|&at| {
            tree.is_element(at)
                && (tree.tag(at) == "li"
                    || tree.class_says(at, &["active", "current", "last"])
                    || tree.attr(at, "aria-current").is_some())
        })
        .unwrap_or(crumbs);
    let text = tree.content(last).into_iter().last()?;
    let kind = !text.chars().any(|c| c.is_ascii_digit())
        && text.split_whitespace().count() <= 2
        && lexicon::kind_of_words(&text).is_some_and(|(_, sure)| sure >= 0.4);
    (text.chars().count() <= 120 && !kind).then_some((text, last))
}

/// "#7: Printer on fire", "Ticket #7 – Printer on fire", "Printer on fire #7" → Printer on fire.
fn strip_number(text: &str, id: Option<&str>) -> String {
    let text = text.trim().trim_start_matches(['—', '–', '-', '·', '|', ':', ' ']);
    // "Edit Printer on fire" on the form that edits it.
    let text =
        text.get(..5).filter(|verb| verb.eq_ignore_ascii_case("edit ")).map_or(text, |_| text[5..].trim());
    // "[AB-12] Printer on fire", "AB-12: Printer on fire".
    if let Some(rest) = id.filter(|id| id.len() >= 3).and_then(|id| {
        let bare = text.trim_start_matches('[').strip_prefix(id)?;
        let marked = bare.trim_start_matches([']', ' ']);
        let rest = marked.trim_start_matches([':', '-', '–', '—', '·', '|', ' ']);
        ((text.starts_with('[') || rest.len() < marked.len()) && rest.len() >= 3).then_some(rest)
    }) {
        return rest.to_owned();
    }
    let text = text
        .split_once(": ")
        .filter(|(number, rest)| is_reference(number) && rest.trim().len() >= 3)
        .map_or(text, |(_, rest)| rest.trim());
    // "Service request (AB-12)", "Printer on fire (AB-12)".
    let text = id
        .filter(|id| id.len() >= 3)
        .and_then(|id| text.strip_suffix(&format!("({id})")))
        .map_or(text, str::trim);
    if let Some(hash) = text.find('#') {
        let after = &text[hash + 1..];
        let digits = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').count();
        let number = &after[..digits];
        let known = id.is_some_and(|id| id == number)
            || (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
        if known {
            let rest =
                after[digits..].trim_start_matches([':', '-', '–', '—', ' ', ')', ']', '.', '·']).trim();
            // "Ticket #7 update: Printer on fire"
            let behind = &after[digits..];
            let colon = behind.starts_with([':', ' '])
                && behind.split_once(':').is_some_and(|(words, _)| words.split_whitespace().count() <= 3);
            if colon && !rest.is_empty() {
                let rest = after[digits..].split_once(':').map_or(rest, |(_, rest)| rest.trim());
                return rest.to_owned();
            }
            if !rest.is_empty() {
                return rest.to_owned();
            }
            // "Requisition #55102": what is only numbered is called by its number.
            let before = text[..hash].trim();
            let words = before.split_whitespace().count();
            if words == 1 || words <= 3 && lexicon::kind_of_words(before).is_some_and(|(_, sure)| sure >= 0.4)
            {
                return number.to_owned();
            }
            return text[..hash].trim_end_matches(['(', '[', '-', '–', ' ', ':']).trim().to_owned();
        }
    }
    // "Contact: Ada Example", "Ada Example <ada@mail.example>"
    let text = text
        .split_once(": ")
        .filter(|(kind, _)| {
            crate::guess::is_kind_name(kind)
                || matches!(kind.to_lowercase().as_str(), "user" | "benutzer" | "utilisateur" | "usuario")
        })
        .map_or(text, |(_, name)| name);
    let text = text
        .split_once(" <")
        .filter(|(_, mail)| mail.contains('@') && mail.ends_with('>'))
        .map_or(text, |(name, _)| name);
    // "Purchase order PO-0007": the kind is said elsewhere.
    if let Some((kind, number)) = text.rsplit_once(' ')
        && (is_reference(number)
            || number.chars().filter(char::is_ascii_digit).count() >= 4
                && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.')))
        && crate::guess::is_kind_name(kind)
    {
        return number.to_owned();
    }
    clean_label(text)
}

/// Whether a text names a kind, perhaps with what is done to it: "View expense report".
pub(crate) fn names_kind(text: &str) -> bool {
    const DOING: &[&str] = &[
        "open",
        "recent",
        "closed",
        "overdue",
        "pending",
        "unassigned",
        "meine",
        "alle",
        "offene",
        "mes",
        "tous",
        "toutes",
        "mis",
        "todos",
        "todas",
        "view",
        "edit",
        "new",
        "create",
        "manage",
        "add",
        "show",
        "my",
        "all",
        "modify",
        "update",
        "agent",
        "anzeigen",
        "bearbeiten",
        "neu",
        "neue",
        "neuer",
        "neues",
        "modifier",
        "nouveau",
        "nouvelle",
        "voir",
        "a",
        "an",
        "the",
        "nuevo",
        "nueva",
        "editar",
        "nuovo",
        "nuova",
        "modifica",
        "details",
        "detail",
        "draft",
    ];
    if crate::guess::is_kind_name(text) {
        return true;
    }
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| !DOING.contains(&word.to_lowercase().as_str())).collect();
    words.len() < text.split_whitespace().count()
        && (words.is_empty() || crate::guess::is_kind_name(&words.join(" ")))
        && text.to_lowercase() != "new"
}

/// Words that name pages or parts of the app, not records.
fn is_generic(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "card"
            | "karte"
            | "fiche"
            | "home"
            | "details"
            | "detail"
            | "overview"
            | "dashboard"
            | "edit"
            | "new"
            | "view"
            | "record"
            | "search"
            | "list"
            | "results"
            | "index"
            | "login"
            | "settings"
            | "general"
            | "main"
            | "menu"
            | "information"
            | "summary"
            | "notes"
            | "sales"
            | "purchases"
            | "purchasing"
            | "accounting"
            | "ventes"
            | "achats"
            | "comptabilité"
            | "verkauf"
            | "verkäufe"
            | "einkauf"
            | "buchhaltung"
            | "ventas"
            | "compras"
            | "vendite"
            | "acquisti"
            | "general info"
            | "general information"
            | "description"
            | "activity"
            | "comments"
            | "attachments"
    ) || text.to_lowercase().starts_with("powered by")
}

/// The number that people use for a record, found in a text: letters with digits, such as `PO-2024/0007`.
pub(crate) fn reference_in(text: &str) -> Option<String> {
    text.split([' ', '\u{a0}', ',', ';', '(', ')', '·', '|'])
        .map(|word| word.trim_matches(['#', ':', '.', '[', ']']))
        .find(|word| is_reference(word))
        .map(str::to_owned)
}

/// Whether a word is the number or code of something.
pub(crate) fn is_reference(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let capitals = word.chars().filter(|c| c.is_ascii_uppercase()).count();
    let fits = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
    // One digit is enough after a project's key: `AB-1`.
    let keyed = word.split_once('-').is_some_and(|(key, number)| {
        key.len() >= 2
            && key.chars().all(|c| c.is_ascii_uppercase())
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
    });
    fits && (digits >= 2 || keyed)
        && capitals >= 1
        && word.len() >= 4
        && word.len() <= 40
        && word.chars().next().is_some_and(|c| c.is_ascii_uppercase())
}

/// A provisional number in brackets, such as `(PROV7)`.
pub(crate) fn provisional(text: &str) -> Option<String> {
    let start = text.find('(')?;
    let end = text[start..].find(')')? + start;
    let inner = &text[start + 1..end];
    (inner.len() >= 4
        && inner.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && inner.chars().any(|c| c.is_ascii_digit())
        && inner.chars().any(|c| c.is_ascii_uppercase()))
    .then(|| text[start..=end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_not_part_of_names() {
        for (text, expected) in [
            ("#7: Printer on fire", "Printer on fire"),
            ("Ticket #7 update: Printer on fire", "Printer on fire"),
            ("Printer on fire #7", "Printer on fire"),
            ("Printer on fire", "Printer on fire"),
        ] {
            assert_eq!(strip_number(text, Some("7")), expected);
        }
    }

    #[test]
    fn references() {
        assert_eq!(reference_in("Order SO-2024/0007 of Monday").as_deref(), Some("SO-2024/0007"));
        assert_eq!(reference_in("Plain words 12"), None);
    }
}
