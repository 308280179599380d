//! What an address says: the id it may name, and words that tell what sort of page it is.

use crate::location::{self, Location, decode};
use crate::words::split_words;

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Address {
    /// The id of the record, as the address names it.
    pub(crate) id: Option<String>,
    /// The path's segments that are neither ids nor verbs, joined by slashes.
    pub(crate) path: String,
    /// What the address calls the object: the value of `model=`, `entity=` …
    pub(crate) objects: Vec<String>,
    /// The words that stand before the id: the part of the app, the nearest last.
    pub(crate) words: Vec<String>,
    /// What the address does, such as `edit`, `list`, `new`.
    pub(crate) verbs: Vec<String>,
}

/// Keys of query and fragment that name the record itself, the surest first.
const ID_KEYS: &[&str] = &[
    "id",
    "recordid",
    "record",
    "recid",
    "oid",
    "objectid",
    "object_id",
    "itemid",
    "uuid",
    "guid",
    "key",
    "pk",
    "number",
    "sys_id",
    "docnum",
    "ref",
];

/// Keys whose values are words about the page.
const WORD_KEYS: &[&str] = &[
    "model",
    "type",
    "object",
    "objecttype",
    "entity",
    "etn",
    "module",
    "view",
    "view_type",
    "page",
    "pagetype",
    "table",
    "kind",
    "doctype",
    "tab",
    "sysparm_record_target",
    "app",
    "controller",
];

const VERB_KEYS: &[&str] = &["action", "mode", "do", "cmd", "view_type", "op", "task", "method"];

const VERBS: &[&str] = &[
    "edit",
    "modify",
    "modifyall",
    "update",
    "new",
    "create",
    "add",
    "list",
    "view",
    "show",
    "display",
    "form",
    "kanban",
    "tree",
    "index",
    "search",
    "results",
    "dashboard",
    "home",
    "history",
    "reply",
    "editline",
    "neu",
    "nieuw",
    "nouveau",
    "nouvelle",
    "nuevo",
    "nueva",
    "nuovo",
    "nuova",
    "novo",
    "nova",
    "nowy",
    "nowa",
    "ny",
    "bearbeiten",
    "bewerken",
    "modifier",
    "modifica",
    "editar",
    "edytuj",
    "redigera",
    "liste",
    "lista",
];

/// The English verb for one in another language.
fn verb_of(word: &str) -> &str {
    match word {
        "neu" | "nieuw" | "nouveau" | "nouvelle" | "nuevo" | "nueva" | "nuovo" | "nuova" | "novo"
        | "nova" | "nowy" | "nowa" | "ny" => "new",
        "bearbeiten" | "bewerken" | "modifier" | "modifica" | "editar" | "edytuj" | "redigera" => "edit",
        "liste" | "lista" => "list",
        verb => verb,
    }
}

