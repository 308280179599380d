//! Words of one topic and the search for them.

use std::collections::HashMap;

/// What a word stands for, and in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) means: &'static str,
    language: &'static str,
}

/// A known run of words inside a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) words: usize,
    pub(super) meaning: Meaning,
}

/// The words of one topic.
#[derive(Default)]
pub(super) struct Table {
    words: HashMap<String, Meaning>,
    /// Words of languages that put no spaces between words.
    unspaced: Vec<(String, Meaning)>,
    longest: usize,
}

/// The most words of a text that are looked at.
const MOST_WORDS: usize = 300;

impl Table {
    pub(super) fn add(&mut self, means: &'static str, language: &'static str, word: &str) {
        let word = fold(word);
        let meaning = Meaning { means, language };
        if word.chars().any(is_unspaced) {
            self.unspaced.push((word.clone(), meaning));
        }
        self.longest = self.longest.max(word.split(' ').count());
        self.words.entry(word).or_insert(meaning);
    }

    /// The meaning of a whole folded text.
    pub(super) fn whole(&self, folded: &str) -> Option<Meaning> {
        self.words.get(folded).copied().or_else(|| self.other_number(folded))
    }

    /// Singular for plural and the other way round, as English, French, Spanish and Dutch add an s.
    fn other_number(&self, folded: &str) -> Option<Meaning> {
        if folded.len() < 4 {
            return None;
        }
        match folded.strip_suffix('s') {
            Some(singular) => self.words.get(singular).copied(),
            None => self.words.get(&format!("{folded}s")).copied(),
        }
    }

    /// The known runs of words, none within another, in the order of the text.
    pub(super) fn runs(&self, folded: &str) -> Vec<Run> {
        let mut end = 0;
        let mut runs = self.overlapping_runs(folded);
        runs.retain(|run| {
            let free = run.start >= end;
            if free {
                end = run.start + run.words;
            }
            free
        });
        runs
    }

    /// The longest known run of words from each word on.
    pub(super) fn overlapping_runs(&self, folded: &str) -> Vec<Run> {
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
        let at = |start: usize| {
            let most = self.longest.min(words.len() - start);
            let run = (1..=most).rev().find_map(|count| {
                let meaning = self.whole(&words[start..start + count].join(" "))?;
                Some(Run { start, words: count, meaning })
            });
            run.or_else(|| self.inside(words[start], start))
        };
        (0..words.len()).filter_map(at).collect()
    }

    /// A known word inside one long word: the head of a German, Dutch or Swedish compound stands at
    /// its end; words of Japanese and Chinese have no spaces between them.
    fn inside(&self, word: &str, start: usize) -> Option<Run> {
        let run = |meaning| Run { start, words: 1, meaning };
        if word.chars().any(is_unspaced) {
            let known = self.unspaced.iter().filter(|(known, _)| word.contains(known.as_str()));
            return known.max_by_key(|(known, _)| known.len()).map(|(_, meaning)| run(*meaning));
        }
        if !(7..=40).contains(&word.len()) {
            return None;
        }
        word.char_indices().map(|(at, _)| at).filter(|at| (2..word.len() - 3).contains(at)).find_map(|at| {
            let meaning = self.words.get(&word[at..])?;
            matches!(meaning.language, "de" | "nl" | "sv").then(|| run(*meaning))
        })
    }
}

/// One form for comparing: lower case, letters without their marks, one space for all that is
/// neither letter nor digit.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ą' | 'ā' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'è'..='ë' | 'ę' | 'ě' => out.push('e'),
            'ì'..='ï' => out.push('i'),
            'ñ' | 'ń' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ő' => out.push('o'),
            'ù'..='ü' | 'ů' | 'ű' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ś' | 'š' => out.push('s'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'ł' => out.push('l'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            '\u{300}'..='\u{36f}' | '\u{ad}' => {}
            c if c.is_alphanumeric() || c == '%' => out.push(c),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
