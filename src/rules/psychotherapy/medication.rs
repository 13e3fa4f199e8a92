//! PS004: medication with its dose in a psychotherapy note.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PsychotherapySubject;

rule!("PS004", "medication", Warning, "medication.md", Psychotherapy(check));

/// Words for a change of medication.
const CHANGES: &str = "refill refills refilled titrate titrated titrating tapering tapered";

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    for line in subject.text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let is_dose =
            words.windows(2).any(|pair| is_number(pair[0]) && matches!(pair[1], "mg" | "mcg"))
                || words.iter().any(|word| word.strip_suffix("mg").is_some_and(is_number));
        let is_change = words.iter().any(|word| CHANGES.split(' ').any(|change| change == *word));
        if is_dose || is_change {
            report.at(at, "medication with its dose or change stands here", None);
        }
        at += line.len();
    }
}