impl Address {
    pub(crate) fn parse(address: &str) -> Address {
        let Some(url) = Location::parse(address) else {
            return Address::default();
        };
        let mut out = Address::default();
        let path: Vec<String> = url.segments().map(decode).collect();
        out.take_path(&path);
        let from_path = out.id.take();
        let query = pairs_of(url.query().unwrap_or(""));
        let mut from_pairs = out.take_pairs(&query);
        let fragment = url.fragment().unwrap_or("").trim_start_matches('!');
        // A path, or pairs, or both: `#/deals/88;tab=2`, `#id=15&model=x`, `#Order-show?Order=7`.
        let ends = fragment.find(['?', ';']).unwrap_or(fragment.len());
        let (path, pairs) = fragment.split_at(ends);
        let keyed = path.contains('=') && !path.contains("('");
        if keyed && !path.starts_with('/') {
            from_pairs = out.take_pairs(&pairs_of(fragment)).or(from_pairs);
        } else {
            let parts: Vec<String> =
                path.split(['/', '&']).filter(|part| !part.is_empty()).map(decode).collect();
            if parts.len() > 1 || path.starts_with('/') {
                out.take_path(&parts);
            } else if let Some(only) = parts.first() {
                // "SupplierInvoice-manage": an object and what is done to it.
                out.objects.extend(only.split_once('-').map(|(object, _)| object.to_owned()));
                out.words.extend(split_words(only));
            }
            from_pairs = out.take_pairs(&pairs_of(pairs)).or(out.id.take()).or(from_pairs);
        }
        // A shell around frames names the inner page: ?target=order.do%3Fnumber%3D7
        let inner = query
            .iter()
            .map(|(_, value)| value)
            .find(|value| value.len() < 400 && value.contains(['?', '/']) && !value.contains("://"));
        if let Some(inner) = inner
            && from_pairs.is_none()
            && from_path.is_none()
            && let Some(inner) = url.join(inner)
            && inner.query().is_some_and(|query| !query.contains("%2F"))
        {
            let inner = Address::parse(&inner.to_string());
            out.path = inner.path;
            out.words.extend(inner.words);
            out.objects.extend(inner.objects);
            from_pairs = inner.id;
        }
        out.id = from_pairs.or(from_path).or_else(|| out.only_number(&query));
        out
    }

    /// The one number among the parameters, where no key tells: `?doc=88213&sid=9f2c`.
    fn only_number(&self, query: &[(String, String)]) -> Option<String> {
        const NOISE: &[&str] = &[
            "page",
            "limit",
            "offset",
            "start",
            "per_page",
            "size",
            "sort",
            "order",
            "v",
            "t",
            "ts",
            "year",
            "month",
            "cids",
            "menu",
            "tab",
            "view",
            "action",
            "search",
            "query",
            "newquery",
            "expanded",
            "selected",
            "focus",
            "highlight",
            "open",
            "filter",
        ];
        if self.verbs.iter().any(|verb| {
            matches!(verb.as_str(), "list" | "search" | "results" | "index" | "dashboard" | "home")
        }) {
            return None;
        }
        let mut numbers = query.iter().filter(|(key, value)| {
            let key = key.to_lowercase();
            let number = value.len() >= 2 && value.chars().all(|c| c.is_ascii_digit())
                || looks_like_id(value) && value.chars().any(|c| c.is_ascii_uppercase());
            number
                && !NOISE.iter().any(|noise| {
                    key == *noise || key.contains("search") || key.contains("menu") || key.contains("page")
                })
                && !NOT_IDS.contains(&key.as_str())
        });
        numbers.next().filter(|_| numbers.next().is_none()).map(|(_, value)| value.clone())
    }

    /// Whether the address says that a new record is being made.
    pub(crate) fn is_new(&self) -> bool {
        self.id.is_none() && self.verbs.iter().any(|verb| matches!(verb.as_str(), "new" | "create" | "add"))
    }

    pub(crate) fn is_edit(&self) -> bool {
        self.verbs.iter().any(|verb| {
            matches!(
                verb.as_str(),
                "edit" | "modify" | "modifyall" | "update" | "new" | "create" | "editline" | "reply"
            )
        })
    }

