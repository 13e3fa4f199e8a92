//! A practice of several: a server, and a clone with hooks for each clinician; what they write in the same
//! minute, and what git makes of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::practice::{NOTE, Practice, Run, search_path};

/// Whose clones there are: an owner, an associate, a trainee.
pub(crate) const EVERYONE: [&str; 3] = ["dana", "eli", "sam"];

/// A practice with a server and three clones, and what each command was said to have written.
pub(crate) struct Group {
    pub(crate) practice: Practice,
    /// Sentences that were acknowledged, with the client they are about.
    ledger: RefCell<BTreeMap<String, String>>,
}

/// What git did.
pub(crate) struct Git {
    pub(crate) done: bool,
    pub(crate) said: String,
}

impl Group {
    /// Makes the server, the clones and the clients `c-cl01` and `c-cl02`.
    pub(crate) fn new() -> Self {
        let practice = Practice::new().env("PATH", &search_path());
        let group = Self { practice, ledger: RefCell::default() };
        let practice = &group.practice;
        fs::rename(practice.path("chart"), practice.path("dana")).unwrap();
        group.configure("dana", "Dana Okafor", "LCSW");
        for (id, name) in [("c-cl01", "Ben Sample"), ("c-cl02", "Ana Example")] {
            group.ok("dana", &["client", "add", "--id", id, "--name", name]);
        }
        group.ok("dana", &["sign", "--new-key", "--no-passphrase"]);
        group.ok("dana", &["hooks", "install"]);
        practice.ok(&["hooks", "install", "--server", "server.git"]);
        let url = practice.path("server.git").to_str().unwrap().to_owned();
        group.save("dana");
        assert!(group.git("dana", &["remote", "add", "origin", &url]).done);
        let pushed = group.git("dana", &["push", "--quiet", "--set-upstream", "origin", "HEAD"]);
        assert!(pushed.done, "{}", pushed.said);
        for (who, name, credentials) in
            [("eli", "Eli Associate", "LMFT"), ("sam", "Sam Trainee", "AMFT")]
        {
            group.join(&url, who, name, credentials);
        }
        EVERYONE.iter().for_each(|who| group.exchange(who));
        group
    }

    /// Makes a clone with hooks for somebody who signs.
    pub(crate) fn join(&self, url: &str, who: &str, name: &str, credentials: &str) {
        let cloned = self.practice.git_in(".", &["clone", "--quiet", url, who]);
        assert!(cloned.status.success(), "{}", String::from_utf8_lossy(&cloned.stderr));
        fs::set_permissions(self.practice.path(who), fs::Permissions::from_mode(0o700)).unwrap();
        self.configure(who, name, credentials);
        self.ok(who, &["hooks", "install"]);
        self.ok(who, &["sign", "--new-key", "--no-passphrase"]);
        self.save(who);
        self.exchange(who);
    }

    fn configure(&self, who: &str, name: &str, credentials: &str) {
        let chart = self.practice.path(who).canonicalize().unwrap();
        self.practice.put(
            &format!("{who}.toml"),
            format!(
                "[chart]\nroot = \"{}\"\n[clinician]\nname = \"{name}\"\ncredentials = \"{credentials}\"\nsigning_key = \"{}\"\n",
                chart.display(),
                self.practice.root().join(format!("{who}-key")).display()
            ),
        );
        for (key, value) in
            [("user.name", name), ("user.email", "somebody@example.org"), ("pull.rebase", "false")]
        {
            assert!(self.git(who, &["config", key, value]).done);
        }
    }

    /// Runs a command of somebody.
    pub(crate) fn run(&self, who: &str, args: &[&str], text: &str) -> Run {
        let config = format!("{who}.toml");
        self.practice.pipe(&[&["--config", &config], args].concat(), text)
    }

    pub(crate) fn ok(&self, who: &str, args: &[&str]) -> String {
        self.filed(who, args, "")
    }

    pub(crate) fn filed(&self, who: &str, args: &[&str], text: &str) -> String {
        let run = self.run(who, args, text);
        assert_eq!(run.code(), 0, "{who} {args:?}: {run}");
        run.out().trim().to_owned()
    }

    /// Runs git in somebody's clone.
    pub(crate) fn git(&self, who: &str, args: &[&str]) -> Git {
        let output = self.practice.git_in(who, args);
        let said = [output.stdout, output.stderr].concat();
        Git { done: output.status.success(), said: String::from_utf8(said).unwrap() }
    }

    /// Commits everything, past no hook.
    pub(crate) fn save(&self, who: &str) {
        assert!(self.git(who, &["add", "--all"]).done);
        let done = self.git(who, &["commit", "--quiet", "--message", "work"]);
        assert!(done.done, "{who}: {}", done.said);
    }

    /// Pulls and pushes.
    pub(crate) fn exchange(&self, who: &str) {
        let pulled = self.pull(who);
        assert!(pulled.done, "{who}: {}", pulled.said);
        let pushed = self.git(who, &["push", "--quiet"]);
        assert!(pushed.done, "{who}: {}", pushed.said);
    }

    pub(crate) fn pull(&self, who: &str) -> Git {
        self.git(who, &["pull", "--quiet", "--no-edit"])
    }

    /// Writes a note and remembers that it was acknowledged.
    pub(crate) fn write(&self, who: &str, client: &str, at: &str, sentence: &str) -> String {
        let text = draft(client, at, sentence);
        let id = self.filed(who, &["new", client, "--stdin", "--commit"], &text);
        self.remember(client, sentence);
        id
    }

    pub(crate) fn remember(&self, client: &str, sentence: &str) {
        self.ledger.borrow_mut().insert(sentence.to_owned(), client.to_owned());
    }

