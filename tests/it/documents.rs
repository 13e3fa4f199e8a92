//! Documents that are made from the program, and documents whose examples the program must accept.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Validator;
use serde_json::Value;

use crate::disclosure::AUTHORIZATION;
use crate::measure::answered;
use crate::practice::{NOTE, NOTE_PATH, Practice};

/// Compares a document with what the program says; `UPDATE_DOCS=1` writes it anew.
fn is_made_from_the_program(path: &str, text: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, text).unwrap();
    }
    let document = fs::read_to_string(path).unwrap_or_default();
    assert!(
        document == text,
        "{path} is not what the program says; run the tests with UPDATE_DOCS=1"
    );
}

#[test]
fn rules_md_is_made_from_the_rules() {
    let practice = Practice::empty();
    let mut text = String::from(
        "# Rules\n\nMade from the program: the pages that `casenotes rules CODE` prints.\nA code is two letters for what is looked at and a number.\nOnly errors make the exit code 1; with `--strict` warnings do too, and infos never.\nA practice gives rules and groups other levels in `casenotes.toml` ([CONFIGURATION.md](CONFIGURATION.md)), a note silences them with a reason ([FORMAT.md](FORMAT.md)).\n\nAn example is one edit of a text of `tests/corpus`, which is known to be good: `-` is what is found, `+` is what mends it.\n\n",
    );
    let rules = practice.run(&["rules", "--json"]).json();
    text.push_str("| group | in casenotes.toml | what it looks at |\n|---|---|---|\n");
    let groups = rules["groups"].as_array().unwrap();
    let field = |of: &Value, key: &str| of[key].as_str().unwrap().to_owned();
    for group in groups {
        let (letters, name) = (field(group, "letters"), field(group, "name"));
        text.push_str(&format!("| {letters} | `{name}` | {} |\n", field(group, "looks_at")));
    }
    for group in groups {
        let (letters, name) = (field(group, "letters"), field(group, "name"));
        text.push_str(&format!("\n## {letters}: {}\n", field(group, "looks_at")));
        for rule in rules["rules"].as_array().unwrap().iter().filter(|it| it["group"] == *name) {
            let page = practice.ok(&["rules", &field(rule, "code")]);
            let page = page.replace("\n## ", "\n#### ");
            text.push_str(&format!("\n##{page}"));
        }
    }
    is_made_from_the_program("docs/RULES.md", &text);
}

#[test]
fn the_page_of_every_rule_fits_on_a_screen() {
    let practice = Practice::empty();
    let rules = practice.run(&["rules", "--json"]).json();
    let lines = |code: &str| -> usize {
        let page = practice.ok(&["rules", code]);
        page.lines().map(|line| line.chars().count().div_ceil(80).max(1)).sum()
    };
    for rule in rules["rules"].as_array().unwrap() {
        let code = rule["code"].as_str().unwrap();
        assert!(lines(code) <= 40, "{code} has {} lines", lines(code));
    }
    assert!(lines("RK001") <= 25, "{}", lines("RK001"));
}

#[test]
fn cli_md_is_made_from_the_help() {
    let practice = Practice::empty();
    let mut text = String::from("# Commands\n\nMade from the program: what `--help` prints.\n");
    for (command, help) in practice.every_command() {
        // What a family has to say is its commands, unless it does something by itself.
        let does_something = help.contains("\nArguments:\n");
        if !command.is_empty() && help.contains("\nCommands:\n") && !does_something {
            continue;
        }
        text.push_str(
            &format!("\n## `casenotes {command}`\n\n```text\n{}\n```\n", help.trim_end())
                .replace("casenotes `", "casenotes`"),
        );
    }
    is_made_from_the_program("docs/CLI.md", &text);
}

