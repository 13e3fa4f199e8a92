//! CT003: a text that was edited and not saved.

use crate::domain::stray::StrayKind;
use crate::rules::rule::{Report, rule};

rule!("CT003", "unsaved-edit", Warning, "unsaved_edit.md", Stray(check));

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
