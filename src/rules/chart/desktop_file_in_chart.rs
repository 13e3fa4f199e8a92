//! CT008: what a desktop or a synchronising program keeps in the chart.

use crate::domain::stray::StrayKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CT008",
    name: "desktop-file-in-chart",
    level: Level::Info,
    explanation: "\
## What it finds
What a system, a desktop or a synchronising program puts into any folder: `.DS_Store`, `desktop.ini`, `Thumbs.db`, `.directory`, `lost+found` and the like.
## Why it matters
It holds how a folder looks and is no part of the record; a commit would carry it along.
## How to mend it
Nothing needs to be done. A line in `.gitignore` keeps it out of commits.
",
    bad: Example::file("clients/c-7f3k/notes/.DS_Store", "Bud1"),
    good: Example::note(GOOD_NOTE),
    check: Check::Stray(check),
};

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    if *subject == StrayKind::Desktop {
        report.whole("this is the desktop's own or a synchronising program's", None);
    }
}
