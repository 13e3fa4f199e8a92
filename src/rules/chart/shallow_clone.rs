//! CT011: a clone that has not the whole history.

use crate::rules::chart::subject::CloneState;
use crate::rules::rule::{Report, rule};

rule!("CT011", "shallow-clone", Info, "shallow_clone.md", Clone(check));

fn check(state: &CloneState, report: &mut Report<'_>) {
    if *state == CloneState::Shallow {
        let help = "Run `git fetch --unshallow` where the whole history is wanted.";
        report.whole("the clone is shallow: what was before is not known", Some(help.into()));
    }
}
