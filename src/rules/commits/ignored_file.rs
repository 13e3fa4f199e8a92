//! CM009: a file of the record that git is told to ignore.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM009", "ignored-file", Error, "ignored_file.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Ignored) = subject.deed {
        report.whole("git is told to ignore it, so that it is in no commit", None);
    }
}
