//! BL004: two codes that one day must not have.

use crate::domain::codes::service::exclude_each_other;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL004", "excluded-pair", Error, "excluded_pair.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (code, other, file) in subject.pairs_of_the_day(exclude_each_other) {
        let message = format!("{code} and {other} do not go together on one day");
        report.at_key("service", message, file.map(|file| format!("{other} is in `{file}`.")));
    }
}
