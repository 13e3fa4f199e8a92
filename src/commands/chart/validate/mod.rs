//! `casenotes validate`: every finding at once, in the chart and on the outside of the vault.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde_json::json;

use crate::commands::chart::validate::across::Across;
use crate::commands::chart::validate::documents::{Bytes, check_bytes, check_documents};
use crate::commands::chart::validate::fix::{MISNAMED, fix};
use crate::commands::chart::validate::papers::check_papers;
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::note_ref::NoteRef;
use crate::domain::sealed_file::Outside;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::fields::{self, Problem};
use crate::guard::moved::say_where;
use crate::guard::staged;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::rows::Form;
use crate::output::{Output, Unwritable, counted};
use crate::parallel;
use crate::private::vault::Vault;
use crate::private::vault::audit::{Audit, audit};
use crate::private::vault::git::{Repository, keeps_apart, repository, unmerged};
use crate::record::chart::git::Git;
use crate::record::chart::listing::{Listed, Listing, Stray};
use crate::record::chart::note_files::{NoteFiles, Trust};
use crate::record::chart::{Chart, ChartError, MARKER};
use crate::record::client::ClientFile;
use crate::rules::excuse;
use crate::rules::finding::Finding;
use crate::rules::history::{ClientFacts, EarlierNote, History};
use crate::rules::practice::Practice;
use crate::rules::report::findings::{self, Count, Excerpts};
use crate::rules::report::sarif;
use crate::rules::settings::{client_file_of, practice_of};
use crate::rules::signatures::verdicts;
use crate::rules::subject::{
    ClientSubject, KeySubject, MissingFile, NoteSubject, RecordFact, SettingsSubject,
    TemplateSubject, Unreadable, VaultSubject,
};
use crate::rules::{self};
use crate::text::language::Language;
use crate::wall;

mod across;
mod documents;
mod fix;
mod papers;
mod repository;

/// Check the record and the outside of the vault
///
/// Without arguments it checks everything. The vault is checked by its outside alone: names, modes
/// and age headers; nothing in it is opened. Exit code 1 when there are errors.
/// casenotes.toml in the chart says which rules hold and how grave each is.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes validate
  casenotes validate c-7f3k --fix
  casenotes validate --explain RK001")]
pub struct Args {
    /// What to check: clients, notes, or paths in the chart [default: everything]
    #[arg(value_name = "CLIENT|NOTE|PATH")]
    targets: Vec<NoteRef>,
    /// Check what is about to be committed, as a git hook does; a draft need not be finished for it
    #[arg(long, conflicts_with = "targets")]
    pub staged: bool,
    /// Check what was changed since a version that git knows [default: the last commit]
    #[arg(long, value_name = "VERSION", num_args = 0..=1, default_missing_value = "HEAD", conflicts_with_all = ["targets", "staged"])]
    changed: Option<String>,
    /// One line for each finding: path:line:column
    #[arg(long, group = "output")]
    short: bool,
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// One SARIF document, for code hosts and editors
    #[arg(long, group = "output")]
    sarif: bool,
    /// Only how many findings there are of each rule
    #[arg(long, group = "output")]
    summary: bool,
    /// Only notes of sessions on or after a day: 2026-11-01, yesterday, monday, "7 days ago"
    #[arg(long, value_name = "DAY", conflicts_with_all = ["staged", "changed"])]
    since: Option<Day>,
    /// Mend what is mechanical: file modes, the end of the last line, file names; never a word
    #[arg(long)]
    fix: bool,
    /// Show the line of each finding; on a terminal it is shown anyway
    #[arg(long, conflicts_with_all = ["short", "json", "sarif", "summary"])]
    excerpt: bool,
    /// Read the bytes of all documents too, and compare them with their digests
    #[arg(long, conflicts_with_all = ["staged", "changed", "since"])]
    deep: bool,
    /// Let warnings make the exit code 1 as well
    #[arg(long)]
    strict: bool,
    /// Explain a rule by its code or name, or list all rules, as `casenotes rules` does
    #[arg(long, value_name = "CODE", num_args = 0..=1, conflicts_with = "targets")]
    explain: Option<Option<String>>,
}

