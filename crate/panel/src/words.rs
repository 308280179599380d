//! Every word that the panel says, in one place, so that it can be said in another language.

use protocol::api::{AskState, Person, ThreadState, Visibility};
use protocol::extension::Problem;
use record::{AnchorTarget, Field, FieldType, Kind, Level};

/// What people call a kind of record.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Opportunity => "Opportunity",
        Kind::Lead => "Lead",
        Kind::Forecast => "Forecast",
        Kind::Account => "Account",
        Kind::Contact => "Contact",
        Kind::Quote => "Quote",
        Kind::Order => "Order",
        Kind::ExpenseReport => "Expense report",
        Kind::ExpenseLine => "Expense",
        Kind::Ticket => "Ticket",
        Kind::PurchaseOrder => "Purchase order",
        Kind::SupplierInvoice => "Supplier invoice",
        Kind::CustomerInvoice => "Customer invoice",
        Kind::Project => "Project",
        Kind::Contract => "Contract",
        _ => "Record",
    }
}

/// What people call several records of a kind.
pub(crate) fn kinds(kind: Kind) -> &'static str {
    match kind {
        Kind::Opportunity => "Opportunities",
        Kind::Lead => "Leads",
        Kind::Forecast => "Forecasts",
        Kind::Account => "Accounts",
        Kind::Contact => "Contacts",
        Kind::Quote => "Quotes",
        Kind::Order => "Orders",
        Kind::ExpenseReport => "Expense reports",
        Kind::ExpenseLine => "Expenses",
        Kind::Ticket => "Tickets",
        Kind::PurchaseOrder => "Purchase orders",
        Kind::SupplierInvoice => "Supplier invoices",
        Kind::CustomerInvoice => "Customer invoices",
        Kind::Project => "Projects",
        Kind::Contract => "Contracts",
        _ => "Records",
    }
}

/// How grave a signal is, for those who do not see its colour.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Info => "Good to know",
        Level::Warn => "Worth a look",
        Level::Critical => "Problem",
    }
}

/// A field's label; what it holds where it has none.
pub(crate) fn label(field: &Field) -> String {
    let label = field.label.trim().trim_end_matches(':').trim_end();
    if !label.is_empty() {
        return label.to_owned();
    }
    match field.ty {
        FieldType::Money => "Amount",
        FieldType::Number => "Number",
        FieldType::Percent => "Percentage",
        FieldType::Date => "Date",
        FieldType::Datetime => "Date and time",
        FieldType::Person => "Person",
        FieldType::Organisation => "Organisation",
        FieldType::Status => "State",
        FieldType::Reference => "Number",
        FieldType::Email => "E-mail",
        FieldType::Phone => "Telephone",
        FieldType::Text => "Text",
    }
    .to_owned()
}

/// What an anchor points at, in a few words.
pub(crate) fn target(target: &AnchorTarget) -> String {
    match target {
        AnchorTarget::Record => "The whole record".to_owned(),
        AnchorTarget::Field { field } => label(field),
        AnchorTarget::Row { title, field: None, .. } => title.clone(),
        AnchorTarget::Row { title, field: Some(field), .. } => format!("{title} · {}", label(field)),
        AnchorTarget::Quote { text } => format!("“{text}”"),
    }
}

/// The value that an anchor pointed at when it was made.
pub(crate) fn target_value(target: &AnchorTarget) -> Option<&str> {
    match target {
        AnchorTarget::Field { field } | AnchorTarget::Row { field: Some(field), .. } => {
            Some(field.value.as_str()).filter(|value| !value.is_empty())
        }
        _ => None,
    }
}

/// What has become of the value that an anchor points at; `None` where nothing has.
pub(crate) fn since(target: &AnchorTarget, on_page: bool, now: Option<&str>) -> Option<String> {
    match (target_value(target), on_page, now) {
        (Some(then), _, Some(now)) => Some(format!("Was {then}, now {now}")),
        (Some(then), false, None) => Some(format!("Not on this page: was {then}")),
        (None, false, _) if !matches!(target, AnchorTarget::Record) => Some("Not on this page".to_owned()),
        _ => None,
    }
}

/// How far a question is.
pub(crate) fn thread_state(state: ThreadState) -> &'static str {
    match state {
        ThreadState::Open => "Open",
        ThreadState::Answered => "Answered",
        ThreadState::Resolved => "Resolved",
    }
}

