//! VT001: a file in the vault that is not sealed.

use crate::domain::sealed_file::{NotSealed, Outside};
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT001",
    name: "unsealed-file",
    level: Level::Error,
    explanation: "\
## What it finds
A file of a sealed note's name that has no age header: a psychotherapy note in the clear.
## Why it matters
Whoever can read the disk, a backup or a synchronised copy can read it. Only notes that are kept apart and protected are psychotherapy notes (45 CFR 164.501).
## How to mend it
Seal it: `casenotes vault new CLIENT --at \"...\" --from FILE`; then remove the file, and think of its copies in backups.
",
    bad: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", "The tram again.\n", 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Sealed(Err(NotSealed::NoHeader))) {
        report.whole("the file is not sealed", None);
    }
}
