//! TM003: sessions that always begin and end at the same minutes.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("TM003", "stamped-times", Warning, "stamped_times.md", RecordFact(check));

fn check(matter: &RecordFact, report: &mut Report<'_>) {
    if *matter == RecordFact::StampedTimes {
        report.whole("nearly all of the last ten sessions have the same times to the minute", None);
    }
}
