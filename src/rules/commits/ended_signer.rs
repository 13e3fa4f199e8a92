//! CM012: a commit after which somebody signs no more.

use crate::domain::position::Position;
use crate::record::signature::allowed_signers::Difference;
use crate::rules::commits::changed_signer::who;
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::rule::{Report, rule};

rule!("CM012", "ended-signer", Warning, "ended_signer.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    if let Some(Deed::Signers(Difference::Ended(entry))) = subject.deed {
        let place = Position { line: entry.line, column: 1 };
        let until = entry.before.map(|until| until.moment().format(" after %Y-%m-%d %H:%M UTC"));
        let until = until.map(|until| until.to_string()).unwrap_or_default();
        report.push(Some(place), format!("{} may sign no more{until}", who(entry)), None);
    }
}
