//! VN003: a sealed file that lies where another belongs.

use crate::rules::rule::{Report, rule};
use crate::rules::sealed::subject::OpenedSubject;

rule!("VN003", "misplaced-sealed-note", Error, "misplaced_sealed_note.md", Opened(check));

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if let OpenedSubject::Ours { belongs_to: Some(place), .. } = subject {
        report.whole(format!("by its own words this is {place}"), None);
    }
}
