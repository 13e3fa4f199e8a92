//! What each name in a client's folder means.

use crate::disk::editor_files::is_trace;
use crate::disk::folder::{EntryKind, FolderEntry};
use crate::disk::write::TEMPORARY;
use crate::domain::amendment::AmendmentName;
use crate::domain::document::DocumentName;
use crate::domain::note_id::NoteStem;
use crate::domain::questionnaire::QuestionnaireName;
use crate::record::chart::letterhead::LOGOS;

/// The file in a client's folder that says who the client is.
pub const CLIENT_FILE: &str = "client.toml";

/// What the name of a note's detached signature adds.
pub const SIGNATURE: &str = ".sig";

/// How the name of a folder begins in which an editor works on a note.
pub const WORKBENCH: &str = ".edit-";

/// What a thing in a client's tree is, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A progress note; no stem when the name is not a note's name.
    Note(Option<NoteStem>),
    /// A detached signature of the file of the same name without `.sig`.
    Signature,
    /// A later addition to a signed note.
    Amendment(AmendmentName),
    /// A text that could not be saved because the note changed while it was edited.
    Conflict,
    /// An editor's folder, in use or left by a killed run.
    Workbench,
    /// What a killed run of casenotes left while it wrote.
    Temporary,
    /// Anything else.
    Stray,
}

/// Tells what a thing in a `notes` folder is.
pub fn role_in_notes(entry: &FolderEntry) -> Role {
    let Some(name) = entry.name.to_str() else { return Role::Stray };
    match entry.kind {
        EntryKind::Folder if name.starts_with(WORKBENCH) => Role::Workbench,
        EntryKind::File if name.starts_with(TEMPORARY) => Role::Temporary,
        EntryKind::File if name.starts_with('.') => Role::Stray,
        EntryKind::File => role_of_file(name),
        _ => Role::Stray,
    }
}

/// Tells what a file in a `notes` folder is by its name alone.
pub fn role_of_file(name: &str) -> Role {
    if let Some(note) = name.strip_suffix(SIGNATURE) {
        return match role_of_file(note) {
            Role::Note(Some(_)) | Role::Amendment(_) => Role::Signature,
            _ => Role::Stray,
        };
    }
    let Some(stem) = name.strip_suffix(".md") else { return Role::Stray };
    if let Ok(stem) = stem.parse() {
        return Role::Note(Some(stem));
    }
    // `2026-11-24-1400-soap.addendum-1`
    let companion = stem.split_once('.').filter(|(note, _)| note.parse::<NoteStem>().is_ok());
    match companion.map(|(_, rest)| (rest.parse(), rest.rsplit_once('-'))) {
        Some((Ok(name), _)) => Role::Amendment(name),
        Some((_, Some(("conflict", number)))) if is_number(number) => Role::Conflict,
        _ => Role::Note(None),
    }
}

/// What a file of a document or of a questionnaire is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentPart {
    /// What is said of it; of a questionnaire, all of it.
    Description,
    /// The detached signature of what is said of it.
    Signature,
    /// Its bytes.
    Bytes,
    /// Its bytes, where it was discarded.
    Discarded,
}

