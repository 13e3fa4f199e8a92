//! SG002: a signature of a text that does not say by whom and when.

use crate::record::signature::verdict::State;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, SigningSubject};

pub(super) const RULE: Rule = Rule {
    code: "SG002",
    name: "unmarked-signature",
    level: Level::Error,
    explanation: "\
## What it finds
A signature beside a note or an amendment that does not say by whom and when it was signed.
## Why it matters
A signature counts for a payer only with name, credentials and date (CMS Program Integrity Manual, chapter 3, 3.3.2.4), and the signature file holds none of them.
## How to mend it
If the note was changed after it was signed, bring the signed version back with git. Otherwise remove the `.sig` file and run `casenotes sign`.
",
    bad: Example::note(GOOD_NOTE).beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::SignatureAlone {
        report.whole("there is a signature, and the text does not say by whom and when", None);
    }
}
