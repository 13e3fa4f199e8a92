//! Words that a practice brings for a language: a folder of tables in the form of the built-in ones.

use std::fmt;

use crate::text::context::cue::{self, Cue};
use crate::text::lexicon::table::{Fault, Table, faults};
use crate::text::lexicon::{Lexicon, Topic, Words};

/// The files of phrases that a folder may have, and in which words each is looked for.
const TABLES: [(&str, Words); 8] = [
    ("risk.txt", Words::Field),
    ("wording.txt", Words::Field),
    ("people.txt", Words::Field),
    ("circumstances.txt", Words::Field),
    ("beside.txt", Words::Beside),
    ("session.txt", Words::Session),
    ("need.txt", Words::Session),
    ("action.txt", Words::Action),
];

/// The file of the cues.
const CUES: &str = "context.txt";

/// Returns the files that a folder may have.
pub fn files() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(file, _)| *file).chain([CUES])
}

/// The words of a practice for one language.
pub struct Own {
    /// The built-in words that they go on from.
    base: Option<Lexicon>,
    field: Table<Topic>,
    beside: Table<Topic>,
    session: Table<Topic>,
    action: Table<Topic>,
    cues: Table<Cue>,
}

/// What is wrong with a file of words, and where.
pub fn faults_of(file: &str, text: &str) -> Vec<Fault> {
    match file {
        CUES => faults(text, cue::NAMED),
        _ => faults(text, Topic::NAMED),
    }
}

impl Own {
    /// Reads the files of a folder, each by its name. What is wrong with them is said by [`faults_of`].
    pub fn read(base: Option<Lexicon>, cues: &[&str], files: &[(String, String)]) -> Self {
        let texts = |words: Words| {
            let built_in = base.map_or(&[][..], |base| base.texts(words));
            let is_of_sort = |file: &str| TABLES.contains(&(file, words));
            let own = files.iter().filter(|(file, _)| is_of_sort(file));
            let texts: Vec<&str> =
                built_in.iter().copied().chain(own.map(|(_, text)| text.as_str())).collect();
            Table::parse(&texts, Topic::NAMED)
        };
        let own = files.iter().filter(|(file, _)| file == CUES).map(|(_, text)| text.as_str());
        let cues: Vec<&str> = cues.iter().copied().chain(own).collect();
        Self {
            base,
            field: texts(Words::Field),
            beside: texts(Words::Beside),
            session: texts(Words::Session),
            action: texts(Words::Action),
            cues: Table::parse(&cues, cue::NAMED),
        }
    }

    /// Returns the built-in words that it goes on from.
    pub fn base(&self) -> Option<Lexicon> {
        self.base
    }

    /// Tells whether there is a phrase of a topic.
    pub fn has(&self, topic: Topic) -> bool {
        [&self.field, &self.beside, &self.session, &self.action].iter().any(|it| it.has(topic))
    }

    /// Returns the words of one sort.
    pub fn table(&self, words: Words) -> &Table<Topic> {
        match words {
            Words::Field => &self.field,
            Words::Beside => &self.beside,
            Words::Session => &self.session,
            Words::Action => &self.action,
        }
    }

    /// Returns the cues of who, when and whether.
    pub fn cues(&self) -> &Table<Cue> {
        &self.cues
    }
}

/// A practice has one set of words for a language, so that two are the same if they are one.
impl PartialEq for Own {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Own {}

impl fmt::Debug for Own {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Own").field("base", &self.base).finish_non_exhaustive()
    }
}
