//! VT004: a sealed note whose header is damaged.

use crate::domain::sealed_file::{NotSealed, Outside};
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT004",
    name: "damaged-seal",
    level: Level::Error,
    explanation: "\
## What it finds
A file whose age header cannot be read, is cut short, or is in armored form.
## Why it matters
No key will open it as it is.
## How to mend it
Restore it from a backup. Whether a note with a sound header is whole, only a key can tell: open it with `casenotes vault show`.
",
    bad: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", "age-encryption.org/v1\n-> X25519 TEiF0\n", 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::Sealed(Err(NotSealed::NoHeader)) => {}
        Outside::Sealed(Err(error)) => report.whole(error.to_string(), None),
        _ => {}
    }
}
