//! What is wrong with what one client has: notes in the order of their sessions, papers, documents, and the
//! client file.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use crate::commands::chart::validate::documents::{Bytes, check_documents};
use crate::commands::chart::validate::papers::check_papers;
use crate::commands::chart::validate::questionnaires::{Answered, check_questionnaires};
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentName;
use crate::domain::moment::Days;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::session_time::SessionTime;
use crate::failure::Failure;
use crate::fields::Problem;
use crate::guard::moved::say_where;
use crate::note::front_matter::Allowance;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::record::chart::Chart;
use crate::record::chart::listing::{Listed, Listing, Stray};
use crate::record::chart::note_files::{NoteFiles, Trust};
use crate::record::client::ClientFile;
use crate::rules;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::documents::subject::DocumentSubject;
use crate::rules::excuse;
use crate::rules::finding::Finding;
use crate::rules::history::{ClientFacts, EarlierNote, History};
use crate::rules::practice::Practice;
use crate::rules::settings::client_file_of;
use crate::rules::signatures::verdicts;
use crate::rules::subject::{MissingFile, NoteSubject, RecordFact, Unreadable};

/// What every note is checked against.
pub struct Standard<'a> {
    /// The tree that is checked.
    pub chart: &'a Chart,
    /// The formats, built in and of the practice.
    pub templates: &'a Templates,
    /// Who may sign.
    pub trust: &'a Trust,
    /// What holds in the practice.
    pub practice: &'a Practice,
    /// Of which days notes are looked at.
    pub days: Days,
}

/// What the notes of one client have come to.
pub struct Checked {
    /// Whose they are.
    pub client: ClientId,
    /// How many were looked at.
    pub notes: usize,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What they leave for what is looked at across clients.
    pub traces: Vec<EarlierNote>,
    /// The documents whose bytes are still to be read.
    pub documents: Vec<Bytes>,
}

/// Checks all that a client has.
pub fn check_client(standard: &Standard<'_>, client: &ClientId) -> Result<Checked, DiskError> {
    let chart = standard.chart;
    let mut found = Vec::new();
    let survey = chart.survey(client)?;
    let stems = survey.listing.iter().flat_map(Listing::stems);
    let sessions: Vec<_> = stems.map(|stem| stem.minute()).collect();
    let is_there = survey.has_client_file;
    let facts = check_client_file(standard, client, is_there, Some(&sessions), &mut found);
    if !standard.days.has_start() {
        found.extend(survey.strays.iter().flat_map(|it| stray(chart, it)));
        match check_papers(chart, client, standard.practice.now, &mut found) {
            Err(error) if error.is_link() => {}
            checked => checked?,
        }
    } else {
        found.clear();
    }
    let documents = match &survey.documents {
        Some(folder) if !standard.days.has_start() => {
            check_documents(chart, folder, &standard.trust.signers, &mut found)
        }
        _ => Vec::new(),
    };
    // Before the first day nothing is told, and scores of notes behind it are still compared.
    let mut aside = Vec::new();
    let told = if standard.days.has_start() { &mut aside } else { &mut found };
    let answered = match &survey.questionnaires {
        Some(folder) => check_questionnaires(standard, folder, told)?,
        None => Answered::default(),
    };
    let (client, traces) = (client.clone(), Vec::new());
    let mut checked = Checked { client, notes: 0, findings: found, traces, documents };
    if let Some(listing) = &survey.listing {
        check_listing(standard, listing, History::of(facts), &answered, &mut checked);
    }
    Ok(checked)
}

