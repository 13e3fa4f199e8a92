//! A chart in git: the hook, what it refuses, the story of a note, and two machines.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::practice::{NOTE, Practice};
use crate::rules::signature;

const STEM: &str = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap";
const ID: &str = "c-7f3k/2026-11-23-1400-dap";

fn note() -> String {
    NOTE.replace("2026-11-20T", "2026-11-23T")
}

fn at(ending: &str) -> String {
    format!("{STEM}{ending}")
}

fn commit(practice: &Practice, folder: &str) -> (bool, String) {
    assert!(practice.git_in(folder, &["add", "--all", "--force"]).status.success());
    let output = practice.git_in(folder, &["commit", "--quiet", "--message", "work"]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// A practice with the hook, a key, and one signed note, all committed.
fn committed() -> Practice {
    let practice = Practice::with_signer();
    let run = practice.run(&["hooks", "install"]);
    assert!(
        run.out().lines().next().is_some_and(|it| it.ends_with("chart/.git/hooks/pre-commit")),
        "{run}"
    );
    assert_eq!(run.out().lines().count(), 5, "{run}");
    practice.put(&at(".md"), note());
    practice.ok(&["sign", ID]);
    let (done, said) = commit(&practice, "chart");
    assert!(done && said.contains("1 progress note"), "{said}");
    practice
}

#[test]
fn the_hook_lets_pass_what_belongs_in_a_chart() {
    let practice = committed();
    // A draft need not be finished.
    practice.put(&at("-2.md"), note().replace("## Plan\n\nContinue weekly.\n", ""));
    let (done, said) = commit(&practice, "chart");
    assert!(done && said.contains("warning[SC001]"), "{said}");
    practice.filed(&["amend", ID, "-k", "addendum", "-r", "x", "--stdin"], "text");
    practice.put(&at("-2.md"), note() + "More.\n");
    practice.ok(&["sign", &format!("{ID}-2")]);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "phone=555 0100"]);
    let (done, said) = commit(&practice, "chart");
    assert!(done, "{said}");
    // Nothing staged is nothing to complain about.
    let run = practice.run(&["validate", "--staged"]);
    assert!(run.code() == 0 && run.err().starts_with("Checked 0 progress notes"), "{run}");
}

