//! SG014: an amendment that does not say what it must.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    ADDENDUM, ADDENDUM_SIG, GOOD_ADDENDUM, SIGNATURE, SIGNED_NOTE, SIGNERS, SigningSubject,
    amendment,
};

pub(super) const RULE: Rule = Rule {
    code: "SG014",
    name: "damaged-amendment",
    level: Level::Error,
    explanation: "\
## What it finds
An amendment whose front matter cannot be read, lacks a key (`client`, `note`, `sha256`, `kind`, `reason`, `author`, `written`), or says another kind than its file name.
## Why it matters
An addition counts only if it says what it is, to what, by whom, when and why; others are ignored by a reviewer (CMS Program Integrity Manual, chapter 3, 3.3.2.5).
## How to mend it
Bring it back with git. An amendment is made with `casenotes amend`, never by hand.
",
    bad: Example::file(
        ADDENDUM,
        amendment!(
            "kind = \"addendum\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-25T09:00:00-05:00\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-25T09:00:00-05:00\n"
        ),
    )
    .beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: ADDENDUM_SIG, seed: 7 }]),
    good: Example::file(ADDENDUM, GOOD_ADDENDUM).beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: ADDENDUM_SIG, seed: 7 }]),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    for problem in &found.amendment.problems {
        report.problem(problem);
    }
    if found.amendment.front.kind.is_some_and(|kind| kind != found.name.kind) {
        report.at_key("kind", "the file name says another kind", None);
    }
}
