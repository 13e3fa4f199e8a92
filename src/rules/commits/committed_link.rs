//! CM010: a link, or another repository, in place of a file.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM010", "committed-link", Error, "committed_link.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    match subject.deed {
        Some(Deed::Link) => report.whole("a symbolic link is about to be committed", None),
        Some(Deed::Repository) => {
            report.whole("another repository is about to be committed in place of files", None);
        }
        _ => {}
    }
}
