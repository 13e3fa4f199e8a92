//! What the rules of several families look at; what one family alone looks at lies with it.

use std::cell::{OnceCell, RefCell};
use std::ffi::OsStr;
use std::ops::Range;
use std::sync::LazyLock;

use crate::domain::client_id::ClientId;
use crate::domain::copy_name::is_marked;
use crate::domain::format_name::FormatName;
use crate::domain::note_id::NoteStem;
use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::fields::{Problem, ProblemKind};
use crate::note::guidance::{self, Comments};
use crate::note::headings;
use crate::note::plan::Plan;
use crate::note::progress_note::ProgressNote;
use crate::note::sections::{self, Section};
use crate::note::template::{self, Template, Templates};
use crate::rules::history::{EarlierNote, History, SectionPrint};
use crate::rules::practice::Practice;
use crate::text::language::Language;
use crate::text::lexicon::{Hit, Lexicon, Topic};
use crate::text::meaning::risk;
use crate::text::meaning::session::Place;
use crate::text::reading::Reading;
use crate::text::similarity::{self, Print};

mod copies;

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

static NO_HISTORY: LazyLock<History> = LazyLock::new(History::default);

/// A file that should be there and is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingFile {
    /// A client's `client.toml`.
    ClientFile,
    /// The vault's `recipients.txt`.
    Recipients,
}

/// A file that the system does not let us read.
pub struct Unreadable {
    /// Why, as the system says it.
    pub reason: String,
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

    /// Returns the words by which the note is read, if there are any.
    pub fn lexicon(&self) -> Option<Lexicon> {
        self.practice.lexicon(self.language())
    }

    /// Returns the body as it is read, guidance left out.
    pub fn reading(&self) -> &Reading<'a> {
        let read = || {
            let left_out = self.comments().closed.clone();
            Reading::by(self.lexicon(), self.note.body(), left_out)
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
                // A response is told apart from what is planned, and not from what was done.
                is_only: match element {
                    "response" => !is_one_of(&done),
                    _ => ![&planned, &answered, &presented, &done]
                        .iter()
                        .any(|other| is_one_of(other)),
                },
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

    /// Tells whether the note is of a session with a couple or a family.
    pub fn is_of_family(&self) -> bool {
        self.note.front.format.as_ref().is_some_and(is_of_family)
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
}

fn is_of_family(format: &FormatName) -> bool {
    matches!(format.as_str(), "couple" | "family")
}
