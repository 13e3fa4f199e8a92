//! DS001: a file of the log of disclosures that cannot be read as an entry.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PaperSubject;

pub(super) const RULE: Rule = Rule {
    code: "DS001",
    name: "unsound-disclosure",
    level: Level::Error,
    explanation: "\
## What it finds
A file in `disclosures/` that lacks a key which every entry has, has one of the wrong type, an unknown basis, or the id of another client.
## Why it matters
A client may ask for an accounting of the last six years (45 CFR 164.528), and what cannot be read is missing in it. `disclosures` ends with code 2 until it is mended.
## How to mend it
Correct the line that the message names; docs/FORMAT.md has the keys of an entry. If git has an earlier version, bring it back.
",
    bad: Example::file(
        "clients/c-7f3k/disclosures/2026-11-24-0930.toml",
        "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\npurpose = \"mandated report\"\nbasis = \"telephone\"\ndescription = \"report by telephone\"\n",
    ),
    good: Example::file(
        "clients/c-7f3k/disclosures/2026-11-24-0930.toml",
        "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\npurpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n",
    ),
    check: Check::Paper(check),
};

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::NoEntry(problem) = subject {
        report.problem(problem);
    }
}
