//! Documents and questionnaires in a practice of several: text and signature, and the bytes of a document, stay
//! together, whatever two people have done with them.

use std::collections::BTreeMap;
use std::fs;

use crate::document::PDF;
use crate::group::{EVERYONE, Group};

/// Files a document of somebody and returns its id.
fn filed(group: &Group, who: &str, bytes: &[u8]) -> String {
    group.practice.put("came", bytes);
    let add = ["document", "add", "c-cl01", "came", "-k", "consent", "--commit"];
    group.ok(who, &add)
}

/// A group in which everybody has one document that nobody has signed.
fn with_document() -> (Group, String) {
    let group = Group::new();
    let id = filed(&group, "dana", PDF.as_bytes());
    EVERYONE.iter().for_each(|who| group.exchange(who));
    (group, id)
}

/// What lies in one of a client's folders in somebody's clone, by name.
fn files_in(group: &Group, who: &str, client: &str, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let files = group.practice.files(&format!("{who}/clients/{client}/{folder}"));
    let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.into_iter().map(|(path, bytes)| (name(&path), bytes)).collect()
}

fn documents(group: &Group, who: &str, client: &str) -> BTreeMap<String, Vec<u8>> {
    files_in(group, who, client, "documents")
}

fn questionnaires(group: &Group, who: &str, client: &str) -> BTreeMap<String, Vec<u8>> {
    files_in(group, who, client, "questionnaires")
}

/// Nothing is lost, and `validate` finds nothing of a family of rules and no file that belongs nowhere.
fn nothing_is_found(group: &Group, who: &str, family: &str, validate: &[&str]) {
    group.nothing_is_lost(who);
    let found = group.run(who, validate, "").json();
    let found = found["findings"].as_array().unwrap().clone();
    let is_of_it = |code: &str| code.starts_with(family) || code == "CT001";
    let wrong: Vec<_> =
        found.iter().filter(|it| it["code"].as_str().is_some_and(is_of_it)).collect();
    assert!(wrong.is_empty(), "{who}: {wrong:#?}");
}

/// Each text of a document has its signature, if it says that it is signed, and the bytes that it names.
fn each_is_whole(group: &Group, who: &str) {
    nothing_is_found(group, who, "DC", &["validate", "--deep", "--json"]);
}

/// Each questionnaire that says that it is signed has its signature.
fn each_is_signed(group: &Group, who: &str) {
    nothing_is_found(group, who, "QN", &["validate", "--json"]);
}

/// Brings two signatures of one thing together: what would be done is shown, one of the two settles it, the other
/// comes to the same by itself, and everybody gets it.
fn settle_what_two_have_signed(group: &Group, id: &str, [first, second]: [&str; 2], keep: &[&str]) {
    group.exchange(first);
    let own = group.practice.path(second).to_str().unwrap().to_owned();
    assert!(group.git(first, &["fetch", "--quiet", &own, "HEAD"]).done);
    assert!(!group.pull(second).done);
    let shown = group.run(second, &["settle", "--dry-run"], "");
    assert!(shown.out().starts_with(&format!("{id}  settled: ")), "{shown}");
    for name in ["Dana Okafor, LCSW", "Eli Associate, LMFT"] {
        assert!(shown.out().contains(&format!("signed by {name}, ")), "{shown}");
    }
    let settled = group.run(second, &[&["settle", "--commit"][..], keep].concat(), "");
    assert_eq!(settled.code(), 0, "{keep:?}: {settled}");
    // Who settles the same elsewhere comes to the same.
    assert!(!group.git(first, &["merge", "--quiet", "--no-edit", "FETCH_HEAD"]).done);
    group.ok(first, &["settle", "--commit"]);
    let tree = |who: &str| group.git(who, &["rev-parse", "HEAD:clients"]).said;
    assert_eq!(tree(first), tree(second));
    group.exchange(second);
    group.exchange(first);
    group.exchange("sam");
}

/// Each text that was signed is there once, and what was on the server first has kept its name.
fn each_is_kept_once(who: &str, there: &BTreeMap<String, Vec<u8>>, texts: &[(String, Vec<u8>)]) {
    for (name, bytes) in texts {
        let holds = there.values().filter(|it| *it == bytes).count();
        assert_eq!(holds, 1, "{who}: {name}");
    }
    assert_eq!(there[&texts[0].0], texts[0].1);
}

#[test]
fn a_document_that_two_have_signed_is_kept_with_both_signatures() {
    for (first, second, keep) in [
        ("dana", "eli", &[][..]),
        ("eli", "dana", &["--keep", "here"]),
        ("dana", "eli", &["--keep", "there"]),
        ("eli", "dana", &["--keep", "both"]),
    ] {
        let (group, id) = with_document();
        let mut texts = Vec::new();
        for who in [first, second] {
            group.ok(who, &["sign", &id, "--commit"]);
            let of_who = documents(&group, who, "c-cl01");
            texts.extend(of_who.into_iter().filter(|(name, _)| !name.ends_with(".pdf")));
        }
        settle_what_two_have_signed(&group, &id, [first, second], keep);
        for who in EVERYONE {
            each_is_whole(&group, who);
            let there = documents(&group, who, "c-cl01");
            assert_eq!(there.len(), 6, "{there:?}");
            each_is_kept_once(who, &there, &texts);
        }
    }
}

