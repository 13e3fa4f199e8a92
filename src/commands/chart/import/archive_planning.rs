//! Looks at an archive and at who is here, and writes the plan and nothing else.

use std::fmt::Write as _;
use std::path::Path;

use crate::commands::chart::import::planning::known;
use crate::commands::chart::import::{
    Args, ImportError, MayBeRead, Row, new_id, print, tell_planned, tell_unclear,
};
use crate::disk::outside::{read_if_there, write_new};
use crate::domain::client_id::ClientId;
use crate::failure::{Failure, Outcome};
use crate::import::archive_plan::{ArchivePlan, PlannedClient, PracticeFile, Taking};
use crate::import::matching::Known;
use crate::import::names_are_one;
use crate::output::rows::Form;
use crate::output::{Output, counted};
use crate::record::chart::archive::ArchivedFile;
use crate::record::chart::archive_check::{Archive, Opened, open};
use crate::record::chart::archive_filing::{Arrival, Standing};
use crate::record::chart::layout::CLIENT_FILE;
use crate::record::chart::note_files::ALLOWED_SIGNERS;
use crate::record::chart::settings::Settings;
use crate::record::chart::{Chart, MARKER};
use crate::record::client::ClientFile;
use crate::record::merge::Versions;
use crate::record::merge::signers;
use crate::record::signature::allowed_signers::{AllowedSigners, Difference, differences};
use crate::record::signature::is_same_person;

pub fn run(
    args: &Args,
    path: &Path,
    chart: &Chart,
    may_be_read: &MayBeRead<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if read_if_there(&args.plan)?.is_some() {
        return Err(ImportError::PlanExists(args.plan.clone()).into());
    }
    let path = std::path::absolute(path).map_err(|_| ImportError::NoFiles)?;
    let archive = sound(&path, may_be_read, output)?;
    let known = known(chart)?;
    let mut given: Vec<ClientId> = known.iter().map(|client| client.id.clone()).collect();
    given.extend(archive.clients().into_keys());
    let mut clients = Vec::new();
    for (id, files) in archive.clients() {
        let looking = Looking { archive: &archive, id: &id, files: &files, chart, known: &known };
        clients.push(looking.propose(&mut given)?);
    }
    let of_the_practice = archive.of_the_practice();
    let practice = of_the_practice.map(|file| practice_file(&archive, file, chart, &known));
    let plan = ArchivePlan {
        archive: path.display().to_string(),
        sha256: archive.sha256.clone(),
        practice: practice.collect::<Result<_, Failure>>()?,
        clients,
    };
    let summary = summary(&plan, &archive.manifest.made_at);
    write_new(&args.plan, plan.write(&summary).as_bytes())?;
    match args.form.form() {
        Form::Table => output.data(&summary)?,
        form => print(&rows(&plan), form, output)?,
    }
    tell_planned(args, output);
    Ok(Outcome::Done)
}

/// Opens an archive and reads all of it; each fault is told by its place.
pub fn sound(
    path: &Path,
    may_be_read: &MayBeRead<'_>,
    output: &mut Output<'_>,
) -> Result<Archive, Failure> {
    if !may_be_read(path) {
        return Err(ImportError::Private(path.to_owned()).into());
    }
    match open(path)? {
        Opened::Sound(archive) => Ok(*archive),
        Opened::Faulty(faults) => {
            for fault in &faults {
                let file = crate::output::on_one_line(&fault.file.display().to_string());
                output.status(format_args!("{file}:{}:1: {}", fault.line, fault.message));
            }
            Err(ImportError::Broken { path: path.to_owned(), count: faults.len() }.into())
        }
    }
}

/// A client of the archive, and who is here.
struct Looking<'a> {
    archive: &'a Archive,
    id: &'a ClientId,
    files: &'a [(&'a str, &'a ArchivedFile)],
    chart: &'a Chart,
    known: &'a [Known],
}

/// What is known of two clients being one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sameness {
    /// Name and date of birth are the same.
    Same,
    /// The name is, and a date of birth is not known.
    Maybe,
    /// They are two people.
    Other,
}

/// Compares two clients by name and date of birth; a name alone proves nothing.
fn sameness(file: &ClientFile, known: &Known) -> Sameness {
    let of = |name: &String| known.names.iter().any(|other| names_are_one(name, other));
    if !file.name.iter().chain(&file.former_names).any(of) {
        return Sameness::Other;
    }
    match (file.birth_date, known.birth_date) {
        (Some(a), Some(b)) if a == b => Sameness::Same,
        (Some(_), Some(_)) => Sameness::Other,
        _ => Sameness::Maybe,
    }
}