/// Returns the fenced blocks of a document that bear a word.
fn blocks(path: &str, word: &str) -> Vec<String> {
    let document = fs::read_to_string(path).unwrap();
    let fence = format!("```{word}\n");
    document
        .split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_examples_of_format_md_are_what_the_program_reads() {
    let notes = blocks("docs/FORMAT.md", "note");
    let clients = blocks("docs/FORMAT.md", "client");
    let templates = blocks("docs/FORMAT.md", "template");
    let recipients = blocks("docs/FORMAT.md", "recipients");
    assert!(
        !notes.is_empty() && !clients.is_empty() && !templates.is_empty() && !recipients.is_empty()
    );
    for client in &clients {
        let practice = Practice::with_client();
        practice.put("chart/clients/c-7f3k/client.toml", client);
        assert_eq!(
            practice.run(&["validate", "--strict"]).to_string().lines().next(),
            Some("--- stderr"),
            "{client}"
        );
    }
    for template in &templates {
        let practice = Practice::with_client();
        let format = template.split("format = \"").nth(1).unwrap().split('"').next().unwrap();
        practice.put(&format!("chart/templates/{format}.md"), template);
        assert_eq!(practice.run(&["validate", "--strict"]).code(), 0, "{template}");
        practice.ok(&["new", "c-7f3k", "--format", format, "--no-edit"]);
    }
    let authorizations = blocks("docs/FORMAT.md", "authorization");
    let disclosures = blocks("docs/FORMAT.md", "disclosure");
    assert!(!authorizations.is_empty() && !disclosures.is_empty());
    let practice = Practice::with_client();
    for authorization in &authorizations {
        practice.authorize(authorization);
    }
    for disclosure in &disclosures {
        practice.put("chart/clients/c-7f3k/disclosures/by hand.toml", disclosure);
        assert_eq!(practice.run(&["disclosures", "c-7f3k", "--accountable"]).code(), 0);
    }
    let requests = blocks("docs/FORMAT.md", "request");
    assert!(!requests.is_empty());
    for request in &requests {
        practice.put("chart/clients/c-7f3k/requests/2026-11-20-0900.toml", request);
        practice.ok(&["request", "show", "c-7f3k"]);
    }
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    for note in &notes {
        let practice = Practice::new();
        let client = note.split("client = \"").nth(1).unwrap().split('"').next().unwrap();
        practice.ok(&["client", "add", "--id", client, "--name", "Ana Example"]);
        for template in &templates {
            let format = template.split("format = \"").nth(1).unwrap().split('"').next().unwrap();
            practice.put(&format!("chart/templates/{format}.md"), template);
        }
        assert_eq!(practice.pipe(&["new", client, "--stdin"], note).code(), 0, "{note}");
        let run = practice.run(&["validate", "--strict"]);
        assert_eq!(run.code(), 0, "{run}");
    }
    for list in &recipients {
        let practice = Practice::with_client();
        let own = practice.read("private/vault/recipients.txt");
        practice.put("private/vault/recipients.txt", format!("{own}{list}"));
        practice.ok(&["vault", "keys", "accept", "--yes"]);
        practice.seal("text");
    }
}

#[test]
fn the_example_of_configuration_md_is_what_the_program_reads() {
    let configs = blocks("docs/CONFIGURATION.md", "config");
    assert!(!configs.is_empty());
    for config in configs {
        let practice = Practice::empty();
        practice.put("config.toml", &config);
        let run = practice.run(&["--config", "config.toml", "list"]);
        // Read without a problem: all that is missing is the chart itself.
        assert!(run.err().contains("is not a chart"), "{run}");
    }
}

#[test]
fn the_settings_of_configuration_md_are_what_the_program_reads() {
    let blocks = blocks("docs/CONFIGURATION.md", "practice");
    assert!(!blocks.is_empty());
    for block in blocks {
        let practice = Practice::with_client();
        practice.put("chart/casenotes.toml", &block);
        assert_eq!(practice.run(&["validate", "--strict"]).code(), 0, "{block}");
    }
}

#[test]
fn the_example_of_measures_md_is_what_the_program_reads() {
    let examples = blocks("docs/MEASURES.md", "measures");
    assert!(!examples.is_empty());
    for example in examples {
        let practice = Practice::with_note();
        practice.put("chart/casenotes.toml", format!("format = 1\n{example}"));
        let name = example.split("[measures.").nth(1).unwrap().split(']').next().unwrap();
        let scores = format!("[measures]\n{name} = 3\n+++\n\n#");
        practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", &scores));
        let run = practice.run(&["measures", "c-7f3k", "--json"]);
        assert!(run.err().is_empty(), "{run}");
        assert_eq!(run.json()["measures"][0]["described"], true);
    }
}

#[test]
fn the_example_of_a_measure_with_its_items_is_what_the_program_reads() {
    let examples = blocks("docs/MEASURES.md", "questions");
    assert!(!examples.is_empty());
    for example in examples {
        let practice = Practice::with_client();
        practice.put("chart/templates/measures/own.toml", &example);
        let found = practice.run(&["validate", "--short"]);
        assert!(!found.out().contains("QN004"), "{found}");
        let run = practice.run(&["measure", "add", "c-7f3k", "own", "--items", "3,0,3"]);
        assert!(run.code() == 0 && run.err().contains("ask about eating"), "{run}");
    }
}

#[test]
fn the_example_of_retention_md_is_what_the_program_reads() {
    let examples = blocks("docs/RETENTION.md", "retention");
    assert!(!examples.is_empty());
    for example in examples {
        let practice = Practice::with_client();
        practice.put("chart/casenotes.toml", format!("format = 1\n{example}"));
        practice.ok(&["client", "close", "c-7f3k"]);
        practice.ok(&["retention", "--all"]);
    }
}

#[test]
fn every_json_document_is_as_its_schema_says() {
    let practice = Practice::with_note();
    practice
        .put("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", NOTE.replace("client", "cilent"));
    practice.put("chart/clients/c-7f3k/notes/odd.md", "Text.\n");
    practice.put(
        NOTE_PATH,
        NOTE.replace(
            "+++\n\n#",
            "service = [\"90837\"]\n[measures]\nphq9 = 11\nphq9_item9 = 1\nown = 4\n+++\n\n#",
        ),
    );
    answered(&practice, "phq9", &["--items", "2,1,3,1,0,2,1,0,1"]);
    answered(&practice, "dass21", &["--items", &["1"; 21].join(",")]);
    practice.put("chart/clients/c-7f3k/questionnaires/2026-11-24-phq9-222222.toml", "odd = 1\n");
    practice.seal("text");
    let order = [
        "--ground",
        "law",
        "--instrument",
        "court-order",
        "--reference",
        "1",
        "--to",
        "Court",
        "--purpose",
        "x",
    ];
    let release = [&["vault", "release", "c-7f3k", "--confirm", "c-7f3k"][..], &order].concat();
    assert_eq!(practice.run(&release).code(), 0);
    practice.put("home/.local/state/casenotes/drafts/c-7f3k/2026-11-24-0930.md.age", "x");
    practice.put("private/vault/clients/c-7f3k/2026-11-22-0930.md.age", "x");
    let whole = Practice::with_note();
    let signed = Practice::with_signer();
    signed.put(NOTE_PATH, NOTE);
    signed.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    signed.filed(&["amend", "c-7f3k", "-k", "addendum", "-r", "x", "--stdin"], "text");
    signed.git(&["add", "--all"]);
    signed.git(&["commit", "--quiet", "--message", "x"]);
    let planned = Practice::with_plan();
    let kept = Practice::with_note();
    kept.ok(&[
        "client",
        "edit",
        "c-7f3k",
        "--set",
        "others=Ida Example",
        "--set",
        "legal_hold=true",
    ]);
    kept.ok(&["client", "close", "c-7f3k"]);
    kept.put("chart/casenotes.toml", "format = 1\n[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n");
    kept.put("letter.txt", "A letter.\n");
    let from = ["--from", "Ida Fictive, MD", "--restricted"];
    kept.ok(&[&["document", "add", "c-7f3k", "letter.txt", "-k", "letter"][..], &from].concat());
    kept.put("chart/clients/c-7f3k/documents/2026-11-24-other-222222.toml", "odd = 1\n");
    let released = Practice::with_note();
    released.authorize(AUTHORIZATION);
    released.put("chart/clients/c-7f3k/authorizations/defective.toml", "scope = 1\n");
    let amendment = ["request", "add", "c-7f3k", "amendment", "--note", "c-7f3k/2026-11-20"];
    released.ok(&amendment);
    released.ok(&["request", "accept", "c-7f3k", "--informed", "X"]);
    kept.put("chart/clients/c-7f3k/requests/odd.toml", "step = 1\n");
    let to = ["--basis", "treatment", "--to", "X, MD", "--purpose", "y", "--include-drafts"];
    let export = |more: &[&'static str]| [&["export", "c-7f3k"], &to[..], more].concat();
    released.put("letter.txt", "A letter.\n");
    released.ok(&["document", "add", "c-7f3k", "letter.txt", "-k", "letter"]);
    let with_documents = ["-o", "out/", "--format", "json", "--documents"];
    for more in [&with_documents[..], &["--format", "html"]] {
        assert_eq!(released.run(&export(more)).code(), 0);
    }
    for (practice, schema, args) in [
        (&released, "export@1", &export(&["--format", "json"])[..]),
        (&released, "manifest@1", &export(&["--preview", "--json"])),
        (&released, "manifest@1", &["export", "c-7f3k", "--working-copy", "--preview", "--json"]),
        (&released, "authorization-list@1", &["authorization", "list", "--json"]),
        (
            &released,
            "authorization-list@1",
            &["list", "--authorizations-expiring", "999", "--json"],
        ),
        (&whole, "authorization-list@1", &["authorization", "list", "--json"]),
        (&released, "disclosures@1", &["disclosures", "c-7f3k", "--json"]),
        (&released, "disclosures@1", &["disclosures", "c-7f3k", "--json", "--summarise"]),
        (&whole, "disclosures@1", &["disclosures", "c-7f3k", "--json"]),
        (&practice, "disclosures@1", &["disclosures", "c-7f3k", "--json", "--accountable"]),
        (&practice, "vault-releases@1", &["vault", "releases", "--json", "--accountable"]),
        (&released, "request-list@1", &["request", "list", "--json"]),
        (&whole, "request-list@1", &["request", "list", "--json"]),
        (&kept, "document-list@1", &["document", "list", "--json"]),
        (&whole, "document-list@1", &["document", "list", "--json"]),
        (&practice, "caseload@1", &["measures", "--caseload", "--json"]),
        (&whole, "caseload@1", &["measures", "--caseload", "--json"]),
        (&practice, "measure-list@1", &["measure", "list", "--json"]),
        (&whole, "measure-list@1", &["measure", "list", "--json"]),
        (&kept, "request-list@1", &["request", "list", "--json"]),
        (&practice, "list@1", &["list", "--json"]),
        (&Practice::new(), "list@1", &["list", "--json"]),
        (&practice, "client-list@1", &["client", "list", "--json"]),
        (&practice, "client-show@1", &["client", "show", "c-7f3k", "--json"]),
        (&practice, "vault-list@1", &["vault", "list", "--json"]),
        (&practice, "vault-search@1", &["vault", "search", "t", "--json", "--show"]),
        (&practice, "vault-search@1", &["vault", "search", "t", "--json"]),
        (&practice, "vault-verify@1", &["vault", "verify", "--json"]),
        (&practice, "vault-drafts@1", &["vault", "drafts", "--json"]),
        (&practice, "vault-keys@1", &["vault", "keys", "list", "--json"]),
        (&practice, "vault-rekey@1", &["vault", "rekey", "--json"]),
        (&practice, "vault-releases@1", &["vault", "releases", "--json"]),
        (&practice, "validate@1", &["validate", "--json"]),
        (&signed, "list@1", &["list", "--json"]),
        (&practice, "doctor@1", &["doctor", "--json"]),
        (&practice, "todo@1", &["todo", "--json"]),
        (&whole, "todo@1", &["todo", "--names", "--json"]),
        (&signed, "search@1", &["search", "e", "--json", "--front-matter"]),
        (&practice, "search@1", &["search", "e", "--json"]),
        (&practice, "search-notes@1", &["search", "-c", "e", "--json"]),
        (&signed, "signer-list@1", &["signer", "list", "--json"]),
        (&practice, "signer-list@1", &["signer", "list", "--json"]),
        (&signed, "export@1", &["export", "--working-copy", "c-7f3k", "--format", "json"]),
        (&signed, "history@1", &["history", "c-7f3k", "--json"]),
        (&practice, "template-list@1", &["template", "list", "--json"]),
        (&practice, "thread@1", &["thread", "c-7f3k", "--json"]),
        (&planned, "thread@1", &["thread", "c-7f3k", "--json"]),
        (&practice, "measures@1", &["measures", "c-7f3k", "--json"]),
        (&signed, "measures@1", &["measures", "c-7f3k", "--json"]),
        (&kept, "deidentify@1", &["deidentify", "c-7f3k", "--report", "report.json"]),
        (&kept, "retention@1", &["retention", "--all", "--json"]),
        (&kept, "client-show@1", &["client", "show", "c-7f3k", "--json"]),
        (&practice, "rules@2", &["rules", "--json"]),
        (&practice, "import@1", &["import", "chart", "--plan", "plan.toml", "--json"]),
        (&practice, "rules@2", &["validate", "--explain", "--json"]),
        (&whole, "export@1", &["export", "--working-copy", "c-7f3k", "--format", "json"]),
    ] {
        let document = match args {
            // It has its result beside the text.
            ["deidentify", ..] => {
                assert_eq!(practice.run(args).code(), 0);
                serde_json::from_str(&practice.read("report.json")).unwrap()
            }
            _ => practice.run(args).json(),
        };
        is_as(&schema_of(schema), &document, &format!("{args:?}"));
    }
    let manifest = serde_json::from_str(&released.read("out/manifest.json")).unwrap();
    is_as(&schema_of("manifest@1"), &manifest, "out/manifest.json");
    let record: Value = serde_json::from_str(&released.read("out/record.json")).unwrap();
    is_as(&schema_of("export@1"), &record, "out/record.json");
    assert_eq!(record["documents"].as_array().map(Vec::len), Some(1));
}

#[test]
fn scripting_md_names_every_schema_and_no_other() {
    let names: BTreeSet<String> = fs::read_dir("docs/schemas")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let (_, table) = include_str!("../../docs/SCRIPTING.md").split_once("| schema |").unwrap();
    let rows = table.lines().skip(2).take_while(|row| row.starts_with('|'));
    let told: Vec<String> = rows
        .map(|row| {
            let (name, link) = row.split_once("`casenotes/").unwrap().1.split_once("`](").unwrap();
            assert!(link.starts_with(&format!("schemas/{name}.json)")), "{row}");
            format!("{name}.json")
        })
        .collect();
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), names);
    assert_eq!(told.len(), names.len(), "each has one line");
}

