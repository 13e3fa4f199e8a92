//! VT003: a file or folder of the vault that others may use.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT003",
    name: "open-mode",
    level: Level::Error,
    explanation: "\
## What it finds
A file of a mode other than 0600, or a folder of a mode other than 0700.
## Why it matters
Dates and number of psychotherapy notes are themselves revealing, and 45 CFR 164.312(a) asks for access control.
## How to mend it
Run the `chmod` that the message shows.
",
    bad: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o644),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    let wanted = match subject.item {
        Outside::Folder => 0o700,
        Outside::Sealed(_) | Outside::Known => 0o600,
        _ => return,
    };
    if subject.mode & !wanted & 0o777 != 0 {
        let message = format!("others may use this (mode {:04o})", subject.mode);
        report.whole(message, Some(format!("Run `chmod {wanted:o}` on it.")));
    }
}
