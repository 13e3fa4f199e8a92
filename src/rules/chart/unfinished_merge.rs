//! CT009: a file of which git holds two versions.

use crate::rules::chart::subject::CloneState;
use crate::rules::rule::{Report, rule};

rule!("CT009", "unfinished-merge", Error, "unfinished_merge.md", Clone(check));

fn check(state: &CloneState, report: &mut Report<'_>) {
    if let CloneState::Unmerged { target } = state {
        let help = format!("Run `casenotes settle {target}`, which shows both.");
        report.whole("git holds two versions of it, and none was chosen", Some(help));
    }
}
