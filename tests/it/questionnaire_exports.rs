//! Questionnaires that leave with a record: under the same decisions as its notes, with every answer where they
//! may, and with nothing of what may not.

use std::fs;

use serde_json::{Value, json};

use crate::disclosure::{AUTHORIZATION, is_safe_where_it_is_opened};
use crate::document_exports::{ids, last_entry, name, run};
use crate::golden::{EVIL, readable};
use crate::measure::{answered, place};
use crate::practice::{NOTE, NOTE_PATH, Practice};

const ACCESS: &[&str] = &["export", "c-7f3k", "--basis", "individual"];
const TREATMENT: &[&str] =
    &["--to", "Ida Fictive, MD", "--purpose", "coordination of care", "--basis", "treatment"];
const PLAN: &[&str] = &["--to", "Acme Health Plan", "--purpose", "claim", "--basis", "payment"];

/// Answers to a PHQ-9 that come to 11, moderate, and tell of risk.
const PHQ9: &str = "2,1,3,1,0,2,1,0,1";

/// What stands in a record where single answers do: a question, an answer, the item of risk, its code.
const OF_ANSWERS: &[&str] =
    &["better off dead", "More than half the days", "Nearly every day", "44260-8", "LA6569-3"];

/// A practice with a signed note and a signed PHQ-9 of the day of its session.
fn practice() -> (Practice, String) {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let id = signed(&practice, &["--date", "2026-11-20"]);
    (practice, id)
}

fn signed(practice: &Practice, more: &[&str]) -> String {
    let id = answered(practice, "phq9", &[&["--items", PHQ9], more].concat());
    practice.ok(&["sign", &id]);
    id
}

/// Every format with the ending of its files; sheets where another program reads them.
fn formats() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pdf = cfg!(all(feature = "pdf", feature = "interop")).then_some(("pdf", "pdf"));
    readable().chain([("fhir", "json"), ("fhir-ndjson", "ndjson")]).chain(pdf)
}

/// Returns everything that can be read in a folder that left: names, texts, and the text of sheets.
fn all_of(practice: &Practice, folder: &str) -> String {
    let mut all = String::new();
    for (path, bytes) in practice.files(folder) {
        all.push_str(&format!("{}\n{}\n", path.display(), String::from_utf8_lossy(&bytes)));
        #[cfg(feature = "interop")]
        if bytes.starts_with(b"%PDF") {
            all.push_str(&sheets(practice, &format!("{folder}/record.pdf")));
        }
    }
    // A line of a sheet ends where it is full.
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(feature = "interop")]
fn sheets(practice: &Practice, file: &str) -> String {
    let mut program = crate::interop::program("pdftotext");
    let output = program.args([file, "-"]).current_dir(practice.root()).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_folder_has_the_answers_as_they_were_filed_and_signed() {
    let (practice, id) = practice();
    let run = run(&practice, ACCESS, &["-o", "out/", "--format", "markdown"]);
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.err().contains("Released 1 note and 1 questionnaire of c-7f3k"), "{run}");
    assert!(!run.err().contains("does not leave"), "{run}");
    let file = format!("{}.toml", name(&id));
    let text = practice.read(&place(&id));
    assert_eq!(practice.read(&format!("out/{file}")), text);
    let signature = practice.read(&format!("out/{file}.sig"));
    assert_eq!(signature, practice.read(&format!("{}.sig", place(&id))));
    let manifest: Value = serde_json::from_str(&practice.read("out/manifest.json")).unwrap();
    let told = &manifest["questionnaires"][0];
    let digest = told["digest"].as_str().unwrap();
    assert_eq!((&told["file"], &told["extent"]), (&json!(file), &json!("answers")));
    let sums = practice.read("out/SHA256SUMS");
    assert!(sums.contains(&format!("{}  {file}\n", &digest[7..])), "{sums}");
    assert!(sums.contains(&format!("  {file}.sig\n")), "{sums}");
    let record = practice.read("out/record.md");
    for told in [
        "- Questionnaires: 1\n",
        "## November 20, 2026, PHQ-9\n",
        "- Total: PHQ-9: 11 of 27, moderate, cut-off 10\n",
        "- Answered by: the client\n",
        "| 3 | Trouble falling or staying asleep, or sleeping too much | 3, Nearly every day |\n",
    ] {
        assert!(record.contains(told), "{told}: {record}");
    }
    let entry = last_entry(&practice);
    assert_eq!(entry["questionnaires"], json!([{ "id": id, "digest": digest }]));
    let told = "the whole record, 1 progress note, session of 2026-11-20, and 1 questionnaire";
    assert_eq!(entry["description"], told);
    let key = practice.own_recipient();
    let sealed = self::run(&practice, ACCESS, &["-o", "sealed/", "--encrypt-to", &key]);
    assert_eq!(sealed.code(), 0, "{sealed}");
    assert!(practice.path(&format!("sealed/{file}.age")).exists());
    assert!(!all_of(&practice, "sealed").contains("answered_by"));
}

