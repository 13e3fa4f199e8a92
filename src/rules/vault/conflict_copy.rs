//! VT011: a copy that a synchronising program made in the vault.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT011",
    name: "conflict-copy",
    level: Level::Error,
    explanation: "\
## What it finds
A sealed file beside the notes whose name is that of a note with something added, such as `2026-11-24-1400.md.sync-conflict-20261124-140000-ABCDEFG.age`, `... (conflicted copy ...).age`, `... (1).age` or `...~`; and such a copy of `recipients.txt`.
## Why it matters
Syncthing, Dropbox, Nextcloud, OneDrive, iCloud and others make one when two devices have written the same file: what one of them wrote stands in the copy alone. No listing and no search finds it, and `vault rekey` does not seal it again.
## How to mend it
`casenotes vault drafts` lists such copies, and `casenotes vault drafts --restore NAME` files the text beside the note and then removes the copy. Compare a copy of `recipients.txt` with the list, see that the list is right with `casenotes vault keys list`, and remove the copy.
",
    bad: Example::vault("clients/c-7f3k/2026-11-24-1400.sync-conflict-1.md.age", SEALED, 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::ConflictCopy => report.whole(
            "a copy of a sealed file under a name of another program; what stands in it may stand nowhere else",
            Some("`casenotes vault drafts` lists it and can take it in beside the note.".into()),
        ),
        Outside::CopyOfList => report.whole(
            "a copy of this file that another program made; what one of your devices changed may stand in it alone",
            Some("Compare the two, then remove the copy.".into()),
        ),
        _ => {}
    }
}
