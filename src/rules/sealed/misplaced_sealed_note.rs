//! VN003: a sealed file that lies where another belongs.

use crate::rules::example::{BESIDE_OPENED, Example, Material, OPENED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::OpenedSubject;

pub(super) const RULE: Rule = Rule {
    code: "VN003",
    name: "misplaced-sealed-note",
    level: Level::Error,
    explanation: "\
## What it finds
A file of the vault whose own words name another client or another session than its path.
## Why it matters
It was moved or renamed. Shown under the wrong client, it would tell one person's thoughts as another's; `casenotes vault show` refuses it.
## How to mend it
Move it back to the client and the time that the message names.
",
    bad: Example::opened(
        "clients/c-7f3k/2026-11-24-1500.md.age",
        OPENED,
        Material::Sealed,
    ).beside(BESIDE_OPENED),
    good: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::Sealed).beside(BESIDE_OPENED),
    check: Check::Opened(check),
};

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if let OpenedSubject::Ours { belongs_to: Some(place), .. } = subject {
        report.whole(format!("by its own words this is {place}"), None);
    }
}
