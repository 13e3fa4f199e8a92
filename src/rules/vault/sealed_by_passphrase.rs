//! VT007: a note that a passphrase opens instead of a key.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT007", "sealed-by-passphrase", Error, "sealed_by_passphrase.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if let Outside::Sealed(Ok(envelope)) = subject.item
        && envelope.by_passphrase
    {
        report.whole("a passphrase opens this note, not a key of the vault", None);
    }
}
