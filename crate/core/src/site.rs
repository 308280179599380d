//! Sites: what an origin is, and how the browser's match patterns name it.

use record::Location;

/// The origin of an address of the web; `None` for the browser's own pages and files.
pub(crate) fn origin(address: &str) -> Option<String> {
    Location::parse(address).map(|location| location.origin())
}

/// The match pattern that holds an origin. Patterns know no ports.
pub(crate) fn pattern(origin: &str) -> Option<String> {
    Location::parse(origin).map(|location| format!("{}://{}/*", location.scheme(), location.host()))
}

/// Whether a pattern that the person took permission back for holds an origin.
pub(crate) fn holds(pattern: &str, origin: &str) -> bool {
    let Some((scheme, rest)) = pattern.split_once("://") else {
        return pattern == "<all_urls>";
    };
    let host = rest.split('/').next().unwrap_or_default();
    let Some(url) = Location::parse(origin) else {
        return false;
    };
    let name = url.host();
    let same_host = match host.strip_prefix("*.") {
        Some(domain) => name == domain || name.ends_with(&format!(".{domain}")),
        None => host == "*" || host == name,
    };
    same_host && (scheme == "*" || scheme == url.scheme())
}

/// The server and token of an invitation link; the sentence to show where it is none.
pub(crate) fn invitation(link: &str) -> Result<(String, String), &'static str> {
    const NONE: &str =
        "This is not an invitation link. It looks like https://muster.example/#invite=… – paste all of it.";
    let url = Location::parse(link.trim()).ok_or(NONE)?;
    let token = url
        .fragment()
        .and_then(|fragment| fragment.strip_prefix("invite="))
        .filter(|token| !token.is_empty())
        .ok_or(NONE)?;
    let loopback = matches!(url.host(), "localhost" | "127.0.0.1" | "[::1]");
    if url.scheme() == "https" || loopback {
        Ok((url.origin(), token.to_owned()))
    } else {
        Err("This link is not safe: its server must be reached by https. Ask whoever runs it for a new link.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_those_of_the_web() {
        assert_eq!(origin("https://crm.example:8443/a?b#c").as_deref(), Some("https://crm.example:8443"));
        assert_eq!(origin("https://CRM.example:443/").as_deref(), Some("https://crm.example"));
        for address in ["chrome://extensions", "about:blank", "file:///tmp/a", "data:text/html,x", "", "crm"]
        {
            assert_eq!(origin(address), None, "{address}");
        }
    }

    #[test]
    fn patterns_leave_the_port_out() {
        assert_eq!(pattern("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1/*"));
    }

    #[test]
    fn a_pattern_holds_its_hosts() {
        for (pattern, origin, held) in [
            ("https://a.example/*", "https://a.example", true),
            ("https://a.example/*", "http://a.example", false),
            ("*://*/*", "http://a.example:8080", true),
            ("https://*.example/*", "https://a.b.example", true),
            ("https://*.example/*", "https://notexample", false),
            ("<all_urls>", "https://a.example", true),
        ] {
            assert_eq!(holds(pattern, origin), held, "{pattern} {origin}");
        }
    }

    #[test]
    fn invitations_carry_their_token_in_the_fragment() {
        assert_eq!(
            invitation(" https://muster.example/#invite=abc "),
            Ok(("https://muster.example".into(), "abc".into()))
        );
        assert!(invitation("http://127.0.0.1:7000/#invite=abc").is_ok());
        assert!(invitation("https://muster.example/ask/7#invite=abc").is_ok());
        for link in [
            "",
            "abc",
            "https://muster.example/",
            "https://muster.example/#invite=",
            "http://muster.example/#invite=abc",
            "javascript:alert(1)#invite=a",
        ] {
            assert!(invitation(link).is_err(), "{link}");
        }
    }
}
