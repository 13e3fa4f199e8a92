//! CL002: a client file without a name.

use crate::fields::ProblemKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::ClientSubject;

pub(super) const RULE: Rule = Rule {
    code: "CL002",
    name: "missing-client-key",
    level: Level::Error,
    explanation: "\
## What it finds
A `client.toml` without `name`.
## Why it matters
The client must be identified on every page of a record that leaves.
## How to mend it
Run `casenotes client edit ID --set name=\"...\"`.
",
    bad: Example::client("birth_date = 1990-04-21\n"),
    good: Example::client("name = \"Ana Example\"\nbirth_date = 1990-04-21\n"),
    check: Check::ClientFile(check),
};

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::MissingKey).for_each(|problem| report.problem(problem));
}