/// A group in which everybody has one questionnaire that nobody has signed.
fn with_questionnaire() -> (Group, String) {
    let group = Group::new();
    let add = ["measure", "add", "c-cl01", "gad7", "--items", "1,1,0,2,0,1,1", "--commit"];
    let id = group.ok("dana", &add);
    EVERYONE.iter().for_each(|who| group.exchange(who));
    (group, id)
}

#[test]
fn a_questionnaire_that_two_have_signed_is_kept_with_both_signatures() {
    for (first, second, keep) in [("dana", "eli", &[][..]), ("eli", "dana", &["--keep", "here"])] {
        let (group, id) = with_questionnaire();
        let mut texts = Vec::new();
        for who in [first, second] {
            group.ok(who, &["sign", &id, "--commit"]);
            texts.extend(questionnaires(&group, who, "c-cl01"));
        }
        settle_what_two_have_signed(&group, &id, [first, second], keep);
        for who in EVERYONE {
            each_is_signed(&group, who);
            let there = questionnaires(&group, who, "c-cl01");
            assert_eq!(there.len(), 4, "{there:?}");
            each_is_kept_once(who, &there, &texts);
        }
    }
}

#[test]
fn a_questionnaire_that_one_has_moved_or_discarded_and_another_signed_stays_signed() {
    for is_moved in [true, false] {
        let (group, id) = with_questionnaire();
        let name = id.split_once('/').unwrap().1;
        match is_moved {
            true => {
                let mv = ["measure", "move", &id, "--to", "c-cl02", "--reason", "misfiled"];
                group.ok("dana", &[&mv[..], &["--commit"]].concat())
            }
            false => {
                let discard = ["measure", "discard", &id, "--reason", "twice", "--commit"];
                group.ok("dana", &discard)
            }
        };
        group.ok("eli", &["sign", &id, "--commit"]);
        for who in EVERYONE.iter().chain(&EVERYONE) {
            let synced = group.run(who, &["sync"], "");
            if synced.code() != 0 {
                group.ok(who, &["settle", "--commit"]);
                group.ok(who, &["sync"]);
            }
        }
        let home = if is_moved { "c-cl02" } else { "c-cl01" };
        for who in EVERYONE {
            each_is_signed(&group, who);
            let there = questionnaires(&group, who, home);
            let names: Vec<&str> = there.keys().map(String::as_str).collect();
            assert_eq!(names, [format!("{name}.toml"), format!("{name}.toml.sig")], "{who}");
        }
    }
}

#[test]
fn three_who_sign_one_document_and_only_exchange_keep_three_signatures() {
    let (group, id) = with_document();
    for who in EVERYONE {
        group.ok(who, &["sign", &id, "--commit"]);
    }
    for who in EVERYONE.iter().chain(&EVERYONE) {
        let synced = group.run(who, &["sync"], "");
        assert_eq!(synced.code(), 0, "{who}: {synced}");
    }
    for who in EVERYONE {
        each_is_whole(&group, who);
        let there = documents(&group, who, "c-cl01");
        let count = |ending: &str| there.keys().filter(|name| name.ends_with(ending)).count();
        assert_eq!([".pdf", ".toml", ".sig"].map(count), [3, 3, 3], "{there:?}");
    }
}

#[test]
fn a_document_that_one_has_moved_and_another_signed_is_moved_and_signed() {
    for (first, second) in [("dana", "eli"), ("eli", "dana")] {
        let (group, id) = with_document();
        let mv = ["document", "move", &id, "--to", "c-cl02", "--reason", "misfiled", "--commit"];
        group.ok("dana", &mv);
        group.ok("eli", &["sign", &id, "--commit"]);
        let signed = documents(&group, "eli", "c-cl01");
        group.exchange(first);
        let synced = group.run(second, &["sync"], "");
        assert_eq!(synced.code(), 0, "{synced}");
        for who in EVERYONE {
            group.exchange(who);
            each_is_whole(&group, who);
            assert_eq!(documents(&group, who, "c-cl02"), signed, "{who}");
            assert_eq!(documents(&group, who, "c-cl01").len(), 0, "{who}");
        }
    }
}

