//! The formats that progress notes leave in: one file each, one line each in [`FORMATS`].
//!
//! Pure: values in, bytes out. The same record gives the same bytes.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufWriter, Write};

use chrono::NaiveDate;

use crate::domain::amendment::AmendmentName;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::export::authorizations::ExportedAuthorization;
use crate::export::documents::ExportedDocument;
use crate::export::dress::{Dress, Layout};
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::measure::course::{Course, Scores};
use crate::measure::known::Measures;
use crate::measure::scores_in_words;
use crate::note::amendment::AmendmentFront;
use crate::note::front_matter::FrontMatter;
use crate::note::key::Part;
use crate::note::record::Goal;

pub mod authorizations;
mod ccda;
mod csv;
pub mod documents;
pub mod dress;
mod fhir;
mod html;
mod json;
mod jsonl;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
pub mod questionnaires;
mod treatment;

/// Every export format, by name.
pub const FORMATS: &[&Format] = &[
    &ccda::FORMAT,
    &csv::FORMAT,
    &fhir::FORMAT,
    &fhir::ndjson::FORMAT,
    &html::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &markdown::FORMAT,
    #[cfg(feature = "pdf")]
    &pdf::FORMAT,
];

/// One way to write a record down.
#[derive(Debug)]
pub struct Format {
    /// What the user types.
    pub name: &'static str,
    /// Other words for it.
    pub aliases: &'static [&'static str],
    render: for<'r> fn(&'r Record<'r>) -> Document<'r>,
}

/// A record that is written down. A large one is not put together in memory: it is made again each
/// time that its bytes are asked for, and is the same each time.
pub struct Document<'r>(Content<'r>);

enum Content<'r> {
    /// What was made at once.
    Whole(Vec<u8>),
    /// What is made while it is written.
    Made(Box<Make<'r>>),
}

type Make<'r> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'r;

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Whole(bytes) => write!(f, "{} bytes", bytes.len()),
            Content::Made(_) => f.write_str("made as it is written"),
        }
    }
}

impl From<Vec<u8>> for Document<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Content::Whole(bytes))
    }
}

impl From<String> for Document<'_> {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl<'r> Document<'r> {
    /// Takes what makes the bytes; it must make the same ones each time.
    pub fn made(make: impl Fn(&mut dyn Write) -> io::Result<()> + 'r) -> Self {
        Self(Content::Made(Box::new(make)))
    }

    /// Writes its bytes.
    ///
    /// # Errors
    /// Fails when the writer does, and for no other reason.
    pub fn write_to(&self, writer: &mut dyn Write) -> io::Result<()> {
        match &self.0 {
            Content::Whole(bytes) => writer.write_all(bytes),
            Content::Made(make) => {
                let mut writer = BufWriter::with_capacity(ROOM, writer);
                make(&mut writer)?;
                writer.flush()
            }
        }
    }

    /// Returns its bytes in one piece.
    #[cfg(test)]
    pub fn whole(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write_to(&mut bytes).expect("writing to memory cannot fail");
        bytes
    }
}

/// How much of a document is made before it is written.
const ROOM: usize = 64 * 1024;

/// One client's notes, ready to leave: guidance is stripped and broken notes are out.
#[derive(Debug)]
pub struct Record<'a> {
    /// To whom it goes and why, as it stands in front of the notes.
    pub cover: Cover,
    /// Whose record it is.
    pub client: Person<'a>,
    /// The notes, in the order of their sessions.
    pub notes: Vec<ExportedNote<'a>>,
    /// The documents that go along, by day and name.
    pub documents: Vec<ExportedDocument<'a>>,
    /// The questionnaires that go along, by day and name.
    pub questionnaires: Vec<ExportedQuestionnaire<'a>>,
    /// The authorizations that go along, where the format has a place for them.
    pub authorizations: Vec<ExportedAuthorization>,
    /// The outcome measures that the practice knows.
    pub measures: &'a Measures,
    /// How it is dressed for who reads it.
    pub dress: Dress,
}

/// What stands in front of a record that leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// To whom it goes.
    pub recipient: Option<String>,
    /// The recipient's address.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: Option<String>,
    /// On what basis, in words a reader understands.
    pub basis: Option<String>,
    /// The day it left.
    pub day: Option<NaiveDate>,
    /// When it left: what begins later has not taken place.
    pub at: Option<SessionTime>,
    /// Whether the record is one of a substance use disorder program (42 CFR Part 2).
    pub is_part2: bool,
    /// Whether it is one note, which was asked for by its name.
    pub is_one_named: bool,
    /// What a recipient must be told, such as the notice against redisclosure (42 CFR 2.32).
    pub notices: Vec<String>,
}

