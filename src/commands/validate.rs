//! `casenotes validate`: every finding at once, in the chart and on the outside of the vault.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::chart::dossier::Trust;
use crate::chart::git::Git;
use crate::chart::listing::{Listed, Listing, Stray};
use crate::chart::{Chart, ChartError};
use crate::client::ClientFile;
use crate::commands::{signatures, validate_staged};
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::nearest::nearest;
use crate::domain::note_id::NoteId;
use crate::envelope::Outside;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::Problem;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::findings::{self, Count};
use crate::output::{Output, Unwritable, counted};
use crate::rules::subject::{
    ClientSubject, KeySubject, MissingFile, NoteSubject, TemplateSubject, Unreadable, VaultSubject,
};
use crate::rules::{self, Finding, RULES, Rule};
use crate::vault::Vault;
use crate::vault::audit::{Audit, audit};
use crate::vault::git::{Repository, repository};
use crate::wall;

/// Check the record and the outside of the vault
///
/// Without arguments it checks everything. The vault is checked by its outside alone: names, modes
/// and age headers; nothing in it is opened. Exit code 1 when there are errors.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to check: clients, notes, or paths in the chart [default: everything]
    #[arg(value_name = "CLIENT|NOTE|PATH")]
    targets: Vec<String>,
    /// Check what is about to be committed, as a git hook does; a draft need not be finished for it
    #[arg(long, conflicts_with = "targets")]
    staged: bool,
    /// Check what was changed since a version that git knows [default: the last commit]
    #[arg(long, value_name = "VERSION", num_args = 0..=1, default_missing_value = "HEAD", conflicts_with_all = ["targets", "staged"])]
    changed: Option<String>,
    /// One line for each finding: path:line:column
    #[arg(long, group = "output")]
    short: bool,
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// Let warnings make the exit code 1 as well
    #[arg(long)]
    strict: bool,
    /// Explain a rule by its code or name, or list all rules
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "", conflicts_with = "targets")]
    explain: Option<String>,
}

/// A code that no rule has.
#[derive(Debug, thiserror::Error)]
#[error("there is no rule `{code}`")]
struct NoSuchRule {
    code: String,
    meant: Option<&'static str>,
}

impl Explain for NoSuchRule {
    fn hint(&self) -> Option<String> {
        Some(match self.meant {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "Run `casenotes validate --explain` to see all rules.".into(),
        })
    }
}

/// What is to be checked.
#[derive(Default)]
struct Scope {
    clients: Vec<ClientId>,
    notes: Vec<(ClientId, PathBuf)>,
    everything: bool,
}

/// The therapist's own side, of which only the outside is looked at.
pub struct Private<'a> {
    /// The vault, if it is there.
    pub vault: Option<&'a Vault>,
    /// The identity files of the configuration.
    pub identities: &'a [PathBuf],
}

/// Explains a rule, if that is what was asked.
pub fn explain(args: &Args, output: &mut Output<'_>) -> Option<Result<Outcome, Failure>> {
    let code = args.explain.as_deref()?;
    Some(match rules::find(code) {
        Some(rule) => explain_rule(rule, args.json, output).map_err(Failure::from),
        None if code.is_empty() => list_rules(args.json, output).map_err(Failure::from),
        None => {
            let names = RULES.iter().flat_map(|rule| [rule.code, rule.name]);
            let meant = nearest(code, names);
            Err(NoSuchRule { code: code.to_owned(), meant }.into())
        }
    })
}

