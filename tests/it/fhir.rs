//! `casenotes export --format fhir` and `fhir-ndjson`: what a receiver's program relies on.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::practice::{NOTE, Practice};

const NOTES: &str = "chart/clients/c-7f3k/notes";

/// A note of a day with more in its front matter than must be there.
fn note(day: &str, more: &str) -> String {
    NOTE.replace("2026-11-20T", &format!("{day}T")).replace("+++\n\n#", &format!("{more}+++\n\n#"))
}

/// A record with everything that can be in one: a signed note with an addendum and a co-signature, a
/// draft with scores, a second note of a session, and texts that try to be markup.
pub(crate) fn full() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "name=Ben <b>&\"Sample"]);
    let first = "service = [\"90837\"]\nplace = \"11\"\ndiagnoses = [\"F32.1\", \"F41.1\"]\ngoals = [\"G1\"]\nrisk = \"denied\"\n[measures]\nphq9 = 18\nphq9_item9 = 1\n";
    practice.put(&format!("{NOTES}/2026-11-23-1400-dap.md"), note("2026-11-23", first));
    practice.ok(&["sign", "c-7f3k/2026-11-23"]);
    let practice = practice.env("CASENOTES_NOW", "2026-11-25T08:00:00-05:00");
    let amend = ["amend", "c-7f3k/2026-11-23", "-k", "addendum", "-r", "<i>asked</i>", "--stdin"];
    assert_eq!(practice.pipe(&amend, "The bus was line 7 \u{202e}.").code(), 0);
    let config = practice.read("home/.config/casenotes/config.toml");
    practice.put("eli/config.toml", config.replace("Dana Okafor", "Eli Sample"));
    let practice = practice.env("CASENOTES_CONFIG", "eli/config.toml");
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice.ok(&["cosign", "c-7f3k/2026-11-23"]);
    let practice = practice.env("CASENOTES_CONFIG", "");
    let second = "service = [\"90834\", \" 90785 \"]\nplace = \"10\"\ndiagnoses = [\"F41.1\"]\n[measures]\ngad7 = 9\n\"own <b>\" = 4000000000\n";
    practice.put(&format!("{NOTES}/2026-11-24-1400-dap.md"), note("2026-11-24", second));
    practice.put(
        &format!("{NOTES}/2026-11-24-1400-dap-2.md"),
        note("2026-11-24", "").replace("Continue", "</div><script>x</script>\u{7}"),
    );
    practice.put(
        &format!("{NOTES}/2026-11-25-1400-dap.md"),
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-25T14:00:00Z\nend = 2026-11-25T13:00:00Z\n+++\n",
    );
    practice
}

pub(crate) fn bundle(practice: &Practice) -> Value {
    practice.run(&["export", "c-7f3k", "--working-copy", "--format", "fhir"]).json()
}

fn resources(bundle: &Value) -> Vec<&Value> {
    bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]).collect()
}

pub(crate) fn of_kind<'b>(bundle: &'b Value, kind: &str) -> Vec<&'b Value> {
    resources(bundle).into_iter().filter(|resource| resource["resourceType"] == kind).collect()
}

/// Returns every value of a key, at whatever depth.
pub(crate) fn all<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(items) => {
            found.extend(items.get(key));
            items.values().for_each(|item| all(item, key, found));
        }
        Value::Array(items) => items.iter().for_each(|item| all(item, key, found)),
        _ => {}
    }
}

fn is_urn(text: &str) -> bool {
    let Some(id) = text.strip_prefix("urn:uuid:") else { return false };
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12]
        && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'))
        && id.as_bytes()[14] == b'5'
        && matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b')
}

