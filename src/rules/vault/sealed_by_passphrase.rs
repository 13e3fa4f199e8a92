//! VT007: a note that a passphrase opens instead of a key.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT007",
    name: "sealed-by-passphrase",
    level: Level::Error,
    explanation: "\
## What it finds
A sealed note that is addressed to a passphrase.
## Why it matters
None of the vault's recipients can open it, and neither will `casenotes vault`.
## How to mend it
Open it with `age -d` and seal it again with `casenotes vault new CLIENT --stdin`.
",
    bad: Example::vault(
        "clients/c-7f3k/2026-11-24-1400.md.age",
        "age-encryption.org/v1\n-> scrypt 7s8OFGtKGTM0QRFVXTTTHQ 18\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n0123456789abcdef0123456789abcdef",
        0o600,
    ),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if let Outside::Sealed(Ok(envelope)) = subject.item
        && envelope.by_passphrase
    {
        report.whole("a passphrase opens this note, not a key of the vault", None);
    }
}