/// Tells which file of which document a name in a `documents` folder stands for.
pub fn part_of_document(name: &str) -> Option<(DocumentName, DocumentPart)> {
    let (stem, ending) = name.split_once('.')?;
    let is_ending = |ending: &str| {
        (1..=5).contains(&ending.len())
            && ending.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let part = match ending {
        "toml" => DocumentPart::Description,
        "toml.sig" => DocumentPart::Signature,
        "age" | "sig" | "tmp" => return None,
        ending if is_ending(ending) => DocumentPart::Bytes,
        _ => return None,
    };
    Some((stem.parse().ok()?, part))
}

/// Tells which file of which questionnaire a name in a `questionnaires` folder stands for.
pub fn part_of_questionnaire(name: &str) -> Option<(QuestionnaireName, DocumentPart)> {
    let (stem, part) = match name.strip_suffix(".toml.sig") {
        Some(stem) => (stem, DocumentPart::Signature),
        None => (name.strip_suffix(".toml")?, DocumentPart::Description),
    };
    Some((stem.parse().ok()?, part))
}

/// Returns the name of the file of a later addition to a note.
pub fn amendment_name(stem: &str, name: AmendmentName) -> String {
    format!("{stem}.{name}.md")
}

/// Returns the name of the file that keeps a text beside the note it could not be saved to.
pub fn conflict_name(stem: &str, number: u16) -> String {
    format!("{stem}.conflict-{number}.md")
}

/// Tells whether a name in a client's folder belongs there.
pub fn belongs_in_client_folder(entry: &FolderEntry) -> bool {
    matches!(
        (entry.name.to_str(), entry.kind),
        (Some(CLIENT_FILE), EntryKind::File)
            | (
                Some(
                    "notes"
                        | "authorizations"
                        | "disclosures"
                        | "requests"
                        | "documents"
                        | "questionnaires"
                        | "moved"
                        | "discarded"
                ),
                EntryKind::Folder
            )
    )
}

/// Tells whether a name at the root of a chart belongs there.
pub fn belongs_at_the_root(entry: &FolderEntry) -> bool {
    let Some(name) = entry.name.to_str() else { return false };
    match entry.kind {
        EntryKind::File => {
            matches!(name, "casenotes.toml" | "allowed_signers" | "README.md" | "LICENSE")
                || LOGOS.iter().any(|(logo, _)| *logo == name)
                || (name.starts_with('.') && !name.starts_with(TEMPORARY) && !is_trace(name))
        }
        EntryKind::Folder => {
            matches!(name, "clients" | "templates" | "lexicon") || name.starts_with('.')
        }
        EntryKind::Link | EntryKind::Other => false,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(name: &str) -> Role {
        role_in_notes(&FolderEntry { name: name.into(), kind: EntryKind::File })
    }

    #[test]
    fn what_an_editor_left_does_not_belong_at_the_root() {
        let belongs = |name: &str| {
            belongs_at_the_root(&FolderEntry { name: name.into(), kind: EntryKind::File })
        };
        for name in [".gitignore", ".editorconfig", "allowed_signers", "casenotes.toml"] {
            assert!(belongs(name), "{name}");
        }
        for name in [".casenotes.toml.swp", ".casenotes.toml.swx", ".gitignore~", ".gitignore.orig"]
        {
            assert!(!belongs(name), "{name}");
        }
    }

    #[test]
    fn each_file_of_a_document_is_known_by_its_name() {
        for (name, part) in [
            ("2026-11-24-consent-k7q2mx.toml", Some(DocumentPart::Description)),
            ("2026-11-24-consent-k7q2mx.toml.sig", Some(DocumentPart::Signature)),
            ("2026-11-24-consent-k7q2mx.pdf", Some(DocumentPart::Bytes)),
            ("2026-11-24-consent-k7q2mx.pdf.age", None),
            ("2026-11-24-consent-k7q2mx.age", None),
            ("2026-11-24-consent-k7q2mx.pdf~", None),
            ("2026-11-24-consent-k7q2mx", None),
            ("consent.pdf", None),
            (".~lock.2026-11-24-consent-k7q2mx.odt#", None),
        ] {
            assert_eq!(part_of_document(name).map(|(_, part)| part), part, "{name}");
        }
    }

    #[test]
    fn each_name_has_its_role() {
        assert!(matches!(role("2026-11-24-1400-soap.md"), Role::Note(Some(_))));
        assert_eq!(role("session with her.md"), Role::Note(None));
        for name in ["2026-11-24-1400-soap.md.sig", "2026-11-24-1400-soap.late-entry-2.md.sig"] {
            assert_eq!(role(name), Role::Signature, "{name}");
        }
        let name: AmendmentName = "correction-2".parse().unwrap();
        assert_eq!(role("2026-11-24-1400-soap.correction-2.md"), Role::Amendment(name));
        assert_eq!(role(&amendment_name("2026-11-24-1400-soap", name)), Role::Amendment(name));
        assert_eq!(role("2026-11-24-1400-soap.conflict-1.md"), Role::Conflict);
        assert_eq!(role(&conflict_name("2026-11-24-1400-soap", 2)), Role::Conflict);
        assert_eq!(role(".casenotes-a1.tmp"), Role::Temporary);
        for name in [
            ".2026-11-24-1400-soap.md.swp",
            "note.txt",
            "x.md.sig",
            "2026-11-24-1400-soap.conflict-1.md.sig",
            "2026-11-24-1400.md.age",
        ] {
            assert_eq!(role(name), Role::Stray, "{name}");
        }
        let folder = FolderEntry { name: ".edit-1".into(), kind: EntryKind::Folder };
        assert_eq!(role_in_notes(&folder), Role::Workbench);
    }
}