/// Prints the findings.
pub fn run(
    args: &Args,
    chart: &Chart,
    private: Private<'_>,
    (from, index): (&Path, Option<&Path>),
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (templates, own) = chart.template_set()?;
    if args.staged {
        let checked = validate_staged::staged(chart, &templates, &Git::of(chart, index)?)?;
        return report(args, checked.found, (checked.notes, 0), from, output);
    }
    let mut found = Vec::new();
    let scope = match &args.changed {
        Some(version) => {
            let git = Git::of(chart, index)?;
            let paths = validate_staged::changed_since(chart, version, &git, &mut found)?;
            let of = |path: PathBuf| Ok((chart.client_of_path(&path)?.0, path));
            let notes: Result<Vec<_>, ChartError> = paths.into_iter().map(of).collect();
            Scope { notes: notes?, ..Scope::default() }
        }
        None => scope(args, chart)?,
    };
    let trust = chart.trust()?;
    let ground = Ground { chart, templates: &templates, trust: &trust };
    if scope.everything {
        signatures::check_trust(chart, &trust, &mut found);
        for template in &own {
            let subject = TemplateSubject {
                problems: &template.problems,
                named: template.named(),
                format: template.format.as_deref(),
            };
            rules::check_template(&subject, &template.path, &template.bytes, &mut found);
        }
        found.extend(chart.strays_at_the_root()?.iter().flat_map(stray));
    }
    let mut notes = 0;
    chart.for_each_client(
        &scope.clients,
        |client| check_client(ground, client),
        |(count, findings)| {
            notes += count;
            found.extend(findings);
            Ok(())
        },
    )?;
    for (client, path) in &scope.notes {
        check_one(ground, client, path, &mut found)?;
        notes += 1;
    }
    let mut sealed = 0;
    if scope.everything {
        if let Some(vault) = private.vault {
            sealed = check_vault(vault, &mut found, output)?;
        }
        for identity in private.identities {
            let subject = KeySubject { synchronised_by: wall::synchronised_by(identity) };
            rules::check_key(&subject, identity, &mut found);
        }
    }
    report(args, found, (notes, sealed), from, output)
}

/// Prints what was found, sorted, and says by the outcome whether it is grave.
fn report(
    args: &Args,
    mut found: Vec<Finding>,
    checked: (usize, usize),
    from: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    found.sort_by(|a, b| (&a.path, a.place, a.code).cmp(&(&b.path, b.place, b.code)));
    let count = Count::of(&found);
    print(args, &found, count, checked, from, output)?;
    let is_negative = count.errors > 0 || (args.strict && count.warnings > 0);
    Ok(if is_negative { Outcome::Negative } else { Outcome::Done })
}

