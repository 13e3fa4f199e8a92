//! PS005: a test with its score in a psychotherapy note.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PsychotherapySubject;

rule!("PS005", "test-score", Warning, "test_score.md", Psychotherapy(check));

const TESTS: &[&str] = &[
    "phq-9", "phq9", "gad-7", "gad7", "pcl-5", "pcl5", "bdi", "bdi-ii", "bai", "c-ssrs", "audit",
    "dast", "oq-45", "ors", "srs", "y-bocs", "moca", "whodas", "isi", "ces-d", "edeq", "wsas",
    "core-om", "phq-2",
];

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    for line in subject.text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let words: Vec<&str> =
            lower.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
        let is_score = |word: &str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
        let is_found = words.iter().enumerate().any(|(nth, word)| {
            TESTS.contains(word) && words[nth + 1..].iter().take(3).any(|word| is_score(word))
        });
        if is_found {
            report.at(at, "a test with its score stands here", None);
        }
        at += line.len();
    }
}
