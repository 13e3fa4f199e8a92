//! `casenotes validate --staged` and `--changed`: what is about to be committed, and what was changed
//! since a version, with what neither may hold.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::domain::client_id::ClientId;
use crate::domain::examined::Examiner;
use crate::domain::note_id::NoteId;
use crate::domain::private_mark::PrivateMark;
use crate::domain::stray::StrayKind;
use crate::failure::Failure;
use crate::fields::Problem;
use crate::guard::growth::{Eyes, News, check_deed, deed_of};
use crate::guard::moved::say_where;
use crate::guard::version::{Version, affected, client_and_name, client_of, note_path, scope};
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::programs::git::GitError;
use crate::record::chart::git::{
    Change, Changed, Git, Kind, Objects, content_on_disk, holds_bytes,
};
use crate::record::chart::layout::{Role, role_of_file};
use crate::record::chart::note_files::{ALLOWED_SIGNERS, NoteFiles, Trust};
use crate::record::chart::part::Part;
use crate::record::chart::{Chart, MARKER};
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::commits::subject::{Deed, StagedSubject};
use crate::rules::excuse;
use crate::rules::finding::{Finding, Level};
use crate::rules::practice::Practice;
use crate::rules::settings::client_file_of;
use crate::rules::signatures::verdicts;
use crate::rules::subject::NoteSubject;
use crate::rules::{self};

/// What was found, in how many notes.
#[derive(Default)]
pub struct Checked {
    /// The findings.
    pub found: Vec<Finding>,
    /// Those about what the earlier version had. What the practice had set then holds for them: a change
    /// does not excuse itself.
    pub lost: Vec<Finding>,
    /// How many notes were looked at.
    pub notes: usize,
}

/// What is checked against.
pub struct Context<'a> {
    /// The tree that the commit is of.
    pub chart: &'a Chart,
    /// Its templates.
    pub templates: &'a Templates,
    /// What holds for the practice.
    pub practice: &'a Practice,
}

/// A version that a commit is made of: the last one, and in a merge each of the others.
struct Parent {
    /// Its full name.
    name: String,
    version: Version,
    /// What is about to be committed, as it differs from this one.
    changes: Vec<Change>,
}

/// Checks what is about to be committed; `heads` are the versions that git says it merges, beside those
/// that stand in the repository.
pub fn staged(context: &Context<'_>, git: &Git, heads: &[String]) -> Result<Checked, Failure> {
    let chart = context.chart;
    // What is ignored is looked for among all files meanwhile. Nothing else reads the files themselves.
    let (untracked, checked) = std::thread::scope(|scope| {
        let looking = scope.spawn(|| git.untracked(Git::files(chart)?, &git.known()?));
        let checked = staged_files(context, git, heads);
        (looking.join().unwrap_or(Err(GitError::Unclear)), checked)
    });
    let mut checked = checked?;
    check_ignored(chart.root(), &untracked?.ignored, &mut checked.found);
    Ok(checked)
}

