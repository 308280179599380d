//! What people who know a trade watch for, as data: each entry with its thresholds, the sentence in each language
//! and where its figures come from. What counts is a function over the fields; how much of it is grave is here.

use std::collections::HashMap;

use super::{Facts, amount, day};
use crate::lexicon::{self, Role, State};
use crate::value::{Day, clean};
use crate::words::split_words;
use crate::{Field, FieldType, Kind, Level, Record, Signal};

/// A language that sentences are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
}

impl Lang {
    /// The first of a user's languages in which there are sentences.
    #[must_use]
    pub fn of(locales: &[String]) -> Lang {
        let known = |locale: &String| match locale.get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Lang::En),
            "de" => Some(Lang::De),
            "fr" => Some(Lang::Fr),
            _ => None,
        };
        locales.iter().find_map(known).unwrap_or_default()
    }

    /// A day as it is written in this language.
    pub(super) fn day(self, day: Day) -> String {
        let iso = day.to_string();
        match (self, iso.get(..4), iso.get(5..7), iso.get(8..)) {
            (Lang::De, Some(year), Some(month), Some(day)) => format!("{day}.{month}.{year}"),
            (Lang::Fr, Some(year), Some(month), Some(day)) => format!("{day}/{month}/{year}"),
            _ => day.in_words(),
        }
    }

    /// The sentence in this language.
    pub(super) fn say<'s>(self, sentences: &[&'s str; 3]) -> &'s str {
        sentences[self as usize]
    }
}

/// What was found: how much of it, in which field, and what the sentence tells.
struct Found {
    measure: f64,
    field: Option<usize>,
    told: String,
}

