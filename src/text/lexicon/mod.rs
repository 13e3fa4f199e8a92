//! The words of the field, found in one pass over a text: what shows an intervention, a response, a risk.
//!
//! They stand in tables, `en/*.txt`, a block a topic, and are parsed when a rule first asks.

use std::sync::LazyLock;

use crate::text::lexicon::own::Own;
use crate::text::lexicon::table::{Found, Table};
use crate::text::tokens::Word;

pub mod lists;
pub mod own;
pub mod table;

/// Makes the topics with the names that the tables give them.
macro_rules! topics {
    ($($(#[$doc:meta])* $topic:ident = $name:literal,)*) => {
        /// What a phrase is a sign of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Topic {
            $($(#[$doc])* $topic,)*
        }

        impl Topic {
            /// Every topic with its name in the tables.
            pub const NAMED: &[(&str, Self)] = &[$(($name, Self::$topic),)*];
        }
    };
}

topics! {
    /// A technique or a school of therapy.
    Intervention = "intervention",
    /// Something that somebody did, in the past: the clinician, if nobody else is told.
    Deed = "deed",
    /// The same as a noun.
    DeedNoun = "deed-noun",
    /// Something that the client did with it.
    Response = "response",
    /// The same, in words that tell of any other day as well.
    Telling = "telling",
    /// How the client was then.
    ResponseState = "response-state",
    /// Something that is to come.
    NextStep = "next-step",
    /// A verb that is a step at the head of a clause.
    Task = "task",
    /// A noun that is a step at the head of a clause.
    TaskNoun = "task-noun",
    /// Risk, whether there is any or not.
    Risk = "risk",
    /// Risk in the standard sentences of a note.
    RiskTalk = "risk-talk",
    /// Thoughts of death or suicide.
    Ideation = "ideation",
    /// A mind to something.
    Mind = "mind",
    /// An act that ends a life.
    Lethal = "lethal",
    /// An act against somebody.
    Assault = "assault",
    /// An act that is threatened with, on whatever condition.
    Threat = "threat",
    /// That others would do better without the client.
    Burden = "burden",
    /// An attempt.
    Attempt = "attempt",
    /// Something done toward one.
    Preparation = "preparation",
    /// Harm to oneself.
    SelfHarm = "self-harm",
    /// Harm to others, thought of or done.
    Violence = "violence",
    /// A question about risk, or its answer.
    Inquiry = "inquiry",
    /// The ninth item of the PHQ-9.
    ItemNine = "item-nine",
    /// Something done about risk.
    RiskAction = "risk-action",
    /// A word of risk in the name of something: "suicide prevention leaflet".
    RiskElsewhere = "risk-elsewhere",
    /// A symptom, a limit, a diagnosis.
    Need = "need",
    /// A circumstance of a session at a distance, in sentences that are the same each time.
    Telehealth = "telehealth",
    /// A visit that is to come.
    NextVisit = "next-visit",
    /// A guess in so many words.
    Speculation = "speculation",
    /// A word that makes a guess of a judgement behind it.
    Hedge = "hedge",
    /// What is guessed at: motives, secrets, character.
    Guess = "guess",
    /// The clinician's own feelings, in so many words.
    Countertransference = "countertransference",
    /// A feeling: the clinician's, where the clinician has it.
    Feeling = "feeling",
    /// Talk about the process of therapy.
    Process = "process",
    /// A term that the field has dropped.
    Outdated = "outdated",
    /// A word that judges.
    Judgment = "judgment",
    /// A word that may judge.
    MildJudgment = "mild-judgment",
    /// A word without exception.
    Absolute = "absolute",
    /// A finding of fact that only the client can have reported.
    Conclusion = "conclusion",
    /// A fault of another person.
    Fault = "fault",
    /// A person, by relation to the client.
    Relation = "relation",
    /// A word for the clinician.
    Actor = "actor",
    /// A word that says who says so.
    Attribution = "attribution",
    /// A length of time, or the clock.
    Length = "length",
    /// A way to speak at a distance.
    Distance = "distance",
    /// A way to say that both were in one room.
    Presence = "presence",
    /// Who was there, or was not.
    Attendance = "attendance",
    /// A diagnosis, or a word in front of one.
    DiagnosisWord = "diagnosis-word",
    /// A word in front of the day of the session.
    ServiceDay = "service-day",
}

/// A phrase in a text.
pub type Hit = Found<Topic>;

/// A table that is parsed when a rule first asks.
type LazyTable = LazyLock<Table<Topic>>;

/// The words of one language.
struct Tables {
    /// What is looked for in every note.
    field: LazyTable,
    /// What means something beside other words alone.
    beside: LazyTable,
    /// What shows the elements of a note.
    session: LazyTable,
    /// What was said and done about risk that is there.
    action: LazyTable,
}

static ENGLISH: Tables = Tables {
    field: LazyLock::new(|| Lexicon::English.parsed(Words::Field)),
    beside: LazyLock::new(|| Lexicon::English.parsed(Words::Beside)),
    session: LazyLock::new(|| Lexicon::English.parsed(Words::Session)),
    action: LazyLock::new(|| Lexicon::English.parsed(Words::Action)),
};

/// German has the words of risk, of the elements of a session, and of the clinician's own opinion.
static GERMAN: Tables = Tables {
    field: LazyLock::new(|| Lexicon::German.parsed(Words::Field)),
    beside: LazyLock::new(|| Lexicon::German.parsed(Words::Beside)),
    session: LazyLock::new(|| Lexicon::German.parsed(Words::Session)),
    action: LazyLock::new(|| Lexicon::German.parsed(Words::Action)),
};

/// A language whose words are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexicon {
    /// English: all words.
    English,
    /// German: risk, the elements of a session, guesses, feelings, process and judgement.
    German,
    /// What a practice brought, on top of the built-in words of its language if there are any.
    Own(&'static Own),
}

impl Lexicon {
    /// Returns the built-in words that it is, or that it goes on from.
    pub fn built_in(self) -> Option<Self> {
        match self {
            Self::Own(own) => own.base(),
            built_in => Some(built_in),
        }
    }

    /// Returns the built-in texts of one sort of words.
    pub fn texts(self, words: Words) -> &'static [&'static str] {
        match (self, words) {
            (Self::English, Words::Field) => &[
                include_str!("en/risk.txt"),
                include_str!("en/wording.txt"),
                include_str!("en/people.txt"),
                include_str!("en/circumstances.txt"),
            ],
            (Self::English, Words::Beside) => &[include_str!("en/beside.txt")],
            (Self::English, Words::Session) => {
                &[include_str!("en/session.txt"), include_str!("en/need.txt")]
            }
            (Self::English, Words::Action) => &[include_str!("en/action.txt")],
            (Self::German, Words::Field) => {
                &[include_str!("de/risk.txt"), include_str!("de/wording.txt")]
            }
            (Self::German, Words::Beside) => &[include_str!("de/beside.txt")],
            (Self::German, Words::Session) => {
                &[include_str!("de/session.txt"), include_str!("de/need.txt")]
            }
            (Self::German, Words::Action) => &[include_str!("de/action.txt")],
            (Self::Own(_), _) => &[],
        }
    }

    fn parsed(self, words: Words) -> Table<Topic> {
        Table::parse(self.texts(words), Topic::NAMED)
    }

    fn table(self, words: Words) -> &'static Table<Topic> {
        let tables = match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Own(own) => return own.table(words),
        };
        match words {
            Words::Field => &tables.field,
            Words::Beside => &tables.beside,
            Words::Session => &tables.session,
            Words::Action => &tables.action,
        }
    }
}