    fn take_path(&mut self, parts: &[String]) {
        for (position, part) in parts.iter().enumerate() {
            // `invoice;jsessionid=1`: what follows a semicolon is about the visit.
            let part = part.split(';').next().unwrap_or_default();
            if let Some((entity, key)) = entity_key(part) {
                self.id = Some(key);
                self.objects.push(entity.to_owned());
                self.words.extend(split_words(entity));
                continue;
            }
            let bare = part
                .rsplit_once('.')
                .filter(|(_, ending)| {
                    matches!(
                        *ending,
                        "html" | "php" | "aspx" | "do" | "jsp" | "htm" | "action" | "asp" | "jspx" | "app"
                    )
                })
                .map_or(part, |(bare, _)| bare);
            let lower = bare.to_lowercase();
            if VERBS.contains(&lower.as_str()) {
                self.verbs.push(verb_of(&lower).to_owned());
                continue;
            }
            if looks_like_id(bare) {
                // The nearest id to the end, unless it numbers a step or part of the same record.
                let part_of = position > 0
                    && self.id.is_some()
                    && split_words(&parts[position - 1])
                        .last()
                        .is_some_and(|word| PARTS_OF_RECORDS.contains(&word.as_str()));
                let account = position > 0 && matches!(parts[position - 1].as_str(), "u" | "user" | "page");
                if !part_of && !account {
                    self.id = Some(id_of_segment(bare));
                }
                continue;
            }
            // A last part after an entity's name may be the record's own name: /customer/West%20View%20Ltd.
            let report = position > 0
                && split_words(&parts[position - 1]).iter().any(|word| {
                    matches!(
                        word.as_str(),
                        "report" | "reports" | "dashboard" | "kanban" | "view" | "workspace"
                    )
                });
            let named = !report
                && position + 1 == parts.len()
                && position >= 1
                && (part.contains(' ')
                    || part.chars().any(char::is_uppercase) && part.chars().any(|c| c.is_ascii_lowercase()))
                && !part.contains(".html")
                && !part.contains(".php")
                && bare.len() == part.len()
                && part.contains(' ');
            if named {
                self.id = Some(part.to_owned());
                self.verbs.push("named".to_owned());
                continue;
            }
            if !self.path.is_empty() {
                self.path.push('/');
            }
            self.path.push_str(bare);
            let words = split_words(bare);
            self.verbs.extend(words.iter().filter(|word| VERBS.contains(&word.as_str())).cloned());
            self.words.extend(words);
        }
    }

    fn take_pairs(&mut self, pairs: &[(String, String)]) -> Option<String> {
        for (key, value) in pairs {
            let key = key.to_lowercase();
            if VERB_KEYS.contains(&key.as_str()) {
                self.verbs.push(value.to_lowercase());
            }
            if WORD_KEYS.contains(&key.as_str()) && value.len() < 80 && value.chars().any(char::is_alphabetic)
            {
                self.words.extend(split_words(value));
                self.objects.push(value.clone());
            }
        }
        let find = |wanted: &dyn Fn(&str) -> bool| {
            pairs
                .iter()
                .find(|(key, value)| wanted(&key.to_lowercase()) && looks_like_value_id(value))
                .map(|(_, value)| value.trim().to_owned())
        };
        ID_KEYS
            .iter()
            .find_map(|known| find(&|key| key == *known))
            .or_else(|| find(&|key| key.ends_with("id") && !NOT_IDS.contains(&key)))
    }
}

/// What stands before the number of a part of a record.
const PARTS_OF_RECORDS: &[&str] = &[
    "task", "tab", "step", "view", "page", "comment", "comments", "version", "revision", "section", "layout",
];

/// The key and value pairs of a query, parted by `&` or `;`.
fn pairs_of(query: &str) -> Vec<(String, String)> {
    query.split(['&', ';']).flat_map(|pair| location::pairs(pair.trim_start_matches(['!', '?']))).collect()
}

/// `PurchaseOrderSet('4500017381')`, `Orders(7)`, `Quotes(Quote='7',IsActive=true)`: an entity and its key.
fn entity_key(part: &str) -> Option<(&str, String)> {
    let (entity, rest) = part.split_once('(')?;
    let inside = rest.strip_suffix(')')?;
    if entity.is_empty() || !entity.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
        return None;
    }
    let first = inside.split(',').next()?;
    let key = first.split_once('=').map_or(first, |(_, value)| value);
    let key = key.trim().trim_start_matches("guid").trim_matches('\'');
    (!key.is_empty() && key.chars().any(|c| c.is_ascii_digit()) && key.len() <= 80)
        .then(|| (entity, key.to_owned()))
}

