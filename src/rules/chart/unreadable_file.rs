//! CT005: a file of the chart that cannot be read.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::Unreadable;

rule!("CT005", "unreadable-file", Error, "unreadable_file.md", Unreadable(check));

fn check(subject: &Unreadable, report: &mut Report<'_>) {
    report.whole(format!("the file cannot be read: {}", subject.reason), None);
}