/// What identifies the client on each page.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// The pseudonym.
    pub id: &'a ClientId,
    /// The name.
    pub name: &'a str,
    /// The date of birth.
    pub birth_date: Option<NaiveDate>,
    /// What else its reader is told of the client on the cover, with names.
    pub details: &'a [(&'static str, String)],
    /// What a program is told of the client in fields of its own.
    pub fields: PersonFields<'a>,
}

/// What the client file says of a person that programs have fields for, as far as the reader is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct PersonFields<'a> {
    /// The given name.
    pub given_name: Option<&'a str>,
    /// The family name.
    pub family_name: Option<&'a str>,
    /// A telephone number.
    pub phone: Option<&'a str>,
    /// An e-mail address.
    pub email: Option<&'a str>,
    /// A postal address.
    pub address: Option<&'a str>,
}

/// One note of a record.
#[derive(Debug)]
pub struct ExportedNote<'a> {
    /// Which note it is.
    pub id: &'a NoteId,
    /// What its format is called.
    pub title: &'a str,
    /// The tag of the language in which it is written.
    pub language: &'a str,
    /// What sort of record its template says it is; `None` when there is no such template.
    pub kind: Option<RecordKind>,
    /// What its front matter says.
    pub front: &'a FrontMatter<'a>,
    /// Its body without guidance.
    pub body: Cow<'a, str>,
    /// Whether it is signed.
    pub signed: Signed,
    /// Its signature, if that holds.
    pub seal: Option<Seal<'a>>,
    /// What was added to it later, by the time it was written.
    pub amendments: Vec<Added<'a>>,
    /// What its client and the practice have written about its amendment.
    pub statements: Vec<Statement<'a>>,
}

/// A paper about the amendment of a note, which goes along with it (45 CFR 164.526(c)(1), (d)(5)). It is no
/// part of the note, and no clinician signs it.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    /// The name of its file.
    pub name: &'a str,
    /// What it is, in a word.
    pub kind: &'static str,
    /// What a reader is told that it is.
    pub title: &'static str,
    /// On what day.
    pub on: Option<NaiveDate>,
    /// Who wrote or decided it.
    pub by: Option<&'a str>,
    /// What else a reader is told, with names.
    pub facts: Vec<(&'static str, String)>,
    /// Its words.
    pub body: &'a str,
}

/// Whether a text of a record is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It is not and does not say so.
    No,
    /// It is, and the signature holds.
    Yes,
    /// It says so, and the signature does not hold or is missing.
    InName,
}

/// A signature that holds, and what it was made over.
#[derive(Clone, Copy)]
pub struct Seal<'a> {
    /// The bytes of the file as it was signed.
    pub over: &'a [u8],
    /// The signature of OpenSSH, as it lies beside the file.
    pub signature: &'a [u8],
}

impl fmt::Debug for Seal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(..)")
    }
}

/// A later addition to a note of a record.
#[derive(Debug)]
pub struct Added<'a> {
    /// Its name within the note, such as `addendum-1`.
    pub name: AmendmentName,
    /// What its front matter says.
    pub front: &'a AmendmentFront<'a>,
    /// Its body without guidance.
    pub body: Cow<'a, str>,
    /// Whether it is signed.
    pub signed: Signed,
    /// Its signature, if that holds.
    pub seal: Option<Seal<'a>>,
}

impl Format {
    /// Renders a record. Pure: same record, same bytes.
    pub fn render<'r>(&self, record: &'r Record<'r>) -> Document<'r> {
        (self.render)(record)
    }

