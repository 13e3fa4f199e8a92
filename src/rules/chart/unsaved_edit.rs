//! CT003: a text that was edited and not saved.

use crate::domain::stray::StrayKind;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CT003",
    name: "unsaved-edit",
    level: Level::Warning,
    explanation: "\
## What it finds
What an edit left that could not be saved: `NAME.conflict-1.md` when the note changed meanwhile, or an editor's folder `.edit-...` when the run was killed.
## Why it matters
It holds words that are in no note yet.
## How to mend it
For a conflict, take what is needed into the note with `casenotes edit NOTE`; `casenotes edit NOTE --discard` then throws the conflicting text away. For an editor's folder, run the command that the finding names with `--recover` to take the text up again, or with `--discard` to throw it away.
",
    bad: Example::file("clients/c-7f3k/notes/2026-11-24-1400-dap.conflict-1.md", "Text.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Stray(check),
};

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    match subject {
        StrayKind::Conflict => {
            report
                .whole("an edit that could not be saved, because the note changed meanwhile", None);
        }
        StrayKind::UnsavedEdit => {
            let help = "Run `casenotes edit NOTE --recover` for the edit of a note, or `casenotes new CLIENT`, `amend NOTE`, `client edit CLIENT` or `authorization add CLIENT` with `--recover`; `--discard` throws it away.";
            report.whole("a text that was not saved", Some(help.to_owned()));
        }
        _ => {}
    }
}
