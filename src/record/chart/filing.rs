//! Signed texts are filed with their signatures: all of them, or none.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::tree::Tree;
use crate::disk::write::Replaced;
use crate::failure::Explain;
use crate::record::chart::Chart;

/// A text that is to be filed together with its signature.
pub struct Filing {
    /// Where the text goes; its signature goes beside it.
    pub path: PathBuf,
    /// What is there now; `None` when nothing may be there.
    pub before: Option<Vec<u8>>,
    /// The text.
    pub after: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
}

/// A text that was not filed; none of the others was either.
#[derive(Debug, thiserror::Error)]
pub enum FilingError {
    /// Somebody changed it meanwhile.
    #[error("{} changed meanwhile; nothing was signed", .0.display())]
    ChangedMeanwhile(PathBuf),
    /// The disk refused.
    #[error("nothing was signed")]
    Disk(#[from] DiskError),
}

impl Explain for FilingError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::ChangedMeanwhile(_) => Some("Run the command again.".into()),
            Self::Disk(error) => error.hint(),
        }
    }
}

/// Files texts with their signatures. If one cannot be filed, those before it are taken back.
///
/// The text comes first: a loss of power in between leaves a text that says it is signed and has no
/// signature, which `validate` reports and the next `sign` completes.
///
/// # Errors
/// Fails when a text changed meanwhile or the disk refuses.
pub fn file_all(tree: &Tree, filings: &[Filing]) -> Result<(), FilingError> {
    for (at, filing) in filings.iter().enumerate() {
        if let Err(error) = file(tree, filing) {
            filings[..at].iter().rev().for_each(|filing| take_back(tree, filing));
            return Err(error);
        }
    }
    Ok(())
}

fn file(tree: &Tree, filing: &Filing) -> Result<(), FilingError> {
    let written = match &filing.before {
        None => tree.write_new(&filing.path, &filing.after),
        Some(before) => match tree.replace_if(&filing.path, before, &filing.after) {
            Ok(Replaced::Yes) => Ok(()),
            Ok(Replaced::ChangedMeanwhile) => {
                return Err(FilingError::ChangedMeanwhile(filing.path.clone()));
            }
            Err(error) => Err(error),
        },
    };
    written?;
    let signature = Chart::signature_path(&filing.path);
    tree.write_new(&signature, &filing.signature).map_err(|error| {
        restore(tree, filing);
        error.into()
    })
}

fn take_back(tree: &Tree, filing: &Filing) {
    tree.unmake(&Chart::signature_path(&filing.path));
    restore(tree, filing);
}

/// Puts the text back as it was; one that cannot be put back says that it is signed, and is found.
fn restore(tree: &Tree, filing: &Filing) {
    match &filing.before {
        None => tree.unmake(&filing.path),
        Some(before) => {
            let _ = tree.replace_if(&filing.path, &filing.after, before);
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_cannot_be_filed_as_a_whole_is_not_filed_at_all() {
        let root = tempfile::tempdir().unwrap();
        let tree = Tree::open(root.path()).unwrap();
        let path = |name: &str| root.path().join(name);
        let filing = |name: &str, before: Option<&[u8]>| Filing {
            path: path(name),
            before: before.map(<[u8]>::to_vec),
            after: b"signed".to_vec(),
            signature: b"signature".to_vec(),
        };
        for name in ["a.md", "c.md"] {
            fs::write(path(name), "draft").unwrap();
        }
        let filings = |last: &[u8]| {
            [filing("a.md", Some(b"draft")), filing("b.md", None), filing("c.md", Some(last))]
        };
        let error = file_all(&tree, &filings(b"another")).unwrap_err();
        assert!(matches!(error, FilingError::ChangedMeanwhile(_)), "{error:?}");
        fs::write(path("c.md.sig"), "in the way").unwrap();
        assert!(file_all(&tree, &filings(b"draft")).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 3);
        assert_eq!(fs::read(path("a.md")).unwrap(), b"draft");
        assert_eq!(fs::read(path("c.md")).unwrap(), b"draft");
        fs::remove_file(path("c.md.sig")).unwrap();
        file_all(&tree, &filings(b"draft")).unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 6);
        assert_eq!(fs::read(path("b.md.sig")).unwrap(), b"signature");
    }
}
