//! What is told of a record: its manifest, its preview, and what stays.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::commands::chart::export::choice::{Decided, Reading};
use crate::commands::chart::export::terms::Release;
use crate::commands::leaving::Target;
use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
use crate::domain::note_id::NoteId;
use crate::export::{Cover, Format};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, counted};
use crate::record::disclosure::decision::Reason;

/// What a manifest tells of.
pub struct Told<'a> {
    /// Whose record.
    pub client: &'a ClientId,
    /// What stands in front of it.
    pub cover: &'a Cover,
    /// On what terms it leaves; none for a working copy.
    pub release: Option<&'a Release>,
    /// In what format.
    pub format: &'static Format,
    /// What was read.
    pub reading: &'a Reading<'a>,
    /// What was decided.
    pub decided: &'a Decided<'a>,
    /// Whether the clinician reads it: the recipient is not told of sessions that they may not know of.
    pub to_the_clinician: bool,
}

/// Says what a record holds, what of it was left out, and why.
pub fn manifest(told: &Told<'_>) -> Value {
    let included = told.decided.leave.iter().map(|at| {
        let (note_files, judged) = (&told.reading.files_of_notes[*at], &told.reading.judged[*at]);
        let amendments: Vec<String> =
            judged.amendments.iter().map(|added| added.file.name.to_string()).collect();
        json!({
            "id": note_files.id.to_string(),
            "digest": sha256(&note_files.note),
            "status": if judged.is_signed() { "signed" } else { "draft" },
            "amendments": amendments,
            "statements": told.reading.statements.names(&note_files.id.stem),
        })
    });
    let stay = told.decided.stay.iter();
    let excluded = stay
        .filter(|(_, reason)| told.to_the_clinician || reason.may_be_told())
        .map(|(id, reason)| {
            json!({ "id": id.to_string(), "reason": reason.as_str(), "why": reason.words() })
        });
    let mut manifest = json!({
        "schema": "casenotes/manifest@1",
        "client": told.client.as_str(),
        "recipient": told.cover.recipient,
        "address": told.cover.address,
        "purpose": told.cover.purpose,
        "basis": told.release.map(|release| &release.basis.code),
        "day": told.cover.day.map(|day| day.to_string()),
        "format": told.format.name,
        "working_copy": told.release.is_none(),
        "notices": told.cover.notices,
        "document": null,
        "included": included.collect::<Vec<_>>(),
        "excluded": excluded.collect::<Vec<_>>(),
    });
    // The recipient is not told that a session was paid for out of pocket.
    let released = told.decided.released;
    if let Some(release) = told.release.filter(|_| told.to_the_clinician && released > 0) {
        manifest["restricted"] =
            json!({ "count": released, "why": release.why_restricted_leave() });
    }
    manifest
}

/// Shows what would leave and what would stay, and nothing of what is in it.
pub fn preview(
    as_json: bool,
    manifest: Value,
    decided: &Decided<'_>,
    target: &Target,
    is_sealed: bool,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let outcome = if decided.leave.is_empty() { Outcome::Negative } else { Outcome::Done };
    if as_json {
        output.json(&manifest)?;
        return Ok(outcome);
    }
    let text = |key: &str| manifest[key].as_str().unwrap_or("not given").to_owned();
    let mut shown = String::new();
    match manifest["working_copy"] == true {
        true => shown.push_str("A working copy; it goes to nobody and is in no log.\n"),
        false => {
            for (name, key) in [
                ("To", "recipient"),
                ("Address", "address"),
                ("Purpose", "purpose"),
                ("Basis", "basis"),
            ] {
                shown.push_str(&format!("{name}: {}\n", text(key)));
            }
        }
    }
    let sealed = if is_sealed { "sealed" } else { "in the clear" };
    shown.push_str(&format!("Form: {}, {sealed}, {}\n", text("format"), target.shown()));
    for (heading, key, detail) in
        [("What would leave", "included", "status"), ("What would stay", "excluded", "why")]
    {
        let rows = manifest[key].as_array().map(Vec::as_slice).unwrap_or_default();
        shown.push_str(&format!("{heading}: {}\n", counted(rows.len(), "note")));
        for row in rows {
            let (id, detail) = (row["id"].as_str(), row[detail].as_str());
            let line = format!("  {}: {}", id.unwrap_or_default(), detail.unwrap_or_default());
            let amendments = row["amendments"].as_array().into_iter().flatten();
            let statements = row["statements"].as_array().into_iter().flatten();
            let added = amendments.chain(statements).filter_map(Value::as_str);
            let amendments = added.map(|name| format!(", {name}"));
            shown.push_str(&format!("{line}{}\n", amendments.collect::<String>()));
        }
    }
    output.record(shown.as_bytes())?;
    output.status("Nothing was written.");
    Ok(outcome)
}

/// Says what stays, and why.
pub fn tell_stays(decided: &Decided<'_>, output: &mut Output<'_>) {
    let mut by_reason: BTreeMap<Reason, Vec<&NoteId>> = BTreeMap::new();
    for (id, reason) in &decided.stay {
        by_reason.entry(*reason).or_default().push(id);
    }
    for (reason, ids) in by_reason {
        let first: Vec<String> = ids.iter().take(5).map(ToString::to_string).collect();
        let more = if ids.len() > first.len() { ", ..." } else { "" };
        let (count, first) = (counted(ids.len(), "note"), first.join(", "));
        output.status(format_args!("Stays: {count}, {} ({first}{more}).", reason.words()));
    }
}
