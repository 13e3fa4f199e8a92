//! CM001: a commit that changes what was signed.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM001", "changed-signed-note", Error, "changed_signed_note.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::ChangesSigned) = subject.deed {
        report.whole("it was signed, and is changed or removed", None);
    }
}
