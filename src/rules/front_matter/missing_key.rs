//! FM002: a note without a key that every note has.

use crate::domain::position::fence_before;
use crate::fields::ProblemKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM002",
    name: "missing-key",
    level: Level::Error,
    explanation: "\
## What it finds
Front matter without `client`, `format`, `start` or `author`; or, in a note of a session, an intake or a risk assessment, without `end`.
## Why it matters
The date, start and stop time of a session and its author are the first things a payer's reviewer looks for; psychotherapy time that is not documented is the most frequent fault in the OIG's audits.
## How to mend it
Add the key. The tool does not invent when a session ended: only you know.
",
    bad: Example::note("+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    subject.front_problems(ProblemKind::MissingKey).for_each(|problem| report.problem(problem));
    // A plan has no end; a format that nobody knows may be that of a session.
    let has_end = subject.template.is_none_or(|template| template.kind.is_timed());
    let front = &subject.note.front;
    let mut other = subject.note.problems.iter();
    let is_told_elsewhere = other.any(|p| p.kind == ProblemKind::Unreadable || p.is_at("end"));
    if has_end && front.end.is_none() && !is_told_elsewhere {
        let fence = fence_before(subject.note.front_range.start);
        report.at(fence, "the key `end` is missing", None);
    }
}
