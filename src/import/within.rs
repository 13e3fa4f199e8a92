//! What stands in a file and is a client, a note or a paper of its own: members of archives, rows of tables,
//! resources of FHIR. Looked at for a plan, and fetched again when the plan is filed.

use std::cell::Cell;
use std::io::{Cursor, Read, Seek, Write as _};

use crate::domain::examined::{Examined, Examiner};
use crate::import::fhir::{self, Is, Resources};
use crate::import::left::Left;
use crate::import::matching::Looked;
use crate::import::reading::{
    Facts, LARGEST_TEXT, NOT_AS_NAMED, Source, Taken, Text, ending, has_head, is_converted,
    is_text, private, read,
};
use crate::import::table::columns::Holds;
use crate::import::table::rows;
use crate::import::table::separated::separated;
use crate::import::table::sheets::{Sheet, sheets};
use crate::import::table::{Mapped, Mapping};
use crate::import::zipped::{Archive, LARGEST_MEMBER, Member, Refused};

/// What a file holds, by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Members.
    Archive,
    /// Rows, as text.
    Separated,
    /// Rows, in sheets.
    Workbook,
    /// Resources of FHIR.
    Resources,
}

/// Returns what a file holds, by its ending; `None` if it is one thing.
pub fn holding(name: &str) -> Option<Holding> {
    Some(match ending(name)?.as_str() {
        "zip" => Holding::Archive,
        "csv" | "tsv" | "tab" => Holding::Separated,
        "xlsx" | "xlsm" => Holding::Workbook,
        "json" | "ndjson" | "jsonl" => Holding::Resources,
        _ => return None,
    })
}

/// Tells whether the bytes of a file are looked into, by its name and size.
pub fn is_read(name: &str, size: u64) -> bool {
    let is_whole = is_converted(name) || has_head(name) || holding(name).is_some();
    (is_text(name) && size <= LARGEST_TEXT) || (is_whole && size <= LARGEST_MEMBER)
}

/// An archive may lie in an archive, and none deeper.
const DEEPEST: usize = 2;

/// So many bytes are unpacked of one file, whatever lies in whatever.
const MOST_UNPACKED: u64 = 32 * 1024 * 1024 * 1024;

/// How one file is looked into.
pub struct Looking<'a> {
    /// What somebody has settled of the columns of tables.
    settled: &'a [Mapping],
    /// How many bytes may still be unpacked.
    left: Cell<u64>,
}

fn left(source: &Source, why: Left) -> Looked {
    Looked::new(source.clone(), String::new(), Taken::Left(why))
}

fn opened(source: &Source, sha256: &str, tables: Vec<Mapping>) -> Looked {
    Looked { sha256: sha256.to_owned(), tables, ..left(source, Left::Opened) }
}

/// Examines bytes that are in memory.
fn examined(bytes: &[u8]) -> Examined {
    let mut examiner = Examiner::default();
    examiner.write_all(bytes).expect("an examiner takes whatever comes");
    examiner.finish()
}

impl<'a> Looking<'a> {
    /// Looks with what somebody has settled of the columns of tables.
    pub fn new(settled: &'a [Mapping]) -> Self {
        Self { settled, left: Cell::new(MOST_UNPACKED) }
    }

    /// Looks at a file; `bytes` are those of one that is read.
    pub fn file(&self, source: &Source, of: &Examined, bytes: Option<&[u8]>) -> Vec<Looked> {
        let whole = |tables| {
            let taken = read(source, of, bytes);
            vec![Looked { tables, ..Looked::new(source.clone(), of.sha256.clone(), taken) }]
        };
        let Some(bytes) = bytes.filter(|_| of.mark.is_none() && of.size > 0) else {
            return whole(Vec::new());
        };
        match holding(&source.name) {
            None => whole(Vec::new()),
            Some(Holding::Archive) => self.archive(source, &of.sha256, Cursor::new(bytes)),
            Some(Holding::Separated) => match separated(bytes) {
                Some(table) => self.tables(source, of, vec![Sheet::Table(table)], whole),
                None => self.broken(source, of),
            },
            Some(Holding::Workbook) => match sheets(bytes) {
                Ok(Some(sheets)) => self.tables(source, of, sheets, whole),
                Ok(None) | Err(Refused::Broken) => self.broken(source, of),
                Err(refused) => vec![left(source, Left::Refused(refused))],
            },
            Some(Holding::Resources) => match fhir::resources(bytes) {
                Some(resources) => self.resources(source, of, &resources),
                None => whole(Vec::new()),
            },
        }
    }

