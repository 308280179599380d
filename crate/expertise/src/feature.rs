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
    /// The same fading over 45 days.
    HelpSumLately,
    /// How many similar items the person helped with.
    HelpCount,
    /// The most similar item that the person helped with, relative to the most similar of all.
    HelpBest,
    /// The same, fading over 240 days.
    HelpBestFading,
    /// Reciprocal ranks of the items that the person helped with, fading over 240 days.
    HelpRanks,
    /// Like `HelpSum`, but only items nearly as similar as the best count.
    HelpSharp,
    /// Similar items that the person made or worked on, fading over 240 days.
    WorkSum,
    /// The most similar of them.
    WorkBest,
    /// Help within about a day.
    HelpDay,
    /// Help within about a week.
    HelpWeek,
    /// Help within about two months.
    HelpMonths,
    /// Help within about a year.
    HelpYear,
    /// How recently the person helped.
    Awake,
    /// Work within about a week.
    WorkWeek,
    /// Work within about two months.
    WorkMonths,
    /// Work within about a year.
    WorkYear,
    /// How much more often than elsewhere the person helps under the best of the question's labels.
    LabelBest,
    /// The same, as a mean over the labels.
    LabelMean,
    /// The same, labels weighted by how much they tell about who helps.
    LabelTelling,
    /// `LabelTelling`, counted over the last two months.
    LabelLately,
    /// The person's share of the help under the most telling label.
    LabelShare,
    /// How much more often the person helps under the best pair of labels.
    PairBest,
    /// The same, as a mean over the pairs.
    PairMean,
    /// The same, pairs weighted by how much they tell.
    PairTelling,
    /// `PairTelling`, counted over the last two months.
    PairLately,
    /// The person's share of the help under the best pair of labels.
    PairShare,
    /// Items that share nearly all labels with the question, fading.
    LabelsAlike,
    /// How much more often the person helps this asker than others.
    AskerTie,
    /// How often the person has helped this asker.
    AskerCount,
    /// The person's share of the help for this asker.
    AskerShare,
    /// The same, counted over the last weeks.
    AskerLately,
    /// How often the asker has helped this person.
    Returned,
    /// Similar items in which the person's answer was accepted, fading over 240 days.
    AcceptedSum,
    /// Named in the question, as `@` and the id.
    Mentioned,
    /// How much more often than others' the person's answers were accepted.
    Accepted,
    /// Words of the question that the person declared to know.
    Declared,
    /// Work under the question's labels.
    LabelWork,
}
