//! The text of a value, freed of what only typography put there.

/// One form for every value: no-break and thin spaces are spaces, U+2212 is a minus, full-width
/// digits and signs are ASCII, marks of writing direction are gone, runs of white space are one.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => out.push('-'),
            '\u{ff01}'..='\u{ff5e}' => {
                // The full-width block repeats ASCII at a fixed distance.
                out.push(char::from_u32(c as u32 - 0xfee0).unwrap_or(c));
            }
            '\u{ffe5}' => out.push('¥'),
            c => out.push(c),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_goes() {
        assert_eq!(clean("  10\u{202f}068,75\u{a0}€ "), "10 068,75 €");
        assert_eq!(clean("\u{2212}5 \u{200e}EUR"), "-5 EUR");
        assert_eq!(clean("￥１２，３００．５０"), "¥12,300.50");
    }
}
