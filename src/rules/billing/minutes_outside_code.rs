//! BL001: a service code that stands for other minutes.

use crate::domain::codes::service::{fitting, minutes_of};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL001", "minutes-outside-code", Error, "minutes_outside_code.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let Some(minutes) = front.minutes().filter(|minutes| *minutes > 0) else { return };
    for code in &front.service {
        let Some((from, to)) = minutes_of(code) else { continue };
        let beside_visit = matches!(&**code, "90833" | "90836" | "90838");
        let is_too_long = to.is_some_and(|to| minutes > to) && !beside_visit;
        if minutes >= from && !is_too_long {
            continue;
        }
        let help = match fitting(code, minutes) {
            Some(other) if other != code => Some(format!("{minutes} minutes are {other}.")),
            None => Some("Under 16 minutes no psychotherapy code may be billed.".to_owned()),
            Some(_) => None,
        };
        let range = match to {
            Some(to) => format!("{from} to {to}"),
            None => format!("at least {from}"),
        };
        let message = format!("{code} stands for {range} minutes, and the session has {minutes}");
        report.at_key("service", message, help);
    }
}
