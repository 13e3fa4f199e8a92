//! `import`: what other programs wrote. The files of `tests/imports` are made by the programs that `make.sh` names.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::{allow_duplicates, assert_snapshot};
use serde_json::Value;

use crate::import::{filed, planned, practice, told};
use crate::practice::Practice;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Puts a fixture among the sources.
fn put(practice: &Practice, name: &str, to: &str) {
    practice.put(&format!("old/{to}"), fixture(name));
}

/// Returns what a plan says of each thing, with the way inside of its file.
fn all(rows: &[Value]) -> String {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
            let inside = row["inside"].as_str().map(|it| format!(" > {it}")).unwrap_or_default();
            let file = text("file").rsplit_once("/old/").unwrap().1.to_owned();
            format!("{file}{inside}: {} {} {}", text("as"), text("result"), text("date"))
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

fn why(rows: &[Value], ending: &str) -> String {
    let where_it_is = |row: &Value| {
        let inside = row["inside"].as_str().map(|it| format!(" > {it}")).unwrap_or_default();
        format!("{}{inside}", row["file"].as_str().unwrap())
    };
    let row = rows.iter().find(|row| where_it_is(row).ends_with(ending));
    row.unwrap_or_else(|| panic!("{ending}: {rows:?}"))["why"].as_str().unwrap().to_owned()
}

fn validated(practice: &Practice) {
    let run = practice.run(&["validate", "--deep"]);
    assert_eq!(run.code(), 0, "{run}");
}

#[test]
fn a_document_of_a_word_processor_is_a_note_with_its_headings_lists_and_tables() {
    for name in ["pandoc.docx", "libre.docx", "pandoc.html", "libre.html"] {
        let practice = practice();
        put(&practice, name, name);
        let rows = planned(&practice, &[]);
        assert_eq!(told(&rows), format!("{name}: note planned 2023-04-25"), "{rows:?}");
        assert_eq!(rows[0]["client"], "c-7f3k", "{name}: {rows:?}");
        filed(&practice, 0);
        let shown = practice.ok(&["show", "c-7f3k"]);
        for line in [
            "# Progress note",
            "## Data",
            "Slept *better*; rode **two** stops by tram, and 1 \\* 2.",
            "- paced breathing",
            "- exposure",
            "1. one stop",
            "2. two stops",
            "| Goal | Rating |",
            "| Sleep | 3 |",
            "original_signed_by = \"Ruth Sample, LMFT\"",
            "start = 2023-04-25T14:00:00-04:00",
        ] {
            assert!(shown.lines().any(|it| it.trim_start() == line), "{name}: {line}: {shown}");
        }
        let document = practice.run(&["document", "list", "--json"]).json()["documents"][0].clone();
        let kept = practice.run(&["document", "show", document["id"].as_str().unwrap(), "--bytes"]);
        assert_eq!(kept.out_bytes(), fixture(name), "{name}");
        validated(&practice);
    }
}

#[test]
fn what_stands_in_a_header_says_whose_it_is() {
    let practice = practice();
    put(&practice, "python.docx", "python.docx");
    put(&practice, "python.docx", "Example, Ana/python.docx");
    let rows = planned(&practice, &["--date-order", "mdy"]);
    // One is the copy of the other, and lies in the folder of somebody else.
    assert_snapshot!(told(&rows), @r"
    Example, Ana/python.docx: note unclear 2023-05-30
    python.docx: leave left 2023-05-30
    ");
    let plan = practice.read("plan.toml");
    assert!(plan.contains("a folder names another person than a line of the text"), "{plan}");
    fs::remove_dir_all(practice.path("old/Example, Ana")).unwrap();
    planned(&practice, &["--date-order", "mdy"]);
    filed(&practice, 0);
    let shown = practice.ok(&["show", "c-7f3k"]);
    assert!(shown.contains("- Ride alone\n"), "{shown}");
    assert!(shown.contains("1. Sleep eight hours\n"), "{shown}");
    assert!(shown.contains("Risk: **denied**\n"), "{shown}");
    assert!(shown.contains("Page 1\\\nof 1\n"), "{shown}");
}

#[test]
fn an_archive_is_walked_like_a_folder() {
    let practice = practice();
    put(&practice, "infozip.zip", "infozip.zip");
    let rows = planned(&practice, &[]);
    assert_snapshot!(all(&rows), @r"
    infozip.zip > Export/Example, Ana 1990-04-21/note 1.txt: note planned 2023-04-18
    infozip.zip > Export/Sample, Ben 1978-11-02/note 1.txt: note planned 2023-04-25
    infozip.zip > Export/Sample, Ben 1978-11-02/note 2.html: note planned 2023-04-25
    infozip.zip > Export/link.txt: leave left -
    infozip.zip: leave left -
    ");
    let rows = filed(&practice, 0);
    assert_eq!(rows.iter().filter(|row| row["result"] == "filed").count(), 3, "{rows:?}");
    let files = practice.files("chart");
    assert!(filed(&practice, 0).iter().all(|row| row["result"] != "filed"));
    assert_eq!(practice.files("chart"), files);
    assert!(practice.ok(&["show", "c-7f3k/2023-04-25-0000-imported"]).ends_with("Slept better.\n"));
    validated(&practice);
    // The same in an archive of an archive is the same.
    fs::remove_file(practice.path("old/infozip.zip")).unwrap();
    put(&practice, "nested.zip", "nested.zip");
    planned(&practice, &[]);
    let rows = filed(&practice, 0);
    assert!(rows.iter().all(|row| row["result"] != "filed"), "{rows:?}");
    assert_eq!(practice.files("chart"), files);
}

#[test]
fn an_archive_that_does_harm_is_refused_with_a_line_and_nothing_of_it_is_filed() {
    let practice = practice();
    for name in ["outside", "twice", "case", "bomb", "deeper", "password"] {
        put(&practice, &format!("{name}.zip"), &format!("c-7f3k/{name}.zip"));
    }
    let whole = fixture("infozip.zip");
    practice.put("old/c-7f3k/cut.zip", &whole[..whole.len() - 30]);
    let mut changed = whole.clone();
    let at = whole.windows(13).position(|it| it == b"Slept better.").unwrap();
    changed[at] ^= 1;
    practice.put("old/c-7f3k/changed.zip", changed);
    practice.put("old/c-7f3k/not.zip", "2023-04-25 Slept.\n");
    let rows = planned(&practice, &[]);
    assert_snapshot!(all(&rows), @r"
    c-7f3k/bomb.zip: leave left -
    c-7f3k/case.zip: leave left -
    c-7f3k/changed.zip > Export/Example, Ana 1990-04-21/note 1.txt: note unclear 2023-04-18
    c-7f3k/changed.zip > Export/Sample, Ben 1978-11-02/note 1.txt: leave left -
    c-7f3k/changed.zip > Export/Sample, Ben 1978-11-02/note 2.html: note planned 2023-04-25
    c-7f3k/changed.zip > Export/link.txt: leave left -
    c-7f3k/changed.zip: leave left -
    c-7f3k/cut.zip: leave left -
    c-7f3k/deeper.zip > nested.zip > deep/infozip.zip: leave left -
    c-7f3k/deeper.zip > nested.zip: leave left -
    c-7f3k/deeper.zip: leave left -
    c-7f3k/not.zip: leave left -
    c-7f3k/outside.zip: leave left -
    c-7f3k/password.zip > Export/Example, Ana 1990-04-21/note 1.txt: leave left -
    c-7f3k/password.zip: leave left -
    c-7f3k/twice.zip: leave left -
    ");
    for (name, reason) in [
        ("outside.zip", "leads out of it by its name"),
        ("twice.zip", "have one name"),
        ("case.zip", "have one name"),
        ("bomb.zip", "grows to more than it could hold"),
        ("infozip.zip", "an archive in an archive in an archive"),
        ("password.zip > Export/Example, Ana 1990-04-21/note 1.txt", "needs a password"),
        ("cut.zip", "is broken or cut off"),
        ("not.zip", "is broken or cut off"),
    ] {
        assert!(why(&rows, name).contains(reason), "{name}: {}", why(&rows, name));
    }
    let plan = practice.read("plan.toml");
    assert!(plan.contains("it is broken in the archive"), "{plan}");
}

#[test]
fn lists_of_clients_add_clients_and_notes_find_them_by_their_numbers() {
    for name in ["openpyxl.xlsx", "libre.xlsx"] {
        let practice = practice();
        put(&practice, name, "book.xlsx");
        let rows = planned(&practice, &[]);
        allow_duplicates! { assert_snapshot!(all(&rows), @r"
        book.xlsx > sheet Clients, row 2: document planned 2026-11-24
        book.xlsx > sheet Clients, row 3: document planned 2026-11-24
        book.xlsx > sheet Notes, row 2: note planned 2023-05-02
        book.xlsx > sheet Notes, row 3: note planned 2023-04-18
        book.xlsx > sheet Notes, row 4: note planned 2023-04-25
        book.xlsx: leave left -
        "); }
        let rows = filed(&practice, 0);
        let ana = rows.iter().find(|row| row["inside"] == "sheet Clients, row 2").unwrap();
        let ana = ana["client"].as_str().unwrap();
        let told = practice.ok(&["client", "show", ana]);
        for text in [
            "Ana Example",
            "1990-04-21",
            "ana@example.invalid",
            "555-0101",
            "1 Test Street, Nówhere, ZZ, 00000",
            "Blue Plan",
            "XYZ 1",
        ] {
            assert!(told.contains(text), "{text}: {told}");
        }
        // Ben was there, and his file stays as it is.
        assert!(!practice.ok(&["client", "show", "c-7f3k"]).contains("555-0102"));
        let shown = practice.ok(&["show", "c-7f3k/2023-05-02"]);
        assert!(
            shown.ends_with("## Subjective\n\nSlept =better=.\n\n## Plan\n\nWeekly.\n"),
            "{shown}"
        );
        assert!(
            !shown.contains("1001") && shown.contains("start = 2023-05-02T14:00:00-04:00"),
            "{shown}"
        );
        validated(&practice);
        assert!(filed(&practice, 0).iter().all(|row| row["result"] != "filed"));
    }
}

#[test]
fn separators_and_encodings_are_found_from_the_bytes() {
    for name in ["semicolons.csv", "tabs.csv"] {
        let practice = practice();
        put(&practice, name, name);
        let rows = planned(&practice, &[]);
        assert_eq!(rows.iter().filter(|row| row["result"] == "planned").count(), 2, "{rows:?}");
        let rows = filed(&practice, 0);
        let ana = rows.iter().find(|row| row["inside"] == "row 2").unwrap()["client"].clone();
        let told = practice.ok(&["client", "show", ana.as_str().unwrap()]);
        assert!(told.contains("1 Test Street, Nówhere, ZZ, 00000"), "{told}");
        validated(&practice);
    }
}

const NOTES: &str = "Client Name,DOB,Session Date,Clinician,Note\n\"Sample, Ben\",1978-11-02,2023-04-25 14:00,\"Ruth Sample, LMFT\",\"Slept better;\nrode the tram.\"\n\"Sample, Ben\",1978-11-02,2023-04-18,\"Ruth Sample, LMFT\",First.\n";

#[test]
fn a_row_of_notes_is_a_note_and_is_kept_with_the_names_of_the_columns() {
    let practice = practice();
    practice.put("old/notes.csv", NOTES);
    let rows = planned(&practice, &[]);
    assert_snapshot!(all(&rows), @r"
    notes.csv > row 2: note planned 2023-04-25
    notes.csv > row 3: note planned 2023-04-18
    notes.csv: leave left -
    ");
    filed(&practice, 0);
    let shown = practice.ok(&["show", "c-7f3k/2023-04-25"]);
    assert!(shown.contains("- Session Date: 2023-04-25 14:00\n"), "{shown}");
    assert!(shown.ends_with("\n\nSlept better;\\\nrode the tram.\n"), "{shown}");
    assert!(shown.contains("original_author = \"Ruth Sample, LMFT\""), "{shown}");
    let documents = practice.run(&["document", "list", "--json"]).json()["documents"].clone();
    let documents = documents.as_array().unwrap();
    let kept: Vec<String> = documents
        .iter()
        .map(|it| practice.ok(&["document", "show", it["id"].as_str().unwrap(), "--bytes"]))
        .collect();
    assert!(
        kept.iter().any(|it| it.ends_with("\"Ruth Sample, LMFT\",First.\n")
            && it.starts_with("Client Name,DOB")),
        "{kept:?}"
    );
    assert!(
        documents.iter().any(|it| it["title"].as_str().unwrap().contains("(row 2)")),
        "{documents:?}"
    );
    validated(&practice);
    // A row that is another now is not the one that somebody has read the plan of.
    practice.put("old/notes.csv", NOTES.replace("First.", "Second."));
    let practice_two = self::practice();
    practice_two.put("old/notes.csv", NOTES);
    planned(&practice_two, &[]);
    practice_two.put("old/notes.csv", NOTES.replace("First.", "Second."));
    let run = practice_two.run(&["import", "--plan", "plan.toml"]);
    assert_eq!(run.code(), 2, "{run}");
    assert!(
        run.err().contains("is another than when the plan was made")
            && !run.err().contains("Second"),
        "{run}"
    );
    assert_eq!(practice_two.run(&["list"]).code(), 1);
}

#[test]
fn a_table_that_is_broken_asks_and_files_nothing_in_error() {
    let broken: [(&str, Vec<u8>, &str); 8] = [
        (
            "cut",
            NOTES.as_bytes()[..NOTES.len() - 30].to_vec(),
            "cells, and the row of the names has 5",
        ),
        (
            "open quotation",
            NOTES.replace("tram.\"\n", "tram.\n").into_bytes(),
            "a quotation mark in it has no end",
        ),
        (
            "wrong encoding",
            [NOTES.as_bytes(), b"Zo\xeb \x81,1980-01-01,2023-04-25,x,y\n"].concat(),
            "some bytes are letters in no encoding that is known",
        ),
        (
            "either order",
            NOTES
                .replace("2023-04-25 14:00", "04/05/2023")
                .replace("2023-04-18", "04/06/2023")
                .into_bytes(),
            "if the month stands first",
        ),
        ("no birth", NOTES.replace("1978-11-02", "").into_bytes(), "a name alone is not enough"),
        (
            "another birth",
            NOTES.replace("1978-11-02", "31.31.1978").into_bytes(),
            "is no day of the calendar",
        ),
        ("no text", NOTES.replace("First.", "").into_bytes(), "there is no text in it"),
        ("future", NOTES.replace("2023-04-18", "2033-04-18").into_bytes(), "lies in the future"),
    ];
    for (name, bytes, reason) in broken {
        let practice = practice();
        practice.put("old/notes.csv", bytes);
        let rows = planned(&practice, &[]);
        let plan = practice.read("plan.toml");
        assert!(plan.contains(reason), "{name}: {plan}");
        assert!(rows.iter().any(|row| row["result"] == "unclear"), "{name}: {rows:?}");
        let unclear: Vec<Value> =
            rows.into_iter().filter(|row| row["result"] == "unclear").collect();
        for row in filed(&practice, 1) {
            let is_unclear = unclear.iter().any(|it| it["client"] == row["client"]);
            assert!(!is_unclear || row["result"] != "filed", "{name}: {row}");
        }
    }
}

#[test]
fn two_of_one_name_are_told_apart_by_their_birth_and_rows_may_stand_in_any_order() {
    let practice = practice();
    practice.put(
        "old/notes.csv",
        "Note,Session Date,DOB,Client\nof the elder,2023-05-02,1950-01-31,Ben Sample\nsecond,2023-04-25,11/02/1978,\"Sample, Ben\"\nfirst,2023-04-18,1978-11-02,BEN SAMPLE\n",
    );
    let rows = planned(&practice, &["--date-order", "mdy"]);
    let client = |row: &str| rows.iter().find(|it| it["inside"] == row).unwrap()["client"].clone();
    assert_eq!((client("row 3"), client("row 4")), ("c-7f3k".into(), "c-7f3k".into()));
    assert_ne!(client("row 2"), "c-7f3k");
    filed(&practice, 0);
    let listed =
        practice.run(&["list", "c-7f3k", "--json"]).json()["notes"].as_array().unwrap().len();
    assert_eq!(listed, 2);
}

#[test]
fn columns_that_nobody_knows_are_told_by_the_plan_and_settled_in_it() {
    let practice = practice();
    practice.put(
        "old/export.csv",
        "Person,Born on,Held at,Written\nBen Sample,1978-11-02,2023-04-25,Slept better.\n",
    );
    let rows = planned(&practice, &[]);
    assert_eq!(all(&rows), "export.csv: document unclear -");
    let plan = practice.read("plan.toml");
    assert!(plan.contains("columns.Person = \"other\""), "{plan}");
    let mut settled = plan.replace("columns.Person = \"other\"", "columns.Person = \"name\"");
    for (name, word) in
        [("\"Born on\"", "birth_date"), ("\"Held at\"", "date"), ("Written", "text")]
    {
        settled = settled.replace(
            &format!("columns.{name} = \"other\""),
            &format!("columns.{name} = \"{word}\""),
        );
    }
    practice.put("columns.toml", &settled);
    let rows = planned(&practice, &["--columns", "columns.toml"]);
    assert_eq!(all(&rows), "export.csv > row 2: note planned 2023-04-25\nexport.csv: leave left -");
    filed(&practice, 0);
    assert!(practice.ok(&["show", "c-7f3k"]).ends_with("Slept better.\n"));
    practice.put("columns.toml", settled.replace("\"text\"", "\"words\""));
    let run = practice.run(&["import", "old", "--columns", "columns.toml", "--plan", "more.toml"]);
    assert_eq!(run.code(), 2, "{run}");
    assert!(run.err().contains("`words` is not one of id, name"), "{run}");
}

#[test]
fn a_broken_workbook_or_document_asks() {
    let practice = practice();
    for name in ["openpyxl.xlsx", "pandoc.docx"] {
        let whole = fixture(name);
        practice.put(&format!("old/c-7f3k/2023-04-25 cut {name}"), &whole[..whole.len() / 2]);
        practice.put(&format!("old/c-7f3k/2023-04-26 other {name}"), "Slept.\n");
        practice.put(&format!("old/c-7f3k/2023-04-27 zip {name}"), fixture("infozip.zip"));
        put(&practice, "bomb.zip", &format!("c-7f3k/2023-04-28 bomb {name}"));
    }
    let rows = planned(&practice, &[]);
    assert_snapshot!(told(&rows), @r"
    c-7f3k/2023-04-25 cut openpyxl.xlsx: document unclear 2023-04-25
    c-7f3k/2023-04-25 cut pandoc.docx: document unclear 2023-04-25
    c-7f3k/2023-04-26 other openpyxl.xlsx: document unclear 2023-04-26
    c-7f3k/2023-04-26 other pandoc.docx: leave left 2023-04-26
    c-7f3k/2023-04-27 zip openpyxl.xlsx: document unclear 2023-04-27
    c-7f3k/2023-04-27 zip pandoc.docx: leave left 2023-04-27
    c-7f3k/2023-04-28 bomb openpyxl.xlsx: leave left -
    c-7f3k/2023-04-28 bomb pandoc.docx: leave left -
    ");
    assert!(practice.read("plan.toml").contains("it cannot be read as what its name says it is"));
    assert!(filed(&practice, 1).iter().all(|row| row["result"] != "filed"));
}

#[test]
fn what_is_sealed_or_was_released_comes_in_by_no_archive_and_no_document() {
    let practice = practice();
    let sealed = "age-encryption.org/v1\n-> X25519 x\n";
    practice.put("in/c-7f3k/2023-04-25.md", sealed);
    let run = Command::new("python3")
        .args(["-m", "zipfile", "-c", "old.zip", "in/c-7f3k"])
        .current_dir(practice.path("."))
        .status()
        .unwrap();
    assert!(run.success());
    fs::create_dir(practice.path("old")).unwrap();
    fs::rename(practice.path("old.zip"), practice.path("old/c-7f3k.zip")).unwrap();
    let rows = planned(&practice, &[]);
    assert!(rows.iter().all(|row| row["result"] == "left"), "{rows:?}");
    assert!(practice.read("plan.toml").contains("it is sealed by age, or holds what is"));
}

#[test]
fn resources_of_fhir_are_clients_notes_and_papers_and_each_is_accounted_for() {
    let names = ["patients.ndjson", "documents.ndjson", "others.ndjson"];
    for names in [&["bundle.json"][..], &names] {
        let practice = practice();
        for name in names {
            put(&practice, name, name);
        }
        let rows = planned(&practice, &[]);
        let of = |result: &str, taken_as: &str| {
            rows.iter().filter(|row| row["result"] == result && row["as"] == taken_as).count()
        };
        // Two notes; two clients, a paper without text and a diagnosis; one of nobody; the practitioner and the files.
        let told = all(&rows);
        assert_eq!(of("planned", "note"), 2, "{told}");
        assert_eq!(of("planned", "document"), 4, "{told}");
        assert_eq!((of("unclear", "note"), of("left", "leave")), (1, 1 + names.len()), "{told}");
        let plan = practice.read("plan.toml");
        assert!(plan.contains("it is about no client: Practitioner"), "{plan}");
        assert!(plan.contains("no list of clients tells whose the number in it is"), "{plan}");
        let rows = filed(&practice, 1);
        assert_eq!(rows.iter().filter(|row| row["result"] == "filed").count(), 6, "{rows:?}");
        let shown = practice.ok(&["show", "c-7f3k/2023-04-25"]);
        assert!(shown.ends_with("Slept \\*better\\*.\n"), "{shown}");
        assert!(shown.contains("start = 2023-04-25T14:00:00-04:00"), "{shown}");
        let ana =
            rows.iter().find(|row| row["date"] == "2023-04-18" && row["as"] == "note").unwrap();
        assert!(
            practice.ok(&["show", ana["id"].as_str().unwrap()]).ends_with("First **visit**.\n")
        );
        let client = practice.ok(&["client", "show", ana["client"].as_str().unwrap()]);
        for text in ["Ana Example", "1990-04-21", "ana@example.invalid", "1 Test Street, Nowhere"] {
            assert!(client.contains(text), "{text}: {client}");
        }
        validated(&practice);
    }
}

#[test]
fn resources_that_are_broken_ask_or_are_left_with_a_line() {
    let bundle = String::from_utf8(fixture("bundle.json")).unwrap();
    let patients = String::from_utf8(fixture("patients.ndjson")).unwrap();
    let documents = String::from_utf8(fixture("documents.ndjson")).unwrap();
    let both = format!("{patients}{documents}");
    for (name, file, bytes, reason) in [
        (
            "cut",
            "old/a.json",
            bundle.as_bytes()[..bundle.len() / 2].to_vec(),
            "nothing says whose it is",
        ),
        (
            "cut line",
            "old/a.ndjson",
            both.as_bytes()[..both.len() - 20].to_vec(),
            "these lines are no resources: 6",
        ),
        (
            "other birth",
            "old/a.ndjson",
            format!("{both}{}", patients.replace("1978-11-02", "1979-11-02")).into_bytes(),
            "two clients of the sources have the number",
        ),
        (
            "no patients",
            "old/a.ndjson",
            documents.clone().into_bytes(),
            "no list of clients tells whose",
        ),
        (
            "no birth",
            "old/a.ndjson",
            both.replace("\"birthDate\":\"1978-11-02\"", "\"active\":true").into_bytes(),
            "a name alone is not enough",
        ),
        (
            "no day",
            "old/a.ndjson",
            both.replace("2023-04-25", "not a day").into_bytes(),
            "nothing says of which day it is",
        ),
    ] {
        let practice = practice();
        practice.put(file, bytes);
        let rows = planned(&practice, &[]);
        let plan = practice.read("plan.toml");
        assert!(plan.contains(reason), "{name}: {plan}");
        let unclear: Vec<Value> =
            rows.into_iter().filter(|row| row["result"] == "unclear").collect();
        let run = practice.run(&["import", "--plan", "plan.toml", "--json"]);
        for row in run.json()["files"].as_array().unwrap() {
            let is_unclear =
                unclear.iter().any(|it| it["file"] == row["file"] && it["inside"] == row["inside"]);
            assert!(!is_unclear || row["result"] != "filed", "{name}: {row}");
        }
    }
    // What is no text any more is a paper of the client, and another encoding changes nothing.
    let wide = "\u{feff}".chars().chain(both.chars());
    let wide: Vec<u8> = wide.flat_map(|c| (c as u16).to_le_bytes()).collect();
    let without = both.replace("\"data\":\"", "\"data\":\"%").into_bytes();
    for (bytes, notes) in [(wide, 3), (without, 0)] {
        let practice = practice();
        practice.put("old/a.ndjson", bytes);
        let rows = planned(&practice, &[]);
        let found = rows.iter().filter(|row| row["as"] == "note").count();
        assert_eq!(found, notes, "{rows:?}");
    }
}

#[test]
fn the_number_of_a_note_is_not_that_of_a_client() {
    let practice = practice();
    practice.put(
        "old/clients.csv",
        "ID,First Name,Last Name,DOB,Email\n1,Ben,Sample,1978-11-02,\n2,Zoe,Test,,zoe@example.invalid\n",
    );
    practice.put(
        "old/notes.csv",
        "ID,Client ID,Session Date,Note\n2,1,2023-04-25,Slept better.\n1,7,2023-04-18,Of nobody.\n",
    );
    practice.put("old/loose.csv", "ID,Session Date,Note\n1,2023-04-25,Whose?\n");
    let rows = planned(&practice, &[]);
    assert_snapshot!(all(&rows), @r"
    clients.csv > row 2: document planned 2026-11-24
    clients.csv > row 3: document unclear 2026-11-24
    clients.csv: leave left -
    loose.csv > row 2: note unclear 2023-04-25
    loose.csv: leave left -
    notes.csv > row 2: note planned 2023-04-25
    notes.csv > row 3: note unclear 2023-04-18
    notes.csv: leave left -
    ");
    let rows = filed(&practice, 1);
    let filed: Vec<&Value> = rows.iter().filter(|row| row["result"] == "filed").collect();
    assert!(filed.len() == 2 && filed.iter().all(|row| row["client"] == "c-7f3k"), "{rows:?}");
    // Whom nobody has been, somebody says, and the list says the rest.
    let plan = practice.read("plan.toml");
    let at = plan.find("name = \"Zoe Test\"").unwrap();
    let person = plan[..at].rfind("[[person]]").unwrap();
    let settled: String = plan[person..at]
        .lines()
        .filter(|it| !it.starts_with("unclear"))
        .map(|it| format!("{it}\n"))
        .collect();
    let new = "birth_date = 1980-01-31\nclient = \"c-2mxr\"\nnew = true\n";
    practice.put("plan.toml", format!("{}{settled}{new}{}", &plan[..person], &plan[at..]));
    self::filed(&practice, 1);
    let told = practice.ok(&["client", "show", "c-2mxr"]);
    assert!(told.contains("zoe@example.invalid") && told.contains("1980-01-31"), "{told}");
}

#[test]
fn a_document_of_c_cda_is_kept_as_it_is_and_its_head_says_whose_it_is() {
    let practice = practice();
    put(&practice, "medplum.xml", "medplum.xml");
    practice.put("old/c-7f3k/2023-04-18.txt", "Slept.\n");
    let rows = planned(&practice, &[]);
    assert_snapshot!(told(&rows), @r"
    c-7f3k/2023-04-18.txt: note planned 2023-04-18
    medplum.xml: document planned 2023-04-25
    ");
    assert!(rows.iter().all(|row| row["client"] == "c-7f3k"), "{rows:?}");
    assert!(practice.read("plan.toml").contains("author = \"Ruth Sample\""));
    let rows = filed(&practice, 0);
    let row = rows.iter().find(|row| row["as"] == "document").unwrap();
    let kept = practice.run(&["document", "show", row["id"].as_str().unwrap(), "--bytes"]);
    assert_eq!(kept.out_bytes(), fixture("medplum.xml"));
    // One that we write is known again.
    let own = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "ccda"]);
    practice.put("old/record.xml", own);
    let rows = planned(&practice, &[]);
    let row = rows.iter().find(|row| row["file"].as_str().unwrap().ends_with("record.xml"));
    let row = row.unwrap();
    assert_eq!((&row["result"], &row["client"]), (&"planned".into(), &"c-7f3k".into()), "{row}");
    assert_eq!(row["date"], "2026-11-24", "{row}");
    validated(&practice);
}
