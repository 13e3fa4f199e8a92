//! `casenotes export`: lets a client's progress notes leave, or takes a copy of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::NaiveDate;

use crate::commands::chart::export::authorizations::{Whose, is_own_copy};
use crate::commands::chart::export::beside::Measure;
use crate::commands::chart::export::choice::{Decided, Reading, decide, each};
use crate::commands::chart::export::delivery::{Package, ToLog};
use crate::commands::chart::export::documents::{DocumentArgs, DocumentCandidates};
use crate::commands::chart::export::dress::{Occasion, ShapeError};
use crate::commands::chart::export::identity::{require_nothing_strayed, require_sound};
use crate::commands::chart::export::leaving_documents::DecidedDocuments;
use crate::commands::chart::export::manifest::{Told, manifest, preview, tell_stays};
use crate::commands::chart::export::questionnaires::{
    DecidedQuestionnaires, QuestionnaireArgs, QuestionnaireCandidates,
};
use crate::commands::chart::export::statements::Statements;
use crate::commands::chart::export::terms::{Extent, Release, Subject, TermArgs, settings};
use crate::commands::leaving::Target;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::digest::sha256;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::position::Position;
use crate::domain::session_time::SessionTime;
use crate::domain::stray::StrayKind;
use crate::export::authorizations::ExportedAuthorization;
use crate::export::{Added, Cover, ExportedNote, Format, Person, Record, Seal, Signed};
use crate::failure::{Explain, Failure, Outcome};
use crate::guard::doubt;
use crate::law::authorization::part2::{self, Allowed};
use crate::note::guidance;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::{Output, counted, without_controls};
use crate::record::chart::Chart;
use crate::record::chart::facts::RELIED_ON;
use crate::record::chart::listing::{Listing, Survey};
use crate::record::chart::note_files::{CheckedAmendment, CheckedFiles, Trust};
use crate::record::chart::profiles::{ExportSettings, Profile, Shape};
use crate::record::chart::restrictions::restricted;
use crate::record::client::{ClientFile, SELF_PAY_RESTRICTED};
use crate::record::disclosure::decision::description;
use crate::record::disclosure::entry::{DisclosureEntry, Left, Stayed};
use crate::record::disclosure::notice;
use crate::sealing::Addressees;
use crate::text::is_same_name;
use crate::text::language::Language;

mod archive;
mod authorizations;
mod bases;
mod beside;
mod choice;
mod delivery;
mod documents;
mod dress;
mod identity;
mod leaving_documents;
mod manifest;
mod questionnaires;
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
    /// pdf [default: by the name of the file]; an archive is the whole record, file by file as it is
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

/// What is asked for: notes of one client, and which of them were named.
struct Selection {
    client: ClientId,
    notes: Vec<NoteId>,
    named: Vec<NoteId>,
    // The other notes of the client.
    missing: Vec<NoteId>,
    days: Days,
    strayed: Vec<PathBuf>,
    documents: DocumentCandidates,
    questionnaires: QuestionnaireCandidates,
}

impl Selection {
    /// Tells whether nothing is meant at all.
    fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.has_notes_alone()
    }

    /// Tells whether nothing lies beside the notes that may be meant.
    fn has_notes_alone(&self) -> bool {
        self.documents.papers.is_empty() && self.questionnaires.papers.is_empty()
    }
}

/// How the record is to leave.
struct Way {
    format: &'static Format,
    addressees: Option<Addressees>,
    target: Target,
}

/// A record that may leave.
struct Departure<'a> {
    told: &'a Told<'a>,
    selection: &'a Selection,
    file: &'a ClientFile,
    templates: &'a Templates,
    way: &'a Way,
    documents: &'a DecidedDocuments<'a>,
    questionnaires: &'a DecidedQuestionnaires<'a>,
    authorizations: &'a [ExportedAuthorization],
    chart: &'a Chart,
    now: SessionTime,
    shape: Option<Shape>,
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

