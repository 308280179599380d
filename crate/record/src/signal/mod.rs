//! Problems and opportunities: rules as data (`signals.toml`) over the fields of one record.
//!
//! What is closed is never late, and one value says one thing: a false alarm costs more trust than a
//! missed one.

mod rules;
mod watch;

pub use watch::Lang;

use crate::lexicon::{self, Role, State};
use crate::value::{Day, clean};
use crate::{Field, FieldType, Level, Record, Signal};
use rules::{Cut, Late, Over, Rules};

/// The signals on a record and its lines, as of today, in the user's language.
#[must_use]
pub fn detect(record: &Record, lines: &[Record], today: Day, lang: Lang) -> Vec<Signal> {
    let facts = Facts::new(record, today, lang);
    let rules = Rules::built_in();
    let mut signals = facts.states(rules);
    signals.extend(facts.late(rules));
    // A claim that was refused is corrected and handed in again: its lines still count.
    let over = !facts.closed || facts.states.contains(&State::Refused);
    for parts in std::iter::once(record).chain(lines).filter(|_| over) {
        let own = std::ptr::eq(parts, record);
        let mut of_lines = Facts::new(parts, today, lang);
        of_lines.submitted = facts.submitted;
        if !own {
            signals.extend(watch::seen(&of_lines).into_iter().map(|signal| on_line(signal, parts)));
        }
        let found = rules.over.iter().filter_map(|rule| of_lines.over(rule));
        signals.extend(found.map(|signal| if own { signal } else { on_line(signal, parts) }));
    }
    signals.extend(watch::seen(&facts));
    signals.extend(watch::duplicates(lines, lang).filter(|_| over));
    signals.extend(rules.cut.iter().filter_map(|rule| facts.cut(rule)));
    signals.extend(facts.unassigned(rules));
    // One signal a word: the gravest.
    signals.sort_by_key(|signal| std::cmp::Reverse(signal.level));
    let mut words = Vec::new();
    signals.retain(|signal| {
        let fresh = !words.contains(&signal.word);
        words.push(signal.word.clone());
        fresh
    });
    signals
}

fn on_line(mut signal: Signal, line: &Record) -> Signal {
    signal.field = None;
    signal.why = format!("{}: {}", line.title, signal.why);
    signal
}

/// What the fields of a record come to.
struct Facts<'a> {
    record: &'a Record,
    roles: Vec<Option<Role>>,
    closed: bool,
    states: Vec<State>,
    /// When it was handed in.
    submitted: Option<Day>,
    today: Day,
    lang: Lang,
}

/// The most of a text, in bytes, that is searched for words of dispute and the like.
const MOST_TEXT: usize = 2000;

