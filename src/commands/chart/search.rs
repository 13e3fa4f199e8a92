//! `casenotes search`: finds text in progress notes and what was added to them.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::ops::Range;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

use crate::commands::args::clients::ClientArgs;
use crate::commands::args::form::FileFormArgs;
use crate::commands::args::pattern::PatternArgs;
use crate::disk::DiskError;
use crate::domain::amendment::AmendmentName;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::format_name::FormatName;
use crate::domain::moment::{Day, Days};
use crate::failure::{Explain, Failure, Outcome};
use crate::note::found_lines::{Place, Within, found_lines};
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::rows::{Batch, Column, Form, JsonFrame, ListWriter};
use crate::output::{Output, counted, on_one_line};
use crate::record::chart::Chart;
use crate::record::chart::layout::amendment_name;
use crate::record::chart::listing::{Listed, Listing, NoteStatus, display_name};
use crate::record::signature::is_same_person;
use crate::text::pattern::Pattern;

/// Search progress notes
///
/// Prints each line in which the pattern stands, as NOTE:LINE:SECTION:TEXT; the lines are those of
/// the file. What was added to a note is searched too, guidance and front matter are not. Exit code 1
/// when nothing is found.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes search tram
  casenotes search 'panic attack' c-7f3k --section Plan")]
pub struct Args {
    #[command(flatten)]
    pattern: PatternArgs,
    #[command(flatten)]
    clients: ClientArgs,
    /// Only what stands under a heading, such as Plan, and the headings below it
    #[arg(long)]
    section: Option<String>,
    /// The front matter too
    #[arg(long, conflicts_with = "section")]
    front_matter: bool,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "7 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Only notes of a format
    #[arg(short, long)]
    format: Option<FormatName>,
    /// Only notes of a status
    #[arg(long, value_enum)]
    status: Option<Wanted>,
    /// Only notes of an author, by name
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Print the notes alone
    #[arg(short = 'l', long, conflicts_with = "count")]
    files_with_matches: bool,
    /// Print how many lines of each note
    #[arg(short, long)]
    count: bool,
    #[command(flatten)]
    form: FileFormArgs,
}

/// Which notes are wanted by how far they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wanted {
    /// Not signed yet
    Draft,
    /// Signed
    Signed,
    /// Cannot be read
    Broken,
}

/// A search that was not made to its end.
#[derive(Debug, thiserror::Error)]
#[error("the search is not complete: {} could not be read", counted(*.0, "file"))]
struct Incomplete(usize);

impl Explain for Incomplete {
    fn hint(&self) -> Option<String> {
        Some("Make them readable, and search again.".into())
    }
}

/// What is searched for, with days and names settled.
struct Search<'a> {
    pattern: Pattern,
    days: Days,
    within: Within<'a>,
    /// The formats, where a section is asked for.
    templates: Option<Templates>,
    shape: Shape,
    form: Form,
    has_colour: bool,
    args: &'a Args,
}

/// What is told of a note in which the pattern stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Each line.
    Lines,
    /// That there are some.
    Notes,
    /// How many.
    Counts,
}

/// What was found with one client.
struct Found {
    rows: Batch,
    lines: String,
    count: usize,
    unread: Vec<DiskError>,
}

/// A line in which the pattern stands, and where that is.
struct Match<'a> {
    note: &'a NoteAt<'a>,
    addition: Option<AmendmentName>,
    line: usize,
    section: Option<&'a str>,
    text: &'a str,
}

/// A note in which the pattern stands.
struct NoteFound<'a> {
    note: &'a NoteAt<'a>,
    file: &'a OsStr,
    count: usize,
}

/// A note where it lies.
struct NoteAt<'a> {
    client: &'a ClientId,
    listing: &'a Listing,
    listed: &'a Listed<'a>,
}

impl Match<'_> {
    const COLUMNS: [Column<Self>; 8] = [
        Column::data("id", |found| found.note.id().into()),
        Column::data("client", |found| found.note.client.as_str().into()),
        Column::data("session", |found| found.note.session().into()),
        Column::data("addition", |found| found.addition.map(|name| name.to_string()).into()),
        Column::data("section", |found| found.section.into()),
        Column::data("line", |found| found.line.into()),
        Column::data("text", |found| found.text.into()),
        Column::data("path", |found| {
            shown(found.note.listing.path_of(&found.note.file_of(found.addition))).into()
        }),
    ];
}

impl NoteFound<'_> {
    const COLUMNS: [Column<Self>; 5] = [
        Column::data("id", |found| found.note.id().into()),
        Column::data("client", |found| found.note.client.as_str().into()),
        Column::data("session", |found| found.note.session().into()),
        Column::data("matches", |found| found.count.into()),
        Column::data("path", |found| shown(found.note.listing.path_of(found.file)).into()),
    ];
}

