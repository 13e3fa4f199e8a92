//! `casenotes sign`: what it writes, what it refuses, and what `validate` finds afterwards.

use std::fs;

use crate::practice::{NOTE, NOTE_PATH, Practice, Run};
use crate::rules::signature;

const ID: &str = "c-7f3k/2026-11-20-1400-dap";

/// A timely session for the fixed clock: the note of the harness is four days old.
fn timely(text: &str) -> String {
    text.replace("2026-11-20T", "2026-11-23T")
}

const TIMELY: &str = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md";

fn found(practice: &Practice) -> Vec<String> {
    let found = practice.run(&["validate", "--json"]).json();
    let findings = found["findings"].as_array().unwrap();
    let codes = findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned());
    // What the note says of the session is not what these tests are about.
    codes.filter(|code| !["EL", "RK", "TM"].contains(&&code[..2])).collect()
}

/// A practice with a key and a signed note.
fn signed() -> Practice {
    let practice = Practice::with_signer();
    practice.put(TIMELY, timely(NOTE));
    practice.ok(&["sign", "c-7f3k"]);
    practice
}

fn refused(run: &Run, why: &str) {
    assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    assert_eq!(run.out(), "", "{run}");
}

#[test]
fn a_signed_note_has_three_more_lines_and_a_signature_and_is_locked() {
    let practice = Practice::with_signer();
    practice.put(TIMELY, timely(NOTE));
    let run = practice.run(&["sign", "c-7f3k/2026-11-23"]);
    assert_eq!(
        run.to_string(),
        "c-7f3k/2026-11-23-1400-dap\n--- stderr\nSigned 1 note as Dana Okafor, LCSW.\n"
    );
    let marks = "LCSW\"\nsigned_as = \"c-7f3k/2026-11-23-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T09:30:12-05:00\n+++";
    assert_eq!(practice.read(TIMELY), timely(NOTE).replace("LCSW\"\n+++", marks));
    assert!(practice.read(&format!("{TIMELY}.sig")).starts_with("-----BEGIN SSH SIGNATURE-----\n"));
    assert_eq!(found(&practice), [""; 0]);
    let edit = practice.run(&["edit", "c-7f3k", "--set", "goals=G1"]);
    refused(&edit, "a signed note is never changed");
    assert!(edit.err().contains("casenotes amend c-7f3k/2026-11-23-1400-dap --kind"), "{edit}");
    // To sign it again is no error and changes nothing.
    let before = practice.files("chart/clients");
    let again = practice.run(&["sign", "c-7f3k"]);
    assert!(again.code() == 0 && again.err().contains("is signed already"), "{again}");
    assert_eq!(practice.files("chart/clients"), before);
}

