//! git as it is elsewhere: other names of objects, other work trees, variables, settings and patterns that
//! are somebody else's, and programs that a repository would like to have run.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::practice::{NOTE, Practice, search_path};

const NOTE_OF_THE_DAY: &str = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md";

fn with_note() -> Practice {
    let practice = Practice::with_signer();
    practice.put(NOTE_OF_THE_DAY, NOTE.replace("2026-11-20T", "2026-11-23T"));
    practice
}

/// A practice whose hooks find the program when it commits itself.
fn within_reach(practice: Practice) -> Practice {
    practice.env("PATH", &search_path())
}

fn known(practice: &Practice) {
    for (key, value) in [("user.name", "Somebody"), ("user.email", "somebody@example.org")] {
        practice.git(&["config", key, value]);
    }
}

fn save(practice: &Practice) {
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "work"]);
}

#[test]
fn no_client_and_no_note_falls_under_the_names_that_git_ignores() {
    let practice = Practice::new();
    known(&practice);
    let ids = ["identity", "identity-1", "swp", "age", "ds-store", "edit-1", "casenotes-1-tmp"];
    for id in ids {
        let run = practice.run(&["client", "add", "--id", id, "--name", id, "--commit"]);
        assert!(run.code() == 0 && run.err().contains("Committed: client add"), "{run}");
        let note = NOTE.replace("c-7f3k", id);
        let run = practice.pipe(&["new", id, "--stdin", "--commit"], note);
        assert!(run.code() == 0 && run.err().contains("Committed: new"), "{run}");
    }
    let ignored = practice.git(&["ls-files", "--others", "--ignored", "--exclude-standard"]);
    assert_eq!(ignored, "");
    practice.put("chart/identity.txt", "x");
    let ignored = practice.git(&["ls-files", "--others", "--ignored", "--exclude-standard"]);
    assert_eq!(ignored, "identity.txt\n");
}

#[test]
fn what_git_ignores_is_committed_with_the_record_and_said_where_it_is_not() {
    let practice = with_note();
    known(&practice);
    practice.put("ignored", "*.sig\nclients/i*\n");
    let ignored = practice.path("ignored");
    practice.git(&["config", "core.excludesFile", ignored.to_str().unwrap()]);
    save(&practice);
    let run = practice.run(&["sign", "c-7f3k", "--commit"]);
    assert!(run.code() == 0 && run.err().contains("Committed: sign"), "{run}");
    let files = practice.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(files.lines().count(), 2, "{files}");
    assert!(files.contains("2026-11-23-1400-dap.md.sig"), "{files}");
    let run = practice.run(&["client", "add", "--id", "identity-1", "--name", "Ian Dent"]);
    assert_eq!(run.code(), 0, "{run}");
    for how in ["--staged", "--changed"] {
        let run = practice.run(&["validate", how, "--short"]);
        let named = "clients/identity-1/client.toml:1:1: error[CM009]";
        assert!(run.code() == 1 && run.out().contains(named), "{run}");
        assert_eq!(run.out().lines().count(), 1, "{run}");
    }
    practice.git(&["add", "--force", "clients"]);
    assert_eq!(practice.run(&["validate", "--staged"]).code(), 0);
    // What a hook throws out of the commit is not said to be in it.
    practice.put(
        "chart/.git/hooks/pre-commit",
        "#!/bin/sh\ngit rm --quiet --cached clients/c-2mxr/client.toml\n",
    );
    let hook = practice.path("chart/.git/hooks/pre-commit");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o700)).unwrap();
    let run = practice.run(&["client", "add", "--id", "c-2mxr", "--name", "Ana", "--commit"]);
    assert!(run.code() == 2 && !run.err().contains("Committed:"), "{run}");
}

