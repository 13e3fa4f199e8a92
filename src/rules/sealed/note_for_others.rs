//! VN002: a sealed file that none of the identities opens.

use crate::rules::example::{BESIDE_OPENED, Example, Material, OPENED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::OpenedSubject;

pub(super) const RULE: Rule = Rule {
    code: "VN002",
    name: "note-for-others",
    level: Level::Error,
    explanation: "\
## What it finds
A file of the vault that none of your identities opens.
## Why it matters
Whoever lost its key has lost the note. It may also have been put there by somebody else: to seal a note to you takes your recipient, and to seal it to others takes nothing of yours.
## How to mend it
Name the identity that was in use when it was sealed under `[vault] identities`, then run `casenotes vault rekey`.
",
    bad: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::SealedToOthers).beside(BESIDE_OPENED),
    good: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::Sealed).beside(BESIDE_OPENED),
    check: Check::Opened(check),
};

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if matches!(subject, OpenedSubject::ForOthers) {
        report.whole("none of your identities opens this", None);
    }
}