/// Returns what is wrong with a bundle that no validator sees, or sees alone.
pub(crate) fn faults(bundle: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let entries = bundle["entry"].as_array().unwrap();
    let mut urls = BTreeSet::new();
    for entry in entries {
        let url = entry["fullUrl"].as_str().unwrap_or_default();
        if !is_urn(url) || !urls.insert(url) {
            faults.push("a full URL is missing, no URN or not unique (bdl-7)".into());
        }
        if !url.ends_with(entry["resource"]["id"].as_str().unwrap_or("?")) {
            faults.push("a full URL is not that of its resource".into());
        }
    }
    let mut references = Vec::new();
    all(bundle, "reference", &mut references);
    // Who receives under a consent is an element of that name, and not itself a reference.
    for reference in references.into_iter().filter(|it| !it.is_object()) {
        if !urls.contains(reference.as_str().unwrap_or_default()) {
            faults.push(format!("the reference {reference} leads nowhere"));
        }
    }
    for key in ["system", "value"] {
        if bundle["identifier"][key].as_str().is_none() {
            faults.push(format!("the bundle has no identifier.{key} (bdl-9)"));
        }
    }
    if bundle["timestamp"].as_str().is_none() {
        faults.push("the bundle has no timestamp (bdl-10)".into());
    }
    if entries[0]["resource"]["resourceType"] != "Composition" {
        faults.push("the first resource is no Composition (bdl-11)".into());
    }
    for section in entries[0]["resource"]["section"].as_array().into_iter().flatten() {
        let has = |key: &str| !section[key].is_null() && section[key] != json!([]);
        if !["text", "entry", "section"].iter().any(|key| has(key)) {
            faults.push("a section has neither text nor entry (cmp-1)".into());
        }
    }
    let mut narratives = Vec::new();
    all(bundle, "div", &mut narratives);
    for div in narratives {
        let text = div.as_str().unwrap_or_default();
        let inner = text.strip_prefix("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        let inner = inner.and_then(|rest| rest.strip_suffix("</div>")).unwrap_or("<");
        if inner.replace("<p>", "").replace("</p>", "").contains(['<', '\u{7}']) {
            faults.push("a narrative has markup of a text in it".into());
        }
    }
    faults
}

#[test]
fn a_document_is_whole_and_every_reference_leads_somewhere() {
    // A record without diagnoses or scores has no section for them.
    assert_eq!(faults(&bundle(&Practice::with_note())), [""; 0]);
    let bundle = bundle(&full());
    assert_eq!(faults(&bundle), [""; 0]);
    let kinds: Vec<&str> =
        resources(&bundle).iter().map(|r| r["resourceType"].as_str().unwrap()).collect();
    let count = |kind: &str| kinds.iter().filter(|found| **found == kind).count();
    assert_eq!(
        [
            count("Composition"),
            count("Patient"),
            count("Practitioner"),
            count("Encounter"),
            count("Condition"),
            count("Observation"),
            count("DocumentReference"),
        ],
        // Two notes are of one session; a note, an addendum, a co-signature and three more notes.
        [1, 1, 2, 3, 2, 4, 6]
    );
    assert_eq!(bundle["type"], "document");
    assert_eq!(bundle["timestamp"], "2026-11-25T14:00:00+00:00");
    let composition = resources(&bundle)[0];
    assert_eq!(composition["status"], "preliminary");
    assert_eq!(composition["confidentiality"], "R");
    assert_eq!(composition["type"]["coding"][0]["code"], "34904-3");
}

#[test]
fn every_kind_of_fault_in_a_document_is_found() {
    let sound = bundle(&full());
    let broken = |path: &str, value: Value| {
        let mut bundle = sound.clone();
        *bundle.pointer_mut(path).unwrap() = value;
        faults(&bundle)
    };
    for (path, value) in [
        ("/entry/1/fullUrl", Value::Null),
        ("/entry/1/fullUrl", json!("urn:uuid:6f1d0b52-8a4e-4c37-9e60-2bd751c4930e")),
        ("/entry/0/resource/subject/reference", json!("urn:uuid:0")),
        ("/identifier/system", Value::Null),
        ("/timestamp", Value::Null),
        ("/entry/0/resource/resourceType", json!("List")),
        ("/entry/0/resource/section/1", json!({ "title": "x" })),
        ("/entry/0/resource/text/div", json!("<div><b>x</b></div>")),
    ] {
        assert!(!broken(path, value).is_empty(), "{path}");
    }
}

#[test]
fn what_is_inside_is_the_note_byte_for_byte() {
    let practice = full();
    let bundle = bundle(&practice);
    let record = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "json"]).json();
    let mut bodies: Vec<(String, String)> = Vec::new();
    for note in record["notes"].as_array().unwrap() {
        let (id, text) = (note["id"].as_str().unwrap(), note["body"].as_str().unwrap());
        bodies.push((id.to_owned(), text.to_owned()));
        for added in note["amendments"].as_array().unwrap() {
            let id = format!("{id}.{}", added["name"].as_str().unwrap());
            bodies.push((id, added["body"].as_str().unwrap().to_owned()));
        }
    }
    bodies.sort();
    let mut found: Vec<(String, String)> = of_kind(&bundle, "DocumentReference")
        .into_iter()
        .map(|document| {
            let attachment = &document["content"][0]["attachment"];
            let bytes = attachment["data"].as_str().map(|data| STANDARD.decode(data).unwrap());
            let bytes = bytes.unwrap_or_default();
            assert_eq!(attachment["size"], bytes.len());
            assert_eq!(attachment["contentType"], "text/markdown");
            assert_eq!(STANDARD.decode(attachment["hash"].as_str().unwrap()).unwrap().len(), 20);
            let id = document["identifier"][0]["value"].as_str().unwrap().to_owned();
            (id, String::from_utf8(bytes).unwrap())
        })
        .collect();
    found.sort();
    assert_eq!(found, bodies);
}

