//! What is said of a psychotherapy note that was removed, or moved to another client: sealed like a note, in
//! the place of what is not there any more. It holds no word of the note.

use serde::{Deserialize, Serialize};

use crate::domain::client_id::ClientId;
use crate::domain::note_id::SealedId;
use crate::domain::session_time::SessionTime;
use crate::fields::document;
use crate::private::opened::{About, Sealer, Unfiled, Unsealed};
use crate::private::vault::Vault;
use crate::private::vault::kind::Kind;

/// A file that was removed on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// When, in RFC 3339.
    pub time: String,
    /// What was removed: its id.
    pub removed: String,
    /// Why.
    pub reason: String,
    /// Where it is now, if it was moved to another client.
    pub moved_to: Option<String>,
    /// The version that was removed, and all that it followed: a copy of one of them is not taken in again.
    #[serde(default)]
    pub versions: Vec<String>,
}

impl Removal {
    /// Writes it as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a removal has no key that TOML cannot hold")
    }

    /// Reads one; `None` when it is not one.
    pub fn parse(text: &[u8]) -> Option<Self> {
        document::read(std::str::from_utf8(text).ok()?).ok()
    }
}

/// Keeps what became of a note that was opened, with the versions that are not to be taken in again.
///
/// # Errors
/// Fails when it is not sealed or the disk refuses; nothing half-written stays.
pub fn record(
    vault: &Vault,
    sealer: &Sealer,
    client: &ClientId,
    at: SessionTime,
    removal: Removal,
    note: &Unsealed,
) -> Result<SealedId, Unfiled> {
    let versions = note.lineage().into_iter().flat_map(|lineage| {
        let mut versions = lineage.follows;
        versions.push(lineage.version);
        versions
    });
    let removal = Removal { versions: versions.collect(), ..removal };
    let (shelf, about) = (vault.shelf(Kind::Removal), About::at(at));
    sealer.file(&shelf, client, about, removal.to_toml().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_is_read_back() {
        let removal = Removal {
            time: "2026-11-24T09:30:00-05:00".into(),
            removed: "c-7f3k/2026-11-24-1400".into(),
            reason: "written twice \"x\"".into(),
            moved_to: None,
            versions: vec!["0a".into()],
        };
        assert_eq!(Removal::parse(removal.to_toml().as_bytes()), Some(removal));
        assert_eq!(Removal::parse(b"a = 1"), None);
    }
}
