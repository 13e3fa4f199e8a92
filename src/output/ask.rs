//! Questions to the user; without a terminal none is ever asked and nothing is assumed.

use zeroize::Zeroizing;

use crate::failure::Explain;

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