/// Lets what may leave leave, with its entry in the log, and says what left and what stayed.
fn depart(departure: &Departure<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let Departure { told, file, templates, way, chart, now, shape, .. } = *departure;
    let Departure { documents, questionnaires, .. } = *departure;
    let (client, reading, decided) = (told.client, told.reading, told.decided);
    let Way { format, addressees, target } = way;
    let name = file.name.as_deref().ok_or_else(|| ExportError::NoName(client.clone()))?;
    let language = &chart.settings().language;
    let sessions = sessions(reading, &decided.leave, templates, language);
    // Only a folder has one, and it takes the digest of every note.
    let manifest = matches!(target, Target::Folder(_)).then(|| manifest(told));
    let has_scores = sessions.iter().any(|session| !session.front.measures.is_empty());
    if has_scores || questionnaires.papers.count() > 0 {
        for problem in chart.settings().problems_at("measures") {
            output.warning(format_args!("casenotes.toml: [measures] {}", problem.message));
        }
    }
    let measures = chart.measures()?;
    let beside = documents.exported(target)?;
    let answered = questionnaires.exported(measures, target);
    let cover = told.cover.clone();
    if format.parts_names() && shape != Some(Shape::Supervision) && !file.has_parts_of_name() {
        output.warning("the client file has no `given_name` and `family_name`, so the whole name stands as the family name");
    }
    let occasion = Occasion {
        chart,
        format,
        shape,
        is_own_copy: is_own_copy(told.release, name),
        file,
        day: now.date(),
    };
    let dress = occasion.dress(&sessions, &answered)?;
    let details = occasion.details();
    let (name, birth_date) = occasion.person(client.as_str(), name);
    let authorizations = departure.authorizations.to_vec();
    let fields = occasion.fields();
    let person = Person { id: client, name, birth_date, details: &details, fields };
    let record = Record {
        cover,
        client: person,
        notes: sessions,
        documents: beside,
        questionnaires: answered,
        authorizations,
        measures,
        dress,
    };
    let document = format.render(&record);
    // Only a folder has room beside the record.
    let beside = documents.files().chain(questionnaires.files());
    let beside = beside.filter(|_| manifest.is_some()).collect();
    let ending = format.ending();
    let package = Package::pack(document, ending, beside, manifest, addressees.as_ref())?;
    let entry = told.release.map(|release| entry(departure, release, &package));
    let logged = entry.as_ref().map(|entry| ToLog { entry, client, at: now });
    let filed = package.deliver(target, logged.as_ref(), chart, output)?;
    tell_stays(told, output);
    tell_released(told, output);
    let count =
        told.counts(decided.leave.len(), documents.papers.count(), questionnaires.papers.count());
    match (filed, told.release) {
        (Some(id), Some(release)) => output.status(format_args!(
            "Released {count} of {client} to {}, {}; kept in the log as {id}.",
            without_controls(&release.to),
            target.shown()
        )),
        _ if *target == Target::Stream => {}
        _ => output.status(format_args!(
            "Took a working copy of {count} of {client}: {}.",
            target.shown()
        )),
    }
    Ok(Outcome::Done)
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

fn sessions<'a>(
    reading: &'a Reading<'a>,
    leave: &[usize],
    templates: &'a Templates,
    language: &'a Language,
) -> Vec<ExportedNote<'a>> {
    each(leave, |at| {
        let (note_files, note) = (&reading.files_of_notes[*at], &reading.parsed[*at]);
        let judged = &reading.judged[*at];
        let template = templates.get(note_files.id.stem.format().as_str());
        ExportedNote {
            id: &note_files.id,
            title: match template {
                Some(template) => &template.title,
                None if note.front.is_imported() => "Imported note",
                None => "Note",
            },
            language: template.and_then(|it| it.language.as_ref()).unwrap_or(language).as_str(),
            kind: template.map(|template| template.kind),
            front: &note.front,
            // No template of ours has put a comment into what was imported.
            body: match note.front.is_imported() {
                true => note.body().into(),
                false => guidance::strip(note.body()),
            },
            signed: match judged.is_signed() {
                true => Signed::Yes,
                false if judged.is_draft() => Signed::No,
                false => Signed::InName,
            },
            seal: seal(judged.is_signed(), &note_files.note, note_files.signature.as_deref()),
            amendments: judged.amendments.iter().map(added).collect(),
            statements: reading.statements.with(&note_files.id.stem),
        }
    })
}

fn added<'a>(judged: &'a CheckedAmendment<'a>) -> Added<'a> {
    Added {
        name: judged.file.name,
        front: &judged.amendment.front,
        body: guidance::strip(judged.amendment.body()),
        signed: if judged.holds() { Signed::Yes } else { Signed::InName },
        seal: seal(judged.holds(), &judged.file.bytes, judged.file.signature.as_deref()),
    }
}

/// Returns a signature that holds.
fn seal<'a>(holds: bool, over: &'a [u8], signature: Option<&'a [u8]>) -> Option<Seal<'a>> {
    signature.filter(|_| holds).map(|signature| Seal { over, signature })
}

