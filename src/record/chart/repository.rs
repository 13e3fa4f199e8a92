//! The chart's own repository: how it begins, and what every clone of it takes from there.

use crate::failure::Failure;
use crate::programs::git::Program;
use crate::record::chart::Chart;
use crate::record::chart::clone::{attributes, install_merging};
use crate::record::chart::git::Git;

/// Signed notes are signed byte by byte, so git must never change a line end.
/// And a git that knows nothing of us must not put two versions of a file of the record together: it takes
/// two notes of one template for one that was renamed. What does know is named in the clone's own
/// attributes, which go before these ([`crate::record::chart::clone`]).
const ATTRIBUTES: &str = "* -text\n*.md diff=markdown\n";

/// What must never be committed: texts in work, editors' leftovers, sealed notes and keys. Nothing of the
/// record has such a name: a pattern of letters alone would take in a client of that id, so it is rooted.
const IGNORE: &str = "\
.casenotes-*.tmp
.edit-*/
*.swp
*.swo
*~
.DS_Store
*.age
/identity*
";

/// What became of making the chart a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repository {
    /// It is one.
    Made,
    /// There is no git on this machine, or git refused.
    NoGit,
}

/// Makes the chart a git repository of its own, with attributes and ignored names, if git is there.
///
/// It is one even inside the work tree of another, so that no other repository takes it in.
///
/// # Errors
/// Fails when the two files cannot be written.
pub fn init(chart: &Chart) -> Result<Repository, Failure> {
    let tree = chart.tree();
    tree.write_new(".gitattributes".as_ref(), attributes(ATTRIBUTES).as_bytes())?;
    tree.write_new(".gitignore".as_ref(), IGNORE.as_bytes())?;
    tree.write_new("clients/.gitkeep".as_ref(), b"")?;
    let mut command = Program::in_folder(chart.root()).writing();
    let output = command.args(["init", "--quiet", "."]).output();
    match output {
        Ok(output) if output.status.success() => {
            install_merging(chart, &Git::of(chart)?)?;
            Ok(Repository::Made)
        }
        _ => Ok(Repository::NoGit),
    }
}
