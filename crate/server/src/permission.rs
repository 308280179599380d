//! Who may do what: the one table that decides, to be read by anybody.

/// Who may do what. Each line: what is done, who may do it, and why so.
///
/// The *asker* is who started the thread. A *participant* is the asker, everybody who was asked and
/// everybody who wrote in the thread. A *reader* is a participant; where the asker opened the thread
/// to the record, everybody in the organisation is a reader. Whoever may not even read a thread is
/// told that there is none.
pub const TABLE: &[(Action, Rule, &str)] = &[
    (Action::SignIn, Rule::Anybody, "the link's token is the proof"),
    (Action::SeeOwnAccount, Rule::SignedIn, "each sees only their own name, devices and inbox"),
    (Action::FindPeople, Rule::SignedIn, "colleagues may be asked"),
    (Action::AskForSuggestions, Rule::SignedIn, "only evidence that the asker may see is shown"),
    (Action::StartThread, Rule::SignedIn, "everybody may ask"),
    (Action::ReadThread, Rule::Reader, "a discussion belongs to those who have it"),
    (Action::WriteInThread, Rule::Reader, "who reads may answer, and is a participant from then on"),
    (Action::ResolveThread, Rule::Asker, "only the asker knows whether it helped"),
    (Action::SeeAsk, Rule::Reader, "who was asked shows in the thread"),
    (Action::ReactToAsk, Rule::Asked, "nobody accepts or declines for another"),
    (Action::SeeAskLink, Rule::Asker, "the link signs the asked person in: the asker hands it on"),
];

/// Something that a person wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Exchange an invitation for a session.
    SignIn,
    /// See and change what is one's own.
    SeeOwnAccount,
    /// Look colleagues up by name.
    FindPeople,
    /// Ask who can help.
    AskForSuggestions,
    /// Start a thread.
    StartThread,
    /// Read a thread.
    ReadThread,
    /// Write a post.
    WriteInThread,
    /// Accept an answer.
    ResolveThread,
    /// See an ask and its state.
    SeeAsk,
    /// Accept an ask, pass it on or decline it.
    ReactToAsk,
    /// See the link by which the asked person signs in.
    SeeAskLink,
}

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Everybody, signed in or not.
    Anybody,
    /// Everybody who is signed in.
    SignedIn,
    /// Everybody who may read the thread.
    Reader,
    /// Who started the thread.
    Asker,
    /// Who was asked by this ask.
    Asked,
}

/// What somebody is to a thread or an ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether they are signed in.
    pub signed_in: bool,
    /// Whether they started the thread.
    pub asker: bool,
    /// Whether this ask was put to them.
    pub asked: bool,
    /// Whether they take part in the thread.
    pub participant: bool,
    /// Whether the thread is opened to the record.
    pub opened: bool,
}

/// Whether somebody may do something: the table's answer.
#[must_use]
pub fn may(action: Action, who: Standing) -> bool {
    TABLE.iter().filter(|(listed, _, _)| *listed == action).any(|(_, rule, _)| match rule {
        Rule::Anybody => true,
        Rule::SignedIn => who.signed_in,
        Rule::Reader => who.signed_in && (who.participant || who.asker || who.opened),
        Rule::Asker => who.signed_in && who.asker,
        Rule::Asked => who.signed_in && who.asked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Standing =
        Standing { signed_in: false, asker: false, asked: false, participant: false, opened: false };
    const COLLEAGUE: Standing = Standing { signed_in: true, ..STRANGER };
    const PASSER_BY: Standing = Standing { opened: true, ..COLLEAGUE };
    const PARTICIPANT: Standing = Standing { participant: true, ..COLLEAGUE };
    const ASKED: Standing = Standing { asked: true, ..PARTICIPANT };
    const ASKER: Standing = Standing { asker: true, ..PARTICIPANT };

    /// One row of the table, against: a stranger, a colleague, a colleague on an opened thread, a
    /// participant, the person asked, the asker.
    fn check(action: Action, expected: [bool; 6]) {
        let people = [STRANGER, COLLEAGUE, PASSER_BY, PARTICIPANT, ASKED, ASKER];
        assert_eq!(people.map(|who| may(action, who)), expected, "{action:?}");
    }

    #[test]
    fn the_table_row_by_row() {
        const Y: bool = true;
        const N: bool = false;
        check(Action::SignIn, [Y, Y, Y, Y, Y, Y]);
        check(Action::SeeOwnAccount, [N, Y, Y, Y, Y, Y]);
        check(Action::FindPeople, [N, Y, Y, Y, Y, Y]);
        check(Action::AskForSuggestions, [N, Y, Y, Y, Y, Y]);
        check(Action::StartThread, [N, Y, Y, Y, Y, Y]);
        check(Action::ReadThread, [N, N, Y, Y, Y, Y]);
        check(Action::WriteInThread, [N, N, Y, Y, Y, Y]);
        check(Action::ResolveThread, [N, N, N, N, N, Y]);
        check(Action::SeeAsk, [N, N, Y, Y, Y, Y]);
        check(Action::ReactToAsk, [N, N, N, N, Y, N]);
        check(Action::SeeAskLink, [N, N, N, N, N, Y]);
    }

    #[test]
    fn every_action_stands_once() {
        for (action, _, _) in TABLE {
            let rows = TABLE.iter().filter(|(listed, _, _)| listed == action);
            assert_eq!(rows.count(), 1, "{action:?}");
        }
        assert_eq!(TABLE.len(), 11);
    }
}
