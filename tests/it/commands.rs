//! Every command of docs/CLI.md is run, in one session of a practice.
//!
//! With `CASENOTES_BIN`, that is every command of the program that is handed out.

use std::collections::BTreeSet;

use crate::disclosure::AUTHORIZATION;
use crate::practice::{
    INIT, LEFT_TO_THE_DEBUG_BUILD, NOTE, Practice, RELEASE, casenotes, is_handed_out,
};

/// Where the note of this session is once it was moved.
const MOVED: &str = "c-2mxr/2026-11-20-1400-dap";

/// Where the psychotherapy note of this session is once it was moved.
const SEALED: &str = "c-2mxr/2026-11-24-0930";

/// A note with a score.
const SCORED: &str = "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-23T14:00:00-05:00
end = 2026-11-23T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
[measures]
phq9 = 11
+++

# DAP note

## Data

Rode the tram twice.

## Assessment

Progress toward the goal.

## Plan

Continue weekly.
";

/// Something that should not have left.
const BY_HAND: &[&str] = &[
    "disclosures",
    "add",
    "c-2mxr",
    "--basis",
    "impermissible",
    "--to",
    "A pharmacy",
    "--purpose",
    "fax to a wrong number",
    "--what",
    "1 progress note",
];

/// Somebody who stands for a client.
const REPRESENTED: &[&str] = &[
    "client",
    "represent",
    "c-7f3k",
    "--person",
    "Eve Sample",
    "--role",
    "agent",
    "--authority",
    "power of attorney",
];

/// A denial of access.
const DENIED: &[&str] = &[
    "request",
    "deny",
    "c-2mxr",
    "--ground",
    "endangerment",
    "--says-how-to-complain",
    "--says-how-to-have-it-reviewed",
];

/// A denial of an amendment.
const NOT_AMENDED: &[&str] = &[
    "request",
    "deny",
    "c-2mxr",
    "--ground",
    "accurate",
    "--says-how-to-complain",
    "--says-how-to-disagree",
    "--says-request-may-travel",
];

/// What became of it.
const ASSESSED: &[&str] = &[
    "disclosures",
    "assess",
    "c-2mxr",
    "--conclusion",
    "low-probability",
    "--nature",
    "name and session",
    "--person",
    "a pharmacy",
    "--acquired",
    "not read",
    "--mitigation",
    "destroyed",
];

/// What left by telephone.
const BY_TELEPHONE: &[&str] = &[
    "disclosures",
    "add",
    "c-2mxr",
    "--basis",
    "law-enforcement",
    "--to",
    "State Police",
    "--purpose",
    "warrant",
    "--what",
    "by telephone",
    "--reference",
    "26-0001",
];

