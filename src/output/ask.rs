//! Questions to the user; without a terminal none is ever asked and nothing is assumed.

use zeroize::Zeroizing;

use crate::failure::{Explain, Failure};
use crate::output::Output;

/// Somebody who can be asked.
pub trait Ask {
    /// Asks for a line; an empty answer means the default.
    ///
    /// # Errors
    /// Fails without a terminal.
    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String, NobodyThere>;

    /// Asks for a secret, which does not show while it is typed.
    ///
    /// # Errors
    /// Fails without a terminal.
    fn secret(&mut self, question: &str) -> Result<Zeroizing<String>, NobodyThere>;
}

/// There is no terminal to ask at.
#[derive(Debug, thiserror::Error)]
#[error("there is no terminal to ask for {what}")]
pub struct NobodyThere {
    /// What was to be asked.
    pub what: String,
    /// How to answer without a terminal.
    pub instead: Option<String>,
}

impl Explain for NobodyThere {
    fn hint(&self) -> Option<String> {
        self.instead.clone()
    }
}

/// How often a secret may be typed before the command gives up.
const TRIES: usize = 3;

/// Does what a typed secret is for, again when it was mistyped, three times in all, and says so in
/// between.
///
/// # Errors
/// Passes on the last error.
pub fn tried_again<T>(
    mut attempt: impl FnMut() -> Result<T, Failure>,
    is_mistyped: impl Fn(&Failure) -> bool,
    output: &mut Output<'_>,
) -> Result<T, Failure> {
    for _ in 1..TRIES {
        match attempt() {
            Err(failure) if is_mistyped(&failure) => {
                output.warning(format_args!("{}; once more", failure.error));
            }
            settled => return settled,
        }
    }
    attempt()
}

/// Reads which of so many numbered things were chosen: `1 3-5`, or `all`; `None` for what is no such
/// choice.
pub fn chosen(answer: &str, count: usize) -> Option<Vec<usize>> {
    if answer.trim() == "all" {
        return Some((0..count).collect());
    }
    let mut chosen = Vec::new();
    for part in answer.split([' ', ',']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        if first == 0 || last < first || last > count {
            return None;
        }
        chosen.extend(first - 1..last);
    }
    chosen.sort_unstable();
    chosen.dedup();
    Some(chosen)
}

/// A new secret that was not typed twice.
#[derive(Debug, thiserror::Error)]
pub enum NotTyped {
    /// There is no terminal to ask at.
    #[error(transparent)]
    Nobody(#[from] NobodyThere),
    /// Nothing was typed.
    #[error("the passphrase is empty")]
    Empty,
    /// Two different things were typed.
    #[error("the two passphrases differ")]
    Differ,
}

impl Explain for NotTyped {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Nobody(nobody) => nobody.hint(),
            Self::Empty => {
                Some("Use a long one: several words that nobody else would put together.".into())
            }
            Self::Differ => Some("Run the command again.".into()),
        }
    }
}

/// Asks for a new passphrase, twice; `instead` says how to give it without a terminal.
///
/// # Errors
/// Fails without a terminal, and when the two differ or are empty three times in a row.
pub fn new_secret(
    ask: &mut dyn Ask,
    question: &str,
    instead: &str,
    output: &mut Output<'_>,
) -> Result<Zeroizing<String>, Failure> {
    let is_slip = |failure: &Failure| {
        matches!(failure.error.downcast_ref(), Some(NotTyped::Empty | NotTyped::Differ))
    };
    tried_again(|| Ok(new_secret_once(ask, question, instead)?), is_slip, output)
}

fn new_secret_once(
    ask: &mut dyn Ask,
    question: &str,
    instead: &str,
) -> Result<Zeroizing<String>, NotTyped> {
    let mut secret = |question: &str| {
        let instead = Some(instead.to_owned());
        ask.secret(question).map_err(|nobody| NobodyThere { instead, ..nobody })
    };
    let first = secret(question)?;
    if first.is_empty() {
        return Err(NotTyped::Empty);
    }
    match *first == *secret("The same again")? {
        true => Ok(first),
        false => Err(NotTyped::Differ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_numbers_and_ranges_of_what_there_is() {
        for (answer, choice) in [
            ("2", Some(vec![1])),
            ("3 1-2, 2", Some(vec![0, 1, 2])),
            ("all", Some(vec![0, 1, 2])),
            ("", Some(vec![])),
            ("4", None),
            ("0", None),
            ("2-1", None),
            ("x", None),
            ("1-", None),
        ] {
            assert_eq!(chosen(answer, 3), choice, "{answer:?}");
        }
    }
}
