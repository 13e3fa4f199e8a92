//! VT004: a sealed note whose header is damaged.

use crate::domain::sealed_file::{NotSealed, Outside};
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT004", "damaged-seal", Error, "damaged_seal.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::Sealed(Err(NotSealed::NoHeader)) => {}
        Outside::Sealed(Err(error)) => report.whole(error.to_string(), None),
        _ => {}
    }
}
