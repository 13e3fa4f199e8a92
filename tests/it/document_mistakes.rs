//! Documents that were filed by mistake, moved, or not fetched: nothing of them is lost, and what is the matter
//! is said.

use std::collections::BTreeMap;
use std::fs;

use sha2::{Digest, Sha256};

use crate::document::{PDF, filed, place};
use crate::practice::{Practice, search_path};

/// A practice with a signing key, whose chart is committed.
fn committed() -> Practice {
    let practice = Practice::with_signer().env("PATH", &search_path());
    for (key, value) in [("user.name", "Dana Okafor"), ("user.email", "dana@example.org")] {
        practice.git(&["config", key, value]);
    }
    practice.ok(&["hooks", "install"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "x"]);
    practice
}

fn files(practice: &Practice, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let found = practice.files(&format!("chart/clients/c-7f3k/{folder}"));
    let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    found.into_iter().map(|(path, bytes)| (name(&path), bytes)).collect()
}

#[test]
fn a_document_that_is_discarded_comes_back_byte_for_byte() {
    let practice = committed();
    let id = filed(&practice, PDF, &["-k", "letter", "--commit"]);
    let name = id.split_once('/').unwrap().1;
    let before = files(&practice, "documents");
    let codes = || {
        let found = practice.run(&["validate", "--deep", "--short"]).out();
        found.lines().filter(|line| line.contains("error[")).map(str::to_owned).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        let discard = ["document", "discard", &id, "--reason", "scanned twice", "--commit"];
        let run = practice.run(&discard);
        assert_eq!(run.code(), 0, "{run}");
        assert!(run.err().contains(&format!("`casenotes document restore {id}` takes it back")));
        assert_eq!(files(&practice, "documents").len(), 0);
        let away = files(&practice, "discarded");
        assert_eq!(away[&format!("{name}.pdf")], PDF.as_bytes());
        let said = String::from_utf8(away[&format!("{name}.toml")].clone()).unwrap();
        assert!(said.contains("reason = \"scanned twice\""), "{said}");
        assert!(said.contains("discarded_by = \"Dana Okafor, LCSW\""), "{said}");
        assert!(
            practice.run(&["document", "list", "--json"]).json()["documents"]
                == serde_json::json!([])
        );
        assert_eq!(codes(), [""; 0]);
        // The hook has let it pass, and so does a look at what was changed since.
        let since = practice.run(&["validate", "--changed", "HEAD~1", "--short"]);
        assert!(
            since.code() == 0 && practice.git(&["status", "--porcelain"]).is_empty(),
            "{since}"
        );
        // What was put away stays as it is.
        let bytes = format!("chart/clients/c-7f3k/discarded/{name}.pdf");
        for text in [Some("other"), None] {
            match text {
                Some(text) => practice.put(&bytes, text),
                None => fs::remove_file(practice.path(&bytes)).unwrap(),
            }
            let changed = practice.run(&["validate", "--changed", "--short"]).out();
            assert!(changed.contains("error[CM005]"), "{changed}");
            practice.git(&["reset", "--quiet", "--hard"]);
        }
        assert_eq!(practice.ok(&["document", "restore", "c-7f3k", "--commit"]).trim(), id);
        assert_eq!(
            (files(&practice, "documents"), files(&practice, "discarded").len()),
            (before.clone(), 0)
        );
        let since = practice.run(&["validate", "--changed", "HEAD~1", "--short"]);
        assert!(
            since.code() == 0 && practice.git(&["status", "--porcelain"]).is_empty(),
            "{since}"
        );
    }
    let run = practice.run(&["document", "restore", &id]);
    assert!(run.code() == 2 && run.err().contains("was discarded"), "{run}");
    // By hand it cannot be put away: then it is gone.
    fs::remove_file(practice.path(&format!("{}.toml", place(&id)))).unwrap();
    let changed = practice.run(&["validate", "--changed", "--short"]).out();
    assert!(changed.contains("error[CM005]"), "{changed}");
}

