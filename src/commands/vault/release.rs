//! `casenotes vault release`: the only way in which psychotherapy notes leave.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::authorization::elements::{Asked, is_plain};
use crate::commands::leaving::{Log, NotWritten, Target, leave};
use crate::disk::outside;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::digest::sha256;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::domain::position::Position;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::ask::{Ask, NobodyThere};
use crate::output::{NotForATerminal, Output, counted, file_named};
use crate::private::opened::{Agreed, Sealer, Unfiled, Unsealed};
use crate::private::release::authorization::{Authorization, EMPTY};
use crate::private::release::document::{Cover, Form, Leaf};
use crate::private::release::entry::{ReleaseEntry, Released};
use crate::private::release::exception::Exception;
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::{OpenNote, seal};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;
use crate::private::vault::shelf::{Kind, Shelf};

/// Release psychotherapy notes on a legal ground
///
/// Psychotherapy notes leave under a valid authorization for them alone, or on one of the eight
/// grounds of 45 CFR 164.508(a)(2), and in no other way. Says what would leave and asks for the
/// client's id to be typed. What left, to whom and why is kept, sealed, in the vault's own log;
/// `vault releases` lists it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which notes, all of one client: CLIENT/2026-11-24; CLIENT is the latest
    #[arg(required_unless_present = "new_authorization", value_name = "NOTE")]
    notes: Vec<NoteRef>,
    /// To whom they go
    #[arg(long, value_name = "RECIPIENT")]
    to: Option<String>,
    /// The recipient's address
    #[arg(long)]
    address: Option<String>,
    /// For what purpose
    #[arg(long)]
    purpose: Option<String>,
    /// Without an authorization: originator, training, defense, hhs, law, oversight, coroner, threat
    #[arg(long, value_name = "EXCEPTION", conflicts_with = "authorization")]
    ground: Option<Exception>,
    /// What the ground rests on, such as the number of a court order
    #[arg(long, requires = "ground")]
    reference: Option<String>,
    /// The authorization, as a file; a sealed copy is kept in the vault
    #[arg(long, value_name = "FILE")]
    authorization: Option<PathBuf>,
    /// Print an empty authorization to fill in
    #[arg(long, exclusive = true)]
    new_authorization: bool,
    /// What the client is called in the document, beside the id [default: by the authorization]
    #[arg(long, conflicts_with = "authorization")]
    name: Option<String>,
    /// markdown, or html: one page to print
    #[arg(long, default_value = "markdown")]
    format: Form,
    /// Seal the document for the recipient's key; may be given more than once
    #[arg(long, value_name = "RECIPIENT")]
    encrypt_to: Vec<String>,
    /// The file to write; must not exist [default: standard output, as for `-`]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The client's id, typed here instead of at the question
    #[arg(long, value_name = "CLIENT", value_parser = str::parse::<ClientId>)]
    confirm: Option<ClientId>,
}

/// What a release needs besides its arguments.
pub struct Context<'a> {
    /// The vault.
    pub vault: &'a Vault,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Name and credentials of the clinician.
    pub author: Option<String>,
    /// Who is asked.
    pub ask: &'a mut dyn Ask,
}

