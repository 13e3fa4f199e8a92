//! EL003: a session note that does not say what comes next.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::session;

rule!("EL003", "missing-next-step", Warning, "missing_next_step.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.missing(subject, "next_steps", session::has_next_step, "no next step is named here");
}
