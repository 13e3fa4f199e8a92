//! `casenotes export --format fhir`: the authorizations that go along as Consents, and to whom none does.

use serde_json::{Value, json};

use crate::disclosure::AUTHORIZATION;
use crate::fhir::{faults, of_kind};
use crate::practice::Practice;

/// A client who has let the record go to three: one still may have it, one no more, and one never could.
fn authorized() -> Practice {
    let practice = Practice::with_note();
    let to = |name: &str, more: &str| {
        let text = AUTHORIZATION.replace("Ida Fictive, MD", name) + more;
        let stem = name.split(' ').next().unwrap();
        let day = match stem {
            "Ida" => "20",
            "Gus" => "21",
            _ => "22",
        };
        practice.put(&format!("chart/clients/c-7f3k/authorizations/2026-11-{day}-0900.toml"), text);
    };
    to(
        "Ida Fictive, MD",
        "part2_consent = [\"treatment-payment-operations\"]\nsays_part2_redisclosure = true\n",
    );
    to("Gus Paper, Esq.", "revoked = 2026-11-22\nsessions_from = 2026-10-01\n");
    to("Nobody Known", "copy_given = \"lost\"\n");
    practice
}

fn export(practice: &Practice, what: &str, more: &[&str]) -> (Value, String) {
    let args = ["export", what, "--format", "fhir"];
    let run = practice.run(&[&args[..], more].concat());
    (run.json(), run.err())
}

fn recipients(bundle: &Value) -> Vec<String> {
    let consents = of_kind(bundle, "Consent");
    let actor = |it: &&Value| it["provision"]["actor"][0]["reference"]["display"].to_string();
    let mut found: Vec<String> = consents.iter().map(actor).collect();
    found.sort_unstable();
    found
}

const TREATMENT: &[&str] = &["--basis", "treatment", "--to", "Gus Paper, MD", "--purpose", "care"];

#[test]
fn a_consent_says_to_whom_for_what_and_until_when() {
    let practice = authorized();
    let (bundle, said) = export(&practice, "c-7f3k", &["--working-copy"]);
    assert_eq!(faults(&bundle), [""; 0]);
    assert_eq!(recipients(&bundle), ["\"Gus Paper, Esq.\"", "\"Ida Fictive, MD\""]);
    assert!(said.contains("1 authorization of c-7f3k does not leave with it"), "{said}");
    let consents = of_kind(&bundle, "Consent");
    let held = consents.iter().find(|it| it["status"] == "active").unwrap();
    assert_eq!(held["identifier"][0]["value"], "c-7f3k/2026-11-20-0900");
    assert_eq!(held["scope"]["coding"][0]["code"], "patient-privacy");
    assert_eq!(held["category"][0]["coding"][0]["code"], "64292-6");
    assert_eq!(held["policyRule"]["coding"][0]["code"], "hipaa-auth");
    assert_eq!(held["performer"], json!([held["patient"]]));
    assert_eq!(held["organization"][0]["display"], "Dana Okafor, LCSW");
    let provision = &held["provision"];
    assert_eq!(provision["period"], json!({ "start": "2026-11-20", "end": "2027-11-24" }));
    let purposes = provision["purpose"].as_array().unwrap();
    assert_eq!(purposes[0]["display"], "coordination of care");
    let codes: Vec<&Value> = purposes[1..].iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["TREAT", "HPAYMT", "HOPERAT"]);
    let ended = consents.iter().find(|it| it["status"] == "inactive").unwrap();
    assert_eq!(ended["provision"]["period"]["end"], "2026-11-22");
    assert_eq!(ended["provision"]["dataPeriod"], json!({ "start": "2026-10-01" }));
    assert!(ended["text"]["div"].as_str().unwrap().contains("Revoked on: 2026-11-22"));
}

#[test]
fn another_recipient_learns_of_no_authorization_but_the_one_it_is_named_in() {
    let practice = authorized();
    let drafts = ["--include-drafts"];
    let to = |what: &str, more: &[&str]| export(&practice, what, &[more, &drafts].concat()).0;
    assert_eq!(recipients(&to("c-7f3k", TREATMENT)), [""; 0]);
    let under = ["--authorization", "2026-11-20-0900"];
    assert_eq!(recipients(&to("c-7f3k", &under)), ["\"Ida Fictive, MD\""]);
    // The client has both on a copy of the whole record, and none on one of a note.
    let own = ["--basis", "individual"];
    assert_eq!(recipients(&to("c-7f3k", &own)).len(), 2);
    assert_eq!(recipients(&to("c-7f3k/2026-11-20", &own)), [""; 0]);
    // Sent to somebody in the client's place, it is no copy of the client's.
    let sent = [
        "--to",
        "Gus Paper, Esq.",
        "--address",
        "1 Example Plaza",
        "--signed-request",
        "2026-11-23",
    ];
    assert_eq!(recipients(&to("c-7f3k", &[&own[..], &sent].concat())), [""; 0]);
    // Nor does anybody who knows the client by the id alone.
    let supervised = to("c-7f3k", &[TREATMENT, &["--profile", "supervision"]].concat());
    assert!(!supervised.to_string().contains("Sample"), "{supervised}");
    // The other formats have no place for them, and say nothing of them.
    let run = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "json"]);
    assert!(!run.to_string().contains("Fictive"), "{run}");
}

#[test]
fn the_paper_that_leaves_too_is_named_as_the_source() {
    let practice = authorized();
    practice.put("signed.txt", "Signed.\n");
    let id = practice.ok(&["document", "add", "c-7f3k", "signed.txt", "--kind", "release"]);
    let name = id.trim().split_once('/').unwrap().1.to_owned();
    let path = "chart/clients/c-7f3k/authorizations/2026-11-20-0900.toml";
    practice.put(path, practice.read(path) + &format!("document = \"{name}\"\n"));
    let source = |more: &[&str]| {
        let (bundle, _) = export(&practice, "c-7f3k", &[&["--working-copy"], more].concat());
        assert_eq!(faults(&bundle), [""; 0]);
        let held = of_kind(&bundle, "Consent");
        held.iter().find(|it| it["status"] == "active").unwrap().get("sourceReference").cloned()
    };
    assert!(source(&["--documents"]).is_some());
    assert_eq!(source(&["--no-documents"]), None);
}

#[cfg(feature = "interop")]
#[test]
fn three_validators_find_nothing_wrong_with_a_consent_and_each_fault_that_is_planted() {
    let practice = authorized();
    let (bundle, _) = export(&practice, "c-7f3k", &["--working-copy"]);
    practice.put("record.json", bundle.to_string());
    for (program, script) in crate::fhir::VALIDATORS {
        let found = crate::fhir::validate(&practice, program, script, &["record.json"]);
        assert!(found.0, "{script}: {}", found.1);
    }
    let at = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .position(|it| it["resource"]["resourceType"] == "Consent");
    let at = at.unwrap();
    for (script, pointer, value) in [
        (1, "status", json!("odd")),
        (0, "scope", Value::Null),
        (2, "dateTime", json!("2026-13-01")),
    ] {
        let (program, script) = crate::fhir::VALIDATORS[script];
        let mut broken = bundle.clone();
        let resource = broken["entry"][at]["resource"].as_object_mut().unwrap();
        resource.insert(pointer.to_owned(), value);
        practice.put("broken.json", broken.to_string());
        let found = crate::fhir::validate(&practice, program, script, &["broken.json"]);
        assert!(
            !found.0 && found.1.starts_with("broken.json: "),
            "{script} {pointer}: {}",
            found.1
        );
    }
}
