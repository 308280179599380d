//! What a text looks like, before anything is known of its meaning.

/// A label without the marks that labels end with.
pub(crate) fn clean_label(text: &str) -> String {
    let mut label = text.trim();
    loop {
        let shorter = label
            .trim_end_matches([':', '*', '?', '：', ' ', '\u{a0}', '†'])
            .trim_start_matches(['*', ' ', '•', '\u{a0}']);
        if shorter.len() == label.len() {
            return label.to_owned();
        }
        label = shorter;
    }
}

/// Whether a text could be the name of a field.
pub(crate) fn is_label(text: &str) -> bool {
    let label = clean_label(text);
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let digits = label.chars().filter(char::is_ascii_digit).count();
    (letters >= 2 || (letters == 1 && label.chars().any(|c| c as u32 > 0x2e80)))
        && digits < letters
        && label.chars().count() <= 64
        && label.split_whitespace().count() <= 8
        && !label.ends_with(['!', ',', ';'])
        // "Ref." and "Line no." are labels, a sentence is none.
        && !(label.ends_with('.') && label.split_whitespace().count() > 3)
        && !label.contains('@')
}

/// Whether a text stands for "there is no value".
pub(crate) fn is_nothing(text: &str) -> bool {
    let bare: String = text
        .trim()
        .trim_matches(['(', ')', '[', ']', '<', '>', '.', '…', '-', '–', '—', '_', ' ', '\u{a0}'])
        .to_lowercase();
    bare.is_empty()
        || matches!(
            bare.as_str(),
            "no value"
                | "not set"
                | "none"
                | "n/a"
                | "empty"
                | "nothing"
                | "kein wert"
                | "kein"
                | "keine"
                | "keiner"
                | "nicht gesetzt"
                | "leer"
                | "pas de valeur"
                | "aucun"
                | "aucune"
                | "non défini"
                | "vide"
                | "sin valor"
                | "ninguno"
                | "nessuno"
                | "nessun valore"
                | "geen"
                | "geen waarde"
                | "nenhum"
                | "brak"
                | "empty value"
                | "no data"
                | "select"
                | "select..."
                | "choose"
        )
}

/// The words of an identifier or address part: `PurchaseOrder`, `purchase-order`, `hr.expense.sheet`.
pub(crate) fn split_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut last_lower = false;
    for c in name.chars() {
        if (!c.is_alphanumeric() || (c.is_uppercase() && last_lower)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        last_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for text in ["Due date:", "Amount (EUR)", "Nº", "Zahlungsziel *", "金額", "Tax 15%"] {
            assert!(is_label(text), "{text}");
        }
        for text in ["1,200.00", "10/30/2026", "", "PO-2024-0007", "This is a whole sentence.", "a@b.example"]
        {
            assert!(!is_label(text), "{text}");
        }
    }

    #[test]
    fn words_of_names() {
        assert_eq!(split_words("PurchaseOrder").join(" "), "purchase order");
        assert_eq!(split_words("hr.expense_sheet").join(" "), "hr expense sheet");
    }
}
