//! FM003: a key that casenotes does not know.

use crate::fields::ProblemKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM003",
    name: "unknown-key",
    level: Level::Warning,
    explanation: "\
## What it finds
A key in the front matter that is not in the list of docs/FORMAT.md, with the nearest one that is.
## Why it matters
A misspelled key looks filled in and is read by nobody.
## How to mend it
Correct the spelling. A key of your own is kept through every rewrite, but stays a warning.
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\ndiagnosis = [\"F41.1\"]\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::UnknownKey).for_each(|problem| report.problem(problem));
}
