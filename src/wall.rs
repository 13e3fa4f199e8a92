//! The wall between chart and vault: two trees that never touch, and keys that lie in neither.
//!
//! 45 CFR 164.501 calls notes psychotherapy notes only if they are separated from the rest of the
//! record. Every command that opens a tree checks the wall first.

use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::place::{self, Place};
use crate::domain::digest::sha256;
use crate::failure::Explain;

/// Where the two trees and the keys are, by the configuration.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// The root of the chart.
    pub chart: Option<&'a Path>,
    /// The root of the vault.
    pub vault: Option<&'a Path>,
    /// The identity files.
    pub identities: &'a [PathBuf],
}

/// A breach of the wall.
#[derive(Debug, thiserror::Error)]
pub enum Breach {
    /// One folder is both.
    #[error("the chart and the vault are the same folder: {}", .0.display())]
    SameTree(PathBuf),
    /// The vault lies in the chart.
    #[error("the vault {} lies inside the chart {}", vault.display(), chart.display())]
    VaultInChart {
        /// The chart.
        chart: PathBuf,
        /// The vault.
        vault: PathBuf,
    },
    /// The chart lies in the vault.
    #[error("the chart {} lies inside the vault {}", chart.display(), vault.display())]
    ChartInVault {
        /// The chart.
        chart: PathBuf,
        /// The vault.
        vault: PathBuf,
    },
    /// A folder of one tree is a folder of the other.
    #[error("the chart and the vault are linked: {} is the same folder in both", .0.display())]
    Linked(PathBuf),
    /// The vault would be committed with the chart.
    #[error("the vault {} lies inside the git work tree {} of the chart", vault.display(), work_tree.display())]
    VaultInWorkTree {
        /// The work tree.
        work_tree: PathBuf,
        /// The vault.
        vault: PathBuf,
    },
    /// A key lies beside what it opens.
    #[error("the identity {} lies inside the {tree}", identity.display())]
    IdentityInTree {
        /// The identity file.
        identity: PathBuf,
        /// Which tree: `chart`, `vault`, or the chart's work tree.
        tree: &'static str,
    },
    /// Others can read a key.
    #[error("the identity {} can be read by others (mode {mode:04o})", identity.display())]
    IdentityReadable {
        /// The identity file.
        identity: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The signing key lies where it would travel with what it signs.
    #[error("the signing key {} lies inside the {tree}", key.display())]
    SigningKeyInTree {
        /// The key file.
        key: PathBuf,
        /// Which tree.
        tree: &'static str,
    },
    /// Others can read the signing key.
    #[error("the signing key {} can be read by others (mode {mode:04o})", key.display())]
    SigningKeyReadable {
        /// The key file.
        key: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// An output file would land in a tree.
    #[error("{} lies inside the {tree}", path.display())]
    OutputInTree {
        /// The file.
        path: PathBuf,
        /// Which tree.
        tree: &'static str,
    },
    /// A file of the vault, or a key, would become part of the record.
    #[error("{} {what}, and does not become part of the record", path.display())]
    SourceIsPrivate {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// What guards the vault lies in it.
    #[error("the list of recipients that was agreed to cannot be remembered in the vault itself: {}", .0.display())]
    AgreementInVault(PathBuf),
    /// A place could not be looked at.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Explain for Breach {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::SameTree(_) | Self::VaultInChart { .. } | Self::ChartInVault { .. } => {
                "Move one of them and correct `root` in the configuration; psychotherapy notes must be kept apart.".into()
            }
            Self::Linked(_) => "Remove the link; the two trees must not share a folder.".into(),
            Self::VaultInWorkTree { .. } => {
                "Move the vault out of the repository, or a commit would carry it along.".into()
            }
            Self::IdentityInTree { .. } => {
                "Move it elsewhere, such as ~/.config/casenotes, and correct `[vault] identities`.".into()
            }
            Self::IdentityReadable { identity, .. } => {
                format!("Run `chmod 600 {}`.", identity.display())
            }
            Self::SigningKeyInTree { .. } => {
                "Move it elsewhere, such as ~/.ssh, and correct `[clinician] signing_key`.".into()
            }
            Self::SigningKeyReadable { key, .. } => format!("Run `chmod 600 {}`.", key.display()),
            Self::OutputInTree { .. } => "Choose a folder outside of the chart and the vault.".into(),
            Self::SourceIsPrivate { .. } => {
                "Psychotherapy notes and what opens them are kept apart from the record.".into()
            }
            Self::AgreementInVault(_) => {
                "Set XDG_STATE_HOME to a folder outside of the vault.".into()
            }
            Self::Disk(error) => return error.hint(),
        })
    }
}