/// One thing to watch for.
struct Watch {
    word: &'static str,
    kinds: &'static [Kind],
    /// From here on it is worth a look, from there on it needs a decision.
    warn: f64,
    critical: f64,
    /// Whether it is a chance or a hint, not a problem.
    chance: bool,
    find: fn(&Facts<'_>) -> Option<Found>,
    /// `{}` is what was found, in English, German, French.
    says: [&'static str; 3],
}

const NEVER: f64 = f64::INFINITY;

use Kind::{
    Contract, ExpenseLine, ExpenseReport, Forecast, Opportunity, Order, PurchaseOrder, Quote,
    SupplierInvoice, Ticket,
};

/// Everything that is watched for in one record. Sources stand beside the figures; "own" is Muster's default.
const WATCHES: &[Watch] = &[
    // Pillar GTM, pipeline signals: 2 and 3 moves.
    watch(
        "close_date_pushed",
        &[Opportunity],
        2.0,
        3.0,
        pushes,
        [
            "The close date was moved {} times",
            "Der Abschluss wurde {}-mal verschoben",
            "La clôture a été repoussée {} fois",
        ],
    ),
    // Breadbox, deal inspection: amber above 14 days; Pillar GTM: 30 days.
    watch(
        "stage_stagnation",
        &[Opportunity],
        14.0,
        30.0,
        stagnant,
        ["In this stage for {} days", "Seit {} Tagen in dieser Phase", "À cette étape depuis {} jours"],
    ),
    // Pillar GTM and Breadbox: 14 and 30 days.
    watch(
        "no_activity",
        &[Opportunity],
        14.0,
        30.0,
        silent,
        ["No activity for {} days", "Seit {} Tagen keine Aktivität", "Aucune activité depuis {} jours"],
    ),
    // Pillar GTM: a committed deal has two contacts at least.
    watch(
        "single_threaded",
        &[Opportunity],
        1.0,
        2.0,
        single,
        [
            "A late stage with {} contact(s)",
            "Späte Phase mit {} Kontakt(en)",
            "Étape avancée avec {} contact(s)",
        ],
    ),
    // PulseRevOps, discount approval: above 10 % the manager, above 20 % the vice president.
    watch(
        "discount_over_authority",
        &[Opportunity, Quote, Order],
        10.01,
        20.01,
        discount,
        [
            "A discount of {} % needs approval",
            "{} % Rabatt müssen genehmigt werden",
            "Une remise de {} % demande un accord",
        ],
    ),
    // Own.
    watch(
        "forecast_category_mismatch",
        &[Opportunity],
        0.01,
        20.01,
        mismatch,
        [
            "Committed at a probability of {} %",
            "Zugesagt bei {} % Wahrscheinlichkeit",
            "Engagée avec une probabilité de {} %",
        ],
    ),
    // Pillar GTM: coverage below 3, below 2.
    watch(
        "coverage_low",
        &[Forecast],
        0.01,
        1.01,
        coverage,
        [
            "The pipeline covers the quota {} times",
            "Die Pipeline deckt die Quote {}-fach",
            "Le pipeline couvre {} fois le quota",
        ],
    ),
    // ORM, deals at risk.
    watch(
        "competitor_named",
        &[Opportunity],
        1.0,
        2.0,
        competitor,
        ["A competitor is named: {}", "Ein Wettbewerber ist genannt: {}", "Un concurrent est cité : {}"],
    ),
    // Pillar GTM: below 90 days, critical below 60.
    chance(
        "window_opening",
        &[Opportunity],
        1.0,
        31.0,
        window,
        [
            "Their contract ends in {} days",
            "Deren Vertrag endet in {} Tagen",
            "Leur contrat se termine dans {} jours",
        ],
    ),
    // Expensify's default of 25; 75 by IRS Publication 463.
    watch(
        "missing_receipt",
        &[ExpenseReport, ExpenseLine],
        25.0,
        75.0,
        receipt,
        ["{} without a receipt", "{} ohne Beleg", "{} sans justificatif"],
    ),
    // Best practice of 30 days; 60 days by the IRS's safe harbour.
    watch(
        "late_submission",
        &[ExpenseLine],
        30.0,
        60.0,
        belated,
        [
            "Handed in {} days after the expense",
            "{} Tage nach der Ausgabe eingereicht",
            "Remise {} jours après la dépense",
        ],
    ),
    // Employee expense policy checklists: more than one unit of the currency apart.
    watch(
        "receipt_mismatch",
        &[ExpenseReport, ExpenseLine],
        1.001,
        5.0,
        differing,
        ["The receipt differs by {}", "Der Beleg weicht um {} ab", "Le justificatif diffère de {}"],
    ),
    // Employee expense policy checklists: a purpose of one word.
    watch(
        "thin_purpose",
        &[ExpenseReport, ExpenseLine],
        1.0,
        2.0,
        purpose,
        ["The purpose says only “{}”", "Als Zweck steht nur „{}“", "Le motif dit seulement « {} »"],
    ),
    // Employee expense policy checklists: commonly 1,000 to 2,500.
    watch(
        "needs_senior_approval",
        &[ExpenseReport],
        1000.01,
        2500.01,
        large,
        [
            "{} is above what one approver may sign",
            "{} liegt über der Grenze für einen Genehmiger",
            "{} dépasse ce qu’un seul valideur peut signer",
        ],
    ),
    // SAP Concur, sample audit rules.
    chance(
        "weekend_or_fx",
        &[ExpenseLine],
        1.0,
        NEVER,
        weekend,
        ["Spent on a weekend: {}", "An einem Wochenende ausgegeben: {}", "Dépensé un week-end : {}"],
    ),
    // Switchlabs, alerts: a quarter of the time left; a tenth is own.
    watch(
        "sla_at_risk",
        &[Ticket],
        75.0,
        90.0,
        sla,
        ["{} % of the time to answer is used", "{} % der Zeit sind verbraucht", "{} % du délai sont écoulés"],
    ),
    // ResolveMark, escalation rate: tickets of the worst mood are escalated most; the words are own.
    watch(
        "negative_sentiment",
        &[Ticket],
        1.0,
        2.0,
        anger,
        ["It sounds upset: “{}”", "Das klingt verärgert: „{}“", "Le ton est mécontent : « {} »"],
    ),
    // Own.
    watch(
        "reopened",
        &[Ticket],
        1.0,
        2.0,
        reopened,
        ["Opened again: {}", "Wieder geöffnet: {}", "Rouvert : {}"],
    ),
    // Switchlabs: 30 minutes and own: 2 hours; a page tells days.
    watch(
        "stale_urgent",
        &[Ticket],
        1.0,
        2.0,
        stale,
        [
            "Urgent, and untouched for {} days",
            "Dringend und seit {} Tagen unberührt",
            "Urgent et inchangé depuis {} jours",
        ],
    ),
    // Own.
    watch(
        "ping_pong",
        &[Ticket],
        3.0,
        5.0,
        passed,
        ["Passed on {} times", "{}-mal weitergereicht", "Réaffecté {} fois"],
    ),
    // Own.
    chance(
        "churn_or_upsell_words",
        &[Ticket],
        1.0,
        2.0,
        turning,
        ["The customer speaks of “{}”", "Der Kunde spricht von „{}“", "Le client parle de « {} »"],
    ),
    // MomentumPro, three-way match: 2 %; Covinly: 5 %.
    watch(
        "price_variance",
        &[SupplierInvoice, PurchaseOrder, Kind::Other],
        2.001,
        5.001,
        price,
        [
            "The price is {} % off the order",
            "Der Preis weicht um {} % von der Bestellung ab",
            "Le prix s’écarte de {} % de la commande",
        ],
    ),
    // Agaro: 2 %; Covinly: 5 %.
    watch(
        "quantity_variance",
        &[SupplierInvoice, PurchaseOrder, Kind::Other],
        2.001,
        5.001,
        quantity,
        [
            "Billed {} % more than received",
            "{} % mehr berechnet als geliefert",
            "Facturé {} % de plus que reçu",
        ],
    ),
    // MomentumPro, exception list.
    watch(
        "no_goods_receipt",
        &[SupplierInvoice, PurchaseOrder, Kind::Other],
        1.0,
        NEVER,
        unreceived,
        ["Billed {}, nothing received", "{} berechnet, nichts geliefert", "{} facturé, rien reçu"],
    ),
    // MomentumPro: invoices without an order.
    watch(
        "not_on_po",
        &[SupplierInvoice],
        1.0,
        NEVER,
        orderless,
        ["No purchase order: {}", "Keine Bestellung: {}", "Aucune commande : {}"],
    ),
    // AgentFactory, three-way match: duplicate check.
    watch(
        "duplicate_invoice",
        &[SupplierInvoice],
        1.0,
        2.0,
        doubled,
        ["It says: {}", "Es heißt: {}", "Il est dit : {}"],
    ),
    // Leverage, procurement exceptions; 7 days are own.
    watch(
        "confirmation_gap",
        &[PurchaseOrder],
        1.0,
        7.01,
        slipped,
        [
            "Confirmed {} days later than asked",
            "{} Tage später bestätigt als gewünscht",
            "Confirmé {} jours plus tard que demandé",
        ],
    ),
    // Own.
    chance(
        "early_payment_discount",
        &[SupplierInvoice],
        1.0,
        4.0,
        skonto,
        ["{} days left for the discount", "Noch {} Tage Skonto", "Escompte encore {} jours"],
    ),
    // Own: contracts are renewed or ended in time.
    chance(
        "renewal_near",
        &[Contract],
        1.0,
        31.0,
        renewal,
        ["It ends in {} days", "Läuft in {} Tagen aus", "Se termine dans {} jours"],
    ),
];

type Find = fn(&Facts<'_>) -> Option<Found>;

const fn watch(
    word: &'static str,
    kinds: &'static [Kind],
    warn: f64,
    critical: f64,
    find: Find,
    says: [&'static str; 3],
) -> Watch {
    Watch { word, kinds, warn, critical, chance: false, find, says }
}

const fn chance(
    word: &'static str,
    kinds: &'static [Kind],
    warn: f64,
    critical: f64,
    find: Find,
    says: [&'static str; 3],
) -> Watch {
    Watch { word, kinds, warn, critical, chance: true, find, says }
}

/// What is to be seen on one record.
pub(super) fn seen(facts: &Facts<'_>) -> Vec<Signal> {
    if facts.closed && !facts.states.contains(&State::Refused) {
        return Vec::new();
    }
    let fitting = WATCHES.iter().filter(|watch| watch.kinds.contains(&facts.record.kind));
    fitting
        .filter_map(|watch| {
            let found = (watch.find)(facts)?;
            if found.measure < watch.warn {
                return None;
            }
            let grave = found.measure >= watch.critical;
            let level = match (watch.chance, grave) {
                (true, false) => Level::Info,
                (false, true) => Level::Critical,
                _ => Level::Warn,
            };
            Some(Signal {
                word: watch.word.to_owned(),
                level,
                field: found.field,
                why: facts.lang.say(&watch.says).replacen("{}", &found.told, 1),
            })
        })
        .collect()
}

/// Two lines of one day and one amount.
pub(super) fn duplicates(lines: &[Record], lang: Lang) -> Option<Signal> {
    let facts = |line: &Record| {
        let date = line.fields.iter().find(|field| field.ty == FieldType::Date)?.normalized.clone()?;
        let money = line.fields.iter().find(|field| field.ty == FieldType::Money)?.normalized.clone()?;
        Some((date, money))
    };
    let known: Vec<_> = lines.iter().filter(|line| line.kind == ExpenseLine).collect();
    let told: Vec<_> = known.iter().map(|line| facts(line)).collect();
    let mut seen = HashMap::new();
    let (first, second) = told.iter().enumerate().find_map(|(at, facts)| {
        let before = seen.insert(facts.as_ref()?, at)?;
        Some((before, at))
    })?;
    let says = ["Claimed twice? {}", "Doppelt abgerechnet? {}", "Demandé deux fois ? {}"];
    Some(Signal {
        word: "duplicate".to_owned(),
        level: if known[first].title == known[second].title { Level::Critical } else { Level::Warn },
        field: None,
        why: lang.say(&says).replacen("{}", &known[second].title, 1),
    })
}

/// The first field with one of these labels, or with such a name of the app's own.
fn labelled<'f>(facts: &Facts<'f>, labels: &[&str]) -> Option<(usize, &'f Field)> {
    facts.record.fields.iter().enumerate().find(|(_, field)| {
        let label = split_words(&field.label).join(" ");
        let name = field.name.as_deref().map(|name| split_words(name).join(" "));
        labels.iter().any(|known| label == *known || name.as_deref() == Some(known))
    })
}

fn number(field: &Field) -> Option<f64> {
    field.normalized.as_deref().unwrap_or(&field.value).split(' ').next()?.parse().ok()
}

/// The first number within a text: "36 days" is 36.
fn leading(field: &Field) -> Option<f64> {
    number(field).or_else(|| {
        let digits: String = field
            .value
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    })
}

#[allow(clippy::cast_precision_loss)] // days and percent are small
fn days(days: i64) -> f64 {
    days as f64
}

/// A figure without a needless fraction.
fn plain(figure: f64) -> String {
    if figure.fract().abs() < 0.05 { format!("{figure:.0}") } else { format!("{figure:.1}") }
}

fn counted(facts: &Facts<'_>, labels: &[&str]) -> Option<Found> {
    let (at, field) = labelled(facts, labels)?;
    let measure = leading(field)?;
    Some(Found { measure, field: Some(at), told: plain(measure) })
}

/// Days since the day in a field.
fn since(facts: &Facts<'_>, labels: &[&str]) -> Option<Found> {
    let (at, field) = labelled(facts, labels)?;
    let passed = day(field)?.days_until(facts.today);
    Some(Found { measure: days(passed), field: Some(at), told: passed.to_string() })
}

/// How near the day in a field is: the last of `within` days counts 1.
fn nearing(facts: &Facts<'_>, field: usize, due: Day, within: i64) -> Option<Found> {
    let left = facts.today.days_until(due);
    ((0..=within).contains(&left)).then(|| Found {
        measure: days(within - left + 1),
        field: Some(field),
        told: left.to_string(),
    })
}

fn pushes(facts: &Facts<'_>) -> Option<Found> {
    counted(facts, &["push count", "times pushed", "close date changes", "close date moves"])
}

fn stagnant(facts: &Facts<'_>) -> Option<Found> {
    counted(
        facts,
        &[
            "days in stage",
            "time in stage",
            "stage age",
            "stage duration",
            "tage in phase",
            "jours à l étape",
        ],
    )
    .or_else(|| {
        since(
            facts,
            &[
                "last stage change",
                "stage changed",
                "in stage since",
                "last stage change date",
                "in phase seit",
            ],
        )
    })
}

fn silent(facts: &Facts<'_>) -> Option<Found> {
    since(
        facts,
        &[
            "last activity",
            "last activity date",
            "last contacted",
            "last contact",
            "last touched",
            "letzte aktivität",
            "letzter kontakt",
            "dernière activité",
            "dernier contact",
        ],
    )
}

fn late_stage(facts: &Facts<'_>) -> bool {
    likelihood(facts).is_some_and(|(_, share)| share >= 50.0)
        || labelled(facts, &["forecast category"])
            .is_some_and(|(_, field)| field.value.to_lowercase().contains("commit"))
}

fn likelihood(facts: &Facts<'_>) -> Option<(usize, f64)> {
    facts
        .record
        .fields
        .iter()
        .enumerate()
        .find(|(_, field)| field.ty == FieldType::Percent && !field.label.to_lowercase().contains("discount"))
        .and_then(|(at, field)| Some((at, number(field)?)))
}

fn single(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) = labelled(
        facts,
        &[
            "contact roles",
            "contacts",
            "stakeholders",
            "number of contacts",
            "kontakte",
            "ansprechpartner anzahl",
        ],
    )?;
    let count = number(field)?;
    late_stage(facts).then(|| Found { measure: 2.0 - count, field: Some(at), told: plain(count) })
}

fn discount(facts: &Facts<'_>) -> Option<Found> {
    let said = |field: &Field| {
        let label = field.label.to_lowercase();
        ["discount", "rabatt", "remise", "descuento", "sconto", "korting", "desconto"]
            .iter()
            .any(|word| label.contains(word))
    };
    let (at, field) = facts
        .record
        .fields
        .iter()
        .enumerate()
        .find(|(_, field)| field.ty == FieldType::Percent && said(field))?;
    let share = number(field)?;
    Some(Found { measure: share, field: Some(at), told: plain(share) })
}

fn mismatch(facts: &Facts<'_>) -> Option<Found> {
    let (_, category) = labelled(
        facts,
        &[
            "forecast category",
            "forecastcategory",
            "forecast category name",
            "prognosekategorie",
            "catégorie de prévision",
        ],
    )?;
    let (at, share) = likelihood(facts)?;
    category.value.to_lowercase().contains("commit").then(|| Found {
        measure: 70.0 - share,
        field: Some(at),
        told: plain(share),
    })
}

fn coverage(facts: &Facts<'_>) -> Option<Found> {
    let (at, pipeline) =
        labelled(facts, &["pipeline", "open pipeline", "total pipeline", "offene pipeline"])?;
    let (_, quota) = labelled(facts, &["quota", "target", "quote", "ziel", "objectif"])?;
    let ratio = amount(pipeline)? / amount(quota).filter(|quota| *quota > 0.0)?;
    Some(Found { measure: 3.0 - ratio, field: Some(at), told: plain(ratio) })
}

fn competitor(facts: &Facts<'_>) -> Option<Found> {
    let labels = [
        "competitor",
        "competitors",
        "main competitor",
        "main competitors",
        "wettbewerber",
        "mitbewerber",
        "concurrent",
        "concurrents",
    ];
    let (at, field) = labelled(facts, &labels)?;
    let grave = likelihood(facts).is_some_and(|(_, share)| share >= 60.0);
    Some(Found { measure: if grave { 2.0 } else { 1.0 }, field: Some(at), told: clean(&field.value) })
}

fn window(facts: &Facts<'_>) -> Option<Found> {
    let labels = [
        "competitor contract end",
        "current contract ends",
        "contract end date",
        "incumbent contract end",
        "contract expires",
        "laufzeit beim wettbewerber",
        "fin du contrat actuel",
    ];
    let (at, field) = labelled(facts, &labels)?;
    nearing(facts, at, day(field)?, 90)
}

fn own_amount(facts: &Facts<'_>) -> Option<(usize, f64, String)> {
    let paid = |role: &Option<Role>| matches!(role, Some(Role::Claimed | Role::Total | Role::Spent));
    let (at, field) = facts.record.fields.iter().enumerate().find(|(at, field)| {
        paid(&facts.roles[*at]) && matches!(field.ty, FieldType::Money | FieldType::Number)
    })?;
    Some((at, amount(field)?, clean(&field.value)))
}

fn receipt(facts: &Facts<'_>) -> Option<Found> {
    let missing = |field: &Field| {
        let value = clean(&field.value).to_lowercase();
        let label = field.label.to_lowercase();
        let about = ["receipt", "beleg", "justificatif", "quittung"].iter().any(|word| label.contains(word));
        let none = ["no", "missing", "none", "nein", "fehlt", "non", "manquant", "not attached", "required"];
        about && none.contains(&value.as_str())
            || [
                "missing receipt",
                "no receipt",
                "receipt missing",
                "receipt required",
                "beleg fehlt",
                "justificatif manquant",
            ]
            .iter()
            .any(|phrase| value.contains(phrase))
    };
    let at = facts.record.fields.iter().position(missing)?;
    let (_, measure, told) = own_amount(facts)?;
    Some(Found { measure, field: Some(at), told })
}

fn belated(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) =
        facts.record.fields.iter().enumerate().find(|(_, field)| field.ty == FieldType::Date)?;
    let passed = day(field)?.days_until(facts.submitted.unwrap_or(facts.today));
    Some(Found { measure: days(passed), field: Some(at), told: passed.to_string() })
}

fn differing(facts: &Facts<'_>) -> Option<Found> {
    let (_, field) = labelled(
        facts,
        &["receipt amount", "receipt total", "scanned amount", "belegbetrag", "montant du justificatif"],
    )?;
    let (at, own, _) = own_amount(facts)?;
    let apart = (amount(field)? - own).abs();
    let grave = apart * 20.0 > own;
    let measure = if apart > 1.0 && grave { apart.max(5.0) } else { apart.min(4.99) };
    Some(Found { measure, field: Some(at), told: format!("{apart:.2}") })
}

fn purpose(facts: &Facts<'_>) -> Option<Found> {
    let labels = [
        "business purpose",
        "purpose",
        "trip purpose",
        "reisezweck",
        "zweck",
        "anlass",
        "motif",
        "objet du déplacement",
    ];
    let (at, field) = labelled(facts, &labels)?;
    let text = clean(&field.value);
    let large = own_amount(facts).is_some_and(|(_, amount, _)| amount >= 1000.0);
    (text.split_whitespace().count() < 2 && text.is_ascii()).then_some(Found {
        measure: if large { 2.0 } else { 1.0 },
        field: Some(at),
        told: text,
    })
}

fn large(facts: &Facts<'_>) -> Option<Found> {
    let (at, measure, told) = own_amount(facts)?;
    let waiting = !facts.states.iter().any(|state| matches!(state, State::Approved | State::Paid));
    waiting.then_some(Found { measure, field: Some(at), told })
}

fn weekend(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) =
        facts.record.fields.iter().enumerate().find(|(_, field)| field.ty == FieldType::Date)?;
    matches!(day(field)?.weekday(), 0 | 6).then(|| Found {
        measure: 1.0,
        field: Some(at),
        told: clean(&field.value),
    })
}

fn sla(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) = facts.with_role(Role::DueDate).next()?;
    let due = day(field)?;
    let labels = [
        "created",
        "created on",
        "opened",
        "erstellt",
        "erstellt am",
        "created at",
        "date opened",
        "créé le",
        "opened at",
    ];
    let (_, made) = labelled(facts, &labels)?;
    let made = day(made)?;
    let (all, used) = (made.days_until(due), made.days_until(facts.today));
    (all >= 2 && (0..=all).contains(&used)).then(|| {
        let share = 100.0 * days(used) / days(all);
        Found { measure: share, field: Some(at), told: plain(share) }
    })
}

