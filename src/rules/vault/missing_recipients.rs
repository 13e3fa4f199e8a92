//! VT008: a vault without a list of recipients.

use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::MissingFile;

pub(super) const RULE: Rule = Rule {
    code: "VT008",
    name: "missing-recipients",
    level: Level::Error,
    explanation: "\
## What it finds
A vault without `recipients.txt`.
## Why it matters
Without it nothing can be sealed.
## How to mend it
Restore it from a backup, or write your recipient into it: the line `age1...` of your identity file.
",
    bad: Example::nothing_in_vault("recipients.txt"),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::MissingFile(check),
};

fn check(subject: &MissingFile, report: &mut Report<'_>) {
    if *subject == MissingFile::Recipients {
        report.whole("the vault has no list of recipients", None);
    }
}
