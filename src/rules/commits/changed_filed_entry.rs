//! CM005: a commit that changes or removes what was filed for good.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM005", "changed-filed-entry", Error, "changed_filed_entry.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    match subject.deed {
        Some(Deed::ChangesFiled(filed)) => {
            report.whole(format!("{} is changed, which is only added to", filed.noun()), None);
        }
        Some(Deed::RemovesFiled(filed)) => report.whole(
            format!("{} is removed", filed.noun()),
            Some(
                "Bring it back; a record whose time has passed goes as docs/RETENTION.md says."
                    .into(),
            ),
        ),
        _ => {}
    }
}
