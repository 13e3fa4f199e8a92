//! PS007: risk that stands in the psychotherapy note alone.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PsychotherapySubject;

rule!("PS007", "risk-kept-private", Info, "risk_kept_private.md", Psychotherapy(check));

const SIGNS: &[&str] = &[
    "suicid",
    "kill herself",
    "kill himself",
    "kill themsel",
    "end her life",
    "end his life",
    "end their life",
    "overdose",
    "lethal means",
];

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let is_in_record =
        !matches!(subject.progress_risk, None | Some("denied" | "none-reported" | "not-assessed"));
    if subject.progress.is_none() || is_in_record {
        return;
    }
    let lower = subject.text.to_ascii_lowercase();
    if let Some(at) = SIGNS.iter().filter_map(|sign| lower.find(sign)).min() {
        report.at(at, "risk is spoken of here, and the progress note has none", None);
    }
}
