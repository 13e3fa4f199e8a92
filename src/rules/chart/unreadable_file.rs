//! CT005: a file of the chart that cannot be read.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Unreadable;

pub(super) const RULE: Rule = Rule {
    code: "CT005",
    name: "unreadable-file",
    level: Level::Error,
    explanation: "\
## What it finds
A note or client file that the system does not let casenotes read, or that is larger than 64 MiB.
## Why it matters
What cannot be read cannot be checked, and stops an export of the client.
## How to mend it
Look at who owns the file and at its mode; restore it from git or a backup if the disk is damaged.
",
    bad: Example::oversized("clients/c-7f3k/notes/2026-11-24-1400-dap.md", 65 * 1024 * 1024),
    good: Example::note(GOOD_NOTE),
    check: Check::Unreadable(check),
};

fn check(subject: &Unreadable, report: &mut Report<'_>) {
    report.whole(format!("the file cannot be read: {}", subject.reason), None);
}