#[test]
fn the_hook_refuses_what_must_not_be_committed() {
    let signed = committed().read(&at(".md"));
    type Fault = Box<dyn Fn(&Practice)>;
    let put = |path: String, text: String| -> Fault { Box::new(move |p| p.put(&path, &text)) };
    let gone = |paths: Vec<String>| -> Fault {
        Box::new(move |p| paths.iter().for_each(|path| fs::remove_file(p.path(path)).unwrap()))
    };
    let folder = "chart/clients/c-7f3k";
    let cases: Vec<(&str, Fault, &[&str])> = vec![
        ("a changed note", put(at(".md"), signed.replace("fewer", "more")), &["CM001", "SG004"]),
        ("a removed note", gone(vec![at(".md"), at(".md.sig")]), &["CM001"]),
        ("a removed signature", gone(vec![at(".md.sig")]), &["CM001", "SG001"]),
        (
            "a note that is signed anew",
            Box::new(|p| {
                fs::remove_file(p.path(&at(".md.sig"))).unwrap();
                p.put(&at(".md"), note().replace("fewer", "more"));
                p.ok(&["sign", ID]);
            }),
            &["CM001"],
        ),
        (
            "a renamed note",
            Box::new(|p| {
                for ending in [".md", ".md.sig"] {
                    let to = format!("-2{ending}");
                    fs::rename(p.path(&at(ending)), p.path(&at(&to))).unwrap();
                }
            }),
            &["SG007"],
        ),
        ("a sealed note", put(at(".md.age"), "age-encryption.org/v1\n".into()), &["CM002"]),
        (
            "a sealed note by its text",
            put(format!("{folder}/authorizations/a.toml"), "age-encryption.org/v1\n-> x".into()),
            &["CM002"],
        ),
        (
            "an opened note",
            put(
                format!("{folder}/notes/2026-11-23-1400-dap-2.md"),
                "+++\nclient = \"c-7f3k\"\nsession = 2026-11-23T14:00:00-05:00\nsealed_to = \"sha256:0\"\n+++\n\nText.\n".into(),
            ),
            &["CM002"],
        ),
        (
            "a sealed note behind other bytes",
            put(format!("{folder}/x.tar"), "name\0\0age-encryption.org/v1\n-> X25519 x".into()),
            &["CM002"],
        ),
        (
            "a sealed note in a letter",
            put(format!("{folder}/x.txt"), "see:\n-----BEGIN AGE ENCRYPTED FILE-----\nx".into()),
            &["CM002"],
        ),
        (
            "a sealed note in base64",
            put(format!("{folder}/x.txt"), "x\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+\n".into()),
            &["CM002"],
        ),
        (
            "an opened note as another system writes it",
            put(
                format!("{folder}/x.txt"),
                "\u{feff}+++\r\nclient = \"c-7f3k\"\r\nsealed_to=\"sha256:0\"\r\n+++\r\nText.".into(),
            ),
            &["CM002"],
        ),
        ("an identity", put("chart/identity.age".into(), "x".into()), &["CM002", "CM003"]),
        (
            "an identity by its text",
            put("chart/.keys".into(), "# public key: age1\nAGE-SECRET-KEY-1QQQQ\n".into()),
            &["CM003"],
        ),
        (
            "a conflict marker in a note",
            put(at("-2.md"), note().replace("Continue weekly.", "<<<<<<< HEAD\nContinue.")),
            &["TX002"],
        ),
        (
            "a conflict marker elsewhere",
            put("chart/README.md".into(), "a\n>>>>>>> other\n".into()),
            &["CM004"],
        ),
        (
            "a mark without its signature",
            put(
                at("-2.md"),
                note().replace("author", "signed_by = \"Dana Okafor, LCSW\"\nauthor"),
            ),
            &["SG001"],
        ),
        (
            "a client of another folder",
            put(at("-2.md"), note().replace("client = \"c-7f3k\"", "client = \"c-2mxr\"")),
            &["FM006"],
        ),
    ];
    for (what, fault, expected) in cases {
        let practice = committed();
        fault(&practice);
        let (done, said) = commit(&practice, "chart");
        assert!(!done, "{what} was committed: {said}");
        for code in expected {
            assert!(said.contains(&format!("error[{code}]")), "{what}: {code}: {said}");
        }
        assert!(!said.contains("fewer") && !said.contains("Text."), "{what}: {said}");
    }
}

#[test]
fn only_what_is_staged_counts_and_it_counts_as_it_is_staged() {
    let practice = committed();
    let signed = practice.read(&at(".md"));
    practice.put(&at(".md"), signed.replace("fewer", "more"));
    practice.git(&["add", "--all"]);
    // The work tree is mended, and what is staged is not.
    practice.put(&at(".md"), &signed);
    assert!(practice.run(&["validate", "--staged", "--short"]).out().contains("error[CM001]"));
    practice.git(&["restore", "--staged", "."]);
    practice.put(&at(".md"), signed.replace("fewer", "more"));
    assert_eq!(practice.run(&["validate", "--staged"]).code(), 0);
    let changed = practice.run(&["validate", "--changed", "--short"]);
    assert!(changed.code() == 1 && changed.out().contains("error[CM001]"), "{changed}");
    // A partial commit has an index of its own, which is the one that counts.
    practice.put("chart/README.md", "Ours.\n");
    practice.git(&["add", "README.md"]);
    practice.git(&["commit", "--quiet", "--only", "--message", "readme", "--", "README.md"]);
    let output = practice.git_in("chart", &["commit", "--quiet", "--all", "--message", "all"]);
    assert!(!output.status.success());
}