    /// Returns how the name of a file of this format ends.
    pub fn ending(&self) -> &'static str {
        match self.name {
            "ccda" => "xml",
            "markdown" => "md",
            "fhir" => "json",
            "fhir-ndjson" => "ndjson",
            name => name,
        }
    }

    /// Finds a format by what the user typed.
    pub fn find(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name || format.aliases.contains(&name)).copied()
    }

    /// Says what to type instead of a name that is no format, or how to get one that was left out.
    pub fn unknown(name: &str) -> String {
        if name == "pdf" {
            return "this casenotes was built without it; build it with `--features pdf`, or export html and print it".to_owned();
        }
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        format!("use one of {}", names.join(", "))
    }

    /// Tells whether the bytes of documents can stand in it; else they lie beside it, in a folder.
    pub fn holds_documents(&self) -> bool {
        self.name.starts_with("fhir")
    }

    /// Tells whether it asks for given and family name apart.
    pub fn parts_names(&self) -> bool {
        self.name == "ccda"
    }

    /// Tells whether authorizations have a place in it.
    pub fn holds_authorizations(&self) -> bool {
        self.name.starts_with("fhir")
    }

    /// Tells whether a picture can stand in it.
    pub fn shows_pictures(&self) -> bool {
        self.name == "html"
    }

    /// Tells whether its bytes are no text, so that a terminal cannot show them.
    pub fn is_binary(&self) -> bool {
        self.name == "pdf"
    }
}

impl Record<'_> {
    /// Returns the scores of each measure, by day. The first that a client ever had may not be in
    /// the record, so nothing is said of changes.
    fn courses(&self) -> Vec<Course<'_>> {
        if self.dress.layout == Layout::Apart {
            return Vec::new();
        }
        let mut scores = Scores::default();
        for note in &self.notes {
            let day = note.front.start.map_or(note.id.stem.date(), |start| start.date());
            scores.add(&note.id.to_string(), day, &note.front.measures);
        }
        for it in self.questionnaires.iter().filter(|it| it.amended_by.is_none()) {
            // Answers that do not fit their measure come to nothing.
            if let (Some(measure), Some(answers), Some(_)) = (it.measure, it.answers, &it.scores) {
                let day = it.date.or(it.id.name.day()).unwrap_or_default();
                scores.add_answers(&it.id.to_string(), day, measure, answers);
            }
        }
        scores.courses(self.measures).into_iter().map(Course::without_changes).collect()
    }
}

impl Cover {
    /// Returns what a reader is told in front of the notes, with their names.
    fn facts(&self, wording: &Wording) -> Vec<(&'static str, String)> {
        [
            ("Released to", self.recipient.clone()),
            ("Address", self.address.clone()),
            ("Purpose", self.purpose.clone()),
            ("Basis", self.basis.clone()),
            ("Date", self.day.map(|day| wording.day(day))),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

impl ExportedNote<'_> {
    /// Returns when the session was, as a reader wants it.
    fn when(&self, wording: &Wording) -> String {
        self.front.when(wording).unwrap_or_else(|| wording.day(self.id.stem.date()))
    }

    /// Returns when the session was, and how long, as far as both are known.
    #[cfg(feature = "pdf")]
    fn when_and_minutes(&self, wording: &Wording) -> (String, Option<String>) {
        match (self.front.start, self.front.end, self.front.minutes()) {
            (Some(start), Some(end), Some(minutes)) => {
                (wording.span(start, end), Some(wording.minutes(minutes)))
            }
            _ => (self.when(wording), None),
        }
    }

    /// Returns a session as it stands in a list: when and what.
    #[cfg(feature = "pdf")]
    fn entry(&self, wording: &Wording) -> String {
        let timed = self.front.start.filter(|_| !self.front.is_of_a_day());
        let brief = timed.map(|start| wording.brief(start));
        let when = brief.unwrap_or_else(|| wording.day(self.id.stem.date()));
        format!("{when} · {}", self.title)
    }

    /// Returns the facts of the front matter that a reader of the record wants, with their names; `measures`
    /// are those that the practice knows.
    fn facts(&self, dress: &Dress, measures: &Measures) -> Vec<(&'static str, String)> {
        let wording = &dress.wording;
        let told = |part| {
            self.front.facts(part, wording).map(|(key, name, value)| match key {
                "measures" if wording.spells_codes => {
                    (name, scores_in_words(&self.front.measures, measures))
                }
                "author" | "signed_by" => (name, dress.letterhead.with_licence(&value)),
                _ => (name, value),
            })
        };
        let goals =
            self.plan_goals().into_iter().map(|(name, goal)| (name, goal.readable(wording)));
        let mut signing: Vec<_> = told(Part::Signing).collect();
        // Only that an entry is late is said before how it is signed.
        let at = usize::from(self.front.late_entry.is_some());
        let status = match self.signed {
            Signed::Yes if self.front.is_imported() => RECEIVED,
            signed => signed.words(),
        };
        signing.insert(at, ("Status", status.to_owned()));
        std::iter::once(("Session", self.when(wording)))
            .chain(told(Part::Session))
            .chain(told(Part::Circumstances))
            .chain(goals)
            .chain(signing)
            .collect()
    }

    /// Returns the goals of a plan, each with its objectives behind it.
    fn plan_goals(&self) -> Vec<(&'static str, &Goal)> {
        let goals = self.front.record.iter().flat_map(|record| &record.goals);
        let mut found = Vec::new();
        for goal in goals {
            found.push(("Goal", goal));
            found.extend(goal.objectives.iter().map(|objective| ("Objective", objective)));
        }
        found
    }
}

/// What is said of an imported note whose seal holds.
const RECEIVED: &str = "received as it is, and locked";

impl Signed {
    /// Returns `signed` where the signature holds, and else `draft`.
    fn status(self) -> &'static str {
        if self == Self::Yes { "signed" } else { "draft" }
    }

    /// Returns what a reader of the record is told.
    fn words(self) -> &'static str {
        match self {
            Self::No => "draft",
            Self::Yes => "signed",
            Self::InName => "says that it is signed; its signature does not hold",
        }
    }

