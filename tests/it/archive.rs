//! `export --format archive`, and the way back: `import` of an archive.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::disclosure::AUTHORIZATION;
use crate::document::{PDF, filed};
use crate::practice::{NOTE, NOTE_PATH, PLAN, PLAN_PATH, Practice, Run};

/// Where a psychotherapy note lies that was sealed in these tests.
const SEALED: &str = "private/vault/clients/c-7f3k/2026-11-24-0930.md.age";

/// For the practice itself.
const OWN: &[&str] = &["export", "--all", "--format", "archive", "--working-copy", "-o", "out/"];

/// Everything of a chart but git's own folder, by its place.
pub(crate) fn chart(practice: &Practice, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let of_git = |path: &PathBuf| path.components().any(|part| part.as_os_str() == ".git");
    let files = practice.files(folder).into_iter().filter(|(path, _)| !of_git(path));
    let root = practice.path(folder);
    let root = fs::canonicalize(root).unwrap();
    let place = |path: PathBuf| {
        let path = fs::canonicalize(path).unwrap();
        path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()
    };
    files.map(|(path, bytes)| (place(path), bytes)).collect()
}

/// A practice with a client who has something of everything, and one who has nothing yet.
pub(crate) fn full() -> Practice {
    let practice = Practice::with_signer();
    practice.put(PLAN_PATH, PLAN);
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let amend =
        ["amend", "c-7f3k/2026-11-20", "--kind", "addendum", "--reason", "asked", "--stdin"];
    assert_eq!(practice.pipe(&amend, "More.\n").code(), 0);
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.put(
        "chart/clients/c-2mxr/notes/2026-11-19-1400-dap.md",
        NOTE.replace("c-7f3k", "c-2mxr").replace("11-20", "11-19"),
    );
    practice.ok(&["sign", "c-2mxr", "--late-entry", "ill"]);
    // One note was filed with the wrong client, and one by mistake.
    practice.ok(&["move", "c-2mxr/2026-11-19", "--to", "c-7f3k", "--reason", "misfiled"]);
    practice
        .put("chart/clients/c-7f3k/notes/2026-11-18-1400-dap.md", NOTE.replace("11-20", "11-18"));
    practice.ok(&["discard", "c-7f3k/2026-11-18", "--reason", "twice"]);
    let id = filed(&practice, PDF, &["-k", "letter"]);
    practice.ok(&["sign", &id]);
    let scanned = filed(&practice, [0_u8, 159, 146, 150], &["-k", "other"]);
    practice.ok(&["document", "discard", &scanned, "--reason", "scanned twice"]);
    practice.authorize(AUTHORIZATION);
    practice.ok(&["measure", "add", "c-7f3k", "phq9", "--items", "1,0,2,1,0,0,1,0,1"]);
    practice.ok(&[
        "export",
        "c-7f3k",
        "--to",
        "Ida Fictive, MD",
        "--purpose",
        "coordination of care",
        "--basis",
        "treatment",
        "-o",
        "ida.md",
    ]);
    practice.ok(&["request", "add", "c-7f3k", "access", "--signed", "2026-11-19"]);
    practice.ok(&["template", "copy", "dap"]);
    practice
}

/// A practice with nobody in it, and the archive of another one beside it.
fn moved_to(origin: &Practice, target: Practice) -> Practice {
    for (path, bytes) in chart(origin, "out") {
        target.put(&format!("out/{path}"), bytes);
    }
    target
}

fn planned(practice: &Practice) -> Value {
    let _ = fs::remove_file(practice.path("plan.toml"));
    let run = practice.run(&["import", "out", "--plan", "plan.toml", "--json"]);
    assert_eq!(run.code(), 0, "{run}");
    run.json()["files"].clone()
}

fn taken(practice: &Practice) -> Run {
    practice.run(&["import", "--plan", "plan.toml"])
}

fn sha256sum(practice: &Practice) -> bool {
    let mut command = Command::new("sha256sum");
    command.args(["--check", "--quiet", "--strict", "SHA256SUMS"]);
    command.current_dir(practice.path("out")).status().unwrap().success()
}

/// Everything that `validate` finds, without where the practice is.
fn findings(practice: &Practice) -> String {
    practice.run(&["validate", "--deep", "--short"]).out()
}

fn require_round_trip(origin: &Practice) {
    origin.ok(OWN);
    assert!(sha256sum(origin), "sha256sum finds a file that is another");
    let before = chart(origin, "chart");
    assert_eq!(chart(origin, "out/chart"), before);
    let target = moved_to(origin, Practice::new());
    planned(&target);
    let run = taken(&target);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(chart(&target, "chart"), before);
    assert_eq!(findings(&target), findings(origin));
    // A second time there is nothing left to do.
    let run = taken(&target);
    assert_eq!(run.code(), 0, "{run}");
    planned(&target);
    assert_eq!(taken(&target).code(), 0);
    assert_eq!(chart(&target, "chart"), before);
}

