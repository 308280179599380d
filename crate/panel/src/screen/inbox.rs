//! The web inbox: for people without the extension, on the server's own page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::Me as Account;
use protocol::extension::Problem;

use crate::client::Client;
use crate::icon::Icon;
use crate::live::{self, Change};
use crate::part::{self, Me, empty, problem, spinner};
use crate::web::{self, Place};
use crate::{browser, words};

/// What the page holds.
#[derive(Clone, Copy)]
struct Page {
    me: RwSignal<Option<Account>>,
    invitation: RwSignal<Option<String>>,
    signed_in: RwSignal<bool>,
    wrong: RwSignal<Option<Problem>>,
    place: RwSignal<Place>,
}

/// The web inbox.
pub(crate) fn inbox() -> AnyView {
    let page = Page {
        me: RwSignal::new(None),
        invitation: RwSignal::new(web::take_invitation()),
        signed_in: RwSignal::new(web::is_signed_in()),
        wrong: RwSignal::new(None),
        place: RwSignal::new(web::place()),
    };
    live::on_change(move |change| {
        if matches!(change, Change::Anything) {
            page.signed_in.set(web::is_signed_in());
        }
    });
    web::on_back(move || page.place.set(web::place()));
    Effect::new(move |_| {
        if page.signed_in.get() {
            web::listen();
            page.load_me();
        } else {
            page.me.set(None);
        }
    });
    view! {
        <div class="web">
            {page.bar()}
            <main class="web-body">
                {problem(move || page.wrong.get())}
                {move || {
                    if page.signed_in.get() {
                        page.signed_in()
                    } else if page.invitation.with(Option::is_some) {
                        page.redeem()
                    } else {
                        signed_out()
                    }
                }}
            </main>
        </div>
    }
    .into_any()
}

impl Page {
    fn load_me(self) {
        spawn_local(async move {
            match web::me().await {
                Ok(me) => {
                    self.wrong.set(None);
                    self.me.set(Some(me));
                }
                Err(why) => self.wrong.set(Some(why)),
            }
        });
    }

    fn go(self, place: Place) {
        web::go(&place);
        self.wrong.set(None);
        self.place.set(place);
    }

    fn bar(self) -> AnyView {
        let sign_out = move |_| {
            spawn_local(async move {
                // Here the session is gone in any case; the server's own copy expires by itself.
                let _ = web::sign_out().await;
                browser::forget(part::ANSWERS);
                self.invitation.set(None);
                self.wrong.set(None);
                self.go(Place::List);
                live::publish(&Change::Anything);
            });
        };
        view! {
            <nav class="bar web-bar" aria-label=words::MUSTER>
                <button type="button" class="brand brand-button" on:click=move |_| self.go(Place::List)>
                    {words::MUSTER}
                </button>
                <span class="bar-organisation" dir="auto">
                    {move || self.me.with(|me| me.as_ref().map(|me| me.organisation.clone()))}
                </span>
                <span class="spacer"></span>
                {move || {
                    self.me
                        .get()
                        .map(|me| {
                            view! {
                                <span class="bar-me" dir="auto">{me.person.name}</span>
                                <button type="button" class="quiet" on:click=sign_out>
                                    {Icon::SignOut.view()}
                                    {words::SIGN_OUT}
                                </button>
                            }
                        })
                }}
            </nav>
        }
        .into_any()
    }

    fn signed_in(self) -> AnyView {
        let open = Callback::new(move |id| self.go(Place::Thread(id)));
        let me = Me(Signal::derive(move || self.me.with(|me| me.as_ref().map(|me| me.person.clone()))));
        let back = move || {
            view! {
                <button type="button" class="quiet back" on:click=move |_| self.go(Place::List)>
                    {Icon::Back.view()}
                    {words::ALL_QUESTIONS}
                </button>
            }
        };
        view! {
            {move || match self.place.get() {
                Place::List => {
                    view! {
                        <h1 class="web-title">{words::QUESTIONS}</h1>
                        {part::inbox(Client::Web, open)}
                    }
                        .into_any()
                }
                Place::Thread(id) => {
                    view! {
                        {back()}
                        {part::thread(Client::Web, me, id, Signal::derive(|| None))}
                    }
                        .into_any()
                }
                Place::Ask(ask) => {
                    self.find_thread(ask);
                    spinner(words::OPENING_THE_QUESTION)
                }
            }}
        }
        .into_any()
    }

    /// Leads from the link of an ask to its thread.
    fn find_thread(self, ask: String) {
        spawn_local(async move {
            match web::ask(&ask).await {
                Ok(ask) => self.go(Place::Thread(ask.thread)),
                // Somebody else may be signed in here: the link says who it is for.
                Err(_) if self.invitation.with_untracked(Option::is_some) => {
                    web::forget();
                    live::publish(&Change::Anything);
                }
                Err(why) => {
                    self.place.set(Place::List);
                    self.wrong.set(Some(why));
                }
            }
        });
    }

    /// A click redeems the invitation: what merely looks at links does not use it up.
    fn redeem(self) -> AnyView {
        let shared_computer = RwSignal::new(false);
        let busy = RwSignal::new(false);
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let Some(token) = self.invitation.get_untracked() else {
                return;
            };
            busy.set(true);
            spawn_local(async move {
                match web::redeem(token, shared_computer.get_untracked()).await {
                    Ok(_) => {
                        self.wrong.set(None);
                        self.invitation.set(None);
                        live::publish(&Change::Anything);
                    }
                    Err(why) => {
                        busy.try_set(false);
                        self.wrong.set(Some(why));
                    }
                }
            });
        };
        let (title, text) = match self.place.get_untracked() {
            Place::Ask(_) => (words::A_COLLEAGUE_ASKS_YOU_SOMETHING, words::ANSWER_WITHOUT),
            _ => (words::YOU_ARE_INVITED_TO_MUSTER, words::INVITED),
        };
        empty(
            Icon::Messages,
            title,
            text,
            view! {
                <form class="sign-in" on:submit=submit>
                    <button type="submit" class="primary wide" disabled=move || busy.get()>
                        {words::CONTINUE}
                    </button>
                    <label class="check">
                        <input
                            type="checkbox"
                            on:change=move |event| shared_computer.set(event_target_checked(&event))
                        />
                        <span>{words::SHARED_COMPUTER}</span>
                    </label>
                </form>
            }
            .into_any(),
        )
    }
}

fn signed_out() -> AnyView {
    empty(Icon::Lock, words::NOT_SIGNED_IN_HERE, words::NOT_SIGNED_IN_HINT, ().into_any())
}
