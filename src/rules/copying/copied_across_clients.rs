//! CF003: a note that is nearly that of another client.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::Matter;

rule!("CF003", "copied-across-clients", Warning, "copied_across_clients.md", Matter(check));

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::AlikeAcross { other, similarity } = matter {
        let message = format!("the note is alike by {similarity:.2} to one of another client");
        report.whole(message, Some(format!("Compare it with `{other}`.")));
    }
}
