//! Names that programs give to copies: those that carry a folder between devices, when two have
//! written the same file, and those that back up or duplicate one.
//!
//! Known are, for `note.md`: `note.sync-conflict-20261124-140000-ABCDEFG.md` (Syncthing),
//! `note (Dana's conflicted copy 2026-11-24).md` (Dropbox), `note (conflicted copy 2026-11-24
//! 140000).md` (Nextcloud), `note_conflict-20261124-140000.md` (ownCloud), `note-DESKTOP-AB12.md`
//! (OneDrive), `note 2.md` (iCloud, macOS), `note (1).md` (Google Drive, browsers), `note (SFConflict
//! dana 2026-11-24).md` (Seafile), `note.Conflict.md` (Resilio), `note copy.md`, `Copy of note.md`,
//! `note - Copy.md`, `note.md~`, `note.md.bak`, `note.md.orig`.

use crate::domain::note_id::SealedStem;

/// The length of `2026-11-24-1400`.
const MINUTE: usize = 15;

/// Tells whether a name begins with the date and time of a note, as each copy of one does.
pub fn begins_with_minute(name: &str) -> bool {
    let name = name.strip_prefix("Copy of ").unwrap_or(name).trim_start_matches(['.', '~', '#']);
    name.get(..MINUTE).is_some_and(|minute| minute.parse::<SealedStem>().is_ok())
}

/// Tells whether a name is that of a copy of a file of another name.
pub fn is_copy_of(name: &str, original: &str) -> bool {
    let name = name.strip_prefix("Copy of ").unwrap_or(name);
    let (stem, _) = original.rsplit_once('.').unwrap_or((original, ""));
    let Some(rest) = name.strip_prefix(stem) else { return false };
    // A word that goes on is another word.
    name != original && rest.starts_with(|c: char| !c.is_alphanumeric())
}

/// Tells whether a name has the marks of a copy that a program made of a progress note.
pub fn is_marked(name: &str) -> bool {
    let stem = name.trim_end_matches('~');
    let stem = stem.strip_suffix(".md").unwrap_or(stem);
    let lower = stem.to_lowercase();
    // ` (1)`, ` 2` at its end.
    let numbered = stem.rsplit_once(' ').is_some_and(|(_, last)| {
        let digits = last.strip_prefix('(').and_then(|l| l.strip_suffix(')')).unwrap_or(last);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    });
    numbered
        || ["sync-conflict-", "conflicted copy", "case conflict", "sfconflict", "_conflict-"]
            .iter()
            .any(|mark| lower.contains(mark))
        || [".conflict", " copy", " - copy"].iter().any(|mark| lower.ends_with(mark))
        || lower.starts_with("copy of ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_copies_are_known() {
        for name in [
            "2026-11-24-1400.md.sync-conflict-20261124-140000-ABCDEFG.age",
            "2026-11-24-1400.sync-conflict-1.md.age",
            "2026-11-24-1400.md (Dana's conflicted copy 2026-11-24).age",
            "2026-11-24-1400.md (conflicted copy 2026-11-24 140000).age",
            "2026-11-24-1400.md_conflict-20261124-140000.age",
            "2026-11-24-1400.md-DESKTOP-AB12.age",
            "2026-11-24-1400.md 2.age",
            "2026-11-24-1400.md (1).age",
            "Copy of 2026-11-24-1400.md.age",
            "2026-11-24-1400.md.age~",
            ".2026-11-24-1400.md.age.a1B2c3",
        ] {
            assert!(begins_with_minute(name), "{name}");
        }
        for name in ["tram.md.age", "2026-11-24.age", "2026-13-24-1400.md.age"] {
            assert!(!begins_with_minute(name), "{name}");
        }
    }

    #[test]
    fn a_copy_of_the_list_is_told_from_another_file() {
        for name in ["recipients.sync-conflict-1.txt", "recipients (1).txt", "recipients.txt~"] {
            assert!(is_copy_of(name, "recipients.txt"), "{name}");
        }
        for name in ["recipients.txt", "recipientsofold.txt", "notes.txt"] {
            assert!(!is_copy_of(name, "recipients.txt"), "{name}");
        }
    }

    #[test]
    fn a_copy_of_a_progress_note_is_told_by_its_marks() {
        for name in [
            "2026-11-24-1400-dap.sync-conflict-20261124-140000-ABCDEFG.md",
            "2026-11-24-1400-dap (Dana's conflicted copy 2026-11-24).md",
            "2026-11-24-1400-dap_conflict-20261124-140000.md",
            "2026-11-24-1400-dap (1).md",
            "2026-11-24-1400-dap 2.md",
            "2026-11-24-1400-dap - Copy.md",
            "Copy of 2026-11-24-1400-dap.md",
        ] {
            assert!(is_marked(name), "{name}");
        }
        for name in ["2026-11-24-1400-dap.md", "2026-11-24-1400-dap-2.md", "session.md", "x y.md"] {
            assert!(!is_marked(name), "{name}");
        }
    }
}
