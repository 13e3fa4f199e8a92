//! `--commit`: what a command has written becomes a commit whose message names ids and nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::digest::bare_sha256;
use crate::domain::note_id::NoteStem;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::programs::git::GitError;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::record::chart::part::Part;

/// What was changed is not only what the command wrote.
#[derive(Debug, thiserror::Error)]
#[error("something else was changed while the editor was open, so nothing is committed")]
struct OthersChanged;

impl Explain for OthersChanged {
    fn hint(&self) -> Option<String> {
        Some("What you wrote is saved; commit it with git.".into())
    }
}

/// git has made a commit that lacks something.
#[derive(Debug, thiserror::Error)]
#[error("git has committed, and left out {}", .0.join(", "))]
struct LeftOut(Vec<String>);

impl Explain for LeftOut {
    fn hint(&self) -> Option<String> {
        Some("It is written and in no commit; a hook of your repository has taken it out. Look at `git status`.".into())
    }
}

/// Runs a command and commits the files that differ afterwards; whatever else is changed or staged
/// stays as it is.
pub fn with_commit(
    chart: &Chart,
    verb: &str,
    output: &mut Output<'_>,
    run: impl FnOnce(&mut Output<'_>) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let git = Git::of(chart)?;
    let before = state(chart, &git)?;
    let outcome = run(output)?;
    let after = state(chart, &git)?;
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|path| before.get(*path) != after.get(*path));
    let paths: Vec<String> = changed.cloned().collect();
    let is_gone = |path: &String| after.get(path).is_none_or(|state| *state == State::Gone);
    let is_of_one = matches!(verb, "new" | "edit" | "amend" | "client edit");
    if is_of_one && !paths.is_empty() && !is_one(&paths, is_gone) {
        return Err(OthersChanged.into());
    }
    // What was never committed and is gone again is as it was in the last commit.
    let paths: Vec<String> = paths.into_iter().filter(|path| after.contains_key(path)).collect();
    // Without a path, git would take everything.
    if paths.is_empty() {
        output.status("Nothing was written, so nothing is committed.");
        return Ok(outcome);
    }
    let message = message(verb, &paths);
    git.commit(&paths, &message)?;
    // A hook may take something out again.
    let committed = git.tree("HEAD")?;
    let is_left_out = |path: &String| committed.contains_key(path) == is_gone(path);
    let left_out: Vec<String> = paths.into_iter().filter(is_left_out).collect();
    if !left_out.is_empty() {
        return Err(LeftOut(left_out).into());
    }
    output.status(format_args!("Committed: {}.", message.lines().next().unwrap_or_default()));
    Ok(outcome)
}

/// Tells whether all that was written is of one note or client: an editor may be open for long, and
/// somebody else write meanwhile. A draft of another format has another name for the same minute.
fn is_one(paths: &[String], is_gone: impl Fn(&String) -> bool) -> bool {
    let minute = |id: &str| {
        let (client, stem) = id.split_once('/')?;
        Some((client.to_owned(), stem.parse::<NoteStem>().ok()?.minute()))
    };
    let (gone, written): (Vec<&String>, Vec<&String>) = paths.iter().partition(|p| is_gone(p));
    let ids = |paths: Vec<&String>| paths.into_iter().map(|path| id_of(path)).collect();
    let (gone, written): (BTreeSet<String>, BTreeSet<String>) = (ids(gone), ids(written));
    let one = written.first().filter(|_| written.len() == 1);
    let was_renamed = |old: &String| {
        one.is_some_and(|one| minute(old).is_some_and(|then| Some(then) == minute(one)))
    };
    one.is_some() && gone.len() <= 1 && gone.iter().all(was_renamed)
}

/// What a file is, as far as a commit goes.
#[derive(Clone, PartialEq, Eq)]
enum State {
    /// It has this digest.
    Holds(String),
    /// It is there, and its bytes cannot be had: it is a link, a repository, too large, or the disk refuses.
    Unread,
    Gone,
}

/// Returns what each file is that differs from the last commit. What is of the record counts, whatever git
/// is told to ignore.
fn state(chart: &Chart, git: &Git) -> Result<BTreeMap<String, State>, GitError> {
    let changed = git.changed_since(chart, "HEAD")?.into_iter().map(|change| change.path);
    let ignored = git.ignored(chart)?.into_iter().filter(|path| Part::of(path).is_some());
    let state = changed.chain(ignored).map(|path| {
        let state = match chart.tree().read_if_there(path.as_ref()) {
            Ok(Some(bytes)) => State::Holds(bare_sha256(&bytes)),
            Ok(None) => State::Gone,
            Err(_) => State::Unread,
        };
        (path, state)
    });
    Ok(state.collect())
}

/// Says what was done to what: ids in one line, or their number and a line for each.
fn message(verb: &str, paths: &[String]) -> String {
    let ids: BTreeSet<String> = paths.iter().map(|path| id_of(path)).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    match ids.as_slice() {
        [_] | [_, _] => format!("{verb} {}", ids.join(" ")),
        _ => format!("{verb} {} files\n\n{}", paths.len(), ids.join("\n")),
    }
}

/// Returns the id that a path stands for: a note's, a client's, or the name of the file.
fn id_of(path: &str) -> String {
    let Some((client, rest)) = path.strip_prefix("clients/").and_then(|rest| rest.split_once('/'))
    else {
        return path.to_owned();
    };
    match rest.strip_prefix("notes/") {
        Some(name) => {
            let name = name.trim_end_matches(".sig").trim_end_matches(".md");
            format!("{client}/{name}")
        }
        None => client.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_command_wrote_is_told_from_what_others_wrote() {
        let note = |name: &str| format!("clients/c-7f3k/notes/{name}");
        let is_one = |gone: &[&str], written: &[&str]| {
            let gone: Vec<String> = gone.iter().map(|name| note(name)).collect();
            let all = gone.iter().cloned().chain(written.iter().map(|name| note(name)));
            is_one(&all.collect::<Vec<_>>(), |path| gone.contains(path))
        };
        let (soap, dap) = ("2026-11-24-1400-soap.md", "2026-11-24-1400-dap.md");
        assert!(is_one(&[], &[soap]) && is_one(&[], &[soap, "2026-11-24-1400-soap.md.sig"]));
        assert!(is_one(&[soap], &[dap]));
        assert!(!is_one(&[], &[soap, dap]) && !is_one(&["2026-11-23-1400-soap.md"], &[dap]));
        assert!(!is_one(&[soap, "2026-11-24-1400-birp.md"], &[dap]) && !is_one(&[soap], &[]));
        // What is no note has no minute, and is never the old name of another file.
        let [list, file] = ["allowed_signers", "clients/c-7f3k/client.toml"].map(str::to_owned);
        assert!(!super::is_one(&[list.clone(), file], |path| *path == list));
    }

    #[test]
    fn a_message_names_ids_and_nothing_else() {
        let paths =
            |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let notes = "clients/c-7f3k/notes/2026-11-24-1400-soap";
        let signed = paths(&[&format!("{notes}.md"), &format!("{notes}.md.sig")]);
        assert_eq!(message("sign", &signed), "sign c-7f3k/2026-11-24-1400-soap");
        let added = paths(&["clients/c-7f3k/client.toml"]);
        assert_eq!(message("client add", &added), "client add c-7f3k");
        let many =
            paths(&["allowed_signers", "clients/a-1/client.toml", "clients/b-1/client.toml"]);
        assert_eq!(message("x", &many), "x 3 files\n\na-1\nallowed_signers\nb-1");
    }
}
