//! `casenotes move` and `casenotes client merge`: notes of the wrong client, and the trail they leave.

use std::fs;

use crate::practice::{NOTE, Practice};

const NAME: &str = "2026-11-23-1400-dap";
const OLD: &str = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md";
const NEW: &str = "chart/clients/c-2mxr/notes/2026-11-23-1400-dap.md";
const TRAIL: &str = "chart/clients/c-7f3k/moved/2026-11-23-1400-dap.toml";

fn note() -> String {
    NOTE.replace("2026-11-20T", "2026-11-23T")
}

fn two_clients() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.put(OLD, note());
    practice
}

/// Says that the two are one person, who was entered under two names.
fn one_person(practice: &Practice) {
    let known = ["former_names=Ben Sample", "birth_date=1978-11-02"];
    practice.ok(&["client", "edit", "c-2mxr", "--set", known[0], "--set", known[1]]);
}

fn mv(practice: &Practice) -> String {
    let note = format!("c-7f3k/{NAME}");
    practice.ok(&["move", &note, "--to", "c-2mxr", "--reason", "same first name"])
}

#[test]
fn a_draft_goes_to_the_right_client_and_leaves_a_trail() {
    let practice = two_clients();
    assert_eq!(mv(&practice), format!("c-2mxr/{NAME}\n"));
    assert_eq!(practice.read(NEW), note().replace("\"c-7f3k\"", "\"c-2mxr\""));
    assert!(!practice.path(OLD).exists());
    let trail = practice.read(TRAIL);
    let (head, digest) = trail.split_once("sha256 = ").unwrap();
    assert_eq!(
        head,
        format!(
            "note = \"{NAME}\"\nmoved_to = \"c-2mxr/{NAME}\"\nmoved_at = 2026-11-24T09:30:12-05:00\nmoved_by = \"Dana Okafor, LCSW\"\nreason = \"same first name\"\n"
        )
    );
    assert_eq!(digest.len(), 67);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    // Its old name leads to it, and a name that was moved twice leads to the last place.
    let old = practice.run(&["show", &format!("c-7f3k/{NAME}")]);
    assert_eq!(
        (old.code(), old.err()),
        (
            2,
            format!(
                "error: the note `c-7f3k/{NAME}` was moved\nhint: It is `c-2mxr/{NAME}` now.\n"
            )
        )
    );
    assert!(practice.run(&["show", OLD]).err().contains(&format!("`c-2mxr/{NAME}` now")));
    let leads_to = |name: &str, to: &str| {
        let hint = practice.run(&["show", &format!("c-7f3k/{name}")]);
        let to = format!("hint: It is `c-2mxr/{to}` now.\n");
        assert!(hint.code() == 2 && hint.err().ends_with(&to), "{name}: {hint}");
    };
    let trail = |name: &str, to: &str| {
        let path = format!("chart/clients/c-7f3k/moved/{name}.toml");
        practice.put(&path, format!("moved_to = \"{to}\"\n"));
    };
    trail(&format!("{NAME}.2"), &format!("c-2mxr/{NAME}-3"));
    leads_to(NAME, &format!("{NAME}-3"));
    leads_to("2026-11-23", &format!("{NAME}-3"));
    // Another note of that minute does not hide it, and a beginning of two names says neither.
    trail(&format!("{NAME}-2"), &format!("c-2mxr/{NAME}-2"));
    leads_to(NAME, &format!("{NAME}-3"));
    leads_to(&format!("{NAME}-2"), &format!("{NAME}-2"));
    let both = practice.run(&["show", "c-7f3k/2026-11-23"]);
    assert!(both.code() == 2 && !both.err().contains("moved"), "{both}");
    // Nothing but an id is ever shown.
    trail("2026-11-22-1400-dap", "\\u001b]0;x");
    assert!(!practice.run(&["show", "c-7f3k/2026-11-22"]).err().contains('\u{1b}'));
}

