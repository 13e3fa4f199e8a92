//! TX007: a sign that Markdown reads otherwise than it is meant.

use crate::note::signs::{Misread, misread};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TX007", "misread-sign", Warning, "misread_sign.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (at, sign) in misread(subject.note.body()) {
        let message = match sign {
            Misread::Bullet => "Markdown reads this `+` as the bullet of a list",
            Misread::Numbers => {
                "the numbers of this list are not in a row, and Markdown counts anew"
            }
            Misread::Quotation => "Markdown reads this `>` as a quotation",
            Misread::Heading => "Markdown reads this `#` as a heading",
            Misread::Underline => {
                "Markdown makes a heading of what stands above this line of dashes"
            }
            Misread::Stress => "Markdown reads these stars as stress",
            Misread::Definition => "Markdown hides this line: it says where links lead",
        };
        let help = "write the sign as a word, or put a backslash before it".to_owned();
        report.at_body(subject, at, message, Some(help));
    }
}
