//! Every word that the panel says, in one place, so that it can be said in another language; those for
//! times are in [`crate::moment`].

use protocol::api::{AskState, Person, ThreadState, Visibility};
use protocol::extension::Problem;
use record::{AnchorTarget, Field, FieldType, Kind, Level};

// What stands on buttons, in headings and beside fields, by its first words.

pub(crate) const ABOUT: &str = "About";
pub(crate) const ACCEPTED_ANSWER: &str = "Accepted answer";
pub(crate) const ACCEPT_ANSWER: &str = "Accept answer";
pub(crate) const ACCEPT_THIS_ANSWER: &str = "Accept this answer";
pub(crate) const ACCOUNT: &str = "Account";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const ADD_TO_THIS: &str = "Add to this";
pub(crate) const ALL_QUESTIONS: &str = "All questions";
pub(crate) const ANSWERED_BEFORE: &str = "Answered before";
pub(crate) const ASK: &str = "Ask";
pub(crate) const ASK_AN_EXPERT: &str = "Ask an expert";
pub(crate) const A_COLLEAGUE_ASKS_YOU_SOMETHING: &str = "A colleague asks you something";
pub(crate) const BACK: &str = "Back";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CHOOSE_WHO_TO_ASK: &str = "Choose who to ask.";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const CLOSE_THE_SIDEBAR: &str = "Close the sidebar";
pub(crate) const CONTINUE: &str = "Continue";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const DISCARD: &str = "Discard";
pub(crate) const DISCUSSIONS: &str = "Discussions";
pub(crate) const DONE: &str = "Done:";
pub(crate) const DRAFT_DISCARDED: &str = "Your draft is discarded.";
pub(crate) const DRAFT_KEPT_ON_THIS_DEVICE: &str = "Draft kept on this device";
pub(crate) const FIELDS: &str = "Fields";
pub(crate) const FINDING_SENDS: &str = "To find people, what is shared goes to your server.";
pub(crate) const FIND_PEOPLE: &str = "Find people";
pub(crate) const FOR_YOU: &str = "For you";
pub(crate) const GO_ON_WITH_YOUR_QUESTION: &str = "Go on with your question";
pub(crate) const ILL_ANSWER: &str = "I’ll answer";
pub(crate) const INBOX_HINT: &str = "What others ask you, and what you ask, is listed here.";
pub(crate) const INVITATION_LINK: &str = "Invitation link";
pub(crate) const JUST_THIS_ONCE: &str = "Just this once";
pub(crate) const LINES: &str = "Lines";
pub(crate) const LOOKING_AT_THE_PAGE: &str = "Looking at the page …";
pub(crate) const LOOKING_FOR_PEOPLE: &str = "Looking for people who know …";
pub(crate) const MARKDOWN_WORKS: &str = "Markdown works: **bold**, lists, links";
pub(crate) const MAY_STAY_EMPTY: &str = "(may stay empty)";
pub(crate) const MOVE_THE_SIDEBAR: &str = "Move the sidebar to the other side";
pub(crate) const MOVE_TO_THE_OTHER_SIDE: &str = "Move to the other side";
pub(crate) const MUSTER: &str = "Muster";
pub(crate) const NAME: &str = "Name";
pub(crate) const NEVER_SHARED: &str = "never shared";
pub(crate) const NEW: &str = "New";
pub(crate) const NOBODY_OF_THAT_NAME: &str = "Nobody of that name. Try fewer letters.";
pub(crate) const NOTHING_ASKED_YET: &str = "You have asked nothing yet.";
pub(crate) const NOTHING_WAITS_FOR_YOU: &str = "Nothing waits for you.";
pub(crate) const NOT_ME: &str = "Not me";
pub(crate) const NOT_SIGNED_IN_HERE: &str = "You are not signed in here";
pub(crate) const NOT_SIGNED_IN_HINT: &str =
    "Open the link of a question that you were sent, or ask in your organisation for an invitation link.";
