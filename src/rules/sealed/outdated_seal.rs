//! VN004: a sealed file that is not sealed to today's recipients.

use crate::rules::rule::{Report, rule};
use crate::rules::sealed::subject::OpenedSubject;

rule!("VN004", "outdated-seal", Warning, "outdated_seal.md", Opened(check));

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if matches!(subject, OpenedSubject::Ours { is_current: false, .. }) {
        let help = Some("Run `casenotes vault rekey`.".to_owned());
        report.whole("this is not sealed to today's recipients", help);
    }
}