impl<'a> Facts<'a> {
    fn new(record: &'a Record, today: Day, lang: Lang) -> Facts<'a> {
        let roles: Vec<Option<Role>> = record.fields.iter().map(role).collect();
        let handed_in = |field: &&Field| {
            let label = field.label.to_lowercase();
            ["submitted", "submission", "eingereicht", "soumis", "report date"]
                .iter()
                .any(|word| label.contains(word))
        };
        let submitted = record.fields.iter().filter(handed_in).find_map(day);
        let mut facts = Facts { record, roles, closed: false, states: Vec::new(), submitted, today, lang };
        facts.states = facts.status_fields().flat_map(|(_, field)| said(field)).collect();
        facts.closed = facts.is_closed();
        facts
    }

    fn status_fields(&self) -> impl Iterator<Item = (usize, &'a Field)> {
        let fields = self.record.fields.iter().enumerate();
        fields.filter(|(_, field)| field.ty == FieldType::Status)
    }

    fn with_role(&self, wanted: Role) -> impl Iterator<Item = (usize, &'a Field)> {
        let fields = self.record.fields.iter().enumerate();
        fields.filter(move |(at, _)| self.roles[*at] == Some(wanted))
    }

    fn is_closed(&self) -> bool {
        let by_state = self.status_fields().any(|(_, field)| {
            let states = said(field);
            states.iter().any(|state| state.is_final()) && !states.contains(&State::Open)
        });
        let settled = self.with_role(Role::Outstanding).any(|(_, field)| amount(field) == Some(0.0));
        let ended = self.record.kind == crate::Kind::Ticket
            && self.with_role(Role::ClosedDate).any(|(_, field)| day(field).is_some());
        by_state || settled || ended
    }

    /// What states, flags and words say.
    fn states(&self, rules: &Rules) -> Vec<Signal> {
        let mut signals = Vec::new();
        for (at, field) in self.status_fields() {
            let states = said(field);
            let open = states.contains(&State::Open);
            // One value says one thing: the rules stand in order of what matters most.
            let rule = rules.state.iter().find(|rule| rule.states.iter().any(|state| states.contains(state)));
            let Some(rule) = rule.filter(|rule| if rule.last { !open } else { !self.closed }) else {
                continue;
            };
            let label = if field.label.is_empty() {
                self.lang.say(&["State", "Status", "État"])
            } else {
                &field.label
            };
            signals.push(Signal {
                word: rule.word.clone(),
                level: rule.level,
                field: Some(at),
                why: format!("{label}: {}", clean(&field.value)),
            });
        }
        if !self.closed {
            signals.extend(self.mentions(rules));
        }
        signals
    }

    /// What subject and description say.
    fn mentions(&self, rules: &Rules) -> Vec<Signal> {
        let texts = self.record.fields.iter().enumerate().filter(|(at, field)| {
            let role = self.roles[*at];
            field.ty == FieldType::Text && matches!(role, None | Some(Role::Text | Role::Title))
        });
        let texts = texts.map(|(at, field)| (Some(at), field.value.as_str()));
        let mut signals = Vec::new();
        signals.extend(self.labelled(rules));
        for (at, text) in std::iter::once((None, self.record.title.as_str())).chain(texts) {
            let text = clip(text, MOST_TEXT);
            let states = lexicon::mentioned(text);
            for rule in rules.state.iter().filter(|rule| rule.mentioned) {
                if rule.states.iter().any(|state| states.contains(state)) {
                    signals.push(Signal {
                        word: rule.word.clone(),
                        level: rule.level,
                        field: at,
                        why: format!(
                            "{}: {}",
                            self.lang.say(&["It says", "Es heißt", "Il est dit"]),
                            clip(&clean(text), 120)
                        ),
                    });
                }
            }
        }
        signals
    }

    /// What a filled field is called: a "Disputed amount" of more than nothing.
    fn labelled(&self, rules: &Rules) -> Vec<Signal> {
        let filled = self.record.fields.iter().enumerate().filter(|(_, field)| {
            field.ty == FieldType::Money && amount(field).is_some_and(|amount| amount > 0.0)
        });
        let says = |(at, field): (usize, &Field)| {
            let states = lexicon::states(&field.label);
            let mut mentioned = rules.state.iter().filter(|rule| rule.mentioned);
            let rule = mentioned.find(|rule| rule.states.iter().any(|state| states.contains(state)))?;
            Some(Signal {
                word: rule.word.clone(),
                level: rule.level,
                field: Some(at),
                why: format!("{}: {}", field.label, clean(&field.value)),
            })
        };
        filled.filter_map(says).collect()
    }

    /// The one way in which the record is late.
    fn late(&self, rules: &Rules) -> Option<Signal> {
        if self.closed {
            return None;
        }
        let rule = rules.late.iter().find(|rule| rule.kinds.contains(&self.record.kind));
        let dated = rule.and_then(|rule| self.past(rule));
        dated.or_else(|| {
            let word = |state| match state {
                State::Overdue => Some("overdue"),
                State::Expired => Some("expired"),
                _ => None,
            };
            let (at, field, word) = self
                .status_fields()
                .find_map(|(at, field)| Some((at, field, said(field).into_iter().find_map(word)?)))?;
            Some(Signal {
                word: word.to_owned(),
                level: Level::Warn,
                field: Some(at),
                why: format!(
                    "{} {}",
                    self.lang.say(&["It is marked as", "Gekennzeichnet als", "Marqué comme"]),
                    clean(&field.value).to_lowercase()
                ),
            })
        })
    }

    fn past(&self, rule: &Late) -> Option<Signal> {
        if self.states.iter().any(|state| rule.skips.contains(state)) && !self.states.contains(&State::Open) {
            return None;
        }
        let (at, field, due) = rule.roles.iter().find_map(|role| {
            // The last of a period's dates is its end.
            let dates = self.with_role(*role).filter_map(|(at, field)| Some((at, field, day(field)?)));
            dates.last()
        })?;
        let days = due.days_until(self.today);
        (days > 0).then(|| {
            let service =
                field.label.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "sla");
            Signal {
                word: if service { "sla_breached".to_owned() } else { rule.word.clone() },
                level: if days > rule.critical_after_days { Level::Critical } else { Level::Warn },
                field: Some(at),
                why: format!(
                    "{} {}, {}",
                    self.lang.say(&nouns(&rule.noun)),
                    self.lang.day(due),
                    ago(days, self.lang)
                ),
            }
        })
    }

