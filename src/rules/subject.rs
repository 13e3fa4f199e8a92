//! What the rules look at, as values.

use chrono::NaiveDate;

use std::cell::{OnceCell, RefCell};
use std::ffi::OsStr;
use std::ops::Range;
use std::sync::LazyLock;

use crate::domain::client_id::ClientId;
use crate::domain::copy_name::is_marked;
use crate::domain::format_name::FormatName;
use crate::domain::note_id::NoteStem;
use crate::domain::record_kind::RecordKind;
use crate::domain::sealed_file::Outside;
use crate::domain::session_time::SessionTime;
use crate::fields::{Problem, ProblemKind};
use crate::note::guidance::{self, Comments};
use crate::note::headings;
use crate::note::plan::Plan;
use crate::note::progress_note::ProgressNote;
use crate::note::sections::{self, Section, same_title};
use crate::note::template::{self, Template, Templates};
use crate::note::titles;
use crate::record::chart::templates::Own;
use crate::rules::history::{EarlierNote, History, SectionPrint};
use crate::rules::practice::Practice;
use crate::text::language::Language;
use crate::text::lexicon::{Hit, Topic};
use crate::text::meaning::private::Excluded;
use crate::text::meaning::risk;
use crate::text::meaning::session::Place;
use crate::text::reading::Reading;
use crate::text::similarity::{self, Print, Words};

/// A progress note where it lies.
pub struct NoteSubject<'a> {
    /// The note.
    pub note: &'a ProgressNote<'a>,
    /// In whose folder it lies.
    pub client: &'a ClientId,
    /// What its file name says; `None` when it is not a note's name.
    pub stem: Option<&'a NoteStem>,
    /// Whether its file name has the marks of a copy that another program made.
    pub is_copy: bool,
    /// The template of its format, if there is one.
    pub template: Option<&'a Template>,
    /// All templates.
    pub templates: &'a Templates,
    /// Whether a signed correction says that the note was filed with somebody else by mistake.
    pub was_moved: bool,
    /// The client's notes before it.
    pub history: &'a History,
    /// What holds for the practice.
    pub practice: &'a Practice,
    sections: OnceCell<Option<Vec<Section<'a>>>>,
    comments: OnceCell<Comments>,
    reading: OnceCell<Reading<'a>>,
    prints: OnceCell<Vec<SectionPrint>>,
    copies: OnceCell<Vec<Copied>>,
    /// Where each element is covered, as far as somebody has asked.
    covered: RefCell<Vec<Covered>>,
    kind: OnceCell<Option<RecordKind>>,
}

/// An element, and where it is covered, if it is at all.
type Covered = (&'static str, Option<Vec<Range<usize>>>);

/// A section that is nearly that of an earlier note.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    /// Where its heading stands in the body.
    pub at: usize,
    /// How alike the two are.
    pub similarity: f64,
    /// The file name of the earlier note.
    pub file: String,
}

/// How many service codes of a note are held against each other; no session has more.
const MOST_CODES: usize = 50;

/// From which similarity on a psychotherapy note and a progress note count as one.
const MERGED: f64 = 0.60;

/// How many sections of a note are compared with those of others.
const MOST_PARTS: usize = 100;

/// From how many words on a section that is shorter than those which are compared counts as a copy,
/// where it is one word for word.
const SHORT: usize = 12;

/// How much of an earlier section stands in one that goes on with other words, and of that in it.
const TAKEN_OVER: (f64, f64) = (0.9, 0.5);

static NO_HISTORY: LazyLock<History> = LazyLock::new(History::default);

/// A client file.
pub struct ClientSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
    /// How many of its restrictions meet no session of the record.
    pub lost_restrictions: usize,
}

/// A file that should be there and is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingFile {
    /// A client's `client.toml`.
    ClientFile,
    /// The vault's `recipients.txt`.
    Recipients,
}

/// What is the matter with a clone of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloneState {
    /// git holds two versions of a file.
    Unmerged {
        /// The note, paper or file to be settled.
        target: String,
    },
    /// Something that guards the record is not there.
    Unguarded {
        /// What, in words.
        lacks: String,
    },
    /// It has not the whole history.
    Shallow,
}

/// The lines by which git marks a conflict, in a file that is no note.
pub struct LeftConflict {
    /// Where the first of them begins.
    pub at: usize,
}

