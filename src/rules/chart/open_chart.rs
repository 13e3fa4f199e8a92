//! CT007: a chart that others may enter.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("CT007", "open-chart", Warning, "open_chart.md", RecordFact(check));

fn check(matter: &RecordFact, report: &mut Report<'_>) {
    if let RecordFact::OpenChart { mode } = matter {
        let message = format!("others may enter the chart (mode {mode:04o})");
        report.whole(message, Some("Run `chmod 700` on it.".into()));
    }
}
