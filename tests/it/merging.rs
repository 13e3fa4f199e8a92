//! `casenotes client merge` with all that a client has, and what a colleague writes there meanwhile.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::disclosure::AUTHORIZATION;
use crate::practice::{NOTE, Practice, Run};

const OLD: &str = "chart/clients/c-7f3k";
const NEW: &str = "chart/clients/c-2mxr";
const NAME: &str = "2026-11-23-1400-dap";
const PAPER: &str = "2026-11-24-0930.toml";
const MERGE: &[&str] =
    &["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "entered twice"];
const BEN: &[&str] = &["--name", "Ben Sample", "--birth-date", "1978-11-02", "--same-name"];
const TO_IDA: &[&str] = &["--authorization", "2026-11-24-0930"];

fn note(hour: &str) -> String {
    NOTE.replace("2026-11-20T14", &format!("2026-11-23T{hour}"))
}

fn commit(practice: &Practice, folder: &str) {
    assert!(practice.git_in(folder, &["add", "--all"]).status.success());
    let done = practice.git_in(folder, &["commit", "--quiet", "--message", "work"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// One person entered twice, and the first entry with a signed note, an authorization, and an entry of the
/// log for what left under it; all committed, with the hook.
fn twice() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&[&["client", "add", "--id", "c-2mxr"][..], BEN].concat());
    practice.put(&format!("{OLD}/notes/{NAME}.md"), note("14"));
    practice.ok(&["sign", "c-7f3k"]);
    practice.authorize(AUTHORIZATION);
    practice.ok(&[&["export", "c-7f3k", "-o", "out.md"], TO_IDA].concat());
    practice.ok(&["hooks", "install"]);
    commit(&practice, "chart");
    practice
}

fn errors(run: &Run) -> Vec<String> {
    run.out().lines().filter(|line| line.contains("error[")).map(str::to_owned).collect()
}

/// `CM`, `CM2`: what is filed beside the notes goes along, no word of it changed.
#[test]
fn authorizations_and_the_log_go_along_and_no_word_of_them_is_changed() {
    let practice = twice();
    let read = |client: &str, kind: &str| practice.read(&format!("{client}/{kind}/{PAPER}"));
    let before = [read(OLD, "authorizations"), read(OLD, "disclosures")];
    let moved = practice.ok(MERGE);
    let papers = "authorization c-2mxr/2026-11-24-0930\ndisclosure c-2mxr/2026-11-24-0930\n";
    assert_eq!(moved, format!("c-2mxr/{NAME}\n{papers}"));
    assert_eq!([read(NEW, "authorizations"), read(NEW, "disclosures")], before);
    let trail = practice.read(&format!("{OLD}/moved/authorizations.{PAPER}"));
    let head = "paper = \"authorizations/2026-11-24-0930\"\nmoved_to = \"c-2mxr/authorizations/2026-11-24-0930\"\nmoved_at = 2026-11-24T09:30:12-05:00\n";
    assert!(trail.starts_with(head), "{trail}");
    assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
    let [staged, changed] = both(&practice);
    assert!(staged.code() == 0 && changed.code() == 0, "{staged}{changed}");
    commit(&practice, "chart");
    // They stand where they are: to be used, listed, accounted for and revoked.
    assert!(practice.ok(&["authorization", "list", "c-2mxr"]).contains("valid"));
    practice.ok(&[&["export", "c-2mxr", "-o", "again.md"], TO_IDA].concat());
    assert_eq!(
        practice.run(&["disclosures", "c-2mxr", "--json"]).json()["disclosures"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(practice.run(&["disclosures", "c-7f3k"]).code(), 1);
    commit(&practice, "chart");
    practice.ok(&["authorization", "revoke", "c-2mxr"]);
    assert!(practice.ok(&["authorization", "list", "c-2mxr"]).contains("revoked"));
    let [staged, changed] = both(&practice);
    assert!(staged.code() == 0 && changed.code() == 0, "{staged}{changed}");
    // Twice entered after all, and moved on: each trail leads to the next.
    practice.ok(&[&["client", "add", "--id", "c-94wd"][..], BEN].concat());
    practice.ok(&["client", "merge", "c-2mxr", "--into", "c-94wd", "--reason", "a third time"]);
    assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
    assert!(practice.ok(&["authorization", "list", "c-94wd"]).contains("revoked"));
}

/// Stages everything and returns what the hook says, and what `--changed` does.
fn both(practice: &Practice) -> [Run; 2] {
    let changed = practice.run(&["validate", "--changed", "--short"]);
    practice.git(&["add", "--all"]);
    [practice.run(&["validate", "--staged", "--short"]), changed]
}

#[test]
fn what_was_moved_is_guarded_where_it_is_and_no_other_move_passes_for_one() {
    let practice = twice();
    practice.ok(MERGE);
    commit(&practice, "chart");
    let guarded = |what: &str| {
        for run in both(&practice) {
            assert!(run.code() == 1 && run.out().contains("error[CM005]"), "{what}: {run}");
        }
        practice.git(&["reset", "--quiet", "--hard"]);
    };
    for kind in ["authorizations", "disclosures"] {
        let path = format!("{NEW}/{kind}/{PAPER}");
        fs::remove_file(practice.path(&path)).unwrap();
        guarded("removed");
        practice.put(&path, practice.read(&path).replace("Ida Fictive", "Somebody Else"));
        guarded("changed");
        // By hand to a third client, without a trail.
        let elsewhere = format!("chart/clients/c-94wd/{kind}/{PAPER}");
        practice.put(&elsewhere, practice.read(&path));
        fs::remove_file(practice.path(&path)).unwrap();
        guarded("moved by hand");
    }
    // And what names another client without a trail is no paper of this one.
    practice.put(
        &format!("{NEW}/authorizations/2026-11-23-0900.toml"),
        AUTHORIZATION.replace("c-7f3k", "c-zzzz"),
    );
    assert!(practice.run(&["validate", "--short"]).out().contains("DS002"));
}

#[test]
fn papers_of_one_minute_each_keep_a_place_and_an_entry_finds_its_own() {
    let practice = twice();
    let own = AUTHORIZATION.replace("c-7f3k", "c-2mxr").replace("Ida Fictive, MD", "Another, MD");
    practice.put(&format!("{NEW}/authorizations/{PAPER}"), own);
    practice.ok(MERGE);
    assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
    let second = practice.read(&format!("{NEW}/authorizations/2026-11-24-0930-2.toml"));
    assert!(second.contains("Ida Fictive"), "{second}");
    // Without the one that it left under, the entry is a finding, though another has the old name.
    fs::remove_file(practice.path(&format!("{NEW}/authorizations/2026-11-24-0930-2.toml")))
        .unwrap();
    assert!(practice.run(&["validate", "--short"]).out().contains("DS003"));
}

#[test]
fn a_merge_that_was_killed_between_two_papers_is_completed_by_the_same_command() {
    let practice = twice();
    let path = |client: &str| format!("{client}/authorizations/{PAPER}");
    let text = practice.read(&path(OLD));
    practice.ok(MERGE);
    // Killed before the old place was cleared, and before the trail was written.
    for trail_is_gone in [false, true] {
        practice.put(&path(OLD), &text);
        if trail_is_gone {
            fs::remove_file(practice.path(&format!("{OLD}/moved/authorizations.{PAPER}"))).unwrap();
        }
        practice.ok(MERGE);
        assert!(!practice.path(&path(OLD)).exists());
        assert_eq!(practice.files(&format!("{NEW}/authorizations")).len(), 1);
        assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
    }
}

/// The same practice on a colleague's machine, who has a key of her own.
fn colleague(practice: &Practice) {
    let url = practice.path("server.git");
    let url = url.to_str().unwrap();
    assert!(practice.git_in(".", &["init", "--quiet", "--bare", url]).status.success());
    practice.git(&["remote", "add", "origin", url]);
    practice.git(&["config", "merge.directoryRenames", "false"]);
    practice.git(&["push", "--quiet", "--set-upstream", "origin", "HEAD"]);
    let cloned = practice.git_in(".", &["clone", "--quiet", url, "second"]);
    assert!(cloned.status.success());
    fs::set_permissions(practice.path("second"), fs::Permissions::from_mode(0o700)).unwrap();
    let config = practice.read("home/.config/casenotes/config.toml");
    let root = |folder: &str| practice.path(folder).canonicalize().unwrap();
    let (chart, second) = (root("chart"), root("second"));
    let config = config.replace(chart.to_str().unwrap(), second.to_str().unwrap());
    let config = config.replace("Dana Okafor", "Eli Sample").replace("LCSW", "PhD");
    practice.put("eli/config.toml", config);
    on_second(practice, &["sign", "--new-key", "--no-passphrase"], "");
    commit(practice, "second");
    assert!(practice.git_in("second", &["push", "--quiet"]).status.success());
    practice.git(&["pull", "--quiet", "--no-rebase"]);
}

fn on_second(practice: &Practice, args: &[&str], text: &str) -> String {
    let run = practice.pipe(&[&["--config", "eli/config.toml"], args].concat(), text);
    assert_eq!(run.code(), 0, "{args:?}: {run}");
    run.out()
}

/// The colleague pushes and the owner pulls.
fn meet(practice: &Practice) {
    commit(practice, "second");
    assert!(practice.git_in("second", &["push", "--quiet"]).status.success());
    commit(practice, "chart");
    let pull = ["pull", "--quiet", "--no-rebase", "--no-edit"];
    let pulled = practice.git_in("chart", &pull);
    assert!(pulled.status.success(), "{}", String::from_utf8_lossy(&pulled.stderr));
}

/// `G6`: a colleague adds to a note that was moved meanwhile.
#[test]
fn what_a_colleague_adds_to_a_note_that_was_moved_follows_it() {
    let practice = twice();
    colleague(&practice);
    let id = format!("c-7f3k/{NAME}");
    practice.filed(&["amend", &id, "-k", "addendum", "-r", "x", "--stdin"], "From the owner.\n");
    let mv = ["move", &id, "--to", "c-2mxr", "--reason", "same first name"];
    practice.ok(&mv);
    let text = "From the colleague.\n";
    on_second(&practice, &["amend", &id, "-k", "addendum", "-r", "y", "--stdin"], text);
    let late = practice.files("second/clients/c-7f3k/notes");
    let late: Vec<&Vec<u8>> = late
        .iter()
        .filter(|(path, _)| path.to_str().unwrap().contains("addendum"))
        .map(|(_, bytes)| bytes)
        .collect();
    meet(&practice);
    let found = practice.run(&["validate"]);
    let advice = format!("casenotes move {id} --to c-2mxr --reason");
    assert!(found.code() == 1 && found.out().contains(&advice), "{found}");
    let run = practice.run(&mv);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(run.out(), format!("c-2mxr/{NAME}.addendum-2\n"));
    assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
    let [staged, changed] = both(&practice);
    assert!(staged.code() == 0 && changed.code() == 0, "{staged}{changed}");
    // It is as it was signed, and both leave with the note.
    let path = format!("{NEW}/notes/{NAME}.addendum-2.md");
    assert_eq!(practice.read(&path).as_bytes(), late[0]);
    assert_eq!(practice.read(&format!("{path}.sig")).as_bytes(), late[1]);
    let record = practice.ok(&["export", "--working-copy", "c-2mxr"]);
    assert!(
        record.contains("From the owner.") && record.contains("From the colleague."),
        "{record}"
    );
    // Nothing more has come: the same command says where the note is.
    let again = practice.run(&mv);
    assert!(again.code() == 2 && again.err().contains(&format!("`c-2mxr/{NAME}` now")), "{again}");
}

/// `G5`: a colleague writes to the entry that is given up meanwhile.
#[test]
fn what_a_colleague_files_with_the_entry_that_was_given_up_is_moved_by_the_next_merge() {
    let practice = twice();
    colleague(&practice);
    practice.ok(MERGE);
    on_second(
        &practice,
        &["new", "c-7f3k", "--stdin"],
        &note("16").replace("Dana Okafor, LCSW", "Eli Sample, PhD"),
    );
    on_second(&practice, &["sign", "c-7f3k/2026-11-23-1600"], "");
    on_second(
        &practice,
        &["amend", &format!("c-7f3k/{NAME}"), "-k", "addendum", "-r", "y", "--stdin"],
        "From the colleague.\n",
    );
    let terms = ["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];
    on_second(
        &practice,
        &[&["export", "c-7f3k/2026-11-23-1600", "-o", "theirs.md"][..], &terms].concat(),
        "",
    );
    meet(&practice);
    let run = practice.run(MERGE);
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.out().contains("c-2mxr/2026-11-23-1600-dap\n"), "{run}");
    assert!(run.out().contains(&format!("c-2mxr/{NAME}.addendum-1\n")), "{run}");
    assert!(run.out().contains("disclosure c-2mxr/"), "{run}");
    assert_eq!(practice.files(&format!("{OLD}/notes")), []);
    assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
    let [staged, changed] = both(&practice);
    assert!(staged.code() == 0 && changed.code() == 0, "{staged}{changed}");
}

/// `G5`, as git leaves it that takes a folder for renamed: a note in a folder where nobody has filed it.
#[test]
fn a_note_that_git_has_carried_to_another_client_goes_home_as_it_was_signed() {
    let practice = twice();
    practice.put(&format!("{OLD}/notes/2026-11-23-1600-dap.md"), note("16"));
    practice.ok(&["sign", "c-7f3k/2026-11-23-1600"]);
    practice.filed(
        &["amend", "c-7f3k/2026-11-23-1600", "-k", "addendum", "-r", "x", "--stdin"],
        "More.\n",
    );
    let before = practice.files(&format!("{OLD}/notes"));
    for (path, bytes) in before.iter().filter(|(path, _)| path.to_str().unwrap().contains("1600")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        practice.put(&format!("{NEW}/notes/{name}"), bytes);
        fs::remove_file(path).unwrap();
    }
    assert!(practice.run(&["validate", "--short"]).out().contains("SG007"));
    let home = ["move", "c-2mxr/2026-11-23-1600", "--to", "c-7f3k", "--reason", "git put it there"];
    assert_eq!(practice.ok(&home), "c-7f3k/2026-11-23-1600-dap\n");
    assert_eq!(practice.files(&format!("{OLD}/notes")), before);
    assert_eq!(errors(&practice.run(&["validate", "--short"])), Vec::<String>::new());
}
