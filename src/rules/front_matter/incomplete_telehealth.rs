//! FM011: a session at a distance without its circumstances.

use std::borrow::Cow;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM011", "incomplete-telehealth", Warning, "incomplete_telehealth.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(block) = &subject.note.front.telehealth else { return };
    let is_blank = |text: &Option<Cow<'_, str>>| text.as_ref().is_none_or(|t| t.trim().is_empty());
    let missing: Vec<&str> = [
        ("mode", is_blank(&block.mode)),
        ("client_location", is_blank(&block.client_location)),
        ("clinician_location", is_blank(&block.clinician_location)),
        ("consent", block.consent != Some(true)),
    ]
    .into_iter()
    .filter(|(_, is_missing)| *is_missing)
    .map(|(key, _)| key)
    .collect();
    if !missing.is_empty() {
        let message = format!("`[telehealth]` does not say {}", missing.join(", "));
        report.at_key("telehealth", message, None);
    }
}
