//! Keys that were stolen, people who leave, and whose clients and drafts are whose then.

use std::fs;

use crate::group::{Group, draft};
use crate::practice::{NOTE, NOTE_PATH, Practice};

const ID: &str = "c-7f3k/2026-11-20-1400-dap";
const LATER: &str = "2026-11-26T09:00:00-05:00";

/// A note that was signed on the 24th with a key that was stolen on the 22nd, and an addendum by the same
/// key; the owner has ended the key and made another.
fn stolen() -> Practice {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", ID, "--late-entry", "ill"]);
    assert_eq!(
        practice.pipe(&["amend", ID, "-k", "addendum", "-r", "asked", "--stdin"], "More.").code(),
        0
    );
    let list = "chart/allowed_signers";
    // The key was allowed before the day on which it is ended.
    let text = practice.read(list);
    let at = text.find("valid-after=\"").unwrap() + "valid-after=\"".len();
    practice.put(list, format!("{}20260101000000Z{}", &text[..at], &text[at + 15..]));
    practice.ok(&["signer", "end", "Dana Okafor", "--on", "2026-11-22"]);
    for name in ["signing-key", "signing-key.pub"] {
        let key = practice.files(".").into_iter().find(|(path, _)| path.ends_with(name)).unwrap().0;
        fs::remove_file(key).unwrap();
    }
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice
}

fn codes(practice: &Practice) -> Vec<String> {
    let found = practice.run(&["validate", "--json"]).json();
    let findings = found["findings"].as_array().unwrap().iter();
    let mut codes: Vec<String> =
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

#[test]
fn what_a_stolen_key_has_signed_is_affirmed_and_keeps_its_first_signature() {
    let practice = stolen();
    assert_eq!(codes(&practice), ["SG006", "SG006"]);
    let refused = practice.run(&["sign", ID]);
    assert!(refused.code() == 2 && refused.err().contains("sign --again"), "{refused}");
    let before: Vec<_> = practice.files("chart/clients");
    assert_eq!(practice.ok(&["sign", "--again", ID, "--reason", "key stolen"]), format!("{ID}\n"));
    for (path, bytes) in &before {
        assert_eq!(&fs::read(path).unwrap(), bytes, "{}", path.display());
    }
    assert_eq!(codes(&practice), ["SG022", "SG022"]);
    let told = practice.ok(&["history", ID]);
    assert!(told.contains("with a key that was not allowed then, and affirmed since"), "{told}");
    assert!(told.contains("affirmation-1 added: key stolen"), "{told}");
    assert!(!told.contains("does not hold"), "{told}");
    let exported = practice.ok(&["export", "c-7f3k", "--working-copy"]);
    assert!(exported.contains("Affirmation") && exported.contains("key stolen"), "{exported}");
    // It holds on: it is added to as before, and affirmed once.
    assert_eq!(
        practice
            .pipe(&["amend", ID, "-k", "addendum", "-r", "asked", "--stdin"], "Still more.")
            .code(),
        0
    );
    let again = practice.run(&["sign", "--again", ID, "--reason", "key stolen"]);
    assert!(again.out().is_empty() && again.err().contains("holds"), "{again}");
    // A text that was changed is not what was signed, whoever affirms it.
    practice.put(NOTE_PATH, practice.read(NOTE_PATH).replace("panic", "no panic"));
    assert!(codes(&practice).contains(&"SG004".to_owned()));
}

#[test]
fn an_affirmation_is_its_signers_alone_and_falls_with_its_own_key() {
    let practice = stolen();
    let run = practice.run(&["sign", "--again", ID, "--reason", "Ben Sample asked"]);
    assert!(run.code() == 2 && run.err().contains("name or the id of a client"), "{run}");
    assert_eq!(practice.run(&["sign", "--again", ID]).code(), 2);
    practice.ok(&["sign", "--again", ID, "--reason", "key stolen"]);
    let path = NOTE_PATH.replace(".md", ".affirmation-1.md");
    let text = practice.read(&path);
    // By another hand it is nothing.
    practice.put(&path, text.replace("Dana Okafor", "Eli Sample"));
    assert!(codes(&practice).iter().filter(|code| *code == "SG006").count() == 2);
    practice.put(&path, text);
    assert_eq!(codes(&practice), ["SG022", "SG022"]);
    // The second key is stolen as well: what it has affirmed is affirmed by a third.
    let list = practice.read("chart/allowed_signers");
    let lines: Vec<&str> = list.lines().collect();
    let ended = lines[1].replace(" ssh-ed25519", ",valid-before=\"20261123000000Z\" ssh-ed25519");
    let early = ended.replacen("valid-after=\"2026", "valid-after=\"2025", 1);
    practice.put("chart/allowed_signers", format!("{}\n{early}\n", lines[0]));
    assert_eq!(codes(&practice), ["SG006", "SG006", "SG006"]);
    for (path, _) in practice.files(".") {
        if path.ends_with("signing-key") || path.ends_with("signing-key.pub") {
            fs::remove_file(path).unwrap();
        }
    }
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice.ok(&["sign", "--again", ID, "--reason", "key stolen again"]);
    assert_eq!(codes(&practice), ["SG022", "SG022", "SG022"]);
}

#[test]
fn a_signed_text_whose_key_was_ended_is_as_safe_from_a_commit_as_any_other() {
    let practice = stolen();
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "work"]);
    fs::remove_file(practice.path(&format!("{NOTE_PATH}.sig"))).unwrap();
    practice.git(&["add", "--all"]);
    let run = practice.run(&["validate", "--staged", "--short"]);
    assert!(run.out().contains("error[CM001]"), "{run}");
}

