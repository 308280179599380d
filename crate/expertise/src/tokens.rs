//! Words as the index knows them.

/// The longest word that is kept; longer ones are hashes and keys that nobody asks by.
const LONGEST: usize = 40;

/// Lower-case runs of letters and digits, without the commonest endings.
///
/// ```
/// assert_eq!(expertise::tokens::tokens("Hotels: 312.00 EUR booked"), ["hotel", "312", "00", "eur", "book"]);
/// ```
pub fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() <= LONGEST)
        .map(|word| stem(word.to_lowercase()))
        .collect()
}

/// English endings that most often tell two forms of one word apart. Three bytes of the word always stay. Other
/// languages lose a letter or two of some words, in questions and evidence alike.
const ENDINGS: [&str; 8] = ["ingly", "edly", "ings", "ing", "ies", "ed", "es", "s"];

fn stem(mut word: String) -> String {
    if word.len() <= 4 {
        return word;
    }
    let ending = ENDINGS.iter().find(|ending| word.len() >= ending.len() + 3 && word.ends_with(**ending));
    if let Some(ending) = ending {
        word.truncate(word.len() - ending.len());
        if *ending == "ies" {
            word.push('y');
        }
    }
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    }
    word
}

/// The longest heading.
const LONGEST_HEADING: usize = 40;

/// What a text says that it is about before its first colon, as commits, mails and tickets do: one or two words.
///
/// ```
/// assert_eq!(expertise::tokens::heading("Re: Travel: who signs?").as_deref(), Some("travel"));
/// assert_eq!(expertise::tokens::heading("This is a longer sentence: no heading"), None);
/// ```
pub fn heading(text: &str) -> Option<String> {
    let (mut heading, mut rest) = text.split_once(':')?;
    while ["re", "fw", "fwd", "aw", "wg"].contains(&heading.trim().to_lowercase().as_str()) {
        (heading, rest) = rest.split_once(':')?;
    }
    let words: Vec<&str> = heading.split_whitespace().collect();
    (heading.len() < LONGEST_HEADING && (1..=2).contains(&words.len()))
        .then(|| words.join(" ").to_lowercase())
}

/// The word that stands for a label; no text can contain it, and no space is in it.
pub fn label_token(label: &str) -> String {
    format!("#{}", label.replace(char::is_whitespace, "_"))
}

/// All words of an item: those of its text, and one for each label.
pub fn item_tokens(text: &str, labels: &[String]) -> Vec<String> {
    let mut all = tokens(text);
    all.extend(labels.iter().map(|label| label_token(label)));
    all
}