#[test]
fn every_tampering_is_found() {
    let text = signed().read(TIMELY);
    let sig = &format!("{TIMELY}.sig");
    let elsewhere = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap-2.md";
    let other_client = "chart/clients/c-2mxr/notes/2026-11-23-1400-dap.md";
    type Tamper = Box<dyn Fn(&Practice)>;
    let renamed = |to: &'static str| -> Tamper {
        Box::new(move |practice: &Practice| {
            practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
            fs::create_dir_all(practice.path(to).parent().unwrap()).unwrap();
            for ending in ["", ".sig"] {
                let path = |path: &str| practice.path(&format!("{path}{ending}"));
                fs::rename(path(TIMELY), path(to)).unwrap();
            }
        })
    };
    let put = |path: &'static str, text: String| -> Tamper {
        Box::new(move |practice: &Practice| practice.put(path, &text))
    };
    let sig_path: &'static str = Box::leak(sig.clone().into_boxed_str());
    let backdated = text.replace("signed_at = 2026-11-24T09", "signed_at = 2026-11-23T17");
    let unmarked = text.lines().filter(|line| !line.starts_with("signed_")).collect::<Vec<_>>();
    let cases: Vec<(&str, Tamper, &[&str])> = vec![
        ("a word", put(TIMELY, text.replace("fewer", "more")), &["SG004"]),
        ("a byte behind the end", put(TIMELY, format!("{text}\n")), &["SG004"]),
        ("line ends", put(TIMELY, text.replace('\n', "\r\n")), &["SG004"]),
        ("the date", put(TIMELY, backdated), &["SG004"]),
        ("the marks", put(TIMELY, unmarked.join("\n") + "\n"), &["SG002"]),
        (
            "the name",
            put(TIMELY, text.replace("signed_by = \"Dana Okafor", "signed_by = \"Eli Sample")),
            &["SG004", "SG008"],
        ),
        ("the note's removal", Box::new(|p| fs::remove_file(p.path(TIMELY)).unwrap()), &["SG013"]),
        (
            "the signature's removal",
            Box::new(move |p| fs::remove_file(p.path(sig_path)).unwrap()),
            &["SG001"],
        ),
        ("another's key", put(sig_path, signature(9, &text)), &["SG005"]),
        ("a text for a signature", put(sig_path, "signed".into()), &["SG003"]),
        ("another name", renamed(elsewhere), &["CT002", "SG007"]),
        ("another client", renamed(other_client), &["FM006", "SG007"]),
        (
            "the key's end",
            Box::new(|p| {
                p.ok(&["signer", "end", "Dana Okafor", "--on", "yesterday"]);
            }),
            &["SG006"],
        ),
        (
            "the list's removal",
            Box::new(|p| fs::remove_file(p.path("chart/allowed_signers")).unwrap()),
            &["SG005"],
        ),
    ];
    for (what, tamper, expected) in cases {
        let practice = signed();
        tamper(&practice);
        let codes = found(&practice);
        // The second client of one case has a client file and nothing else.
        assert_eq!(codes, expected, "{what}");
        assert_eq!(practice.run(&["validate"]).code(), 1, "{what}");
    }
}

#[test]
fn two_signatures_that_were_swapped_are_both_found() {
    let practice = Practice::with_signer();
    let other = TIMELY.replace("1400", "1600");
    practice.put(TIMELY, timely(NOTE));
    practice.put(&other, timely(NOTE).replace("T14:", "T16:"));
    assert_eq!(practice.ok(&["sign", "--all-drafts", "c-7f3k"]).lines().count(), 2);
    assert_eq!(found(&practice), [""; 0]);
    let (a, b) = (format!("{TIMELY}.sig"), format!("{other}.sig"));
    let (first, second) = (practice.read(&a), practice.read(&b));
    practice.put(&a, second);
    practice.put(&b, first);
    assert_eq!(found(&practice), ["SG004", "SG004"]);
}

#[test]
fn an_error_stops_the_signing_of_all_and_a_reason_is_recorded() {
    let practice = Practice::with_signer();
    practice.put(TIMELY, timely(NOTE));
    let faulty = TIMELY.replace("1400", "1600");
    let text = timely(NOTE).replace("T14:", "T16:").replace("## Plan\n\nContinue weekly.\n", "");
    practice.put(&faulty, &text);
    let before = practice.files("chart/clients");
    let run = practice.run(&["sign", "--all-drafts", "c-7f3k"]);
    refused(&run, "there is 1 error in what was to be signed, so nothing was");
    assert!(run.err().contains("error[SC001]: the section `Plan` is missing"), "{run}");
    assert!(!run.err().contains("signed already"), "{run}");
    assert_eq!(practice.files("chart/clients"), before);
    let reason = ["--anyway", "ended by an alarm"];
    refused(&practice.run(&["sign", "c-7f3k", "--anyway", " "]), "a reason is empty");
    let run = practice.run(&[&["sign", "--all-drafts", "c-7f3k"][..], &reason].concat());
    assert!(run.code() == 0 && run.err().contains("warning[SC001]"), "{run}");
    assert!(practice.read(&faulty).contains("signed_anyway = \"ended by an alarm\"\n"));
    assert!(!practice.read(TIMELY).contains("signed_anyway"));
    // It stays to be seen, and is no error any more.
    let run = practice.run(&["validate", "--short"]);
    assert!(run.code() == 0 && run.out().contains("warning[SC001]"), "{run}");
    // A reason in a note that is not signed excuses nothing.
    fs::remove_file(practice.path(&format!("{faulty}.sig"))).unwrap();
    assert!(practice.run(&["validate", "--short"]).out().contains("error[SC001]"));
    // A run that was lost behind the note is completed without the reason being given again.
    practice.ok(&["sign", "--all-drafts", "c-7f3k"]);
    assert_eq!(practice.run(&["validate"]).code(), 0);
}