#[test]
fn a_note_says_how_far_it_is_what_it_adds_to_and_how_confidential_it_is() {
    let bundle = bundle(&full());
    let of = |id: &str| {
        let is_it = |document: &&&Value| document["identifier"][0]["value"] == id;
        *of_kind(&bundle, "DocumentReference").iter().find(is_it).unwrap()
    };
    let url = |document: &Value| format!("urn:uuid:{}", document["id"].as_str().unwrap());
    let signed = of("c-7f3k/2026-11-23-1400-dap");
    assert_eq!(signed["status"], "current");
    assert_eq!(signed["docStatus"], "amended");
    assert_eq!(signed["content"][0]["attachment"]["creation"], "2026-11-24T09:30:12-05:00");
    let codes: Vec<&Value> =
        signed["type"]["coding"].as_array().unwrap().iter().map(|c| &c["code"]).collect();
    assert_eq!(codes, ["34904-3", "11506-3"]);
    assert_eq!(signed["category"][0]["coding"][0]["code"], "clinical-note");
    assert_eq!(signed["meta"]["security"][0]["code"], "R");
    assert_eq!(signed["securityLabel"][0]["coding"][0]["code"], "R");
    assert_eq!(signed["context"]["period"]["end"], "2026-11-23T14:53:00-05:00");
    let signer = signed["authenticator"]["reference"].as_str().unwrap();
    let practitioners = of_kind(&bundle, "Practitioner");
    let dana = practitioners.iter().find(|person| url(person) == signer).unwrap();
    assert_eq!(dana["name"][0], json!({ "text": "Dana Okafor", "suffix": ["LCSW"] }));
    let addendum = of("c-7f3k/2026-11-23-1400-dap.addendum-1");
    assert_eq!(addendum["docStatus"], "final");
    assert_eq!(addendum["relatesTo"][0]["code"], "appends");
    assert_eq!(addendum["relatesTo"][0]["target"]["reference"], url(signed));
    let cosignature = of("c-7f3k/2026-11-23-1400-dap.cosignature-1");
    assert_eq!(cosignature["relatesTo"][0]["code"], "signs");
    assert_ne!(cosignature["authenticator"], signed["authenticator"]);
    let draft = of("c-7f3k/2026-11-24-1400-dap");
    assert_eq!(draft["docStatus"], "preliminary");
    assert!(draft.get("authenticator").is_none(), "{draft}");
}

#[test]
fn a_note_whose_signature_does_not_hold_is_no_final_one() {
    let practice = full();
    let path = format!("{NOTES}/2026-11-23-1400-dap.md");
    practice.put(&path, practice.read(&path).replace("weekly", "daily"));
    let args =
        ["export", "c-7f3k/2026-11-23", "--working-copy", "--format", "fhir", "--unverified"];
    let bundle = practice.run(&args).json();
    let note = of_kind(&bundle, "DocumentReference")[0];
    assert_eq!(note["docStatus"], "preliminary");
    assert!(note.get("authenticator").is_none(), "{note}");
    let told = note["description"].as_str().unwrap();
    assert!(told.contains("its signature does not hold"), "{told}");
}

