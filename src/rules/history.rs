//! What came before a note in the same chart, as far as rules look back.

use std::collections::VecDeque;

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::note::front_matter::Allowance;
use crate::note::plan::Plan;
use crate::text::similarity::Print;

/// How many earlier notes a section is compared with.
const COMPARED: usize = 3;

/// How many sessions a habit of times is looked for in.
const TIMES: usize = 10;

/// What the client file says, as far as rules ask.
#[derive(Clone, Debug, Default)]
pub struct ClientFacts {
    /// The client's name.
    pub name: Option<String>,
    /// The client's date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Whether the client has left.
    pub is_closed: bool,
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
    pub samples: Vec<u64>,
    /// What the note allows itself.
    pub allow: Vec<Allowance>,
    /// The plan that it sets.
    pub plan: Option<Plan>,
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
    /// The last notes of sessions, oldest first.
    recent: VecDeque<(String, Vec<SectionPrint>)>,
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
            push(
                &mut self.recent,
                (trace.file.clone(), std::mem::take(&mut trace.prints)),
                COMPARED,
            );
            if let (Some(start), Some(end)) = (trace.start, trace.end) {
                push(&mut self.times, (start.local().time(), end.local().time()), TIMES);
            }
        }
        trace
    }

    /// Returns the notes that the sections of another are compared with, newest first.
    pub fn recent(&self) -> impl Iterator<Item = (&str, &[SectionPrint])> {
        self.recent.iter().rev().map(|(file, prints)| (file.as_str(), prints.as_slice()))
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