#[test]
fn what_is_signed_or_named_by_another_is_never_discarded() {
    let practice = committed();
    let id = filed(&practice, PDF, &["-k", "letter"]);
    let release = filed(&practice, PDF, &["-k", "release"]);
    practice.put("signed.toml", crate::disclosure::AUTHORIZATION);
    let add = ["authorization", "add", "c-7f3k", "--from", "signed.toml", "--document", &release];
    let named = [&add[..5], &["--document", release.split_once('/').unwrap().1]].concat();
    let authorization = practice.ok(&named).trim().to_owned();
    practice.put("better.pdf", PDF.replace("Size 1", "Size 2"));
    let amend = ["document", "amend", &id, "better.pdf", "--reason", "a page was missing"];
    let better = practice.ok(&amend).trim().to_owned();
    practice.ok(&["sign", &better]);
    let before = files(&practice, "documents");
    let discard =
        |id: &str, reason: &str| practice.run(&["document", "discard", id, "--reason", reason]);
    for (id, reason, why) in [
        (&*id, "x", format!("`{better}` refers to the document")),
        (&release, "x", format!("`{authorization}` refers to the document")),
        (&better, "x", "is signed, and a signed document is never discarded".to_owned()),
        ("c-7f3k", "x", "name the document that is meant".to_owned()),
        (&id, " ", "reason".to_owned()),
    ] {
        let run = discard(id, reason);
        assert!(run.code() == 2 && run.err().contains(&why), "{why}: {run}");
    }
    assert_eq!(files(&practice, "documents"), before);
    assert_eq!(files(&practice, "discarded").len(), 0);
}

#[test]
fn a_document_is_found_by_the_id_that_it_had() {
    let practice = committed();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let id = filed(&practice, PDF, &["-k", "letter"]);
    let said = practice.read(&format!("{}.toml", place(&id)));
    practice.ok(&["document", "move", &id, "--to", "c-2mxr", "--reason", "same first name"]);
    let new = id.replace("c-7f3k", "c-2mxr");
    for old in [&*id, "c-7f3k/2026-11-24-letter"] {
        let run = practice.run(&["document", "show", old]);
        assert_eq!((run.code(), run.out()), (0, said.clone()), "{run}");
        assert!(run.err().contains(&format!("{new} is not signed")), "{run}");
        assert_eq!(practice.ok(&["document", "show", old, "--bytes"]), PDF);
        let told = practice.run(&["history", old, "--json"]).json();
        assert_eq!(told["note"], new.as_str());
    }
    // Who writes to it says its id of today.
    for args in [&["sign", &id][..], &["document", "discard", &id, "--reason", "x"]] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.err().contains(&format!("It is `{new}` now.")), "{run}");
    }
}

#[test]
fn what_git_lfs_has_not_fetched_is_said_to_be_so() {
    let practice = committed();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let id = filed(&practice, PDF, &["-k", "letter"]);
    let digest: String = Sha256::digest(PDF).iter().map(|byte| format!("{byte:02x}")).collect();
    let size = PDF.len();
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n");
    practice.put(&format!("{}.pdf", place(&id)), &pointer);
    let shown = practice.run(&["document", "show", &id]);
    assert!(shown.code() == 0 && shown.err().contains("were not fetched"), "{shown}");
    assert!(shown.err().contains("hint: Run `git lfs pull` in the chart"), "{shown}");
    for args in [
        &["document", "show", &id, "--bytes"][..],
        &["document", "open", &id, "--with", "true"],
        &["document", "move", &id, "--to", "c-2mxr", "--reason", "x"],
        &["sign", &id],
    ] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.out().is_empty(), "{run}");
        assert!(run.err().contains("were not fetched"), "{run}");
        assert!(run.err().contains("Run `git lfs pull` in the chart"), "{run}");
    }
}

#[test]
fn the_paper_of_a_filed_authorization_is_named_when_it_comes() {
    let practice = committed();
    practice.put("signed.toml", crate::disclosure::AUTHORIZATION);
    let add = ["authorization", "add", "c-7f3k", "--from", "signed.toml", "--commit"];
    let id = practice.ok(&add).trim().to_owned();
    let path = format!("chart/clients/{}.toml", id.replace('/', "/authorizations/"));
    let before = practice.read(&path);
    let paper = filed(&practice, PDF, &["-k", "release", "--commit"]);
    let name = paper.split_once('/').unwrap().1;
    let edit = |document: &str| {
        let args = ["authorization", "edit", &id, "--document", document, "--commit"];
        practice.run(&args)
    };
    let none = edit("2026-11-24-consent");
    assert!(none.code() == 2 && none.err().contains("there is no document"), "{none}");
    let run = edit("2026-11-24-release");
    assert_eq!(run.code(), 0, "{run}");
    let after = practice.read(&path);
    assert_eq!(after.replace(&format!("document = \"{name}\"\n"), ""), before);
    // The hook takes it for what may be added, and so does a look at what was changed since.
    let since = practice.run(&["validate", "--changed", "HEAD~1", "--short"]);
    assert!(since.code() == 0 && practice.git(&["status", "--porcelain"]).is_empty(), "{since}");
    let again = edit(&paper);
    let said = format!("names the document `{name}` already");
    assert!(again.code() == 2 && again.err().contains(&said), "{again}");
    assert_eq!(practice.read(&path), after);
}
