//! VN001: a sealed file that is not what was sealed.

use crate::rules::example::{BESIDE_OPENED, Example, Material, OPENED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::OpenedSubject;

pub(super) const RULE: Rule = Rule {
    code: "VN001",
    name: "damaged-note",
    level: Level::Error,
    explanation: "\
## What it finds
A file of the vault that was changed, damaged or cut short after it was sealed, as opening it shows.
## Why it matters
No byte of it can be trusted, and none is shown.
## How to mend it
Restore it from a backup.
",
    bad: Example::opened(
        "clients/c-7f3k/2026-11-24-1400.md.age",
        OPENED,
        Material::SealedAndDamaged,
    )
    .beside(BESIDE_OPENED),
    good: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::Sealed)
        .beside(BESIDE_OPENED),
    check: Check::Opened(check),
};

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if let OpenedSubject::Damaged(reason) = subject {
        report.whole(reason.clone(), None);
    }
}