pub(crate) const NO_ACCESS: &str = "No access";
pub(crate) const NO_ACCESS_HINT: &str =
    "The browser lets no extension in here. Open a page of a business app.";
pub(crate) const NO_ACCESS_TO_THIS_PAGE: &str = "No access to this page";
pub(crate) const NO_EXTENSION_HERE: &str = "The browser lets no extension in here.";
pub(crate) const NO_QUESTIONS_YET: &str = "No questions yet";
pub(crate) const NO_RECORD_HINT: &str = "Open an order, a ticket, an expense report … and it shows here.";
pub(crate) const NO_RECORD_ON_THIS_PAGE: &str = "No record on this page";
pub(crate) const NO_SITE_IS_ON_YET: &str = "No site is on yet. Open one of your business apps, click Muster’s button in the toolbar and switch it on.";
pub(crate) const OFF: &str = "Off";
pub(crate) const ON: &str = "On";
pub(crate) const ON_BY_YOUR_ORGANISATION: &str = "On by your organisation";
pub(crate) const OPENING_THE_DISCUSSION: &str = "Opening the discussion …";
pub(crate) const OPENING_THE_QUESTION: &str = "Opening the question …";
pub(crate) const OPENING_YOUR_QUESTIONS: &str = "Opening your questions …";
pub(crate) const OPENING_YOUR_SETTINGS: &str = "Opening your settings …";
pub(crate) const OPEN_THE_SIDEBAR: &str = "Open the sidebar";
pub(crate) const ORGANISATION: &str = "Organisation";
pub(crate) const OUTCOME: &str = "Outcome:";
pub(crate) const OUTCOME_EXAMPLE: &str = "Hotel approved as an exception";
pub(crate) const PAGE_ADDRESS: &str = "the page’s address";
pub(crate) const PASS_IT_ON: &str = "Pass it on";
pub(crate) const PEOPLE_ASKED: &str = "People asked";
pub(crate) const QUESTIONS: &str = "Questions";
pub(crate) const QUESTION_HINT: &str = "What do you need to know, and what have you tried?";
pub(crate) const READING_THE_PAGE: &str = "Reading the page …";
pub(crate) const READ_THE_PAGE_AGAIN: &str = "Read the page again";
pub(crate) const RECORDS: &str = "Records";
pub(crate) const REPLY: &str = "Reply";
pub(crate) const SEND: &str = "Send";
pub(crate) const SENDING: &str = "Sending …";
pub(crate) const SERVER: &str = "Server";
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const SHARED_COMPUTER: &str = "This is a shared computer: sign me out with the tab";
pub(crate) const SHOW_ON_THE_PAGE: &str = "Show on the page";
pub(crate) const SIGNALS: &str = "Signals";
pub(crate) const SIGNING_IN: &str = "Signing in …";
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const SIGN_IN_HERE_HINT: &str =
    "Someone in your organisation can send you an invitation link. Paste it here.";
pub(crate) const SIGN_IN_HINT: &str = "Someone in your organisation can send you an invitation link.";
pub(crate) const SIGN_IN_TO_ASK: &str = "Sign in to ask";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const SIGN_OUT_ASKS_FIRST: &str = "Sign out …";
pub(crate) const SIGN_OUT_WARNING: &str =
    "Drafts and unsent questions on this device are removed. What is on the server stays.";
pub(crate) const SITES: &str = "Sites";
pub(crate) const SITES_HINT: &str =
    "Muster reads these sites, and no others. Switching one off removes what was kept of it.";
