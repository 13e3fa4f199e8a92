//! What a recipient of a record is told in front of it.

use crate::law::rule::Rule;

/// Stands on what the clinician takes for their own use.
pub const WORKING_COPY: &str = "Working copy for the clinician's own use. It was not released to anybody and has no entry in the log of disclosures; do not pass it on.";

/// Stands on a record from which notes that are not signed were left out.
pub fn drafts_that_stay(count: usize) -> String {
    match count {
        1 => "One note of this record is not signed yet and was left out.".to_owned(),
        count => format!("{count} notes of this record are not signed yet and were left out."),
    }
}

/// Stands on a record from which documents or questionnaires that are not signed were left out; `noun` says
/// which.
pub fn paper_drafts_that_stay(count: usize, noun: &str) -> String {
    match count {
        1 => format!("One {noun} of this record is not signed yet and was left out."),
        count => format!("{count} {noun}s of this record are not signed yet and were left out."),
    }
}

/// Stands on a record with documents or questionnaires that are not signed.
pub fn paper_drafts(noun: &str) -> String {
    format!("This record holds {noun}s that are not signed; each of them is marked as a draft.")
}

/// Stands on a record whose documents or questionnaires do not leave with it.
pub fn papers_that_stay(count: usize, noun: &str) -> String {
    match count {
        1 => format!("One {noun} of this record is not part of what is here."),
        count => format!("{count} {noun}s of this record are not part of what is here."),
    }
}

/// Stands on a record for a claim, with which questionnaires leave.
pub fn scores_alone() -> String {
    format!(
        "Of questionnaires this record has the scores alone, of the days of its sessions: a claim needs no more{}.",
        Rule::Minimum.if_any()
    )
}

/// Stands on a record that holds notes which are not signed.
pub const DRAFTS: &str =
    "This record holds notes that are not signed; each of them is marked as a draft.";
