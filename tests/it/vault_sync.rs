//! `casenotes vault sync`, `vault remove` and `vault move`: two devices with one vault.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::practice::{Practice, Run};

const HERE: &str = "private/vault";
const STICK: &str = "stick/vault";
const MINUTE: &str = "2026-11-20 14:00";
const X: &str = "c-7f3k/2026-11-20-1400";

/// Two devices of one therapist, with one key, and a vault on each; they meet on a stick.
struct Devices {
    practice: Practice,
}

const CONFIGS: [&str; 2] = ["home/.config/casenotes/config.toml", "desk/config.toml"];
const VAULTS: [&str; 2] = [HERE, "desk/vault"];

impl Devices {
    fn new() -> Self {
        let practice = Practice::with_client();
        let config = practice.read(CONFIGS[0]);
        let root = practice.path(HERE).canonicalize().unwrap();
        let desk = practice.path(VAULTS[1]);
        let config = config.replace(root.to_str().unwrap(), desk.to_str().unwrap());
        practice.put(CONFIGS[1], config);
        copy(&practice.path(HERE), &desk);
        let devices = Self { practice };
        let run = devices.run(1, &["vault", "keys", "accept", "--yes"], "");
        assert_eq!(run.code(), 0, "{run}");
        devices
    }

    fn run(&self, device: usize, args: &[&str], text: &str) -> Run {
        self.practice.pipe(&[&["--config", CONFIGS[device]], args].concat(), text)
    }

    fn ok(&self, device: usize, args: &[&str], text: &str) -> Run {
        let run = self.run(device, args, text);
        assert_eq!(run.code(), 0, "{args:?}: {run}");
        run
    }

    fn new_note(&self, device: usize, text: &str) -> String {
        let args = ["vault", "new", "c-7f3k", "--at", MINUTE, "--stdin"];
        self.ok(device, &args, text).out().trim().to_owned()
    }

    fn edit(&self, device: usize, id: &str, text: &str) {
        self.ok(device, &["vault", "edit", id, "--stdin"], text);
    }

    fn sync(&self, device: usize) -> Run {
        self.run(device, &["vault", "sync", STICK], "")
    }

    fn synced(&self, device: usize) {
        let run = self.sync(device);
        assert_eq!(run.code(), 0, "{run}");
    }

    fn ids(&self, device: usize) -> Vec<String> {
        let run = self.run(device, &["vault", "list", "--json"], "");
        let notes = run.json()["notes"].as_array().unwrap().clone();
        notes.iter().map(|note| note["id"].as_str().unwrap().to_owned()).collect()
    }

    fn texts(&self, device: usize) -> BTreeSet<String> {
        let show = |id: &String| self.ok(device, &["vault", "show", id], "").out();
        self.ids(device).iter().map(show).collect()
    }
}

/// Copies a tree as another program would: bytes and modes, and nothing else.
fn copy(from: &Path, to: &Path) {
    let mut command = std::process::Command::new("cp");
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    assert!(command.arg("-a").arg(from).arg(to).status().unwrap().success());
}