#[test]
fn every_format_has_every_answer_and_a_text_in_it_does_no_harm() {
    let (practice, first) = practice();
    let evil: String = EVIL.chars().filter(|c| !c.is_control()).collect();
    let evil_toml = toml::Value::from(evil).to_string();
    practice.put(
        "chart/templates/measures/wb.toml",
        format!(
            "title = \"Well-being\"\nsource = \"x\"\nlicence = \"x\"\ninstruction = {evil_toml}\nrange = [0, 3]\nvalues = [0, 1, 2, 3]\nwordings = [{evil_toml}, \"b\", \"c\", \"d\"]\n[[item]]\nwording = {evil_toml}\n"
        ),
    );
    let own = answered(&practice, "wb", &["--items", "0"]);
    let amend = ["--date", "2026-11-20", "--amends", &first, "--reason", EVIL];
    let second = answered(&practice, "phq9", &[&["--items", PHQ9], &amend[..]].concat());
    practice.ok(&["sign", &own, &second]);
    for (format, ending) in formats() {
        let out = format!("{format}/");
        let run = run(&practice, ACCESS, &["-o", &out, "--format", format]);
        assert_eq!(run.code(), 0, "{format}: {run}");
        let all = all_of(&practice, format);
        for told in &OF_ANSWERS[..2] {
            assert!(all.contains(told), "{format}: {told}: {all}");
        }
        if format == "pdf" {
            continue;
        }
        let record = practice.read(&format!("{format}/record.{ending}"));
        for id in [&first, &own, &second] {
            assert!(record.contains(name(id)), "{format}: {id}: {record}");
        }
        match format {
            "html" | "csv" => is_safe_where_it_is_opened(format, &record),
            "markdown" => {
                let (_, answered) = record.split_once("\n# Questionnaires\n").unwrap();
                assert!(!answered.contains('\u{202e}') && !answered.contains('\u{1b}'));
                for mark in ["<script", "[x", "`"] {
                    let escaped = answered.matches(&format!("\\{mark}")).count();
                    assert_eq!(answered.matches(mark).count(), escaped, "{mark}: {answered}");
                }
                let cells = |line: &&str| line.replace("\\|", "").matches('|').count() == 4;
                let rows = answered.lines().filter(|line| line.starts_with('|'));
                let rows: Vec<&str> = rows.collect();
                assert_eq!((rows.len(), rows.iter().all(cells)), (2 * 11 + 3, true), "{rows:?}");
            }
            _ => {}
        }
    }
}

