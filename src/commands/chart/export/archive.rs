//! An archive: a chart, or the whole record of some clients, file by file as it is, in a folder or a ZIP file, for
//! whoever keeps it from then on (docs/decisions/0046). Nothing of a client's record stays, so a record that may not leave whole stops it.

use std::fmt;
use std::io::{self, Write};

use crate::commands::chart::export::cover::part_2_notices;
use crate::commands::chart::export::terms::{Extent, Release, Subject, settings};
use crate::commands::chart::export::{Args, Chosen, client_file};
use crate::commands::leaving::{Log, NotWritten, Target, leave};
use crate::disk::outside;
use crate::disk::read::OpenFile;
use crate::disk::write::NewFile;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::digest::{bare_sha256, sha256};
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::guard::doubt;
use crate::law::recipient::Circle;
use crate::output::{Output, counted, without_controls};
use crate::record::chart::Chart;
use crate::record::chart::archive::{
    ArchivedFile, CHART, FORMAT, MANIFEST, Manifest, README, SUMS, copy_as_known, in_client,
};
use crate::record::chart::archive_source::{MOST_FILES, ZipFile, is_zip};
use crate::record::chart::layout::{DocumentPart, Role};
use crate::record::chart::note_files::Trust;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::part::Part;
use crate::record::client::ClientFile;
use crate::record::disclosure::entry::{DisclosureEntry, Left};
use crate::record::signature::is_same_person;

/// An archive that is not made.
#[derive(Debug, thiserror::Error)]
enum NoArchive {
    #[error("{0} does not go with an archive, which holds records whole and as they are")]
    NotWith(&'static str),
    #[error("an archive is of clients, and `{0}` is a note or a document")]
    NotAClient(String),
    #[error("an archive is a folder or a ZIP file, and nothing names one")]
    NoName,
    #[error("an archive of {0} files does not go into a ZIP file")]
    TooMany(usize),
    #[error("nobody is meant: no client is of that clinician")]
    Nobody,
    #[error("the basis `{0}` does not lead to somebody who keeps the record from then on")]
    Basis(&'static str),
    #[error("a health plan gets no archive")]
    Plan,
    #[error("the reader took no more than a part; in the logs it is {0}")]
    NotRead(String),
}

impl Explain for NoArchive {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotWith(_) => "Leave it out, or take another format.".into(),
            Self::NotAClient(_) => "Name clients, or give `--all`.".into(),
            Self::NoName => "Give `--output NAME/`, with the slash, or `--output NAME.zip`.".into(),
            Self::TooMany(_) => "Give `--output NAME/`, with the slash, for a folder.".into(),
            Self::Nobody => "`casenotes client list --clinician NAME` shows whose clients there are.".into(),
            Self::Basis(_) => "Give `--working-copy` for what the practice keeps itself, `--basis treatment` for who goes on treating, or `operations` for a successor or a custodian.".into(),
            Self::Plan => "Let the sessions of a claim leave in another format.".into(),
            Self::NotRead(_) => "Count it as disclosed: some of it may have been read.".into(),
        })
    }
}

/// Whose record leaves, and on what terms.
struct Leaver {
    client: ClientId,
    release: Release,
    notices: Vec<String>,
}

/// Everything of an archive: the names of its files, and what is in those that are made for it.
struct Packed<'a> {
    chart: &'a Chart,
    files: &'a [ArchivedFile],
    made: [(&'static str, String); 3],
}

/// Makes an archive. Takes the chart and nothing else: there is no way from here to the vault.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    args.require_for_archive()?;
    let target = Target::of(args.output.as_deref());
    let is_zip = matches!(&target, Target::File(path) if is_zip(path));
    if !is_zip && !matches!(target, Target::Folder(_)) && !args.preview {
        return Err(NoArchive::NoName.into());
    }
    args.terms.require_ground()?;
    let clients = args.clients(chart)?;
    doubt::require_none(chart, clock, &clients.iter().collect::<Vec<_>>())?;
    let now = SessionTime::new(clock.now());
    let asked = Asked { args, chart, clients: &clients, author, now };
    let leavers = asked.leavers(output)?;
    let contents = chart.contents(&clients, args.unverified)?;
    for path in &contents.left_out {
        output.warning(format_args!("left out, because it is no part of the record: {path}"));
    }
    if is_zip && contents.files.len() >= MOST_FILES {
        return Err(NoArchive::TooMany(contents.files.len()).into());
    }
    let count = counted(clients.len(), "client");
    let files = counted(contents.files.len(), "file");
    if args.preview {
        output.status(format_args!("An archive of {count} would hold {files}."));
        output.status("Nothing was written.");
        return Ok(Outcome::Done);
    }
    let manifest = asked.manifest(&contents.left_out, leavers.first())?;
    let notices: Vec<&String> = leavers.iter().flat_map(|leaver| &leaver.notices).collect();
    let packed = Packed::new(chart, &contents.files, &manifest, &notices);
    let entries: Vec<(ClientId, DisclosureEntry)> =
        leavers.iter().map(|leaver| packed.entry(leaver, now)).collect();
    let filed = packed.deliver(&target, &entries, now, output)?;
    match leavers.first() {
        Some(Leaver { release, .. }) => output.status(format_args!(
            "Released the records of {count} to {}, {}: {files}; kept in the logs as {filed}.",
            without_controls(&release.to),
            target.shown()
        )),
        None => output.status(format_args!(
            "Made an archive of {count} for the practice itself, {}: {files}.",
            target.shown()
        )),
    }
    Ok(Outcome::Done)
}

