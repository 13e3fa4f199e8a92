//! What a rule is, what it is shown, and where it reports.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::domain::position::{Places, Position};
use crate::domain::recipient_list::Unsettled;
use crate::domain::stray::StrayKind;
use crate::fields::{Problem, places_of_keys};
use crate::rules::chart::subject::{CloneState, LeftConflict, SettingsSubject, TemplateSubject};
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::commits::subject::StagedSubject;
use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::documents::subject::DocumentSubject;
use crate::rules::finding::{Finding, Level};
use crate::rules::keys::subject::KeySubject;
use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::sealed::subject::OpenedSubject;
use crate::rules::signatures::subject::{
    SignerListSubject, SigningSettingsSubject, SigningSubject,
};
use crate::rules::subject::{Copied, MissingFile, NoteSubject, RecordFact, Unreadable};
use crate::rules::vault::subject::VaultSubject;
use crate::text::lexicon::{self, Hit, Lexicon, Topic};
use crate::text::meaning::private::{self, Excluded};
use crate::text::meaning::session::Place;
use crate::text::reading::Reading;

/// One thing that `validate` looks for.
#[derive(Debug)]
pub struct Rule {
    /// Stable code, never reused.
    pub code: &'static str,
    /// Reads well after "allow": `allow empty-section`.
    pub name: &'static str,
    /// How grave it is.
    pub level: Level,
    /// The page that `casenotes rules CODE` prints, in Markdown: what it finds, why it matters, how to mend
    /// it, and an example.
    pub page: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// Makes the `RULE` of a file: its code, its name, its level, its page, and the function that looks.
macro_rules! rule {
    ($code:literal, $name:literal, $level:ident, $page:literal, $sort:ident($check:ident)) => {
        pub(super) const RULE: $crate::rules::rule::Rule = $crate::rules::rule::Rule {
            code: $code,
            name: $name,
            level: $crate::rules::finding::Level::$level,
            page: include_str!($page),
            check: $crate::rules::rule::Check::$sort($check),
        };
    };
}

pub(crate) use rule;

impl Rule {
    /// Returns what it finds, in one line.
    pub fn finds(&self) -> String {
        self.page.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ")
    }
}

/// Rules about one thing; their codes begin with the same letters.
#[derive(Debug)]
pub struct Family {
    /// The letters.
    pub letters: &'static str,
    /// A word for them.
    pub name: &'static str,
    /// What they look at.
    pub looks_at: &'static str,
    /// What they are about.
    pub about: About,
    /// Those of them that are about the other.
    pub otherwise: &'static [&'static Rule],
    /// Those that read words, with the languages whose words they know.
    pub reads: &'static [(&'static Rule, &'static [Lexicon])],
    /// The rules, by their codes.
    pub rules: &'static [&'static Rule],
}

/// The languages of a rule that knows English alone.
pub const ENGLISH: &[Lexicon] = &[Lexicon::English];

/// The languages of a rule of whose words there are German ones as well.
pub const ENGLISH_AND_GERMAN: &[Lexicon] = &[Lexicon::English, Lexicon::German];

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What a note says.
    Content,
    /// Whether a note can be read, found, told from another and trusted.
    Form,
}

