//! `casenotes export`: lets a client's progress notes leave, or takes a copy of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::NaiveDate;

use crate::commands::chart::export::authorizations::Whose;
use crate::commands::chart::export::beside::Measure;
use crate::commands::chart::export::choice::{Decided, Reading, decide, each};
use crate::commands::chart::export::cover::cover;
use crate::commands::chart::export::departure::{Departure, depart, tell_released};
use crate::commands::chart::export::documents::DocumentArgs;
use crate::commands::chart::export::dress::ShapeError;
use crate::commands::chart::export::identity::{require_nothing_strayed, require_sound};
use crate::commands::chart::export::manifest::{Told, manifest, preview, tell_stays};
use crate::commands::chart::export::questionnaires::QuestionnaireArgs;
use crate::commands::chart::export::selection::{Selection, is_whole, require_whole, selected};
use crate::commands::chart::export::statements::Statements;
use crate::commands::chart::export::terms::{Extent, Release, Subject, TermArgs, settings};
use crate::commands::leaving::Target;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::export::Format;
use crate::failure::{Explain, Failure, Outcome};
use crate::guard::doubt;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::facts::RELIED_ON;
use crate::record::chart::profiles::{Profile, Shape};
use crate::record::chart::restrictions::restricted;
use crate::record::client::{ClientFile, SELF_PAY_RESTRICTED};
use crate::record::disclosure::notice;
use crate::sealing::Addressees;
use crate::text::is_same_name;

mod archive;
mod authorizations;
mod bases;
mod beside;
mod choice;
mod cover;
mod delivery;
mod departure;
mod documents;
mod dress;
mod identity;
mod leaving_documents;
mod manifest;
mod questionnaires;
mod selection;
mod statements;
mod terms;

/// Export a client's progress notes
///
/// A record that leaves says to whom, for what purpose and on what basis, and each time it leaves is
/// written down in the client's log of disclosures in the same step. A copy for your own use takes
/// `--working-copy` instead. Guidance is stripped. Nothing of the vault can be exported:
/// psychotherapy notes are not part of the record (45 CFR 164.501).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes export c-7f3k --basis individual -o record.html
  casenotes export c-7f3k --basis help
  casenotes export c-7f3k --basis individual --preview")]
pub struct Args {
    /// A client, or some notes, documents and questionnaires of one client
    #[arg(value_name = "CLIENT|NOTE|DOCUMENT|QUESTIONNAIRE", required_unless_present_any = ["basis", "all"])]
    what: Vec<NoteRef>,
    /// All clients, as an archive: `--format archive`
    #[arg(long, conflicts_with = "what")]
    all: bool,
    /// With --all: only the clients of a clinician, by name, as `client assign` has it
    #[arg(long, value_name = "NAME", requires = "all")]
    clinician: Option<String>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "30 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    #[command(flatten)]
    documents: DocumentArgs,
    #[command(flatten)]
    questionnaires: QuestionnaireArgs,
    #[command(flatten)]
    terms: TermArgs,
    /// The format to write: archive, ccda, csv, fhir, fhir-ndjson, html, json, jsonl, markdown or
    /// pdf [default: by the name of the file]; an archive is the whole record, file by file as it is, in a folder or a .zip
    #[arg(short, long)]
    format: Option<Chosen>,
    /// Export notes that are not what they say or not signed as they say as well; the record says of
    /// each that its signature does not hold
    #[arg(long)]
    unverified: bool,
    /// Show what would leave and what would stay, and write nothing
    #[arg(long)]
    preview: bool,
    /// With --preview: one JSON document
    #[arg(long, requires = "preview")]
    json: bool,
    /// Seal the record for the recipient's age key; may be given more than once
    #[arg(long, value_name = "RECIPIENT")]
    encrypt_to: Vec<String>,
    /// Write to a file, or to a folder if it ends in a slash; neither may exist [default: standard output, as for `-`]
    #[arg(short, long, value_name = "FILE|FOLDER/")]
    pub output: Option<PathBuf>,
}

/// The format that is asked for.
#[derive(Clone, Copy, Debug)]
enum Chosen {
    /// One in which a record is written anew.
    Written(&'static Format),
    /// The files as they are.
    Archive,
}

impl Chosen {
    /// The name of the second.
    const ARCHIVE: &str = "archive";
}

impl FromStr for Chosen {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            Self::ARCHIVE => Ok(Self::Archive),
            name => parse_format(name).map(Self::Written),
        }
    }
}

