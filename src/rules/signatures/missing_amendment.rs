//! SG021: amendments whose numbers have a gap, or one that stands there twice.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    ADDENDUM, ADDENDUM_SIG, GOOD_ADDENDUM, SIGNATURE, SIGNED, SIGNERS, SigningSubject,
};

pub(super) const RULE: Rule = Rule {
    code: "SG021",
    name: "missing-amendment",
    level: Level::Error,
    explanation: "\
## What it finds
A note with `addendum-2` and no `addendum-1`, the same for the other kinds, or the same amendment under two names.
## Why it matters
Amendments are numbered without a gap, so one was removed, renamed or copied, and what it said about the note is missing or said twice. That the last one was removed, only git can tell: `validate --changed`, and the hook before a commit.
## How to mend it
Bring it back with git: `git log -- PATH` shows when it went.
",
    bad: Example::note(SIGNED).beside(&[
        SIGNERS,
        SIGNATURE,
        Companion::File {
            path: "clients/c-7f3k/notes/2026-11-24-1400-dap.addendum-2.md",
            text: GOOD_ADDENDUM,
        },
        Companion::Signature {
            path: "clients/c-7f3k/notes/2026-11-24-1400-dap.addendum-2.md.sig",
            seed: 7,
        },
    ]),
    good: Example::note(SIGNED).beside(&[
        SIGNERS,
        SIGNATURE,
        Companion::File { path: ADDENDUM, text: GOOD_ADDENDUM },
        Companion::Signature { path: ADDENDUM_SIG, seed: 7 },
    ]),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(note) = subject.note() else { return };
    for name in &note.missing {
        report.whole(format!("its {name} is missing"), None);
    }
    for (first, second) in &note.repeated {
        report.whole(format!("its {first} and {second} are the same text"), None);
    }
}
