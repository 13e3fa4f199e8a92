//! PS004: medication and its monitoring in a psychotherapy note.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};
use crate::text::meaning::private::Excluded;

rule!("PS004", "medication", Warning, "medication.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    report.excluded(
        subject,
        Excluded::Medication,
        "medication, its dose or its change stands here",
    );
}
