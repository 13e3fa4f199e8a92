//! `casenotes client merge`: one person who was entered twice becomes one client again.

use chrono::NaiveDate;

use crate::commands::chart::client::edit;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::domain::session_time::SessionTime;
use crate::domain::stray::StrayKind;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::additions::look_at_the_clock;
use crate::record::chart::listing::{Stray, Survey};
use crate::record::chart::moves::{MovedNote, Trail};
use crate::record::chart::note_files::{NoteFiles, Trust};
use crate::record::chart::paper_relocation;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::relocation::{relocate, require_movable, take_along};
use crate::record::chart::signing::{Nobody, Signing, require_reason};
use crate::record::client::{ClientFile, MEMBER, REPRESENTATIVE, SELF_PAY_RESTRICTED};
use crate::record::client_changes::{self, Setting};
use crate::rules::nameless::require_nameless;
use crate::text::is_same_name;

/// Move the record of a client who was entered twice to the other entry
///
/// Both client files must be of one person: the same day of birth as far as they say it, and one name that
/// both have under `name` or `former_names`.
///
/// Each note is moved as `casenotes move` does it; authorizations, entries of the log of disclosures and
/// all other papers go along as they are, with a trail in `moved/`. The record that is left is closed. Run
/// again, it goes on where it was interrupted, and takes along what a colleague has filed there meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client merge c-9k4d --into c-7f3k --reason 'one person'")]
pub struct Args {
    /// The entry that is given up
    client: ClientId,
    /// The entry that stays
    #[arg(long, value_name = "CLIENT")]
    into: ClientId,
    /// Why there were two; leaves with the notes, so no client is named in it
    #[arg(short, long)]
    reason: String,
}

/// Two entries that are not merged.
#[derive(Debug, thiserror::Error)]
enum MergeError {
    #[error("`{0}` holds files that are no well-named notes or papers")]
    Strays(ClientId),
    #[error("the client file of `{0}` cannot be relied on: {1}")]
    Unsound(ClientId, String),
    #[error(
        "the client files of `{from}` and `{into}` are those of two persons, by {}",
        quoted(keys)
    )]
    TwoPersons { from: ClientId, into: ClientId, keys: Vec<&'static str> },
    #[error("the client file of `{into}` lacks what that of `{from}` says under {}", quoted(keys))]
    Lacks { from: ClientId, into: ClientId, keys: Vec<&'static str> },
}

fn quoted(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// The keys that protect the notes of a client, and must hold for them wherever they go.
const PROTECTING: &[&str] = &[
    "legal_hold",
    "part2",
    "others",
    "members",
    MEMBER,
    "plans",
    SELF_PAY_RESTRICTED,
    "consented_by",
    REPRESENTATIVE,
    "birth_date",
    "died",
];

/// The keys that tell who a client is.
const IDENTIFYING: &[&str] = &["name", "former_names"];

impl Explain for MergeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Strays(id) => {
                format!("Run `casenotes validate {id}`, which names them, and move them by hand.")
            }
            Self::Unsound(id, _) => format!("Run `casenotes client edit {id}` and mend it first."),
            Self::TwoPersons { from, into, keys } => {
                let set = |key: &&str| match *key {
                    "name" => format!(
                        "`casenotes client edit {into} --set 'former_names=NAME'` with the name in the file of `{from}`, beside those that stand there"
                    ),
                    key => format!(
                        "`casenotes client edit CLIENT --set {key}=DAY` for the one that is wrong"
                    ),
                };
                let set: Vec<_> = keys.iter().map(set).collect();
                format!(
                    "If it is one person all the same, run {}; if not, `casenotes move` takes a note to its right client.",
                    set.join(" and ")
                )
            }
            Self::Lacks { from, into, keys } => {
                let set = |key: &&str| match *key {
                    "legal_hold" | "part2" => format!(" --set {key}=true"),
                    "consented_by" => " --set consented_by=self".to_owned(),
                    "birth_date" | "died" => format!(" --set {key}=DAY"),
                    REPRESENTATIVE | MEMBER => String::new(),
                    _ => format!(" --set '{key}=ONE; ANOTHER'"),
                };
                let set: String = keys.iter().map(set).collect();
                format!(
                    "Run `casenotes client edit {into}{set}` first (`casenotes client represent` for who stands for the client, your editor for a table `[[member]]`); a list has the items of both, which `casenotes client show {from}` and `{into}` show."
                )
            }
        })
    }
}

