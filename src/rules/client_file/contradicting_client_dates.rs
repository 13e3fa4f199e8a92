//! CL006: a client file whose dates contradict one another.

use crate::fields::ProblemKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::ClientSubject;

pub(super) const RULE: Rule = Rule {
    code: "CL006",
    name: "contradicting-client-dates",
    level: Level::Error,
    explanation: "\
## What it finds
A `birth_date` or `closed` in the future, an `opened` or `closed` before `birth_date`, a `closed` before `opened`.
## Why it matters
How long a record is kept, and whether the client was a minor, is reckoned from these days; of days that cannot be, nothing follows, and `retention` says `unknown`.
## How to mend it
Look up which is wrong and run `casenotes client edit ID --set KEY=DATE`.
",
    bad: Example::client("name = \"Ana Example\"\nopened = 2026-09-01\nclosed = 2026-08-31\n"),
    good: Example::client("name = \"Ana Example\"\nopened = 2026-09-01\nclosed = 2026-09-30\n"),
    check: Check::ClientFile(check),
};

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::Contradiction).for_each(|problem| report.problem(problem));
}