fn texts(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_note_goes_by_a_stick_to_the_other_device_and_its_later_version_back() {
    let devices = Devices::new();
    assert_eq!(devices.new_note(0, "First."), X);
    devices.synced(0);
    devices.synced(1);
    assert_eq!(devices.texts(1), texts(&["First."]));
    devices.edit(1, X, "Second.");
    devices.synced(1);
    let run = devices.sync(0);
    assert_eq!(run.out(), format!("here: replaced {X}\n"));
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(devices.texts(0), texts(&["Second."]));
    // Nothing more is to be done, and the copies are the same, file by file.
    let run = devices.sync(0);
    assert_eq!(run.out(), "");
    let names = |folder: &str| {
        let files = devices.practice.files(folder);
        let root = devices.practice.path(folder);
        files
            .into_iter()
            .map(|(path, bytes)| (path.strip_prefix(&root).unwrap().to_owned(), bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(HERE), names(STICK));
    // Nothing of a text is anywhere in the clear, and nothing but names and digests is remembered.
    for (path, bytes) in devices.practice.files(".") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Second.") && !text.contains("First."), "{}", path.display());
    }
}

#[test]
fn two_notes_of_one_minute_both_stay_and_every_device_calls_them_the_same() {
    let devices = Devices::new();
    devices.new_note(0, "Mine.");
    devices.new_note(1, "Theirs.");
    devices.synced(0);
    devices.synced(1);
    devices.synced(0);
    for device in [0, 1] {
        assert_eq!(devices.texts(device), texts(&["Mine.", "Theirs."]));
        assert_eq!(devices.ids(device), [X.to_owned(), format!("{X}-2")]);
    }
    assert_eq!(
        devices.ok(0, &["vault", "show", X], "").out(),
        devices.ok(1, &["vault", "show", X], "").out()
    );
}

#[test]
fn versions_that_were_written_apart_both_stay_and_are_named() {
    let devices = Devices::new();
    devices.new_note(0, "First.");
    devices.synced(0);
    devices.synced(1);
    devices.edit(0, X, "At the laptop.");
    devices.edit(1, X, "At the desk.");
    devices.synced(0);
    let run = devices.sync(1);
    let said = format!("warning: {X} and {X}-2 are two versions of one note, written apart");
    assert!(run.code() == 1 && run.err().contains(&said), "{run}");
    assert_eq!(devices.texts(1), texts(&["At the desk.", "At the laptop."]));
    // Settled on one device, it is settled on the other.
    let second = format!("{X}-2");
    devices.edit(1, X, "At the laptop, and at the desk.");
    devices.ok(
        1,
        &["vault", "remove", &second, "--reason", "in the other", "--confirm", &second],
        "",
    );
    devices.synced(1);
    devices.synced(0);
    for device in [0, 1] {
        assert_eq!(devices.texts(device), texts(&["At the laptop, and at the desk."]));
    }
    // The same words on both are one version.
    devices.edit(0, X, "The same.");
    devices.edit(1, X, "The same.");
    devices.synced(0);
    devices.synced(1);
    assert_eq!(devices.texts(1), texts(&["The same."]));
}

#[test]
fn what_is_missing_comes_back_and_what_was_removed_does_not() {
    let devices = Devices::new();
    devices.new_note(0, "Kept.");
    devices.synced(0);
    devices.synced(1);
    let path = format!("{HERE}/clients/{X}.md.age");
    fs::remove_file(devices.practice.path(&path)).unwrap();
    let run = devices.run(0, &["vault", "list"], "");
    let gone = format!(
        "warning: not there any more, and not removed with `casenotes vault remove`: `{X}`"
    );
    assert!(run.err().contains(&gone), "{run}");
    let run = devices.sync(0);
    assert_eq!(run.out(), format!("here: new {X}\n"));
    assert!(!devices.run(0, &["vault", "list"], "").err().contains("not there any more"));
    let remove = ["vault", "remove", X, "--reason", "written by mistake", "--confirm"];
    let refused = devices.run(0, &[&remove[..], &["c-7f3k"]].concat(), "");
    assert!(refused.code() == 2 && devices.practice.path(&path).exists(), "{refused}");
    devices.ok(0, &[&remove[..], &[X]].concat(), "");
    devices.synced(0);
    let run = devices.sync(1);
    assert!(run.code() == 0 && run.out().contains(&format!("here: removed {X}\n")), "{run}");
    assert_eq!(devices.ids(1), Vec::<String>::new());
    devices.synced(0);
    assert_eq!(devices.ids(0), Vec::<String>::new());
    assert_eq!(devices.run(0, &["vault", "verify", "--strict"], "").code(), 0);
    // An old copy of it, such as of a backup, does not bring it back; what was written since stays.
    let other = devices.new_note(0, "Another.");
    devices.synced(0);
    devices.synced(1);
    devices.edit(1, &other, "Another, continued.");
    devices.ok(0, &["vault", "remove", &other, "--reason", "x", "--confirm", &other], "");
    devices.synced(0);
    devices.synced(1);
    devices.synced(0);
    assert_eq!(devices.texts(0), texts(&["Another, continued."]));
    // What was deleted by hand is removed by its name, and then nobody misses it.
    fs::remove_file(devices.practice.path(&format!("{HERE}/clients/{other}.md.age"))).unwrap();
    devices.ok(0, &["vault", "remove", &other, "--reason", "x", "--confirm", &other], "");
    assert!(!devices.run(0, &["vault", "list"], "").err().contains("not there any more"));
    devices.synced(0);
    assert_eq!(devices.ids(0), Vec::<String>::new());
}

#[test]
fn what_a_program_writes_over_a_version_that_was_sealed_here_is_noticed() {
    let devices = Devices::new();
    devices.new_note(0, "First.");
    devices.synced(0);
    devices.synced(1);
    devices.edit(0, X, "At the laptop.");
    devices.edit(1, X, "At the desk.");
    // `rsync --archive --update`, which knows nothing of versions.
    let file =
        |device: usize| devices.practice.path(&format!("{}/clients/{X}.md.age", VAULTS[device]));
    let mine = fs::read(file(0)).unwrap();
    fs::copy(file(1), file(0)).unwrap();
    let run = devices.ok(0, &["vault", "show", X], "");
    let said = format!(
        "warning: what this machine sealed last was written over by something that does not follow it: `{X}`"
    );
    assert!(run.err().contains(&said), "{run}");
    // It is noticed until it is settled: by another copy, which has it still.
    assert!(devices.ok(0, &["vault", "search", "desk"], "").err().contains(&said));
    devices.practice.put(&format!("{STICK}/clients/{X}.md.age"), &mine);
    let run = devices.sync(0);
    assert!(run.code() == 1 && run.err().contains("two versions of one note"), "{run}");
    assert_eq!(devices.texts(0), texts(&["At the desk.", "At the laptop."]));
    assert!(!devices.ok(0, &["vault", "show", X], "").err().contains("written over"));
    // A later version from the other device is no loss, and is not told of.
    devices.edit(1, X, "At the desk, later.");
    devices.practice.put(&format!("{STICK}/clients/{X}.md.age"), fs::read(file(1)).unwrap());
    let before = devices.sync(0);
    assert!(!before.err().contains("written over"), "{before}");
    // Nor is a copy that a program has put beside.
    let devices = Devices::new();
    devices.new_note(0, "First.");
    devices.synced(0);
    devices.synced(1);
    devices.edit(0, X, "At the laptop.");
    devices.edit(1, X, "At the desk.");
    let file =
        |device: usize| devices.practice.path(&format!("{}/clients/{X}.md.age", VAULTS[device]));
    let beside = format!("{HERE}/clients/{X}.sync-conflict-20261124-093012-ABCDEFG.md.age");
    fs::copy(file(0), devices.practice.path(&beside)).unwrap();
    fs::copy(file(1), file(0)).unwrap();
    assert!(!devices.ok(0, &["vault", "show", X], "").err().contains("written over"));
    let copy = format!("clients/{X}.sync-conflict-20261124-093012-ABCDEFG.md.age");
    devices.ok(0, &["vault", "drafts", "--restore", &copy], "");
    assert_eq!(devices.texts(0), texts(&["At the desk.", "At the laptop."]));
}

#[test]
fn a_copy_that_is_an_earlier_or_a_later_version_is_no_second_note() {
    let devices = Devices::new();
    devices.new_note(0, "First.");
    let note = format!("{HERE}/clients/{X}.md.age");
    let copy = "clients/c-7f3k/2026-11-20-1400 (conflicted copy).md.age";
    let first = fs::read(devices.practice.path(&note)).unwrap();
    devices.edit(0, X, "Second.");
    let second = fs::read(devices.practice.path(&note)).unwrap();
    devices.practice.put(&format!("{HERE}/{copy}"), &first);
    let run = devices.ok(0, &["vault", "drafts", "--restore", copy], "");
    assert!(run.err().contains("is a later version of it, so nothing was filed"), "{run}");
    devices.practice.put(&format!("{HERE}/{copy}"), &second);
    devices.practice.put(&note, &first);
    let run = devices.ok(0, &["vault", "drafts", "--restore", copy], "");
    assert!(run.err().contains("with the later version in the copy"), "{run}");
    assert_eq!(devices.texts(0), texts(&["Second."]));
}

#[test]
fn a_note_of_the_wrong_client_is_moved_on_every_device_and_says_where_it_was() {
    let devices = Devices::new();
    devices.practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    devices.new_note(0, "Of Ana.");
    devices.new_note(0, "Of Ana, too.");
    devices.synced(0);
    devices.synced(1);
    let mv = ["vault", "move", X, "--to", "c-2mxr", "--reason", "same first name"];
    assert_eq!(devices.ok(0, &mv, "").out(), "c-2mxr/2026-11-20-1400\n");
    let raw = devices.ok(0, &["vault", "show", "c-2mxr", "--raw"], "").out();
    assert!(raw.contains(&format!("moved_from = \"{X}\"")) && raw.ends_with("Of Ana."), "{raw}");
    devices.synced(0);
    devices.synced(1);
    let moved = ["c-2mxr/2026-11-20-1400".to_owned(), format!("{X}-2")];
    assert_eq!(devices.ids(1), moved);
    let all = ["vault", "move", "c-7f3k", "--all", "--to", "c-2mxr", "--reason", "entered twice"];
    assert_eq!(devices.ok(1, &all, "").out(), "c-2mxr/2026-11-20-1400-2\n");
    devices.synced(1);
    devices.synced(0);
    assert_eq!(devices.texts(0), texts(&["Of Ana.", "Of Ana, too."]));
    assert_eq!(devices.run(0, &["vault", "verify", "--strict"], "").code(), 0);
    let nobody = devices.run(0, &["vault", "move", X, "--to", "c-zzzz", "--reason", "x"], "");
    assert_eq!(nobody.code(), 2, "{nobody}");
}

#[test]
fn a_changed_list_of_recipients_is_agreed_to_and_never_merged() {
    let devices = Devices::new();
    devices.new_note(0, "First.");
    devices.synced(0);
    devices.synced(1);
    let paper = ["vault", "keys", "add", "--paper", "--label", "paper"];
    devices.ok(0, &paper, "");
    devices.ok(0, &["vault", "rekey"], "");
    // The list was changed here alone, by the owner's word: it goes along.
    devices.synced(0);
    let run = devices.sync(1);
    let said = "error: the other copy has another list of recipients: added `paper`";
    assert!(run.code() == 2 && run.err().contains(said), "{run}");
    let list = |folder: &str| devices.practice.read(&format!("{folder}/recipients.txt"));
    assert_ne!(list(VAULTS[1]), list(STICK));
    devices.ok(1, &["vault", "sync", STICK, "--keys", "there"], "");
    assert_eq!(list(VAULTS[1]), list(STICK));
    // The note that was sealed anew has replaced the one that was not, as the same version.
    assert_eq!(devices.run(1, &["vault", "verify", "--strict"], "").code(), 0);
    assert_eq!(devices.ids(1), [X]);
    // A stranger's key on the stick gets nothing, and no text.
    let stranger = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    devices
        .practice
        .put(&format!("{STICK}/recipients.txt"), format!("{}# desktop\n{stranger}\n", list(STICK)));
    for device in [0, 1] {
        let run = devices.sync(device);
        assert!(run.code() == 2 && run.err().contains("added `desktop`"), "{run}");
    }
    devices.ok(0, &["vault", "sync", STICK, "--keys", "here"], "");
    assert!(!list(STICK).contains(stranger));
}

#[test]
fn only_copies_of_one_vault_are_made_one_and_what_does_not_open_is_kept() {
    let devices = Devices::new();
    devices.new_note(0, "First.");
    let refused = |folder: &str, why: &str| {
        let run = devices.run(0, &["vault", "sync", folder], "");
        assert!(run.code() == 2 && run.err().contains(why), "{folder}: {run}");
    };
    refused(HERE, "is this vault itself");
    refused("private/vault/clients", "is this vault itself");
    refused("chart", "");
    devices.practice.put("full/x", "x");
    refused("full", "is not empty, and no vault");
    devices.synced(0);
    let marker = format!("{STICK}/casenotes-vault.toml");
    let own = devices.practice.read(&marker);
    devices.practice.put(&marker, "format = 1\nid = \"v-00000000\"\n");
    refused(STICK, "is another vault than this one");
    devices.practice.put(&marker, own);
    // A file that another key opens, or none, stays where it is and comes along.
    let damaged = format!("{STICK}/clients/c-7f3k/2026-11-19-0900.md.age");
    let bytes = fs::read(devices.practice.path(&format!("{HERE}/clients/{X}.md.age"))).unwrap();
    devices.practice.put(&damaged, &bytes[..bytes.len() - 3]);
    let run = devices.sync(0);
    assert!(run.code() == 1 && run.err().contains("c-7f3k/2026-11-19-0900 does not open"), "{run}");
    assert!(
        devices.practice.path(&format!("{HERE}/clients/c-7f3k/2026-11-19-0900.md.age")).exists()
    );
}

#[test]
fn notes_of_format_1_are_read_and_are_the_same_on_every_device() {
    let devices = Devices::new();
    // As the versions before sealed them: by age itself, and without a word of versions.
    let recipient = devices.practice.own_recipient();
    let recipient: age::x25519::Recipient = recipient.parse().unwrap();
    let seal = |text: &str| {
        let front = "+++\nclient = \"c-7f3k\"\nsession = 2026-11-20T14:00:00-05:00\nsealed_to = \"sha256:0\"\n+++\n\n";
        age::encrypt(&recipient, format!("{front}{text}").as_bytes()).unwrap()
    };
    for vault in VAULTS {
        // Each device has sealed it once more on its own, as `rekey` did.
        devices.practice.put(&format!("{vault}/clients/{X}.md.age"), seal("Old."));
    }
    devices.synced(0);
    devices.synced(1);
    assert_eq!(devices.ids(1), [X]);
    devices.edit(1, X, "Old, continued.");
    devices.ok(0, &["vault", "rekey"], "");
    devices.synced(0);
    devices.synced(1);
    devices.synced(0);
    assert_eq!(devices.texts(0), texts(&["Old, continued."]));
}

/// Edits, removals, moves, keys and meetings in any order: every text that nobody has replaced or removed is
/// there in the end, on both devices.
#[test]
fn nothing_is_lost_in_a_walk_of_two_devices() {
    // A longer walk, where somebody has the time: CASENOTES_WALK=2000.
    let steps = std::env::var("CASENOTES_WALK").ok();
    let steps = steps.map_or(60, |steps| steps.parse().expect("CASENOTES_WALK is a number"));
    for seed in [1, 2, 3] {
        let devices = Devices::new();
        devices.practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
        let mut random = StdRng::seed_from_u64(seed);
        // What each device must have, by its own writing; a text that was seen and replaced, or removed,
        // may go everywhere.
        let mut written: BTreeSet<String> = BTreeSet::new();
        let mut replaced: BTreeSet<String> = BTreeSet::new();
        for step in 0..steps {
            let device = random.gen_range(0..2);
            let text = format!("Text {step} of {seed}.");
            let ids = devices.ids(device);
            let chosen = (!ids.is_empty()).then(|| ids[random.gen_range(0..ids.len())].clone());
            let shown = |id: &str| devices.ok(device, &["vault", "show", id], "").out();
            match (random.gen_range(0..10), chosen) {
                (0..=2, _) | (_, None) => {
                    devices.new_note(device, &text);
                    written.insert(text);
                }
                (3..=4, Some(id)) => {
                    replaced.insert(shown(&id));
                    devices.edit(device, &id, &text);
                    written.insert(text);
                }
                (5, Some(id)) => {
                    replaced.insert(shown(&id));
                    devices.ok(
                        device,
                        &["vault", "remove", &id, "--reason", "x", "--confirm", &id],
                        "",
                    );
                }
                (6, Some(id)) => {
                    let to = if id.starts_with("c-7f3k") { "c-2mxr" } else { "c-7f3k" };
                    devices.ok(device, &["vault", "move", &id, "--to", to, "--reason", "x"], "");
                }
                (7, Some(_)) => {
                    let paper = ["vault", "keys", "add", "--paper", "--label", &text];
                    devices.ok(device, &paper, "");
                    devices.ok(device, &["vault", "rekey"], "");
                    let run = devices.run(device, &["vault", "sync", STICK, "--keys", "here"], "");
                    assert!(run.code() <= 1, "{run}");
                }
                _ => {
                    let run = devices.run(device, &["vault", "sync", STICK, "--keys", "there"], "");
                    assert!(run.code() <= 1, "{run}");
                }
            }
        }
        for device in [0, 1, 0] {
            let run = devices.run(device, &["vault", "sync", STICK, "--keys", "there"], "");
            assert!(run.code() <= 1, "{run}");
        }
        let (here, there) = (devices.texts(0), devices.texts(1));
        assert_eq!(here, there, "seed {seed}");
        let lost: Vec<&String> = written
            .iter()
            .filter(|text| !replaced.contains(*text) && !here.contains(*text))
            .collect();
        assert_eq!(lost, Vec::<&String>::new(), "seed {seed}");
        assert!(!here.is_empty());
    }
}

/// `V3`: a private git repository between the devices, and both have committed before they met.
#[test]
fn both_versions_of_a_conflict_of_git_are_taken_in() {
    let devices = Devices::new();
    let practice = &devices.practice;
    let git = |folder: &str, args: &[&str]| {
        let output = practice.git_in(folder, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    let done = |folder: &str, args: &[&str]| {
        let (is_done, said) = git(folder, args);
        assert!(is_done, "{args:?}: {said}");
    };
    done(".", &["init", "--quiet", "--bare", "server.git"]);
    let clones = ["clone-0", "clone-1"];
    let save = |folder: &str| {
        done(folder, &["add", "--all"]);
        done(folder, &["commit", "--quiet", "--message", "sync"]);
    };
    let sync = |device: usize| devices.run(device, &["vault", "sync", clones[device]], "");
    done(".", &["clone", "--quiet", "server.git", clones[0]]);
    devices.new_note(0, "First.");
    assert_eq!(sync(0).code(), 0);
    save(clones[0]);
    done(clones[0], &["push", "--quiet", "--set-upstream", "origin", "HEAD"]);
    done(".", &["clone", "--quiet", "server.git", clones[1]]);
    assert_eq!(sync(1).code(), 0);
    for (device, text) in [(0, "At the laptop."), (1, "At the desk.")] {
        devices.edit(device, X, text);
        assert_eq!(sync(device).code(), 0);
        save(clones[device]);
    }
    done(clones[0], &["push", "--quiet"]);
    let (is_merged, _) = git(clones[1], &["pull", "--quiet", "--no-rebase"]);
    assert!(!is_merged, "git must not merge two sealed files");
    let run = sync(1);
    assert!(run.code() == 1 && run.err().contains("What a merge of git had left open"), "{run}");
    assert_eq!(devices.texts(1), texts(&["At the desk.", "At the laptop."]));
    save(clones[1]);
    done(clones[1], &["push", "--quiet"]);
    done(clones[0], &["pull", "--quiet", "--no-rebase"]);
    assert_eq!(sync(0).code(), 1);
    assert_eq!(devices.texts(0), texts(&["At the desk.", "At the laptop."]));
    // A vault that is such a clone itself is found to be in order, whatever modes git has given its files.
    let config = practice.read(CONFIGS[1]).replace("desk/vault", clones[1]);
    practice.put("clone/config.toml", config);
    let root = practice.path(clones[1]);
    std::process::Command::new("chmod").args(["-R", "go+r"]).arg(&root).status().unwrap();
    std::process::Command::new("chmod").arg("700").arg(&root).status().unwrap();
    let run = practice.run(&["--config", "clone/config.toml", "validate", "--short"]);
    assert!(!run.out().contains("VT003") && !run.out().contains("VT009"), "{run}");
    std::process::Command::new("chmod").arg("755").arg(&root).status().unwrap();
    let run = practice.run(&["--config", "clone/config.toml", "validate", "--short"]);
    assert!(run.out().contains("VT003"), "{run}");
}

/// `V3`, a second device from nothing: its own key, the vault's name and list, and the notes once it is let in.
#[test]
fn a_second_device_joins_with_a_key_of_its_own() {
    let practice = Practice::with_client();
    practice.filed(&["vault", "new", "c-7f3k", "--at", MINUTE, "--stdin"], "First.");
    practice.ok(&["vault", "sync", STICK]);
    let chart = practice.path("chart");
    let config = format!(
        "[chart]\nroot = \"{}\"\n# mine\n[clinician]\nname = \"Dana Okafor\"\n",
        chart.display()
    );
    practice.put("desk/config.toml", &config);
    let desk = |args: &[&str]| practice.run(&[&["--config", "desk/config.toml"], args].concat());
    let none = desk(&["vault", "list"]);
    assert!(none.code() == 2 && none.err().contains("vault"), "{none}");
    let init = ["vault", "init", "--vault", "desk/vault", "--join", STICK, "--no-passphrase"];
    let run = desk(&init);
    assert_eq!(run.code(), 0, "{run}");
    let recipient = run
        .out()
        .lines()
        .find_map(|line| line.strip_prefix("recipient     ").map(str::to_owned))
        .unwrap();
    assert!(
        practice.read("desk/config.toml").starts_with(&config),
        "{}",
        practice.read("desk/config.toml")
    );
    let again = desk(&init);
    assert!(again.code() == 2 && again.err().contains("there is something already"), "{again}");
    // Before it is let in it takes nothing, and does not take the notes for a stranger's.
    let early = desk(&["vault", "sync", STICK]);
    assert!(
        early.code() == 2
            && early.err().contains("none of your identities is among the recipients"),
        "{early}"
    );
    practice.ok(&["vault", "keys", "add", &recipient, "--label", "desk"]);
    practice.ok(&["vault", "sync", STICK]);
    // On the list, and nothing is sealed to it yet: what is not for it stays where it is.
    let half = desk(&["vault", "sync", STICK, "--keys", "there"]);
    assert!(
        half.code() == 1 && half.err().contains("sealed to other keys than this machine's"),
        "{half}"
    );
    assert_eq!(practice.files("desk/vault/clients"), []);
    practice.ok(&["vault", "rekey"]);
    practice.ok(&["vault", "sync", STICK]);
    let run = desk(&["vault", "sync", STICK]);
    assert_eq!((run.code(), run.out()), (0, format!("here: new {X}\n")), "{run}");
    let show = desk(&["vault", "show", X]);
    assert_eq!(show.out(), "First.");
    let edit =
        practice.pipe(&["--config", "desk/config.toml", "vault", "edit", X, "--stdin"], "Second.");
    assert_eq!(edit.code(), 0, "{edit}");
    assert_eq!(desk(&["vault", "sync", STICK]).code(), 0);
    practice.ok(&["vault", "sync", STICK]);
    assert_eq!(practice.ok(&["vault", "show", X]), "Second.");
}

#[test]
fn a_configuration_without_a_vault_gets_one_and_nothing_else_is_touched() {
    let practice = Practice::with_client();
    let chart = practice.path("chart");
    let config =
        format!("[chart]\nroot = \"{}\"\n[clinician]\nname = \"Sam Trainee\"\n", chart.display());
    practice.put("sam/config.toml", &config);
    let sam = |args: &[&str], text: &str| {
        practice.pipe(&[&["--config", "sam/config.toml"], args].concat(), text)
    };
    // Not in the chart, and nothing is left of the attempt.
    let before = practice.files("sam");
    let run = sam(&["vault", "init", "--vault", "chart/vault", "--no-passphrase"], "");
    assert_eq!(run.code(), 2, "{run}");
    let stranger =
        sam(&["vault", "init", "--vault", "sam/vault", "--join", "chart", "--no-passphrase"], "");
    assert_eq!(stranger.code(), 2, "{stranger}");
    assert_eq!(practice.files("sam"), before);
    let run = sam(&["vault", "init", "--vault", "sam/vault", "--no-passphrase"], "");
    assert_eq!(run.code(), 0, "{run}");
    let id = sam(&["vault", "new", "c-7f3k", "--at", MINUTE, "--stdin"], "Mine.");
    assert_eq!(id.out(), format!("{X}\n"), "{id}");
    assert_eq!(sam(&["vault", "show", X], "").out(), "Mine.");
    assert_eq!(sam(&["validate"], "").code(), 0);
}