fn scope(args: &Args, chart: &Chart) -> Result<Scope, Failure> {
    let mut scope = Scope::default();
    if args.targets.is_empty() {
        scope.clients = chart.clients()?;
        scope.everything = true;
        return Ok(scope);
    }
    for target in &args.targets {
        // A client, a note by its name, or a path; a path may be that of a broken note.
        if let Ok(client) = target.parse::<ClientId>() {
            chart.require_client(&client)?;
            scope.clients.push(client);
            continue;
        }
        let Ok(reference) = target.parse();
        match chart.find(&reference) {
            Ok(id) => scope.notes.push((id.client.clone(), chart.path(&id))),
            Err(ChartError::NotInTheChart(_)) => {
                let (client, inside) = chart.client_of_path(Path::new(target))?;
                match inside.components().count() {
                    2 => scope.clients.push(client),
                    _ => scope.notes.push((client, chart.root().join(inside))),
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    scope.clients.sort();
    scope.clients.dedup();
    Ok(scope)
}

/// What every note is checked against.
#[derive(Clone, Copy)]
struct Ground<'a> {
    chart: &'a Chart,
    templates: &'a Templates,
    trust: &'a Trust,
}

fn check_client(ground: Ground<'_>, client: &ClientId) -> Result<(usize, Vec<Finding>), DiskError> {
    let mut found = Vec::new();
    let chart = ground.chart;
    let survey = chart.survey(client)?;
    check_client_file(chart, client, survey.has_client_file, &mut found);
    found.extend(survey.strays.iter().flat_map(stray));
    let mut count = 0;
    if let Some(listing) = &survey.listing {
        let mut buffer = Vec::new();
        for listed in listing.notes() {
            count += 1;
            if let Err(error) = listing.read_whole(listed.file_name, &mut buffer) {
                unreadable(&error, &listing.path_of(listed.file_name), &mut found);
                continue;
            }
            check_listed(ground, client, (listing, &listed), &buffer, &mut found);
        }
    }
    Ok((count, found))
}

/// Checks a note with all that belongs to it.
fn check_listed(
    ground: Ground<'_>,
    client: &ClientId,
    (listing, listed): (&Listing, &Listed<'_>),
    bytes: &[u8],
    found: &mut Vec<Finding>,
) {
    let note = ProgressNote::parse(bytes);
    let mut path = || listing.path_of(listed.file_name);
    let may_be_signed =
        note.front.is_marked() || listed.has_signature || !listed.amendments.is_empty();
    let id = listed.stem.filter(|_| may_be_signed);
    let id = id.map(|stem| NoteId { client: client.clone(), stem: stem.clone() });
    let dossier = match id.map(|id| listing.dossier(id, listed, bytes.to_vec())).transpose() {
        Ok(dossier) => dossier,
        Err(error) => {
            unreadable(&error, &path(), found);
            None
        }
    };
    let judged = dossier.as_ref().map(|dossier| dossier.judge(&note.front, ground.trust));
    let mut subject = NoteSubject::new(&note, client, listed.stem, ground.templates);
    subject.was_moved = judged.as_ref().is_some_and(|judged| judged.came_from(&note.front));
    let before = found.len();
    rules::check_note(&subject, &mut path, bytes, found);
    let (Some(dossier), Some(judged)) = (&dossier, &judged) else { return };
    if judged.is_signed() && note.front.signed_anyway.is_some() {
        rules::excuse(&mut found[before..]);
    }
    signatures::check(dossier, judged, &note, ground.trust, &mut path, found);
}

fn check_client_file(chart: &Chart, client: &ClientId, is_there: bool, found: &mut Vec<Finding>) {
    let path = chart.client_file(client);
    if !is_there {
        rules::check_missing(MissingFile::ClientFile, &path, found);
        return;
    }
    let bytes = match crate::disk::read::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            unreadable(&error, &path, found);
            return;
        }
    };
    let problems = match std::str::from_utf8(&bytes) {
        Ok(text) => ClientFile::parse(text).1,
        Err(error) => vec![Problem::not_text(error)],
    };
    rules::check_client(&ClientSubject { problems: &problems }, &path, &bytes, found);
}

/// Checks one file by its path.
fn check_one(
    ground: Ground<'_>,
    client: &ClientId,
    path: &Path,
    found: &mut Vec<Finding>,
) -> Result<(), Failure> {
    let chart = ground.chart;
    if path == chart.client_file(client) {
        check_client_file(chart, client, path.is_file(), found);
        return Ok(());
    }
    let bytes = match crate::disk::read::read(path) {
        Err(error) if error.reason() != std::io::ErrorKind::NotFound => {
            unreadable(&error, path, found);
            return Ok(());
        }
        read => read?,
    };
    let listing = chart.listing(client)?;
    let listed = listing.iter().flat_map(|listing| {
        let same = listing.notes().find(|listed| listing.path_of(listed.file_name) == path);
        same.map(|listed| (listing, listed))
    });
    if let Some((listing, listed)) = listed.into_iter().next() {
        check_listed(ground, client, (listing, &listed), &bytes, found);
        return Ok(());
    }
    let note = ProgressNote::parse(&bytes);
    let stem = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".md")?.parse().ok());
    let subject = NoteSubject::new(&note, client, stem.as_ref(), ground.templates);
    rules::check_note(&subject, &mut || path.to_owned(), &bytes, found);
    Ok(())
}

fn unreadable(error: &DiskError, path: &Path, found: &mut Vec<Finding>) {
    rules::check_unreadable(&Unreadable { reason: error.cause() }, path, found);
}

fn stray(stray: &Stray) -> Vec<Finding> {
    let mut found = Vec::new();
    rules::check_stray(stray.kind, &stray.path, &mut found);
    found
}

fn check_vault(
    vault: &Vault,
    found: &mut Vec<Finding>,
    output: &mut Output<'_>,
) -> Result<usize, DiskError> {
    let Audit { items, notes } = audit(vault)?;
    for item in &items {
        let subject = VaultSubject { item: item.kind, mode: item.mode };
        rules::check_vault(&subject, &item.path, found);
    }
    match repository(vault.root()) {
        Repository::Alone => {}
        Repository::Remote(git) => {
            let subject = VaultSubject { item: Outside::Remote, mode: 0o700 };
            rules::check_vault(&subject, &git, found);
        }
        Repository::Silent(git) => output.warning(format_args!(
            "git does not say whether the repository {} has a remote",
            git.display()
        )),
    }
    let recipients = vault.root().join(crate::vault::RECIPIENTS);
    if !items.iter().any(|item| item.path == recipients) {
        rules::check_missing(MissingFile::Recipients, &recipients, found);
    }
    Ok(notes)
}

