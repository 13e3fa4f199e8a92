//! CL004: a client file with a value of the wrong type.

use crate::fields::ProblemKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::ClientSubject;

pub(super) const RULE: Rule = Rule {
    code: "CL004",
    name: "wrong-client-value",
    level: Level::Error,
    explanation: "\
## What it finds
A value that is not of its key's type, such as a date in quotes or one that does not exist.
## Why it matters
A value that cannot be read is a value that is missing.
## How to mend it
Write it in the form that the message shows.
",
    bad: Example::client("name = \"Ana Example\"\nbirth_date = \"21 April 1990\"\n"),
    good: Example::client("name = \"Ana Example\"\nbirth_date = 1990-04-21\n"),
    check: Check::ClientFile(check),
};

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::WrongValue).for_each(|problem| report.problem(problem));
}
