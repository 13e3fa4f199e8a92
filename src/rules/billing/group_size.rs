//! BL014: a group that is too small or too large.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL014", "group-size", Warning, "group_size.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let limits = &subject.practice.limits;
    let record = subject.note.front.record.as_ref();
    let Some(count) = record.and_then(|record| record.participants) else { return };
    if !(limits.smallest_group..=limits.largest_group).contains(&count) {
        let (from, to) = (limits.smallest_group, limits.largest_group);
        let message = format!("the group has {count} members, and {from} to {to} are paid for");
        report.at_key("participants", message, None);
    }
}
