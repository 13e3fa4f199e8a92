//! EL002: a session note that does not say what the client did with it.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::session;

rule!("EL002", "missing-response", Warning, "missing_response.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.missing(
        subject,
        "response",
        session::has_response,
        "no response of the client is told here",
    );
}
