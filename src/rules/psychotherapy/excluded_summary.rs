//! PS011: diagnosis, symptoms, functioning, plan, prognosis or progress in a psychotherapy note.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};
use crate::text::meaning::private::Excluded;

rule!("PS011", "excluded-summary", Warning, "excluded_summary.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    // Of a note that is the progress note once more, all of it is.
    if !subject.is_merged() {
        let message = "this sums up what is excluded from psychotherapy notes";
        report.excluded(subject, Excluded::Summary, message);
    }
}