impl LeftConflict {
    /// Looks for the first marker in a file.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mut at = 0;
        for line in bytes.split(|byte| *byte == b'\n') {
            if line.starts_with(b"<<<<<<< ") || line.starts_with(b">>>>>>> ") {
                return Some(Self { at });
            }
            at += line.len() + 1;
        }
        None
    }
}

/// A file that the system does not let us read.
pub struct Unreadable {
    /// Why, as the system says it.
    pub reason: String,
}

/// A template of the practice's own.
pub struct TemplateSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
    /// The file name without its ending, if it can be read.
    pub named: Option<&'a str>,
    /// The format it says it is of, if it can be read.
    pub format: Option<&'a str>,
}

impl<'a> From<&'a Own> for TemplateSubject<'a> {
    fn from(template: &'a Own) -> Self {
        Self {
            problems: &template.problems,
            named: template.named(),
            format: template.format.as_deref(),
        }
    }
}

/// Something in the vault, by its outside.
#[derive(Clone, Copy, Debug)]
pub struct VaultSubject {
    /// What it is.
    pub item: Outside,
    /// The permission bits.
    pub mode: u32,
}

/// A file of the vault, as opening it has shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedSubject {
    /// It is not what was sealed, and why.
    Damaged(String),
    /// No identity opens it.
    ForOthers,
    /// It opens, and another program has sealed it.
    Foreign,
    /// It opens, and is not what its folder is for.
    WrongKind(&'static str),
    /// It opens, and casenotes has sealed it.
    Ours {
        /// The id that its own words give it, if its path gives it another.
        belongs_to: Option<String>,
        /// Whether it is sealed to today's recipients.
        is_current: bool,
    },
}

/// An identity file.
#[derive(Clone, Copy, Debug)]
pub struct KeySubject {
    /// The service that copies its folder to other machines.
    pub synchronised_by: Option<&'static str>,
}

/// What is wrong with an authorization, or with an entry of the log of disclosures.
#[derive(Clone, Copy, Debug)]
pub enum PaperSubject<'a> {
    /// An authorization that lacks an element, so that it never was valid.
    Defective(&'a [Problem]),
    /// An authorization that stands by itself, of another individual than the client, or signed by
    /// nobody who may.
    Unfounded(&'a [Problem]),
    /// A file of the log that is no entry of it.
    NoEntry(&'a Problem),
    /// An entry of the log of a day that is still to come.
    InTheFuture,
    /// An entry under an authorization of this name, which is not there.
    WithoutAuthorization(&'a str),
    /// A paper that is none of a request.
    NoRequest(&'a [Problem]),
    /// A step of a request that is not there.
    WithoutRequest,
    /// A request that is open, and was due on a day.
    Overdue(NaiveDate),
    /// A disclosure that no rule permits, and of which the client was to be told by a day.
    Untold(NaiveDate),
}

/// The settings of the practice.
pub struct SettingsSubject<'a> {
    /// What reading them has found.
    pub problems: &'a [Problem],
}

/// Something about a note that shows only beside other notes, or when all notes of a client are known.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordFact {
    /// The client had sessions enough and has no treatment plan.
    NoPlan {
        /// How many sessions.
        sessions: i64,
    },
    /// The plan is past the day of its review.
    PlanPastReview {
        /// That day.
        due: chrono::NaiveDate,
    },
    /// The last sessions began and ended at the same minutes of the clock.
    StampedTimes,
    /// The clinician has another session at that time.
    Overlapping {
        /// The id of its note.
        other: String,
    },
    /// The note is nearly that of another client.
    AlikeAcross {
        /// The id of that note.
        other: String,
        /// How alike.
        similarity: f64,
    },
    /// The record was closed before the client's last session.
    SessionAfterClosing {
        /// On that day.
        closed: chrono::NaiveDate,
    },
    /// Others may enter the chart.
    OpenChart {
        /// The permission bits.
        mode: u32,
    },
}

/// The text of a psychotherapy note, opened in memory, and what the chart holds of the same session.
pub struct PsychotherapySubject<'a> {
    /// The text, without front matter.
    pub text: &'a str,
    /// Whether there is a chart to look into.
    pub has_chart: bool,
    /// The body of the client's progress note of that day, if there is one.
    pub progress: Option<&'a str>,
    /// What that progress note says about risk in its front matter.
    pub progress_risk: Option<&'a str>,
    /// What of the text is excluded from such notes, once somebody has asked.
    pub excluded: OnceCell<Vec<(Excluded, usize)>>,
}

impl PsychotherapySubject<'_> {
    /// Tells whether the text is mostly that of the progress note.
    pub fn is_merged(&self) -> bool {
        let print = |text: &str| {
            let mut words = Words::default();
            words.add(text);
            Print::of(words)
        };
        let is_alike = |progress| print(self.text).similarity(&print(progress), MERGED).is_some();
        self.progress.is_some_and(is_alike)
    }
}

