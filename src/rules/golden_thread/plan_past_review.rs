//! GT003: a plan past the day of its review.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::Matter;

rule!("GT003", "plan-past-review", Warning, "plan_past_review.md", Matter(check));

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::PlanPastReview { due } = matter {
        report.whole(format!("the plan was to be reviewed by {due}"), None);
    }
}
