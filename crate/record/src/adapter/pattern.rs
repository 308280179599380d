//! A small language for addresses, without a regular-expression engine. `adapters/README.md` tells it.

use crate::location::{self, Location, decode};

/// The most parts of an address that are looked at.
const MOST: usize = 64;

/// A pattern for an address: `/lightning/r/{object}/{id:sf}/view`, `/web#id={id:digits}&model={object}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    path: Vec<String>,
    query: Vec<(String, String)>,
    /// A fragment that is itself a path, such as `#/deals/88` or `#Order-display?Order=7`.
    fragment_path: Option<Vec<String>>,
    fragment_query: Vec<(String, String)>,
}

/// What a pattern took from an address.
pub(super) type Captures = Vec<(String, String)>;

/// An address in its parts, decoded once.
pub(super) struct Parts {
    path: Vec<String>,
    query: Vec<(String, String)>,
    fragment_path: Vec<String>,
    fragment_query: Vec<(String, String)>,
}

impl Parts {
    pub(super) fn new(url: &Location) -> Parts {
        let fragment = url.fragment().unwrap_or("").trim_start_matches('!');
        let (path, query) = if fragment.contains('?') {
            fragment.split_once('?').unwrap_or((fragment, ""))
        } else if fragment.contains('=') && !fragment.starts_with('/') {
            ("", fragment)
        } else {
            (fragment, "")
        };
        Parts {
            path: segments(url.path()),
            query: url.pairs().into_iter().take(MOST).collect(),
            fragment_path: segments(path),
            fragment_query: pairs(query),
        }
    }
}

impl Pattern {
    /// Reads a pattern; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Pattern, String> {
        let (rest, fragment) =
            text.split_once('#').map_or((text, None), |(rest, fragment)| (rest, Some(fragment)));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if !path.starts_with('/') {
            return Err(format!("the pattern {text:?} must start with '/'"));
        }
        for part in text.split('{').skip(1) {
            let (name, _) =
                part.split_once('}').ok_or_else(|| format!("the pattern {text:?} lacks a closing brace"))?;
            let (name, class) = name.split_once(':').unwrap_or((name, "any"));
            if !matches!(name, "id" | "object" | "tenant" | "parent") {
                return Err(format!("{{{name}}} in {text:?} is unknown; use id, object, tenant or parent"));
            }
            if !CLASSES.contains(&class) {
                return Err(format!(
                    "the class {class:?} in {text:?} is unknown; use one of {}",
                    CLASSES.join(", ")
                ));
            }
        }
        let (fragment_path, fragment_query) = match fragment {
            Some(fragment)
                if fragment.starts_with('/') || fragment.contains('?') || !fragment.contains('=') =>
            {
                let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
                (Some(segments(path)), pattern_pairs(query))
            }
            Some(fragment) => (None, pattern_pairs(fragment)),
            None => (None, Vec::new()),
        };
        Ok(Pattern { path: segments(path), query: pattern_pairs(query), fragment_path, fragment_query })
    }

    /// What the pattern takes from an address, or `None` where it does not fit.
    pub(super) fn matches(&self, parts: &Parts) -> Option<Captures> {
        let mut captures = Vec::new();
        let fits = fit_path(&self.path, &parts.path, &mut captures)
            && fit_pairs(&self.query, &parts.query, &mut captures)
            && self
                .fragment_path
                .as_ref()
                .is_none_or(|path| fit_path(path, &parts.fragment_path, &mut captures))
            && fit_pairs(&self.fragment_query, &parts.fragment_query, &mut captures);
        fits.then_some(captures)
    }
}

const CLASSES: &[&str] = &["any", "digits", "hex", "guid", "sf", "key", "word"];

/// Whether a text is of a class, and what of it counts.
fn of_class<'t>(class: &str, text: &'t str) -> Option<&'t str> {
    let all = |fits: fn(u8) -> bool| !text.is_empty() && text.bytes().all(fits);
    let fits = match class {
        "digits" => all(|b| b.is_ascii_digit()),
        "hex" => all(|b| b.is_ascii_hexdigit()) && text.len() >= 16,
        "word" => all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')),
        // Salesforce: 15 characters, or 18 with their check.
        "sf" => {
            all(|b| b.is_ascii_alphanumeric())
                && matches!(text.len(), 15 | 18)
                && text.bytes().any(|b| b.is_ascii_digit())
        }
        // PROJ-12
        "key" => text.rsplit_once('-').is_some_and(|(project, number)| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && project.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
                && project.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        }),
        "guid" => {
            let bare = text.trim_matches(['{', '}']);
            let fits = bare.len() == 36 && bare.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
            return fits.then_some(bare);
        }
        _ => !text.is_empty(),
    };
    fits.then_some(text)
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).take(MOST).map(decode).collect()
}

fn pairs(query: &str) -> Vec<(String, String)> {
    location::pairs(query).into_iter().take(MOST).map(|(key, value)| (key, decode(&value))).collect()
}