impl<'a> NoteSubject<'a> {
    /// Puts a note where it lies.
    pub fn new(
        note: &'a ProgressNote<'a>,
        client: &'a ClientId,
        stem: Option<&'a NoteStem>,
        templates: &'a Templates,
        practice: &'a Practice,
    ) -> Self {
        let template = note.front.format.as_ref().and_then(|format| templates.get(format.as_str()));
        Self {
            note,
            client,
            stem,
            is_copy: false,
            template,
            templates,
            was_moved: false,
            history: &NO_HISTORY,
            practice,
            sections: OnceCell::new(),
            comments: OnceCell::new(),
            reading: OnceCell::new(),
            prints: OnceCell::new(),
            copies: OnceCell::new(),
            covered: RefCell::new(Vec::new()),
            kind: OnceCell::new(),
        }
    }

    /// Says by what name it lies there, if that is none of a note.
    pub fn named(self, name: &OsStr) -> Self {
        let is_copy = self.stem.is_none() && is_marked(&name.to_string_lossy());
        Self { is_copy, ..self }
    }

    /// Puts the note behind those that came before it.
    pub fn in_record(self, history: &'a History) -> Self {
        Self { history, ..self }
    }

    /// Returns the sections; `None` when the note is not text to its end.
    pub fn sections(&self) -> Option<&[Section<'a>]> {
        // Past a byte that is not text nothing can be said about what stands there; and where the front
        // matter cannot be read, nobody knows what sections there should be.
        let is_read = self.note.invalid_byte.is_none()
            && !self.note.problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable);
        let body = self.note.body();
        let read = || match self.template {
            Some(template) => headings::read(body, template),
            None => sections::sections(body),
        };
        self.sections.get_or_init(|| is_read.then(read)).as_deref()
    }

    /// Returns the comments of the body.
    pub fn comments(&self) -> &Comments {
        self.comments.get_or_init(|| guidance::comments(self.note.body()))
    }

    /// Returns the problems of the front matter of one kind.
    pub fn front_problems(&self, kind: ProblemKind) -> impl Iterator<Item = &Problem> {
        // Front matter that is not text to its end is not what was written.
        let is_whole = self
            .note
            .invalid_byte
            .is_none_or(|at| at >= self.note.body_range.start && self.note.body_range.start > 0);
        self.note.problems.iter().filter(move |problem| is_whole && problem.kind == kind)
    }

    /// Returns what sort of record it is; `None` when that cannot be said, or nothing is written yet.
    pub fn kind(&self) -> Option<RecordKind> {
        *self.kind.get_or_init(|| self.find_kind())
    }

    fn find_kind(&self) -> Option<RecordKind> {
        let sections = self.sections()?;
        let body = self.note.body();
        let template = self.template?;
        let has_text = |at: usize| !sections::is_empty(body, sections, at);
        let is_written = match sections.is_empty() {
            true => !guidance::strip(body).trim().is_empty(),
            // Below the title stands the whole note.
            false => (0..sections.len()).any(has_text),
        };
        // The goals of a plan are data, and enough for one.
        let has_goals = self.note.front.record.as_ref().is_some_and(|keys| !keys.goals.is_empty());
        (is_written || has_goals).then_some(template.kind)
    }

    /// Tells whether it is a note of a session.
    pub fn is_session(&self) -> bool {
        self.kind() == Some(RecordKind::Session)
    }

    /// Returns the language in which the note is written.
    pub fn language(&self) -> &Language {
        let own = self.template.and_then(|template| template.language.as_ref());
        own.unwrap_or(&self.practice.language)
    }

    /// Returns the body as it is read, guidance left out.
    pub fn reading(&self) -> &Reading<'a> {
        let read = || {
            let left_out = self.comments().closed.clone();
            Reading::by(self.language().lexicon(), self.note.body(), left_out)
        };
        self.reading.get_or_init(read)
    }

    /// Returns the phrases of the field in the body, guidance left out.
    pub fn hits(&self) -> &[Hit] {
        self.reading().hits()
    }

    /// Returns the phrases of one topic that are the clinician's own words: quotations and code are
    /// somebody else's.
    pub fn own_words(&self, topic: Topic) -> impl Iterator<Item = Hit> {
        self.reading().of(topic).filter(|hit| !self.is_spoken(hit.range().start))
    }

    /// Tells whether a byte of the body stands in a quotation or in code.
    pub fn is_spoken(&self, at: usize) -> bool {
        self.reading().is_spoken(at)
    }

    /// Tells whether a byte of the body stands in a comment.
    pub fn is_in_comment(&self, at: usize) -> bool {
        self.comments().hold(at)
    }

    /// Returns where the sections stand that should hold an element of a progress note; `None` when
    /// the format does not cover it, or such a section is missing or empty, which is said elsewhere.
    pub fn where_covered(&self, element: &'static str) -> Option<Vec<Range<usize>>> {
        let known = self.covered.borrow().iter().find(|(of, _)| *of == element).cloned();
        let (_, covered) = known.unwrap_or_else(|| {
            let found = (element, self.find_covered(element));
            self.covered.borrow_mut().push(found.clone());
            found
        });
        covered
    }

    fn find_covered(&self, element: &str) -> Option<Vec<Range<usize>>> {
        let (template, sections) = (self.template?, self.sections()?);
        let body = self.note.body();
        let titles = template.covering(element);
        // Where a comment has no end, nobody knows what is text.
        if titles.is_empty() || self.comments().unclosed.is_some() {
            return None;
        }
        let mut ranges = Vec::new();
        for title in titles {
            let heading = template::places_of(std::slice::from_ref(title), &template.headings);
            let is_of = |at: &usize| !sections[*at].stands_for.both(heading).is_none();
            let is_written = |at: &usize| !sections::is_empty(body, sections, *at);
            let found = (0..sections.len()).filter(is_of).filter(is_written);
            let before = ranges.len();
            ranges.extend(found.map(|at| self.extent(sections, at)));
            if ranges.len() == before && !template.must_have.both(heading).is_none() {
                return None;
            }
        }
        // Without any of its headings, a free note is looked at as a whole.
        if ranges.is_empty() {
            ranges.push(0..body.len());
        }
        Some(ranges)
    }

    /// Returns the places that [`Self::where_covered`] tells, with what else they are for.
    pub fn places_of(&self, element: &'static str) -> Option<Vec<Place>> {
        let covered = self.where_covered(element)?;
        let places_of_others = |others: &[&'static str]| -> Vec<Range<usize>> {
            let others = others.iter().filter(|other| **other != element);
            others.filter_map(|other| self.where_covered(other)).flatten().collect()
        };
        let planned = places_of_others(&["next_steps"]);
        let answered = places_of_others(&["response"]);
        let presented = places_of_others(&["presentation"]);
        let done = places_of_others(&["interventions"]);
        let record = self.note.front.record.as_ref();
        let has_others =
            record.is_some_and(|record| !record.present.is_empty()) || self.is_of_family();
        let place = |range: Range<usize>| {
            let is_one_of = |ranges: &[Range<usize>]| ranges.contains(&range);
            let is_plan = element == "next_steps" || is_one_of(&planned);
            Place {
                is_only: ![&planned, &answered, &presented, &done]
                    .iter()
                    .any(|other| is_one_of(other)),
                is_plan: is_plan && (element == "response" || !is_one_of(&answered)),
                // A section of its own for the response tells it, whatever else it takes up.
                is_presentation: is_one_of(&presented)
                    && (element != "response" || is_one_of(&done)),
                has_others,
                range,
            }
        };
        Some(covered.into_iter().map(place).collect())
    }

    /// Returns the sentence around a byte of the body, or the paragraph where it is shorter.
    pub fn sentence_around(&self, at: usize) -> Range<usize> {
        self.reading().sentence(at)
    }

    /// Returns each sentence in which a phrase of a topic stands in the clinician's own words, once and
    /// in order.
    pub fn sentences_with(&self, topic: Topic) -> Vec<Range<usize>> {
        let around = |hit: Hit| self.sentence_around(hit.range().start);
        let mut found: Vec<Range<usize>> = self.own_words(topic).map(around).collect();
        found.dedup();
        found
    }

    /// Tells whether a byte of the body stands in a section that says what is to come.
    pub fn is_planned(&self, at: usize) -> bool {
        let covered = self.template.map(|template| template.covering("next_steps"));
        let is_all =
            |titles: &[String]| self.template.is_some_and(|t| titles.len() == t.headings.len());
        let (Some(titles), Some(sections)) = (covered, self.sections()) else { return false };
        let Some(template) = self.template.filter(|_| titles.len() == 1 && !is_all(titles)) else {
            return false;
        };
        let heading = template::places_of(titles, &template.headings);
        let next = sections.partition_point(|section| section.heading.start <= at);
        next.checked_sub(1).is_some_and(|at| !sections[at].stands_for.both(heading).is_none())
    }

    /// Returns the sections that are compared with those of other notes.
    pub fn prints(&self) -> &[SectionPrint] {
        self.prints.get_or_init(|| {
            let (Some(template), Some(sections)) = (self.template, self.sections()) else {
                return Vec::new();
            };
            let body = self.note.body();
            let least = self.practice.limits.compared_words.max(2) as usize;
            let left_out = template.not_compared;
            // What several headings stand for is compared as one of them.
            let name_of = |section: &Section<'_>| match section.stands_for.first() {
                Some(at) => template.headings[at].to_lowercase(),
                None => section.title.to_lowercase(),
            };
            let is_left_out = |section: &Section<'_>| match section.stands_for {
                none if none.is_none() => {
                    same_title("Telehealth", &section.title)
                        || same_title("Risk", &section.title)
                        || same_title("Measures", &section.title)
                }
                some => some.without(left_out).is_none(),
            };
            let mut prints = Vec::new();
            let mut add = |title: String, heading: usize, range: Range<usize>| {
                let words = self.counted_words(range);
                // What a group plans is planned with all, in a few words.
                let is_alone = template.format.as_str() != "group";
                if words.len() >= if is_alone { least.min(SHORT) } else { least } {
                    let is_short = words.len() < least;
                    let print = Print::of(words);
                    prints.push(SectionPrint { title, heading, print, is_short });
                }
            };
            // No template has more than a dozen, and each is compared with all of its name.
            let parts = (0..sections.len()).filter(|at| sections[*at].level == 2).take(MOST_PARTS);
            for at in parts.clone().filter(|at| !is_left_out(&sections[*at])) {
                let (title, start) = (name_of(&sections[at]), sections[at].heading.start);
                add(title, start, self.extent(sections, at));
            }
            if parts.count() == 0 {
                add(String::new(), 0, 0..body.len());
            }
            prints
        })
    }

    /// Returns the sections that are nearly those of an earlier note.
    pub fn copies(&self) -> &[Copied] {
        self.copies.get_or_init(|| {
            if !self.is_session() {
                return Vec::new();
            }
            let limits = &self.practice.limits;
            let day = self.note.front.start.map(SessionTime::date);
            let copy_of = |section: &SectionPrint| {
                let sources = self.history.likely_sources(section, day).into_iter();
                let alike = sources.filter_map(|(file, other)| {
                    Some((file, likeness(section, other, limits.copied, limits.cloned)?))
                });
                let (file, similarity) = alike.max_by(|a, b| a.1.total_cmp(&b.1))?;
                Some(Copied { at: section.heading, similarity, file: file.to_owned() })
            };
            let mut copies: Vec<Copied> = self.prints().iter().filter_map(copy_of).collect();
            // A mental status may be as it was; where nothing else is, that is worth a look alone.
            if let [copied] = copies.as_mut_slice()
                && self.is_mental_status(copied.at)
            {
                copied.similarity = copied.similarity.min(below(limits.cloned));
            }
            copies
        })
    }

    /// Tells whether the note is of a session with a couple or a family.
    pub fn is_of_family(&self) -> bool {
        self.note.front.format.as_ref().is_some_and(is_of_family)
    }

    /// Tells whether a section is about how the client appeared, and not about what was done.
    fn is_mental_status(&self, heading: usize) -> bool {
        let sections = self.sections().unwrap_or_default();
        let Some(at) = sections.iter().position(|it| it.heading.start == heading) else {
            return false;
        };
        let is_named = titles::is_of_mental_status(&sections[at].title.to_lowercase());
        is_named && {
            let mut told = self.reading().elements_in(&self.extent(sections, at));
            !told.any(|hit| hit.tag() == Topic::Intervention)
        }
    }

    /// Returns pairs of service codes of this note, and of it and the client's notes before it on the
    /// same day, each with the file of the other note.
    pub fn pairs_of_the_day(
        &self,
        is_pair: fn(&str, &str) -> bool,
    ) -> Vec<(&str, String, Option<String>)> {
        let codes = self.note.front.service.iter().map(|code| &**code);
        let codes: Vec<&str> = codes.take(MOST_CODES).collect();
        let mut pairs = Vec::new();
        for (at, code) in codes.iter().enumerate() {
            let inside = codes[..at].iter().filter(|other| is_pair(code, other));
            pairs.extend(inside.map(|other| (*code, (*other).to_owned(), None)));
            let day = self.note.front.start.map(SessionTime::date);
            let before = day.into_iter().flat_map(|day| self.history.services_on(day));
            let before = before.filter(|(_, other)| is_pair(code, other));
            pairs.extend(
                before.map(|(file, other)| (*code, other.to_owned(), Some(file.to_owned()))),
            );
        }
        pairs
    }

    /// Tells whether risk is present and nothing is said to have been done about it.
    pub fn has_unanswered_risk(&self) -> bool {
        let is_answered = || self.history.has_safety_plan || risk::is_answered(self.reading());
        let is_timed = self.kind().is_some_and(RecordKind::is_timed);
        is_timed && self.note.front.risk.as_deref() == Some("present") && !is_answered()
    }

    /// Returns the part of a sentence in front of a byte of the body.
    pub fn clause_before(&self, at: usize) -> Range<usize> {
        self.sentence_around(at).start..at
    }

    /// Tells whether the risk is moderate or high.
    pub fn has_grave_risk(&self) -> bool {
        matches!(self.note.front.risk_level.as_deref(), Some("moderate" | "high"))
    }

    /// Returns what the note leaves for those after it.
    pub fn into_trace(mut self, file: &str) -> EarlierNote {
        let front = &self.note.front;
        let kind = self.kind();
        let record = front.record.as_deref();
        let plan = kind.filter(|kind| kind.holds_goals()).map(|_| Plan::of(file, front));
        let is_session = kind == Some(RecordKind::Session);
        // Nobody asks for the words of a note where no texts are compared.
        if is_session && self.practice.policy.has_any("CF") {
            self.prints();
        }
        let prints = self.prints.take().filter(|_| is_session).unwrap_or_default();
        let long = prints.iter().filter(|section| !section.is_short);
        let all: Vec<&Print> = long.map(|section| &section.print).collect();
        let samples = similarity::samples_of(&all);
        EarlierNote {
            file: file.to_owned(),
            kind,
            start: front.start,
            end: front.end,
            author: front.author.as_deref().map(similarity::key).unwrap_or_default(),
            group: record.and_then(|record| record.group.as_deref()).map(similarity::key),
            is_joint: front
                .format
                .as_ref()
                .is_some_and(|format| is_of_family(format) || format.as_str() == "group"),
            services: front.service.iter().map(|code| code.to_string()).collect(),
            prints,
            samples,
            allow: front.allow.clone(),
            plan,
        }
    }

    /// Returns where a section stands with its sub-sections.
    pub fn extent(&self, sections: &[Section<'_>], at: usize) -> Range<usize> {
        let level = sections[at].level;
        let next = sections[at + 1..].iter().find(|section| section.level <= level);
        sections[at].text.start..next.map_or(self.note.body().len(), |next| next.heading.start)
    }

    /// Returns the words of a part of the body, without guidance, headings and sentences that are
    /// the same each time: about risk, about the circumstances of telehealth, the practice's own.
    fn counted_words(&self, range: Range<usize>) -> Words {
        let body = self.note.body();
        let comments = &self.comments().closed;
        let first = comments.partition_point(|comment| comment.end <= range.start);
        let comments = comments[first..].iter().take_while(|comment| comment.start < range.end);
        let mut left_out: Vec<Range<usize>> = comments.cloned().collect();
        let hits = self.hits();
        let first = hits.partition_point(|hit| hit.range().start < range.start);
        for hit in hits[first..].iter().take_while(|hit| hit.range().start < range.end) {
            let at = hit.range().start;
            let is_known = left_out.last().is_some_and(|last| last.contains(&at));
            if matches!(hit.tag(), Topic::RiskTalk | Topic::Telehealth) && !is_known {
                left_out.push(self.sentence_around(at));
            }
        }
        for sentence in self.practice.standard.iter().filter(|sentence| !sentence.is_empty()) {
            let found = body[range.clone()].match_indices(sentence.as_str());
            left_out
                .extend(found.map(|(at, text)| range.start + at..range.start + at + text.len()));
        }
        let sections = self.sections().unwrap_or_default();
        let first = sections.partition_point(|section| section.heading.end <= range.start);
        let sections = sections[first..].iter().map(|section| section.heading.clone());
        left_out.extend(sections.take_while(|heading| heading.start < range.end));
        left_out.retain(|part| part.start < range.end && part.end > range.start);
        left_out.sort_by_key(|part| part.start);
        let mut words = Words::default();
        let mut from = range.start;
        for part in left_out {
            if part.start > from {
                words.add(&body[from..part.start]);
            }
            from = from.max(part.end);
        }
        if from < range.end {
            words.add(&body[from..range.end]);
        }
        words
    }
}