/// Checks the notes of a client in the order of their sessions, each with those before it.
fn check_listing(
    standard: &Standard<'_>,
    listing: &Listing,
    mut history: History,
    answered: &Answered,
    checked: &mut Checked,
) {
    let mut buffer = Vec::new();
    let Checked { client, notes, findings, traces, .. } = checked;
    let originals = Originals::default();
    for listed in listing.notes() {
        // Those before the first day are read, because the others are compared with them.
        let is_wanted = listed.stem.is_none_or(|stem| standard.days.hold(stem.date()));
        let read = listing.read_whole(listed.file_name, &mut buffer);
        // It went after it was listed: another run has moved it.
        if read.as_ref().is_err_and(|error| error.reason() == std::io::ErrorKind::NotFound) {
            continue;
        }
        *notes += usize::from(is_wanted);
        if let Err(error) = read {
            if is_wanted {
                unreadable(&error, &listing.path_of(listed.file_name), findings);
            }
            continue;
        }
        let note = ProgressNote::parse(&buffer);
        let mut path = || listing.path_of(listed.file_name);
        let note_files = match files_of(client, listing, &listed, &note, &buffer) {
            Ok(note_files) => note_files,
            Err(error) => {
                unreadable(&error, &path(), findings);
                None
            }
        };
        let judged =
            note_files.as_ref().map(|note_files| note_files.judge(&note.front, standard.trust));
        let mut subject =
            NoteSubject::new(&note, client, listed.stem, standard.templates, standard.practice)
                .named(listed.file_name)
                .in_record(&history);
        subject.was_moved = judged.as_ref().is_some_and(|judged| judged.came_from(&note.front));
        if is_wanted {
            let before = findings.len();
            rules::check_note(&subject, &mut path, &buffer, findings);
            check_page(standard.chart, client, &note, &mut path, findings);
            originals.check(standard.chart, client, &note, &mut path, findings);
            answered.check(&note, listed.stem, &mut path, findings);
            if let (Some(note_files), Some(judged)) = (&note_files, &judged) {
                if judged.is_signed() && note.front.signed_anyway.is_some() {
                    excuse(&mut findings[before..], &[]);
                }
                verdicts::check(note_files, judged, &note, standard.trust, &mut path, findings);
            }
        }
        // What was written elsewhere is no part of how this practice works: nothing follows from it.
        if note.front.is_imported() {
            continue;
        }
        let trace = subject.into_trace(&listed.file_name.to_string_lossy());
        let trace = history.add(trace);
        if is_wanted {
            traces.push(trace);
        }
    }
    let is_wanted = |file: &str| {
        let stem = file.strip_suffix(".md").and_then(|stem| stem.parse::<NoteStem>().ok());
        stem.is_none_or(|stem| standard.days.hold(stem.date()))
    };
    let matters = matters(&history, standard.practice).into_iter();
    for (matter, file, allowed) in matters.filter(|(_, file, _)| is_wanted(file)) {
        let path = listing.path_of(std::ffi::OsStr::new(file));
        rules::check_matter(&matter, &path, allowed, standard.practice, findings);
    }
}

/// Checks whether the page is there that a note says the client has signed.
fn check_page(
    chart: &Chart,
    client: &ClientId,
    note: &ProgressNote<'_>,
    path: &mut dyn FnMut() -> PathBuf,
    found: &mut Vec<Finding>,
) {
    let page = note.front.record.as_ref().and_then(|record| record.signed_page.as_deref());
    let Some(page) = page else { return };
    // A note that was moved goes on naming the client it was filed with, whose document it may be.
    let of = note.front.client.as_ref().unwrap_or(client);
    match chart.has_document(of, page) {
        Ok(true) => {}
        Ok(false) => {
            rules::check_bytes(&DocumentSubject::NoPage, &path(), note.text.as_bytes(), found);
        }
        Err(error) => unreadable(&error, &path(), found),
    }
}

/// The digests of the documents of one client, read when the first imported note is met.
#[derive(Default)]
struct Originals(OnceCell<BTreeSet<String>>);

impl Originals {
    /// Checks whether the file is there that a note was imported from.
    fn check(
        &self,
        chart: &Chart,
        client: &ClientId,
        note: &ProgressNote<'_>,
        path: &mut dyn FnMut() -> PathBuf,
        found: &mut Vec<Finding>,
    ) {
        if !note.front.is_imported() {
            return;
        }
        let digests = |of: &ClientId| -> BTreeSet<String> {
            // A folder that cannot be read is told where the documents are checked.
            let documents = chart.documents(of).unwrap_or_default().into_iter();
            documents.filter_map(|document| document.description.sha256).collect()
        };
        let sha256 = note.front.source_sha256.as_deref().unwrap_or_default();
        // A note that was moved goes on naming the client it was filed with, whose document it may be.
        let of = note.front.client.as_ref().unwrap_or(client);
        let is_there = match of == client {
            true => self.0.get_or_init(|| digests(client)).contains(sha256),
            false => digests(of).contains(sha256),
        };
        if !is_there {
            rules::check_bytes(&DocumentSubject::NoOriginal, &path(), note.text.as_bytes(), found);
        }
    }
}

