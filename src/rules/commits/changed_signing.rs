//! CM011: a commit that changes what the practice asks of signatures.

use crate::output::on_one_line;
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM011", "changed-signing-settings", Warning, "changed_signing.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Signing(key)) = subject.deed {
        let key = on_one_line(key);
        let message = format!("`{key}` under `[signing]` is not what it was before");
        report.whole(message, None);
    }
}
