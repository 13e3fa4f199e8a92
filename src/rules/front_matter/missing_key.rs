//! FM002: a note without a key that every note has.

use crate::domain::position::fence_before;
use crate::fields::ProblemKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM002", "missing-key", Error, "missing_key.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::MissingKey).for_each(|problem| report.problem(problem));
    // A plan has no end; a format that nobody knows may be that of a session. Of what was imported, nobody may
    // know when it ended.
    let front = &subject.note.front;
    let has_end =
        subject.template.is_none_or(|template| template.kind.is_timed()) && !front.is_imported();
    let mut other = subject.note.problems.iter();
    let is_told_elsewhere = other.any(|p| p.kind == ProblemKind::Unreadable || p.is_at("end"));
    if has_end && front.end.is_none() && !is_told_elsewhere {
        let fence = fence_before(subject.note.front_range.start);
        report.at(fence, "the key `end` is missing", None);
    }
}
