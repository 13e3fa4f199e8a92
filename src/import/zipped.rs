//! Archives (ZIP) as other programs export them: what is in one, and each member in memory, within bounds. What
//! is made to do harm is refused as a whole.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read, Seek, Write};

use zip::ZipArchive;

/// The largest member that is read, in bytes.
pub const LARGEST_MEMBER: u64 = 64 * 1024 * 1024;

/// How many members an archive may have.
pub const MOST_MEMBERS: usize = 200_000;

/// How many bytes all members of an archive that is packed may come to.
const LARGEST_TOTAL: u64 = 16 * 1024 * 1024 * 1024;

/// How many times its size a member may grow to. Deflate reaches 1,032, and a text less than 30.
const LARGEST_GROWTH: u64 = 200;

/// Up to this size a member may grow as it likes: an empty form is small and repeats itself.
const HARMLESS: u64 = 1024 * 1024;

/// Why nothing of an archive is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is none, or its end is missing.
    Broken,
    /// It grows to what nobody has exported.
    Bomb,
    /// It has more members than are looked at.
    Many,
    /// Two members share bytes, which no program does that writes archives for others.
    Overlapping,
    /// A member leads out of the folder it is unpacked in.
    Outside,
    /// Two members have one name, for a system that takes capital letters for small ones too.
    SameName,
}

impl Refused {
    /// Returns the words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "the archive is broken or cut off, and nothing of it is read",
            Self::Bomb => {
                "the archive grows to more than it could hold, as one that is made to do harm does, and nothing of it is read"
            }
            Self::Many => "the archive has more than 200,000 members, and nothing of it is read",
            Self::Overlapping => {
                "members of the archive share their bytes, as in one that is made to do harm, and nothing of it is read"
            }
            Self::Outside => {
                "a member of the archive leads out of it by its name, and nothing of it is read"
            }
            Self::SameName => "two members of the archive have one name, and nothing of it is read",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a member of an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A file that can be read.
    File,
    /// A link.
    Link,
    /// A file that needs a password.
    Encrypted,
    /// A file that is larger than is read into memory.
    Large,
    /// A file in a compression that is not read.
    Unread,
}

/// A member of an archive: a file in it, or what stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name with the folders in front of it, `/` between them.
    pub name: String,
    /// What it is.
    pub member: Member,
    /// Its size as the archive says.
    pub size: u64,
    at: usize,
}

/// An archive that is open.
pub struct Archive<R> {
    archive: ZipArchive<R>,
    members: Vec<Listed>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive and looks at all its members.
    ///
    /// # Errors
    /// Refuses one that is broken, or made to do harm.
    pub fn open(reader: R) -> Result<Self, Refused> {
        let mut archive = ZipArchive::new(reader).map_err(|_| Refused::Broken)?;
        if archive.len() > MOST_MEMBERS {
            return Err(Refused::Many);
        }
        if archive.has_duplicate_names() {
            return Err(Refused::SameName);
        }
        if archive.has_overlapping_entries().map_err(|_| Refused::Broken)? {
            return Err(Refused::Overlapping);
        }
        let (mut members, mut seen) = (Vec::new(), BTreeSet::new());
        let (mut total, mut packed_total) = (0_u64, 0_u64);
        for at in 0..archive.len() {
            let entry = archive.by_index_data(at).map_err(|_| Refused::Broken)?;
            let name = entry.name().map_err(|_| Refused::Outside)?.replace('\\', "/");
            let is_folder = name.ends_with('/');
            let name = name.trim_end_matches('/').to_owned();
            if !stays_inside(&name) {
                return Err(Refused::Outside);
            }
            if !seen.insert(name.to_lowercase()) {
                return Err(Refused::SameName);
            }
            let (size, packed) = (entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            let is_too_much = size > HARMLESS && size / packed.max(1) > LARGEST_GROWTH;
            packed_total = packed_total.saturating_add(packed);
            // What is not packed is as large as it is.
            let is_packed = total / 2 > packed_total;
            if is_too_much || (total > LARGEST_TOTAL && is_packed) {
                return Err(Refused::Bomb);
            }
            if is_folder {
                continue;
            }
            let is_read = matches!(
                entry.compression(),
                zip::CompressionMethod::Stored | zip::CompressionMethod::Deflated
            );
            let member = match () {
                () if entry.is_symlink() => Member::Link,
                () if entry.encrypted() => Member::Encrypted,
                () if !is_read => Member::Unread,
                () if size > LARGEST_MEMBER => Member::Large,
                () => Member::File,
            };
            members.push(Listed { name, member, size, at });
        }
        if total > LARGEST_MEMBER && total / packed_total.max(1) > LARGEST_GROWTH {
            return Err(Refused::Bomb);
        }
        members.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { archive, members })
    }