fn pattern_pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "*")))
        .map(|(key, value)| (key.to_owned(), decode(value)))
        .collect()
}

fn fit_pairs(wanted: &[(String, String)], given: &[(String, String)], captures: &mut Captures) -> bool {
    wanted.iter().all(|(key, pattern)| {
        given.iter().filter(|(name, _)| name == key).any(|(_, value)| {
            let before = captures.len();
            let fits = pattern.split('|').any(|pattern| {
                captures.truncate(before);
                fit(pattern, value, captures)
            });
            if !fits {
                captures.truncate(before);
            }
            fits
        })
    })
}

/// `**` stands for any number of segments, as few as may be.
fn fit_path(pattern: &[String], path: &[String], captures: &mut Captures) -> bool {
    let before = captures.len();
    let Some((first, rest)) = pattern.split_first() else {
        return path.is_empty();
    };
    if first == "**" {
        return (0..=path.len()).any(|skipped| {
            captures.truncate(before);
            fit_path(rest, &path[skipped..], captures)
        });
    }
    let fits = path.split_first().is_some_and(|(segment, others)| {
        let ways = first.split('|');
        ways.into_iter().any(|way| {
            captures.truncate(before);
            fit(way, segment, captures)
        }) && fit_path(rest, others, captures)
    });
    if !fits {
        captures.truncate(before);
    }
    fits
}

/// One part: words, `*` for any, `{name:class}` for what is taken.
fn fit(pattern: &str, text: &str, captures: &mut Captures) -> bool {
    if let Some(rest) = pattern.strip_prefix('*') {
        return rest.is_empty() || text.char_indices().any(|(at, _)| fit(rest, &text[at..], captures));
    }
    let Some(rest) = pattern.strip_prefix('{') else {
        let end = pattern.find(['*', '{']).unwrap_or(pattern.len());
        let (word, rest) = pattern.split_at(end);
        return match text.strip_prefix(word) {
            Some(text) if rest.is_empty() => text.is_empty(),
            Some(text) => fit(rest, text, captures),
            None => false,
        };
    };
    let Some((name, rest)) = rest.split_once('}') else {
        return false;
    };
    let (name, class) = name.split_once(':').unwrap_or((name, "any"));
    let before = captures.len();
    // The longest first: an id is not cut.
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let ends: Vec<usize> = ends.take(200).collect();
    ends.into_iter().rev().any(|end| {
        captures.truncate(before);
        let Some(value) = of_class(class, &text[..end]) else {
            return false;
        };
        captures.push((name.to_owned(), value.to_owned()));
        let fits = if rest.is_empty() { end == text.len() } else { fit(rest, &text[end..], captures) };
        if !fits {
            captures.truncate(before);
        }
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(pattern: &str, address: &str) -> String {
        let url = Location::parse(&format!("https://app.example{address}")).unwrap();
        match Pattern::parse(pattern).unwrap().matches(&Parts::new(&url)) {
            Some(captures) => {
                captures.iter().map(|(name, value)| format!("{name}={value} ")).collect::<String>()
            }
            None => "-".to_owned(),
        }
    }

    #[test]
    fn patterns_take_their_parts() {
        for (pattern, address, want) in [
            ("/r/{object}/{id}/view", "/r/Case/500/view", "object=Case id=500 "),
            ("/r/{object}/{id}/view", "/r/Case/500", "-"),
            ("/**/{object}/{id:digits}", "/en/a/1/b/22", "object=b id=22 "),
            (
                "/{object}.do?sys_id={id:hex}",
                "/incident.do?a=1&sys_id=00112233445566778899aabbccddeeff",
                "object=incident id=00112233445566778899aabbccddeeff ",
            ),
            (
                "/web#id={id:digits}&model={object}",
                "/web#cids=1&model=crm.lead&id=4",
                "id=4 object=crm.lead ",
            ),
            ("/app#/**/deals/{id}", "/app#/x/deals/9?y=1", "id=9 "),
            ("/**#Order-*?Order={id}", "/ui#Order-display?x=1&Order=7", "id=7 "),
            (
                "/main?etn={object}&id={id:guid}",
                "/main?id=%7B7d5c8a0e-1111-4222-8333-9a9b9c9d9e9f%7D&etn=lead",
                "object=lead id=7d5c8a0e-1111-4222-8333-9a9b9c9d9e9f ",
            ),
            ("/browse/{id:key}", "/browse/HELP-12", "id=HELP-12 "),
            ("/browse/{id:key}", "/browse/help", "-"),
        ] {
            assert_eq!(take(pattern, address), want, "{pattern} {address}");
        }
    }

    #[test]
    fn a_wrong_pattern_says_what_to_do() {
        for (pattern, said) in [
            ("deal/{id}", "start with '/'"),
            ("/deal/{id", "closing brace"),
            ("/deal/{nr}", "use id"),
            ("/deal/{id:number}", "use one of"),
        ] {
            assert!(Pattern::parse(pattern).unwrap_err().contains(said), "{pattern}");
        }
    }
}
