//! Nothing in chart or vault is read or written through a link, also while somebody exchanges one.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::disclosure::AUTHORIZATION;
use crate::practice::{NOTE_PATH, Practice, RELEASE, Run, TO_COURT};

const REASON: [&str; 4] = ["--to", "c-2mxr", "--reason", "mistaken"];

const OWN_MEASURE: &str = "title = \"Sleep\"\nsource = \"ours\"\nlicence = \"ours\"\nlanguage = \"en\"\n\
     range = [0, 4]\nvalues = [0, 1, 2]\nitems = 2\n";

/// A practice in which everything is there that a link could stand for.
fn full() -> Practice {
    let practice = Practice::with_note();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Sample"]);
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice.ok(&["template", "copy", "dap"]);
    practice.put("chart/templates/measures/sleep.toml", OWN_MEASURE);
    practice.put("letter.txt", "A letter.\n");
    practice.ok(&["document", "add", "c-7f3k", "letter.txt", "--kind", "letter"]);
    practice.ok(&["measure", "add", "c-7f3k", "phq2", "--items", "1,0", "--by", "client"]);
    practice.ok(&["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "mistaken"]);
    practice.ok(&["move", "c-2mxr/2026-11-20", "--to", "c-7f3k", "--reason", "right at first"]);
    practice.put("authorization.toml", AUTHORIZATION);
    practice.ok(&["authorization", "add", "c-7f3k", "--from", "authorization.toml"]);
    practice.ok(&[&["export", "c-7f3k", "-o", "before.md"], TO_COURT].concat());
    let args = ["vault", "new", "c-7f3k", "--at", "yesterday 14:00", "--stdin"];
    assert_eq!(practice.pipe(&args, "CANARY").code(), 0);
    practice.ok(&[RELEASE, &["-o", "released.md"]].concat());
    practice
}

/// Every file of the outside with its content.
fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let read = |path: &Path| fs::read(path).unwrap_or_default();
    entries.map(|entry| (entry.path().to_owned(), read(entry.path()))).collect()
}

/// Puts a link to a copy outside of the trees in the place of a file or folder.
fn link_away(practice: &Practice, place: &str) -> PathBuf {
    let outside = practice.path("outside");
    fs::create_dir_all(&outside).unwrap();
    let away = outside.join("it");
    fs::rename(practice.path(place), &away).unwrap();
    symlink(&away, practice.path(place)).unwrap();
    outside
}

fn refuses_the_link(run: &Run, what: &str, name: &str) {
    assert_eq!(run.code(), 2, "{what}: {run}");
    // An export names what stands in the way of a whole record.
    let says = ["is a symbolic link\n", "cannot be read; the first is"];
    assert!(says.iter().any(|said| run.err().contains(said)), "{what}: {run}");
    assert!(run.err().contains(name), "{what}: {run}");
}

#[test]
fn a_link_in_the_place_of_anything_is_refused_and_found() {
    let addition = ["amend", "c-7f3k/2026-11-20", "--kind", "addendum", "--reason", "x", "--stdin"];
    let client_edit = ["client", "edit", "c-7f3k", "--set", "closed=2026-11-21"];
    let edit = ["edit", "c-7f3k/2026-11-20", "--set", "goals=G1"];
    let new = ["new", "c-7f3k", "--stdin"];
    let show = ["show", "c-7f3k/2026-11-20"];
    let sign = ["sign", "c-7f3k/2026-11-20"];
    let from = ["authorization", "add", "c-7f3k", "--from", "authorization.toml"];
    let moves = [&["move", "c-7f3k/2026-11-20"][..], &REASON].concat();
    let leaves = [&["export", "c-7f3k", "-o", "left.md"], TO_COURT].concat();
    let releases = [RELEASE, &["-o", "left.md"]].concat();
    let whole = ["export", "c-7f3k", "--working-copy"];
    let paper = ["document", "add", "c-7f3k", "letter.txt", "--kind", "letter"];
    let answers = ["measure", "add", "c-7f3k", "phq2", "--items", "1,1", "--by", "client"];
    let client = "chart/clients/c-7f3k";
    let note = NOTE_PATH.strip_prefix("chart/clients/c-7f3k").unwrap();
    let places: Vec<(String, Vec<&[&str]>)> = vec![
        ("chart/casenotes.toml".into(), vec![&["list"], &new, &show, &["validate"]]),
        ("chart/allowed_signers".into(), vec![&sign, &["signer", "list"]]),
        ("chart/templates".into(), vec![&["template", "copy", "soap"], &new]),
        ("chart/templates/measures".into(), vec![]),
        ("chart/clients".into(), vec![&["client", "add", "--name", "Eve Sample"], &new, &["list"]]),
        (client.into(), vec![&new, &show, &edit, &client_edit, &from, &whole, &sign]),
        (format!("{client}/client.toml"), vec![&["client", "show", "c-7f3k"], &client_edit]),
        (format!("{client}/notes"), vec![&new, &show, &edit, &sign, &whole, &moves]),
        (format!("{client}{note}"), vec![&show, &edit, &sign, &whole]),
        (format!("{client}/authorizations"), vec![&from, &["authorization", "list", "c-7f3k"]]),
        (format!("{client}/disclosures"), vec![&leaves, &["disclosures", "c-7f3k"]]),
        (format!("{client}/moved"), vec![&moves]),
        (format!("{client}/documents"), vec![&paper, &["document", "list", "c-7f3k"]]),
        (format!("{client}/questionnaires"), vec![&answers, &["measure", "list", "c-7f3k"]]),
        ("private/vault/casenotes-vault.toml".into(), vec![&["vault", "list"]]),
        ("private/vault/recipients.txt".into(), vec![&["vault", "new", "c-7f3k", "--stdin"]]),
        ("private/vault/clients".into(), vec![&["vault", "list"], &["vault", "rekey"]]),
        (
            "private/vault/clients/c-7f3k".into(),
            vec![&["vault", "show", "c-7f3k"], &["vault", "new", "c-7f3k", "--stdin"]],
        ),
        ("private/vault/releases".into(), vec![&releases, &["vault", "releases"]]),
    ];
    let practice = full();
    for (place, commands) in places {
        let outside = link_away(&practice, &place);
        let before = bytes_of(&outside);
        for args in commands {
            let run = practice.pipe(args, "CANARY");
            let name = place.rsplit('/').next().unwrap();
            match name.ends_with(".md") {
                // It is listed nowhere, so that it is no note.
                true => assert_eq!(run.code(), 2, "{place}: {args:?}: {run}"),
                false => refuses_the_link(&run, &format!("{place}: {args:?}"), name),
            }
            assert!(!practice.path("left.md").exists(), "{place}: {args:?}");
            assert_eq!(bytes_of(&outside), before, "{place}: {args:?}");
        }
        let _ = practice.pipe(&addition, "CANARY");
        let run = practice.run(&["validate", "--fix", "--strict", "--short"]);
        let is_found = run.out().contains(&place) || run.err().contains(&place);
        assert!(run.code() > 0 && is_found, "{place}: {run}");
        // What marks a tree is read before anything is checked.
        if !place.contains("/casenotes") {
            assert_eq!(run.code(), 1, "{place}: {run}");
        }
        assert_eq!(bytes_of(&outside), before, "{place}");
        fs::remove_file(practice.path(&place)).unwrap();
        fs::rename(outside.join("it"), practice.path(&place)).unwrap();
    }
}

#[test]
fn a_note_never_goes_into_the_vault_by_a_link() {
    let practice = Practice::with_client();
    let sealed = practice.path("private/vault/clients/c-7f3k");
    fs::create_dir_all(&sealed).unwrap();
    symlink(&sealed, practice.path("chart/clients/c-7f3k/notes")).unwrap();
    let run = practice.pipe(&["new", "c-7f3k", "--stdin"], "CANARY");
    refuses_the_link(&run, "new", "c-7f3k/notes");
    assert_eq!(practice.files("private/vault/clients/c-7f3k"), []);
}

/// Exchanges a folder and a link to the outside for as long as a test wants.
fn while_exchanged(places: &[(PathBuf, PathBuf)], work: impl FnOnce()) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for (folder, link) in places {
                    renameat_with(CWD, folder, CWD, link, RenameFlags::EXCHANGE).unwrap();
                }
            }
        });
        // The thread must end even when the work fails.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        result.unwrap();
    });
}

