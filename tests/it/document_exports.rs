//! Documents that leave with a record, under the same decisions as its notes.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::disclosure::{AUTHORIZATION, is_safe_where_it_is_opened};
use crate::document::{PDF, filed, place};
use crate::golden::{EVIL, readable};
use crate::practice::{NOTE, NOTE_PATH, Practice, Run};

const ACCESS: &[&str] = &["export", "c-7f3k", "--basis", "individual"];
const TREATMENT: &[&str] =
    &["--to", "Ida Fictive, MD", "--purpose", "coordination of care", "--basis", "treatment"];

/// A practice with a signed note and a signed consent.
fn practice() -> (Practice, String) {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let id = signed(&practice, PDF, &["-k", "consent", "-t", "Consent to treatment"]);
    (practice, id)
}

fn signed(practice: &Practice, bytes: &str, more: &[&str]) -> String {
    let id = filed(practice, bytes, more);
    practice.ok(&["sign", &id]);
    id
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn name(id: &str) -> &str {
    id.split_once('/').unwrap().1
}

pub(crate) fn run(practice: &Practice, args: &[&str], more: &[&str]) -> Run {
    practice.run(&[args, more].concat())
}

pub(crate) fn last_entry(practice: &Practice) -> Value {
    let log = practice.run(&["disclosures", "c-7f3k", "--json"]).json();
    log["disclosures"].as_array().unwrap().last().unwrap().clone()
}

pub(crate) fn ids(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().filter_map(|it| it["id"].as_str()).collect()
}

#[test]
fn a_folder_has_the_bytes_as_they_came_with_their_digests() {
    let (practice, id) = practice();
    let file = format!("{}.pdf", name(&id));
    let run = run(&practice, ACCESS, &["-o", "out/", "--format", "markdown"]);
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.err().contains("Released 1 note and 1 document of c-7f3k to Ben Sample"), "{run}");
    assert_eq!(practice.read(&format!("out/{file}")), PDF);
    let manifest: Value = serde_json::from_str(&practice.read("out/manifest.json")).unwrap();
    let digest = format!("sha256:{}", sha256(PDF.as_bytes()));
    let document = &manifest["documents"][0];
    assert_eq!((&document["id"], &document["file"]), (&id.as_str().into(), &file.as_str().into()));
    assert_eq!(
        (&document["digest"], &document["status"]),
        (&digest.as_str().into(), &"signed".into())
    );
    assert!(practice.read("out/SHA256SUMS").contains(&format!("{}  {file}\n", &digest[7..])));
    let record = practice.read("out/record.md");
    assert!(
        record.contains("- Documents: 1\n") && record.contains("Consent to treatment"),
        "{record}"
    );
    assert!(record.contains(&digest[7..]) && record.contains(&file), "{record}");
    let entry = last_entry(&practice);
    assert_eq!(entry["documents"], serde_json::json!([{ "id": id, "digest": digest }]));
    let told = "the whole record, 1 progress note, session of 2026-11-20, and 1 document";
    assert_eq!(entry["description"], told);
}