impl<'a> Looking<'a> {
    fn standing(&self, to: &ClientId) -> Result<Standing, Failure> {
        Arrival { archive: self.archive, from: self.id, files: self.files, to }.standing(self.chart)
    }

    /// Says what becomes of the client, and why.
    fn propose(&self, given: &mut Vec<ClientId>) -> Result<PlannedClient, Failure> {
        let file = self.files.iter().find(|(place, _)| *place == CLIENT_FILE);
        let bytes = file.map(|(_, file)| self.archive.read(file)).transpose()?;
        let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
        let mut planned = PlannedClient {
            id: self.id.clone(),
            name: file.name.clone(),
            birth_date: file.birth_date,
            files: self.files.len(),
            taking: Taking::Take,
            client: self.id.clone(),
            same_person: Vec::new(),
            why: "nobody here has this id".to_owned(),
            unclear: Vec::new(),
        };
        if let Some(here) = self.known.iter().find(|known| known.id == *self.id) {
            self.meet(here, sameness(&file, here), given, &mut planned)?;
        }
        if planned.taking == Taking::Take {
            planned.same_person = twins(&file, &planned.client, self.known);
        }
        Ok(planned)
    }

    /// Says what becomes of a client whose id somebody here has.
    fn meet(
        &self,
        here: &Known,
        sameness: Sameness,
        given: &mut Vec<ClientId>,
        planned: &mut PlannedClient,
    ) -> Result<(), Failure> {
        let id = self.id;
        match (self.standing(id)?, sameness) {
            (Standing::There, _) => {
                planned.taking = Taking::There;
                planned.why = "every file is here already".to_owned();
            }
            (Standing::InPart(missing), _) => {
                let missing = counted(missing.len(), "file");
                planned.why = format!("the client is here, and {missing} not yet");
            }
            (_, Sameness::Other) => {
                for other in self.known.iter().filter(|other| other.id != here.id) {
                    if self.standing(&other.id)? == Standing::There {
                        planned.taking = Taking::There;
                        planned.client = other.id.clone();
                        planned.why = "every file is here already, under this id".to_owned();
                        return Ok(());
                    }
                }
                planned.client = new_id(given);
                planned.why =
                    format!("`{id}` is another person here; corrections and trails will say so");
            }
            (Standing::Another(places), Sameness::Same) => {
                planned.why = "the client is here".to_owned();
                planned.unclear.push(format!(
                    "{} differ from what is here, or were moved or discarded here; the first is `{}`: `as = \"leave\"`, or give an id of your own as `client`, and `casenotes client merge` brings the two together",
                    counted(places.len(), "file"),
                    places.first().map(String::as_str).unwrap_or_default()
                ));
            }
            (_, _) => {
                planned.why = "the id is here, with the same name".to_owned();
                planned.unclear.push(
                    "no date of birth tells whether it is the same person: enter it with `casenotes client edit` and make the plan anew, or give an id of your own as `client`".to_owned(),
                );
            }
        }
        Ok(())
    }
}

/// Returns the other clients here who are the same person, by name and date of birth.
pub fn twins(file: &ClientFile, id: &ClientId, known: &[Known]) -> Vec<ClientId> {
    let is_one = |other: &&Known| other.id != *id && sameness(file, other) == Sameness::Same;
    known.iter().filter(is_one).map(|other| other.id.clone()).collect()
}

/// Says what becomes of a file of the practice.
fn practice_file(
    archive: &Archive,
    file: &ArchivedFile,
    chart: &Chart,
    known: &[Known],
) -> Result<PracticeFile, Failure> {
    let theirs = archive.read(file)?;
    let here = chart.tree().read_if_there(file.inside.as_ref())?;
    let planned = |taking, why: &str| PracticeFile {
        file: file.inside.clone(),
        taking,
        why: why.to_owned(),
        unclear: Vec::new(),
    };
    Ok(match here {
        None => planned(Taking::Take, "it is not here"),
        Some(here) if here == theirs => planned(Taking::There, "it is the same here"),
        Some(here) if file.inside == ALLOWED_SIGNERS => {
            let mut planned = planned(Taking::Join, "");
            join(&here, &theirs, &mut planned);
            planned
        }
        Some(_) if file.inside == MARKER && Settings::read(theirs).format != Some(1) => {
            planned(Taking::Leave, "it is of a format that this program does not know")
        }
        Some(_) if known.is_empty() => planned(
            Taking::Replace,
            "this practice has no clients yet, so nothing depends on its own",
        ),
        Some(_) => planned(Taking::Leave, "this practice has its own"),
    })
}