impl Args {
    /// Fails when something is asked for that would take a part of a record, or change it.
    fn require_for_archive(&self) -> Result<(), NoArchive> {
        let given = [
            ("`--since`", self.since.is_some()),
            ("`--until`", self.until.is_some()),
            ("`--documents` or `--no-documents`", self.documents != Default::default()),
            ("a choice of questionnaires", self.questionnaires != Default::default()),
            ("`--encrypt-to`", !self.encrypt_to.is_empty()),
            ("`--include-drafts`", self.terms.include_drafts),
            ("`--json`", self.json),
        ];
        match given.into_iter().find(|(_, is_given)| *is_given) {
            Some((flag, _)) => Err(NoArchive::NotWith(flag)),
            None => Ok(()),
        }
    }

    /// Returns whose records are meant, sorted.
    fn clients(&self, chart: &Chart) -> Result<Vec<ClientId>, Failure> {
        let mut clients = Vec::new();
        for what in &self.what {
            match what {
                NoteRef::Latest(client) => {
                    chart.require_client(client)?;
                    clients.push(client.clone());
                }
                NoteRef::Prefix(client, name) => {
                    return Err(NoArchive::NotAClient(format!("{client}/{name}")).into());
                }
                NoteRef::Path(path) => {
                    return Err(NoArchive::NotAClient(path.display().to_string()).into());
                }
            }
        }
        if self.all {
            clients = chart.clients()?;
        }
        if let Some(name) = &self.clinician {
            let mut theirs = Vec::new();
            for client in clients {
                let bytes = chart.read_client(&client)?.unwrap_or_default();
                let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
                if file.clinician.as_deref().is_some_and(|of| is_same_person(of, name)) {
                    theirs.push(client);
                }
            }
            if theirs.is_empty() {
                return Err(NoArchive::Nobody.into());
            }
            clients = theirs;
        }
        clients.sort();
        clients.dedup();
        Ok(clients)
    }
}

/// What an archive is asked for.
struct Asked<'a> {
    args: &'a Args,
    chart: &'a Chart,
    clients: &'a [ClientId],
    author: Option<&'a str>,
    now: SessionTime,
}

impl Asked<'_> {
    /// Settles for each client on what terms the record leaves; nobody, for the practice's own archive.
    fn leavers(&self, output: &mut Output<'_>) -> Result<Vec<Leaver>, Failure> {
        if self.args.terms.working_copy {
            return Ok(Vec::new());
        }
        let trust = self.chart.trust()?;
        let mut leavers = Vec::new();
        for client in self.clients {
            let leaver = self.leaver(client, &trust, output);
            if leaver.is_err() {
                output.status(format_args!(
                    "The record of {client} may not leave so, and an archive holds records whole."
                ));
            }
            leavers.push(leaver?);
        }
        Ok(leavers)
    }

    /// Lets the whole record of a client pass the gate of the law, or says why not.
    fn leaver(
        &self,
        client: &ClientId,
        trust: &Trust,
        output: &mut Output<'_>,
    ) -> Result<Leaver, Failure> {
        let Self { args, chart, author, now, .. } = *self;
        let settings = settings(chart, output)?;
        let profile = args.terms.profile(settings)?;
        let file = client_file(chart, client)?;
        let facts = &chart.facts(&file, author, trust);
        let subject = Subject { client, facts, today: now.date() };
        let release = args.terms.settle(&profile, subject, chart, output)?;
        let mut release = release.expect("it is no working copy");
        if !matches!(release.basis.goes_to, Some(Circle::Providers | Circle::Care)) {
            return Err(NoArchive::Basis(&release.basis.code).into());
        }
        if profile.shape.is_some() {
            return Err(NoArchive::NotWith("`--profile` for a reader").into());
        }
        release.look_for_a_plan(subject, settings, chart)?;
        if release.to_plan {
            return Err(NoArchive::Plan.into());
        }
        release.pass(subject, Extent { is_whole: true, are_named: false, about: &[] })?;
        release.show_papers(facts, output);
        release.require_known_recipient(facts)?;
        let notices = match file.part2 {
            Some(true) => part_2_notices(Some(&release), settings),
            _ => Vec::new(),
        };
        Ok(Leaver { client: client.clone(), release, notices })
    }

    fn manifest(&self, left_out: &[String], leaver: Option<&Leaver>) -> Result<Manifest, Failure> {
        let release = leaver.map(|leaver| &leaver.release);
        Ok(Manifest {
            format: FORMAT,
            program: concat!("casenotes ", env!("CARGO_PKG_VERSION")).to_owned(),
            made_at: self.now.to_string(),
            made_by: self.author.map(str::to_owned),
            is_whole: self.args.all && self.args.clinician.is_none(),
            clients: self.clients.iter().map(ToString::to_string).collect(),
            recipient: release.map(|release| release.to.clone()),
            purpose: release.map(|release| release.purpose.clone()),
            basis: release.map(Release::basis_in_words),
            commit: self.chart.version_here()?,
            left_out: left_out.to_vec(),
        })
    }
}

