//! A signature that holds as a FHIR Provenance: who signed what, when and as what, with the signature of OpenSSH
//! as it lies beside the file. What was signed is the file, with its front matter; its digest is told, so that
//! whoever has the file can check the one with the other.

use serde_json::{Value, json};

use crate::domain::amendment::AmendmentKind;
use crate::domain::session_time::SessionTime;
use crate::export::Seal;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Kind, Name, Resource, codes, digest_uri, in_base64};

/// What a signature is for (ASTM E1762-95).
const PURPOSES: &str = "urn:iso-astm:E1762-95:2013";

/// What the file of a note is.
const MARKDOWN: &str = "text/markdown";
/// What the file of a questionnaire, or with what is said of a document, is.
const TOML: &str = "application/toml";

/// A signature, with what it is of.
pub(super) struct Signature<'r> {
    /// The document that it is of.
    of: Name,
    /// Who signed, as the text says.
    by: &'r str,
    /// When, as the text says.
    at: SessionTime,
    /// As what.
    role: Role,
    /// What the signed file is.
    media_type: &'static str,
    /// The signature and what it is over.
    seal: Seal<'r>,
}

/// As what somebody signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// As who wrote it.
    Author,
    /// As who wrote what was added later.
    Adder,
    /// As who stands for what somebody else wrote, or once more for what was signed before.
    Verifier,
    /// As who filed what came from elsewhere.
    Recorder,
}

impl Role {
    /// Returns the purpose of the signature, and its name.
    fn purpose(self) -> (&'static str, &'static str) {
        match self {
            Self::Author => ("1.2.840.10065.1.12.1.1", "Author's Signature"),
            Self::Adder => ("1.2.840.10065.1.12.1.15", "Addendum Signature"),
            Self::Verifier => ("1.2.840.10065.1.12.1.5", "Verification Signature"),
            Self::Recorder => ("1.2.840.10065.1.12.1.4", "Transcriptionist/Recorder Signature"),
        }
    }

    /// Returns how who signed took part.
    fn part(self) -> Value {
        let (code, display) = match self {
            Self::Author | Self::Adder => ("author", "Author"),
            Self::Verifier => ("verifier", "Verifier"),
            Self::Recorder => ("enterer", "Enterer"),
        };
        codes::of_hl7("provenance-participant-type", code, display)
    }
}

impl<'r> Maker<'r> {
    /// Returns the signatures that hold, in the order of what they are of.
    pub(super) fn signatures(&self) -> Vec<Signature<'r>> {
        let mut found = Vec::new();
        let record = self.record;
        for session in &record.notes {
            let front = session.front;
            let is_own = front.writer() == front.signed_by.as_deref();
            let role = match is_own {
                _ if front.is_imported() => Role::Recorder,
                true => Role::Author,
                false => Role::Verifier,
            };
            let of = self.note_name(session);
            let (by, at) = (front.signed_by.as_deref(), front.signed_at);
            found.extend(signature(of, by, at, role, MARKDOWN, session.seal));
            for added in &session.amendments {
                let role = match added.name.kind {
                    AmendmentKind::Cosignature | AmendmentKind::Affirmation => Role::Verifier,
                    _ => Role::Adder,
                };
                let of = self.added_name(session, added);
                let (by, at) = (added.front.signed_by.as_deref(), added.front.signed_at);
                found.extend(signature(of, by, at, role, MARKDOWN, added.seal));
            }
        }
        for document in &record.documents {
            let of = self.document_name(document);
            let (by, at) = (document.signed_by, document.signed_at);
            // What is signed is what is said of the document, its digest included.
            found.extend(signature(of, by, at, Role::Recorder, TOML, document.seal));
        }
        for it in &record.questionnaires {
            let (by, at) = (it.signed_by, it.signed_at);
            let of = self.answers_name(it);
            found.extend(signature(of, by, at, Role::Recorder, TOML, it.seal));
        }
        found
    }

    pub(super) fn signature_name(&self, signature: &Signature<'_>) -> Name {
        self.name(Kind::Provenance, &signature.of.id.to_string())
    }

    pub(super) fn provenance(&self, name: Name, signature: &Signature<'_>) -> Resource {
        let who = self.person(Some(signature.by));
        let (purpose, display) = signature.role.purpose();
        let mut agent = json!({ "type": signature.role.part(), "who": who });
        let practice = self.practice();
        // Who acts as a practitioner acts for an organization (provenance-1).
        let keeps = practice.is_some() && self.keep_practitioner([signature.by]);
        if let Some(practice) = practice {
            agent["onBehalfOf"] = practice;
        }
        let at = signature.at.to_string();
        Resource::new(
            name,
            json!({
                "meta": self.meta("us-core-provenance", keeps),
                "target": [self.to(signature.of)],
                "recorded": at,
                "agent": [agent],
                "entity": [{
                    "role": "source",
                    "what": {
                        "identifier": { "system": codes::URI, "value": digest_uri(signature.seal.over) },
                        "display": "The file that was signed, by its SHA-256 (RFC 6920)",
                    },
                }],
                "signature": [{
                    "type": [codes::coding(PURPOSES, purpose, Some(display))],
                    "when": at,
                    "who": who,
                    "targetFormat": signature.media_type,
                    // The armored form of OpenSSH, for which no media type is registered.
                    "sigFormat": "text/plain",
                    "data": in_base64(signature.seal.signature),
                }],
            }),
        )
    }
}

/// Puts a signature together, if there is one and the text says who made it and when.
fn signature<'r>(
    of: Name,
    by: Option<&'r str>,
    at: Option<SessionTime>,
    role: Role,
    media_type: &'static str,
    seal: Option<Seal<'r>>,
) -> Option<Signature<'r>> {
    Some(Signature { of, by: by?, at: at?, role, media_type, seal: seal? })
}
