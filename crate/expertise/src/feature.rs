//! What is counted about a person for a question. Every feature is written so that more speaks for the person.

/// The features of one person for one question.
pub type Features = [f32; COUNT];

macro_rules! features {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// The features, by their place in [`Features`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($(#[doc = $doc])+ $name,)+ }

        /// Their names, as they stand in files of weights.
        pub const NAMES: [&str; COUNT] = [$(stringify!($name),)+];

        /// How many there are.
        pub const COUNT: usize = [$(Feature::$name,)+].len();
    };
}

features! {
    /// Similar items that the person helped with, by similarity, fading over 240 days.
    HelpSum,
    /// The same without fading.
    HelpSumEver,
    /// The most similar item that the person helped with, relative to the most similar of all.
    HelpBest,
    /// Reciprocal ranks of the items that the person helped with, fading over 240 days.
    HelpRanks,
    /// Similar items in which the person's answer was accepted, fading over 240 days.
    AcceptedSum,
    /// The most similar item that the person made or worked on, fading over 240 days.
    WorkBest,
    /// Similar items that the person has any part in, own work counting a little, fading over 240 days.
    PartSum,
    /// Reciprocal ranks of these items.
    PartRanks,
    /// `PartSum`, but only items nearly as similar as the best count.
    PartSharp,
    /// The same, fading over 1,000 days.
    PartSharpEver,
    /// `PartSum`, fading over 120 days, the more similar items counting more.
    PartLately,
    /// How recently the person helped.
    Awake,
    /// Help within about a year at about this time of the day.
    HourHelp,
    /// Which share of the person's help falls on about this time of the day.
    Hour,
    /// Which share of the person's help falls on this day of the week.
    Weekday,
    /// How much more often than others' the person's answers were accepted.
    Accepted,
    /// The person's share of the newest 8 parts in items under the best of the question's labels.
    LabelNewBest,
    /// The same, as a mean over the labels.
    LabelNewMean,
    /// The person's share of the newest 120 parts in items under the best of the question's labels.
    LabelBest,
    /// The same, as a mean over the labels.
    LabelMean,
    /// The person's share of the newest 8 helps under the best three of the question's labels.
    TripleNewBest,
    /// The same, as a mean over all three labels.
    TripleNewMean,
    /// The person's share of the newest 120 helps under the best three of the question's labels.
    TripleBest,
    /// The same, as a mean over all three labels.
    TripleMean,
    /// The person's share of the newest 8 parts in items under the question's own heading.
    HeadingNew,
    /// The person's share of the newest 120 parts in items under the question's own heading.
    Heading,
    /// How much more often than elsewhere the person helps under the question's labels, over a year.
    LabelLift,
    /// The same, labels weighted by how much they tell about who helps.
    LabelLiftTelling,
    /// The same, counted over the last weeks.
    LabelLiftLately,
    /// How much more often the person helps under pairs of the question's labels, over a year.
    PairLift,
    /// The same, pairs weighted by how much they tell.
    PairLiftTelling,
    /// The same, counted over the last weeks.
    PairLiftLately,
    /// The person's share of the help under the best pair of labels, over a year.
    PairShare,
    /// How much more often the person helps this asker than others.
    AskerTie,
    /// How often the person has helped this asker.
    AskerCount,
    /// How often the asker has helped this person.
    Returned,
    /// Words of the question that the person declared to know.
    Declared,
    /// How seldom the person has said of similar questions that they are not the one, or passed them on.
    Unrefused,
}
