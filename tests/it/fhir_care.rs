//! `casenotes export --format fhir`: goals and plans, signatures, and the profiles of US Core that are claimed.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::Digest as _;

use crate::fhir::{all, bundle, faults, of_kind};
use crate::practice::{NOTE, NOTE_PATH, PLAN, PLAN_PATH, Practice};

const REVIEW_PATH: &str = "chart/clients/c-7f3k/notes/2026-11-16-0900-review.md";

/// What a review says of the goals of the plan.
const REVIEW: &str = "\
+++
client = \"c-7f3k\"
format = \"review\"
start = 2026-11-16T09:00:00-05:00
author = \"Dana Okafor, LCSW\"
plan = \"2026-10-26-0900-plan\"
[[goal]]
id = \"G1\"
statement = \"Ride the tram to work on most days\"
target = 2027-01-24
[[goal.objective]]
id = \"O1\"
statement = \"Three rides a week\"
status = \"met\"
[[goal]]
id = \"G2\"
statement = \"Sleep six hours\"
status = \"discontinued\"
+++

# Review

Two of three.
";

/// A practice that says who it is, with a signed plan, its signed review, and a signed note of a session.
pub(crate) fn cared_for() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&[
        "client",
        "edit",
        "c-7f3k",
        "--set",
        "family_name=Sample",
        "--set",
        "given_name=Ben",
    ]);
    let settings = practice.read("chart/casenotes.toml");
    let practice_table = "[practice]\nname = \"Quiet Room LLC\"\naddress = [\"1 Example Street\", \"Albany, NY\"]\n\
        telephone = \"555 0100\"\nnpi = \"1234567893\"\n[practice.clinicians.\"Dana Okafor\"]\n\
        family_name = \"Okafor\"\ngiven_name = \"Dana\"\ntitle = \"licensed clinical social worker\"\n\
        licence = \"NY 000000\"\nnpi = \"1234567893\"\n";
    practice.put("chart/casenotes.toml", format!("{settings}\n{practice_table}"));
    practice.put(PLAN_PATH, PLAN);
    practice.put(REVIEW_PATH, REVIEW);
    let session =
        "service = [\"90837\"]\ndiagnoses = [\"F41.1\"]\ngoals = [\"O1\"]\n[measures]\nphq9 = 9\n";
    practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", &format!("{session}+++\n\n#")));
    for note in ["2026-10-26", "2026-11-16", "2026-11-20"] {
        practice.ok(&[
            "sign",
            &format!("c-7f3k/{note}"),
            "--late-entry",
            "found later",
            "--anyway",
            "seen",
        ]);
    }
    practice
}

fn goal<'b>(bundle: &'b Value, id: &str) -> &'b Value {
    let goals = of_kind(bundle, "Goal");
    let value = format!("c-7f3k/{id}");
    goals.into_iter().find(|goal| goal["identifier"][0]["value"] == *value).unwrap()
}

fn url(resource: &Value) -> String {
    format!("urn:uuid:{}", resource["id"].as_str().unwrap())
}

/// Returns how far a goal is, and how far it is reached.
fn standing(goal: &Value) -> String {
    let achieved = &goal["achievementStatus"]["coding"][0]["code"];
    format!("{} {achieved} {}", goal["lifecycleStatus"], goal["statusDate"]).replace('"', "")
}

