//! CM003: a secret key that is about to be committed.

use crate::rules::commits::subject::StagedSubject;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "CM003",
    name: "committed-key",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged`: a file that holds a secret key, of age or of OpenSSH, or whose name begins with `identity` or `signing-key` and that is no text of the record (`.md`, `.toml`).
## Why it matters
Whoever has a clone could open your psychotherapy notes, or sign as you (45 CFR 164.312).
## How to mend it
`git restore --staged` the file, and move it out of the chart. A key that was pushed already is lost: make a new one, and end the old one with `casenotes signer end`.
",
    bad: Example::file(
        "clients/c-7f3k/authorizations/key.toml",
        "-----BEGIN OPENSSH PRIVATE KEY-----\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    let by_name = ["identity", "signing-key"].iter().any(|name| subject.name.starts_with(name))
        && ![".pub", ".md", ".toml"].iter().any(|ending| subject.name.ends_with(ending));
    let by_text = ["AGE-SECRET-KEY-", "AGE-PLUGIN-", " PRIVATE KEY-----"];
    if by_name || by_text.iter().any(|text| subject.holds(text)) {
        report.whole("a secret key is about to be committed", None);
    }
}
