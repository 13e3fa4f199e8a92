//! `casenotes vault verify`: opens every sealed file in memory and reports what is wrong.

use std::cell::OnceCell;
use std::io::ErrorKind;
use std::path::Path;

use serde_json::json;

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, SealedId, SealedStem};
use crate::domain::sealed_file::Outside;
use crate::failure::{Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::parallel;
use crate::private::opened::{Unsealed, is_sealed_to};
use crate::private::release::authorization;
use crate::private::release::entry::ReleaseEntry;
use crate::private::removal::Removal;
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::OpenError;
use crate::private::seal::recipients::Recipients;
use crate::private::vault::RECIPIENTS;
use crate::private::vault::Vault;
use crate::private::vault::audit::audit;
use crate::private::vault::kind::Kind;
use crate::private::vault::shelf::Shelf;
use crate::record::chart::Chart;
use crate::rules;
use crate::rules::finding::Finding;
use crate::rules::practice::Policy;
use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::report::findings::{self, Count};
use crate::rules::sealed::subject::OpenedSubject;
use crate::rules::settings::policy;
use crate::rules::subject::{MissingFile, Unreadable};
use crate::rules::table::standard_policy;
use crate::rules::vault::subject::VaultSubject;

/// Open every note in memory and report what is wrong
///
/// Finds what was damaged, cut short or tampered with, what none of your identities opens, what lies
/// where another belongs, what is not sealed to today's recipients, and what does not belong in a
/// psychotherapy note; and sealed files under names that no command knows. No message tells a word of a note. Exit code 1 when there are errors.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault verify")]
pub struct Args {
    /// Only what is of these clients
    pub clients: Vec<ClientId>,
    /// One line for each finding: path:line:column
    #[arg(long, group = "output")]
    short: bool,
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// Let warnings make the exit code 1 as well
    #[arg(long)]
    strict: bool,
}

/// Prints the findings.
pub fn run(
    args: &Args,
    vault: &Vault,
    chart: Option<&Chart>,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut found = Vec::new();
    // A list that nobody has agreed to is no list to seal to, so no file is held against it.
    let path = vault.root().join(RECIPIENTS);
    let today = match vault.recipients() {
        Ok(list) => match vault.unsettled(&list)? {
            None => Some(Recipients::parse(&list)?.digest()),
            Some(unsettled) => {
                rules::check(&unsettled, &path, &mut found);
                None
            }
        },
        Err(error) if error.reason() == ErrorKind::NotFound => {
            rules::check(&MissingFile::Recipients, &path, &mut found);
            None
        }
        Err(error) => {
            let subject = Unreadable { reason: error.cause() };
            rules::check(&subject, &path, &mut found);
            None
        }
    };
    let policy = match chart {
        Some(chart) => policy(chart.settings()).0,
        None => standard_policy(),
    };
    let identity = identity(output)?;
    let context = Context { identity: &identity, today: today.as_deref(), chart, policy: &policy };
    let mut files: Vec<(Shelf, SealedId)> = Vec::new();
    for kind in Kind::IN_THE_VAULT {
        let shelf = vault.shelf(kind);
        files.extend(shelf.ids(None)?.into_iter().map(|id| (shelf.clone(), id)));
    }
    if !args.clients.is_empty() {
        files.retain(|(_, id)| args.clients.contains(&id.client));
    }
    let mut done = 0;
    parallel::in_order(
        &files,
        |(shelf, id)| context.check(shelf, id),
        |findings| {
            found.extend(findings);
            done += 1;
            output.progress("Opening", done, files.len());
            Ok::<(), Failure>(())
        },
    )?;
    context.check_unvisited(vault, &args.clients, &mut found)?;
    let found = policy.apply(found);
    let count = Count::of(&found);
    print(args, &found, count, files.len(), from, output)?;
    let off = chart.and_then(|chart| {
        let language = &chart.settings().language;
        rules::unread_in(language, language.lexicon(), true)
    });
    if let (false, Some(off)) = (args.json, off) {
        output.status(off);
    }
    Ok(findings::outcome(&found, args.strict))
}

/// What each file is opened with and held against.
struct Context<'a> {
    identity: &'a Identity,
    today: Option<&'a str>,
    chart: Option<&'a Chart>,
    policy: &'a Policy,
}

