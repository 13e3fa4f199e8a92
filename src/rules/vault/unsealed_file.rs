//! VT001: a file in the vault that is not sealed.

use crate::domain::sealed_file::{NotSealed, Outside};
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT001", "unsealed-file", Error, "unsealed_file.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Sealed(Err(NotSealed::NoHeader))) {
        report.whole("the file is not sealed", None);
    }
}
