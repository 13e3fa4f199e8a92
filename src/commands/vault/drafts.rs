//! `casenotes vault drafts`: texts of psychotherapy notes that could not be filed, or that a killed run
//! left in the clear.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::commands::args::form::FileFormArgs;
use crate::disk::DiskError;
use crate::disk::workbench::{Leftover, Workbench, discard};
use crate::disk::write::Replaced;
use crate::domain::aim::Aim;
use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
use crate::domain::note_id::{SealedId, names_minute};
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::sealed_note::{Lineage, SealedFront};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::output::rows::Column;
use crate::private::opened::{About, Agreed, Sealer, Unopened, Unsealed};
use crate::private::scribe::{Filed, Target, is_blank, read_label, without_whose};
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::OpenNote;
use crate::private::vault::Vault;
use crate::private::vault::audit::{Copy, audit};
use crate::private::vault::drafts::Drafts;
use crate::private::vault::kind::Kind;
use crate::private::vault::shelf::Shelf;

/// List, restore or remove texts that could not be filed
///
/// A text that the vault did not take is kept as a sealed draft. What a killed run left in the clear,
/// in memory, is listed here too, and so are the copies that a synchronising program makes in the vault
/// when two devices have written the same note.
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("paths", |arg| arg.help("The path of each draft")),
    mut_arg("null", |arg| arg.help("The path of each draft, ended by a NUL byte, for `xargs -0`"))
)]
#[command(after_help = "\
Examples:
  casenotes vault drafts")]
pub struct Args {
    /// File a draft or a copy where it belongs, beside what is there
    #[arg(long, value_name = "DRAFT", group = "action", conflicts_with = "output")]
    restore: Option<String>,
    /// Remove a draft or a copy for good
    #[arg(long, value_name = "DRAFT", group = "action", conflicts_with = "output")]
    remove: Option<String>,
    #[command(flatten)]
    form: FileFormArgs,
}

/// A text as it is listed.
struct Row {
    name: String,
    form: &'static str,
    client: Option<ClientId>,
    path: PathBuf,
}

/// What is not sealed.
const IN_THE_CLEAR: &str = "in the clear";

const COLUMNS: &[Column<Row>] = &[
    Column::new("DRAFT", "draft", |row| (&row.name).into()),
    Column::new("FORM", "form", |row| row.form.into()),
    Column::data("sealed", |row| (row.form != IN_THE_CLEAR).into()),
    Column::new("CLIENT", "client", |row| row.client.as_ref().map(ClientId::as_str).into()),
    Column::new("PATH", "path", |row| row.path.to_string_lossy().into()),
];

impl Args {
    /// Tells whether a text is to be sealed.
    pub fn seals(&self) -> bool {
        self.restore.is_some()
    }
}

/// What there is to restore or remove.
pub struct Context<'a> {
    /// Where a text goes.
    pub vault: &'a Vault,
    /// The sealed drafts.
    pub drafts: &'a Drafts,
    /// The texts in the clear, of this vault or of nobody knows which.
    pub leftovers: Vec<(Leftover, Option<Aim>)>,
    /// Fails for a client that the practice does not have.
    pub require_client: &'a dyn Fn(&ClientId) -> Result<(), Failure>,
}

impl<'a> Context<'a> {
    /// Lays out what is of this vault.
    pub fn new(
        vault: &'a Vault,
        drafts: &'a Drafts,
        leftovers: Vec<Leftover>,
        require_client: &'a dyn Fn(&ClientId) -> Result<(), Failure>,
    ) -> Self {
        let ours = |leftover: Leftover| {
            let aim = read_label(vault, &leftover.label)?;
            Some((leftover, aim))
        };
        let leftovers = leftovers.into_iter().filter_map(ours).collect();
        Self { vault, drafts, leftovers, require_client }
    }
}

/// A draft that cannot be restored.
#[derive(Debug, thiserror::Error)]
enum DraftError {
    #[error("nothing says what this draft is for")]
    NoAim,
    #[error("nothing was typed in it")]
    Blank,
    #[error("`{0}` changed meanwhile; nothing was filed")]
    ChangedMeanwhile(SealedId),
}

impl Explain for DraftError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoAim => {
                "Open it with `age -d` and seal it with `casenotes vault new CLIENT --stdin`."
                    .into()
            }
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
            Self::Blank => "Take it away with `casenotes vault drafts --remove DRAFT`.".into(),
        })
    }
}

/// A draft that was restored and is still there.
#[derive(Debug, thiserror::Error)]
#[error("the text is sealed, but the draft `{name}` could not be removed")]
struct StillThere {
    name: String,
    source: DiskError,
}

