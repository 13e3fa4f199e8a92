//! CM007: a commit that changes or removes a line of the list of those who may sign.

use crate::domain::position::Position;
use crate::output::on_one_line;
use crate::record::signature::allowed_signers::{AllowedSigner, Difference};
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM007", "changed-signer", Error, "changed_signer.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    match subject.deed {
        Some(Deed::Signers(Difference::Gone(entry))) => {
            report.whole(
                format!("{} may sign no more: the line is gone or has another key", who(entry)),
                None,
            );
        }
        Some(Deed::Signers(Difference::Changed(entry))) => {
            let place = Position { line: entry.line, column: 1 };
            let message = format!("it says otherwise when or for what {} may sign", who(entry));
            report.push(Some(place), message, None);
        }
        _ => {}
    }
}

/// Returns a person and a key as a message names them.
pub(super) fn who(entry: &AllowedSigner) -> String {
    format!("{} with {}", on_one_line(&entry.principals), entry.key.fingerprint())
}