#[test]
fn after_a_copy_git_looks_at_every_file_once_and_not_each_time() {
    let practice = committed();
    let path = |number: usize| format!("chart/templates/t{number}.md");
    (0..60).for_each(|number| practice.put(&path(number), "x\n"));
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "templates"]);
    // As in a copy: the same bytes with other times.
    for number in 0..60 {
        let file = fs::File::options().write(true).open(practice.path(&path(number))).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000)).unwrap();
    }
    let looks_alike = || practice.git_in("chart", &["diff-files", "--quiet"]).status.success();
    assert!(!looks_alike());
    assert_eq!(practice.run(&["validate", "--changed", "--short"]).out(), "");
    assert!(looks_alike(), "the next time every file is compared again");
}

#[test]
fn what_was_changed_since_a_version_is_checked_and_nothing_else() {
    let practice = committed();
    practice.put(&at("-2.md"), note().replace("## Plan", "## Plane"));
    assert_eq!(practice.run(&["validate", "--changed"]).code(), 1);
    let run = practice.run(&["validate", "--changed", "--json"]).json();
    assert_eq!(run["summary"]["notes"], 1);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "x"]);
    assert_eq!(practice.run(&["validate", "--changed"]).code(), 0);
    assert_eq!(practice.run(&["validate", "--changed", "HEAD~1"]).code(), 1);
    let run = practice.run(&["validate", "--changed", "nowhere"]);
    assert!(run.code() == 2 && run.err().contains("git knows no version `nowhere`"), "{run}");
}

