//! VN006: a sealed file that is not what its folder is for.

use crate::rules::example::{BESIDE_OPENED, Example, Material, OPENED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::OpenedSubject;

pub(super) const RULE: Rule = Rule {
    code: "VN006",
    name: "wrong-kind",
    level: Level::Error,
    explanation: "\
## What it finds
A file in `releases/` that is no entry of the log, or one in `authorizations/` that is no authorization.
## Why it matters
A log with a file that is something else does not say what left, and a note that lies there is not listed, searched or shown.
## How to mend it
Find out what it is with `age -d`, and move it where it belongs.
",
    bad: Example::opened(
        "releases/c-7f3k/2026-11-24-1400.toml.age",
        OPENED,
        Material::Sealed,
    ).beside(BESIDE_OPENED),
    good: Example::opened("clients/c-7f3k/2026-11-24-1400.md.age", OPENED, Material::Sealed).beside(BESIDE_OPENED),
    check: Check::Opened(check),
};

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if let OpenedSubject::WrongKind(kind) = subject {
        report.whole(format!("this is no {kind}"), None);
    }
}