#[test]
fn every_format_tells_of_a_document_and_a_text_in_it_does_no_harm() {
    let (practice, first) = practice();
    practice.put("better", PDF.replace("Size 1", "Size 2"));
    let evil = ["better", "--reason", EVIL, "--from", EVIL, "--title", EVIL];
    let id = practice.ok(&[&["document", "amend", &first][..], &evil].concat()).trim().to_owned();
    practice.ok(&["sign", &id]);
    let digest = sha256(PDF.replace("Size 1", "Size 2").as_bytes());
    for (format, ending) in readable().chain([("fhir", "json"), ("fhir-ndjson", "ndjson")]) {
        let out = format!("{format}/");
        let run = run(&practice, ACCESS, &["-o", &out, "--format", format]);
        assert_eq!(run.code(), 0, "{run}");
        let record = practice.read(&format!("{format}/record.{ending}"));
        assert!(record.contains(&digest) && record.contains(name(&id)), "{format}: {record}");
        match format {
            "markdown" => {
                let (_, documents) = record.split_once("\n# Documents\n").unwrap();
                is_safe_where_it_is_opened(format, documents);
            }
            "html" | "csv" => is_safe_where_it_is_opened(format, &record),
            _ => {}
        }
        assert_eq!(practice.read(&format!("{format}/{}.pdf", name(&first))), PDF);
    }
    if cfg!(feature = "pdf") {
        assert_eq!(run(&practice, ACCESS, &["-o", "pdf/", "--format", "pdf"]).code(), 0);
        assert!(fs::read(practice.path("pdf/record.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn a_file_alone_holds_documents_in_fhir_and_else_nothing_leaves() {
    let (practice, id) = practice();
    let preview = run(&practice, ACCESS, &["--preview"]);
    assert!(preview.out().contains(&format!("With it would leave: 1 document\n  {id}: signed")));
    assert!(preview.err().contains("markdown alone does not hold them"), "{preview}");
    for format in ["markdown", "html", "csv", "json", "jsonl"] {
        let refused = run(&practice, ACCESS, &["--format", format]);
        assert_eq!((refused.code(), refused.out().as_str()), (2, ""), "{refused}");
        assert!(refused.err().contains("--output record/"), "{refused}");
    }
    assert!(!practice.path("chart/clients/c-7f3k/disclosures").exists());
    let bundle = run(&practice, ACCESS, &["--format", "fhir"]).json();
    let entries = bundle["entry"].as_array().unwrap();
    let is_it = |entry: &&Value| entry["resource"]["identifier"][0]["value"] == id.as_str();
    let found = entries.iter().find(is_it).unwrap();
    let attachment = &found["resource"]["content"][0]["attachment"];
    let data = STANDARD.decode(attachment["data"].as_str().unwrap()).unwrap();
    assert_eq!(data, PDF.as_bytes());
    assert_eq!(
        (&attachment["contentType"], &attachment["size"]),
        (&"application/pdf".into(), &PDF.len().into())
    );
    let sections = entries[0]["resource"]["section"].as_array().unwrap();
    let of =
        |title: &str| sections.iter().find(|it| it["title"] == title).unwrap()["entry"].clone();
    assert_eq!(of("Documents"), serde_json::json!([{ "reference": found["fullUrl"] }]));
    assert!(!of("Notes").to_string().contains(found["fullUrl"].as_str().unwrap()));
    // What is too large for one file is refused there, and lies beside the record in a folder.
    signed(&practice, &"x".repeat(33 << 20), &["-k", "other"]);
    assert!(run(&practice, ACCESS, &["--format", "fhir"]).err().contains("more than 32 MB"));
    assert_eq!(run(&practice, ACCESS, &["--format", "fhir", "-o", "out/"]).code(), 0);
    let record: Value = serde_json::from_str(&practice.read("out/record.json")).unwrap();
    assert!(record.to_string().contains(&format!("\"url\":\"{}.pdf\"", name(&id))));
}

#[test]
fn documents_leave_where_they_are_asked_for_and_nobody_is_left_unaware() {
    let (practice, id) = practice();
    let folder = |number: u8| format!("out{number}/");
    let whole = ["export", "c-7f3k"];
    // To a physician they go if somebody says so.
    let silent = run(&practice, &whole, &[TREATMENT, &["-o", &folder(1)]].concat());
    assert!(
        silent.code() == 0
            && silent.err().contains("1 document of the record of c-7f3k does not leave with it"),
        "{silent}"
    );
    let told = practice.read("out1/record.md");
    assert!(told.contains("One document of this record is not part of what is here."), "{told}");
    assert_eq!(ids(&last_entry(&practice)["documents"]), [""; 0]);
    assert!(!last_entry(&practice).to_string().contains("the whole record"));
    let asked = run(&practice, &whole, &[TREATMENT, &["--documents", "-o", &folder(2)]].concat());
    assert_eq!((asked.code(), ids(&last_entry(&practice)["documents"])), (0, vec![id.as_str()]));
    // By name, without a note.
    let named = ["export", id.as_str()];
    assert_eq!(run(&practice, &named, &[TREATMENT, &["-o", &folder(3)]].concat()).code(), 0);
    let entry = last_entry(&practice);
    assert_eq!((&entry["description"], ids(&entry["notes"]).len()), (&"1 document".into(), 0));
    // Of access they are a part, unless a word leaves them out.
    let left_out = run(&practice, ACCESS, &["--no-documents", "-o", "mine.md"]);
    assert!(left_out.code() == 0 && !left_out.err().contains("warning"), "{left_out}");
    assert!(practice.read("mine.md").contains("One document of this record is not part"));
    assert!(!last_entry(&practice).to_string().contains("the whole record"));
    let both = run(&practice, &named, &[TREATMENT, &["--no-documents"]].concat());
    assert!(both.code() == 2 && both.err().contains("leaves all of them out"), "{both}");
    // Days hold for documents as well.
    let until = run(&practice, ACCESS, &["--until", "2026-11-23", "-o", "until.md"]);
    assert_eq!(until.code(), 0, "{until}");
    assert!(!last_entry(&practice).to_string().contains("the whole record"));
    // Who names notes asks for no documents.
    let note =
        run(&practice, &["export", "c-7f3k/2026-11-20"], &["--working-copy", "-o", "named.md"]);
    assert!(note.code() == 0 && !note.err().contains("document"), "{note}");
    let copy = run(&practice, &whole, &["--working-copy", "--documents", "-o", &folder(4)]);
    assert_eq!(copy.code(), 0, "{copy}");
    assert_eq!(practice.read(&format!("out4/{}.pdf", name(&id))), PDF);
}

#[test]
fn a_document_that_is_not_signed_or_is_restricted_stays() {
    let (practice, _) = practice();
    let draft = filed(&practice, "A letter.\n", &["-k", "letter"]);
    let run_to = |more: &[&str]| run(&practice, ACCESS, more);
    let stays = run_to(&["-o", "one/"]);
    assert!(
        stays.err().contains(&format!("Stays: 1 document, not signed yet ({draft}).")),
        "{stays}"
    );
    let told = practice.read("one/record.md");
    assert!(
        told.contains("One document of this record is not signed yet and was left out."),
        "{told}"
    );
    assert!(!practice.path(&format!("one/{}.txt", name(&draft))).exists());
    let named = run(&practice, &["export", &draft], &[TREATMENT, &["-o", "two/"]].concat());
    assert!(
        named.code() == 2 && named.err().contains(&format!("casenotes sign {draft}")),
        "{named}"
    );
    assert_eq!(run_to(&["--include-drafts", "-o", "three/"]).code(), 0);
    assert!(practice.read("three/record.md").contains("each of them is marked as a draft"));
    // Paid for out of pocket, it never goes to a health plan, and the plan is not told of it.
    let paid = signed(&practice, "Paid.\n", &["-k", "other", "--restricted"]);
    let plan = ["--to", "Acme Health Plan", "--purpose", "claim", "--basis", "payment"];
    let plan = [&plan[..], &["--justification", "audit", "--documents"]].concat();
    let kept = run(&practice, &["export", "c-7f3k"], &[&plan[..], &["-o", "plan/"]].concat());
    assert!(kept.code() == 0 && kept.err().contains("Stays: 1 document, restricted"), "{kept}");
    let everything = practice
        .files("plan")
        .into_iter()
        .map(|(path, bytes)| format!("{}{}", path.display(), String::from_utf8_lossy(&bytes)));
    assert!(!everything.collect::<String>().contains(name(&paid)));
    let stayed = last_entry(&practice)["stayed"].clone();
    assert!(ids(&stayed).contains(&paid.as_str()), "{stayed}");
    let named = run(&practice, &["export", &paid], &[&plan[..6], &["-o", "x/"]].concat());
    assert!(named.code() == 2 && named.err().contains("164.522(a)(1)(vi)"), "{named}");
    assert_eq!(
        run(&practice, &["export", &paid], &[TREATMENT, &["-o", "ida/"]].concat()).code(),
        0
    );
    // So is one that bears the day of such a session.
    practice.ok(&["client", "edit", "c-7f3k", "--set", "self_pay_restricted=2026-11-20"]);
    let sheet = signed(&practice, "Sheet.\n", &["-k", "other", "--date", "2026-11-20"]);
    let named = run(&practice, &["export", &sheet], &[&plan[..6], &["-o", "y/"]].concat());
    assert!(named.code() == 2 && named.err().contains("164.522(a)(1)(vi)"), "{named}");
    assert!(!practice.path("x").exists() && !practice.path("y").exists());
}

#[test]
fn an_authorization_lets_out_the_documents_that_it_names_or_somebody_does() {
    let (practice, id) = practice();
    let paper = practice.authorize(AUTHORIZATION);
    let under = |paper: &str, more: &[&str]| {
        let args = [&["export", "c-7f3k", "--authorization", paper][..], more].concat();
        practice.run(&args)
    };
    let notes_alone = under(&paper, &["--documents", "-o", "one/"]);
    assert!(
        notes_alone.code() == 0 && notes_alone.err().contains("Stays: 1 document, outside of"),
        "{notes_alone}"
    );
    assert!(!practice.read("one/record.md").contains("document of this record"));
    let named = run(&practice, &["export", &id], &["--authorization", &paper, "-o", "two/"]);
    assert_eq!((named.code(), ids(&last_entry(&practice)["documents"])), (0, vec![id.as_str()]));
    let all = practice
        .authorize(AUTHORIZATION.replace("the progress notes of 2026", "the complete record"));
    assert_eq!(under(&all, &["--documents", "-o", "three/"]).code(), 0);
    assert!(practice.path(&format!("three/{}.pdf", name(&id))).exists());
    for key in ["sessions_until = 2026-11-20\n", "formats = [\"dap\"]\n"] {
        let narrow = practice.authorize(format!("{AUTHORIZATION}{key}"));
        let refused =
            run(&practice, &["export", &id], &["--authorization", &narrow, "-o", "four/"]);
        assert!(refused.code() == 2 && refused.err().contains("outside of what"), "{refused}");
    }
    assert!(!practice.path("four").exists());
}

#[test]
fn of_a_couple_everybody_agrees_to_a_document() {
    let (practice, id) = practice();
    let members = "members=Ana Example; Ben Sample";
    practice.ok(&["client", "edit", "c-7f3k", "--set", members]);
    let refused = run(&practice, &["export", &id], &[TREATMENT, &["-o", "x/"]].concat());
    assert!(refused.code() == 2 && refused.err().contains("have not agreed"), "{refused}");
    // Who was alone at a session has its note, and no document: nobody can say whom that is about.
    let access = ["--basis", "individual", "--to", "Ben Sample", "-o", "y/"];
    let alone = NOTE.replace("author", "present = [\"Ben Sample\"]\nauthor");
    practice
        .put("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", alone.replace("11-20", "11-21"));
    practice.ok(&["sign", "c-7f3k/2026-11-21", "--late-entry", "ill"]);
    let note = ["export", "c-7f3k/2026-11-21"];
    let refused = run(&practice, &note, &[&[id.as_str()], &access[..]].concat());
    assert!(refused.code() == 2 && refused.err().contains("have not agreed"), "{refused}");
    assert_eq!(run(&practice, &note, &access).code(), 0);
}

#[test]
fn a_record_under_part_2_takes_its_documents_under_the_same_consent() {
    let (practice, id) = practice();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "part2=true"]);
    let refused = run(&practice, &["export", &id], &[TREATMENT, &["-o", "x/"]].concat());
    assert!(refused.code() == 2 && refused.err().contains("42 CFR"), "{refused}");
    let run = run(&practice, ACCESS, &["--format", "fhir"]);
    let bundle = run.json();
    let of = bundle["entry"].as_array().unwrap().iter();
    let mut of = of.filter(|it| it["resource"]["identifier"][0]["value"] == id.as_str());
    assert!(of.next().unwrap()["resource"]["meta"].to_string().contains("42CFRPart2"));
}

#[test]
fn what_is_not_as_it_was_filed_stops_the_export() {
    let (practice, id) = practice();
    let file = format!("{}.pdf", place(&id));
    let said = format!("{}.toml", place(&id));
    let (bytes, text) = (practice.read(&file), practice.read(&said));
    let leaves = |more: &[&str]| run(&practice, ACCESS, &[&["-o", "out/"], more].concat());
    let refused = |why: &str| {
        let run = leaves(&[]);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
        assert!(!practice.path("out").exists(), "{why}");
        assert!(!practice.path("chart/clients/c-7f3k/disclosures").exists(), "{why}");
        let preview = run_preview(&practice);
        assert!(preview.code() == 2 && preview.err().contains(why), "{why}: {preview}");
    };
    practice.put(&said, text.replace("Consent to", "Refusal of"));
    refused("its signature does not hold");
    practice.put(&said, &text);
    practice.put(&file, bytes.replace("Size 1", "Size 2"));
    refused("its bytes are not those that were filed");
    let anyway = leaves(&["--unverified"]);
    assert_eq!(anyway.code(), 0, "{anyway}");
    let record = practice.read("out/record.md");
    assert!(record.contains("- Bytes: not those that were filed\n"), "{record}");
    assert!(record.contains("its signature does not hold"), "{record}");
    fs::remove_dir_all(practice.path("out")).unwrap();
    fs::remove_dir_all(practice.path("chart/clients/c-7f3k/disclosures")).unwrap();
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n",
        sha256(bytes.as_bytes()),
        bytes.len()
    );
    practice.put(&file, pointer);
    refused("kept by git lfs and were not fetched");
    // Nothing gets what is private out, whatever is given.
    practice.put(&file, "-----BEGIN AGE ENCRYPTED FILE-----\n");
    refused("holds psychotherapy notes, or an age file");
    assert_eq!(leaves(&["--unverified"]).code(), 2);
    fs::remove_file(practice.path(&file)).unwrap();
    refused("are missing");
    practice.put(&file, &bytes);
    practice.put(&said, "odd = 1\n");
    refused("cannot be read");
    practice.put(&said, &text);
    practice.put("chart/clients/c-7f3k/documents/2026-11-24-other-222222.txt", "x");
    refused("is not in the record");
    assert_eq!(leaves(&["--no-documents"]).code(), 0);
}

fn run_preview(practice: &Practice) -> Run {
    run(practice, ACCESS, &["-o", "out/", "--preview"])
}

#[test]
fn a_sealed_folder_has_sealed_documents() {
    let (practice, id) = practice();
    let key = practice.own_recipient();
    let run = run(&practice, ACCESS, &["-o", "out/", "--encrypt-to", &key]);
    assert_eq!(run.code(), 0, "{run}");
    let file = practice.path(&format!("out/{}.pdf.age", name(&id)));
    assert!(fs::read(file).unwrap().starts_with(b"age-encryption.org/"));
    for (path, bytes) in practice.files("out") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("Consent to treatment") && !text.contains("%PDF"),
            "{}",
            path.display()
        );
    }
}
