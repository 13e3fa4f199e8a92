//! `casenotes validate`: every finding at once, in the chart and on the outside of the vault.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::commands::chart::validate::across::Across;
use crate::commands::chart::validate::client::{Standard, check_client, check_some, stray};
use crate::commands::chart::validate::documents::{Bytes, check_bytes};
use crate::commands::chart::validate::fix::{MISNAMED, fix};
use crate::commands::chart::validate::print::print;
use crate::commands::chart::validate::vault::check_vault;
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::fields::{self, Problem};
use crate::guard::staged;
use crate::note::template::Templates;
use crate::output::Output;
use crate::output::rows::Form;
use crate::parallel;
use crate::private::vault::Vault;
use crate::record::chart::git::Git;
use crate::record::chart::note_files::Trust;
use crate::record::chart::{Chart, ChartError, MARKER};
use crate::rules::chart::subject::{SettingsSubject, TemplateSubject};
use crate::rules::finding::Finding;
use crate::rules::keys::subject::KeySubject;
use crate::rules::practice::Practice;
use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::report::findings::{self};
use crate::rules::settings::practice_of;
use crate::rules::signatures::verdicts;
use crate::rules::subject::RecordFact;
use crate::rules::{self};
use crate::text::language::Language;
use crate::text::lexicon::Lexicon;
use crate::wall;

mod across;
mod client;
mod documents;
mod fix;
mod papers;
mod print;
mod questionnaires;
mod repository;
mod vault;

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

/// What was found, in how many notes of the chart and of the vault.
struct Found {
    findings: Vec<Finding>,
    notes: usize,
    sealed: usize,
    /// The languages of the practice and of its own templates, each with the words by which it is read.
    languages: BTreeMap<Language, Option<Lexicon>>,
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
    Ok(Found { findings, notes: checked.notes, sealed: 0, languages: BTreeMap::new() })
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
        for file in &chart.known_measures()?.files {
            let subject = QuestionnaireSubject::Measure(&file.problems);
            rules::check_bytes(&subject, &file.path, &file.bytes, &mut found);
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
    if args.changed.is_none() && args.since.is_none() {
        let asked: Vec<&ClientId> = scope.clients.iter().chain(scope.notes.keys()).collect();
        let asked = (!scope.everything).then_some(&*asked);
        repository::check_doubts(chart, clock, asked, &mut found)?;
    }
    for (client, paths) in &scope.notes {
        documents.extend(check_some(&standard, client, paths, &mut found)?);
        notes += paths.len();
    }
    if args.deep {
        check_deep(chart, &documents, &mut found, output)?;
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
    let languages = languages.chain([practice.language.clone()]);
    let languages = languages.map(|language| {
        let lexicon = practice.lexicon(&language);
        (language, lexicon)
    });
    let languages = languages.collect();
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
        if target.names_questionnaire() {
            let id = chart.find_questionnaire(target)?;
            let path = chart.questionnaire_path(&id);
            scope.notes.entry(id.client).or_default().push(path);
            continue;
        }
        if target.names_document() {
            let id = chart.find_document(target)?;
            let path = chart.description_path(&id);
            scope.notes.entry(id.client).or_default().push(path);
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
