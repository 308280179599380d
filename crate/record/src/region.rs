//! Which parts of a page are its frame (menus, search, filters, comments) and not its content.

use crate::tree::{Tree, class_words};

/// Roles of what surrounds a record.
const FRAME_ROLES: &[&str] = &[
    "navigation",
    "menu",
    "menubar",
    "search",
    "contentinfo",
    "tooltip",
    "toolbar",
    "tablist",
    "log",
    "feed",
    "alert",
];

/// Words in classes and ids of what surrounds a record.
const FRAME_WORDS: &[&str] = &[
    "menu",
    "menubar",
    "navbar",
    "topbar",
    "topnav",
    "breadcrumb",
    "breadcrumbs",
    "pagination",
    "pager",
    "paginator",
    "searchview",
    "searchbar",
    "filter",
    "filters",
    "filterbar",
    "search",
    "cookie",
    "tooltip",
    "popover",
    "toast",
    "vmenu",
    "pagehead",
    "debug",
];

/// One flag for each node: whether it belongs to the page's frame.
pub(crate) fn frame(tree: &Tree) -> Vec<bool> {
    let mut flags = vec![false; tree.len()];
    for index in 0..tree.len() {
        flags[index] = tree.parent(index).is_some_and(|above| flags[above])
            || (tree.is_element(index) && is_frame(tree, index));
    }
    flags
}

/// The outermost parts that belong to the frame, each with what says so.
pub(crate) fn left_out(tree: &Tree, frame: &[bool]) -> Vec<(usize, String)> {
    let outermost = |index: &usize| frame[*index] && tree.parent(*index).is_none_or(|above| !frame[above]);
    (0..tree.len())
        .filter(outermost)
        .map(|index| {
            let said = class_words(tree.class(index))
                .chain(class_words(tree.attr(index, "id").unwrap_or("")))
                .find(|word| {
                    [FRAME_WORDS, TALK_WORDS, WEAK_WORDS]
                        .concat()
                        .iter()
                        .any(|known| known.eq_ignore_ascii_case(word))
                });
            let why = match (tree.role(index), said) {
                (role, _) if FRAME_ROLES.contains(&role) => format!("its role is {role}"),
                (_, Some(word)) => format!("its class or id says {word}"),
                _ => format!("it is a {}", tree.tag(index)),
            };
            (index, why)
        })
        .collect()
}

fn is_frame(tree: &Tree, index: usize) -> bool {
    let tag = tree.tag(index);
    if matches!(
        tag,
        "html"
            | "body"
            | "main"
            | "form"
            | "td"
            | "th"
            | "table"
            | "tbody"
            | "input"
            | "select"
            | "textarea"
            | "label"
            | "svg"
    ) {
        return false;
    }
    if matches!(tag, "nav" | "footer" | "menu") {
        return true;
    }
    let role = tree.role(index);
    if role == "main" || role == "dialog" {
        return false;
    }
    if FRAME_ROLES.contains(&role) {
        return true;
    }
    if tag == "header" || role == "banner" {
        let inside = tree.ancestors(index).any(|above| {
            matches!(tree.tag(above), "main" | "article" | "section") || tree.role(above) == "main"
        });
        return !inside
            && tree.ancestors(index).count() <= 5
            && !tree.subtree(index).any(|at| matches!(tree.tag(at), "h1" | "h2" | "dl"));
    }
    // A class says what a part is only where the part is not most of the page, and holds no content of its
    // own: the foot of a form holds its sums, a box that drops down the field's choice.
    if tree.subtree(index).len() * 2 >= tree.len() || is_state(tree, index) {
        return false;
    }
    if tree.is_choice(index) || tree.ancestors(index).take(4).any(|above| tree.is_choice(above)) {
        return false;
    }
    if tree.class_says(index, TALK_WORDS) {
        return true;
    }
    if tree.subtree(index).any(|at| {
        matches!(tree.tag(at), "table" | "h1") || matches!(tree.role(at), "grid" | "treegrid" | "table")
    }) {
        return false;
    }
    if tree.class_says(index, WEAK_WORDS) {
        let content = tree.subtree(index).any(|at| {
            matches!(tree.tag(at), "label" | "dt")
                || tree.is_control(at)
                || tree.is_choice(at)
                || tree.node(at).text.as_deref().is_some_and(|text| text.chars().any(|c| c.is_ascii_digit()))
        });
        return !content && !in_form(tree, index);
    }
    tree.class_says(index, FRAME_WORDS)
}

