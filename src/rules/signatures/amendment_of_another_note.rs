//! SG015: an amendment beside a note that it does not amend.

use crate::domain::amendment::Target;
use crate::record::signature::verdict::State;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG015", "amendment-of-another-note", Error, "amendment_of_another_note.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    // Without the two keys nothing can be said; that is a finding of its own.
    let front = &found.amendment.front;
    if front.client.is_none() || front.note.is_none() || front.sha256.is_none() {
        return;
    }
    match found.target {
        Target::OtherNote => report.at_key("note", "it amends another note", None),
        Target::OtherText => {
            report.at_key("sha256", "the note is not the text that it amends", None);
        }
        Target::This if matches!(found.note_state, State::Draft) => {
            report.at_key("note", "the note that it amends is not signed", None);
        }
        Target::This => {}
    }
}