/// Moves notes and papers and prints the new id of each; all are checked before the first is moved.
pub fn run(
    args: &Args,
    mut signing: Signing<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    let chart = signing.chart;
    chart.require_client(&args.client)?;
    chart.require_client(&args.into)?;
    let before = edit::read(chart, &args.client)?;
    let target = edit::read(chart, &args.into)?;
    require_taken_over(args, &String::from_utf8_lossy(&before), &String::from_utf8_lossy(&target))?;
    require_nameless(chart, &args.reason, &args.client)?;
    let trust = chart.trust()?;
    let survey = chart.survey(&args.client)?;
    let late = late(chart, args, &survey)?;
    let files_of_notes = files_of_notes(chart, args, &survey, &trust)?;
    let papers = papers(chart, &args.client)?;
    let name = signing.name.clone().ok_or(Nobody("moves them"))?;
    let is_signed =
        |note_files: &NoteFiles| ProgressNote::parse(&note_files.note).front.is_marked();
    let ready = if files_of_notes.iter().any(is_signed) {
        Some(signing.ready(&trust, output)?)
    } else {
        None
    };
    let at = SessionTime::new(signing.clock.now());
    let trail = Trail { by: &name, at, reason: args.reason.trim() };
    for note_files in &files_of_notes {
        look_at_the_clock(note_files, at, output)?;
    }
    for note_files in &files_of_notes {
        let signatory = ready.as_ref().filter(|_| is_signed(note_files));
        let new = relocate(chart, note_files, &args.into, &trail, signatory)?;
        output.data(&format!("{new}\n"))?;
    }
    for moved in &late {
        for addition in take_along(chart, &moved.from, &moved.to)? {
            output.data(&format!("{}.{addition}\n", moved.to))?;
        }
    }
    for (kind, paper) in &papers {
        let new = paper_relocation::relocate(chart, paper, *kind, &args.into, &trail)?;
        output.data(&format!("{} {new}\n", kind.noun()))?;
    }
    if ClientFile::parse(&String::from_utf8_lossy(&before)).0.closed.is_none() {
        let settings = [
            Setting::new("closed", &at.date().to_string())?,
            Setting::new("closing_reason", &format!("merged into {}", args.into))?,
        ];
        let after = client_changes::set(&before, &settings)?;
        edit::replace(chart, &args.client, &before, after.as_bytes())?;
    }
    output.status(format_args!(
        "Moved {} and {} of {} to {}, and closed {}.",
        counted(files_of_notes.len(), "note"),
        counted(papers.len(), "paper"),
        args.client,
        args.into,
        args.client
    ));
    if ClientFile::parse(&String::from_utf8_lossy(&target)).0.closed.is_some() {
        output.hint(format_args!(
            "`{}` is closed: `casenotes client reopen {}` if the client still comes.",
            args.into, args.into
        ));
    }
    // The wall keeps this command from the vault.
    output.hint(format_args!(
        "Psychotherapy notes stay under the old id: whoever has some runs `casenotes vault move {} --all --to {} --reason WHY`.",
        args.client, args.into
    ));
    Ok(Outcome::Done)
}

/// Fails when two client files are of two persons: by a day that differs, or without a name in common.
/// One record would let either's leave as the other's (45 CFR 164.502(a)).
fn require_one_person(
    args: &Args,
    source: &ClientFile,
    target: &ClientFile,
) -> Result<(), MergeError> {
    fn names(file: &ClientFile) -> impl Iterator<Item = &String> {
        file.name.iter().chain(&file.former_names)
    }
    let differ = |a: Option<NaiveDate>, b| a.zip(b).is_some_and(|(a, b)| a != b);
    let is_shared = names(source).any(|a| names(target).any(|b| is_same_name(a, b)));
    let keys: Vec<_> = [
        ("name", !is_shared),
        ("birth_date", differ(source.birth_date, target.birth_date)),
        ("died", differ(source.died, target.died)),
    ]
    .into_iter()
    .filter_map(|(key, is_other)| is_other.then_some(key))
    .collect();
    if keys.is_empty() {
        return Ok(());
    }
    Err(MergeError::TwoPersons { from: args.client.clone(), into: args.into.clone(), keys })
}

