//! How a clone and its server come to hold the same: what waits is committed, what came is merged, and both
//! have it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure};
use crate::fields::document;
use crate::output::{Output, counted};
use crate::programs::git::GitError;
use crate::record::chart::clone::{Lack, install_merging, lacks};
use crate::record::chart::commit_message::message;
use crate::record::chart::git::Git;
use crate::record::chart::git_commit::Committed;
use crate::record::chart::layout::{DocumentPart, Role, role_of_file};
use crate::record::chart::part::Part;
use crate::record::chart::{Chart, MARKER};
use crate::record::merge::conflicts::{end, settle_what_can_be};

/// What every clone must have besides the record: how it merges, and what it never takes in.
const OF_THE_CLONES: [&str; 2] = [".gitattributes", ".gitignore"];

/// How often a push is tried again when a colleague was faster.
const TRIES: usize = 8;

/// An exchange that stops, with nothing lost on either side.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// There is nobody to exchange with.
    #[error("this clone has no server")]
    NoServer,
    /// Somebody has to choose.
    #[error("the merge is not ended: {0} of what came cannot be settled without you")]
    Open(usize),
    /// What is here and what the server has did not begin together.
    #[error("the server has another record: no version of it is one of those here")]
    Unrelated,
    /// A hook refused the merge.
    #[error("the merge was refused, and nothing of it is committed")]
    Refused,
    /// Colleagues were faster each time.
    #[error(
        "colleagues pushed each time before this clone could; what you wrote is committed here"
    )]
    Raced,
    /// The server does not take it.
    #[error("the server does not take what was pushed")]
    NotTaken(#[source] GitError),
}

impl Explain for ExchangeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoServer => {
                "Name one with `git remote add origin URL` in the chart, or begin with `casenotes init --join URL`.".into()
            }
            Self::Open(_) => {
                "Choose with `casenotes settle`, then run `casenotes sync` again.".into()
            }
            Self::Unrelated => {
                "Join it with `casenotes init --join URL` in another folder, and write there what is yours; a chart that two begin apart never becomes one.".into()
            }
            Self::Refused => {
                "Mend what the hook has named and run `casenotes sync` again, or take the merge back with `git merge --abort`.".into()
            }
            Self::Raced => "Run `casenotes sync` again.".into(),
            Self::NotTaken(_) => "What the server said stands above; what you wrote is committed here.".into(),
        })
    }
}

/// What an exchange has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// The version that was here before something came; `None` when nothing did.
    pub before: Option<String>,
    /// The version of the server that was taken in.
    pub came: Option<String>,
    /// The last version that both had.
    pub common: Option<String>,
    /// How many versions the server has taken.
    pub pushed: usize,
}

/// Commits what waits; returns how many files.
///
/// # Errors
/// Fails when git does, a hook of the clone included.
pub fn commit_what_waits(chart: &Chart, git: &Git) -> Result<usize, Failure> {
    let changed = git.changed_since(chart, "HEAD")?;
    let paths = changed.files.into_iter().map(|change| change.path).chain(changed.ignored);
    let is_of_all = |path: &str| Part::of(path).is_some() || OF_THE_CLONES.contains(&path);
    let mut paths: Vec<String> = paths.filter(|path| is_of_all(path)).collect();
    paths.sort();
    paths.dedup();
    if paths.is_empty() {
        return Ok(0);
    }
    match git.commit_written(&paths, |paths| message("sync", paths))? {
        Committed::Done { .. } => Ok(paths.len()),
        Committed::Nothing | Committed::GoesAlong(_) => Ok(0),
    }
}

/// Takes in what the server has and gives it what is here, until both are the same.
///
/// # Errors
/// Says what stopped it; nothing is lost then, and the same command goes on.
pub fn exchange(chart: &Chart, git: &Git, output: &mut Output<'_>) -> Result<Exchanged, Failure> {
    let server = git.server()?.ok_or(ExchangeError::NoServer)?;
    if lacks(git)?.contains(&Lack::Merging) {
        install_merging(chart, git)?;
    }
    let mut exchanged = Exchanged::default();
    for _ in 0..TRIES {
        let tip = git.fetch(&server)?;
        if let Some(tip) = &tip {
            take_in(chart, git, tip, &mut exchanged, output)?;
        }
        let waiting = git.count_since(tip.as_deref())?;
        if waiting == 0 {
            return Ok(exchanged);
        }
        match git.push(&server) {
            Ok(()) => {
                exchanged.pushed = waiting;
                return Ok(exchanged);
            }
            // Somebody was faster if the server has something else than a moment ago.
            Err(error) if git.fetch(&server)? == tip => {
                return Err(ExchangeError::NotTaken(error).into());
            }
            Err(_) => {}
        }
    }
    Err(ExchangeError::Raced.into())
}

