//! What of the files of a chart is the record, by their paths from its root, and what of that only grows.

use crate::domain::client_id::ClientId;
use crate::record::chart::MARKER;
use crate::record::chart::layout::{
    DocumentPart, Role, part_of_document, part_of_questionnaire, role_of_file,
};
use crate::record::chart::note_files::ALLOWED_SIGNERS;

/// What a file of the record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A client file.
    ClientFile(ClientId),
    /// A note, an addition to one, a signature, or a text that waits beside a note.
    Note(ClientId, Role),
    /// An authorization.
    Authorization(ClientId),
    /// An entry of the log of disclosures.
    Disclosure(ClientId),
    /// A request of the client, or a step that was taken about one.
    Request(ClientId),
    /// A file of a document: what is said of it, its signature, or its bytes.
    Document(ClientId, DocumentPart),
    /// A questionnaire, or its signature.
    Questionnaire(ClientId, DocumentPart),
    /// What is said where a note lay that was moved.
    Move(ClientId),
    /// A draft or a document that was filed by mistake.
    Discarded(ClientId),
    /// The list of those who may sign.
    Signers,
    /// What the practice has set, and its templates.
    Settings,
}

impl Part {
    /// Reads a path; `None` for what is no part of the record.
    pub fn of(path: &str) -> Option<Self> {
        match path {
            ALLOWED_SIGNERS => return Some(Self::Signers),
            MARKER => return Some(Self::Settings),
            _ => {}
        }
        if let Some(name) = path.strip_prefix("templates/") {
            let is_measure = |name: &str| {
                name.strip_prefix("measures/")
                    .is_some_and(|name| name.ends_with(".toml") && is_plain(name))
            };
            let is_template = name.ends_with(".md") && is_plain(name);
            return (is_template || is_measure(name)).then_some(Self::Settings);
        }
        let (client, rest) = path.strip_prefix("clients/")?.split_once('/')?;
        let client: ClientId = client.parse().ok()?;
        if rest == "client.toml" {
            return Some(Self::ClientFile(client));
        }
        let (folder, name) = rest.split_once('/').filter(|(_, name)| is_plain(name))?;
        let is_paper = name.ends_with(".toml");
        match folder {
            "notes" => match role_of_file(name) {
                Role::Stray => None,
                role => Some(Self::Note(client, role)),
            },
            "authorizations" if is_paper => Some(Self::Authorization(client)),
            "disclosures" if is_paper => Some(Self::Disclosure(client)),
            "requests" if is_paper => Some(Self::Request(client)),
            "documents" => part_of_document(name).map(|(_, part)| Self::Document(client, part)),
            "questionnaires" => {
                part_of_questionnaire(name).map(|(_, part)| Self::Questionnaire(client, part))
            }
            "moved" if is_paper => Some(Self::Move(client)),
            "discarded" if is_paper => Some(Self::Discarded(client)),
            "discarded" => match part_of_document(name) {
                Some((_, DocumentPart::Bytes)) => {
                    Some(Self::Document(client, DocumentPart::Discarded))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Reads a path from the top of the repository, of which the chart may be a folder.
    pub fn below_top(path: &str) -> Option<Self> {
        let below = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        std::iter::once(path).chain(below).find_map(Self::of)
    }

    /// Tells whether it may be part of a filed note: where a signed one may be moved to.
    pub fn is_of_a_note(&self) -> bool {
        let is_named = |role: &Role| {
            matches!(role, Role::Note(Some(_)) | Role::Amendment(_) | Role::Signature)
        };
        matches!(self, Self::Note(_, role) if is_named(role))
    }
}

fn is_plain(name: &str) -> bool {
    !name.starts_with('.') && !name.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_is_a_part_of_the_record_or_none() {
        let client = || "c-7f3k".parse::<ClientId>().unwrap();
        assert_eq!(Part::of("clients/c-7f3k/client.toml"), Some(Part::ClientFile(client())));
        let notes = "clients/c-7f3k/notes/2026-11-24-1400-soap";
        for ending in [".md", ".md.sig", ".addendum-1.md", ".addendum-1.md.sig"] {
            let part = Part::of(&format!("{notes}{ending}"));
            assert!(part.is_some_and(|part| part.is_of_a_note()), "{ending}");
        }
        let document = "clients/c-7f3k/documents/2026-11-24-consent-k7q2mx";
        for (ending, part) in [
            (".toml", DocumentPart::Description),
            (".toml.sig", DocumentPart::Signature),
            (".pdf", DocumentPart::Bytes),
        ] {
            let found = Part::of(&format!("{document}{ending}"));
            assert_eq!(found, Some(Part::Document(client(), part)), "{ending}");
        }
        let discarded = Part::of("clients/c-7f3k/discarded/2026-11-24-consent-k7q2mx.pdf");
        assert_eq!(discarded, Some(Part::Document(client(), DocumentPart::Discarded)));
        let answered = "clients/c-7f3k/questionnaires/2026-11-24-phq9-k7q2mx.toml";
        let part = Part::Questionnaire(client(), DocumentPart::Description);
        assert_eq!(Part::of(answered), Some(part));
        assert_eq!(Part::of("templates/measures/wb.toml"), Some(Part::Settings));
        let conflict = Part::of(&format!("{notes}.conflict-1.md"));
        assert!(conflict.is_some_and(|part| !part.is_of_a_note()));
        for (folder, part) in [
            ("authorizations", Part::Authorization(client())),
            ("disclosures", Part::Disclosure(client())),
            ("requests", Part::Request(client())),
            ("moved", Part::Move(client())),
            ("discarded", Part::Discarded(client())),
        ] {
            assert_eq!(Part::of(&format!("clients/c-7f3k/{folder}/x.toml")), Some(part));
        }
        for path in [
            "README.md",
            "clients/c-7f3k/notes/sub/2026-11-24-1400-soap.md",
            "clients/c-7f3k/notes/2026-11-24-1400.md.age",
            "clients/c-7f3k/notes/.edit-1/note.md",
            "clients/C/client.toml",
            "clients/c-7f3k/x.toml",
            "clients/c-7f3k/disclosures/.x.toml",
            "other/clients/c-7f3k/client.toml",
            "templates/x/y.md",
            "clients/c-7f3k/documents/consent.pdf",
        ] {
            assert_eq!(Part::of(path), None, "{path}");
        }
    }
}
