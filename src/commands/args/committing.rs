//! `--commit`, for the commands that write.

use std::ops::Deref;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// What a command was called with that can commit what it writes. Described only when it is called,
/// like [`crate::commands::args::lazy::Lazy`].
pub struct Committing<T>(pub T);

/// The name of the flag among those of a command; one may have a `--commit` that means something else.
const FLAG: &str = "commits_what_is_written";

/// Returns whether the command that was called is to commit what it writes.
pub fn is_to_commit(matches: &ArgMatches) -> bool {
    matches.try_get_one(FLAG).is_ok_and(|given| given == Some(&true))
}

impl<T> Deref for Committing<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: FromArgMatches> FromArgMatches for Committing<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T: Args> Args for Committing<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(|command| T::augment_args(command).arg(flag()))
    }

    fn augment_args_for_update(command: Command) -> Command {
        command.defer(|command| T::augment_args_for_update(command).arg(flag()))
    }
}

fn flag() -> Arg {
    Arg::new(FLAG)
        .long("commit")
        .action(ArgAction::SetTrue)
        .help("Commit what is written; the message has ids and no names")
}
