//! FM001: a note whose front matter cannot be read.

use crate::fields::ProblemKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM001", "unreadable-front-matter", Error, "unreadable_front_matter.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::Unreadable).for_each(|problem| report.problem(problem));
}
