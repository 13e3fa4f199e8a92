//! Comma-separated values: one row a note and one for each later addition, safe in a spreadsheet.

use std::borrow::Cow;

use crate::export::{Added, Document, Format, Record, Session};
use crate::note::key::Part;
use crate::output::csv;

pub(super) const FORMAT: Format = Format { name: "csv", aliases: &[], render };

/// The heading; columns are added at its end.
const COLUMNS: &[&str] = &[
    "id",
    "part",
    "client",
    "name",
    "birth_date",
    "title",
    "format",
    "start",
    "end",
    "minutes",
    "author",
    "status",
    "service",
    "place",
    "diagnoses",
    "goals",
    "risk",
    "measures",
    "reason",
    "signed_by",
    "signed_at",
    "signature",
    "late_entry",
    "signed_anyway",
    "body",
    "recipient",
    "address",
    "purpose",
    "basis",
    "day",
    "notices",
    "modifiers",
    "risk_level",
    "circumstances",
    "plan_goals",
];

type Cell<'a> = Cow<'a, str>;

fn render(record: &Record<'_>) -> Document<'static> {
    let cover = &record.cover;
    // Each row must say by itself to whom it went, because rows are sorted and filtered.
    let released = [
        text(cover.recipient.as_deref()),
        text(cover.address.as_deref()),
        text(cover.purpose.as_deref()),
        text(cover.basis.as_deref()),
        owned(cover.day),
        cover.notices.join(" ").into(),
    ];
    let person = [
        record.client.id.as_str().into(),
        record.client.name.into(),
        owned(record.client.birth_date),
    ];
    let row = |ids: [Cell<'_>; 2], own: Vec<Cell<'_>>, more: [Cell<'_>; 4]| -> Vec<Cell<'static>> {
        let cells = ids.into_iter().chain(person.iter().cloned()).chain(own);
        let cells = cells.chain(released.iter().cloned()).chain(more);
        cells.map(|cell| cell.into_owned().into()).collect()
    };
    let heading = COLUMNS.iter().map(|name| (*name).into()).collect();
    let mut rows: Vec<Vec<Cell<'static>>> = vec![heading];
    for session in &record.notes {
        let id = session.id.to_string();
        rows.push(row([id.as_str().into(), "note".into()], note(session), more(session)));
        for added in &session.amendments {
            let ids = [id.as_str().into(), added.name.to_string().into()];
            rows.push(row(ids, addition(session, added), Default::default()));
        }
    }
    csv::write(rows).into()
}

fn note<'a>(session: &'a Session<'_>) -> Vec<Cell<'a>> {
    let front = session.front;
    let measures: Vec<String> =
        front.measures.iter().map(|(name, score)| format!("{name}={score}")).collect();
    vec![
        session.title.into(),
        text(front.format.as_ref().map(|format| format.as_str())),
        owned(front.start),
        owned(front.end),
        owned(front.minutes()),
        text(front.author.as_deref()),
        session.status().into(),
        front.service.join(" ").into(),
        text(front.place.as_deref()),
        front.diagnoses.join(" ").into(),
        front.goals.join(" ").into(),
        text(front.risk.as_deref()),
        measures.join(" ").into(),
        Cell::default(),
        text(front.signed_by.as_deref()),
        owned(front.signed_at),
        text(session.signed.word()),
        text(front.late_entry.as_deref()),
        text(front.signed_anyway.as_deref()),
        whole_lines(&session.body),
    ]
}

/// Returns the columns that were added last.
fn more<'a>(session: &'a Session<'_>) -> [Cell<'a>; 4] {
    let circumstances: Vec<String> = session
        .front
        .facts(Part::Circumstances)
        .map(|(key, _, value)| format!("{key}={value}"))
        .collect();
    let goals = session.plan_goals().into_iter();
    let goals: Vec<String> = goals.map(|(_, goal)| goal.readable()).collect();
    [
        session.front.modifiers.join(" ").into(),
        text(session.front.risk_level.as_deref()),
        circumstances.join("; ").into(),
        goals.join("; ").into(),
    ]
}

fn addition<'a>(session: &'a Session<'_>, added: &'a Added<'_>) -> Vec<Cell<'a>> {
    let front = added.front;
    let nothing = Cell::default;
    vec![
        added.name.kind.title().into(),
        text(session.front.format.as_ref().map(|format| format.as_str())),
        owned(front.written),
        nothing(),
        nothing(),
        text(front.author.as_deref()),
        added.status().into(),
        nothing(),
        nothing(),
        nothing(),
        nothing(),
        nothing(),
        nothing(),
        text(front.reason.as_deref()),
        text(front.signed_by.as_deref()),
        owned(front.signed_at),
        text(added.signed.word()),
        nothing(),
        nothing(),
        whole_lines(&added.body),
    ]
}

/// Leaves out the empty lines in front, so that the first character is one that is looked at.
fn whole_lines(body: &str) -> Cell<'_> {
    body.trim_start_matches(['\r', '\n']).into()
}

fn text(value: Option<&str>) -> Cell<'_> {
    value.unwrap_or_default().into()
}

fn owned(value: Option<impl ToString>) -> Cell<'static> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::note_id::NoteId;
    use crate::export::{Cover, Person, Signed};
    use crate::note::front_matter::FrontMatter;

    #[test]
    fn every_row_has_a_cell_for_each_column_and_no_cell_is_a_formula() {
        let id = NoteId {
            client: "c-7f3k".parse().unwrap(),
            stem: "2026-11-20-1400-dap".parse().unwrap(),
        };
        let front = FrontMatter { author: Some("=1+1".into()), ..FrontMatter::default() };
        let session = Session {
            id: &id,
            title: "@x",
            kind: None,
            front: &front,
            body: "\n\n+\"a\"\n,b".into(),
            signed: Signed::No,
            amendments: vec![],
        };
        let client = Person { id: &id.client, name: "-Ben", birth_date: None };
        let cover = Cover { recipient: Some("\tPlan".into()), ..Cover::default() };
        let document = render(&Record { cover, client, notes: vec![session], measures: &[] });
        let bytes = document.whole();
        let mut reader = ::csv::Reader::from_reader(&*bytes);
        assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.len(), COLUMNS.len());
        for (column, value) in [
            ("author", "'=1+1"),
            ("title", "'@x"),
            ("name", "'-Ben"),
            ("recipient", "'\tPlan"),
            ("body", "'+\"a\"\n,b"),
        ] {
            let at = COLUMNS.iter().position(|name| *name == column).unwrap();
            assert_eq!(&row[at], value, "{column}");
        }
    }
}