impl Args {
    /// Returns which rule is to be explained instead, and in which form; `None` inside for all.
    pub fn explained(&self) -> Option<(Option<&str>, Form)> {
        let form = if self.json { Form::Json } else { Form::Table };
        Some((self.explain.as_ref()?.as_deref(), form))
    }
}

/// From how many findings on they are summed up by rule.
const LONG: usize = 20;

/// What is to be checked.
#[derive(Default)]
struct Scope {
    clients: Vec<ClientId>,
    notes: BTreeMap<ClientId, Vec<PathBuf>>,
    everything: bool,
}

/// What checking needs besides its arguments.
pub struct Context<'a> {
    /// The tree that is checked.
    pub chart: &'a Chart,
    /// The vault, if it is there; only its outside is looked at.
    pub vault: Option<&'a Vault>,
    /// The identity files of the configuration.
    pub identities: &'a [PathBuf],
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// The folder that paths are shown from.
    pub folder: &'a Path,
    /// The index of a commit that is being made, when a git hook runs us.
    pub index: Option<&'a Path>,
    /// The versions that it merges, as git names them to its hook.
    pub heads: &'a [String],
}

/// What every note is checked against.
struct Standard<'a> {
    chart: &'a Chart,
    templates: &'a Templates,
    trust: &'a Trust,
    practice: &'a Practice,
    days: Days,
}

/// What the notes of one client have come to.
struct Checked {
    client: ClientId,
    notes: usize,
    findings: Vec<Finding>,
    traces: Vec<EarlierNote>,
    documents: Vec<Bytes>,
}

/// What was found, in how many notes of the chart and of the vault.
struct Found {
    findings: Vec<Finding>,
    notes: usize,
    sealed: usize,
    /// The languages of the practice and of its own templates.
    languages: BTreeSet<Language>,
}

/// Prints the findings.
pub fn run(
    args: &Args,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut found = match args.staged {
        true => check_staged(context)?,
        false => check(args, context, output)?,
    };
    if args.fix {
        found.findings = mend(found.findings, context, output)?;
    }
    print(args, &found, context, output)?;
    Ok(findings::outcome(&found.findings, args.strict))
}

/// Checks what is about to be committed.
fn check_staged(context: &Context<'_>) -> Result<Found, Failure> {
    let Context { chart, clock, index, heads, .. } = *context;
    let (templates, _) = chart.template_set()?;
    let (practice, _) = practice_of(chart, clock)?;
    let standard = staged::Context { chart, templates: &templates, practice: &practice };
    let checked = staged::staged(&standard, &Git::of(chart)?.with_index(index), heads)?;
    let mut findings = practice.policy.apply(checked.found);
    findings.extend(checked.lost);
    let findings = sorted(findings);
    Ok(Found { findings, notes: checked.notes, sealed: 0, languages: BTreeSet::new() })
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (&a.path, a.place, a.code).cmp(&(&b.path, b.place, b.code)));
    findings
}

