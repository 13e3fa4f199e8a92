//! The last step: the record is made, entered in the log and handed over.

use crate::commands::chart::export::authorizations::is_own_copy;
use crate::commands::chart::export::choice::{Reading, each};
use crate::commands::chart::export::delivery::{Package, ToLog};
use crate::commands::chart::export::dress::Occasion;
use crate::commands::chart::export::leaving_documents::DecidedDocuments;
use crate::commands::chart::export::manifest::{Told, manifest, tell_stays};
use crate::commands::chart::export::questionnaires::DecidedQuestionnaires;
use crate::commands::chart::export::selection::Selection;
use crate::commands::chart::export::terms::Release;
use crate::commands::chart::export::{ExportError, Way};
use crate::commands::leaving::Target;
use crate::domain::digest::sha256;
use crate::domain::session_time::SessionTime;
use crate::export::authorizations::ExportedAuthorization;
use crate::export::{Added, ExportedNote, Person, Record, Seal, Signed};
use crate::failure::{Failure, Outcome};
use crate::note::guidance;
use crate::note::template::Templates;
use crate::output::{Output, without_controls};
use crate::record::chart::Chart;
use crate::record::chart::note_files::CheckedAmendment;
use crate::record::chart::profiles::Shape;
use crate::record::client::ClientFile;
use crate::record::disclosure::decision::description;
use crate::record::disclosure::entry::{DisclosureEntry, Left, Stayed};
use crate::text::language::Language;

/// A record that may leave.
pub struct Departure<'a> {
    /// What is said of it, and what leaves of the notes.
    pub told: &'a Told<'a>,
    /// What was asked for.
    pub selection: &'a Selection,
    /// The client file.
    pub file: &'a ClientFile,
    /// All templates.
    pub templates: &'a Templates,
    /// How it leaves.
    pub way: &'a Way,
    /// The documents that leave.
    pub documents: &'a DecidedDocuments<'a>,
    /// The questionnaires that leave.
    pub questionnaires: &'a DecidedQuestionnaires<'a>,
    /// The authorizations that go along.
    pub authorizations: &'a [ExportedAuthorization],
    /// The chart it leaves from.
    pub chart: &'a Chart,
    /// What time it is.
    pub now: SessionTime,
    /// For whom it is dressed.
    pub shape: Option<Shape>,
}

/// Lets what may leave leave, with its entry in the log, and says what left and what stayed.
pub fn depart(departure: &Departure<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let Departure { told, file, templates, way, chart, now, shape, .. } = *departure;
    let Departure { documents, questionnaires, .. } = *departure;
    let (client, reading, decided) = (told.client, told.reading, told.decided);
    let Way { format, addressees, target } = way;
    let name = file.name.as_deref().ok_or_else(|| ExportError::NoName(client.clone()))?;
    let language = &chart.settings().language;
    let sessions = sessions(reading, &decided.leave, templates, language);
    // Only a folder has one, and it takes the digest of every note.
    let manifest = matches!(target, Target::Folder(_)).then(|| manifest(told));
    let has_scores = sessions.iter().any(|session| !session.front.measures.is_empty());
    if has_scores || questionnaires.papers.count() > 0 {
        for problem in chart.settings().problems_at("measures") {
            output.warning(format_args!("casenotes.toml: [measures] {}", problem.message));
        }
    }
    let measures = chart.measures()?;
    let beside = documents.exported(target)?;
    let answered = questionnaires.exported(measures, target);
    let cover = told.cover.clone();
    if format.parts_names() && shape != Some(Shape::Supervision) && !file.has_parts_of_name() {
        output.warning("the client file has no `given_name` and `family_name`, so the whole name stands as the family name");
    }
    let occasion = Occasion {
        chart,
        format,
        shape,
        is_own_copy: is_own_copy(told.release, name),
        file,
        day: now.date(),
    };
    let dress = occasion.dress(&sessions, &answered)?;
    let details = occasion.details();
    let (name, birth_date) = occasion.person(client.as_str(), name);
    let authorizations = departure.authorizations.to_vec();
    let fields = occasion.fields();
    let person = Person { id: client, name, birth_date, details: &details, fields };
    let record = Record {
        cover,
        client: person,
        notes: sessions,
        documents: beside,
        questionnaires: answered,
        authorizations,
        measures,
        dress,
    };
    let document = format.render(&record);
    // Only a folder has room beside the record.
    let beside = documents.files().chain(questionnaires.files());
    let beside = beside.filter(|_| manifest.is_some()).collect();
    let ending = format.ending();
    let package = Package::pack(document, ending, beside, manifest, addressees.as_ref())?;
    let entry = told.release.map(|release| entry(departure, release, &package));
    let logged = entry.as_ref().map(|entry| ToLog { entry, client, at: now });
    let filed = package.deliver(target, logged.as_ref(), chart, output)?;
    tell_stays(told, output);
    tell_released(told, output);
    let count =
        told.counts(decided.leave.len(), documents.papers.count(), questionnaires.papers.count());
    match (filed, told.release) {
        (Some(id), Some(release)) => output.status(format_args!(
            "Released {count} of {client} to {}, {}; kept in the log as {id}.",
            without_controls(&release.to),
            target.shown()
        )),
        _ if *target == Target::Stream => {}
        _ => output.status(format_args!(
            "Took a working copy of {count} of {client}: {}.",
            target.shown()
        )),
    }
    Ok(Outcome::Done)
}

