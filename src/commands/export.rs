//! `casenotes export`: writes a client's progress notes down for somebody to read.

use std::path::PathBuf;

use crate::chart::Chart;
use crate::chart::dossier::{Judged, JudgedAmendment};
use crate::chart::listing::{Listing, Survey};
use crate::chart::measure_list::MeasureList;
use crate::client::ClientFile;
use crate::disk::write::write_new;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::stray::StrayKind;
use crate::export::{Added, Cover, Format, Person, Record, Session, Signed};
use crate::failure::{Explain, Failure, Outcome};
use crate::note::guidance;
use crate::note::lines::Position;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};

/// Export a client's progress notes
///
/// Guidance is stripped. Nothing of the vault can be exported: psychotherapy notes are not part of
/// the record (45 CFR 164.501).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A client, or some notes of one client
    #[arg(value_name = "CLIENT|NOTE", required = true)]
    what: Vec<NoteRef>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "30 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// The format to write: fhir, fhir-ndjson, html, json, markdown or pdf
    #[arg(short, long, default_value = "markdown", value_parser = parse_format)]
    format: &'static Format,
    /// Export notes whose signatures do not hold as well; the record says of each that it does not
    #[arg(long)]
    unverified: bool,
    /// Write to a file, which must not exist yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A record that cannot be exported.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("the notes are of two clients, `{0}` and `{1}`")]
    TwoClients(ClientId, ClientId),
    #[error("{count} of the notes cannot be read; the first is {place}")]
    Broken { count: usize, place: String },
    #[error("{place} lies with `{client}` and says it is of `{says}`")]
    WrongClient { place: String, client: ClientId, says: ClientId },
    #[error("the signature of {count} of the notes does not hold; the first is `{first}`")]
    DoesNotHold { count: usize, first: NoteId },
    #[error("the client `{0}` has no readable name in the client file")]
    NoName(ClientId),
    #[error("a terminal cannot show {0}")]
    Binary(&'static str),
}

impl Explain for ExportError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::TwoClients(..) => "Export one client at a time.".into(),
            Self::Broken { .. } => {
                "A record with a gap is not exported: run `casenotes validate` and mend them, or name the notes you want.".into()
            }
            Self::WrongClient { .. } => {
                "Find out whose note it is: another client's note must not leave with this record.".into()
            }
            Self::DoesNotHold { .. } => {
                "A signed note that was changed must not leave as a signed one: run `casenotes validate` and mend it, or give `--unverified`.".into()
            }
            Self::Binary(_) => "Write it to a file with `--output FILE`, or pipe it to a program.".into(),
            Self::NoName(id) => format!("Run `casenotes client edit {id} --set name=\"...\"`; the name stands on every page."),
        })
    }
}

/// Exports the notes. Takes the chart and nothing else: there is no way from here to the vault.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (client, notes) = selected(args, chart, clock)?;
    if notes.is_empty() {
        output.status("No notes found, so nothing is exported.");
        return Ok(Outcome::Negative);
    }
    let dossiers = chart.dossiers(&notes)?;
    let parsed: Vec<ProgressNote<'_>> =
        dossiers.iter().map(|dossier| ProgressNote::parse(&dossier.note)).collect();
    let trust = chart.trust()?;
    let judged: Vec<Judged<'_>> = dossiers
        .iter()
        .zip(&parsed)
        .map(|(dossier, note)| dossier.judge(&note.front, &trust))
        .collect();
    require_whole(chart, &notes, &parsed, &judged)?;
    if !args.unverified {
        require_signatures(&notes, &judged)?;
    }
    let bytes = chart.read_client(&client)?.unwrap_or_default();
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    let name = file.name.as_deref().ok_or_else(|| ExportError::NoName(client.clone()))?;
    let (templates, _) = chart.template_set()?;
    let mut sessions: Vec<Session<'_>> = notes
        .iter()
        .zip(&parsed)
        .zip(&judged)
        .map(|((id, note), judged)| Session {
            id,
            title: templates.get(id.stem.format().as_str()).map_or("Note", |t| &t.title),
            front: &note.front,
            body: guidance::strip(note.body()).into_owned(),
            signed: match judged.is_signed() {
                true => Signed::Yes,
                false if judged.is_draft() => Signed::No,
                false => Signed::InName,
            },
            amendments: judged.amendments.iter().map(added).collect(),
        })
        .collect();
    sessions.sort_by(|a, b| (a.front.start, a.id).cmp(&(b.front.start, b.id)));
    let count = sessions.len();
    let client = Person { id: &client, name, birth_date: file.birth_date };
    let known = measures(&sessions, chart, output)?;
    let record =
        Record { cover: Cover::default(), client, notes: sessions, measures: &known.measures };
    let bytes = args.format.render(&record);
    match &args.output {
        Some(path) => {
            write_new(path, &bytes)?;
            output.status(format_args!(
                "Exported {} of {} to {}.",
                counted(count, "note"),
                client.id,
                path.display()
            ));
        }
        None if args.format.is_binary() && output.looks().out_is_terminal => {
            return Err(ExportError::Binary(args.format.name).into());
        }
        None => output.record(&bytes)?,
    }
    Ok(Outcome::Done)
}

