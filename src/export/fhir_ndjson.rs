//! A record as FHIR R4 resources, one a line and grouped by their kind, as bulk exports hold them.

use crate::export::fhir::resources;
use crate::export::{Document, Format, Record};
use crate::fhir::Naming;

pub(super) const FORMAT: Format = Format { name: "fhir-ndjson", aliases: &["ndjson"], render };

fn render(record: &Record<'_>) -> Document {
    let mut text = String::new();
    for resource in resources(record, Naming::Relative) {
        // The kind comes first in each line, so that `grep` can split the file.
        text.push_str(&resource.json.to_string());
        text.push('\n');
    }
    text.into()
}
