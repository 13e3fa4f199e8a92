//! VT011: a copy that a synchronising program made in the vault.

use crate::domain::sealed_file::Outside;
use crate::rules::rule::{Report, rule};
use crate::rules::vault::subject::VaultSubject;

rule!("VT011", "conflict-copy", Error, "conflict_copy.md", Vault(check));

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    match subject.item {
        Outside::ConflictCopy => report.whole(
            "a copy of a sealed file under a name of another program; what stands in it may stand nowhere else",
            Some("`casenotes vault drafts` lists it and can take it in beside the note.".into()),
        ),
        Outside::CopyOfList => report.whole(
            "a copy of this file that another program made; what one of your devices changed may stand in it alone",
            Some("Compare the two, then remove the copy.".into()),
        ),
        _ => {}
    }
}
