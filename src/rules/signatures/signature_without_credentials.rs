//! SG011: a signature that does not say what the signer is.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, SigningSubject, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "SG011",
    name: "signature-without-credentials",
    level: Level::Warning,
    explanation: "\
## What it finds
A note or an amendment whose `signed_by` is a name without credentials behind a comma.
## Why it matters
A signature needs name and credentials for a payer (CMS Program Integrity Manual, chapter 3, 3.3.2.4).
## How to mend it
Set `[clinician] credentials` in your configuration before you sign the next note. For this one, add them with `casenotes amend NOTE --kind addendum --reason WHY`.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor\"\nsigned_at = 2026-11-24T16:00:00-05:00\n"
    )).beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let has_credentials =
        |by: &str| by.split_once(',').is_some_and(|(_, rest)| !rest.trim().is_empty());
    if subject.is_signed() && subject.signed_by.is_some_and(|by| !has_credentials(by)) {
        report.at_key("signed_by", "the signature does not say the signer's credentials", None);
    }
}