/// Returns how much a section is that of an earlier note, if it is by enough: word for word in its order,
/// or in another order, or with something new around it, which is never more than nearly a copy.
fn likeness(section: &SectionPrint, other: &SectionPrint, copied: f64, cloned: f64) -> Option<f64> {
    if section.is_short || other.is_short {
        let alike = section.print.similarity(&other.print, cloned)?;
        return Some(alike.min(below(cloned)));
    }
    if let Some(alike) = section.print.similarity(&other.print, copied) {
        let is_moved = section.title != other.title;
        return Some(if is_moved { alike.min(below(cloned)) } else { alike });
    }
    let part = section.print.part_in(&other.print, TAKEN_OVER.1.min(copied))?;
    let is_taken_over =
        || part >= TAKEN_OVER.1 && other.print.part_in(&section.print, TAKEN_OVER.0).is_some();
    (part >= copied || is_taken_over()).then(|| part.max(copied).min(below(cloned)))
}

/// Returns the part that is just no clone.
fn below(cloned: f64) -> f64 {
    cloned - 0.01
}

/// Finds bytes of a sort. It looks at many bytes at once and at each of them only where one is, because
/// most of a note holds none.
pub fn positions(
    bytes: &[u8],
    is_meant: impl Fn(u8) -> bool + Copy,
) -> impl Iterator<Item = usize> {
    const BLOCK: usize = 32;
    let blocks = bytes.chunks(BLOCK).enumerate();
    let blocks = blocks.filter(move |(_, block)| {
        // Without an early end, so that the compiler compares the whole block in one step.
        block.iter().fold(false, |found, byte| found | is_meant(*byte))
    });
    blocks.flat_map(move |(nth, block)| {
        let found = block.iter().enumerate().filter(move |(_, byte)| is_meant(**byte));
        found.map(move |(at, _)| nth * BLOCK + at)
    })
}

