//! VT010: a list of recipients that nothing is sealed to.

use crate::domain::recipient_list::Unsettled;
use crate::rules::example::{Example, SEALED};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "VT010",
    name: "unsettled-recipients",
    level: Level::Error,
    explanation: "\
## What it finds
A vault whose `recipients.txt` is not the list that you last agreed to on this machine, or was never agreed to here, or has a line that is no recipient.
## Why it matters
Whoever can write to the vault, or to the service that copies it between your devices, can add a key of his own. Were the list taken on trust, every note from then on, and with `vault rekey` every note there is, would be sealed to a stranger. So nothing is sealed until you have agreed.
## How to mend it
Run `casenotes vault keys accept`: it shows what was added and removed since you agreed, and asks. If another device of yours added its key, agree; if nobody did, restore the list from a backup and find out who can write there. Do not run `vault rekey` before.
",
    bad: Example::vault(
        "recipients.txt",
        "# laptop\nage1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n",
        0o600,
    ),
    good: Example::vault("clients/c-7f3k/2026-11-24-1400.md.age", SEALED, 0o600),
    check: Check::Recipients(check),
};

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
