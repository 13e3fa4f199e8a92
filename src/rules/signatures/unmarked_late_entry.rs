//! SG009: a note that was signed late and does not say so.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED_BESIDE, SigningSubject, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "SG009",
    name: "unmarked-late-entry",
    level: Level::Warning,
    explanation: "\
## What it finds
A note that was signed later than the practice's limit, and does not say in `late_entry` why. The limit is `late_after_days` under `[signing]` in `casenotes.toml`, 3 days if it is not set.
## Why it matters
A delayed entry must be clearly marked as one (CMS Program Integrity Manual, chapter 3, 3.3.2.5).
## How to mend it
Say why with `casenotes amend NOTE --kind late-entry --reason WHY`. For the next note, `casenotes sign NOTE --late-entry REASON` marks it.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-30T16:00:00-05:00\n"
    )).beside(SIGNED_BESIDE),
    good: Example::note(signed_note!(
        "late_entry = \"ill for a week\"\nsigned_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-30T16:00:00-05:00\n"
    )).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let (Some(note), Some(at)) = (subject.note(), subject.signed_at) else { return };
    let is_marked = note.front.late_entry.is_some() || note.has_late_entry;
    if !is_marked && note.front.is_late(at, note.late_after_days) {
        let message = format!(
            "it was signed more than {} days after the session, and is not marked as a late entry",
            note.late_after_days
        );
        report.at_key("signed_at", message, None);
    }
}