/// A record that cannot be exported.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("nothing says what is to leave")]
    Nothing,
    #[error("all clients leave as an archive alone")]
    NotAnArchive,
    #[error("the notes are of two clients, `{0}` and `{1}`")]
    TwoClients(ClientId, ClientId),
    #[error("{count} of the notes cannot be read; the first is {place}")]
    Broken { count: usize, place: String },
    #[error("{place} lies with `{client}` and says it is of `{says}`")]
    WrongClient { place: String, client: ClientId, says: ClientId },
    #[error("the client `{0}` has no readable name in the client file")]
    NoName(ClientId),
    #[error("the client file of `{0}` cannot be relied on: {1}")]
    UnsoundClientFile(ClientId, String),
    #[error("the profile asks for a format that does not exist: {0}")]
    ProfileFormat(String),
    #[error("`{0}` names a format that does not exist: {1}")]
    NamedFormat(String, String),
}

impl Explain for ExportError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Nothing => "Name a client, or some notes of one client.".into(),
            Self::NotAnArchive => "Give `--format archive`, or name one client.".into(),
            Self::TwoClients(..) => "Export one client at a time.".into(),
            Self::Broken { .. } => {
                "A record with a gap is not exported: run `casenotes validate` and mend them, or name the notes you want.".into()
            }
            Self::WrongClient { .. } => {
                "Find out whose note it is: another client's note must not leave with this record.".into()
            }
            Self::NoName(id) => format!("Run `casenotes client edit {id} --set name=\"...\"`; the name stands on every page."),
            Self::UnsoundClientFile(..) => "Run `casenotes validate` and mend it: who must agree, and what must be said, stands in it.".into(),
            Self::NamedFormat(..) => "Give the file another name, or `--format`.".into(),
            Self::ProfileFormat(_) => "Mend the table `[export]` of the chart's `casenotes.toml`.".into(),
        })
    }
}

/// How the record is to leave.
struct Way {
    format: &'static Format,
    addressees: Option<Addressees>,
    target: Target,
}

