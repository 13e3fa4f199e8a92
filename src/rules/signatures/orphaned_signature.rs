//! SG013: a signature or an amendment of a file that is not there.

use crate::domain::stray::StrayKind;
use crate::rules::rule::{Report, rule};

rule!("SG013", "orphaned-signature", Error, "orphaned_signature.md", Stray(check));

fn check(subject: &StrayKind, report: &mut Report<'_>) {
    match subject {
        StrayKind::OrphanedSignature => {
            report.whole("a signature of a file that is not there", None);
        }
        StrayKind::OrphanedAmendment => {
            report.whole("an amendment of a note that is not there", None);
        }
        _ => {}
    }
}
