//! One JSON document: the cover, the client, each note with its front matter and body, and what lies beside.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::domain::wording::Wording;
use crate::export::documents::ExportedDocument;
use crate::export::questionnaires::{ExportedQuestionnaire, ItemAnswer};
use crate::export::{Added, Cover, Document, ExportedNote, Format, Person, Record, Statement};
use crate::measure::Measure;
use crate::note::key::Part;
use crate::note::record::Goal;

pub(super) const FORMAT: Format = Format { name: "json", aliases: &[], render };

/// A record as JSON.
#[derive(Serialize)]
struct RecordJson<'a> {
    schema: &'static str,
    cover: CoverJson<'a>,
    client: ClientJson<'a>,
    #[serde(serialize_with = "one_by_one")]
    notes: &'a [ExportedNote<'a>],
    documents: Vec<DocumentJson<'a>>,
    questionnaires: Vec<QuestionnaireJson<'a>>,
}

/// A record may be of thousands of notes: each is written before the next one is looked at.
fn one_by_one<S: Serializer>(
    notes: &&[ExportedNote<'_>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(notes.iter().map(NoteJson::of))
}

/// What stands in front of the notes, as JSON.
#[derive(Serialize)]
pub(super) struct CoverJson<'a> {
    recipient: Option<&'a str>,
    address: Option<&'a str>,
    purpose: Option<&'a str>,
    basis: Option<&'a str>,
    day: Option<String>,
    notices: &'a [String],
}

/// Whose record it is, as JSON.
#[derive(Serialize)]
pub(super) struct ClientJson<'a> {
    id: &'a str,
    name: &'a str,
    birth_date: Option<String>,
}

/// A note as JSON.
#[derive(Serialize)]
pub(super) struct NoteJson<'a> {
    id: String,
    title: &'a str,
    format: Option<&'a str>,
    start: Option<String>,
    end: Option<String>,
    minutes: Option<i64>,
    author: Option<&'a str>,
    status: &'static str,
    service: &'a [Cow<'a, str>],
    place: Option<&'a str>,
    diagnoses: &'a [Cow<'a, str>],
    goals: &'a [Cow<'a, str>],
    risk: Option<&'a str>,
    measures: &'a BTreeMap<String, i64>,
    signed_by: Option<&'a str>,
    signed_at: Option<String>,
    signature: Option<&'static str>,
    late_entry: Option<&'a str>,
    signed_anyway: Option<&'a str>,
    modifiers: &'a [Cow<'a, str>],
    risk_level: Option<&'a str>,
    circumstances: BTreeMap<&'static str, String>,
    plan_goals: Vec<GoalJson<'a>>,
    body: &'a str,
    amendments: Vec<AmendmentJson<'a>>,
    statements: Vec<StatementJson<'a>>,
}

/// A document as JSON; its bytes lie beside the record.
#[derive(Serialize)]
pub(super) struct DocumentJson<'a> {
    id: String,
    kind: &'static str,
    date: Option<String>,
    title: &'a str,
    from: Option<&'a str>,
    media_type: &'static str,
    size: u64,
    sha256: &'a str,
    as_filed: bool,
    file: Option<&'a str>,
    filed_by: Option<&'a str>,
    filed_at: Option<String>,
    amends: Option<&'a str>,
    reason: Option<&'a str>,
    status: &'static str,
    signed_by: Option<&'a str>,
    signed_at: Option<String>,
    signature: Option<&'static str>,
}

/// A questionnaire as JSON.
#[derive(Serialize)]
pub(super) struct QuestionnaireJson<'a> {
    id: String,
    measure: &'a str,
    title: &'a str,
    date: Option<String>,
    answered_by: Option<&'static str>,
    language: Option<&'a str>,
    total: Option<i64>,
    band: Option<&'a str>,
    lowest: Option<i64>,
    highest: Option<i64>,
    cut_off: Option<i64>,
    subscales: Vec<SubscaleJson<'a>>,
    missing: &'a [usize],
    items: Option<Vec<ItemJson<'a>>>,
    file: Option<&'a str>,
    sha256: Option<&'a str>,
    filed_by: Option<&'a str>,
    filed_at: Option<String>,
    amends: Option<&'a str>,
    reason: Option<&'a str>,
    amended_by: Option<&'a str>,
    status: &'static str,
    signed_by: Option<&'a str>,
    signed_at: Option<String>,
    signature: Option<&'static str>,
}