/// Checks the files that are about to be committed, and what the versions had that it is made of.
fn staged_files(context: &Context<'_>, git: &Git, heads: &[String]) -> Result<Checked, Failure> {
    let Context { chart, practice, .. } = *context;
    let mut objects = git.objects()?;
    let parents = parents(git, heads, &mut objects)?;
    let changes = &parents[0].changes;
    let index = parents[0].version.with(changes);
    let settings = index.settings(&mut objects)?;
    let trust = index.trust(&settings, &mut objects)?;
    let mut checked = Checked::default();
    for change in changes {
        if let Some(deed) = deed_of(change) {
            check_deed(chart.root(), &change.path, deed, &mut checked.found);
            continue;
        }
        let Some(object) = &change.after else { continue };
        if holds_bytes(&change.path) {
            check_bytes(chart.root(), &change.path, object, &mut objects, &mut checked.found)?;
            continue;
        }
        let bytes = objects.read(object)?;
        check_file(context, &change.path, &bytes, &mut checked);
    }
    // Beside the chart another project may lie, whose names and texts are its own affair.
    let (top, beside) = git.staged_beside()?;
    for change in beside.iter().filter(|change| change.kind != Kind::Repository) {
        let Some(object) = &change.after else { continue };
        let Some(bytes) = objects.read_blob(object)? else { continue };
        let path = top.join(&change.path);
        rules::check_staged_beside(&bytes, &path, &mut checked.found);
    }
    let is_of_trust = |change: &Change| matches!(change.path.as_str(), ALLOWED_SIGNERS | MARKER);
    let changes_trust = changes.iter().any(is_of_trust);
    if changes_trust {
        verdicts::check_trust(chart, &trust, &settings.bytes, &mut checked.found);
    }
    for id in &affected(changes) {
        match index.note_files(chart.root(), id, &mut objects)? {
            Some(note_files) => {
                checked.notes += 1;
                check_note(context, &note_files, &trust, &mut checked.found);
            }
            None => check_orphans(chart, id, &index, &mut checked.found),
        }
    }
    // Who may sign is changed by this very commit, unless it is a merge of what others have settled.
    let judges_anew = changes_trust && parents.len() == 1;
    for finding in &mut checked.found {
        let path = path_in(chart, finding);
        let dossier = dossier(&path);
        let is_of =
            |parent: &Parent| dossier.iter().all(|path| is_alike(path, &parent.version, &index));
        // What is no file, or two versions of one, is no parent's, whatever stands in its place there.
        let is_file = |change: &Change| {
            change.path != path || matches!(change.kind, Kind::File | Kind::Nothing)
        };
        let is_inherited = index.files.contains_key(&path)
            && parents.iter().any(is_of)
            && changes.iter().all(is_file);
        if is_inherited && !(judges_anew && finding.code.starts_with("SG")) {
            soften(finding, "and was so before");
        }
        // What was added on one side to a note that was moved on the other is left by itself, and neither
        // of them has done anything wrong. That the note is lost would be a finding of its own.
        let came_late = |parent: &Parent| is_alike(&path, &parent.version, &index);
        if finding.code == "SG013" && parents.len() > 1 && parents.iter().any(came_late) {
            soften(finding, "and came when the note was gone");
        }
    }
    let now = |path: &str, objects: &mut Objects| index.read(path, objects);
    let content = |path: &str, objects: &mut Objects| index.content(path, objects);
    let mut told: BTreeSet<(String, &str, String)> = BTreeSet::new();
    for (at, parent) in parents.iter().enumerate() {
        let mut news = News::default();
        let is_text = |change: &&Change| change.kind == Kind::File && !holds_bytes(&change.path);
        for change in parent.changes.iter().filter(is_text) {
            if let Some(object) = &change.after {
                news.add(&change.path, &objects.read(object)?);
            }
        }
        let (root, time, base) = (chart.root(), practice.now, &parent.version);
        let (objects, now, content) = (&mut objects, &now, &content);
        let mut eyes = Eyes { root, time, base, objects, now, content };
        let lost = eyes.find_lost(&parent.changes, &affected(&parent.changes), &news)?;
        for mut finding in lost {
            let path = path_in(chart, &finding);
            // Against each parent the same is found once more.
            let is_new = told.insert((path.clone(), finding.code, finding.message.clone()));
            if was_done_elsewhere(git, &path, at, &parents, &index)? {
                soften(&mut finding, "and was so before");
            }
            if is_new {
                checked.lost.push(finding);
            }
        }
    }
    Ok(checked)
}

/// Returns what a commit is made of, the last one first.
fn parents(git: &Git, heads: &[String], objects: &mut Objects) -> Result<Vec<Parent>, Failure> {
    let mut names = vec![git.name_of("HEAD")?];
    for head in git.merge_heads(heads)? {
        names.push(git.name_of(&head)?);
    }
    let mut found = Vec::new();
    for head in names {
        let changes = git.staged_since(&head)?;
        found.push((head, changes));
    }
    let mut of_any: BTreeSet<ClientId> = BTreeSet::new();
    for (_, changes) in &found {
        of_any.extend(scope(changes, objects)?);
    }
    let parent = |(name, changes): (String, Vec<Change>)| {
        let files = git.tree_with(&name, &of_any)?;
        Ok(Parent { name, version: Version { files }, changes })
    };
    found.into_iter().map(parent).collect()
}

/// Returns the path of a finding from the root of the chart.
fn path_in(chart: &Chart, finding: &Finding) -> String {
    let inside = finding.path.strip_prefix(chart.root()).unwrap_or(&finding.path);
    inside.to_string_lossy().into_owned()
}

