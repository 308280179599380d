//! The sidebar over the page, and the same in the browser's side panel.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::extension::{
    Account, Draft, PageState, Problem, Reply, Request, Side, Sidebar as Stand, SiteState, ThreadOnPage,
};
use record::{AnchorTarget, Phase, Reading, Record, View};

use crate::client::Client;
use crate::icon::Icon;
use crate::live::{self, Change};
use crate::part::{self, AskForm, Me, empty, problem, spinner};
use crate::{browser, words};

/// What holds the sidebar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A frame over the page.
    Overlay,
    /// The browser's side panel, which follows the tab that is shown.
    SidePanel,
}

/// Where the person is.
#[derive(Clone, PartialEq)]
enum Place {
    Record,
    Ask,
    Thread(String),
    Inbox,
    SignIn,
}

/// What the sidebar holds.
#[derive(Clone, Copy)]
struct Sidebar {
    frame: Frame,
    /// Owns the ask form, which outlives the view whose button opened it.
    owner: StoredValue<Owner>,
    page: RwSignal<Option<PageState>>,
    wrong: RwSignal<Option<Problem>>,
    place: RwSignal<Place>,
    /// Where *back* leads from a thread.
    before: RwSignal<Place>,
    form: RwSignal<Option<AskForm>>,
    /// A sentence about what has just happened.
    said: RwSignal<Option<String>>,
    /// The draft that was just discarded, as long as it can be had back.
    discarded: RwSignal<Option<(Option<i32>, Draft)>>,
}

/// The sidebar.
pub(crate) fn sidebar(frame: Frame) -> AnyView {
    let sidebar = Sidebar {
        frame,
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
        page: RwSignal::new(None),
        wrong: RwSignal::new(None),
        place: RwSignal::new(Place::Record),
        before: RwSignal::new(Place::Record),
        form: RwSignal::new(None),
        said: RwSignal::new(None),
        discarded: RwSignal::new(None),
    };
    live::on_change(move |change| sidebar.hear(change));
    browser::listen();
    sidebar.load();
    if frame == Frame::SidePanel {
        browser::on_other_tab(move || sidebar.load());
    }
    let place = Memo::new(move |_| sidebar.place.get());
    let main: NodeRef<leptos::html::Main> = NodeRef::new();
    // Whoever goes by keyboard starts at the top of what is new; the ask form takes the focus itself.
    Effect::new(move |before: Option<()>| {
        let asks = place.with(|place| *place == Place::Ask);
        if before.is_none() {
            return;
        }
        window().scroll_to_with_x_and_y(0.0, 0.0);
        if let Some(main) = main.get_untracked().filter(|_| !asks) {
            let _ = main.focus();
        }
    });
    view! {
        <div class="panel">
            {sidebar.bar()}
            <main class="panel-body" tabindex="-1" node_ref=main>
                {problem(move || sidebar.wrong.get())}
                {move || match place.get() {
                    Place::Record => sidebar.record(),
                    Place::Ask => sidebar.ask_form(),
                    Place::Thread(id) => sidebar.thread(id),
                    Place::Inbox => sidebar.inbox(),
                    Place::SignIn => sidebar.sign_in(),
                }}
            </main>
        </div>
    }
    .into_any()
}

impl Sidebar {
    fn load(self) {
        spawn_local(async move {
            match browser::send(&Request::GetPage { tab: None }).await {
                Ok(Reply::Page { page }) => self.show(*page),
                Ok(_) => self.wrong.set(Some(words::not_understood())),
                Err(why) => self.wrong.set(Some(why)),
            }
        });
    }

    fn hear(self, change: &Change) {
        let tab = self.tab();
        match change {
            Change::Page(page) if tab.is_none_or(|tab| tab == page.tab) => self.show((**page).clone()),
            Change::Page(_) if self.frame == Frame::SidePanel => self.load(),
            Change::OpenAsk(of, target) if tab.is_none_or(|tab| tab == *of) => {
                self.open_ask(Some(target.clone()));
            }
            Change::Anything | Change::Inbox => self.load(),
            _ => {}
        }
    }

