//! CL001: a client file that is not TOML.

use crate::fields::ProblemKind;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::rule::{Report, rule};

rule!("CL001", "unreadable-client-file", Error, "unreadable_client_file.md", ClientFile(check));

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::Unreadable).for_each(|problem| report.problem(problem));
}