/// Works on in a practice whose folders are exchanged for links all the while.
fn nothing_is_written_outside(places: [&str; 2], time: Duration) {
    let practice = Practice::with_signer();
    let outside = practice.path("outside");
    let places = places.map(|place| {
        let number = place.len().to_string();
        let (folder, link) = (practice.path(place), practice.path(&format!("link-{number}")));
        let away = outside.join(number);
        fs::create_dir_all(&folder).unwrap();
        // The outside looks as the inside does, so that every step could go on there.
        fs::create_dir_all(away.join("notes")).unwrap();
        fs::create_dir_all(away.join("c-7f3k")).unwrap();
        symlink(&away, &link).unwrap();
        (folder, link)
    });
    let before = bytes_of(&outside);
    let (mut filed, mut sealed, mut refused) = (0, 0, 0);
    let until = Instant::now() + time;
    while_exchanged(&places, || {
        while Instant::now() < until {
            for (args, filing) in [
                (&["new", "c-7f3k", "--stdin"][..], Some(&mut filed)),
                (&["edit", "c-7f3k", "--set", "goals=G1"], None),
                (&["sign", "c-7f3k"], None),
                (&["amend", "c-7f3k", "--kind", "addendum", "--reason", "x", "--stdin"], None),
                (&["client", "edit", "c-7f3k", "--set", "pronouns=they"], None),
                (&["vault", "new", "c-7f3k", "--stdin"], Some(&mut sealed)),
                (&["vault", "rekey"], None),
            ] {
                let run = practice.pipe(args, "CANARY");
                match (run.code(), filing) {
                    (0, Some(count)) => *count += 1,
                    (0, None) => {}
                    (1 | 2, _) => refused += 1,
                    (code, _) => panic!("{args:?} ended with {code}: {run}"),
                }
            }
        }
    });
    assert_eq!(bytes_of(&outside), before);
    // Whatever side the folders ended on, all that was said to be filed is there.
    for (folder, link) in &places {
        if folder.symlink_metadata().unwrap().is_symlink() {
            renameat_with(CWD, folder, CWD, link, RenameFlags::EXCHANGE).unwrap();
        }
    }
    let ending = |folder: &str, ending: &str| {
        let files = practice.files(folder).into_iter();
        let names = files.map(|(path, _)| path.to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(ending) && !name.contains("addendum")).count()
    };
    assert_eq!(ending("chart/clients/c-7f3k/notes", ".md"), filed);
    assert_eq!(ending("private/vault/clients/c-7f3k", ".md.age"), sealed);
    assert!(refused > 0, "no link was ever met");
    assert!(filed + sealed > 0, "nothing was ever filed");
}

const INNER: [&str; 2] = ["chart/clients/c-7f3k/notes", "private/vault/clients/c-7f3k"];
const OUTER: [&str; 2] = ["chart/clients/c-7f3k", "private/vault/clients"];

#[test]
fn a_folder_that_is_exchanged_for_a_link_leads_nothing_outside() {
    for places in [INNER, OUTER] {
        nothing_is_written_outside(places, Duration::from_secs(3));
    }
}

#[test]
#[cfg(feature = "interop")]
fn a_folder_that_is_exchanged_for_a_link_for_a_minute_leads_nothing_outside() {
    for places in [INNER, OUTER] {
        nothing_is_written_outside(places, Duration::from_secs(30));
    }
}
