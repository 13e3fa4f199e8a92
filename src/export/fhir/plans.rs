//! A treatment plan with its reviews as a FHIR CarePlan, and its goals and objectives as Goals. What they say is
//! what the front matter says; HL7's codes for it are named in `docs/FHIR.md`.

use serde_json::{Value, json};

use crate::domain::session_time::SessionTime;
use crate::export::fhir::PLAIN;
use crate::export::fhir::maker::{Maker, distinct, without_nulls};
use crate::export::fhir::words::{Kind, Name, Resource, code, codes, narrative, one_line};
use crate::export::treatment::{PlanGoal, TreatmentPlan, with_objectives};
use crate::export::{ExportedNote, Signed};
use crate::note::record::Goal;

/// The system of this tool's ids of goals, a UUID of no meaning.
const GOAL_IDS: &str = "urn:uuid:0a5d8f3e-7c14-4e92-b6a8-94f1d2c07e5b";
/// How one goal is related to another.
const RELATIONSHIP: &str = "http://hl7.org/fhir/StructureDefinition/goal-relationship";
/// The category that US Core has for plans of assessment and care.
const CATEGORY: &str = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category";

impl Maker<'_> {
    pub(super) fn goal_name(&self, id: &str) -> Name {
        self.name(Kind::Goal, id)
    }

    pub(super) fn goal(&self, name: Name, told: &PlanGoal<'_>) -> Resource {
        let goal = told.goal;
        let (lifecycle, achievement) = status_of(told);
        let milestones = goal.objectives.iter().map(|objective| {
            let target = self.to(self.goal_name(&format!("{}/{}", told.id, objective.id)));
            json!({
                "url": RELATIONSHIP,
                "extension": [
                    { "url": "type", "valueCodeableConcept": codes::of_hl7("goal-relationship-type", "milestone", "Milestone") },
                    { "url": "target", "valueReference": target },
                ],
            })
        });
        let target = goal.target.map(|day| json!({ "dueDate": day.to_string() }));
        let achievement =
            achievement.map(|(code, display)| codes::of_hl7("goal-achievement", code, display));
        let value = format!("{}/{}", self.record.client.id, told.id);
        Resource::new(
            name,
            json!({
                "meta": self.meta("us-core-goal", self.keeps_patient()),
                "extension": milestones.collect::<Vec<_>>(),
                "identifier": [{ "system": GOAL_IDS, "value": one_line(&value) }],
                "lifecycleStatus": lifecycle,
                "achievementStatus": achievement,
                "description": { "text": one_line(&goal.statement) },
                "subject": self.to(self.patient_name()),
                "startDate": told.start.map(|day| day.to_string()),
                "target": target.into_iter().collect::<Vec<_>>(),
                "statusDate": told.since.map(|day| day.to_string()),
            }),
        )
    }

    pub(super) fn plan_name(&self, plan: &TreatmentPlan<'_>) -> Name {
        self.name(Kind::CarePlan, &plan.notes[0].id.to_string())
    }

    pub(super) fn care_plan(&self, name: Name, plan: &TreatmentPlan<'_>) -> Resource {
        let first = plan.notes[0];
        let record = first.front.record.as_deref();
        let start = record.and_then(|record| record.effective).or(day_of(first));
        let end = plan.ended_by.and_then(day_of).filter(|end| start.is_none_or(|it| it <= *end));
        let period = json!({
            "start": start.map(|day| day.to_string()),
            "end": end.map(|day| day.to_string()),
        });
        let diagnoses = plan.notes.iter().rev().find(|note| !note.front.diagnoses.is_empty());
        let diagnoses = diagnoses.into_iter().flat_map(|note| &note.front.diagnoses);
        let addresses: Vec<Value> = distinct(diagnoses.filter_map(|text| code(text)))
            .iter()
            .map(|code| self.to(self.condition_name(code)))
            .collect();
        let goals = with_objectives(plan.goals).map(|(id, _)| self.to(self.goal_name(&id)));
        let notes = plan.notes.iter().map(|note| self.to(self.note_name(note)));
        // US Core takes the problems of a list of problems alone, and a practice has diagnoses.
        let keeps = self.keeps_patient() && addresses.is_empty();
        Resource::new(
            name,
            json!({
                "meta": self.meta("us-core-careplan", keeps),
                "text": narrative(&lines(plan)),
                "status": plan_status(plan),
                "intent": "plan",
                "category": [{ "coding": [codes::coding(CATEGORY, "assess-plan", None)] }],
                "title": one_line(first.title),
                "subject": self.to(self.patient_name()),
                "encounter": self.encounter_of(first),
                "period": without_nulls(period),
                "created": first.front.start.map(|time| time.to_string()),
                "author": self.person(first.front.writer()),
                "addresses": addresses,
                "supportingInfo": notes.collect::<Vec<_>>(),
                "goal": goals.collect::<Vec<_>>(),
            }),
        )
    }
}

/// Returns what a reader without a program sees of a plan.
fn lines(plan: &TreatmentPlan<'_>) -> Vec<String> {
    let title = plan.notes.iter().map(|note| format!("{}, {}", note.title, note.when(PLAIN)));
    let goals = with_objectives(plan.goals).map(|(_, goal)| goal.readable(PLAIN));
    let due = plan.notes.iter().rev().find_map(|note| note.front.record.as_deref()?.review_due);
    let due = due.map(|day| format!("To be reviewed by {day}"));
    title.chain(goals).chain(due).collect()
}

/// Returns how far a goal is, and how far it is reached (GoalLifecycleStatus, GoalAchievementStatus).
fn status_of(told: &PlanGoal<'_>) -> (&'static str, Option<(&'static str, &'static str)>) {
    let achieved = Some(("achieved", "Achieved"));
    let not_achieved = Some(("not-achieved", "Not Achieved"));
    match told.goal.status.as_str() {
        "met" => ("completed", achieved),
        "discontinued" => ("cancelled", not_achieved),
        // A draft proposes, and nothing is sought yet.
        _ if !told.is_signed_for => ("proposed", None),
        _ if told.is_dropped => ("cancelled", not_achieved),
        _ => ("active", Some(("in-progress", "In Progress"))),
    }
}

/// Returns how far a plan is (RequestStatus).
fn plan_status(plan: &TreatmentPlan<'_>) -> &'static str {
    let is_settled = !plan.goals.is_empty() && !plan.goals.iter().any(Goal::is_active);
    match plan.ended_by {
        _ if plan.notes.iter().all(|note| note.signed != Signed::Yes) => "draft",
        _ if is_settled => "completed",
        Some(_) => "revoked",
        None => "active",
    }
}

fn day_of(note: &ExportedNote<'_>) -> Option<chrono::NaiveDate> {
    note.front.start.map(SessionTime::date)
}
