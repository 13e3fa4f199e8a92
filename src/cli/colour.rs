//! Whether there is colour: what the command line says before what the environment says.

use std::ffi::OsString;

use crate::cli::people::value_of;

/// When there is colour, as `--color` takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR, CLICOLOR, CLICOLOR_FORCE or TERM say otherwise.
    #[default]
    Auto,
    /// Wherever the text goes.
    Always,
    /// Nowhere.
    Never,
}

impl Colour {
    /// Reads what a command line says, before it is read as a whole; clap refuses what is no such word.
    pub fn of(args: &[OsString]) -> Self {
        let typed = value_of(args, "--color");
        let typed = typed.and_then(|value| value.into_string().ok());
        typed
            .and_then(|value| <Self as clap::ValueEnum>::from_str(&value, false).ok())
            .unwrap_or_default()
    }

    /// Tells whether a stream has colour; `environment` is what its variables say, if they say anything.
    pub fn applies(self, environment: Option<bool>, is_terminal: bool) -> bool {
        match self {
            Self::Auto => environment.unwrap_or(is_terminal),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_heard_before_the_environment() {
        let colour = |args: &[&str]| {
            Colour::of(&args.iter().map(OsString::from).collect::<Vec<_>>())
                .applies(Some(false), true)
        };
        assert!(colour(&["casenotes", "list", "--color", "always"]));
        assert!(colour(&["casenotes", "--color=always", "list"]));
        assert!(!colour(&["casenotes", "list", "--", "--color=always"]));
        assert!(!colour(&["casenotes", "list"]));
        assert!(!Colour::Never.applies(Some(true), true) && Colour::Auto.applies(None, true));
    }
}
