//! FM006: a note in the folder of another client.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM006", "wrong-client", Error, "wrong_client.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(client) = &subject.note.front.client
        && client != subject.client
        && !subject.was_moved
    {
        let message =
            format!("the note says it is of `{client}`, but lies with `{}`", subject.client);
        report.at_key("client", message, None);
    }
}