/// A release that does not take place. Nothing left.
#[derive(Debug, thiserror::Error)]
enum ReleaseError {
    #[error("psychotherapy notes leave on a legal ground alone, and none was given")]
    NoGround,
    #[error("the ground needs what it rests on")]
    NoReference,
    #[error("nothing says {0}")]
    Missing(&'static str),
    #[error("the authorization does not allow this release: {}", counted(*.0, "fault"))]
    Invalid(usize),
    #[error("{} is not UTF-8 text", .0.display())]
    NotText(PathBuf),
    #[error("`{0}` holds a line end or a mark that does not show")]
    NotPlain(&'static str),
    #[error("`--encrypt-to {0}` is not an age recipient such as `age1...`")]
    NotARecipient(String),
    #[error("the document was not read to its end; it is in the log as {0}")]
    NotRead(SealedId),
    #[error("the notes are of more than one client")]
    SeveralClients,
    #[error("`{0}` is not the id of the client")]
    NotConfirmed(String),
}

impl Explain for ReleaseError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoGround => "Give `--authorization FILE`, or `--ground EXCEPTION --reference TEXT` (45 CFR 164.508(a)(2)).".into(),
            Self::NoReference => "Give `--reference`, such as the number of the court order.".into(),
            Self::Missing("to whom the notes go") => "Give `--to RECIPIENT`.".into(),
            Self::Missing(_) => "Give `--purpose TEXT`.".into(),
            Self::Invalid(_) => "An authorization that lacks an element is not valid (45 CFR 164.508(b)(2)); get a new one signed, or mend the file if the paper says otherwise.".into(),
            Self::NotText(_) => "Begin with `casenotes vault release --new-authorization`.".into(),
            Self::NotPlain(_) => "Write it on one line, in letters that show.".into(),
            Self::NotARecipient(_) => "Ask the recipient for theirs; `age-keygen -y` prints it.".into(),
            Self::NotRead(_) => "Count it as released: some of it may have been read.".into(),
            Self::SeveralClients => "Release the notes of each client on their own.".into(),
            Self::NotConfirmed(_) => "Nothing left. Run the command again.".into(),
        })
    }
}

/// On what notes may leave.
enum Ground {
    Exception(Exception, String),
    Authorization(Authorization, OpenNote),
}

/// What is to leave, and why it may.
struct Plan {
    ids: Vec<SealedId>,
    client: ClientId,
    ground: Ground,
    to: String,
    purpose: String,
    seal_for: Option<Recipients>,
}

/// A release that may take place, with the notes open.
struct Release<'a> {
    args: &'a Args,
    plan: Plan,
    notes: Vec<Unsealed>,
    now: SessionTime,
}

impl Args {
    /// Returns the file to write; `-` is standard output.
    pub fn output_file(&self) -> Option<&Path> {
        file_named(self.output.as_deref())
    }

    /// Tells whether an empty authorization is asked for, which takes neither vault nor key.
    pub fn is_blank_form(&self) -> bool {
        self.new_authorization
    }
}

/// Prints an empty authorization.
pub fn blank_form(output: &mut Output<'_>) -> Result<Outcome, Failure> {
    output.data(EMPTY)?;
    Ok(Outcome::Done)
}

/// Releases the notes, with an entry in the log.
pub fn run(
    args: &Args,
    context: Context<'_>,
    identity: impl FnOnce(&mut dyn Ask, &mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Context { vault, clock, author, ask } = context;
    let now = SessionTime::new(clock.now());
    let plan = plan(args, vault, now, output)?;
    let is_stream = args.output_file().is_none();
    if is_stream && plan.seal_for.is_some() && output.looks().out_is_terminal {
        return Err(NotForATerminal("a sealed document").into());
    }
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(identity(ask, output)?, agreed)?;
    let shelf = vault.notes();
    let notes = plan
        .ids
        .iter()
        .map(|id| Unsealed::read(sealer.identity(), &shelf, id))
        .collect::<Result<Vec<_>, _>>()?;
    let release = Release { args, plan, notes, now };
    release.preview(output);
    release.confirm(ask)?;

    let document = OpenNote::new(release.document(author));
    let sealed = match &release.plan.seal_for {
        Some(recipients) => Some(seal(recipients, &document)?),
        None => None,
    };
    let leaving = sealed.as_deref().unwrap_or(document.reveal());
    let entry = release.leave(leaving, vault, &sealer, output)?;
    output.status(format_args!(
        "Released {} of {} to {}; kept in the log as {entry}.",
        counted(release.notes.len(), "note"),
        release.plan.client,
        release.plan.to
    ));
    Ok(Outcome::Done)
}

fn plan(
    args: &Args,
    vault: &Vault,
    now: SessionTime,
    output: &mut Output<'_>,
) -> Result<Plan, Failure> {
    let shelf = vault.notes();
    let mut ids = args
        .notes
        .iter()
        .map(|reference| shelf.find(reference))
        .collect::<Result<Vec<SealedId>, _>>()?;
    ids.sort();
    ids.dedup();
    let client = ids[0].client.clone();
    if ids.iter().any(|id| id.client != client) {
        return Err(ReleaseError::SeveralClients.into());
    }
    let ground = ground(args, &client, now, output)?;
    let (to, purpose) = match &ground {
        Ground::Authorization(authorization, _) => {
            (Some(&authorization.recipient), Some(&authorization.purpose))
        }
        Ground::Exception(..) => (args.to.as_ref(), args.purpose.as_ref()),
    };
    let filled = |text: Option<&String>, what| match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => Ok(text.trim().to_owned()),
        None => Err(ReleaseError::Missing(what)),
    };
    let (to, purpose) =
        (filled(to, "to whom the notes go")?, filled(purpose, "for what purpose they go")?);
    for (flag, text) in [
        ("--to", Some(&to)),
        ("--purpose", Some(&purpose)),
        ("--address", args.address.as_ref()),
        ("--reference", args.reference.as_ref()),
        ("--name", args.name.as_ref()),
    ] {
        if text.is_some_and(|text| !is_plain(text)) {
            return Err(ReleaseError::NotPlain(flag).into());
        }
    }
    for key in &args.encrypt_to {
        if key.trim() != key || Recipients::parse(key.as_bytes()).is_err() {
            return Err(ReleaseError::NotARecipient(key.clone()).into());
        }
    }
    let seal_for = match args.encrypt_to.is_empty() {
        true => None,
        false => Some(Recipients::parse(args.encrypt_to.join("\n").as_bytes())?),
    };
    Ok(Plan { ids, client, ground, to, purpose, seal_for })
}

