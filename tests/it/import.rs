//! `import`: a practice comes in from elsewhere, by a plan.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::document::PDF;
use crate::practice::Practice;

pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A practice with a signer whose client c-7f3k is Ben Sample, born 1978-11-02.
pub fn practice() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&[
        "client",
        "edit",
        "c-7f3k",
        "--set",
        "name=Ben Sample",
        "--set",
        "birth_date=1978-11-02",
    ]);
    practice
}

/// Plans and returns the rows of the plan.
pub fn planned(practice: &Practice, more: &[&str]) -> Vec<Value> {
    let _ = fs::remove_file(practice.path("plan.toml"));
    let args = [&["import", "old", "--from", "Old EHR", "--plan", "plan.toml", "--json"][..], more]
        .concat();
    let run = practice.run(&args);
    assert_eq!(run.code(), 0, "{run}");
    run.json()["files"].as_array().unwrap().clone()
}

pub fn filed(practice: &Practice, code: i32) -> Vec<Value> {
    let run = practice.run(&["import", "--plan", "plan.toml", "--json"]);
    assert_eq!(run.code(), code, "{run}");
    run.json()["files"].as_array().unwrap().clone()
}

/// Returns name, result and reason of each row, by the name of the file.
pub fn told(rows: &[Value]) -> String {
    let name =
        |row: &Value| row["file"].as_str().unwrap().rsplit_once("/old/").unwrap().1.to_owned();
    let line = |row: &Value| {
        let lines = row["lines"].as_str().map(|lines| format!(" {lines}")).unwrap_or_default();
        let date = row["date"].as_str().unwrap_or("-").to_owned();
        format!(
            "{}{lines}: {} {} {date}",
            name(row),
            row["as"].as_str().unwrap(),
            row["result"].as_str().unwrap()
        )
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines.join("\n")
}

const SIGNED: &str = "Progress note\r\nDate of service: 04/25/2023 2:00 PM\r\nTherapist: Ruth Sample, LMFT\r\n\r\nSlept *better*.\r\nAte.\r\n\r\nElectronically signed by Ruth Sample, LMFT on 04/26/2023\r\n";

#[test]
fn a_note_that_is_taken_in_says_where_it_comes_from_and_is_locked() {
    let practice = practice();
    practice.put("old/Sample, Ben 1978-11-02/one.txt", SIGNED);
    assert_eq!(
        told(&planned(&practice, &[])),
        "Sample, Ben 1978-11-02/one.txt: note planned 2023-04-25"
    );
    assert_eq!(practice.run(&["list"]).code(), 1);
    let rows = filed(&practice, 0);
    let id = rows[0]["id"].as_str().unwrap();
    assert_eq!(id, "c-7f3k/2023-04-25-1400-imported");
    let text = practice.read("chart/clients/c-7f3k/notes/2023-04-25-1400-imported.md");
    assert_snapshot!(text.replace(&sha256(SIGNED), "DIGEST"), @r#"
    +++
    client = "c-7f3k"
    format = "imported"
    start = 2023-04-25T14:00:00-04:00
    imported_from = "Old EHR"
    source_sha256 = "DIGEST"
    original_author = "Ruth Sample, LMFT"
    original_date = "04/25/2023 2:00 PM"
    original_signed_by = "Ruth Sample, LMFT on 04/26/2023"
    signed_as = "c-7f3k/2023-04-25-1400-imported"
    signed_by = "Dana Okafor, LCSW"
    signed_at = 2026-11-24T09:30:12-05:00
    +++

    Progress note\
    Date of service: 04/25/2023 2:00 PM\
    Therapist: Ruth Sample, LMFT

    Slept \*better\*.\
    Ate.

    Electronically signed by Ruth Sample, LMFT on 04/26/2023
    "#);
    // The file itself is there, byte for byte, and signed for.
    let document = practice.run(&["document", "list", "--json"]).json()["documents"][0].clone();
    assert_eq!(document["status"], "signed");
    assert_eq!(
        practice.ok(&["document", "show", document["id"].as_str().unwrap(), "--bytes"]),
        SIGNED
    );
    assert_eq!(practice.read("old/Sample, Ben 1978-11-02/one.txt"), SIGNED);

    assert_eq!(
        practice.run(&["validate", "--deep"]).code(),
        0,
        "{}",
        practice.run(&["validate", "--deep"])
    );
    assert_eq!(practice.run(&["edit", id, "--set", "risk=denied"]).code(), 2);
    assert!(practice.run(&["show", id]).err().contains(
        "Imported from Old EHR on 2026-11-24; signed there by Ruth Sample, LMFT on 04/26/2023."
    ));
    let row = practice.run(&["list", "--json"]).json()["notes"][0].clone();
    assert_eq!(
        (&row["author"], &row["imported_from"]),
        (&"Ruth Sample, LMFT".into(), &"Old EHR".into())
    );
    assert!(practice.ok(&["list"]).contains("imported from Old EHR"));
    for (format, says) in [
        (
            "markdown",
            &[
                "- Imported from: Old EHR",
                "- Signed there by: Ruth Sample, LMFT on 04/26/2023",
                "- Status: received as it is, and locked",
                "- Received by: Dana Okafor, LCSW",
            ][..],
        ),
        ("html", &["<dt>Imported from</dt><dd>Old EHR</dd>", "<dt>Received by</dt>"]),
        ("json", &["\"imported_from\": \"Old EHR\"", "\"author\": \"Ruth Sample, LMFT\""]),
        ("csv", &["imported_from=Old EHR"]),
        ("fhir", &["Imported from: Old EHR"]),
    ] {
        let record = practice.ok(&["export", "--working-copy", "c-7f3k", "--format", format]);
        says.iter().for_each(|said| assert!(record.contains(said), "{format}: {said}: {record}"));
        assert!(!record.contains("authenticator"), "{format}");
        assert!(
            !record.contains("Signed by: Dana") && !record.contains("<dt>Signed by</dt>"),
            "{format}"
        );
    }
    // Nothing waits because of it: it is no session of this practice.
    assert_eq!(practice.run(&["todo", "--exit-code"]).out().matches("c-7f3k").count(), 0);
    let amended = practice
        .pipe(&["amend", id, "--kind", "addendum", "--reason", "missing", "--stdin"], "More.\n");
    assert_eq!(amended.code(), 0, "{amended}");
    assert_eq!(practice.run(&["validate"]).code(), 0);
}

#[test]
fn a_plan_writes_nothing_but_itself_and_a_second_filing_nothing_at_all() {
    let practice = practice();
    practice.put("old/c-7f3k/2023-04-25.md", "Slept better.\n");
    let before = practice.files("chart");
    planned(&practice, &[]);
    assert_eq!(practice.files("chart"), before);
    assert_eq!(practice.run(&["import", "old", "--plan", "plan.toml"]).code(), 2);
    assert_eq!(filed(&practice, 0)[0]["result"], "filed");
    let after = practice.files("chart");
    assert_eq!(filed(&practice, 0)[0]["result"], "there");
    assert_eq!(practice.files("chart"), after);
    // A plan of the same files, made anew and from another place, knows them as well.
    fs::rename(practice.path("old/c-7f3k"), practice.path("old/2023")).unwrap();
    practice.put("old/2023/x", "");
    fs::rename(practice.path("old/2023"), practice.path("old/c-7f3k")).unwrap();
    planned(&practice, &[]);
    let rows = filed(&practice, 0);
    assert_eq!(told(&rows), "c-7f3k/2023-04-25.md: note there 2023-04-25\nc-7f3k/x: leave left -");
    assert_eq!(practice.files("chart"), after);
}

#[test]
fn nobody_is_known_by_a_name_alone() {
    let practice = practice();
    practice.ok(&[
        "client",
        "add",
        "--id",
        "c-2mxr",
        "--name",
        "Ana Example",
        "--birth-date",
        "1990-04-21",
    ]);
    practice.ok(&[
        "client",
        "add",
        "--id",
        "c-9k4d",
        "--name",
        "Ana Example",
        "--birth-date",
        "1991-05-22",
        "--same-name",
    ]);
    practice.put("old/by name.txt", "Client: Ana Example\nDate: 2023-04-25\n\nx\n");
    practice
        .put("old/by both.txt", "Patient: Example, Ana   DOB: 05/22/1991\nDate: 2023-04-25\n\nx\n");
    practice.put("old/by id.txt", "Client: c-2mxr\nDate: 2023-04-25\n\ny\n");
    practice.put("old/new.txt", "Client: Zoë Test\nDOB: 1980-01-31\nDate: 2023-04-25\n\nx\n");
    practice
        .put("old/other birth.txt", "Client: Ben Sample\nDOB: 1979-11-02\nDate: 2023-04-25\n\nx\n");
    practice.put(
        "old/Sample, Ben/against.txt",
        "Client: Ana Example\nDOB: 1990-04-21\nDate: 2023-04-25\n\nz\n",
    );
    practice.put("old/nobody.txt", "Date: 2023-04-25\n\nnobody\n");
    let rows = planned(&practice, &[]);
    let client = |name: &str| {
        let row = rows.iter().find(|row| row["file"].as_str().unwrap().ends_with(name)).unwrap();
        (
            row["result"].as_str().unwrap().to_owned(),
            row["client"].as_str().unwrap_or("-").to_owned(),
        )
    };
    let is = |result: &str, id: &str| (result.to_owned(), id.to_owned());
    assert_eq!(client("by name.txt"), is("unclear", "-"));
    assert_eq!(client("by both.txt"), is("planned", "c-9k4d"));
    assert_eq!(client("by id.txt"), is("planned", "c-2mxr"));
    assert_eq!(client("nobody.txt"), is("unclear", "-"));
    assert_eq!(client("against.txt"), is("unclear", "c-2mxr"));
    for new in ["new.txt", "other birth.txt"] {
        let (result, id) = client(new);
        assert_eq!(result, "planned");
        assert!(!["-", "c-7f3k", "c-2mxr", "c-9k4d"].contains(&&*id), "{new}: {id}");
    }
    // What is unclear holds back all that is of the same client, and the others are filed.
    let rows = filed(&practice, 1);
    let result = |name: &str| {
        rows.iter().find(|row| row["file"].as_str().unwrap().ends_with(name)).unwrap()["result"]
            .clone()
    };
    assert_eq!(result("by both.txt"), "filed");
    assert_eq!(result("new.txt"), "filed");
    assert_eq!(result("against.txt"), "waits");
    assert_eq!(result("by name.txt"), "waits");
    let (_, id) = client("new.txt");
    assert!(practice.ok(&["client", "show", &id]).contains("1980-01-31"));
}

#[test]
fn a_date_in_three_orders_is_clear_only_where_it_can_be_one() {
    let practice = practice();
    let put = |name: &str, date: &str| {
        practice.put(&format!("old/c-7f3k/{name}.txt"), format!("Date: {date}\n\n{name}\n"))
    };
    put("iso", "2023-04-05");
    put("word", "April 5, 2023");
    put("either", "04/05/2023");
    put("short", "04/05/23");
    put("none", "");
    put("future", "2031-04-05");
    put("clear", "25.04.2023");
    let all = |rows: &[Value]| told(rows).replace("c-7f3k/", "");
    assert_snapshot!(all(&planned(&practice, &[])), @r"
    clear.txt: note planned 2023-04-25
    either.txt: note unclear -
    future.txt: note unclear -
    iso.txt: note planned 2023-04-05
    none.txt: note unclear -
    short.txt: note unclear -
    word.txt: note planned 2023-04-05
    ");
    let of = |rows: &[Value], name: &str| {
        let row = rows.iter().find(|row| row["file"].as_str().unwrap().ends_with(name)).unwrap();
        row["date"].as_str().unwrap_or("-").to_owned()
    };
    assert_eq!(of(&planned(&practice, &["--date-order", "mdy"]), "either.txt"), "2023-04-05");
    assert_eq!(of(&planned(&practice, &["--date-order", "dmy"]), "either.txt"), "2023-05-04");
    // Two that leave no doubt settle the others.
    put("clear too", "26.04.2023");
    assert_eq!(of(&planned(&practice, &[]), "either.txt"), "2023-05-04");
    put("against", "04/27/2023");
    assert_eq!(of(&planned(&practice, &[]), "either.txt"), "-");
    // A date in the text and another in the name of the file.
    practice.put("old/c-7f3k/2023-04-06.txt", "Date: 2023-04-07\n\nx\n");
    let rows = planned(&practice, &[]);
    let row =
        rows.iter().find(|row| row["file"].as_str().unwrap().ends_with("2023-04-06.txt")).unwrap();
    assert_eq!(row["result"], "unclear");
    let plan = practice.read("plan.toml");
    assert!(plan.contains("the file name tells another date than a line of the text"), "{plan}");
    // The most doubtful stands first.
    let first = plan.find("[[entry]]\nunclear").unwrap();
    assert!(first < plan.find("iso.txt").unwrap(), "{plan}");
}

#[test]
fn whatever_lies_in_a_source_is_accounted_for_and_no_link_is_followed() {
    let practice = practice();
    let put = |name: &str, bytes: &[u8]| practice.put(&format!("old/c-7f3k/{name}"), bytes);
    put("2023-04-05 bom.txt", b"\xef\xbb\xbfZo\xc3\xab slept.\r\n");
    put("2023-04-06 ansi.txt", b"Zo\xeb slept \x96 well.\r\n");
    put("2023-04-07 wide.txt", b"\xff\xfeZ\0o\0\xeb\0\n\0");
    put("2023-04-08 binary.txt", b"a\0b");
    put("2023-04-09 odd.txt", b"Zo\xeb \x81\n");
    put("2023-04-10 consent.pdf", PDF.as_bytes());
    put("2023-04-11 empty.md", b"");
    put("2023-04-12 space.md", b" \n\n");
    put("2023-04-05 again.txt", b"\xef\xbb\xbfZo\xc3\xab slept.\r\n");
    put("sealed.md", b"age-encryption.org/v1\n-> X25519 x\n");
    put(".hidden.md", b"x");
    put(".git/config", b"x");
    put("Thumbs.db", b"x");
    symlink(practice.path("old"), practice.path("old/c-7f3k/round")).unwrap();
    symlink("/etc/passwd", practice.path("old/c-7f3k/2023-04-13.md")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(practice.path("old/c-7f3k/2023-04-14.md"))
            .status()
            .unwrap()
            .success()
    );
    let rows = planned(&practice, &[]);
    assert_snapshot!(told(&rows).replace("c-7f3k/", ""), @r"
    .git: leave left -
    .hidden.md: leave left -
    2023-04-05 again.txt: note planned 2023-04-05
    2023-04-05 bom.txt: leave left 2023-04-05
    2023-04-06 ansi.txt: note planned 2023-04-06
    2023-04-07 wide.txt: note planned 2023-04-07
    2023-04-08 binary.txt: document unclear 2023-04-08
    2023-04-09 odd.txt: note unclear 2023-04-09
    2023-04-10 consent.pdf: document planned 2023-04-10
    2023-04-11 empty.md: leave left -
    2023-04-12 space.md: leave left -
    2023-04-13.md: leave left -
    2023-04-14.md: leave left -
    Thumbs.db: leave left -
    round: leave left -
    sealed.md: leave left -
    ");
    let plan = practice.read("plan.toml");
    assert!(!plan.contains("slept"), "a plan holds no word of a note: {plan}");
    practice.put(
        "plan.toml",
        plan.lines().filter(|line| !line.starts_with("unclear")).collect::<Vec<_>>().join("\n"),
    );
    let rows = filed(&practice, 0);
    assert_eq!(rows.iter().filter(|row| row["result"] == "filed").count(), 6, "{rows:?}");
    let text = |day: &str| practice.ok(&["show", &format!("c-7f3k/{day}")]);
    assert!(text("2023-04-05").ends_with("\n\nZoë slept.\n"));
    assert!(text("2023-04-06").ends_with("\n\nZoë slept – well.\n"));
    assert!(text("2023-04-07").ends_with("\n\nZoë\n"));
    let documents = practice.run(&["document", "list", "--json"]).json()["documents"]
        .as_array()
        .unwrap()
        .clone();
    assert!(
        documents.iter().any(|it| it["kind"] == "consent" && it["date"] == "2023-04-10"),
        "{documents:?}"
    );
    assert_eq!(
        practice.run(&["validate", "--deep"]).code(),
        0,
        "{}",
        practice.run(&["validate", "--deep"])
    );
}

#[test]
fn one_file_of_several_notes_becomes_several_and_is_kept_once() {
    let practice = practice();
    practice.put(
        "old/c-7f3k/all.md",
        "# Ben\n\nSeen since March.\n\n## 2023-04-05\n\nSlept.\n\n## 2023-04-12\n\nAte.\n",
    );
    assert_snapshot!(told(&planned(&practice, &[])), @r"
    c-7f3k/all.md 1-4: document planned 2023-04-05
    c-7f3k/all.md 5-8: note planned 2023-04-05
    c-7f3k/all.md 9-11: note planned 2023-04-12
    ");
    filed(&practice, 0);
    assert!(
        practice.ok(&["show", "c-7f3k/2023-04-12"]).ends_with("+++\n\n## 2023-04-12\n\nAte.\n")
    );
    assert!(practice.ok(&["show", "c-7f3k/2023-04-05"]).contains("source_place = \"lines 5-8\""));
    assert_eq!(
        practice.run(&["document", "list", "--json"]).json()["documents"].as_array().unwrap().len(),
        1
    );
    assert!(filed(&practice, 0).iter().all(|row| row["result"] == "there"));
    // The file would lie in both records.
    let plan = practice.read("plan.toml");
    let at = plan.rfind("person = \"p1\"").unwrap();
    let other = "\n[[person]]\nid = \"p2\"\nclient = \"c-7f3k\"\n";
    practice.put("plan.toml", format!("{}person = \"p2\"{}{other}", &plan[..at], &plan[at + 13..]));
    let run = practice.run(&["import", "--plan", "plan.toml"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("parts of one file are of two people"), "{run}");
}

#[test]
fn a_plan_with_faults_is_refused_by_line_and_nothing_is_filed() {
    let practice = practice();
    practice.put("old/c-7f3k/2023-04-05.md", "CANARY slept.\n");
    planned(&practice, &[]);
    let good = practice.read("plan.toml");
    let before = practice.files("chart");
    for (from, to, fault) in [
        ("date = 2023-04-05", "date = 2023-04-31", ""),
        ("person = \"p1\"", "person = \"p9\"", "no `[[person]]` has this `id`"),
        ("client = \"c-7f3k\"", "client = \"c-none\"", "there is no such client"),
        (
            "client = \"c-7f3k\"",
            "client = \"c-7f3k\"\nname = \"Eve Other\"\nnew = true",
            "of another name or date of birth",
        ),
        ("as = \"note\"", "as = \"nte\"", "not one of note, document, leave"),
        ("format = 1", "format = [", ""),
    ] {
        practice.put("plan.toml", good.replacen(from, to, 1));
        let run = practice.run(&["import", "--plan", "plan.toml"]);
        assert_eq!(run.code(), 2, "{to}: {run}");
        let line = good[..good.find(from).unwrap()].lines().count() + 1;
        assert!(run.err().contains(&format!("plan.toml:{line}:")), "{to}: {run}");
        assert!(run.err().contains(fault), "{to}: {run}");
        assert_eq!(practice.files("chart"), before, "{to}");
    }
    // A file that has changed since is not the one that somebody has read the plan of.
    practice.put("plan.toml", &good);
    practice.put("old/c-7f3k/2023-04-05.md", "CANARY slept badly.\n");
    let run = practice.run(&["import", "--plan", "plan.toml"]);
    assert_eq!(run.code(), 2, "{run}");
    assert!(run.err().contains("is another than when the plan was made"), "{run}");
    assert!(!run.err().contains("CANARY") && !run.out().contains("CANARY"), "{run}");
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn nothing_of_the_vault_comes_in_by_an_import() {
    let practice = practice();
    practice.filed(&["vault", "new", "c-7f3k", "--stdin"], "CANARY\n");
    practice.put("old/c-7f3k/2023-04-05.md", "x\n");
    let run = practice.run(&["import", ".", "--plan", "plan.toml", "--json"]);
    assert_eq!(run.code(), 0, "{run}");
    let rows = run.json()["files"].as_array().unwrap().clone();
    let private = |row: &&Value| row["file"].as_str().unwrap().contains("private/vault");
    assert!(rows.iter().filter(private).count() > 0);
    assert!(rows.iter().filter(private).all(|row| row["result"] == "left"), "{rows:?}");
    let is_key = |row: &&Value| row["file"].as_str().unwrap().contains("identity");
    assert!(rows.iter().filter(is_key).all(|row| row["result"] == "left"), "{rows:?}");
    assert_eq!(practice.run(&["import", "old", "--plan", "private/vault/plan.toml"]).code(), 2);
    assert_eq!(practice.run(&["import", "nowhere", "--plan", "other.toml"]).code(), 2);
    assert!(!practice.path("other.toml").exists());
}

#[test]
fn what_a_killed_run_has_begun_to_add_is_ended_or_told_and_never_put_over_another_file() {
    let practice = Practice::with_note();
    let arriving = "chart/clients/.casenotes-c-7f3k.arriving.tmp";
    let text = "+++\nclient = \"c-7f3k\"\n+++\nThe CANARY.\n";
    practice.put("old/c-7f3k/2023-04-05.txt", "Slept.\n");
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice.ok(&["import", "old", "--plan", "plan.toml"]);
    let import = || practice.run(&["import", "--plan", "plan.toml"]);
    for (place, told) in [("notes/2026-11-20-1400-dap.md", "exist"), ("notes/.git/x", "belong")] {
        practice.put(&format!("{arriving}/{place}"), text);
        let (before, run) = (practice.read(crate::practice::NOTE_PATH), import());
        assert!(run.code() == 2 && run.err().contains(told), "{run}");
        assert!(run.err().contains("has begun to add") && !run.err().contains("CANARY"), "{run}");
        assert_eq!(practice.read(crate::practice::NOTE_PATH), before, "{place}");
        assert_eq!(practice.read(&format!("{arriving}/{place}")), text, "{place}");
        let found = practice.run(&["validate", "--short"]);
        assert!(found.out().contains("has not brought to its place"), "{found}");
        fs::remove_dir_all(practice.path(arriving)).unwrap();
    }
    practice.put(&format!("{arriving}/notes/2026-11-21-1400-dap.md"), text);
    let run = import();
    assert!(run.code() == 0 && run.err().contains("begun to add to c-7f3k"), "{run}");
    assert_eq!(practice.read("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md"), text);
    assert!(!practice.path(arriving).exists());
}
