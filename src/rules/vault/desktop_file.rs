//! VT012: what a desktop or a synchronising program keeps in the vault.

use crate::domain::sealed_file::Outside;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT012",
    name: "desktop-file",
    level: Level::Info,
    explanation: "\
## What it finds
What a system, a desktop or a synchronising program puts into any folder: `.DS_Store`, `desktop.ini`, `Thumbs.db`, `.directory`, `.localized`, an empty `.Trash-1000`, `lost+found`, `.stfolder` and the like.
## Why it matters
It holds how a folder looks and no words of a note: of a sealed file nobody can make a preview. A folder of removed or replaced files is another matter; what lies in one is reported as a stray file.
## How to mend it
Nothing needs to be done.
",
    bad: Example::vault("clients/.DS_Store", "Bud1", 0o600),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Desktop) {
        report.whole("this is the desktop's own or a synchronising program's", None);
    }
}
