//! Words that tell kinds.
use crate::Kind;
use crate::words::split_words;

const KINDS: &[(&str, Kind)] = &[
    ("expense line", Kind::ExpenseLine),
    ("expense report", Kind::ExpenseReport),
    ("expense claim", Kind::ExpenseReport),
    ("expense sheet", Kind::ExpenseReport),
    ("expensereport", Kind::ExpenseReport),
    ("expense", Kind::ExpenseLine),
    ("purchase order", Kind::PurchaseOrder),
    ("fourn commande", Kind::PurchaseOrder),
    ("purchase invoice", Kind::SupplierInvoice),
    ("fourn facture", Kind::SupplierInvoice),
    ("supplier invoice", Kind::SupplierInvoice),
    ("vendor bill", Kind::SupplierInvoice),
    ("bill", Kind::SupplierInvoice),
    ("supplier proposal", Kind::Quote),
    ("quotation", Kind::Quote),
    ("quote", Kind::Quote),
    ("propal", Kind::Quote),
    ("proposal", Kind::Quote),
    ("sales invoice", Kind::CustomerInvoice),
    ("invoice", Kind::CustomerInvoice),
    ("facture", Kind::CustomerInvoice),
    ("sale order", Kind::Order),
    ("sales order", Kind::Order),
    ("order", Kind::Order),
    ("commande", Kind::Order),
    ("opportunity", Kind::Opportunity),
    ("deal", Kind::Opportunity),
    ("pipeline", Kind::Opportunity),
    ("crm lead", Kind::Opportunity),
    ("lead", Kind::Lead),
    ("ticket", Kind::Ticket),
    ("incident", Kind::Ticket),
    ("case", Kind::Ticket),
    ("issue", Kind::Ticket),
    ("contract", Kind::Contract),
    ("contrat", Kind::Contract),
    ("contact", Kind::Contact),
    ("customer", Kind::Account),
    ("partner", Kind::Account),
    ("account", Kind::Account),
    ("societe", Kind::Account),
    ("company", Kind::Account),
    ("supplier", Kind::Account),
    ("project task", Kind::Other),
    ("task", Kind::Other),
    ("projet", Kind::Project),
    ("project", Kind::Project),
    ("forecast", Kind::Forecast),
];

fn plain(text: &str) -> String {
    format!(
        " {} ",
        split_words(text)
            .iter()
            .map(|word| word.strip_suffix("ies").map_or_else(
                || word.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(word).to_owned(),
                |stem| format!("{stem}y")
            ))
            .collect::<Vec<_>>()
            .join(" ")
    )
}

pub(crate) fn kind_of(words: &str) -> Option<Kind> {
    let words = plain(words);
    KINDS.iter().find(|(name, _)| words.contains(&format!(" {name} "))).map(|(_, kind)| *kind)
}

pub(crate) fn is_kind_name(text: &str) -> bool {
    let words = plain(text);
    KINDS.iter().any(|(name, _)| words.trim() == *name)
}

pub(crate) fn is_settings(word: &str) -> bool {
    matches!(
        word,
        "settings" | "preferences" | "prefs" | "config" | "login" | "signin" | "param" | "build" | "setup"
    )
}

pub(crate) fn is_title_label(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "subject" | "title" | "name" | "description" | "summary" | "opportunity" | "label" | "project label"
    )
}
