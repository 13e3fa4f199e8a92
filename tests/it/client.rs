//! `casenotes client`: add, list, show, edit, close.

use crate::practice::Practice;

#[test]
fn a_client_gets_a_random_id_that_says_nothing() {
    let practice = Practice::new();
    let id = practice.ok(&[
        "client",
        "add",
        "--name",
        "Zoë O'Brien-Šimůnek",
        "--birth-date",
        "1990-04-21",
    ]);
    let id = id.trim();
    assert!(id.len() == 6 && id.starts_with("c-"), "{id}");
    let text = practice.read(&format!("chart/clients/{id}/client.toml"));
    assert_eq!(
        text,
        "name = \"Zoë O'Brien-Šimůnek\"\nbirth_date = 1990-04-21\nopened = 2026-11-24\n"
    );
    let list = practice.ok(&["client", "list"]);
    assert!(list.contains("Zoë O'Brien-Šimůnek  1990-04-21"), "{list}");
    assert!(practice.files("chart").iter().all(|(path, _)| !path.to_string_lossy().contains("Zo")));
}

#[test]
fn an_id_of_ones_own_is_taken_once() {
    let practice = Practice::with_client();
    let run = practice.run(&["client", "add", "--id", "c-7f3k", "--name", "Other"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("there is a client `c-7f3k` already"), "{run}");
    for id in ["../x", "A", "c/d", "-x", ""] {
        assert_eq!(
            practice.run(&["client", "add", "--name", "X", &format!("--id={id}")]).code(),
            2,
            "{id:?}"
        );
    }
    assert!(practice.read("chart/clients/c-7f3k/client.toml").contains("Ben Sample"));
}

#[test]
fn a_date_that_does_not_exist_is_refused_and_nothing_is_made() {
    let practice = Practice::new();
    let run = practice.run(&["client", "add", "--name", "X", "--birth-date", "1990-02-30"]);
    assert_eq!(run.code(), 2);
    assert_eq!(
        practice.run(&["client", "list", "--json"]).json()["clients"],
        serde_json::json!([])
    );
}

#[test]
fn show_edit_and_close() {
    let practice = Practice::with_note();
    practice.ok(&[
        "client",
        "edit",
        "c-7f3k",
        "--set",
        "phone=555 0100",
        "--set",
        "pronouns=he/him",
    ]);
    let shown = practice.run(&["client", "show", "c-7f3k", "--json"]).json();
    assert_eq!(shown["client"]["phone"], "555 0100");
    assert_eq!(shown["notes"], 1);
    assert!(practice.ok(&["client", "show", "c-7f3k"]).contains("pronouns            he/him"));
    let closed = practice.run(&["client", "close", "c-7f3k", "--reason", "goals met"]);
    assert_eq!(closed.code(), 0);
    insta::assert_snapshot!(closed.err(), @r"
    Closed the record of c-7f3k on 2026-11-24.
    warning: 1 note of c-7f3k without a signature
    hint: See `casenotes list c-7f3k --unsigned`.
    warning: there is no discharge summary
    hint: Write one with `casenotes new c-7f3k --format discharge`.
    ");
    let text = practice.read("chart/clients/c-7f3k/client.toml");
    assert!(text.ends_with("closed = 2026-11-24\nclosing_reason = \"goals met\"\n"), "{text}");
    assert_eq!(practice.run(&["client", "close", "c-7f3k"]).code(), 2);
    assert_eq!(practice.run(&["client", "list", "--open"]).code(), 1);
    assert_eq!(practice.run(&["client", "list", "--closed"]).code(), 0);
    let run = practice.run(&["client", "edit", "c-7f3k", "--set", "brith_date=1990-01-01"]);
    assert!(run.code() == 2 && run.err().contains("birth_date"), "{run}");
}

#[test]
fn an_unknown_client_has_a_nearest_one() {
    let run = Practice::with_client().run(&["client", "show", "c-7f3j"]);
    assert!(run.code() == 2 && run.err().contains("Did you mean `c-7f3k`?"), "{run}");
}

#[test]
fn dates_that_cannot_be_are_refused_at_once_and_found_in_a_file() {
    let practice = Practice::with_client();
    let born = ["client", "add", "--name", "Ana Example", "--birth-date", "2027-01-01"];
    let run = practice.run(&born);
    assert!(run.code() == 2 && run.err().contains("`birth_date` lies in the future"), "{run}");
    assert_eq!(
        practice.run(&["client", "list", "--json"]).json()["clients"].as_array().unwrap().len(),
        1
    );
    practice.ok(&["client", "edit", "c-7f3k", "--set", "opened=2026-09-01"]);
    let before = practice.read("chart/clients/c-7f3k/client.toml");
    for (args, said) in [
        (&["client", "close", "c-7f3k", "--on", "2026-08-31"][..], "`closed` is before `opened`"),
        (
            &["client", "edit", "c-7f3k", "--set", "closed=2026-08-31"],
            "`closed` is before `opened`",
        ),
        (
            &["client", "edit", "c-7f3k", "--set", "closed=2027-01-01"],
            "`closed` lies in the future",
        ),
        (
            &["client", "edit", "c-7f3k", "--set", "birth_date=2026-11-25"],
            "`birth_date` lies in the future",
        ),
        (
            &["client", "edit", "c-7f3k", "--set", "opened=1970-01-01"],
            "`opened` is before `birth_date`",
        ),
    ] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.err().contains(said), "{args:?}: {run}");
        assert_eq!(practice.read("chart/clients/c-7f3k/client.toml"), before, "{args:?}");
    }
    // What a file has said all the time is a finding, and no reason to refuse another change.
    practice.put("chart/clients/c-7f3k/client.toml", format!("{before}closed = 2026-08-31\n"));
    let found = practice.run(&["validate", "c-7f3k", "--short"]);
    assert!(found.code() == 1 && found.out().contains("error[CL006]"), "{found}");
    practice.ok(&["client", "edit", "c-7f3k", "--set", "phone=555 0100"]);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "closed=2026-09-30"]);
    assert!(!practice.run(&["validate", "c-7f3k", "--short"]).out().contains("CL006"));
}
