//! TM003: sessions that always begin and end at the same minutes.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::Matter;

rule!("TM003", "stamped-times", Warning, "stamped_times.md", Matter(check));

fn check(matter: &Matter, report: &mut Report<'_>) {
    if *matter == Matter::StampedTimes {
        report.whole("nearly all of the last ten sessions have the same times to the minute", None);
    }
}