fn sessions<'a>(
    reading: &'a Reading<'a>,
    leave: &[usize],
    templates: &'a Templates,
    language: &'a Language,
) -> Vec<ExportedNote<'a>> {
    each(leave, |at| {
        let (note_files, note) = (&reading.files_of_notes[*at], &reading.parsed[*at]);
        let judged = &reading.judged[*at];
        let template = templates.get(note_files.id.stem.format().as_str());
        ExportedNote {
            id: &note_files.id,
            title: match template {
                Some(template) => &template.title,
                None if note.front.is_imported() => "Imported note",
                None => "Note",
            },
            language: template.and_then(|it| it.language.as_ref()).unwrap_or(language).as_str(),
            kind: template.map(|template| template.kind),
            front: &note.front,
            // No template of ours has put a comment into what was imported.
            body: match note.front.is_imported() {
                true => note.body().into(),
                false => guidance::strip(note.body()),
            },
            signed: match judged.is_signed() {
                true => Signed::Yes,
                false if judged.is_draft() => Signed::No,
                false => Signed::InName,
            },
            seal: seal(judged.is_signed(), &note_files.note, note_files.signature.as_deref()),
            amendments: judged.amendments.iter().map(added).collect(),
            statements: reading.statements.with(&note_files.id.stem),
        }
    })
}

fn added<'a>(judged: &'a CheckedAmendment<'a>) -> Added<'a> {
    Added {
        name: judged.file.name,
        front: &judged.amendment.front,
        body: guidance::strip(judged.amendment.body()),
        signed: if judged.holds() { Signed::Yes } else { Signed::InName },
        seal: seal(judged.holds(), &judged.file.bytes, judged.file.signature.as_deref()),
    }
}

/// Returns a signature that holds.
fn seal<'a>(holds: bool, over: &'a [u8], signature: Option<&'a [u8]>) -> Option<Seal<'a>> {
    signature.filter(|_| holds).map(|signature| Seal { over, signature })
}

fn entry(departure: &Departure<'_>, release: &Release, package: &Package<'_>) -> DisclosureEntry {
    let Departure { told, selection, way, documents, questionnaires, now, .. } = *departure;
    let (reading, decided) = (told.reading, told.decided);
    let days: Vec<_> = decided.leave.iter().map(|at| selection.notes[*at].stem.date()).collect();
    let is_whole = selection.missing.is_empty()
        && decided.stay.is_empty()
        && documents.papers.are_all()
        && questionnaires.papers.are_all()
        && !questionnaires.scores_alone;
    let beside = told.beside(documents.papers.count(), questionnaires.papers.count());
    let left = each(&decided.leave, |at| {
        let note_files = &reading.files_of_notes[*at];
        let note = Left { id: note_files.id.to_string(), digest: sha256(&note_files.note) };
        let added = note_files.amendments.iter().map(|added| Left {
            id: format!("{}.{}", note_files.id, added.name),
            digest: sha256(&added.bytes),
        });
        let statements = reading.statements.left(&note_files.id.stem);
        std::iter::once(note).chain(added).chain(statements).collect::<Vec<_>>()
    });
    let stay = decided.stay.iter();
    DisclosureEntry {
        description: description(&days, &beside, is_whole),
        format: Some(way.format.name.to_owned()),
        sealed_for: way.addressees.as_ref().map(|to| to.texts().to_vec()).unwrap_or_default(),
        digest: Some(package.digest()),
        sums: package.sums(),
        notes: left.into_iter().flatten().collect(),
        documents: documents.left(),
        questionnaires: questionnaires.left(),
        stayed: stay
            .map(|(id, reason)| Stayed { id: id.to_string(), reason: reason.as_str().to_owned() })
            .chain(documents.papers.stayed())
            .chain(questionnaires.papers.stayed())
            .collect(),
        ..release.entry(&selection.client, now)
    }
}

/// Says that sessions which were paid for out of pocket leave, where they may.
pub fn tell_released(told: &Told<'_>, output: &mut Output<'_>) {
    let Some(release) = told.release.filter(|_| told.released() > 0) else { return };
    let why = release.why_restricted_leave();
    let (documents, questionnaires) =
        (told.documents.papers.released, told.questionnaires.papers.released);
    let count = told.counts(told.decided.released, documents, questionnaires);
    output.status(format_args!("Leaves: {count}, restricted as paid for out of pocket: {why}."));
}
