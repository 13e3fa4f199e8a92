//! SC004: headings that are not in the order of the format.

use crate::note::sections::same_title;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC004", "steps-out-of-order", Warning, "steps_out_of_order.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    if !template.is_ordered {
        return;
    }
    let order = |title: &str| template.required.iter().position(|step| same_title(step, title));
    let mut last = 0;
    for section in sections {
        let Some(step) = order(&section.title) else { continue };
        if step < last {
            let help = format!("It comes before `## {}`.", template.required[last]);
            report.at_body(subject, section.heading.start, "this step is out of order", Some(help));
        }
        last = last.max(step);
    }
}