/// Mends what can be mended and returns the other findings. A file gets its new name last, because the
/// findings know it by its old one.
fn mend(
    found: Vec<Finding>,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<Vec<Finding>, Failure> {
    let vault = context.vault.map(Vault::tree);
    let templates = match context.chart.template_set() {
        // A link in their place has been found, and keeps nothing else from being mended.
        Err(error) if error.is_link() => Templates::built_in(),
        read => read?.0,
    };
    let mut left = Vec::new();
    let (renamed, others): (Vec<Finding>, Vec<Finding>) =
        found.into_iter().partition(|finding| finding.name == MISNAMED);
    for finding in others.into_iter().chain(renamed) {
        match fix(&finding, context.chart, &templates, vault)? {
            true => output.status(format_args!("Mended {}.", finding.path.display())),
            false => left.push(finding),
        }
    }
    Ok(sorted(left))
}

/// Returns what is wrong with the names that the practice has for headings: no format has them.
fn unknown_headings(chart: &Chart, templates: &Templates) -> Vec<Problem> {
    let settings = chart.settings();
    let named = settings.headings.keys().filter(|heading| !templates.has_heading(heading));
    let marker = String::from_utf8_lossy(&settings.bytes);
    let place = fields::place_of(&marker, "headings").unwrap_or(0..0);
    let problem = |heading: &String| {
        let message = format!("`headings` names `{heading}`, which no format has");
        let help = "Run `casenotes template list` to see what there is.".to_owned();
        Problem { help: Some(help), ..Problem::of_value("headings", place.clone(), message) }
    };
    named.map(problem).collect()
}

/// Checks the files of the chart and the outside of the vault.
fn check(args: &Args, context: &Context<'_>, output: &mut Output<'_>) -> Result<Found, Failure> {
    let Context { chart, clock, .. } = *context;
    // In place of a file or folder a link is a finding, and what else there is is checked all the same.
    let is_whole = args.changed.is_none() && args.targets.is_empty() && args.since.is_none();
    let is_found = |error: &DiskError| is_whole && error.is_link();
    let (templates, own) = match chart.template_set() {
        Err(error) if is_found(&error) => (Templates::built_in(), Vec::new()),
        read => read?,
    };
    let settings = chart.settings();
    let (practice, mut problems) = practice_of(chart, clock)?;
    problems.extend(unknown_headings(chart, &templates));
    let mut since = staged::Checked::default();
    let scope = match &args.changed {
        Some(version) => changed(chart, &practice, version, &mut since)?,
        None => scope(args, chart)?,
    };
    let mut found = since.found;
    // Since a day, only notes are looked at: nothing else has a day.
    let with_trees = scope.everything && args.since.is_none();
    let trust = match chart.trust() {
        Err(error) if is_found(&error) => Trust::read(&[], settings),
        read => read?,
    };
    if with_trees {
        let (marker, subject) =
            (chart.root().join(MARKER), SettingsSubject { problems: &problems });
        rules::check_bytes(&subject, &marker, &settings.bytes, &mut found);
        let list = chart.tree().read_if_there(&chart.allowed_signers());
        let list = list.ok().flatten().unwrap_or_default();
        if !rules::check_conflict(&list, &chart.allowed_signers(), &mut found) {
            verdicts::check_trust(chart, &trust, &settings.bytes, &mut found);
        }
        repository::check(chart, &mut found)?;
        check_root(chart, &practice, &mut found)?;
        for template in &own {
            if rules::check_conflict(&template.bytes, &template.path, &mut found) {
                continue;
            }
            let subject = TemplateSubject::from(template);
            rules::check_bytes(&subject, &template.path, &template.bytes, &mut found);
        }
        found.extend(chart.strays_at_the_root()?.iter().flat_map(|it| stray(chart, it)));
    }
    let days = Days::between(args.since, None, clock)?;
    let standard =
        Standard { chart, templates: &templates, trust: &trust, practice: &practice, days };
    let (mut notes, mut clients) = (0, 0);
    let (mut across, mut documents) = (Across::default(), Vec::new());
    chart.for_each_client(
        &scope.clients,
        |client| check_client(&standard, client),
        |checked| {
            clients += 1;
            output.progress("Checking", clients, scope.clients.len());
            notes += checked.notes;
            found.extend(checked.findings);
            documents.extend(checked.documents);
            if scope.everything {
                across.add(&checked.client, checked.traces);
            }
            Ok(())
        },
    )?;
    across.check(chart, &templates, &practice, &mut found)?;
    if args.deep {
        check_deep(chart, &documents, &mut found, output)?;
    }
    for (client, paths) in &scope.notes {
        check_some(&standard, client, paths, &mut found)?;
        notes += paths.len();
    }
    let mut sealed = 0;
    if with_trees {
        if let Some(vault) = context.vault {
            sealed = check_vault(vault, &mut found, output)?;
        }
        for identity in context.identities {
            let subject = KeySubject { synchronised_by: wall::synchronised_by(identity) };
            rules::check(&subject, identity, &mut found);
        }
    }
    let languages = own
        .iter()
        .filter_map(|template| templates.get(template.format.as_deref()?)?.language.clone());
    let languages = languages.chain([practice.language.clone()]).collect();
    let mut findings = practice.policy.apply(found);
    findings.extend(since.lost);
    Ok(Found { findings: sorted(findings), notes, sealed, languages })
}

/// Reads the bytes of documents on all cores.
fn check_deep(
    chart: &Chart,
    documents: &[Bytes],
    found: &mut Vec<Finding>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let mut read = 0;
    let check = |bytes: &Bytes| check_bytes(chart, bytes);
    parallel::in_order(documents, check, |findings| {
        read += 1;
        output.progress("Reading", read, documents.len());
        found.extend(findings);
        Ok(())
    })
}

/// Returns the notes that were changed since a version, after checking what was signed in it.
fn changed(
    chart: &Chart,
    practice: &Practice,
    version: &str,
    checked: &mut staged::Checked,
) -> Result<Scope, Failure> {
    let mut scope = Scope::default();
    for path in staged::changed_since(chart, practice, version, checked)? {
        scope.notes.entry(chart.client_of_path(&path)?.0).or_default().push(path);
    }
    Ok(scope)
}

fn check_root(chart: &Chart, practice: &Practice, found: &mut Vec<Finding>) -> Result<(), Failure> {
    let mode = chart.tree().root().mode()?;
    if mode & 0o077 != 0 {
        rules::check_matter(&RecordFact::OpenChart { mode }, chart.root(), &[], practice, found);
    }
    Ok(())
}

fn scope(args: &Args, chart: &Chart) -> Result<Scope, Failure> {
    let mut scope = Scope::default();
    if args.targets.is_empty() {
        scope.clients = match chart.clients() {
            // It is found as what it is.
            Err(error) if error.is_link() && args.since.is_none() => Vec::new(),
            read => read?,
        };
        scope.everything = true;
        return Ok(scope);
    }
    for target in &args.targets {
        // A client, a note by its name, or a path; a path may be that of a broken note.
        if let NoteRef::Latest(client) = target {
            chart.require_client(client)?;
            scope.clients.push(client.clone());
            continue;
        }
        match chart.find(target) {
            Ok(id) => scope.notes.entry(id.client.clone()).or_default().push(chart.path(&id)),
            Err(ChartError::NotInTheChart(path)) => {
                let (client, inside) = chart.client_of_path(&path)?;
                match inside.components().count() {
                    2 => scope.clients.push(client),
                    _ => scope.notes.entry(client).or_default().push(chart.root().join(inside)),
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    scope.clients.sort();
    scope.clients.dedup();
    Ok(scope)
}

fn check_client(standard: &Standard<'_>, client: &ClientId) -> Result<Checked, DiskError> {
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
    let (client, traces) = (client.clone(), Vec::new());
    let mut checked = Checked { client, notes: 0, findings: found, traces, documents };
    if let Some(listing) = &survey.listing {
        check_listing(standard, listing, History::of(facts), &mut checked);
    }
    Ok(checked)
}

/// Checks the notes of a client in the order of their sessions, each with those before it.
fn check_listing(
    standard: &Standard<'_>,
    listing: &Listing,
    mut history: History,
    checked: &mut Checked,
) {
    let mut buffer = Vec::new();
    let Checked { client, notes, findings, traces, .. } = checked;
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
            if let (Some(note_files), Some(judged)) = (&note_files, &judged) {
                if judged.is_signed() && note.front.signed_anyway.is_some() {
                    excuse(&mut findings[before..], &[]);
                }
                verdicts::check(note_files, judged, &note, standard.trust, &mut path, findings);
            }
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
) -> Vec<(RecordFact, &'h str, &'h [crate::note::front_matter::Allowance])> {
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

/// Checks some files of a client. Its notes are read in order all the same: what is wrong with one may
/// show only beside those before it.
fn check_some(
    standard: &Standard<'_>,
    client: &ClientId,
    paths: &[PathBuf],
    found: &mut Vec<Finding>,
) -> Result<(), Failure> {
    let listing = standard.chart.listing(client)?;
    let is_listed = |path: &Path| {
        listing
            .iter()
            .any(|listing| listing.notes().any(|listed| listing.path_of(listed.file_name) == path))
    };
    let (listed, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| is_listed(path));
    for path in others {
        check_one(standard, client, path, found)?;
    }
    if !listed.is_empty() {
        let whole = Standard { days: Days::all(), ..*standard };
        let findings = check_client(&whole, client)?.findings.into_iter();
        found.extend(findings.filter(|finding| listed.contains(&&finding.path)));
    }
    Ok(())
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

fn stray(chart: &Chart, stray: &Stray) -> Vec<Finding> {
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

fn check_vault(
    vault: &Vault,
    found: &mut Vec<Finding>,
    output: &mut Output<'_>,
) -> Result<usize, Failure> {
    let Audit { items, notes } = audit(vault)?;
    // git knows no modes but that of a program; where nobody else may enter, they do not count.
    let is_closed = items.iter().any(|it| it.path == vault.root() && it.mode & 0o077 == 0);
    let is_shut_in = is_closed && vault.tree().folder(".git".as_ref())?.is_some();
    for item in &items {
        let mode = if is_shut_in { item.mode & 0o700 } else { item.mode };
        let subject = VaultSubject { item: item.kind, mode };
        rules::check(&subject, &item.path, found);
    }
    match repository(vault.root()) {
        Repository::Alone => {}
        // Its owner has made it so that sealed files stay apart (docs/VAULT.md).
        Repository::Remote(_) if is_kept_apart(vault)? => {}
        Repository::Remote(git) => {
            let subject = VaultSubject { item: Outside::Remote, mode: 0o700 };
            rules::check(&subject, &git, found);
        }
        Repository::Silent(git) => output.warning(format_args!(
            "git does not say whether the repository {} has a remote",
            git.display()
        )),
    }
    // A git that does not say was told of above.
    if let Ok(open) = unmerged(vault.root())
        && !open.is_empty()
    {
        output.warning(format_args!(
            "a merge of git has left {} of the vault open: run `casenotes vault sync DIR` with another copy before anything is committed there, or one version is lost",
            counted(open.len(), "version")
        ));
    }
    let recipients = vault.root().join(crate::private::vault::RECIPIENTS);
    if !items.iter().any(|item| item.path == recipients) {
        rules::check(&MissingFile::Recipients, &recipients, found);
    }
    // What is no list, in the place of one, was found as what it is.
    if let Ok(list) = vault.recipients()
        && let Some(unsettled) = vault.unsettled(&list)?
    {
        rules::check(&unsettled, &recipients, found);
    }
    Ok(notes)
}

fn is_kept_apart(vault: &Vault) -> Result<bool, DiskError> {
    let attributes = vault.tree().read_if_there(".gitattributes".as_ref())?;
    Ok(attributes.is_some_and(|attributes| keeps_apart(&attributes)))
}

fn print(
    args: &Args,
    Found { findings: found, notes, sealed, languages }: &Found,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<(), Unwritable> {
    let (count, from) = (Count::of(found), context.folder);
    if args.json {
        let document = json!({
            "schema": "casenotes/validate@1",
            "findings": found.iter().map(findings::json).collect::<Vec<_>>(),
            "summary": {
                "notes": notes,
                "sealed_notes": sealed,
                "errors": count.errors,
                "warnings": count.warnings,
                "infos": count.infos,
                "rules": findings::by_rule(found).iter().map(|(finding, count)| json!({
                    "code": finding.code,
                    "name": finding.name,
                    "level": finding.level,
                    "count": count,
                })).collect::<Vec<_>>(),
            },
        });
        return output.json(&document);
    }
    if args.sarif {
        return output.json(sarif::document(found, from));
    }
    let is_shown = args.excerpt || output.looks().out_is_terminal;
    let mut excerpts = Excerpts::new(is_shown, |path| context.chart.tree().read(path).ok());
    for finding in found.iter().filter(|_| !args.summary) {
        let text = match args.short {
            true => findings::short(finding, from),
            false => findings::long(finding, from, output.looks(), &mut excerpts),
        };
        output.painted(&text)?;
    }
    if args.summary {
        output.data(&findings::summary(found))?;
    } else if found.len() > LONG && !args.short {
        for line in findings::summary(found).lines() {
            output.status(line);
        }
    }
    let infos = match count.infos {
        0 => String::new(),
        infos => format!(", {infos} for information"),
    };
    output.status(format_args!(
        "Checked {} and the outside of {}: {}, {}{infos}.",
        counted(*notes, "progress note"),
        counted(*sealed, "sealed note"),
        counted(count.errors, "error"),
        counted(count.warnings, "warning"),
    ));
    for language in languages {
        let off = rules::unread_in(language);
        if off > 0 {
            output.status(format_args!(
                "Of notes in `{language}`, {} that read words of other languages say nothing.",
                counted(off, "rule"),
            ));
        }
    }
    if let Some(first) = found.first().filter(|_| !args.short && !args.summary) {
        output.hint(format_args!("`casenotes rules {}` says more about a rule.", first.code));
    }
    Ok(())
}