#[test]
fn sessions_diagnoses_and_scores_are_resources_of_their_own() {
    let bundle = bundle(&full());
    let encounters = of_kind(&bundle, "Encounter");
    assert_eq!(
        encounters[0]["type"][0]["coding"][0],
        json!({ "system": "http://www.ama-assn.org/go/cpt", "code": "90837" })
    );
    assert_eq!(encounters[0]["class"]["code"], "AMB");
    assert_eq!(encounters[0]["diagnosis"].as_array().unwrap().len(), 2);
    assert_eq!(encounters[1]["class"]["code"], "VR");
    assert_eq!(encounters[1]["type"][1]["coding"][0]["code"], "90785");
    // It is later that day, and it ends before it begins, so it has no end.
    assert_eq!(encounters[2]["status"], "planned");
    assert!(encounters[2]["period"].get("end").is_none());
    let conditions = of_kind(&bundle, "Condition");
    let codes: Vec<&Value> = conditions.iter().map(|c| &c["code"]["coding"][0]["code"]).collect();
    assert_eq!(codes, ["F32.1", "F41.1"]);
    let scores = of_kind(&bundle, "Observation");
    let told: Vec<String> = scores
        .iter()
        .map(|o| {
            let value = o.get("valueInteger").or(o.get("valueString")).unwrap();
            let code = &o["code"]["coding"][0]["code"];
            format!("{} {code} {value} {}", o["code"]["text"], o["status"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "PHQ-9 total score 44261-6 18 final",
            "PHQ-9 item 9 null 1 final",
            "GAD-7 total score 70274-6 9 preliminary",
            "own <b> null 4000000000 preliminary",
        ]
    );
    assert!(scores.iter().all(|o| o["category"][0]["coding"][0]["code"] == "survey"));
}

/// What a record of a kind is in the document: status and class of its Encounter, if there is one, and
/// the type of the document.
fn told_of(bundle: &Value, id: &str) -> String {
    let documents = of_kind(bundle, "DocumentReference");
    let is_it = |document: &&&Value| {
        document["identifier"][0]["value"].as_str().is_some_and(|name| name.starts_with(id))
    };
    let document = documents.iter().find(is_it).unwrap();
    let encounter = document["context"]["encounter"][0]["reference"].as_str();
    let is_its =
        |found: &&&Value| encounter.is_some_and(|url| url.ends_with(found["id"].as_str().unwrap()));
    let encounters = of_kind(bundle, "Encounter");
    let encounter = encounters.iter().find(is_its);
    let told = encounter.map_or("none".to_owned(), |found| {
        format!("{} {}", found["status"], found["class"]["code"]).replace('"', "")
    });
    format!("{told} {}", document["type"]["coding"][0]["code"]).replace('"', "")
}

#[test]
fn what_a_record_is_decides_whether_there_was_an_encounter_and_how_far_it_is() {
    let practice = Practice::with_client();
    let telehealth = "[telehealth]\nmode = \"video\"\n";
    practice.put(
        "chart/templates/missed.md",
        "+++\nformat = \"missed\"\ntitle = \"Missed\"\nkind = \"no-show\"\n+++\n\n# Missed\n\n## What was done\n",
    );
    // It is 2026-11-24 09:30 -05:00.
    let records = [
        ("2026-11-02-1400-dap", "", "finished AMB 34904-3"),
        ("2026-11-03-1400-dap", telehealth, "finished VR 34904-3"),
        ("2026-11-04-1400-dap", "place = \"10\"\n", "finished VR 34904-3"),
        ("2026-11-05-1400-intake", "", "finished AMB 78306-8"),
        ("2026-11-06-1400-risk", "", "finished AMB 75492-9"),
        ("2026-11-09-1400-no-show", "", "cancelled AMB 34109-9"),
        ("2026-11-10-1400-missed", telehealth, "cancelled VR 34109-9"),
        ("2026-11-11-1400-plan", "", "none 18776-5"),
        ("2026-11-12-1400-review", "", "none 18776-5"),
        ("2026-11-13-1400-safety-plan", "", "none 34109-9"),
        ("2026-11-16-1400-contact", "", "none 34109-9"),
        ("2026-11-17-1400-discharge", "", "none 78263-1"),
        ("2026-11-18-1400-odd", "", "finished AMB 34109-9"),
        ("2026-11-24-0900-dap", "", "in-progress AMB 34904-3"),
        ("2026-11-24-1000-dap", "", "planned AMB 34904-3"),
        ("2026-11-30-1400-no-show", "", "cancelled AMB 34109-9"),
    ];
    for (stem, keys, _) in records {
        let (day, time) = (&stem[..10], &stem[11..15]);
        let format = &stem[16..];
        let text = NOTE
            .replace("2026-11-20T14:00", &format!("{day}T{}:{}", &time[..2], &time[2..]))
            .replace("2026-11-20T14:53", &format!("{day}T{}:53", &time[..2]))
            .replace("format = \"dap\"", &format!("format = \"{format}\""))
            .replace("+++\n\n#", &format!("{keys}+++\n\n#"));
        practice.put(&format!("{NOTES}/{stem}.md"), text);
    }
    let found = bundle(&practice);
    assert_eq!(faults(&found), [""; 0]);
    for (stem, _, expected) in records {
        assert_eq!(told_of(&found, &format!("c-7f3k/{stem}")), expected, "{stem}");
    }
    // A plan written at the beginning of a session is of that session.
    let plan = practice.read(&format!("{NOTES}/2026-11-11-1400-plan.md"));
    let path = format!("{NOTES}/2026-11-02-1400-plan.md");
    practice.put(&path, plan.replace("2026-11-11T", "2026-11-02T"));
    let found = bundle(&practice);
    assert_eq!(told_of(&found, "c-7f3k/2026-11-02-1400-plan"), "finished AMB 18776-5");
    // A session of which nobody has written down the end may still go on.
    let open =
        NOTE.replace("2026-11-20", "2026-11-19").replace("end = 2026-11-19T14:53:00-05:00\n", "");
    practice.put(&format!("{NOTES}/2026-11-19-1400-dap.md"), open);
    assert_eq!(told_of(&bundle(&practice), "c-7f3k/2026-11-19"), "unknown AMB 34904-3");
}

#[test]
fn no_resource_claims_a_profile_that_it_does_not_keep() {
    // US Core asks for what a name in one line does not say: a family name, a number of the provider. With both,
    // `fhir_care.rs` finds them claimed.
    let bundle = bundle(&full());
    let mut profiles = Vec::new();
    all(&bundle, "profile", &mut profiles);
    assert_eq!(profiles, [&Value::Null; 0]);
}

#[test]
fn a_document_of_many_notes_is_written_as_it_is_made() {
    let practice = Practice::with_client();
    for minute in 0..60 {
        let text = NOTE.replace("2026-11-20T14:00", &format!("2026-11-20T14:{minute:02}"));
        practice.put(&format!("{NOTES}/2026-11-20-14{minute:02}-dap.md"), text);
    }
    let shown = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "fhir"]);
    practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "fhir", "-o", "record.json"]);
    assert!(shown.len() > 128 * 1024 && practice.read("record.json") == shown);
    // The digest in the log is that of what was written, though it was made twice.
    let release = ["export", "c-7f3k", "--to", "Ida Fictive, MD", "--purpose", "care"];
    let release = [&release[..], &["--basis", "treatment", "--include-drafts", "-o", "for-ida/"]];
    practice.ok(&[&release.concat()[..], &["--format", "fhir"]].concat());
    let written = practice.read("for-ida/record.json");
    let entry = practice.run(&["disclosures", "c-7f3k", "--json"]).json();
    let digest = &entry["disclosures"][0]["digest"];
    use sha2::Digest as _;
    let hex: String =
        sha2::Sha256::digest(&written).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(*digest, format!("sha256:{hex}"), "{entry}");
    let sums = practice.read("for-ida/SHA256SUMS");
    assert!(sums.contains(&hex), "{sums}");
}