#[test]
fn one_who_left_hands_over_clients_and_drafts_with_a_trail() {
    let group = Group::new();
    let text = draft("c-cl01", "09:00", "Written by Eli.")
        .replace("Dana Okafor, LCSW", "Eli Associate, LMFT");
    let id = group.filed("eli", &["new", "c-cl01", "--stdin", "--commit"], &text);
    let assign = |who, to: &str| {
        group.run(
            who,
            &["client", "assign", "c-cl01", "--to", to, "--reason", "as it was", "--commit"],
            "",
        )
    };
    assert_eq!(assign("eli", "Eli Associate, LMFT").code(), 0);
    let unknown = assign("eli", "Eli Asociate");
    assert!(unknown.code() == 2 && unknown.err().contains("signer list"), "{unknown}");
    group.ok("eli", &["sync"]);
    group.ok("dana", &["sync"]);
    // Somebody who may still sign keeps what is theirs.
    let refused = group.run("dana", &["adopt", &id, "--reason", "has left"], "");
    assert!(refused.code() == 2 && refused.err().contains("may still sign"), "{refused}");
    group.ok("dana", &["signer", "end", "Eli Associate", "--on", "yesterday", "--commit"]);
    let ended = assign("dana", "Eli Associate");
    assert_eq!(ended.code(), 0, "{ended}");
    assert_eq!(assign("dana", "Dana Okafor").code(), 0);
    let file = group.read("dana/clients/c-cl01/client.toml");
    assert!(file.contains("clinician = \"Dana Okafor\""), "{file}");
    let trail = "2026-11-24 from Eli Associate to Dana Okafor, by Dana Okafor, LCSW: as it was";
    assert!(
        file.contains(trail) && file.contains("to Eli Associate, by Eli Associate, LMFT"),
        "{file}"
    );
    let mine = group.ok("dana", &["client", "list", "--mine"]);
    assert!(mine.contains("c-cl01") && !mine.contains("c-cl02"), "{mine}");
    assert_eq!(group.run("sam", &["client", "list", "--mine"], "").code(), 1);
    let by_hand =
        group.run("dana", &["client", "edit", "c-cl01", "--set", "clinician=Sam Trainee"], "");
    assert!(by_hand.code() == 2 && by_hand.err().contains("client assign"), "{by_hand}");
    let named = group.run("dana", &["adopt", &id, "--reason", "Ben Sample asked"], "");
    assert_eq!(named.code(), 2, "{named}");
    let taken = group
        .ok("dana", &["adopt", "--all-of", "Eli Associate", "--reason", "has left", "--commit"]);
    assert_eq!(taken, id);
    let path = format!("dana/clients/{}.md", id.replace('/', "/notes/"));
    let text = group.read(&path);
    assert!(text.contains("author = \"Dana Okafor, LCSW\""), "{text}");
    let past = "past_authors = [\"Eli Associate, LMFT until 2026-11-24, then Dana Okafor, LCSW: has left\"]";
    assert!(text.contains(past), "{text}");
    group.ok("dana", &["sign", &id, "--commit"]);
    let signed = group.run("dana", &["adopt", &id, "--reason", "x"], "");
    assert!(signed.code() == 2 && signed.err().contains("never changes its author"), "{signed}");
    let exported = group.ok("dana", &["export", "c-cl01", "--working-copy"]);
    assert!(exported.contains("Earlier authors"), "{exported}");
    group.ok("dana", &["sync"]);
}

