//! What the front matter of a client's notes says of the treatment as a whole: how long and how often, for what,
//! toward which goals, with which scores. No word of a note's text is in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::codes::diagnosis;
use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::note::front_matter::FrontMatter;
use crate::note::record::Goal;

/// A treatment by the facts of its notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Treatment {
    /// When each session began.
    sessions: BTreeSet<SessionTime>,
    /// How many sessions did not take place.
    missed: usize,
    /// The diagnoses of the last note that names any.
    diagnoses: Vec<String>,
    /// The goals of the last plan, as the reviews behind it have changed them.
    goals: Vec<Goal>,
    /// The first and the last score of each measure, with its day.
    scores: BTreeMap<String, Change>,
}

/// The first and the last score of a measure, each with its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    /// The first.
    first: (NaiveDate, i64),
    /// The last; the same one where there is no other.
    last: (NaiveDate, i64),
}

impl Treatment {
    /// Takes the next note, in the order of sessions.
    pub fn add(&mut self, front: &FrontMatter<'_>, kind: Option<RecordKind>) {
        let Some(start) = front.start else { return };
        match kind {
            Some(RecordKind::NoShow) => self.missed += 1,
            Some(kind) if kind.is_timed() => {
                self.sessions.insert(start);
            }
            _ => {}
        }
        if !front.diagnoses.is_empty() {
            self.diagnoses = front.diagnoses.iter().map(ToString::to_string).collect();
        }
        let goals = front.record.as_ref().map(|record| &record.goals);
        if let Some(goals) = goals.filter(|goals| !goals.is_empty()) {
            self.goals.clone_from(goals);
        }
        for (name, score) in &front.measures {
            let told = (start.date(), *score);
            let change = Change { first: told, last: told };
            self.scores.entry(name.clone()).or_insert(change).last = told;
        }
    }

    /// Takes what the answers of a day come to, behind all notes and in any order. Of a day that a note has a
    /// score of as well, the answers win.
    pub fn add_answered(&mut self, day: NaiveDate, measure: &str, total: i64) {
        let told = (day, total);
        let change = Change { first: told, last: told };
        let change = self.scores.entry(measure.to_owned()).or_insert(change);
        if day <= change.first.0 {
            change.first = told;
        }
        if day >= change.last.0 {
            change.last = told;
        }
    }

    /// Returns how long and how often: `November 2, 2026 to December 14, 2026; 6 sessions, 1 missed`.
    pub fn course(&self, wording: &Wording) -> Option<String> {
        let (first, last) = (self.sessions.first()?, self.sessions.last()?);
        let count = self.sessions.len();
        let sessions = if count == 1 { "session" } else { "sessions" };
        let missed = match self.missed {
            0 => String::new(),
            missed => format!(", {missed} missed"),
        };
        let period = wording.period(first.date(), last.date());
        Some(format!("{period}; {count} {sessions}{missed}"))
    }

    /// Returns each diagnosis by its title: `Generalized anxiety disorder (F41.1)`.
    pub fn diagnoses_in_words(&self) -> Vec<String> {
        let titled = |code: &String| match diagnosis::in_words(code) {
            Some(title) => format!("{title} ({code})"),
            None => code.clone(),
        };
        self.diagnoses.iter().map(titled).collect()
    }

    /// Returns each goal and each objective with its state.
    pub fn goals_in_words(&self, wording: &Wording) -> Vec<String> {
        let with_objectives =
            self.goals.iter().flat_map(|goal| std::iter::once(goal).chain(&goal.objectives));
        with_objectives.map(|goal| goal.readable(wording)).collect()
    }

    /// Returns the scores of each measure, first and last; `in_words` tells a score of a measure.
    pub fn scores_in_words(
        &self,
        wording: &Wording,
        in_words: impl Fn(&str, i64) -> String,
    ) -> Vec<String> {
        let told = |name: &str, (day, score): (NaiveDate, i64)| {
            format!("{} on {}", in_words(name, score), wording.day(day))
        };
        let one = |(name, change): (&String, &Change)| match change.first == change.last {
            true => told(name, change.last),
            false => format!(
                "{}; at first {} on {}",
                told(name, change.last),
                change.first.1,
                wording.day(change.first.0)
            ),
        };
        self.scores.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wording::Dates;

    fn front(text: &str) -> FrontMatter<'_> {
        FrontMatter::read_in_full(text, 4).0
    }

    #[test]
    fn a_treatment_is_told_by_its_facts() {
        let mut treatment = Treatment::default();
        for (kind, text) in [
            (
                Some(RecordKind::Plan),
                "start = 2026-11-01T09:00:00-05:00\ndiagnoses = [\"F32.1\"]\n[[goal]]\nid = \"G1\"\nstatement = \"Ride\"\n",
            ),
            (
                Some(RecordKind::Session),
                "start = 2026-11-02T14:00:00-05:00\n[measures]\nphq9 = 18\n",
            ),
            // Two notes of one session.
            (Some(RecordKind::Session), "start = 2026-11-02T14:00:00-05:00\n"),
            (Some(RecordKind::NoShow), "start = 2026-11-09T14:00:00-05:00\n"),
            (Some(RecordKind::Contact), "start = 2026-11-10T14:00:00-05:00\n"),
            (
                Some(RecordKind::Review),
                "start = 2026-11-15T14:00:00-05:00\n[[goal]]\nid = \"G1\"\nstatement = \"Ride\"\nstatus = \"met\"\n",
            ),
            (
                Some(RecordKind::Session),
                "start = 2026-11-16T14:00:00-05:00\ndiagnoses = [\"F32.0\"]\n[measures]\nphq9 = 9\n",
            ),
            // Nobody knows what it is.
            (None, "start = 2026-11-17T14:00:00-05:00\n"),
        ] {
            treatment.add(&front(text), kind);
        }
        let wording = Wording { dates: Dates::Us, zone: None, spells_codes: true };
        assert_eq!(
            treatment.course(&wording).unwrap(),
            "November 2, 2026 to November 16, 2026; 2 sessions, 1 missed"
        );
        assert_eq!(treatment.diagnoses, ["F32.0"]);
        assert_eq!(treatment.goals_in_words(&wording), ["G1, met: Ride"]);
        assert_eq!(
            treatment.scores_in_words(&wording, |name, score| format!("{name} {score}")),
            ["phq9 9 on November 16, 2026; at first 18 on November 2, 2026"]
        );
        // What was answered on the day of a score stands in its place.
        for (day, total) in [("2026-11-10", 12), ("2026-11-16", 8), ("2026-11-02", 19)] {
            treatment.add_answered(day.parse().unwrap(), "phq9", total);
        }
        assert_eq!(
            treatment.scores_in_words(&wording, |name, score| format!("{name} {score}")),
            ["phq9 8 on November 16, 2026; at first 19 on November 2, 2026"]
        );
        assert_eq!(Treatment::default().course(&wording), None);
    }
}
