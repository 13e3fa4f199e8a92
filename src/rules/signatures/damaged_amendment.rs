//! SG014: an amendment that does not say what it must.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG014", "damaged-amendment", Error, "damaged_amendment.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    for problem in &found.amendment.problems {
        report.problem(problem);
    }
    if found.amendment.front.kind.is_some_and(|kind| kind != found.name.kind) {
        report.at_key("kind", "the file name says another kind", None);
    }
}