    /// Every sentence that was acknowledged stands in a file of its client and of nobody else, and
    /// whatever is signed holds, in somebody's clone.
    pub(crate) fn nothing_is_lost(&self, who: &str) {
        let files = self.practice.files(&format!("{who}/clients"));
        for (sentence, client) in &*self.ledger.borrow() {
            let holders: Vec<String> = files
                .iter()
                .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(sentence.as_str()))
                .map(|(path, _)| path.to_string_lossy().into_owned())
                .collect();
            assert!(!holders.is_empty(), "{who}: {sentence:?} is gone");
            let place = format!("/clients/{client}/");
            assert!(holders.iter().all(|path| path.contains(&place)), "{sentence:?}: {holders:?}");
        }
        let found = self.run(who, &["validate", "--json"], "").json();
        let errors: Vec<&serde_json::Value> = found["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["level"] == "error")
            .collect();
        assert!(errors.is_empty(), "{who}: {errors:#?}");
        self.every_signature_holds(who);
    }

    /// OpenSSH itself finds every signature good.
    fn every_signature_holds(&self, who: &str) {
        let signers = self.practice.path(&format!("{who}/allowed_signers"));
        let mut count = 0;
        for (path, text) in self.practice.files(&format!("{who}/clients")) {
            let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else {
                continue;
            };
            let signature = path.with_extension(format!("{ending}.sig"));
            if !["md", "toml"].contains(&ending) || !signature.exists() {
                continue;
            }
            let text = String::from_utf8(text).unwrap();
            let value = |key: &str| {
                let line = text.lines().find(|line| line.starts_with(key)).unwrap();
                line.split_once(" = ").unwrap().1.trim_matches('"').to_owned()
            };
            let (by, at) = (value("signed_by"), value("signed_at"));
            let at = chrono::DateTime::parse_from_rfc3339(&at).unwrap().to_utc();
            let time = format!("verify-time={}", at.format("%Y%m%d%H%M%SZ"));
            let mut check = std::process::Command::new("ssh-keygen");
            check.args(["-Y", "verify", "-n", "progress-note@casenotes", "-O", &time, "-f"]);
            check.arg(&signers).args(["-I", by.split(',').next().unwrap(), "-s"]).arg(&signature);
            check
                .stdin(fs::File::open(&path).unwrap())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            match check.output() {
                Ok(output) => {
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(output.status.success(), "{}: {said}", path.display());
                }
                // Without OpenSSH, `validate` has checked them.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
                Err(error) => panic!("{error}"),
            }
            count += 1;
        }
        let signed = self.practice.files(&format!("{who}/clients")).into_iter();
        let signed = signed.filter(|(path, _)| path.extension().is_some_and(|it| it == "sig"));
        assert_eq!(count, signed.count(), "{who}: a signature lies beside nothing");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        self.practice.read(path)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        self.practice.put(path, text);
    }

    /// Runs a command at another time.
    pub(crate) fn at(&self, who: &str, now: &str, args: &[&str], text: &str) -> Run {
        let config = format!("{who}.toml");
        let args = [&["--config", &config], args].concat();
        let mut command = self.practice.command_at(now, &args);
        let text_file = self.practice.path("input");
        fs::write(&text_file, text).unwrap();
        command.stdin(fs::File::open(&text_file).unwrap());
        Run::of(command.output().unwrap(), &self.practice)
    }
}

/// A draft of a session of 2026-11-23 with a sentence of its own.
pub(crate) fn draft(client: &str, at: &str, sentence: &str) -> String {
    NOTE.replace("c-7f3k", client)
        .replace("2026-11-20T14:00", &format!("2026-11-23T{at}"))
        .replace("2026-11-20T14:53", &format!("2026-11-23T{}:53", &at[..2]))
        .replace("Reports fewer panic attacks.", sentence)
}

const STEM: &str = "notes/2026-11-23-0900-dap";

#[test]
fn m5_words_of_one_client_never_come_to_stand_with_another() {
    // The same by every way in which git puts two versions together.
    type Way = (&'static str, &'static [&'static [&'static str]]);
    let ways: &[Way] = &[
        ("pull", &[&["pull", "--quiet", "--no-edit"]]),
        ("find-renames", &[&["pull", "--quiet", "--no-edit", "-X", "find-renames=30%"]]),
        ("theirs", &[&["pull", "--quiet", "--no-edit", "-X", "theirs"]]),
        ("ours", &[&["pull", "--quiet", "--no-edit", "-X", "ours"]]),
        ("recursive", &[&["pull", "--quiet", "--no-edit", "-s", "recursive"]]),
        ("resolve", &[&["pull", "--quiet", "--no-edit", "-s", "resolve"]]),
        ("rebase", &[&["pull", "--quiet", "--rebase"]]),
        ("squash", &[&["fetch", "--quiet"], &["merge", "--squash", "FETCH_HEAD"]]),
        ("cherry-pick", &[&["fetch", "--quiet"], &["cherry-pick", "ORIG_HEAD..FETCH_HEAD"]]),
        (
            "settings",
            &[&[
                "-c",
                "merge.renames=true",
                "-c",
                "merge.directoryRenames=true",
                "pull",
                "--quiet",
                "--no-edit",
            ]],
        ),
    ];
    for (what, commands) in ways {
        let group = Group::new();
        group.write("eli", "c-cl01", "09:00", "Spoke of the tram.");
        group.exchange("eli");
        group.exchange("dana");
        let id = "c-cl01/2026-11-23-0900";
        group.ok("dana", &["edit", id, "--format", "soap", "--commit"]);
        group.write("dana", "c-cl02", "09:00", "Spoke of the ferry.");
        group.exchange("dana");
        let path = format!("eli/clients/c-cl01/{STEM}.md");
        let words = "Disclosed what nobody else may read.";
        group.put(&path, &group.read(&path).replace("Progress toward the goal.", words));
        group.save("eli");
        group.git("eli", &["update-ref", "ORIG_HEAD", "HEAD~1"]);
        for command in *commands {
            group.git("eli", command);
        }
        // Whatever git has made of it, nothing lies with the other client, not even between markers.
        for (path, bytes) in group.practice.files("eli/clients/c-cl02") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(
                !text.contains(words) && !text.contains("tram"),
                "{what}: {}: {text}",
                path.display()
            );
        }
        let listed = group.git("eli", &["grep", "--cached", "-l", "nobody else may read"]);
        assert!(!listed.said.contains("c-cl02"), "{what}: {}", listed.said);
    }
}

