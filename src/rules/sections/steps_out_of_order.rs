//! SC004: headings that are not in the order of the format.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC004", "steps-out-of-order", Warning, "steps_out_of_order.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    if !template.is_ordered {
        return;
    }
    let mut last = 0;
    for section in sections {
        let required = section.stands_for.both(template.must_have);
        let Some(step) = required.first() else { continue };
        if step < last {
            let help = format!("It comes before `## {}`.", template.headings[last]);
            report.at_body(subject, section.heading.start, "this step is out of order", Some(help));
        }
        last = last.max(step);
    }
}
