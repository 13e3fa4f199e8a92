//! CL004: a client file with a value of the wrong type.

use crate::fields::ProblemKind;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::rule::{Report, rule};

rule!("CL004", "wrong-client-value", Error, "wrong_client_value.md", ClientFile(check));

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::WrongValue).for_each(|problem| report.problem(problem));
}
