//! `casenotes vault import`: seals private notes that were kept elsewhere.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use clap::ValueEnum;
use zeroize::Zeroizing;

use crate::disk::folder::EntryKind;
use crate::disk::outside::open_given;
use crate::disk::read::read_stream;
use crate::disk::walk::{Met, Walk};
use crate::domain::client_id::ClientId;
use crate::domain::clock::{Clock, on_the_wall};
use crate::domain::examined::Examiner;
use crate::domain::note_id::SealedId;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::import::dates::{Found, Order};
use crate::import::decode::decode;
use crate::import::parts::{Lines, Part};
use crate::import::reading::{FolderName, LARGEST_TEXT, Source, Taken, Text, is_text, read};
use crate::output::{Output, counted, on_one_line};
use crate::private::opened::{About, Agreed, Sealer};
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::programs::secret_store::SecretStore;

/// Seal private notes that were kept elsewhere
///
/// Files of Markdown, plain text or org-mode, a journal with a note under each date, entries of a password
/// store, or what a program prints. Each note keeps its day and time, and whatever stood in it. All are read
/// first, and nothing is sealed while one of them is unclear. The sources are only read: they are yours to
/// erase.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault import ~/private-notes/c-7f3k
  casenotes vault import journal.txt --client mul
  casenotes vault import therapy/mul-2023-04-25 --from pass --client mul
  jrnl therapy --format text | casenotes vault import --stdin --client mul")]
pub struct Args {
    /// Files and folders, or with --from the names of entries
    #[arg(value_name = "SOURCE", required_unless_present = "stdin")]
    sources: Vec<PathBuf>,
    /// A password store, whose own command shows each entry
    #[arg(long, value_name = "STORE", value_enum)]
    from: Option<Store>,
    /// Read what another program prints
    #[arg(long, conflicts_with_all = ["sources", "from"])]
    stdin: bool,
    /// Whose notes they are [default: by an id in the text or as the name of a folder]
    #[arg(long)]
    pub client: Option<ClientId>,
    /// In which order day and month stand where a date leaves it open
    #[arg(long, value_name = "ORDER", value_enum)]
    date_order: Option<DateOrder>,
    /// Show what would be sealed, and seal nothing
    #[arg(long)]
    preview: bool,
}

/// A password store.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Store {
    /// The standard Unix password manager
    Pass,
    /// Its fork that seals with age
    Passage,
    /// Gopass
    Gopass,
}

/// In which order day and month stand.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DateOrder {
    /// 04/25/2023
    Mdy,
    /// 25.04.2023
    Dmy,
}

impl From<Store> for SecretStore {
    fn from(store: Store) -> Self {
        match store {
            Store::Pass => Self::Pass,
            Store::Passage => Self::Passage,
            Store::Gopass => Self::Gopass,
        }
    }
}

impl From<DateOrder> for Order {
    fn from(order: DateOrder) -> Self {
        match order {
            DateOrder::Mdy => Self::MonthFirst,
            DateOrder::Dmy => Self::DayFirst,
        }
    }
}

/// Notes that are not sealed.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error("{} unclear, so nothing was sealed", counted(*.0, "thing"))]
    Unclear(usize),
    #[error("there is no note in what was named")]
    NoNotes,
    #[error("{} is larger than 4 MiB", .0.display())]
    TooLarge(PathBuf),
    #[error("the name of an entry is no text in UTF-8")]
    NoName,
}

impl Explain for ImportError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unclear(_) => "Say whose they are with `--client` and how dates are written with `--date-order`, give the file a name with its day, or leave it out.".into(),
            Self::NoNotes => "Name the folder or the files in which the notes are.".into(),
            Self::TooLarge(_) => "Divide it, or leave it out.".into(),
            Self::NoName => "Rename it, or name it by `--stdin`.".into(),
        })
    }
}

/// A text as it came, in memory alone.
struct Came {
    source: Source,
    bytes: Zeroizing<Vec<u8>>,
}

/// One private note.
struct Note {
    /// Where it stands: the source, and its lines if that holds several.
    place: String,
    client: ClientId,
    session: SessionTime,
    text: Zeroizing<String>,
}

/// Something that is not clear, and where.
struct Unclear {
    place: String,
    line: usize,
    what: String,
}

/// What the command may use beside the vault.
pub struct Context<'a> {
    /// Where `--stdin` reads.
    pub stdin: &'a mut dyn std::io::Read,
    /// Tells whether there is such a client.
    pub is_client: &'a dyn Fn(&ClientId) -> bool,
    /// What time it is.
    pub clock: &'a dyn Clock,
}