/// Two notes of one client in one minute, each signed by its author on a machine of their own.
fn signed_twice() -> Group {
    let group = Group::new();
    for (who, sentence) in [("dana", "Spoke of the tram."), ("eli", "Spoke of the ferry.")] {
        let own = draft("c-cl01", "09:00", sentence);
        let own = match who {
            "eli" => own.replace("Dana Okafor, LCSW", "Eli Associate, LMFT"),
            _ => own,
        };
        group.filed(who, &["new", "c-cl01", "--stdin", "--commit"], &own);
        group.remember("c-cl01", sentence);
        group.ok(who, &["sign", "c-cl01/2026-11-23-0900", "--commit"]);
    }
    group
}

#[test]
fn a_two_signed_notes_of_one_minute_each_have_a_place_and_hold() {
    for (first, second) in [("dana", "eli"), ("eli", "dana")] {
        two_of_one_minute(first, second);
    }
}

fn two_of_one_minute(first: &str, second: &str) {
    let group = signed_twice();
    for (who, words) in [("dana", "From the owner."), ("eli", "From the associate.")] {
        let amend =
            ["amend", "c-cl01/2026-11-23-0900", "-k", "addendum", "-r", "x", "--stdin", "--commit"];
        group.filed(who, &amend, words);
        group.remember("c-cl01", words);
    }
    let note = |who: &str| {
        group.practice.read(&format!("{who}/clients/c-cl01/notes/2026-11-23-0900-dap.md"))
    };
    let published = note(first);
    group.exchange(first);
    let pulled = group.pull(second);
    assert!(!pulled.done, "{}", pulled.said);
    let found = group.run(second, &["validate", "--short"], "");
    assert!(found.out().contains("error[CT009]"), "{found}");
    // What is begun is named, and a command that writes goes along with it.
    let added = group.run(
        second,
        &["client", "add", "--id", "c-cl03", "--name", "Cy Test", "--commit"],
        "",
    );
    assert!(added.code() == 0 && added.err().contains("A merge is not ended"), "{added}");
    let shown = group.run(second, &["settle", "--dry-run"], "");
    assert!(shown.code() == 0 && shown.out().contains("signed by Eli Associate, LMFT"), "{shown}");
    assert!(shown.out().contains("signed by Dana Okafor, LCSW"), "{shown}");
    let settled = group.run(second, &["settle", "--commit"], "");
    assert!(settled.code() == 0, "{settled}");
    assert!(settled.out().contains("c-cl01/2026-11-23-0900-dap-2"), "{settled}");
    // What the server has keeps its name: the log and later additions call it by that.
    assert_eq!(note(second), published);
    group.exchange(second);
    for who in EVERYONE {
        group.exchange(who);
        group.nothing_is_lost(who);
    }
}

#[test]
fn a3_the_way_out_that_throws_a_signed_text_away_is_refused() {
    for side in ["--ours", "--theirs"] {
        let group = signed_twice();
        group.exchange("dana");
        assert!(!group.pull("eli").done);
        let notes = "clients/c-cl01/notes";
        assert!(group.git("eli", &["checkout", side, "--", notes]).done);
        assert!(group.git("eli", &["add", "--all"]).done);
        let ended = group.git("eli", &["commit", "--quiet", "--no-edit"]);
        assert!(!ended.done && ended.said.contains("error[CM001]"), "{side}: {}", ended.said);
        // Past that hook, the push finds it; past both, the server does.
        assert!(group.git("eli", &["commit", "--quiet", "--no-edit", "--no-verify"]).done);
        let pushed = group.git("eli", &["push", "--quiet"]);
        let is_lost = side == "--ours";
        assert_eq!(!pushed.done, is_lost, "{side}: {}", pushed.said);
        if is_lost {
            assert!(pushed.said.contains("error[CM001]"), "{}", pushed.said);
            let forced = group.git("eli", &["push", "--quiet", "--no-verify"]);
            assert!(!forced.done && forced.said.contains("error[CM001]"), "{}", forced.said);
        }
    }
}

#[test]
fn c_one_draft_that_two_have_signed_becomes_two_notes() {
    let group = Group::new();
    group.write("eli", "c-cl01", "09:00", "Spoke of the tram.");
    group.exchange("eli");
    group.exchange("dana");
    let id = "c-cl01/2026-11-23-0900";
    // One person on two machines, at different times.
    group.ok("dana", &["sign", id, "--commit"]);
    group.put("second.toml", &group.read("dana.toml").replace("/dana\"", "/eli\""));
    let config = ["--config", "second.toml", "sign", id, "--commit"];
    let mut command = group.practice.command_at("2026-11-24T11:00:00-05:00", &config);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    group.exchange("dana");
    let synced = group.at("eli", "2026-11-24T11:00:00-05:00", &["sync"], "");
    assert_eq!(synced.code(), 0, "{synced}");
    group.exchange("dana");
    group.nothing_is_lost("dana");
    assert!(group.practice.path("dana/clients/c-cl01/notes/2026-11-23-0900-dap-2.md.sig").exists());
}

#[test]
fn d_a_draft_that_was_signed_here_and_edited_there_stays_as_it_was_signed() {
    let group = Group::new();
    group.write("dana", "c-cl01", "09:00", "Spoke of the tram.");
    group.exchange("dana");
    group.exchange("eli");
    group.ok("dana", &["sign", "c-cl01/2026-11-23-0900", "--commit"]);
    let path = format!("eli/clients/c-cl01/{STEM}.md");
    group.put(&path, &group.read(&path).replace("Progress toward the goal.", "Less of it."));
    group.save("eli");
    group.exchange("dana");
    assert!(!group.pull("eli").done);
    let settled = group.run("eli", &["settle", "--commit"], "");
    assert!(settled.code() == 0 && settled.out().contains("conflict-1"), "{settled}");
    group.remember("c-cl01", "Less of it.");
    group.exchange("eli");
    group.exchange("dana");
    for who in ["dana", "eli"] {
        group.nothing_is_lost(who);
        let signature = format!("{who}/clients/c-cl01/{STEM}.md.sig");
        assert!(group.practice.path(&signature).exists());
    }
}

