//! What states mean.

/// What a word of state says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Not yet handed in.
    Draft,
    /// Being worked on.
    Open,
    /// Agreed; what follows from it may still be open.
    Approved,
    /// Payment is awaited.
    Unpaid,
    /// Paid.
    Paid,
    /// Finished.
    Closed,
    /// Finished with a sale.
    Won,
    /// Turned down.
    Refused,
    /// Called off.
    Cancelled,
    /// The sale went elsewhere.
    Lost,
    /// Given up.
    Abandoned,
    /// Somebody contests it.
    Disputed,
    /// It cannot go on.
    Blocked,
    /// It rests.
    OnHold,
    /// It was handed upwards.
    Escalated,
    /// Of the gravest sort.
    Critical,
    /// A degree of importance other than the gravest.
    Priority,
    /// Nobody has taken it.
    Unassigned,
    /// Its time has passed.
    Overdue,
    /// Its period has ended.
    Expired,
    /// A service target was missed.
    SlaBreached,
    /// More than allowed.
    OverBudget,
}

impl State {
    const TABLE: [(State, &'static str); 22] = [
        (State::Draft, "draft"),
        (State::Open, "open"),
        (State::Approved, "approved"),
        (State::Unpaid, "unpaid"),
        (State::Paid, "paid"),
        (State::Closed, "closed"),
        (State::Won, "won"),
        (State::Refused, "refused"),
        (State::Cancelled, "cancelled"),
        (State::Lost, "lost"),
        (State::Abandoned, "abandoned"),
        (State::Disputed, "disputed"),
        (State::Blocked, "blocked"),
        (State::OnHold, "on_hold"),
        (State::Escalated, "escalated"),
        (State::Critical, "critical"),
        (State::Priority, "priority"),
        (State::Unassigned, "unassigned"),
        (State::Overdue, "overdue"),
        (State::Expired, "expired"),
        (State::SlaBreached, "sla_breached"),
        (State::OverBudget, "over_budget"),
    ];

    /// The state with that name in the data files.
    #[must_use]
    pub fn parse(name: &str) -> Option<State> {
        State::TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name in the data files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        State::TABLE.iter().find(|row| row.0 == self).map_or("open", |row| row.1)
    }

    /// Whether nothing is awaited any more: such a record cannot be late.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(
            self,
            State::Paid
                | State::Closed
                | State::Won
                | State::Refused
                | State::Cancelled
                | State::Lost
                | State::Abandoned
        )
    }
}
