//! A questionnaire as FHIR R4 has it: a QuestionnaireResponse with every answer, and Observations of what the
//! answers come to, derived from it (US Core 9.0.0, Screening and Assessments).

use serde_json::{Value, json};

use crate::domain::questionnaire::AnsweredBy;
use crate::domain::wording::Wording;
use crate::export::Signed;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::codes::{self, LOINC};
use crate::export::fhir::words::{Kind, Name, Resource, one_line};
use crate::export::questionnaires::{ExportedQuestionnaire, ItemAnswer};
use crate::measure::Measure;

/// The system of this tool's ids of questionnaires, a UUID of no meaning.
const QUESTIONNAIRE_IDS: &str = "urn:uuid:0a7de3b4-51c8-4f0e-9b26-83f1d4ce6a75";
/// What a questionnaire is called, where no other resource says it.
const DISPLAY: &str = "http://hl7.org/fhir/StructureDefinition/display";
/// How many points an answer is worth that stands there as a code.
const ORDINAL: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";

impl Maker<'_> {
    pub(super) fn answers_name(&self, it: &ExportedQuestionnaire<'_>) -> Name {
        self.name(Kind::QuestionnaireResponse, &it.id.to_string())
    }

    /// Returns the answers as a resource.
    pub(super) fn answers(&self, it: &ExportedQuestionnaire<'_>) -> Resource {
        response(self.answers_name(it), it, self.around(it))
    }

    /// Returns a score or an answer as a resource.
    pub(super) fn observed(
        &self,
        name: Name,
        it: &ExportedQuestionnaire<'_>,
        what: Observed<'_>,
    ) -> Resource {
        observation(name, it, what, self.around(it))
    }

    fn around(&self, it: &ExportedQuestionnaire<'_>) -> Around<'_> {
        Around {
            labels: &self.labels,
            subject: self.to(self.patient_name()),
            author: self.person(it.filed_by),
            response: it.answers.map(|_| self.to(self.answers_name(it))),
        }
    }
}

/// What other resources a questionnaire names.
struct Around<'a> {
    /// The labels of the record.
    labels: &'a Value,
    /// The client.
    subject: Value,
    /// Who filed it.
    author: Option<Value>,
    /// The response, where the answers are in the record.
    response: Option<Value>,
}

/// One of the observations that come from a questionnaire.
#[derive(Clone, Copy)]
pub(super) enum Observed<'a> {
    /// The total, or the score of a subscale.
    Score(&'a Measure, i64),
    /// The answer to an item that has a code.
    Answer(ItemAnswer<'a>),
}

/// Tells which observations come from a questionnaire, each with a name within it: the scores, and the answers
/// to items with a code of LOINC. Of one in whose place another is there is none, so that nobody takes it for
/// what holds.
pub(super) fn observed<'a>(it: &ExportedQuestionnaire<'a>) -> Vec<(String, Observed<'a>)> {
    if it.amended_by.is_some() {
        return Vec::new();
    }
    let scores = it.total().into_iter().chain(it.subscales());
    let scores =
        scores.map(|(measure, score)| (measure.name.clone(), Observed::Score(measure, score)));
    let items = it.items().into_iter().filter(|item| item.code.is_some() && item.value.is_some());
    scores.chain(items.map(|item| (item.number.to_string(), Observed::Answer(item)))).collect()
}

fn response(name: Name, it: &ExportedQuestionnaire<'_>, around: Around<'_>) -> Resource {
    let instrument = it.measure.and_then(|measure| measure.instrument.as_ref());
    let panel = instrument.and_then(|instrument| instrument.panel_code.as_deref());
    // Whoever answered in another language did not read these words.
    let worded_in = instrument.and_then(|instrument| instrument.language.as_deref());
    let items: Vec<Value> = it.items().iter().map(item).collect();
    Resource::new(
        name,
        json!({
            "meta": { "security": around.labels },
            "language": it.language.filter(|tag| worded_in == Some(*tag)),
            "identifier": { "system": QUESTIONNAIRE_IDS, "value": it.id.to_string() },
            // The address that LOINC's own server gives to its questionnaires.
            "questionnaire": panel.map(|code| format!("http://loinc.org/q/{code}")),
            "_questionnaire": {
                "extension": [{ "url": DISPLAY, "valueString": one_line(it.title()) }],
            },
            "status": status(it),
            "subject": around.subject,
            "authored": it.date.map(|date| date.to_string()),
            "author": around.author,
            "source": source(it, &around),
            "item": items,
        }),
    )
}