#[test]
fn e_two_additions_of_one_name_each_have_a_place() {
    let group = Group::new();
    group.write("dana", "c-cl01", "09:00", "Spoke of the tram.");
    group.ok("dana", &["sign", "c-cl01/2026-11-23-0900", "--commit"]);
    EVERYONE.iter().for_each(|who| group.exchange(who));
    let id = "c-cl01/2026-11-23-0900";
    for (who, words) in [("dana", "One."), ("eli", "Two."), ("sam", "Three.")] {
        let words = format!("{words} Said by {who}.");
        let args = ["amend", id, "-k", "addendum", "-r", "x", "--stdin", "--commit"];
        group.filed(who, &args, &words);
        group.remember("c-cl01", &words);
    }
    for who in ["eli", "sam"] {
        group.ok(who, &["cosign", id, "--commit"]);
    }
    for who in EVERYONE.iter().chain(&["eli", "dana"]) {
        let synced = group.run(who, &["sync"], "");
        assert_eq!(synced.code(), 0, "{who}: {synced}");
    }
    for who in EVERYONE {
        group.exchange(who);
        group.nothing_is_lost(who);
        for name in ["addendum-3", "cosignature-2"] {
            let path = format!("{who}/clients/c-cl01/{STEM}.{name}.md.sig");
            assert!(group.practice.path(&path).exists(), "{path}");
        }
    }
}

#[test]
fn lv_and_mb_what_is_wrong_already_stops_nobody_who_did_not_do_it() {
    let group = Group::new();
    group.write("dana", "c-cl01", "09:00", "Spoke of the tram.");
    group.ok("dana", &["sign", "c-cl01/2026-11-23-0900", "--commit"]);
    EVERYONE.iter().for_each(|who| group.exchange(who));
    // From a clone without hooks a changed signed note is pushed.
    let path = format!("eli/clients/c-cl01/{STEM}.md");
    group.put(&path, &group.read(&path).replace("tram", "taxi"));
    group.git("eli", &["add", "--all"]);
    assert!(group.git("eli", &["commit", "--quiet", "--no-verify", "--message", "x"]).done);
    let bare = group.practice.path("server.git/hooks/pre-receive");
    fs::rename(&bare, group.practice.path("kept")).unwrap();
    assert!(group.git("eli", &["push", "--quiet", "--no-verify"]).done);
    fs::rename(group.practice.path("kept"), &bare).unwrap();
    // The owner writes something else, and takes it in: warned, and not held up.
    group.write("dana", "c-cl02", "10:00", "Spoke of the ferry.");
    let pulled = group.pull("dana");
    assert!(pulled.done && pulled.said.contains("warning[CM001]"), "{}", pulled.said);
    let pushed = group.git("dana", &["push", "--quiet"]);
    assert!(pushed.done, "{}", pushed.said);
    // What is added beside it is no fault either.
    group.write("dana", "c-cl01", "11:00", "Spoke of the bus.");
}

