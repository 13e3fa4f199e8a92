//! EL001: a session note that does not say what the clinician did.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("EL001", "missing-intervention", Warning, "missing_intervention.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(places) =
        subject.is_session().then(|| subject.where_covered("interventions")).flatten()
        && !subject.has_in(Topic::Intervention, &places)
    {
        report.at_body(subject, places[0].start, "no intervention is named here", None);
    }
}
