//! TX007: a sign that Markdown reads otherwise than it is meant.

use crate::note::signs::{Misread, misread};
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TX007",
    name: "misread-sign",
    level: Level::Warning,
    explanation: "\
## What it finds
A `+` at the beginning of a line, which is a bullet to Markdown; numbers of a list that are not in a row, such as 1, 3, 9; `>` before a number at the beginning of a line, a quotation; `# of`, a heading; a sentence above a line of dashes, a heading as well; stars between digits; `[Mother]: tearful`, which says where links lead and is not shown.
## Why it matters
`export` shows each of them as it was written, but other programs drop the sign, the number or the whole line, and the sections of the note may be others than were meant.
## How to mend it
Write the sign as a word (\"SI present\", \"more than 3 days\", \"number of attacks\"), do not begin the line with it, or put a backslash before it: `\\+ SI`, `\\> 3 days`, `50\\*2\\*7`.
",
    bad: Example::note("+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\nSlept badly for\n\n> 3 nights this week, better since.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly. Homework: two bus rides with the breathing.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

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
