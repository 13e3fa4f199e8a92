//! A pattern and how it is to be read, as a person types it.

use crate::failure::Explain;
use crate::text::pattern::{NotAPattern, Pattern, Reading};

/// What is searched for.
#[derive(Debug, clap::Args)]
pub struct PatternArgs {
    /// A regular expression, within one line; without a capital letter in it, capital and small
    /// letters are the same
    pattern: String,
    /// Let capital and small letters be the same, whatever the pattern has
    #[arg(short, long, overrides_with = "case_sensitive")]
    ignore_case: bool,
    /// Tell capital from small letters, whatever the pattern has
    #[arg(short = 's', long, overrides_with = "ignore_case")]
    case_sensitive: bool,
    /// Only whole words
    #[arg(short, long)]
    word_regexp: bool,
    /// Take the pattern as it is, not as a regular expression
    #[arg(short = 'F', long)]
    fixed_strings: bool,
}

impl PatternArgs {
    /// Reads the pattern.
    ///
    /// # Errors
    /// Says what is wrong with the regular expression.
    pub fn pattern(&self) -> Result<Pattern, NotAPattern> {
        let ignores_case = match self {
            Self { ignore_case: true, .. } => Some(true),
            Self { case_sensitive: true, .. } => Some(false),
            _ => None,
        };
        let reading =
            Reading { ignores_case, is_fixed: self.fixed_strings, is_whole_word: self.word_regexp };
        Pattern::new(&self.pattern, reading)
    }
}

impl Explain for NotAPattern {
    fn hint(&self) -> Option<String> {
        Some("Use `-F` to search for it as it is.".into())
    }
}