#[test]
fn what_is_wrong_with_the_form_of_a_note_cannot_be_signed_over() {
    for (from, to, code) in [
        ("author = \"Dana Okafor, LCSW\"\n", "", "FM002"),
        ("client = \"c-7f3k\"", "client = \"c-2mxr\"", "FM006"),
        ("Continue weekly.", "<<<<<<< HEAD\nContinue weekly.", "TX002"),
        ("T14:00", "T14:05", "FM007"),
    ] {
        let practice = Practice::with_signer();
        let text = timely(NOTE).replacen(from, to, 1);
        practice.put(TIMELY, &text);
        let run = practice.run(&["sign", "c-7f3k", "--anyway", "in a hurry"]);
        refused(&run, "so nothing was");
        assert!(run.err().contains(code), "{code}: {run}");
        assert_eq!(practice.read(TIMELY), text);
    }
}

#[test]
fn a_late_note_must_say_that_it_is_one_and_why() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    refused(&practice.run(&["sign", ID]), "would be signed more than 3 days after its session");
    practice.ok(&["sign", ID, "--late-entry", "ill for a week"]);
    assert!(practice.read(NOTE_PATH).contains("late_entry = \"ill for a week\"\nsigned_as"));
    assert_eq!(found(&practice), [""; 0]);
    // The practice says how late is late.
    let practice = Practice::with_signer();
    practice.put("chart/casenotes.toml", "format = 1\n[signing]\nlate_after_days = 7\n");
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", ID, "--late-entry", "not needed"]);
    assert!(!practice.read(NOTE_PATH).contains("late_entry"));
    practice.put("chart/casenotes.toml", "format = 1\n");
    assert_eq!(found(&practice), ["SG009"]);
    practice.put("chart/casenotes.toml", "format = 1\n[signing]\nlate_after = 7\n");
    assert!(found(&practice).contains(&"SG020".to_owned()));
    practice.put(TIMELY, timely(NOTE));
    refused(&practice.run(&["sign", "c-7f3k"]), "`[signing]` of the practice cannot be read");
}

#[test]
fn a_mark_without_a_signature_is_completed_by_the_next_sign_with_its_own_time() {
    let practice = signed();
    // What a loss of power between note and signature leaves.
    fs::remove_file(practice.path(&format!("{TIMELY}.sig"))).unwrap();
    assert_eq!(found(&practice), ["SG001"]);
    let unsigned = practice.ok(&["list", "--unsigned", "--paths"]);
    assert_eq!(unsigned.lines().count(), 1);
    let practice = practice.env("CASENOTES_NOW", "2026-11-24T10:00:00-05:00");
    practice.ok(&["sign", "--all-drafts", "c-7f3k"]);
    assert!(practice.read(TIMELY).contains("signed_at = 2026-11-24T10:00:00-05:00\n"));
    assert_eq!(found(&practice), [""; 0]);
    // A mark of somebody else is not for us to complete.
    fs::remove_file(practice.path(&format!("{TIMELY}.sig"))).unwrap();
    let text =
        practice.read(TIMELY).replace("signed_by = \"Dana Okafor", "signed_by = \"Eli Sample");
    practice.put(TIMELY, text);
    refused(&practice.run(&["sign", "c-7f3k"]), "says that somebody else signed it");
}

#[test]
fn only_the_author_signs_and_only_with_a_key_of_the_list() {
    let practice = Practice::with_signer();
    practice.put(TIMELY, timely(NOTE).replace("Dana Okafor", "Eli Sample"));
    refused(&practice.run(&["sign", "c-7f3k"]), "is by another author");
    let run = practice.run(&["sign", "--all-drafts", "c-7f3k"]);
    assert!(run.code() == 0 && run.err().contains("is by another author and left alone"), "{run}");
    practice.put(TIMELY, timely(NOTE));
    practice.ok(&["signer", "end", "Dana Okafor", "--on", "yesterday"]);
    refused(
        &practice.run(&["sign", "c-7f3k"]),
        "`Dana Okafor` may not sign with this key (SHA256:",
    );
    practice.put("chart/allowed_signers", "");
    let run = practice.run(&["sign", "c-7f3k"]);
    refused(&run, "may not sign with this key");
    assert!(run.err().contains("casenotes signer add"), "{run}");
    practice.ok(&["signer", "add"]);
    practice.ok(&["sign", "c-7f3k"]);
    assert_eq!(found(&practice), [""; 0]);
    assert_eq!(practice.run(&["signer", "add"]).code(), 2);
}