impl NoteAt<'_> {
    fn id(&self) -> String {
        let odd;
        let stem = match self.listed.stem {
            Some(stem) => stem.as_str(),
            None => {
                odd = display_name(self.listed.file_name);
                odd.trim_end_matches(".md")
            }
        };
        [self.client.as_str(), "/", stem].concat()
    }

    fn session(&self) -> Option<String> {
        Some(self.listed.stem?.minute().format("%Y-%m-%dT%H:%M").to_string())
    }

    /// Returns the name of the note's file or of one that was added to it.
    fn file_of(&self, addition: Option<AmendmentName>) -> Cow<'_, OsStr> {
        match (addition, self.listed.stem) {
            (Some(name), Some(stem)) => Cow::Owned(amendment_name(stem.as_str(), name).into()),
            _ => self.listed.file_name.into(),
        }
    }
}

fn shown(path: PathBuf) -> String {
    path.to_string_lossy().into_owned()
}

/// Prints the lines, sorted by client and note.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let form = args.form.form();
    let search = Search {
        pattern: args.pattern.pattern()?,
        days: Days::between(args.since, args.until, clock)?,
        within: match &args.section {
            Some(title) => Within::Section(title),
            None if args.front_matter => Within::All,
            None => Within::Body,
        },
        templates: match &args.section {
            Some(_) => Some(chart.template_set()?.0),
            None => None,
        },
        shape: match (args.files_with_matches, args.count) {
            (_, true) => Shape::Counts,
            (true, _) => Shape::Notes,
            // A file is one row, however often the pattern stands in it.
            _ if matches!(form, Form::Paths(_)) => Shape::Notes,
            _ => Shape::Lines,
        },
        form,
        has_colour: output.looks().out_has_colour,
        args,
    };
    let clients = chart.clients_among(args.clients.named())?;
    let mut list = match search.shape {
        Shape::Lines => {
            let frame = JsonFrame { schema: "casenotes/search@1", rows: "matches" };
            ListWriter::begin(form, &Match::COLUMNS, frame, output)?
        }
        _ => {
            let frame = JsonFrame { schema: "casenotes/search-notes@1", rows: "notes" };
            ListWriter::begin(form, &NoteFound::COLUMNS, frame, output)?
        }
    };
    let (mut count, mut unread) = (0, 0);
    chart.for_each_client(
        &clients,
        |client| search_in(client, chart, &search).map_err(Failure::from),
        |found| {
            count += found.count;
            unread += found.unread.len();
            for error in &found.unread {
                output.warning(format_args!("{error}: {}", error.cause()));
            }
            match (form, search.has_colour) {
                (Form::Table, true) => output.painted(&found.lines)?,
                (Form::Table, false) => output.record(found.lines.as_bytes())?,
                _ => list.take(&found.rows, output)?,
            }
            Ok(())
        },
    )?;
    if form != Form::Table {
        list.end(output)?;
    }
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    Ok(if count == 0 { Outcome::Negative } else { Outcome::Done })
}

/// Searches the notes of one client.
fn search_in(client: &ClientId, chart: &Chart, search: &Search<'_>) -> Result<Found, DiskError> {
    let mut found =
        Found { rows: Batch::new(search.form), lines: String::new(), count: 0, unread: Vec::new() };
    let Some(listing) = chart.listing(client)? else { return Ok(found) };
    let mut buffer = Vec::new();
    for listed in listing.notes().filter(|listed| search.may_want(listed)) {
        let note = NoteAt { client, listing: &listing, listed: &listed };
        search_note(&note, search, &mut buffer, &mut found);
    }
    Ok(found)
}

/// Searches a note and what was added to it. Nearly all files are put away after one look at their
/// bytes.
fn search_note(note: &NoteAt<'_>, search: &Search<'_>, buffer: &mut Vec<u8>, found: &mut Found) {
    let additions = note.listed.amendments.iter().map(|addition| Some(addition.name));
    let mut is_wanted = None;
    let mut count = 0;
    for addition in std::iter::once(None).chain(additions) {
        let file = note.file_of(addition);
        match note.listing.read_whole(&file, buffer) {
            Ok(()) => {}
            // It went after it was listed: another run has moved it.
            Err(error) if error.reason() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                found.unread.push(error);
                continue;
            }
        }
        if !search.pattern.may_stand_in(buffer) {
            continue;
        }
        let is_wanted = *is_wanted.get_or_insert_with(|| match addition {
            None => search.wants(buffer, note.listed),
            Some(_) => search.wants_read_again(note),
        });
        if !is_wanted {
            return;
        }
        let places = found_lines(buffer, &search.pattern, search.within, search.templates.as_ref());
        count += places.lines.len();
        if search.shape == Shape::Lines {
            for place in &places.lines {
                add_line(found, note, addition, place, &places.text, search);
            }
        } else if matches!(search.form, Form::Paths(_)) && !places.lines.is_empty() {
            let row = NoteFound { note, file: &file, count: places.lines.len() };
            found.rows.add(&NoteFound::COLUMNS, &row);
        }
    }
    found.count += count;
    if count > 0 && search.shape != Shape::Lines {
        add_note(found, note, count, search);
    }
}

