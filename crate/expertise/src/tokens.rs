//! Words as the index knows them.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

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

/// Words that say nothing of what a text is about. A large collection shows by itself which these are; a small one, where
/// hardly a word occurs twice, does not. English, German, French, Spanish, Italian, Dutch.
const COMMON: &str = "a about after all also am an and any are as at be because been before but by can could did do does \
    for from get had has have he her here his how i if in into is it its just may me more my no not of off on one only or \
    our out over she should so some than that the their them then there these they this to too up us was we were what \
    when where which who why will with would you your \
    aber als am an auch auf aus bei bin bis das dass dem den der des die doch du ein eine einem einen einer es für hat \
    habe haben ich im in ist kann kein keine man mehr mein mir mit nach nicht noch nur oder schon sein sich sie sind so \
    über um und uns von vor war warum was wenn wer wie wir wird wo zu zum zur \
    au aux avec ce ces cette comment dans de des du elle en est et il ils je la le les leur mais ne nous on ou par pas \
    pour pourquoi que qui sa se ses son sont sur un une vous \
    al como con cuando del el ella en es esta este hay la las lo los más me mi muy no nos para pero por porque que se si \
    sin su sus un una y yo \
    che chi ci come con da dei del della di e gli ha ho il io la le lo ma mi nel non per perché più si sono sul un una \
    aan als bij dan dat de die dit door een en er het hij ik in is je kan maar met mijn naar niet nog of om ook op te tot \
    uit van voor waarom was wat we wel wie wij worden zijn";

/// Whether a token is one of the words that say nothing of what a text is about.
pub(crate) fn is_common(token: &str) -> bool {
    static TOKENS: LazyLock<FxHashSet<String>> = LazyLock::new(|| tokens(COMMON).into_iter().collect());
    TOKENS.contains(token)
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