#[test]
fn they_leave_where_they_are_asked_for_and_nobody_is_left_unaware() {
    let (practice, id) = practice();
    let whole = ["export", "c-7f3k"];
    let silent = run(&practice, &whole, &[TREATMENT, &["-o", "one.md"]].concat());
    let warned = "1 questionnaire of the record of c-7f3k does not leave with it";
    assert!(silent.code() == 0 && silent.err().contains(warned), "{silent}");
    // A physician need not know that something was asked.
    assert!(!practice.read("one.md").contains("uestionnaire"));
    assert!(!last_entry(&practice).to_string().contains("the whole record"));
    let asked = [TREATMENT, &["--questionnaires", "-o", "two.md"]].concat();
    assert_eq!(run(&practice, &whole, &asked).code(), 0);
    assert!(practice.read("two.md").contains(OF_ANSWERS[0]));
    // By name, without a note.
    let named = ["export", id.as_str()];
    assert_eq!(run(&practice, &named, &[TREATMENT, &["-o", "three.md"]].concat()).code(), 0);
    let entry = last_entry(&practice);
    assert_eq!((&entry["description"], ids(&entry["notes"]).len()), (&"1 questionnaire".into(), 0));
    // Of access they are a part, unless a word leaves them out, or the days do.
    let left_out = run(&practice, ACCESS, &["--no-questionnaires", "-o", "mine.md"]);
    assert!(left_out.code() == 0 && !left_out.err().contains("warning"), "{left_out}");
    let told = practice.read("mine.md");
    assert!(told.contains("One questionnaire of this record is not part of what is here."));
    assert!(!told.contains(OF_ANSWERS[0]), "{told}");
    let both = run(&practice, &named, &[TREATMENT, &["--no-questionnaires"]].concat());
    assert!(both.code() == 2 && both.err().contains("leaves all of them out"), "{both}");
    let later = run(&practice, ACCESS, &["--since", "2026-11-21", "-o", "later.md"]);
    assert!(later.code() == 1 && later.err().contains("No notes found"), "{later}");
    let note = run(&practice, &["export", "c-7f3k/2026-11-20"], &["--working-copy"]);
    assert!(note.code() == 0 && !note.err().contains("questionnaire"), "{note}");
    let preview = run(&practice, ACCESS, &["--preview"]);
    let told = format!("With it would leave: 1 questionnaire\n  {id}: signed, phq9, answers\n");
    assert!(preview.out().contains(&told), "{preview}");
}

#[test]
fn an_authorization_lets_out_those_that_it_names_or_somebody_does() {
    let (practice, id) = practice();
    let paper = practice.authorize(AUTHORIZATION);
    let under = |paper: &str, more: &[&str]| {
        run(&practice, &["export", "c-7f3k", "--authorization", paper], more)
    };
    let notes_alone = under(&paper, &["--questionnaires", "-o", "one.md"]);
    let told = "Stays: 1 questionnaire, outside of";
    assert!(notes_alone.code() == 0 && notes_alone.err().contains(told), "{notes_alone}");
    assert!(!practice.read("one.md").contains("uestionnaire"));
    let named = run(&practice, &["export", &id], &["--authorization", &paper, "-o", "two.md"]);
    assert_eq!((named.code(), ids(&last_entry(&practice)["questionnaires"])), (0, vec![&*id]));
    for (words, count) in [
        ("the complete record", 1),
        ("progress notes and questionnaires", 1),
        ("progress notes and documents", 0),
    ] {
        let paper = practice.authorize(AUTHORIZATION.replace("the progress notes of 2026", words));
        let out = format!("{}.md", words.replace([' ', ','], "-"));
        assert_eq!(under(&paper, &["--questionnaires", "-o", &out]).code(), 0, "{words}");
        assert_eq!(ids(&last_entry(&practice)["questionnaires"]).len(), count, "{words}");
    }
    for key in ["sessions_until = 2026-11-19\n", "formats = [\"dap\"]\n"] {
        let narrow = practice.authorize(format!("{AUTHORIZATION}{key}"));
        let refused = run(&practice, &["export", &id], &["--authorization", &narrow, "-o", "x.md"]);
        assert!(refused.code() == 2 && refused.err().contains("outside of what"), "{refused}");
    }
    assert!(!practice.path("x.md").exists());
}

