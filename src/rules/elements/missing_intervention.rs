//! EL001: a session note that does not say what the clinician did.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::session;

rule!("EL001", "missing-intervention", Warning, "missing_intervention.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.missing(
        subject,
        "interventions",
        session::has_intervention,
        "no intervention is named here",
    );
}
