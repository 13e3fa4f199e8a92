//! DS006: a disclosure that no rule permits, of which the client was not told in time.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS006", "untold-breach", Warning, "untold_breach.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::Untold(due) = subject {
        let message = format!("the client was to be told of this breach by {due}");
        report.at_key("basis", message, None);
    }
}
