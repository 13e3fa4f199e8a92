//! CL003: a client file with a key that casenotes does not know.

use crate::fields::ProblemKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::ClientSubject;

pub(super) const RULE: Rule = Rule {
    code: "CL003",
    name: "unknown-client-key",
    level: Level::Warning,
    explanation: "\
## What it finds
A key that is not in the list of docs/FORMAT.md, with the nearest one that is.
## Why it matters
A misspelled key looks filled in and is read by nobody.
## How to mend it
Correct the spelling.
",
    bad: Example::client("name = \"Ana Example\"\nbrith_date = 1990-04-21\n"),
    good: Example::client("name = \"Ana Example\"\nbirth_date = 1990-04-21\n"),
    check: Check::ClientFile(check),
};

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::UnknownKey).for_each(|problem| report.problem(problem));
}
