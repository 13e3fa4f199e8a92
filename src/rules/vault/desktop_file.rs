//! VT012: what a desktop or a synchronising program keeps in the vault.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT012", "desktop-file", Info, "desktop_file.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Desktop) {
        report.whole("this is the desktop's own or a synchronising program's", None);
    }
}
