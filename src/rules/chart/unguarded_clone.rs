//! CT010: a clone that lets git do as it likes.

use crate::rules::chart::subject::CloneState;
use crate::rules::rule::{Report, rule};

rule!("CT010", "unguarded-clone", Info, "unguarded_clone.md", Clone(check));

fn check(state: &CloneState, report: &mut Report<'_>) {
    if let CloneState::Unguarded { lacks } = state {
        report.whole(
            format!("this clone lacks {lacks}"),
            Some("Run `casenotes hooks install` in it.".into()),
        );
    }
}
