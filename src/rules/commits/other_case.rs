//! CM013: a commit of a name that differs from one of the record by its case alone.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM013", "name-in-other-case", Error, "other_case.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::OtherCase) = subject.deed {
        report.whole("in lower case it has the name of a file of the record", None);
    }
}