    fn over(&self, rule: &Over) -> Option<Signal> {
        let signal = |at: usize, used: f64, limit: f64, code: &str| {
            let grave = used * 100.0 > limit * rule.critical_above_percent;
            Signal {
                word: rule.word.clone(),
                level: if grave { Level::Critical } else { Level::Warn },
                field: Some(at),
                why: self
                    .lang
                    .say(&[
                        "{used} is {over} over the limit of {limit}",
                        "{used} liegt {over} über der Grenze von {limit}",
                        "{used} dépasse de {over} la limite de {limit}",
                    ])
                    .replace("{used}", &format!("{used:.2}{code}"))
                    .replace("{over}", &format!("{:.2}{code}", used - limit))
                    .replace("{limit}", &format!("{limit:.2}{code}")),
            }
        };
        let fields = || self.record.fields.iter().enumerate();
        let limits =
            fields().filter(|(at, _)| self.roles[*at].is_some_and(|role| rule.limits.contains(&role)));
        limits.into_iter().find_map(|(at, field)| {
            // "7,249.20 / 5,000.00": what is used of what may be.
            if let Some((used, limit)) = field.normalized.as_deref().and_then(|text| text.split_once(" / ")) {
                let (used, limit) = (number(used)?, number(limit)?);
                return (used > limit && limit > 0.0).then(|| signal(at, used, limit, ""));
            }
            let limit = amount(field).filter(|limit| *limit > 0.0)?;
            fields().find_map(|(used_at, used_field)| {
                // A customer's credit limit holds what is owed, not what the customer turns over.
                let any = self.record.kind != crate::Kind::Account;
                let counts = self.roles[used_at]
                    .is_some_and(|role| rule.amounts.contains(&role) && (any || role == Role::Outstanding));
                let used = amount(used_field).filter(|_| counts && same_currency(used_field, field))?;
                (used > limit).then(|| signal(used_at, used, limit, &code(field)))
            })
        })
    }

    fn cut(&self, rule: &Cut) -> Option<Signal> {
        if self.states.contains(&State::Refused) {
            return None;
        }
        let first = |roles: &[Role]| {
            let mut fields = roles.iter().flat_map(|role| self.with_role(*role));
            fields.find_map(|(at, field)| Some((at, field, amount(field)?)))
        };
        let (_, asked_field, asked) = first(&rule.asked)?;
        let (at, field, granted) = first(&rule.granted)?;
        (granted > 0.0 && granted < asked && same_currency(asked_field, field)).then(|| Signal {
            word: rule.word.clone(),
            level: Level::Warn,
            field: Some(at),
            why: self
                .lang
                .say(&[
                    "{granted} of {asked} was granted",
                    "{granted} von {asked} wurden bewilligt",
                    "{granted} sur {asked} accordés",
                ])
                .replace("{granted}", &format!("{granted:.2}"))
                .replace("{asked}", &format!("{asked:.2}{}", code(asked_field))),
        })
    }

