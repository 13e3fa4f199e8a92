//! TM002: two sessions of one clinician at the same time.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("TM002", "overlapping-sessions", Warning, "overlapping_sessions.md", RecordFact(check));

fn check(matter: &RecordFact, report: &mut Report<'_>) {
    if let RecordFact::Overlapping { other } = matter {
        let help = format!("The other one is `{other}`.");
        report.whole("the clinician has another session at that time", Some(help));
    }
}
