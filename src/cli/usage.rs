//! What is said of a command line that cannot be read: clap's words, with tips that lead on.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::nearest::is_slip;

/// Words that people type for what is called otherwise here, and what to type.
const MEANT: &[(&str, &str)] = &[
    ("add", "`casenotes client add` adds a client, `casenotes new CLIENT` a note"),
    ("due", "`casenotes todo` tells what is to be done"),
    ("pending", "`casenotes todo` tells what is to be done"),
    (
        "delete",
        "nothing is removed from a record; `casenotes discard` puts a draft away, `casenotes amend` adds to a signed note",
    ),
    (
        "remove",
        "nothing is removed from a record; `casenotes discard` puts a draft away, `casenotes amend` adds to a signed note",
    ),
    (
        "rm",
        "nothing is removed from a record; `casenotes discard` puts a draft away, `casenotes amend` adds to a signed note",
    ),
    ("addendum", "`casenotes amend NOTE --kind addendum --reason WHY` adds to a signed note"),
    (
        "grep",
        "`casenotes search WORD` searches progress notes, `casenotes vault search` the others",
    ),
    (
        "find",
        "`casenotes search WORD` searches progress notes, `casenotes vault search` the others",
    ),
    ("unsigned", "`casenotes list --unsigned` lists the notes without a signature"),
    (
        "--date",
        "`--at` of `new` takes a day and a time, `--since` and `--until` of the others a day",
    ),
    ("--client", "the client stands by itself, as in `casenotes new c-7f3k`"),
    ("unlock", "a signed note stays as it is; `casenotes amend` adds to it"),
];

/// Returns what clap says, without a tip that is no slip of the finger.
pub fn text(mut error: Error) -> String {
    let typed =
        [ContextKind::InvalidSubcommand, ContextKind::InvalidArg, ContextKind::InvalidValue];
    // The value stands behind the argument it was given to.
    let typed = typed.into_iter().filter_map(|kind| string_of(error.get(kind))).next_back();
    let typed = typed.unwrap_or_default();
    for kind in
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
    {
        let kept = match error.get(kind) {
            None => continue,
            Some(ContextValue::Strings(all)) => ContextValue::Strings(
                all.iter().filter(|one| is_near(&typed, one)).cloned().collect(),
            ),
            Some(ContextValue::String(one)) if is_near(&typed, one) => continue,
            Some(_) => ContextValue::None,
        };
        error.remove(kind);
        if matches!(&kept, ContextValue::Strings(all) if !all.is_empty()) {
            error.insert(kind, kept);
        }
    }
    // That a flag can be passed as a value helps nobody who did not mean to.
    if error.kind() == ErrorKind::UnknownArgument {
        error.remove(ContextKind::Suggested);
    }
    let said = error.render().to_string();
    match MEANT.iter().find(|(word, _)| *word == typed) {
        Some((_, tip)) => match said.split_once("\n\n") {
            Some((first, rest)) => format!("{first}\n\n  tip: {tip}\n\n{rest}"),
            None => format!("{said}\n  tip: {tip}\n"),
        },
        None => said,
    }
}

fn string_of(value: Option<&ContextValue>) -> Option<String> {
    match value? {
        ContextValue::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn is_near(typed: &str, candidate: &str) -> bool {
    let plain = |text: &str| {
        let text = text.trim_start_matches('-').to_lowercase();
        text.split([' ', '=']).next().unwrap_or_default().to_owned()
    };
    is_slip(&plain(typed), &plain(candidate))
}
