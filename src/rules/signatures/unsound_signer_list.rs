//! SG019: a line of the list of signers that cannot be read.

use crate::domain::position::Position;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SignerListSubject;

rule!("SG019", "unsound-signer-list", Error, "unsound_signer_list.md", SignerList(check));

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