/// The law of what was paid for out of pocket, in every format: by the questionnaire itself, by the client file,
/// and by the note of its session.
#[test]
fn nothing_of_what_is_restricted_reaches_a_plan_in_any_format() {
    for way in ["itself", "file", "note"] {
        let (practice, first) = practice();
        let id = match way {
            "itself" => signed(&practice, &["--date", "2026-11-19", "--restricted"]),
            _ => first,
        };
        match way {
            "file" => {
                let key = "self_pay_restricted=2026-11-20";
                practice.ok(&["client", "edit", "c-7f3k", "--set", key]);
            }
            "note" => {
                let path = NOTE_PATH.replace("1400-dap", "1600-dap");
                let note = NOTE.replace("T14:", "T16:");
                let note = note.replace("+++\n\n#", "self_pay_restricted = true\n+++\n\n#");
                practice.put(&path, note);
                practice.ok(&["sign", "c-7f3k/2026-11-20-1600", "--late-entry", "ill"]);
            }
            _ => {}
        }
        // Another day, so that something leaves.
        let other = NOTE.replace("2026-11-20", "2026-11-18");
        practice.put(&NOTE_PATH.replace("2026-11-20", "2026-11-18"), other);
        practice.ok(&["sign", "c-7f3k/2026-11-18", "--late-entry", "ill"]);
        for (format, _) in formats() {
            let out = format!("{way}-{format}");
            let folder = format!("{out}/");
            let to_plan = ["--questionnaires", "--justification", "audit", "--format", format];
            let to_plan = [PLAN, &to_plan[..], &["-o", &folder]].concat();
            let sent = run(&practice, &["export", "c-7f3k"], &to_plan);
            assert_eq!(sent.code(), 0, "{way} {format}: {sent}");
            let stayed = last_entry(&practice)["stayed"].clone();
            assert!(ids(&stayed).contains(&&*id), "{way} {format}: {stayed}");
            let all = all_of(&practice, &out);
            assert!(!all.contains(name(&id)), "{way} {format}: {all}");
            if way != "itself" {
                for told in OF_ANSWERS.iter().chain(&["PHQ-9", "phq9"]) {
                    assert!(!all.contains(told), "{way} {format}: {told}: {all}");
                }
            }
            let named = [PLAN, &["--format", format, "-o", "x/"]].concat();
            let named = run(&practice, &["export", &id], &named);
            let law = "164.522(a)(1)(vi)";
            assert!(named.code() == 2 && named.err().contains(law), "{way} {format}: {named}");
        }
        let care = run(&practice, &["export", &id], &[TREATMENT, &["-o", "ida.md"]].concat());
        assert_eq!(care.code(), 0, "{way}: {care}");
    }
}

/// Minimum necessary (45 CFR 164.502(b)): of the sessions of a claim the scores, and of no other day anything.
#[test]
fn an_insurer_has_the_scores_of_the_sessions_of_a_claim_and_no_answer_in_any_format() {
    let (practice, id) = practice();
    let other = signed(&practice, &["--date", "2026-11-19"]);
    for day in ["2026-11-18", "2026-11-19"] {
        let note = NOTE.replace("2026-11-20", day);
        practice.put(&NOTE_PATH.replace("2026-11-20", day), note);
        practice.ok(&["sign", &format!("c-7f3k/{day}"), "--late-entry", "ill"]);
    }
    for (format, _) in formats() {
        let out = format!("{format}/");
        let claim = ["--questionnaires", "--profile", "insurer", "--format", format, "-o", &out];
        let claim = run(&practice, &["export", "c-7f3k/2026-11-20"], &[PLAN, &claim].concat());
        assert_eq!(claim.code(), 0, "{format}: {claim}");
        assert!(claim.err().contains("Stays: 1 questionnaire, of no day of a session"), "{claim}");
        let all = all_of(&practice, format);
        for told in OF_ANSWERS.iter().chain(&[name(&other), "answers\":", "[answers]"]) {
            assert!(!all.contains(told), "{format}: {told}: {all}");
        }
        // No digest either: nine answers are soon guessed.
        let filed = last_entry(&practice)["questionnaires"][0]["digest"].clone();
        assert!(!all.contains(&filed.as_str().unwrap()[7..]), "{format}");
        let files = practice.files(format);
        assert_eq!(files.len(), 3, "{format}: {files:?}");
        let has_total = match format {
            "csv" => all.contains("phq9=11"),
            "fhir" | "fhir-ndjson" => all.contains("\"valueInteger\":11"),
            "json" | "jsonl" => all.contains("\"total\": 11") || all.contains("\"total\":11"),
            _ => all.contains("11 of 27, moderate"),
        };
        assert!(has_total, "{format}: {all}");
    }
    let entry = last_entry(&practice);
    assert_eq!(ids(&entry["questionnaires"]), [&*id]);
    let named = [PLAN, &["--profile", "insurer", "-o", "x.md"]].concat();
    let named = run(&practice, &["export", "c-7f3k/2026-11-20", &other], &named);
    assert!(named.code() == 2 && named.err().contains("of no day of a session"), "{named}");
    assert!(!practice.path("x.md").exists());
}

