//! CM001: a commit that changes what was signed.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "CM001",
    name: "changed-signed-note",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged` and `--changed`: a note or an amendment that was signed in the earlier version, and whose text or signature is changed or removed, even if it is signed anew.
## Why it matters
A signed record must stay as it was signed; changes to it are made beside it, with date, author and reason (CMS Program Integrity Manual, chapter 3, 3.3.2.5).
## How to mend it
Bring it back with `git restore --staged --worktree --source=HEAD` and its path. What was to be said is said with `casenotes amend`; a note of the wrong client is moved with `casenotes move`.
",
    bad: Example::note(signed_note!(
        "session_number = 4\nsigned_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T16:05:00-05:00\n"
    ))
    .beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::ChangesSigned) = subject.deed {
        report.whole("it was signed, and is changed or removed", None);
    }
}