#[test]
fn goals_and_their_objectives_are_told_by_what_plan_and_review_say() {
    let bundle = bundle(&cared_for());
    assert_eq!(faults(&bundle), [""; 0]);
    assert_eq!(of_kind(&bundle, "Goal").len(), 3);
    assert_eq!(standing(goal(&bundle, "G1")), "active in-progress 2026-10-26");
    assert_eq!(standing(goal(&bundle, "G1/O1")), "completed achieved 2026-11-16");
    assert_eq!(standing(goal(&bundle, "G2")), "cancelled not-achieved 2026-11-16");
    let first = goal(&bundle, "G1");
    assert_eq!(first["description"]["text"], "Ride the tram to work on most days");
    assert_eq!(first["startDate"], "2026-10-26");
    assert_eq!(first["target"], json!([{ "dueDate": "2027-01-24" }]));
    let step = &first["extension"][0];
    assert_eq!(step["extension"][0]["valueCodeableConcept"]["coding"][0]["code"], "milestone");
    let step = &step["extension"][1]["valueReference"]["reference"];
    assert_eq!(*step, url(goal(&bundle, "G1/O1")));
    let plans = of_kind(&bundle, "CarePlan");
    assert_eq!(plans.len(), 1);
    assert_eq!(plans[0]["status"], "active");
    assert_eq!(plans[0]["intent"], "plan");
    assert_eq!(plans[0]["period"], json!({ "start": "2026-10-26" }));
    assert_eq!(plans[0]["goal"].as_array().unwrap().len(), 3);
    assert_eq!(plans[0]["supportingInfo"].as_array().unwrap().len(), 2);
    let condition = of_kind(&bundle, "Condition")[0];
    assert_eq!(plans[0]["addresses"][0]["reference"], url(condition));
    assert_eq!(condition["clinicalStatus"]["coding"][0]["code"], "active");
    assert_eq!(condition["verificationStatus"]["coding"][0]["code"], "confirmed");
    assert_eq!(condition["code"]["text"], "Generalized anxiety disorder");
}

#[test]
fn what_is_not_signed_is_a_proposal_and_what_ends_a_plan_ends_its_goals() {
    let practice = Practice::with_plan();
    let drafts = bundle(&practice);
    assert_eq!(of_kind(&drafts, "CarePlan")[0]["status"], "draft");
    assert_eq!(standing(goal(&drafts, "G1")), "proposed null 2026-10-26");
    let condition = of_kind(&drafts, "Condition")[0];
    assert_eq!(condition["verificationStatus"]["coding"][0]["code"], "unconfirmed");
    // A signed plan that follows, with one of the goals.
    let practice = cared_for();
    let next = PLAN.replace("2026-10-26", "2026-11-23").replace("F41.1", "F32.5");
    let (head, rest) = next.split_once("[[goal]]\nid = \"G2\"").unwrap();
    let (_, body) = rest.split_once("+++").unwrap();
    let next = format!("{head}+++{body}").replace("G1", "G7");
    practice.put("chart/clients/c-7f3k/notes/2026-11-23-0900-plan.md", &next);
    let drafted = bundle(&practice);
    assert_eq!(of_kind(&drafted, "CarePlan")[0]["status"], "active", "a draft ends nothing");
    practice.ok(&["sign", "c-7f3k/2026-11-23", "--late-entry", "found later", "--anyway", "seen"]);
    let followed = bundle(&practice);
    let plans = of_kind(&followed, "CarePlan");
    let told: Vec<&Value> = plans.iter().map(|plan| &plan["status"]).collect();
    assert_eq!(told, ["revoked", "active"]);
    assert_eq!(plans[0]["period"]["end"], "2026-11-23");
    assert_eq!(standing(goal(&followed, "G1")), "cancelled not-achieved 2026-10-26");
    assert_eq!(standing(goal(&followed, "G7")), "active in-progress 2026-11-23");
    // What the code says of a remission, and nothing of a diagnosis that is named no more.
    let conditions = of_kind(&followed, "Condition");
    let status = |code: &str| {
        let is_it = |it: &&&Value| it["code"]["coding"][0]["code"] == code;
        conditions.iter().find(is_it).unwrap().get("clinicalStatus").cloned()
    };
    assert_eq!(status("F32.5").unwrap()["coding"][0]["code"], "remission");
    assert_eq!(status("F41.1"), None);
}