impl StillThere {
    fn new(name: &str) -> impl FnOnce(DiskError) -> Self {
        let name = name.to_owned();
        move |source| Self { name, source }
    }
}

impl Explain for StillThere {
    fn hint(&self) -> Option<String> {
        Some(format!(
            "Do not restore it again; when the cause is mended, run `casenotes vault drafts --remove {}`.",
            self.name
        ))
    }
}

/// What a name means.
enum Found<'d> {
    Copy(Copy),
    InTheClear(&'d (Leftover, Option<Aim>)),
    Sealed(&'d Shelf, SealedId),
}

/// Lists, restores or removes.
pub fn run(
    args: &Args,
    context: &Context<'_>,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match (&args.restore, &args.remove) {
        (Some(name), _) => {
            let found = find(name, context)?;
            let agreed = Agreed::of(context.vault)?;
            let sealer = Sealer::proven(identity(output)?, agreed)?;
            match found {
                Found::Copy(copy) => take_in(&copy, context, &sealer, output)?,
                Found::InTheClear(left) => restore_leftover(left, context, &sealer, output)?,
                Found::Sealed(shelf, id) => restore_draft(shelf, &id, context, &sealer, output)?,
            }
            Ok(Outcome::Done)
        }
        (None, Some(name)) => {
            match find_in_full(name, context)? {
                Found::Copy(copy) => context.vault.tree().remove(&copy.path)?,
                Found::InTheClear((leftover, _)) => discard(leftover)?,
                Found::Sealed(shelf, id) => shelf.remove(&id)?,
            }
            output.status(format_args!("Removed {name}."));
            Ok(Outcome::Done)
        }
        (None, None) => list(args, context, output),
    }
}

