//! What came before a note in the same chart, as far as rules look back.

use std::collections::{BTreeSet, HashSet, VecDeque};

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::domain::limits::Limits;
use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::likeness;
use crate::measure::Measure;
use crate::note::front_matter::Allowance;
use crate::note::plan::Plan;
use crate::rules::policy::Policy;
use crate::rules::subject::SectionPrint;
use crate::text::folded;

/// How many earlier notes a section is compared with.
const COMPARED: usize = 3;

/// How many sessions a habit of times is looked for in.
const TIMES: usize = 10;

/// What holds for a whole practice.
#[derive(Debug, Default)]
pub struct Ground {
    /// The numbers the practice goes by.
    pub limits: Limits,
    /// Which rules hold.
    pub policy: Policy,
    /// Sentences that the practice uses again and again.
    pub standard: Vec<String>,
    /// What time it is; `None` when no rule is to ask.
    pub now: Option<SessionTime>,
    /// The names and ids of all clients.
    pub people: People,
    /// The outcome measures that are described; none when no rule is to ask.
    pub measures: Vec<Measure>,
}

/// The names and ids of all clients, to be found in a text.
#[derive(Debug, Default)]
pub struct People {
    ids: BTreeSet<String>,
    names: HashSet<u64>,
}

impl People {
    /// Adds a client.
    pub fn add(&mut self, id: &str, name: Option<&str>) {
        self.ids.insert(id.to_owned());
        self.names.extend(name.into_iter().flat_map(name_keys));
    }

    /// Tells whether there is a client of that id.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Tells whether two words that follow each other are of the name of a client.
    pub fn has_name(&self, first: &str, second: &str) -> bool {
        self.names.contains(&name_key(first, second))
    }
}

/// Returns a key for each two neighbours in a name.
fn name_keys(name: &str) -> Vec<u64> {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.windows(2).map(|pair| name_key(pair[0], pair[1])).collect()
}

fn name_key(first: &str, second: &str) -> u64 {
    likeness::key(&format!("{} {}", folded(first), folded(second)))
}

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

/// What one note leaves for those after it.
#[derive(Debug, Default)]
pub struct Trace {
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
    pub fn add(&mut self, mut trace: Trace) -> Trace {
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