/// Keys that end like ids and name something else than the record.
const NOT_IDS: &[&str] = &[
    "menuid",
    "menu_id",
    "sid",
    "sessionid",
    "session_id",
    "cids",
    "clientid",
    "client_id",
    "viewid",
    "view_id",
    "appid",
    "tabid",
    "uid",
    "rowid",
    "lineid",
    "gclid",
    "fbclid",
    "msclkid",
    "grid",
    "actionid",
    "navid",
    "parentid",
    "companyid",
];

fn looks_like_value_id(value: &str) -> bool {
    let value = value.trim();
    !value.is_empty()
        && value.len() <= 80
        && value.chars().any(|c| c.is_ascii_digit())
        && !value.contains(['=', '<', '>', '\'', '"'])
        && value != "0"
        && !value.starts_with('-')
}

/// `1042-customer-portal` names 1042.
fn id_of_segment(part: &str) -> String {
    let digits = part.chars().take_while(char::is_ascii_digit).count();
    let rest = &part[digits..];
    if digits >= 1
        && rest.starts_with('-')
        && rest.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !rest.chars().any(char::is_uppercase)
    {
        return part[..digits].to_owned();
    }
    part.trim_start_matches('#').to_owned()
}

/// Whether a part of a path is an id: a number, a UUID, a key such as `ABC-123`, a long mixed code.
pub(crate) fn looks_like_id(part: &str) -> bool {
    let digits = part.chars().filter(char::is_ascii_digit).count();
    if digits == 0 || part.len() > 80 || part.contains(' ') && digits < 2 {
        return false;
    }
    if digits == part.len() {
        return part != "0";
    }
    // Versions and languages: v2, api3, s1, web17.
    let letters = part.chars().filter(|c| c.is_ascii_alphabetic()).count();
    if digits <= 2 && letters + digits == part.len() && letters <= 5 {
        return false;
    }
    if part.starts_with('v') && part[1..].chars().all(|c| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let hex =
        part.chars().all(|c| c.is_ascii_hexdigit() || c == '-' || c == '{' || c == '}') && part.len() >= 8;
    let code =
        part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '#' | ':' | '$'));
    hex || (code && (digits >= 2 || part.contains('-') || part.len() >= 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(address: &str) -> String {
        Address::parse(address).id.unwrap_or_default()
    }

    #[test]
    fn ids() {
        for (address, expected) in [
            ("https://desk.example/tickets/42", "42"),
            ("https://desk.example/tickets/42/edit", "42"),
            ("https://crm.example/r/Opportunity/0065g00000AbCdEAAV/view", "0065g00000AbCdEAAV"),
            ("https://erp.example/web#id=15&model=purchase.order&menu_id=3", "15"),
            ("https://shop.example/invoice/card.php?facid=7&token=9", "7"),
            ("https://app.example/projects/1042-customer-portal", "1042"),
            ("https://erp.example/app/sales-order/SAL-ORD-2026-00002", "SAL-ORD-2026-00002"),
            ("https://app.example/#/deals/88", "88"),
            ("https://erp.example/app/customer/West%20View%20Ltd.", "West View Ltd."),
            ("https://desk.example/index.pl?Action=TicketZoom;TicketID=20417", "20417"),
            ("https://s.example/ui#Order-show&/OrderSet('4500017381')?hint=x1", "4500017381"),
            ("https://s.example/ui#/Quotes(Quote='7001',IsActive=true)", "7001"),
            ("https://erp.example/#db/model/sale.sale/318;views=%5B212%5D", "318"),
            ("https://hr.example/acme/inst/15$392530/rel-task/2997$9444.htmld", "15$392530"),
            ("https://mail.example/u/0/#inbox", ""),
            ("https://desk.example/tickets", ""),
            ("https://desk.example/api/v2/tickets", ""),
            ("https://shop.example/list.php?search_status=1", ""),
        ] {
            assert_eq!(id(address), expected, "{address}");
        }
    }
}