#[test]
fn drafts_stay_couples_agree_and_part_2_asks_for_consent() {
    let (practice, id) = practice();
    let draft = answered(&practice, "phq9", &["--items", PHQ9]);
    let stays = run(&practice, ACCESS, &["-o", "one.md"]);
    let told = format!("Stays: 1 questionnaire, not signed yet ({draft}).");
    assert!(stays.err().contains(&told), "{stays}");
    let told = "One questionnaire of this record is not signed yet and was left out.";
    assert!(practice.read("one.md").contains(told));
    assert!(!practice.read("one.md").contains(name(&draft)));
    assert_eq!(run(&practice, ACCESS, &["--include-drafts", "-o", "two.md"]).code(), 0);
    assert!(practice.read("two.md").contains("each of them is marked as a draft"));
    let members = "members=Ana Example; Ben Sample";
    practice.ok(&["client", "edit", "c-7f3k", "--set", members]);
    let refused = run(&practice, &["export", &id], &[TREATMENT, &["-o", "x.md"]].concat());
    assert!(refused.code() == 2 && refused.err().contains("have not agreed"), "{refused}");
    let (practice, id) = self::practice();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "part2=true"]);
    let refused = run(&practice, &["export", &id], &[TREATMENT, &["-o", "x.md"]].concat());
    assert!(refused.code() == 2 && refused.err().contains("42 CFR"), "{refused}");
    let bundle = run(&practice, ACCESS, &["--format", "fhir"]).json();
    for kind in ["QuestionnaireResponse", "Observation"] {
        let found = of_kind(&bundle, kind);
        assert!(!found.is_empty(), "{kind}");
        assert!(found.iter().all(|it| it["meta"].to_string().contains("42CFRPart2")), "{kind}");
    }
}

#[test]
fn what_is_not_as_it_was_filed_stops_the_export() {
    let (practice, id) = practice();
    let text = practice.read(&place(&id));
    let leaves = |more: &[&str]| run(&practice, ACCESS, &[&["-o", "out.md"], more].concat());
    practice.put(&place(&id), text.replace("9 = 1", "9 = 0"));
    let refused = leaves(&[]);
    assert!(refused.code() == 2 && refused.err().contains("signature does not hold"), "{refused}");
    assert_eq!(leaves(&["--unverified"]).code(), 0);
    assert!(practice.read("out.md").contains("its signature does not hold"));
    fs::remove_file(practice.path("out.md")).unwrap();
    practice.put(&place(&id), "odd = 1\n");
    let refused = leaves(&["--unverified"]);
    assert!(refused.code() == 2 && refused.err().contains("cannot be read"), "{refused}");
    practice.put(&place(&id), &text);
    practice.put("chart/clients/c-7f3k/questionnaires/odd.txt", "x");
    let refused = leaves(&[]);
    assert!(refused.code() == 2 && refused.err().contains("is not in the record"), "{refused}");
    assert_eq!(leaves(&["--no-questionnaires"]).code(), 0);
}

fn of_kind<'b>(bundle: &'b Value, kind: &str) -> Vec<&'b Value> {
    let resources = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    resources.filter(|resource| resource["resourceType"] == kind).collect()
}

