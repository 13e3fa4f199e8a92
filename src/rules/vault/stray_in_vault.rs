//! VT006: something in the vault that does not belong there.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT006", "stray-in-vault", Error, "stray_in_vault.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::Stray => report.whole("this does not belong in the vault", None),
        Outside::Temporary => {
            report.whole("a file that was never finished; it is safe to remove", None)
        }
        _ => {}
    }
}
