//! VT002: an editor's swap or backup file in the vault.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT002",
    name: "editor-leftover",
    level: Level::Error,
    explanation: "\
## What it finds
A file of a name that editors give to swap, backup and undo files.
## Why it matters
It may hold a psychotherapy note in the clear.
## How to mend it
Look at it, remove it, and edit psychotherapy notes with `casenotes vault edit` alone, which never lets an editor work in the vault.
",
    bad: Example::vault("clients/c-7f3k/.2026-11-24-1400.md.swp", "b0VIM", 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Swap) {
        report.whole("an editor left this file; it may hold a note in the clear", None);
    }
}
