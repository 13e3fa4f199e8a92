//! CL004: a client file with a value of the wrong type.

use crate::fields::ProblemKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::ClientSubject;

rule!("CL004", "wrong-client-value", Error, "wrong_client_value.md", ClientFile(check));

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::WrongValue).for_each(|problem| report.problem(problem));
}