/// Takes the record of each client out alone, as one file, and those of the clinician who leaves: what comes in
/// elsewhere is that, byte for byte, and no more.
fn require_parts(origin: &Practice) {
    let before = chart(origin, "chart");
    let ids: Vec<String> = ["c-0aaa", "c-1aaa", "c-2aaa"].into_iter().map(str::to_owned).collect();
    let is_there = |id: &&String| before.contains_key(&format!("clients/{id}/client.toml"));
    let leaving = |id: &&String| {
        let file = before.get(&format!("clients/{id}/client.toml"));
        file.is_some_and(|file| String::from_utf8_lossy(file).contains("Ruth Sample"))
    };
    let mut parts: Vec<(Vec<&str>, Vec<&String>)> =
        ids.iter().filter(is_there).map(|id| (vec![id.as_str()], vec![id])).collect();
    let theirs: Vec<&String> = ids.iter().filter(is_there).filter(leaving).collect();
    if !theirs.is_empty() {
        parts.push((vec!["--all", "--clinician", "Ruth Sample"], theirs));
    }
    for (args, meant) in parts {
        let _ = fs::remove_file(origin.path("part.zip"));
        let to = ["-f", "archive", "--working-copy", "-o", "part.zip"];
        origin.ok(&[&["export"][..], &args, &to].concat());
        let target = Practice::new();
        target.put("part.zip", fs::read(origin.path("part.zip")).unwrap());
        let run = target.run(&["import", "part.zip", "--plan", "plan.toml"]);
        assert_eq!(run.code(), 0, "{run}");
        let run = taken(&target);
        assert_eq!(run.code(), 0, "{run}");
        let of = |chart: &BTreeMap<String, Vec<u8>>, is_meant: &dyn Fn(&str) -> bool| {
            let of_client = |path: &&String| path.strip_prefix("clients/").is_some_and(is_meant);
            let paths: Vec<String> = chart.keys().filter(of_client).cloned().collect();
            paths.into_iter().map(|path| (path.clone(), chart[&path].clone())).collect::<Vec<_>>()
        };
        let is_meant =
            |path: &str| meant.iter().any(|id| path.split('/').next() == Some(id.as_str()));
        let is_any = |path: &str| path != ".gitkeep";
        assert_eq!(of(&chart(&target, "chart"), &is_any), of(&before, &is_meant), "{args:?}");
    }
}

#[test]
fn what_is_taken_out_as_an_archive_comes_in_byte_for_byte() {
    let origin = full();
    require_round_trip(&origin);
    // It is no disclosure, so that nothing stands in the log, and the chart in it is one.
    let readme = origin.read("out/README.md");
    assert!(readme.contains("for the practice itself and was not released"), "{readme}");
    let folders = ["notes", "documents", "questionnaires", "authorizations", "disclosures"];
    for folder in folders.iter().chain(&["requests", "moved", "discarded"]) {
        let client = if *folder == "moved" { "c-2mxr" } else { "c-7f3k" };
        let path = origin.path(&format!("out/chart/clients/{client}/{folder}"));
        assert!(path.is_dir(), "{folder} is not in the archive, so this test shows nothing of it");
    }
}

#[test]
fn an_archive_in_a_zip_file_is_the_same_and_comes_in_as_it_is() {
    let origin = full();
    origin.ok(OWN);
    let zip = |name: &str| {
        let args = ["export", "--all", "-f", "archive", "--working-copy", "-o", name];
        origin.ok(&args);
        fs::read(origin.path(name)).unwrap()
    };
    let bytes = zip("out.zip");
    assert!(bytes == zip("again.ZIP"), "the same chart gives other bytes");
    let target = Practice::new();
    target.put("out.zip", &bytes);
    let run = target.run(&["import", "out.zip", "--plan", "plan.toml"]);
    assert_eq!(run.code(), 0, "{run}");
    let run = taken(&target);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(chart(&target, "chart"), chart(&origin, "chart"));
    assert_eq!(findings(&target), findings(&origin));
    // It is there already, from the folder as well.
    for (path, bytes) in chart(&origin, "out") {
        target.put(&format!("out/{path}"), bytes);
    }
    let rows = planned(&target);
    assert!(rows.as_array().unwrap().iter().all(|row| row["result"] == "there"), "{rows}");
    for name in ["out", "out.tar", "-"] {
        let run = origin.run(&["export", "--all", "-f", "archive", "--working-copy", "-o", name]);
        assert!(run.code() == 2 && run.err().contains("--output NAME.zip"), "{run}");
    }
    assert_eq!(origin.run(&[&OWN[..6], &["out.zip"]].concat()).code(), 2, "it is overwritten");
}