/// The first of these phrases in a record's texts, and how many there are.
fn phrases(facts: &Facts<'_>, known: &[&'static str]) -> Option<Found> {
    let texts = facts.record.fields.iter().enumerate().filter(|(_, field)| field.ty == FieldType::Text);
    let texts = texts.map(|(at, field)| (Some(at), field.value.as_str()));
    let mut found: Option<Found> = None;
    for (at, text) in std::iter::once((None, facts.record.title.as_str())).chain(texts) {
        let words = format!(" {} ", split_words(super::clip(text, super::MOST_TEXT)).join(" "));
        for phrase in known.iter().filter(|phrase| words.contains(&format!(" {phrase} "))) {
            match &mut found {
                Some(found) => found.measure += 1.0,
                None => found = Some(Found { measure: 1.0, field: at, told: (*phrase).to_owned() }),
            }
        }
    }
    found
}

fn anger(facts: &Facts<'_>) -> Option<Found> {
    phrases(
        facts,
        &[
            "unacceptable",
            "furious",
            "angry",
            "very disappointed",
            "extremely frustrated",
            "fed up",
            "worst",
            "ridiculous",
            "legal action",
            "lawyer",
            "inakzeptabel",
            "unzumutbar",
            "sehr verärgert",
            "enttäuscht",
            "anwalt",
            "frechheit",
            "inadmissible",
            "inacceptable",
            "furieux",
            "très déçu",
            "avocat",
            "scandaleux",
        ],
    )
}

