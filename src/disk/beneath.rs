//! Opening what lies below a folder, on a way that leads through no link and never out of it.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, openat, statat};
use rustix::io::Errno;

/// How a folder is opened.
pub const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// How a file is opened that is to be read; a pipe must not hold the program up.
pub const FILE: OFlags =
    OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// Opens what a path below a folder leads to.
///
/// Linux does it in one call (openat2(2), since 5.6), so that nobody can exchange a part of the path in
/// between; where that call is not there, each part is opened in the one before.
///
/// # Errors
/// Fails on a link in any part of the path, and when it leads out of the folder.
pub fn open(folder: &File, inside: &Path, flags: OFlags) -> Result<File, Errno> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{ResolveFlags, openat2};
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match openat2(folder, dot_if_empty(inside), flags, Mode::empty(), resolve) {
            // The kernel is older, a sandbox does not let the call through, or it wants another try.
            Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => {}
            opened => return opened.map(File::from),
        }
    }
    step_by_step(folder, inside, flags)
}

fn step_by_step(folder: &File, inside: &Path, flags: OFlags) -> Result<File, Errno> {
    let mut at = openat(folder, ".", FOLDER, Mode::empty())?;
    let mut parts = inside.components().peekable();
    if parts.peek().is_none() {
        return openat(&at, ".", flags, Mode::empty()).map(File::from);
    }
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else { return Err(Errno::XDEV) };
        let flags = if parts.peek().is_some() { FOLDER } else { flags };
        at = openat(&at, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Ok(at.into())
}

/// Returns the first part of a path below a folder that is no folder, and what it is.
pub fn in_the_way(folder: &File, inside: &Path) -> Option<(PathBuf, FileType)> {
    let mut at = PathBuf::new();
    inside.components().find_map(|part| {
        at.push(part);
        let stat = statat(folder, &at, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let kind = FileType::from_raw_mode(stat.st_mode);
        (kind != FileType::Directory).then(|| (at.clone(), kind))
    })
}

#[cfg(target_os = "linux")]
fn dot_if_empty(inside: &Path) -> &Path {
    if inside.as_os_str().is_empty() { Path::new(".") } else { inside }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn both_ways_open_the_same_and_follow_nothing() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::create_dir_all(path("tree/a/b")).unwrap();
        fs::create_dir(path("outside")).unwrap();
        for file in ["tree/file", "tree/a/b/file", "outside/file"] {
            fs::write(path(file), file).unwrap();
        }
        symlink("b", path("tree/a/inner")).unwrap();
        symlink("../../outside", path("tree/a/outer")).unwrap();
        symlink("../outside/file", path("tree/to-file")).unwrap();
        symlink("nowhere", path("tree/dangling")).unwrap();
        let tree = File::open(path("tree")).unwrap();
        for (inside, flags, opens) in [
            ("", FOLDER, true),
            ("a/b", FOLDER, true),
            ("file", FILE, true),
            ("a/b/file", FILE, true),
            ("a/inner/file", FILE, false),
            ("a/outer/file", FILE, false),
            ("a/outer", FOLDER, false),
            ("to-file", FILE, false),
            ("dangling", FILE, false),
            ("a/missing", FILE, false),
            ("../outside/file", FILE, false),
            ("a/../../outside/file", FILE, false),
        ] {
            let inside = Path::new(inside);
            assert_eq!(open(&tree, inside, flags).is_ok(), opens, "{inside:?}");
            assert_eq!(step_by_step(&tree, inside, flags).is_ok(), opens, "{inside:?}");
        }
        assert!(open(&tree, &path("tree/file"), FILE).is_err());
        assert!(step_by_step(&tree, &path("tree/file"), FILE).is_err());
        for (inside, met) in [
            ("a/outer/file", Some(("a/outer", FileType::Symlink))),
            ("to-file", Some(("to-file", FileType::Symlink))),
            ("dangling/x", Some(("dangling", FileType::Symlink))),
            ("file/x", Some(("file", FileType::RegularFile))),
            ("a/b", None),
            ("a/missing", None),
        ] {
            let found = in_the_way(&tree, Path::new(inside));
            assert_eq!(found, met.map(|(path, kind)| (path.into(), kind)), "{inside}");
        }
    }
}