#[test]
fn a_zip_file_that_is_no_archive_any_more_is_told_by_its_line_and_nothing_is_taken_in() {
    let origin = full();
    origin.ok(OWN);
    let whole = chart(&origin, "out");
    let note = "chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md";
    let target = Practice::new();
    let before = chart(&target, "chart");
    let import = |members: &BTreeMap<String, Vec<u8>>, cut: usize| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            let options = zip::write::SimpleFileOptions::default();
            match name.ends_with("#link") {
                true => zip.add_symlink(name, "/etc/passwd", options).unwrap(),
                false => zip.start_file(name, options).unwrap(),
            }
            if !name.ends_with("#link") {
                zip.write_all(bytes).unwrap();
            }
        }
        let mut bytes = zip.finish().unwrap().into_inner();
        bytes.truncate(bytes.len() - cut);
        target.put("out.zip", bytes);
        let _ = fs::remove_file(target.path("plan.toml"));
        target.run(&["import", "out.zip", "--plan", "plan.toml"])
    };
    let with = |name: &str, bytes: &[u8]| {
        let mut members = whole.clone();
        members.insert(name.to_owned(), bytes.to_vec());
        members
    };
    let sums = String::from_utf8(whole["SHA256SUMS"].clone()).unwrap();
    let line = sums.lines().position(|line| line.ends_with(note)).unwrap() + 1;
    let mut missing = whole.clone();
    missing.remove(note);
    for (members, told) in [
        (with(note, b"x"), format!("out.zip/SHA256SUMS:{line}:1: `{note}` is another")),
        (missing, format!("out.zip/SHA256SUMS:{line}:1: `{note}` is missing")),
        (with("chart/x.md", b"x"), "out.zip/chart/x.md:1:1: `SHA256SUMS` does not list it".into()),
        (with("chart/.git/hooks/pre-commit", b"x"), "pre-commit:1:1: `SHA256SUMS` does not".into()),
        (with("chart/x#link", b""), "x#link:1:1: it is a symbolic link".into()),
    ] {
        let run = import(&members, 0);
        assert!(run.code() == 2 && run.err().contains(&told), "{told}: {run}");
        assert!(!target.path("plan.toml").exists(), "{told}");
        // Behind the plan it is found as well.
        assert_eq!(import(&whole, 0).code(), 0);
        let plan = target.read("plan.toml");
        import(&members, 0);
        target.put("plan.toml", plan);
        assert_eq!(taken(&target).code(), 2, "{told}");
        assert_eq!(chart(&target, "chart"), before, "{told}");
    }
    // One that is made to do harm, or is cut off, is no archive of ours: nothing of it is read.
    for (members, cut, told) in [
        (with("../evil.md", b"x"), 0, "leads out of it"),
        (with("/tmp/evil.md", b"x"), 0, "leads out of it"),
        (with("CHART/allowed_signers", b"x"), 0, "have one name"),
        (whole.clone(), 30, "broken or cut off"),
    ] {
        let run = import(&members, cut);
        assert!(run.code() == 0 && target.read("plan.toml").contains(told), "{told}: {run}");
        assert!(!target.read("plan.toml").contains("as = \"note\""), "{told}");
        taken(&target);
        assert_eq!(chart(&target, "chart"), before, "{told}");
    }
}

/// Something that happens in a practice.
#[derive(Clone, Debug)]
enum Deed {
    Client(u8),
    Note(u8, u8, String),
    Broken(u8, Vec<u8>),
    Sign(u8, u8),
    Amend(u8, u8),
    Move(u8, u8, u8),
    Discard(u8, u8),
    Document(u8, Vec<u8>, bool),
    Disclose(u8),
    Close(u8),
    Measure(u8, bool),
    Authorize(u8),
    Request(u8),
    Import(u8, u8),
    PutAway(u8),
    Assign(u8),
    Template,
}

fn deed() -> impl Strategy<Value = Deed> {
    let (who, day) = (0_u8..3, 10_u8..20);
    let bytes = prop::collection::vec(any::<u8>(), 1..40);
    prop_oneof![
        2 => who.clone().prop_map(Deed::Client),
        4 => (who.clone(), day.clone(), "[ -~é\n]{0,40}").prop_map(|(a, b, c)| Deed::Note(a, b, c)),
        1 => (who.clone(), bytes.clone()).prop_map(|(a, b)| Deed::Broken(a, b)),
        3 => (who.clone(), day.clone()).prop_map(|(a, b)| Deed::Sign(a, b)),
        2 => (who.clone(), day.clone()).prop_map(|(a, b)| Deed::Amend(a, b)),
        2 => (who.clone(), day.clone(), who.clone()).prop_map(|(a, b, c)| Deed::Move(a, b, c)),
        1 => (who.clone(), day).prop_map(|(a, b)| Deed::Discard(a, b)),
        2 => (who.clone(), bytes, any::<bool>()).prop_map(|(a, b, c)| Deed::Document(a, b, c)),
        1 => who.clone().prop_map(Deed::Disclose),
        1 => who.clone().prop_map(Deed::Close),
        2 => (who.clone(), any::<bool>()).prop_map(|(a, b)| Deed::Measure(a, b)),
        1 => who.clone().prop_map(Deed::Authorize),
        1 => who.clone().prop_map(Deed::Request),
        1 => (who.clone(), 10_u8..20).prop_map(|(a, b)| Deed::Import(a, b)),
        1 => who.clone().prop_map(Deed::PutAway),
        1 => who.prop_map(Deed::Assign),
        1 => Just(Deed::Template),
    ]
}