    /// Takes a file that is not what its name says for a document, with a doubt.
    fn broken(&self, source: &Source, of: &Examined) -> Vec<Looked> {
        let mut taken = read(source, of, None);
        if let Taken::Document(facts) = &mut taken {
            facts.doubts.push(NOT_AS_NAMED.into());
        }
        vec![Looked::new(source.clone(), of.sha256.clone(), taken)]
    }

    /// Looks at the members of an archive.
    pub fn archive<R: Read + Seek>(&self, source: &Source, sha256: &str, reader: R) -> Vec<Looked> {
        let is_archive = |name: &str| holding(name) == Some(Holding::Archive);
        let around = source.inside.iter().filter(|step| is_archive(step)).count();
        if around >= DEEPEST {
            return vec![left(source, Left::TooDeep)];
        }
        let mut archive = match Archive::open(reader) {
            Ok(archive) => archive,
            Err(refused) => return vec![left(source, Left::Refused(refused))],
        };
        let mut all = vec![opened(source, sha256, Vec::new())];
        for nth in 0..archive.members().len() {
            let listed = &archive.members()[nth];
            let (size, member) = (listed.size, source.member(&listed.name));
            let is_hidden = |part: &str| part.starts_with('.') || part == "__MACOSX";
            let why = match listed.member {
                Member::Link => Some(Left::Link),
                Member::Encrypted => Some(Left::Encrypted),
                Member::Unread | Member::Large => Some(Left::Unread),
                Member::File if listed.name.split('/').any(is_hidden) => Some(Left::Hidden),
                Member::File if OF_THE_SYSTEM.contains(&&*member.name) => Some(Left::Hidden),
                Member::File if self.left.get() < size => Some(Left::Refused(Refused::Bomb)),
                Member::File => None,
            };
            if let Some(why) = why {
                all.push(left(&member, why));
                continue;
            }
            self.left.set(self.left.get() - size);
            match archive.read(nth) {
                Err(_) => all.push(left(&member, Left::BrokenMember)),
                Ok(bytes) => {
                    let is_read = is_read(&member.name, size);
                    all.extend(self.file(&member, &examined(&bytes), is_read.then_some(&bytes)));
                }
            }
        }
        all
    }

    fn tables(
        &self,
        source: &Source,
        of: &Examined,
        sheets: Vec<Sheet>,
        whole: impl Fn(Vec<Mapping>) -> Vec<Looked>,
    ) -> Vec<Looked> {
        let (mut tables, mut others) = (Vec::new(), Vec::new());
        for sheet in sheets {
            let mut other =
                |name, why| others.push(left(&source.part(format!("sheet {name}")), why));
            match sheet {
                Sheet::Table(table) => tables.push(Mapped::of(table, self.settled)),
                Sheet::NoTable(name) => other(name, Left::NoTable),
                Sheet::Hidden(name) => other(name, Left::HiddenSheet),
            }
        }
        let all: Vec<Mapping> = tables.iter().map(|it| it.mapping.clone()).collect();
        if all.iter().all(|mapping| mapping.holds.is_none()) {
            return whole(all);
        }
        let mut looked = vec![opened(source, &of.sha256, all)];
        looked.extend(others);
        for mapped in &tables {
            let table = &mapped.table;
            let about = |step: &str, why| left(&source.part(table.within(step)), why);
            if table.rows_above > 0 {
                looked.push(about("the rows above the names", Left::AboveNames));
            }
            if table.rows.is_empty() {
                looked.push(about("the names of the columns", Left::NoRows));
            }
            for row in &table.rows {
                let part = source.part(table.step(row));
                let excerpt = examined(&table.excerpt(row));
                let taken = match (excerpt.mark, mapped.mapping.holds) {
                    (Some(_), _) => read(&part, &excerpt, None),
                    (None, Some(Holds::Clients)) => {
                        Taken::Document(Box::new(rows::facts(mapped, row)))
                    }
                    (None, Some(Holds::Notes)) => Taken::Text(Box::new(Text {
                        facts: rows::facts(mapped, row),
                        parts: Vec::new(),
                        encoding: table.encoding,
                    })),
                    (None, None) => Taken::Left(Left::UnknownColumns),
                };
                looked.push(Looked::new(part, excerpt.sha256, taken));
            }
        }
        looked
    }