    fn show(self, page: PageState) {
        self.wrong.set(None);
        let other_record = self.page.with_untracked(|before| {
            before.as_ref().is_some_and(|before| key(before) != key(&page) || before.tab != page.tab)
        });
        let target = page.open_ask.clone();
        self.page.set(Some(page));
        if other_record {
            // What was typed is kept with its record; a thread stays open until it is left.
            if let Some(form) = self.form.get_untracked() {
                form.save();
            }
            self.form.set(None);
            self.said.set(None);
            self.discarded.set(None);
            if self.place.get_untracked() == Place::Ask {
                self.place.set(Place::Record);
            }
        }
        if target.is_some() {
            self.open_ask(target);
        }
    }

    fn tab(self) -> Option<i32> {
        self.page.with_untracked(|page| page.as_ref().map(|page| page.tab))
    }

    fn account(self) -> Option<Account> {
        self.page.with(|page| page.as_ref()?.account.clone())
    }

    fn open_ask(self, target: Option<AnchorTarget>) {
        let Some(page) = self.page.get_untracked() else {
            return;
        };
        self.said.set(None);
        self.discarded.set(None);
        if page.account.is_none() {
            self.place.set(Place::SignIn);
            return;
        }
        match (self.form.get_untracked(), target) {
            (Some(form), Some(target)) => form.aim(target),
            (Some(_), None) => {}
            (None, target) => {
                let form = self.owner.with_value(|owner| owner.with(|| AskForm::new(&page, target)));
                self.form.set(Some(form));
            }
        }
        self.place.set(Place::Ask);
    }

    fn open_thread(self) -> Callback<String> {
        Callback::new(move |id| {
            self.before.set(self.place.get_untracked());
            self.place.set(Place::Thread(id));
        })
    }

    fn back(self) {
        if let Some(form) = self.form.get_untracked() {
            form.save();
        }
        let to = match self.place.get_untracked() {
            Place::Thread(_) => self.before.get_untracked(),
            _ => Place::Record,
        };
        self.before.set(Place::Record);
        self.place.set(to);
    }

