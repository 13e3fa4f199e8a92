//! CL001: a client file that is not TOML.

use crate::fields::ProblemKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::ClientSubject;

pub(super) const RULE: Rule = Rule {
    code: "CL001",
    name: "unreadable-client-file",
    level: Level::Error,
    explanation: "\
## What it finds
A `client.toml` that is not TOML or not UTF-8.
## Why it matters
The client's name and date of birth stand on every page of a record that leaves.
## How to mend it
Correct the line that the message names; text stands in quotes, dates do not.
",
    bad: Example::client("name = \"Ana Example\n"),
    good: Example::client("name = \"Ana Example\"\nbirth_date = 1990-04-21\n"),
    check: Check::ClientFile(check),
};

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::Unreadable).for_each(|problem| report.problem(problem));
}
