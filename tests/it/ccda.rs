//! `casenotes export --format ccda`: what a receiver of C-CDA R2.1 relies on.

use crate::fhir_care::cared_for;
use crate::practice::{NOTE_PATH, Practice};

fn export(practice: &Practice, what: &str) -> String {
    practice.ok(&["export", what, "--working-copy", "--format", "ccda"])
}

/// Returns what stands between the first of one sign and the next of another.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} behind {from}")).0
}

/// Returns a section by its heading, up to its end.
fn section<'t>(document: &'t str, title: &str) -> &'t str {
    between(document, &format!("<title>{title}</title>"), "</section>")
}

#[test]
fn a_whole_record_is_a_continuity_of_care_document() {
    let practice = cared_for();
    let document = export(&practice, "c-7f3k");
    assert!(document.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument"));
    assert!(document.contains("root=\"2.16.840.1.113883.10.20.22.1.2\" extension=\"2015-08-01\""));
    let client = between(&document, "<recordTarget>", "</recordTarget>");
    assert!(
        client.contains("extension=\"c-7f3k\"")
            && client.contains("<birthTime value=\"19781102\"/>")
    );
    assert!(client.contains("<name><given>Ben</given><family>Sample</family></name>"), "{client}");
    let author = between(&document, "<author>", "</author>");
    assert!(author.contains("<id root=\"2.16.840.1.113883.4.6\" extension=\"1234567893\"/>"));
    assert!(author.contains("<given>Dana</given><family>Okafor</family><suffix>LCSW</suffix>"));
    let custodian = between(&document, "<custodian>", "</custodian>");
    assert!(custodian.contains("<name>Quiet Room LLC</name>"), "{custodian}");
    assert!(custodian.contains("<telecom value=\"tel:555-0100\"/>"), "{custodian}");
    let service = between(&document, "<documentationOf>", "</documentationOf>");
    assert!(service.contains("<low value=\"20261026090000-0400\"/>"), "{service}");
    let problems = section(&document, "Diagnoses");
    assert!(problems.contains("F41.1, Generalized anxiety disorder</item>"), "{problems}");
    assert!(problems.contains("<translation code=\"F41.1\" codeSystem=\"2.16.840.1.113883.6.90\""));
    assert!(problems.contains("<statusCode code=\"active\"/>"));
    let sessions = section(&document, "Sessions");
    assert!(
        sessions.contains("code=\"90837\" codeSystem=\"2.16.840.1.113883.6.12\""),
        "{sessions}"
    );
    assert!(sessions.contains("<high value=\"20261120145300-0500\"/>"), "{sessions}");
    let scores = section(&document, "Measures");
    assert!(
        scores.contains("code=\"44261-6\"")
            && scores.contains("<value xsi:type=\"INT\" value=\"9\"/>")
    );
    let goals = section(&document, "Goals");
    assert_eq!(goals.matches("moodCode=\"GOL\"").count(), 3);
    for status in ["active", "completed", "cancelled"] {
        assert!(goals.contains(&format!("<statusCode code=\"{status}\"/>")), "{status}: {goals}");
    }
    assert!(section(&document, "Plan of treatment").contains("To be reviewed by"));
    let notes = section(&document, "Progress notes");
    assert!(notes.contains("<paragraph>Reports fewer panic attacks.</paragraph>"), "{notes}");
    // An entry says where its words stand.
    let place = between(notes, "<item ID=\"", "\"");
    assert!(notes.contains(&format!("<reference value=\"#{place}\"/>")), "{notes}");
    assert!(section(&document, "Plans and reviews").contains("Two of three."));
}

/// Returns the templates that a document names by a version of R2.1, and not as in R1.1 as well.
fn named_by_version_alone(document: &str) -> Vec<&str> {
    let named = document.split("<templateId root=\"").skip(1);
    let versioned = named.filter(|rest| {
        let (_, rest) = rest.split_once('"').unwrap();
        rest.starts_with(" extension=\"2014-06-09\"")
            || rest.starts_with(" extension=\"2015-08-01\"")
    });
    let roots = versioned.map(|rest| rest.split_once('"').unwrap().0);
    roots
        .filter(|root| {
            let of = |after: &str| document.matches(&format!("\"{root}\"{after}")).count();
            of("/>") < of(" extension=")
        })
        .collect()
}

#[test]
fn each_template_is_named_as_in_the_release_before_as_well() {
    let practice = cared_for();
    for what in ["c-7f3k", "c-7f3k/2026-11-20"] {
        let document = export(&practice, what);
        assert_eq!(named_by_version_alone(&document), [""; 0]);
        let bare = "<templateId root=\"2.16.840.1.113883.10.20.22.2.5.1\"/>";
        assert!(document.contains(bare), "{document}");
        let broken = document.replacen(bare, "", 1);
        assert_eq!(named_by_version_alone(&broken), ["2.16.840.1.113883.10.20.22.2.5.1"]);
    }
}

#[test]
fn what_a_practice_keeps_no_list_of_is_said_to_be_missing() {
    let document = export(&Practice::with_note(), "c-7f3k");
    for (title, said) in [
        ("Allergies", "no list of allergies"),
        ("Medications", "no list of medications"),
        ("Results", "no results of laboratories"),
        ("Social history", "no social history"),
        ("Vital signs", "no vital signs"),
        ("Diagnoses", "No diagnosis stands"),
        ("Measures", "No score of a measure"),
        ("Goals", "No goal stands"),
        ("Plan of treatment", "No plan in force"),
    ] {
        assert!(section(&document, title).contains(said), "{title}");
        let (before, _) = document.split_once(&format!("<title>{title}</title>")).unwrap();
        let (_, head) = before.rsplit_once("<section").unwrap();
        assert!(head.starts_with(" nullFlavor=\"NI\">"), "{title}: {head}");
    }
}

#[test]
fn one_note_that_is_named_is_a_progress_note_in_its_own_sections() {
    let practice = cared_for();
    let document = export(&practice, "c-7f3k/2026-11-20");
    assert!(document.contains("root=\"2.16.840.1.113883.10.20.22.1.9\" extension=\"2015-08-01\""));
    assert!(section(&document, "Data").contains("Reports fewer panic attacks."));
    assert!(section(&document, "Assessment").contains("Progress toward the goal."));
    assert!(section(&document, "Plan").contains("Continue weekly."));
    for (title, code) in [("Assessment", "51848-0"), ("Plan", "18776-5")] {
        let (before, _) = document.split_once(&format!("<title>{title}</title>")).unwrap();
        let (_, head) = before.rsplit_once("<section").unwrap();
        assert!(head.contains(&format!("code=\"{code}\"")), "{title}: {head}");
    }
    let encounter = between(&document, "<componentOf>", "</componentOf>");
    assert!(encounter.contains("<low value=\"20261120140000-0500\"/>"), "{encounter}");
    let signed = between(&document, "<legalAuthenticator>", "</legalAuthenticator>");
    assert!(signed.contains("<signatureCode code=\"S\"/>"), "{signed}");
    // What is not signed has no authenticator, and a plan is no session.
    let text = practice.read(NOTE_PATH);
    practice.put(NOTE_PATH, text.replace("weekly", "daily"));
    let changed =
        ["export", "c-7f3k/2026-11-20", "--working-copy", "--format", "ccda", "--unverified"];
    assert!(!practice.ok(&changed).contains("legalAuthenticator"));
    let plan = export(&practice, "c-7f3k/2026-10-26");
    assert!(plan.contains("root=\"2.16.840.1.113883.10.20.22.1.2\""), "{plan}");
}

#[test]
fn without_a_section_for_each_nothing_is_taken_for_assessment_or_plan() {
    let practice = Practice::with_note();
    let text = practice.read(NOTE_PATH);
    practice.put(NOTE_PATH, text.replace("## Assessment", "## Response"));
    let document = export(&practice, "c-7f3k/2026-11-20");
    assert!(section(&document, "Plan").contains("Continue weekly."));
    assert!(!document.contains("code=\"18776-5\"") && !document.contains("code=\"51848-0\""));
    assert!(section(&document, "Assessment and plan").contains("does not tell"));
    for said in ["Reports fewer panic attacks.", "Progress toward the goal."] {
        assert_eq!(document.matches(said).count(), 1, "{said}");
    }
}

#[test]
fn the_same_record_is_the_same_bytes_and_another_one_has_another_id() {
    let practice = cared_for();
    let id = |document: &str| between(document, "<id root=\"", "\"").to_owned();
    let before = export(&practice, "c-7f3k");
    practice.seal("CANARY");
    assert_eq!(export(&practice, "c-7f3k"), before);
    practice.put(
        &NOTE_PATH.replace("-20-", "-21-"),
        crate::practice::NOTE.replace("2026-11-20T", "2026-11-21T"),
    );
    let after = export(&practice, "c-7f3k");
    assert_ne!(id(&after), id(&before));
    // A session has the id that it has in FHIR.
    let bundle = crate::fhir::bundle(&practice);
    let encounter = &crate::fhir::of_kind(&bundle, "Encounter")[0]["id"];
    assert!(after.contains(&format!("<id root={encounter}/>")), "{encounter}");
}

#[test]
fn a_name_that_is_not_told_apart_is_said_to_be_so_and_in_supervision_it_is_masked() {
    let practice = Practice::with_note();
    let run = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "ccda"]);
    assert!(run.out().contains("<given nullFlavor=\"UNK\"/><family>Ben Sample</family>"), "{run}");
    assert!(run.err().contains("given_name"), "{run}");
    let to = ["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];
    let supervised = ["--include-drafts", "--profile", "supervision", "--format", "ccda"];
    let run = practice.run(&[&["export", "c-7f3k"], &to[..], &supervised].concat());
    assert!(run.out().contains("<name nullFlavor=\"MSK\"/>"), "{run}");
    assert!(!run.out().contains("Sample") && !run.err().contains("given_name"), "{run}");
}

