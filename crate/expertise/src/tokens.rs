//! Words as the index knows them.

/// The longest word that is kept; longer ones are hashes and keys that nobody asks by.
const LONGEST: usize = 40;

/// Lower-case runs of letters and digits.
///
/// ```
/// assert_eq!(expertise::tokens::tokens("Hotel 312.00 EUR"), ["hotel", "312", "00", "eur"]);
/// ```
pub fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() <= LONGEST)
        .map(str::to_lowercase)
        .collect()
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
