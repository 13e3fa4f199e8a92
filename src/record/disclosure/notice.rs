//! What a recipient of a record is told in front of it.

/// Stands on what the clinician takes for their own use.
pub const WORKING_COPY: &str = "Working copy for the clinician's own use. It was not released to anybody and has no entry in the log of disclosures; do not pass it on.";

/// Stands on a record from which notes that are not signed were left out.
pub fn drafts_that_stay(count: usize) -> String {
    match count {
        1 => "One note of this record is not signed yet and was left out.".to_owned(),
        count => format!("{count} notes of this record are not signed yet and were left out."),
    }
}

/// Stands on a record from which documents that are not signed were left out.
pub fn document_drafts_that_stay(count: usize) -> String {
    match count {
        1 => "One document of this record is not signed yet and was left out.".to_owned(),
        count => format!("{count} documents of this record are not signed yet and were left out."),
    }
}

/// Stands on a record with documents that are not signed.
pub const DOCUMENT_DRAFTS: &str =
    "This record holds documents that are not signed; each of them is marked as a draft.";

/// Stands on a record whose documents do not leave with it.
pub fn documents_that_stay(count: usize) -> String {
    match count {
        1 => "One document of this record is not part of what is here.".to_owned(),
        count => format!("{count} documents of this record are not part of what is here."),
    }
}

/// Stands on a record whose questionnaires do not leave with it.
pub fn questionnaires_that_stay(count: usize) -> String {
    match count {
        1 => "One questionnaire of this record is not part of what is here.".to_owned(),
        count => format!("{count} questionnaires of this record are not part of what is here."),
    }
}

/// Stands on a record that holds notes which are not signed.
pub const DRAFTS: &str =
    "This record holds notes that are not signed; each of them is marked as a draft.";
