//! BL016: a code of a claim that is written as no such code is.

use crate::domain::codes::place::is_place;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL016", "malformed-claim-code", Warning, "malformed_claim_code.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let all = |text: &str, is_one: fn(&u8) -> bool| text.as_bytes().iter().all(is_one);
    // CPT: five figures, or four and a letter; HCPCS level II: a letter and four figures.
    let is_service = |code: &str| {
        code.len() == 5
            && code.is_ascii()
            && (all(code, u8::is_ascii_digit)
                || all(&code[..4], u8::is_ascii_digit) && all(&code[4..], u8::is_ascii_uppercase)
                || all(&code[..1], u8::is_ascii_uppercase) && all(&code[1..], u8::is_ascii_digit))
    };
    if front.service.iter().any(|code| !is_service(code)) {
        let help = "A CPT code has five characters, such as 90834.".to_owned();
        report.at_key("service", "a service is not written as a procedure code", Some(help));
    }
    let is_modifier = |code: &str| {
        code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    if front.modifiers.iter().any(|code| !is_modifier(code)) {
        let help = "A modifier has two characters, such as 95 or GT.".to_owned();
        report.at_key("modifiers", "a modifier is not written as one", Some(help));
    }
    let Some(place) = front.place.as_deref() else { return };
    if !is_place(place) {
        let with_zero = format!("0{place}");
        let help = match is_place(&with_zero) {
            true => format!("Write `{with_zero}`: a place has two figures."),
            false => {
                "A place has two figures, such as 11 for an office or 02 and 10 for telehealth."
                    .to_owned()
            }
        };
        report.at_key("place", "the place is none of the codes for places of service", Some(help));
    }
}
