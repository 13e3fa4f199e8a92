//! GT003: a plan past the day of its review.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("GT003", "plan-past-review", Warning, "plan_past_review.md", RecordFact(check));

fn check(matter: &RecordFact, report: &mut Report<'_>) {
    if let RecordFact::PlanPastReview { due } = matter {
        report.whole(format!("the plan was to be reviewed by {due}"), None);
    }
}
