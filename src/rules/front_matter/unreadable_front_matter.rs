//! FM001: a note whose front matter cannot be read.

use crate::fields::ProblemKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM001",
    name: "unreadable-front-matter",
    level: Level::Error,
    explanation: "\
## What it finds
Front matter that is missing, not closed, or not TOML.
## Why it matters
Without it nobody can tell whose note this is and when the session was; the note is listed as broken and is never rewritten.
## How to mend it
Begin the file with a line `+++`, then keys such as `client = \"c-7f3k\"`, then a line `+++`. Text values stand in quotes, dates do not.
",
    bad: Example::note("# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::Unreadable).for_each(|problem| report.problem(problem));
}