fn take_in(
    chart: &Chart,
    git: &Git,
    tip: &str,
    exchanged: &mut Exchanged,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let here = git.name_of("HEAD")?;
    if git.is_ancestor(tip, "HEAD")? {
        return Ok(());
    }
    let common = git.merge_base(&here, tip)?.ok_or(ExchangeError::Unrelated)?;
    exchanged.common.get_or_insert(common);
    exchanged.before.get_or_insert(here);
    exchanged.came = Some(tip.to_owned());
    if git.merge(tip)? {
        return Ok(());
    }
    if git.unmerged()?.is_empty() {
        return Err(ExchangeError::Refused.into());
    }
    if !settle_what_can_be(chart, git, output)? {
        let mut open: Vec<String> =
            git.unmerged()?.into_iter().map(|version| version.path).collect();
        open.dedup();
        return Err(ExchangeError::Open(open.len()).into());
    }
    end(git, output)?;
    Ok(())
}

/// Goes on with a merge that was begun before.
///
/// # Errors
/// As [`exchange`].
pub fn go_on_with_merge(chart: &Chart, git: &Git, output: &mut Output<'_>) -> Result<(), Failure> {
    if git.unfinished()?.is_none() {
        return Ok(());
    }
    if !settle_what_can_be(chart, git, output)? {
        return Err(ExchangeError::Open(git.unmerged()?.len()).into());
    }
    // What a hook has named, somebody has mended since: it goes along.
    commit_what_waits(chart, git)?;
    end(git, output)?;
    Ok(())
}

/// How a mark was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The server knows of it, so nobody else takes it.
    Known(u16),
    /// Nobody knows of it but this clone.
    Here(u16),
}

/// Gives this machine a mark. Where the clone is as the server is, the server is told of it at once, so that
/// two who join at the same moment have two: who comes second looks again.
///
/// # Errors
/// Fails when no mark is free, the settings cannot be written, or git does.
pub fn take_mark(root: &Path, name: &str) -> Result<Taken, Failure> {
    let chart = Chart::open(root)?;
    let git = Git::of(&chart)?;
    let Some(server) = git.server()? else { return Ok(Taken::Here(chart.give_mark(name)?)) };
    let is_as_there = git.has_commit()? && git.fetch(&server)? == Some(git.name_of("HEAD")?);
    if !is_as_there || !git.changed_since(&chart, "HEAD")?.files.is_empty() {
        return Ok(Taken::Here(chart.give_mark(name)?));
    }
    for _ in 0..TRIES {
        let mark = Chart::open(root)?.give_mark(name)?;
        let before = git.name_of("HEAD")?;
        let said = |_: &[String]| format!("The mark {mark} is given");
        git.commit_written(&[MARKER.to_owned()], said)?;
        if git.push(&server).is_ok() {
            return Ok(Taken::Known(mark));
        }
        match git.fetch(&server)? {
            Some(tip) if tip != before => git.go_to(&tip)?,
            // It is no matter of who was first.
            _ => return Ok(Taken::Here(mark)),
        }
    }
    Err(ExchangeError::Raced.into())
}

/// What a change is called to something that has come as new as well.
const CHANGED: [(&str, &str); 3] = [
    ("changed note", "note"),
    ("changed client file", "client"),
    ("changed authorization", "authorization"),
];

