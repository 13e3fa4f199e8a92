//! A canary sealed in the vault appears in no stream and no file, after every command of the chart.

use std::path::Path;

use crate::golden::readable;
use crate::practice::{NOTE, NOTE_PATH, Practice, RELEASE};

const CANARY: &str = "CANARY-7c1f";

/// Where the canary is sealed.
const SEALED: &str = "private/vault/clients/c-7f3k/2026-11-23-1400.md.age";

fn every_chart_command() -> Vec<Vec<&'static str>> {
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["show", "c-7f3k"],
        vec!["edit", "c-7f3k", "--set", "goals=G1"],
        vec!["new", "c-7f3k", "--at", "yesterday 10:00", "--no-edit"],
        vec!["client", "list"],
        vec!["client", "list", "--json"],
        vec!["client", "list", "--csv"],
        vec!["client", "show", "c-7f3k"],
        vec!["client", "show", "c-7f3k", "--json"],
        vec!["client", "edit", "c-7f3k", "--set", "phone=1"],
        vec!["client", "add", "--name", "X"],
        vec!["vault", "list"],
        vec!["vault", "list", "--json"],
        vec!["vault", "list", "--jsonl"],
        vec!["vault", "list", "--paths"],
        vec!["vault", "list", "-0"],
        vec!["vault", "list", "--csv"],
        // Those that open notes tell no word of them unless that is what they are asked for.
        vec!["vault", "search", "CANARY"],
        vec!["vault", "search", "CANARY", "--json"],
        vec!["vault", "search", "CANARY", "--jsonl"],
        vec!["vault", "search", "CANARY", "--csv"],
        vec!["vault", "verify"],
        vec!["vault", "verify", "--json"],
        vec!["vault", "rekey", "--dry-run"],
        vec!["vault", "rekey", "--json"],
        vec!["vault", "drafts"],
        vec!["vault", "releases", "--json"],
        vec!["vault", "keys", "list"],
        vec!["sign", "--new-key", "--no-passphrase"],
        vec!["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"],
        vec!["signer", "list"],
        vec!["hooks", "install"],
        vec!["history", "c-7f3k/2026-11-20"],
        vec!["history", "c-7f3k/2026-11-20", "--json"],
        vec!["history", "c-7f3k/2026-11-20", "--csv"],
        vec!["validate", "--staged"],
        vec!["validate", "--changed"],
        vec!["client", "add", "--id", "c-2mxr", "--name", "Y"],
        vec!["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "mistake"],
        vec!["move", "c-2mxr/2026-11-20", "--to", "c-7f3k", "--reason", "mistake"],
        vec!["search", "panic"],
        vec!["todo"],
        vec!["doctor"],
        vec!["discard", "c-7f3k/2026-11-23", "--reason", "x"],
        vec!["restore", "c-7f3k"],
        vec!["todo", "--mine", "--json"],
        vec!["search", "panic", "--json"],
        vec!["search", "-l", "-0", "panic"],
        vec!["search", "-i", "canary-?7"],
        vec!["thread", "c-7f3k"],
        vec!["thread", "c-7f3k", "--json"],
        vec!["template", "list"],
        vec!["template", "show", "dap"],
        vec!["template", "copy", "dap"],
        vec!["template", "check"],
        vec!["completions", "bash"],
        vec!["--help"],
    ];
    for form in
        ["--json", "--jsonl", "--csv", "--paths", "-0", "--broken", "--overdue", "--reviews-due"]
    {
        commands.push(vec!["list", form]);
    }
    for form in [
        "--json",
        "--short",
        "--strict",
        "--excerpt",
        "--sarif",
        "--summary",
        "--since=2026-11-01",
        "--fix",
    ] {
        commands.push(vec!["validate", form]);
    }
    commands.extend([
        vec!["authorization", "add", "c-7f3k", "--blank"],
        vec!["authorization", "list"],
        vec!["authorization", "list", "--json"],
        vec!["authorization", "list", "--csv"],
        vec!["list", "--authorizations-expiring"],
        vec!["disclosures", "c-7f3k"],
        vec!["disclosures", "c-7f3k", "--json"],
        vec!["disclosures", "c-7f3k", "--csv"],
        vec!["disclosures", "c-7f3k", "--html"],
        vec!["export", "c-7f3k", "--working-copy", "--preview", "--json"],
    ]);
    for output in ["for-ida.md", "for-ida/"] {
        let terms =
            ["--basis", "treatment", "--to", "Ida, MD", "--purpose", "x", "--include-drafts"];
        commands.push([&["export", "c-7f3k", "-o", output], &terms[..]].concat());
    }
    for (format, _) in readable() {
        commands.push(vec!["export", "--working-copy", "c-7f3k", "--format", format]);
    }
    commands.push(vec![
        "export",
        "--working-copy",
        "c-7f3k/2026-11-20",
        "--format",
        "html",
        "-o",
        "record.html",
    ]);
    // What `vault release` wrote lies outside of the trees, and what is in the vault is named by its path.
    for file in ["letter.txt", "released.md", "released.html", "sealed.txt", SEALED] {
        commands.push(vec!["document", "add", "c-7f3k", file, "--kind", "other"]);
    }
    for form in ["--json", "--jsonl", "--csv", "--paths", "-0", "--unsigned"] {
        commands.push(vec!["document", "list", form]);
    }
    commands.push(vec!["measure", "add", "c-7f3k", "phq9", "--items", "1,0,2,1,0,0,1,0,1"]);
    for form in ["--json", "--jsonl", "--csv", "--paths", "-0", "--unsigned"] {
        commands.push(vec!["measure", "list", form]);
    }
    commands.push(vec!["measure", "show", "c-7f3k"]);
    let away = ["measure", "discard", "c-7f3k/2026-11-24-phq9", "--reason", "x"];
    commands.push(away.to_vec());
    commands.push(vec!["measure", "restore", "c-7f3k"]);
    let there = ["measure", "move", "c-7f3k/2026-11-24-phq9", "--to", "c-2mxr", "--reason", "x"];
    commands.push(there.to_vec());
    let back = ["measure", "move", "c-2mxr/2026-11-24-phq9", "--to", "c-7f3k", "--reason", "x"];
    commands.push(back.to_vec());
    commands.push(vec!["measures", "c-7f3k"]);
    for form in [&[][..], &["--json"], &["--csv"], &["--jsonl"]] {
        commands.push([&["measures", "--caseload"], form].concat());
    }
    commands.push(vec!["document", "show", "c-7f3k"]);
    commands.push(vec!["document", "show", "c-7f3k", "--bytes"]);
    commands.push(vec!["document", "open", "c-7f3k", "--with", "true"]);
    commands.push(vec!["import", "old", "--from", "Old EHR", "--plan", "plan.toml"]);
    commands.push(vec!["import", "old", "--columns", "plan.toml", "--plan", "other.toml"]);
    commands.push(vec!["import", "--plan", "plan.toml", "--json"]);
    commands.push(vec!["export", "--all", "-f", "archive", "--working-copy", "-o", "archive/"]);
    commands.push(vec!["import", "archive", "--plan", "back.toml"]);
    commands.push(vec!["import", "--plan", "back.toml"]);
    commands.push(vec!["export", "--all", "-f", "archive", "--working-copy", "-o", "archive.zip"]);
    commands.push(vec!["import", "archive.zip", "--plan", "zip.toml"]);
    commands.push(vec!["import", "--plan", "zip.toml"]);
    commands.push(vec!["list", "--json"]);
    commands.push(vec![
        "export",
        "c-7f3k",
        "--working-copy",
        "--documents",
        "--questionnaires",
        "-o",
        "with-documents/",
    ]);
    commands.push(vec![
        "export",
        "c-7f3k",
        "--basis",
        "individual",
        "--include-drafts",
        "--format",
        "fhir",
        "-o",
        "with-documents.json",
    ]);
    commands.push(vec!["export", "c-7f3k", "--working-copy", "--format", "ccda"]);
    commands.push(vec!["client", "close", "c-7f3k", "--reason", "moved"]);
    commands
}

