//! SG007: a signed note that lies elsewhere than where it was signed.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, SigningSubject, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "SG007",
    name: "signed-as-another-note",
    level: Level::Error,
    explanation: "\
## What it finds
A signed note whose `signed_as` is the id of another note: it was renamed, copied, or moved to another client after it was signed.
## Why it matters
A note of one session or client must not stand for another.
## How to mend it
Move it back. If it was filed with the wrong client, use `casenotes move`, which leaves a signed trail.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-94wd/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T16:00:00-05:00\n"
    )).beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(note) = subject.note() else { return };
    if note.is_of_another {
        report.at_key("signed_as", "it was signed as another note", None);
    }
}
