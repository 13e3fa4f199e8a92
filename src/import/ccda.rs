//! The head of a document of C-CDA (HL7 CDA R2): whose it is, of which day, by whom. What it says is read by nobody
//! here; the document is kept as it is.

use chrono::NaiveDateTime;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::import::dates;
use crate::import::decode::letters;
use crate::import::markup::xml;
use crate::import::reading::{Facts, Place, Said};

/// What an XML file is to an import.
#[derive(Clone, Debug)]
pub enum Read {
    /// A document of C-CDA, and what its head says.
    Document(Box<Facts>),
    /// Any other XML.
    Other,
    /// It is no XML, cut off, or has a document type, whose entities may grow without bound.
    Broken,
}

/// Nothing that is looked for stands deeper.
const DEEPEST: usize = 16;

const PATIENT: &str = "ClinicalDocument/recordTarget/patientRole";
const PATIENT_NAME: &str = "ClinicalDocument/recordTarget/patientRole/patient/name";
const AUTHOR: &str = "ClinicalDocument/author/assignedAuthor/assignedPerson/name";
const SIGNER: &str = "ClinicalDocument/legalAuthenticator/assignedEntity/assignedPerson/name";
const ENCOUNTER: &str = "ClinicalDocument/componentOf/encompassingEncounter/effectiveTime";

/// What was found on the way.
#[derive(Default)]
struct Head {
    id: Option<String>,
    birth: Option<String>,
    encounter: Option<String>,
    made: Option<String>,
    /// The names that are looked for.
    names: [Option<String>; 3],
    /// What was read of each: given name, family name, and what stands in no part.
    parts: [[String; 3]; 3],
    /// Whether a part stands there that has been read once.
    is_another: bool,
}

/// Reads the head of a document.
pub fn read(bytes: &[u8]) -> Read {
    let Some(decoded) = letters(bytes) else { return Read::Broken };
    let mut reader = Reader::from_str(&decoded.text);
    let (mut path, mut deeper) = (Vec::<String>::new(), 0_usize);
    let (mut head, mut is_document, mut is_begun) = (Head::default(), false, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if path.len() < DEEPEST => {
                path.push(element.local_name().as_ref().to_owned());
                is_document |= path == ["ClinicalDocument"];
                is_begun = true;
                attributes(&path.join("/"), &element, &mut head);
                head.is_another = part_of_a_name(&path)
                    .is_some_and(|(name, part)| part < 2 && !head.parts[name][part].is_empty());
            }
            Ok(Event::Start(_)) => deeper += 1,
            Ok(Event::Empty(element)) if path.len() < DEEPEST => {
                let name = element.local_name();
                attributes(&format!("{}/{}", path.join("/"), name.as_ref()), &element, &mut head);
            }
            Ok(Event::End(_)) if deeper > 0 => deeper -= 1,
            Ok(Event::End(_)) => {
                end_name(&path, &mut head);
                path.pop();
                head.is_another = false;
            }
            Ok(Event::Text(text)) => say(&path, &text.xml10_content(), &mut head),
            Ok(Event::GeneralRef(reference)) => {
                say(&path, &xml::meaning(&reference).unwrap_or_default(), &mut head);
            }
            Ok(Event::Eof) if path.is_empty() && is_begun => break,
            Ok(Event::Eof | Event::DocType(_)) | Err(_) => return Read::Broken,
            Ok(_) => {}
        }
    }
    if is_document { Read::Document(Box::new(facts(head))) } else { Read::Other }
}

fn attributes(path: &str, element: &BytesStart<'_>, head: &mut Head) {
    let (into, name) = match path.strip_prefix(PATIENT) {
        Some("/id") => (&mut head.id, "extension"),
        Some("/patient/birthTime") => (&mut head.birth, "value"),
        _ if path == "ClinicalDocument/effectiveTime" => (&mut head.made, "value"),
        _ if [ENCOUNTER, &format!("{ENCOUNTER}/low")].contains(&path) => {
            (&mut head.encounter, "value")
        }
        _ => return,
    };
    *into = into.take().or_else(|| xml::value(element, name));
}

/// Where the names stand that are looked for.
const NAMES: [&str; 3] = [PATIENT_NAME, AUTHOR, SIGNER];

/// Tells which name an element is, or which part of one: the given name, the family name, or the name itself.
fn part_of_a_name(path: &[String]) -> Option<(usize, usize)> {
    let of = |path: &[String]| NAMES.iter().position(|name| *name == path.join("/"));
    let (last, around) = path.split_last()?;
    let part = ["given", "family"].iter().position(|part| part == last);
    of(path).map(|name| (name, 2)).or_else(|| Some((of(around)?, part?)))
}

fn say(path: &[String], text: &str, head: &mut Head) {
    let into = part_of_a_name(path).filter(|_| !head.is_another);
    if let Some((name, part)) = into {
        head.parts[name][part].push_str(text);
    }
}