#[test]
fn a_signed_note_stays_as_it_was_signed_and_says_where_it_was() {
    let practice = two_clients();
    practice.ok(&["sign", "c-7f3k"]);
    practice.filed(&["amend", "c-7f3k", "-k", "addendum", "-r", "x", "--stdin"], "Text.");
    let (note, signature) = (practice.read(OLD), practice.read(&format!("{OLD}.sig")));
    mv(&practice);
    assert_eq!((practice.read(NEW), practice.read(&format!("{NEW}.sig"))), (note, signature));
    assert_eq!(practice.run(&["validate", "--strict"]).to_string().lines().count(), 2);
    assert_eq!(practice.files("chart/clients/c-7f3k/notes"), []);
    let shown = practice.ok(&["show", "c-2mxr"]);
    assert!(shown.contains(&format!("moved_from = \"c-7f3k/{NAME}\"")), "{shown}");
    let record = practice.ok(&["export", "--working-copy", "c-2mxr"]);
    let before = "- Filed before: with another client, by mistake\n";
    for line in [before, "- Reason: same first name\n", "## Addendum of"] {
        assert!(record.contains(line), "{line}: {record}");
    }
    // Whoever gets the record learns of no other client.
    for format in ["markdown", "html", "json", "jsonl", "csv", "fhir"] {
        let args = ["export", "--working-copy", "c-2mxr", "--format", format];
        assert!(!practice.ok(&args).contains("c-7f3k"), "{format}");
    }
    let story = practice.ok(&["history", "c-2mxr"]);
    assert!(story.contains("correction-1 added: same first name"), "{story}");
    assert_eq!(practice.run(&["export", "--working-copy", "c-7f3k"]).code(), 1);
    // Further to a third client, and back: each step is in the record.
    practice.ok(&["client", "add", "--id", "c-94wd", "--name", "Cho"]);
    let third = ["move", "c-2mxr/2026-11-23", "--to", "c-94wd", "--reason", "again"];
    practice.ok(&third);
    let back = ["move", "c-94wd/2026-11-23", "--to", "c-7f3k", "--reason", "right at first"];
    practice.ok(&back);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn a_move_by_hand_or_with_a_forged_trail_is_found() {
    let practice = two_clients();
    practice.ok(&["sign", "c-7f3k"]);
    mv(&practice);
    let correction = NEW.replace(".md", ".correction-1.md");
    let text = practice.read(&correction);
    practice.put(&correction, text.replace("same first name", "no reason"));
    let found = practice.run(&["validate", "--short"]).out();
    for code in ["SG004", "SG007", "FM006"] {
        assert!(found.contains(code), "{code}: {found}");
    }
    let run = practice.run(&["export", "--working-copy", "c-2mxr"]);
    assert!(run.code() == 2 && run.out().is_empty(), "{run}");
}

#[test]
fn a_move_that_was_killed_is_completed_by_the_same_command() {
    let whole = two_clients();
    whole.ok(&["sign", "c-7f3k"]);
    let before = whole.files("chart/clients/c-7f3k/notes");
    mv(&whole);
    let after = whole.files("chart/clients/c-2mxr/notes");
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        let names = files.iter().map(|(path, _)| path.file_name().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    // Killed before the old place was cleared, and after its signature was removed.
    for left in [2, 1] {
        fs::remove_file(whole.path(TRAIL)).unwrap();
        for (path, bytes) in before.iter().take(left) {
            fs::write(path, bytes).unwrap();
        }
        mv(&whole);
        assert_eq!(names(&whole.files("chart/clients/c-2mxr/notes")), names(&after));
        assert_eq!(whole.files("chart/clients/c-7f3k/notes"), []);
        assert!(whole.path(TRAIL).exists());
        assert_eq!(whole.run(&["validate", "--strict"]).code(), 0);
    }
}

#[test]
fn what_cannot_be_moved_is_left_where_it_is() {
    let practice = two_clients();
    let name = "c-7f3k/2026-11-23-1400-dap";
    let before = practice.files("chart");
    for (args, why) in [
        (&["move", name, "--to", "c-9999", "--reason", "x"][..], "there is no client"),
        (&["move", name, "--to", "c-7f3k", "--reason", "x"], "is with that client already"),
        (&["move", name, "--to", "c-2mxr", "--reason", " "], "a reason is empty"),
    ] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    }
    assert_eq!(practice.files("chart"), before);
    practice.ok(&["sign", "c-7f3k"]);
    practice.put(OLD, practice.read(OLD) + "x");
    let run = practice.run(&["move", name, "--to", "c-2mxr", "--reason", "x"]);
    assert!(run.code() == 2 && run.err().contains("does not hold"), "{run}");
    // A note of that minute that the other client has is never touched.
    let practice = two_clients();
    practice.put(NEW, note().replace("\"c-7f3k\"", "\"c-2mxr\"").replace("fewer", "more"));
    assert_eq!(mv(&practice), format!("c-2mxr/{NAME}-2\n"));
    assert!(practice.read(NEW).contains("more"));
}

#[test]
fn two_entries_of_one_person_become_one() {
    let practice = two_clients();
    one_person(&practice);
    practice.ok(&["sign", "c-7f3k"]);
    practice.put(&OLD.replace("1400", "1600"), note().replace("T14:", "T16:"));
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "entered twice"];
    practice.put("chart/clients/c-7f3k/disclosures/x.toml", "a = 1\n");
    // What does not say whose it is could not be told from another client's.
    let run = practice.run(&merge);
    let why = "the disclosure `c-7f3k/x` does not say that it is of that client";
    assert!(run.code() == 2 && run.err().contains(why), "{run}");
    fs::remove_dir_all(practice.path("chart/clients/c-7f3k/disclosures")).unwrap();
    // What a killed run left does not keep the next one from going on.
    let left = "chart/clients/c-7f3k/notes/.casenotes-a1b2.tmp";
    practice.put(left, "half");
    let moved = practice.ok(&merge);
    assert_eq!(moved, format!("c-2mxr/{NAME}\nc-2mxr/2026-11-23-1600-dap\n"));
    fs::remove_file(practice.path(left)).unwrap();
    let client = practice.read("chart/clients/c-7f3k/client.toml");
    assert!(
        client.contains("closed = 2026-11-24\nclosing_reason = \"merged into c-2mxr\""),
        "{client}"
    );
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    assert_eq!(practice.ok(&["list", "--paths"]).lines().count(), 2);
    // The hook takes a signed note that was moved for what it is.
    practice.ok(&["hooks", "install"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    practice.ok(&[
        "move",
        "c-2mxr/2026-11-23-1400",
        "--to",
        "c-7f3k",
        "--reason",
        "two people after all",
    ]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "y"]);
}

#[test]
fn what_was_added_to_the_copy_that_an_interrupted_move_has_left_goes_along() {
    let practice = two_clients();
    let note = format!("c-7f3k/{NAME}");
    practice.ok(&["sign", &note]);
    practice.put("chart/clients/c-7f3k/moved", "in the way of the trail");
    let again = ["move", &note, "--to", "c-2mxr", "--reason", "same first name"];
    assert_eq!(practice.run(&again).code(), 2);
    let amend = ["amend", &note, "--kind", "addendum", "--reason", "later", "--stdin"];
    assert_eq!(practice.pipe(&amend, "Called back in the evening.\n").code(), 0);
    fs::remove_file(practice.path("chart/clients/c-7f3k/moved")).unwrap();
    practice.ok(&again);
    let added = practice.read(&NEW.replace(".md", ".addendum-1.md"));
    assert!(added.ends_with("Called back in the evening.\n"), "{added}");
    assert!(practice.path(&NEW.replace(".md", ".addendum-1.md.sig")).exists());
    assert!(!practice.path(OLD).exists());
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn a_merge_takes_no_protection_from_the_notes() {
    let practice = two_clients();
    one_person(&practice);
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "entered twice"];
    let file = |id: &str| format!("chart/clients/{id}/client.toml");
    let (from, into) = (practice.read(&file("c-7f3k")), practice.read(&file("c-2mxr")));
    for (keys, key, remedy, set) in [
        ("part2 = true\n", "part2", "--set part2=true", "part2=true"),
        ("legal_hold = true\n", "legal_hold", "--set legal_hold=true", "legal_hold=true"),
        ("others = [\"Eve\", \"Cy\"]\n", "others", "--set 'others=", "others=Cy; Eve"),
        ("members = [\"Ana\"]\n", "members", "--set 'members=", "members=Ana"),
        (
            "self_pay_restricted = [\"2026-11-23\"]\n",
            "self_pay_restricted",
            "--set 'self_pay_restricted=",
            "self_pay_restricted=2026-11; 2026-11-23",
        ),
    ] {
        let practice = two_clients();
        one_person(&practice);
        practice.put(&file("c-7f3k"), format!("{keys}{from}"));
        let before = practice.files("chart");
        let run = practice.run(&merge);
        assert!(run.code() == 2 && run.err().contains(&format!("under `{key}`\n")), "{key}: {run}");
        let remedy = format!("`casenotes client edit c-2mxr {remedy}");
        assert!(run.err().contains(&remedy), "{key}: {run}");
        assert!(!run.err().contains("Eve"), "{run}");
        assert_eq!(practice.files("chart"), before, "{key}");
        practice.ok(&["client", "edit", "c-2mxr", "--set", set]);
        practice.ok(&merge);
    }
    // Each entry of a list counts, and what cannot be read could say anything.
    let two = "others = [\"Eve\", \"Cy\"]\n";
    practice.put(&file("c-7f3k"), format!("{two}{from}"));
    practice.put(&file("c-2mxr"), format!("others = [\"Cy\"]\n{into}"));
    assert_eq!(practice.run(&merge).code(), 2);
    practice.put(&file("c-2mxr"), format!("{two}{into}"));
    practice.put(&file("c-7f3k"), format!("part2 = \"yes\"\n{from}"));
    let run = practice.run(&merge);
    assert!(run.code() == 2 && run.err().contains("cannot be relied on"), "{run}");
    practice.put(&file("c-7f3k"), from);
    practice.ok(&merge);
}

#[test]
fn a_session_that_is_kept_from_plans_is_not_moved_out_of_its_restriction() {
    let practice = two_clients();
    let note = format!("c-7f3k/{NAME}");
    let mv_run = || practice.run(&["move", &note, "--to", "c-2mxr", "--reason", "same name"]);
    let set = |id: &str, value: &str| {
        practice.ok(&["client", "edit", id, "--set", &format!("self_pay_restricted={value}")]);
    };
    set("c-7f3k", "2026-11-23");
    set("c-2mxr", "2026-10-01");
    let before = practice.files("chart");
    let run = mv_run();
    let remedy =
        "casenotes client edit c-2mxr --set 'self_pay_restricted=2026-10-01; 2026-11-23 14:00'";
    assert!(run.code() == 2 && run.err().contains(remedy), "{run}");
    assert_eq!(practice.files("chart"), before);
    // A restriction that cannot be read counts as one, and is none that could take its place.
    let file = |id: &str| format!("chart/clients/{id}/client.toml");
    let (from, into) = (practice.read(&file("c-7f3k")), practice.read(&file("c-2mxr")));
    practice.put(&file("c-7f3k"), "name = \"Ben Sample\"\nself_pay_restricted = true\n");
    assert_eq!(mv_run().code(), 2);
    practice.put(&file("c-7f3k"), from);
    practice.put(&file("c-2mxr"), into.replace("2026-10-01", "all"));
    let run = mv_run();
    assert!(run.code() == 2 && run.err().contains("cannot be relied on"), "{run}");
    practice.put(&file("c-2mxr"), into);
    set("c-2mxr", "2026-10-01; 2026-11-23 14:00");
    mv(&practice);
}

#[test]
fn a_note_of_part_2_or_of_a_couple_is_not_moved_out_of_what_protects_it() {
    for (key, set) in [("part2", "part2=true"), ("members", "members=Ben Sample; Ida Sample")] {
        let practice = two_clients();
        practice.ok(&["sign", "c-7f3k"]);
        practice.ok(&["client", "edit", "c-7f3k", "--set", set]);
        let note = format!("c-7f3k/{NAME}");
        let moves = ["move", &note, "--to", "c-2mxr", "--reason", "same first name"];
        let before = practice.files("chart");
        let run = practice.run(&moves);
        assert!(run.code() == 2 && run.err().contains(&format!("under `{key}`,")), "{run}");
        let said = ["`casenotes client edit c-2mxr --set ", "`--never-belonged WHY`"];
        assert!(said.iter().all(|said| run.err().contains(said)), "{run}");
        assert!(!run.err().contains("Ida"), "{run}");
        assert_eq!(practice.files("chart"), before, "{key}");
        // A note that never was one of that record says why, wherever it goes.
        let never = |why: &str| practice.run(&[&moves[..], &["--never-belonged", why]].concat());
        for why in [" ", "was of Ben Sample's", "the file of c-7f3k lay open"] {
            assert_eq!(never(why).code(), 2, "{why}");
        }
        assert_eq!(practice.files("chart"), before, "{key}");
        let done = never("the session was Monday's first");
        assert_eq!((done.code(), done.out()), (0, format!("c-2mxr/{NAME}\n")), "{done}");
        let reason = "same first name; never belonged where it lay: the session was Monday's first";
        let correction = practice.read(&NEW.replace(".md", ".correction-1.md"));
        assert!(correction.contains(&format!("reason = \"{reason}\"\n")), "{correction}");
        assert!(practice.read(TRAIL).contains(reason));
        assert_eq!(practice.run(&["validate", "--strict", "c-2mxr"]).code(), 0);
        // Where the other client file says the same, nothing is lost.
        let practice = two_clients();
        practice.ok(&["client", "edit", "c-7f3k", "--set", set]);
        practice.ok(&["client", "edit", "c-2mxr", "--set", set]);
        mv(&practice);
        // What cannot be read could say anything.
        let practice = two_clients();
        let file = "chart/clients/c-7f3k/client.toml";
        practice.put(file, format!("{key} = \"yes\"\n{}", practice.read(file)));
        let run = practice.run(&moves);
        assert!(run.code() == 2 && run.err().contains("cannot be relied on"), "{run}");
    }
    // A child is known to be one by their birth date, and would sign alone without it.
    let practice = two_clients();
    let members = "members=Ben Sample; Ida Sample";
    practice.ok(&["client", "edit", "c-7f3k", "--set", members, "--set", "birth_date=2015-11-02"]);
    practice.ok(&["client", "edit", "c-2mxr", "--set", members]);
    let note = format!("c-7f3k/{NAME}");
    let run = practice.run(&["move", &note, "--to", "c-2mxr", "--reason", "same first name"]);
    assert!(run.code() == 2 && run.err().contains("under `member`,"), "{run}");
}

#[test]
fn a_psychotherapy_note_is_not_moved_out_of_what_protects_it() {
    for set in ["part2=true", "members=Ben Sample; Ida Sample"] {
        let practice = two_clients();
        let sealed = "c-7f3k/2026-11-23-1400";
        let new = ["vault", "new", "c-7f3k", "--at", "2026-11-23 14:00", "--stdin"];
        assert_eq!(practice.pipe(&new, "CANARY").code(), 0);
        practice.ok(&["client", "edit", "c-7f3k", "--set", set]);
        let before = practice.files("private/vault");
        let to = ["--to", "c-2mxr", "--reason", "same first name"];
        for which in [&["vault", "move", sealed][..], &["vault", "move", "c-7f3k", "--all"]] {
            let run = practice.run(&[which, &to].concat());
            assert!(run.code() == 2 && run.err().contains("`--never-belonged WHY`"), "{run}");
            let run = practice.run(&[which, &to, &["--never-belonged", " "]].concat());
            assert!(run.code() == 2 && run.err().contains("reason is empty"), "{run}");
        }
        assert_eq!(practice.files("private/vault"), before);
        let move_it = ["vault", "move", sealed];
        practice.ok(&[&move_it[..], &to, &["--never-belonged", "an individual session"]].concat());
        let practice = two_clients();
        assert_eq!(practice.pipe(&new, "CANARY").code(), 0);
        for client in ["c-7f3k", "c-2mxr"] {
            practice.ok(&["client", "edit", client, "--set", set]);
        }
        practice.ok(&[&move_it[..], &to].concat());
    }
}

#[test]
fn a_merge_makes_no_record_of_two_persons() {
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "entered twice"];
    let refused = |practice: &Practice, said: &[&str]| {
        let before = practice.files("chart");
        let run = practice.run(&merge);
        assert_eq!(run.code(), 2, "{run}");
        for said in said {
            assert!(run.err().contains(said), "{said}: {run}");
        }
        assert!(!["Ben", "Ana", "1978"].iter().any(|word| run.err().contains(word)), "{run}");
        assert_eq!(practice.files("chart"), before);
    };
    let set = |practice: &Practice, id: &str, setting: &str| {
        practice.ok(&["client", "edit", id, "--set", setting]);
    };
    let practice = two_clients();
    let remedy = "client edit c-2mxr --set 'former_names=NAME'`";
    refused(&practice, &["those of two persons, by `name`\n", remedy]);
    set(&practice, "c-2mxr", "birth_date=1990-04-21");
    refused(&practice, &["by `name`, `birth_date`\n", "--set birth_date=DAY`"]);
    // One name in common, today's or a former one of either, in whatever letters.
    set(&practice, "c-7f3k", "former_names=Ben Other;  ANA example");
    refused(&practice, &["those of two persons, by `birth_date`\n"]);
    set(&practice, "c-2mxr", "birth_date=1978-11-02");
    practice.ok(&merge);
    // What tells who may sign is not lost either.
    let practice = two_clients();
    set(&practice, "c-2mxr", "former_names=Ben Sample");
    refused(&practice, &["under `birth_date`\n", "--set birth_date=DAY`"]);
    one_person(&practice);
    set(&practice, "c-7f3k", "died=2026-11-20");
    refused(&practice, &["under `died`\n"]);
    set(&practice, "c-2mxr", "died=2026-11-21");
    refused(&practice, &["those of two persons, by `died`\n"]);
    // A name that cannot be read could be anybody's.
    let practice = two_clients();
    one_person(&practice);
    practice.put("chart/clients/c-7f3k/client.toml", "name = 7\nbirth_date = 1978-11-02\n");
    refused(&practice, &["cannot be relied on"]);
}