/// A score of some of the items as JSON.
#[derive(Serialize)]
struct SubscaleJson<'a> {
    name: &'a str,
    title: &'a str,
    score: i64,
    band: Option<&'a str>,
}

/// An item with its answer as JSON.
#[derive(Serialize)]
struct ItemJson<'a> {
    number: usize,
    wording: Option<&'a str>,
    value: Option<i64>,
    answer: Option<&'a str>,
}

/// A paper about the amendment of a note as JSON.
#[derive(Serialize)]
struct StatementJson<'a> {
    name: &'a str,
    kind: &'static str,
    title: &'static str,
    day: Option<String>,
    by: Option<&'a str>,
    facts: BTreeMap<&'static str, &'a str>,
    body: &'a str,
}

/// A goal of a treatment plan, or one of its objectives, as JSON.
#[derive(Serialize)]
struct GoalJson<'a> {
    id: &'a str,
    statement: &'a str,
    status: &'a str,
    target: Option<String>,
    objectives: Vec<Self>,
}

/// A later addition as JSON.
#[derive(Serialize)]
struct AmendmentJson<'a> {
    name: String,
    kind: &'static str,
    reason: Option<&'a str>,
    author: Option<&'a str>,
    written: Option<String>,
    was_moved: bool,
    signed_by: Option<&'a str>,
    signed_at: Option<String>,
    signature: Option<&'static str>,
    body: &'a str,
}

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    Document::made(move |writer| {
        let document = RecordJson {
            schema: "casenotes/export@1",
            cover: CoverJson::of(&record.cover),
            client: ClientJson::of(&record.client),
            notes: &record.notes,
            documents: record.documents.iter().map(DocumentJson::of).collect(),
            questionnaires: record.questionnaires.iter().map(QuestionnaireJson::of).collect(),
        };
        serde_json::to_writer_pretty(&mut *writer, &document)?;
        writer.write_all(b"\n")
    })
}

impl<'a> CoverJson<'a> {
    /// Takes what is said in front of a record.
    pub(super) fn of(cover: &'a Cover) -> Self {
        Self {
            recipient: cover.recipient.as_deref(),
            address: cover.address.as_deref(),
            purpose: cover.purpose.as_deref(),
            basis: cover.basis.as_deref(),
            day: cover.day.map(|day| day.to_string()),
            notices: &cover.notices,
        }
    }
}

impl<'a> ClientJson<'a> {
    /// Takes who the client is.
    pub(super) fn of(client: &Person<'a>) -> Self {
        Self {
            id: client.id.as_str(),
            name: client.name,
            birth_date: client.birth_date.map(|date| date.to_string()),
        }
    }
}

impl<'a> NoteJson<'a> {
    /// Takes what a note says.
    pub(super) fn of(session: &'a ExportedNote<'a>) -> Self {
        let front = session.front;
        Self {
            id: session.id.to_string(),
            title: session.title,
            format: front.format.as_ref().map(|format| format.as_str()),
            start: front.start.map(|time| time.to_string()),
            end: front.end.map(|time| time.to_string()),
            minutes: front.minutes(),
            author: front.writer(),
            status: session.signed.status(),
            service: &front.service,
            place: front.place.as_deref(),
            diagnoses: &front.diagnoses,
            goals: &front.goals,
            risk: front.risk.as_deref(),
            measures: &front.measures,
            signed_by: front.signed_by.as_deref(),
            signed_at: front.signed_at.map(|time| time.to_string()),
            signature: session.signed.word(),
            late_entry: front.late_entry.as_deref(),
            signed_anyway: front.signed_anyway.as_deref(),
            modifiers: &front.modifiers,
            risk_level: front.risk_level.as_deref(),
            circumstances: {
                let told = front.facts(Part::Circumstances, &Wording::FOR_PROGRAMS);
                told.map(|(key, _, value)| (key, value)).collect()
            },
            plan_goals: {
                let goals = front.record.iter().flat_map(|record| &record.goals);
                goals.map(GoalJson::of).collect()
            },
            body: &session.body,
            amendments: session.amendments.iter().map(AmendmentJson::of).collect(),
            statements: session.statements.iter().map(StatementJson::of).collect(),
        }
    }
}