impl<'a> Packed<'a> {
    fn new(
        chart: &'a Chart,
        files: &'a [ArchivedFile],
        manifest: &Manifest,
        notices: &[&String],
    ) -> Self {
        let (readme, manifest) = (readme(manifest, notices), manifest.to_toml());
        let mut sums = String::new();
        for (digest, name) in
            [(bare_sha256(readme.as_bytes()), README), (bare_sha256(manifest.as_bytes()), MANIFEST)]
        {
            sums.push_str(&format!("{digest}  {name}\n"));
        }
        for file in files {
            sums.push_str(&format!("{}  {CHART}/{}\n", file.sha256, file.inside));
        }
        Self { chart, files, made: [(README, readme), (MANIFEST, manifest), (SUMS, sums)] }
    }

    /// Returns what stands in the log of a client.
    fn entry(&self, leaver: &Leaver, now: SessionTime) -> (ClientId, DisclosureEntry) {
        let theirs = |file: &&ArchivedFile| {
            in_client(&file.inside).is_some_and(|(client, _)| client == leaver.client.as_str())
        };
        let theirs: Vec<&ArchivedFile> = self.files.iter().filter(theirs).collect();
        let left = |is_it: &dyn Fn(&Part) -> bool| {
            let files =
                theirs.iter().filter(|file| Part::of(&file.inside).is_some_and(|p| is_it(&p)));
            files.map(|file| left(&leaver.client, file)).collect()
        };
        let entry = DisclosureEntry {
            description: format!(
                "the whole record, as an archive of {}",
                counted(theirs.len(), "file")
            ),
            format: Some(Chosen::ARCHIVE.to_owned()),
            sums: Some(sha256(self.made[2].1.as_bytes())),
            notes: left(&|part| {
                matches!(part, Part::Note(_, Role::Note(Some(_)) | Role::Amendment(_)))
            }),
            documents: left(&|part| matches!(part, Part::Document(_, DocumentPart::Bytes))),
            questionnaires: left(&|part| {
                matches!(part, Part::Questionnaire(_, DocumentPart::Description))
            }),
            ..leaver.release.entry(&leaver.client, now)
        };
        (leaver.client.clone(), entry)
    }

    fn names(&self) -> Vec<String> {
        let made = self.made.iter().map(|(name, _)| (*name).to_owned());
        made.chain(self.files.iter().map(|file| format!("{CHART}/{}", file.inside))).collect()
    }

    /// Writes the bytes of the file at a place among the names.
    fn write(&self, at: usize, writer: &mut dyn Write) -> io::Result<()> {
        let Some(at) = at.checked_sub(self.made.len()) else {
            return writer.write_all(self.made[at].1.as_bytes());
        };
        let file = &self.files[at];
        copy_as_known(&self.open(file)?, &file.sha256, writer)
    }

    fn open(&self, file: &ArchivedFile) -> io::Result<OpenFile> {
        self.chart.archived(&file.inside).map_err(io::Error::other)
    }

    /// Writes all of it as a ZIP file.
    fn write_zip(&self, names: &[&str], file: &mut NewFile) -> io::Result<()> {
        let mut zip = ZipFile::new(file);
        for (at, name) in names.iter().enumerate() {
            let size = match at.checked_sub(self.made.len()) {
                None => self.made[at].1.len() as u64,
                Some(at) => self.open(&self.files[at])?.size(),
            };
            zip.add(name, size, |writer| self.write(at, writer))?;
        }
        zip.finish()
    }