    fn bar(self) -> AnyView {
        let waiting = move || self.account().map_or(0, |account| account.waiting);
        let stand = move |change: fn(&mut Stand)| {
            let Some(PageState { origin, mut sidebar, .. }) = self.page.get_untracked() else {
                return;
            };
            change(&mut sidebar);
            let Stand { open, width, side, .. } = sidebar;
            spawn_local(async move {
                if let Err(why) = browser::send(&Request::SetSidebar { origin, open, width, side }).await {
                    self.wrong.set(Some(why));
                }
            });
        };
        view! {
            <nav class="bar" aria-label=words::MUSTER>
                {move || {
                    if self.place.get() == Place::Record {
                        view! { <span class="brand">{words::MUSTER}</span> }.into_any()
                    } else {
                        view! {
                            <button type="button" class="bar-button" on:click=move |_| self.back()>
                                {Icon::Back.view()}
                                {words::BACK}
                            </button>
                        }
                            .into_any()
                    }
                }}
                <span class="spacer"></span>
                {move || {
                    self.account()
                        .is_some()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="icon-button"
                                    title=move || words::waiting(waiting())
                                    aria-label=move || words::your_questions(waiting())
                                    on:click=move |_| {
                                        self.before.set(Place::Record);
                                        self.place.set(Place::Inbox);
                                    }
                                >
                                    {Icon::Inbox.view()}
                                    {move || {
                                        (waiting() > 0)
                                            .then(|| view! { <span class="badge">{waiting()}</span> })
                                    }}
                                </button>
                            }
                        })
                }}
                {(self.frame == Frame::Overlay)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="icon-button"
                                title=words::MOVE_TO_THE_OTHER_SIDE
                                aria-label=words::MOVE_THE_SIDEBAR
                                on:click=move |_| {
                                    stand(|sidebar| {
                                        sidebar.side = match sidebar.side {
                                            Side::Left => Side::Right,
                                            Side::Right => Side::Left,
                                        };
                                    });
                                }
                            >
                                {Icon::Move.view()}
                            </button>
                            <button
                                type="button"
                                class="icon-button"
                                title=words::CLOSE
                                aria-label=words::CLOSE_THE_SIDEBAR
                                on:click=move |_| stand(|sidebar| sidebar.open = false)
                            >
                                {Icon::Close.view()}
                            </button>
                        }
                    })}
            </nav>
        }
        .into_any()
    }

    fn record(self) -> AnyView {
        let standing = Memo::new(move |_| self.page.with(|page| standing(page.as_ref())));
        view! {
            {move || {
                self.said
                    .get()
                    .map(|said| {
                        view! { <p class="note" role="status">{Icon::Clock.view()} <span>{said}</span></p> }
                    })
            }}
            {self.undo()}
            {self.queued()}
            {move || match standing.get() {
                Standing::Unknown if self.wrong.with(Option::is_some) => self.try_again(),
                Standing::Unknown => spinner(words::LOOKING_AT_THE_PAGE),
                Standing::Closed => {
                    empty(
                        Icon::Lock,
                        words::NO_ACCESS_TO_THIS_PAGE,
                        words::NO_ACCESS_HINT,
                        ().into_any(),
                    )
                }
                Standing::Off => self.off(),
                Standing::Detecting => spinner(words::READING_THE_PAGE),
                Standing::NoRecord => self.no_record(),
                Standing::List => self.list(),
                Standing::Record => self.one_record(),
            }}
        }
        .into_any()
    }

    /// The way back from a discarded draft.
    fn undo(self) -> impl IntoView {
        let back = move |_| {
            let Some((tab, draft)) = self.discarded.get_untracked() else {
                return;
            };
            self.discarded.set(None);
            spawn_local(async move {
                match browser::send(&Request::SaveDraft { tab, draft }).await {
                    Ok(_) => self.load(),
                    Err(why) => self.wrong.set(Some(why)),
                }
            });
        };
        move || {
            self.discarded.with(Option::is_some).then(|| {
                view! {
                    <p class="note" role="status">
                        {Icon::Undo.view()} <span>{words::DRAFT_DISCARDED}</span>
                        <button type="button" class="quiet" on:click=back>
                            {words::UNDO}
                        </button>
                    </p>
                }
            })
        }
    }

    fn queued(self) -> impl IntoView {
        let queued = Memo::new(move |_| self.page.with(|page| page.as_ref().map_or(0, |page| page.queued)));
        move || {
            let count = queued.get();
            (count > 0).then(|| {
                view! { <p class="note" role="status">{Icon::Offline.view()} <span>{words::queued(count)}</span></p> }
            })
        }
    }

    fn try_again(self) -> AnyView {
        view! {
            <button type="button" class="secondary" on:click=move |_| self.load()>
                {Icon::Again.view()}
                {words::TRY_AGAIN}
            </button>
        }
        .into_any()
    }

    fn off(self) -> AnyView {
        let origin = self.page.with_untracked(|page| page.as_ref().map(|page| page.origin.clone()));
        let origin = origin.unwrap_or_default();
        empty(
            Icon::Power,
            words::off_on(&origin),
            words::SWITCH_ON_HINT,
            switch_on(origin, self.wrong, words::SWITCH_ON, "primary"),
        )
    }

    fn no_record(self) -> AnyView {
        let tab = self.tab();
        let read_again = move |_| {
            spawn_local(async move {
                match browser::send(&Request::ReadAgain { tab }).await {
                    Ok(Reply::Page { page }) => self.show(*page),
                    Ok(_) => self.load(),
                    Err(why) => self.wrong.set(Some(why)),
                }
            });
        };
        empty(
            Icon::NoRecord,
            words::NO_RECORD_ON_THIS_PAGE,
            words::NO_RECORD_HINT,
            view! {
                <button type="button" class="secondary" on:click=read_again>
                    {Icon::Again.view()}
                    {words::READ_THE_PAGE_AGAIN}
                </button>
            }
            .into_any(),
        )
    }

    fn list(self) -> AnyView {
        let reading = self.reading();
        let ask = self.ask_callback();
        view! {
            {self.threads()}
            {move || {
                let reading = reading.get()?;
                let records: Vec<&Record> = reading.records.iter().collect();
                part::rows(self.tab(), &records, ask)
            }}
            {self.sign_in_hint()}
        }
        .into_any()
    }

    fn one_record(self) -> AnyView {
        let reading = self.reading();
        let ask = self.ask_callback();
        let with_primary = move |view: fn(Sidebar, &Record, Callback<AnchorTarget>) -> Option<AnyView>| {
            move || {
                let reading = reading.get()?;
                view(self, reading.primary()?, ask)
            }
        };
        let partial =
            Memo::new(move |_| reading.with(|it| it.as_ref().is_some_and(|it| it.phase == Phase::Partial)));
        let has_draft = move || {
            self.page.with(|page| {
                page.as_ref()
                    .and_then(|page| page.draft.as_ref())
                    .is_some_and(|draft| !draft.body.trim().is_empty())
            })
        };
        view! {
            {with_primary(|_, record, _| Some(part::head(record)))}
            {move || partial.get().then(|| spinner(words::THE_PAGE_IS_STILL_LOADING))}
            {with_primary(|sidebar, record, ask| part::signals(sidebar.tab(), record, ask))}
            {self.threads()}
            {move || {
                let reading = reading.get()?;
                let rows: Vec<&Record> = reading.records.iter().filter(|record| !record.primary).collect();
                part::rows(self.tab(), &rows, ask)
            }}
            {with_primary(|_, record, _| part::all_fields(record))}
            {self.sign_in_hint()}
            <footer class="send-bar">
                <button type="button" class="primary wide" on:click=move |_| self.open_ask(None)>
                    {Icon::Help.view()}
                    {move || if has_draft() { words::GO_ON_WITH_YOUR_QUESTION } else { words::ASK_AN_EXPERT }}
                </button>
            </footer>
        }
        .into_any()
    }

    fn reading(self) -> Memo<Option<Reading>> {
        Memo::new(move |_| self.page.with(|page| page.as_ref()?.reading.clone()))
    }

    fn ask_callback(self) -> Callback<AnchorTarget> {
        Callback::new(move |target| self.open_ask(Some(target)))
    }

    /// The discussions on what the page shows.
    fn threads(self) -> impl IntoView {
        let threads = Memo::new(move |_| {
            self.page.with(|page| page.as_ref().map(|page| page.threads.clone()).unwrap_or_default())
        });
        let trouble = Memo::new(move |_| self.page.with(|page| page.as_ref()?.threads_problem.clone()));
        view! {
            {move || {
                let threads = threads.get();
                (!threads.is_empty())
                    .then(|| {
                        let count = threads.len();
                        let rows: Vec<AnyView> = threads
                            .iter()
                            .map(|one| part::thread_row(&one.thread, since(one), false, self.open_thread()))
                            .collect();
                        view! {
                            <section class="section">
                                <h2>{words::DISCUSSIONS} <span class="count">{count}</span></h2>
                                <ul class="threads">{rows}</ul>
                            </section>
                        }
                    })
            }}
            {move || self.account().is_some().then(|| problem(move || trouble.get()))}
        }
    }

    fn sign_in_hint(self) -> impl IntoView {
        let signed_in = Memo::new(move |_| self.account().is_some());
        move || {
            (!signed_in.get()).then(|| {
                view! {
                    <section class="section card">
                        <h2>{words::SIGN_IN_TO_ASK}</h2>
                        <p class="hint">{words::SIGN_IN_HINT}</p>
                        {part::sign_in(Callback::new(move |()| self.load()))}
                    </section>
                }
            })
        }
    }

    fn ask_form(self) -> AnyView {
        let Some(form) = self.form.get_untracked() else {
            return self.try_again();
        };
        let (first_use, organisation) = self.page.with_untracked(|page| {
            let page = page.as_ref();
            let organisation = page.and_then(|page| Some(page.account.as_ref()?.organisation.clone()));
            (page.is_some_and(|page| page.first_use), organisation.unwrap_or_default())
        });
        let sent = Callback::new(move |result| {
            self.form.set(None);
            self.before.set(Place::Record);
            match result {
                Ok(id) => self.place.set(Place::Thread(id)),
                Err(queued) => {
                    self.said.set(Some(queued));
                    self.place.set(Place::Record);
                }
            }
            self.load();
        });
        let discard = Callback::new(move |()| {
            let (tab, draft) = form.kept();
            self.form.set(None);
            self.place.set(Place::Record);
            spawn_local(async move {
                match browser::send(&Request::DropDraft { tab }).await {
                    Ok(_) => self.discarded.set(Some((tab, draft))),
                    Err(why) => self.wrong.set(Some(why)),
                }
                self.load();
            });
        });
        part::ask(form, self.reading(), first_use, organisation, self.open_thread(), sent, discard)
    }

    fn thread(self, id: String) -> AnyView {
        let me = Signal::derive(move || self.account().map(|account| account.me));
        let of = id.clone();
        let since = Signal::derive(move || {
            self.page.with(|page| {
                let on_page = page.as_ref()?.threads.iter().find(|one| one.thread.id == of)?;
                since(on_page)
            })
        });
        part::thread(Client::Extension, Me(me), id, since)
    }

    fn inbox(self) -> AnyView {
        let heading = view! { <h1 class="ask-title">{words::YOUR_QUESTIONS}</h1> };
        view! { {heading} {part::inbox(Client::Extension, self.open_thread())} }.into_any()
    }

    fn sign_in(self) -> AnyView {
        let done = Callback::new(move |()| {
            self.place.set(Place::Record);
            self.load();
        });
        empty(Icon::User, words::SIGN_IN_TO_ASK, words::SIGN_IN_HERE_HINT, part::sign_in(done))
    }
}

