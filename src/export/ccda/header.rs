//! Whose document it is, who wrote it, who keeps it, to whom it goes, and what was done (R2.1, US Realm Header).

use std::collections::BTreeSet;
use std::io;

use crate::domain::session_time::SessionTime;
use crate::export::ccda::Maker;
use crate::export::ccda::parts::{
    NO_INFORMATION, UNKNOWN, address_or_none, tel, telecom_or_none, template,
};
use crate::export::ccda::words::{CONFIDENTIALITY, LOINC, Template, day, template as id, time};
use crate::export::ccda::xml::Xml;
use crate::export::dress::Dress;
use crate::export::fhir::people::CLIENT_IDS;
use crate::export::{ExportedNote, Signed};

/// What stands in the place of what the reader is not to know.
const MASKED: &[(&str, &str)] = &[("nullFlavor", "MSK")];

/// Writes the header; `session` is the note that a Progress Note is of.
pub fn write(
    maker: &Maker<'_>,
    kind: Template,
    session: Option<&ExportedNote<'_>>,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    xml.line()?;
    xml.empty("realmCode", &[("code", "US")])?;
    xml.empty("typeId", &[("root", "2.16.840.1.113883.1.3"), ("extension", "POCD_HD000040")])?;
    template(id::HEADER, xml)?;
    template(kind, xml)?;
    xml.empty("id", &[("root", &maker.id_of_all())])?;
    code(session.is_some(), xml)?;
    let title = if session.is_some() { "Progress note" } else { "Continuity of care document" };
    xml.leaf("title", &[], title)?;
    on(maker, "effectiveTime", xml)?;
    let confidential =
        [("code", "R"), ("codeSystem", CONFIDENTIALITY), ("displayName", "restricted")];
    xml.empty("confidentialityCode", &confidential)?;
    let language = maker.record.notes.first().map_or("en", |note| note.language);
    xml.empty("languageCode", &[("code", language)])?;
    client(maker, xml)?;
    authors(maker, xml)?;
    custodian(maker, xml)?;
    recipient(maker, xml)?;
    if let Some(session) = session {
        authenticator(maker, session, xml)?;
    }
    service(maker, session, xml)?;
    if let Some(session) = session {
        encounter(maker, session, xml)?;
    }
    Ok(())
}

fn code(is_progress_note: bool, xml: &mut Xml<'_>) -> io::Result<()> {
    let of = |code, display| [("code", code), ("codeSystem", LOINC), ("displayName", display)];
    match is_progress_note {
        true => xml.inside("code", &of("11506-3", "Progress note"), |xml| {
            xml.empty("translation", &of("34904-3", "Mental health Progress note"))
        }),
        false => xml.empty("code", &of("34133-9", "Summarization of episode note")),
    }
}

/// Writes the day that the record left: a moment would make each run another document.
fn on(maker: &Maker<'_>, name: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    match maker.record.cover.day {
        Some(on) => xml.empty(name, &[("value", &day(on))]),
        None => xml.empty(name, UNKNOWN),
    }
}

fn client(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let person = &maker.record.client;
    let fields = &person.fields;
    // In supervision the client stands under the id alone.
    let is_masked = person.name == person.id.as_str();
    xml.open("recordTarget", &[])?;
    xml.open("patientRole", &[])?;
    let root = CLIENT_IDS.trim_start_matches("urn:uuid:");
    xml.empty("id", &[("root", root), ("extension", person.id.as_str())])?;
    address_or_none(fields.address, xml)?;
    match (fields.phone, fields.email) {
        (None, None) => xml.empty("telecom", UNKNOWN)?,
        (phone, email) => {
            let email = email.map(|email| format!("mailto:{email}"));
            for value in phone.map(tel).into_iter().chain(email) {
                xml.empty("telecom", &[("value", &value)])?;
            }
        }
    }
    xml.inside("patient", &[], |xml| {
        match is_masked {
            true => xml.empty("name", MASKED)?,
            false => xml.inside("name", &[], |xml| {
                match fields.given_name {
                    Some(given) => xml.leaf("given", &[], given)?,
                    None => xml.empty("given", UNKNOWN)?,
                }
                // What is not told apart stands where every reader shows it.
                xml.leaf("family", &[], fields.family_name.unwrap_or(person.name))
            })?,
        }
        // The client file does not say.
        xml.empty("administrativeGenderCode", NO_INFORMATION)?;
        match person.birth_date {
            Some(born) => xml.empty("birthTime", &[("value", &day(born))])?,
            None => xml.empty("birthTime", if is_masked { MASKED } else { UNKNOWN })?,
        }
        xml.empty("raceCode", NO_INFORMATION)?;
        xml.empty("ethnicGroupCode", NO_INFORMATION)
    })?;
    xml.close("patientRole")?;
    xml.close("recordTarget")
}

/// Returns whoever wrote what leaves, each once.
fn writers<'r>(maker: &Maker<'r>) -> BTreeSet<&'r str> {
    maker.record.notes.iter().filter_map(|note| note.front.writer()).collect()
}