#[test]
fn fp_and_cp_what_was_pushed_stays_on_the_server() {
    let group = Group::new();
    group.write("dana", "c-cl01", "09:00", "Spoke of the tram.");
    group.ok("dana", &["sign", "c-cl01/2026-11-23-0900", "--commit"]);
    group.exchange("dana");
    // A signature that is taken back by git.
    assert!(group.git("dana", &["revert", "--no-edit", "HEAD"]).done);
    let pushed = group.git("dana", &["push", "--quiet"]);
    assert!(!pushed.done && pushed.said.contains("error[CM001]"), "{}", pushed.said);
    assert!(group.git("dana", &["reset", "--quiet", "--hard", "HEAD~1"]).done);
    // History that was rewritten.
    assert!(group.git("dana", &["reset", "--quiet", "--hard", "HEAD~1"]).done);
    let pushed = group.git("dana", &["push", "--quiet", "--force"]);
    assert!(!pushed.done && pushed.said.contains("was rewritten"), "{}", pushed.said);
    let pushed = group.git("dana", &["push", "--quiet", "--force", "--no-verify"]);
    assert!(!pushed.done, "{}", pushed.said);
    let gone = group.git("dana", &["push", "--quiet", "--no-verify", "--delete", "origin", "HEAD"]);
    assert!(!gone.done, "{}", gone.said);
    group.exchange("dana");
    group.nothing_is_lost("dana");
    // Nothing of a vault, not even in a version that another one takes back.
    group.put("dana/x.age", "age-encryption.org/v1\n-> X25519 x\n");
    group.git("dana", &["add", "--force", "x.age"]);
    group.git("dana", &["commit", "--quiet", "--no-verify", "--message", "x"]);
    group.git("dana", &["rm", "--quiet", "x.age"]);
    group.git("dana", &["commit", "--quiet", "--no-verify", "--message", "x"]);
    for args in [&["push", "--quiet"][..], &["push", "--quiet", "--no-verify"]] {
        let pushed = group.git("dana", args);
        assert!(!pushed.done && pushed.said.contains("error[CM002]"), "{}", pushed.said);
    }
    let mode = fs::metadata(group.practice.path("server.git")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_server_looks_into_whatever_is_pushed() {
    let group = Group::new();
    group.write("dana", "c-cl01", "09:00", "Spoke of the tram.");
    group.ok("dana", &["sign", "c-cl01/2026-11-23-0900", "--commit"]);
    group.exchange("dana");
    // Somebody without hooks.
    assert!(
        group.practice.git_in(".", &["clone", "--quiet", "server.git", "raw"]).status.success()
    );
    let done = |args: &[&str]| {
        let git = group.git("raw", &[&["-c", "user.name=x", "-c", "user.email=x"], args].concat());
        assert!(git.done, "{args:?}: {}", git.said);
        git.said.trim().to_owned()
    };
    let refused = |what: &str, code: &str| {
        let pushed = group.git("raw", &["push", "--quiet", "origin", what]);
        assert!(!pushed.done && pushed.said.contains(code), "{what}: {}", pushed.said);
    };
    let commit = |message: &str| {
        done(&["add", "--all", "--force"]);
        done(&["commit", "--quiet", "--message", message]);
    };
    group.put("raw/x.age", "age-encryption.org/v1\n-> X25519 x\n");
    let sealed = done(&["hash-object", "-w", "x.age"]);
    done(&["tag", "file", &sealed]);
    commit("sealed");
    done(&["tag", "plain"]);
    done(&["tag", "--annotate", "--message", "x", "annotated"]);
    done(&["reset", "--quiet", "--hard", "origin/HEAD"]);
    for what in ["file", "plain", "annotated", "plain^{commit}:refs/notes/x"] {
        refused(what, "error[CM002]");
    }
    done(&["tag", "of-the-record"]);
    done(&["push", "--quiet", "origin", "of-the-record"]);
    // A branch that is new there has begun in the record and lost nothing of it.
    done(&["push", "--quiet", "origin", "HEAD:refs/heads/own"]);
    done(&["checkout", "--quiet", "--orphan", "other"]);
    commit("from nothing");
    refused("other", "another history");
    done(&["checkout", "--quiet", "-B", "main", "origin/HEAD"]);
    let path = format!("raw/clients/c-cl01/{STEM}.md");
    group.put(&path, &group.read(&path).replace("tram", "train"));
    commit("changed");
    refused("HEAD:refs/heads/changed", "error[CM001]");
    done(&["reset", "--quiet", "--hard", "origin/HEAD"]);
    // What is no file, and what a disk that knows no case takes for another one.
    std::os::unix::fs::symlink("client.toml", group.practice.path("raw/clients/c-cl01/x")).unwrap();
    commit("a link");
    refused("HEAD:main", "error[CM010]");
    done(&["reset", "--quiet", "--hard", "origin/HEAD"]);
    group.put("raw/clients/C-CL01/client.toml", "name = \"Ana Example\"\n");
    commit("a name");
    refused("HEAD:main", "error[CM013]");
    group.nothing_is_lost("dana");
}

#[test]
fn each_machine_of_a_practice_gives_names_of_its_own() {
    let group = Group::new();
    let join = |config: &str, chart: &str| {
        let name = ["--name", "Ada Associate", "--chart", chart];
        let args = ["--config", config, "init", "--join", "server.git"];
        let joined = group.practice.run(&[&args[..], &name].concat());
        assert_eq!(joined.code(), 0, "{joined}");
    };
    join("ada.toml", "ada");
    assert_eq!(group.run("ada", &["sync"], "").code(), 0);
    join("desk.toml", "desk");
    let three = ["dana", "ada", "desk"];
    let report = ["--basis", "public-health", "--to", "x", "--purpose", "x", "--what", "x"];
    let mut names = Vec::new();
    for who in three {
        let sentence = format!("Spoke of what {who} saw.");
        names.push(group.write(who, "c-cl01", "09:00", &sentence));
        let add = [&["disclosures", "add", "c-cl01"], &report[..], &["--commit"]].concat();
        names.push(group.ok(who, &add));
    }
    assert_eq!(
        names,
        [
            "c-cl01/2026-11-23-0900-dap",
            "c-cl01/2026-11-24-0930",
            "c-cl01/2026-11-23-0900-dap-101",
            "c-cl01/2026-11-24-0930-101",
            "c-cl01/2026-11-23-0900-dap-201",
            "c-cl01/2026-11-24-0930-201",
        ]
    );
    // What each has added to one note lies beside it under names of its own, and none is missing.
    group.ok("dana", &["sign", "c-cl01/2026-11-23-0900-dap.md", "--commit"]);
    for who in three.iter().chain(&three) {
        let synced = group.run(who, &["sync"], "");
        assert!(synced.code() == 0 && !synced.out().contains("settled"), "{who}: {synced}");
    }
    let found = group.run("desk", &["validate", "--short"], "").out();
    assert!(!found.contains("CT002") && !found.contains("error["), "{found}");
    group.nothing_is_lost("desk");
    // Two who joined at once and took one mark are seen.
    let settings = group.read("dana/casenotes.toml");
    group.put("dana/casenotes.toml", &settings.replace("(2)\" = 2", "(2)\" = 1"));
    let found = group.run("dana", &["validate", "--short"], "");
    assert!(found.code() == 1 && found.out().contains("have one mark, 1"), "{found}");
}

#[test]
fn two_who_join_at_the_same_moment_have_two_marks() {
    let group = Group::new();
    let practice = &group.practice;
    // While the server looks at what the first one pushes, the second one joins, under the same name.
    let hook = practice.path("server.git/hooks/pre-receive");
    let second = format!(
        "#!/bin/sh\nif mkdir '{root}/joins' 2> /dev/null; then\n  cd '{root}' && casenotes --config second.toml init --join server.git --name 'Ada Associate' --chart second < /dev/null > joins/said 2>&1\nfi\nexec casenotes hooks run pre-receive\n",
        root = practice.root().display(),
    );
    fs::write(&hook, second).unwrap();
    let name = ["--name", "Ada Associate", "--chart", "first"];
    let args = ["--config", "first.toml", "init", "--join", "server.git"];
    let joined = practice.run(&[&args[..], &name].concat());
    assert_eq!(joined.code(), 0, "{joined}");
    let said = group.read("joins/said");
    assert!(said.contains("the mark 1; the practice knows of it"), "{said}");
    assert!(joined.err().contains("the mark 2; the practice knows of it"), "{joined}");
    for (who, mark) in [("first", 2), ("second", 1)] {
        assert!(group.read(&format!("{who}.toml")).contains(&format!("mark = {mark}\n")));
        let synced = group.run(who, &["sync"], "");
        assert_eq!(synced.code(), 0, "{synced}");
    }
    assert_eq!(group.run("dana", &["sync"], "").code(), 0);
    let settings = group.read("dana/casenotes.toml");
    let both = "[marks]\n\"Ada Associate\" = 1\n\"Ada Associate (2)\" = 2\n";
    assert!(settings.contains(both), "{settings}");
}

#[test]
fn one_mark_for_two_is_settled_before_anybody_has_it() {
    let group = Group::new();
    for who in ["eli", "sam"] {
        let settings = group.read(&format!("{who}/casenotes.toml"));
        let marked = format!("{settings}[marks]\n\"{who}\" = 7\n");
        group.put(&format!("{who}/casenotes.toml"), &marked);
        group.save(who);
    }
    group.exchange("eli");
    let refused = group.run("sam", &["sync"], "");
    assert!(refused.code() == 2 && refused.err().contains("have one mark, 7"), "{refused}");
    assert!(refused.err().contains("Give one of them a number that nobody has"), "{refused}");
    let settings = group.read("sam/casenotes.toml");
    group.put("sam/casenotes.toml", &settings.replace("\"sam\" = 7", "\"sam\" = 8"));
    let synced = group.run("sam", &["sync"], "");
    assert_eq!(synced.code(), 0, "{synced}");
    // Past every hook of a clone, the server sees it, and what would stop every command of everybody.
    let settings = group.read("sam/casenotes.toml");
    for (changed, said) in [
        (settings.replace("\"sam\" = 8", "\"sam\" = 7"), "have one mark, 7"),
        (format!("{settings}[marks]\n"), "CT006"),
        (settings.replace("format = 1", "format = 2"), "`format` is not what it was"),
    ] {
        group.put("sam/casenotes.toml", &changed);
        let commit = ["commit", "--quiet", "--no-verify", "--all", "--message", "x"];
        assert!(group.git("sam", &commit).done);
        let pushed = group.git("sam", &["push", "--no-verify"]);
        assert!(!pushed.done && pushed.said.contains(said), "{said}: {}", pushed.said);
        assert!(group.git("sam", &["reset", "--quiet", "--hard", "@{upstream}"]).done);
    }
}

#[test]
fn what_came_tampered_is_neither_signed_nor_exported_until_it_is_back() {
    let group = Group::new();
    // A server without its hook, and a colleague past the hooks of a clone.
    fs::remove_file(group.practice.path("server.git/hooks/pre-receive")).unwrap();
    let kept = ["09:00", "10:00"].map(|at| {
        let id = group.write("dana", "c-cl01", at, &format!("Told at {at} what it was."));
        group.ok("dana", &["sign", &id, "--commit"]);
        format!("clients/c-cl01/notes/{}", id.trim_start_matches("c-cl01/"))
    });
    group.exchange("dana");
    group.exchange("eli");
    let first = format!("eli/{}.md", kept[0]);
    let of_draft = |line: &&str| !line.starts_with("signed_");
    let draft: String = group.read(&first).split_inclusive('\n').filter(of_draft).collect();
    group.put(&first, &draft.replace("what it was", "something else"));
    for gone in
        [format!("{}.md.sig", kept[0]), format!("{}.md", kept[1]), format!("{}.md.sig", kept[1])]
    {
        fs::remove_file(group.practice.path(&format!("eli/{gone}"))).unwrap();
    }
    assert!(group.git("eli", &["add", "--all"]).done);
    assert!(group.git("eli", &["commit", "--quiet", "--no-verify", "--message", "x"]).done);
    assert!(group.git("eli", &["push", "--quiet", "--no-verify"]).done);
    let pulled = group.pull("dana");
    assert!(pulled.done && pulled.said.contains("CM001"), "{}", pulled.said);
    let export = ["export", "c-cl01", "--working-copy", "--format", "html"];
    let draft = format!("{}.md", kept[0].rsplit('/').next().unwrap());
    let sign = ["sign", &format!("c-cl01/{draft}"), "--anyway", "x"];
    let mut said = String::new();
    for args in
        [&sign[..], &export, &["amend", "c-cl01", "--kind", "addendum", "--reason", "x", "--stdin"]]
    {
        let refused = group.run("dana", args, "x");
        assert!(refused.code() == 2 && refused.err().contains("was signed or logged"), "{refused}");
        said = refused.err();
    }
    // Whoever begins the day sees it first, and whoever checks the record as well.
    let items = |more: &[&str]| {
        let run = group.run("dana", &[&["todo", "--json"][..], more].concat(), "");
        run.json()["items"].as_array().unwrap().clone()
    };
    let first = items(&[]).remove(0);
    let command = first["command"].as_str().unwrap().to_owned();
    assert_eq!((&first["what"], &first["client"]), (&"doubt".into(), &"c-cl01".into()));
    assert!(said.contains(&format!("`{command}` in the chart")), "{command}: {said}");
    assert!(items(&["c-cl02"]).iter().all(|item| item["what"] != "doubt"));
    for (target, is_found) in [(&[][..], true), (&["c-cl01"], true), (&["c-cl02"], false)] {
        let found = group.run("dana", &[&["validate", "--short"], target].concat(), "");
        let place = "dana/clients/c-cl01:1:1: error[CT013]";
        assert_eq!(found.out().contains(place), is_found, "{target:?}: {found}");
    }
    // Of other clients nothing is kept from anybody.
    let other = group.write("dana", "c-cl02", "11:00", "Came as always.");
    group.ok("dana", &["sign", &other, "--commit"]);
    // What is said is a command that works, before and after: all is back, and stays so.
    let command = said.split('`').find(|it| it.starts_with("git restore")).unwrap();
    assert!(pulled.said.contains(command), "{command}: {}", pulled.said);
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let restored = group.git("dana", &words);
    assert!(restored.done, "{}", restored.said);
    assert_eq!(group.run("dana", &export, "").code(), 0);
    assert!(items(&[]).iter().all(|item| item["what"] != "doubt"));
    group.save("dana");
    let synced = group.run("dana", &["sync"], "");
    assert_eq!(synced.code(), 0, "{synced}");
    assert!(group.run("dana", &sign, "").err().contains("signed already"));
    let pulled = group.pull("sam");
    assert!(pulled.done && !pulled.said.contains("CM001"), "{}", pulled.said);
    group.nothing_is_lost("sam");
}

#[test]
fn two_clients_that_were_merged_into_each_other_become_one() {
    let group = Group::new();
    let name = ["client", "edit", "c-cl02", "--set", "name=Ben Sample", "--commit"];
    group.ok("dana", &name);
    for (client, at) in [("c-cl01", "08:00"), ("c-cl01", "09:00"), ("c-cl02", "10:00")] {
        let id = group.write("dana", client, at, &format!("Told {client} at {at}."));
        if at != "09:00" {
            group.ok("dana", &["sign", &id, "--commit"]);
        }
    }
    let add = ["disclosures", "add", "c-cl02", "--basis", "public-health", "--to", "x"];
    group.ok("dana", &[&add[..], &["--purpose", "x", "--what", "x", "--commit"]].concat());
    group.exchange("dana");
    group.exchange("eli");
    let merge = |who: &str, from: &str, into: &str| {
        let args = ["client", "merge", from, "--into", into, "--reason", "one person", "--commit"];
        let run = group.run(who, &args, "");
        assert_eq!(run.code(), 0, "{run}");
        run.err()
    };
    merge("dana", "c-cl01", "c-cl02");
    merge("eli", "c-cl02", "c-cl01");
    group.exchange("dana");
    let synced = group.run("eli", &["sync"], "");
    assert!(synced.code() == 0 && synced.err().contains("merged into the other"), "{synced}");
    let pulled = group.pull("dana");
    assert!(pulled.done && pulled.said.contains("merged into the other"), "{}", pulled.said);
    // Both are told the same, and one of them does it.
    let way = "`casenotes client merge c-cl01 --into c-cl02 --reason WHY` and `casenotes client reopen c-cl02`";
    assert!(synced.err().contains(way) && pulled.said.contains(way), "{synced}{}", pulled.said);
    assert!(merge("dana", "c-cl01", "c-cl02").contains("client reopen c-cl02"));
    group.ok("dana", &["client", "reopen", "c-cl02", "--commit"]);
    group.exchange("dana");
    let synced = group.run("eli", &["sync"], "");
    assert!(synced.code() == 0 && !synced.err().contains("merged into the other"), "{synced}");
    assert_eq!(group.ok("eli", &["list", "--json"]).matches("\"c-cl02/").count(), 3);
    assert_eq!(
        group.ok("eli", &["disclosures", "c-cl02", "--json"]).matches("public-health").count(),
        1
    );
    let story = group.ok("eli", &["history", "c-cl02/2026-11-23-1000"]);
    assert_eq!(story.matches("added: one person").count(), 2, "{story}");
    // Every sentence stands with one of the two, which are one person.
    let files = group.practice.files("eli/clients");
    for sentence in ["Told c-cl01 at 08:00.", "Told c-cl01 at 09:00.", "Told c-cl02 at 10:00."] {
        let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(sentence);
        assert_eq!(files.iter().filter(|(_, bytes)| holds(bytes)).count(), 1, "{sentence}");
    }
    group.every_signature_holds("eli");
}

#[test]
fn i_two_disclosures_and_two_authorizations_of_one_minute_are_both_kept() {
    let group = Group::new();
    let authorization = crate::disclosure::AUTHORIZATION.replace("c-7f3k", "c-cl01");
    for (who, to) in [("dana", "Ida Fictive, MD"), ("eli", "Court"), ("sam", "Insurer")] {
        let text = authorization.replace("Ida Fictive, MD", to);
        group.filed(who, &["authorization", "add", "c-cl01", "--stdin", "--commit"], &text);
        let entry = format!(
            "time = \"2026-11-24\"\nclient = \"c-cl01\"\nrecipient = \"{to}\"\npurpose = \"care\"\nbasis = \"law\"\ndescription = \"report\"\n"
        );
        group.put(&format!("{who}/clients/c-cl01/disclosures/2026-11-24-1000.toml"), &entry);
        group.remember("c-cl01", &format!("recipient = \"{to}\"\npurpose = \"care\"\nbasis"));
    }
    for who in EVERYONE.iter().chain(&EVERYONE) {
        let synced = group.run(who, &["sync"], "");
        assert_eq!(synced.code(), 0, "{who}: {synced}");
    }
    for who in EVERYONE {
        for folder in ["authorizations", "disclosures"] {
            let files = group.practice.files(&format!("{who}/clients/c-cl01/{folder}"));
            assert_eq!(files.len(), 3, "{who}: {folder}: {files:?}");
        }
        group.nothing_is_lost(who);
    }
}

#[test]
fn k2_and_two_keys_are_merged_and_what_only_a_person_can_choose_is_named() {
    let group = Group::new();
    let settings = group.read("dana/casenotes.toml");
    for (who, line) in [("dana", "speculation = \"off\""), ("eli", "vague-line = \"off\"")] {
        group.put(&format!("{who}/casenotes.toml"), &format!("{settings}{line}\n"));
        group.save(who);
    }
    for who in ["dana", "eli", "dana"] {
        let synced = group.run(who, &["sync"], "");
        assert_eq!(synced.code(), 0, "{who}: {synced}");
    }
    let merged = group.read("dana/casenotes.toml");
    assert!(merged.contains("speculation") && merged.contains("vague-line"), "{merged}");
    assert_eq!(merged.matches("[rules]").count(), 1);
    // Two telephone numbers of one client: nobody but a person knows.
    for (who, phone) in [("dana", "555 0100"), ("eli", "555 0111")] {
        let set = format!("phone={phone}");
        group.ok(who, &["client", "edit", "c-cl01", "--set", &set, "--commit"]);
    }
    assert_eq!(group.run("dana", &["sync"], "").code(), 0);
    let synced = group.run("eli", &["sync"], "");
    assert!(synced.code() == 2 && synced.out().contains("differ in `phone`"), "{synced}");
    assert!(!synced.out().contains("555"), "{synced}");
    let settled =
        group.run("eli", &["settle", "clients/c-cl01/client.toml", "--keep", "there"], "");
    assert_eq!(settled.code(), 0, "{settled}");
    assert_eq!(group.run("eli", &["sync"], "").code(), 0);
    assert!(group.read("eli/clients/c-cl01/client.toml").contains("555 0100"));
    group.nothing_is_lost("eli");
}

#[test]
fn eight_at_once_are_all_committed() {
    let group = Group::new();
    let mut children = Vec::new();
    for hour in 8..16 {
        let text = draft("c-cl01", &format!("{hour:02}:00"), &format!("Spoke at {hour}."));
        let args = ["--config", "dana.toml", "new", "c-cl01", "--stdin", "--commit"];
        let mut child = group.practice.start(&args);
        use std::io::Write;
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        children.push(child);
        group.remember("c-cl01", &format!("Spoke at {hour}."));
    }
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.contains("Committed: new"), "{said}");
    }
    assert_eq!(group.git("dana", &["status", "--porcelain"]).said, "");
    group.exchange("dana");
    group.exchange("eli");
    group.nothing_is_lost("eli");
}

