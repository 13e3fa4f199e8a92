//! CT006: a setting of the practice that is not understood.

use crate::rules::chart::subject::SettingsSubject;
use crate::rules::rule::{Report, rule};

rule!("CT006", "unsound-settings", Error, "unsound_settings.md", Settings(check));

fn check(subject: &SettingsSubject<'_>, report: &mut Report<'_>) {
    subject.problems.iter().for_each(|problem| report.problem(problem));
}