#[test]
fn a_sealed_canary_appears_nowhere() {
    let practice = Practice::with_note();
    assert_eq!(
        practice
            .pipe(&["vault", "new", "c-7f3k", "--at", "yesterday 14:00", "--stdin"], CANARY)
            .code(),
        0
    );
    for form in ["markdown", "html"] {
        let release = [RELEASE, &["--format", form]].concat();
        let ending = if form == "html" { "html" } else { "md" };
        let text = practice.ok(&release);
        practice.put(&format!("old/c-7f3k/2023-04-26-released.{ending}"), &text);
        practice.put(&format!("released.{ending}"), text);
    }
    let sealed = std::fs::read(practice.path(SEALED)).unwrap();
    practice.put("old/c-7f3k/2023-04-27.txt", &sealed);
    practice.put("old/c-7f3k/2023-04-25.txt", "Seen.\n");
    practice.put("sealed.txt", sealed);
    practice.put("letter.txt", "A letter.\n");
    for args in every_chart_command() {
        let run = practice.run(&args);
        assert!(!run.to_string().contains(CANARY), "{args:?}: {run}");
        // Nothing of the vault is taken in, and all else is done.
        let is_refused = args.starts_with(&["document", "add"]) && args[3] != "letter.txt";
        assert!(if is_refused { run.code() == 2 } else { run.code() <= 1 }, "{args:?}: {run}");
    }
    let is_released = |path: &Path| path.to_string_lossy().contains("released.");
    for (path, bytes) in practice.files(".") {
        assert!(is_released(&path) || !holds(&bytes, CANARY), "{}", path.display());
    }
    // The letter, and what the note that was taken in was made of.
    assert_eq!(practice.ok(&["document", "list", "--paths"]).lines().count(), 2);
    // The same search finds it once it is there, or it would prove nothing.
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), CANARY);
    practice.put("leak.txt", format!("x{CANARY}x"));
    assert!(practice.files(".").iter().any(|(_, bytes)| holds(bytes, CANARY)));
}