#[test]
fn who_ends_the_keys_of_others_is_settled_by_the_practice_and_a_change_of_it_is_named() {
    let group = Group::new();
    let settings = group.read("sam/casenotes.toml");
    let signing =
        "[signing]\nmay_end_signers = [\"Dana Okafor\"]\ncosign_required = [\"Sam Trainee\"]\n";
    group.put("sam/casenotes.toml", &format!("{settings}{signing}"));
    assert!(group.git("sam", &["add", "--all"]).done);
    let staged = group.run("sam", &["validate", "--staged", "--short"], "");
    for key in ["may_end_signers", "cosign_required"] {
        let line = format!("`{key}` under `[signing]`");
        assert!(staged.code() == 0 && staged.out().contains(&line), "{staged}");
    }
    group.ok("sam", &["sync"]);
    let pulled = group.pull("dana");
    assert!(pulled.done && pulled.said.contains("CM011"), "{}", pulled.said);
    let refused = group.run("sam", &["signer", "end", "Eli Associate"], "");
    assert!(refused.code() == 2 && refused.err().contains("may_end_signers"), "{refused}");
    group.ok("sam", &["signer", "end", "Sam Trainee"]);
    group.ok("dana", &["signer", "end", "Eli Associate"]);
    // A trainee who takes the own name out is seen.
    group.put("sam/casenotes.toml", &settings);
    let changed = group.run("sam", &["validate", "--changed", "--short"], "");
    assert!(changed.out().contains("cosign_required"), "{changed}");
}

#[test]
fn a_signer_is_never_written_between_the_marks_of_a_conflict() {
    let group = Group::new();
    let key = group.practice.path("dana-key.pub");
    let key = key.to_str().unwrap();
    for (who, name) in [("dana", "Ada Assistant"), ("eli", "Ida Invented")] {
        group.ok(who, &["signer", "add", "--name", name, "--key", key, "--commit"]);
    }
    group.exchange("dana");
    // A clone that has no driver of ours.
    for name in ["merge.casenotes.driver", "merge.casenotes.name"] {
        group.git("eli", &["config", "--unset", name]);
    }
    let attributes = group.practice.path("eli/.git/info/attributes");
    fs::write(&attributes, "").unwrap();
    assert!(!group.pull("eli").done, "a conflict");
    group.ok("eli", &["signer", "add", "--name", "Sam Sample", "--key", key]);
    let list = group.read("eli/allowed_signers");
    assert!(!list.contains("<<<<<<<") && list.lines().count() >= 6, "{list}");
    for name in ["Ada Assistant", "Ida Invented", "Sam Sample"] {
        assert!(list.contains(name), "{list}");
    }
}

#[test]
fn a_discarded_draft_is_neither_changed_nor_removed_and_comes_back_by_restoring() {
    let practice = Practice::with_note();
    practice.git(&["init", "--quiet"]);
    let save = || {
        practice.git(&["add", "--all"]);
        practice.git(&["commit", "--quiet", "--no-verify", "--message", "work"]);
    };
    practice.ok(&["discard", ID, "--reason", "a second copy"]);
    save();
    let away = "chart/clients/c-7f3k/discarded/2026-11-20-1400-dap.toml";
    let text = practice.read(away);
    let finds = |what: &str, is_found: bool| {
        let changed = practice.run(&["validate", "--changed", "--short"]);
        practice.git(&["add", "--all"]);
        for run in [practice.run(&["validate", "--staged", "--short"]), changed] {
            assert_eq!(run.out().contains("error[CM005]"), is_found, "{what}: {run}");
        }
    };
    practice.put(away, text.replace("panic", "no panic"));
    finds("changed", true);
    fs::remove_file(practice.path(away)).unwrap();
    finds("removed", true);
    practice.put(away, &text);
    practice.ok(&["restore", ID]);
    practice.put(NOTE_PATH, practice.read(NOTE_PATH).replace("panic", "fewer panic"));
    finds("restored and edited", false);
}

#[test]
fn nobody_signs_again_at_another_time_than_now() {
    let group = Group::new();
    let id = group.write("dana", "c-cl01", "09:00", "Before the theft.");
    group.ok("dana", &["sign", &id, "--commit"]);
    let again = group.at("dana", LATER, &["sign", "--again", &id, "--reason", "x"], "");
    assert!(again.code() == 0 && again.err().contains("holds"), "{again}");
    let other = group.run("eli", &["sync"], "");
    assert_eq!(other.code(), 0, "{other}");
}