#[test]
fn a_repository_with_longer_names_of_objects_is_read_alike() {
    let practice = within_reach(with_note());
    fs::remove_dir_all(practice.path("chart/.git")).unwrap();
    practice.git(&["init", "--quiet", "--object-format=sha256"]);
    known(&practice);
    practice.ok(&["sign", "c-7f3k"]);
    practice.ok(&["hooks", "install"]);
    practice.git(&["add", "--all"]);
    let run = practice.run(&["validate", "--staged", "--short"]);
    assert!(run.code() == 0 && run.out().contains("CM008"), "{run}");
    assert_eq!(practice.run(&["validate", "--changed"]).code(), 0);
    practice.git(&["commit", "--quiet", "--message", "first"]);
    assert!(practice.ok(&["history", "c-7f3k"]).contains("2026-11-23-1400-dap.md committed"));
    let run = practice.run(&["client", "edit", "c-7f3k", "--set", "phone=1", "--commit"]);
    assert!(run.err().contains("Committed: client edit c-7f3k."), "{run}");
    practice.put(NOTE_OF_THE_DAY, practice.read(NOTE_OF_THE_DAY) + "x");
    let run = practice.run(&["validate", "--changed", "--short"]);
    assert!(run.code() == 1 && run.out().contains("error[CM001]"), "{run}");
}