/// In which words a text is looked through: nothing is looked for before a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Those that every note is looked through for: risk, wording, people.
    Field,
    /// Those that mean something beside these alone.
    Beside,
    /// The elements of a note: interventions, responses, next steps, need.
    Session,
    /// What was said and done about risk that is there.
    Action,
}

/// Finds the phrases of one sort that begin with some words of a text and end in it, in order.
pub fn find(lexicon: Lexicon, sort: Words, text: &str, words: &[Word]) -> Vec<Hit> {
    lexicon.table(sort).find_among(text, words)
}

/// Returns what to write instead of an English phrase that every note is looked through for, if there is
/// something.
pub fn instead(hit: Hit) -> Option<&'static str> {
    ENGLISH.field.advice(hit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::cut;

    fn topics(words: Words, text: &str) -> Vec<Topic> {
        find(Lexicon::English, words, text, &cut(text)).into_iter().map(Found::tag).collect()
    }

    #[test]
    fn phrases_are_whole_words_in_any_case() {
        let of_session = |text| topics(Words::Session, text);
        assert!(of_session("She was TEARFUL.").contains(&Topic::Response));
        assert!(!of_session("unable").contains(&Topic::Response));
        assert!(of_session("used paced\nbreathing").contains(&Topic::Intervention));
        let lazy = topics(Words::Field, "\u{201c}lazy\u{201d} and so\u{2014}lazy");
        assert_eq!(lazy.iter().filter(|topic| **topic == Topic::Judgment).count(), 2);
        assert!(topics(Words::Action, "suicidality").contains(&Topic::Risk));
        assert!(!topics(Words::Field, "the countertransference").contains(&Topic::Process));
    }

    #[test]
    fn an_abbreviation_is_one_only_in_capitals() {
        assert!(topics(Words::Session, "Used ACT today").contains(&Topic::Intervention));
        assert!(!topics(Words::Session, "an act of will").contains(&Topic::Intervention));
        assert!(topics(Words::Field, "GAF 60").contains(&Topic::Outdated));
        assert!(!topics(Words::Field, "gaf").contains(&Topic::Outdated));
    }

    #[test]
    fn every_topic_has_phrases_and_every_block_is_a_topic() {
        let of = |lexicon: Lexicon| {
            [Words::Field, Words::Beside, Words::Session, Words::Action]
                .map(|words| lexicon.table(words))
        };
        let tables = of(Lexicon::English);
        for table in tables.into_iter().chain(of(Lexicon::German)) {
            assert_eq!(table.unknown_blocks(), [""; 0]);
        }
        for (name, topic) in Topic::NAMED {
            assert!(tables.iter().any(|table| table.has(*topic)), "{name} has no phrase");
        }
    }
}
