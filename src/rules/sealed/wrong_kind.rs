//! VN006: a sealed file that is not what its folder is for.

use crate::rules::rule::{Report, rule};
use crate::rules::sealed::subject::OpenedSubject;

rule!("VN006", "wrong-kind", Error, "wrong_kind.md", Opened(check));

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if let OpenedSubject::WrongKind(kind) = subject {
        report.whole(format!("this is no {kind}"), None);
    }
}