/// Says in the words of the practice what came, by whom and for whom.
///
/// # Errors
/// Fails when git does.
pub fn told(git: &Git, exchanged: &Exchanged) -> Result<Vec<String>, GitError> {
    let Some(came) = &exchanged.came else { return Ok(Vec::new()) };
    let mut by_author: BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>> = BTreeMap::new();
    let mut clients: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (author, files) in git.authored(exchanged.common.as_deref(), came)? {
        for (status, path) in files {
            let Some((noun, client)) = noun_of(status, &path) else { continue };
            by_author.entry(author.clone()).or_default().entry(noun).or_default().insert(path);
            clients.entry(author.clone()).or_default().extend(client);
        }
    }
    for nouns in by_author.values_mut() {
        // What came and was signed afterwards came once.
        for (changed, new) in CHANGED {
            let new = nouns.get(new).cloned().unwrap_or_default();
            if let Some(paths) = nouns.get_mut(changed) {
                paths.retain(|path| !new.contains(path));
            }
        }
        nouns.retain(|_, paths| !paths.is_empty());
    }
    let line = |(author, nouns): (&String, &BTreeMap<&'static str, BTreeSet<String>>)| {
        let counts: Vec<String> =
            nouns.iter().map(|(noun, paths)| counted(paths.len(), noun)).collect();
        let of: Vec<&str> = clients.get(author).into_iter().flatten().map(String::as_str).collect();
        let of = if of.is_empty() { String::new() } else { format!(", for {}", of.join(", ")) };
        format!("{} from {author}{of}", counts.join(", "))
    };
    Ok(by_author.iter().map(line).collect())
}

/// Returns what a file that came is called, and whose it is.
fn noun_of(status: char, path: &str) -> Option<(&'static str, Option<String>)> {
    let is_new = status == 'A';
    let named = |noun, client: ClientId| Some((noun, Some(client.as_str().to_owned())));
    match Part::of(path)? {
        Part::Note(client, Role::Note(_)) => {
            named(if is_new { "note" } else { "changed note" }, client)
        }
        Part::Note(client, Role::Signature) => {
            let name = path.rsplit('/').next()?.trim_end_matches(".sig");
            match role_of_file(name) {
                Role::Note(_) => named("signature", client),
                _ => None,
            }
        }
        Part::Note(client, Role::Amendment(name)) => named(name.kind.as_str(), client),
        Part::Note(client, _) => named("waiting text", client),
        Part::ClientFile(client) => {
            named(if is_new { "client" } else { "changed client file" }, client)
        }
        Part::Authorization(client) => {
            named(if is_new { "authorization" } else { "changed authorization" }, client)
        }
        Part::Disclosure(client) => named("disclosure", client),
        Part::Request(client) => named("request", client),
        Part::Document(client, DocumentPart::Description) => {
            named(if is_new { "document" } else { "changed document" }, client)
        }
        Part::Document(client, DocumentPart::Signature) => named("signature", client),
        // What is said of it came with it.
        Part::Document(_, DocumentPart::Bytes | DocumentPart::Discarded) => None,
        Part::Questionnaire(client, DocumentPart::Signature) => named("signature", client),
        Part::Questionnaire(client, _) => {
            named(if is_new { "questionnaire" } else { "changed questionnaire" }, client)
        }
        Part::Move(client) => named("move", client),
        Part::Discarded(client) => named("removal", client),
        Part::Signers => Some(("signer change", None)),
        Part::Settings => Some(("settings change", None)),
    }
}

/// Returns the authorizations that came revoked and that something here left under on that day or later, as
/// sentences.
///
/// # Errors
/// Fails when git does or the log cannot be read.
pub fn used_after_revocation(
    chart: &Chart,
    git: &Git,
    exchanged: &Exchanged,
) -> Result<Vec<String>, Failure> {
    let (Some(common), Some(came)) = (&exchanged.common, &exchanged.came) else {
        return Ok(Vec::new());
    };
    let mut sentences = Vec::new();
    for change in git.changes_between(common, came)? {
        let Some(Part::Authorization(client)) = Part::of(&change.path) else { continue };
        let name = change.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
        let Some(bytes) = chart.tree().read_if_there(change.path.as_ref())? else { continue };
        let table = std::str::from_utf8(&bytes).ok().and_then(document::table);
        let Some(revoked) =
            table.as_ref().and_then(|table| table.get("revoked")).map(ToString::to_string)
        else {
            continue;
        };
        for (id, entry) in chart.log_of(&client)?.0 {
            let is_under = entry.authorizations.iter().any(|used| used == name);
            if is_under && entry.time.as_str() >= revoked.as_str() {
                sentences.push(format!(
                    "the authorization {client}/{name} was revoked on {revoked}, and {id} left under it afterwards"
                ));
            }
        }
    }
    Ok(sentences)
}
