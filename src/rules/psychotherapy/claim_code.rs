//! PS003: a code of a claim in a psychotherapy note.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};

rule!("PS003", "claim-code", Warning, "claim_code.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let text = subject.text;
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    for word in text.split(|c| !is_part(c)).filter(|word| word.len() >= 4) {
        let bare = word.trim_end_matches('.');
        let is_service = bare.len() == 5
            && bare.bytes().all(|b| b.is_ascii_digit())
            && (bare.starts_with("907") || bare.starts_with("908"));
        let is_diagnosis = bare.len() >= 5
            && bare.starts_with('F')
            && bare.as_bytes()[1..3].iter().all(u8::is_ascii_digit)
            && bare.as_bytes()[3] == b'.';
        if is_service || is_diagnosis || is_of_icd_11(bare) {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            report.at(at, "a code of a claim stands here", None);
        }
    }
}

/// Tells whether a word is a code of chapter 6 of ICD-11: "6B41", "6A70.1".
fn is_of_icd_11(word: &str) -> bool {
    let stem = word.split('.').next().unwrap_or_default().as_bytes();
    matches!(stem, [b'6', b'A'..=b'E', first, _] if first.is_ascii_digit())
        && stem[3].is_ascii_alphanumeric()
        && !stem[3].is_ascii_lowercase()
}