    fn resources(&self, source: &Source, of: &Examined, all: &Resources) -> Vec<Looked> {
        let mut looked = vec![opened(source, &of.sha256, Vec::new())];
        if !all.broken.is_empty() {
            let lines: Vec<String> = all.broken.iter().map(ToString::to_string).collect();
            looked.push(left(
                &source.part("broken lines".into()),
                Left::BrokenLines(lines.join(", ")),
            ));
        }
        for (nth, resource) in all.resources.iter().enumerate() {
            let part = source.part(format!("resource {}", nth + 1));
            let text = |facts: Facts| {
                Taken::Text(Box::new(Text { facts, parts: Vec::new(), encoding: "UTF-8" }))
            };
            let excerpt = examined(resource.text.as_bytes());
            let taken = match resource.is() {
                _ if excerpt.mark.is_some() => read(&part, &excerpt, None),
                Is::Broken => Taken::Left(Left::BrokenResource),
                Is::OfNobody(kind) => Taken::Left(Left::OfNobody(kind)),
                Is::Client(facts) | Is::Paper(facts) => Taken::Document(Box::new(facts)),
                Is::Note(facts, note) => private(&note).map_or_else(|| text(facts), Taken::Left),
            };
            looked.push(Looked::new(part, excerpt.sha256, taken));
        }
        looked
    }
}

/// What desktops leave in folders.
pub const OF_THE_SYSTEM: &[&str] = &["Thumbs.db", "desktop.ini", "Icon\r"];

/// Something that was fetched out of a file.
pub struct Fetched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The note that it is, as Markdown, if that is not read from its bytes.
    pub note: Option<String>,
}

/// A file that is open, to fetch out of it what stands in it.
pub enum Opened<R> {
    /// An archive on the disk.
    File(Archive<R>),
    /// An archive in memory.
    Archive(Archive<Cursor<Vec<u8>>>),
    /// Tables.
    Tables(Vec<Mapped>),
    /// Resources of FHIR.
    Resources(Resources),
}

impl<R: Read + Seek> Opened<R> {
    /// Opens an archive on the disk; `None` if it is refused.
    pub fn file(reader: R) -> Option<Self> {
        Archive::open(reader).ok().map(Self::File)
    }

    /// Opens what is in memory; `None` if nothing stands in it. What was settled of the columns of tables holds.
    pub fn bytes(name: &str, bytes: Vec<u8>, settled: &[Mapping]) -> Option<Self> {
        let mapped = |sheet| match sheet {
            Sheet::Table(table) => Some(Mapped::of(table, settled)),
            Sheet::NoTable(_) | Sheet::Hidden(_) => None,
        };
        Some(match holding(name)? {
            Holding::Archive => Self::Archive(Archive::open(Cursor::new(bytes)).ok()?),
            Holding::Separated => Self::Tables(vec![Mapped::of(separated(&bytes)?, settled)]),
            Holding::Workbook => {
                Self::Tables(sheets(&bytes).ok()??.into_iter().filter_map(mapped).collect())
            }
            Holding::Resources => Self::Resources(fhir::resources(&bytes)?),
        })
    }

    /// Fetches what a step leads to; `None` if it leads nowhere.
    pub fn fetch(&mut self, step: &str) -> Option<Fetched> {
        match self {
            Self::File(archive) => member(archive, step),
            Self::Archive(archive) => member(archive, step),
            Self::Tables(tables) => {
                let (mapped, row) = tables.iter().find_map(|it| Some((it, it.table.row(step)?)))?;
                let is_note = mapped.mapping.holds == Some(Holds::Notes);
                let note = is_note.then(|| rows::note(mapped, row));
                Some(Fetched { bytes: mapped.table.excerpt(row), note })
            }
            Self::Resources(all) => {
                let nth: usize = step.strip_prefix("resource ")?.parse().ok()?;
                let resource = all.resources.get(nth.checked_sub(1)?)?;
                let note = match resource.is() {
                    Is::Note(_, note) => Some(note),
                    _ => None,
                };
                Some(Fetched { bytes: resource.text.clone().into_bytes(), note })
            }
        }
    }
}

fn member<R: Read + Seek>(archive: &mut Archive<R>, name: &str) -> Option<Fetched> {
    let nth = archive.position(name)?;
    Some(Fetched { bytes: archive.read(nth).ok()?, note: None })
}
