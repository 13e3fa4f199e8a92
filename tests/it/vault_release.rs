//! `casenotes vault release`: nothing leaves without a ground, and nothing leaves unrecorded.

use std::fs;
use std::path::Path;

use age::x25519;
use insta::assert_snapshot;

use crate::leaving::PSY;
use crate::practice::{COURT_ORDER, Practice, RELEASE};

fn practice() -> Practice {
    let practice = Practice::with_client();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    for (client, at) in [
        ("c-7f3k", "2026-11-20 14:00"),
        ("c-7f3k", "2026-11-23 14:00"),
        ("c-2mxr", "2026-11-22 09:00"),
    ] {
        let text = format!("CANARY of {at}\n<script>alert(1)</script>\n");
        assert_eq!(practice.pipe(&["vault", "new", client, "--at", at, "--stdin"], text).code(), 0);
    }
    practice
}

fn release(practice: &Practice, args: &[&str]) -> crate::practice::Run {
    practice.run(&[&["vault", "release"], args].concat())
}

#[test]
fn without_a_ground_nothing_leaves() {
    let practice = practice();
    let before = practice.files(".");
    let to = &["--to", "District Court", "--purpose", "order", "--confirm", "c-7f3k"];
    let release = [&["vault", "release", "c-7f3k", "-o", "out.md"][..], to].concat();
    let groundless: &[&[&str]] = &[
        &[],
        &["--ground", "payment", "--reference", "x"],
        &["--ground", "law"],
        &["--ground", "law", "--reference", " "],
        &["--reference", "x"],
        &["--ground", "law", "--reference", "x", "--authorization", "a.toml"],
    ];
    assert_snapshot!(practice.transcript(&release, groundless), @"
    $ ...
    --- stderr
    error: psychotherapy notes leave on a legal ground alone, and none was given
    hint: Give `--authorization FILE`, or `--ground EXCEPTION --reference TEXT` (45 CFR 164.508(a)(2)).
    --- exit Some(2)
    $ ... --ground payment --reference x
    --- stderr
    error: `--ground payment` is not an exception in which psychotherapy notes leave; they are `originator`, `training`, `defense`, `hhs`, `law`, `oversight`, `coroner`, `threat`, and anything else takes an authorization
    --- exit Some(2)
    $ ... --ground law
    --- stderr
    error: the ground needs what it rests on
    hint: Give `--reference`, such as the number of the court order.
    --- exit Some(2)
    $ ... --ground law --reference ' '
    --- stderr
    error: the ground needs what it rests on
    hint: Give `--reference`, such as the number of the court order.
    --- exit Some(2)
    $ ... --reference x
    --- stderr
    error: the following required arguments were not provided:
      --ground <EXCEPTION>

    Usage: casenotes vault release --ground <EXCEPTION> --output <FILE> --to <RECIPIENT> --purpose <PURPOSE> --confirm <CLIENT> --reference <REFERENCE> <NOTE>...

    For more information, try '--help'.
    --- exit Some(2)
    $ ... --ground law --reference x --authorization a.toml
    --- stderr
    error: the argument '--ground <EXCEPTION>' cannot be used with '--authorization <FILE>'

    Usage: casenotes vault release --output <FILE> --to <RECIPIENT> --purpose <PURPOSE> --confirm <CLIENT> --ground <EXCEPTION> --reference <REFERENCE> <NOTE>...

    For more information, try '--help'.
    --- exit Some(2)
    ");
    assert_eq!(practice.files("."), before);
}

#[test]
fn the_id_must_be_typed_and_nothing_is_assumed() {
    let practice = practice();
    let before = practice.files(".");
    let refused: &[&[&str]] = &[
        &["c-7f3k", "-o", "out.md"],
        &["c-7f3k", "-o", "out.md", "--confirm", "c-2mxr"],
        &["c-7f3k", "c-2mxr", "--confirm", "c-7f3k"],
        &["c-7f3j", "--confirm", "c-7f3k"],
    ];
    let release_all = [&["vault", "release"], COURT_ORDER].concat();
    assert_snapshot!(practice.transcript(&release_all, refused), @"
    $ ... c-7f3k -o out.md
    --- stderr
    What leaves:
      c-7f3k/2026-11-23-1400, 53 bytes
      To: District Court
      Address: not given
      Purpose: court order
      Ground: required by law (45 CFR 164.508(a)(2)(ii), 164.512(a)), by a court order (45 CFR 164.512(e)(1)(i)), only what it expressly authorizes: order 26-CV-0001
      Form: markdown, in the clear, to out.md
    error: there is no terminal to ask for the id of the client
    hint: Give `--confirm CLIENT`.
    --- exit Some(2)
    $ ... c-7f3k -o out.md --confirm c-2mxr
    --- stderr
    What leaves:
      c-7f3k/2026-11-23-1400, 53 bytes
      To: District Court
      Address: not given
      Purpose: court order
      Ground: required by law (45 CFR 164.508(a)(2)(ii), 164.512(a)), by a court order (45 CFR 164.512(e)(1)(i)), only what it expressly authorizes: order 26-CV-0001
      Form: markdown, in the clear, to out.md
    error: `c-2mxr` is not the id of the client
    hint: Nothing left. Run the command again.
    --- exit Some(2)
    $ ... c-7f3k c-2mxr --confirm c-7f3k
    --- stderr
    error: the notes are of more than one client
    hint: Release the notes of each client on their own.
    --- exit Some(2)
    $ ... c-7f3j --confirm c-7f3k
    --- stderr
    error: there is no psychotherapy note `c-7f3j`
    hint: Did you mean `c-7f3k`?
    --- exit Some(2)
    ");
    for part in ["--to", "--purpose"] {
        let at = COURT_ORDER.iter().position(|word| *word == part).unwrap();
        let less = [&COURT_ORDER[..at], &COURT_ORDER[at + 2..]].concat();
        let run = release(&practice, &[&["c-7f3k", "--confirm", "c-7f3k"], &less[..]].concat());
        assert!(run.code() == 2 && run.err().contains("nothing says"), "{run}");
    }
    assert_eq!(practice.files("."), before);
}

#[test]
fn a_release_leaves_the_document_and_a_sealed_entry() {
    let practice = practice();
    let args = [
        "c-7f3k/2026-11-20",
        "c-7f3k/2026-11-23",
        "--address",
        "1 Example Street",
        "--confirm",
        "c-7f3k",
        "-o",
        "out.md",
    ];
    let run = release(&practice, &[&args, COURT_ORDER].concat());
    assert_eq!((run.code(), run.out().as_str()), (0, ""), "{run}");
    assert_snapshot!(run, @"
    --- stderr
    What leaves:
      c-7f3k/2026-11-20-1400, 53 bytes
      c-7f3k/2026-11-23-1400, 53 bytes
      To: District Court
      Address: 1 Example Street
      Purpose: court order
      Ground: required by law (45 CFR 164.508(a)(2)(ii), 164.512(a)), by a court order (45 CFR 164.512(e)(1)(i)), only what it expressly authorizes: order 26-CV-0001
      Form: markdown, in the clear, to out.md
    Released 2 notes of c-7f3k to District Court; kept in the log as c-7f3k/2026-11-24-0930.
    ");
    assert_snapshot!(practice.read("out.md"), @"
    # Psychotherapy notes

    - Of: c-7f3k
    - Released by: Dana Okafor, LCSW
    - Released to: District Court
    - Purpose: court order
    - Ground: required by law (45 CFR 164.508(a)(2)(ii), 164.512(a)), by a court order (45 CFR 164.512(e)(1)(i)), only what it expressly authorizes: order 26-CV-0001
    - Date: 2026-11-24

    These are psychotherapy notes (45 CFR 164.501), kept apart from the record. They were released for the purpose above and for no other.

    ---

    ## Fri 2026-11-20 14:00 -05:00

    CANARY of 2026-11-20 14:00
    <script>alert(1)</script>

    ---

    ## Mon 2026-11-23 14:00 -05:00

    CANARY of 2026-11-23 14:00
    <script>alert(1)</script>
    ");
    let log = practice.files("private/vault/releases");
    assert_eq!(log.len(), 1);
    assert!(log[0].1.starts_with(b"age-encryption.org/v1\n"));
    assert!(!log[0].1.windows(8).any(|w| w == b"District"));
    let listed = practice.run(&["vault", "releases", "--json"]);
    assert!(!listed.out().contains("CANARY"), "{listed}");
    let entry = listed.json()["releases"][0].clone();
    for (key, value) in [
        ("id", "c-7f3k/2026-11-24-0930"),
        ("time", "2026-11-24T09:30:12-05:00"),
        ("recipient", "District Court"),
        ("address", "1 Example Street"),
        ("purpose", "court order"),
        ("ground", "law"),
        ("reference", "order 26-CV-0001"),
        ("form", "markdown"),
    ] {
        assert_eq!(entry[key], value, "{entry}");
    }
    assert_eq!(entry["digest"], sha256(&fs::read(practice.path("out.md")).unwrap()));
    assert_eq!(entry["notes"].as_array().unwrap().len(), 2);
    let note = practice.ok(&["vault", "show", "c-7f3k/2026-11-20"]);
    assert_eq!(entry["notes"][0]["digest"], sha256(note.as_bytes()));
    assert_snapshot!(practice.ok(&["vault", "releases"]), @"
    RELEASE                 TO              PURPOSE      GROUND  INFORMATION
    c-7f3k/2026-11-24-0930  District Court  court order  law     2 psychotherapy notes, sessions of 2026-11-20 to 2026-11-23
    ");
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    assert_eq!(practice.run(&["vault", "verify", "--strict"]).code(), 0);
}

#[test]
fn an_authorization_must_be_valid_and_for_these_notes_alone() {
    let practice = practice();
    let before = practice.files("private");
    for (from, to, fault) in [
        (
            "[\"psychotherapy-notes\"]",
            "[\"psychotherapy-notes\", \"progress-notes\"]",
            "a.toml:1:9: the authorization covers other records too, so it is not valid for psychotherapy notes (45 CFR 164.508(b)(3)(ii))",
        ),
        ("2027-11-24", "2026-11-23", "a.toml:8:11: the authorization has expired"),
        ("c-7f3k", "c-2mxr", "a.toml:2:10: the authorization is not of the client"),
        ("copy_given", "revoked = 2026-11-21\ncopy_given", "was revoked"),
        ("recipient = ", "recipeint = ", "Did you mean"),
    ] {
        practice.put("a.toml", PSY.replace(from, to));
        let run = release(
            &practice,
            &["c-7f3k", "--authorization", "a.toml", "--confirm", "c-7f3k", "-o", "out.md"],
        );
        assert!(run.code() == 2, "{run}");
        assert!(
            run.err().contains(fault) || run.err().contains("the key `recipeint` is not known"),
            "{fault}: {run}"
        );
        assert!(!practice.path("out.md").exists());
    }
    practice.put("a.toml", practice.ok(&["vault", "release", "--new-authorization"]));
    let blank = release(&practice, &["c-7f3k", "--authorization", "a.toml", "--confirm", "c-7f3k"]);
    assert!(blank.code() == 2 && blank.err().contains("`signed_by` is not filled in"), "{blank}");
    assert_eq!(practice.files("private"), before);

    practice.put("a.toml", PSY);
    let other = release(
        &practice,
        &["c-7f3k", "--authorization", "a.toml", "--to", "Somebody Else", "--confirm", "c-7f3k"],
    );
    assert!(other.code() == 2 && other.err().contains("another recipient"), "{other}");
    let run = release(
        &practice,
        &[
            "c-7f3k",
            "--authorization",
            "a.toml",
            "--format",
            "html",
            "--confirm",
            "c-7f3k",
            "-o",
            "out.html",
        ],
    );
    assert_eq!(run.code(), 0, "{run}");
    let page = practice.read("out.html");
    assert!(page.contains("Ben Sample, c-7f3k") && page.contains("Ida Fictive, PhD"), "{page}");
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    let entry = practice.run(&["vault", "releases", "--json"]).json()["releases"][0].clone();
    assert_eq!(entry["authorization"], "c-7f3k/2026-11-24-0930");
    // Its copy is sealed beside the log, byte for byte.
    let kept = practice.files("private/vault/authorizations");
    assert_eq!(kept.len(), 1);
    let key = practice.read("home/.config/casenotes/identity.age");
    let key: x25519::Identity = key.lines().last().unwrap().parse().unwrap();
    let opened = String::from_utf8(age::decrypt(&key, &kept[0].1).unwrap()).unwrap();
    assert!(opened.ends_with(&format!("+++\n\n{PSY}")), "{opened}");
}

#[test]
fn no_chart_is_needed() {
    let practice = practice();
    fs::rename(practice.path("chart"), practice.path("elsewhere")).unwrap();
    let run = practice.run(RELEASE);
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.out().contains("CANARY of 2026-11-23"), "{run}");
}

#[test]
fn a_document_may_be_sealed_for_its_recipient() {
    let practice = practice();
    let court = x25519::Identity::generate();
    let args = [
        "c-7f3k",
        "--confirm",
        "c-7f3k",
        "-o",
        "out.age",
        "--encrypt-to",
        &court.to_public().to_string(),
    ];
    assert_eq!(release(&practice, &[&args, COURT_ORDER].concat()).code(), 0);
    let sealed = fs::read(practice.path("out.age")).unwrap();
    assert!(!sealed.windows(6).any(|w| w == b"CANARY"));
    let text = String::from_utf8(age::decrypt(&court, &sealed).unwrap()).unwrap();
    assert!(text.contains("CANARY of 2026-11-23"), "{text}");
    let entry = practice.run(&["vault", "releases", "--json"]).json()["releases"][0].clone();
    assert_eq!(entry["digest"], sha256(&sealed));
    assert_eq!(entry["sealed_for"][0], court.to_public().to_string());
}

#[test]
fn what_cannot_be_written_is_not_in_the_log_and_what_cannot_be_logged_does_not_leave() {
    let practice = practice();
    practice.put("taken.md", "mine");
    for output in ["taken.md", "no/such/folder.md", "chart/out.md", "private/vault/out.md"] {
        practice.put("a.toml", PSY);
        let run = release(
            &practice,
            &["c-7f3k", "--authorization", "a.toml", "--confirm", "c-7f3k", "-o", output],
        );
        assert_eq!(run.code(), 2, "{run}");
        assert_eq!(practice.run(&["vault", "releases"]).code(), 1, "{output}");
        assert_eq!(practice.files("private/vault/authorizations").len(), 0);
    }
    assert_eq!(practice.read("taken.md"), "mine");
    fs::remove_dir_all(practice.path("private/vault/releases")).unwrap();
    practice.put("private/vault/releases", "in the way");
    let run = practice.run(&[RELEASE, &["-o", "out.md"]].concat());
    assert_eq!(run.code(), 2, "{run}");
    assert!(!practice.path("out.md").exists());
    let run = practice.run(RELEASE);
    assert_eq!((run.code(), run.out().as_str()), (2, ""), "{run}");
}

#[test]
fn a_damaged_entry_makes_the_log_incomplete() {
    let practice = practice();
    assert_eq!(practice.run(RELEASE).code(), 0);
    let log = practice.files("private/vault/releases");
    let (path, mut bytes) = log[0].clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let run = practice.run(&["vault", "releases"]);
    assert!(run.code() == 2 && run.err().contains("the list is not complete"), "{run}");
    let verified = practice.run(&["vault", "verify", "--short"]);
    let name = Path::new(&path).file_name().unwrap().to_str().unwrap();
    assert!(verified.out().contains("error[VN001]") && verified.out().contains(name), "{verified}");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
