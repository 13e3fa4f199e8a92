//! `casenotes deidentify`: notes for supervision and teaching, without what tells who the client is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;
use serde_json::json;

use crate::disk::outside::write_new;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::note_ref::NoteRef;
use crate::domain::position::{Places, Position};
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::{Problem, ProblemKind};
use crate::law::rule::Rule;
use crate::note::guidance;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted, file_named};
use crate::record::chart::Chart;
use crate::record::chart::note_files::CheckedFiles;
use crate::record::client::{self, ClientFile};
use crate::record::deidentify::suspects::{Doubt, look_at};
use crate::record::deidentify::{Category, Cleaner, DateForm, Known, candidates};

/// Take out of notes what tells who the client is, for supervision and teaching
///
/// Names, dates, numbers and addresses of 45 CFR 164.514(b)(2) go as far as a program can find them.
/// This is no guarantee: the report says line by line what was taken out and what you must still look
/// at, never the words themselves.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes deidentify c-7f3k -o clean.md --report report.json")]
pub struct Args {
    /// A client, or some notes of one client
    #[arg(value_name = "CLIENT|NOTE", required = true)]
    what: Vec<NoteRef>,
    /// A name of somebody around the client, beside those in the client file; may be given again
    #[arg(long, value_name = "NAME")]
    also: Vec<String>,
    /// Tell dates by days since the first session, in place of the session's number and the year
    #[arg(long)]
    offsets: bool,
    /// Write the text to a file, which must not exist yet [default: standard output, as for `-`]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the report to a file as JSON, in place of standard error; it must not exist yet
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Notes that cannot be cleaned.
#[derive(Debug, thiserror::Error)]
enum DeidentifyError {
    #[error("the notes are of two clients, `{0}` and `{1}`")]
    TwoClients(ClientId, ClientId),
    #[error("the note `{0}` cannot be read")]
    Broken(NoteId),
    #[error("the note `{0}` says that it is of another client")]
    WrongClient(NoteId),
    #[error("the client `{0}` has no readable name in the client file")]
    NoName(ClientId),
    #[error("the client file of `{0}` has a mistake in it")]
    ClientFile(ClientId),
    #[error("the text and the report would both go to standard output")]
    OneStream,
}

impl Explain for DeidentifyError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::OneStream => "Write the text to a file with `--output FILE`.".into(),
            Self::TwoClients(..) => "Clean the notes of one client at a time.".into(),
            Self::Broken(_) => "Run `casenotes validate` and mend it.".into(),
            Self::WrongClient(_) => {
                "Find out whose note it is: only the names of its client can be taken out.".into()
            }
            Self::ClientFile(_) => {
                "Run `casenotes validate` and mend it: what cannot be read cannot be taken out."
                    .into()
            }
            Self::NoName(id) => format!(
                "Run `casenotes client edit {id} --set name=\"...\"`; what is not known cannot be taken out."
            ),
        })
    }
}

/// A place in the text that was written.
#[derive(Serialize)]
struct Removed {
    line: usize,
    column: usize,
    category: char,
    what: &'static str,
}

/// A place in the text that a person must look at.
#[derive(Serialize)]
struct Look {
    line: usize,
    column: usize,
    what: &'static str,
}

/// The text and the report about it, as they grow.
#[derive(Default)]
struct Draft {
    text: String,
    removed: Vec<(Category, usize)>,
    look: Vec<(Doubt, usize)>,
}

