//! A record as FHIR R4 resources, one a line and grouped by their kind, as bulk exports hold them.

use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Naming, Resource};
use crate::export::{Document, Format, Record};

pub(in crate::export) const FORMAT: Format =
    Format { name: "fhir-ndjson", aliases: &["ndjson"], render };

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    Document::made(move |writer| {
        // The kind comes first in each line, so that `grep` can split the file.
        let line = |resource: Resource| serde_json::to_vec(&resource.json);
        Maker::new(record, Naming::Relative).each(line, &mut |line| {
            writer.write_all(&line)?;
            writer.write_all(b"\n")
        })
    })
}
