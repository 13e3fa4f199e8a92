//! What the front matter of the notes of a record tells of the treatment, for programs that take diagnoses, goals
//! and plans one by one. Of a part of a record it tells what stands in that part, and no word of a text is read.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::codes::diagnosis::is_in_remission;
use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::export::{ExportedNote, Signed};
use crate::note::record::Goal;

/// A diagnosis, by its code.
pub(super) struct Diagnosis<'r> {
    /// The code, with single spaces between its words.
    pub code: String,
    /// The first note that names it.
    pub first: &'r ExportedNote<'r>,
    /// Whether a signed note names it.
    pub is_signed_for: bool,
    /// How it stands, as far as the record says.
    pub standing: Standing,
}

/// How a diagnosis stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The last note that names any diagnosis names it.
    Active,
    /// So does it, and the title of the code says that it is in remission.
    Remission,
    /// The last note that names any does not name it: nobody has written down what became of it.
    Unknown,
}

/// A goal of a plan, or an objective of one, as it was last said.
pub(super) struct PlanGoal<'r> {
    /// What it is called in the record of its client: `G1`, or `G1/O1` for an objective.
    pub id: String,
    /// What was last said of it.
    pub goal: &'r Goal,
    /// From when on the plan holds that named it first.
    pub start: Option<NaiveDate>,
    /// On what day its status was first said to be the one that it is.
    pub since: Option<NaiveDate>,
    /// Whether a signed plan or review names it.
    pub is_signed_for: bool,
    /// Whether it is sought no more, because the plan that sought it has ended.
    pub is_dropped: bool,
}

/// A treatment plan with its reviews.
pub(super) struct TreatmentPlan<'r> {
    /// The plan, and the reviews behind it; where the plan does not leave, its reviews alone.
    pub notes: Vec<&'r ExportedNote<'r>>,
    /// Its goals after the last of these.
    pub goals: &'r [Goal],
    /// The signed plan that came in its place, or the discharge.
    pub ended_by: Option<&'r ExportedNote<'r>>,
}

/// Tells whether a record is of a meeting with the client, or of one that was to be. What has no known
/// kind is, if it says when it ended.
pub(super) fn is_of_an_encounter(session: &ExportedNote<'_>) -> bool {
    match session.kind {
        Some(kind) => kind.is_timed() || kind == RecordKind::NoShow,
        None => session.front.end.is_some(),
    }
}

/// Returns when a session began; a note without a start is broken and never comes here.
pub(super) fn start_of(session: &ExportedNote<'_>) -> String {
    match session.front.start {
        Some(start) => start.to_string(),
        None => session.id.stem.date().to_string(),
    }
}

/// Returns each diagnosis once, by its code.
pub(super) fn diagnoses<'r>(notes: &'r [ExportedNote<'r>]) -> Vec<Diagnosis<'r>> {
    let codes = |note: &'r ExportedNote<'r>| {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let codes = note.front.diagnoses.iter().map(move |text| words(text));
        codes.filter(|code| !code.is_empty())
    };
    let last: Vec<String> = notes
        .iter()
        .rev()
        .map(|note| codes(note).collect::<Vec<_>>())
        .find(|codes| !codes.is_empty())
        .unwrap_or_default();
    let mut found: BTreeMap<String, Diagnosis<'r>> = BTreeMap::new();
    for note in notes {
        for code in codes(note) {
            let standing = match last.contains(&code) {
                true if is_in_remission(&code) => Standing::Remission,
                true => Standing::Active,
                false => Standing::Unknown,
            };
            let new = Diagnosis { code, first: note, is_signed_for: false, standing };
            let one = found.entry(new.code.clone()).or_insert(new);
            one.is_signed_for |= note.signed == Signed::Yes;
        }
    }
    found.into_values().collect()
}

/// Returns each plan with its reviews, in the order of their time.
pub(super) fn plans<'r>(notes: &'r [ExportedNote<'r>]) -> Vec<TreatmentPlan<'r>> {
    let mut plans: Vec<TreatmentPlan<'r>> = Vec::new();
    for note in notes {
        let record = note.front.record.as_deref();
        let goals = record.map(|record| &record.goals[..]).unwrap_or_default();
        let joined = match note.kind {
            Some(RecordKind::Review) => {
                let named = record.and_then(|record| record.plan.as_deref());
                let is_of = |plan: &TreatmentPlan<'_>| {
                    let name = plan.notes[0].id.stem.as_str();
                    named.is_some_and(|named| named == name || named.ends_with(&format!("/{name}")))
                };
                plans.iter().position(is_of).or(plans.len().checked_sub(1))
            }
            Some(RecordKind::Plan) => None,
            Some(RecordKind::Discharge) => {
                end(plans.last_mut(), note);
                continue;
            }
            _ => continue,
        };
        match joined.map(|at| &mut plans[at]) {
            Some(plan) => {
                plan.notes.push(note);
                // A review that names no goals leaves them as they were.
                if !goals.is_empty() {
                    plan.goals = goals;
                }
            }
            None => {
                end(plans.last_mut(), note);
                plans.push(TreatmentPlan { notes: vec![note], goals, ended_by: None });
            }
        }
    }
    plans
}

/// A plan is ended by what is signed; a draft ends nothing.
fn end<'r>(plan: Option<&mut TreatmentPlan<'r>>, by: &'r ExportedNote<'r>) {
    if let Some(plan) = plan.filter(|plan| plan.ended_by.is_none() && by.signed == Signed::Yes) {
        plan.ended_by = Some(by);
    }
}

/// Returns each goal and each objective once, in the order in which they were first named.
pub(super) fn goals<'r>(notes: &'r [ExportedNote<'r>]) -> Vec<PlanGoal<'r>> {
    let plans = plans(notes);
    let sought = plans.iter().filter(|plan| plan.ended_by.is_none());
    let sought: Vec<String> =
        sought.flat_map(|plan| with_objectives(plan.goals)).map(|(id, _)| id).collect();
    let mut found: Vec<PlanGoal<'r>> = Vec::new();
    let of_plans = notes.iter().filter(|note| note.kind.is_some_and(RecordKind::holds_goals));
    for note in of_plans {
        let Some(record) = note.front.record.as_deref() else { continue };
        let day = note.front.start.map(SessionTime::date);
        let is_signed = note.signed == Signed::Yes;
        for (id, goal) in with_objectives(&record.goals) {
            if let Some(known) = found.iter_mut().find(|known| known.id == id) {
                if known.goal.status != goal.status {
                    known.since = day;
                }
                known.goal = goal;
                known.is_signed_for |= is_signed;
                continue;
            }
            let start = record.effective.or(day);
            let is_dropped = !sought.contains(&id);
            let is_signed_for = is_signed;
            found.push(PlanGoal { id, goal, start, since: day, is_signed_for, is_dropped });
        }
    }
    found
}

/// Returns goals with their ids, each followed by its objectives.
pub(super) fn with_objectives(goals: &[Goal]) -> impl Iterator<Item = (String, &Goal)> {
    goals.iter().flat_map(|goal| {
        let objectives = goal.objectives.iter();
        let objectives = objectives.map(|it| (format!("{}/{}", goal.id, it.id), it));
        std::iter::once((goal.id.clone(), goal)).chain(objectives)
    })
}
