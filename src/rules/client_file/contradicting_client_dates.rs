//! CL006: a client file whose dates contradict one another.

use crate::fields::ProblemKind;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::rule::{Report, rule};

rule!(
    "CL006",
    "contradicting-client-dates",
    Error,
    "contradicting_client_dates.md",
    ClientFile(check)
);

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    subject.problems(ProblemKind::Contradiction).for_each(|problem| report.problem(problem));
}