fn authors(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let writers = writers(maker);
    for line in &writers {
        xml.inside("author", &[], |xml| {
            on(maker, "time", xml)?;
            xml.inside("assignedAuthor", &[], |xml| {
                maker.ids_of_person(line, xml)?;
                maker.address_of_practice(xml)?;
                xml.inside("assignedPerson", &[], |xml| maker.name_of_person(line, xml))
            })
        })?;
    }
    if !writers.is_empty() {
        return Ok(());
    }
    // Nobody is known to have written it, so who put it together is named.
    xml.inside("author", &[], |xml| {
        on(maker, "time", xml)?;
        xml.inside("assignedAuthor", &[], |xml| {
            xml.empty("id", UNKNOWN)?;
            maker.address_of_practice(xml)?;
            xml.inside("assignedAuthoringDevice", &[], |xml| {
                xml.leaf("manufacturerModelName", &[], "casenotes")?;
                xml.leaf("softwareName", &[], "casenotes")
            })?;
            organization(maker, "representedOrganization", xml)
        })
    })
}

fn organization(maker: &Maker<'_>, name: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.inside(name, &[], |xml| {
        maker.ids_of_practice(xml)?;
        maker.name_of_practice(xml)?;
        // Here the telephone stands before the address.
        telecom_or_none(maker.record.dress.letterhead.telephone.as_deref(), xml)?;
        let address = maker.record.dress.letterhead.address.join(", ");
        address_or_none(Some(&*address).filter(|text| !text.is_empty()), xml)
    })
}

fn custodian(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.inside("custodian", &[], |xml| {
        xml.inside("assignedCustodian", &[], |xml| {
            organization(maker, "representedCustodianOrganization", xml)
        })
    })
}

fn recipient(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let Some(to) = &maker.record.cover.recipient else { return Ok(()) };
    xml.inside("informationRecipient", &[], |xml| {
        xml.inside("intendedRecipient", &[], |xml| {
            xml.inside("informationRecipient", &[], |xml| xml.leaf("name", &[], to))
        })
    })
}

/// Names who has signed the note, if the signature holds. Who takes in a note from elsewhere vouches for having
/// it as it came, and not for what it says.
fn authenticator(maker: &Maker<'_>, note: &ExportedNote<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let front = note.front;
    let vouches = note.signed == Signed::Yes && !front.is_imported();
    let signer = front.signed_by.as_deref().zip(front.signed_at).filter(|_| vouches);
    let Some((line, at)) = signer else { return Ok(()) };
    xml.inside("legalAuthenticator", &[], |xml| {
        xml.empty("time", &[("value", &time(at))])?;
        xml.empty("signatureCode", &[("code", "S")])?;
        assigned_entity(maker, line, xml)
    })
}

/// Writes somebody who took part.
pub fn assigned_entity(maker: &Maker<'_>, line: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.inside("assignedEntity", &[], |xml| {
        maker.ids_of_person(line, xml)?;
        maker.address_of_practice(xml)?;
        xml.inside("assignedPerson", &[], |xml| maker.name_of_person(line, xml))
    })
}

/// Writes from when to when care was given, and by whom.
fn service(
    maker: &Maker<'_>,
    session: Option<&ExportedNote<'_>>,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    let times = || maker.record.notes.iter().flat_map(|note| [note.front.start, note.front.end]);
    let (first, last) = (times().flatten().min(), times().flatten().max());
    xml.inside("documentationOf", &[], |xml| {
        xml.inside("serviceEvent", &[("classCode", "PCPR")], |xml| {
            if session.is_some() {
                template(id::PROGRESS_NOTE_SERVICE, xml)?;
            }
            span(first, last, xml)?;
            writers(maker).iter().try_for_each(|line| {
                let performer = [("typeCode", "PRF")];
                xml.inside("performer", &performer, |xml| assigned_entity(maker, line, xml))
            })
        })
    })
}

/// Writes a span of time.
pub fn span(
    from: Option<SessionTime>,
    to: Option<SessionTime>,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    // What ends before it begins has no end that anybody knows.
    let to = to.filter(|to| from.is_none_or(|from| from <= *to));
    xml.inside("effectiveTime", &[], |xml| {
        for (name, at) in [("low", from), ("high", to)] {
            match at {
                Some(at) => xml.empty(name, &[("value", &time(at))])?,
                None => xml.empty(name, UNKNOWN)?,
            }
        }
        Ok(())
    })
}

/// Writes the session that a Progress Note is of.
fn encounter(maker: &Maker<'_>, note: &ExportedNote<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.inside("componentOf", &[], |xml| {
        xml.inside("encompassingEncounter", &[], |xml| {
            xml.empty("id", &[("root", &maker.id_of_session(note))])?;
            span(note.front.start, note.front.end, xml)?;
            xml.inside("location", &[], |xml| {
                xml.inside("healthCareFacility", &[], |xml| maker.ids_of_practice(xml))
            })
        })
    })
}

/// Returns what is told of a record as such: to whom it goes and what its reader must know.
pub fn cover(maker: &Maker<'_>, dress: &Dress) -> Vec<(&'static str, String)> {
    let person = ("Client", maker.record.client.line(&dress.wording));
    let sent = maker.record.cover.facts(&dress.wording);
    let practice = dress.letterhead.name.clone().map(|name| ("Practice", name));
    std::iter::once(person)
        .chain(practice)
        .chain(maker.record.client.details.iter().cloned())
        .chain(sent)
        .chain([("Notes", maker.record.notes.len().to_string())])
        .collect()
}
