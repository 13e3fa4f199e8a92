//! PS001: a heading for what never belongs in a psychotherapy note.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PsychotherapySubject;

rule!("PS001", "excluded-heading", Warning, "excluded_heading.md", Psychotherapy(check));

const EXCLUDED: &[&str] = &[
    "diagnosis",
    "diagnoses",
    "treatment plan",
    "plan of treatment",
    "symptoms",
    "functional status",
    "functioning",
    "prognosis",
    "progress",
    "progress to date",
    "medication",
    "medications",
    "modality",
    "modalities",
    "frequency",
    "modality and frequency",
    "modalities and frequencies",
    "test results",
    "clinical tests",
    "session times",
    "start and stop times",
];

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    let mut in_front = subject.text.starts_with("+++");
    for line in subject.text.split_inclusive('\n') {
        in_front &= at == 0 || line.trim_end() != "+++";
        let name = match line.strip_prefix('#') {
            Some(heading) => Some(heading.trim_start_matches('#')),
            None if in_front => line.split_once('=').map(|(key, _)| key),
            None => None,
        };
        let name =
            name.map(|name| name.trim().trim_end_matches(':').replace('_', " ").to_lowercase());
        if name.is_some_and(|name| EXCLUDED.contains(&name.as_str())) {
            report.at(at, "what stands below this is excluded from psychotherapy notes", None);
        }
        at += line.len();
    }
}
