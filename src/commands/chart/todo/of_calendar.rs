//! Sessions that the clinician's calendar has and no note tells of.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Duration, NaiveDateTime, TimeDelta, Utc};

use crate::commands::chart::todo::calendar::zones::ZoneData;
use crate::commands::chart::todo::calendar::{self, Session, Window};
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::clock::{Clock, begin_of, on_this_machine};
use crate::domain::moment::Days;
use crate::output::Output;

/// How many days back the calendar is looked at, where nobody says since when.
const BACK: i64 = 90;

/// By how much a note may begin before its session does in the calendar.
const EARLY: TimeDelta = TimeDelta::minutes(30);

/// A calendar of another program.
pub struct CalendarFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What stands in it.
    pub bytes: Result<Vec<u8>, DiskError>,
}

/// The calendars of the configuration, and what the machine knows of time zones.
pub struct Calendars<'a> {
    /// The calendars.
    pub files: Vec<CalendarFile>,
    /// The machine's time zone data.
    pub zone_data: ZoneData<'a>,
}

/// A session of the calendar, as clocks here show it.
pub struct Slot {
    /// When it began.
    pub start: NaiveDateTime,
    /// When it ended, if the calendar says so.
    pub end: Option<NaiveDateTime>,
    /// When, as `new` takes it.
    pub typed: String,
}

/// The sessions of all calendars, by whose they are.
#[derive(Default)]
pub struct Diary {
    /// The sessions; each is known by its place.
    pub slots: Vec<Slot>,
    by_id: BTreeMap<ClientId, Vec<usize>>,
    by_label: BTreeMap<String, Vec<usize>>,
}

impl Diary {
    /// Reads the calendars. What cannot be read is told, and stops nothing.
    pub fn read(
        calendars: &Calendars<'_>,
        days: Days,
        clock: &dyn Clock,
        output: &mut Output<'_>,
    ) -> Self {
        let mut diary = Self::default();
        let to = clock.now().to_utc();
        let from = match days.since() {
            Some(day) => begin_of(clock, day),
            None => to - Duration::days(BACK),
        };
        for file in &calendars.files {
            let path = file.path.display();
            let text = match &file.bytes {
                Err(error) => {
                    output.warning(format_args!(
                        "{error}: {}; no session of it is listed",
                        error.cause()
                    ));
                    continue;
                }
                Ok(bytes) => String::from_utf8_lossy(bytes),
            };
            let window = Window { from, to };
            let (sessions, problems) = calendar::sessions(&text, window, calendars.zone_data);
            for problem in &problems {
                output.warning(format_args!("{path}:{}:1: {}", problem.line, problem.message));
            }
            if !problems.is_empty() {
                output.hint("Mend it in the program that keeps the calendar.");
            }
            sessions.iter().for_each(|session| diary.add(session, clock));
        }
        diary
    }

    fn add(&mut self, session: &Session, clock: &dyn Clock) {
        let at = self.slots.len();
        // An id is a word of the title; a label is all of it, or a category. Nothing else names anybody.
        let words = session.title.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        let mut ids: Vec<ClientId> = words.filter_map(|word| word.parse().ok()).collect();
        ids.dedup();
        for id in ids {
            self.by_id.entry(id).or_default().push(at);
        }
        for label in session.categories.iter().chain([&session.title]) {
            let of_label = self.by_label.entry(label.clone()).or_default();
            if of_label.last() != Some(&at) {
                of_label.push(at);
            }
        }
        let start = on_this_machine(session.start);
        let end = session.end.map(on_this_machine);
        let until = end.map(|end| match end.date() == start.date() {
            true => format!(" --until {}", end.format("%H:%M")),
            false => format!(" --until '{}'", end.format("%Y-%m-%d %H:%M")),
        });
        let typed = format!("--at '{}'{}", typed(session.start, clock), until.unwrap_or_default());
        self.slots.push(Slot { start, end, typed });
    }

    /// Tells whether there is no session at all.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Returns the sessions of a client that none of the notes tells of; each note tells of one.
    pub fn unwritten(
        &self,
        client: &ClientId,
        label: Option<&str>,
        notes: &[NaiveDateTime],
    ) -> Vec<usize> {
        let of_label = label.and_then(|label| self.by_label.get(label.trim()));
        let all = self.by_id.get(client).into_iter().chain(of_label).flatten();
        let mut slots: Vec<usize> = all.copied().collect();
        slots.sort_by_key(|at| (self.slots[*at].start, *at));
        slots.dedup_by_key(|at| self.slots[*at].start);
        let mut free = notes.to_vec();
        slots.retain(|at| {
            let Slot { start, end, .. } = &self.slots[*at];
            let tells = |note: &NaiveDateTime| {
                *start - EARLY <= *note && *note <= end.unwrap_or(*start).max(*start + EARLY)
            };
            let candidates = free.iter().enumerate().filter(|(_, note)| tells(note));
            let nearest = candidates.min_by_key(|(_, note)| (**note - *start).abs());
            match nearest.map(|(at, _)| at) {
                Some(note) => {
                    free.swap_remove(note);
                    false
                }
                None => true,
            }
        });
        slots
    }
}

/// Writes an instant as `--at` takes it: with its offset where a clock here shows the time twice.
fn typed(instant: DateTime<Utc>, clock: &dyn Clock) -> String {
    let local = on_this_machine(instant);
    match clock.local(local).single() {
        Some(_) => local.format("%Y-%m-%d %H:%M").to_string(),
        None => {
            let offset = local - instant.naive_utc();
            let minutes = offset.num_minutes();
            let sign = if minutes < 0 { '-' } else { '+' };
            let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
            format!("{}{sign}{hours:02}:{minutes:02}", local.format("%Y-%m-%dT%H:%M"))
        }
    }
}
