//! VN005: a sealed file that another program has sealed.

use crate::rules::example::{BESIDE_OPENED, Example, Material, OPENED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::OpenedSubject;

pub(super) const RULE: Rule = Rule {
    code: "VN005",
    name: "foreign-note",
    level: Level::Warning,
    explanation: "\
## What it finds
A file of the vault that opens and does not begin as casenotes writes it.
## Why it matters
Nothing in it says whose it is and to whom it was sealed, so `vault rekey` cannot do it and a swap of two files would go unnoticed.
## How to mend it
Print it with `casenotes vault show NOTE --raw`, seal that with `casenotes vault new CLIENT --stdin`, and remove the old file.
",
    bad: Example::opened(
        "clients/c-7f3k/2026-11-24-1400.md.age",
        "The tram again.\n",
        Material::Sealed,
    ).beside(BESIDE_OPENED),
    good: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::Sealed).beside(BESIDE_OPENED),
    check: Check::Opened(check),
};

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if matches!(subject, OpenedSubject::Foreign) {
        report.whole("another program has sealed this", None);
    }
}
