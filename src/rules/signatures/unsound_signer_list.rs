//! SG019: a line of the list of signers that cannot be read.

use crate::domain::position::Position;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNERS_PATH, SIGNERS_TEXT, SignerListSubject};

pub(super) const RULE: Rule = Rule {
    code: "SG019",
    name: "unsound-signer-list",
    level: Level::Error,
    explanation: "\
## What it finds
A line of the chart's `allowed_signers` that is not `\"NAME\" OPTIONS ssh-ed25519 KEY`, with the options `namespaces`, `valid-after` and `valid-before`.
## Why it matters
A line that cannot be read allows nobody, so the notes of that person count as not signed.
## How to mend it
Correct the line (ssh-keygen(1) tells the format), or remove it and run `casenotes signer add`.
",
    bad: Example::file(SIGNERS_PATH, "\"Dana Okafor\" valid-before=\"2026-12-31\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n"),
    good: Example::file(SIGNERS_PATH, SIGNERS_TEXT),
    check: Check::SignerList(check),
};

fn check(subject: &SignerListSubject<'_>, report: &mut Report<'_>) {
    for problem in subject.problems {
        let place = Position { line: problem.line, column: 1 };
        report.push(
            Some(place),
            format!("nobody may sign by this line: {}", problem.message),
            None,
        );
    }
}