fn reopened(facts: &Facts<'_>) -> Option<Found> {
    counted(facts, &["reopen count", "times reopened", "reopened count", "reopens", "wiedereröffnungen"])
        .or_else(|| {
            let (at, field) = facts.status_fields().find(|(_, field)| {
                let value = field.value.to_lowercase();
                ["reopen", "re-open", "wiedereröffnet", "wieder geöffnet", "rouvert"]
                    .iter()
                    .any(|word| value.contains(word))
            })?;
            Some(Found { measure: 1.0, field: Some(at), told: clean(&field.value) })
        })
}

fn stale(facts: &Facts<'_>) -> Option<Found> {
    let urgent = facts.record.fields.iter().enumerate().any(|(at, field)| {
        let value = field.value.to_lowercase();
        matches!(facts.roles[at], Some(Role::Priority))
            && (["urgent", "p1", "dringend", "sehr hoch", "urgente"].iter().any(|word| value.contains(word))
                || lexicon::states(&value).contains(&State::Critical))
    });
    let (at, field) = facts.with_role(Role::UpdatedDate).find(|_| urgent)?;
    let passed = day(field)?.days_until(facts.today);
    Some(Found { measure: days(passed), field: Some(at), told: passed.to_string() })
}

fn passed(facts: &Facts<'_>) -> Option<Found> {
    counted(
        facts,
        &[
            "reassignment count",
            "reassignments",
            "times reassigned",
            "group changes",
            "assignee changes",
            "weiterleitungen",
        ],
    )
}

