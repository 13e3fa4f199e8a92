//! VT008: a vault without a list of recipients.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::MissingFile;

rule!("VT008", "missing-recipients", Error, "missing_recipients.md", MissingFile(check));

fn check(subject: &MissingFile, report: &mut Report<'_>) {
    if *subject == MissingFile::Recipients {
        report.whole("the vault has no list of recipients", None);
    }
}