pub(crate) const SOMEONE_ELSE_BY_NAME: &str = "Someone else, by name";
pub(crate) const STAY_SIGNED_IN: &str = "Stay signed in";
pub(crate) const STEP_ASK: &str = "Open a record, or select some text and choose “Ask an expert” from its menu. You see exactly what is shared before anything is sent.";
pub(crate) const STEP_SIGN_IN: &str = "Paste the invitation link that your organisation sent you.";
pub(crate) const STEP_SWITCH_ON: &str = "Open one of your business apps, click Muster’s button in the toolbar and choose “Switch on”. Muster reads no other site, and what it reads stays in your browser.";
pub(crate) const SWITCH_OFF: &str = "Switch off";
pub(crate) const SWITCH_ON: &str = "Switch on";
pub(crate) const SWITCH_ON_A_SITE: &str = "Switch on a site";
pub(crate) const SWITCH_ON_BY_BUTTON: &str = "Click Muster’s button in the toolbar to switch it on.";
pub(crate) const SWITCH_ON_HINT: &str = "Switch it on, and Muster reads the records on its pages – here, in your browser. Nothing is sent until you ask.";
pub(crate) const THE_PAGE_IS_STILL_LOADING: &str = "The page is still loading …";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const WELCOME: &str = "The right people, on the page where it matters";
pub(crate) const WELCOME_LEAD: &str = "Muster sees which record you have open – an expense, an order, a ticket – and finds the colleague who can help with it.";
pub(crate) const WHAT_CAME_OF_IT: &str = "What came of it?";
pub(crate) const WHAT_IS_SHARED: &str = "What is shared";
pub(crate) const WHAT_WAS_SHARED: &str = "What was shared";
pub(crate) const WHO_CAN_HELP: &str = "Who can help";
pub(crate) const WHO_CAN_READ_IT: &str = "Who can read it";
pub(crate) const WHO_KNOWS_MORE_BY_NAME: &str = "Who knows more, by name";
pub(crate) const WRITE_YOUR_QUESTION_FIRST: &str = "Write your question first.";
pub(crate) const YOU: &str = "You";
pub(crate) const YOUR_ANSWER: &str = "Your answer";
pub(crate) const YOUR_QUESTION: &str = "Your question";
pub(crate) const YOUR_QUESTIONS: &str = "Your questions";
pub(crate) const YOUR_SERVER: &str = "your server";
pub(crate) const YOU_ARE_INVITED_TO_MUSTER: &str = "You are invited to Muster";

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

/// What the box before a person's name does.
pub(crate) fn ask_person(name: &str) -> String {
    format!("Ask {name}")
}

/// After *Ask*, for those who hear the page.
pub(crate) fn about(what: &str) -> String {
    format!(" about {what}")
}

/// What the button beside a shared field does.
pub(crate) fn do_not_share(label: &str) -> String {
    format!("Do not share: {label}")
}

/// What the button beside a struck field does.
pub(crate) fn share(label: &str) -> String {
    format!("Share: {label}")
}

/// What was taken out without being asked.
pub(crate) fn struck(what: &[String]) -> String {
    format!("Struck by Muster: {}", what.join(", "))
}

/// The button that copies the link of an ask.
pub(crate) fn copy_link(person: &Person) -> String {
    format!("Copy the link for {}", first_name(person))
}

/// To whoever was asked: by whom, and what the asker knows.
pub(crate) fn asks_you(asker: &Person, accepted: bool) -> String {
    let asker = first_name(asker);
    if accepted { format!("{asker} knows that you will answer.") } else { format!("{asker} asks you.") }
}

/// A site was just switched off.
pub(crate) fn switched_off(origin: &str) -> String {
    format!("{} is off, and what was kept of it is removed, drafts too.", site(origin))
}

/// The button that switches a site off.
pub(crate) fn switch_off(origin: &str) -> String {
    format!("Switch off {}", site(origin))
}

/// A site that is not read.
pub(crate) fn off_on(origin: &str) -> String {
    format!("Muster is off on {}", site(origin))
}

/// Who is signed in.
pub(crate) fn you_are(name: &str, organisation: &str) -> String {
    format!("You are {name}, at {organisation}.")
}

/// What the button to the inbox says.
pub(crate) fn your_questions(waiting_count: u32) -> String {
    format!("{YOUR_QUESTIONS}. {}", waiting(waiting_count))
}

/// Which Muster this is.
pub(crate) fn version(version: &str) -> String {
    format!("Muster {version}")
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