/// Asks what is to become of each text that a killed run left; without an answer it is left.
///
/// Returns the key, if it was needed.
///
/// # Errors
/// Fails when a text that was to be recovered could not be.
pub fn offer(
    context: &Context<'_>,
    ask: &mut dyn Ask,
    identity: impl Fn(&mut dyn Ask, &mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Option<Identity>, Failure> {
    let mut unlocked = None;
    for left in &context.leftovers {
        let (leftover, aim) = left;
        warn(leftover, aim.as_ref(), output);
        let question = "Recover it, remove it, or leave it? (recover/remove/leave)";
        let Ok(answer) = ask.line(question, Some("leave")) else {
            let name = name_of(leftover);
            output.hint(format_args!(
                "`casenotes vault drafts --restore {name}` seals it, `--remove {name}` removes it."
            ));
            continue;
        };
        match answer.to_lowercase().as_str() {
            "recover" | "rec" => {
                let key = match unlocked.take() {
                    Some(key) => key,
                    None => identity(ask, output)?,
                };
                let agreed = Agreed::of(context.vault)?;
                let sealer = Sealer::proven(key, agreed)?;
                restore_leftover(left, context, &sealer, output)?;
                unlocked = Some(sealer.into_identity());
            }
            "remove" | "rem" => {
                discard(leftover)?;
                output.status("Removed.");
            }
            _ => output.status("Left where it is."),
        }
    }
    Ok(unlocked)
}

fn warn(leftover: &Leftover, aim: Option<&Aim>, output: &mut Output<'_>) {
    let path = leftover.text.display();
    output.warning(format_args!(
        "a run that was killed has left a psychotherapy note in the clear: {path}"
    ));
    let purpose = match aim {
        Some(Aim::New(client, session, _)) => {
            format!("a new note of {client}, session {}", session.readable())
        }
        Some(Aim::Edit(id)) => format!("an edit of {id}"),
        None => "nothing says what".to_owned(),
    };
    output.status(format_args!("It was for: {purpose}."));
    let unsaved = match leftover.besides() {
        Ok(besides) => besides.unsaved,
        Err(error) => {
            output.warning(format_args!("{error}: {}", error.cause()));
            Vec::new()
        }
    };
    for path in unsaved {
        output.hint(format_args!(
            "What was not saved is in {0}; `vim -n -i NONE -r {0}` shows it.",
            path.display()
        ));
    }
}

fn list(args: &Args, context: &Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut rows = Vec::new();
    for (shelf, id) in context.drafts.all()? {
        let (name, path) = (id.to_string(), shelf.path(&id));
        rows.push(Row { name, form: "sealed", client: Some(id.client), path });
    }
    for (leftover, aim) in &context.leftovers {
        let client = aim.as_ref().map(|aim| match aim {
            Aim::New(client, ..) => client.clone(),
            Aim::Edit(id) => id.client.clone(),
        });
        let (name, path) = (name_of(leftover), leftover.text.clone());
        rows.push(Row { name, form: IN_THE_CLEAR, client, path });
    }
    for copy in copies(context.vault)? {
        let name = name_in(context.vault, &copy);
        rows.push(Row { name, form: "copy", client: Some(copy.client), path: copy.path });
    }
    output.rows(
        args.form.form(),
        COLUMNS,
        &rows,
        |rows| json!({ "schema": "casenotes/vault-drafts@1", "drafts": rows }),
    )?;
    if rows.is_empty() {
        output.status("No drafts found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

fn find<'d>(name: &str, context: &'d Context<'_>) -> Result<Found<'d>, Failure> {
    if let Some(left) = in_the_clear(name, context) {
        return Ok(left);
    }
    if let Some(copy) = copy_of_name(name, context)? {
        return Ok(copy);
    }
    let Ok(reference) = name.parse::<NoteRef>();
    let (shelf, id) = context.drafts.find(&reference)?;
    Ok(Found::Sealed(shelf, id))
}

/// Finds what is to be removed: a slip of the finger must not take another.
fn find_in_full<'d>(name: &str, context: &'d Context<'_>) -> Result<Found<'d>, Failure> {
    if let Some(left) = in_the_clear(name, context) {
        return Ok(left);
    }
    if let Some(copy) = copy_of_name(name, context)? {
        return Ok(copy);
    }
    let (shelf, id) = context.drafts.find_in_full(name)?;
    Ok(Found::Sealed(shelf, id))
}

fn in_the_clear<'d>(name: &str, context: &'d Context<'_>) -> Option<Found<'d>> {
    context.leftovers.iter().find(|(left, _)| name_of(left) == name).map(Found::InTheClear)
}

/// Finds a copy by its name, which is always given in full.
fn copy_of_name<'d>(name: &str, context: &Context<'_>) -> Result<Option<Found<'d>>, DiskError> {
    // No name of a draft is so long, and the vault need not be looked through for one.
    if !Kind::IN_THE_VAULT.iter().any(|kind| name.starts_with(kind.folder())) {
        return Ok(None);
    }
    let mut copies = copies(context.vault)?.into_iter();
    Ok(copies.find(|copy| name_in(context.vault, copy) == name).map(Found::Copy))
}

fn copies(vault: &Vault) -> Result<Vec<Copy>, DiskError> {
    Ok(audit(vault)?.copies(vault.root()))
}

/// Returns what a copy is called: its path in the vault.
fn name_in(vault: &Vault, copy: &Copy) -> String {
    let path = copy.path.strip_prefix(vault.root()).unwrap_or(&copy.path);
    path.to_string_lossy().into_owned()
}

/// Files what stands in a copy: in the place of the version that it follows, or beside what is there. If a
/// file of the same time says the same or follows it, nothing is filed. The copy is removed then.
fn take_in(
    copy: &Copy,
    context: &Context<'_>,
    sealer: &Sealer,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let sealed = context.vault.tree().read(&copy.path)?;
    let file = Unsealed::open(sealer.identity(), &sealed)?;
    let front = file.front.as_ref().ok_or(DraftError::NoAim)?;
    if front.client != copy.client {
        return Err(Unopened::WronglyAddressed(front.client.clone()).into());
    }
    let shelf = context.vault.shelf(copy.kind);
    let lineage = file.lineage().ok_or(DraftError::NoAim)?;
    let again = SealedFront { lineage: Some(lineage.clone()), ..front.clone() };
    match beside(&file, &lineage, front, &shelf, sealer)? {
        Some(Beside::Same(id)) => {
            output.status(format_args!("{id} says the same, so nothing was filed."))
        }
        Some(Beside::Later(id)) => {
            output.status(format_args!("{id} is a later version of it, so nothing was filed."))
        }
        Some(Beside::Earlier(id, before)) => {
            let text = sealer.seal(again, file.reveal())?;
            if shelf.replace(&id, &before, &text)? == Replaced::ChangedMeanwhile {
                return Err(DraftError::ChangedMeanwhile(id).into());
            }
            output.status(format_args!("Sealed {id} again, with the later version in the copy."));
        }
        None => {
            let text = sealer.seal(again, file.reveal())?;
            let id = shelf.file_new(&front.client, front.session, &text)?;
            output.status(format_args!("Sealed {id}, from a copy that another program made."));
        }
    }
    let name = name_in(context.vault, copy);
    match context.vault.tree().remove_if(&copy.path, &sealed).map_err(StillThere::new(&name))? {
        Replaced::Yes => output.status(format_args!("Removed {name}.")),
        Replaced::ChangedMeanwhile => output.warning(format_args!(
            "{name} has changed meanwhile, so it was left; run the command again"
        )),
    }
    Ok(())
}

/// What a file of the same time is to a copy.
enum Beside {
    /// Its words are the same.
    Same(SealedId),
    /// It follows the copy.
    Later(SealedId),
    /// The copy follows it; these are its bytes.
    Earlier(SealedId, Vec<u8>),
}

/// Finds the file that a copy is a version of, if one of the two follows the other or both say the same.
fn beside(
    file: &Unsealed,
    lineage: &Lineage,
    front: &SealedFront,
    shelf: &Shelf,
    sealer: &Sealer,
) -> Result<Option<Beside>, DiskError> {
    let mut found = None;
    for id in shelf.ids(Some(&front.client))? {
        if !names_minute(id.stem.minute(), front.session) {
            continue;
        }
        let Some(sealed) = shelf.read_if_there(&id)? else { continue };
        let Ok(other) = Unsealed::addressed(sealer.identity(), &id, &sealed) else { continue };
        if other.reveal() == file.reveal() {
            return Ok(Some(Beside::Same(id)));
        }
        let Some(its) = other.lineage() else { continue };
        if its.follows.contains(&lineage.version) {
            found = Some(Beside::Later(id));
        } else if found.is_none() && lineage.follows.contains(&its.version) {
            found = Some(Beside::Earlier(id, sealed));
        }
    }
    Ok(found)
}

fn restore_leftover(
    (leftover, aim): &(Leftover, Option<Aim>),
    context: &Context<'_>,
    sealer: &Sealer,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let aim = aim.clone().ok_or(DraftError::NoAim)?;
    let mut bench = Workbench::take_over(leftover)?;
    // Until the text is filed the folder stays.
    bench.keep();
    let words = OpenNote::new(without_whose(bench.required(&leftover.text)?));
    let target = match aim {
        Aim::New(_, session, kind) => Target { aim, about: About { session, kind }, before: None },
        Aim::Edit(_) => {
            let before = bench.original()?;
            let front = Unsealed::open(sealer.identity(), &before)?.front;
            let about = (&front.ok_or(DraftError::NoAim)?).into();
            Target { aim, about, before: Some(before) }
        }
    };
    let filed = file(&target, &words, context, sealer)?;
    report(&filed, output);
    let besides = bench.besides().map_err(StillThere::new(&name_of(leftover)))?;
    drop(bench);
    match besides.others.iter().chain(&besides.unsaved).next() {
        Some(other) => output.warning(format_args!(
            "there is more than the text: {}; the folder stays until `casenotes vault drafts --remove {}`",
            other.display(),
            name_of(leftover)
        )),
        None => discard(leftover).map_err(StillThere::new(&name_of(leftover)))?,
    }
    Ok(())
}

fn restore_draft(
    shelf: &Shelf,
    id: &SealedId,
    context: &Context<'_>,
    sealer: &Sealer,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let draft = Unsealed::read(sealer.identity(), shelf, id)?;
    let front = draft.front.as_ref().ok_or(DraftError::NoAim)?;
    let target = match &front.replaces {
        None => {
            let aim = Aim::New(front.client.clone(), front.session, front.kind);
            Target { aim, about: front.into(), before: None }
        }
        Some(replaces) => {
            let note = SealedId { client: front.client.clone(), stem: replaces.stem.clone() };
            // A note that has changed since, or is gone, is not replaced.
            let before = context.vault.notes().read_if_there(&note)?;
            let before = before.filter(|before| sha256(before) == replaces.digest);
            Target { aim: Aim::Edit(note), about: front.into(), before }
        }
    };
    let words = OpenNote::new(draft.reveal().to_vec());
    let filed = file(&target, &words, context, sealer)?;
    report(&filed, output);
    Ok(shelf.remove(id).map_err(StillThere::new(&id.to_string()))?)
}

fn file(
    target: &Target,
    words: &OpenNote,
    context: &Context<'_>,
    sealer: &Sealer,
) -> Result<Filed, Failure> {
    (context.require_client)(target.client())?;
    match is_blank(words) {
        true => Err(DraftError::Blank.into()),
        false => Ok(target.file(context.vault, words, sealer)?),
    }
}

fn report(filed: &Filed, output: &mut Output<'_>) {
    match filed {
        Filed::New(id) => output.status(format_args!("Sealed {id}.")),
        Filed::Replaced(id) => output.status(format_args!("Sealed {id} again, with the draft.")),
        Filed::Beside { id, kept } => {
            output.status(format_args!("Sealed {kept}."));
            output.warning(format_args!(
                "`{id}` is not what it was when the draft was begun, so it was left alone"
            ));
        }
    }
}

/// Returns what a text in the clear is called: the name of its folder.
fn name_of(leftover: &Leftover) -> String {
    let name = leftover.folder.file_name().unwrap_or(Path::new("?").as_os_str());
    name.to_string_lossy().into_owned()
}
