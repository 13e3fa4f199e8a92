//! FM010: a value outside of a closed list.

use crate::domain::nearest::nearest;
use crate::note::key::choices_of;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM010", "unknown-choice", Error, "unknown_choice.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let outcome = front.record.as_ref().and_then(|record| record.outcome.as_deref());
    let mode = front.telehealth.as_ref().and_then(|block| block.mode.as_deref());
    for (key, table, value) in [
        ("risk", "risk", front.risk.as_deref()),
        ("risk_level", "risk_level", front.risk_level.as_deref()),
        ("outcome", "outcome", outcome),
        ("telehealth.mode", "telehealth", mode),
    ] {
        let Some(value) = value else { continue };
        let known = choices_of(key).unwrap_or_default();
        if known.contains(&value) {
            continue;
        }
        let key = key.trim_start_matches("telehealth.");
        let help = nearest(value, known.iter().copied()).map(|k| format!("Did you mean `{k}`?"));
        report.at_key(table, format!("`{key}` is not one of {}", known.join(", ")), help);
    }
}