#[test]
fn a_signature_goes_along_with_the_digest_of_what_was_signed() {
    let practice = cared_for();
    let before = bundle(&practice);
    let found = of_kind(&before, "Provenance");
    assert_eq!(found.len(), 3);
    let (file, signature) = (practice.read(NOTE_PATH), practice.read(&format!("{NOTE_PATH}.sig")));
    let data = STANDARD.encode(&signature);
    let one = found.iter().find(|it| it["signature"][0]["data"] == *data).unwrap();
    let digest = URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&file));
    let said = &one["entity"][0]["what"]["identifier"]["value"];
    assert_eq!(*said, format!("ni:///sha-256;{digest}"));
    let kind = &one["signature"][0]["type"][0];
    assert_eq!(kind["system"], "urn:iso-astm:E1762-95:2013");
    assert_eq!(kind["code"], "1.2.840.10065.1.12.1.1");
    let note = of_kind(&before, "DocumentReference");
    let note = note.iter().find(|it| it["identifier"][0]["value"] == "c-7f3k/2026-11-20-1400-dap");
    assert_eq!(one["target"][0]["reference"], url(note.unwrap()));
    assert_eq!(one["recorded"], one["signature"][0]["when"]);
    // A signature that does not hold is none.
    practice.put(NOTE_PATH, file.replace("weekly", "daily"));
    let unverified = ["export", "c-7f3k", "--working-copy", "--format", "fhir", "--unverified"];
    let after = practice.run(&unverified).json();
    assert_eq!(of_kind(&after, "Provenance").len(), 2);
}

#[test]
fn each_role_of_a_signature_has_the_purpose_that_goes_with_it() {
    let bundle = bundle(&crate::fhir::full());
    let mut purposes: Vec<&str> = of_kind(&bundle, "Provenance")
        .iter()
        .map(|it| it["signature"][0]["type"][0]["display"].as_str().unwrap())
        .collect();
    purposes.sort_unstable();
    assert_eq!(purposes, ["Addendum Signature", "Author's Signature", "Verification Signature"]);
}

/// What each profile of US Core 9.0.0 asks for beyond FHIR: a pointer each, and where there are several of a
/// name behind one another, one of them does.
const MUST_HAVES: &[(&str, &[&[&str]])] = &[
    (
        "us-core-patient",
        &[
            &["/identifier/0/system"],
            &["/identifier/0/value"],
            &["/name/0/family", "/name/0/given"],
        ],
    ),
    (
        "us-core-practitioner",
        &[&["/identifier/0/system"], &["/identifier/0/value"], &["/name/0/family"]],
    ),
    ("us-core-organization", &[&["/active"], &["/name"]]),
    ("us-core-encounter", &[&["/type/0"], &["/subject"]]),
    ("us-core-condition-encounter-diagnosis", &[&["/category/0"], &["/code"]]),
    ("us-core-goal", &[&["/lifecycleStatus"], &["/description"], &["/subject"]]),
    ("us-core-careplan", &[&["/status"], &["/intent"], &["/subject"]]),
    (
        "us-core-observation-screening-assessment",
        &[&["/category/0"], &["/code"], &["/subject"], &["/valueInteger", "/valueString"]],
    ),
    (
        "us-core-documentreference",
        &[
            &["/type"],
            &["/category/0"],
            &["/subject"],
            &["/content/0/attachment/data", "/content/0/attachment/url"],
        ],
    ),
    (
        "us-core-provenance",
        &[&["/target/0"], &["/recorded"], &["/agent/0/who"], &["/agent/0/onBehalfOf"]],
    ),
];

/// The references whose target must keep a profile as well.
const REACHES: &[(&str, &[&str])] = &[
    ("us-core-encounter", &["/subject", "/participant/0/individual", "/serviceProvider"]),
    ("us-core-condition-encounter-diagnosis", &["/subject", "/encounter", "/recorder"]),
    ("us-core-goal", &["/subject"]),
    ("us-core-careplan", &["/subject", "/addresses/0"]),
    ("us-core-observation-screening-assessment", &["/subject", "/performer/0", "/derivedFrom/0"]),
    ("us-core-documentreference", &["/subject", "/author/0", "/context/encounter/0"]),
    ("us-core-provenance", &["/agent/0/who", "/agent/0/onBehalfOf"]),
];

const BASE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/";