/// Reads the practice's measures, and warns of mistakes in them where a record has scores.
fn measures(
    sessions: &[Session<'_>],
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<MeasureList, Failure> {
    let list = chart.measure_list()?;
    if sessions.iter().any(|session| !session.front.measures.is_empty()) {
        for problem in &list.problems {
            output.warning(format_args!("casenotes.toml: [measures] {problem}"));
        }
    }
    Ok(list)
}

fn added<'a>(judged: &'a JudgedAmendment<'a>) -> Added<'a> {
    Added {
        name: judged.file.name,
        front: &judged.amendment.front,
        body: guidance::strip(judged.amendment.body()).into_owned(),
        signed: if judged.holds() { Signed::Yes } else { Signed::InName },
    }
}

fn selected(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
) -> Result<(ClientId, Vec<NoteId>), Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    let mut notes = Vec::new();
    let mut client: Option<ClientId> = None;
    for what in &args.what {
        let (whose, found) = match what {
            NoteRef::Latest(client) => {
                chart.require_client(client)?;
                let survey = chart.survey(client)?;
                refuse_missed(&survey)?;
                let id = |stem| NoteId { client: client.clone(), stem };
                let stems = survey.listing.iter().flat_map(Listing::stems);
                (client.clone(), stems.map(id).collect())
            }
            reference => {
                let id = chart.find(reference)?;
                (id.client.clone(), vec![id])
            }
        };
        match &client {
            Some(first) if *first != whose => {
                return Err(ExportError::TwoClients(first.clone(), whose).into());
            }
            _ => client = Some(whose),
        }
        notes.extend(found);
    }
    notes.retain(|id| days.hold(id.stem.date()));
    notes.sort();
    notes.dedup();
    Ok((client.expect("clap demands one at least"), notes))
}

/// A note whose name cannot be read, or that is a link, would be left out of the record, and nobody
/// would know.
fn refuse_missed(survey: &Survey) -> Result<(), ExportError> {
    let links = survey.strays.iter().filter(|stray| stray.kind == StrayKind::Link);
    let misnamed = survey.listing.iter().flat_map(|listing| {
        let notes = listing.notes().filter(|listed| listed.stem.is_none());
        notes.map(|listed| listing.path_of(listed.file_name))
    });
    let missed: Vec<PathBuf> = misnamed.chain(links.map(|stray| stray.path.clone())).collect();
    match missed.first() {
        Some(path) => {
            let place = path.display().to_string();
            Err(ExportError::Broken { count: missed.len(), place })
        }
        None => Ok(()),
    }
}

/// A record with a gap would look whole, so one broken note stops the export; so does one that says
/// it is of somebody else.
fn require_whole(
    chart: &Chart,
    notes: &[NoteId],
    parsed: &[ProgressNote<'_>],
    judged: &[Judged<'_>],
) -> Result<(), ExportError> {
    let mut broken = notes.iter().zip(parsed).filter(|(_, note)| note.is_broken());
    if let Some((id, note)) = broken.next() {
        let offset = note.invalid_byte.or_else(|| note.problems.first().map(|p| p.span.start));
        let place = Position::of(note.text.as_bytes(), offset.unwrap_or(0));
        let place = format!("{}:{}:{}", chart.path(id).display(), place.line, place.column);
        return Err(ExportError::Broken { count: 1 + broken.count(), place });
    }
    for ((id, note), judged) in notes.iter().zip(parsed).zip(judged) {
        let says = note.front.client.as_ref().filter(|says| **says != id.client);
        if let Some(says) = says.filter(|_| !judged.came_from(&note.front)) {
            let (place, client) = (chart.path(id).display().to_string(), id.client.clone());
            return Err(ExportError::WrongClient { place, client, says: says.clone() });
        }
    }
    Ok(())
}

/// A note that was changed after it was signed would look signed, and one without an addition that
/// was lost would look whole.
fn require_signatures(notes: &[NoteId], judged: &[Judged<'_>]) -> Result<(), ExportError> {
    let mut unsound = notes.iter().zip(judged).filter(|(_, judged)| !judged.is_sound());
    match unsound.next() {
        Some((first, _)) => {
            Err(ExportError::DoesNotHold { count: 1 + unsound.count(), first: first.clone() })
        }
        None => Ok(()),
    }
}

fn parse_format(name: &str) -> Result<&'static Format, String> {
    Format::find(name).ok_or_else(|| Format::unknown(name))
}