fn turning(facts: &Facts<'_>) -> Option<Found> {
    phrases(
        facts,
        &[
            "cancel our",
            "cancel my",
            "cancellation of our",
            "switch to",
            "switching to",
            "moving to another",
            "competitor",
            "more seats",
            "additional seats",
            "more licences",
            "more licenses",
            "additional licenses",
            "upgrade to",
            "kündigen",
            "kündigung",
            "zum wettbewerb",
            "weitere lizenzen",
            "mehr lizenzen",
            "résilier",
            "résiliation",
            "licences supplémentaires",
            "la concurrence",
        ],
    )
}

fn price(facts: &Facts<'_>) -> Option<Found> {
    let labels = [
        "po price",
        "order price",
        "ordered price",
        "po unit price",
        "agreed price",
        "expected price",
        "contract price",
        "bestellpreis",
        "prix commandé",
        "prix de commande",
    ];
    let (_, agreed) = labelled(facts, &labels)?;
    let (at, field) =
        facts.with_role(Role::UnitPrice).find(|(_, field)| !std::ptr::eq(*field, agreed)).or_else(|| {
            labelled(facts, &["price", "invoice price", "billed price", "rechnungspreis", "preis", "prix"])
        })?;
    let (billed, agreed) = (amount(field)?, amount(agreed).filter(|agreed| *agreed > 0.0)?);
    let share = 100.0 * (billed - agreed).abs() / agreed;
    Some(Found { measure: share, field: Some(at), told: plain(share) })
}

