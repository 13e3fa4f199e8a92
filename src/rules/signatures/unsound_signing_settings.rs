//! SG020: settings about signatures that cannot be read.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::SigningSettingsSubject;

pub(super) const RULE: Rule = Rule {
    code: "SG020",
    name: "unsound-signing-settings",
    level: Level::Error,
    explanation: "\
## What it finds
A key of the table `[signing]` in the chart's `casenotes.toml` that is not known or has a wrong value. The keys are `late_after_days`, a whole number, and `cosign_required`, an array of names.
## Why it matters
What the practice asks of signatures is not asked, and nobody notices.
## How to mend it
Correct the key as the message says.
",
    bad: Example::file("casenotes.toml", "format = 1\n\n[signing]\nlate_after = 3\n"),
    good: Example::file("casenotes.toml", "format = 1\n\n[signing]\nlate_after_days = 3\n"),
    check: Check::SigningSettings(check),
};

fn check(subject: &SigningSettingsSubject<'_>, report: &mut Report<'_>) {
    for problem in subject.problems {
        report.problem(problem);
    }
}
