//! SG013: a signature or an amendment of a file that is not there.

use crate::domain::stray::StrayKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIG, SIGNED, SIGNED_BESIDE};

pub(super) const RULE: Rule = Rule {
    code: "SG013",
    name: "orphaned-signature",
    level: Level::Error,
    explanation: "\
## What it finds
A signature whose file is not there, or an amendment whose note is not there.
## Why it matters
A signed note was removed or renamed, and a gap in the record is not seen by looking at what is left.
## How to mend it
Bring the note back with git: `git log -- PATH` shows when it went.
",
    bad: Example::file(SIG, "-----BEGIN SSH SIGNATURE-----\n"),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Stray(check),
};

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    match subject {
        StrayKind::OrphanedSignature => {
            report.whole("a signature of a file that is not there", None);
        }
        StrayKind::OrphanedAmendment => {
            report.whole("an amendment of a note that is not there", None);
        }
        _ => {}
    }
}
