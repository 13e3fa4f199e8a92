//! What FHIR carries out of one practice comes into another: every resource about the client, and every note with
//! the words, the day and the names that it had.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::archive::full;
use crate::practice::Practice;

/// Resources that are about no client, or are what others are made of.
const OF_NOBODY: [&str; 3] = ["Practitioner", "Organization", "Provenance"];

/// Reads the text of every document of a client.
fn documents(practice: &Practice, client: &str) -> Vec<String> {
    let list = practice.run(&["document", "list", client, "--json"]).json();
    let list = list["documents"].as_array().cloned().unwrap_or_default();
    let bytes =
        |it: &Value| practice.ok(&["document", "show", it["id"].as_str().unwrap(), "--bytes"]);
    list.iter().map(bytes).collect()
}

#[test]
fn what_fhir_carries_comes_into_another_practice_and_nothing_of_it_is_lost() {
    let origin = full();
    origin.ok(&["client", "edit", "c-7f3k", "--set", "birth_date=1978-11-02"]);
    for format in ["fhir", "fhir-ndjson"] {
        let name = if format == "fhir" { "record.json" } else { "record.ndjson" };
        let mut export = vec!["export", "c-7f3k", "--working-copy", "-f", format, "-o", name];
        export.extend(["--documents", "--questionnaires"]);
        origin.ok(&export);
        let text = fs::read_to_string(origin.path(name)).unwrap();
        let resources: Vec<Value> = match format {
            "fhir" => {
                let bundle: Value = serde_json::from_str(&text).unwrap();
                bundle["entry"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it["resource"].clone())
                    .collect()
            }
            _ => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        };
        let target = Practice::new();
        target.ok(&["sign", "--new-key", "--no-passphrase"]);
        target.put(&format!("came/{name}"), &text);
        let plan = ["import", "came", "--from", "Old practice", "--plan", "plan.toml"];
        target.ok(&plan);
        let plan = target.read("plan.toml");
        assert!(!plan.contains("unclear = "), "{plan}");
        let run = target.run(&["import", "--plan", "plan.toml", "--json"]);
        assert_eq!(run.code(), 0, "{run}");
        let rows = run.json()["files"].as_array().unwrap().clone();
        let client = rows.iter().find_map(|row| row["client"].as_str()).unwrap().to_owned();
        let told = target.ok(&["client", "show", &client]);
        assert!(told.contains("Ben Sample") && told.contains("1978-11-02"), "{told}");
        // Each resource about the client is kept as it stands in the file.
        let kept: Vec<Value> = documents(&target, &client)
            .iter()
            .filter_map(|it| serde_json::from_str(it).ok())
            .collect();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for resource in &resources {
            let kind = resource["resourceType"].as_str().unwrap();
            *kinds.entry(kind.to_owned()).or_default() += 1;
            assert!(
                kept.contains(resource) || OF_NOBODY.contains(&kind),
                "{format}: a {kind} is lost: {rows:?}"
            );
        }
        for kind in ["Patient", "Encounter", "Condition", "Goal", "CarePlan", "Consent"] {
            assert!(kinds.contains_key(kind), "{format}: nothing is shown of a {kind}: {kinds:?}");
        }
        // Each note comes with its words, the day, and who wrote and signed it.
        let record = ["export", "c-7f3k", "--working-copy", "-f", "jsonl", "-o", "-"];
        let lines = origin.ok(&record);
        let mut notes = 0;
        for line in lines.lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let Some(body) = row["body"].as_str() else { continue };
            let day = &row["start"].as_str().unwrap()[..10];
            let listed = target.ok(&["list", "--since", day, "--until", day, "--csv"]);
            let ids = listed.lines().skip(1).map(|line| line.split(',').next().unwrap());
            let texts: Vec<String> = ids.map(|id| target.ok(&["show", id])).collect();
            assert!(
                texts.iter().any(|it| it.ends_with(body.trim_start())),
                "{format} {day}: {texts:?}"
            );
            notes += 1;
        }
        assert!(notes >= 2, "{lines}");
    }
}
