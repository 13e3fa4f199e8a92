//! git, as far as a new chart needs it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::disk::DiskError;
use crate::disk::write::write_new;

/// Signed notes are signed byte by byte, so git must never change a line end.
const ATTRIBUTES: &str = "* -text\n*.md diff=markdown\n";

/// What must never be committed: texts in work, editors' leftovers, sealed notes and keys.
const IGNORE: &str = "\
.casenotes-*.tmp
.edit-*/
*.swp
*.swo
*~
.DS_Store
*.age
identity*
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
pub fn init(chart: &Path) -> Result<Repository, DiskError> {
    write_new(&chart.join(".gitattributes"), ATTRIBUTES.as_bytes())?;
    write_new(&chart.join(".gitignore"), IGNORE.as_bytes())?;
    write_new(&chart.join("clients/.gitkeep"), b"")?;
    let status = Command::new("git")
        .args(["init", "--quiet", "."])
        .current_dir(chart)
        // A variable that points elsewhere would make the repository there.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    Ok(match status {
        Ok(status) if status.success() => Repository::Made,
        _ => Repository::NoGit,
    })
}