/// Runs a script of `tests/ccda` over files of a practice.
#[cfg(feature = "interop")]
fn node(practice: &Practice, args: &[&str]) -> (bool, String) {
    let mut command = crate::interop::program("node");
    let packages =
        crate::interop::program("npm").args(["root", "--global"]).output().unwrap().stdout;
    command.env("NODE_PATH", String::from_utf8(packages).unwrap().trim());
    command.arg(format!("{}/tests/ccda/{}", env!("CARGO_MANIFEST_DIR"), args[0]));
    let output = command.args(&args[1..]).current_dir(practice.root()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.success(), told.into_owned())
}

/// The rules that HL7 publishes for R2.1, where `.ci/run` puts them.
#[cfg(feature = "interop")]
const RULES: &str = "/usr/local/share/ccda/Consolidation.sch";

#[cfg(feature = "interop")]
#[test]
fn the_rules_of_hl7_find_nothing_wrong_and_each_fault_that_is_planted() {
    let practice = cared_for();
    let whole = export(&practice, "c-7f3k");
    practice.put("whole.xml", &whole);
    practice.put("note.xml", export(&practice, "c-7f3k/2026-11-20"));
    practice.put("draft.xml", export(&Practice::with_note(), "c-7f3k"));
    practice.put("draft-note.xml", export(&Practice::with_note(), "c-7f3k/2026-11-20"));
    practice.put("golden.xml", crate::golden::released(&crate::golden::rich(), "ccda"));
    let files = ["whole.xml", "note.xml", "draft.xml", "draft-note.xml", "golden.xml"];
    let found = node(&practice, &[&["schematron.cjs", RULES], &files[..]].concat());
    assert!(found.0, "{}", found.1);
    for (from, to) in [
        ("<realmCode code=\"US\"/>", ""),
        ("<birthTime value=\"19781102\"/>", ""),
        (
            " nullFlavor=\"NI\"><templateId root=\"2.16.840.1.113883.10.20.22.2.6.1\"",
            "><templateId root=\"2.16.840.1.113883.10.20.22.2.6.1\"",
        ),
        ("code=\"11450-4\"", "code=\"11450-5\""),
    ] {
        assert!(whole.contains(from), "{from}");
        practice.put("broken.xml", whole.replacen(from, to, 1));
        let found = node(&practice, &["schematron.cjs", RULES, "broken.xml"]);
        assert!(!found.0 && found.1.starts_with("broken.xml: "), "{from}: {}", found.1);
    }
}