/// Fails unless both client files are of one person and the one that stays protects the notes as the one
/// that is given up does.
fn require_taken_over(args: &Args, from: &str, into: &str) -> Result<(), MergeError> {
    let relied_on = [PROTECTING, IDENTIFYING].concat();
    let read = |id: &ClientId, text: &str| match ClientFile::parse_for(text, &relied_on) {
        (_, Some(why)) => Err(MergeError::Unsound(id.clone(), why)),
        (file, None) => Ok(file),
    };
    let (source, target) = (read(&args.client, from)?, read(&args.into, into)?);
    require_one_person(args, &source, &target)?;
    let is_lost = |old: Option<bool>, new: Option<bool>| old == Some(true) && new != Some(true);
    let lacks = |old: &[String], new: &[String]| old.iter().any(|item| !new.contains(item));
    let lost = [
        is_lost(source.legal_hold, target.legal_hold),
        is_lost(source.part2, target.part2),
        lacks(&source.others, &target.others),
        lacks(&source.members, &target.members),
        source.known_members.iter().any(|it| !target.known_members.contains(it)),
        lacks(&source.plans, &target.plans),
        lacks(&source.self_pay_restricted, &target.self_pay_restricted),
        source.consented_by.is_some() && source.consented_by != target.consented_by,
        source.representatives.iter().any(|it| !target.representatives.contains(it)),
        source.birth_date.is_some() && target.birth_date.is_none(),
        source.died.is_some() && target.died.is_none(),
    ];
    let keys: Vec<_> =
        PROTECTING.iter().zip(lost).filter_map(|(key, is_lost)| is_lost.then_some(*key)).collect();
    if keys.is_empty() {
        return Ok(());
    }
    Err(MergeError::Lacks { from: args.client.clone(), into: args.into.clone(), keys })
}

/// Returns the notes that were moved to the entry that stays and to which something was added since
/// where they lay.
fn late(chart: &Chart, args: &Args, survey: &Survey) -> Result<Vec<MovedNote>, Failure> {
    let mut late: Vec<MovedNote> = Vec::new();
    for stray in survey.strays.iter().filter(|stray| stray.kind.is_orphan()) {
        let name = stray.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        match chart.moved_to(&args.client, stem)? {
            Some(moved) if moved.to.client == args.into && moved.from.stem.as_str() == stem => {
                if !late.contains(&moved) {
                    late.push(moved);
                }
            }
            _ => return Err(MergeError::Strays(args.client.clone()).into()),
        }
    }
    Ok(late)
}

fn files_of_notes(
    chart: &Chart,
    args: &Args,
    survey: &Survey,
    trust: &Trust,
) -> Result<Vec<NoteFiles>, Failure> {
    let is_misnamed = |listing: &crate::record::chart::listing::Listing| {
        listing.notes().any(|listed| listed.stem.is_none())
    };
    // What a killed run was writing is of this command itself, and no part of the record.
    let is_in_the_way = |stray: &Stray| {
        !matches!(stray.kind, StrayKind::Temporary | StrayKind::Desktop) && !stray.kind.is_orphan()
    };
    let has_strays =
        survey.strays.iter().any(is_in_the_way) || survey.listing.as_ref().is_some_and(is_misnamed);
    if has_strays {
        return Err(MergeError::Strays(args.client.clone()).into());
    }
    let ids: Vec<NoteId> = chart
        .stems(&args.client)?
        .into_iter()
        .map(|stem| NoteId { client: args.client.clone(), stem })
        .collect();
    chart.require_no_unsaved_edit(&ids)?;
    let files_of_notes = chart.files_of_notes(&ids)?;
    for note_files in &files_of_notes {
        require_movable(chart, note_files, &args.into, trust)?;
    }
    Ok(files_of_notes)
}

/// Returns every paper of a client, each of which can be moved.
fn papers(chart: &Chart, client: &ClientId) -> Result<Vec<(PaperKind, PaperId)>, Failure> {
    let mut papers = Vec::new();
    for kind in PaperKind::ALL {
        for name in chart.papers(client, kind)? {
            let id = PaperId { client: client.clone(), name };
            paper_relocation::require_movable(chart, &id, kind)?;
            papers.push((kind, id));
        }
    }
    Ok(papers)
}
