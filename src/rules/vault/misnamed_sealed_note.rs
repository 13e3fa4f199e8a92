//! VT005: a sealed note whose name does not say which it is.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT005",
    name: "misnamed-sealed-note",
    level: Level::Error,
    explanation: "\
## What it finds
An age file in the vault whose name is not `DATE-TIME.md.age`, or that lies elsewhere than in the folder of a client.
## Why it matters
No listing and no search will find it, and `vault rekey` does not seal it again, so that a key that was removed opens it still.
## How to mend it
Run `casenotes vault drafts`: what lies in a client's folder is listed there and can be taken in under its right name. Move anything else to the client's folder first, or out of the vault. Old versions that Syncthing keeps in `.stversions` are best kept outside of the vault.
",
    bad: Example::vault("clients/c-7f3k/tram.md.age", SEALED, 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::MisnamedNote => report.whole(
            "the name is not that of a sealed note, such as `2026-11-24-1400.md.age`",
            Some("`casenotes vault drafts` lists it and can take it in under its right name.".into()),
        ),
        Outside::SealedElsewhere => report.whole(
            "a sealed file where no command looks: it is not listed, and `vault rekey` does not seal it again",
            Some("Move it to the folder of its client, or out of the vault.".into()),
        ),
        _ => {}
    }
}