#[cfg(feature = "interop")]
#[test]
fn another_program_reads_client_diagnoses_and_notes_out_of_it() {
    let practice = cared_for();
    let read = |practice: &Practice, text: &str| -> serde_json::Value {
        practice.put("read.xml", text);
        let found = node(practice, &["read.cjs", "read.xml"]);
        assert!(found.0, "{}", found.1);
        serde_json::from_str(&found.1).unwrap()
    };
    let whole = export(&practice, "c-7f3k");
    let told = read(&practice, &whole);
    assert_eq!(told["client"]["id"], "c-7f3k");
    assert_eq!(told["client"]["name"]["family"], "Sample");
    assert_eq!(told["client"]["name"]["given"][0], "Ben");
    assert_eq!(told["client"]["born"], "1978-11-02");
    assert_eq!(told["diagnoses"], serde_json::json!(["F41.1"]));
    assert_eq!(told["scores"], serde_json::json!([["44261-6", 9]]));
    let goals = told["goals"].as_array().unwrap();
    assert_eq!(goals[0], serde_json::json!(["Ride the tram to work on most days", "active"]));
    assert_eq!(goals.len(), 3);
    assert_eq!(told["sessions"].as_array().unwrap().len(), 1, "{told}");
    let words = |told: &serde_json::Value, title: &str| -> String {
        let sections = told["sections"].as_array().unwrap();
        let section = sections.iter().find(|it| it["title"] == title).unwrap();
        section["words"].to_string()
    };
    assert!(words(&told, "Progress notes").contains("Reports fewer panic attacks."), "{told}");
    // What is broken is not read back as if it were whole.
    let broken = read(&practice, &whole.replace("F41.1", "F41.0").replace("fewer panic", "more"));
    assert_eq!(broken["diagnoses"], serde_json::json!(["F41.0"]));
    assert!(!words(&broken, "Progress notes").contains("fewer panic"));
    let note = read(&practice, &export(&practice, "c-7f3k/2026-11-20"));
    assert_eq!(note["type"][0], "11506-3");
    assert!(words(&note, "Assessment").contains("Progress toward the goal."), "{note}");
}
