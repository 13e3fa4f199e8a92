//! What came before a note in the same chart, as far as rules look back.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::note::front_matter::Allowance;
use crate::note::plan::Plan;
use crate::text::similarity::Print;

/// With how many earlier notes each section is compared; with others, only where its sketch is found.
const COMPARED: usize = 3;

/// How many days back a copy is looked for.
const DAYS: i64 = 366;

/// How many sections are kept for that at the most.
const KEPT: usize = 2_000;

/// How many sessions a habit of times is looked for in.
const TIMES: usize = 10;

/// What the client file says, as far as rules ask.
#[derive(Clone, Debug, Default)]
pub struct ClientFacts {
    /// The client's name.
    pub name: Option<String>,
    /// The client's date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Since when the client has left.
    pub closed: Option<NaiveDate>,
}

/// A section that is compared with that of the same name in other notes.
#[derive(Clone, Debug)]
pub struct SectionPrint {
    /// Its title in lower case; empty for a note without headings.
    pub title: String,
    /// Where its heading stands in the body.
    pub heading: usize,
    /// Its words.
    pub print: Print,
    /// Whether it has fewer words than are compared but for a copy word for word.
    pub is_short: bool,
}

/// What one note leaves for those after it.
#[derive(Debug, Default)]
pub struct EarlierNote {
    /// Its file name.
    pub file: String,
    /// What sort of record it is; `None` when that is not known.
    pub kind: Option<RecordKind>,
    /// When the session began.
    pub start: Option<SessionTime>,
    /// When it ended.
    pub end: Option<SessionTime>,
    /// Who wrote it, as a number.
    pub author: u64,
    /// Its group, as a number.
    pub group: Option<u64>,
    /// Whether several clients were there, each with a note.
    pub is_joint: bool,
    /// Its service codes.
    pub services: Vec<String>,
    /// Its sections, for comparison.
    pub prints: Vec<SectionPrint>,
    /// A sample of its text.
    pub samples: Vec<u32>,
    /// What the note allows itself.
    pub allow: Vec<Allowance>,
    /// The plan that it sets.
    pub plan: Option<Plan>,
}

/// A section of an earlier note.
#[derive(Debug)]
struct Kept {
    /// The file name of its note.
    file: String,
    day: Option<NaiveDate>,
    /// Which session of the client its note is of.
    session: i64,
    section: SectionPrint,
}

/// Takes a number that is a hash already as it is.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The notes of one client up to a point.
#[derive(Debug, Default)]
pub struct History {
    /// The client.
    pub client: ClientFacts,
    /// The plan that holds.
    pub plan: Option<Plan>,
    /// How many sessions there were.
    pub sessions: i64,
    /// The last session's file name and what it allows itself.
    pub last_session: Option<(String, Vec<Allowance>)>,
    /// The sections of the notes of a year, oldest first.
    kept: VecDeque<Kept>,
    /// How many sections were kept before these.
    gone: usize,
    /// The number of the last section in which a group of words is of the sketch.
    sketches: HashMap<u64, usize, BuildHasherDefault<AsItIs>>,
    /// Dates and codes of the notes of the last day.
    day: Vec<(NaiveDate, String, Vec<String>)>,
    /// The clock times of the last sessions.
    times: VecDeque<(NaiveTime, NaiveTime)>,
    /// Whether there is a safety plan.
    pub has_safety_plan: bool,
}

impl History {
    /// Begins the history of a client.
    pub fn of(client: ClientFacts) -> Self {
        Self { client, ..Self::default() }
    }

    /// Adds a note; returns the part that is compared across clients.
    pub fn add(&mut self, mut trace: EarlierNote) -> EarlierNote {
        let Some(kind) = trace.kind else { return trace };
        self.has_safety_plan |= kind == RecordKind::SafetyPlan;
        if let Some(plan) = trace.plan.take() {
            self.plan = Some(match self.plan.take() {
                Some(old) => old.followed_by(plan),
                None => plan,
            });
        }
        let date = trace.start.map(SessionTime::date);
        if let Some(date) = date {
            self.day.retain(|(day, _, _)| *day == date);
            self.day.push((date, trace.file.clone(), trace.services.clone()));
        }
        if kind == RecordKind::Session {
            self.sessions += 1;
            self.last_session = Some((trace.file.clone(), trace.allow.clone()));
            let prints = std::mem::take(&mut trace.prints);
            self.keep(&trace.file, date, prints);
            if let (Some(start), Some(end)) = (trace.start, trace.end) {
                push(&mut self.times, (start.local().time(), end.local().time()), TIMES);
            }
        }
        trace
    }

    /// Keeps the sections of a note for those after it.
    fn keep(&mut self, file: &str, day: Option<NaiveDate>, prints: Vec<SectionPrint>) {
        let is_old = |kept: &Kept| match (kept.day, day) {
            (Some(then), Some(day)) => (day - then).num_days() > DAYS,
            _ => false,
        };
        while self.kept.len() + prints.len() > KEPT || self.kept.front().is_some_and(is_old) {
            if self.kept.pop_front().is_none() {
                break;
            }
            self.gone += 1;
        }
        for section in prints {
            let number = self.gone + self.kept.len();
            self.sketches.extend(section.print.sketch().map(|group| (group, number)));
            let session = self.sessions;
            self.kept.push_back(Kept { file: file.to_owned(), day, session, section });
        }
    }

    /// Returns the earlier sections that one may be a copy of: those of its name in the last three
    /// notes, and those of a year that share words with it by their sketches. How many there are does
    /// not depend on how many notes there are.
    pub fn likely_sources<'h>(
        &'h self,
        section: &SectionPrint,
        day: Option<NaiveDate>,
    ) -> Vec<(&'h str, &'h SectionPrint)> {
        let recent =
            self.kept.iter().rev().take_while(|it| it.session > self.sessions - COMPARED as i64);
        let mut found: Vec<&Kept> = recent.filter(|it| it.section.title == section.title).collect();
        for group in section.print.sketch() {
            let number = self.sketches.get(&group).and_then(|number| number.checked_sub(self.gone));
            let Some(kept) = number.and_then(|number| self.kept.get(number)) else { continue };
            let is_near = match (kept.day, day) {
                (Some(then), Some(day)) => (day - then).num_days() <= DAYS,
                _ => true,
            };
            if is_near && !found.iter().any(|it| std::ptr::eq(*it, kept)) {
                found.push(kept);
            }
        }
        found.into_iter().map(|kept| (kept.file.as_str(), &kept.section)).collect()
    }

    /// Returns the service codes of earlier notes of a day, each with the file name of its note.
    pub fn services_on(&self, day: NaiveDate) -> impl Iterator<Item = (&str, &str)> {
        let notes = self.day.iter().filter(move |(date, _, _)| *date == day);
        notes.flat_map(|(_, file, codes)| codes.iter().map(|code| (file.as_str(), code.as_str())))
    }

    /// Tells whether nearly all of the last sessions have the same times to the minute of the clock.
    pub fn has_stamped_times(&self) -> bool {
        if self.times.len() < TIMES {
            return false;
        }
        let round = |(start, end): &(NaiveTime, NaiveTime)| {
            (start.minute() == 0 && matches!(end.minute(), 45 | 50 | 0)).then_some(end.minute())
        };
        [45, 50, 0].iter().any(|minute| {
            self.times.iter().filter(|times| round(times) == Some(*minute)).count() >= 8
        })
    }
}

fn push<T>(queue: &mut VecDeque<T>, item: T, most: usize) {
    if queue.len() == most {
        queue.pop_front();
    }
    queue.push_back(item);
}
