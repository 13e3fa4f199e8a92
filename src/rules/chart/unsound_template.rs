//! CT004: a template of the practice that cannot be used.

use crate::rules::chart::subject::TemplateSubject;
use crate::rules::rule::{Report, rule};

rule!("CT004", "unsound-template", Error, "unsound_template.md", Template(check));

fn check(subject: &TemplateSubject<'_>, report: &mut Report<'_>) {
    subject.problems.iter().for_each(|problem| report.problem(problem));
    if let (Some(named), Some(format)) = (subject.named, subject.format)
        && named != format
    {
        let help = format!("Name the file `{format}.md`, or correct `format`.");
        report.whole("the file name and the format disagree", Some(help));
    }
}
