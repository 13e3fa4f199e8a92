//! SG018: a co-signature by the one who signed.

use crate::domain::amendment::AmendmentKind;
use crate::record::signature::is_same_person;
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    SIGNATURE, SIGNED_NOTE, SIGNERS, SigningSubject, amendment,
};

const COSIGNATURE: &str = "clients/c-7f3k/notes/2026-11-24-1400-dap.cosignature-1.md";
const COSIGNATURE_SIG: &str = "clients/c-7f3k/notes/2026-11-24-1400-dap.cosignature-1.md.sig";

pub(super) const RULE: Rule = Rule {
    code: "SG018",
    name: "own-cosignature",
    level: Level::Error,
    explanation: "\
## What it finds
A co-signature by the very person who signed the note.
## Why it matters
The second signature is the supervisor's; nobody supervises himself.
## How to mend it
The supervisor runs `casenotes cosign NOTE`.
",
    bad: Example::file(
        COSIGNATURE,
        amendment!(
            "kind = \"cosignature\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-25T09:00:00-05:00\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-25T09:00:00-05:00\n"
        ),
    )
    .beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: COSIGNATURE_SIG, seed: 7 }]),
    good: Example::file(
        COSIGNATURE,
        amendment!(
            "kind = \"cosignature\"\nauthor = \"Eli Sample, PhD\"\nwritten = 2026-11-25T09:00:00-05:00\nsigned_by = \"Eli Sample, PhD\"\nsigned_at = 2026-11-25T09:00:00-05:00\n"
        ),
    )
    .beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: COSIGNATURE_SIG, seed: 8 }]),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    if found.name.kind != AmendmentKind::Cosignature {
        return;
    }
    if let (Some(by), (Some(note_by), _)) = (subject.signed_by, found.note_signed)
        && is_same_person(by, note_by)
    {
        report.at_key("signed_by", "the one who signed the note has co-signed it", None);
    }
}