fn claimed(resource: &Value) -> Option<&str> {
    resource["meta"]["profile"][0].as_str().map(|profile| profile.strip_prefix(BASE).unwrap())
}

/// Returns what is wrong with the claims of a bundle.
fn false_claims(bundle: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let entries = bundle["entry"].as_array().unwrap();
    let target = |url: &Value| entries.iter().find(|entry| entry["fullUrl"] == *url).unwrap();
    for entry in entries {
        let resource = &entry["resource"];
        let Some(profile) = claimed(resource) else { continue };
        let Some((_, asked)) = MUST_HAVES.iter().find(|(known, _)| *known == profile) else {
            found.push(format!("{profile} is claimed, and nothing is known of it"));
            continue;
        };
        for any in *asked {
            if !any.iter().any(|pointer| resource.pointer(pointer).is_some()) {
                found.push(format!("{profile} lacks {any:?}"));
            }
        }
        let reached = REACHES.iter().filter(|(known, _)| *known == profile);
        for pointer in reached.flat_map(|(_, pointers)| *pointers) {
            let Some(reference) = resource.pointer(pointer) else { continue };
            // A name alone refers to nothing.
            let Some(url) = reference.get("reference") else { continue };
            if claimed(&target(url)["resource"]).is_none() {
                found.push(format!("{profile} names by {pointer} what keeps no profile"));
            }
        }
    }
    found
}

#[test]
fn a_profile_is_claimed_where_all_that_it_asks_for_is_there() {
    let practice = cared_for();
    let known = bundle(&practice);
    assert_eq!(false_claims(&known), [""; 0]);
    let mut claims: Vec<&str> = known["entry"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| claimed(&entry["resource"]))
        .collect();
    claims.sort_unstable();
    claims.dedup();
    let mut profiles: Vec<&str> = MUST_HAVES.iter().map(|(profile, _)| *profile).collect();
    profiles.sort_unstable();
    // The plan names a diagnosis, and US Core takes the problems of a list alone.
    profiles.retain(|profile| *profile != "us-core-careplan");
    assert_eq!(claims, profiles);
    let dana = of_kind(&known, "Practitioner")[0];
    assert_eq!(dana["name"][0]["family"], "Okafor");
    assert_eq!(dana["identifier"][0]["system"], "http://hl7.org/fhir/sid/us-npi");
    assert_eq!(dana["qualification"][0]["identifier"][0]["value"], "NY 000000");
    assert_eq!(of_kind(&known, "Organization")[0]["name"], "Quiet Room LLC");
    // Without the family name of who wrote, what names that person claims nothing.
    let settings = practice.read("chart/casenotes.toml");
    practice.put("chart/casenotes.toml", settings.replace("family_name = \"Okafor\"\n", ""));
    let unknown = bundle(&practice);
    assert_eq!(false_claims(&unknown), [""; 0]);
    for kind in ["Practitioner", "Encounter", "Condition", "DocumentReference", "Provenance"] {
        assert_eq!(claimed(of_kind(&unknown, kind)[0]), None, "{kind}");
    }
    assert_eq!(claimed(of_kind(&unknown, "Goal")[0]), Some("us-core-goal"));
    // Nor without a part of the client's name.
    let file = practice.read("chart/clients/c-7f3k/client.toml");
    let kept = file.lines().filter(|line| !line.contains("_name = "));
    practice.put("chart/clients/c-7f3k/client.toml", kept.collect::<Vec<_>>().join("\n"));
    let nameless = bundle(&practice);
    let mut profiles = Vec::new();
    all(&nameless, "profile", &mut profiles);
    assert_eq!(profiles.len(), 1, "the practice alone: {profiles:?}");
}