/// Returns a line on it for a reader without a program.
pub(super) fn line(it: &ExportedQuestionnaire<'_>) -> String {
    let total = it.total().map(|(measure, total)| format!("; {}", measure.score_in_words(total)));
    let (heading, signed) = (it.heading(&Wording::FOR_PROGRAMS), it.signed.words());
    let replaced = it.amended_by.map(|later| format!("; replaced by {later}")).unwrap_or_default();
    let language = it.language.map(|tag| format!("; in {tag}")).unwrap_or_default();
    format!("{heading}{}{language}; {signed}{replaced}", total.unwrap_or_default())
}

fn observation(
    name: Name,
    it: &ExportedQuestionnaire<'_>,
    observed: Observed<'_>,
    around: Around<'_>,
) -> Resource {
    let derived: Vec<&Value> = around.response.iter().collect();
    let mut observation = json!({
        "meta": { "security": around.labels },
        "status": if it.signed == Signed::Yes { "final" } else { "preliminary" },
        "category": codes::survey(),
        "subject": around.subject,
        "effectiveDateTime": it.date.map(|date| date.to_string()),
        "derivedFrom": derived,
    });
    match observed {
        Observed::Score(measure, score) => {
            let mut code = codes::measure(&measure.name, Some(measure));
            code["text"] = json!(one_line(code["text"].as_str().unwrap_or_default()));
            observation["code"] = code;
            let band = measure.band(score).map(|band| json!([{ "text": one_line(band) }]));
            observation["interpretation"] = json!(band);
            put_integer(&mut observation, score);
        }
        Observed::Answer(item) => {
            observation["code"] = json!({
                "coding": item.code.map(|code| vec![codes::coding(LOINC, code, None)]),
                "text": text_of(&item),
            });
            let by: Vec<Value> = source(it, &around).into_iter().collect();
            observation["performer"] = json!(by);
            match (coding(&item), item.answer) {
                (Some(coding), words) => {
                    let text = words.map_or_else(|| item.answer_in_words(), one_line);
                    let value = json!({ "coding": [coding], "text": text });
                    observation["valueCodeableConcept"] = value;
                }
                (None, _) => put_integer(&mut observation, item.value.unwrap_or_default()),
            }
        }
    }
    Resource::new(name, observation)
}

/// Returns how far it is. What nobody has signed may still change; what another one replaces was wrong.
fn status(it: &ExportedQuestionnaire<'_>) -> &'static str {
    match (it.amended_by, it.signed, it.amends) {
        (Some(_), ..) => "entered-in-error",
        (None, Signed::Yes, Some(_)) => "amended",
        (None, Signed::Yes, None) => "completed",
        (None, Signed::No | Signed::InName, _) => "in-progress",
    }
}

/// Returns who answered. Of a caregiver nothing is known but that.
fn source(it: &ExportedQuestionnaire<'_>, around: &Around<'_>) -> Option<Value> {
    match it.answered_by? {
        AnsweredBy::Client => Some(around.subject.clone()),
        AnsweredBy::Clinician => around.author.clone(),
        AnsweredBy::Caregiver => Some(json!({ "display": "caregiver" })),
    }
}

/// Returns an item with its answer; as LOINC's own questionnaires do, it is named by its code.
fn item(item: &ItemAnswer<'_>) -> Value {
    let link = item.code.map_or_else(|| item.number.to_string(), |code| format!("/{code}"));
    let mut json = json!({ "linkId": link });
    if item.wording.is_some() {
        json["text"] = json!(text_of(item));
    }
    if let Some(value) = item.value {
        let answer = match coding(item) {
            Some(coding) => json!({ "valueCoding": coding }),
            None => {
                let mut answer = json!({});
                put_integer(&mut answer, value);
                answer
            }
        };
        json["answer"] = json!([answer]);
    }
    json
}

/// Returns an answer as a code of LOINC with the points it is worth, if it has one.
fn coding(item: &ItemAnswer<'_>) -> Option<Value> {
    let mut coding = codes::coding(LOINC, item.answer_code?, None);
    if let Some(words) = item.answer {
        coding["display"] = json!(one_line(words));
    }
    coding["extension"] = json!([{ "url": ORDINAL, "valueDecimal": item.value? }]);
    Some(coding)
}

fn text_of(item: &ItemAnswer<'_>) -> String {
    item.wording.map_or_else(|| format!("Item {}", item.number), one_line)
}

/// Puts a number; FHIR's integers have 32 bits, and one beyond them is told in words.
fn put_integer(into: &mut Value, value: i64) {
    match i32::try_from(value) {
        Ok(value) => into["valueInteger"] = json!(value),
        Err(_) => into["valueString"] = json!(value.to_string()),
    }
}
