//! DS004: a paper of a request that cannot be read as one.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS004", "unsound-request", Error, "unsound_request.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    match subject {
        PaperSubject::NoRequest(problems) => {
            problems.iter().for_each(|problem| report.problem(problem));
        }
        PaperSubject::WithoutRequest => {
            let message = "the request that it is about is not there".to_owned();
            report.at_key("request", message, None);
        }
        _ => {}
    }
}
