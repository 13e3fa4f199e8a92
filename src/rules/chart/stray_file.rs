//! CT001: something in the chart that does not belong there.

use crate::domain::stray::StrayKind;
use crate::rules::rule::{Report, rule};

rule!("CT001", "stray-file", Warning, "stray_file.md", Stray(check));

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    match subject {
        StrayKind::Link => {
            report.whole("a link does not belong in the chart; it is not followed", None)
        }
        StrayKind::Other => report.whole("this does not belong in the chart", None),
        StrayKind::Temporary => {
            let help =
                "Remove it: the run that wrote it was killed, and what it was to replace is whole.";
            report.whole("a file that was never finished", Some(help.into()));
        }
        StrayKind::Arriving => {
            let help = "Run `casenotes import --plan PLAN` again, with any plan: it brings the rest to its place first.";
            report.whole(
                "part of a record that an import, which was killed, has not brought to its place",
                Some(help.into()),
            );
        }
        StrayKind::Desktop
        | StrayKind::UnsavedEdit
        | StrayKind::Conflict
        | StrayKind::OrphanedSignature
        | StrayKind::OrphanedAmendment => {}
    }
}
