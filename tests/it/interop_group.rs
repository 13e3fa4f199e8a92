//! A practice of several on real servers: long walks of four clinicians, pushes that race over `git daemon`, and
//! a vault that goes by ssh.
//!
//! `CASENOTES_WALK` says how many steps the walks have.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::group::{Group, Walk, draft, sync_and_keep_both};
use crate::practice::{Practice, Run, search_path};

/// Whose clones there are, and how each stands on a note.
const FOUR: [(&str, &str); 4] = [
    ("dana", "Dana Okafor, LCSW"),
    ("eli", "Eli Associate, LMFT"),
    ("sam", "Sam Trainee, AMFT"),
    ("ida", "Ida Colleague, PhD"),
];

/// How many steps a walk has: so many, if nothing else is said.
fn steps(usual: usize) -> usize {
    let said = std::env::var("CASENOTES_WALK").ok();
    said.map_or(usual, |steps| steps.parse().expect("CASENOTES_WALK is a number of steps"))
}

/// A process that ends with the test.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns a port of this machine that nobody listens at.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until somebody listens at a port.
fn wait_for(port: u16) {
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody listens at {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn four() -> Group {
    let group = Group::new();
    let url = group.practice.path("server.git").to_str().unwrap().to_owned();
    group.join(&url, "ida", "Ida Colleague", "PhD");
    for (who, _) in FOUR {
        group.exchange(who);
    }
    group
}

/// Does one step of somebody's day; what was acknowledged is remembered.
fn step(group: &Group, walk: &mut Walk, (who, author): (&str, &str), sentence: &str) {
    let client = walk.one_of(&["c-cl01", "c-cl02"]);
    let hour = walk.one_of(&["09:00", "10:00", "11:00", "12:00"]);
    let id = format!("{client}/2026-11-23-{}-dap", hour.replace(':', ""));
    let path = format!("{who}/clients/{}.md", id.replace('/', "/notes/"));
    let acknowledged = |run: &Run| {
        if run.code() == 0 {
            group.remember(client, sentence);
        }
    };
    match walk.below(20) {
        0..=3 => {
            let text = draft(client, hour, sentence).replace("Dana Okafor, LCSW", author);
            let with_commit = walk.one_of(&["--commit", "--quiet"]);
            acknowledged(&group.run(who, &["new", client, "--stdin", with_commit], &text));
        }
        4 | 5 => {
            // An edit of a draft by hand, in one of two places.
            let is_draft = group.practice.path(&path).exists()
                && !group.practice.path(&format!("{path}.sig")).exists();
            if is_draft {
                let place = walk.one_of(&["Progress toward the goal.", "Continue weekly."]);
                let text = group.read(&path).replace(place, &format!("{place} {sentence}"));
                if text.contains(sentence) {
                    group.put(&path, &text);
                    group.remember(client, sentence);
                }
            }
        }
        // What is another's, or signed, is refused.
        6 | 7 => drop(group.run(who, &["sign", &id, "--commit"], "")),
        8 => {
            let kind = walk.one_of(&["addendum", "correction"]);
            let args = ["amend", &id, "-k", kind, "-r", "x", "--stdin", "--commit"];
            acknowledged(&group.run(who, &args, sentence));
        }
        9 => drop(group.run(who, &["cosign", &id, "--commit"], "")),
        10 => {
            let args = ["disclosures", "add", client, "--basis", "public-health", "--to", "x"];
            let what = ["--purpose", "a report", "--what", sentence, "--commit"];
            acknowledged(&group.run(who, &[&args[..], &what].concat(), ""));
        }
        11 => {
            let discard = ["discard", &id, "--reason", "twice", "--yes", "--commit"];
            if group.run(who, &discard, "").code() == 0 && walk.below(2) == 0 {
                drop(group.run(who, &["restore", &id, "--commit"], ""));
            }
        }
        12 => {
            // As somebody does it who knows git alone: what is not settled waits for `settle`.
            group.git(who, &["add", "--all"]);
            group.git(who, &["commit", "--quiet", "--message", "work"]);
            if !group.git(who, &["pull", "--quiet", "--no-edit"]).done {
                sync_and_keep_both(group, who);
            }
        }
        13 | 14 => {
            group.put("came", &format!("{sentence}\n"));
            let add = ["document", "add", client, "came", "-k", "letter", "-t", "x", "--commit"];
            acknowledged(&group.run(who, &add, ""));
        }
        15 | 16 => {
            // What is signed is never put away.
            let listed = group.run(who, &["document", "list", client, "--json"], "");
            let rows = listed.json()["documents"].as_array().cloned().unwrap_or_default();
            if rows.is_empty() {
                return;
            }
            let id =
                rows[walk.below(rows.len() as u64) as usize]["id"].as_str().unwrap().to_owned();
            if walk.below(4) > 0 {
                drop(group.run(who, &["sign", &id, "--commit"], ""));
            } else {
                let discard = ["document", "discard", &id, "--reason", "twice", "--commit"];
                if group.run(who, &discard, "").code() == 0 && walk.below(2) == 0 {
                    drop(group.run(who, &["document", "restore", &id, "--commit"], ""));
                }
            }
        }
        _ => sync_and_keep_both(group, who),
    }
}

fn all_is_there(group: &Group) {
    for _ in 0..2 {
        FOUR.iter().for_each(|(who, _)| sync_and_keep_both(group, who));
    }
    FOUR.iter().for_each(|(who, _)| group.nothing_is_lost(who));
    let heads: Vec<String> =
        FOUR.iter().map(|(who, _)| group.git(who, &["rev-parse", "HEAD"]).said).collect();
    assert!(heads.iter().all(|head| *head == heads[0]), "{heads:?}");
}

#[test]
fn a_walk_of_four_loses_nothing_and_crosses_nothing() {
    let (group, mut walk) = (four(), Walk(20261125));
    for at in 0..steps(80) {
        let somebody = FOUR[walk.below(4) as usize];
        step(&group, &mut walk, somebody, &format!("What {} wrote in step {at}.", somebody.0));
    }
    all_is_there(&group);
}

#[test]
fn pushes_that_race_over_the_network_lose_nothing() {
    let (group, mut walk) = (four(), Walk(20261126));
    let port = free_port();
    let served = group.practice.root().to_owned();
    // By its own name: `git daemon` starts it as a child, which would live on.
    let git = Command::new("git").arg("--exec-path").output().unwrap();
    let folder = String::from_utf8(git.stdout).unwrap();
    let mut daemon = Command::new(PathBuf::from(folder.trim_end()).join("git-daemon"));
    daemon.args(["--export-all", "--reuseaddr", "--listen=127.0.0.1"]).stdout(Stdio::null());
    daemon.args(["--enable=receive-pack", &format!("--port={port}")]);
    daemon.arg(format!("--base-path={}", served.display()));
    daemon.arg(&served).env("PATH", search_path()).env("HOME", group.practice.path("home"));
    let _daemon = Daemon(daemon.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    wait_for(port);
    let url = format!("git://127.0.0.1:{port}/server.git");
    for (who, _) in FOUR {
        assert!(group.git(who, &["remote", "set-url", "origin", &url]).done);
    }
    for round in 0..steps(80) / 16 {
        for (who, author) in FOUR {
            for at in 0..3 {
                let sentence = format!("What {who} wrote in round {round}, {at}.");
                step(&group, &mut walk, (who, author), &sentence);
            }
        }
        // All at once; whoever comes too late each time, or has to choose, goes on afterwards.
        std::thread::scope(|scope| {
            for (who, _) in FOUR {
                let config = format!("{who}.toml");
                let mut command = group.practice.command(&["--config", &config, "sync"]);
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                scope.spawn(move || command.status().unwrap());
            }
        });
    }
    all_is_there(&group);
}

/// A server of ssh on this machine that knows one key, and an `sftp` that knows the server.
struct Machine {
    practice: Practice,
    port: u16,
    _daemon: Daemon,
}

impl Machine {
    fn new() -> Self {
        let practice = Practice::with_client().env("PATH", &search_path());
        let folder = practice.root().join("ssh");
        fs::create_dir(&folder).unwrap();
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        for name in ["host", "user"] {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-f", &path(name)]);
            assert!(keygen.status().unwrap().success());
        }
        let port = free_port();
        practice.put(
            "ssh/sshd_config",
            format!(
                "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n",
                path("host"),
                path("user.pub")
            ),
        );
        practice.put(
            "ssh/ssh_config",
            format!(
                "Host *\nIdentityFile {}\nIdentitiesOnly yes\nUserKnownHostsFile {}\nStrictHostKeyChecking accept-new\n",
                path("user"),
                path("known")
            ),
        );
        // What the user has in a configuration of ssh's own stands in a file of the test.
        practice.script("ssh/bin/sftp", &through(&path("ssh_config")));
        let sshd = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"];
        let sshd = sshd.iter().map(PathBuf::from).find(|path| path.exists());
        let mut daemon = Command::new(sshd.expect("openssh-server is installed"));
        daemon.args(["-D", "-e", "-f", &path("sshd_config")]);
        // Where it parts with its rights; a package makes it when the service starts.
        let _ = fs::create_dir_all("/run/sshd");
        let log = fs::File::create(folder.join("log")).unwrap();
        let daemon =
            Daemon(daemon.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap());
        wait_for(port);
        let search = format!("{}:{}", folder.join("bin").display(), search_path());
        Self { practice: practice.env("PATH", &search), port, _daemon: daemon }
    }

    fn address(&self, folder: &str) -> String {
        let user = std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
        let folder = self.practice.root().join(folder);
        format!("ssh://{user}@127.0.0.1:{}{}", self.port, folder.display())
    }

    fn sync(&self, folder: &str) -> Run {
        self.practice.run(&["vault", "sync", &self.address(folder)])
    }
}

/// Returns the script that calls the real `sftp` with the configuration of the test.
fn through(config: &str) -> String {
    format!("exec /usr/bin/sftp -F '{config}' \"$@\"")
}

const NOTE: &str = "c-7f3k/2026-11-20-1400";

#[test]
fn a_vault_goes_by_ssh_sealed_and_comes_back() {
    let machine = Machine::new();
    let practice = &machine.practice;
    let new = ["vault", "new", "c-7f3k", "--at", "2026-11-20 14:00", "--stdin"];
    practice.filed(&new, "Seen by nobody.");
    let run = machine.sync("far away/[a] vault");
    // The folder above is not there: nothing is made at a place that was typed wrong.
    assert!(run.code() == 2 && run.err().contains("sftp"), "{run}");
    fs::create_dir(practice.path("far away")).unwrap();
    let run = machine.sync("far away/[a] vault");
    assert!(run.code() == 0 && run.out() == format!("there: new {NOTE}\n"), "{run}");
    let names = |folder: &str| {
        let root = practice.path(folder);
        let files = practice.files(folder).into_iter();
        let inside =
            files.map(|(path, bytes)| (path.strip_prefix(&root).unwrap().to_owned(), bytes));
        inside.collect::<Vec<_>>()
    };
    assert_eq!(names("far away/[a] vault"), names("private/vault"));
    let mode = |path: &str| fs::metadata(practice.path(path)).unwrap().permissions().mode() & 0o777;
    let sealed = "far away/[a] vault/clients/c-7f3k/2026-11-20-1400.md.age";
    assert_eq!((mode("far away/[a] vault"), mode(sealed)), (0o700, 0o600));
    // Another copy changes there, and a note is removed and another replaced here.
    let by_stick = |args: &[&str]| practice.run(&[&["vault"], args].concat());
    practice.ok(&["vault", "sync", "stick/vault"]);
    assert_eq!(practice.pipe(&["vault", "edit", NOTE, "--stdin"], "Seen once more.").code(), 0);
    let run = machine.sync("far away/[a] vault");
    assert!(run.code() == 0 && run.out() == format!("there: replaced {NOTE}\n"), "{run}");
    assert_eq!(by_stick(&["remove", NOTE, "--reason", "x", "--confirm", NOTE]).code(), 0);
    let run = machine.sync("far away/[a] vault");
    assert!(run.code() == 0 && run.out().contains(&format!("there: removed {NOTE}\n")), "{run}");
    assert_eq!(names("far away/[a] vault"), names("private/vault"));
    // Nothing of a text is anywhere in the clear, and nothing is left of the way.
    for (path, bytes) in practice.files(".") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Seen "), "{}", path.display());
        let path = path.to_str().unwrap();
        assert!(!path.contains("copy-by-ssh") && !path.contains("upload"), "{path}");
    }
    // What is no vault is left alone.
    practice.put("documents/letter.txt", "x");
    let run = machine.sync("documents");
    assert!(run.code() == 2 && run.err().contains("no vault"), "{run}");
}

#[test]
fn a_second_device_joins_a_vault_by_ssh() {
    let machine = Machine::new();
    let practice = &machine.practice;
    practice.filed(&["vault", "new", "c-7f3k", "--at", "2026-11-20 14:00", "--stdin"], "Seen.");
    assert_eq!(machine.sync("far").code(), 0);
    let chart = practice.path("chart").canonicalize().unwrap();
    practice.put("desk/config.toml", format!("[chart]\nroot = \"{}\"\n", chart.display()));
    let desk =
        |args: &[&str]| practice.run(&[&["--config", "desk/config.toml", "vault"], args].concat());
    let join = |far: &str| {
        let args = ["init", "--no-passphrase", "--vault", "desk/vault", "--join"];
        desk(&[&args[..], &[&machine.address(far)]].concat())
    };
    // Where no vault is, none is made, here or there.
    fs::create_dir(practice.path("empty")).unwrap();
    for far in ["nowhere", "empty"] {
        let run = join(far);
        assert!(run.code() == 2 && !practice.path("desk/vault").exists(), "{run}");
        assert!(!practice.path("nowhere").exists() && practice.files("empty").is_empty());
    }
    let run = join("far");
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.err().contains(&machine.address("far")), "{run}");
    let out = run.out();
    let key = out.split_whitespace().find(|word| word.starts_with("age1")).unwrap();
    practice.ok(&["vault", "keys", "add", key, "--label", "desk"]);
    practice.ok(&["vault", "rekey"]);
    assert_eq!(machine.sync("far").code(), 0);
    let run = desk(&["sync", &machine.address("far"), "--keys", "there"]);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(desk(&["show", NOTE]).out(), "Seen.");
    assert!(
        practice.files(".").iter().all(|(path, _)| !path.to_str().unwrap().contains("copy-by"))
    );
}

/// A connection that breaks after each of its commands in turn: every text is whole on this machine, and the
/// next meeting makes both the same.
#[test]
fn a_connection_that_breaks_loses_nothing() {
    let machine = Machine::new();
    let practice = &machine.practice;
    let new = |at: &str, text: &str| {
        practice.filed(&["vault", "new", "c-7f3k", "--at", at, "--stdin"], text);
    };
    new("2026-11-20 14:00", "First.");
    assert_eq!(machine.sync("far").code(), 0);
    let config = practice.path("ssh/ssh_config").to_str().unwrap().to_owned();
    let list = practice.path("ssh/list").to_str().unwrap().to_owned();
    let mut texts = vec!["First.".to_owned()];
    let mut were_cut = 0;
    for lines in 0..14 {
        let text = format!("After {lines} lines.");
        assert_eq!(practice.pipe(&["vault", "edit", NOTE, "--stdin"], &text).code(), 0);
        texts[0].clone_from(&text);
        let other = format!("Beside {lines}.");
        new("2026-11-21 09:00", &other);
        texts.push(other);
        // Only so many of the commands of the last list are done, then the connection is gone.
        let cut = format!(
            "cat >'{list}'\nif grep -q '^put\\|^rename' '{list}'; then head -n {lines} '{list}' | /usr/bin/sftp -F '{config}' \"$@\"; exit 255; fi\n{} <'{list}'",
            through(&config)
        );
        practice.script("ssh/bin/sftp", &cut);
        let run = machine.sync("far");
        were_cut += usize::from(run.code() == 2);
        practice.script("ssh/bin/sftp", &through(&config));
        let run = machine.sync("far");
        assert!(run.code() == 0, "{lines}: {run}{}", practice.read("ssh/log"));
        let listed = practice.run(&["vault", "list", "--json"]).json();
        let ids: Vec<String> = listed["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note["id"].as_str().unwrap().to_owned())
            .collect();
        let mut shown: Vec<String> =
            ids.iter().map(|id| practice.ok(&["vault", "show", id])).collect();
        shown.sort();
        let mut expected = texts.clone();
        expected.sort();
        assert_eq!(shown, expected, "{lines}");
        let sealed = |folder: &str| {
            let files = practice.files(folder).into_iter();
            files.map(|(_, bytes)| bytes).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(sealed("far"), sealed("private/vault"), "{lines}");
    }
    assert!(were_cut > 10, "{were_cut}");
}