/// Says in front of the record to whom it goes and what its reader must know.
fn cover(
    release: Option<&Release>,
    file: &ClientFile,
    settings: &ExportSettings,
    reading: &Reading<'_>,
    decided: &Decided<'_>,
    now: SessionTime,
) -> Cover {
    let mut notices = Vec::new();
    if release.is_none() {
        notices.push(notice::WORKING_COPY.to_owned());
    }
    if file.part2 == Some(true) {
        notices.extend(part_2_notices(release, settings));
    }
    if decided.leave.iter().any(|at| reading.judged[*at].is_draft()) {
        notices.push(notice::DRAFTS.to_owned());
    }
    let told = decided.stay.iter().filter(|(_, reason)| reason.may_be_told()).count();
    if told > 0 {
        notices.push(notice::drafts_that_stay(told));
    }
    let basis = release.map(Release::basis_in_words);
    Cover {
        recipient: release.map(|release| release.to.clone()),
        address: release.and_then(|release| release.address.clone()),
        purpose: release.map(|release| release.purpose.clone()),
        basis,
        day: Some(now.date()),
        at: Some(now),
        is_part2: file.part2 == Some(true),
        is_one_named: false,
        notices,
    }
}

/// Returns what accompanies a record under 42 CFR Part 2: with a consent one of the two statements of
/// 2.32(a), word for word, and the scope of each consent (2.32(b)); on the patient's own copy nothing.
fn part_2_notices(release: Option<&Release>, settings: &ExportSettings) -> Vec<String> {
    let way = release.and_then(|release| release.part2);
    let mut notices = match way {
        Some(Allowed::Patient) => return Vec::new(),
        Some(Allowed::Consent) => vec![part2::STATEMENT.to_owned()],
        _ => vec![part2::SHORT_STATEMENT.to_owned()],
    };
    if let Some(release) = release.filter(|_| way == Some(Allowed::Consent)) {
        notices.extend(release.authorizations.iter().map(|found| found.elements.scope()));
    }
    notices.extend(settings.part2_notice.clone());
    notices
}

