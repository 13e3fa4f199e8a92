//! `casenotes hooks run`: what the hooks run that `hooks install` has written.

use std::path::{Path, PathBuf};

use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::guard::arrival::{crossed_merges, what_came};
use crate::guard::doubt;
use crate::guard::pushed::{Look, Update};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::rules::finding::Finding;
use crate::rules::report::findings::{self, short};

/// What a hook runs
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of the hook
    pub hook: String,
    /// What git tells it
    #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
    pub told: Vec<String>,
}

/// A hook that there is not.
#[derive(Debug, thiserror::Error)]
#[error("there is no hook `{0}` of ours")]
struct NoSuchHook(String);

impl Explain for NoSuchHook {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes hooks install` once more.".into())
    }
}

/// What a hook is run with.
pub struct Context<'a> {
    /// The tree whose repository it is of.
    pub chart: &'a Chart,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// The folder that paths are shown from.
    pub folder: &'a Path,
    /// What git writes to the hook.
    pub input: &'a str,
}

/// Runs a hook of a clone.
pub fn run(
    args: &Args,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match args.hook.as_str() {
        "post-merge" => look_at_what_came("ORIG_HEAD", context, output),
        "post-rewrite" => {
            // Each version that was made anew, and what it is now: the last of the old ones had it all.
            let old = context.input.lines().filter_map(|line| line.split(' ').next()).next_back();
            match old {
                Some(old) => look_at_what_came(old, context, output),
                None => Ok(Outcome::Done),
            }
        }
        "pre-push" => {
            let updates = Update::before_push(context.input)?;
            let git = Git::of(context.chart)?;
            let time = Some(SessionTime::new(context.clock.now()));
            let root = context.chart.root();
            let look = Look { git: &git, root, time, is_server: false };
            let help = "It is on its way out and not on the server yet: `casenotes sync` settles what it can, and `git revert` takes a commit back.";
            tell(&look, &updates, context.folder, help, output)
        }
        other => Err(NoSuchHook(other.to_owned()).into()),
    }
}

/// Tells whether a hook is of a server, which has neither chart nor configuration.
pub fn is_of_server(args: &Args) -> bool {
    matches!(args.hook.as_str(), "pre-receive" | "post-receive")
}

/// Runs a hook of a server.
pub fn run_on_server(
    args: &Args,
    folder: &Path,
    clock: &dyn Clock,
    input: &str,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let git = Git::of_server(folder);
    let updates = Update::before_receiving(input)?;
    if args.hook == "post-receive" {
        // A server that was made before the first push may name a branch that nobody has.
        if let Some(branch) = updates.iter().find(|update| update.branch.starts_with("refs/heads/"))
        {
            git.point_head_at(&branch.branch)?;
        }
        return Ok(Outcome::Done);
    }
    let time = Some(SessionTime::new(clock.now()));
    let root = PathBuf::new();
    let look = Look { git: &git, root: &root, time, is_server: true };
    let help = "Nothing of this push was taken. Pull, settle what is told above, and push again.";
    tell(&look, &updates, folder, help, output)
}

/// Tells what is wrong with a push; with an error, git does not go on.
fn tell(
    look: &Look<'_>,
    updates: &[Update],
    folder: &Path,
    help: &str,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut found: Vec<Finding> = Vec::new();
    for update in updates {
        found.extend(look.at(update)?);
    }
    found.dedup();
    for finding in &found {
        // What git lets a hook say goes to the other end by this way alone.
        output.status(short(finding, folder).trim_end());
    }
    let outcome = findings::outcome(&found, false);
    if outcome != Outcome::Done {
        output.hint(help);
    }
    Ok(outcome)
}

/// Checks what a merge or a rebase has brought, and says what to do.
fn look_at_what_came(
    version: &str,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Context { chart, clock, .. } = *context;
    let found = what_came(chart, clock, version)?;
    for finding in &found {
        output.status(short(finding, context.folder).trim_end());
    }
    for sentence in crossed_merges(chart, version)? {
        output.warning(sentence);
    }
    let found = doubt::errors(found);
    if !found.is_empty() {
        let git = Git::of(chart)?;
        doubt::remember(chart, &git, version)?;
        let back = doubt::way_back(chart, &git, version, &found)?;
        let back = back.unwrap_or_else(|| format!("git reset --keep {version}"));
        let count = counted(found.len(), "finding");
        output.hint(format_args!(
            "{count} in what came. Until it is as it was, nothing of those clients is signed or exported: `{back}` in the chart brings it back, and a commit keeps it so."
        ));
    }
    // What came is here, whatever is found in it.
    Ok(Outcome::Done)
}
