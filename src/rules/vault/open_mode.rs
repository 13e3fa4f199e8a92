//! VT003: a file or folder of the vault that others may use.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT003", "open-mode", Error, "open_mode.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    let wanted = match subject.item {
        Outside::Folder => 0o700,
        Outside::Sealed(_) | Outside::Known => 0o600,
        _ => return,
    };
    if subject.mode & !wanted & 0o777 != 0 {
        let message = format!("others may use this (mode {:04o})", subject.mode);
        report.whole(message, Some(format!("Run `chmod {wanted:o}` on it.")));
    }
}
