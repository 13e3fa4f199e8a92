//! Resources of FHIR R4 as other programs export them: a bundle, a resource, or one a line (NDJSON).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::import::dates;
use crate::import::decode::{decode, letters};
use crate::import::markup::html;
use crate::import::plain;
use crate::import::reading::{Facts, Place, Said};

/// The resources of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// Each as it stands in the file, with the address that the bundle gives it.
    pub resources: Vec<Resource>,
    /// Lines that are no JSON, counted from 1.
    pub broken: Vec<usize>,
}

/// A resource as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its text.
    pub text: String,
    /// What other resources of the bundle call it, beside its type and id.
    address: Option<String>,
}

/// What a resource is to an import.
#[derive(Clone, Debug)]
pub enum Is {
    /// A client.
    Client(Facts),
    /// A note, as Markdown.
    Note(Facts, String),
    /// Anything else about a client.
    Paper(Facts),
    /// Nothing that can be read.
    Broken,
    /// Nothing about a client; its type is told.
    OfNobody(String),
}

#[derive(Deserialize)]
struct Bundle<'a> {
    #[serde(rename = "resourceType", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    entry: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(rename = "fullUrl", borrow, default)]
    address: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
}

/// Reads the resources of a file; `None` if it holds none.
pub fn resources(bytes: &[u8]) -> Option<Resources> {
    let text = letters(bytes)?.text;
    if let Ok(bundle) = serde_json::from_str::<Bundle<'_>>(&text) {
        let found = |entry: Entry<'_>| {
            let text = entry.resource?.get().to_owned();
            Some(Resource { text, address: entry.address.map(Cow::into_owned) })
        };
        let resources = match &*bundle.kind {
            "Bundle" => bundle.entry.into_iter().filter_map(found).collect(),
            _ => vec![Resource { text: text.trim().to_owned(), address: None }],
        };
        return Some(Resources { resources, broken: Vec::new() });
    }
    let mut all = Resources { resources: Vec::new(), broken: Vec::new() };
    for (nth, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Bundle<'_>>(line) {
            Ok(_) => all.resources.push(Resource { text: line.trim().to_owned(), address: None }),
            Err(_) => all.broken.push(nth + 1),
        }
    }
    (!all.resources.is_empty()).then_some(all)
}

impl Resource {
    /// Says what the resource is.
    pub fn is(&self) -> Is {
        let Ok(value) = serde_json::from_str::<Value>(&self.text) else {
            return Is::Broken;
        };
        let kind = value["resourceType"].as_str().unwrap_or_default().to_owned();
        let mut facts = Facts::default();
        if kind == "Patient" {
            facts.own_ids = self.own_ids(&kind, &value);
            patient(&value, &mut facts);
            return Is::Client(facts);
        }
        let subject = ["subject", "patient", "beneficiary", "individual"]
            .iter()
            .find_map(|key| value[*key]["reference"].as_str());
        let Some(subject) = subject else { return Is::OfNobody(kind) };
        facts.id = Some(said(subject.to_owned()));
        about(&value, &mut facts);
        let text = match &*kind {
            "DocumentReference" => attachments(&value),
            "Composition" => sections(&value),
            _ => None,
        };
        match text {
            Some(text) => Is::Note(facts, text),
            None => {
                facts.is_of_no_day = facts.dates.is_empty();
                Is::Paper(facts)
            }
        }
    }

    fn own_ids(&self, kind: &str, value: &Value) -> Vec<String> {
        let id = value["id"].as_str().map(|id| format!("{kind}/{id}"));
        id.into_iter().chain(self.address.clone()).collect()
    }
}

