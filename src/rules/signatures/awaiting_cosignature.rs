//! SG012: a note that waits for the supervisor.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, SigningSubject, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "SG012",
    name: "awaiting-cosignature",
    level: Level::Warning,
    explanation: "\
## What it finds
A signed note that wants a supervisor's signature as well, by `cosign_required`, and has none that holds.
## Why it matters
Payers and boards ask for the supervisor's signature on the notes of associates and trainees.
## How to mend it
The supervisor runs `casenotes cosign NOTE`; `casenotes list --awaiting-cosign` shows all that wait.
",
    bad: Example::note(signed_note!(
        "cosign_required = true\nsigned_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T16:00:00-05:00\n"
    )).beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(note) = subject.note() else { return };
    if subject.is_signed() && note.front.cosign_required == Some(true) && !note.is_cosigned {
        report.at_key("cosign_required", "it waits for the supervisor's signature", None);
    }
}
