//! The least of CSS that a page's signature needs: a tag, an id, classes, attributes.

use crate::Node;

/// `body.mod-crm`, `#sidebar`, `[data-route]`, `a[href^="/app/"]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Selector {
    tag: String,
    classes: Vec<String>,
    attributes: Vec<(String, char, String)>,
}

impl Selector {
    /// Reads a selector; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Selector, String> {
        let wrong = |why: &str| format!("the selector {text:?} {why}");
        let mut selector = Selector::default();
        let mut rest = text.trim();
        let word = |text: &str| text.find(['.', '#', '[']).unwrap_or(text.len());
        let end = word(rest);
        selector.tag = rest[..end].to_owned();
        rest = &rest[end..];
        while let Some(mark) = rest.chars().next() {
            rest = &rest[1..];
            if mark == '[' {
                let (inside, after) = rest.split_once(']').ok_or_else(|| wrong("lacks a ']'"))?;
                rest = after;
                let (name, value) = inside.split_once('=').unwrap_or((inside, ""));
                let how = name.chars().last().filter(|c| matches!(c, '^' | '*' | '$'));
                let name = name.trim_end_matches(['^', '*', '$']);
                let how = how.unwrap_or(if inside.contains('=') { '=' } else { ' ' });
                selector.attributes.push((name.to_owned(), how, value.trim_matches(['"', '\'']).to_owned()));
                continue;
            }
            let end = word(rest);
            let name = rest[..end].to_owned();
            rest = &rest[end..];
            match mark {
                '.' => selector.classes.push(name),
                '#' => selector.attributes.push(("id".to_owned(), '=', name)),
                _ => return Err(wrong("may hold a tag, .class, #id and [attribute] only")),
            }
        }
        if selector == Selector::default() || selector.tag.contains([' ', '>', ',', ':']) {
            return Err(wrong("must name one element; write one selector an entry"));
        }
        Ok(selector)
    }

    pub(super) fn matches(&self, node: &Node) -> bool {
        let attribute = |name: &str| node.attributes.get(name);
        let has_class = |class: &String| {
            attribute("class").is_some_and(|all| all.split_whitespace().any(|one| one == class))
        };
        (self.tag.is_empty() || self.tag == node.tag)
            && self.classes.iter().all(has_class)
            && self.attributes.iter().all(|(name, how, wanted)| {
                attribute(name).is_some_and(|value| match how {
                    '^' => value.starts_with(wanted),
                    '*' => value.contains(wanted),
                    '$' => value.ends_with(wanted),
                    '=' => value == wanted,
                    _ => true,
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_fit_their_elements() {
        let attributes = [("class", "a b"), ("id", "x"), ("href", "/app/deal")];
        let node = Node {
            tag: "a".into(),
            attributes: attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Node::default()
        };
        for (selector, fits) in [
            ("a.b", true),
            ("#x", true),
            ("a.c", false),
            ("[href^=\"/app/\"]", true),
            ("[href$=app]", false),
            ("p", false),
            ("[href]", true),
        ] {
            assert_eq!(Selector::parse(selector).unwrap().matches(&node), fits, "{selector}");
        }
        for wrong in ["", "a b", "a:hover", "[x", "a, b"] {
            assert!(Selector::parse(wrong).is_err(), "{wrong}");
        }
    }
}
