//! What a merge, a rebase or a pull has brought.

use crate::domain::clock::Clock;
use crate::failure::Failure;
use crate::guard::staged::{Checked, changed_since};
use crate::note::progress_note::ProgressNote;
use crate::record::chart::Chart;
use crate::rules::finding::{Finding, Level};
use crate::rules::settings::practice_of;
use crate::rules::signatures::verdicts;

/// Returns what is wrong since a version with what was signed or logged.
///
/// # Errors
/// Fails when git does or a file cannot be read.
pub fn what_came(chart: &Chart, clock: &dyn Clock, version: &str) -> Result<Vec<Finding>, Failure> {
    let (practice, _) = practice_of(chart, clock)?;
    let mut checked = Checked::default();
    let paths = changed_since(chart, &practice, version, &mut checked)?;
    let trust = chart.trust()?;
    let mut found = Vec::new();
    for path in paths {
        let reference = path.display().to_string().parse();
        let Ok(reference) = reference;
        // A client file, or a note whose name is not one.
        let Ok(id) = chart.find(&reference) else { continue };
        let note_files = chart.note_files(&id)?;
        let note = ProgressNote::parse(&note_files.note);
        let judged = note_files.judge(&note.front, &trust);
        let mut at = || path.clone();
        verdicts::check(&note_files, &judged, &note, &trust, &mut at, &mut found);
    }
    let mut found = practice.policy.apply(found);
    found.retain(|finding| finding.level == Level::Error);
    found.extend(checked.lost);
    Ok(found)
}
