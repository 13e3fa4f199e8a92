//! WD004: somebody else by name.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::people::named_in;

rule!("WD004", "named-third-party", Warning, "named_third_party.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    let front = &subject.note.front;
    let record = front.record.as_ref();
    let present = record.into_iter().flat_map(|record| &record.present).map(|name| &**name);
    let staff = record.into_iter().flat_map(|record| &record.facilitators).map(|name| &**name);
    let author = front.author.as_deref().into_iter().chain(front.signed_by.as_deref());
    let own = subject.history.client.name.as_deref();
    let known: Vec<&str> = present
        .chain(staff)
        .chain(author)
        .chain(own)
        .flat_map(|name| name.split(|c: char| !c.is_alphabetic()))
        .filter(|word| !word.is_empty())
        .collect();
    let words = subject.reading().words();
    for name in named_in(subject.note.body(), words, |word| known.contains(&word)) {
        // A client of the practice is said elsewhere.
        let body = subject.note.body();
        let next =
            body[name.end..].trim_start().split(|c: char| !(c.is_alphanumeric() || c == '-'));
        let is_client = next.take(1).any(|next| {
            next.starts_with(char::is_uppercase)
                && subject.practice.people.has_name(&body[name.clone()], next)
        });
        if !is_client && !subject.is_spoken(name.start) && !subject.is_in_comment(name.start) {
            report.at_body(subject, name.start, "somebody else stands here by name", None);
        }
    }
}