fn received<'f>(facts: &Facts<'f>) -> Option<(usize, &'f Field)> {
    labelled(
        facts,
        &[
            "received qty",
            "received",
            "qty received",
            "received quantity",
            "quantity received",
            "geliefert",
            "gelieferte menge",
            "reçu",
            "quantité reçue",
        ],
    )
}

fn billed<'f>(facts: &Facts<'f>) -> Option<(usize, &'f Field)> {
    labelled(
        facts,
        &[
            "billed qty",
            "billed",
            "qty billed",
            "invoiced",
            "invoiced qty",
            "invoiced quantity",
            "berechnet",
            "berechnete menge",
            "facturé",
            "quantité facturée",
        ],
    )
}

fn quantity(facts: &Facts<'_>) -> Option<Found> {
    let (got, (at, field)) = (number(received(facts)?.1).filter(|got| *got > 0.0)?, billed(facts)?);
    let share = 100.0 * (number(field)? - got) / got;
    Some(Found { measure: share, field: Some(at), told: plain(share) })
}

fn unreceived(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) = received(facts)?;
    let asked = number(billed(facts)?.1)?;
    (number(field)? == 0.0 && asked > 0.0).then(|| Found {
        measure: 1.0,
        field: Some(at),
        told: plain(asked),
    })
}

fn orderless(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) = facts.record.fields.iter().enumerate().find(|(_, field)| {
        let value = clean(&field.value).to_lowercase();
        [
            "no purchase order",
            "no po",
            "non-po",
            "without purchase order",
            "keine bestellung",
            "ohne bestellung",
            "sans commande",
            "not matched",
            "unmatched",
        ]
        .iter()
        .any(|phrase| value == *phrase || value.starts_with(&format!("{phrase} ")))
    })?;
    Some(Found { measure: 1.0, field: Some(at), told: clean(&field.value) })
}

