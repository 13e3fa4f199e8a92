//! CM005: a commit that changes or removes what was filed for good.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CM005",
    name: "changed-filed-entry",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged` and `--changed`: an entry of the log of disclosures, an authorization, or a file of `moved/` that was there in the earlier version and is changed or removed. To an authorization may be added that it was revoked, that its day or event has come, or when a copy was given; and what could not be read as an entry or was no valid authorization may be corrected.
## Why it matters
A client may ask for an accounting of the last six years (45 CFR 164.528), and authorizations are kept as long (164.530(j)(2)). A log from which something may vanish proves nothing.
## How to mend it
Bring it back with `git restore --staged --worktree --source=HEAD` and its path. What an entry got wrong is said in one more entry; an authorization that ends is ended with `casenotes authorization revoke`. A record that may be destroyed by law goes with `git commit --no-verify`, after somebody else has looked (docs/RETENTION.md).
",
    bad: Example::file("clients/c-7f3k/disclosures/2026-11-24-0930.toml", "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Somebody Else\"\npurpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n"),
    good: Example::file("clients/c-7f3k/disclosures/2026-11-24-0930.toml", "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\npurpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n"),
    check: Check::Staged(check),
};

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
