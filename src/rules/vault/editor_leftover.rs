//! VT002: an editor's swap or backup file in the vault.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT002", "editor-leftover", Error, "editor_leftover.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Swap) {
        report.whole("an editor left this file; it may hold a note in the clear", None);
    }
}