/// Fails when the wall has a hole.
///
/// # Errors
/// Names the first breach, with its mend.
pub fn check(places: Places<'_>) -> Result<(), Breach> {
    let chart = places.chart.map(place::look).transpose()?.flatten();
    let vault = places.vault.map(place::look).transpose()?.flatten();
    let work_tree = chart.as_ref().and_then(|chart| place::git_work_tree(&chart.path));
    if let (Some(chart), Some(vault)) = (&chart, &vault) {
        check_trees(chart, vault, work_tree)?;
    }
    for identity in places.identities {
        let Some(found) = place::look(identity)? else { continue };
        let trees = Trees { chart: chart.as_ref(), vault: vault.as_ref(), work_tree };
        check_identity(identity, &found, trees)?;
    }
    Ok(())
}

/// Fails when a file that is to be written would land in one of the trees, or be committed with the
/// chart.
///
/// # Errors
/// Names the tree.
pub fn check_output(places: Places<'_>, output: &Path) -> Result<(), Breach> {
    let real = place::real_path(output);
    let chart = places.chart.map(place::real_path);
    let trees = [
        ("chart", chart.clone()),
        ("vault", places.vault.map(place::real_path)),
        (
            "git work tree of the chart",
            chart.as_deref().and_then(place::git_work_tree).map(Path::to_owned),
        ),
    ];
    for (tree, root) in trees {
        if root.is_some_and(|root| real.starts_with(root)) {
            return Err(Breach::OutputInTree { path: output.to_owned(), tree });
        }
    }
    Ok(())
}

/// Fails when a file that is to become part of the record is one of the vault, or a key.
///
/// # Errors
/// Says which.
pub fn check_source(places: Places<'_>, source: &Path) -> Result<(), Breach> {
    Private::of(places).check_source(source)
}

/// What no file of the record may be, looked up once for many files.
pub struct Private {
    vault: Option<PathBuf>,
    identities: Vec<PathBuf>,
}

impl Private {
    /// Looks up where the vault and its keys are.
    pub fn of(places: Places<'_>) -> Self {
        Self {
            vault: places.vault.map(place::real_path),
            identities: places.identities.iter().map(|it| place::real_path(it)).collect(),
        }
    }

    /// Fails when a file that is to become part of the record is one of the vault, or a key.
    ///
    /// # Errors
    /// Says which.
    pub fn check_source(&self, source: &Path) -> Result<(), Breach> {
        let real = place::real_path(source);
        let is_private = |what| Err(Breach::SourceIsPrivate { path: source.to_owned(), what });
        if self.vault.as_ref().is_some_and(|vault| real.starts_with(vault)) {
            return is_private("lies inside the vault");
        }
        if self.identities.contains(&real) {
            return is_private("is a key of the vault");
        }
        Ok(())
    }
}

/// Returns the file in which a machine remembers the list of recipients that its owner has agreed to for
/// a vault, in the folder of what a machine must not lose.
///
/// It goes by where the vault is, as the owner's configuration says: what stands in the vault could be
/// changed together with the list.
///
/// # Errors
/// Fails when it would lie in the vault itself.
pub fn agreement_file(state: &Path, vault: &Path) -> Result<PathBuf, Breach> {
    let vault = place::real_path(vault);
    let digest = sha256(vault.as_os_str().as_encoded_bytes());
    let file = state.join("casenotes/recipients").join(format!("{}.txt", &digest[7..23]));
    match place::real_path(&file).starts_with(&vault) {
        true => Err(Breach::AgreementInVault(file)),
        false => Ok(file),
    }
}

/// Returns the service that copies a file to other machines, by the names of the folders it lies in.
pub fn synchronised_by(path: &Path) -> Option<&'static str> {
    let given = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = place::real_path(path);
    let mut folders = given.components().chain(real.components());
    folders.find_map(|folder| {
        let name = folder.as_os_str().to_string_lossy().to_lowercase();
        let is = |words: &[&str]| words.iter().any(|word| name == *word);
        // macOS keeps them below ~/Library/CloudStorage as `Dropbox`, `OneDrive-Personal`,
        // `GoogleDrive-name@example.org`; iCloud Drive is ~/Library/Mobile Documents.
        if name == "dropbox" || name.starts_with("dropbox (") || name.starts_with("dropbox-") {
            Some("Dropbox")
        } else if name == "onedrive"
            || name.starts_with("onedrive -")
            || name.starts_with("onedrive-")
        {
            Some("OneDrive")
        } else if is(&["mobile documents", "com~apple~clouddocs", "icloud drive", "iclouddrive"]) {
            Some("iCloud")
        } else if is(&["google drive", "googledrive", "my drive"])
            || name.starts_with("googledrive-")
        {
            Some("Google Drive")
        } else {
            None
        }
    })
}