/// Returns what a finding about a file depends on: itself, its signature, and the note it belongs to.
fn dossier(path: &str) -> Vec<String> {
    let mut paths = vec![path.to_owned(), format!("{path}.sig")];
    if let Some((folder, name)) = path.rsplit_once('/')
        && Part::of(path).is_some_and(|part| part.is_of_a_note())
    {
        let stem = name.split('.').next().unwrap_or(name);
        paths.extend([".md", ".md.sig"].map(|ending| format!("{folder}/{stem}{ending}")));
    }
    paths
}

fn is_alike(path: &str, a: &Version, b: &Version) -> bool {
    a.files.get(path) == b.files.get(path)
}

/// Tells whether what a parent has lost was lost in another parent already, which has it as it is about
/// to be committed, and had it from both their ancestor as the first one has it.
fn was_done_elsewhere(
    git: &Git,
    path: &str,
    at: usize,
    parents: &[Parent],
    index: &Version,
) -> Result<bool, GitError> {
    let dossier = dossier(path);
    let is_same = |a: &Version, b: &Version| dossier.iter().all(|path| is_alike(path, a, b));
    for (other, parent) in parents.iter().enumerate() {
        if other == at || !is_same(&parent.version, index) {
            continue;
        }
        let Some(base) = git.merge_base(&parents[at].name, &parent.name)? else { continue };
        let clients = client_of(path).into_iter().collect();
        let base = Version { files: git.tree_with(&base, &clients)? };
        if is_same(&base, &parents[at].version) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes a warning of what is wrong, and not by whoever commits.
fn soften(finding: &mut Finding, why: &str) {
    if finding.level == Level::Error {
        finding.level = Level::Warning;
        // Whatever level the practice gives the rule.
        finding.excused = true;
        finding.message = format!("{}, {why}", finding.message);
    }
}

/// Returns the paths that were changed since a version, after checking what only grows since then.
pub fn changed_since(
    chart: &Chart,
    practice: &Practice,
    version: &str,
    checked: &mut Checked,
) -> Result<Vec<PathBuf>, Failure> {
    let git = Git::of(chart)?;
    let Changed { version, files: changes, ignored } = git.changed_since(chart, version)?;
    let mut objects = git.objects()?;
    let scope = scope(&changes, &mut objects)?;
    let base = Version { files: git.tree_with(&version, &scope)? };
    // What cannot be read is not what it was, and is reported as lost; below, it is also said why.
    let on_disk = |path: &str| chart.tree().read_if_there(path.as_ref()).ok().flatten();
    let mut news = News::default();
    let is_text = |path: &str| Part::of(path).is_some() && !holds_bytes(path);
    for change in changes.iter().filter(|change| is_text(&change.path)) {
        if let Some(bytes) = on_disk(&change.path) {
            news.add(&change.path, &bytes);
        }
    }
    let ids = affected(&changes);
    let now = |path: &str, _: &mut Objects| Ok(on_disk(path));
    let content = |path: &str, _: &mut Objects| Ok(content_on_disk(chart, path));
    let (root, time) = (chart.root(), practice.now);
    let (base, objects, now, content) = (&base, &mut objects, &now, &content);
    let mut eyes = Eyes { root, time, base, objects, now, content };
    checked.lost = eyes.find_lost(&changes, &ids, &news)?;
    check_ignored(chart.root(), &ignored, &mut checked.found);
    for change in changes.iter().filter(|change| change.kind == Kind::File) {
        if let Some(deed) = deed_of(change) {
            check_deed(chart.root(), &change.path, deed, &mut checked.found);
        }
    }
    // What cannot be looked at is for whoever reads it to report; what lies behind a link or a file is no
    // part of the chart.
    let may_be_file = |path: &PathBuf| {
        let looked = chart.tree().has_file(path);
        looked.unwrap_or_else(|error| error.reason() != std::io::ErrorKind::NotADirectory)
    };
    let mut paths: BTreeSet<PathBuf> =
        ids.iter().map(|id| chart.path(id)).filter(may_be_file).collect();
    for change in &changes {
        let path = chart.root().join(&change.path);
        let is_ours = client_and_name(&change.path).is_some_and(|(_, name)| {
            name == "client.toml" || matches!(role_of_file(name), Role::Note(_))
        });
        if is_ours && may_be_file(&path) {
            paths.insert(path);
        }
    }
    Ok(paths.into_iter().collect())
}

/// Checks the bytes of a document, which pass and are not kept: nothing of the vault may be among them.
fn check_bytes(
    root: &Path,
    path: &str,
    object: &str,
    objects: &mut Objects,
    found: &mut Vec<Finding>,
) -> Result<(), GitError> {
    let mut examiner = Examiner::default();
    objects.pour(object, &mut examiner)?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let mark = examiner.finish().mark;
    let subject = StagedSubject { name, bytes: &[], mark, is_note: true, deed: None };
    rules::check_bytes(&subject, &root.join(path), &[], found);
    Ok(())
}

/// Checks a file by itself: what no commit may hold, and what is not part of a well-named note.
fn check_file(context: &Context<'_>, path: &str, bytes: &[u8], checked: &mut Checked) {
    let at = context.chart.root().join(path);
    let found = &mut checked.found;
    let name = path.rsplit('/').next().unwrap_or(path);
    let place = client_and_name(path);
    let role = place.as_ref().map(|(_, name)| role_of_file(name));
    let is_note = matches!(role, Some(Role::Note(_)));
    let mark = PrivateMark::of(bytes);
    let subject = StagedSubject { name, bytes, mark, is_note, deed: None };
    rules::check_bytes(&subject, &at, bytes, found);
    match (place, role) {
        (Some((client, _)), Some(Role::Note(None))) => {
            checked.notes += 1;
            let note = ProgressNote::parse(bytes);
            let subject =
                NoteSubject::new(&note, &client, None, context.templates, context.practice);
            let subject = subject.named(name.as_ref());
            rules::check_note(&subject, &mut || at.clone(), bytes, found);
        }
        (Some((_, "client.toml")), _) => {
            let problems = match std::str::from_utf8(bytes) {
                Ok(text) => client_file_of(text, context.practice.now).1,
                Err(error) => vec![Problem::not_text(error)],
            };
            rules::check_bytes(
                &ClientSubject { problems: &problems, lost_restrictions: 0 },
                &at,
                bytes,
                found,
            );
        }
        _ => {}
    }
}

/// Checks a note as `validate` does, but beside no others; and a draft need not be finished to be
/// committed.
fn check_note(
    context: &Context<'_>,
    note_files: &NoteFiles,
    trust: &Trust,
    found: &mut Vec<Finding>,
) {
    let note = ProgressNote::parse(&note_files.note);
    let judged = note_files.judge(&note.front, trust);
    let id = &note_files.id;
    let mut subject =
        NoteSubject::new(&note, &id.client, Some(&id.stem), context.templates, context.practice);
    subject.was_moved = judged.came_from(&note.front);
    let mut path = || context.chart.path(id);
    let before = found.len();
    rules::check_note(&subject, &mut path, &note_files.note, found);
    if judged.is_draft() || judged.is_signed() && note.front.signed_anyway.is_some() {
        // A draft may lack what its author does not know yet, such as the end of the session.
        let also: &[&str] = if judged.is_draft() { &["FM002"] } else { &[] };
        excuse(&mut found[before..], also);
    }
    verdicts::check(note_files, &judged, &note, trust, &mut path, found);
}

/// Reports what would be left of a note that is not there.
fn check_orphans(chart: &Chart, id: &NoteId, version: &Version, found: &mut Vec<Finding>) {
    let signature = note_path(id, ".md.sig");
    if version.files.contains_key(&signature) {
        check_orphan(chart, id, StrayKind::OrphanedSignature, &signature, found);
    }
    for (path, _) in version.amendments(id) {
        check_orphan(chart, id, StrayKind::OrphanedAmendment, path, found);
    }
}

fn check_orphan(chart: &Chart, id: &NoteId, kind: StrayKind, path: &str, found: &mut Vec<Finding>) {
    let path = chart.root().join(path);
    rules::check(&kind, &path, found);
    if let Some(finding) = found.last_mut() {
        say_where(chart, &id.client, &path, finding);
    }
}

/// Reports each file of the record that git is told to ignore.
fn check_ignored(root: &Path, ignored: &BTreeSet<String>, found: &mut Vec<Finding>) {
    for path in ignored.iter().filter(|path| Part::of(path).is_some()) {
        check_deed(root, path, Deed::Ignored, found);
    }
}
