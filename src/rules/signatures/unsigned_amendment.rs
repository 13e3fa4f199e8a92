//! SG016: an amendment without a signature.

use crate::record::signature::verdict::State;
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    ADDENDUM, ADDENDUM_SIG, GOOD_ADDENDUM, SIGNATURE, SIGNED_NOTE, SIGNERS, SigningSubject,
    amendment,
};

pub(super) const RULE: Rule = Rule {
    code: "SG016",
    name: "unsigned-amendment",
    level: Level::Error,
    explanation: "\
## What it finds
An amendment that is not signed and does not say that it is.
## Why it matters
Additions without signature and date are ignored by a reviewer (CMS Program Integrity Manual, chapter 3, 3.3.2.5).
## How to mend it
Make it anew with `casenotes amend NOTE --kind KIND --reason WHY --from FILE` with its text, then take the file out of the chart.
",
    bad: Example::file(
        ADDENDUM,
        amendment!(
            "kind = \"addendum\"\nreason = \"asked by the insurer\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-25T09:00:00-05:00\n"
        ),
    )
    .beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE]),
    good: Example::file(ADDENDUM, GOOD_ADDENDUM).beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: ADDENDUM_SIG, seed: 7 }]),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.amendment().is_some() && subject.state == State::Draft {
        report.whole("the amendment is not signed", None);
    }
}