/// Counts the words of a text, and stops at `most`.
pub fn words_up_to(text: &str, most: i64) -> i64 {
    let bytes = text.as_bytes();
    let begins = |next: Option<&u8>| next.is_some_and(|next| !next.is_ascii_whitespace());
    let gaps = memchr::memchr2_iter(b' ', b'\n', bytes).filter(|at| begins(bytes.get(at + 1)));
    let first = i64::from(begins(bytes.first()));
    let rest = gaps.take((most - first).max(0) as usize).count() as i64;
    first + rest
}

/// Returns what stands at a byte and behind it, no more than so many bytes: to find the end of a line for
/// each of the things that stand in it takes long.
pub fn near(text: &str, at: usize, most: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.floor_char_boundary(most)]
}

impl ClientSubject<'_> {
    /// Returns the problems of one kind.
    pub fn problems(&self, kind: ProblemKind) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.kind == kind)
    }
}

fn is_of_family(format: &FormatName) -> bool {
    matches!(format.as_str(), "couple" | "family")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_no_further_than_need_be() {
        for (text, words) in [("", 0), (" ", 0), ("a", 1), (" a  b\nc ", 3), ("one two three", 3)] {
            assert_eq!(words_up_to(text, 9), words, "{text:?}");
        }
        assert_eq!(words_up_to("one two three", 2), 2);
    }

    #[test]
    fn bytes_are_found_in_blocks_and_across_them() {
        let text = format!("{}7{}8", "x".repeat(31), "y".repeat(70));
        let found: Vec<usize> = positions(text.as_bytes(), |b| b.is_ascii_digit()).collect();
        assert_eq!(found, [31, 102]);
    }
}
