//! VT006: something in the vault that does not belong there.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT006",
    name: "stray-in-vault",
    level: Level::Error,
    explanation: "\
## What it finds
Anything but sealed notes, the list of recipients and the marker.
## Why it matters
The vault is trusted to hold nothing in the clear; a stray file may.
## How to mend it
Move it elsewhere. A file `.casenotes-....tmp` was being written when a run was killed: it is sealed, and safe to remove.
",
    bad: Example::vault("clients/c-7f3k/thoughts.md", "The tram again.\n", 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::Stray => report.whole("this does not belong in the vault", None),
        Outside::Temporary => {
            report.whole("a file that was never finished; it is safe to remove", None)
        }
        _ => {}
    }
}
