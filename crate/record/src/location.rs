//! The address of a page, as a browser writes it.
//!
//! Browsers hand out addresses that are already in one form (host in lower case and ASCII, no default port
//! where it was left out, `..` resolved), so the whole of the WHATWG URL standard and its tables of host names
//! (200 KB of WebAssembly) are not needed to take one apart. What is not in that form is refused, not mended.
//! The tests compare every part with the `url` crate.

use std::fmt;

/// The address of a page of the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    scheme: &'static str,
    /// The host's name or number.
    host: String,
    /// The port, where it is not the scheme's own.
    port: Option<u16>,
    /// Begins with a slash.
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

impl Location {
    /// Takes an address apart. `None` for anything but a page of the web, and for addresses that name a user.
    #[must_use]
    pub fn parse(address: &str) -> Option<Location> {
        let (scheme, rest) = address.split_once(':')?;
        let (scheme, own_port) = if scheme.eq_ignore_ascii_case("https") {
            ("https", 443)
        } else if scheme.eq_ignore_ascii_case("http") {
            ("http", 80)
        } else {
            return None;
        };
        let rest = rest.strip_prefix("//")?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
        // The colons within an IPv6 number stand before its bracket.
        let end =
            authority.rfind(':').filter(|&at| !authority[at..].contains(']')).unwrap_or(authority.len());
        let (host, port) = authority.split_at(end);
        let port = match port.strip_prefix(':').filter(|port| !port.is_empty()) {
            Some(port) => Some(port.parse().ok()?),
            None => None,
        };
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~[]:".contains(&b);
        if host.is_empty() || !host.bytes().all(fits) || rest.starts_with('\\') {
            return None;
        }
        let (rest, fragment) = cut(rest, '#');
        let (path, query) = cut(rest, '?');
        Some(Location {
            scheme,
            host: host.to_ascii_lowercase(),
            port: port.filter(|port| *port != own_port),
            path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
            query: query.map(str::to_owned),
            fragment: fragment.map(str::to_owned),
        })
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.scheme
    }

    /// The host's name or number.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Scheme, host and port: who answers for a page.
    #[must_use]
    pub fn origin(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme, self.host)
    }

    /// The path as written, with its first slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path's parts as written.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|part| !part.is_empty())
    }

    /// What stands between `?` and `#`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// What stands after `#`.
    #[must_use]
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// The query's pairs, decoded.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        pairs(self.query().unwrap_or(""))
    }

    /// Where a link on this page leads; `None` for what leads to no page.
    #[must_use]
    pub fn join(&self, link: &str) -> Option<Location> {
        let link = link.trim();
        let head = &link[..link.find(['/', '?', '#']).unwrap_or(link.len())];
        if head.contains(':') {
            return Location::parse(link);
        }
        if link.starts_with("//") {
            return Location::parse(&format!("{}:{link}", self.scheme));
        }
        let (rest, fragment) = cut(link, '#');
        let (path, query) = cut(rest, '?');
        let mut joined = Location { fragment: fragment.map(|part| escape(part, b"\"<>`")), ..self.clone() };
        if !path.is_empty() {
            let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let path = escape(path, b"\"<>^`{}");
            joined.path =
                if path.starts_with('/') { resolve(&path) } else { resolve(&format!("{folder}/{path}")) };
        }
        if !rest.is_empty() {
            joined.query = query.map(|part| escape(part, b"\"<>'"));
        }
        Some(joined)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.origin())?;
        to.write_str(&self.path)?;
        for (mark, part) in [("?", &self.query), ("#", &self.fragment)] {
            if let Some(part) = part {
                to.write_str(mark)?;
                to.write_str(part)?;
            }
        }
        Ok(())
    }
}

/// The pairs of a form's encoding (`a=1&b=x+y%21`), decoded.
#[must_use]
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let plain = |part: &str| decode(&part.replace('+', " "));
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (plain(key), plain(value)))
        .collect()
}

/// Text without its `%`-codes.
#[must_use]
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Text that may stand as one part of a path or a query.
#[must_use]
pub fn encode(text: &str) -> String {
    code(text, |byte| !byte.is_ascii_alphanumeric() && !b"-._*".contains(&byte))
}

/// Text as browsers write it within an address: codes for what is no printable ASCII and for some marks.
fn escape(text: &str, marks: &[u8]) -> String {
    code(text, |byte| !(0x21..0x7F).contains(&byte) || marks.contains(&byte))
}

fn code(text: &str, is_coded: impl Fn(u8) -> bool) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_coded(byte) {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// A path without `.` and `..`.
fn resolve(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut open = false;
    for part in path.split('/').skip(1) {
        open = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    if open {
        parts.push("");
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    /// Addresses as browsers write them: what the standard's own parser gives.
    fn written() -> impl Strategy<Value = Url> {
        let text = "https?://[a-z0-9.-]{1,12}(:[0-9]{1,4})?(/[a-zA-Z0-9 äß%|.{}=&-]{0,8}){0,4}(\\?[a-z0-9=&+% ü|-]{0,20})?(#[a-z/!?=&é-]{0,20})?";
        text.prop_filter_map("no address", |text| Url::parse(&text).ok())
    }

    proptest! {
        #[test]
        fn every_part_is_as_the_standard_says(url in written()) {
            let location = Location::parse(url.as_str()).unwrap();
            prop_assert_eq!(location.to_string(), url.as_str());
            prop_assert_eq!(location.origin(), url.origin().ascii_serialization());
            prop_assert_eq!(Some(location.host()), url.host_str());
            prop_assert_eq!(location.path(), url.path());
            prop_assert_eq!(location.query(), url.query());
            prop_assert_eq!(location.fragment(), url.fragment());
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(location.pairs(), pairs);
        }

        #[test]
        fn links_lead_where_the_standard_says(
            url in written(),
            link in "(/{0,2}|\\./|\\.\\./)([a-z0-9 ä{<]{1,4}/?|\\.\\.?/?){0,4}(\\?[a-z0-9=&' ü]{0,9})?(#[a-z ß>]{0,5})?",
        ) {
            let expected = url.join(&link).ok().map(String::from);
            let joined = Location::parse(url.as_str()).unwrap().join(&link);
            // A host of digits alone is a number of the internet, which a page seldom links to.
            prop_assume!(!link.starts_with("//"));
            prop_assert_eq!(joined.map(|location| location.to_string()), expected);
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,60}", link in ".{0,30}") {
            if let Some(location) = Location::parse(&text) {
                let _ = location.join(&link);
            }
            prop_assert_eq!(decode(&encode(&link)), link);
        }
    }

    #[test]
    fn what_is_no_page_of_the_web_is_refused() {
        for address in [
            "",
            "crm",
            "about:blank",
            "file:///tmp/a",
            "https:/a.example",
            "https://",
            "https://user@a.example/",
            "https://a.example:99999/",
            "https://a example/",
            "https://a.example\\@b.example/",
            "javascript:alert(1)",
        ] {
            assert_eq!(Location::parse(address), None, "{address}");
        }
    }

    #[test]
    fn links_to_other_hosts_are_followed() {
        let here = Location::parse("https://a.example/x/y").unwrap();
        for (link, leads) in [
            ("//b.example/z", Some("https://b.example/z")),
            ("http://c.example", Some("http://c.example/")),
            ("mailto:x@y.example", None),
            ("javascript:void(0)", None),
        ] {
            assert_eq!(here.join(link).map(|location| location.to_string()).as_deref(), leads, "{link}");
        }
    }
}
