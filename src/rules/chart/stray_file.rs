//! CT001: something in the chart that does not belong there.

use crate::domain::stray::StrayKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CT001",
    name: "stray-file",
    level: Level::Warning,
    explanation: "\
## What it finds
A file, folder or link in the chart that is neither a note nor anything else that docs/FORMAT.md knows. Links are never followed.
## Why it matters
A stray file may be a note that no listing, check or export will ever see.
## How to mend it
Move it elsewhere, or rename it to what it is.
",
    bad: Example::file("clients/c-7f3k/notes/session.txt", "Text.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Stray(check),
};

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    match subject {
        StrayKind::Link => {
            report.whole("a link does not belong in the chart; it is not followed", None)
        }
        StrayKind::Other => report.whole("this does not belong in the chart", None),
        StrayKind::Temporary => {
            let help =
                "Remove it: the run that wrote it was killed, and what it was to replace is whole.";
            report.whole("a file that was never finished", Some(help.into()));
        }
        StrayKind::Desktop
        | StrayKind::UnsavedEdit
        | StrayKind::Conflict
        | StrayKind::OrphanedSignature
        | StrayKind::OrphanedAmendment => {}
    }
}