/// Cleans the notes and reports what was done.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let both = (args.report.as_deref(), file_named(args.output.as_deref()));
    if let (Some(report), None) = both
        && file_named(Some(report)).is_none()
    {
        return Err(DeidentifyError::OneStream.into());
    }
    let (client, ids) = selected(args, chart)?;
    if args.what.iter().any(|what| matches!(what, NoteRef::Latest(_))) {
        warn_of_misnamed(&client, chart, output)?;
    }
    if ids.is_empty() {
        output.status("No notes found.");
        return Ok(Outcome::Negative);
    }
    let files_of_notes = chart.files_of_notes(&ids)?;
    let trust = chart.trust()?;
    let notes: Vec<ProgressNote<'_>> =
        files_of_notes.iter().map(|note_files| ProgressNote::parse(&note_files.note)).collect();
    let judged: Vec<CheckedFiles<'_>> =
        files_of_notes.iter().zip(&notes).map(|(d, note)| d.judge(&note.front, &trust)).collect();
    for ((id, note), judged) in ids.iter().zip(&notes).zip(&judged) {
        if note.is_broken() {
            return Err(DeidentifyError::Broken(id.clone()).into());
        }
        if note.front.client.as_ref() != Some(&client) && !judged.came_from(&note.front) {
            return Err(DeidentifyError::WrongClient(id.clone()).into());
        }
    }
    let known = known(&client, &notes, &judged, args, chart)?;
    let has_others = !known.others.is_empty();
    let form = if args.offsets { DateForm::Offsets } else { DateForm::Sessions };
    let cleaner = Cleaner::new(&known, form);
    for whose in Cleaner::not_searched(&known) {
        output.warning(format_args!(
            "a name of {whose} cannot be looked for: each word of it is a letter, or stands in any text"
        ));
    }
    let (templates, _) = chart.template_set()?;
    let mut draft = Draft::default();
    for ((id, note), judged) in ids.iter().zip(&notes).zip(&judged) {
        let title = templates.get(id.stem.format().as_str()).map_or("Note", |t| &t.title);
        draft.note(&cleaner, id, title, note, judged);
    }
    let (removed, look) = draft.places();
    write(args, &draft.text, &removed, &look, output)?;
    let kinds = removed.iter().map(|place| place.category).collect::<BTreeSet<_>>().len();
    output.status(format_args!(
        "Took {} of {} out of {}; {} left to look at.",
        counted(removed.len(), "identifier"),
        counted(kinds, "kind"),
        counted(ids.len(), "note"),
        counted(look.len(), "place")
    ));
    if !has_others {
        output.hint("Name relatives, employers and others by `--also NAME`, or as `others` in the client file: what is not known cannot be taken out.");
    }
    output.warning(format_args!(
        "this is no guarantee: no program sees every unique characteristic or knows what a reader knows besides{}; read the text before it leaves",
        Rule::Deidentified
    ));
    Ok(Outcome::Done)
}

fn selected(args: &Args, chart: &Chart) -> Result<(ClientId, Vec<NoteId>), Failure> {
    let mut ids: Vec<NoteId> = Vec::new();
    let mut client: Option<ClientId> = None;
    for what in &args.what {
        let found: Vec<NoteId> = match what {
            NoteRef::Latest(client) => {
                chart.require_client(client)?;
                let stems = chart.stems(client)?.into_iter();
                stems.map(|stem| NoteId { client: client.clone(), stem }).collect()
            }
            reference => vec![chart.find(reference)?],
        };
        let whose = match what {
            NoteRef::Latest(client) => client.clone(),
            _ => found[0].client.clone(),
        };
        match &client {
            Some(first) if *first != whose => {
                return Err(DeidentifyError::TwoClients(first.clone(), whose).into());
            }
            _ => client = Some(whose),
        }
        ids.extend(found);
    }
    ids.sort();
    ids.dedup();
    Ok((client.expect("clap demands one at least"), ids))
}

/// A file that is not named as a note is none of a client's notes, and somebody might miss it.
fn warn_of_misnamed(
    client: &ClientId,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let survey = chart.survey(client)?;
    let notes = survey.listing.iter().flat_map(|listing| listing.notes());
    let count = notes.filter(|listed| listed.stem.is_none()).count();
    if count > 0 {
        output.warning(format_args!("{} without a note's name left out", counted(count, "file")));
    }
    Ok(())
}