/// Reads all, and seals all that is not sealed yet; prints the id of each note that was sealed.
pub fn run(
    args: &Args,
    vault: &Vault,
    mut context: Context<'_>,
    unlock: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let came = args.came(&mut context, output)?;
    let (mut notes, mut unclear) = (Vec::new(), Vec::new());
    for came in &came {
        args.notes_in(came, &context, &mut notes, &mut unclear, output);
    }
    for Unclear { place, line, what } in &unclear {
        output.status(format_args!("{}:{line}:1: {what}", on_one_line(place)));
    }
    if !unclear.is_empty() {
        return Err(ImportError::Unclear(unclear.len()).into());
    }
    if notes.is_empty() {
        return Err(ImportError::NoNotes.into());
    }
    if args.preview {
        for note in &notes {
            let (place, session) = (on_one_line(&note.place), note.session.readable());
            output.data(&format!("{} {session}: {place}\n", note.client))?;
        }
        output.status(format_args!("{} would be sealed.", counted(notes.len(), "note")));
        return Ok(Outcome::Done);
    }
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(unlock(output)?, agreed)?;
    let (shelf, mut there) = (vault.notes(), 0);
    // A second run finds what the first has sealed, by client and minute.
    let mut sealed: BTreeMap<(ClientId, NaiveDateTime), Vec<SealedId>> = BTreeMap::new();
    for id in shelf.ids(None)? {
        sealed.entry((id.client.clone(), id.stem.minute())).or_default().push(id);
    }
    for (nth, note) in notes.iter().enumerate() {
        let (about, text) = (About::at(note.session), note.text.as_bytes());
        let minute = note.session.to_the_minute().local();
        let of_minute = sealed.entry((note.client.clone(), minute)).or_default();
        match sealer.finds(&shelf, of_minute, text)? {
            true => there += 1,
            false => {
                let id = sealer.file(&shelf, &note.client, about, text)?;
                output.data(&format!("{id}\n"))?;
                of_minute.push(id);
            }
        }
        output.progress("Sealed", nth + 1, notes.len());
    }
    output.status(format_args!("Sealed {}.", counted(notes.len() - there, "note")));
    if there > 0 {
        output.status(format_args!("{there} were sealed already."));
    }
    tell_sources(&came, args.stdin, output);
    Ok(Outcome::Done)
}

/// Names what is still in the clear.
fn tell_sources(came: &[Came], is_stream: bool, output: &mut Output<'_>) {
    if is_stream {
        output.hint("The program that printed them has them still: erase them there when you have looked at what was sealed.");
        return;
    }
    output.hint("The sources are as they were; when you have looked at what was sealed, erase them, and what backups have of them:");
    for came in came {
        output.status(format_args!("  {}", on_one_line(&came.source.path)));
    }
}

impl Args {
    /// Reads every source, in memory.
    fn came(
        &self,
        context: &mut Context<'_>,
        output: &mut Output<'_>,
    ) -> Result<Vec<Came>, Failure> {
        if self.stdin {
            let name = "standard input";
            let bytes = Zeroizing::new(read_stream(context.stdin, Path::new(name))?);
            return Ok(vec![Came { source: source(name, &[], "standard input.md"), bytes }]);
        }
        let mut came = Vec::new();
        for named in &self.sources {
            match self.from {
                Some(store) => {
                    let entry = named.to_str().ok_or(ImportError::NoName)?;
                    let bytes = SecretStore::from(store).shown(entry)?;
                    let mut folders: Vec<&str> = entry.split('/').collect();
                    let name = format!("{}.md", folders.pop().unwrap_or_default());
                    came.push(Came { source: source(entry, &folders, &name), bytes });
                }
                None => files(named, &mut came, output)?,
            }
        }
        Ok(came)
    }

    /// Adds the notes that stand in a text, and what is unclear about them.
    fn notes_in(
        &self,
        came: &Came,
        context: &Context<'_>,
        notes: &mut Vec<Note>,
        unclear: &mut Vec<Unclear>,
        output: &mut Output<'_>,
    ) {
        let path = &came.source.path;
        let mut examiner = Examiner::default();
        examiner.write_all(&came.bytes).expect("memory takes every byte");
        let text = match read(&came.source, &examiner.finish(), Some(&came.bytes)) {
            Taken::Text(text) => text,
            Taken::Left(why) => {
                output.warning(format_args!("left: {}: {why}", on_one_line(path)));
                return;
            }
            Taken::Document(_) => {
                output.warning(format_args!("left: {}: it is no text", on_one_line(path)));
                return;
            }
        };
        let Some(decoded) = decode(&came.bytes) else { return };
        let whole = Zeroizing::new(decoded.text);
        let mut doubt = |line: usize, what: String| {
            unclear.push(Unclear { place: path.clone(), line, what });
        };
        for what in &text.facts.doubts {
            doubt(1, what.clone());
        }
        let Some(client) = self.client_of(&came.source, &text, context) else {
            doubt(1, "nothing says whose it is".to_owned());
            return;
        };
        let begun = Lines::of(&whole);
        for (lines, date, time) in days(&text) {
            let line = lines.as_ref().map_or(1, |part| *part.lines.start());
            match self.session(date, time, context.clock) {
                Err(what) => doubt(line, what),
                Ok(session) => {
                    let inside = lines.as_ref().map(|part| begun.part(&whole, &part.lines));
                    notes.push(Note {
                        place: lines.map_or_else(|| path.clone(), |_| format!("{path}:{line}")),
                        client: client.clone(),
                        session,
                        text: Zeroizing::new(inside.unwrap_or(&whole).to_owned()),
                    });
                }
            }
        }
    }

