//! FM008: a format without a template.

use crate::domain::nearest::nearest;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM008",
    name: "unknown-format",
    level: Level::Error,
    explanation: "\
## What it finds
A `format` for which there is neither a built-in template nor one in the chart's `templates/`.
## Why it matters
The template says which sections the note must have; without it they cannot be checked.
## How to mend it
Correct the format, or put a template for it into `templates/` of the chart.
",
    bad: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-soup.md",
        "+++\nclient = \"c-7f3k\"\nformat = \"soup\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let (Some(format), None) = (&subject.note.front.format, subject.template) {
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
