//! CT012: a merge that was left half done, in a file that is no note.

use crate::rules::chart::subject::LeftConflict;
use crate::rules::rule::{Report, rule};

rule!("CT012", "left-conflict", Error, "left_conflict.md", LeftConflict(check));

fn check(conflict: &LeftConflict, report: &mut Report<'_>) {
    let help = "Remove the marker lines and what is not to stay; `casenotes settle` shows both versions while git has them.";
    report.at(conflict.at, "a merge conflict is not resolved", Some(help.into()));
}
