//! FM008: a format without a template.

use crate::domain::nearest::nearest;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM008", "unknown-format", Error, "unknown_format.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_imported = subject.note.front.is_imported();
    if let (Some(format), None, false) = (&subject.note.front.format, subject.template, is_imported)
    {
        let meant = nearest(format.as_str(), subject.templates.names());
        let help = match meant {
            Some(known) => format!("Did you mean `{known}`?"),
            None => {
                let known: Vec<&str> = subject.templates.names().collect();
                format!("The formats are {}.", known.join(", "))
            }
        };
        report.at_key(
            "format",
            format!("there is no template for the format `{format}`"),
            Some(help),
        );
    }
}