#[test]
fn the_same_record_is_the_same_bytes_and_two_people_never_share_an_id() {
    let practice = full();
    let export = |practice: &Practice| {
        practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "fhir"])
    };
    let before = export(&practice);
    practice.seal("CANARY");
    assert_eq!(export(&practice), before);
    let other = Practice::with_note();
    let ids = |practice: &Practice| -> BTreeSet<String> {
        let bundle = bundle(practice);
        resources(&bundle).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    };
    let before = ids(&other);
    assert_eq!(before, ids(&other));
    // Another practice may have given the same id to somebody else.
    other.ok(&["client", "edit", "c-7f3k", "--set", "name=Ana Example"]);
    assert!(before.is_disjoint(&ids(&other)));
}

#[test]
fn ndjson_has_a_resource_a_line_grouped_by_kind_with_relative_references() {
    let practice = full();
    let run = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "fhir-ndjson"]);
    let lines: Vec<Value> =
        run.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let bundle = bundle(&practice);
    let kinds = |resources: &mut dyn Iterator<Item = &Value>| -> Vec<String> {
        resources.map(|r| format!("{} {}", r["resourceType"], r["id"])).collect()
    };
    assert_eq!(kinds(&mut lines.iter()), kinds(&mut resources(&bundle).into_iter()));
    let names: BTreeSet<String> = lines
        .iter()
        .map(|r| format!("{}/{}", r["resourceType"].as_str().unwrap(), r["id"].as_str().unwrap()))
        .collect();
    let mut references = Vec::new();
    lines.iter().for_each(|line| all(line, "reference", &mut references));
    assert!(!references.is_empty());
    assert!(references.iter().all(|r| names.contains(r.as_str().unwrap())), "{references:?}");
    assert!(run.out().lines().all(|line| line.starts_with("{\"resourceType\":\"")));
    let mut groups: Vec<&Value> = lines.iter().map(|r| &r["resourceType"]).collect();
    groups.dedup();
    assert_eq!(groups.len(), 8, "each kind is in one place");
}