#[test]
fn on_one_command_each_sets_up_a_clinician_a_device_and_an_assistant() {
    let group = Group::new();
    let practice = &group.practice;
    let join = |config: &str, more: &[&str]| {
        let args = ["--config", config, "init", "--join", "server.git", "--name", "Ada Assistant"];
        practice.run(&[&args[..], more].concat())
    };
    // An assistant has no key, and needs none.
    let joined = join("ada.toml", &["--chart", "ada"]);
    assert_eq!(joined.code(), 0, "{joined}");
    let mode = fs::metadata(practice.path("ada")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    group.ok("ada", &["client", "add", "--id", "c-cl03", "--name", "Cy Test", "--commit"]);
    assert_eq!(group.run("ada", &["sync"], "").code(), 0);
    let found = group.run("ada", &["validate", "--short"], "");
    assert!(found.code() == 0 && !found.out().contains("CT010"), "{found}");
    // A clinician signs, and colleagues have the key with the next exchange.
    let key = ["--chart", "bea", "--signing-key", "--no-passphrase"];
    practice.put("keys/.keep", "");
    let joined = join("keys/bea.toml", &key);
    assert_eq!(joined.code(), 0, "{joined}");
    let synced = practice.run(&["--config", "keys/bea.toml", "sync"]);
    assert_eq!(synced.code(), 0, "{synced}");
    let synced = group.run("dana", &["sync"], "");
    assert!(synced.out().contains("1 signer change from Ada Assistant"), "{synced}");
    assert!(group.practice.path("dana/clients/c-cl03/client.toml").exists());
    // What is there is not touched, and what cannot be had leaves nothing.
    let again = join("ada.toml", &["--chart", "other"]);
    assert!(again.code() == 2 && !practice.path("other").exists(), "{again}");
    let args =
        ["--config", "no.toml", "init", "--join", "nowhere.git", "--chart", "no", "--name", "x"];
    let run = practice.run(&args);
    assert!(
        run.code() == 2 && !practice.path("no").exists() && !practice.path("no.toml").exists(),
        "{run}"
    );
}

#[test]
fn nh_t_and_g_a_clone_says_what_it_lacks_and_what_a_merge_has_left() {
    let group = Group::new();
    let found = || group.run("eli", &["validate", "--short"], "").out();
    assert!(!found().contains("CT0"), "{}", found());
    let hook = group.practice.path("eli/.git/hooks/pre-push");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(found().contains("info[CT010]: this clone lacks the hook pre-push"), "{}", found());
    let marks = ["<<<<<<", "< ours\na\n=======\n>>>>>>", "> theirs\n"].concat();
    group.put("eli/templates/own.md", &marks);
    assert!(found().contains("templates/own.md:1:1: error[CT012]"), "{}", found());
}

/// A fixed walk: the same steps each time.
pub(crate) struct Walk(pub(crate) u64);

impl Walk {
    pub(crate) fn below(&mut self, count: u64) -> u64 {
        // From Knuth's MMIX.
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % count
    }

    pub(crate) fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

/// Exchanges until nothing is left to be chosen: both versions are kept wherever somebody is asked.
pub(crate) fn sync_and_keep_both(group: &Group, who: &str) {
    for _ in 0..8 {
        let synced = group.run(who, &["sync"], "");
        if synced.code() == 0 {
            return;
        }
        assert!(synced.err().contains("cannot be settled without you"), "{who}: {synced}");
        let settled = group.run(who, &["settle", "--keep", "both", "--commit"], "");
        assert_eq!(settled.code(), 0, "{who}: {settled}");
    }
    panic!("{who}: the exchange comes to no end");
}

#[test]
fn a_walk_of_three_who_write_in_the_same_hours_loses_nothing() {
    let (group, mut walk) = (Group::new(), Walk(20261124));
    for step in 0..70 {
        let who = walk.one_of(&EVERYONE);
        let client = walk.one_of(&["c-cl01", "c-cl02"]);
        let hour = walk.one_of(&["09:00", "10:00", "11:00"]);
        let sentence = format!("What {who} wrote in step {step}.");
        let author = match who {
            "dana" => "Dana Okafor, LCSW",
            "eli" => "Eli Associate, LMFT",
            _ => "Sam Trainee, AMFT",
        };
        let id = format!("{client}/2026-11-23-{}-dap", hour.replace(':', ""));
        let path = format!("{who}/clients/{}.md", id.replace('/', "/notes/"));
        match walk.below(6) {
            0 | 1 => {
                let text = draft(client, hour, &sentence).replace("Dana Okafor, LCSW", author);
                group.filed(who, &["new", client, "--stdin", "--commit"], &text);
                group.remember(client, &sentence);
            }
            2 => {
                // An edit of a draft by hand, in one of two places.
                let there = group.practice.path(&path).exists();
                let signed = group.practice.path(&format!("{path}.sig")).exists();
                if there && !signed {
                    let place = walk.one_of(&["Progress toward the goal.", "Continue weekly."]);
                    let text = group.read(&path).replace(place, &format!("{place} {sentence}"));
                    if text.contains(&sentence) {
                        group.put(&path, &text);
                        group.remember(client, &sentence);
                    }
                }
            }
            // What is another's, or signed, is refused.
            3 => drop(group.run(who, &["sign", &id, "--commit"], "")),
            4 => {
                let args = ["amend", &id, "-k", "addendum", "-r", "x", "--stdin", "--commit"];
                if group.run(who, &args, &sentence).code() == 0 {
                    group.remember(client, &sentence);
                }
            }
            _ => sync_and_keep_both(&group, who),
        }
    }
    for who in EVERYONE.iter().chain(&EVERYONE) {
        sync_and_keep_both(&group, who);
    }
    for who in EVERYONE {
        group.nothing_is_lost(who);
    }
    let heads: Vec<String> =
        EVERYONE.iter().map(|who| group.git(who, &["rev-parse", "HEAD"]).said).collect();
    assert!(heads.iter().all(|head| *head == heads[0]), "{heads:?}");
}