#[test]
fn a_key_behind_a_passphrase_signs_and_one_that_is_open_to_others_does_not() {
    use std::os::unix::fs::PermissionsExt;
    let practice = Practice::with_client();
    let config = "home/.config/casenotes/config.toml";
    let with_command = |command: &str| {
        let text = practice.read(config);
        let (head, _) = text.split_once("signing_pass").unwrap_or((&text, ""));
        let head = head.split("\n[new]").next().unwrap().to_owned();
        practice.put(config, format!("{head}\nsigning_passphrase_command = \"{command}\"\n"));
    };
    practice.put(TIMELY, timely(NOTE));
    refused(&practice.run(&["sign", "c-7f3k"]), "there is no signing key at");
    with_command("echo a long one");
    practice.ok(&["sign", "--new-key", "c-7f3k"]);
    assert_eq!(found(&practice), [""; 0]);
    practice.put(&TIMELY.replace("1400", "1600"), timely(NOTE).replace("T14:", "T16:"));
    with_command("echo another");
    refused(&practice.run(&["sign", "c-7f3k"]), "does not open the signing key");
    let key = practice.path("home/.config/casenotes/signing-key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    refused(&practice.run(&["sign", "c-7f3k"]), "can be read by others");
    refused(&practice.run(&["sign", "--new-key"]), "there is a signing key already");
}

#[test]
fn front_matter_that_would_change_in_other_bytes_is_not_signed() {
    let practice = Practice::with_signer();
    let text = timely(NOTE).replacen('\n', "\r\n", 3);
    practice.put(TIMELY, &text);
    let run = practice.run(&["sign", "c-7f3k"]);
    refused(&run, "byte for byte");
    assert!(run.err().contains("c-7f3k/2026-11-23-1400-dap"), "{run}");
    assert_eq!(practice.read(TIMELY), text);
    let crlf = timely(NOTE).replace('\n', "\r\n");
    practice.put(TIMELY, &crlf);
    practice.ok(&["sign", "c-7f3k"]);
    let signed = practice.read(TIMELY);
    assert_eq!(signed.matches('\n').count(), signed.matches("\r\n").count());
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn a_list_of_signers_is_written_in_openssh_form_and_read_back() {
    let practice = Practice::with_signer();
    let line = practice.read("chart/allowed_signers");
    assert!(
        line.starts_with(
            "\"Dana Okafor\" namespaces=\"progress-note@casenotes\",valid-after=\"20261124050000Z\" ssh-ed25519 AAAA"
        ),
        "{line}"
    );
    let list = practice.ok(&["signer", "list"]);
    assert!(list.starts_with("NAME         FROM              UNTIL  KEY\nDana Okafor  2026-11-24 00:00  -      SHA256:"), "{list}");
    practice.put(
        "eli.pub",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK eli\n",
    );
    practice.ok(&[
        "signer",
        "add",
        "--name",
        "Eli Sample, PhD",
        "--key",
        "eli.pub",
        "--until",
        "2026-12-31",
    ]);
    for name in ["a\"b", "*", " "] {
        assert_eq!(
            practice.run(&["signer", "add", "--name", name, "--key", "eli.pub"]).code(),
            2,
            "{name}"
        );
    }
    assert_eq!(practice.ok(&["signer", "list"]).lines().count(), 3);
    assert_eq!(practice.run(&["signer", "end", "Eli Sample"]).code(), 2);
    assert_eq!(practice.run(&["signer", "end", "Nobody"]).code(), 2);
}

#[test]
fn no_key_is_made_for_nobody() {
    let practice = Practice::with_client();
    let config = "home/.config/casenotes/config.toml";
    let text = practice.read(config);
    for name in ["# name = \"nobody\"", "name = \"Dana * Okafor\""] {
        practice.put(config, text.replace("name = \"Dana Okafor\"", name));
        let run = practice.run(&["sign", "--new-key", "--no-passphrase"]);
        assert!(run.code() == 2 && run.out().is_empty(), "{run}");
        assert!(!practice.path("home/.config/casenotes/signing-key").exists());
    }
}

#[test]
fn a_new_practice_can_sign_from_the_start() {
    let practice = Practice::empty();
    let init = [crate::practice::INIT, &["--signing-key", "--credentials", "LCSW"]].concat();
    practice.ok(&[&init[..], &["--passphrase-command", "printf 'a long one'"]].concat());
    assert!(practice.path("home/.config/casenotes/signing-key.pub").exists());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"]);
    practice.put(TIMELY, timely(NOTE));
    practice.ok(&["sign", "c-7f3k"]);
    assert_eq!(found(&practice), [""; 0]);
    let practice = Practice::empty();
    practice.ok(&[&init[..], &["--no-passphrase"]].concat());
    assert_eq!(practice.ok(&["signer", "list"]).lines().count(), 2);
}

#[test]
fn what_a_payer_would_miss_in_the_signature_is_said_when_it_is_made() {
    let practice = Practice::empty();
    practice.ok(&[crate::practice::INIT, &["--no-passphrase", "--signing-key"]].concat());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"]);
    practice.put(
        &TIMELY.replace("11-23", "11-25"),
        NOTE.replace("2026-11-20T", "2026-11-25T").replace(", LCSW", ""),
    );
    let run = practice.run(&["sign", "c-7f3k"]);
    assert!(run.code() == 0 && run.err().contains("warning[SG010]"), "{run}");
    assert!(run.err().contains("warning[SG011]"), "{run}");
    assert_eq!(found(&practice), ["SG011", "SG010"]);
}

#[test]
fn a_key_of_a_token_or_of_the_agent_is_left_to_ssh_keygen_which_is_not_believed() {
    use ssh_key::private::{Ed25519Keypair, SkEd25519};
    let public =
        ssh_key::public::SkEd25519::new(Ed25519Keypair::from_seed(&[7; 32]).public, "ssh:");
    let token = SkEd25519::new(public, 1, [5; 32]).unwrap();
    let token = ssh_key::PrivateKey::from(token);
    let practice = Practice::with_client();
    let config = "home/.config/casenotes/config.toml";
    let text = practice.read(config);
    practice.put("token", token.to_openssh(ssh_key::LineEnding::LF).unwrap().as_bytes());
    practice.put("token.pub", token.public_key().to_openssh().unwrap());
    practice.script("bin/ssh-keygen", "echo \"$@\" > asked; cat > text; cat answer 2>/dev/null");
    let search = format!("{}:/usr/bin:/bin", practice.path("bin").display());
    let mut practice = practice.env("PATH", &search);
    practice.put(TIMELY, timely(NOTE));
    for (file, by_agent) in [("token", false), ("token.pub", true)] {
        let key = practice.path(file).to_str().unwrap().to_owned();
        practice.put(config, text.replace("\n[new]", &format!("signing_key = \"{key}\"\n\n[new]")));
        // The key is public enough to be entered without the token.
        practice.put("chart/allowed_signers", "");
        practice.ok(&["signer", "add"]);
        for answer in ["", "text", &signature(7, NOTE)] {
            practice.put("answer", answer);
            refused(&practice.run(&["sign", "c-7f3k"]), "signed with another key");
        }
        let flag = if by_agent { " -U" } else { "" };
        let asked = format!("-Y sign -q -n progress-note@casenotes -f {key}{flag}\n");
        assert_eq!(practice.read("asked"), asked);
        assert!(practice.read("text").contains("signed_by = \"Dana Okafor, LCSW\"\n"));
        assert_eq!(practice.read(TIMELY), timely(NOTE));
        practice = practice.env("PATH", &search);
    }
    let practice = practice.env("PATH", "/nowhere");
    refused(&practice.run(&["sign", "c-7f3k"]), "`ssh-keygen` does not start");
}

#[test]
fn a_name_is_the_same_however_unicode_writes_it() {
    let (one, two) = ("Zo\u{eb} Invented", "Zoe\u{308} Invented");
    let practice = Practice::empty();
    let init = ["init", "--chart", "chart", "--vault", "private/vault", "--name", one];
    practice.ok(&[&init[..], &["--credentials", "LCSW", "--no-passphrase"]].concat());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", one]);
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    // The list has the one form; from now on the configuration has the other.
    let config = "home/.config/casenotes/config.toml";
    practice.put(config, practice.read(config).replace(one, two));
    let again = practice.run(&["signer", "add"]);
    assert!(again.code() == 2 && again.err().contains("is in the list already"), "{again}");
    let note = NOTE.replace("2026-11-20T", "2026-11-23T").replace("Dana Okafor", one);
    practice.put("chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md", note);
    let run = practice.run(&["sign", "c-7f3k", "--anyway", "short"]);
    assert!(run.code() == 0 && !run.err().contains("SG008"), "{run}");
    let run = practice.run(&["validate", "--short"]);
    assert!(!run.out().contains("error[SG") && !run.out().contains("SG008"), "{run}");
    assert_eq!(practice.run(&["list", "--json"]).json()["notes"][0]["status"], "signed");
    practice.ok(&["signer", "end", two]);
}

/// A practice with drafts of three days and two clients, of which one is somebody else's.
fn with_drafts() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    for (client, day, at) in [
        ("c-7f3k", "2026-11-22", "14"),
        ("c-7f3k", "2026-11-24", "08"),
        ("c-2mxr", "2026-11-24", "07"),
        ("c-2mxr", "2026-11-23", "16"),
    ] {
        let note = NOTE.replace("c-7f3k", client).replace("2026-11-20T14", &format!("{day}T{at}"));
        practice.put(&format!("chart/clients/{client}/notes/{day}-{at}00-dap.md"), note);
    }
    let other = NOTE.replace("2026-11-20T14", "2026-11-24T06").replace("Dana Okafor", "Eli Sample");
    practice.put("chart/clients/c-7f3k/notes/2026-11-24-0600-dap.md", other);
    practice
}

#[test]
fn a_day_is_signed_in_one_go_and_committed_in_one_commit() {
    let practice = with_drafts();
    practice.git(&["config", "user.name", "Somebody"]);
    practice.git(&["config", "user.email", "somebody@example.org"]);
    let run = practice.run(&["sign", "--today", "--commit"]);
    assert_eq!(run.out(), "c-2mxr/2026-11-24-0700-dap\nc-7f3k/2026-11-24-0800-dap\n", "{run}");
    assert!(run.err().contains("Left alone: 1 draft by others."), "{run}");
    assert_eq!(practice.git(&["rev-list", "--count", "HEAD"]).trim(), "1");
    assert!(!practice.git(&["log", "--format=%B"]).contains("Ana"), "a name in a commit");
    let run = practice.run(&["sign", "--since", "yesterday"]);
    assert_eq!(run.out(), "c-2mxr/2026-11-23-1600-dap\n", "{run}");
    let run = practice.run(&["sign", "--all-drafts"]);
    assert_eq!(run.out(), "c-7f3k/2026-11-22-1400-dap\n", "{run}");
    let run = practice.run(&["sign", "--all-drafts"]);
    assert!(run.code() == 0 && run.err().contains("There is no draft of yours."), "{run}");
}

#[test]
fn drafts_of_a_client_can_be_narrowed_to_days_and_an_error_stops_them_all() {
    let practice = with_drafts();
    let run = practice.run(&["sign", "--all-drafts", "Sample", "--today"]);
    assert_eq!(run.out(), "c-7f3k/2026-11-24-0800-dap\n", "{run}");
    let faulty = "chart/clients/c-2mxr/notes/2026-11-24-0700-dap.md";
    practice.put(faulty, practice.read(faulty).replace("## Plan\n\nContinue weekly.\n", ""));
    refused(&practice.run(&["sign", "--since", "7 days ago"]), "so nothing was");
    refused(
        &practice.run(&["sign", "--pick"]),
        "there is no terminal to ask for the notes to sign",
    );
    for two in [&["sign", "c-7f3k", "--today"][..], &["sign", "--today", "--since", "monday"]] {
        assert_eq!(practice.run(two).code(), 2, "{two:?}");
    }
}