fn ground(
    args: &Args,
    client: &ClientId,
    now: SessionTime,
    output: &mut Output<'_>,
) -> Result<Ground, Failure> {
    if let Some(exception) = args.ground {
        return match args.reference.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(reference) => Ok(Ground::Exception(exception, reference.to_owned())),
            None => Err(ReleaseError::NoReference.into()),
        };
    }
    let path = args.authorization.as_deref().ok_or(ReleaseError::NoGround)?;
    let bytes = outside::read_given(path)?.bytes;
    let text = std::str::from_utf8(&bytes).map_err(|_| ReleaseError::NotText(path.to_owned()))?;
    let (recipient, purpose) = (args.to.as_deref(), args.purpose.as_deref());
    let asked = Asked { client, recipient, purpose, today: now.date() };
    match Authorization::check(text, asked) {
        Ok(authorization) => Ok(Ground::Authorization(authorization, OpenNote::new(bytes))),
        Err(faults) => {
            for fault in &faults {
                let place = Position::of(text.as_bytes(), fault.span.start);
                output.status(format_args!(
                    "{}:{}:{}: {}",
                    path.display(),
                    place.line,
                    place.column,
                    fault.message
                ));
            }
            Err(ReleaseError::Invalid(faults.len()).into())
        }
    }
}