/// Gathers what tells who the client is: the client file with every text in it, who wrote and signed,
/// the names and ids of the other clients.
fn known(
    client: &ClientId,
    notes: &[ProgressNote<'_>],
    judged: &[CheckedFiles<'_>],
    args: &Args,
    chart: &Chart,
) -> Result<Known, Failure> {
    let read = |id: &ClientId| -> Result<String, Failure> {
        let bytes = chart.read_client(id)?.unwrap_or_default();
        // A name in another encoding would be found nowhere.
        let text = String::from_utf8(bytes);
        Ok(text.map_err(|_| DeidentifyError::ClientFile(id.clone()))?)
    };
    let text = read(client)?;
    let (file, problems) = ClientFile::parse(&text);
    if problems.iter().any(is_lost) {
        return Err(DeidentifyError::ClientFile(client.clone()).into());
    }
    let name = file.name.ok_or_else(|| DeidentifyError::NoName(client.clone()))?;
    let own = [
        (Category::Phone, file.phone),
        (Category::Email, file.email),
        (Category::Place, file.address),
        (Category::Plan, file.payer),
        (Category::Plan, file.member_number),
    ];
    let mut texts: Vec<(Category, String)> =
        own.into_iter().filter_map(|(category, text)| Some((category, text?))).collect();
    texts.extend(client::other_texts(&text).into_iter().map(|text| (Category::Other, text)));
    let all: String = notes
        .iter()
        .map(|note| note.text)
        .chain(judged.iter().flat_map(|judged| &judged.amendments).map(|a| a.amendment.text))
        .collect::<Vec<_>>()
        .join("\n");
    let clients = chart.clients()?;
    let mut names = Vec::new();
    for other in clients.iter().filter(|other| *other != client) {
        let (file, problems) = ClientFile::parse(&read(other)?);
        if file.name.is_none() && problems.iter().any(is_lost) {
            return Err(DeidentifyError::ClientFile(other.clone()).into());
        }
        names.extend(file.name);
    }
    let there = candidates(names.iter().map(String::as_str), &all);
    texts.extend(there.into_iter().map(|name| (Category::Name, name.to_owned())));
    let ids = candidates(clients.iter().map(ClientId::as_str), &all);
    let mut clinicians = BTreeSet::new();
    for (note, judged) in notes.iter().zip(judged) {
        let signed_there = note.front.original_signed_by.as_deref();
        clinicians.extend(note.front.writer().into_iter().chain(signed_there).map(str::to_owned));
        clinicians.extend(note.front.signed_by.as_deref().map(str::to_owned));
        for added in &judged.amendments {
            clinicians.extend(added.amendment.front.author.as_deref().map(str::to_owned));
        }
    }
    Ok(Known {
        client: Some(name),
        others: file
            .others
            .into_iter()
            .chain(file.members)
            .chain(file.former_names)
            .chain(file.given_name.into_iter().chain(file.family_name))
            .chain(file.emergency_contact.map(|it| names_in(&it)).unwrap_or_default())
            .chain(file.representatives.into_iter().map(|it| it.person))
            .chain(args.also.iter().cloned())
            .collect(),
        clinicians: clinicians.into_iter().collect(),
        ids: ids.into_iter().map(str::to_owned).collect(),
        texts,
        birth_date: file.birth_date,
        sessions: numbered(&chart.stems(client)?),
    })
}

/// Returns what may be a name in a text that says whom to call: what stands before the first number, parted
/// by commas, and begins with a capital: `Eve Sample` of `Eve Sample, mother, 555 0101`. Numbers and addresses
/// are found by their form.
fn names_in(contact: &str) -> Vec<String> {
    let before = contact.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let parts = before.split([',', ';', '(', ')', ':']).map(str::trim);
    parts.filter(|part| part.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

/// Tells whether something could not be read: an unknown key is read all the same; a wrong value is lost.
fn is_lost(problem: &Problem) -> bool {
    !matches!(problem.kind, ProblemKind::UnknownKey | ProblemKind::MissingKey)
}

/// Numbers the sessions of a client from the first, so that one note alone keeps its number.
fn numbered(stems: &[NoteStem]) -> BTreeMap<chrono::NaiveDate, usize> {
    let minutes: BTreeSet<chrono::NaiveDateTime> = stems.iter().map(NoteStem::minute).collect();
    let mut numbers = BTreeMap::new();
    for (at, minute) in minutes.into_iter().enumerate() {
        numbers.entry(minute.date()).or_insert(at + 1);
    }
    numbers
}

impl Draft {
    fn note(
        &mut self,
        cleaner: &Cleaner,
        id: &NoteId,
        title: &str,
        note: &ProgressNote<'_>,
        judged: &CheckedFiles<'_>,
    ) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&format!("# {}\n\n", cleaner.session(id.stem.date())));
        let front = &note.front;
        let measures: Vec<String> =
            front.measures.iter().map(|(name, score)| format!("{name} {score}")).collect();
        // What a number stands for is said in front of it, so there is nothing to look at.
        let facts = [
            ("Format", Some(title.to_owned()), true),
            (
                "Length",
                front.minutes().map(|minutes| counted(minutes.max(0) as usize, "minute")),
                false,
            ),
            ("Diagnoses", Some(front.diagnoses.join(", ")), false),
            ("Measures", Some(measures.join(", ")), false),
            ("Risk", front.risk.as_deref().map(str::to_owned), true),
        ];
        for (name, value, is_free) in facts {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                self.text.push_str(&format!("- {name}: "));
                let looked_at = self.look.len();
                self.add(cleaner, &value.replace('\n', " "));
                self.look.truncate(if is_free { self.look.len() } else { looked_at });
                self.text.push('\n');
            }
        }
        self.body(cleaner, note.body());
        for added in &judged.amendments {
            self.text.push_str(&format!("\n## {}\n", added.file.name.kind.title()));
            self.body(cleaner, added.amendment.body());
        }
    }

    fn body(&mut self, cleaner: &Cleaner, body: &str) {
        self.text.push('\n');
        self.add(cleaner, guidance::strip(body).trim());
        self.text.push('\n');
    }

    fn add(&mut self, cleaner: &Cleaner, text: &str) {
        let cleaned = cleaner.clean(text);
        let at = self.text.len();
        self.removed.extend(cleaned.removed.iter().map(|(what, range)| (*what, at + range.start)));
        let look = look_at(cleaner, &cleaned);
        self.look.extend(look.into_iter().map(|(doubt, range)| (doubt, at + range.start)));
        self.text.push_str(&cleaned.text);
    }

    /// Returns where everything stands, by line and column.
    fn places(&self) -> (Vec<Removed>, Vec<Look>) {
        let places = Places::new(self.text.as_bytes());
        let removed = self.removed.iter().map(|(category, at)| {
            let Position { line, column } = places.of(*at);
            Removed { line, column, category: category.letter(), what: category.as_str() }
        });
        let look = self.look.iter().map(|(doubt, at)| {
            let Position { line, column } = places.of(*at);
            Look { line, column, what: doubt.as_str() }
        });
        (removed.collect(), look.collect())
    }
}

/// Writes the text and the report, each where it was asked for.
fn write(
    args: &Args,
    text: &str,
    removed: &[Removed],
    look: &[Look],
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if let Some(path) = args.report.as_deref() {
        let document = json!({
            "schema": "casenotes/deidentify@1",
            "guarantee": false,
            "removed": removed,
            "look": look,
        });
        let document = format!("{document:#}\n");
        match file_named(Some(path)) {
            Some(path) => write_new(path, document.as_bytes())?,
            None => output.data(&document)?,
        }
    }
    match file_named(args.output.as_deref()) {
        Some(path) => write_new(path, text.as_bytes())?,
        None => output.record(text.as_bytes())?,
    }
    if args.report.is_some() {
        return Ok(());
    }
    let mut lines: BTreeMap<usize, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for place in removed {
        let told = format!("{} ({})", place.what, place.category);
        lines.entry(place.line).or_default().0.push(told);
    }
    for place in look {
        let told = format!("{} in column {}", place.what, place.column);
        lines.entry(place.line).or_default().1.push(told);
    }
    for (line, (removed, look)) in lines {
        if !removed.is_empty() {
            output.status(format_args!("line {line}: took out {}", removed.join(", ")));
        }
        if !look.is_empty() {
            output.status(format_args!("line {line}: look at {}", look.join(", ")));
        }
    }
    Ok(())
}