#[test]
fn an_export_is_the_same_whatever_the_vault_holds() {
    let exports = |practice: &Practice| -> Vec<String> {
        readable()
            .map(|(format, _)| {
                practice.ok(&["export", "--working-copy", "c-7f3k", "--format", format])
            })
            .collect()
    };
    let practice = Practice::with_note();
    let before = exports(&practice);
    for text in [CANARY, "# DAP note\n\n## Plan\n\nCANARY-7c1f\n"] {
        let run =
            practice.pipe(&["vault", "new", "c-7f3k", "--at", "2026-11-20 14:00", "--stdin"], text);
        assert_eq!(run.code(), 0, "{run}");
        assert_eq!(exports(&practice), before);
    }
    practice.put("private/vault/clients/c-7f3k/2026-11-20-1500.md.age", "damaged");
    assert_eq!(exports(&practice), before);
    std::fs::remove_dir_all(practice.path("private")).unwrap();
    assert_eq!(exports(&practice), before);
}

#[test]
fn no_message_quotes_a_note() {
    let faults = [
        NOTE.replace("client = \"c-7f3k\"", "client = \"CANARY-7c1f"),
        NOTE.replace("client = \"c-7f3k\"", "client = \"CANARY-7c1f\""),
        NOTE.replace("start = 2026", "start = CANARY-7c1f"),
        NOTE.replace("start = 2026-11-20T14:00:00-05:00", "start = \"CANARY-7c1f\""),
        NOTE.replace("author = \"Dana Okafor, LCSW\"", "author = [\"CANARY-7c1f\"]"),
        NOTE.replace(
            "format = \"dap\"",
            "\"She said CANARY-7c1f, and left\" = 1\nformat = \"dap\"",
        ),
        NOTE.replace("+++\n\n#", "++\n\n# CANARY-7c1f"),
        NOTE.replace("## Plan", "## Plam CANARY-7c1f"),
        NOTE.replace("## Plan", "## CANARY-7c1f"),
        NOTE.replace("Continue", "<<<<<<< CANARY-7c1f\n[insert CANARY-7c1f] TODO <!-- CANARY-7c1f"),
        NOTE.replace(
            "author",
            "risk = \"CANARY-7c1f\"\nrisk_level = \"CANARY-7c1f\"\noutcome = \"CANARY-7c1f\"\nauthor",
        ),
        NOTE.replace(
            "author",
            "service = [\"CANARY-7c1f\"]\ndiagnoses = [\"CANARY-7c1f\"]\ngoals = [\"CANARY-7c1f\"]\nauthor",
        ),
        NOTE.replace(
            "+++\n\n#",
            "[telehealth]\nmode = \"CANARY-7c1f\"\n[allow]\nCANARY-7c1f = \"\"\n[[goal]]\nid = \"G1\"\n\
             statement = \"x\"\nstatus = \"CANARY-7c1f\"\n+++\n\n#",
        ),
        NOTE.replace(
            "Continue weekly.",
            "I suspect CANARY-7c1f; friend Canary lied: CANARY-7c1f@example.org. Next session 11/1.\n\
             <!-- allow CANARY-7c1f: CANARY-7c1f -->",
        ),
        "CANARY-7c1f\n".to_owned(),
    ];
    for fault in faults {
        assert!(fault.contains(CANARY));
        let practice = Practice::with_signer();
        practice.put(NOTE_PATH, &fault);
        practice.put("note.md", &fault);
        practice.git(&["add", "--all"]);
        for args in [
            &["validate"][..],
            &["validate", "--json"],
            &["validate", "--short"],
            &["list"],
            &["edit", "c-7f3k", "--set", "goals=G1"],
            &["export", "--working-copy", "c-7f3k", "-o", "x.md"],
            &["new", "c-7f3k", "--from", "note.md"],
            &["sign", "c-7f3k", "--late-entry", "x"],
            &["validate", "--staged"],
            &["validate", "--changed"],
            &["move", "c-7f3k/2026", "--to", "c-2mxr", "--reason", "x"],
        ] {
            let run = practice.run(args);
            assert!(!run.to_string().contains(CANARY), "{args:?}: {run}");
        }
    }
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}
