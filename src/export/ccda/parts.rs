//! What stands in several places of a document: ids, codes, people, the practice, and sections.

use std::io;

use crate::export::ccda::Maker;
use crate::export::ccda::words::{Code, NPI, SectionKind, Template};
use crate::export::ccda::xml::{Attributes, Xml};

/// What is said in the place of what nobody has written down.
pub const UNKNOWN: Attributes<'static> = &[("nullFlavor", "UNK")];
/// What is said in the place of what no record of this practice holds.
pub const NO_INFORMATION: Attributes<'static> = &[("nullFlavor", "NI")];

/// Writes the id of a template, and that of the same template in R1.1, which receivers of R2.1 ask for.
pub fn template(template: Template, xml: &mut Xml<'_>) -> io::Result<()> {
    let Template(root, version) = template;
    match version {
        Some(version) => {
            xml.empty("templateId", &[("root", root), ("extension", version)])?;
            xml.empty("templateId", &[("root", root)])
        }
        None => xml.empty("templateId", &[("root", root)]),
    }
}

/// Writes a code.
pub fn code(name: &str, code: Code<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let Code(code, system, display) = code;
    xml.empty(name, &[("code", code), ("codeSystem", system), ("displayName", display)])
}

/// Writes a section: its template, code and heading, its words, and its entries. Without entries that its
/// template asks for, it says that there is no information.
pub fn section(
    kind: SectionKind<'_>,
    is_empty: bool,
    words: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
    entries: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    xml.line()?;
    xml.inside("component", &[], |xml| {
        xml.inside("section", if is_empty { NO_INFORMATION } else { &[] }, |xml| {
            if let Some(found) = kind.template {
                template(found, xml)?;
            }
            if let Some(found) = kind.code {
                code("code", found, xml)?;
            }
            xml.leaf("title", &[], kind.title)?;
            xml.inside("text", &[], words)?;
            entries(xml)
        })
    })
}

/// Writes a section without entries.
pub fn words(
    kind: SectionKind<'_>,
    words: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    section(kind, false, words, |_| Ok(()), xml)
}

impl Maker<'_> {
    /// Writes the ids of somebody who wrote or signed: the NPI, if the practice has it, and our own.
    pub fn ids_of_person(&self, line: &str, xml: &mut Xml<'_>) -> io::Result<()> {
        let known = self.record.dress.letterhead.clinician(line);
        if let Some(npi) = known.and_then(|it| it.npi.as_ref()) {
            xml.empty("id", &[("root", NPI), ("extension", &npi.to_string())])?;
        }
        xml.empty("id", &[("root", &self.id("Practitioner", line))])
    }

    /// Writes the name of somebody who wrote or signed: in its parts where the practice has them.
    pub fn name_of_person(&self, line: &str, xml: &mut Xml<'_>) -> io::Result<()> {
        let known = self.record.dress.letterhead.clinician(line);
        let parts = known.and_then(|it| it.given_name.as_deref().zip(it.family_name.as_deref()));
        let Some((given, family)) = parts else { return xml.leaf("name", &[], line) };
        xml.inside("name", &[], |xml| {
            xml.leaf("given", &[], given)?;
            xml.leaf("family", &[], family)?;
            let credentials = line.split(',').skip(1).map(str::trim);
            credentials
                .filter(|part| !part.is_empty())
                .try_for_each(|part| xml.leaf("suffix", &[], part))
        })
    }

    /// Writes where the practice is and how it is called up.
    pub fn address_of_practice(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let letterhead = &self.record.dress.letterhead;
        let address = letterhead.address.join(", ");
        address_or_none(Some(&address).filter(|text| !text.is_empty()).map(|text| &**text), xml)?;
        telecom_or_none(letterhead.telephone.as_deref(), xml)
    }

    /// Writes the ids of the practice.
    pub fn ids_of_practice(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let letterhead = &self.record.dress.letterhead;
        if let Some(npi) = &letterhead.npi {
            xml.empty("id", &[("root", NPI), ("extension", &npi.to_string())])?;
        }
        match &letterhead.name {
            Some(name) => xml.empty("id", &[("root", &self.id("Organization", name))]),
            None if letterhead.npi.is_none() => xml.empty("id", UNKNOWN),
            None => Ok(()),
        }
    }

    /// Writes what the practice is called.
    pub fn name_of_practice(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        match &self.record.dress.letterhead.name {
            Some(name) => xml.leaf("name", &[], name),
            None => xml.empty("name", UNKNOWN),
        }
    }
}

/// Writes an address; a line of a client file or a letterhead does not say which of its words is the city.
pub fn address_or_none(address: Option<&str>, xml: &mut Xml<'_>) -> io::Result<()> {
    let Some(address) = address else { return xml.empty("addr", UNKNOWN) };
    xml.inside("addr", &[], |xml| {
        xml.leaf("streetAddressLine", &[], address)?;
        ["city", "state", "postalCode"].into_iter().try_for_each(|part| xml.empty(part, UNKNOWN))
    })
}

/// Writes a telephone number.
pub fn telecom_or_none(telephone: Option<&str>, xml: &mut Xml<'_>) -> io::Result<()> {
    match telephone {
        Some(number) => xml.empty("telecom", &[("value", &tel(number))]),
        None => xml.empty("telecom", UNKNOWN),
    }
}

/// Returns a telephone number as a URI, in which there is no space.
pub fn tel(number: &str) -> String {
    format!("tel:{}", number.split_whitespace().collect::<Vec<_>>().join("-"))
}
