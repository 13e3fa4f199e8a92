//! What is told of a record: its manifest, its preview, and what stays.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::{Value, json};

use crate::commands::chart::export::beside::{Decided as DecidedBeside, Leaves, Paper};
use crate::commands::chart::export::choice::{Decided, Reading};
use crate::commands::chart::export::leaving_documents::DecidedDocuments;
use crate::commands::chart::export::questionnaires::DecidedQuestionnaires;
use crate::commands::chart::export::terms::Release;
use crate::commands::leaving::Target;
use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
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
    /// What was decided of the documents.
    pub documents: &'a DecidedDocuments<'a>,
    /// What was decided of the questionnaires.
    pub questionnaires: &'a DecidedQuestionnaires<'a>,
    /// Whether the clinician reads it: the recipient is not told of sessions that they may not know of.
    pub to_the_clinician: bool,
}

impl Told<'_> {
    /// Tells whether nothing leaves.
    pub fn is_empty(&self) -> bool {
        self.decided.leave.is_empty()
            && self.documents.papers.count() == 0
            && self.questionnaires.papers.count() == 0
    }

    /// Returns how many of those that leave are restricted as paid for out of pocket.
    pub fn released(&self) -> usize {
        self.decided.released + self.documents.papers.released + self.questionnaires.papers.released
    }

    /// Says how many notes, and how many documents and questionnaires if there are any: `3 notes, 1 document and
    /// 2 questionnaires`.
    pub fn counts(&self, notes: usize, documents: usize, questionnaires: usize) -> String {
        let notes = counted(notes, "note");
        match (documents > 0 && questionnaires > 0, documents + questionnaires) {
            (_, 0) => notes,
            (true, _) => format!("{notes}, {}", self.beside(documents, questionnaires)),
            (false, _) => format!("{notes} and {}", self.beside(documents, questionnaires)),
        }
    }

    /// Says how many documents and questionnaires there are, and nothing where there are none.
    pub fn beside(&self, documents: usize, questionnaires: usize) -> String {
        let told = [(documents, "document"), (questionnaires, "questionnaire")];
        let told = told.into_iter().filter(|(count, _)| *count > 0);
        told.map(|(count, noun)| counted(count, noun)).collect::<Vec<_>>().join(" and ")
    }
}

/// Returns what is said of those of one kind that stay, as far as its reader may know of them.
fn excluded_beside<P: Paper, L: Leaves>(
    decided: &DecidedBeside<'_, P, L>,
    is_told: impl Fn(&Reason) -> bool,
) -> Vec<Value> {
    let told = decided.stay.iter().filter(|(_, reason)| is_told(reason));
    told.map(|(id, reason)| excluded(id, reason)).collect()
}

fn excluded(id: &dyn Display, reason: &Reason) -> Value {
    json!({ "id": id.to_string(), "reason": reason.as_str(), "why": reason.words() })
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
    let is_told = |reason: &Reason| told.to_the_clinician || reason.may_be_told();
    let notes = told.decided.stay.iter().filter(|(_, reason)| is_told(reason));
    let notes = notes.map(|(id, reason)| excluded(id, reason));
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
        "excluded": notes.collect::<Vec<_>>(),
        "documents": told.documents.told().collect::<Vec<_>>(),
        "excluded_documents": excluded_beside(&told.documents.papers, is_told),
        "questionnaires": told.questionnaires.told().collect::<Vec<_>>(),
        "excluded_questionnaires": excluded_beside(&told.questionnaires.papers, is_told),
    });
    // The recipient is not told that a session was paid for out of pocket.
    let released = told.released();
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
    target: &Target,
    is_sealed: bool,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let rows = |key: &str| manifest[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let nothing_leaves =
        ["included", "documents", "questionnaires"].iter().all(|key| rows(key).is_empty());
    let outcome = if nothing_leaves { Outcome::Negative } else { Outcome::Done };
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
        shown.push_str(&format!("{heading}: {}\n", counted(rows(key).len(), "note")));
        for row in rows(key) {
            let (id, detail) = (row["id"].as_str(), row[detail].as_str());
            let line = format!("  {}: {}", id.unwrap_or_default(), detail.unwrap_or_default());
            let amendments = row["amendments"].as_array().into_iter().flatten();
            let statements = row["statements"].as_array().into_iter().flatten();
            let added = amendments.chain(statements).filter_map(Value::as_str);
            let amendments = added.map(|name| format!(", {name}"));
            shown.push_str(&format!("{line}{}\n", amendments.collect::<String>()));
        }
    }
    let answers = &["status", "measure", "extent"][..];
    for (heading, noun, key, details) in [
        ("With it would leave", "document", "documents", &["status", "media_type", "digest"][..]),
        ("Beside it would stay", "document", "excluded_documents", &["why"]),
        ("With it would leave", "questionnaire", "questionnaires", answers),
        ("Beside it would stay", "questionnaire", "excluded_questionnaires", &["why"]),
    ] {
        if rows(key).is_empty() {
            continue;
        }
        shown.push_str(&format!("{heading}: {}\n", counted(rows(key).len(), noun)));
        for row in rows(key) {
            let details: Vec<&str> = details.iter().filter_map(|key| row[*key].as_str()).collect();
            let id = row["id"].as_str().unwrap_or_default();
            shown.push_str(&format!("  {id}: {}\n", details.join(", ")));
        }
    }
    output.record(shown.as_bytes())?;
    output.status("Nothing was written.");
    Ok(outcome)
}

/// Says what stays, and why.
pub fn tell_stays(told: &Told<'_>, output: &mut Output<'_>) {
    let mut by_reason: BTreeMap<(&str, Reason), Vec<&dyn Display>> = BTreeMap::new();
    for (id, reason) in &told.decided.stay {
        by_reason.entry(("note", *reason)).or_default().push(id);
    }
    for (id, reason) in &told.documents.papers.stay {
        by_reason.entry(("document", *reason)).or_default().push(id);
    }
    for (id, reason) in &told.questionnaires.papers.stay {
        by_reason.entry(("questionnaire", *reason)).or_default().push(id);
    }
    for ((noun, reason), ids) in by_reason {
        let first: Vec<String> = ids.iter().take(5).map(ToString::to_string).collect();
        let more = if ids.len() > first.len() { ", ..." } else { "" };
        let (count, first) = (counted(ids.len(), noun), first.join(", "));
        output.status(format_args!("Stays: {count}, {} ({first}{more}).", reason.words()));
    }
}
