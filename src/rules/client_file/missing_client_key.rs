//! CL002: a client file without a name.

use crate::fields::ProblemKind;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::rule::{Report, rule};

rule!("CL002", "missing-client-key", Error, "missing_client_key.md", ClientFile(check));

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::MissingKey).for_each(|problem| report.problem(problem));
}