    fn unassigned(&self, rules: &Rules) -> Option<Signal> {
        let rule = rules.unassigned.first().filter(|_| !self.closed)?;
        let (at, field) =
            self.with_role(Role::Owner).find(|(_, field)| said(field).contains(&State::Unassigned))?;
        Some(Signal {
            word: rule.word.clone(),
            level: rule.level,
            field: Some(at),
            why: format!(
                "{}: {}",
                field.label,
                self.lang.say(&["nobody has taken it", "noch niemand zuständig", "personne ne s’en occupe"])
            ),
        })
    }
}

fn role(field: &Field) -> Option<Role> {
    let named = field.name.as_deref().and_then(lexicon::label_of_name);
    let labelled = lexicon::label(&field.label);
    // A vague name says less than a clear label.
    let vague = |role: Role| matches!(role, Role::Text | Role::Title | Role::Date | Role::Reference);
    match (named, labelled) {
        (Some(named), Some(label)) if vague(named.role) => Some(label.role),
        (named, label) => named.or(label).map(|label| label.role),
    }
}

fn said(field: &Field) -> Vec<State> {
    lexicon::states(&clean(&field.value))
}

fn day(field: &Field) -> Option<Day> {
    field.normalized.as_deref().and_then(Day::parse)
}

fn amount(field: &Field) -> Option<f64> {
    let counts = matches!(field.ty, FieldType::Money | FieldType::Number);
    number(field.normalized.as_deref().filter(|_| counts)?)
}

fn number(normalized: &str) -> Option<f64> {
    normalized.split(' ').next()?.parse().ok()
}

/// The currency with a space before it, or nothing.
fn code(field: &Field) -> String {
    let code = field.normalized.as_deref().and_then(|text| text.split_once(' '));
    code.map_or(String::new(), |(_, code)| format!(" {code}"))
}

fn same_currency(a: &Field, b: &Field) -> bool {
    let (a, b) = (code(a), code(b));
    a == b || a.is_empty() || b.is_empty()
}

fn ago(days: i64, lang: Lang) -> String {
    if days == 1 {
        return lang.say(&["yesterday", "gestern", "hier"]).to_owned();
    }
    lang.say(&["{} days ago", "vor {} Tagen", "il y a {} jours"]).replace("{}", &days.to_string())
}

/// What a date is called, in English, German and French.
fn nouns(noun: &str) -> [&str; 3] {
    match noun {
        "Close date" => [noun, "Abschluss", "Clôture"],
        "Due" => [noun, "Fällig", "Échéance"],
        "Delivery" => [noun, "Lieferung", "Livraison"],
        "Valid until" => [noun, "Gültig bis", "Valable jusqu’au"],
        "Ended" => [noun, "Beendet", "Terminé"],
        other => [other; 3],
    }
}

