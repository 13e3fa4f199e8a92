//! CT004: a template of the practice that cannot be used.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::TemplateSubject;

pub(super) const RULE: Rule = Rule {
    code: "CT004",
    name: "unsound-template",
    level: Level::Error,
    explanation: "\
## What it finds
A file in `templates/` of the chart with a mistake: front matter, a placeholder that is not known, a heading that is listed but not there; or what is no file, such as a link.
## Why it matters
Notes of that format are checked against the built-in template instead, or not at all.
## How to mend it
Correct the line that the message names.
",
    bad: Example::file("templates/own.md", "+++\nformat = \"own\"\ntitle = \"Own note\"\n+++\n\n## Text\n\n{{ clent }}\n"),
    good: Example::file("templates/own.md", "+++\nformat = \"own\"\ntitle = \"Own note\"\n+++\n\n## Text\n\n{{ client }}\n"),
    check: Check::Template(check),
};

fn check(subject: &TemplateSubject<'_>, report: &mut Report<'_>) {
    subject.problems.iter().for_each(|problem| report.problem(problem));
    if let (Some(named), Some(format)) = (subject.named, subject.format)
        && named != format
    {
        let help = format!("Name the file `{format}.md`, or correct `format`.");
        report.whole("the file name and the format disagree", Some(help));
    }
}
