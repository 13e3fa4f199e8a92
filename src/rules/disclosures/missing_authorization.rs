//! DS003: a disclosure under an authorization that is not there.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS003", "missing-authorization", Error, "missing_authorization.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::WithoutAuthorization(name) = subject {
        let message = format!("the authorization `{name}` is not there");
        report.at_key("authorizations", message, None);
    }
}
