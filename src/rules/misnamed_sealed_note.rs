//! VT005: a sealed note whose name does not say which it is.

use crate::envelope::Outside;
use crate::rules::subject::{SEALED, VaultSubject};
use crate::rules::{Check, Example, Level, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "VT005",
    name: "misnamed-sealed-note",
    level: Level::Error,
    explanation: "\
## What it finds
An age file in the vault whose name is not `DATE-TIME.md.age` in the folder of a client.
## Why it matters
No listing and no search will find it.
## How to mend it
Rename it, such as `2026-11-24-1400.md.age`.
",
    bad: Example::vault("clients/c-7f3k/tram.md.age", SEALED, 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::MisnamedNote) {
        report
            .whole("the name is not that of a sealed note, such as `2026-11-24-1400.md.age`", None);
    }
}