impl Search<'_> {
    /// Tells whether a note may be wanted, by its name and what lies beside it.
    fn may_want(&self, listed: &Listed<'_>) -> bool {
        let by_format = |format: &FormatName| listed.stem.is_none_or(|it| it.format() == format);
        listed.stem.is_none_or(|stem| self.days.hold(stem.date()))
            && self.args.format.as_ref().is_none_or(by_format)
            && match self.args.status {
                Some(Wanted::Draft) => !listed.has_signature,
                Some(Wanted::Signed) => listed.has_signature,
                Some(Wanted::Broken) | None => true,
            }
    }

    /// Tells whether a note is wanted, by what its front matter says.
    fn wants(&self, bytes: &[u8], listed: &Listed<'_>) -> bool {
        let args = self.args;
        let is_settled = args.status.is_none() && args.author.is_none() && listed.stem.is_some();
        if is_settled {
            return true;
        }
        let note = ProgressNote::parse(bytes);
        let status = listed.status(note.is_broken() || listed.stem.is_none());
        let by_author =
            |name: &String| note.front.writer().is_some_and(|author| is_same_person(author, name));
        // The day and the format of a well-named note were settled by its name.
        let odd = |is_so: bool| listed.stem.is_some() || is_so;
        args.status.is_none_or(|wanted| wanted.status() == status)
            && args.author.as_ref().is_none_or(by_author)
            && odd(args.format.as_ref().is_none_or(|it| note.front.format.as_ref() == Some(it)))
            && odd(note.front.start.is_none_or(|start| self.days.hold(start.date())))
    }

    /// The same for a note of which an addition was read last.
    fn wants_read_again(&self, note: &NoteAt<'_>) -> bool {
        let mut bytes = Vec::new();
        // One that cannot be read was told when it was its turn.
        note.listing.read_whole(note.listed.file_name, &mut bytes).is_ok()
            && self.wants(&bytes, note.listed)
    }
}

impl Wanted {
    fn status(self) -> NoteStatus {
        match self {
            Self::Draft => NoteStatus::Draft,
            Self::Signed => NoteStatus::Signed,
            Self::Broken => NoteStatus::Broken,
        }
    }
}

/// Adds a line in the form that is asked for.
fn add_line(
    found: &mut Found,
    note: &NoteAt<'_>,
    addition: Option<AmendmentName>,
    place: &Place,
    text: &str,
    search: &Search<'_>,
) {
    let (line, section) = (&text[place.range.clone()], place.section.as_deref());
    if search.form != Form::Table {
        let row = Match { note, addition, line: place.number, section, text: line };
        found.rows.add(&Match::COLUMNS, &row);
        return;
    }
    let addition = addition.map(|name| format!(".{name}")).unwrap_or_default();
    let (id, section) = (format!("{}{addition}", note.id()), section.unwrap_or_default());
    let number = place.number;
    if search.has_colour {
        let id = painted(&id, AnsiColor::Magenta.on_default());
        let number = painted(&number.to_string(), AnsiColor::Green.on_default());
        let section = painted(section, AnsiColor::Cyan.on_default());
        let line = with_matches(line, &place.matches);
        found.lines.push_str(&format!("{id}:{number}:{section}:{line}\n"));
    } else {
        found.lines.push_str(&format!("{id}:{number}:{}:{line}\n", on_one_line(section)));
    }
}

/// Adds a note in the form that is asked for.
fn add_note(found: &mut Found, note: &NoteAt<'_>, count: usize, search: &Search<'_>) {
    match search.form {
        Form::Paths(_) => {}
        Form::Table if search.shape == Shape::Counts => {
            found.lines.push_str(&format!("{}:{count}\n", note.id()));
        }
        Form::Table => found.lines.push_str(&format!("{}\n", note.id())),
        _ => {
            let row = NoteFound { note, file: note.listed.file_name, count };
            found.rows.add(&NoteFound::COLUMNS, &row);
        }
    }
}

fn painted(text: &str, style: Style) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("{style}{}{style:#}", on_one_line(text)),
    }
}

/// Returns a line with its matches in colour, and nothing in it that acts on a terminal.
fn with_matches(line: &str, matches: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(line.len() + 16 * matches.len());
    let mut from = 0;
    for found in matches {
        shown.push_str(&on_one_line(&line[from..found.start]));
        shown.push_str(&painted(&line[found.clone()], AnsiColor::Red.on_default().bold()));
        from = found.end;
    }
    shown + &on_one_line(&line[from..])
}
