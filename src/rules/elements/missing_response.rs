//! EL002: a session note that does not say what the client did with it.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("EL002", "missing-response", Warning, "missing_response.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(places) = subject.is_session().then(|| subject.where_covered("response")).flatten()
        && !subject.has_in(Topic::Response, &places)
    {
        report.at_body(subject, places[0].start, "no response of the client is told here", None);
    }
}
