//! DS002: an authorization that never was valid.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS002", "defective-authorization", Error, "defective_authorization.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::Defective(problems) = subject {
        problems.iter().for_each(|problem| report.problem(problem));
    }
}