impl Release<'_> {
    fn ids_and_notes(&self) -> impl Iterator<Item = (&SealedId, &Unsealed)> {
        self.plan.ids.iter().zip(&self.notes)
    }

    /// Says what would leave, and nothing of what is in it.
    fn preview(&self, output: &mut Output<'_>) {
        let (args, plan) = (self.args, &self.plan);
        output.status("What leaves:");
        for (id, note) in self.ids_and_notes() {
            output.status(format_args!("  {id}, {}", counted(note.reveal().len(), "byte")));
        }
        let place = match args.output_file() {
            Some(path) => path.display().to_string(),
            None => "standard output".to_owned(),
        };
        let sealed = match plan.seal_for {
            Some(_) => "sealed for the recipient",
            None => "in the clear",
        };
        for (name, value) in [
            ("To", plan.to.as_str()),
            ("Address", args.address.as_deref().unwrap_or("not given")),
            ("Purpose", &plan.purpose),
            ("Ground", &plan.ground.to_string()),
            ("Form", &format!("{}, {sealed}, to {place}", args.format.as_str())),
        ] {
            output.status(format_args!("  {name}: {value}"));
        }
    }

    fn confirm(&self, ask: &mut dyn Ask) -> Result<(), Failure> {
        let typed = match &self.args.confirm {
            Some(typed) => typed.to_string(),
            None => {
                let question = "Type the id of the client to release them";
                ask.line(question, None).map_err(|_| NobodyThere {
                    what: "the id of the client".to_owned(),
                    instead: Some("Give `--confirm CLIENT`.".to_owned()),
                })?
            }
        };
        match typed == self.plan.client.as_str() {
            true => Ok(()),
            false => Err(ReleaseError::NotConfirmed(typed).into()),
        }
    }

    fn document(&self, author: Option<String>) -> Vec<u8> {
        let plan = &self.plan;
        let individual = match &plan.ground {
            Ground::Authorization(authorization, _) => Some(&authorization.individual),
            Ground::Exception(..) => None,
        };
        let person = match self.args.name.as_ref().or(individual) {
            Some(name) => format!("{name}, {}", plan.client),
            None => plan.client.to_string(),
        };
        let cover = Cover {
            person,
            discloser: author,
            recipient: plan.to.clone(),
            purpose: plan.purpose.clone(),
            ground: plan.ground.to_string(),
            day: self.now.date().to_string(),
        };
        let leaves: Vec<Leaf<'_>> = self
            .ids_and_notes()
            .map(|(id, note)| Leaf {
                id: id.to_string(),
                session: match &note.front {
                    Some(front) => front.session.readable().to_string(),
                    None => id.stem.minute().format("%a %Y-%m-%d %H:%M").to_string(),
                },
                text: note.reveal(),
            })
            .collect();
        self.args.format.render(&cover, &leaves)
    }

    /// Lets the document leave, with its entry in the vault's log.
    fn leave(
        &self,
        leaving: &[u8],
        vault: &Vault,
        sealer: &Sealer,
        output: &mut Output<'_>,
    ) -> Result<SealedId, Failure> {
        let (releases, authorizations) =
            (vault.shelf(Kind::Release), vault.shelf(Kind::Authorization));
        let file = |shelf: &Shelf, text: &[u8]| -> Result<SealedId, Unfiled> {
            sealer.file(shelf, &self.plan.client, self.now, text)
        };
        let authorization = OnceCell::new();
        let take_authorization_back =
            || authorization.get().into_iter().for_each(|id| authorizations.unmake(id));
        let log = Log {
            file: || {
                if let Ground::Authorization(_, text) = &self.plan.ground {
                    let _ = authorization.set(file(&authorizations, text.reveal())?);
                }
                let entry = self.entry(leaving, authorization.get());
                let filed = file(&releases, entry.to_toml().as_bytes());
                Ok(filed.inspect_err(|_| take_authorization_back())?)
            },
            take_back: |id: &SealedId| {
                take_authorization_back();
                releases.unmake(id);
                releases.read_if_there(id).is_ok_and(|entry| entry.is_none())
            },
            not_read: |id| ReleaseError::NotRead(id).into(),
        };
        let target = match self.args.output_file() {
            Some(path) => Target::File(path.to_owned()),
            None => Target::Stream,
        };
        let write = |output: &mut Output<'_>| -> Result<(), NotWritten> {
            match self.args.output_file() {
                Some(path) => Ok(outside::write_new(path, leaving)?),
                None => Ok(output.record(leaving).and_then(|()| output.flush())?),
            }
        };
        leave(&target, log, write, output)
    }

    fn entry(&self, leaving: &[u8], authorization: Option<&SealedId>) -> ReleaseEntry {
        let (args, plan) = (self.args, &self.plan);
        let (ground, reference) = match &plan.ground {
            Ground::Exception(exception, reference) => (exception.code, Some(reference.clone())),
            Ground::Authorization(..) => ("authorization", None),
        };
        ReleaseEntry {
            time: self.now.to_string(),
            client: plan.client.to_string(),
            recipient: plan.to.clone(),
            address: args.address.clone(),
            purpose: plan.purpose.clone(),
            ground: ground.to_owned(),
            reference,
            authorization: authorization.map(ToString::to_string),
            form: args.format.as_str().to_owned(),
            sealed_for: args.encrypt_to.clone(),
            digest: sha256(leaving),
            notes: self
                .ids_and_notes()
                .map(|(id, note)| Released { id: id.to_string(), digest: sha256(note.reveal()) })
                .collect(),
        }
    }
}

impl std::fmt::Display for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exception(exception, reference) => write!(f, "{exception}: {reference}"),
            Self::Authorization(..) => f.write_str("authorization (45 CFR 164.508)"),
        }
    }
}
