//! What the words around a mention may say of it, by the names that the tables give.

/// Makes the cues with the names that the tables give them.
macro_rules! cues {
    ($($(#[$doc:meta])* $cue:ident = $name:literal,)*) => {
        /// What a word says of what stands near it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Cue {
            $($(#[$doc])* $cue,)*
        }

        /// Every cue with its name in the tables.
        pub const NAMED: &[(&str, Cue)] = &[$(($name, Cue::$cue),)*];
    };
}

cues! {
    /// Denies what follows.
    Deny = "deny",
    /// Denies what follows up to a comma.
    Not = "not",
    /// Denies what is in front.
    DenyAfter = "deny-after",
    /// Denies what follows, or what is in front if nothing follows; it is a denial of both sorts as well.
    DenyEither = "deny-either",
    /// Looks like a denial.
    NoDenial = "no-denial",
    /// What follows is past.
    Past = "past",
    /// What is near is past.
    PastAround = "past-around",
    /// What is in front is past.
    PastAfter = "past-after",
    /// What is near is of these days.
    Now = "now",
    /// What follows is to come.
    Plan = "plan",
    /// What is in front is to come.
    PlanAfter = "plan-after",
    /// What follows is supposed.
    If = "if",
    /// What follows is advised.
    Advise = "advise",
    /// What follows was turned down.
    Decline = "decline",
    /// What is in front was turned down.
    DeclineAfter = "decline-after",
    /// What follows was asked or taught about.
    Ask = "ask",
    /// What is in front was asked or taught about.
    AskAfter = "ask-after",
    /// Says that something is there.
    Affirm = "affirm",
    /// Ends the scope of a cue.
    Break = "break",
    /// The clinician.
    Clinician = "clinician",
    /// The client, or who came along.
    Client = "client",
    /// Somebody else.
    Other = "other",
    /// Stands in front of somebody who does nothing.
    Preposition = "preposition",
    /// Told of a story.
    Fiction = "fiction",
    /// Said in fun.
    Idiom = "idiom",
    /// Begins a subject.
    Determiner = "determiner",
    /// Shows that the word in front of it is a noun.
    Linking = "linking",
    /// Points to what is written somewhere else.
    Pointer = "pointer",
    /// Stands between two deeds of the same person.
    And = "and",
    /// Somewhere else than in the session.
    Elsewhere = "elsewhere",
    /// Says that somebody has a feeling.
    FeelVerb = "feel-verb",
    /// May stand between somebody and a feeling that is theirs.
    FeelFiller = "feel-filler",
    /// Makes a guess a differential.
    Clinical = "clinical",
}
