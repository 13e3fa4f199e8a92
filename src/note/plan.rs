//! The treatment plan that holds at a point in time: what plans and reviews have set up to then.

use chrono::NaiveDate;

use crate::domain::session_time::SessionTime;
use crate::note::front_matter::{Allowance, FrontMatter};
use crate::note::record::Goal;

/// A plan, with what its reviews have changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The file name of the plan or of its last review.
    pub file: String,
    /// When that was made.
    pub since: Option<NaiveDate>,
    /// When it is to be reviewed.
    pub review_due: Option<NaiveDate>,
    /// Its goals.
    pub goals: Vec<Goal>,
    /// Its diagnoses.
    pub diagnoses: Vec<String>,
    /// What the note allows itself.
    pub allow: Vec<Allowance>,
}

impl Plan {
    /// Reads what a plan or review says in its front matter.
    pub fn of(file: &str, front: &FrontMatter<'_>) -> Self {
        let record = front.record.as_deref();
        Self {
            file: file.to_owned(),
            since: front.start.map(SessionTime::date),
            review_due: record.and_then(|record| record.review_due),
            goals: record.map(|record| record.goals.clone()).unwrap_or_default(),
            diagnoses: front.diagnoses.iter().map(ToString::to_string).collect(),
            allow: front.allow.clone(),
        }
    }

    /// Returns the plan after a review or a new plan, which leaves as it was what it does not name.
    #[must_use]
    pub fn followed_by(self, next: Self) -> Self {
        let goals = if next.goals.is_empty() { self.goals } else { next.goals };
        let diagnoses = if next.diagnoses.is_empty() { self.diagnoses } else { next.diagnoses };
        Self { goals, diagnoses, ..next }
    }

    /// Returns the ids of the goals that are still worked on.
    pub fn active_goals(&self) -> Vec<&str> {
        self.goals.iter().filter(|goal| goal.is_active()).map(|goal| goal.id.as_str()).collect()
    }

    /// Returns the goal or objective of an id.
    pub fn find(&self, id: &str) -> Option<&Goal> {
        let all = self.goals.iter().flat_map(|goal| std::iter::once(goal).chain(&goal.objectives));
        all.into_iter().find(|goal| goal.id == id)
    }

    /// Tells whether the day of its review has passed.
    pub fn is_past_review(&self, today: NaiveDate) -> bool {
        self.review_due.is_some_and(|due| due < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Plan {
        Plan::of("x.md", &FrontMatter::read_in_full(text, 4).0)
    }

    #[test]
    fn a_review_without_goals_leaves_the_goals_as_they_were() {
        let first = plan(
            "diagnoses = [\"F41.1\"]\n[[goal]]\nid = \"G1\"\nstatement = \"a\"\n[[goal.objective]]\nid = \"O1\"\nstatement = \"b\"\n",
        );
        let after = first.clone().followed_by(plan("review_due = 2027-02-01\n"));
        assert_eq!((&after.goals, &after.diagnoses), (&first.goals, &first.diagnoses));
        assert_eq!(after.find("O1").map(|goal| goal.statement.as_str()), Some("b"));
        assert!(after.is_past_review(NaiveDate::from_ymd_opt(2027, 2, 2).unwrap()));
        assert!(!after.is_past_review(NaiveDate::from_ymd_opt(2027, 2, 1).unwrap()));
        let met = "[[goal]]\nid = \"G1\"\nstatement = \"a\"\nstatus = \"met\"\n";
        assert_eq!(first.followed_by(plan(met)).active_goals(), [""; 0]);
    }
}