fn clip(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Format, Hints, parse};
    use crate::{Kind, Source};

    /// The words and sentences for a record of these labels and values on 23 November 2026.
    fn words(kind: Kind, fields: &[(&str, &str)]) -> Vec<String> {
        let signals = detect(&record(kind, fields), &[], Day::new(2026, 11, 23).unwrap(), Lang::En);
        signals.into_iter().map(|signal| signal.word).collect()
    }

    pub(super) fn record(kind: Kind, fields: &[(&str, &str)]) -> Record {
        let format = Format::detect(std::iter::empty(), &["en-US"]);
        let fields = fields.iter().map(|(label, text)| {
            let value = parse(text, &Hints { label, ..Hints::default() }, &format);
            Field {
                name: None,
                label: (*label).to_owned(),
                value: (*text).to_owned(),
                ty: value.ty,
                normalized: value.normalized,
                source: Source::default(),
            }
        });
        Record {
            kind,
            id: None,
            reference: None,
            ids: Vec::new(),
            title: String::new(),
            parent: None,
            primary: true,
            link: None,
            confidence: 1.0,
            fields: fields.collect(),
            signals: Vec::new(),
            node: None,
        }
    }

    #[test]
    fn what_is_open_may_be_late() {
        use Kind::{Contract, CustomerInvoice, Opportunity, Order, PurchaseOrder, Quote, Ticket};
        for (kind, fields, want) in [
            (CustomerInvoice, &[("Due date", "11/11/2026"), ("Status", "Not paid")][..], "overdue"),
            (CustomerInvoice, &[("Due date", "11/11/2026"), ("Status", "Paid")], ""),
            (CustomerInvoice, &[("Due date", "11/11/2026"), ("Remaining unpaid", "$0.00")], ""),
            (CustomerInvoice, &[("Due date", "11/11/2026"), ("Status", "Draft")], ""),
            (CustomerInvoice, &[("Due date", "12/11/2026"), ("Status", "Unpaid")], ""),
            (Opportunity, &[("Close date", "11/01/2026"), ("Stage", "Negotiation")], "overdue"),
            (Opportunity, &[("Close date", "11/01/2026"), ("Stage", "Closed Won")], ""),
            (PurchaseOrder, &[("Expected arrival", "11/01/2026")], "late"),
            (Order, &[("Delivery date", "11/01/2026"), ("Status", "Delivered")], ""),
            (Quote, &[("Valid until", "11/01/2026"), ("Status", "Sent")], ""),
            (Quote, &[("Valid until", "11/01/2026"), ("Status", "Open")], "overdue"),
            (Contract, &[("End date", "09/30/2026")], "expired"),
            (Ticket, &[("Due", "11/20/2026 05:00 PM"), ("Status", "Resolved")], ""),
            (Ticket, &[("SLA due", "11/20/2026 05:00 PM")], "sla_breached"),
        ] {
            assert_eq!(words(kind, fields).join(" "), want, "{kind:?} {fields:?}");
        }
    }

    #[test]
    fn states_speak() {
        use Kind::{ExpenseReport, Opportunity, SupplierInvoice, Ticket};
        for (kind, fields, want) in [
            (ExpenseReport, &[("Status", "Refused")][..], "refused"),
            (Opportunity, &[("Stage", "Lost")], "lost"),
            (SupplierInvoice, &[("Status", "On hold")], "on_hold"),
            (Ticket, &[("Severity", "Critical, Blocking")], "blocked"),
            (Ticket, &[("Severity", "1 - Critical"), ("Status", "Open")], "critical"),
            (Ticket, &[("Severity", "1 - Critical"), ("Status", "Resolved")], ""),
            (Ticket, &[("Assigned to", "Unassigned")], "unassigned"),
            (Ticket, &[("Subject", "We dispute the last invoice")], "disputed"),
            (Ticket, &[("Subject", "No dispute, just a question")], ""),
            (Ticket, &[("Disputed amount", "EUR 120.00")], "disputed"),
            (Ticket, &[("Disputed amount", "EUR 0.00")], ""),
        ] {
            assert_eq!(words(kind, fields).join(" "), want, "{kind:?} {fields:?}");
        }
    }

    #[test]
    fn amounts_are_held_against_limits() {
        use Kind::{Account, ExpenseReport, Project};
        for (kind, fields, want) in [
            (Project, &[("Budget", "$12,000"), ("Actual cost", "$14,000")][..], "over_budget"),
            (Project, &[("Budget", "$12,000"), ("Actual cost", "$9,000")], ""),
            (Account, &[("Credit limit", "7,249.20 / 5,000.00 €")], "over_budget"),
            (Account, &[("Credit limit", "$5,000"), ("Annual revenue", "$12,000,000")], ""),
            (ExpenseReport, &[("Claimed amount", "$400"), ("Approved amount", "$320")], "reduced"),
            (
                ExpenseReport,
                &[("Claimed amount", "$400"), ("Approved amount", "$0"), ("Status", "Refused")],
                "refused",
            ),
        ] {
            assert_eq!(words(kind, fields).join(" "), want, "{kind:?} {fields:?}");
        }
    }

    #[test]
    fn a_sentence_says_what_and_by_how_much() {
        let record = record(Kind::CustomerInvoice, &[("Ref", "INV-7"), ("Due date", "11/11/2026")]);
        let signals = detect(&record, &[], Day::new(2026, 11, 23).unwrap(), Lang::En);
        assert_eq!(signals[0].why, "Due 11 Nov 2026, 12 days ago");
        assert_eq!(signals[0].field, Some(1));
    }
}