/// The button that switches a site on: it asks for the browser's permission within the click.
pub(crate) fn switch_on(
    origin: String,
    wrong: RwSignal<Option<Problem>>,
    label: &'static str,
    class: &'static str,
) -> AnyView {
    if !browser::can_ask_permission() {
        return view! { <p class="hint">{words::SWITCH_ON_BY_BUTTON}</p> }.into_any();
    }
    let click = move |_| {
        let permission = browser::ask_permission(&origin);
        let origin = origin.clone();
        spawn_local(async move {
            let result = if permission.await {
                browser::send(&Request::SwitchSite { origin, on: true }).await.map(|_| ())
            } else {
                Err(words::no_permission())
            };
            wrong.try_set(result.err());
            live::publish(&Change::Anything);
        });
    };
    view! {
        <button type="button" class=class on:click=click>
            {Icon::Power.view()}
            {label}
        </button>
    }
    .into_any()
}

/// How things stand with the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unknown,
    Closed,
    Off,
    Detecting,
    NoRecord,
    List,
    Record,
}

fn standing(page: Option<&PageState>) -> Standing {
    let Some(page) = page else {
        return Standing::Unknown;
    };
    match (page.site, &page.reading) {
        (SiteState::Closed, _) => Standing::Closed,
        (SiteState::Off, None) => Standing::Off,
        (_, None) => Standing::Detecting,
        (_, Some(reading)) if reading.primary().is_some() => Standing::Record,
        (_, Some(reading)) if !reading.records.is_empty() && reading.page != View::None => Standing::List,
        (_, Some(reading)) if reading.phase == Phase::Ready => Standing::NoRecord,
        _ => Standing::Detecting,
    }
}

