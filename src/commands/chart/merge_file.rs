//! `casenotes merge-file`: what git runs to put two versions of a file of the record together.
//!
//! git runs it in a merge, a rebase, a cherry-pick, a revert and a stash alike, with files of its own that
//! hold the three versions. It needs no configuration and no vault.

use std::path::{Path, PathBuf};

use crate::disk::outside::{read, replace_private_if};
use crate::disk::write::Replaced;
use crate::failure::{Explain, Failure, Outcome};
use crate::record::merge::{Merged, Versions, merge};

/// Put two versions of a file of the record together, for git
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The version that both began from; empty when there is none
    base: PathBuf,
    /// The version that is here, which becomes what they are together
    ours: PathBuf,
    /// The other version
    theirs: PathBuf,
    /// Where the file lies in the repository
    path: String,
}

/// git's own file was changed by somebody else.
#[derive(Debug, thiserror::Error)]
#[error("{} changed meanwhile", .0.display())]
struct ChangedMeanwhile(PathBuf);

impl Explain for ChangedMeanwhile {
    fn hint(&self) -> Option<String> {
        Some("Abort the merge and begin again.".into())
    }
}

/// Merges; ends with 1 when they stay two, which git takes for a conflict.
pub fn run(args: &Args, folder: &Path) -> Result<Outcome, Failure> {
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|path| folder.join(path));
    let [was, here, there] = [read(&base)?, read(&ours)?, read(&theirs)?];
    let versions =
        Versions { base: (!was.is_empty()).then_some(&was), ours: &here, theirs: &there };
    let (merged, outcome) = match merge(&args.path, &versions) {
        Merged::One(merged) => (merged, Outcome::Done),
        Merged::Two(merged) => (merged, Outcome::Negative),
    };
    if merged != here && replace_private_if(&ours, &here, &merged)? != Replaced::Yes {
        return Err(ChangedMeanwhile(ours).into());
    }
    Ok(outcome)
}