    /// Returns its members, by name.
    pub fn members(&self) -> &[Listed] {
        &self.members
    }

    /// Returns which member has a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.members.binary_search_by(|listed| listed.name.as_str().cmp(name)).ok()
    }

    /// Hands a member over, however large, and compares its checksum.
    ///
    /// # Errors
    /// Fails when it is broken or longer than the archive says, and when `writer` fails.
    pub fn copy(&mut self, nth: usize, writer: &mut dyn Write) -> io::Result<()> {
        let refused = |refused: Refused| io::Error::other(refused.as_str());
        let listed = self.members.get(nth).ok_or_else(|| refused(Refused::Broken))?;
        let size = listed.size;
        let member = self.archive.by_index(listed.at).map_err(|_| refused(Refused::Broken))?;
        // One more than it may have shows that it has more, and lets the reader compare the checksum.
        match io::copy(&mut member.take(size.saturating_add(1)), writer)? == size {
            true => Ok(()),
            false => Err(refused(Refused::Bomb)),
        }
    }

    /// Reads a member into memory, and compares its checksum.
    ///
    /// # Errors
    /// Refuses one that is broken or longer than the archive says.
    pub fn read(&mut self, nth: usize) -> Result<Vec<u8>, Refused> {
        let listed = self.members.get(nth).ok_or(Refused::Broken)?;
        if listed.size > LARGEST_MEMBER {
            return Err(Refused::Bomb);
        }
        let mut bytes = Vec::new();
        self.copy(nth, &mut bytes).map_err(|_| Refused::Broken)?;
        Ok(bytes)
    }
}

/// Tells whether a name stays in the folder that the archive is unpacked in, on any system.
fn stays_inside(name: &str) -> bool {
    let has_drive = name.get(1..2) == Some(":");
    let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
    !has_drive && !name.contains('\0') && name.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn refused(bytes: &[u8]) -> Option<Refused> {
        Archive::open(Cursor::new(bytes)).err()
    }

    #[test]
    fn names_that_lead_out_or_meet_refuse_the_archive() {
        for name in ["../a", "a/../../b", "/etc/a", "C:/a", "a//b", "..\\a", "./a"] {
            assert_eq!(refused(&of(&[(name, b"x")])), Some(Refused::Outside), "{name}");
        }
        assert_eq!(
            refused(&of(&[("a/Note.md", b"x"), ("A/note.MD", b"y")])),
            Some(Refused::SameName)
        );
        assert_eq!(refused(&of(&[("a/..b.md", b"x"), ("a/b..md", b"y")])), None);
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_read() {
        let zeros = vec![0; 8 * 1024 * 1024];
        assert_eq!(refused(&of(&[("a.txt", &zeros)])), Some(Refused::Bomb));
    }

    #[test]
    fn what_is_cut_off_or_changed_is_broken() {
        let mut bytes = of(&[("a.txt", b"Slept better, and slept better, and slept.")]);
        assert_eq!(refused(&bytes[..bytes.len() - 10]), Some(Refused::Broken));
        assert_eq!(refused(b"PK"), Some(Refused::Broken));
        bytes[40] ^= 1;
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        assert!(archive.read(0).is_err());
    }
}