fn doubled(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) = facts.record.fields.iter().enumerate().find(|(_, field)| {
        let value = clean(&field.value).to_lowercase();
        [
            "possible duplicate",
            "duplicate of",
            "duplicate invoice",
            "already exists",
            "mögliches duplikat",
            "doublon possible",
        ]
        .iter()
        .any(|phrase| value.contains(phrase))
    })?;
    Some(Found { measure: 2.0, field: Some(at), told: super::clip(&clean(&field.value), 120).to_owned() })
}

fn slipped(facts: &Facts<'_>) -> Option<Found> {
    let (at, confirmed) = labelled(
        facts,
        &[
            "confirmed date",
            "confirmed delivery date",
            "promised date",
            "promise date",
            "bestätigter termin",
            "bestätigtes lieferdatum",
            "date confirmée",
        ],
    )?;
    let (_, asked) = labelled(
        facts,
        &[
            "requested date",
            "requested delivery date",
            "need by date",
            "need-by date",
            "required date",
            "wunschtermin",
            "gewünschtes lieferdatum",
            "date souhaitée",
            "date demandée",
        ],
    )?;
    let slip = day(asked)?.days_until(day(confirmed)?);
    Some(Found { measure: days(slip), field: Some(at), told: slip.to_string() })
}

fn skonto(facts: &Facts<'_>) -> Option<Found> {
    let labels = [
        "payment terms",
        "payment term",
        "terms",
        "zahlungsbedingungen",
        "zahlungsbedingung",
        "conditions de paiement",
    ];
    let (at, field) = labelled(facts, &labels)?;
    let within = discount_days(&field.value)?;
    let (_, dated) =
        facts.record.fields.iter().enumerate().find(|(at, field)| {
            field.ty == FieldType::Date && matches!(facts.roles[*at], Some(Role::Date))
        })?;
    let left = within - day(dated)?.days_until(facts.today);
    ((0..=5).contains(&left)).then(|| Found {
        measure: days(6 - left),
        field: Some(at),
        told: left.to_string(),
    })
}

/// "2/10 net 30" and "14 days 3 %, 30 net": the days in which a discount may be taken.
fn discount_days(terms: &str) -> Option<i64> {
    let lower = terms.to_lowercase();
    if let Some((before, after)) = lower.split_once('/') {
        let share: f64 = before.trim().rsplit(' ').next()?.trim_end_matches('%').parse().ok()?;
        let digits: String = after.trim_start().chars().take_while(char::is_ascii_digit).collect();
        return (share <= 10.0 && (lower.contains("net") || lower.contains('n')))
            .then(|| digits.parse().ok())
            .flatten();
    }
    let share = lower.find('%')?;
    let near = ["day", "tag", "jour"]
        .iter()
        .filter_map(|word| lower.find(word))
        .min_by_key(|at| at.abs_diff(share))?;
    let number: String = lower[..near].trim_end().chars().rev().take_while(char::is_ascii_digit).collect();
    number.chars().rev().collect::<String>().parse().ok()
}