/// Fails when the signing key lies in one of the trees or can be read by others.
///
/// # Errors
/// Names the breach, with its mend.
pub fn check_signing_key(places: Places<'_>, key: &Path) -> Result<(), Breach> {
    match check(Places { identities: &[key.to_owned()], ..places }) {
        Err(Breach::IdentityInTree { identity: key, tree }) => {
            Err(Breach::SigningKeyInTree { key, tree })
        }
        Err(Breach::IdentityReadable { identity: key, mode }) => {
            Err(Breach::SigningKeyReadable { key, mode })
        }
        result => result,
    }
}

/// Fails when two trees that do not exist yet would breach the wall.
///
/// The chart is to be a git repository of its own, so a work tree around it does not count; whether
/// it has become one, [`check`] tells afterwards.
///
/// # Errors
/// As [`check`].
pub fn check_planned(chart: &Path, vault: &Path, identity: &Path) -> Result<(), Breach> {
    let planned = |path: &Path| Place {
        path: place::real_path(path),
        mode: 0o600,
        // No real file has this number, so that nothing planned is taken for a link.
        identity: (0, 0),
    };
    let (chart, vault) = (planned(chart), planned(vault));
    check_trees(&chart, &vault, None)?;
    let trees = Trees { chart: Some(&chart), vault: Some(&vault), work_tree: None };
    check_identity(identity, &planned(identity), trees)
}

/// What a key must lie outside of.
#[derive(Clone, Copy)]
struct Trees<'a> {
    chart: Option<&'a Place>,
    vault: Option<&'a Place>,
    work_tree: Option<&'a Path>,
}

fn check_trees(chart: &Place, vault: &Place, work_tree: Option<&Path>) -> Result<(), Breach> {
    let (chart_path, vault_path) = (chart.path.clone(), vault.path.clone());
    let one_folder = chart.identity == vault.identity && chart.identity != (0, 0);
    if chart.path == vault.path || one_folder {
        return Err(Breach::SameTree(chart_path));
    }
    if vault.path.starts_with(&chart.path) {
        return Err(Breach::VaultInChart { chart: chart_path, vault: vault_path });
    }
    if chart.path.starts_with(&vault.path) {
        return Err(Breach::ChartInVault { chart: chart_path, vault: vault_path });
    }
    // A bind mount or a link can make one folder two; deeper ones are never reached by a link.
    let inner = |root: &Path| place::look(&root.join("clients"));
    if let (Some(a), Some(b)) = (inner(&chart.path)?, inner(&vault.path)?)
        && (a.identity == b.identity
            || a.path.starts_with(&vault.path)
            || b.path.starts_with(&chart.path))
    {
        return Err(Breach::Linked(a.path));
    }
    match work_tree {
        Some(top) if vault.path.starts_with(top) => {
            Err(Breach::VaultInWorkTree { work_tree: top.to_owned(), vault: vault_path })
        }
        _ => Ok(()),
    }
}

fn check_identity(identity: &Path, found: &Place, trees: Trees<'_>) -> Result<(), Breach> {
    let trees = [
        ("chart", trees.chart.map(|tree| tree.path.as_path())),
        ("vault", trees.vault.map(|tree| tree.path.as_path())),
        ("git work tree of the chart", trees.work_tree),
    ];
    for (tree, root) in trees {
        // The path as configured counts too: a link in a tree is a key in a tree.
        let inside = |root: &Path| {
            found.path.starts_with(root)
                || std::path::absolute(identity).is_ok_and(|path| path.starts_with(root))
        };
        if root.is_some_and(inside) {
            return Err(Breach::IdentityInTree { identity: identity.to_owned(), tree });
        }
    }
    if found.mode & 0o077 != 0 {
        return Err(Breach::IdentityReadable { identity: identity.to_owned(), mode: found.mode });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_services_are_known_by_their_names() {
        for (path, service) in [
            ("/home/dana/Dropbox/x.age", Some("Dropbox")),
            ("/home/dana/Dropbox (Personal)/x.age", Some("Dropbox")),
            ("/Users/dana/Library/CloudStorage/OneDrive-Personal/x.age", Some("OneDrive")),
            ("/mnt/c/Users/dana/OneDrive - Practice/x.age", Some("OneDrive")),
            ("/Users/dana/Library/Mobile Documents/com~apple~CloudDocs/x.age", Some("iCloud")),
            ("/Users/dana/Google Drive/My Drive/x.age", Some("Google Drive")),
            ("/home/dana/.config/casenotes/identity.age", None),
            ("/home/dana/dropboxes/x.age", None),
        ] {
            assert_eq!(synchronised_by(Path::new(path)), service, "{path}");
        }
    }
}
