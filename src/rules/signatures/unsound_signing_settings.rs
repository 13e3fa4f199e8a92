//! SG020: settings about signatures that cannot be read.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSettingsSubject;

rule!(
    "SG020",
    "unsound-signing-settings",
    Error,
    "unsound_signing_settings.md",
    SigningSettings(check)
);

fn check(subject: &SigningSettingsSubject<'_>, report: &mut Report<'_>) {
    for problem in subject.problems {
        report.problem(problem);
    }
}
