//! CL003: a client file with a key that casenotes does not know.

use crate::fields::ProblemKind;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::rule::{Report, rule};

rule!("CL003", "unknown-client-key", Warning, "unknown_client_key.md", ClientFile(check));

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::UnknownKey).for_each(|problem| report.problem(problem));
}