/// Runs a validator over files; it prints what is wrong.
#[cfg(feature = "interop")]
pub(crate) fn validate(
    practice: &Practice,
    program: &str,
    script: &str,
    files: &[&str],
) -> (bool, String) {
    let mut command = crate::interop::program(program);
    let packages =
        crate::interop::program("npm").args(["root", "--global"]).output().unwrap().stdout;
    command.env("NODE_PATH", String::from_utf8(packages).unwrap().trim());
    command.arg(format!("{}/tests/fhir/{script}", env!("CARGO_MANIFEST_DIR")));
    let output = command.args(files).current_dir(practice.root()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.success(), told.into_owned())
}

#[cfg(feature = "interop")]
pub(crate) const VALIDATORS: &[(&str, &str)] =
    &[("node", "medplum.cjs"), ("node", "codes.cjs"), ("python3", "elements.py")];

#[cfg(feature = "interop")]
#[test]
fn three_validators_find_nothing_wrong_with_a_record() {
    let practice = full();
    let single = Practice::with_note();
    for (practice, name) in [(&practice, "full"), (&single, "single")] {
        for (format, ending) in [("fhir", "json"), ("fhir-ndjson", "ndjson")] {
            let text = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", format]);
            practice.put(&format!("record.{ending}"), text);
        }
        for (program, script) in VALIDATORS {
            let found = validate(practice, program, script, &["record.json", "record.ndjson"]);
            assert!(found.0, "{name} {script}: {}", found.1);
        }
    }
}

#[cfg(feature = "interop")]
#[test]
fn each_validator_finds_the_fault_it_is_there_for() {
    let practice = full();
    for ((program, script), path, value) in [
        (VALIDATORS[0], "/timestamp", Value::Null),
        (VALIDATORS[1], "/entry/9/resource/status", json!("odd")),
        (VALIDATORS[2], "/entry/1/resource/birthDate", json!("1978-13-02")),
    ] {
        let mut bundle = bundle(&practice);
        *bundle.pointer_mut(path).unwrap() = value;
        practice.put("broken.json", bundle.to_string());
        let found = validate(&practice, program, script, &["broken.json"]);
        // A script that crashes would print something else.
        assert!(!found.0 && found.1.starts_with("broken.json: "), "{script} {path}: {}", found.1);
    }
}
