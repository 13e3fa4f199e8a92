//! What editors leave beside the files that they have open.

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
