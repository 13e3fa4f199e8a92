//! PS007: risk that stands in the psychotherapy note alone.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};
use crate::text::meaning::risk;
use crate::text::reading::Reading;

rule!("PS007", "risk-kept-private", Info, "risk_kept_private.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let is_in_record =
        !matches!(subject.progress_risk, None | Some("denied" | "none-reported" | "not-assessed"));
    if subject.progress.is_none() || is_in_record {
        return;
    }
    let reading = Reading::by(subject.lexicon(), subject.text, Vec::new());
    if let Some(at) = risk::spoken_of(&reading) {
        report.at(at, "risk is spoken of here, and the progress note has none", None);
    }
}