impl Context<'_> {
    fn check(&self, shelf: &Shelf, id: &SealedId) -> Vec<Finding> {
        let (mut found, path) = (Vec::new(), shelf.path(id));
        let sealed = match shelf.read(id) {
            Ok(sealed) => sealed,
            Err(error) => {
                rules::check(&Unreadable { reason: error.cause() }, &path, &mut found);
                return found;
            }
        };
        let subject = match Unsealed::open(self.identity, &sealed) {
            Err(OpenError::Plugin(reason)) => {
                rules::check(&Unreadable { reason }, &path, &mut found);
                return found;
            }
            Err(OpenError::NotForUs) => OpenedSubject::ForOthers,
            Err(error) => OpenedSubject::Damaged(error.to_string()),
            Ok(file) => {
                if shelf.kind() == Kind::Note {
                    self.check_text(&file, id, &path, &mut found);
                }
                self.subject(&file, shelf.kind(), id)
            }
        };
        rules::check(&subject, &path, &mut found);
        found
    }

    /// Checks the sealed files that are none of the vault's by their names: no other command opens
    /// them.
    fn check_unvisited(
        &self,
        vault: &Vault,
        clients: &[ClientId],
        found: &mut Vec<Finding>,
    ) -> Result<(), DiskError> {
        for item in audit(vault)?.unvisited(vault.root(), clients) {
            let is_current =
                |today| Ok(is_sealed_to(self.identity, &vault.tree().read(&item.path)?, today));
            // What a killed run was writing is as good as what it wrote.
            let is_harmless =
                item.kind == Outside::Temporary && self.today.map_or(Ok(false), is_current)?;
            if !is_harmless {
                let subject = VaultSubject { item: item.kind, mode: item.mode };
                rules::check(&subject, &item.path, found);
            }
        }
        Ok(())
    }

    fn subject(&self, file: &Unsealed, kind: Kind, id: &SealedId) -> OpenedSubject {
        match &file.front {
            None => OpenedSubject::Foreign,
            Some(_) if !is_of_kind(kind, file) => OpenedSubject::WrongKind(kind.noun()),
            Some(front) => OpenedSubject::Ours {
                belongs_to: (!file.lies_right(id)).then(|| {
                    let (client, stem) = (front.client.clone(), SealedStem::new(front.session, 1));
                    SealedId { client, stem }.to_string()
                }),
                is_current: self.today.is_none_or(|today| front.sealed_to == today),
            },
        }
    }

    /// Checks what a note says, if it is text; the findings name lines and no word of it.
    fn check_text(&self, file: &Unsealed, id: &SealedId, path: &Path, found: &mut Vec<Finding>) {
        let Ok(text) = std::str::from_utf8(file.reveal()) else { return };
        // A chart that cannot be read says nothing of what is in it.
        let (chart, bytes) = match self.chart.map(|chart| progress_note(chart, id)).transpose() {
            Ok(bytes) => (self.chart, bytes.flatten()),
            Err(error) => {
                rules::check(&Unreadable { reason: error.cause() }, error.path(), found);
                (None, None)
            }
        };
        let progress = bytes.as_deref().map(ProgressNote::parse);
        let subject = PsychotherapySubject {
            text,
            has_chart: chart.is_some(),
            progress: progress.as_ref().map(ProgressNote::body),
            progress_risk: progress.as_ref().and_then(|note| note.front.risk.as_deref()),
            excluded: OnceCell::new(),
            language: self.chart.map(|chart| &chart.settings().language),
        };
        rules::check_psychotherapy(&subject, path, self.policy, found);
    }
}

/// Reads the client's progress note of the day of a psychotherapy note; of several, the one of the
/// same minute, else the first.
fn progress_note(chart: &Chart, id: &SealedId) -> Result<Option<Vec<u8>>, DiskError> {
    let stems = chart.stems(&id.client)?;
    let same_day = || stems.iter().filter(|stem| stem.date() == id.stem.date());
    let same_minute = same_day().find(|stem| stem.minute() == id.stem.minute());
    let Some(stem) = same_minute.or_else(|| same_day().next()).cloned() else { return Ok(None) };
    chart.read(&NoteId { client: id.client.clone(), stem }).map(Some)
}

/// Tells whether a file is what its folder is for; a note may hold anything.
fn is_of_kind(kind: Kind, file: &Unsealed) -> bool {
    match kind {
        Kind::Note | Kind::Draft => true,
        Kind::Release => ReleaseEntry::parse(file.reveal()).is_some(),
        Kind::Authorization => authorization::is_one(file.reveal()),
        Kind::Removal => Removal::parse(file.reveal()).is_some(),
    }
}

fn print(
    args: &Args,
    found: &[Finding],
    count: Count,
    files: usize,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if args.json {
        let document = json!({
            "schema": "casenotes/vault-verify@1",
            "findings": found.iter().map(findings::json).collect::<Vec<_>>(),
            "summary": {
                "files": files,
                "errors": count.errors,
                "warnings": count.warnings,
            },
        });
        output.json(&document)?;
        return Ok(());
    }
    findings::print(found, args.short, from, output)?;
    output.status(format_args!(
        "Opened {}: {}, {}.",
        counted(files, "sealed file"),
        counted(count.errors, "error"),
        counted(count.warnings, "warning"),
    ));
    Ok(())
}
