//! VT009: a vault in a git repository that has a remote.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT009", "vault-remote", Warning, "vault_remote.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Remote) {
        report.whole("the repository that holds the vault has a remote", None);
    }
}
