//! What `validate --fix` mends: modes, the end of the last line, file names, the headings of the
//! format. Never a word of a text.

use crate::disk::DiskError;
use crate::disk::tree::Tree;
use crate::disk::write::Replaced;
use crate::failure::Failure;
use crate::note::headings::in_form;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::record::chart::{Chart, Renamed};
use crate::rules::finding::Finding;

/// The rule whose findings are mended by another name.
pub const MISNAMED: &str = "misnamed-note";

/// Mends what a finding is about, if that is mechanical and safe; tells whether it did.
///
/// A signed note is left alone: its signature is over every byte and its name.
///
/// # Errors
/// Fails when the disk refuses; the file is whole then.
pub fn fix(
    finding: &Finding,
    chart: &Chart,
    templates: &Templates,
    vault: Option<&Tree>,
) -> Result<bool, Failure> {
    match finding.name {
        "open-chart" => close(finding, chart.tree()).map_err(Failure::from),
        "open-mode" => match vault {
            Some(vault) => close(finding, vault).map_err(Failure::from),
            None => Ok(false),
        },
        "missing-final-newline" => end_line(finding, chart).map_err(Failure::from),
        "heading-in-another-form" => {
            write_headings(finding, chart, templates).map_err(Failure::from)
        }
        MISNAMED => rename(finding, chart),
        _ => Ok(false),
    }
}

/// Takes what is too much from the mode of a file or folder.
fn close(finding: &Finding, tree: &Tree) -> Result<bool, DiskError> {
    match tree.make_private(&finding.path) {
        // It went meanwhile.
        Err(error) if error.reason() == std::io::ErrorKind::NotFound => Ok(false),
        made => made.map(|()| true),
    }
}

fn end_line(finding: &Finding, chart: &Chart) -> Result<bool, DiskError> {
    let bytes = chart.tree().read(&finding.path)?;
    if is_signed(finding, &bytes, chart)? || bytes.ends_with(b"\n") {
        return Ok(false);
    }
    let mended = [bytes.as_slice(), b"\n"].concat();
    Ok(chart.tree().replace_if(&finding.path, &bytes, &mended)? == Replaced::Yes)
}

/// Writes the sections under the headings of the format.
fn write_headings(
    finding: &Finding,
    chart: &Chart,
    templates: &Templates,
) -> Result<bool, DiskError> {
    let bytes = chart.tree().read(&finding.path)?;
    let note = ProgressNote::parse(&bytes);
    let format = note.front.format.as_ref().and_then(|format| templates.get(format.as_str()));
    let (Ok(text), Some(format)) = (std::str::from_utf8(&bytes), format) else { return Ok(false) };
    if note.is_broken() || is_signed(finding, &bytes, chart)? {
        return Ok(false);
    }
    let Some(body) = in_form(note.body(), format) else { return Ok(false) };
    let mended = format!("{}{body}", &text[..note.body_range.start]);
    Ok(chart.tree().replace_if(&finding.path, &bytes, mended.as_bytes())? == Replaced::Yes)
}

fn rename(finding: &Finding, chart: &Chart) -> Result<bool, Failure> {
    let bytes = chart.tree().read(&finding.path)?;
    let note = ProgressNote::parse(&bytes);
    let (Some(client), Some(format), Some(start)) =
        (&note.front.client, &note.front.format, note.front.start)
    else {
        return Ok(false);
    };
    // A note in the folder of another client is for a person to look at.
    let lies_right = finding.path.parent() == Some(chart.notes_folder(client).as_path());
    if note.is_broken() || !lies_right || is_signed(finding, &bytes, chart)? {
        return Ok(false);
    }
    let (from, before, after) = (&finding.path, &bytes, &bytes);
    Ok(chart.refile(&Renamed { from, before, client, start, format, after })?.is_some())
}

fn is_signed(finding: &Finding, bytes: &[u8], chart: &Chart) -> Result<bool, DiskError> {
    let front = ProgressNote::parse(bytes).front;
    let is_marked = front.signed_by.is_some() || front.signed_at.is_some();
    Ok(is_marked || chart.has_companion(&finding.path)?)
}
