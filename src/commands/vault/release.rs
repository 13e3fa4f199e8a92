//! `casenotes vault release`: the only way in which psychotherapy notes leave.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::commands::leaving::{Log, NotWritten, Target, leave};
use crate::disk::outside;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::digest::sha256;
use crate::domain::note_id::SealedId;
use crate::domain::note_kind::NoteKind;
use crate::domain::note_ref::NoteRef;
use crate::domain::position::Position;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::Regime;
use crate::law::authorization::elements::{Asked, is_plain};
use crate::law::authorization::part2::{Allowed, Part2Ground, SHORT_STATEMENT, STATEMENT};
use crate::law::authorization::whose::Facts;
use crate::law::basis::Instrument;
use crate::law::exception::{Exception, Reach};
use crate::law::rule::{Rule, of_the_practice};
use crate::output::ask::{Ask, NobodyThere};
use crate::output::{NotForATerminal, Output, counted, file_named};
use crate::private::opened::{About, Agreed, Sealer, Unfiled, Unsealed};
use crate::private::release::authorization::{self, Authorization};
use crate::private::release::document::{Cover, Form, Leaf};
use crate::private::release::entry::{ReleaseEntry, Released};
use crate::private::release::gate::{On, Request};
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::{OpenNote, seal};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;
use crate::private::vault::kind::Kind;
use crate::private::vault::shelf::Shelf;

/// Release psychotherapy notes on a legal ground
///
/// Psychotherapy notes leave under a valid authorization for them alone, or on one of the eight
/// grounds of 45 CFR 164.508(a)(2), and in no other way. Says what would leave and asks for the
/// client's id to be typed. What left, to whom and why is kept, sealed, in the vault's own log;
/// `vault releases` lists it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault release c-7f3k/2026-11-24 --ground law --instrument court-order --reference 'order 26-CV-0001' --to 'District Court' --purpose 'court order'")]
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
    ground: Option<String>,
    /// What the ground rests on, such as the number of a court order
    #[arg(long, requires = "ground")]
    reference: Option<String>,
    /// For `law`, what compels it: court-order, court-subpoena, grand-jury, agency, statute; the
    /// subpoena or letter of an attorney is none of them (45 CFR 164.103)
    #[arg(long, requires = "ground")]
    instrument: Option<String>,
    /// The authorization, as a file; once for each member of a couple or family. A sealed copy is kept
    /// in the vault
    #[arg(long, value_name = "FILE")]
    authorization: Vec<PathBuf>,
    /// How the recipient belongs to those to whom the ground leads, or to the class of persons that the
    /// authorization names
    #[arg(long, value_name = "TEXT")]
    of_class: Option<String>,
    /// For notes under 42 CFR Part 2, without a consent: emergency, audit, crime, child-abuse, death,
    /// court-order; for a defense, service
    #[arg(long, value_name = "GROUND", requires = "ground")]
    part2_ground: Option<Part2Ground>,
    /// Print an empty authorization to fill in
    #[arg(long, exclusive = true)]
    new_authorization: bool,
    /// What the client is called, beside the id [default: by the authorization]; where there is no chart,
    /// the authorization is held against it
    #[arg(long)]
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
    /// What the chart knows of the client and of the practice; `None` without a chart that has the
    /// client.
    pub facts: Option<Facts>,
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
    #[error("the authorization was revoked: the vault has it as {0}")]
    Revoked(SealedId),
    #[error("`--of-class` is given, and no authorization names a class of persons")]
    NoClass,
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
            Self::NoGround => format!(
                "Give `--authorization FILE`, or `--ground EXCEPTION --reference TEXT`{}.",
                Rule::PrivateRelease.if_any()
            ),
            Self::NoReference => {
                "Give `--reference`, such as the number of the court order.".into()
            }
            Self::Missing("to whom the notes go") => "Give `--to RECIPIENT`.".into(),
            Self::Missing(_) => "Give `--purpose TEXT`.".into(),
            Self::Invalid(_) => format!(
                "An authorization that lacks an element is not valid{}; get a new one signed, or mend the file if the paper says otherwise.",
                Rule::Valid.if_any()
            ),
            Self::Revoked(_) => format!("Get a new one signed{}.", Rule::Revoked.if_any()),
            Self::NoClass => {
                "Leave it out; `recipient_class = true` in the file says that it names a class."
                    .into()
            }
            Self::NotText(_) => "Begin with `casenotes vault release --new-authorization`.".into(),
            Self::NotPlain(_) => "Write it on one line, in letters that show.".into(),
            Self::NotARecipient(_) => {
                "Ask the recipient for theirs; `age-keygen -y` prints it.".into()
            }
            Self::NotRead(_) => "Count it as released: some of it may have been read.".into(),
            Self::SeveralClients => "Release the notes of each client on their own.".into(),
            Self::NotConfirmed(_) => "Nothing left. Run the command again.".into(),
        })
    }
}