#[test]
fn every_line_of_a_record_is_as_its_schema_says() {
    let signed = Practice::with_signer();
    signed.put(NOTE_PATH, NOTE);
    signed.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    signed.filed(&["amend", "c-7f3k", "-k", "addendum", "-r", "x", "--stdin"], "text");
    signed.put("letter.txt", "A letter.\n");
    signed.ok(&["document", "add", "c-7f3k", "letter.txt", "-k", "letter"]);
    let part = |name: &str| {
        let mut schema = schema_of("export@1");
        schema["$ref"] = format!("#/$defs/{name}").into();
        for key in ["type", "additionalProperties", "required", "properties"] {
            schema.as_object_mut().unwrap().remove(key);
        }
        schema
    };
    let note = part("note");
    let export = ["export", "c-7f3k", "--working-copy", "--documents", "-o", "out/"];
    signed.ok(&[&export[..], &["--format", "jsonl"]].concat());
    let lines = signed.read("out/record.jsonl");
    for (at, line) in lines.lines().enumerate() {
        let read: Value = serde_json::from_str(line).unwrap();
        match at {
            0 => is_as(&schema_of("export-lines@1"), &read, line),
            1 => is_as(&note, &read, line),
            _ => is_as(&part("document"), &read["document"], line),
        }
    }
    assert_eq!(lines.lines().count(), 3);
    // It bites, or the line above would prove nothing.
    let wrong = jsonschema::validator_for(&note).unwrap().is_valid(&serde_json::json!({"id": "x"}));
    assert!(!wrong);
}

fn schema_of(name: &str) -> Value {
    let text = fs::read_to_string(format!("docs/schemas/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn is_as(schema: &Value, document: &Value, what: &str) {
    let validator: Validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors, [""; 0], "{what}");
}
