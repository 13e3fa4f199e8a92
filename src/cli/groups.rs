//! The list of commands, in groups by what one does with them.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::Command;

/// The groups, each by its first command; the others follow in the order of the commands.
const GROUPS: [(&str, &str); 8] = [
    ("todo", "Every day"),
    ("client", "Clients"),
    ("amend", "What was filed"),
    ("validate", "Checks"),
    ("export", "What leaves the record"),
    ("vault", "Psychotherapy notes"),
    ("template", "The practice"),
    ("init", "This program"),
];

/// The command that clap adds, and what it says of it.
const HELP: (&str, &str) = ("help", "Print this message or the help of the given command");

/// Lists the commands of the whole program in their groups, for who may be about to read the list.
pub fn in_groups(command: Command, args: &[OsString]) -> Command {
    // Nothing else of a run needs it, and every run would pay for it.
    let is_help = |arg: &OsString| arg == "-h" || arg == "--help" || arg == "help";
    let is_command = |arg: &&OsString| !arg.to_string_lossy().starts_with('-');
    match args.iter().any(is_help) || args.iter().skip(1).filter(is_command).count() == 0 {
        true => listed(command),
        false => command,
    }
}

fn listed(command: Command) -> Command {
    let shown = || command.get_subcommands().filter(|command| !command.is_hide_set());
    let width = shown().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut list = String::new();
    for command in shown() {
        let name = command.get_name();
        if let Some((_, heading)) = GROUPS.iter().find(|(first, _)| *first == name) {
            let _ = writeln!(list, "\n{heading}:");
        }
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = write!(list, "  {name:width$}  {about}");
        for alias in command.get_visible_aliases() {
            let _ = write!(list, " [alias: {alias}]");
        }
        list.push('\n');
    }
    let (name, about) = HELP;
    let _ = writeln!(list, "  {name:width$}  {about}");
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{list}\nOptions:\n{{options}}{{after-help}}"
    ))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_group_begins_with_a_command_that_there_is_in_the_order_in_which_they_stand() {
        let command = Cli::command();
        let places: Vec<_> = GROUPS
            .iter()
            .map(|(first, _)| command.get_subcommands().position(|it| it.get_name() == *first))
            .collect();
        assert_eq!(places[0], Some(0));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    }

    #[test]
    fn the_list_has_every_command_once() {
        let help = listed(Cli::command()).render_help().to_string();
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let begin = format!("\n  {} ", command.get_name());
            assert_eq!(help.matches(&begin).count(), 1, "{begin:?} in {help}");
        }
        assert!(!help.contains("merge-file"), "{help}");
    }
}