/// Reads what belongs to a note that is signed or says so; `None` for a draft.
fn files_of(
    client: &ClientId,
    listing: &Listing,
    listed: &Listed<'_>,
    note: &ProgressNote<'_>,
    bytes: &[u8],
) -> Result<Option<NoteFiles>, DiskError> {
    let may_be_signed =
        note.front.is_marked() || listed.has_signature || !listed.amendments.is_empty();
    let Some(stem) = listed.stem.filter(|_| may_be_signed) else { return Ok(None) };
    let id = NoteId { client: client.clone(), stem: stem.clone() };
    listing.note_files(id, listed, bytes.to_vec()).map(Some)
}

/// Returns what shows only when all notes of a client are known, with the note it is reported on.
fn matters<'h>(
    history: &'h History,
    practice: &Practice,
) -> Vec<(RecordFact, &'h str, &'h [Allowance])> {
    let mut matters = Vec::new();
    let today = practice.now.map(SessionTime::date);
    if let Some(plan) = &history.plan
        && let (Some(due), Some(today)) = (plan.review_due, today)
        && plan.is_past_review(today)
        && history.client.closed.is_none()
    {
        matters.push((
            RecordFact::PlanPastReview { due },
            plan.file.as_str(),
            plan.allow.as_slice(),
        ));
    }
    if let Some((file, allow)) = &history.last_session {
        let sessions = history.sessions;
        if history.plan.is_none() && sessions > practice.limits.sessions_without_plan {
            matters.push((RecordFact::NoPlan { sessions }, file.as_str(), allow.as_slice()));
        }
        let day =
            file.strip_suffix(".md").and_then(|stem| Some(stem.parse::<NoteStem>().ok()?.date()));
        if let (Some(closed), Some(day)) = (history.client.closed, day)
            && closed < day
        {
            let fact = RecordFact::SessionAfterClosing { closed };
            matters.push((fact, file.as_str(), allow.as_slice()));
        }
        if history.has_stamped_times() {
            matters.push((RecordFact::StampedTimes, file.as_str(), allow.as_slice()));
        }
    }
    matters
}

fn check_client_file(
    standard: &Standard<'_>,
    client: &ClientId,
    is_there: bool,
    sessions: Option<&[NaiveDateTime]>,
    found: &mut Vec<Finding>,
) -> ClientFacts {
    let path = standard.chart.client_file(client);
    if !is_there {
        rules::check(&MissingFile::ClientFile, &path, found);
        return ClientFacts::default();
    }
    let bytes = match standard.chart.tree().read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            unreadable(&error, &path, found);
            return ClientFacts::default();
        }
    };
    let (file, problems) = match std::str::from_utf8(&bytes) {
        Ok(text) => client_file_of(text, standard.practice.now),
        Err(error) => (ClientFile::default(), vec![Problem::not_text(error)]),
    };
    let lost_restrictions = match (sessions, standard.practice.now) {
        (Some(sessions), Some(now)) => file.restrictions_of_no_session(sessions, now.date()),
        _ => 0,
    };
    let subject = ClientSubject { problems: &problems, lost_restrictions };
    if !rules::check_conflict(&bytes, &path, found) {
        rules::check_bytes(&subject, &path, &bytes, found);
    }
    ClientFacts { name: file.name, birth_date: file.birth_date, closed: file.closed }
}

