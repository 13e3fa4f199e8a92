//! VT009: a vault in a git repository that has a remote.

use crate::domain::sealed_file::Outside;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::VaultSubject;

pub(super) const RULE: Rule = Rule {
    code: "VT009",
    name: "vault-remote",
    level: Level::Warning,
    explanation: "\
## What it finds
A git repository that holds the vault and has a remote.
## Why it matters
A push would send every sealed note to another machine. The text stays sealed, but who was seen when stands in the names of the files, a key that is removed from the list still opens what was pushed, and what was pushed cannot be called back.
## How to mend it
Remove the remote with `git remote remove NAME`, and back the vault up with a program for backups.
",
    bad: Example::vault(
        ".git/config",
        "[remote \"origin\"]\n\turl = https://git.example.org/vault.git\n",
        0o600,
    ),
    good: Example::vault(".git/config", "[core]\n\tbare = false\n", 0o600),
    check: Check::Vault(check),
};

fn check(subject: &VaultSubject, report: &mut Report<'_>) {
    if matches!(subject.item, Outside::Remote) {
        report.whole("the repository that holds the vault has a remote", None);
    }
}
