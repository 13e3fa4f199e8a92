//! CM004: a half done merge that is about to be committed, in a file that is no note.

use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CM004",
    name: "committed-conflict",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged`: a line that git writes where two versions disagree, `<<<<<<< ` or `>>>>>>> `, in a file that is no note; in a note it is TX002. And a file of which git holds two versions and none was chosen with `git add`.
## Why it matters
Both versions stand in the file, one of them wrong.
## How to mend it
Choose, remove the marker lines, and `git add` the file again.
",
    bad: Example::file(
        "clients/c-7f3k/disclosures/2026-11-24.toml",
        "<<<<<<< HEAD\nto = \"a\"\n=======\nto = \"b\"\n>>>>>>> other\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Unmerged) = subject.deed {
        report.whole("git holds two versions of it, and none was chosen", None);
        return;
    }
    if subject.is_note {
        return;
    }
    let markers: &[&[u8]] = &[b"<<<<<<< ", b">>>>>>> "];
    let lines = subject.bytes.split(|byte| *byte == b'\n');
    if lines.into_iter().any(|line| markers.iter().any(|marker| line.starts_with(marker))) {
        report.whole("a merge conflict is not resolved", None);
    }
}
