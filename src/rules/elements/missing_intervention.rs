//! EL001: a session note that does not say what the clinician did.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("EL001", "missing-intervention", Warning, "missing_intervention.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.missing(subject, "interventions", Topic::Intervention, "no intervention is named here");
}
