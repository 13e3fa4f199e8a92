//! CL005: a client folder without a client file.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::MissingFile;

rule!("CL005", "missing-client-file", Error, "missing_client_file.md", MissingFile(check));

fn check(subject: &MissingFile, report: &mut Report<'_>) {
    if *subject == MissingFile::ClientFile {
        report.whole("the client has no client file", None);
    }
}