#[test]
fn a_claim_that_does_not_hold_is_found() {
    let sound = bundle(&cared_for());
    for (kind, pointer) in [
        ("Patient", "/name/0/family"),
        ("Practitioner", "/identifier/0/value"),
        ("Practitioner", "/meta/profile"),
        ("Encounter", "/type"),
        ("Provenance", "/agent/0/onBehalfOf"),
    ] {
        let mut broken = sound.clone();
        let entries = broken["entry"].as_array_mut().unwrap().iter_mut();
        for entry in entries.filter(|entry| entry["resource"]["resourceType"] == kind) {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let parent = entry["resource"].pointer_mut(parent).unwrap();
            parent.as_object_mut().unwrap().remove(key);
            // Either part of the name does.
            parent.as_object_mut().unwrap().remove("given");
        }
        assert!(!false_claims(&broken).is_empty(), "{kind}{pointer}");
    }
}

#[test]
fn how_a_client_is_reached_leaves_where_its_reader_is_told_it() {
    let practice = cared_for();
    let set =
        ["client", "edit", "c-7f3k", "--set", "phone=555 0199", "--set", "email=ben@example.org"];
    practice.ok(&set);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "address=2 Example Street, Albany, NY"]);
    let to = |more: &[&str]| -> Value {
        let run = practice.run(&[&["export", "c-7f3k", "--format", "fhir"], more].concat());
        of_kind(&run.json(), "Patient")[0].clone()
    };
    let treatment = ["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];
    let plain = to(&treatment);
    assert!(plain.get("telecom").is_none() && plain.get("address").is_none(), "{plain}");
    assert_eq!(plain["name"][0]["family"], "Sample");
    for more in
        [&[&treatment[..], &["--profile", "provider"]].concat()[..], &["--basis", "individual"]]
    {
        let told = to(more);
        assert_eq!(told["telecom"][0], json!({ "system": "phone", "value": "555 0199" }));
        assert_eq!(told["address"][0]["text"], "2 Example Street, Albany, NY");
    }
    // In supervision the client has no name, in parts either.
    let supervised = to(&[&treatment[..], &["--profile", "supervision"]].concat());
    assert!(!supervised.to_string().contains("Sample"), "{supervised}");
}

#[cfg(feature = "interop")]
#[test]
fn three_validators_find_nothing_wrong_with_plans_signatures_and_claims() {
    let practice = cared_for();
    practice.put("record.json", bundle(&practice).to_string());
    for (program, script) in crate::fhir::VALIDATORS {
        let found = crate::fhir::validate(&practice, program, script, &["record.json"]);
        assert!(found.0, "{script}: {}", found.1);
    }
    for (kind, key) in [("Goal", "lifecycleStatus"), ("CarePlan", "status"), ("CarePlan", "intent")]
    {
        let mut broken = bundle(&practice);
        let entries = broken["entry"].as_array_mut().unwrap().iter_mut();
        for entry in entries.filter(|entry| entry["resource"]["resourceType"] == kind) {
            entry["resource"][key] = json!("odd");
        }
        practice.put("broken.json", broken.to_string());
        let found = crate::fhir::validate(&practice, "node", "codes.cjs", &["broken.json"]);
        assert!(!found.0 && found.1.starts_with("broken.json: "), "{kind} {key}: {}", found.1);
    }
}

/// What `docs/FHIR.md` says of a signature is what OpenSSH says of it.
#[cfg(feature = "interop")]
#[test]
fn openssh_takes_a_signature_out_of_the_record_for_one_of_the_file() {
    let practice = cared_for();
    let bundle = bundle(&practice);
    let one = of_kind(&bundle, "Provenance")[0];
    let signature = STANDARD.decode(one["signature"][0]["data"].as_str().unwrap()).unwrap();
    practice.put("taken.sig", signature);
    let check = |text: &str| {
        practice.put("taken.md", text);
        let mut command = crate::interop::program("ssh-keygen");
        command.args([
            "-Y",
            "check-novalidate",
            "-n",
            "progress-note@casenotes",
            "-s",
            "taken.sig",
        ]);
        command.current_dir(practice.root());
        command.stdin(std::fs::File::open(practice.path("taken.md")).unwrap());
        command.output().unwrap().status.success()
    };
    assert!(check(&practice.read(PLAN_PATH)));
    assert!(!check(PLAN));
}