/// How far an ask is, after the person's name.
pub(crate) fn ask_state(state: AskState) -> &'static str {
    match state {
        AskState::Sent => "Sent – not seen yet",
        AskState::Seen => "Seen",
        AskState::Accepted => "Will answer",
        AskState::PassedOn => "Passed it on",
        AskState::Declined => "Can’t help with this",
        AskState::Answered => "Answered",
    }
}

/// Who may read a thread.
pub(crate) fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Participants => "Only you and the people you ask",
        Visibility::Record => "Everyone who opens this record",
    }
}

/// The name that a person is addressed by.
pub(crate) fn first_name(person: &Person) -> &str {
    let name = person.name.trim();
    let given = name.split_once(',').map_or(name, |(_, given)| given.trim());
    given.split_whitespace().next().unwrap_or(name)
}

/// *Maria*, *Maria and Jonas*, *Maria, Jonas and Lee*; whole names where first names would be the same.
pub(crate) fn names(people: &[Person]) -> String {
    let alike =
        |person: &Person| people.iter().filter(|other| first_name(other) == first_name(person)).count() > 1;
    let each: Vec<&str> = people
        .iter()
        .map(|person| if alike(person) { person.name.trim() } else { first_name(person) })
        .collect();
    match each.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The button that sends a question.
pub(crate) fn send(people: &[Person]) -> String {
    if people.is_empty() { "Post on this record".to_owned() } else { format!("Ask {}", names(people)) }
}

/// *1 reply*, *3 replies*; nothing where only the question stands.
pub(crate) fn replies(posts: u32) -> Option<String> {
    match posts.saturating_sub(1) {
        0 => None,
        1 => Some("1 reply".to_owned()),
        many => Some(format!("{many} replies")),
    }
}

/// *1 question waits for you*.
pub(crate) fn waiting(count: u32) -> String {
    match count {
        0 => "Nothing waits for you".to_owned(),
        1 => "1 question waits for you".to_owned(),
        many => format!("{many} questions wait for you"),
    }
}

/// *1 message goes out when the server can be reached*.
pub(crate) fn queued(count: u32) -> String {
    match count {
        1 => "1 message is queued. It goes out when the server can be reached.".to_owned(),
        many => format!("{many} messages are queued. They go out when the server can be reached."),
    }
}

/// *Show all 14 fields*.
pub(crate) fn show_all(count: usize) -> String {
    format!("Show all {count} fields")
}

/// *What is shared: 6 fields and the page’s address*.
pub(crate) fn shared(fields: usize, address: bool) -> String {
    let fields = match fields {
        0 => "no fields".to_owned(),
        1 => "1 field".to_owned(),
        many => format!("{many} fields"),
    };
    let end = if address { " and the page’s address" } else { "" };
    format!("The title, {fields}{end}")
}

/// Above the list of what is shared, where the app is new.
pub(crate) fn first_use(to: &str) -> String {
    format!("Your first question on this app. Strike what {to} should not get; that is remembered.")
}

/// Above the list of what is shared, where the app is known.
pub(crate) fn nothing_else(to: &str) -> String {
    format!("Nothing else goes to {to}.")
}

/// A site's name: its address without the scheme.
pub(crate) fn site(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// The pattern by which a browser grants an origin: `https://host/*`, without the port, which Firefox
/// does not take. `None` for what is no web address.
pub(crate) fn origin_pattern(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let plain = !host.is_empty() && !host.contains(['@', '*', ' ']);
    plain.then(|| format!("{scheme}://{host}/*"))
}

/// What the link of a question leads to.
pub(crate) const ANSWER_WITHOUT: &str =
    "You see the record as they shared it, and can answer right here. Nothing needs to be installed.";

/// What an invitation link leads to.
pub(crate) const INVITED: &str =
    "Colleagues ask you here about records that you know, and you see what came of your own questions.";

/// No person is proposed, and the server does not say why.
pub(crate) const NOBODY: &str = "Nobody is known for this yet. Search for someone by name, or post it for everyone who opens this record.";

/// The background does not answer.
pub(crate) fn no_background() -> Problem {
    problem("no_background", "Muster was updated or restarted. Reload this page to go on.")
}

/// An answer that cannot be read.
pub(crate) fn not_understood() -> Problem {
    problem("bad_answer", "The answer could not be read. Try again; if it stays so, update Muster.")
}

/// The server cannot be reached.
pub(crate) fn offline() -> Problem {
    problem("offline", "The server can’t be reached. What you typed is kept; try again in a moment.")
}

/// The server took too long.
pub(crate) fn slow() -> Problem {
    problem("slow", "The server takes too long. What you typed is kept; try again in a moment.")
}

/// The server has an error of its own.
pub(crate) fn server_error() -> Problem {
    problem("server_error", "The server has a problem. What you typed is kept; try again in a moment.")
}

/// The browser keeps nothing for this page.
pub(crate) fn no_storage() -> Problem {
    problem("storage_full", "This browser keeps nothing for this page. Allow its storage and use a new link.")
}

/// What a browser and its system are called, by how it names itself to servers.
pub(crate) fn device(agent: &str) -> String {
    let named = |names: &[(&str, &str)], other: &str| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map_or(other.to_owned(), |(_, name)| (*name).to_owned())
    };
    let browser = named(
        &[("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")],
        "Browser",
    );
    let system = named(
        &[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS", "macOS"),
            ("CrOS", "ChromeOS"),
            ("Linux", "Linux"),
        ],
        "",
    );
    if system.is_empty() { browser } else { format!("{browser} on {system}") }
}

/// No link was pasted.
pub(crate) fn no_invitation() -> Problem {
    problem("invalid", "That is no invitation link. It looks like https://…/#invite=…")
}

/// The person refused the server's permission.
pub(crate) fn no_permission() -> Problem {
    problem(
        "no_permission",
        "Muster needs the browser’s permission for that address. Try again and allow it.",
    )
}

fn problem(code: &str, message: &str) -> Problem {
    Problem { code: code.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> Person {
        Person { id: name.into(), name: name.into(), role: String::new(), email: String::new() }
    }

    fn check_names(people: &[&str], expected: &str) {
        let people: Vec<Person> = people.iter().map(|name| person(name)).collect();
        assert_eq!(names(&people), expected);
    }

    fn field(label: &str, value: &str) -> Field {
        Field {
            name: None,
            label: label.into(),
            value: value.into(),
            ty: FieldType::Money,
            normalized: None,
            source: record::Source::default(),
        }
    }

    #[test]
    fn people_are_called_by_their_first_names() {
        check_names(&["Maria Keller"], "Maria");
        check_names(&["Keller, Maria"], "Maria");
        check_names(&["Maria Keller", "Jonas Berg"], "Maria and Jonas");
        check_names(&["Maria Keller", "Jonas Berg", "Lee"], "Maria, Jonas and Lee");
    }

    #[test]
    fn namesakes_are_told_apart() {
        check_names(&["Maria Keller", "Maria Berg", "Lee Wu"], "Maria Keller, Maria Berg and Lee");
    }

    fn check_since(on_page: bool, now: Option<&str>, expected: Option<&str>) {
        let target = AnchorTarget::Field { field: field("Hotel", "312.00 EUR") };
        assert_eq!(since(&target, on_page, now).as_deref(), expected);
    }

    #[test]
    fn a_thread_says_what_became_of_its_value() {
        check_since(true, None, None);
        check_since(true, Some("240.00 EUR"), Some("Was 312.00 EUR, now 240.00 EUR"));
        check_since(false, None, Some("Not on this page: was 312.00 EUR"));
        assert_eq!(since(&AnchorTarget::Record, false, None), None);
    }

    #[test]
    fn labels_lose_their_colon_and_are_never_empty() {
        assert_eq!(label(&field("Total :", "1")), "Total");
        assert_eq!(label(&field("", "1")), "Amount");
    }

    fn check_pattern(address: &str, expected: Option<&str>) {
        assert_eq!(origin_pattern(address).as_deref(), expected, "{address}");
    }

    #[test]
    fn origins_become_patterns_that_both_browsers_take() {
        check_pattern("https://a.example", Some("https://a.example/*"));
        check_pattern("http://127.0.0.1:8080/#invite=x", Some("http://127.0.0.1/*"));
        check_pattern("http://[::1]:8080/", Some("http://[::1]/*"));
        check_pattern("HTTPS://a.example?x", Some("https://a.example/*"));
        check_pattern("ftp://a.example", None);
        check_pattern("https://", None);
        check_pattern("https://*/", None);
        check_pattern("a.example", None);
    }
}
