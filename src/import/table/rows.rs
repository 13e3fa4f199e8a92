//! What a row says of whose it is and of which day, and the note that it is.

use crate::import::dates;
use crate::import::decode::is_misread;
use crate::import::names;
use crate::import::plain;
use crate::import::reading::{Facts, LONGEST_NAME, Place, Said};
use crate::import::table::columns::{Column, Holds};
use crate::import::table::{Mapped, Row};

/// A cell with what its column says and is called.
struct Cell<'a> {
    column: Column,
    name: &'a str,
    text: &'a str,
}

fn cells<'a>(mapped: &'a Mapped, row: &'a Row) -> Vec<Cell<'a>> {
    let cells = mapped.table.columns.iter().zip(&mapped.columns).zip(&row.cells);
    let cells =
        cells.map(|((name, column), text)| Cell { column: *column, name, text: text.trim() });
    cells.filter(|cell| !cell.text.is_empty()).collect()
}

/// Returns what a row says of the client and of the note.
pub fn facts(mapped: &Mapped, row: &Row) -> Facts {
    let mut facts = Facts::default();
    let table = &mapped.table;
    let cells = cells(mapped, row);
    let first = |wanted: Column| {
        let text = cells.iter().find(|cell| cell.column == wanted)?.text;
        (text.chars().count() <= LONGEST_NAME).then_some(text)
    };
    let said = |what: String| Said { what, place: Place::Column };
    facts.id = first(Column::Id).map(|id| said(id.to_owned()));
    let parts = first(Column::Given).zip(first(Column::Family));
    let parts = parts.map(|(given, family)| format!("{given} {family}"));
    facts.name = first(Column::Name).map(names::spoken).or(parts).map(said);
    if let Some(text) = first(Column::Birth) {
        match dates::first(text) {
            Some(what) => facts.birth = Some(Said { what, place: Place::Column }),
            None => facts.doubts.push("the date of birth is none".into()),
        }
    }
    if table.is_uneven(row) {
        facts.doubts.push(format!(
            "it has {} cells, and the row of the names has {}: something is missing, or stands in the wrong place",
            row.cells.len(),
            table.columns.len()
        ));
    }
    if table.encoding == "windows-1252" && row.cells.iter().any(|cell| is_misread(cell)) {
        facts.doubts.push("some bytes are letters in no encoding that is known".into());
    }
    if table.has_open_quotation(row) {
        facts.doubts.push("a quotation mark in it has no end".into());
    }
    match mapped.mapping.holds {
        Some(Holds::Clients) => {
            facts.is_of_no_day = true;
            facts.own_ids.extend(facts.id.as_ref().map(|said| said.what.clone()));
            facts.details = details(&cells);
        }
        _ => {
            // A column that is called after the start may hold the day, the time or both.
            let when = |wanted| cells.iter().filter(move |cell| cell.column == wanted);
            let date = when(Column::Date).find_map(|cell| dates::first(cell.text));
            facts.dates.extend(date.map(|what| Said { what, place: Place::Column }));
            let times = when(Column::Time).chain(when(Column::Date));
            facts.time = times.filter_map(|cell| dates::time_of_day(cell.text)).next();
            facts.author = first(Column::Author).map(str::to_owned);
            let is_said = |text: &&str| text.contains(char::is_alphabetic);
            facts.signed_by = first(Column::Signed).filter(is_said).map(str::to_owned);
            if !cells.iter().any(|cell| cell.column == Column::Text) {
                facts.doubts.push("there is no text in it".into());
            }
        }
    }
    facts
}

/// Returns what a row says for the client file, key by key.
fn details(cells: &[Cell<'_>]) -> Vec<(String, String)> {
    let of = |wanted: Column, between: &str| {
        let texts = cells.iter().filter(|cell| cell.column == wanted).map(|cell| cell.text);
        let text = texts.collect::<Vec<_>>().join(between);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text).filter(|text| !text.is_empty())
    };
    let given = match (of(Column::Given, " "), of(Column::Middle, " ")) {
        (Some(given), Some(middle)) => Some(format!("{given} {middle}")),
        (given, _) => given,
    };
    let mut all = vec![
        ("given_name", given),
        ("family_name", of(Column::Family, " ")),
        ("address", of(Column::Address, ", ")),
    ];
    for key in ["pronouns", "phone", "email", "emergency_contact", "payer", "member_number"] {
        all.push((key, of(Column::Detail(key), ", ")));
    }
    all.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text?))).collect()
}