#[test]
fn fhir_has_a_response_with_every_answer_and_what_it_comes_to() {
    let (practice, first) = practice();
    answered(&practice, "pss4", &["--items", "1,2,-,0", "--by", "clinician"]);
    let amend = ["--date", "2026-11-20", "--amends", &first, "--reason", "misread"];
    let second = answered(&practice, "phq9", &[&["--items", PHQ9], &amend[..]].concat());
    practice.ok(&["sign", &second]);
    let bundle = run(&practice, ACCESS, &["--include-drafts", "--format", "fhir"]).json();
    let responses = of_kind(&bundle, "QuestionnaireResponse");
    let of = |id: &str| *responses.iter().find(|it| it["identifier"]["value"] == id).unwrap();
    assert_eq!(
        (&of(&first)["status"], &of(&second)["status"]),
        (&json!("entered-in-error"), &json!("amended"))
    );
    let it = of(&second);
    let patient = json!({ "reference": bundle["entry"][1]["fullUrl"] });
    for (key, value) in [
        ("questionnaire", json!("http://loinc.org/q/44249-1")),
        ("subject", patient.clone()),
        ("source", patient.clone()),
        ("authored", json!("2026-11-20")),
    ] {
        assert_eq!(it[key], value, "{key}");
    }
    let item = &it["item"][8];
    assert_eq!(item["linkId"], "/44260-8");
    let coding = &item["answer"][0]["valueCoding"];
    assert_eq!(
        (&coding["code"], &coding["extension"][0]["valueDecimal"]),
        (&json!("LA6569-3"), &json!(1))
    );
    // What has no code is told by number and value, and what was not answered has no answer.
    let draft = responses.iter().find(|it| it["status"] == "in-progress").unwrap();
    assert_eq!(draft["_questionnaire"]["extension"][0]["valueString"], "PSS-4");
    assert_eq!(draft["item"][1], json!({ "linkId": "2", "answer": [{ "valueInteger": 2 }] }));
    assert_eq!(draft["item"][2], json!({ "linkId": "3" }));
    assert_ne!(draft["source"], patient);
    // The total and each item with a code, derived from the answers that hold.
    let observations = of_kind(&bundle, "Observation");
    assert_eq!(observations.len(), 1 + 9);
    let url = |resource: &Value| {
        let mut entries = bundle["entry"].as_array().unwrap().iter();
        entries.find(|entry| entry["resource"] == *resource).unwrap()["fullUrl"].clone()
    };
    let derived = json!([{ "reference": url(it) }]);
    assert!(observations.iter().all(|it| it["derivedFrom"] == derived && it["status"] == "final"));
    let total =
        observations.iter().find(|it| it["code"]["coding"][0]["code"] == "44261-6").unwrap();
    assert_eq!(
        (&total["valueInteger"], &total["interpretation"][0]["text"]),
        (&json!(11), &json!("moderate"))
    );
    let sections = bundle["entry"][0]["resource"]["section"].as_array().unwrap();
    let section = sections.iter().find(|it| it["title"] == "Questionnaires").unwrap();
    assert_eq!(section["entry"].as_array().unwrap().len(), 3);
}

#[test]
fn their_totals_stand_among_the_scores_and_in_the_summary() {
    let (practice, first) = practice();
    let later = ["--date", "2026-11-23", "--items", "0,1,0,1,0,1,0,0,0"];
    let later = answered(&practice, "phq9", &later);
    practice.ok(&["sign", &later]);
    let care = [TREATMENT, &["--profile", "provider", "--questionnaires"]].concat();
    let record = run(&practice, &["export", "c-7f3k"], &care).out();
    let told = "- Measure: PHQ-9: 3 of 27, minimal, cut-off 10 on November 23, 2026; at first 11 on November 20, 2026";
    assert!(record.contains(told), "{record}");
    let page = run(&practice, ACCESS, &["--format", "html"]).out();
    assert!(page.contains("id=\"measures\"") && page.contains("<svg"), "{page}");
    // What is replaced counts no more.
    let amend = ["--amends", &first, "--reason", "misread", "--date", "2026-11-20"];
    let amended =
        answered(&practice, "phq9", &[&["--items", "0,0,0,0,0,0,0,0,0"], &amend[..]].concat());
    practice.ok(&["sign", &amended]);
    let record = run(&practice, &["export", "c-7f3k"], &care).out();
    assert!(record.contains("at first 0 on November 20, 2026"), "{record}");
}