/// The identity of the page's record, where it has one.
fn key(page: &PageState) -> Option<record::RecordKey> {
    let reading = page.reading.as_ref()?;
    reading.key(reading.primary()?)
}

fn since(one: &ThreadOnPage) -> Option<String> {
    words::since(&one.thread.anchor.target, one.node.is_some(), one.now.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(site: SiteState, reading: Option<Reading>) -> PageState {
        PageState {
            tab: 1,
            origin: "https://a.example".into(),
            site,
            account: None,
            reading,
            threads: Vec::new(),
            threads_problem: None,
            draft: None,
            queued: 0,
            open_ask: None,
            first_use: false,
            strike: Vec::new(),
            sidebar: Stand::default(),
        }
    }

    fn check(site: SiteState, reading: Option<Reading>, expected: Standing) {
        assert_eq!(standing(Some(&page(site, reading))), expected);
    }

    fn read(phase: Phase) -> Option<Reading> {
        Some(Reading { phase, ..Reading::default() })
    }

    #[test]
    fn the_page_decides_what_is_shown() {
        assert_eq!(standing(None), Standing::Unknown);
        check(SiteState::Closed, None, Standing::Closed);
        check(SiteState::Off, None, Standing::Off);
        check(SiteState::On, None, Standing::Detecting);
        check(SiteState::Policy, read(Phase::Partial), Standing::Detecting);
        check(SiteState::On, read(Phase::Ready), Standing::NoRecord);
        // Read once by a click on the toolbar's button, without being switched on.
        check(SiteState::Off, read(Phase::Ready), Standing::NoRecord);
    }
}