/// Says who may sign as well when the two lists are one, and what of that is doubtful.
fn join(here: &[u8], theirs: &[u8], planned: &mut PracticeFile) {
    let [ours, others] =
        [here, theirs].map(|bytes| AllowedSigners::read(&String::from_utf8_lossy(bytes)));
    if signers::merged(&Versions { base: None, ours: here, theirs }).is_none() {
        let message = "the two lists say something else of one key: settle it with `casenotes signer`, or `as = \"leave\"`";
        planned.unclear.push(message.to_owned());
        return;
    }
    let mut added = Vec::new();
    for difference in differences(&ours, &others) {
        let Difference::New(entry) = difference else { continue };
        let name = &entry.principals;
        added.push(format!("`{name}` with the key {}", entry.key.fingerprint()));
        if ours.entries().iter().any(|ours| is_same_person(&ours.principals, name)) {
            planned.unclear.push(format!(
                "`{name}` signs here with another key: take the line out if it is one person"
            ));
        }
    }
    planned.why = format!("may sign as well: {}", added.join(", "));
}

/// Says what the plan comes to, in as many lines as a person reads in a minute.
fn summary(plan: &ArchivePlan, made_at: &str) -> String {
    let of = |taking: Taking| plan.clients.iter().filter(move |client| client.taking == taking);
    let mut text = format!(
        "An archive of {} with {}; every byte is as it was then.\n",
        crate::output::without_controls(made_at),
        counted(plan.clients.len(), "client")
    );
    let _ = writeln!(
        text,
        "{} to take in, {} here already, {} left.",
        counted(of(Taking::Take).count(), "client"),
        of(Taking::There).count(),
        of(Taking::Leave).count()
    );
    for client in of(Taking::Take).filter(|client| client.client != client.id) {
        let _ = writeln!(text, "{} becomes {}: {}.", client.id, client.client, client.why);
    }
    for client in of(Taking::Take) {
        for twin in &client.same_person {
            let _ = writeln!(
                text,
                "{} and {twin} here have one name and date of birth; `casenotes client merge {} --into {twin} --reason WHY` makes one of them afterwards.",
                client.id, client.client
            );
        }
    }
    let clients = plan.clients.iter().flat_map(|client| {
        client.unclear.iter().map(move |unclear| format!("{}: {unclear}", client.id))
    });
    let files = plan.practice.iter().flat_map(|file| {
        file.unclear.iter().map(move |unclear| format!("{}: {unclear}", file.file))
    });
    let unclear: Vec<String> = clients.chain(files).collect();
    tell_unclear(&mut text, &unclear);
    text
}

fn rows(plan: &ArchivePlan) -> Vec<Row> {
    let result = |taking: Taking, unclear: &[String]| match taking {
        Taking::There => "there",
        Taking::Leave => "left",
        _ if !unclear.is_empty() => "unclear",
        _ => "planned",
    };
    let clients = plan.clients.iter().map(|client| {
        of_client(
            client,
            result(client.taking, &client.unclear),
            told(&client.why, &client.unclear),
        )
    });
    let files = plan.practice.iter().map(|file| {
        of_practice(file, result(file.taking, &file.unclear), told(&file.why, &file.unclear))
    });
    clients.chain(files).collect()
}

/// Says why, and what is unclear.
fn told(why: &str, unclear: &[String]) -> String {
    let all = std::iter::once(why).chain(unclear.iter().map(String::as_str));
    all.collect::<Vec<_>>().join("; ")
}

/// Returns the row of a client.
pub fn of_client(client: &PlannedClient, result: &'static str, why: String) -> Row {
    Row {
        file: format!("clients/{}", client.id),
        inside: None,
        lines: None,
        taken_as: "client",
        client: Some(client.client.to_string()),
        date: None,
        result,
        id: Some(client.client.to_string()).filter(|_| result == "filed" || result == "there"),
        why,
    }
}

/// Returns the row of a file of the practice.
pub fn of_practice(file: &PracticeFile, result: &'static str, why: String) -> Row {
    Row {
        file: file.file.clone(),
        inside: None,
        lines: None,
        taken_as: "practice",
        client: None,
        date: None,
        result,
        id: None,
        why,
    }
}
