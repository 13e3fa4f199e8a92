//! FHIR R4 in its own words: names of resources, references, codes and the parts that repeat.
//!
//! Pure, and without a word of what a record is: `export` puts the two together.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::domain::digest::sha256_bytes;
use crate::export::fhir::words::observation::Observation;
use crate::export::fhir::words::uuid::{Namer, Uuid};

pub mod codes;
pub mod observation;
pub mod uuid;

/// The kinds of resources that a record is made of, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What the document is and what it holds; always the first (bdl-11).
    Composition,
    /// The client.
    Patient,
    /// Whoever wrote or signed.
    Practitioner,
    /// The practice.
    Organization,
    /// A session.
    Encounter,
    /// A diagnosis.
    Condition,
    /// A goal of a treatment plan, or a step towards one.
    Goal,
    /// A treatment plan with its reviews.
    CarePlan,
    /// A measure as it was answered once.
    QuestionnaireResponse,
    /// A score.
    Observation,
    /// A note, or a later addition to one.
    DocumentReference,
    /// An authorization of the client.
    Consent,
    /// A signature.
    Provenance,
}

/// How resources name one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By `urn:uuid:`, as inside a bundle.
    Urn,
    /// By kind and id, as between the files of a bulk export.
    Relative,
}

/// A resource that others can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Its type, such as `Patient`.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
}

/// A resource with its name.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its name.
    pub name: Name,
    /// What it says.
    pub json: Elements,
}

/// What a resource says.
#[derive(Clone, Debug)]
pub enum Elements {
    /// Its elements, one by one.
    Own(Value),
    /// Its elements, and the sections that it puts others into.
    InSections(Value, Vec<Section>),
    /// Those of a score, most of which are those of every score of its note.
    OfScore(Observation),
}

/// A section of a document. A section without text, entry or section of its own is none (cmp-1).
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What a reader without a program sees of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Value>,
    /// What is in it.
    pub entry: Vec<Reference>,
}

/// A reference to a resource.
#[derive(Clone, Copy, Debug)]
pub struct Reference(pub Name, pub Naming);

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("reference", &self.0.text(self.1))?;
        map.end()
    }
}

impl Serialize for Elements {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Own(elements) => elements.serialize(serializer),
            Self::OfScore(score) => score.serialize(serializer),
            Self::InSections(elements, sections) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in elements.as_object().into_iter().flatten() {
                    map.serialize_entry(key, value)?;
                }
                if !sections.is_empty() {
                    map.serialize_entry("section", sections)?;
                }
                map.end()
            }
        }
    }
}

impl Kind {
    /// Returns FHIR's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Composition => "Composition",
            Self::Patient => "Patient",
            Self::Practitioner => "Practitioner",
            Self::Organization => "Organization",
            Self::Encounter => "Encounter",
            Self::Condition => "Condition",
            Self::Goal => "Goal",
            Self::CarePlan => "CarePlan",
            Self::QuestionnaireResponse => "QuestionnaireResponse",
            Self::Observation => "Observation",
            Self::DocumentReference => "DocumentReference",
            Self::Consent => "Consent",
            Self::Provenance => "Provenance",
        }
    }
}

impl Name {
    /// Returns a reference to the resource.
    pub fn reference(self, naming: Naming) -> Value {
        json!({ "reference": self.text(naming) })
    }

    /// Returns how others name the resource.
    pub fn text(self, naming: Naming) -> String {
        match naming {
            Naming::Urn => self.id.urn(),
            Naming::Relative => format!("{}/{}", self.kind.as_str(), self.id),
        }
    }
}

impl Resource {
    /// Makes a resource of its elements; those that are null or empty are left out, because FHIR
    /// knows neither.
    pub fn new(name: Name, elements: Value) -> Self {
        Self { name, json: Elements::Own(named(name, elements)) }
    }

    /// Makes a resource that puts others into sections.
    pub fn in_sections(name: Name, elements: Value, sections: Vec<Section>) -> Self {
        Self { name, json: Elements::InSections(named(name, elements), sections) }
    }
}

fn named(name: Name, elements: Value) -> Value {
    let mut json = json!({ "resourceType": name.kind.as_str(), "id": name.id.to_string() });
    if let (Some(all), Value::Object(elements)) = (json.as_object_mut(), elements) {
        all.extend(elements.into_iter().filter(|(_, value)| !is_empty(value)));
    }
    json
}

impl From<Observation> for Resource {
    fn from(score: Observation) -> Self {
        Self { name: score.name, json: Elements::OfScore(score) }
    }
}