    /// Returns what a program is told.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::No => None,
            Self::Yes => Some("valid"),
            Self::InName => Some("invalid"),
        }
    }
}

impl Added<'_> {
    /// Returns what it is and when it was written: `Addendum of Wednesday, November 25, 2026, 9:00 am Eastern`.
    fn title(&self, wording: &Wording) -> String {
        match self.front.written {
            Some(written) => format!("{} of {}", self.name.kind.title(), wording.time(written)),
            None => self.name.kind.title().to_owned(),
        }
    }

    /// Returns the facts of its front matter that a reader of the record wants, with their names.
    fn facts(&self, dress: &Dress) -> Vec<(&'static str, String)> {
        let (front, wording) = (self.front, &dress.wording);
        let person = |name: &str| dress.letterhead.with_licence(name);
        [
            ("Author", front.author.as_deref().map(person)),
            ("Reason", front.reason.as_ref().map(ToString::to_string)),
            // Under which id would tell the reader of another client.
            (
                "Filed before",
                front.moved_from.as_ref().map(|_| "with another client, by mistake".into()),
            ),
            ("Status", Some(self.signed.words().to_owned())),
            ("Signed by", front.signed_by.as_deref().map(person)),
            ("Signed at", front.signed_at.map(|at| wording.time(at))),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

impl Statement<'_> {
    /// Returns what a reader of the record is told of it, with names.
    fn facts(&self, wording: &Wording) -> Vec<(&'static str, String)> {
        let told = |(name, value): &(&'static str, String)| match (*name, self.on) {
            ("Date", Some(day)) => (*name, wording.day(day)),
            _ => (*name, value.clone()),
        };
        self.facts.iter().map(told).collect()
    }

    /// Returns what it is and of what day: `Statement of disagreement of November 25, 2026`.
    fn title(&self, wording: &Wording) -> String {
        match self.on {
            Some(day) => format!("{} of {}", self.title, wording.day(day)),
            None => self.title.to_owned(),
        }
    }
}

impl Person<'_> {
    /// Returns the line that identifies the client: `Ana Example, born April 21, 1990, c-7f3k`.
    fn line(&self, wording: &Wording) -> String {
        let born = self.birth_date.map(|date| wording.day(date));
        let born = born.map(|date| format!(", born {date}")).unwrap_or_default();
        match self.name == self.id.as_str() {
            true => self.name.to_owned(),
            false => format!("{}{born}, {}", self.name, self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted_and_every_file_is_one() {
        assert!(FORMATS.is_sorted_by(|a, b| a.name < b.name));
        let left_out = usize::from(!cfg!(feature = "pdf"));
        // This file, the dress, and authorizations, documents, questionnaires and the treatment for several; the
        // folder of FHIR is two formats.
        let files = std::fs::read_dir("src/export").unwrap().count() - 6 + 1;
        assert_eq!(files, FORMATS.len() + left_out);
        assert!(Format::find("md").is_some_and(|format| format.name == "markdown"));
        // A word that meant two formats would mean the first of them.
        let words = || FORMATS.iter().flat_map(|f| f.aliases.iter().copied().chain([f.name]));
        let different: std::collections::BTreeSet<&str> = words().collect();
        assert_eq!(different.len(), words().count());
    }
}
