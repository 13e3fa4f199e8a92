//! PS002: start and stop times in a psychotherapy note.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PsychotherapySubject;

rule!("PS002", "session-times", Warning, "session_times.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    for line in subject.text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let says_so = [
            "session began",
            "session started",
            "session ended",
            "start time",
            "stop time",
            "end time",
        ]
        .iter()
        .any(|phrase| lower.contains(phrase));
        let clocks = clocks(&lower);
        let is_range = clocks.windows(2).any(|pair| {
            // Of `14:03:22` each colon has its clock, and the second begins inside the first.
            let between = lower.get(pair[0].1..pair[1].0).unwrap_or_default().trim();
            matches!(
                between,
                "-" | "\u{2013}" | "to" | "until" | "pm -" | "am -" | "pm to" | "am to"
            )
        });
        if is_range || (says_so && !clocks.is_empty()) {
            report.at(at, "the times of the session stand here", None);
        }
        at += line.len();
    }
}

/// Finds `14:03` and the like: where each begins and ends.
fn clocks(line: &str) -> Vec<(usize, usize)> {
    let bytes = line.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    for colon in memchr::memchr_iter(b':', bytes) {
        let hour = (colon.saturating_sub(2)..colon).rev().take_while(|at| digit(*at)).count();
        if (1..=2).contains(&hour) && digit(colon + 1) && digit(colon + 2) && !digit(colon + 3) {
            found.push((colon - hour, colon + 3));
        }
    }
    found
}