#[test]
fn the_reason_of_a_move_names_no_client() {
    let practice = two_clients();
    one_person(&practice);
    practice.ok(&["client", "add", "--id", "c-94wd", "--name", "Cho Mei Muster"]);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "former_names=Rod Former"]);
    practice.ok(&["client", "edit", "c-94wd", "--set", "members=Eva Muster; Lu Muster"]);
    let note = format!("c-7f3k/{NAME}");
    let before = practice.files("chart");
    for reason in [
        "filed with Ben Sample by mistake",
        "Sample, Ben had the file open",
        "filed with Ben",
        "rod former's session",
        "c-7f3k and the other were mixed up",
        "is of C-2MXR",
        "mixed up with Cho Muster, too",
        "of LU MUSTER",
    ] {
        let moves = ["move", &note, "--to", "c-2mxr", "--reason", reason];
        let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", reason];
        for args in [&moves[..], &merge] {
            let run = practice.run(args);
            let why = "the reason has the name or the id of a client in it";
            assert!(run.code() == 2 && run.err().contains(why), "{reason}: {run}");
            assert!(!run.err().contains(reason), "{run}");
        }
    }
    assert_eq!(practice.files("chart"), before);
    for args in [&["move", "--help"][..], &["client", "merge", "--help"]] {
        assert!(practice.ok(args).contains("no client is named in it"), "{args:?}");
    }
    mv(&practice);
}
