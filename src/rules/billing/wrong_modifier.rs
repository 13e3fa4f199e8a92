//! BL008: a modifier of another mode.

use crate::domain::codes::place::modifier_of;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL008", "wrong-modifier", Warning, "wrong_modifier.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let mode = front.telehealth.as_ref().and_then(|block| block.mode.as_deref());
    let Some(right) = mode.and_then(modifier_of) else { return };
    let is_wrong = |modifier: &str| matches!(modifier, "93" | "95") && modifier != right;
    if front.modifiers.iter().any(|modifier| is_wrong(modifier)) {
        report.at_key("modifiers", format!("the modifier of this mode is {right}"), None);
    }
}
