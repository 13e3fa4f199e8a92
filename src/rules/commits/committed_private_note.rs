//! CM002: a psychotherapy note that is about to be committed with the chart.

use crate::fields::text_start;
use crate::rules::commits::subject::StagedSubject;
use crate::rules::rule::{Report, rule};

rule!("CM002", "committed-private-note", Error, "committed_private_note.md", Staged(check));

/// How age files begin.
const AGE: &str = "age-encryption.org/v1";

/// What stands in whatever an age file was packed or pasted into: the head, the armor, and the head in
/// base64.
const PACKED: &[&str] = &[
    "age-encryption.org/v1\n-> ",
    "-----BEGIN AGE ENCRYPTED FILE-----",
    "YWdlLWVuY3J5cHRpb24ub3JnL3Yx",
];

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    let lower = subject.name.to_ascii_lowercase();
    if lower.ends_with(".age")
        || subject.bytes.starts_with(AGE.as_bytes())
        || PACKED.iter().any(|text| subject.holds(text))
    {
        report.whole("an age file is about to be committed with the chart", None);
        return;
    }
    let is_of_vault = matches!(subject.name, "casenotes-vault.toml" | "recipients.txt");
    // The key that every opened note has and no note of the chart.
    let text = &subject.bytes[text_start(subject.bytes)..];
    let seals = ["\nsealed_to =", "\nsealed_to="];
    let has_seal = text.starts_with(b"+++") && seals.iter().any(|key| subject.holds(key));
    if is_of_vault || has_seal {
        report.whole("a part of the vault is about to be committed with the chart", None);
    }
}
