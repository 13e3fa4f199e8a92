//! CM004: a half done merge that is about to be committed, in a file that is no note.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM004", "committed-conflict", Error, "committed_conflict.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Unmerged) = subject.deed {
        report.whole("git holds two versions of it, and none was chosen", None);
        return;
    }
    if subject.is_note {
        return;
    }
    let markers: &[&[u8]] = &[b"<<<<<<< ", b">>>>>>> "];
    let lines = subject.bytes.split(|byte| *byte == b'\n');
    if lines.into_iter().any(|line| markers.iter().any(|marker| line.starts_with(marker))) {
        report.whole("a merge conflict is not resolved", None);
    }
}
