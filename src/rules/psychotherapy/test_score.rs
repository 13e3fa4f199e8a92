//! PS005: a test with its result in a psychotherapy note.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};
use crate::text::meaning::private::Excluded;

rule!("PS005", "test-score", Warning, "test_score.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    report.excluded(subject, Excluded::TestResult, "a test with its result stands here");
}
