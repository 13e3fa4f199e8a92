//! What waits in the practice as a whole: the vault by its outside, git, and the list of signers.

use chrono::{DateTime, Duration, Utc};

use crate::commands::chart::todo::item::{Item, Kind};
use crate::commands::chart::todo::{Look, Sealed};
use crate::domain::clock::on_this_machine;
use crate::failure::Failure;
use crate::output::{Output, counted};
use crate::programs::git::GitError;
use crate::record::chart::git::Git;

/// How many days before its end a key is told of.
const ENDS_SOON: i64 = 30;

/// Returns what waits.
pub fn waiting_in_practice(
    look: &Look<'_>,
    sealed: Sealed,
    output: &mut Output<'_>,
) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for (count, noun) in [(sealed.drafts, "sealed draft"), (sealed.texts, "text")] {
        if count > 0 {
            let why = counted(count, noun);
            items.push(Item::of_practice(Kind::Vault, why, "casenotes vault drafts"));
        }
    }
    match git(look) {
        Ok(found) => items.extend(found),
        // A chart that is in no repository, or a machine without git, waits for neither.
        Err(GitError::NoGit(_) | GitError::NoRepository(_)) => {}
        Err(error) => output.warning(format_args!("what git waits for is not known: {error}")),
    }
    items.extend(ending_keys(look)?);
    Ok(items)
}

fn git(look: &Look<'_>) -> Result<Vec<Item>, GitError> {
    let git = Git::of(look.chart)?;
    let changed = git.changed_since(look.chart, "HEAD")?.files.len();
    let unpushed = git.unpushed()?;
    let waits = [
        (changed, "change", "not committed", "git add --all && git commit"),
        (unpushed, "commit", "not pushed", "git push"),
    ];
    let waits = waits.into_iter().filter(|(count, ..)| *count > 0);
    Ok(waits
        .map(|(count, noun, state, command)| {
            let why = format!("{} {state}", counted(count, noun));
            Item::of_practice(Kind::Git, why, command)
        })
        .collect())
}

/// Returns the people whose every key has ended or will soon.
fn ending_keys(look: &Look<'_>) -> Result<Vec<Item>, Failure> {
    let trust = look.chart.trust()?;
    let now: DateTime<Utc> = look.now.utc().and_utc();
    let soon = now + Duration::days(ENDS_SOON);
    let mut items = Vec::new();
    let entries = trust.signers.entries();
    for entry in entries {
        let Some(end) = entry.before.map(|bound| bound.moment()) else { continue };
        let of_person = entries.iter().filter(|other| other.principals == entry.principals);
        let ends = of_person.map(|other| other.before.map(|bound| bound.moment()));
        // Another key of the same person goes on, or ends later and is told of itself.
        let is_last = ends.into_iter().all(|other| other.is_some_and(|other| other <= end));
        if is_last && now <= end && end <= soon && look.wants(Some(&entry.principals)) {
            let why = format!("the key of {} ends", entry.principals);
            let mut item = Item::of_practice(Kind::Signer, why, "casenotes signer add");
            item.due = Some(on_this_machine(end).date());
            item.author = Some(entry.principals.clone());
            items.push(item);
        }
    }
    Ok(items)
}
