//! TM005: a session of a client after the day on which the client's record was closed.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("TM005", "session-after-closing", Warning, "session_after_closing.md", RecordFact(check));

fn check(fact: &RecordFact, report: &mut Report<'_>) {
    if let RecordFact::SessionAfterClosing { closed } = fact {
        report.whole(format!("the record was closed on {closed}, before this session"), None);
    }
}
