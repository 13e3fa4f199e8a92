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
            let cloned = practice.git_in(".", &["clone", "--quiet", &url, who]);
            assert!(cloned.status.success(), "{}", String::from_utf8_lossy(&cloned.stderr));
            fs::set_permissions(practice.path(who), fs::Permissions::from_mode(0o700)).unwrap();
            group.configure(who, name, credentials);
            group.ok(who, &["hooks", "install"]);
            group.ok(who, &["sign", "--new-key", "--no-passphrase"]);
            group.save(who);
            group.exchange(who);
        }
        EVERYONE.iter().for_each(|who| group.exchange(who));
        group
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
            let signature = path.with_extension("md.sig");
            if path.extension().is_none_or(|ending| ending != "md") || !signature.exists() {
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
        let mut command =
            self.practice.command(&[&["--config", &format!("{who}.toml")], args].concat());
        let text_file = self.practice.path("input");
        fs::write(&text_file, text).unwrap();
        command.stdin(fs::File::open(&text_file).unwrap()).env("CASENOTES_NOW", now);
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