/// A session with each command in its natural order, what it reads, and how it ends.
const SESSION: &[(&[&str], &str, i32)] = &[
    (&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"], "", 0),
    (&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"], "", 0),
    (&["client", "add", "--id", "c-9k4d", "--name", "Ben Samplé"], "", 0),
    (&["client", "list"], "", 0),
    (&["client", "show", "c-7f3k"], "", 0),
    (&["client", "edit", "c-7f3k", "--set", "birth_date=1978-11-02"], "", 0),
    (REPRESENTED, "", 0),
    (&["template", "list"], "", 0),
    (&["template", "show", "dap"], "", 0),
    (&["template", "copy", "birp"], "", 0),
    (&["template", "check"], "", 0),
    (&["new", "c-7f3k", "--stdin"], NOTE, 0),
    (&["new", "c-7f3k", "--stdin"], SCORED, 0),
    (&["measures", "c-7f3k"], "", 0),
    (&["edit", "c-7f3k/2026-11-20", "--set", "goals=G1"], "", 0),
    (&["show", "c-7f3k"], "", 0),
    (&["list"], "", 0),
    (&["search", "tram"], "", 0),
    (&["todo"], "", 0),
    (&["thread", "c-7f3k"], "", 0),
    (&["validate"], "", 0),
    (&["rules"], "", 0),
    (&["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "same first name"], "", 0),
    (&["sign", "--new-key", "--no-passphrase"], "", 0),
    (&["sign", MOVED, "--late-entry", "ill"], "", 0),
    (&["amend", MOVED, "--kind", "addendum", "--reason", "forgotten", "--stdin"], "More.\n", 0),
    // Nobody co-signs what he has signed himself; tests/it/amend.rs has two people.
    (&["cosign", MOVED], "", 2),
    (&["history", MOVED], "", 0),
    (&["client", "assign", "c-7f3k", "--to", "Dana Okafor", "--reason", "hers"], "", 0),
    // Whose own draft it is takes nothing over; tests/it/handover.rs has two people.
    (&["adopt", "c-7f3k", "--reason", "has left"], "", 0),
    (&["signer", "list"], "", 0),
    (&["signer", "end", "Dana Okafor", "--on", "2026-11-30"], "", 0),
    (&["signer", "add"], "", 0),
    (&["hooks", "install"], "", 0),
    (&["settle"], "", 0),
    // There is no server; tests/it/group.rs has one.
    (&["sync"], "", 2),
    (&["deidentify", "c-2mxr"], "", 0),
    (&["authorization", "add", "c-7f3k", "--stdin"], AUTHORIZATION, 0),
    (&["authorization", "list"], "", 0),
    (&["authorization", "show", "c-7f3k"], "", 0),
    (&["authorization", "edit", "c-7f3k", "--document", "2026-11-24-other"], "", 2),
    (&["authorization", "occurred", "c-7f3k"], "", 2),
    (&["authorization", "revoke", "c-7f3k"], "", 0),
    (&["document", "add", "c-2mxr", "casenotes.log", "--kind", "other"], "", 0),
    (&["document", "amend", "c-2mxr/2026-11-24-other", "casenotes.log", "-r", "a page"], "", 0),
    (&["document", "move", "c-2mxr/2026-11-24-x", "--to", "c-7f3k", "--reason", "x"], "", 2),
    (&["document", "discard", "c-2mxr/2026-11-24-x", "--reason", "x"], "", 2),
    (&["document", "restore", "c-2mxr/2026-11-24-x"], "", 2),
    (&["document", "list"], "", 0),
    (&["measure", "add", "c-2mxr", "gad7", "--items", "1,1,2,0,0,1,0"], "", 0),
    (&["measure", "list"], "", 0),
    (&["measure", "show", "c-2mxr"], "", 0),
    (&["measure", "move", "c-2mxr/2026-11-24-x", "--to", "c-7f3k", "--reason", "x"], "", 2),
    (&["measure", "discard", "c-2mxr/2026-11-24-x", "--reason", "x"], "", 2),
    (&["measure", "restore", "c-2mxr"], "", 2),
    (&["document", "show", "c-2mxr"], "", 0),
    (&["document", "open", "c-2mxr", "--with", "true"], "", 0),
    (&["export", "c-2mxr", "--basis", "individual", "--output", "record.md"], "", 0),
    (&["disclosures", "c-2mxr"], "", 0),
    (BY_HAND, "", 0),
    (ASSESSED, "", 0),
    (BY_TELEPHONE, "", 0),
    (&["disclosures", "suspend", "c-2mxr", "--by", "State Police", "--until", "2027-05-24"], "", 0),
    (&["request", "add", "c-2mxr", "access", "--received", "2026-11-20"], "", 0),
    (&["request", "extend", "c-2mxr", "--until", "2027-01-10", "--reason", "off site"], "", 0),
    (DENIED, "", 0),
    (&["request", "review", "c-2mxr", "--by", "Eli Sample", "--outcome", "overturned"], "", 0),
    (&["request", "close", "c-2mxr", "--disclosure", "c-2mxr/2026-11-24-0930"], "", 0),
    (&["request", "add", "c-2mxr", "amendment", "--note", MOVED, "--text", "Tuesday."], "", 0),
    (NOT_AMENDED, "", 0),
    (&["request", "include", "c-2mxr"], "", 0),
    (&["request", "disagree", "c-2mxr", "--stdin"], "It was Tuesday.\n", 0),
    (&["request", "rebut", "c-2mxr", "--text", "The calendar says Monday."], "", 0),
    (&["request", "add", "c-2mxr", "amendment", "--note", MOVED, "--text", "Spelling."], "", 0),
    (&["request", "accept", "c-2mxr"], "", 0),
    (&["request", "show", "c-2mxr"], "", 0),
    (&["request", "list"], "", 0),
    (&["client", "edit", "c-7f3k", "--set", "former_names=Ben Samplé"], "", 0),
    (&["client", "merge", "c-9k4d", "--into", "c-7f3k", "--reason", "one person"], "", 0),
    (&["client", "close", "c-2mxr", "--reason", "goals met"], "", 0),
    (&["retention", "--all"], "", 0),
    (&["client", "reopen", "c-2mxr", "--reason", "came back"], "", 0),
    (&["discard", "c-7f3k/2026-11-23", "--reason", "a second copy"], "", 0),
    (&["restore", "c-7f3k"], "", 0),
    (&["vault", "new", "c-7f3k", "--stdin"], "The tram.\n", 0),
    (&["vault", "import", "--stdin", "--client", "c-7f3k"], "2023-04-25\n\nx\n", 0),
    (&["vault", "edit", "c-7f3k", "--stdin"], "The tram again.\n", 0),
    (&["vault", "show", "c-7f3k"], "", 0),
    (&["vault", "list"], "", 0),
    (&["vault", "search", "\\p{Lu}he"], "", 0),
    (&["import", "old", "--plan", "plan.toml"], "", 0),
    (&["import", "--plan", "plan.toml"], "", 0),
    (&["vault", "verify"], "", 0),
    // Nothing waits.
    (&["vault", "drafts"], "", 1),
    (&["vault", "keys", "list"], "", 0),
    (&["vault", "keys", "add", "--paper", "--label", "paper"], "", 0),
    // Nothing waits for an agreement.
    (&["vault", "keys", "accept"], "", 0),
    (&["vault", "rekey"], "", 0),
    (&["vault", "keys", "remove", "paper"], "", 0),
    (RELEASE, "", 0),
    (&["vault", "releases"], "", 0),
    (&["vault", "move", "c-7f3k", "--all", "--to", "c-2mxr", "--reason", "same first name"], "", 0),
    (&["vault", "remove", "c-2mxr/2026-11-2", "--reason", "slip", "--confirm", SEALED], "", 0),
    (&["vault", "sync", "stick"], "", 0),
    // There is a vault already; tests/it/vault_sync.rs has none.
    (&["vault", "init", "--no-passphrase"], "", 2),
    (&["vault", "revoke", "c-7f3k"], "", 2),
    (&["vault", "suspend", "c-7f3k", "--by", "Board", "--until", "2027-01-31"], "", 2),
    (&["vault", "keys", "passphrase", "--new-passphrase-command", "printf 'a long one'"], "", 0),
    (&["doctor"], "", 0),
    (&["demo", "demo"], "", 0),
    (&["completions", "bash"], "", 0),
    (&["man", "man1"], "", 0),
];

/// Returns the commands that have a heading in docs/CLI.md.
fn documented() -> BTreeSet<&'static str> {
    let headings = include_str!("../../docs/CLI.md").lines();
    let names = headings.filter_map(|line| line.strip_prefix("## `casenotes ")?.strip_suffix('`'));
    names.collect()
}

#[test]
fn every_command_is_run_and_ends_as_it_should() {
    let practice = Practice::empty();
    practice.ok(&[INIT, &["--credentials", "LCSW", "--no-passphrase"]].concat());
    practice.put(
        "chart/casenotes.toml",
        "format = 1\n[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n",
    );
    practice.put("casenotes.log", "What came.\n");
    practice.put("old/2023-04-05.md", "Client: c-7f3k\n\nSlept better.\n");
    let mut run = BTreeSet::from(["init"]);
    for (args, input, code) in SESSION {
        let done = practice.pipe(args, input);
        assert_eq!(done.code(), *code, "{args:?}: {done}");
        let words = args.join(" ");
        run.extend(documented().into_iter().filter(|name| words.starts_with(name)));
    }
    let missing: Vec<_> = documented().difference(&run).copied().collect();
    assert!(missing.is_empty() && run.len() > 50, "{missing:?} of {} are not run", run.len());
}

#[test]
fn the_client_of_the_demonstration_can_be_de_identified() {
    let practice = Practice::empty();
    practice.ok(&["demo", "demo"]);
    let config = practice.path("demo/config.toml");
    let practice = practice.env("CASENOTES_CONFIG", config.to_str().unwrap());
    let text = practice.ok(&["deidentify", "c-2mxr"]);
    assert!(text.contains("SOAP note") && !text.contains("Ana Example"), "{text}");
}

#[test]
fn a_program_that_is_handed_out_cannot_be_set_to_another_day() {
    let run = |now: &str| {
        let mut command = std::process::Command::new(casenotes());
        let practice = Practice::with_client();
        command.envs(practice.command(&[]).get_envs().map(|(key, value)| (key, value.unwrap())));
        command.env_remove("TEST_CLOCK");
        command.current_dir(practice.root()).env("CASENOTES_NOW", now);
        let output = command.args(["new", "c-7f3k", "--no-edit"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run("2001-02-03T09:30:12-05:00").contains("2001-02-03"), !is_handed_out());
}

#[test]
fn each_test_that_is_left_to_the_debug_build_asks_for_it() {
    let mut asking = 0;
    let entries = walkdir::WalkDir::new("tests/it").into_iter().map(Result::unwrap);
    for entry in entries.filter(|entry| entry.file_type().is_file()) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let path = entry.path().strip_prefix("tests/it").unwrap().with_extension("");
        let module = path.to_str().unwrap().trim_end_matches("/mod").replace('/', "::");
        for test in text.split("#[test]\nfn ").skip(1) {
            let (name, rest) = test.split_once("() {").unwrap();
            let is_asking = rest.trim_start().starts_with("if is_left_to_the_debug_build() {");
            let name = format!("{module}::{name}");
            let is_listed = LEFT_TO_THE_DEBUG_BUILD.iter().any(|(listed, _)| *listed == name);
            assert_eq!(is_asking, is_listed, "{name}");
            asking += usize::from(is_asking);
        }
    }
    assert_eq!(asking, LEFT_TO_THE_DEBUG_BUILD.len(), "one of the list is no test");
}
