//! CM008: a commit that lets somebody sign.

use crate::domain::position::Position;
use crate::record::signature::allowed_signers::Difference;
use crate::rules::commits::changed_signer::who;
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM008", "new-signer", Warning, "new_signer.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Signers(Difference::New(entry))) = subject.deed {
        let place = Position { line: entry.line, column: 1 };
        report.push(Some(place), format!("a new signer: {}", who(entry)), None);
    }
}
