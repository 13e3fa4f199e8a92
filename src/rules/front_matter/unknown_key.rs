//! FM003: a key that casenotes does not know.

use crate::fields::ProblemKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM003", "unknown-key", Warning, "unknown_key.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::UnknownKey).for_each(|problem| report.problem(problem));
}
