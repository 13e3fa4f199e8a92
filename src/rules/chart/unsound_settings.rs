//! CT006: a setting of the practice that is not understood.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::SettingsSubject;

pub(super) const RULE: Rule = Rule {
    code: "CT006",
    name: "unsound-settings",
    level: Level::Error,
    explanation: "\
## What it finds
A key of `casenotes.toml` that is not known, a rule that does not exist, a level or a number that is not one.
## Why it matters
A setting that is not understood does not hold, and nobody notices.
## How to mend it
Correct the line that the message names; docs/CONFIGURATION.md has all settings.
",
    bad: Example::file("casenotes.toml", "format = 1\n[rules]\nbiling = \"off\"\n"),
    good: Example::file("casenotes.toml", "format = 1\n[rules]\nbilling = \"off\"\n"),
    check: Check::Settings(check),
};

fn check(subject: &SettingsSubject<'_>, report: &mut Report<'_>) {
    subject.problems.iter().for_each(|problem| report.problem(problem));
}
