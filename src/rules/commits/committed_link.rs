//! CM010: a link, or another repository, in place of a file.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::{Example, GOOD_NOTE, Material};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CM010",
    name: "committed-link",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged`: a symbolic link in the chart, or a repository in it, such as a submodule.
## Why it matters
casenotes follows no link, so what it leads to is no part of the record; on another machine it leads elsewhere. Of another repository, git commits a name and none of its files.
## How to mend it
`git restore --staged` it, and put the file itself there.
",
    bad: Example { material: Material::Link, ..Example::note("/etc/hostname") },
    good: Example::note(GOOD_NOTE),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    match subject.deed {
        Some(Deed::Link) => report.whole("a symbolic link is about to be committed", None),
        Some(Deed::Repository) => {
            report.whole("another repository is about to be committed in place of files", None);
        }
        _ => {}
    }
}
