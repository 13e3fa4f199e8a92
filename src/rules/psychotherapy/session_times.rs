//! PS002: start and stop times in a psychotherapy note.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};
use crate::text::meaning::private::Excluded;

rule!("PS002", "session-times", Warning, "session_times.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    report.excluded(subject, Excluded::SessionTimes, "the times of the session stand here");
}