/// Checks some files of a client, and returns the documents among them. Its notes are read in order all the
/// same: what is wrong with one may show only beside those before it.
pub fn check_some(
    standard: &Standard<'_>,
    client: &ClientId,
    paths: &[PathBuf],
    found: &mut Vec<Finding>,
) -> Result<Vec<Bytes>, Failure> {
    let (documents, paths) = some_documents(standard, client, paths, found)?;
    let paths = some_questionnaires(standard, client, paths, found)?;
    let listing = standard.chart.listing(client)?;
    let is_listed = |path: &Path| {
        listing
            .iter()
            .any(|listing| listing.notes().any(|listed| listing.path_of(listed.file_name) == path))
    };
    let (listed, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.into_iter().partition(|path| is_listed(path));
    for path in others {
        check_one(standard, client, path, found)?;
    }
    if !listed.is_empty() {
        let whole = Standard { days: Days::all(), ..*standard };
        let findings = check_client(&whole, client)?.findings.into_iter();
        found.extend(findings.filter(|finding| listed.contains(&&finding.path)));
    }
    Ok(documents)
}

/// Checks the documents that some files are of, and returns those and the files that are of none.
fn some_documents<'p>(
    standard: &Standard<'_>,
    client: &ClientId,
    paths: &'p [PathBuf],
    found: &mut Vec<Finding>,
) -> Result<(Vec<Bytes>, Vec<&'p PathBuf>), Failure> {
    let Some(mut folder) = standard.chart.document_folder(client)? else {
        return Ok((Vec::new(), paths.iter().collect()));
    };
    let document_of = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?.split('.').next()?.parse::<DocumentName>().ok()?;
        let is_here =
            folder.documents.contains_key(&name) && folder.path_of(path.file_name()?) == *path;
        is_here.then_some(name)
    };
    let meant: Vec<DocumentName> = paths.iter().filter_map(document_of).collect();
    let others = paths.iter().filter(|path| document_of(path).is_none()).collect();
    folder.documents.retain(|name, _| meant.contains(name));
    let signers = &standard.trust.signers;
    Ok((check_documents(standard.chart, &folder, signers, found), others))
}

/// Checks the questionnaires among some files, and returns the others.
fn some_questionnaires<'p>(
    standard: &Standard<'_>,
    client: &ClientId,
    paths: Vec<&'p PathBuf>,
    found: &mut Vec<Finding>,
) -> Result<Vec<&'p PathBuf>, Failure> {
    let Some(folder) = standard.chart.questionnaire_folder(client)? else { return Ok(paths) };
    let is_one = |path: &Path| path.file_name().is_some_and(|name| folder.path_of(name) == *path);
    let (ours, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.into_iter().partition(|path| is_one(path));
    if !ours.is_empty() {
        let mut all = Vec::new();
        check_questionnaires(standard, &folder, &mut all)?;
        let is_meant =
            |path: &Path| ours.iter().any(|it| **it == *path || path.with_extension("") == **it);
        found.extend(all.into_iter().filter(|finding| is_meant(&finding.path)));
    }
    Ok(others)
}

/// Checks one file by its path.
fn check_one(
    standard: &Standard<'_>,
    client: &ClientId,
    path: &Path,
    found: &mut Vec<Finding>,
) -> Result<(), Failure> {
    let chart = standard.chart;
    if path == chart.client_file(client) {
        match chart.tree().has_file(path) {
            Ok(is_there) => drop(check_client_file(standard, client, is_there, None, found)),
            Err(error) => unreadable(&error, path, found),
        }
        return Ok(());
    }
    let bytes = match chart.tree().read(path) {
        Err(error) if error.reason() != std::io::ErrorKind::NotFound => {
            unreadable(&error, path, found);
            return Ok(());
        }
        read => read?,
    };
    let note = ProgressNote::parse(&bytes);
    let stem: Option<NoteStem> =
        path.file_name().and_then(|name| name.to_str()?.strip_suffix(".md")?.parse().ok());
    let subject =
        NoteSubject::new(&note, client, stem.as_ref(), standard.templates, standard.practice);
    let subject = subject.named(path.file_name().unwrap_or_default());
    rules::check_note(&subject, &mut || path.to_owned(), &bytes, found);
    Ok(())
}

fn unreadable(error: &DiskError, path: &Path, found: &mut Vec<Finding>) {
    rules::check(&Unreadable { reason: error.cause() }, path, found);
}

/// Returns what is the matter with something that does not belong where it lies.
pub fn stray(chart: &Chart, stray: &Stray) -> Vec<Finding> {
    let mut found = Vec::new();
    rules::check(&stray.kind, &stray.path, &mut found);
    let client = stray.path.ancestors().nth(2).and_then(|folder| folder.file_name());
    let client = client.and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
    if let (true, Some(client), Some(finding)) = (stray.kind.is_orphan(), &client, found.last_mut())
    {
        say_where(chart, client, &stray.path, finding);
    }
    if let (Some(label), Some(client), Some(finding)) = (&stray.label, client, found.last_mut()) {
        match chart.aim_of(label, &client).map(|aim| aim.command()) {
            Ok(command) => {
                finding.help = Some(format!(
                    "Run `{command} --recover` to take it up again, or with `--discard` to throw it away."
                ))
            }
            Err(error) => unreadable(&error, &stray.path, &mut found),
        }
    }
    found
}