    /// Returns whose a text is: as it was said, by an id in it, or by a folder with the name of an id.
    fn client_of(&self, source: &Source, text: &Text, context: &Context<'_>) -> Option<ClientId> {
        let by_text = || text.facts.id.as_ref().and_then(|id| id.what.parse().ok());
        let by_folder = || source.folders.iter().rev().find_map(|folder| folder.name.parse().ok());
        let found = self.client.clone().or_else(by_text).or_else(by_folder);
        found.filter(|client| (context.is_client)(client))
    }

    /// Returns when a session was, or says why that is not clear.
    fn session(
        &self,
        date: Option<&Found>,
        time: Option<NaiveTime>,
        clock: &dyn Clock,
    ) -> Result<SessionTime, String> {
        let found = date.ok_or_else(|| "nothing says of which day it is".to_owned())?;
        let order = self.date_order.map(Into::into);
        let day: NaiveDate = found.meaning.day(order).ok_or_else(|| found.meaning.doubt())?;
        if day > clock.now().date_naive() {
            return Err("its day lies in the future".to_owned());
        }
        Ok(on_the_wall(clock, day, found.time.or(time).unwrap_or(NaiveTime::MIN)))
    }
}

/// Returns the notes in a text, each with its lines if there are several, and with day and time. What stands in
/// front of the first of several belongs to it.
fn days(text: &Text) -> Vec<(Option<Part>, Option<&Found>, Option<NaiveTime>)> {
    let mut parts: Vec<Part> = text.parts.clone();
    if parts.is_empty() {
        return vec![(None, text.facts.dates.first().map(|said| &said.what), text.facts.time)];
    }
    if parts.len() > 1 && parts[0].date.is_none() {
        let first = parts.remove(0);
        parts[0].lines = *first.lines.start()..=*parts[0].lines.end();
    }
    let dated = |part: Part| {
        let found = text.parts.iter().find(|it| it.lines.end() == part.lines.end());
        let date = found.and_then(|it| it.date.as_ref());
        (Some(part), date, None)
    };
    parts.into_iter().map(dated).collect()
}

fn source(path: &str, folders: &[&str], name: &str) -> Source {
    let folders = folders.iter().map(|folder| FolderName::of(folder)).collect();
    Source { path: path.to_owned(), folders, name: name.to_owned(), ..Source::default() }
}

/// Reads the files in a folder, or one file.
fn files(named: &Path, came: &mut Vec<Came>, output: &mut Output<'_>) -> Result<(), Failure> {
    let root = std::path::absolute(named).map_err(|_| ImportError::NoNotes)?;
    let walk = match Walk::of(&root) {
        Err(error) if error.reason() == std::io::ErrorKind::NotADirectory => {
            return file(&root, &[], came);
        }
        walk => walk?,
    };
    // The folder itself may have the name of an id.
    let own = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for Met { inside, kind, error } in
        walk.everything(|name| !name.to_string_lossy().starts_with('.'))?
    {
        let shown = inside.to_string_lossy().into_owned();
        match (kind, error) {
            (_, Some(error)) => return Err(error.into()),
            (EntryKind::File, None) => {
                let above = inside.parent().into_iter().flat_map(Path::components);
                let above = above.map(|folder| folder.as_os_str().to_string_lossy().into_owned());
                let folders: Vec<String> = std::iter::once(own.clone()).chain(above).collect();
                let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
                let name = inside.file_name().unwrap_or_default().to_string_lossy();
                match is_text(&name) {
                    true => file(&root.join(&inside), &folders, came)?,
                    false => {
                        output.warning(format_args!("left: {}: it is no text", on_one_line(&shown)))
                    }
                }
            }
            _ => output.warning(format_args!(
                "left: {}: it is a link, hidden, or no file",
                on_one_line(&shown)
            )),
        }
    }
    Ok(())
}

fn file(path: &Path, folders: &[&str], came: &mut Vec<Came>) -> Result<(), Failure> {
    let open = open_given(path)?;
    if open.size() > LARGEST_TEXT {
        return Err(ImportError::TooLarge(path.to_owned()).into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(open.size() as usize));
    open.copy_to(&mut *bytes).map_err(|source| open.failed(source))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // What is named is a text, whatever its ending.
    let name = if is_text(&name) { name.into_owned() } else { format!("{name}.md") };
    came.push(Came { source: source(&path.to_string_lossy(), folders, &name), bytes });
    Ok(())
}
