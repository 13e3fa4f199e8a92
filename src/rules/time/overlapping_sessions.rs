//! TM002: two sessions of one clinician at the same time.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::Matter;

rule!("TM002", "overlapping-sessions", Warning, "overlapping_sessions.md", Matter(check));

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::Overlapping { other } = matter {
        let help = format!("The other one is `{other}`.");
        report.whole("the clinician has another session at that time", Some(help));
    }
}