/// Does it, if it can be done there.
fn happen(practice: &Practice, deed: &Deed) {
    let id = |who: &u8| format!("c-{who}aaa");
    let note = |who: &u8, day: &u8| format!("{}/2026-11-{day}", id(who));
    let put = |who: &u8, name: &str, bytes: &[u8]| {
        if practice.path(&format!("chart/clients/{}", id(who))).exists() {
            practice.put(&format!("chart/clients/{}/notes/{name}", id(who)), bytes);
        }
    };
    match deed {
        Deed::Client(who) => drop(practice.run(&[
            "client",
            "add",
            "--id",
            &id(who),
            "--name",
            &format!("Person {}", ["A", "B", "C"][*who as usize]),
        ])),
        Deed::Note(who, day, text) => {
            let note = NOTE.replace("c-7f3k", &id(who)).replace("11-20", &format!("11-{day}"));
            put(who, &format!("2026-11-{day}-1400-dap.md"), format!("{note}\n{text}\n").as_bytes());
        }
        Deed::Broken(who, bytes) => put(who, "2026-11-09-1400-dap.md", bytes),
        Deed::Sign(who, day) => {
            drop(practice.run(&["sign", &note(who, day), "--late-entry", "ill"]))
        }
        Deed::Amend(who, day) => drop(practice.pipe(
            &["amend", &note(who, day), "--kind", "addendum", "--reason", "asked", "--stdin"],
            "More.\n",
        )),
        Deed::Move(who, day, to) => {
            drop(practice.run(&["move", &note(who, day), "--to", &id(to), "--reason", "misfiled"]))
        }
        Deed::Discard(who, day) => {
            drop(practice.run(&["discard", &note(who, day), "--reason", "twice"]))
        }
        Deed::Document(who, bytes, is_signed) => {
            practice.put("came", bytes);
            let run = practice.run(&["document", "add", &id(who), "came", "-k", "other"]);
            if *is_signed && run.code() == 0 {
                practice.ok(&["sign", run.out().trim()]);
            }
        }
        Deed::Disclose(who) => drop(practice.run(&[
            "disclosures",
            "add",
            &id(who),
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
        ])),
        Deed::Close(who) => {
            drop(practice.run(&["client", "close", &id(who), "--reason", "goals met"]))
        }
        Deed::Measure(who, is_signed) => {
            let items = ["--items", "1,0,2,1,0,0,1,0,1"];
            let run = practice.run(&[&["measure", "add", &id(who), "phq9"][..], &items].concat());
            if *is_signed && run.code() == 0 {
                practice.ok(&["sign", run.out().trim()]);
            }
        }
        Deed::Authorize(who) => {
            let path = format!("chart/clients/{}", id(who));
            if practice.path(&path).exists() {
                practice.put(
                    &format!("{path}/authorizations/2026-11-20-1000.toml"),
                    AUTHORIZATION.replace("c-7f3k", &id(who)),
                );
            }
        }
        Deed::Request(who) => {
            drop(practice.run(&["request", "add", &id(who), "access", "--signed", "2026-11-19"]))
        }
        Deed::Import(who, day) => {
            let note = format!("Client: {}\nDate: 2023-04-{day}\n\nWritten elsewhere.\n", id(who));
            practice.put(&format!("old/{}-{day}.md", id(who)), note);
            let _ = fs::remove_file(practice.path("old.toml"));
            let _ = practice.run(&["import", "old", "--plan", "old.toml"]);
            drop(practice.run(&["import", "--plan", "old.toml"]));
        }
        Deed::PutAway(who) => {
            for (family, reason) in [("document", "scanned twice"), ("measure", "entered twice")] {
                drop(practice.run(&[family, "discard", &id(who), "--reason", reason]));
            }
        }
        Deed::Assign(who) => drop(practice.run(&[
            "client",
            "assign",
            &id(who),
            "--to",
            "Ruth Sample",
            "--reason",
            "moves",
        ])),
        Deed::Template => drop(practice.run(&["template", "copy", "soap"])),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_chart_comes_back_as_it_was(deeds in prop::collection::vec(deed(), 4..24)) {
        let practice = Practice::new();
        practice.ok(&["sign", "--new-key", "--no-passphrase"]);
        deeds.iter().for_each(|deed| happen(&practice, deed));
        require_round_trip(&practice);
        require_parts(&practice);
    }
}

#[test]
fn an_archive_for_somebody_else_is_a_disclosure_of_every_record_in_it() {
    let practice = full();
    practice.ok(&["client", "edit", "c-2mxr", "--set", "birth_date=1990-04-21"]);
    let export = |more: &[&str]| {
        practice.run(&[&["export", "--all", "-f", "archive", "-o", "out/"][..], more].concat())
    };
    let to = ["--to", "Quiet Room LLC", "--purpose", "succession of the practice"];
    let entries = |client: &str| {
        let log = practice.run(&["disclosures", client, "--json"]).json();
        log["disclosures"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["recipient"] == "Quiet Room LLC")
            .count()
    };
    for refused in [
        &[][..],
        &to[..],
        &[&to[..], &["--basis", "individual"]].concat(),
        &[&to[..], &["--basis", "oversight", "--justification", "all"]].concat(),
        &[&to[..], &["--basis", "payment", "--justification", "all"]].concat(),
        &[&to[..], &["--basis", "operations", "--no-plan"]].concat(),
        &[&to[..], &["--basis", "operations", "--justification", "it takes over", "--plan"]]
            .concat(),
        &["--working-copy", "--since", "2026-11-01"],
        &["--working-copy", "--no-documents"],
    ] {
        let run = export(refused);
        assert_eq!(run.code(), 2, "{refused:?}: {run}");
        assert!(!practice.path("out").exists(), "{refused:?}");
        assert_eq!(entries("c-7f3k") + entries("c-2mxr"), 0, "{refused:?}");
    }
    let run = export(
        &[&to[..], &["--basis", "operations", "--justification", "it takes over", "--no-plan"]]
            .concat(),
    );
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!((entries("c-7f3k"), entries("c-2mxr")), (1, 1));
    let sums =
        format!("sha256:{:x}", Sha256::digest(fs::read(practice.path("out/SHA256SUMS")).unwrap()));
    let log = fs::read_dir(practice.path("chart/clients/c-2mxr/disclosures"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let entry = fs::read_to_string(log.path()).unwrap();
    assert!(entry.contains(&sums) && entry.contains("format = \"archive\""), "{entry}");
    assert!(practice.read("out/README.md").contains("Released to Quiet Room LLC"));
    // One record that may not leave so keeps all of them here.
    fs::remove_dir_all(practice.path("out")).unwrap();
    practice.ok(&["client", "edit", "c-2mxr", "--set", "part2=true"]);
    let run = export(
        &[&to[..], &["--basis", "operations", "--justification", "it takes over", "--no-plan"]]
            .concat(),
    );
    assert!(
        run.code() == 2 && run.err().contains("The record of c-2mxr may not leave so"),
        "{run}"
    );
    assert_eq!((entries("c-7f3k"), entries("c-2mxr")), (1, 1));
}

#[test]
fn nothing_of_the_vault_and_no_key_goes_into_an_archive() {
    let practice = full();
    practice.seal("The CANARY again.\n");
    let sealed = fs::read(practice.path(SEALED)).unwrap();
    let opened = "+++\nclient = \"c-7f3k\"\nsession = 2026-11-20T14:00:00-05:00\nsealed_to = \"sha256:0\"\n+++\n\nx\n";
    let key = practice.read("home/.config/casenotes/identity.age");
    let signing = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n";
    for (place, bytes) in [
        ("documents/2026-11-24-other-aaaaaa.txt", &sealed[..]),
        ("notes/2026-11-01-1400-dap.md", opened.as_bytes()),
        ("notes/2026-11-01-1400-dap.md", key.as_bytes()),
        ("documents/2026-11-24-other-aaaaaa.txt", signing.as_bytes()),
        ("discarded/2026-11-24-other-aaaaaa.txt", &[b"x".repeat(70_000), sealed.clone()].concat()),
    ] {
        let path = format!("chart/clients/c-7f3k/{place}");
        practice.put(&path, bytes);
        let run = practice.run(OWN);
        assert_eq!(run.code(), 2, "{place}: {run}");
        assert!(
            run.err().contains("psychotherapy notes") || run.err().contains("secret key"),
            "{run}"
        );
        assert!(!practice.path("out").exists(), "{place}");
        fs::remove_file(practice.path(&path)).unwrap();
    }
    practice.ok(OWN);
    for (path, bytes) in practice.files("out") {
        assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{}", path.display());
    }
}

#[test]
fn what_is_no_part_of_the_record_stops_an_archive_or_stays_and_is_told() {
    let practice = full();
    practice.put("chart/clients/c-7f3k/my notes.txt", "x");
    practice.put("chart/clients/c-7f3k/notes/.DS_Store", "x");
    assert!(practice.run(OWN).err().contains("1 of the files are no part of the record"));
    let run = practice.run(&[OWN, &["--unverified"]].concat());
    assert!(run.code() == 0 && run.err().contains("clients/c-7f3k/my notes.txt"), "{run}");
    assert!(practice.read("out/archive.toml").contains("\"clients/c-7f3k/notes/.DS_Store\""));
    assert!(!practice.path("out/chart/clients/c-7f3k/my notes.txt").exists());
    for (path, to) in [("notes/2026-11-01-1400-dap.md", "/etc/passwd"), ("documents/x", ".")] {
        let path = practice.path(&format!("chart/clients/c-7f3k/{path}"));
        symlink(to, &path).unwrap();
        let run = practice.run(&[OWN, &["--unverified"]].concat());
        assert!(run.code() == 2 && run.err().contains("a link"), "{run}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn some_clients_or_those_of_a_clinician_make_an_archive_as_well() {
    let practice = full();
    let clients = || {
        let folders = fs::read_dir(practice.path("out/chart/clients")).unwrap();
        let names = folders.map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != ".gitkeep").collect();
        names.sort();
        fs::remove_dir_all(practice.path("out")).unwrap();
        names
    };
    let own = ["-f", "archive", "--working-copy", "-o", "out/"];
    practice.ok(&[&["export", "c-7f3k"], &own[..]].concat());
    assert_eq!(clients(), ["c-7f3k"]);
    practice.ok(&["client", "assign", "c-2mxr", "--to", "Dana Okafor", "--reason", "moves"]);
    practice.ok(&[&["export", "--all", "--clinician", "Dana Okafor, LCSW"], &own[..]].concat());
    assert_eq!(clients(), ["c-2mxr"]);
    for args in [&["export", "--all", "--clinician", "Nobody"][..], &["export", "c-7f3k/2026-11"]] {
        assert_eq!(practice.run(&[args, &own[..]].concat()).code(), 2, "{args:?}");
    }
    assert_eq!(practice.run(&["export", "--all", "--working-copy"]).code(), 2);
    // A record that was taken out alone comes in alone, sound as it was.
    practice.ok(&[&["export", "c-7f3k"], &own[..]].concat());
    let target = moved_to(&practice, Practice::new());
    planned(&target);
    assert_eq!(taken(&target).code(), 0);
    let of = |practice: &Practice| practice.run(&["validate", "c-7f3k", "--deep", "--short"]).out();
    assert_eq!(of(&target), of(&practice));
}

/// A way to break an archive: what it is called, what does it, and what is told of it.
type Way<'a> = (&'a str, Box<dyn Fn() + 'a>, String);

#[test]
fn a_broken_archive_is_told_by_line_and_nothing_of_it_is_taken_in() {
    let origin = full();
    origin.ok(OWN);
    let target = moved_to(&origin, Practice::new());
    let note = "out/chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md";
    let whole = chart(&target, "out");
    let sums = target.read("out/SHA256SUMS");
    let line_of = |name: &str| sums.lines().position(|line| line.ends_with(name)).unwrap() + 1;
    let listed = |name: &str, bytes: &str| {
        target.put(&format!("out/{name}"), bytes);
        let digest = format!("{:x}", Sha256::digest(bytes));
        target.put("out/SHA256SUMS", format!("{sums}{digest}  {name}\n"));
    };
    let last = sums.lines().count() + 1;
    let before = chart(&target, "chart");
    let at = |line: usize, told: &str| format!("SHA256SUMS:{line}:1: {told}");
    let ways: Vec<Way<'_>> = vec![
        (
            "a changed byte",
            Box::new(|| target.put(note, target.read(note).replace("c-7f3k", "c-7f3l"))),
            at(
                line_of("2026-11-20-1400-dap.md"),
                "`chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md` is another",
            ),
        ),
        (
            "a missing file",
            Box::new(|| fs::remove_file(target.path(note)).unwrap()),
            at(
                line_of("2026-11-20-1400-dap.md"),
                "`chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md` is missing",
            ),
        ),
        (
            "an extra file",
            Box::new(|| target.put("out/chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", NOTE)),
            "2026-11-21-1400-dap.md:1:1: `SHA256SUMS` does not list it".into(),
        ),
        (
            "a hidden file",
            Box::new(|| target.put("out/chart/.git/hooks/pre-commit", "x")),
            "pre-commit:1:1: `SHA256SUMS` does not list it".into(),
        ),
        (
            "a link",
            Box::new(|| {
                fs::remove_file(target.path(note)).unwrap();
                symlink(target.path("out/README.md"), target.path(note)).unwrap();
            }),
            "2026-11-20-1400-dap.md:1:1: it is a symbolic link".into(),
        ),
        (
            "a linked folder",
            Box::new(|| {
                fs::rename(target.path("out/chart/clients/c-7f3k"), target.path("away")).unwrap();
                symlink(target.path("away"), target.path("out/chart/clients/c-7f3k")).unwrap();
            }),
            "c-7f3k:1:1: it is a symbolic link".into(),
        ),
        (
            "a way out",
            Box::new(|| listed("chart/../../evil.md", "x")),
            at(last, "no archive has a file of this name"),
        ),
        (
            "a way to the root",
            Box::new(|| listed("/tmp/evil.md", "x")),
            at(last, "no archive has a file of this name"),
        ),
        (
            "a hook",
            Box::new(|| listed("chart/.git/hooks/pre-commit", "x")),
            at(last, "no archive has a file of this name"),
        ),
        (
            "an editor's folder",
            Box::new(|| listed("chart/clients/c-7f3k/notes/.edit-1/note.md", "x")),
            at(last, "no archive has a file of this name"),
        ),
        (
            "a sealed note",
            Box::new(|| {
                listed(
                    "chart/clients/c-7f3k/documents/2026-11-24-other-aaaaaa.txt",
                    "age-encryption.org/v1\n-> X25519 x\n",
                )
            }),
            "aaaaaa.txt` holds psychotherapy notes".into(),
        ),
        (
            "a key",
            Box::new(|| {
                listed(
                    "chart/clients/c-7f3k/documents/2026-11-24-other-aaaaaa.txt",
                    "AGE-SECRET-KEY-1QQ",
                )
            }),
            "aaaaaa.txt` holds a secret key".into(),
        ),
        (
            "a file twice",
            Box::new(|| {
                target.put("out/SHA256SUMS", format!("{sums}{}\n", sums.lines().next().unwrap()))
            }),
            at(last, "the file is listed twice"),
        ),
        (
            "no line",
            Box::new(|| target.put("out/SHA256SUMS", format!("{sums}hello\n"))),
            at(last, "it is no line of `sha256sum`"),
        ),
        (
            "a list cut short",
            Box::new(|| target.put("out/SHA256SUMS", &sums[..sums.len() / 2])),
            "does not list it".into(),
        ),
        (
            "no text",
            Box::new(|| target.put("out/SHA256SUMS", [0xff, 0xfe])),
            at(1, "it is not text in UTF-8"),
        ),
    ];
    for (what, break_it, told) in ways {
        break_it();
        let run = target.run(&["import", "out", "--plan", "plan.toml"]);
        assert_eq!(run.code(), 2, "{what}: {run}");
        assert!(run.err().contains(&told), "{what}: {told} is not in {run}");
        assert!(!target.path("plan.toml").exists(), "{what}");
        // What breaks behind the plan is found as well.
        fs::remove_dir_all(target.path("out")).unwrap();
        whole.iter().for_each(|(path, bytes)| target.put(&format!("out/{path}"), bytes));
        planned(&target);
        if !target.path("away").exists() {
            break_it();
            assert_eq!(taken(&target).code(), 2, "{what}");
        }
        assert_eq!(chart(&target, "chart"), before, "{what}");
        for path in ["out", "away"] {
            let _ = fs::remove_dir_all(target.path(path));
        }
        let _ = fs::remove_file(target.path("evil.md"));
        whole.iter().for_each(|(path, bytes)| target.put(&format!("out/{path}"), bytes));
        fs::remove_file(target.path("plan.toml")).unwrap();
    }
}

/// A practice in which c-7f3k is somebody else, who has a note and a document.
fn joined() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&[
        "client",
        "edit",
        "c-7f3k",
        "--set",
        "name=Kim Fictive",
        "--set",
        "birth_date=1960-01-31",
    ]);
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    practice
}

#[test]
fn a_client_whose_id_is_another_persons_here_gets_a_new_one_with_a_trail() {
    let origin = full();
    origin.ok(OWN);
    let target = moved_to(&origin, joined());
    let before = chart(&target, "chart");
    let rows = planned(&target);
    let row = |rows: &Value, file: &str| {
        rows.as_array().unwrap().iter().find(|row| row["file"] == file).unwrap().clone()
    };
    let new = row(&rows, "clients/c-7f3k")["client"].as_str().unwrap().to_owned();
    assert_ne!(new, "c-7f3k");
    let run = taken(&target);
    // The signers of both are of one name, with two keys.
    assert!(
        run.code() == 1 && target.read("plan.toml").contains("signs here with another key"),
        "{run}"
    );
    let plan = target.read("plan.toml");
    let (clients, practice) = plan.split_at(plan.find("[[practice]]").unwrap());
    target.put(
        "plan.toml",
        format!(
            "{clients}{}",
            practice
                .lines()
                .filter(|line| !line.starts_with("unclear"))
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        ),
    );
    let run = taken(&target);
    assert_eq!(run.code(), 0, "{run}");
    let after = chart(&target, "chart");
    for (path, bytes) in &before {
        assert!(path == "allowed_signers" || after.get(path) == Some(bytes), "{path}");
    }
    for (path, bytes) in chart(&origin, "chart/clients/c-7f3k") {
        let there = after.get(&format!("clients/{new}/{path}"));
        // What nobody has signed names the new id.
        let is_draft = ["notes/2026-10-26-0900-plan", "discarded/2026-11-18-1400-dap"];
        let is_draft = is_draft.iter().any(|draft| path.starts_with(draft));
        assert!(there == Some(&bytes) || is_draft, "{path}");
    }
    assert!(after.keys().any(|path| path.starts_with("clients/c-7f3k/moved/documents.")));
    let corrected = format!("clients/{new}/notes/2026-11-20-1400-dap.correction-1.md");
    assert!(
        String::from_utf8(after[&corrected].clone())
            .unwrap()
            .contains("moved_from = \"c-7f3k/2026-11-20-1400-dap\"")
    );
    // Nothing is wrong here that was not wrong there.
    let codes = |practice: &Practice, client: &str| {
        let found = practice.run(&["validate", client, "--deep", "--short"]).out();
        let mut codes: Vec<String> = found
            .lines()
            .filter_map(|line| Some(line.split('[').nth(1)?.split(']').next()?.to_owned()))
            .collect();
        codes.sort();
        codes
    };
    assert_eq!(
        codes(&target, &new),
        codes(&origin, "c-7f3k"),
        "{}",
        target.run(&["validate", &new, "--deep"])
    );
    assert_eq!(
        target.ok(&["document", "list", &new, "--csv"]).lines().count(),
        origin.ok(&["document", "list", "c-7f3k", "--csv"]).lines().count()
    );
    target.ok(&["export", &new, "--working-copy", "--documents", "-o", "copy/"]);
    // The same archive once more, by a new plan: everything is there.
    let rows = planned(&target);
    assert_eq!(
        (
            row(&rows, "clients/c-7f3k")["result"].clone(),
            row(&rows, "clients/c-7f3k")["client"].clone()
        ),
        ("there".into(), new.into())
    );
    assert_eq!(taken(&target).code(), 0);
    assert_eq!(chart(&target, "chart"), after);
}

/// Takes an archive of the full practice into one in which a client's id is another person's; returns the new id.
fn renamed(origin: &Practice, target: &Practice, old: &str) -> String {
    let rows = planned(target);
    let plan = target.read("plan.toml");
    let settled = plan.lines().filter(|line| !line.starts_with("unclear"));
    target.put("plan.toml", settled.map(|line| format!("{line}\n")).collect::<String>());
    let run = taken(target);
    assert_eq!(run.code(), 0, "{run}");
    let row = rows.as_array().unwrap().iter().find(|row| row["file"] == format!("clients/{old}"));
    let new = row.unwrap()["client"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    assert_eq!(
        chart(target, &format!("chart/clients/{new}")).len(),
        chart(origin, &format!("chart/clients/{old}")).len()
            + chart(target, &format!("chart/clients/{new}"))
                .keys()
                .filter(|path| path.contains(".correction-"))
                .count()
            - chart(origin, &format!("chart/clients/{old}"))
                .keys()
                .filter(|path| path.contains(".correction-"))
                .count()
    );
    new
}

#[test]
fn an_old_id_stands_nowhere_without_a_trail_and_in_no_draft() {
    let origin = full();
    origin.ok(&["measure", "add", "c-7f3k", "gad7", "--items", "1,1,0,2,0,1,1"]);
    let last = origin.ok(&["measure", "list", "c-7f3k", "--csv"]);
    let last = last.lines().last().unwrap().split(',').next().unwrap().to_owned();
    origin.ok(&["measure", "discard", &last, "--reason", "twice"]);
    origin.ok(OWN);
    let target = moved_to(&origin, joined());
    let new = renamed(&origin, &target, "c-7f3k");
    let trails = chart(&target, "chart/clients/c-7f3k/moved");
    let said = |to: &str| {
        let to = format!("moved_to = \"{to}\"");
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap();
        trails.values().map(text).find(|trail| trail.contains(&to))
    };
    let mut found = 0;
    for (path, bytes) in chart(&target, &format!("chart/clients/{new}")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !text.contains("c-7f3k") || path.contains(".correction-") {
            continue;
        }
        found += 1;
        let (folder, name) = path.split_once('/').unwrap();
        let name = name.split('.').next().unwrap();
        let trail = match folder {
            "notes" => said(&format!("{new}/{name}")),
            "discarded" => {
                assert!(!text.contains("note = "), "{path}: a draft names the old id: {text}");
                let kind =
                    if text.contains("questionnaire = ") { "questionnaires" } else { "documents" };
                said(&format!("{new}/{kind}/{name}"))
            }
            folder => said(&format!("{new}/{folder}/{name}")),
        };
        let trail =
            trail.unwrap_or_else(|| panic!("{path} names the old id, and no trail says so"));
        assert!(trail.contains("which it still names"), "{path}: {trail}");
    }
    assert!(found >= 6, "the test shows nothing: {found}");
    // What was put away comes back as the client's own.
    target.ok(&["restore", &format!("{new}/2026-11-18")]);
    let name = last.split_once('/').unwrap().1;
    target.ok(&["measure", "restore", &format!("{new}/{name}")]);
    let found = target.run(&["validate", &new, "--deep", "--short"]).out();
    assert!(!found.contains("error"), "{found}");
}

#[test]
fn what_was_moved_from_a_client_with_a_new_id_is_found_by_its_trail() {
    let origin = full();
    origin.ok(OWN);
    let target = Practice::with_signer();
    target.ok(&["client", "edit", "c-7f3k", "--set", "birth_date=1960-01-31"]);
    fs::remove_dir_all(target.path("chart/clients/c-7f3k")).unwrap();
    target.ok(&["client", "add", "--id", "c-2mxr", "--name", "Kim Fictive"]);
    let target = moved_to(&origin, target);
    renamed(&origin, &target, "c-2mxr");
    // The note that had lain with the one whose id is another person's here.
    let codes = |practice: &Practice| {
        let found = practice.run(&["validate", "c-7f3k", "--deep", "--short"]).out();
        found.lines().filter(|line| line.contains("[")).count()
    };
    assert_eq!(codes(&target), codes(&origin), "{}", target.run(&["validate", "c-7f3k"]));
}

#[test]
fn the_same_person_is_offered_for_a_merge_and_never_by_the_name_alone() {
    let origin = full();
    origin.ok(OWN);
    let target = moved_to(&origin, Practice::new());
    for (id, born) in
        [("c-aaaa", Some("1978-11-02")), ("c-bbbb", Some("1978-11-03")), ("c-cccc", None)]
    {
        let add = ["client", "add", "--id", id, "--name", "Ben Sample", "--same-name"];
        let born: Vec<&str> =
            born.map(|born| ["--birth-date", born]).into_iter().flatten().collect();
        target.ok(&[&add[..], &born[..]].concat());
    }
    planned(&target);
    let run = taken(&target);
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.err().contains("casenotes client merge c-7f3k --into c-aaaa"), "{run}");
    assert!(!run.err().contains("c-bbbb") && !run.err().contains("c-cccc"), "{run}");
    target.ok(&["sign", "--new-key", "--no-passphrase"]);
    let merged =
        target.run(&["client", "merge", "c-7f3k", "--into", "c-aaaa", "--reason", "one person"]);
    assert_eq!(merged.code(), 0, "{merged}");
}

#[test]
fn a_client_who_is_here_gets_what_is_missing_and_nothing_that_differs() {
    let origin = full();
    origin.ok(OWN);
    let target = moved_to(&origin, Practice::new());
    planned(&target);
    assert_eq!(taken(&target).code(), 0);
    // The origin goes on.
    origin.put("chart/clients/c-7f3k/notes/2026-11-22-1400-dap.md", NOTE.replace("11-20", "11-22"));
    let again = || {
        fs::remove_dir_all(origin.path("out")).unwrap();
        origin.ok(OWN);
        fs::remove_dir_all(target.path("out")).unwrap();
        for (path, bytes) in chart(&origin, "out") {
            target.put(&format!("out/{path}"), bytes);
        }
        planned(&target)
    };
    again();
    assert_eq!(taken(&target).code(), 0);
    assert_eq!(chart(&target, "chart"), chart(&origin, "chart"));
    // What was discarded here does not come back.
    target.ok(&["discard", "c-7f3k/2026-11-22", "--reason", "twice"]);
    let before = chart(&target, "chart");
    let rows = again();
    let waits =
        |rows: &Value| rows.as_array().unwrap().iter().any(|row| row["result"] == "unclear");
    assert!(waits(&rows), "{rows}");
    assert_eq!(taken(&target).code(), 1);
    assert_eq!(chart(&target, "chart"), before);
    // Nor is what was changed on both sides settled by guessing.
    origin.ok(&["client", "edit", "c-2mxr", "--set", "phone=555 0100"]);
    assert!(waits(&again()));
    assert_eq!(taken(&target).code(), 1);
    assert_eq!(chart(&target, "chart"), before);
}
