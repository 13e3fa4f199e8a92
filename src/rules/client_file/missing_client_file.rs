//! CL005: a client folder without a client file.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::MissingFile;

pub(super) const RULE: Rule = Rule {
    code: "CL005",
    name: "missing-client-file",
    level: Level::Error,
    explanation: "\
## What it finds
A folder in `clients/` without `client.toml`.
## Why it matters
Nobody can tell whose record it is, and it cannot be exported.
## How to mend it
Add a file `client.toml` with a line `name = \"...\"`, or restore it from git.
",
    bad: Example::nothing("clients/c-7f3k/client.toml"),
    good: Example::client("name = \"Ana Example\"\n"),
    check: Check::MissingFile(check),
};

fn check(subject: &MissingFile, report: &mut Report<'_>) {
    if *subject == MissingFile::ClientFile {
        report.whole("the client has no client file", None);
    }
}
