//! SC005: sections that are written in another form than that of the practice.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC005", "heading-in-another-form", Info, "another_form.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for section in sections {
        let Some(at) = section.stands_for.only() else { continue };
        let heading = &template.headings[at];
        if section.is_label || !section.title.trim().eq_ignore_ascii_case(heading) {
            let help =
                format!("`validate --fix` writes `## {heading}`, and its like for the others.");
            let message = "a section is not written under the heading of the format";
            report.at_body(subject, section.heading.start, message, Some(help));
            // One is enough: they are mended together.
            return;
        }
    }
}
