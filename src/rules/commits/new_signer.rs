//! CM008: a commit that lets somebody sign.

use crate::domain::position::Position;
use crate::record::signature::allowed_signers::Difference;
use crate::rules::commits::changed_signer::who;
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNERS_PATH, SIGNERS_TEXT};

pub(super) const RULE: Rule = Rule {
    code: "CM008",
    name: "new-signer",
    level: Level::Warning,
    explanation: "\
## What it finds
With `--staged` and `--changed`: a line of `allowed_signers` that was not there before, with the name and the fingerprint of the key.
## Why it matters
Whoever may write to the chart may write to the list. A key that nobody has looked at signs in the name that stands beside it.
## How to mend it
If you know the person and have compared the fingerprint with theirs (`ssh-keygen -lf KEY.pub`), there is nothing to mend. Else take the line out before it is committed.
",
    bad: Example::file(SIGNERS_PATH, concat!(
        "\"Dana Okafor\" namespaces=\"progress-note@casenotes\",valid-after=\"20261101\",valid-before=\"20261231\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n",
        "\"Eli Sample\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK\n",
        "\"Sam Trainee\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK\n"
    )),
    good: Example::file(SIGNERS_PATH, SIGNERS_TEXT),
    check: Check::Staged(check),
};

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Signers(Difference::New(entry))) = subject.deed {
        let place = Position { line: entry.line, column: 1 };
        report.push(Some(place), format!("a new signer: {}", who(entry)), None);
    }
}