/// Words in classes of what people say about a record, whatever it holds.
const TALK_WORDS: &[&str] = &["chatter", "comments", "comment", "timeline", "conversation"];

/// Words that may as well be said of a part of a form.
const WEAK_WORDS: &[&str] =
    &["footer", "dropdown", "history", "notification", "notifications", "activities", "skip"];

/// Whether a part stands beside a label, as a value does.
fn in_form(tree: &Tree, index: usize) -> bool {
    tree.parent(index).is_some_and(|above| {
        tree.elements(above).any(|beside| beside < index && matches!(tree.tag(beside), "label" | "dt"))
    })
}

/// Words in classes of what shows a state.
pub(crate) const STATE_WORDS: &[&str] =
    &["badge", "chip", "pill", "lozenge", "ribbon", "status", "state", "stage", "indicator", "label", "tag"];

fn is_state(tree: &Tree, index: usize) -> bool {
    class_words(tree.class(index)).any(|word| matches!(word, "badge" | "pill" | "chip" | "lozenge"))
}

/// The subtree that the page is about: the main part, else all.
pub(crate) fn active(tree: &Tree, frame: &[bool]) -> usize {
    let mut mains = (0..tree.len())
        .filter(|&index| (tree.tag(index) == "main" || tree.role(index) == "main") && !frame[index]);
    mains
        .next()
        .filter(|&first| mains.next().is_none() && tree.subtree(first).len() * 4 > tree.len())
        .unwrap_or(0)
}

/// A part that lies over or beside the page.
pub(crate) struct Overlay {
    pub(crate) node: usize,
    /// Whether it must be closed before the page can be used.
    pub(crate) modal: bool,
}

/// Words in classes and names of panels that show a record beside a list.
const PANEL_WORDS: &[&str] = &[
    "drawer",
    "flyout",
    "slideover",
    "sidepanel",
    "sidebar",
    "panel",
    "pane",
    "offcanvas",
    "preview",
    "peek",
    "quickview",
    "inspector",
    "blade",
    "sheet",
    "popup",
    "modal",
    "detail",
    "details",
];

/// The open dialogs, the last opened first, then the panels, the first first; each with a heading of its own.
pub(crate) fn overlays(tree: &Tree, frame: &[bool]) -> Vec<Overlay> {
    let dialogs = (0..tree.len()).rev().filter(|&index| {
        let open = (tree.tag(index) == "dialog" && tree.attr(index, "open").is_some())
            || (matches!(tree.role(index), "dialog" | "alertdialog")
                && tree.attr(index, "aria-hidden") != Some("true"));
        open && !frame[index] && !is_consent(tree, index)
    });
    let mut found: Vec<Overlay> = dialogs.take(3).map(|node| Overlay { node, modal: true }).collect();
    let mut end = 0;
    for (index, framed) in frame.iter().enumerate() {
        if index < end || *framed || !tree.is_element(index) {
            continue;
        }
        let panel = tree.tag(index) == "aside"
            || tree.role(index) == "complementary"
            || matches!(tree.tag(index), "div" | "section") && tree.class_says(index, PANEL_WORDS);
        let length = tree.subtree(index).len();
        if !panel || length < 12 || length * 10 > tree.len() * 9 {
            continue;
        }
        let headed = tree.subtree(index).any(|at| {
            matches!(tree.tag(at), "h1" | "h2" | "h3" | "h4")
                || tree.role(at) == "heading"
                || tree.is_element(at) && tree.class_says(at, &["title"])
        });
        if headed {
            found.push(Overlay { node: index, modal: false });
            end = tree.subtree(index).end;
        }
        if found.len() >= 6 {
            break;
        }
    }
    found
}

/// Whether a dialog asks about cookies.
fn is_consent(tree: &Tree, index: usize) -> bool {
    let named = tree.attr(index, "aria-label").unwrap_or("").to_lowercase();
    ["cookie", "consent", "privacy"].iter().any(|word| named.contains(word))
        || tree.class_says(index, &["cookie", "cookies", "consent", "gdpr"])
}
