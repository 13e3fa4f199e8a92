//! CT013: what came from elsewhere is not as it was signed or logged.

use crate::rules::chart::subject::CloneState;
use crate::rules::rule::{Report, rule};

rule!("CT013", "doubtful-record", Error, "doubtful_record.md", Clone(check));

fn check(state: &CloneState, report: &mut Report<'_>) {
    if let CloneState::InDoubt { command } = state {
        let help = format!("Run `{command}` in the chart, look at what it says, and commit.");
        report.whole(
            "what came from elsewhere has changed or removed something that was signed or logged",
            Some(help),
        );
    }
}