/// Writes a bundle of a kind that is a document: named by what it holds, at the time it was made. Each
/// resource is a line, written before the next one is made.
///
/// It has an identifier with its system (bdl-9) and a time (bdl-10), begins with the Composition
/// (bdl-11), and each entry has a full URL of its own (bdl-7).
///
/// # Errors
/// Fails when the writer does.
pub fn write_document(
    writer: &mut dyn Write,
    entries: impl FnOnce(&mut Receive<'_>) -> io::Result<()>,
    timestamp: &str,
    labels: &Value,
) -> io::Result<()> {
    let mut named =
        Named { writer, namer: Namer::of_record(), ahead: Vec::with_capacity(2 * ROOM) };
    let meta = json!({ "security": labels });
    let timestamp = json!(timestamp);
    write!(
        named,
        r#"{{"resourceType":"Bundle","meta":{meta},"type":"document","timestamp":{timestamp},"entry":["#
    )?;
    let mut mark: &[u8] = b"\n";
    entries(&mut |entry| {
        named.write_all(std::mem::replace(&mut mark, b",\n"))?;
        named.write_all(&entry)
    })?;
    named.write_all(b"\n],")?;
    // What names the document is made of all that stands before it.
    let id = named.name()?;
    let identifier = json!({ "system": codes::URI, "value": id.urn() });
    writeln!(named, r#""id":"{id}","identifier":{identifier}}}"#)?;
    named.pass_on()
}

/// Takes what is written of one resource.
pub type Receive<'r> = dyn FnMut(Vec<u8>) -> io::Result<()> + 'r;

/// Writes a resource as an entry of a document.
///
/// # Errors
/// Fails as [`serde_json::to_vec`] does.
pub fn entry(resource: Resource) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Entry { full_url: resource.name.id.urn(), resource: resource.json })
}

#[derive(Serialize)]
struct Entry {
    #[serde(rename = "fullUrl")]
    full_url: String,
    resource: Elements,
}

/// Names what goes through it. JSON comes in pieces of a few bytes, and each step of its way costs:
/// some of it is kept, to be named and passed on at once.
struct Named<'w> {
    writer: &'w mut dyn Write,
    namer: Namer,
    ahead: Vec<u8>,
}

/// How much is named and passed on at once.
const ROOM: usize = 64 * 1024;

impl Named<'_> {
    fn pass_on(&mut self) -> io::Result<()> {
        self.writer.write_all(&self.ahead)?;
        self.namer.add(&self.ahead);
        self.ahead.clear();
        Ok(())
    }

    /// Names all that came so far.
    fn name(&mut self) -> io::Result<Uuid> {
        self.pass_on()?;
        Ok(self.namer.name())
    }
}

impl Write for Named<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.ahead.extend_from_slice(bytes);
        if self.ahead.len() >= ROOM {
            self.pass_on()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.writer.flush()
    }
}

/// Returns a text as an attachment: its bytes in base64, their size, and their hash, which in R4 is
/// base64 of SHA-1.
pub fn attachment(text: &str, title: &str, creation: Option<&str>) -> Value {
    let mut attachment = json!({ "contentType": "text/markdown" });
    // FHIR knows no empty value, and US Core asks for data or a URL (us-core-6).
    match text.is_empty() {
        true => attachment["url"] = json!("data:text/markdown,"),
        false => attachment["data"] = json!(in_base64(text.as_bytes())),
    }
    attachment["size"] = json!(text.len());
    attachment["hash"] = json!(hash(text.as_bytes()));
    attachment["title"] = json!(one_line(title));
    if let Some(creation) = creation {
        attachment["creation"] = json!(creation);
    }
    attachment
}

/// Returns bytes as FHIR has them in JSON.
pub fn in_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Returns bytes by their SHA-256 as a URI (RFC 6920, section 3).
pub fn digest_uri(bytes: &[u8]) -> String {
    format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(sha256_bytes(bytes)))
}

/// Returns the hash of an attachment, which in R4 is base64 of SHA-1.
pub fn hash(bytes: &[u8]) -> String {
    STANDARD.encode(Sha1::digest(bytes))
}

/// Returns paragraphs as a narrative: XHTML without any markup of theirs.
pub fn narrative(paragraphs: &[String]) -> Value {
    let mut div = String::from("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
    for paragraph in paragraphs {
        div.push_str(&format!("<p>{}</p>", escaped(&one_line(paragraph))));
    }
    div.push_str("</div>");
    json!({ "status": "generated", "div": div })
}

/// Returns a text as FHIR takes a string: not empty, without control characters, line ends included,
/// and without white space around it.
pub fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match plain.trim() {
        "" => "-".to_owned(),
        text => text.to_owned(),
    }
}

/// Returns a code as FHIR takes it: words with single spaces between them; `None` when nothing is
/// left.
pub fn code(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_carries_the_bytes_their_size_and_their_hash() {
        let found = attachment("abc", "x", None);
        assert_eq!(found["data"], "YWJj");
        assert_eq!(found["size"], 3);
        // `printf abc | openssl sha1 -binary | base64`
        assert_eq!(found["hash"], "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    }

    #[test]
    fn an_empty_text_is_still_an_attachment() {
        let found = attachment("", "x", None);
        assert!(found.get("data").is_none() && found["url"] == "data:text/markdown,", "{found}");
    }

    #[test]
    fn a_narrative_has_no_markup_of_a_text() {
        let found = narrative(&["<img src=x> & \"y\"\u{1b}[0m".to_owned()]);
        assert_eq!(
            found["div"],
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>&lt;img src=x&gt; &amp; &quot;y&quot; [0m</p></div>"
        );
    }

    #[test]
    fn what_is_empty_is_left_out() {
        let name = Name { kind: Kind::Patient, id: Uuid::of_record("x") };
        let made = Resource::new(name, json!({ "a": null, "b": [], "c": {}, "d": false }));
        let Elements::Own(json) = made.json else { panic!("{made:?}") };
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["resourceType", "id", "d"]);
    }

    #[test]
    fn a_code_has_no_space_around_it_and_one_inside() {
        assert_eq!(code(" 90837\n  X "), Some("90837 X".to_owned()));
        assert_eq!(code(" \t"), None);
    }
}