/// Exports the notes. Takes the chart and nothing else: there is no way from here to the vault.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if args.terms.asks_for_help() {
        return bases::print(chart.settings().law.regime.law(), output);
    }
    match args.format {
        Some(Chosen::Archive) => return archive::run(args, chart, author, clock, output),
        _ if args.all => return Err(ExportError::NotAnArchive.into()),
        _ => {}
    }
    if args.what.is_empty() {
        return Err(ExportError::Nothing.into());
    }
    args.terms.require_ground()?;
    let settings = settings(chart, output)?;
    let profile = args.terms.profile(settings)?;
    let way = args.way(&profile, output)?;
    let now = SessionTime::new(clock.now());

    let selection = selected(args, chart, clock)?;
    doubt::require_none(chart, clock, &[&selection.client])?;
    if selection.is_empty() {
        output.status("No notes found, so nothing is exported.");
        return Ok(Outcome::Negative);
    }
    let (client, notes) = (&selection.client, &selection.notes);
    let file = client_file(chart, client)?;
    let trust = chart.trust()?;
    let facts = &chart.facts(&file, author, &trust);
    let subject = Subject { client, facts, today: now.date() };
    let mut release = args.terms.settle(&profile, subject, chart, output)?;

    let files_of_notes = chart.files_of_notes(notes)?;
    let parsed = each(&files_of_notes, |note_files| ProgressNote::parse(&note_files.note));
    let pairs: Vec<_> = files_of_notes.iter().zip(&parsed).collect();
    let judged = each(&pairs, |(note_files, note)| note_files.judge(&note.front, &trust));
    require_whole(chart, notes, &parsed, &judged)?;
    let statements = Statements::of(chart, client)?;
    let reading = Reading {
        files_of_notes: &files_of_notes,
        parsed: &parsed,
        judged: &judged,
        statements: &statements,
    };
    let restricted = restricted(&file, &files_of_notes, &parsed);
    let documents = args.documents.asked(&selection.documents, release.as_ref());
    let questionnaires = args.questionnaires.asked(&selection.questionnaires, release.as_ref());
    let unfiled = [documents.unfiled(), questionnaires.unfiled()].concat();
    let days = documents.papers.days().chain(questionnaires.papers.days());
    let restricted_days = chart.restricted_days(client, days, &file)?;
    if let Some(release) = &mut release {
        let is_restricted = restricted.contains(&true)
            || !file.self_pay_restricted.is_empty()
            || documents.papers.are_restricted(&restricted_days)
            || questionnaires.papers.are_restricted(&restricted_days);
        if is_restricted || release.asks_for_a_plan() {
            release.look_for_a_plan(subject, settings, chart)?;
        }
        if is_restricted {
            warn_of_lost_restrictions(release, &file, &selection, now.date(), output);
        }
        let is_whole = is_whole(&selection, release, &file, chart, &trust)?;
        require_fit(profile.shape, release, is_whole)?;
        let are_named = selection.notes == selection.named
            && documents.papers.are_named()
            && questionnaires.papers.are_named();
        // Whom a document or a questionnaire is about nobody can say, so it is about everybody.
        let is_about_some =
            are_named && documents.papers.is_empty() && questionnaires.papers.is_empty();
        let about = if is_about_some { present_alone(&parsed) } else { Vec::new() };
        release.pass(subject, Extent { is_whole, are_named, about: &about })?;
        release.show_papers(facts, output);
        let doubt = facts.doubt_of_parent(&release.to, now.date());
        if let Some(doubt) = doubt.filter(|_| release.basis.is_individual()) {
            output.warning(doubt);
        }
        if let Some((name, denial)) =
            statements.denied_access().filter(|_| release.basis.is_individual())
        {
            let ground = denial.ground.map(|ground| ground.code.as_str()).unwrap_or_default();
            let part = if denial.in_part { " in part" } else { "" };
            output.warning(format_args!(
                "access was denied{part}, on the ground `{ground}` ({client}/{name}): what is denied is not to leave"
            ));
        }
    }
    let decided =
        decide(release.as_ref(), &restricted, &selection.named, &selection.days, &reading)?;
    let terms = release.as_ref().map(Release::terms);
    let (terms, restricted) = (terms.as_ref(), &restricted_days);
    let by = Measure { terms, restricted, sessions: None, trust: &trust };
    let documents = documents.decide(by)?;
    let sessions = session_days(profile.shape, &reading, &decided);
    let questionnaires = questionnaires.decide(Measure { sessions: sessions.as_ref(), ..by })?;
    let released = decided.released + documents.papers.released + questionnaires.papers.released;
    if let Some(release) = release.as_ref().filter(|_| released > 0) {
        release.require_known_recipient(facts)?;
    }
    let (templates, _) = chart.template_set()?;
    let strayed = [&selection.strayed[..], &statements.unread, &unfiled].concat();
    require_nothing_strayed(&strayed, args.unverified, output)?;
    if !args.unverified {
        let context = identity::Context { chart, templates: &templates, trust: &trust };
        require_sound(&reading, &decided.leave, &context, output)?;
        documents.papers.require_sound(output)?;
        questionnaires.papers.require_sound(output)?;
    }

    let mut cover = cover(release.as_ref(), &file, settings, &reading, &decided, now);
    cover.is_one_named = selection.notes.len() == 1 && selection.named.len() == 1;
    cover.notices.extend(documents.papers.notices(true));
    documents.papers.tell_left_out(client, output);
    // Whoever else the record goes to need not know that something was asked.
    let is_theirs = release.as_ref().is_none_or(|release| release.basis.is_individual());
    cover.notices.extend(questionnaires.papers.notices(is_theirs));
    let has_scores_alone = questionnaires.scores_alone && questionnaires.papers.count() > 0;
    cover.notices.extend(has_scores_alone.then(notice::scores_alone));
    questionnaires.papers.tell_left_out(client, output);
    let told = Told {
        client,
        cover: &cover,
        release: release.as_ref(),
        format: way.format,
        reading: &reading,
        decided: &decided,
        documents: &documents,
        questionnaires: &questionnaires,
        to_the_clinician: args.preview,
    };
    let is_all = selection.missing.is_empty() && selection.named.is_empty();
    let whose = Whose::of(release.as_ref(), is_all, &file, profile.shape);
    let authorizations =
        authorizations::that_leave(whose, way.format, release.as_ref(), subject, chart, output)?;
    if args.preview {
        let is_sealed = way.addressees.is_some();
        tell_released(&told, output);
        if let Err(why) = documents.require_room(way.format, &way.target) {
            output.warning(&why);
        }
        return preview(args.json, manifest(&told), &way.target, is_sealed, output);
    }
    documents.require_room(way.format, &way.target)?;
    if told.is_empty() {
        tell_stays(&told, output);
        output.status("Nothing is left to export.");
        return Ok(Outcome::Negative);
    }
    let departure = Departure {
        told: &told,
        selection: &selection,
        file: &file,
        templates: &templates,
        way: &way,
        documents: &documents,
        questionnaires: &questionnaires,
        authorizations: &authorizations,
        chart,
        now,
        shape: profile.shape,
    };
    depart(&departure, output)
}