/// What rules look at; each sort of thing has rules of its own.
pub trait Subject {
    /// Returns how a rule looks at this sort of thing; `None` when it looks at another.
    fn looked_at_by(check: &Check) -> Option<fn(&Self, &mut Report<'_>)>;
}

macro_rules! sorts {
    ($($sort:ident: $subject:ty,)*) => {
        /// What a rule looks at, and how.
        #[derive(Debug)]
        pub enum Check {
            /// How the others have run.
            Others,
            $($sort(fn(&$subject, &mut Report<'_>)),)*
        }

        $(impl Subject for $subject {
            fn looked_at_by(check: &Check) -> Option<fn(&Self, &mut Report<'_>)> {
                match check {
                    Check::$sort(check) => Some(*check),
                    _ => None,
                }
            }
        })*
    };
}

sorts! {
    Note: NoteSubject<'_>,
    ClientFile: ClientSubject<'_>,
    MissingFile: MissingFile,
    Stray: StrayKind,
    Template: TemplateSubject<'_>,
    Unreadable: Unreadable,
    Vault: VaultSubject,
    Recipients: Unsettled,
    Settings: SettingsSubject<'_>,
    RecordFact: RecordFact,
    Psychotherapy: PsychotherapySubject<'_>,
    SignerList: SignerListSubject<'_>,
    Signing: SigningSubject<'_>,
    SigningSettings: SigningSettingsSubject<'_>,
    Staged: StagedSubject<'_>,
    Opened: OpenedSubject,
    Key: KeySubject,
    Paper: PaperSubject<'_>,
    Clone: CloneState,
    LeftConflict: LeftConflict,
    Document: DocumentSubject<'_>,
    Questionnaire: QuestionnaireSubject<'_>,
}

/// A file under the eyes of the rules.
pub struct CheckedFile<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    front: Range<usize>,
    /// Where its bytes stand.
    pub places: Places<'a>,
    /// Where the value of each key of the front matter stands.
    keys: OnceCell<BTreeMap<String, Range<usize>>>,
}

/// Collects the findings of one rule in one file.
pub struct Report<'a> {
    rule: &'static Rule,
    level: Level,
    file: &'a CheckedFile<'a>,
    findings: &'a mut Vec<Finding>,
    /// How many there were before.
    before: usize,
    /// How many were too many to be told one by one.
    left_out: usize,
}

/// Nobody reads more findings of one rule in one file, and what nobody reads need not be made.
const MOST: usize = 1000;

impl<'a> CheckedFile<'a> {
    /// A file with its bytes, and where its front matter stands.
    pub fn new(path: &'a Path, bytes: &'a [u8], front: Range<usize>) -> Self {
        Self { path, bytes, front, places: Places::new(bytes), keys: OnceCell::new() }
    }

    /// A file whose bytes do not matter.
    pub fn whole(path: &'a Path) -> Self {
        Self::new(path, &[], 0..0)
    }

    fn place_of_key(&self, key: &str) -> usize {
        let keys = self.keys.get_or_init(|| {
            let front = std::str::from_utf8(&self.bytes[self.front.clone()]).unwrap_or_default();
            places_of_keys(front)
        });
        keys.get(key).map_or(0, |span| span.start) + self.front.start
    }
}

impl<'a> Report<'a> {
    /// Prepares to report what a rule finds.
    pub fn new(
        rule: &'static Rule,
        level: Level,
        file: &'a CheckedFile<'a>,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self { rule, level, file, before: findings.len(), findings, left_out: 0 }
    }
}

impl Report<'_> {
    /// Reports the file as a whole.
    pub fn whole(&mut self, message: impl Into<String>, help: Option<String>) {
        self.push(None, message.into(), help);
    }

    /// Reports a byte of the file.
    pub fn at(&mut self, offset: usize, message: impl Into<String>, help: Option<String>) {
        self.push(Some(self.file.places.of(offset)), message.into(), help);
    }

    /// Reports a byte of the body of the note.
    pub fn at_body(
        &mut self,
        subject: &NoteSubject<'_>,
        at: usize,
        message: &str,
        help: Option<String>,
    ) {
        self.at(subject.note.body_range.start + at, message, help);
    }

    /// Reports each phrase of a topic that is meant and stands in a written note in the clinician's own
    /// words, with what to write instead where there is something.
    pub fn own_words(
        &mut self,
        subject: &NoteSubject<'_>,
        topic: Topic,
        message: &str,
        is_meant: impl Fn(Hit) -> bool,
    ) {
        let meant =
            |_: &Reading<'_>| subject.own_words(topic).filter(|hit| is_meant(*hit)).collect();
        self.words(subject, meant, message);
    }

    /// Reports each phrase of a written note that a reading of it finds, with what to write instead where
    /// there is something.
    pub fn words(
        &mut self,
        subject: &NoteSubject<'_>,
        find: impl Fn(&Reading<'_>) -> Vec<Hit>,
        message: &str,
    ) {
        if subject.kind().is_none() {
            return;
        }
        for hit in find(subject.reading()) {
            let instead = lexicon::instead(hit).map(str::to_owned);
            self.at_body(subject, hit.range().start, message, instead);
        }
    }

    /// Reports what of a psychotherapy note is excluded from such notes.
    pub fn excluded(&mut self, subject: &PsychotherapySubject<'_>, what: Excluded, message: &str) {
        let told = subject.excluded.get_or_init(|| private::excluded(subject.text));
        for (_, at) in told.iter().filter(|(told, _)| *told == what) {
            self.at(*at, message, None);
        }
    }

    /// Reports that a note of a session says nothing of an element where its format covers it.
    pub fn missing(
        &mut self,
        subject: &NoteSubject<'_>,
        element: &'static str,
        is_told: impl Fn(&Reading<'_>, &Place) -> bool,
        message: &str,
    ) {
        if let Some(places) = subject.is_session().then(|| subject.places_of(element)).flatten()
            && !places.iter().any(|place| is_told(subject.reading(), place))
        {
            self.at_body(subject, places[0].range.start, message, None);
        }
    }

    /// Reports a section that is nearly that of an earlier note.
    pub fn copied(&mut self, subject: &NoteSubject<'_>, copied: &Copied) {
        let message = format!("the section is alike by {:.2} to an earlier one", copied.similarity);
        let help = format!("Compare it with `{}`.", copied.file);
        self.at_body(subject, copied.at, &message, Some(help));
    }

    /// Reports the value of a key of the front matter.
    pub fn at_key(&mut self, key: &str, message: impl Into<String>, help: Option<String>) {
        self.at(self.file.place_of_key(key), message, help);
    }

    /// Reports a problem that reading the file has found.
    pub fn problem(&mut self, problem: &Problem) {
        self.at(problem.span.start, problem.message.clone(), problem.help.clone());
    }

    /// Reports a place of the file.
    pub fn push(&mut self, place: Option<Position>, message: String, help: Option<String>) {
        if self.findings.len() - self.before >= MOST {
            self.left_out += 1;
            return;
        }
        let (code, name, level) = (self.rule.code, self.rule.name, self.level);
        let path = self.file.path.to_owned();
        let excused = false;
        self.findings.push(Finding { code, name, level, excused, path, place, message, help });
    }

    /// Says how many findings were too many.
    pub fn say_what_is_left_out(&mut self) {
        let more = std::mem::take(&mut self.left_out);
        if more > 0 {
            self.before = self.findings.len();
            let help = "Mend those that are told, and the next run tells others.".to_owned();
            self.whole(
                format!("{more} more findings of this rule in this file are left out"),
                Some(help),
            );
        }
    }
}
