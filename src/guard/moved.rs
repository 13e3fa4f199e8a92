//! What came late to a place from which its note had been moved: the finding says where the note is.

use std::path::Path;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::record::chart::Chart;
use crate::rules::finding::Finding;

/// Says in the finding of a file that lies without its note where the note went, if a trail says so. A
/// trail that cannot be read says nothing, and its file is a finding of its own.
pub fn say_where(chart: &Chart, client: &ClientId, path: &Path, finding: &mut Finding) {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Ok(stem) = name.split('.').next().unwrap_or_default().parse::<NoteStem>() else { return };
    if let Ok(Some(moved)) = chart.moved_to(client, stem.as_str()) {
        finding.help = Some(format!(
            "The note is `{to}` now: run `casenotes move {from} --to {client} --reason \"came late\"`, which takes this there.",
            to = moved.to,
            from = moved.from,
            client = moved.to.client,
        ));
    }
}
