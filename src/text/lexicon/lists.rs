//! Lists of words, for those who ask of one word what it is.
//!
//! A list is text: `[name]` begins a block, `#` a comment; the entries stand by `,` or a line each. Behind
//! ` => ` stands what an entry means.

use std::collections::{HashMap, HashSet};

/// The lists of one text, by their names.
pub struct Lists {
    blocks: HashMap<&'static str, Block>,
}

#[derive(Default)]
struct Block {
    words: HashSet<&'static str>,
    /// The entries in order, each with what it means.
    pairs: Vec<(&'static str, &'static str)>,
}

impl Lists {
    /// Reads lists. What stands in front of the first block belongs to none and is left out.
    pub fn parse(text: &'static str) -> Self {
        let mut blocks: HashMap<&'static str, Block> = HashMap::new();
        let mut name = "";
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(block) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                name = block;
                blocks.entry(name).or_default();
                continue;
            }
            let Some(block) = blocks.get_mut(name) else { continue };
            for entry in line.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
                match entry.split_once(" => ") {
                    Some(pair) => block.pairs.push(pair),
                    None => {
                        block.words.insert(entry);
                    }
                }
            }
        }
        Self { blocks }
    }

    /// Returns the words of a block.
    ///
    /// # Panics
    /// Panics when there is no such block: both are part of the program.
    pub fn words(&self, name: &str) -> &HashSet<&'static str> {
        &self.block(name).words
    }

    /// Returns the entries of a block that mean something else, in order.
    ///
    /// # Panics
    /// Panics when there is no such block: both are part of the program.
    pub fn pairs(&self, name: &str) -> &[(&'static str, &'static str)] {
        &self.block(name).pairs
    }

    fn block(&self, name: &str) -> &Block {
        self.blocks.get(name).unwrap_or_else(|| panic!("no list has the name `{name}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_words_and_what_they_mean() {
        let lists =
            Lists::parse("# Source: usage.\n[a]\none, two words\nthree\n[b]\nx => y z, w\n");
        let words = lists.words("a");
        assert!(words.contains("two words") && words.contains("three") && words.len() == 3);
        assert_eq!(lists.pairs("b"), [("x", "y z")]);
        assert!(lists.words("b").contains("w"));
    }
}
