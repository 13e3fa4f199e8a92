//! BL005: two codes that call for a second look.

use crate::domain::codes::service::are_questioned_together;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL005", "questioned-pair", Warning, "questioned_pair.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (code, other, file) in subject.pairs_of_the_day(are_questioned_together) {
        let message = format!("{code} and {other} on one day will be questioned");
        report.at_key("service", message, file.map(|file| format!("{other} is in `{file}`.")));
    }
}
