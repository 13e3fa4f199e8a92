//! VT010: a list of recipients that nothing is sealed to.

use crate::domain::recipient_list::Unsettled;
use crate::rules::rule::{Report, rule};

rule!("VT010", "unsettled-recipients", Error, "unsettled_recipients.md", Recipients(check));

fn check(subject: &Unsettled, report: &mut Report<'_>) {
    let accept =
        "Nothing is sealed until you agree: `casenotes vault keys accept` shows the list and asks.";
    let (message, help) = match subject {
        Unsettled::Never => ("this list was never agreed to on this machine".to_owned(), accept),
        Unsettled::Changed { what, stops: true } => {
            (format!("this is not the list that was agreed to on this machine: {what}"), accept)
        }
        Unsettled::Changed { what, stops: false } => (
            format!("this is not the list that was agreed to on this machine: {what}"),
            "The keys are the same; `casenotes vault keys accept` shows the list and asks.",
        ),
        Unsettled::NotUnderstood(line) => (
            format!("line {line} is not a recipient that casenotes can seal to"),
            "Nothing is sealed until it is mended: notes must not be sealed to fewer than the list says.",
        ),
    };
    report.whole(message, Some(help.to_owned()));
}
