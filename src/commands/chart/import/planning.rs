//! Looks at every file of the sources, and writes the plan and nothing else.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::commands::chart::import::{
    Args, ImportError, MayBeRead, Row, filing, new_id, print, read_plan, tell_planned, tell_unclear,
};
use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::disk::outside::{open_given, read_given, read_if_there, write_new};
use crate::disk::read::{OpenFile, Reading};
use crate::disk::walk::{Met, Walk};
use crate::domain::both::Both;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::examined::Examiner;
use crate::failure::{Failure, Outcome, bug};
use crate::import::left::Left;
use crate::import::matching::{Known, Looked, Settings, plan};
use crate::import::plan::{Entry, Plan, PlannedPerson, TakenAs};
use crate::import::reading::{FolderName, Source, Taken};
use crate::import::table::Mapping;
use crate::import::within::{Holding, Looking, OF_THE_SYSTEM, holding, is_read};
use crate::output::rows::Form;
use crate::output::{Output, counted};
use crate::parallel;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;

/// Something in the sources.
struct Found {
    source: Source,
    path: PathBuf,
    /// Why it is not looked into.
    left: Option<Left>,
}

pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    may_be_read: &MayBeRead<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if args.from.trim().is_empty() {
        return Err(ImportError::NoOrigin("`--from`").into());
    }
    if read_if_there(&args.plan)?.is_some() {
        return Err(ImportError::PlanExists(args.plan.clone()).into());
    }
    let settled = match &args.columns {
        Some(path) => {
            read_plan(path, &read_given(path)?.bytes, clock, |_| Ok(Vec::new()), output)?.tables
        }
        None => Vec::new(),
    };
    let settled: Vec<Mapping> = settled.into_iter().map(|table| table.mapping).collect();
    let mut found = Vec::new();
    for source in &args.sources {
        list(source, may_be_read, &mut found)?;
    }
    if found.is_empty() {
        return Err(ImportError::NoFiles.into());
    }
    let (mut files, total) = (Vec::with_capacity(found.len()), found.len());
    let mut done = 0;
    let look = |found: &Found| look(found, &settled);
    parallel::in_order(&found, look, |looked| {
        files.extend(looked);
        done += 1;
        output.progress("Looked at", done, total);
        Ok::<(), Failure>(())
    })?;
    let known = known(chart)?;
    let mut given: Vec<ClientId> = known.iter().map(|client| client.id.clone()).collect();
    let mut new_id = || new_id(&mut given);
    let mut settings = Settings {
        imported_from: args.from.trim(),
        order: args.date_order.map(Into::into),
        today: clock.now().date_naive(),
        new_id: &mut new_id,
    };
    let plan = plan(&files, &known, &mut settings);
    let summary = summary(&plan, total);
    write_new(&args.plan, plan.write(&summary).as_bytes())?;
    match args.form.form() {
        Form::Table => output.data(&summary)?,
        form => {
            let of_people = plan.entries_of_people();
            let rows = plan.entries.iter().map(|entry| {
                let whose = entry.person.as_ref().and_then(|id| of_people.get(&**id));
                row(entry, whose.map(|it| it.person))
            });
            print(&rows.collect::<Vec<_>>(), form, output)?;
        }
    }
    tell_planned(args, output);
    Ok(Outcome::Done)
}

