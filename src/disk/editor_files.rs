//! What editors leave beside the files that they have open, and when that is nothing.

/// Tells whether a text says nothing: it is empty, or white space behind a byte order mark.
pub fn is_blank(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty())
}

/// Tells whether a trace of an editor is what the text was when it was last saved, and not what was
/// typed since: those are swap files, and what is rescued when the terminal goes away.
pub fn is_backup(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    name.ends_with('~') || matches!(ending, "bak" | "orig")
}

/// Tells whether a trace of an editor has no text that could be taken up: the history of undoing, and
/// the mark that a file is open.
pub fn is_without_text(name: &str) -> bool {
    name.ends_with(".un~") || name.starts_with(".#")
}

/// Tells whether editors give such names to swap, backup and undo files.
pub fn is_trace(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.starts_with(".#")
        || (name.contains('.') && matches!(ending, "swp" | "swo" | "swn" | "swx"))
        || matches!(ending, "bak" | "save" | "orig")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_leftovers_are_known_by_name() {
        for name in [".a.md.swp", "a.md~", ".a.md.un~", "#a.md#", ".#a.md", "a.md.bak", "a.md.save"]
        {
            assert!(is_trace(name), "{name}");
        }
        for name in ["2026-11-24-1400.md.age", "swp", "note.md"] {
            assert!(!is_trace(name), "{name}");
        }
    }
}
