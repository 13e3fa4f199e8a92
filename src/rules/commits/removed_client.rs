//! CM006: a commit that removes a client file.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CM006",
    name: "removed-client",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged` and `--changed`: a file `client.toml` that was there in the earlier version and is removed, alone or with the whole folder.
## Why it matters
A record is kept for as long as law, licence and payers ask, and whose it is stands in this file.
## How to mend it
Bring it back with `git restore --staged --worktree --source=HEAD` and its path; a record that has ended is closed with `casenotes client close`. One that `casenotes retention` calls `passed` and that may be destroyed goes with `git commit --no-verify`, after somebody else has looked (docs/RETENTION.md).
",
    bad: Example::nothing("clients/c-7f3k/client.toml"),
    good: Example::client("name = \"Ben Sample\"\nbirth_date = 1978-11-02\n"),
    check: Check::Staged(check),
};

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
