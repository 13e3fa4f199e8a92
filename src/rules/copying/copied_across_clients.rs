//! CF003: a note that is nearly that of another client.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::RecordFact;

rule!("CF003", "copied-across-clients", Warning, "copied_across_clients.md", RecordFact(check));

fn check(matter: &RecordFact, report: &mut Report<'_>) {
    if let RecordFact::AlikeAcross { other, similarity } = matter {
        let message = format!("the note is alike by {similarity:.2} to one of another client");
        report.whole(message, Some(format!("Compare it with `{other}`.")));
    }
}