impl<'a> DocumentJson<'a> {
    /// Takes what is said of a document.
    pub(super) fn of(document: &'a ExportedDocument<'a>) -> Self {
        Self {
            id: document.id.to_string(),
            kind: document.kind.as_str(),
            date: document.date.map(|day| day.to_string()),
            title: document.title,
            from: document.from,
            media_type: document.media_type.as_str(),
            size: document.size,
            sha256: document.sha256,
            as_filed: document.is_as_filed,
            file: document.file(),
            filed_by: document.filed_by,
            filed_at: document.filed_at.map(|time| time.to_string()),
            amends: document.amends.map(|name| name.as_str()),
            reason: document.reason,
            status: document.signed.status(),
            signed_by: document.signed_by,
            signed_at: document.signed_at.map(|time| time.to_string()),
            signature: document.signed.word(),
        }
    }
}

impl<'a> QuestionnaireJson<'a> {
    /// Takes what was answered, and what the answers come to.
    pub(super) fn of(it: &'a ExportedQuestionnaire<'a>) -> Self {
        let total = it.total();
        let subscale = |(measure, score): (&'a Measure, i64)| SubscaleJson {
            name: &measure.name,
            title: &measure.title,
            score,
            band: measure.band(score),
        };
        Self {
            id: it.id.to_string(),
            measure: it.id.name.measure(),
            title: it.title(),
            date: it.date.map(|day| day.to_string()),
            answered_by: it.answered_by.map(|by| by.as_str()),
            language: it.language,
            total: total.map(|(_, total)| total),
            band: total.and_then(|(measure, total)| measure.band(total)),
            lowest: it.measure.map(|measure| measure.lowest),
            highest: it.measure.map(|measure| measure.highest),
            cut_off: it.measure.and_then(|measure| measure.cut_off),
            subscales: it.subscales().map(subscale).collect(),
            missing: it.missing(),
            items: it.answers.map(|_| it.items().into_iter().map(ItemJson::of).collect()),
            file: it.file.as_deref(),
            sha256: it.sha256,
            filed_by: it.filed_by,
            filed_at: it.filed_at.map(|time| time.to_string()),
            amends: it.amends.map(|name| name.as_str()),
            reason: it.reason,
            amended_by: it.amended_by.map(|name| name.as_str()),
            status: it.signed.status(),
            signed_by: it.signed_by,
            signed_at: it.signed_at.map(|time| time.to_string()),
            signature: it.signed.word(),
        }
    }
}

impl<'a> ItemJson<'a> {
    fn of(item: ItemAnswer<'a>) -> Self {
        let ItemAnswer { number, wording, value, answer, .. } = item;
        Self { number, wording, value, answer }
    }
}

impl<'a> GoalJson<'a> {
    fn of(goal: &'a Goal) -> Self {
        Self {
            id: &goal.id,
            statement: &goal.statement,
            status: &goal.status,
            target: goal.target.map(|day| day.to_string()),
            objectives: goal.objectives.iter().map(Self::of).collect(),
        }
    }
}

impl<'a> StatementJson<'a> {
    fn of(statement: &'a Statement<'a>) -> Self {
        Self {
            name: statement.name,
            kind: statement.kind,
            title: statement.title,
            day: statement.on.map(|day| day.to_string()),
            by: statement.by,
            facts: statement.facts.iter().map(|(name, value)| (*name, value.as_str())).collect(),
            body: statement.body,
        }
    }
}

impl<'a> AmendmentJson<'a> {
    fn of(added: &'a Added<'a>) -> Self {
        let front = added.front;
        Self {
            name: added.name.to_string(),
            kind: added.name.kind.as_str(),
            reason: front.reason.as_deref(),
            author: front.author.as_deref(),
            written: front.written.map(|time| time.to_string()),
            was_moved: front.moved_from.is_some(),
            signed_by: front.signed_by.as_deref(),
            signed_at: front.signed_at.map(|time| time.to_string()),
            signature: added.signed.word(),
            body: &added.body,
        }
    }
}
