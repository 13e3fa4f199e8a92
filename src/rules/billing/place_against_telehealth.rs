//! BL007: a place of service that says another thing than the telehealth table.

use crate::domain::codes::place::is_telehealth;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL007", "place-against-telehealth", Warning, "place_against_telehealth.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let Some(place) = front.place.as_deref() else { return };
    match (is_telehealth(place), &front.telehealth) {
        (true, None) => {
            report.at_key(
                "place",
                "the place is at a distance, and there is no `[telehealth]`",
                None,
            );
        }
        (false, Some(_)) => {
            report.at_key(
                "place",
                "there is a `[telehealth]`, and the place is not 02 or 10",
                None,
            );
        }
        _ => {}
    }
}
