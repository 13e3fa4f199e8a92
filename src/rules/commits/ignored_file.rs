//! CM009: a file of the record that git is told to ignore.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::{Companion, Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CM009",
    name: "ignored-file",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged` and `--changed`: a file of the record that is in no commit, and that git leaves out of the next one as well, because a pattern of `.gitignore`, of `.git/info/exclude` or of your own `core.excludesFile` says so.
## Why it matters
It is on this machine alone. A clone lacks it, and a note without its signature counts as not signed there.
## How to mend it
`git check-ignore --verbose` and its path shows the pattern; take that out, or put a `/` before it if it means something at the root of the chart alone. Or add the file with `git add --force`; `--commit` does that by itself.
",
    bad: Example::note(GOOD_NOTE)
        .beside(&[Companion::File { path: ".gitignore", text: "notes\n" }]),
    good: Example::note(GOOD_NOTE),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Ignored) = subject.deed {
        report.whole("git is told to ignore it, so that it is in no commit", None);
    }
}