/// git itself takes a document that was moved or put away for one that was renamed.
#[test]
fn what_git_takes_for_renamed_is_brought_back_together() {
    for who_discards in [false, true] {
        let (group, id) = with_document();
        let name = id.split_once('/').unwrap().1;
        match who_discards {
            true => group.ok("dana", &["document", "discard", &id, "--reason", "x", "--commit"]),
            false => {
                let mv = ["document", "move", &id, "--to", "c-cl02", "--reason", "x", "--commit"];
                group.ok("dana", &mv)
            }
        };
        group.ok("eli", &["sign", &id, "--commit"]);
        let signed = documents(&group, "eli", "c-cl01");
        group.exchange("dana");
        let pulled = group.pull("eli");
        if !pulled.done {
            let settled = group.run("eli", &["settle", "--keep", "there", "--commit"], "");
            assert_eq!(settled.code(), 0, "{settled}");
        }
        let home = if who_discards { "c-cl01" } else { "c-cl02" };
        if documents(&group, "eli", home) != signed {
            // The text went with the document, and the signature lies where it was.
            let found = group.run("eli", &["validate", "--json"], "").json();
            let helps = found["findings"].as_array().unwrap().iter();
            let mut helps = helps.filter_map(|it| it["help"].as_str());
            let command =
                format!("casenotes document move {id} --to {home} --reason \"came late\"");
            assert!(helps.any(|help| help.contains(&command)), "{name}: {found}");
            let mv = ["document", "move", &id, "--to", home, "--reason", "came late", "--commit"];
            group.ok("eli", &mv);
        }
        group.exchange("eli");
        for who in EVERYONE {
            group.exchange(who);
            each_is_whole(&group, who);
            assert_eq!(documents(&group, who, home), signed, "{who}");
        }
    }
}

#[test]
fn two_documents_of_one_name_are_two_with_the_bytes_of_each() {
    let group = Group::new();
    // Six letters are seldom the same, and what can be is tried.
    for (ending, bytes) in [("pdf", PDF.replace("Size 1", "Size 2")), ("txt", "A letter.\n".into())]
    {
        let id = filed(&group, "dana", PDF.as_bytes());
        let name = id.split_once('/').unwrap().1;
        let other = filed(&group, "eli", bytes.as_bytes());
        let other = other.split_once('/').unwrap().1;
        let folder = "eli/clients/c-cl01/documents";
        for ending in [ending, "toml"] {
            let path = |name: &str| group.practice.path(&format!("{folder}/{name}.{ending}"));
            fs::rename(path(other), path(name)).unwrap();
        }
        // Nobody else has seen it, so it may have this name.
        group.git("eli", &["reset", "--quiet", "--soft", "HEAD~1"]);
        group.save("eli");
        group.ok("eli", &["sign", &id, "--commit"]);
        group.exchange("dana");
        let synced = group.run("eli", &["sync"], "");
        assert_eq!(synced.code(), 0, "{synced}");
        group.exchange("dana");
        for who in ["dana", "eli"] {
            each_is_whole(&group, who);
            let there = documents(&group, who, "c-cl01");
            let held = |bytes: &[u8]| there.values().filter(|it| *it == bytes).count();
            assert!(held(bytes.as_bytes()) == 1, "{who}: {there:?}");
        }
    }
}

#[test]
fn a_document_that_one_has_discarded_and_another_signed_stays() {
    for (first, second) in [("dana", "eli"), ("eli", "dana")] {
        let (group, id) = with_document();
        group.ok("dana", &["document", "discard", &id, "--reason", "twice", "--commit"]);
        group.ok("eli", &["sign", &id, "--commit"]);
        let signed = documents(&group, "eli", "c-cl01");
        group.exchange(first);
        let synced = group.run(second, &["sync"], "");
        assert_eq!(synced.code(), 0, "{synced}");
        for who in EVERYONE {
            group.exchange(who);
            each_is_whole(&group, who);
            assert_eq!(documents(&group, who, "c-cl01"), signed, "{who}");
        }
    }
}

#[test]
fn a_document_that_two_have_signed_is_kept_whole_in_a_rebase_and_by_a_clone_without_a_driver() {
    for pull in [&["pull", "--quiet", "--rebase"][..], &["pull", "--quiet", "--no-edit"]] {
        let (group, id) = with_document();
        for who in ["dana", "eli"] {
            group.ok(who, &["sign", &id, "--commit"]);
        }
        group.exchange("dana");
        // What the chart itself says holds where a clone knows nothing of us.
        fs::remove_file(group.practice.path("eli/.git/info/attributes")).unwrap();
        assert!(!group.git("eli", pull).done);
        let settled = group.run("eli", &["settle", "--keep", "here", "--commit"], "");
        assert_eq!(settled.code(), 0, "{pull:?}: {settled}");
        group.exchange("eli");
        for who in EVERYONE {
            group.exchange(who);
            each_is_whole(&group, who);
            let there = documents(&group, who, "c-cl01");
            let count = |ending: &str| there.keys().filter(|name| name.ends_with(ending)).count();
            assert_eq!([".pdf", ".toml", ".sig"].map(count), [2, 2, 2], "{pull:?}: {there:?}");
        }
    }
}