fn said<T>(what: T) -> Said<T> {
    Said { what, place: Place::Resource }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Returns the name that is used officially, or the first.
fn name_of(value: &Value) -> Option<&Value> {
    let names = value.as_array()?;
    let of_use = |wanted: &str| names.iter().find(|name| name["use"] == wanted);
    of_use("official").or_else(|| of_use("usual")).or_else(|| names.first())
}

fn patient(value: &Value, facts: &mut Facts) {
    facts.is_of_no_day = true;
    if let Some(name) = name_of(&value["name"]) {
        let given = texts(&name["given"]);
        let family = name["family"].as_str().unwrap_or_default();
        let parts = given.first().copied().into_iter().chain([family]);
        let spoken = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let text = name["text"].as_str().map(str::to_owned);
        facts.name = Some(spoken).filter(|name| name.contains(' ')).or(text).map(said);
        let mut detail = |key: &str, text: String| {
            if !text.trim().is_empty() {
                facts.details.push((key.to_owned(), text));
            }
        };
        detail("given_name", given.join(" "));
        detail("family_name", family.to_owned());
    }
    facts.birth = value["birthDate"].as_str().and_then(dates::first).map(said);
    for key in ["phone", "email"] {
        let all = value["telecom"].as_array().into_iter().flatten();
        let found = all.filter(|it| it["system"] == key).find_map(|it| it["value"].as_str());
        facts.details.extend(found.map(|text| (key.to_owned(), text.to_owned())));
    }
    let address = &value["address"][0];
    let parts = texts(&address["line"]).into_iter().chain(
        ["city", "state", "postalCode", "country"].iter().filter_map(|key| address[*key].as_str()),
    );
    let address = parts.collect::<Vec<_>>().join(", ");
    if !address.is_empty() {
        facts.details.push(("address".to_owned(), address));
    }
}

/// The places in which resources say of when they are, the most telling first.
const WHEN: &[&str] = &[
    "/context/period/start",
    "/period/start",
    "/effectiveDateTime",
    "/effectivePeriod/start",
    "/onsetDateTime",
    "/authoredOn",
    "/authored",
    "/dateTime",
    "/recordedDate",
    "/startDate",
    "/created",
    "/date",
    "/issued",
];

fn about(value: &Value, facts: &mut Facts) {
    let when = WHEN.iter().filter_map(|at| value.pointer(at)?.as_str());
    facts.dates.extend(when.filter_map(dates::first).next().map(said));
    let shown = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
    facts.author = shown("/author/0/display");
    facts.signed_by =
        shown("/authenticator/display").or_else(|| shown("/attester/0/party/display"));
}

/// Returns the text of a document, if it is there and is text; of several forms of one, the first.
fn attachments(value: &Value) -> Option<String> {
    let mut all = value["content"].as_array()?.iter().map(|content| &content["attachment"]);
    all.find_map(|attachment| {
        let kind = attachment["contentType"].as_str()?.split(';').next()?.trim().to_lowercase();
        if !kind.starts_with("text/") {
            return None;
        }
        let data: String = attachment["data"].as_str()?.split_ascii_whitespace().collect();
        let text = decode(&STANDARD.decode(data).ok()?)?.text;
        Some(match &*kind {
            "text/html" => html::read(&text).markdown,
            "text/markdown" => text,
            _ => plain::as_markdown(&text),
        })
    })
    .filter(|text| !text.trim().is_empty())
}

/// How deep sections may stand in each other.
const DEEPEST: usize = 6;

/// Returns the sections of a composition, each below its title.
fn sections(value: &Value) -> Option<String> {
    let mut open: Vec<(&Value, usize)> = Vec::new();
    fn below(of: &Value) -> Vec<&Value> {
        of.as_array().into_iter().flatten().rev().collect()
    }
    open.extend(below(&value["section"]).into_iter().map(|section| (section, 2)));
    let mut markdown = String::new();
    let mut has_text = false;
    while let Some((section, level)) = open.pop() {
        if let Some(title) = section["title"].as_str() {
            markdown.push_str(&"#".repeat(level.min(DEEPEST)));
            markdown.push(' ');
            plain::escape(&title.split_whitespace().collect::<Vec<_>>().join(" "), &mut markdown);
            markdown.push_str("\n\n");
        }
        if let Some(text) = section["text"]["div"].as_str() {
            let text = html::read(text).markdown;
            has_text |= !text.is_empty();
            markdown.push_str(&text);
            markdown.push('\n');
        }
        open.extend(below(&section["section"]).into_iter().map(|section| (section, level + 1)));
    }
    has_text.then(|| format!("{}\n", markdown.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_tells_its_clients_and_their_notes() {
        let data = STANDARD.encode("Slept *better*.\n");
        let bundle = serde_json::json!({
            "resourceType": "Bundle", "type": "collection", "entry": [
                { "fullUrl": "urn:uuid:1", "resource": { "resourceType": "Patient", "id": "7", "name": [{ "family": "Sample", "given": ["Ben", "Q"] }], "birthDate": "1978-11-02", "telecom": [{ "system": "phone", "value": "555 0100" }] } },
                { "resource": { "resourceType": "DocumentReference", "subject": { "reference": "urn:uuid:1" }, "date": "2023-04-26T09:00:00Z", "context": { "period": { "start": "2023-04-25" } }, "author": [{ "display": "Ruth Sample, LMFT" }], "content": [{ "attachment": { "contentType": "text/plain; charset=utf-8", "data": data } }] } },
                { "resource": { "resourceType": "Composition", "subject": { "reference": "Patient/7" }, "date": "2023-05-02", "section": [{ "title": "Plan", "text": { "div": "<div><p>Weekly <b>calls</b></p></div>" }, "section": [{ "title": "Deep" }] }] } },
                { "resource": { "resourceType": "Condition", "subject": { "reference": "Patient/7" } } },
                { "resource": { "resourceType": "Organization" } },
            ],
        });
        let all = resources(bundle.to_string().as_bytes()).unwrap().resources;
        let told: Vec<String> = all
            .iter()
            .map(|resource| match resource.is() {
                Is::Client(facts) => format!(
                    "client {:?} {} {}",
                    facts.own_ids,
                    facts.name.unwrap().what,
                    facts.birth.unwrap().what.text
                ),
                Is::Note(facts, text) => format!(
                    "note of {} {} {text:?}",
                    facts.id.unwrap().what,
                    facts.dates[0].what.text
                ),
                Is::Paper(facts) => format!("paper of {}", facts.id.unwrap().what),
                Is::OfNobody(kind) => kind,
                Is::Broken => "broken".to_owned(),
            })
            .collect();
        assert_eq!(
            told,
            [
                "client [\"Patient/7\", \"urn:uuid:1\"] Ben Sample 1978-11-02",
                "note of urn:uuid:1 2023-04-25 \"Slept \\\\*better\\\\*.\\n\"",
                "note of Patient/7 2023-05-02 \"## Plan\\n\\nWeekly **calls**\\n\\n### Deep\\n\"",
                "paper of Patient/7",
                "Organization"
            ]
        );
    }

    #[test]
    fn lines_are_resources_and_a_broken_one_is_told() {
        let all = resources(b"{\"resourceType\":\"Patient\"}\n\n{\"resourceType\":\n").unwrap();
        assert_eq!((all.resources.len(), all.broken), (1, vec![3]));
        for bytes in [&b"{}"[..], b"[1]", b"x", b"{\"a\":1}\n"] {
            assert_eq!(resources(bytes), None);
        }
        let deep = format!("{{\"resourceType\":\"Patient\",\"a\":{}", "[".repeat(100_000));
        assert_eq!(resources(deep.as_bytes()), None);
        let deep = format!("{deep}{}}}", "]".repeat(100_000));
        assert!(matches!(resources(deep.as_bytes()).unwrap().resources[0].is(), Is::Broken));
    }
}
