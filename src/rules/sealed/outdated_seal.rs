//! VN004: a sealed file that is not sealed to today's recipients.

use crate::rules::example::{BESIDE_OPENED, Example, Material, OPENED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::OpenedSubject;

pub(super) const RULE: Rule = Rule {
    code: "VN004",
    name: "outdated-seal",
    level: Level::Warning,
    explanation: "\
## What it finds
A file of the vault that was sealed to another list of recipients than today's.
## Why it matters
A recipient that was added cannot open it, and one that was removed still can. An age header does not tell, so the file itself says to whom it was sealed.
## How to mend it
Run `casenotes vault rekey`.
",
    bad: Example::opened(
        "clients/c-7f3k/2026-11-24-1400.md.age",
        "\
+++
client = \"c-7f3k\"
session = 2026-11-24T14:00:00-05:00
sealed_to = \"sha256:0\"
+++

The tram again.
",
        Material::Sealed,
    ).beside(BESIDE_OPENED),
    good: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::Sealed).beside(BESIDE_OPENED),
    check: Check::Opened(check),
};

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if matches!(subject, OpenedSubject::Ours { is_current: false, .. }) {
        let help = Some("Run `casenotes vault rekey`.".to_owned());
        report.whole("this is not sealed to today's recipients", help);
    }
}