    /// Writes it, with an entry in the log of each client whose record leaves; returns what they are called.
    fn deliver(
        &self,
        target: &Target,
        entries: &[(ClientId, DisclosureEntry)],
        at: SessionTime,
        output: &mut Output<'_>,
    ) -> Result<Entries, Failure> {
        let (Target::Folder(path) | Target::File(path)) = target else {
            return Err(NoArchive::NoName.into());
        };
        let (chart, kind) = (self.chart, PaperKind::Disclosure);
        let names = self.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let write = |_: &mut Output<'_>| -> Result<(), NotWritten> {
            let make = |at: usize, writer: &mut dyn Write| self.write(at, writer);
            let written = match target {
                Target::File(_) => {
                    outside::write_new_file(path, &|file| self.write_zip(&names, file))
                }
                _ => outside::write_new_folder(path, &names, &make),
            };
            Ok(written?)
        };
        let take_back = |ids: &[PaperId]| {
            ids.iter().all(|id| {
                let path = chart.paper_path(id, kind);
                chart.tree().unmake(&path);
                chart.tree().has(&path).is_ok_and(|is_there| !is_there)
            })
        };
        let log = Log {
            file: || {
                let mut filed = Vec::new();
                for (client, entry) in entries {
                    match chart.file_paper(client, kind, at, entry.to_toml().as_bytes()) {
                        Ok(id) => filed.push(id),
                        Err(error) => {
                            take_back(&filed);
                            return Err(error.into());
                        }
                    }
                }
                Ok(Entries(filed))
            },
            take_back: |ids: &Entries| take_back(&ids.0),
            not_read: |ids: Entries| NoArchive::NotRead(ids.to_string()).into(),
        };
        leave(target, log, write, output)
    }
}

/// What the entries in the logs are called.
struct Entries(Vec<PaperId>);

impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&ids.join(", "))
    }
}

fn left(client: &ClientId, file: &ArchivedFile) -> Left {
    let name = file.inside.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Left { id: format!("{client}/{stem}"), digest: format!("sha256:{}", file.sha256) }
}

/// Tells whoever opens the archive what it is and how it is checked, without this program.
fn readme(manifest: &Manifest, notices: &[&String]) -> String {
    let mut text = format!(
        "# An archive of clinical records\n\n\
        Made by {} at {}{}, of {}.\n",
        manifest.program,
        manifest.made_at,
        manifest.made_by.as_deref().map(|by| format!(" for {by}")).unwrap_or_default(),
        match manifest.is_whole {
            true => format!("a whole chart with {}", counted(manifest.clients.len(), "client")),
            false => format!("the records of {}", counted(manifest.clients.len(), "client")),
        }
    );
    text.push_str(&match &manifest.recipient {
        Some(recipient) => format!(
            "Released to {recipient}; purpose: {}; basis: {}.\n",
            manifest.purpose.as_deref().unwrap_or_default(),
            manifest.basis.as_deref().unwrap_or_default()
        ),
        None => {
            "It is for the practice itself and was not released to anybody; do not pass it on.\n"
                .to_owned()
        }
    });
    for notice in notices {
        text.push_str(&format!("\n{notice}\n"));
    }
    text.push_str(README_TEXT);
    text
}

const README_TEXT: &str = r#"
These are health records of people. Keep them where nobody else can read them.
Psychotherapy notes (45 CFR 164.501) are kept apart, and none is in here; nor is any key.

## What is what

- `chart/` is the chart: plain text files in UTF-8, which any editor shows.
- `chart/clients/ID/client.toml` says who the client with this id is.
- `chart/clients/ID/notes/DATE-TIME-KIND.md` is a note of one session; `NAME.KIND-1.md` was added to it later.
- `chart/clients/ID/documents/` has what came on paper or as a file, each beside a `.toml` that says what it is.
- `questionnaires`, `authorizations`, `requests`, and `disclosures`, the log of what left, are text files as well.
- `moved/` says what lay with a client by mistake and where it went, and `discarded/` keeps drafts that were put away.
- A file whose name ends in `.sig` is the signature of the file without it.
- `archive.toml` says of what and when this archive was made.

## How to check it

That no byte has changed (in this folder):

    sha256sum --check --quiet SHA256SUMS

That what is signed is as it was signed, and by whom (of a key that may sign no more, with `-O verify-time=YYYYMMDD`, the day of `signed_at`, behind both `-Y` and its word):

    find chart -name '*.sig' | while read -r signature; do
        name=$(ssh-keygen -Y find-principals -f chart/allowed_signers -s "$signature") &&
        ssh-keygen -Y verify -f chart/allowed_signers -I "$name" -n progress-note@casenotes -s "$signature" < "${signature%.sig}" ||
        echo "NOT GOOD: $signature"
    done

That it is what git had, if `archive.toml` names a commit and its repository is at hand (nothing is printed then):

    git --git-dir=CHART/.git --work-tree=chart status --short

As a repository of its own:

    cd chart && git init --quiet && git add --all && git fsck --strict

With casenotes:

    casenotes import . --plan plan.toml
"#;
