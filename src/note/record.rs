//! The keys that only some records have: goals of a plan, members of a group, dates of a discharge.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::domain::wording::Wording;
use crate::fields::Fields;

/// The keys of records that are not an ordinary session; a key that is missing or wrong is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordKeys<'a> {
    /// Who was told of a risk, by role.
    pub notified: Vec<Cow<'a, str>>,
    /// The id of a group.
    pub group: Option<Cow<'a, str>>,
    /// Which session of the group it was.
    pub session_number: Option<i64>,
    /// How many members of the group were present.
    pub participants: Option<i64>,
    /// Who led the group.
    pub facilitators: Vec<Cow<'a, str>>,
    /// The client whose treatment a couple or family session is part of.
    pub identified_patient: Option<Cow<'a, str>>,
    /// Who was present in a couple or family session, by role.
    pub present: Vec<Cow<'a, str>>,
    /// Whether the identified patient was there.
    pub patient_present: Option<bool>,
    /// When the client consented to treatment.
    pub consent_signed: Option<NaiveDate>,
    /// Who sent the client, by role.
    pub referral_source: Option<Cow<'a, str>>,
    /// From when on a plan holds.
    pub effective: Option<NaiveDate>,
    /// When the plan is to be reviewed.
    pub review_due: Option<NaiveDate>,
    /// When the client signed the plan.
    pub client_signed: Option<NaiveDate>,
    /// The document that is the page which the client signed, by its name.
    pub signed_page: Option<Cow<'a, str>>,
    /// The plan that a review is of, by its name.
    pub plan: Option<Cow<'a, str>>,
    /// The first day that a review looks back on.
    pub period_start: Option<NaiveDate>,
    /// The last day that a review looks back on.
    pub period_end: Option<NaiveDate>,
    /// Why a session did not take place.
    pub outcome: Option<Cow<'a, str>>,
    /// How a contact was made.
    pub method: Option<Cow<'a, str>>,
    /// With whom, by role.
    pub contact: Option<Cow<'a, str>>,
    /// The authorization that a contact relies on.
    pub authorization: Option<Cow<'a, str>>,
    /// Whether a discharge was planned.
    pub planned: Option<bool>,
    /// The date of the first session.
    pub first_session: Option<NaiveDate>,
    /// The date of the last session.
    pub last_session: Option<NaiveDate>,
    /// How many sessions took place.
    pub sessions_attended: Option<i64>,
    /// How many were missed.
    pub sessions_missed: Option<i64>,
    /// The goals of a plan.
    pub goals: Vec<Goal>,
}

/// A goal of a treatment plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Its id, such as `G1`.
    pub id: String,
    /// What is to be reached, in the plan's own words.
    pub statement: String,
    /// `active`, `met`, `revised` or `discontinued`.
    pub status: String,
    /// When it is to be reached.
    pub target: Option<NaiveDate>,
    /// The measurable steps towards it.
    pub objectives: Vec<Goal>,
}

impl Goal {
    /// Returns the goal as a reader wants it: `G1, active, by January 31, 2027: Ride the tram to work`.
    pub fn readable(&self, wording: &Wording) -> String {
        let target = self.target.map(|day| wording.day(day));
        let by = target.map(|day| format!(", by {day}")).unwrap_or_default();
        format!("{}, {}{by}: {}", self.id, self.status, self.statement)
    }

    /// Tells whether the goal is still worked on.
    pub fn is_active(&self) -> bool {
        self.status == "active" || self.status == "revised"
    }
}

/// What a goal or an objective can be.
pub const GOAL_STATUS: &[&str] = &["active", "met", "revised", "discontinued"];

/// Takes goals, or the objectives of one.
pub(super) fn goals(fields: &mut Fields<'_>, key: &'static str) -> Vec<Goal> {
    let mut goals: Vec<Goal> = Vec::new();
    for mut table in fields.tables(key) {
        let id = table.filled_text("id").map(Cow::into_owned);
        let statement = table.filled_text("statement").map(Cow::into_owned);
        let status = table.text("status").map(Cow::into_owned);
        let goal = Goal {
            id: id.clone().unwrap_or_default(),
            statement: statement.clone().unwrap_or_default(),
            status: status.unwrap_or_else(|| "active".to_owned()),
            target: table.date("target"),
            objectives: if key == "goal" { goals_below(&mut table) } else { Vec::new() },
        };
        if !GOAL_STATUS.contains(&goal.status.as_str()) {
            let known = GOAL_STATUS.join(", ");
            table.wrong(
                "status",
                table.start(),
                format!("the `status` of a goal is not one of {known}"),
            );
        }
        if id.is_some() && goals.iter().any(|other| other.id == goal.id) {
            table.wrong("id", table.start(), "an `id` is given to two goals".to_owned());
        }
        table.require(&["id", "statement"], |key| match key {
            "id" => id.is_some(),
            _ => statement.is_some(),
        });
        fields.absorb(table);
        if id.is_some() {
            goals.push(goal);
        }
    }
    goals
}

fn goals_below(table: &mut Fields<'_>) -> Vec<Goal> {
    goals(table, "objective")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<Goal>, Vec<String>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let goals = goals(&mut fields, "goal");
        (goals, fields.finish().into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn a_plan_has_goals_with_objectives() {
        let text = "[[goal]]\nid = \"G1\"\nstatement = \"Ride the tram\"\n\
            [[goal.objective]]\nid = \"O1\"\nstatement = \"Three rides\"\ntarget = 2026-12-20\nstatus = \"met\"\n";
        let (goals, problems) = read_all(text);
        assert_eq!(problems, [""; 0]);
        assert_eq!(goals[0].objectives[0].id, "O1");
        assert!(goals[0].is_active() && !goals[0].objectives[0].is_active());
    }

    #[test]
    fn every_fault_of_a_goal_is_a_problem() {
        for (text, message) in [
            ("[[goal]]\nid = \"G1\"\n", "the key `statement` is missing"),
            ("[[goal]]\nstatement = \"x\"\n", "the key `id` is missing"),
            ("goal = \"G1\"\n", "`goal` is not an array of tables, such as [[goal]]"),
            (
                "[[goal]]\nid = \"G1\"\nstatement = \"x\"\nstatus = \"done\"\n",
                "the `status` of a goal is not one of active, met, revised, discontinued",
            ),
            (
                "[[goal]]\nid = \"G1\"\nstatement = \"x\"\n[[goal]]\nid = \"G1\"\nstatement = \"y\"\n",
                "an `id` is given to two goals",
            ),
            (
                "[[goal]]\nid = \"G1\"\nstatement = \"x\"\ntraget = 2026-12-20\n",
                "the key `traget` is not known",
            ),
        ] {
            assert_eq!(read_all(text).1, [message], "{text}");
        }
    }
}
