//! GT004: no treatment plan after several sessions.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::Matter;

rule!("GT004", "missing-plan", Warning, "missing_plan.md", Matter(check));

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::NoPlan { sessions } = matter {
        report.whole(format!("the client has had {sessions} sessions and no treatment plan"), None);
    }
}
