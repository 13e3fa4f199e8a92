//! FM004: a value of the wrong type or form.

use crate::fields::ProblemKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM004",
    name: "wrong-value",
    level: Level::Error,
    explanation: "\
## What it finds
A value that is not of its key's type: a date that does not exist or has no offset from UTC, text without quotes, a client id with capitals.
## Why it matters
A value that cannot be read is a value that is missing.
## How to mend it
Write it in the form that the message shows.
",
    bad: Example::note("+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::WrongValue).for_each(|problem| report.problem(problem));
}