/// Says that sessions which were paid for out of pocket leave, where they may.
fn tell_released(told: &Told<'_>, output: &mut Output<'_>) {
    let Some(release) = told.release.filter(|_| told.released() > 0) else { return };
    let why = release.why_restricted_leave();
    let (documents, questionnaires) =
        (told.documents.papers.released, told.questionnaires.papers.released);
    let count = told.counts(told.decided.released, documents, questionnaires);
    output.status(format_args!("Leaves: {count}, restricted as paid for out of pocket: {why}."));
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

/// Tells whether what is asked for is a whole record: all of it, or all but what is not signed or would
/// stay anyway. One note that is named is a selection, though there may be no other.
fn is_whole(
    selection: &Selection,
    release: &Release,
    file: &ClientFile,
    chart: &Chart,
    trust: &Trust,
) -> Result<bool, Failure> {
    if selection.notes.is_empty() {
        // What lies beside notes, of somebody who has notes as well or of whom it is named.
        return Ok(selection.missing.is_empty() && selection.documents.papers.are_all_meant());
    }
    let is_one_named = selection.notes.len() == 1 && selection.named.len() == 1;
    if selection.missing.is_empty() || is_one_named {
        return Ok(!is_one_named);
    }
    let files_of_notes = chart.files_of_notes(&selection.missing)?;
    let parsed = each(&files_of_notes, |note_files| ProgressNote::parse(&note_files.note));
    let pairs: Vec<_> = files_of_notes.iter().zip(&parsed).collect();
    let judged = each(&pairs, |(note_files, note)| note_files.judge(&note.front, trust));
    let restricted = restricted(file, &files_of_notes, &parsed);
    let mut stays = judged.iter().zip(restricted).map(|(judged, is_restricted)| {
        judged.is_draft() || is_restricted && release.to_plan && !release.basis.is_required_by_law
    });
    Ok(stays.all(|stays| stays))
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

fn entry(departure: &Departure<'_>, release: &Release, package: &Package<'_>) -> DisclosureEntry {
    let Departure { told, selection, way, documents, questionnaires, now, .. } = *departure;
    let (reading, decided) = (told.reading, told.decided);
    let days: Vec<_> = decided.leave.iter().map(|at| selection.notes[*at].stem.date()).collect();
    let is_whole = selection.missing.is_empty()
        && decided.stay.is_empty()
        && documents.papers.are_all()
        && questionnaires.papers.are_all()
        && !questionnaires.scores_alone;
    let beside = told.beside(documents.papers.count(), questionnaires.papers.count());
    let left = each(&decided.leave, |at| {
        let note_files = &reading.files_of_notes[*at];
        let note = Left { id: note_files.id.to_string(), digest: sha256(&note_files.note) };
        let added = note_files.amendments.iter().map(|added| Left {
            id: format!("{}.{}", note_files.id, added.name),
            digest: sha256(&added.bytes),
        });
        let statements = reading.statements.left(&note_files.id.stem);
        std::iter::once(note).chain(added).chain(statements).collect::<Vec<_>>()
    });
    let stay = decided.stay.iter();
    DisclosureEntry {
        description: description(&days, &beside, is_whole),
        format: Some(way.format.name.to_owned()),
        sealed_for: way.addressees.as_ref().map(|to| to.texts().to_vec()).unwrap_or_default(),
        digest: Some(package.digest()),
        sums: package.sums(),
        notes: left.into_iter().flatten().collect(),
        documents: documents.left(),
        questionnaires: questionnaires.left(),
        stayed: stay
            .map(|(id, reason)| Stayed { id: id.to_string(), reason: reason.as_str().to_owned() })
            .chain(documents.papers.stayed())
            .chain(questionnaires.papers.stayed())
            .collect(),
        ..release.entry(&selection.client, now)
    }
}

fn selected(args: &Args, chart: &Chart, clock: &dyn Clock) -> Result<Selection, Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    let (mut notes, mut named) = (Vec::new(), Vec::new());
    let (mut documents, mut questionnaires) = (Vec::new(), Vec::new());
    let mut client: Option<ClientId> = None;
    let mut all: Option<Vec<NoteId>> = None;
    for what in &args.what {
        let whose = match what {
            NoteRef::Latest(client) => {
                chart.require_client(client)?;
                let survey = chart.survey(client)?;
                refuse_missed(&survey)?;
                let id = |stem| NoteId { client: client.clone(), stem };
                let stems = survey.listing.iter().flat_map(Listing::stems);
                let ids: Vec<NoteId> = stems.map(id).collect();
                notes.extend(ids.iter().cloned());
                all = Some(ids);
                client.clone()
            }
            reference if reference.names_document() => {
                let id = chart.find_document(reference)?;
                documents.push(id.clone());
                id.client
            }
            reference if reference.names_questionnaire() => {
                let id = chart.find_questionnaire(reference)?;
                questionnaires.push(id.clone());
                id.client
            }
            reference => {
                let id = chart.find(reference)?;
                notes.push(id.clone());
                named.push(id.clone());
                id.client
            }
        };
        match &client {
            Some(first) if *first != whose => {
                return Err(ExportError::TwoClients(first.clone(), whose).into());
            }
            _ => client = Some(whose),
        }
    }
    notes.retain(|id| days.hold(id.stem.date()));
    notes.sort();
    notes.dedup();
    let client = client.expect("clap demands one at least");
    let mut strayed = chart.strayed_texts(&client)?;
    if all.is_none() {
        // What belongs to other notes is none of these.
        let is_theirs = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            named.iter().any(|id| name.starts_with(id.stem.as_str().as_bytes()))
        };
        strayed.retain(is_theirs);
    }
    let is_whole = all.is_some();
    let documents = args.documents.find(chart, &client, documents, &days, is_whole)?;
    let questionnaires =
        args.questionnaires.find(chart, &client, questionnaires, &days, is_whole)?;
    let mut missing = match all {
        Some(all) => all,
        None => {
            let id = |stem| NoteId { client: client.clone(), stem };
            chart.stems(&client)?.into_iter().map(id).collect()
        }
    };
    missing.retain(|id| notes.binary_search(id).is_err());
    Ok(Selection { client, notes, named, missing, days, strayed, documents, questionnaires })
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
    judged: &[CheckedFiles<'_>],
) -> Result<(), ExportError> {
    let mut broken = notes.iter().zip(parsed).filter(|(_, note)| note.is_broken());
    if let Some((id, note)) = broken.next() {
        let offset = note.invalid_byte.or_else(|| note.problems.first().map(|p| p.span.start));
        let place = Position::of(note.text.as_bytes(), offset.unwrap_or(0));
        let place = format!("{}:{}:{}", chart.path(id).display(), place.line, place.column);
        return Err(ExportError::Broken { count: 1 + broken.count(), place });
    }
    for ((id, note), judged) in notes.iter().zip(parsed).zip(judged) {
        if let Some(says) = judged.stranger(&note.front, &id.client) {
            let (place, client) = (chart.path(id).display().to_string(), id.client.clone());
            return Err(ExportError::WrongClient { place, client, says });
        }
    }
    Ok(())
}

fn parse_format(name: &str) -> Result<&'static Format, String> {
    Format::find(name).ok_or_else(|| Format::unknown(name))
}
