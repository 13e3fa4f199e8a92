//! GT004: no treatment plan after several sessions.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("GT004", "missing-plan", Warning, "missing_plan.md", RecordFact(check));

fn check(matter: &RecordFact, report: &mut Report<'_>) {
    if let RecordFact::NoPlan { sessions } = matter {
        report.whole(format!("the client has had {sessions} sessions and no treatment plan"), None);
    }
}
