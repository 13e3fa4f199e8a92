//! SG015: an amendment beside a note that it does not amend.

use crate::domain::amendment::Target;
use crate::record::signature::verdict::State;
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    ADDENDUM, ADDENDUM_SIG, GOOD_ADDENDUM, OTHER, OTHER_SIG, SIGNATURE, SIGNED_NOTE, SIGNERS,
    SigningSubject, amendment,
};

const OTHER_ADDENDUM: &str = "clients/c-7f3k/notes/2026-11-24-1500-dap.addendum-1.md";
const OTHER_ADDENDUM_SIG: &str = "clients/c-7f3k/notes/2026-11-24-1500-dap.addendum-1.md.sig";

pub(super) const RULE: Rule = Rule {
    code: "SG015",
    name: "amendment-of-another-note",
    level: Level::Error,
    explanation: "\
## What it finds
An amendment whose `client` and `note` name another note than the one it lies beside, whose `sha256` is not the digest of that note, or that lies beside a note that is not signed.
## Why it matters
It would add to a text that its author never saw.
## How to mend it
If it was moved, move it back. If the note was changed, bring the signed version back with git.
",
    bad: Example::file(
        OTHER_ADDENDUM,
        amendment!(
            "kind = \"addendum\"\nreason = \"asked by the insurer\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-25T09:00:00-05:00\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-25T09:00:00-05:00\n"
        ),
    )
    .beside(&[
        SIGNERS,
        OTHER,
        Companion::Signature { path: OTHER_SIG, seed: 7 },
        Companion::Signature { path: OTHER_ADDENDUM_SIG, seed: 7 },
    ]),
    good: Example::file(ADDENDUM, GOOD_ADDENDUM).beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: ADDENDUM_SIG, seed: 7 }]),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    // Without the two keys nothing can be said; that is a finding of its own.
    let front = &found.amendment.front;
    if front.client.is_none() || front.note.is_none() || front.sha256.is_none() {
        return;
    }
    match found.target {
        Target::OtherNote => report.at_key("note", "it amends another note", None),
        Target::OtherText => {
            report.at_key("sha256", "the note is not the text that it amends", None);
        }
        Target::This if matches!(found.note_state, State::Draft) => {
            report.at_key("note", "the note that it amends is not signed", None);
        }
        Target::This => {}
    }
}
