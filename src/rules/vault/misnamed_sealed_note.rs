//! VT005: a sealed note whose name does not say which it is.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT005", "misnamed-sealed-note", Error, "misnamed_sealed_note.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::MisnamedNote => report.whole(
            "the name is not that of a sealed note, such as `2026-11-24-1400.md.age`",
            Some("`casenotes vault drafts` lists it and can take it in under its right name.".into()),
        ),
        Outside::SealedElsewhere => report.whole(
            "a sealed file where no command looks: it is not listed, and `vault rekey` does not seal it again",
            Some("Move it to the folder of its client, or out of the vault.".into()),
        ),
        _ => {}
    }
}