/// Adds everything that lies in a source.
fn list(source: &Path, may_be_read: &MayBeRead<'_>, found: &mut Vec<Found>) -> Result<(), Failure> {
    let root = std::path::absolute(source).map_err(|_| ImportError::NoFiles)?;
    let walk = match Walk::of(&root) {
        Err(error) if error.reason() == std::io::ErrorKind::NotADirectory => {
            open_given(&root)?;
            found.push(one(&root, &[], None, may_be_read));
            return Ok(());
        }
        walk => walk?,
    };
    let mut at_hand: (PathBuf, Vec<Arc<FolderName>>) = Default::default();
    for Met { inside, kind, error } in
        walk.everything(|name| !is_hidden(&name.to_string_lossy()))?
    {
        let name = inside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let left = match (kind, error) {
            (_, Some(error)) => Some(unreadable(&error)),
            (EntryKind::Link, _) => Some(Left::Link),
            (EntryKind::Other, _) => Some(Left::NoFile),
            (EntryKind::Folder, _) => Some(Left::HiddenFolder),
            (EntryKind::File, _) if is_hidden(&name) || OF_THE_SYSTEM.contains(&&*name) => {
                Some(Left::Hidden)
            }
            (EntryKind::File, _) => None,
        };
        let above = inside.parent().unwrap_or(Path::new(""));
        // What lies in one folder is met together.
        if at_hand.0 != above {
            let names = above.components().map(|folder| folder.as_os_str().to_string_lossy());
            at_hand = (above.to_owned(), names.map(|name| FolderName::of(&name)).collect());
        }
        found.push(one(&root.join(&inside), &at_hand.1, left, may_be_read));
    }
    Ok(())
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

fn unreadable(error: &DiskError) -> Left {
    Left::Unreadable(error.cause().to_string())
}

fn one(
    path: &Path,
    folders: &[Arc<FolderName>],
    left: Option<Left>,
    may_be_read: &MayBeRead<'_>,
) -> Found {
    let left = left.or_else(|| match path.to_str() {
        None => Some(Left::NoName),
        Some(_) if !may_be_read(path) => Some(Left::Private),
        Some(_) => None,
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let root = path.ancestors().nth(folders.len() + 1).unwrap_or(path);
    let source = Source {
        path: path.to_string_lossy().into_owned(),
        inside: Vec::new(),
        root: root.to_string_lossy().into_owned(),
        folders: folders.to_vec(),
        name,
        is_part: false,
    };
    Found { source, path: path.to_owned(), left }
}

/// Reads a file and says what it, or each thing in it, is taken for.
fn look(found: &Found, settled: &[Mapping]) -> Vec<Looked> {
    let source = &found.source;
    let left = |why: Left| vec![Looked::new(source.clone(), String::new(), Taken::Left(why))];
    if let Some(why) = &found.left {
        return left(why.clone());
    }
    let file = match open_given(&found.path) {
        Ok(file) => file,
        Err(error) => return left(unreadable(&error)),
    };
    let is_archive = holding(&source.name) == Some(Holding::Archive);
    let mut bytes = Vec::new();
    let is_kept = !is_archive && is_read(&source.name, file.size());
    let examined = match examined(&file, is_kept.then_some(&mut bytes)) {
        Err(error) => return left(Left::Unreadable(error.to_string())),
        Ok(examined) => examined,
    };
    let looking = Looking::new(settled);
    // What reads the formats of others may meet what its makers have not thought of.
    let looked = bug::held(|| match is_archive && examined.mark.is_none() && examined.size > 0 {
        true => looking.archive(source, &examined.sha256, Reading::from(file)),
        false => looking.file(source, &examined, is_kept.then_some(&bytes)),
    });
    looked.unwrap_or_else(|_| left(Left::Unexpected))
}

/// Reads a file to its end; its bytes are kept where somebody wants them.
pub fn examined(
    file: &OpenFile,
    bytes: Option<&mut Vec<u8>>,
) -> std::io::Result<crate::domain::examined::Examined> {
    let mut nowhere = std::io::sink();
    let writer: &mut dyn Write = match bytes {
        Some(bytes) => bytes,
        None => &mut nowhere,
    };
    let mut both = Both { looking: Examiner::default(), writer };
    file.copy_to(&mut both)?;
    Ok(both.looking.finish())
}

/// Returns the clients of the chart by what tells who they are.
pub fn known(chart: &Chart) -> Result<Vec<Known>, Failure> {
    let mut known = Vec::new();
    for id in chart.clients()? {
        let bytes = chart.read_client(&id)?.unwrap_or_default();
        let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
        let names = file.name.into_iter().chain(file.former_names).collect();
        known.push(Known { id, names, birth_date: file.birth_date });
    }
    Ok(known)
}

/// Says what the plan comes to, in as many lines as a person reads in a minute.
fn summary(plan: &Plan, files: usize) -> String {
    let of = |taken_as: TakenAs| plan.entries.iter().filter(move |it| it.taken_as == taken_as);
    let new = plan.people.iter().filter(|person| person.is_new).count();
    let were = if files == 1 { "was" } else { "were" };
    let mut text = format!("{} {were} looked at.\n", counted(files, "file"));
    let _ = writeln!(
        text,
        "{} and {} of {}, {new} of them new.",
        counted(of(TakenAs::Note).count(), "note"),
        counted(of(TakenAs::Document).count(), "document"),
        counted(plan.people.len(), "client"),
    );
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for kind in of(TakenAs::Leave).filter_map(|entry| Some(entry.left.as_ref()?.kind())) {
        match reasons.iter_mut().find(|(it, _)| *it == kind) {
            Some((_, count)) => *count += 1,
            None => reasons.push((kind, 1)),
        }
    }
    for (why, count) in reasons {
        let _ = writeln!(text, "{count} left: {why}.");
    }
    let people = plan.people.iter().filter(|person| !person.unclear.is_empty());
    let people = people.map(|person| {
        let who = person.name.clone().unwrap_or_else(|| person.id.clone());
        format!("{who}: {}", person.unclear.join("; "))
    });
    let entries = plan.entries.iter().filter(|entry| !entry.unclear.is_empty());
    let entries = entries.map(|entry| {
        let lines = entry.lines_in_words().map(|lines| format!(" {lines}")).unwrap_or_default();
        format!("{}{lines}: {}", entry.where_it_is(), entry.unclear.join("; "))
    });
    let unclear: Vec<String> = people.chain(entries).collect();
    tell_unclear(&mut text, &unclear);
    text
}

fn row(entry: &Entry, person: Option<&PlannedPerson>) -> Row {
    let is_unclear = |unclear: &[String]| !unclear.is_empty();
    let waits =
        is_unclear(&entry.unclear) || person.is_some_and(|person| is_unclear(&person.unclear));
    let result = match entry.taken_as {
        TakenAs::Leave => "left",
        _ if waits => "unclear",
        _ => "planned",
    };
    filing::row(entry, person, result, None, None)
}
