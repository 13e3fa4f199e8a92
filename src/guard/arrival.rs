//! What a merge, a rebase or a pull has brought.

use std::collections::BTreeSet;

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::Failure;
use crate::guard::staged::{Checked, changed_since};
use crate::guard::version::clients;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
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

/// Returns the clients of whom each was merged into the other by two people at once, as sentences that say
/// how they become one; `version` is what was here before something came.
///
/// # Errors
/// Fails when git does or a file cannot be read.
pub fn crossed_merges(chart: &Chart, version: &str) -> Result<Vec<String>, Failure> {
    let changes = Git::of(chart)?.changes_between(version, "HEAD")?;
    let mut pairs: BTreeSet<(ClientId, ClientId)> = BTreeSet::new();
    for client in clients(&changes) {
        for other in chart.crossed_with(&client)? {
            pairs.insert(if client < other {
                (client.clone(), other)
            } else {
                (other, client.clone())
            });
        }
    }
    let mut sentences = Vec::new();
    for (one, other) in pairs {
        let [of_one, of_other] = [chart.stems(&one)?.len(), chart.stems(&other)?.len()];
        // Everybody comes to the same.
        let (from, into) = if of_other > of_one { (&one, &other) } else { (&other, &one) };
        sentences.push(format!(
            "`{one}` and `{other}` were each merged into the other, so the record is in two and both are closed: `casenotes client merge {from} --into {into} --reason WHY` and `casenotes client reopen {into}` make it one again"
        ));
    }
    Ok(sentences)
}