fn print(
    args: &Args,
    found: &[Finding],
    count: Count,
    (notes, sealed): (usize, usize),
    from: &Path,
    output: &mut Output<'_>,
) -> Result<(), Unwritable> {
    if args.json {
        let document = json!({
            "schema": "casenotes/validate@1",
            "findings": found.iter().map(findings::json).collect::<Vec<_>>(),
            "summary": {
                "notes": notes,
                "sealed_notes": sealed,
                "errors": count.errors,
                "warnings": count.warnings,
            },
        });
        return output.data(&format!("{document:#}\n"));
    }
    findings::print(found, args.short, from, output)?;
    output.status(format_args!(
        "Checked {} and the outside of {}: {}, {}.",
        counted(notes, "progress note"),
        counted(sealed, "sealed note"),
        counted(count.errors, "error"),
        counted(count.warnings, "warning"),
    ));
    if let Some(first) = found.first().filter(|_| !args.short) {
        output.hint(format_args!(
            "`casenotes validate --explain {}` says more about a rule.",
            first.code
        ));
    }
    Ok(())
}

fn explain_rule(
    rule: &Rule,
    as_json: bool,
    output: &mut Output<'_>,
) -> Result<Outcome, Unwritable> {
    if as_json {
        output.data(&format!("{:#}\n", rule_json(rule)))?;
        return Ok(Outcome::Done);
    }
    output.data(&format!(
        "# {} {}\n\nLevel: {}\n\n{}",
        rule.code,
        rule.name,
        level(rule),
        rule.explanation
    ))?;
    for (heading, example) in [("Found in", rule.bad), ("Mended", rule.good)] {
        let Some(bytes) = example.bytes else { continue };
        let indented: String =
            String::from_utf8_lossy(bytes).lines().map(|line| format!("    {line}\n")).collect();
        output.data(&format!(
            "## {heading} {}\n\n{}",
            example.path,
            indented.replace("    \n", "\n")
        ))?;
        output.data("\n")?;
    }
    Ok(Outcome::Done)
}

fn list_rules(as_json: bool, output: &mut Output<'_>) -> Result<Outcome, Unwritable> {
    if as_json {
        let rules: Vec<_> = RULES.iter().map(|rule| rule_json(rule)).collect();
        let document = json!({ "schema": "casenotes/rules@1", "rules": rules });
        output.data(&format!("{document:#}\n"))?;
        return Ok(Outcome::Done);
    }
    for rule in RULES {
        output.data(&format!("{}  {:<8} {}\n", rule.code, level(rule), rule.name))?;
    }
    Ok(Outcome::Done)
}

fn rule_json(rule: &Rule) -> serde_json::Value {
    let example = |example: rules::Example| {
        json!({
            "path": example.path,
            "in_vault": example.in_vault,
            "mode": example.mode,
            // Bytes, because one rule is about bytes that are not text.
            "bytes": example.bytes,
            "length": example.length,
            "material": example.material,
            "beside": example.beside.iter().map(companion_json).collect::<Vec<_>>(),
        })
    };
    json!({
        "code": rule.code,
        "name": rule.name,
        "level": rule.level,
        "explanation": rule.explanation,
        "bad": example(rule.bad),
        "good": example(rule.good),
    })
}

fn companion_json(companion: &rules::Companion) -> serde_json::Value {
    let (path, text, signed_by, copy_of) = match *companion {
        rules::Companion::File { path, text } => (path, Some(text), None, None),
        rules::Companion::Signature { path, seed } => (path, None, Some(seed), None),
        rules::Companion::Copy { path, from } => (path, None, None, Some(from)),
    };
    json!({ "path": path, "text": text, "signed_by_seed": signed_by, "copy_of": copy_of })
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        rules::Level::Error => "error",
        rules::Level::Warning => "warning",
    }
}
