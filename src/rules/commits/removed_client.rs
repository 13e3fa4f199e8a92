//! CM006: a commit that removes a client file.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM006", "removed-client", Error, "removed_client.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::RemovesClient) = subject.deed {
        report.whole(
            "a client is removed",
            Some(
                "Bring it back; a record whose time has passed goes as docs/RETENTION.md says."
                    .into(),
            ),
        );
    }
}