#[test]
fn a_hook_that_is_there_is_left_alone_and_the_line_to_add_is_printed() {
    let practice = Practice::with_client();
    let hook = "chart/.git/hooks/pre-commit";
    practice.put(hook, "#!/bin/sh\nexec true\n");
    let line = "casenotes validate --staged\n";
    let run = practice.run(&["hooks", "install"]);
    assert!(run.code() == 0 && run.out().starts_with(line), "{run}");
    assert_eq!(run.out().lines().count(), 5, "{run}");
    assert_eq!(practice.read(hook), "#!/bin/sh\nexec true\n");
    practice.put(hook, "#!/bin/sh\nexec true\ncasenotes validate --staged\n");
    assert_eq!(practice.ok(&["hooks", "install"]), "");
    fs::remove_dir_all(practice.path("chart/.git/hooks")).unwrap();
    practice.git(&["config", "core.hooksPath", ".husky"]);
    let managed = practice.run(&["hooks", "install"]);
    assert!(managed.out().starts_with(&line.repeat(2)), "{managed}");
    assert!(managed.err().contains("Add this line to its pre-merge-commit hook"), "{managed}");
    practice.git(&["config", "--unset", "core.hooksPath"]);
    // A configuration of one's own is named to the hook.
    let config = practice.read("home/.config/casenotes/config.toml");
    practice.put("it's/config.toml", config);
    practice.ok(&["--config", "it's/config.toml", "hooks", "install"]);
    let mode = fs::metadata(practice.path(hook)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert!(practice.read(hook).contains("it'\\''s/config.toml' validate --staged\n"));
    fs::remove_file(practice.path("home/.config/casenotes/config.toml")).unwrap();
    assert!(commit(&practice, "chart").0);
    let empty = Practice::with_client();
    fs::remove_dir_all(empty.path("chart/.git")).unwrap();
    let run = empty.run(&["hooks", "install"]);
    assert!(run.code() == 2 && run.err().contains("is not in a git repository"), "{run}");
}

#[test]
fn the_story_of_a_note_is_told_in_the_order_of_time() {
    let practice = committed().env("CASENOTES_NOW", "2030-01-02T08:00:00-05:00");
    practice.filed(&["amend", ID, "-k", "addendum", "-r", "asked for", "--stdin"], "text");
    let story = practice.ok(&["history", ID]);
    let lines: Vec<&str> = story.lines().collect();
    assert!(lines[1].starts_with("Mon 2026-11-23 14:00 -05:00  session began"), "{story}");
    assert!(lines[3].contains("2026-11-23-1400-dap signed "), "{story}");
    assert!(lines[4].contains("2026-11-23-1400-dap.md committed"), "{story}");
    assert!(
        lines.iter().any(|line| line.contains("2026-11-23-1400-dap.md.sig committed")),
        "{story}"
    );
    assert!(lines.last().unwrap().contains("addendum-1 added: asked for"), "{story}");
    practice.put(&at(".md"), practice.read(&at(".md")) + "x");
    let json = practice.run(&["history", ID, "--json"]).json();
    let signed = json["events"].as_array().unwrap().iter().find(|e| e["event"] == "signed");
    assert_eq!(signed.unwrap()["holds"], false);
    fs::remove_dir_all(practice.path("chart/.git")).unwrap();
    let run = practice.run(&["history", ID]);
    assert!(run.code() == 0 && run.err().contains("only the record itself is told"), "{run}");
}

/// A practice on a second machine: the same home, another clone.
fn second(practice: Practice) -> Practice {
    let url = practice.path("server.git");
    practice.git_in(".", &["init", "--quiet", "--bare", url.to_str().unwrap()]);
    practice.git(&["remote", "add", "origin", url.to_str().unwrap()]);
    practice.git(&["push", "--quiet", "--set-upstream", "origin", "HEAD"]);
    let cloned = practice.git_in(".", &["clone", "--quiet", url.to_str().unwrap(), "second"]);
    assert!(cloned.status.success(), "{}", String::from_utf8_lossy(&cloned.stderr));
    fs::set_permissions(practice.path("second"), fs::Permissions::from_mode(0o700)).unwrap();
    let config = practice.read("home/.config/casenotes/config.toml");
    let chart = practice.path("chart").canonicalize().unwrap();
    let second = practice.path("second").canonicalize().unwrap();
    let config = config.replace(chart.to_str().unwrap(), second.to_str().unwrap());
    practice.put(
        "home/.config/casenotes/second.toml",
        config.replace("[clinician]", "[clinician]\nsigning_key = \"signing-key\""),
    );
    practice.ok(&["hooks", "install"]);
    practice.ok(&[SECOND, &["hooks", "install"]].concat());
    practice
}

const SECOND: &[&str] = &["--config", "home/.config/casenotes/second.toml"];

fn on_second(practice: &Practice, args: &[&str], text: &str) {
    let run = practice.pipe(&[SECOND, args].concat(), text);
    assert_eq!(run.code(), 0, "{args:?}: {run}");
}

#[test]
fn two_machines_write_sign_pull_and_push_without_a_conflict() {
    let practice = second(committed());
    let body = note();
    practice.put(&at("-2.md"), &body);
    practice.ok(&["sign", &format!("{ID}-2")]);
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    let other = body.replace("T14:", "T16:");
    on_second(&practice, &["new", "c-7f3k", "--stdin"], &other);
    on_second(&practice, &["sign", "c-7f3k/2026-11-23-1600"], "");
    on_second(&practice, &["amend", ID, "-k", "addendum", "-r", "x", "--stdin"], "From there.");
    assert!(commit(&practice, "second").0);
    let pulled = practice.git_in("second", &["pull", "--quiet", "--no-rebase", "--no-edit"]);
    assert!(pulled.status.success(), "{}", String::from_utf8_lossy(&pulled.stderr));
    assert!(practice.git_in("second", &["push", "--quiet"]).status.success());
    practice.git(&["pull", "--quiet", "--no-rebase"]);
    for config in [&[][..], SECOND] {
        let run = practice.run(&[config, &["validate", "--json"]].concat()).json();
        assert_eq!(run["summary"]["notes"], 3);
        let codes = run["findings"].as_array().unwrap().iter();
        let codes: Vec<&str> = codes.map(|finding| finding["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["CT002", "TM002"], "{run}");
    }
    let story = practice.ok(&["history", ID]);
    assert!(story.contains("addendum-1 added: x"), "{story}");
}

#[test]
fn a_draft_whose_end_nobody_knows_yet_can_be_committed() {
    let practice = committed();
    practice.ok(&["new", "c-7f3k", "--at", "yesterday 17:00", "--no-edit"]);
    let (done, said) = commit(&practice, "chart");
    assert!(done && said.contains("warning[FM002]"), "{said}");
    // It cannot be signed like that.
    assert_eq!(practice.run(&["sign", "c-7f3k"]).code(), 2);
}

#[test]
fn one_draft_that_was_edited_twice_is_merged_section_by_section() {
    let practice = Practice::with_signer();
    practice.put(&at(".md"), note());
    practice.ok(&["hooks", "install"]);
    assert!(commit(&practice, "chart").0);
    let practice = second(practice);
    // In different sections: they are merged, and `validate` checks what comes of it.
    let there = "second/clients/c-7f3k/notes/2026-11-23-1400-dap.md";
    practice.put(&at(".md"), note().replace("fewer panic", "two panic"));
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    practice.put(there, note().replace("Continue weekly.", "Continue every two weeks."));
    assert!(commit(&practice, "second").0);
    let pull = ["pull", "--quiet", "--no-rebase", "--no-edit"];
    assert!(practice.git_in("second", &pull).status.success());
    let merged = practice.read(there);
    assert!(merged.contains("two panic") && merged.contains("every two weeks"), "{merged}");
    assert_eq!(practice.run(&[SECOND, &["validate"]].concat()).code(), 0);
    assert!(practice.git_in("second", &["push", "--quiet"]).status.success());
    // In one place: the markers are found, and neither signed nor committed.
    practice.git(&pull);
    practice.put(&at(".md"), merged.replace("every two weeks", "monthly"));
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    practice.put(there, merged.replace("every two weeks", "weekly"));
    assert!(commit(&practice, "second").0);
    assert!(!practice.git_in("second", &pull).status.success());
    let run = practice.run(&[SECOND, &["sign", ID, "--anyway", "x"]].concat());
    assert!(run.code() == 2 && run.err().contains("error[TX002]"), "{run}");
    let (done, said) = commit(&practice, "second");
    assert!(!done && said.contains("error[TX002]"), "{said}");
    practice.put(there, merged.replace("every two weeks", "weekly"));
    let (done, said) = commit(&practice, "second");
    assert!(done, "{said}");
}

#[test]
fn a_note_that_was_signed_on_two_machines_is_a_conflict_and_both_versions_are_in_git() {
    let practice = Practice::with_signer();
    practice.put(&at(".md"), note());
    assert!(commit(&practice, "chart").0);
    let practice = second(practice);
    practice.ok(&["sign", ID]);
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    let practice = practice.env("CASENOTES_NOW", "2026-11-24T11:00:00-05:00");
    on_second(&practice, &["sign", ID], "");
    assert!(commit(&practice, "second").0);
    let pull = ["pull", "--quiet", "--no-rebase", "--no-edit"];
    assert!(!practice.git_in("second", &pull).status.success());
    let run = practice.run(&[SECOND, &["validate"]].concat());
    assert_eq!(run.code(), 1, "{run}");
}

#[test]
fn no_stranger_can_put_a_note_into_the_list_of_signed_ones() {
    let practice = committed();
    let forged = practice.read(&at(".md")).replace("fewer", "more");
    practice.put(&at(".md"), &forged);
    practice.put(&at(".md.sig"), signature(9, &forged));
    let (done, said) = commit(&practice, "chart");
    assert!(!done && said.contains("error[SG005]") && said.contains("error[CM001]"), "{said}");
}

#[test]
fn the_hook_goes_by_what_the_practice_has_set() {
    let practice = committed();
    let long = note().replace("14:53:00", "22:00:00");
    let path = at(".md").replace("1400", "0900");
    practice.put(&path, long.replace("T14:00", "T09:00"));
    let (done, said) = commit(&practice, "chart");
    assert!(!done && said.contains("error[FM009]"), "{said}");
    let settings = "chart/casenotes.toml";
    practice.put(settings, practice.read(settings) + "[thresholds]\nlongest_session_hours = 14\n");
    let (done, said) = commit(&practice, "chart");
    assert!(done, "{said}");
    practice.put(&path, practice.read(&path).replace("author", "measures.phq9 = 72\nauthor"));
    let (done, said) = commit(&practice, "chart");
    assert!(done && said.contains("warning[FM013]"), "a draft may be wrong: {said}");
}

#[test]
fn a_command_commits_what_it_wrote_and_nothing_else_under_ids_alone() {
    let practice = Practice::new();
    for (key, value) in [("user.name", "Somebody"), ("user.email", "somebody@example.org")] {
        practice.git(&["config", key, value]);
    }
    practice.put("chart/README.md", "Not ours.\n");
    practice.git(&["add", "README.md"]);
    let subject = || practice.git(&["log", "-1", "--format=%B"]).trim_end().to_owned();
    let files = || practice.git(&["show", "--format=", "--name-only", "HEAD"]);
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample", "--commit"]);
    assert_eq!(
        (subject(), files()),
        ("client add c-7f3k".into(), "clients/c-7f3k/client.toml\n".into())
    );
    let run = practice.pipe(&["new", "c-7f3k", "--stdin", "--commit"], note());
    assert!(run.code() == 0 && run.err().contains(&format!("Committed: new {ID}.")), "{run}");
    // Another format is another name for the same draft.
    practice.ok(&["edit", ID, "--format", "soap", "--commit"]);
    let soap = ID.replace("dap", "soap");
    assert_eq!((subject(), files().lines().count()), (format!("edit {ID} {soap}"), 2));
    practice.ok(&["edit", &soap, "--format", "dap", "--commit"]);
    practice.ok(&["sign", "--new-key", "--no-passphrase", "--commit"]);
    assert_eq!(subject(), "sign allowed_signers");
    practice.ok(&["sign", "c-7f3k", "--commit"]);
    assert_eq!(subject(), format!("sign {ID}"));
    assert_eq!(files().lines().count(), 2);
    let amend = ["amend", ID, "-k", "addendum", "-r", "Ben said so", "--stdin", "--commit"];
    assert_eq!(practice.pipe(&amend, "text").code(), 0);
    assert_eq!(subject(), format!("amend {ID}.addendum-1"));
    let again = practice.run(&["sign", "c-7f3k", "--commit"]);
    assert!(again.code() == 0 && again.err().contains("nothing is committed"), "{again}");
    assert!(!practice.git(&["log", "--format=%B"]).contains("Ben"));
    // What the user has staged stays staged.
    assert_eq!(practice.git(&["diff", "--cached", "--name-only"]), "README.md\n");
    // A hook that refuses is said, and what was written stays.
    practice.put("chart/.git/hooks/pre-commit", "#!/bin/sh\necho no >&2\nexit 1\n");
    let hook = practice.path("chart/.git/hooks/pre-commit");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o700)).unwrap();
    let run = practice.run(&["client", "edit", "c-7f3k", "--set", "phone=1", "--commit"]);
    assert!(run.code() == 2 && run.err().contains("`git commit` ended with"), "{run}");
    assert!(practice.read("chart/clients/c-7f3k/client.toml").contains("phone"));
    fs::remove_dir_all(practice.path("chart/.git")).unwrap();
    let run = practice.run(&["client", "add", "--name", "Ana Example", "--commit"]);
    assert!(run.code() == 2 && run.out().is_empty(), "{run}");
}

#[test]
fn a_chart_below_the_top_of_its_repository_is_checked_as_well() {
    let practice = Practice::empty();
    let init = ["init", "--chart", "repository/chart", "--vault", "v", "--name", "Dana Okafor"];
    practice
        .ok(&[&init[..], &["--credentials", "LCSW", "--no-passphrase", "--signing-key"]].concat());
    fs::remove_dir_all(practice.path("repository/chart/.git")).unwrap();
    assert!(practice.git_in("repository", &["init", "--quiet"]).status.success());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"]);
    practice.ok(&["hooks", "install"]);
    let path = format!("repository/{}", at(".md"));
    practice.put(&path, note());
    practice.ok(&["sign", "c-7f3k"]);
    practice.put("repository/other.md", "<<<<<<< not the chart's\n");
    let (done, said) = commit(&practice, "repository");
    assert!(done && said.contains("1 progress note"), "{said}");
    // Another project may lie beside the chart, but no psychotherapy note and no key.
    practice.put("repository/identity.rs", "not the chart's\n");
    assert!(commit(&practice, "repository").0);
    for (text, code) in
        [("age-encryption.org/v1\n-> X25519 x", "CM002"), ("AGE-SECRET-KEY-1QQQQ\n", "CM003")]
    {
        practice.put("repository/beside/x.png", text);
        let (done, said) = commit(&practice, "repository");
        assert!(!done && said.contains(&format!("error[{code}]")), "{said}");
        assert!(said.contains("beside/x.png"), "{said}");
    }
    fs::remove_file(practice.path("repository/beside/x.png")).unwrap();
    practice.put(&path, practice.read(&path) + "x");
    let (done, said) = commit(&practice, "repository");
    assert!(!done && said.contains("error[CM001]"), "{said}");
    assert!(practice.ok(&["history", "c-7f3k"]).contains("2026-11-23-1400-dap.md committed"));
}

#[test]
fn a_list_of_signers_that_cannot_be_read_is_not_committed() {
    let practice = committed();
    practice.put("chart/allowed_signers", practice.read("chart/allowed_signers") + "Eli\n");
    let (done, said) = commit(&practice, "chart");
    assert!(!done && said.contains("error[SG019]"), "{said}");
}

/// What `history` tells of a file: each event with its reason, its author and whether it names a commit.
fn told(practice: &Practice, config: &[&str], note: &str, file: &str) -> Vec<(String, String)> {
    let story = practice.run(&[config, &["history", note, "--json"]].concat()).json();
    let events = story["events"].as_array().unwrap().iter();
    let events = events.filter(|event| event["what"] == file && !event["commit"].is_null());
    let text = |event: &serde_json::Value, key: &str| event[key].as_str().unwrap_or("").to_owned();
    events
        .map(|event| {
            let reason = text(event, "reason");
            // The commit is named, and its name is another in each run.
            let reason = reason.rsplit_once(" in ").map_or(reason.as_str(), |(said, _)| said);
            (format!("{} {reason}", text(event, "event")).trim().to_owned(), text(event, "who"))
        })
        .collect()
}

fn as_eli(practice: &Practice, args: &[&str]) {
    let args = [&["-c", "user.name=Eli Sample", "-c", "user.email=eli@example.org"], args].concat();
    let output = practice.git_in("second", &args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// `A3`, `E4`: two addenda of one name, of which a merge keeps one.
#[test]
fn the_story_has_what_a_merge_has_thrown_away_and_by_whom_it_was() {
    let practice = second(committed());
    practice.filed(&["amend", ID, "-k", "addendum", "-r", "x", "--stdin"], "From the owner.");
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    on_second(&practice, &["amend", ID, "-k", "addendum", "-r", "y", "--stdin"], "From Eli.");
    as_eli(&practice, &["add", "--all"]);
    as_eli(&practice, &["commit", "--quiet", "--message", "work"]);
    assert!(!practice.git_in("second", &["pull", "--quiet", "--no-rebase"]).status.success());
    as_eli(&practice, &["checkout", "--ours", "--", "."]);
    as_eli(&practice, &["add", "--all"]);
    as_eli(&practice, &["commit", "--quiet", "--no-verify", "--message", "merged"]);
    let name = "2026-11-23-1400-dap.addendum-1.md";
    let events = |config| told(&practice, config, ID, name);
    let pair = |what: &str, who: &str| (what.to_owned(), who.to_owned());
    let expected = [
        pair("committed", "Eli Sample"),
        pair("committed", "Somebody"),
        pair("left out by a merge the version of Somebody", "Eli Sample"),
    ];
    let mut found = events(SECOND);
    found[..2].sort();
    assert_eq!(found, expected);
    // The note itself, which neither side has touched, has no more to tell.
    let note = told(&practice, SECOND, ID, "2026-11-23-1400-dap.md");
    assert_eq!(note, [pair("committed", "Somebody")]);
    // A later, ordinary merge adds nothing of its own.
    as_eli(&practice, &["push", "--quiet", "--no-verify"]);
    practice.put(&at("-2.md"), note_of_two());
    assert!(commit(&practice, "chart").0);
    practice.git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
    assert_eq!(events(&[]).len(), 3);
}

fn note_of_two() -> String {
    note().replace("Reports", "Says")
}

/// `D`: a draft that two machines changed in other lines is neither of the two.
#[test]
fn the_story_has_the_merge_that_made_one_text_of_two() {
    let practice = Practice::with_signer();
    practice.put(&at(".md"), note());
    assert!(commit(&practice, "chart").0);
    let practice = second(practice);
    practice.put(&at(".md"), note().replace("Reports fewer", "Reports no"));
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    let there = "second/clients/c-7f3k/notes/2026-11-23-1400-dap.md";
    practice.put(there, note().replace("Continue weekly", "Continue monthly"));
    as_eli(&practice, &["commit", "--quiet", "--all", "--message", "work"]);
    as_eli(&practice, &["pull", "--quiet", "--no-rebase", "--no-edit", "-X", "patience"]);
    let mut found = told(&practice, SECOND, ID, "2026-11-23-1400-dap.md");
    let last = found.pop().unwrap();
    assert_eq!(last, ("merged from two versions".to_owned(), "Eli Sample".to_owned()));
    found.sort();
    let events: Vec<&str> = found.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(events, ["changed by a commit", "changed by a commit", "committed"]);
}

/// `SH`: what a shallow clone cannot know is not told as if it knew.
#[test]
fn a_shallow_clone_says_that_it_does_not_know_what_was_before() {
    let practice = second(committed());
    fs::remove_dir_all(practice.path("second")).unwrap();
    practice.put(&at("-2.md"), note_of_two());
    assert!(commit(&practice, "chart").0);
    practice.git(&["push", "--quiet"]);
    let url = format!("file://{}", practice.path("server.git").display());
    let cloned = practice.git_in(".", &["clone", "--quiet", "--depth", "1", &url, "second"]);
    assert!(cloned.status.success());
    fs::set_permissions(practice.path("second"), fs::Permissions::from_mode(0o700)).unwrap();
    let run = practice.run(&[SECOND, &["history", ID, "--json"]].concat());
    assert!(run.code() == 0 && run.err().contains("warning: this clone is shallow"), "{run}");
    let found = told(&practice, SECOND, ID, "2026-11-23-1400-dap.md");
    assert_eq!(found, [("there in the oldest commit of this clone".to_owned(), String::new())]);
}

#[test]
fn the_story_of_a_note_that_was_moved_begins_where_it_lay() {
    let practice = Practice::with_signer();
    practice.put(&at(".md"), note());
    assert!(commit(&practice, "chart").0);
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.ok(&["move", ID, "--to", "c-2mxr", "--reason", "same first name"]);
    assert!(commit(&practice, "chart").0);
    // A draft says nothing of where it was; the trail does.
    let story = practice.ok(&["history", "c-2mxr"]);
    assert!(story.contains("c-7f3k/notes/2026-11-23-1400-dap.md committed"), "{story}");
    assert!(story.contains("c-7f3k/notes/2026-11-23-1400-dap.md removed by a commit"), "{story}");
    assert!(story.contains("  2026-11-23-1400-dap.md committed"), "{story}");
}
