//! Documents: what came on paper or as a file and belongs to the record.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::practice::Practice;

/// A PDF whose end leads into it.
pub(crate) const PDF: &str =
    "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Size 1>>\nstartxref\n9\n%%EOF\n";

/// Files a document and returns its id.
pub(crate) fn filed(practice: &Practice, bytes: impl AsRef<[u8]>, more: &[&str]) -> String {
    practice.put("came", bytes);
    let args = [&["document", "add", "c-7f3k", "came"][..], more].concat();
    practice.ok(&args).trim().to_owned()
}

/// Returns the path of a file of a document without its ending.
pub(crate) fn place(id: &str) -> String {
    let (client, name) = id.split_once('/').unwrap();
    format!("chart/clients/{client}/documents/{name}")
}

fn listed(practice: &Practice) -> Vec<Value> {
    let run = practice.run(&["document", "list", "--json"]);
    run.json()["documents"].as_array().unwrap().clone()
}

#[test]
fn a_document_is_its_bytes_and_what_is_said_of_them() {
    let practice = Practice::with_client();
    practice.put("Ben's consent.pdf", PDF);
    let run = practice.run(&[
        "document",
        "add",
        "c-7f3k",
        "Ben's consent.pdf",
        "--kind",
        "consent",
        "--date",
        "yesterday",
        "--from",
        "Ben Sample",
        "--title",
        "Consent to treatment",
    ]);
    assert_eq!(run.code(), 0, "{run}");
    let id = run.out().trim().to_owned();
    let (begin, letters) = id.rsplit_once('-').unwrap();
    assert_eq!((begin, letters.len()), ("c-7f3k/2026-11-23-consent", 6), "{id}");
    assert_snapshot!(run.err().replace(&id, "ID"), @r"
    Filed Ben's consent.pdf: application/pdf, 67 bytes.
    hint: `casenotes sign ID` signs what is said of it, and with it the bytes.
    ");
    assert_eq!(practice.read(&format!("{}.pdf", place(&id))), PDF);
    let digest: String =
        Sha256::digest(PDF).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let said = practice.read(&format!("{}.toml", place(&id)));
    assert_snapshot!(said.replace(&digest, "DIGEST"), @r#"
    client = "c-7f3k"
    kind = "consent"
    date = 2026-11-23
    title = "Consent to treatment"
    from = "Ben Sample"
    media_type = "application/pdf"
    size = 67
    sha256 = "DIGEST"
    filed_by = "Dana Okafor, LCSW"
    filed_at = 2026-11-24T09:30:12-05:00
    "#);
    assert_eq!(practice.ok(&["document", "show", "c-7f3k"]), said);
    assert_eq!(practice.ok(&["document", "show", &id, "--bytes"]), PDF);
    let table = practice.ok(&["document", "list"]);
    assert!(table.contains("draft   Consent to treatment  Ben Sample  application/pdf"), "{table}");
    assert_eq!(practice.run(&["document", "list", "-k", "letter"]).code(), 1);
    let found = practice.run(&["validate", "--short"]);
    assert!(!found.out().contains("documents/"), "{found}");
}

#[test]
fn a_program_gets_the_file_itself_and_no_copy() {
    let practice = Practice::with_client();
    let id = filed(&practice, PDF, &["-k", "consent"]);
    let viewer = practice.script("viewer", "echo \"$1\" > seen; cat \"$1\" > shown");
    practice.ok(&["document", "open", &id, "--with", &viewer]);
    assert!(practice.read("seen").trim().ends_with(&format!("{}.pdf", place(&id))));
    assert_eq!(practice.read("shown"), PDF);
    let run = practice.run(&["document", "open", &id, "--with", "false"]);
    assert!(run.code() == 2 && run.err().contains("`false` ended with"), "{run}");
}

#[test]
fn what_is_to_be_filed_is_looked_at_before_the_first_is() {
    let practice = Practice::with_client();
    practice.put("good.txt", "A letter.\n");
    practice.put("empty.txt", "");
    let run = practice.run(&["document", "add", "c-7f3k", "good.txt", "empty.txt", "-k", "letter"]);
    assert_snapshot!(run.err(), @r"
    error: empty.txt is empty
    hint: Look whether it was saved; nothing was filed.
    ");
    assert_eq!(listed(&practice), Vec::<Value>::new());
    for (args, message) in [
        (&["--date", "2026-12-01"][..], "2026-12-01 lies in the future"),
        (&["--title", " "], "`--title` is empty"),
        (&["--kind", "note"], "not a kind of document: consent, release"),
    ] {
        let given = ["document", "add", "c-7f3k", "good.txt"];
        let kind: &[&str] = if args[0] == "--kind" { &[] } else { &["-k", "letter"] };
        let run = practice.run(&[&given[..], kind, args].concat());
        assert!(run.code() == 2 && run.err().contains(message), "{run}");
    }
    assert_eq!(practice.run(&["document", "add", "c-9k4d", "good.txt", "-k", "letter"]).code(), 2);
    assert_eq!(listed(&practice), Vec::<Value>::new());
}

#[test]
fn a_large_file_is_asked_about_unless_git_lfs_keeps_it() {
    let practice = Practice::with_client();
    let large = File::create(practice.path("large.bin")).unwrap();
    large.set_len(4 * 1024 * 1024 * 1024).unwrap();
    let add = ["document", "add", "c-7f3k", "large.bin", "--kind", "image"];
    let run = practice.run(&add);
    assert_snapshot!(run.err(), @r#"
    error: there is no terminal to ask for a large file (large.bin has 4.3 GB)
    hint: git keeps every byte for ever: give `--large` if that is meant, or let git lfs keep such files (docs/FORMAT.md, "A document").
    "#);
    assert_eq!((run.code(), listed(&practice).len()), (2, 0));
    // What is larger than anything that is read whole is filed as well, and shown byte for byte.
    large.set_len(70 * 1024 * 1024).unwrap();
    let id = practice.ok(&[&add[..], &["--large"]].concat()).trim().to_owned();
    let file = fs::metadata(practice.path(&format!("{}.bin", place(&id)))).unwrap();
    assert_eq!(file.len(), 70 * 1024 * 1024);
    assert_eq!(practice.run(&["document", "show", &id, "--bytes"]).out_bytes().len(), 70 << 20);
    let attributes = practice.read("chart/.gitattributes");
    let lfs = "clients/*/documents/*.bin filter=lfs diff=lfs merge=lfs -text\n";
    practice.put("chart/.gitattributes", format!("{attributes}{lfs}"));
    assert_eq!(practice.run(&add).code(), 0);
    assert_eq!(listed(&practice).len(), 2);
}

#[test]
fn what_is_filed_can_be_committed_and_the_message_names_nobody() {
    let practice = Practice::with_client();
    for (key, value) in [("user.name", "Dana Okafor"), ("user.email", "dana@example.org")] {
        practice.git(&["config", key, value]);
    }
    let id = filed(&practice, PDF, &["-k", "consent", "--commit"]);
    let log = practice.git(&["log", "-1", "--format=%s", "--name-only"]);
    let place = place(&id).replace("chart/", "");
    assert_eq!(log, format!("document add {id}\n\n{place}.pdf\n{place}.toml\n"));
}

/// A hundred files that somebody may have, the worst there are, each with whether it is filed.
fn hostile(practice: &Practice) -> Vec<(Vec<u8>, bool)> {
    let mut made: Vec<(Vec<u8>, bool)> = Vec::new();
    let mut put = |name: &[u8], bytes: &[u8], is_filed: bool| {
        let path = practice.root().join(std::ffi::OsStr::from_bytes(name));
        fs::write(path, bytes).unwrap();
        made.push((name.to_vec(), is_filed));
    };
    let sealed = "age-encryption.org/v1\n-> X25519 abc\n";
    let notice = "These are psychotherapy notes (45 CFR 164.501), kept apart from the record.";
    // Bytes that are not what their name says.
    let bodies: [(&str, &[u8]); 12] = [
        ("html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("svg", b"<svg onload=\"alert(1)\"></svg>"),
        ("zip", b"PK\x03\x04broken"),
        ("elf", b"\x7fELF\x02\x01\x01\0"),
        ("nul", b"\0\0\0\0"),
        ("latin", b"Gr\xfc\xdfe"),
        ("half", b"%PDF-1.7\nhalf"),
        ("locked", b"%PDF-1.7\ntrailer\n<</Encrypt 3 0 R>>\nstartxref\n2\n%%EOF\n"),
        ("sh", b"#!/bin/sh\nrm -rf /\n"),
        ("escapes", b"\x1b]0;title\x07\x1b[2J"),
        ("toml", b"client = \"c-2mxr\"\nkind = \"consent\"\n"),
        ("marks", b"<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"),
    ];
    for (name, body) in bodies {
        for ending in ["pdf", "jpg", "txt"] {
            put(format!("{name}.{ending}").as_bytes(), body, true);
        }
    }
    // What comes from the vault, by name or by content, wherever it stands.
    for name in ["a.age", "b.AGE", "c.pdf.age", "d.md.age"] {
        put(name.as_bytes(), b"anything", false);
    }
    let far = "x".repeat(300_000);
    for (at, text) in [
        sealed.to_owned(),
        format!("mail\n\n{sealed}"),
        format!("{far}{sealed}"),
        "-----BEGIN AGE ENCRYPTED FILE-----\n".to_owned(),
        format!("{far}\n-----BEGIN AGE ENCRYPTED FILE-----\n"),
        format!("# Psychotherapy notes\n\n{notice}\n"),
        format!("{far}{notice}"),
        format!("%PDF-1.7\n{notice}"),
        format!("<!DOCTYPE html><p>{notice}</p>"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        for ending in ["pdf", "txt"] {
            put(format!("private-{at}.{ending}").as_bytes(), text.as_bytes(), false);
        }
    }
    // Names that act on a terminal, lead elsewhere, or are no text.
    let names: [&[u8]; 20] = [
        b"line\nbreak.pdf",
        b"tab\t.pdf",
        b"bell\x07.pdf",
        b"\x1b]0;pwned\x07.pdf",
        b"\x1b[2Jclear.pdf",
        b"return\r.pdf",
        b"not utf-8 \xff\xfe.pdf",
        "bidi \u{202e}fdp.exe".as_bytes(),
        "isolate \u{2066}\u{2069}.pdf".as_bytes(),
        "zero\u{200b}width.pdf".as_bytes(),
        "Žofie Vzorová.pdf".as_bytes(),
        "Zofie\u{30c}.pdf".as_bytes(),
        b" leading.pdf",
        b"trailing.pdf ",
        b"-rf",
        b"--large",
        b"quote\"'`$(true).pdf",
        b"star*?[].pdf",
        b"back\\slash.pdf",
        b"semi;colon|pipe&.pdf",
    ];
    for name in names {
        put(name, PDF.as_bytes(), true);
    }
    let long = format!("{}.pdf", "long".repeat(60));
    put(long.as_bytes(), PDF.as_bytes(), true);
    put(b"no ending", PDF.as_bytes(), true);
    put(b".hidden", PDF.as_bytes(), true);
    put(b"one byte", b"x", true);
    put(b"empty.pdf", b"", false);
    put(b"empty.txt", b"", false);
    // What is no file at all, and nothing waits for it.
    let path = |name: &str| practice.path(name);
    symlink("one byte", path("link.pdf")).unwrap();
    symlink("nowhere", path("dangling.pdf")).unwrap();
    symlink("loop.pdf", path("loop.pdf")).unwrap();
    symlink("/dev/zero", path("zero.pdf")).unwrap();
    symlink("home", path("linked folder.pdf")).unwrap();
    fs::create_dir(path("folder.pdf")).unwrap();
    assert!(Command::new("mkfifo").arg(path("pipe.pdf")).status().unwrap().success());
    drop(UnixListener::bind(path("socket.pdf")).unwrap());
    let nothing = [
        "link.pdf",
        "dangling.pdf",
        "loop.pdf",
        "zero.pdf",
        "linked folder.pdf",
        "folder.pdf",
        "pipe.pdf",
        "socket.pdf",
        "missing.pdf",
        "/dev/null",
        "/dev/zero",
        "/dev/stdin",
        "",
        "one byte/x",
    ];
    made.extend(nothing.map(|name| (name.as_bytes().to_vec(), false)));
    let sparse = File::create(path("sparse.pdf")).unwrap();
    sparse.set_len(4 * 1024 * 1024 * 1024).unwrap();
    made.push((b"sparse.pdf".to_vec(), false));
    made
}

#[test]
fn a_hundred_hostile_files_are_filed_byte_for_byte_or_refused_with_a_reason() {
    let practice = Practice::with_client();
    let made = hostile(&practice);
    assert!(made.len() >= 100, "{}", made.len());
    for (name, is_filed) in &made {
        let shown = String::from_utf8_lossy(name).into_owned();
        let name = std::ffi::OsStr::from_bytes(name);
        let before = listed(&practice).len();
        let mut command = practice.command(&["document", "add", "c-7f3k", "-k", "other", "--"]);
        let output = command.arg(name).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code();
        assert_eq!(code, Some(if *is_filed { 0 } else { 2 }), "{shown:?}: {said}");
        assert!(*is_filed || said.starts_with("error: "), "{shown:?}: {said}");
        let acts = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!said.contains(acts), "{shown:?}: {said:?}");
        let rows = listed(&practice);
        assert_eq!(rows.len(), before + usize::from(*is_filed), "{shown:?}");
        if *is_filed {
            let id = String::from_utf8(output.stdout).unwrap();
            let row = rows.iter().find(|row| row["id"] == id.trim()).unwrap();
            let came = fs::read(practice.root().join(name)).unwrap();
            assert_eq!(fs::read(row["path"].as_str().unwrap()).unwrap(), came, "{shown:?}");
        }
    }
    // Nothing is left half done, and nothing that is named so badly is in a path.
    for (path, _) in practice.files("chart/clients/c-7f3k/documents") {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("2026-11-24-other-") && name.is_ascii(), "{name}");
    }
    let found = practice.run(&["validate", "--json"]).json();
    let codes: Vec<&Value> =
        found["findings"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert!(!codes.iter().any(|code| *code == "CT001"), "{codes:?}");
}

#[test]
fn what_lies_in_the_vault_or_opens_it_is_not_taken() {
    let practice = Practice::with_client();
    practice.seal("Text.\n");
    for file in ["private/vault/recipients.txt", "private/vault/casenotes-vault.toml"] {
        let run = practice.run(&["document", "add", "c-7f3k", file, "-k", "other"]);
        assert!(run.code() == 2 && run.err().contains("lies inside the vault"), "{run}");
    }
    symlink(practice.path("private/vault"), practice.path("way")).unwrap();
    let run = practice.run(&["document", "add", "c-7f3k", "way/recipients.txt", "-k", "other"]);
    assert!(run.code() == 2 && run.err().contains("lies inside the vault"), "{run}");
    assert!(!practice.path("chart/clients/c-7f3k/documents").exists());
}

#[test]
fn a_document_goes_along_when_two_clients_are_one_person() {
    let practice = Practice::with_client();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ben Sample"]);
    practice.ok(&["client", "edit", "c-2mxr", "--set", "birth_date=1978-11-02"]);
    let id = filed(&practice, PDF, &["-k", "consent"]);
    let said = practice.read(&format!("{}.toml", place(&id)));
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "one person"];
    let printed = practice.ok(&merge);
    let new = id.replace("c-7f3k", "c-2mxr");
    assert!(printed.contains(&format!("document {new}\n")), "{printed}");
    assert_eq!(practice.read(&format!("{}.pdf", place(&new))), PDF);
    // It goes on naming the client it was filed with, and the trail says why.
    assert_eq!(practice.read(&format!("{}.toml", place(&new))), said);
    let rows = listed(&practice);
    assert_eq!((rows.len(), &rows[0]["id"], &rows[0]["status"]), (1, &new.into(), &"draft".into()));
    assert_eq!(practice.files("chart/clients/c-7f3k/documents").len(), 0);
}

#[test]
fn a_filed_document_is_never_changed_or_removed_unseen() {
    let practice = Practice::with_signer();
    for (key, value) in [("user.name", "Dana Okafor"), ("user.email", "dana@example.org")] {
        practice.git(&["config", key, value]);
    }
    let id = filed(&practice, PDF, &["-k", "consent"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let path = |ending: &str| format!("{}.{ending}", place(&id));
    let said = practice.read(&path("toml"));
    let codes = |command: &[&str]| -> Vec<String> {
        let found = practice.run(command).json();
        let found = found["findings"].as_array().unwrap().clone();
        let of_commits = found.iter().filter_map(|it| it["code"].as_str());
        of_commits.filter(|code| code.starts_with("CM")).map(str::to_owned).collect()
    };
    let (staged, changed) =
        (["validate", "--staged", "--json"], ["validate", "--changed", "--json"]);
    let restore = || {
        practice.git(&["reset", "--quiet", "--hard"]);
    };
    let digest: String = Sha256::digest(PDF).iter().map(|byte| format!("{byte:02x}")).collect();
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {}\n",
        PDF.len()
    );
    let other = pointer.replace(&digest[..8], "00000000");
    let large = "x".repeat(70 << 20);
    for (ending, text, found) in [
        ("pdf", Some("%PDF-1.7 other"), &["CM005"][..]),
        ("pdf", Some(&large), &["CM005"]),
        ("pdf", None, &["CM005"]),
        ("toml", Some(&said.replace("Consent", "Letter")), &["CM005"]),
        ("toml", None, &["CM005"]),
        // git lfs keeps the same bytes elsewhere, or others.
        ("pdf", Some(&pointer), &[]),
        ("pdf", Some(&other), &["CM005"]),
        ("pdf", Some(PDF), &[]),
    ] {
        match text {
            Some(text) => practice.put(&path(ending), text),
            None => fs::remove_file(practice.path(&path(ending))).unwrap(),
        }
        assert_eq!(codes(&changed), found, "{ending}");
        practice.git(&["add", "--all"]);
        assert_eq!(codes(&staged), found, "{ending}");
        restore();
    }
    // What comes from the vault is not committed as a document either.
    practice.put(&path("pdf").replace(".pdf", ".txt"), "-----BEGIN AGE ENCRYPTED FILE-----\n");
    practice.git(&["add", "--all"]);
    assert_eq!(codes(&staged), ["CM002"]);
}

#[test]
fn a_signature_holds_over_the_bytes_by_their_digest() {
    let practice = Practice::with_signer();
    let id = filed(&practice, PDF, &["-k", "consent"]);
    let said = practice.read(&format!("{}.toml", place(&id)));
    assert_eq!(practice.ok(&["sign", &id]), format!("{id}\n"));
    let signed = practice.read(&format!("{}.toml", place(&id)));
    let marks = "signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T09:30:12-05:00\n";
    assert_eq!(signed, format!("{said}{marks}"));
    assert_eq!(listed(&practice)[0]["status"], "signed");
    let shown = practice.run(&["document", "show", &id]);
    assert!(shown.err().contains("is signed, and the signature holds"), "{shown}");
    assert!(practice.run(&["sign", &id]).err().contains("is signed already"));
    let short = ["validate", "--deep", "--short"];
    assert!(!practice.run(&short).out().contains("DC0"));
    // Neither the text nor the bytes can be others now.
    practice.put(&format!("{}.toml", place(&id)), signed.replace("Consent", "Letter"));
    assert!(practice.run(&short).out().contains("error[DC008]"));
    assert_eq!(practice.run(&["sign", &id]).code(), 2);
    practice.put(&format!("{}.toml", place(&id)), &signed);
    practice.put(&format!("{}.pdf", place(&id)), PDF.replace("Size 1", "Size 2"));
    assert!(practice.run(&short).out().contains("error[DC004]"));
    // What is not as it was filed is not signed.
    let other = filed(&practice, "A letter.\n", &["-k", "letter"]);
    practice.put(&format!("{}.txt", place(&other)), "A lettuce.");
    let run = practice.run(&["sign", &other]);
    assert!(run.code() == 2 && run.err().contains("are not those that were filed"), "{run}");
}

#[test]
fn an_amendment_is_a_document_of_its_own_and_both_stay() {
    let practice = Practice::with_signer();
    let id = filed(&practice, PDF, &["-k", "consent", "--from", "Ben Sample", "--restricted"]);
    practice.put("better.pdf", PDF.replace("Size 1", "Size 2"));
    let amend = ["document", "amend", &id, "better.pdf", "--reason", "a page was missing"];
    let new = practice.ok(&amend).trim().to_owned();
    let said = practice.read(&format!("{}.toml", place(&new)));
    let name = id.split_once('/').unwrap().1;
    assert!(said.contains(&format!("amends = \"{name}\"")), "{said}");
    assert!(said.contains("from = \"Ben Sample\"\nrestricted = true\n"), "{said}");
    let rows = listed(&practice);
    let row = rows.iter().find(|row| row["id"] == id.as_str()).unwrap();
    assert_eq!(row["amended_by"], serde_json::json!([new]));
    // That it is signed later changes nothing of that.
    practice.ok(&["sign", &id, &new]);
    assert!(!practice.run(&["validate", "--deep", "--short"]).out().contains("DC0"));
    let run = practice.run(&["document", "amend", "c-7f3k", "better.pdf", "--reason", "x"]);
    assert_eq!(run.code(), 2, "{run}");
}

#[test]
fn a_document_that_is_not_signed_waits_for_somebody() {
    let practice = Practice::with_signer();
    let id = filed(&practice, PDF, &["-k", "consent"]);
    let waiting = practice.run(&["todo", "--json"]).json();
    let items = waiting["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["note"] == id.as_str()).unwrap();
    assert_eq!(item["command"], format!("casenotes sign {id}"));
    practice.ok(&["sign", &id]);
    assert!(!practice.run(&["todo"]).out().contains(&id));
    let shown = practice.ok(&["client", "show", "c-7f3k"]);
    assert!(shown.contains("documents           1\n"), "{shown}");
    let (list, same) = (["list", "--documents", "--json"], ["document", "list", "--json"]);
    assert_eq!(practice.ok(&list), practice.ok(&same));
}

#[test]
fn all_drafts_are_signed_with_the_documents_that_one_has_filed() {
    let practice = Practice::with_signer();
    let old = filed(&practice, PDF, &["-k", "consent", "--date", "2026-11-02"]);
    let today = filed(&practice, "A letter.\n", &["-k", "letter"]);
    let of_other = filed(&practice, "A report.\n", &["-k", "report"]);
    let path = format!("{}.toml", place(&of_other));
    practice.put(&path, practice.read(&path).replace("Dana Okafor, LCSW", "Eli Sample, PhD"));
    let run = practice.run(&["sign", "--today", "--yes"]);
    assert_eq!((run.code(), run.out()), (0, format!("{today}\n")), "{run}");
    assert!(run.err().contains("Left alone: 1 document by others."), "{run}");
    let run = practice.run(&["sign", "--all-drafts", "c-7f3k"]);
    assert_eq!((run.code(), run.out()), (0, format!("{old}\n")), "{run}");
    assert!(practice.run(&["sign", "--all-drafts", "--yes"]).err().contains("no draft of yours"));
    let statuses = |id: &str| {
        let rows = listed(&practice);
        rows.iter().find(|row| row["id"] == id).unwrap()["status"].clone()
    };
    assert_eq!([&old, &today, &of_other].map(|id| statuses(id)), ["signed", "signed", "draft"]);
}

#[test]
fn the_story_of_a_document_is_told_with_what_git_knows_of_it() {
    let practice = Practice::with_signer();
    for (key, value) in [("user.name", "Dana Okafor"), ("user.email", "dana@example.org")] {
        practice.git(&["config", key, value]);
    }
    let id = filed(&practice, PDF, &["-k", "consent"]);
    filed(&practice, "Another one.\n", &["-k", "consent"]);
    practice.ok(&["sign", &id]);
    practice.put("better.pdf", PDF.replace("Size 1", "Size 2"));
    practice.ok(&["document", "amend", &id, "better.pdf", "--reason", "a page was missing"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let told = practice.run(&["history", &id, "--json"]).json();
    assert_eq!(told["note"], id.as_str());
    let events = told["events"].as_array().unwrap();
    let of = |event: &Value| {
        let words = [&event["event"], &event["what"]].map(|it| it.as_str().unwrap().to_owned());
        words.join(" ")
    };
    let name = id.split_once('/').unwrap().1;
    let mut found: Vec<String> = events.iter().map(of).collect();
    let at = found.iter().position(|it| it.starts_with("amends it")).unwrap();
    let amended = found.remove(at);
    assert!(amended.starts_with("amends it 2026-11-24-consent-"), "{amended}");
    let files = ["pdf", "toml", "toml.sig"].map(|ending| format!("committed {name}.{ending}"));
    let expected = [format!("filed {name}"), format!("signed {name}")].into_iter().chain(files);
    assert_eq!(found, expected.collect::<Vec<_>>());
    let signed = events.iter().find(|event| event["event"] == "signed").unwrap();
    assert_eq!((&signed["holds"], &signed["who"]), (&true.into(), &"Dana Okafor, LCSW".into()));
}

#[test]
fn one_document_is_checked_by_its_name_or_a_path_of_it() {
    let practice = Practice::with_signer();
    let id = filed(&practice, PDF, &["-k", "consent"]);
    let other = filed(&practice, "A letter.\n", &["-k", "letter"]);
    practice.put(&format!("{}.pdf", place(&id)), PDF.replace("Size 1", "Size 2"));
    practice.put(&format!("{}.toml", place(&other)), "odd = 1\n");
    let codes = |more: &[&str]| -> Vec<String> {
        let found = practice.run(&[&["validate", "--json"][..], more].concat()).json();
        let found = found["findings"].as_array().unwrap().clone();
        let mut codes: Vec<_> = found.iter().filter_map(|it| it["code"].as_str()).collect();
        codes.dedup();
        codes.into_iter().map(str::to_owned).collect()
    };
    let path = format!("{}.pdf", place(&id));
    assert_eq!(codes(&[&id]), [""; 0]);
    assert_eq!(codes(&[&id, "--deep"]), ["DC004"]);
    assert_eq!(codes(&[&path, "--deep"]), ["DC004"]);
    assert_eq!(codes(&[&other, "--deep"]), ["DC001"]);
}

#[test]
fn an_authorization_and_a_plan_name_the_paper_that_was_signed() {
    let practice = Practice::with_plan();
    let release = filed(&practice, PDF, &["-k", "release"]);
    let page = filed(&practice, "A plan.\n", &["-k", "plan-signed"]);
    let name = |id: &str| id.split_once('/').unwrap().1.to_owned();
    practice.put("signed.toml", crate::disclosure::AUTHORIZATION);
    let add = ["authorization", "add", "c-7f3k", "--from", "signed.toml", "--document"];
    let missing = practice.run(&[&add[..], &["2026-11-24-letter"]].concat());
    assert!(missing.code() == 2 && missing.out().is_empty(), "{missing}");
    let id = practice.ok(&[&add[..], &["2026-11-24-release"]].concat()).trim().to_owned();
    let filed =
        practice.read(&format!("chart/clients/{}.toml", id.replace('/', "/authorizations/")));
    assert!(filed.contains(&format!("document = \"{}\"\n", name(&release))), "{filed}");
    let listed = practice.run(&["authorization", "list", "--json"]).json();
    assert_eq!(listed["authorizations"][0]["document"], name(&release).as_str());
    let plan = "c-7f3k/2026-10-26-0900-plan";
    practice.ok(&["edit", plan, "--set", &format!("signed_page={}", name(&page))]);
    let codes = || practice.run(&["validate", "--short"]).out();
    assert!(!codes().contains("DS009") && !codes().contains("DC011"), "{}", codes());
    for id in [&release, &page] {
        fs::remove_file(practice.path(&format!("{}.toml", place(id)))).unwrap();
    }
    assert!(codes().contains("error[DS009]") && codes().contains("error[DC011]"), "{}", codes());
    // A name that leads elsewhere is one of no document.
    practice.ok(&["edit", plan, "--set", "signed_page=../client"]);
    assert!(codes().contains("error[DC011]"), "{}", codes());
}

#[test]
fn a_document_of_the_wrong_client_goes_whole_and_both_logs_say_where_it_has_been() {
    let practice = Practice::with_signer();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let id = filed(&practice, PDF, &["-k", "letter"]);
    practice.ok(&["sign", &id]);
    let access = ["export", "c-7f3k", "--basis", "individual", "-o", "out/"];
    assert_eq!(practice.run(&access).code(), 0);
    let files = ["pdf", "toml", "toml.sig"];
    let read = |id: &str| files.map(|ending| practice.read(&format!("{}.{ending}", place(id))));
    let before = read(&id);
    let mv = |id: &str, more: &[&str]| {
        practice.run(&[&["document", "move", id, "--to", "c-2mxr", "--reason"][..], more].concat())
    };
    // Neither a name nor what protects it may get lost.
    for (more, why) in
        [(&["meant for Ana Example"][..], "has the name or the id of a client"), (&[" "], "reason")]
    {
        let run = mv(&id, more);
        assert!(run.code() == 2 && run.err().contains(why), "{run}");
    }
    assert_eq!(mv("c-7f3k", &["x"]).code(), 2);
    for set in ["part2=true", "self_pay_restricted=2026-11-24"] {
        practice.ok(&["client", "edit", "c-7f3k", "--set", set]);
        let run = mv(&id, &["same first name"]);
        assert!(run.code() == 2 && run.err().contains("c-2mxr"), "{set}: {run}");
        practice.ok(&["client", "edit", "c-2mxr", "--set", set]);
    }
    assert_eq!(read(&id), before);
    let run = mv(&id, &["same first name"]);
    let new = id.replace("c-7f3k", "c-2mxr");
    assert_eq!((run.code(), run.out()), (0, format!("{new}\n")), "{run}");
    assert!(run.err().contains("it has left already, with the record of c-7f3k"), "{run}");
    assert_eq!(read(&new), before);
    assert!(practice.files("chart/clients/c-7f3k/documents").is_empty());
    let trail = practice.files("chart/clients/c-7f3k/moved");
    let trail = String::from_utf8(trail[0].1.clone()).unwrap();
    assert!(trail.contains("reason = \"same first name\"") && trail.contains("c-2mxr/"), "{trail}");
    let log = |client: &str| {
        let log = practice.run(&["disclosures", client, "--json"]).json();
        log["disclosures"].as_array().unwrap().clone()
    };
    let theirs = log("c-2mxr");
    let moved = &theirs[0]["documents"][0]["id"];
    assert_eq!((&theirs[0]["basis"], moved), (&"impermissible".into(), &new.as_str().into()));
    let ours = log("c-7f3k");
    let corrected = ours.iter().find(|entry| entry["basis"] == "misfiled").unwrap();
    assert_eq!(corrected["documents"][0]["id"], id.as_str());
    assert_eq!(listed(&practice)[0]["status"], "signed");
    let found = practice.run(&["validate", "--deep", "--short"]).out();
    assert!(!found.contains("DC0") && !found.contains("DS0"), "{found}");
    // What is not as it was filed stays where it is.
    let other = filed(&practice, "A letter.\n", &["-k", "letter"]);
    practice.put(&format!("{}.txt", place(&other)), "A lettuce.");
    assert!(mv(&other, &["x"]).err().contains("are not those that were filed"));
}

/// git lfs itself keeps the bytes elsewhere; a clone that has not fetched them says so, and lets none leave.
#[cfg(feature = "interop")]
#[test]
fn what_git_lfs_keeps_is_the_document_and_what_it_has_not_fetched_is_told() {
    crate::interop::program("git-lfs");
    let practice = Practice::with_signer();
    practice.git(&["lfs", "install", "--local"]);
    practice.git(&["lfs", "track", "clients/*/documents/*.pdf"]);
    let id = filed(&practice, PDF, &["-k", "consent"]);
    practice.ok(&["sign", &id]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let name = id.split_once('/').unwrap().1;
    let kept = practice.git(&["show", &format!("HEAD:clients/c-7f3k/documents/{name}.pdf")]);
    assert!(kept.starts_with("version https://git-lfs.github.com/spec/v1\n"), "{kept}");
    let found = |practice: &Practice, more: &[&str]| {
        practice.run(&[&["validate", "--short"][..], more].concat()).out()
    };
    assert!(!found(&practice, &["--changed"]).contains("CM0"));
    assert!(!found(&practice, &["--deep"]).contains("DC0"));
    // A clone on a machine without git lfs has the pointer in the place of the bytes.
    let url = format!("file://{}", practice.path("chart").display());
    let cloned = practice.git_in(".", &["clone", "--quiet", &url, "clone"]);
    assert!(cloned.status.success(), "{}", String::from_utf8_lossy(&cloned.stderr));
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    fs::set_permissions(practice.path("clone"), private).unwrap();
    let chart = |name: &str| format!("root = \"{}\"", practice.path(name).display());
    let config = practice.read("home/.config/casenotes/config.toml");
    let other = config.replace(&chart("chart"), &chart("clone"));
    assert_ne!(config, other, "{config}");
    practice.put("clone.toml", other);
    let practice = practice.env("CASENOTES_CONFIG", "clone.toml");
    assert!(found(&practice, &["--deep"]).contains("[DC007]"), "{}", found(&practice, &["--deep"]));
    let export = ["export", "c-7f3k", "--basis", "individual", "-o", "out/"];
    let refused = practice.run(&export);
    assert!(refused.code() == 2 && refused.err().contains("git lfs pull"), "{refused}");
    for args in [&["lfs", "install", "--local"][..], &["lfs", "pull"]] {
        let done = practice.git_in("clone", args);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert!(!found(&practice, &["--deep"]).contains("[DC0"));
    assert_eq!(practice.run(&export).code(), 0);
    assert_eq!(practice.read(&format!("out/{name}.pdf")), PDF);
}
