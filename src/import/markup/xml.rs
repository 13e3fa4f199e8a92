//! Pieces of XML that several readers ask for.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart};

/// Returns the value of an attribute.
pub fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// Returns what a reference stands for, which is a character by its number or one of the five that XML knows by name.
pub fn meaning(reference: &BytesRef<'_>) -> Option<String> {
    let character = reference.resolve_char_ref().ok().flatten().map(String::from);
    let named = || resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned);
    character.or_else(named)
}