fn renewal(facts: &Facts<'_>) -> Option<Found> {
    let (at, field) = facts.with_role(Role::EndDate).next()?;
    nearing(facts, at, day(field)?, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One sample for each: the labels and values on which it speaks on 23 November 2026, and what it says.
    #[test]
    fn every_watch_speaks_on_its_sample() {
        type Sample = (&'static str, Kind, &'static [(&'static str, &'static str)], &'static str);
        let samples: &[Sample] = &[
            ("close_date_pushed", Opportunity, &[("Push Count", "3")], "The close date was moved 3 times"),
            ("stage_stagnation", Opportunity, &[("Days in stage", "36")], "In this stage for 36 days"),
            ("no_activity", Opportunity, &[("Last activity", "10/31/2026")], "No activity for 23 days"),
            (
                "single_threaded",
                Opportunity,
                &[("Contact roles", "1"), ("Probability (%)", "80")],
                "A late stage with 1 contact(s)",
            ),
            (
                "discount_over_authority",
                Quote,
                &[("Discount (%)", "25")],
                "A discount of 25 % needs approval",
            ),
            (
                "forecast_category_mismatch",
                Opportunity,
                &[("Forecast category", "Commit"), ("Probability (%)", "40")],
                "Committed at a probability of 40 %",
            ),
            (
                "coverage_low",
                Forecast,
                &[("Pipeline", "$500,000"), ("Quota", "$400,000")],
                "The pipeline covers the quota 1.2 times",
            ),
            ("competitor_named", Opportunity, &[("Competitor", "Brand X")], "A competitor is named: Brand X"),
            (
                "window_opening",
                Opportunity,
                &[("Contract end date", "12/31/2026")],
                "Their contract ends in 38 days",
            ),
            (
                "missing_receipt",
                ExpenseLine,
                &[("Amount", "$90.00"), ("Receipt", "Missing")],
                "$90.00 without a receipt",
            ),
            (
                "late_submission",
                ExpenseLine,
                &[("Date", "09/14/2026")],
                "Handed in 70 days after the expense",
            ),
            (
                "receipt_mismatch",
                ExpenseLine,
                &[("Amount", "$90.00"), ("Receipt amount", "$80.00")],
                "The receipt differs by 10.00",
            ),
            (
                "thin_purpose",
                ExpenseReport,
                &[("Business purpose", "Travel")],
                "The purpose says only “Travel”",
            ),
            (
                "needs_senior_approval",
                ExpenseReport,
                &[("Total", "$3,000.00")],
                "$3,000.00 is above what one approver may sign",
            ),
            ("weekend_or_fx", ExpenseLine, &[("Date", "11/22/2026")], "Spent on a weekend: 11/22/2026"),
            (
                "sla_at_risk",
                Ticket,
                &[("Created", "11/13/2026"), ("Due", "11/25/2026")],
                "83.3 % of the time to answer is used",
            ),
            (
                "negative_sentiment",
                Ticket,
                &[("Description", "This is unacceptable, we will call a lawyer")],
                "It sounds upset: “unacceptable”",
            ),
            ("reopened", Ticket, &[("Reopen count", "2")], "Opened again: 2"),
            (
                "stale_urgent",
                Ticket,
                &[("Priority", "Urgent"), ("Last updated", "11/20/2026")],
                "Urgent, and untouched for 3 days",
            ),
            ("ping_pong", Ticket, &[("Reassignment count", "4")], "Passed on 4 times"),
            (
                "churn_or_upsell_words",
                Ticket,
                &[("Description", "Otherwise we cancel our plan")],
                "The customer speaks of “cancel our”",
            ),
            (
                "price_variance",
                SupplierInvoice,
                &[("Unit price", "$4.10"), ("PO price", "$3.85")],
                "The price is 6.5 % off the order",
            ),
            (
                "quantity_variance",
                SupplierInvoice,
                &[("Billed qty", "110"), ("Received qty", "100")],
                "Billed 10 % more than received",
            ),
            (
                "no_goods_receipt",
                SupplierInvoice,
                &[("Billed qty", "110"), ("Received qty", "0")],
                "Billed 110, nothing received",
            ),
            (
                "not_on_po",
                SupplierInvoice,
                &[("Match", "No purchase order")],
                "No purchase order: No purchase order",
            ),
            (
                "duplicate_invoice",
                SupplierInvoice,
                &[("Check", "Possible duplicate of 4711")],
                "It says: Possible duplicate of 4711",
            ),
            (
                "confirmation_gap",
                PurchaseOrder,
                &[("Requested date", "12/01/2026"), ("Confirmed date", "12/11/2026")],
                "Confirmed 10 days later than asked",
            ),
            (
                "early_payment_discount",
                SupplierInvoice,
                &[("Payment terms", "2/10 net 30"), ("Invoice date", "11/16/2026")],
                "3 days left for the discount",
            ),
            ("renewal_near", Contract, &[("End date", "12/13/2026")], "It ends in 20 days"),
        ];
        let mut unsampled: Vec<&str> = WATCHES.iter().map(|watch| watch.word).collect();
        for (word, kind, fields, why) in samples {
            let record = super::super::tests::record(*kind, fields);
            let facts = Facts::new(&record, Day::new(2026, 11, 23).unwrap(), Lang::En);
            let said: Vec<_> = seen(&facts).into_iter().map(|signal| (signal.word, signal.why)).collect();
            assert!(said.contains(&((*word).to_owned(), (*why).to_owned())), "{word}: {said:?}");
            unsampled.retain(|known| known != word);
        }
        assert_eq!(unsampled, Vec::<&str>::new());
    }

    #[test]
    fn little_is_not_watched() {
        for (kind, fields) in [
            (
                Opportunity,
                &[("Push count", "1"), ("Days in stage", "3"), ("Last activity", "11/20/2026")][..],
            ),
            (Quote, &[("Discount (%)", "5")]),
            (ExpenseReport, &[("Total", "$300.00"), ("Business purpose", "Visit to a customer")]),
            (ExpenseLine, &[("Date", "11/18/2026"), ("Amount", "$90.00"), ("Receipt", "Attached")]),
            (
                Ticket,
                &[
                    ("Description", "Please help with the printer"),
                    ("Created", "11/22/2026"),
                    ("Due", "12/25/2026"),
                ],
            ),
            (SupplierInvoice, &[("Unit price", "$3.86"), ("PO price", "$3.85"), ("Payment terms", "Net 30")]),
        ] {
            let record = super::super::tests::record(kind, fields);
            let facts = Facts::new(&record, Day::new(2026, 11, 23).unwrap(), Lang::En);
            assert_eq!(seen(&facts), [], "{kind:?}");
        }
    }

    #[test]
    fn sentences_follow_the_user() {
        let record = super::super::tests::record(Opportunity, &[("Days in stage", "36")]);
        let locales = ["pl-PL".to_owned(), "de-AT".to_owned()];
        let facts = Facts::new(&record, Day::new(2026, 11, 23).unwrap(), Lang::of(&locales));
        assert_eq!(seen(&facts)[0].why, "Seit 36 Tagen in dieser Phase");
    }

    #[test]
    fn terms_of_discount() {
        assert_eq!(discount_days("2/10 net 30"), Some(10));
        assert_eq!(discount_days("14 days 3%, 30 net"), Some(14));
        assert_eq!(discount_days("Net 45"), None);
    }
}