impl Args {
    /// Settles how the record is to leave; a terminal must be able to show it.
    fn way(&self, profile: &Profile, output: &Output<'_>) -> Result<Way, Failure> {
        let format = self.format(profile.format.as_deref())?;
        let given = !self.encrypt_to.is_empty();
        let keys = if given { &self.encrypt_to } else { &profile.encrypt_to };
        let addressees = Addressees::parse(keys)?;
        let target = Target::of(self.output.as_deref());
        let shown_as = match (&addressees, format.is_binary()) {
            _ if self.preview => None,
            (Some(_), _) => Some("a sealed record"),
            (None, true) => Some(format.name),
            (None, false) => None,
        };
        target.require_fit(shown_as, output)?;
        Ok(Way { format, addressees, target })
    }

    /// Returns the format: what is given, what the profile sets, what the name of the file says.
    fn format(&self, set: Option<&str>) -> Result<&'static Format, ExportError> {
        if let Some(Chosen::Written(format)) = self.format {
            return Ok(format);
        }
        if let Some(name) = set {
            return parse_format(name).map_err(ExportError::ProfileFormat);
        }
        let ending = |path: &Path| {
            let name = path.file_name()?.to_str()?.trim_end_matches(".age");
            Some(name.rsplit_once('.')?.1.to_owned())
        };
        let named = self.output.as_deref().and_then(ending).unwrap_or_default();
        match Format::find(&named) {
            Some(format) => Ok(format),
            // Markdown under the name of something else would help nobody.
            None if !matches!(named.as_str(), "" | "txt" | "text") => {
                Err(ExportError::NamedFormat(named.clone(), Format::unknown(&named)))
            }
            None => Ok(Format::find("markdown").expect("markdown is a format")),
        }
    }
}

/// Reads the client file. A key that cannot be read could be the one that says who must agree.
fn client_file(chart: &Chart, client: &ClientId) -> Result<ClientFile, Failure> {
    let bytes = chart.read_client(client)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let (file, doubt) = ClientFile::parse_for(&text, RELIED_ON);
    if file.name.is_none() {
        return Err(ExportError::NoName(client.clone()).into());
    }
    match doubt {
        Some(why) => Err(ExportError::UnsoundClientFile(client.clone(), why).into()),
        None => Ok(file),
    }
}

/// Warns of restrictions that meet no note, where the recipient is a health plan: the day may be a slip,
/// and the session that was meant would leave.
fn warn_of_lost_restrictions(
    release: &Release,
    file: &ClientFile,
    selection: &Selection,
    today: NaiveDate,
    output: &mut Output<'_>,
) {
    let all = selection.notes.iter().chain(&selection.missing);
    let sessions: Vec<_> = all.map(|id| id.stem.minute()).collect();
    let lost = file.restrictions_of_no_session(&sessions, today);
    if release.to_plan && lost > 0 {
        output.warning(format_args!(
            "{} of `{SELF_PAY_RESTRICTED}` in the client file: no note of that session is in the record, so look whether the day is right",
            counted(lost, "entry")
        ));
    }
}

/// A profile narrows: an insurer has the sessions of a claim, and the client's copy is the client's.
fn require_fit(shape: Option<Shape>, release: &Release, is_whole: bool) -> Result<(), ShapeError> {
    match shape {
        Some(Shape::Insurer) if is_whole => Err(ShapeError::NotSelected),
        Some(Shape::Client) if !release.basis.is_individual() => Err(ShapeError::NotAccess),
        _ => Ok(()),
    }
}

/// Returns the days of the sessions that leave where a claim needs nothing else (45 CFR 164.502(b)).
fn session_days(
    shape: Option<Shape>,
    reading: &Reading<'_>,
    decided: &Decided<'_>,
) -> Option<BTreeSet<NaiveDate>> {
    let day = |at: &usize| {
        let start = reading.parsed[*at].front.start;
        start.map_or(reading.files_of_notes[*at].id.stem.date(), |start| start.date())
    };
    (shape == Some(Shape::Insurer)).then(|| decided.leave.iter().map(day).collect())
}

/// Returns who was present at the sessions, each once, if at each of them one person was alone; else nobody.
fn present_alone(parsed: &[ProgressNote<'_>]) -> Vec<String> {
    let mut present: Vec<String> = Vec::new();
    for note in parsed {
        match note.front.record.as_ref().map(|record| &record.present[..]) {
            Some([person]) if present.iter().any(|known| is_same_name(known, person)) => {}
            Some([person]) => present.push(person.to_string()),
            _ => return Vec::new(),
        }
    }
    present
}

fn parse_format(name: &str) -> Result<&'static Format, String> {
    Format::find(name).ok_or_else(|| Format::unknown(name))
}