#[test]
fn variables_of_git_lead_to_no_other_repository() {
    let practice = with_note();
    save(&practice);
    practice.git_in("private/vault", &["init", "--quiet"]);
    practice.git_in("private/vault", &["remote", "add", "origin", "https://example.org/x.git"]);
    practice.git_in(".", &["init", "--quiet", "--bare", "other.git"]);
    practice.put("config", "[core]\nworktree = /\nfsmonitor = false\n");
    practice.put(&NOTE_OF_THE_DAY.replace(".md", "-2.md"), "no note\n");
    let (other, nothing) = (practice.path("other.git"), practice.path("nothing"));
    let config = practice.path("config");
    let expected = practice.run(&["validate", "--changed", "--short"]).out();
    assert!(!expected.is_empty());
    let mut practice = practice;
    for (key, value) in [
        ("GIT_DIR", &other),
        ("GIT_WORK_TREE", &other),
        ("GIT_COMMON_DIR", &other),
        ("GIT_INDEX_FILE", &nothing),
        ("GIT_OBJECT_DIRECTORY", &nothing),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", &nothing),
        ("GIT_CONFIG", &config),
        ("GIT_SHALLOW_FILE", &nothing),
        ("GIT_CEILING_DIRECTORIES", &practice.path("chart").join("..")),
    ] {
        practice = practice.env(key, value.to_str().unwrap());
        let run = practice.run(&["validate"]);
        assert!(run.out().contains("VT009"), "{key}: {run}");
        assert_eq!(practice.run(&["validate", "--changed", "--short"]).out(), expected, "{key}");
    }
    for (key, value) in [
        ("GIT_NAMESPACE", "x"),
        ("GIT_CONFIG_PARAMETERS", "'core.worktree'='/'"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.bare"),
        ("GIT_CONFIG_VALUE_0", "true"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"),
        ("GIT_TRACE", "1"),
    ] {
        practice = practice.env(key, value);
    }
    assert!(practice.run(&["validate"]).out().contains("VT009"));
    assert_eq!(practice.run(&["validate", "--changed", "--short"]).out(), expected);
    assert!(practice.ok(&["history", "c-7f3k/2026-11-23-1400-dap"]).contains("committed"));
}

#[test]
fn a_work_tree_beside_the_first_is_checked_as_itself() {
    let practice = within_reach(with_note());
    known(&practice);
    practice.ok(&["sign", "c-7f3k"]);
    save(&practice);
    practice.ok(&["hooks", "install"]);
    practice.git(&["worktree", "add", "--quiet", "../beside"]);
    fs::set_permissions(practice.path("beside"), fs::Permissions::from_mode(0o700)).unwrap();
    let commit = |message: &str| {
        assert!(practice.git_in("beside", &["add", "--all"]).status.success());
        let output = practice.git_in("beside", &["commit", "--quiet", "--message", message]);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.success(), said)
    };
    // The configuration names the first work tree, and the hook runs in the other one.
    let there = NOTE_OF_THE_DAY.replace("chart/", "beside/");
    let signed = practice.read(&there);
    practice.put(&there, signed.replace("fewer", "more"));
    let (done, said) = commit("changed");
    assert!(!done && said.contains("error[CM001]"), "{said}");
    assert!(said.contains("2026-11-23-1400-dap.md") && !said.contains("chart/clients"), "{said}");
    practice.put(&there, &signed);
    practice.put(
        "beside/clients/c-7f3k/notes/2026-11-24-0900-dap.md",
        NOTE.replace("-20T14", "-24T09").replace("-20T14", "-24T09"),
    );
    let (done, said) = commit("one more");
    assert!(done && said.contains("Checked 1 progress note"), "{said}");
    // As a chart of its own it does all that the first one does.
    let first = practice.path("chart").canonicalize().unwrap();
    let beside = practice.path("beside").canonicalize().unwrap();
    let config = practice.read("home/.config/casenotes/config.toml");
    let config = config.replace(first.to_str().unwrap(), beside.to_str().unwrap());
    practice.put("home/.config/casenotes/beside.toml", config);
    let with = ["--config", "home/.config/casenotes/beside.toml"];
    let run = practice.run(&[&with[..], &["hooks", "install"]].concat());
    // The hook of the repository is for the first one, and is left as it is.
    assert!(run.code() == 0 && run.err().contains("There is a hook already"), "{run}");
    assert!(run.out().contains("beside.toml' validate --staged\n"), "{run}");
    let edit = ["client", "edit", "c-7f3k", "--set", "phone=1", "--commit"];
    let run = practice.run(&[&with[..], &edit].concat());
    assert!(run.code() == 0 && run.err().contains("Committed: client edit"), "{run}");
    practice.put(&there, signed.replace("fewer", "more"));
    let run = practice.run(&[&with[..], &["validate", "--changed", "--short"]].concat());
    assert!(run.code() == 1 && run.out().contains("error[CM001]"), "{run}");
    // Of another repository, the hook says nothing good.
    practice.git_in(".", &["init", "--quiet", "stranger"]);
    practice.put("stranger/x", "x");
    practice.git_in("stranger", &["add", "--all"]);
    let hooks = practice.path("chart/.git/hooks");
    practice.git_in("stranger", &["config", "core.hooksPath", hooks.to_str().unwrap()]);
    let output = practice.git_in("stranger", &["commit", "--message", "x"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("is in another repository"), "{said}");
}

#[test]
fn looking_runs_no_program_of_the_repository() {
    let practice = with_note();
    practice.ok(&["sign", "c-7f3k"]);
    practice.put("chart/.gitattributes", "* filter=evil diff=evil\n");
    save(&practice);
    let ran = practice.path("ran");
    let evil = practice.script("evil", &format!("echo \"$0 $*\" >> '{}'; cat", ran.display()));
    for key in [
        "core.fsmonitor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "filter.a=b.clean",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "core.pager",
        "pager.log",
        "pager.config",
        "core.sshCommand",
        "core.editor",
        "gpg.program",
        "gpg.ssh.program",
        "core.alternateRefsCommand",
        "credential.helper",
        "remote.origin.uploadpack",
    ] {
        practice.git(&["config", key, &evil]);
    }
    for (key, value) in [("filter.evil.required", "true"), ("log.showSignature", "true")] {
        practice.git(&["config", key, value]);
    }
    for hook in ["post-index-change", "reference-transaction", "fsmonitor-watchman"] {
        fs::copy(&evil, practice.path(&format!("chart/.git/hooks/{hook}"))).unwrap();
    }
    practice.put("chart/.git/info/attributes", "* filter=a=b\n");
    // Touched, of the same length, and as young as the index: git would like to look into them.
    for path in [NOTE_OF_THE_DAY, "chart/casenotes.toml", "chart/allowed_signers"] {
        practice.put(path, practice.read(path));
    }
    let run = practice.run(&["validate", "--changed", "--short"]);
    assert_eq!((run.code(), run.out()), (0, String::new()), "{run}");
    assert_eq!(practice.run(&["validate", "--staged"]).code(), 0);
    assert!(practice.ok(&["history", "c-7f3k"]).contains("committed"));
    assert_eq!(practice.run(&["validate"]).code(), 0);
    assert_eq!(practice.run(&["hooks", "install"]).code(), 0);
    assert!(!ran.exists(), "{}", practice.read("ran"));
    // To commit is another thing: there the user's own filters count.
    let run = practice.run(&["client", "edit", "c-7f3k", "--set", "phone=1", "--commit"]);
    assert!(ran.exists(), "the test shows nothing: {run}");
}

#[test]
fn looking_runs_no_program_of_a_repository_that_lies_in_the_chart() {
    let practice = with_note();
    let inside = "chart/clients/c-7f3k/inside";
    practice.git(&["init", "--quiet", "clients/c-7f3k/inside"]);
    practice.put(&format!("{inside}/file"), "before\n");
    practice.git_in(inside, &["add", "file"]);
    practice.git_in(inside, &["commit", "--quiet", "--message", "x"]);
    save(&practice);
    let ran = practice.path("ran");
    let evil = practice.script("evil", &format!("echo \"$0 $*\" >> '{}'; cat", ran.display()));
    practice.git_in(inside, &["config", "filter.evil.clean", &evil]);
    practice.put(&format!("{inside}/.git/info/attributes"), "* filter=evil\n");
    practice.put(&format!("{inside}/file"), "behind\n");
    assert_eq!(practice.run(&["validate", "--changed", "--short"]).code(), 0);
    assert_ne!(practice.run(&["validate", "--staged"]).code(), 2);
    assert!(!ran.exists(), "{}", practice.read("ran"));
    practice.git(&["diff-index", "HEAD"]);
    assert!(ran.exists(), "the test shows nothing");
}

#[test]
fn the_story_is_the_same_whatever_the_user_likes_to_see() {
    let practice = with_note();
    practice.ok(&["sign", "c-7f3k"]);
    save(&practice);
    let story = practice.ok(&["history", "c-7f3k"]);
    assert!(story.contains("2026-11-23-1400-dap.md committed"), "{story}");
    for (key, value) in [
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.date", "relative"),
        ("log.diffMerges", "off"),
        ("log.decorate", "full"),
        ("diff.orderFile", "/nowhere"),
        ("diff.relative", "false"),
        ("diff.renames", "copies"),
        ("color.ui", "always"),
        ("core.quotePath", "true"),
        ("status.showUntrackedFiles", "no"),
        ("i18n.logOutputEncoding", "ISO-8859-1"),
        ("core.abbrev", "40"),
    ] {
        practice.git(&["config", key, value]);
        if key == "core.abbrev" {
            assert!(practice.ok(&["history", "c-7f3k"]).contains("dap.md committed"));
        } else {
            assert_eq!(practice.ok(&["history", "c-7f3k"]), story, "{key}");
        }
        assert_eq!(practice.run(&["validate", "--changed", "--short"]).out(), "", "{key}");
    }
}

#[test]
fn what_git_says_is_shown() {
    let practice = with_note();
    save(&practice);
    let index = fs::read(practice.path("chart/.git/index")).unwrap();
    practice.put("chart/.git/index", "none at all, but long enough to be one");
    for args in [&["validate", "--staged"][..], &["validate", "--changed"]] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.err().contains("`git diff-index` ended with"), "{run}");
        assert!(run.err().contains("hint: git said: ") && !run.err().contains("above"), "{run}");
    }
    practice.put("chart/.git/index", index);
    // A last commit that is not there is not a chart without one, in which nothing could be lost.
    let head = practice.read("chart/.git/HEAD");
    practice.put("chart/.git/HEAD", format!("{}\n", "1".repeat(40)));
    for how in ["--staged", "--changed"] {
        assert_eq!(practice.run(&["validate", how]).code(), 2);
    }
    practice.put("chart/.git/HEAD", head);
    practice.put("chart/.git/config", "[core\n");
    let run = practice.run(&["validate", "--staged"]);
    let said = run.err();
    assert!(run.code() == 2 && said.contains("hint: git said: fatal: "), "{run}");
    assert!(!said.contains("git init"), "there is a repository: {run}");
}