/// Keeps a name that ends, if it is the first with more than one word. Of several given names the first is taken, as
/// in lists of clients; who has none may have all of the name in the other part, or in none.
fn end_name(path: &[String], head: &mut Head) {
    let Some((name, 2)) = part_of_a_name(path) else { return };
    let [given, family, text] = std::mem::take(&mut head.parts[name]);
    let all = [format!("{} {}", given.trim(), family.trim()), text];
    let mut all = all.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    let found = all.find(|name| name.contains(' '));
    head.names[name] = head.names[name].take().or(found);
}

fn facts(head: Head) -> Facts {
    fn said<T>(what: T) -> Said<T> {
        Said { what, place: Place::Head }
    }
    let [patient, author, signer] = head.names;
    let when = head.encounter.or(head.made);
    Facts {
        id: head.id.map(said),
        name: patient.map(said),
        birth: head.birth.and_then(|text| dates::first(&moment(&text))).map(said),
        dates: when.and_then(|text| dates::first(&moment(&text))).map(said).into_iter().collect(),
        author,
        signed_by: signer,
        ..Facts::default()
    }
}

/// Returns a point in time of HL7 (`20230425140000-0400`) as others write it.
fn moment(text: &str) -> String {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let Some(day) = digits.get(..8) else { return text.to_owned() };
    let Some(time) = digits.get(8..12) else { return day.to_owned() };
    let Ok(moment) = NaiveDateTime::parse_from_str(&format!("{day}{time}"), "%Y%m%d%H%M") else {
        return day.to_owned();
    };
    match text.find(['+', '-']).map(|at| &text[at..]) {
        Some(zone) => moment.format(&format!("%Y-%m-%dT%H:%M:00{zone}")).to_string(),
        None => moment.format("%Y-%m-%d %H:%M").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><effectiveTime value="20230426090000-0400"/><recordTarget><patientRole><id root="1.2" extension="1001"/><patient><name use="L"><given>Ben</given><given>Q</given><family>O&apos;Sample</family></name><birthTime value="19781102"/></patient></patientRole></recordTarget><author><assignedAuthor><assignedPerson><name><given>Ruth</given><family>Sample</family></name></assignedPerson></assignedAuthor></author><componentOf><encompassingEncounter><effectiveTime><low value="202304251400-0400"/></effectiveTime></encompassingEncounter></componentOf></ClinicalDocument>"#;

    fn of(text: &str) -> Option<Facts> {
        match read(text.as_bytes()) {
            Read::Document(facts) => Some(*facts),
            Read::Other | Read::Broken => None,
        }
    }

    #[test]
    fn the_head_says_whose_it_is_and_of_which_day() {
        let facts = of(DOCUMENT).unwrap();
        assert_eq!(facts.id.unwrap().what, "1001");
        assert_eq!(facts.name.unwrap().what, "Ben O'Sample");
        assert_eq!(facts.birth.unwrap().what.text, "19781102");
        assert_eq!(facts.dates[0].what.text, "2023-04-25T14:00:00-0400");
        assert_eq!((facts.author.as_deref(), facts.signed_by), (Some("Ruth Sample"), None));
        let pet = DOCUMENT.replace("<name use=\"L\">", "<name><given>Benny</given></name><name>");
        assert_eq!(of(&pet).unwrap().name.unwrap().what, "Ben O'Sample");
        let family = "<name><given nullFlavor=\"UNK\"/><family>Ben Sample</family></name>";
        for (name, read) in
            [(family, "Ben Sample"), ("<name> Ben\nSample, LCSW </name>", "Ben Sample, LCSW")]
        {
            let text = DOCUMENT.replace("<name use=\"L\">", &format!("{name}<name use=\"L\">"));
            assert_eq!(of(&text).unwrap().name.unwrap().what, read, "{name}");
        }
        let later = DOCUMENT.replace("componentOf", "other");
        assert_eq!(of(&later).unwrap().dates[0].what.text, "2023-04-26T09:00:00-0400");
    }

    #[test]
    fn what_is_no_document_is_other_and_what_does_not_end_is_broken() {
        assert!(matches!(read(b"<a><b/></a>"), Read::Other));
        for text in [&DOCUMENT[..DOCUMENT.len() - 5], "", "x", "<!DOCTYPE a><a/>", "<a></b>", "<a>"]
        {
            assert!(matches!(read(text.as_bytes()), Read::Broken), "{text}");
        }
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(matches!(read(deep.as_bytes()), Read::Other));
    }

    #[test]
    fn points_in_time_are_read_as_far_as_they_go() {
        for (text, read) in [
            ("20230425", "20230425"),
            ("2023042514", "20230425"),
            ("202304251400", "2023-04-25 14:00"),
            ("20230425140000.000+0200", "2023-04-25T14:00:00+0200"),
            ("2023", "2023"),
            ("x", "x"),
        ] {
            assert_eq!(moment(text), read);
        }
    }
}
