//! FM004: a value of the wrong type or form.

use crate::fields::ProblemKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM004", "wrong-value", Error, "wrong_value.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::WrongValue).for_each(|problem| report.problem(problem));
}
