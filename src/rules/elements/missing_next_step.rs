//! EL003: a session note that does not say what comes next.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("EL003", "missing-next-step", Warning, "missing_next_step.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(places) =
        subject.is_session().then(|| subject.where_covered("next_steps")).flatten()
        && !subject.has_in(Topic::NextStep, &places)
    {
        report.at_body(subject, places[0].start, "no next step is named here", None);
    }
}
