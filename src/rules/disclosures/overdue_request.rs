//! DS005: a request of a client whose time has passed.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS005", "overdue-request", Warning, "overdue_request.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::Overdue(due) = subject {
        let message = format!("the request is open, and was due on {due}");
        report.at_key("on", message, None);
    }
}
