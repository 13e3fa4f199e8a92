//! What follows for two logs when a note, document or questionnaire that has left is found to be of another client.
//!
//! It left with the record of somebody else, which no rule permits: a disclosure of the client whose
//! it is (45 CFR 164.402, 164.528), and a correction of what the other's log says.

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::record::disclosure::codes::{IMPERMISSIBLE, MISFILED};
use crate::record::disclosure::entry::{DisclosureEntry, Left};
use crate::text::is_same_name;

/// What the client whose note it is must not learn of the other.
const ANOTHER_CLIENT: &str = "another client of the practice";

/// A note, document or questionnaire that was filed with the wrong client.
#[derive(Clone, Copy, Debug)]
pub struct Misfiled<'a> {
    /// With whom it was filed.
    pub client: &'a ClientId,
    /// Under which id.
    pub old: &'a str,
    /// Whose it is.
    pub to: &'a ClientId,
    /// The id that it gets.
    pub new: &'a str,
    /// What it is, in few words.
    pub what: &'a str,
    /// By which names the client is known with whom it was filed.
    pub names: &'a [String],
}

/// Tells whether a disclosure had a note, or an addition to it.
pub fn has_left_with(entry: &DisclosureEntry, note: &NoteId) -> bool {
    has_left_as(entry, &note.to_string())
}

/// Tells whether a disclosure had a note with that id, or an addition to it, or a document or
/// questionnaire.
pub fn has_left_as(entry: &DisclosureEntry, id: &str) -> bool {
    entry.basis != MISFILED && entry.all_left().any(|left| is_of(left, id))
}

/// Tells whether what left is a note, or an addition to it.
fn is_of(left: &Left, note: &str) -> bool {
    left.id.strip_prefix(note).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Returns the entry for the log of the client whose it is.
pub fn disclosure(found: &DisclosureEntry, it: Misfiled<'_>) -> DisclosureEntry {
    let moved =
        |left: &Left| Left { id: left.id.replacen(it.old, it.new, 1), digest: left.digest.clone() };
    let of_it = |all: &[Left]| all.iter().filter(|left| is_of(left, it.old)).map(moved).collect();
    let is_the_other = it.names.iter().any(|name| is_same_name(name, &found.recipient));
    let (recipient, address) = match is_the_other {
        true => (ANOTHER_CLIENT.to_owned(), None),
        false => (found.recipient.clone(), found.address.clone()),
    };
    DisclosureEntry {
        time: found.time.clone(),
        client: it.to.to_string(),
        recipient,
        address,
        purpose: "left with the record of another client, by mistake".to_owned(),
        basis: IMPERMISSIBLE.to_owned(),
        law: found.law.clone(),
        description: it.what.to_owned(),
        format: found.format.clone(),
        digest: found.digest.clone(),
        notes: of_it(&found.notes),
        documents: of_it(&found.documents),
        questionnaires: of_it(&found.questionnaires),
        ..DisclosureEntry::default()
    }
}

/// Returns the entry for the log of the client with whom it was filed.
pub fn correction(
    name: &str,
    found: &DisclosureEntry,
    it: Misfiled<'_>,
    time: String,
) -> DisclosureEntry {
    let of_it = |all: &[Left]| all.iter().filter(|left| is_of(left, it.old)).cloned().collect();
    DisclosureEntry {
        time,
        client: it.client.to_string(),
        recipient: found.recipient.clone(),
        address: found.address.clone(),
        purpose: "correction of the log".to_owned(),
        basis: MISFILED.to_owned(),
        corrects: Some(name.to_owned()),
        description: format!("{}, was not of this client", it.what),
        notes: of_it(&found.notes),
        documents: of_it(&found.documents),
        questionnaires: of_it(&found.questionnaires),
        ..DisclosureEntry::default()
    }
}

/// Tells whether an entry says what another one does, whenever it was written: a run that was killed
/// has filed it already.
pub fn is_filed_already(entry: &DisclosureEntry, filed: &DisclosureEntry) -> bool {
    let told = |it: &DisclosureEntry| {
        let ids: Vec<String> = it.all_left().map(|left| left.digest.clone()).collect();
        // A correction is of the entry that it names; another entry is of the time at which something left.
        let time = it.corrects.is_none().then(|| it.time.clone());
        let which = (time, it.corrects.clone(), it.digest.clone());
        (it.basis.clone(), it.recipient.clone(), which, ids)
    };
    told(entry) == told(filed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_logs_say_it_and_neither_names_the_other_client() {
        let old: NoteId = NoteId {
            client: "c-7f3k".parse().unwrap(),
            stem: "2026-11-20-1400-dap".parse().unwrap(),
        };
        let new = NoteId { client: "c-2mxr".parse().unwrap(), stem: old.stem.clone() };
        let left = |id: &str| Left { id: id.into(), digest: format!("sha256:{}", id.len()) };
        let found = DisclosureEntry {
            recipient: "Ben Sample".into(),
            address: Some("1 Elm".into()),
            basis: "individual".into(),
            notes: vec![
                left("c-7f3k/2026-11-20-1400-dap"),
                left("c-7f3k/2026-11-20-1400-dap.addendum-1"),
                left("c-7f3k/2026-11-20-1400-dap-2"),
            ],
            ..DisclosureEntry::default()
        };
        assert!(has_left_with(&found, &old) && !has_left_with(&found, &new));
        let names = ["Ben Sample".to_owned()];
        let [was, is] = [&old, &new].map(ToString::to_string);
        let (client, to, what) = (&old.client, &new.client, "1 progress note");
        let note = Misfiled { client, old: &was, to, new: &is, what, names: &names };
        let theirs = disclosure(&found, note);
        assert_eq!((theirs.recipient.as_str(), &theirs.address), (ANOTHER_CLIENT, &None));
        let ids: Vec<&str> = theirs.notes.iter().map(|left| left.id.as_str()).collect();
        assert_eq!(ids, ["c-2mxr/2026-11-20-1400-dap", "c-2mxr/2026-11-20-1400-dap.addendum-1"]);
        assert!(!theirs.to_toml().contains("c-7f3k") && !theirs.to_toml().contains("Ben"));
        let ours = correction("2026-11-21-0900", &found, note, "2026-11-24".into());
        assert!(!ours.to_toml().contains("c-2mxr") && !has_left_with(&ours, &old));
        assert!(theirs.is_accountable() && !ours.is_accountable());
        assert!(is_filed_already(&theirs, &theirs) && !is_filed_already(&theirs, &ours));
        // What left twice with the same bytes left twice, and a correction is the same whenever it is written.
        let again = DisclosureEntry { time: "2026-11-22".into(), ..found.clone() };
        assert!(!is_filed_already(&disclosure(&again, note), &theirs));
        let later = correction("2026-11-21-0900", &found, note, "2026-11-25".into());
        assert!(is_filed_already(&later, &ours));
        let elsewhere = Misfiled { names: &[], ..note };
        assert_eq!(disclosure(&found, elsewhere).recipient, "Ben Sample");
    }
}