/// Returns the note that a row is, as Markdown. Who the client is stands in no note.
pub fn note(mapped: &Mapped, row: &Row) -> String {
    let cells = cells(mapped, row);
    let mut markdown = String::new();
    let is_about_the_client = |cell: &Cell<'_>| {
        matches!(
            cell.column,
            Column::Id
                | Column::Name
                | Column::Given
                | Column::Middle
                | Column::Family
                | Column::Birth
        )
    };
    let is_text = |cell: &&Cell<'_>| cell.column == Column::Text;
    for cell in cells.iter().filter(|cell| !is_text(cell) && !is_about_the_client(cell)) {
        markdown.push_str("- ");
        plain::escape(cell.name, &mut markdown);
        markdown.push_str(": ");
        plain::escape(&cell.text.split_whitespace().collect::<Vec<_>>().join(" "), &mut markdown);
        markdown.push('\n');
    }
    let texts: Vec<&Cell<'_>> = cells.iter().filter(is_text).collect();
    for cell in &texts {
        if !markdown.is_empty() {
            markdown.push('\n');
        }
        if texts.len() > 1 {
            markdown.push_str("## ");
            plain::escape(cell.name, &mut markdown);
            markdown.push_str("\n\n");
        }
        markdown.push_str(&plain::as_markdown(cell.text));
    }
    markdown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::separated::separated;

    fn read(text: &str) -> Mapped {
        Mapped::of(separated(text.as_bytes()).unwrap(), &[])
    }

    #[test]
    fn a_row_of_a_list_of_clients_is_a_client() {
        let mapped = read(
            "First Name,Middle Name,Last Name,DOB,Mobile Phone,Street,City,Zip,Primary Insurance,Color\nBen,Q,Sample,1978-11-02,555 0100,\"1 Test St\nApt 2\",Nowhere,00000,Blue Plan,green\n",
        );
        let facts = facts(&mapped, &mapped.table.rows[0]);
        assert_eq!(facts.name.unwrap().what, "Ben Sample");
        assert_eq!(facts.birth.unwrap().what.text, "1978-11-02");
        let told: Vec<String> =
            facts.details.iter().map(|(key, text)| format!("{key}={text}")).collect();
        assert_eq!(
            told,
            [
                "given_name=Ben Q",
                "family_name=Sample",
                "address=1 Test St Apt 2, Nowhere, 00000",
                "phone=555 0100",
                "payer=Blue Plan"
            ]
        );
        assert_eq!(facts.doubts, [""; 0]);
    }

    #[test]
    fn a_row_of_notes_is_a_note_with_its_sections() {
        let mapped = read(
            "Client,Date of Service,Clinician,Subjective,Plan,Fee\n\"Sample, Ben\",04/25/2023 2:00 PM,\"Ruth Sample, LMFT\",Slept *better*.,Weekly,$100\n",
        );
        let row = &mapped.table.rows[0];
        let facts = facts(&mapped, row);
        assert_eq!(facts.name.unwrap().what, "Ben Sample");
        assert_eq!(facts.dates[0].what.text, "04/25/2023 2:00 PM");
        insta::assert_snapshot!(note(&mapped, row), @r"
        - Date of Service: 04/25/2023 2:00 PM
        - Clinician: Ruth Sample, LMFT
        - Fee: \$100

        ## Subjective

        Slept \*better\*.

        ## Plan

        Weekly
        ");
    }

    #[test]
    fn the_day_and_the_time_of_the_start_may_stand_in_two_columns() {
        let mapped = read("Client,Start Time,Service Date,Note\nBen Sample,2:00 PM,2023-04-25,x\n");
        let facts = facts(&mapped, &mapped.table.rows[0]);
        assert_eq!(facts.dates[0].what.text, "2023-04-25");
        assert_eq!(facts.time, dates::time_of_day("14:00"));
    }

    #[test]
    fn a_row_that_is_cut_off_says_so() {
        let mapped = read("Client,Date,Note,Signed by\nBen Sample,2023-04-25,\"Slept bet\n");
        let doubts = facts(&mapped, &mapped.table.rows[0]).doubts;
        assert_eq!(doubts.len(), 2, "{doubts:?}");
    }
}