/// On what notes may leave.
enum Ground {
    Exception {
        exception: &'static Exception,
        instrument: Option<&'static Instrument>,
        reference: String,
    },
    Papers {
        papers: Vec<Authorization>,
        texts: Vec<OpenNote>,
    },
}

/// What is to leave, and why it may.
struct Plan {
    ids: Vec<SealedId>,
    client: ClientId,
    ground: Ground,
    to: String,
    purpose: String,
    // On what notes under 42 CFR Part 2 leave, once that is decided.
    part2: Option<Allowed>,
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

    /// Returns whose notes are asked for, as far as that can be told from the first of them.
    pub fn client(&self) -> Option<&ClientId> {
        match self.notes.first()? {
            NoteRef::Latest(client) | NoteRef::Prefix(client, _) => Some(client),
            NoteRef::Path(_) => None,
        }
    }

    /// Tells whether an empty authorization is asked for, which takes neither vault nor key.
    pub fn is_blank_form(&self) -> bool {
        self.new_authorization
    }
}

/// Prints an empty authorization.
pub fn blank_form(output: &mut Output<'_>) -> Result<Outcome, Failure> {
    output.data(&authorization::empty())?;
    Ok(Outcome::Done)
}

/// Releases the notes, with an entry in the log.
pub fn run(
    args: &Args,
    context: Context<'_>,
    identity: impl FnOnce(&mut dyn Ask, &mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Context { vault, clock, author, facts, ask } = context;
    let now = SessionTime::new(clock.now());
    let is_compared = facts.is_some();
    let facts = match facts {
        Some(facts) => facts,
        None => facts_without_a_chart(args, author.as_deref(), ask)?,
    };
    let who = Who { facts: &facts, originator: author.as_deref() };
    let mut plan = plan(args, vault, &who, now, output)?;
    if !is_compared {
        output.status(NOT_COMPARED);
    }
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
    require_not_revoked(&plan, vault, sealer.identity(), now)?;
    plan.part2 = plan.pass(args, &who, &notes, now.date())?;
    let release = Release { args, plan, notes, now };
    release.preview(who.facts, output);
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

/// Who is who: the client, the practice and the originator.
struct Who<'a> {
    facts: &'a Facts,
    originator: Option<&'a str>,
}

/// What nobody could hold a release against.
const NOT_COMPARED: &str = "Not compared, as no chart has this client: former names, members, age, death, other names of the practice, and whether the record is under 42 CFR Part 2.";

/// Has the name of the client typed where no chart tells it.
fn facts_without_a_chart(
    args: &Args,
    author: Option<&str>,
    ask: &mut dyn Ask,
) -> Result<Facts, Failure> {
    let bare = author.map(|author| author.split_once(',').map_or(author, |(name, _)| name));
    let disclosers = bare.map(str::to_owned).into_iter().collect();
    let mut facts = Facts { disclosers, has_no_client_file: true, ..Facts::default() };
    if !args.authorization.is_empty() {
        let name = match &args.name {
            Some(name) => name.clone(),
            None => {
                let question = "There is no chart with this client. Type the client's name";
                ask.line(question, None).map_err(|_| NobodyThere {
                    what: "the name of the client, as there is no chart that has it".to_owned(),
                    instead: Some("Give `--name NAME`.".to_owned()),
                })?
            }
        };
        facts.names.push(name);
    }
    Ok(facts)
}

/// Fails when the vault has a copy of one of the papers that says that it was revoked: the file that is
/// given may be older.
fn require_not_revoked(
    plan: &Plan,
    vault: &Vault,
    identity: &Identity,
    now: SessionTime,
) -> Result<(), Failure> {
    let Ground::Papers { papers, .. } = &plan.ground else { return Ok(()) };
    let shelf = vault.shelf(Kind::Authorization);
    for id in shelf.ids(Some(&plan.client))? {
        let kept = Unsealed::read(identity, &shelf, &id)?;
        let Ok(text) = std::str::from_utf8(kept.reveal()) else { continue };
        let (kept, _) = Authorization::read(text, Asked::of(&plan.client, now.date()));
        let is_revoked = kept.elements.revoked.is_some();
        if is_revoked && papers.iter().any(|paper| paper.is_of_the_same_paper(&kept)) {
            return Err(ReleaseError::Revoked(id).into());
        }
    }
    Ok(())
}

impl Plan {
    /// Lets the notes pass the gate of the law, or says why not.
    fn pass(
        &self,
        args: &Args,
        who: &Who<'_>,
        notes: &[Unsealed],
        today: NaiveDate,
    ) -> Result<Option<Allowed>, Failure> {
        let of_note = |(id, note): (&SealedId, &Unsealed)| {
            let kind = note.front.as_ref().map_or(NoteKind::default(), |front| front.kind);
            (id.stem.minute().date(), kind)
        };
        let notes: Vec<_> = self.ids.iter().zip(notes).map(of_note).collect();
        let request = Request {
            on: match &self.ground {
                Ground::Exception { exception, instrument, .. } => {
                    On::Exception(exception, *instrument)
                }
                Ground::Papers { papers, .. } => On::Papers(papers),
            },
            recipient: &self.to,
            originator: who.originator,
            facts: who.facts,
            notes: &notes,
            part2_ground: args.part2_ground,
            of_class: args.of_class.is_some(),
            today,
        };
        Ok(request.pass()?)
    }
}

fn plan(
    args: &Args,
    vault: &Vault,
    who: &Who<'_>,
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
    let ground = ground(args, &client, who, now, output)?;
    let (to, purpose) = match &ground {
        Ground::Papers { papers, .. } => {
            let said = &papers[0].elements;
            let to = args.to.as_deref().unwrap_or(&said.recipient);
            (Some(to), Some(said.purpose.as_str()))
        }
        Ground::Exception { exception, .. } => {
            let own = who.originator.filter(|_| exception.goes_to == Reach::Originator);
            (args.to.as_deref().or(own), args.purpose.as_deref())
        }
    };
    let filled = |text: Option<&str>, what| match text.filter(|text| !text.trim().is_empty()) {
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
        ("--of-class", args.of_class.as_ref()),
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
    Ok(Plan { ids, client, ground, to, purpose, part2: None, seal_for })
}

fn ground(
    args: &Args,
    client: &ClientId,
    who: &Who<'_>,
    now: SessionTime,
    output: &mut Output<'_>,
) -> Result<Ground, Failure> {
    if let Some(code) = &args.ground {
        let law = of_the_practice().law();
        let exception = law.exception(code)?;
        let instrument = args.instrument.as_deref().map(|code| law.instrument(code)).transpose()?;
        let reference = args.reference.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let reference = reference.ok_or(ReleaseError::NoReference)?.to_owned();
        return Ok(Ground::Exception { exception, instrument, reference });
    }
    if args.authorization.is_empty() {
        return Err(ReleaseError::NoGround.into());
    }
    let (mut papers, mut texts): (Vec<Authorization>, Vec<OpenNote>) = (Vec::new(), Vec::new());
    for path in &args.authorization {
        let bytes = outside::read_given(path)?.bytes;
        let text =
            std::str::from_utf8(&bytes).map_err(|_| ReleaseError::NotText(path.to_owned()))?;
        let first = papers.first().map(|first| &first.elements);
        let asked = Asked {
            recipient: args.to.as_deref().or(first.map(|first| first.recipient.as_str())),
            purpose: args.purpose.as_deref().or(first.map(|first| first.purpose.as_str())),
            of_class: args.of_class.as_deref(),
            facts: Some(who.facts),
            ..Asked::of(client, now.date())
        };
        let (found, mut faults) = Authorization::read(text, asked);
        if found.elements.is_for_a_class && asked.recipient.is_none() {
            faults = Authorization::read(text, Asked { recipient: Some(""), ..asked }).1;
        }
        if !faults.is_empty() {
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
            return Err(ReleaseError::Invalid(faults.len()).into());
        }
        papers.push(found);
        texts.push(OpenNote::new(bytes));
    }
    if args.of_class.is_some() && !papers.iter().any(|paper| paper.elements.is_for_a_class) {
        return Err(ReleaseError::NoClass.into());
    }
    Ok(Ground::Papers { papers, texts })
}

impl Release<'_> {
    fn ids_and_notes(&self) -> impl Iterator<Item = (&SealedId, &Unsealed)> {
        self.plan.ids.iter().zip(&self.notes)
    }

    /// Says what would leave, and nothing of what is in it.
    fn preview(&self, facts: &Facts, output: &mut Output<'_>) {
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
        // Words that the program cannot read, and the clinician can.
        for paper in plan.ground.papers() {
            let (covers, end) = (&paper.elements.information, paper.elements.end());
            output.status(format_args!("  Covers: {covers}; {end}"));
            let law = paper.elements.law_of_signature(facts);
            law.iter().for_each(|law| output.status(format_args!("  {law}")));
        }
        if let Some(part2) = plan.part2_in_words() {
            output.status(format_args!("  42 CFR Part 2: {part2}"));
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
        let individuals: Vec<&str> =
            plan.ground.papers().iter().map(|paper| paper.elements.individual.as_str()).collect();
        let individuals = individuals.join(" and ");
        let name = self.args.name.as_deref().or(Some(&*individuals));
        let person = match name.filter(|name| !name.is_empty()) {
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
            law_knows_them: of_the_practice() == Regime::Hipaa,
            notices: plan.notices(),
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
            sealer.file(shelf, &self.plan.client, About::at(self.now), text)
        };
        let kept: RefCell<Vec<SealedId>> = RefCell::default();
        let take_authorization_back =
            || kept.borrow().iter().for_each(|id| authorizations.unmake(id));
        let log = Log {
            file: || {
                if let Ground::Papers { texts, .. } = &self.plan.ground {
                    for text in texts {
                        let filed = file(&authorizations, text.reveal());
                        let filed = filed.inspect_err(|_| take_authorization_back())?;
                        kept.borrow_mut().push(filed);
                    }
                }
                let entry = self.entry(leaving, &kept.borrow());
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

    fn entry(&self, leaving: &[u8], kept: &[SealedId]) -> ReleaseEntry {
        let (args, plan) = (self.args, &self.plan);
        let (ground, instrument, reference) = match &plan.ground {
            Ground::Exception { exception, instrument, reference } => {
                (exception.code.as_str(), *instrument, Some(reference.clone()))
            }
            Ground::Papers { .. } => ("authorization", None, None),
        };
        let class = plan.ground.papers().iter().find(|paper| paper.elements.is_for_a_class);
        let mut kept = kept.iter().map(ToString::to_string);
        ReleaseEntry {
            time: self.now.to_string(),
            client: plan.client.to_string(),
            recipient: plan.to.clone(),
            of_class: args.of_class.as_ref().map(|how| match class {
                Some(paper) => format!("{}: {how}", paper.elements.recipient),
                None => how.clone(),
            }),
            address: args.address.clone(),
            purpose: plan.purpose.clone(),
            ground: ground.to_owned(),
            reference,
            instrument: instrument.map(|instrument| instrument.code.clone()),
            part2: plan.part2.map(|part2| part2.code().to_owned()),
            authorization: kept.next(),
            other_authorizations: kept.collect(),
            form: args.format.as_str().to_owned(),
            sealed_for: args.encrypt_to.clone(),
            digest: sha256(leaving),
            notes: self
                .ids_and_notes()
                .map(|(id, note)| Released { id: id.to_string(), digest: sha256(note.reveal()) })
                .collect(),
            suspensions: Vec::new(),
        }
    }
}

impl Ground {
    /// Returns the authorizations, if notes leave under some.
    fn papers(&self) -> &[Authorization] {
        match self {
            Self::Papers { papers, .. } => papers,
            Self::Exception { .. } => &[],
        }
    }
}

impl Plan {
    /// Says on what notes under 42 CFR Part 2 leave.
    fn part2_in_words(&self) -> Option<String> {
        Some(match self.part2? {
            Allowed::Patient => "the patient's own copy (42 CFR 2.23)".to_owned(),
            Allowed::Consent => "with consent (42 CFR 2.31)".to_owned(),
            Allowed::Inside => "within the program (42 CFR 2.31(b), 2.12(c)(3))".to_owned(),
            Allowed::Ground(ground) => ground.to_string(),
        })
    }

    /// Returns what accompanies notes under 42 CFR Part 2 (2.32); on the patient's own copy nothing.
    fn notices(&self) -> Vec<String> {
        match self.part2 {
            None | Some(Allowed::Patient) => Vec::new(),
            Some(Allowed::Consent) => {
                let scopes = self.ground.papers().iter().map(|paper| paper.elements.scope());
                std::iter::once(STATEMENT.to_owned()).chain(scopes).collect()
            }
            Some(Allowed::Inside) => vec![SHORT_STATEMENT.to_owned()],
            Some(Allowed::Ground(ground)) => {
                vec![format!("42 CFR Part 2: {ground}."), SHORT_STATEMENT.to_owned()]
            }
        }
    }
}

impl std::fmt::Display for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exception { exception, instrument, reference } => {
                write!(f, "{exception}")?;
                instrument.iter().try_for_each(|it| {
                    write!(f, ", by {} ({}), {}", it.meaning, it.cite, it.limit)
                })?;
                write!(f, ": {reference}")
            }
            Self::Papers { .. } => write!(f, "authorization{}", Rule::Authorization.if_any()),
        }
    }
}
