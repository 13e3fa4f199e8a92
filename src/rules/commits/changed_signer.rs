//! CM007: a commit that changes or removes a line of the list of those who may sign.

use crate::domain::position::Position;
use crate::record::signature::allowed_signers::{AllowedSigner, Difference};
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNERS_PATH, SIGNERS_TEXT};

pub(super) const RULE: Rule = Rule {
    code: "CM007",
    name: "changed-signer",
    level: Level::Error,
    explanation: "\
## What it finds
With `--staged` and `--changed`: a line of `allowed_signers` that is gone, has another key, or says otherwise from when, until when or for what the key may sign. That a last day is added to a line without one is no finding.
## Why it matters
Whoever may change the list may sign in another's name, and can make what was signed count for nothing.
## How to mend it
Bring the line back with `git restore --staged --worktree --source=HEAD allowed_signers`. A person who leaves, or a key that was lost, is ended with `casenotes signer end`; a new key is one more line, `casenotes signer add`.
",
    bad: Example::file(SIGNERS_PATH, "\"Dana Okafor\" namespaces=\"progress-note@casenotes\",valid-after=\"20261101\",valid-before=\"20261231\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n"),
    good: Example::file(SIGNERS_PATH, SIGNERS_TEXT),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    match subject.deed {
        Some(Deed::Signers(Difference::Gone(entry))) => {
            report.whole(
                format!("{} may sign no more: the line is gone or has another key", who(entry)),
                None,
            );
        }
        Some(Deed::Signers(Difference::Changed(entry))) => {
            let place = Position { line: entry.line, column: 1 };
            let message = format!("it says otherwise when or for what {} may sign", who(entry));
            report.push(Some(place), message, None);
        }
        _ => {}
    }
}

/// Returns a person and a key as a message names them.
pub(super) fn who(entry: &AllowedSigner) -> String {
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let name: String = entry.principals.chars().map(visible).collect();
    format!("{name} with {}", entry.key.fingerprint())
}
