//! FM007: a note whose name and front matter disagree.

use crate::domain::note_id::{NoteStem, names_minute};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM007", "misnamed-note", Error, "misnamed_note.md", Note(check));

/// What to do about a copy.
const COPY: &str = "Compare it with the note: remove the copy if it says the same, or give it a name of its own that ends in `-2.md`.";

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(format), Some(start)) = (&subject.note.front.format, subject.note.front.start) else {
        if subject.stem.is_none() {
            report.whole(
                "the file name is not that of a note, such as `2026-11-24-1400-soap.md`",
                None,
            );
        }
        return;
    };
    let help = || {
        let number = subject.stem.map_or(1, NoteStem::number);
        let by_front = NoteStem::new(start, format.clone(), number);
        Some(format!("By its front matter the file would be `{by_front}.md`."))
    };
    match subject.stem {
        // Its front matter is that of the note it is a copy of.
        None if subject.is_copy => report.whole(
            "the file name is that of a copy which another program made, such as of what two devices wrote",
            Some(COPY.into()),
        ),
        None => report.whole("the file name is not that of a note", help()),
        Some(stem) if stem.format() != format => {
            report.at_key("format", "the file name says another format", help());
        }
        Some(stem) if !names_minute(stem.minute(), start) => {
            report.at_key("start", "the file name says another date or time", help());
        }
        Some(_) => {}
    }
}
