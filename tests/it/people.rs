//! People by name: wherever a client or a note is asked for.

use crate::practice::{NOTE, NOTE_PATH, Practice, at_terminal};

/// Three clients, two of them called Ana.
fn practice() -> Practice {
    let practice = Practice::with_note();
    for (id, name, born) in [
        ("c-2mxr", "Ana Example", "1990-04-21"),
        ("c-94wd", "Ana-Maria O'Brien-Šimůnek", "1985-01-02"),
        ("ana", "Dov Muster", "1970-01-02"),
    ] {
        practice.ok(&["client", "add", "--id", id, "--name", name, "--birth-date", born]);
    }
    let other = NOTE.replace("c-7f3k", "c-2mxr").replace("2026-11-20", "2026-11-10");
    practice.put("chart/clients/c-2mxr/notes/2026-11-10-1400-dap.md", other);
    practice
}

fn shown(practice: &Practice, typed: &str) -> String {
    let run = practice.run(&["client", "show", typed, "--json"]);
    match run.code() {
        0 => run.json()["client"]["id"].as_str().unwrap().to_owned(),
        _ => String::new(),
    }
}

#[test]
fn a_client_is_found_by_the_beginning_of_an_id_or_a_name() {
    let practice = practice();
    for (typed, id) in [
        ("c-7f3k", "c-7f3k"),
        ("c-7", "c-7f3k"),
        ("ben", "c-7f3k"),
        ("SAMP", "c-7f3k"),
        ("Ben Sample", "c-7f3k"),
        ("sample b", "c-7f3k"),
        ("simunek", "c-94wd"),
        ("ŠIMU", "c-94wd"),
        ("obrien", "c-94wd"),
        ("maria", "c-94wd"),
        ("ana example", "c-2mxr"),
        ("Mus", "ana"),
        // An id that somebody has is nobody's name.
        ("ana", "ana"),
    ] {
        assert_eq!(shown(&practice, typed), id, "{typed}");
    }
}

#[test]
fn two_who_are_meant_are_told_apart_and_nothing_is_done() {
    let practice = practice();
    let before = practice.files("chart");
    let run = practice.run(&["new", "An", "--no-edit"]);
    insta::assert_snapshot!(run, @r"
    --- stderr
    error: `An` could be any of 3 clients
    hint: `ana` is Dov Muster, born 1970, no session
    hint: `c-2mxr` is Ana Example, born 1990, last session 2026-11-10
    hint: `c-94wd` is Ana-Maria O'Brien-Šimůnek, born 1985, no session
    hint: Type more of the name, or the id.
    --- exit Some(2)
    ");
    let run = practice.run(&["show", "Zacharias/2026-11-10"]);
    insta::assert_snapshot!(run, @r"
    --- stderr
    error: there is no client whose id or name begins with `Zacharias`
    hint: Run `casenotes client list` to see who there is.
    --- exit Some(2)
    ");
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn notes_and_sealed_notes_are_named_by_people_too() {
    let practice = practice();
    assert!(practice.ok(&["show", "Example/2026-11"]).contains("c-2mxr"));
    assert!(practice.ok(&["show", "example"]).contains("c-2mxr"));
    assert!(practice.ok(&["list", "Sample", "--client", "example"]).contains("c-2mxr"));
    assert!(!practice.ok(&["search", "panic", "Sample"]).contains("c-2mxr"));
    let run = practice.pipe(&["vault", "new", "samp", "--stdin"], "The tram.\n");
    assert_eq!(run.out(), "c-7f3k/2026-11-24-0930\n", "{run}");
    assert_eq!(practice.ok(&["vault", "show", "ben/2026"]), "The tram.\n");
    assert_eq!(practice.ok(&["vault", "list", "ben", "--jsonl"]).lines().count(), 1);
    // A file that lies there is what a path means.
    practice.put("sample/2026-11-20-1400-dap.md", NOTE);
    let run = practice.run(&["show", "sample/2026-11-20-1400-dap.md"]);
    assert_eq!(run.code(), 2, "{run}");
    assert_eq!(practice.run(&["validate", "Sample"]).code(), 0);
}

#[test]
fn an_id_that_somebody_has_reads_no_other_client_file() {
    let practice = practice();
    // A link in the place of a client file is an error for whoever reads it.
    std::fs::remove_file(practice.path("chart/clients/c-94wd/client.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/null", practice.path("chart/clients/c-94wd/client.toml"))
        .unwrap();
    assert_eq!(practice.run(&["list", "c-7f3k"]).code(), 0);
    assert_eq!(practice.run(&["list", "Sample"]).code(), 2);
}

#[test]
fn no_name_is_typed_where_an_id_is_confirmed_or_made() {
    let practice = practice();
    let run = practice.run(&["client", "add", "--id", "Ben", "--name", "Cho Placeholder"]);
    assert!(run.code() == 2 && run.err().contains("not a client id"), "{run}");
    practice.seal("The tram.\n");
    let mut release = crate::practice::RELEASE.to_vec();
    *release.last_mut().unwrap() = "Ben";
    assert_eq!(practice.run(&release).code(), 2);
}

#[test]
fn clients_are_listed_by_family_name_and_by_pattern() {
    let practice = practice();
    let ids = |args: &[&str]| -> Vec<String> {
        let listed = practice.run(&[&["client", "list", "--json"], args].concat()).json();
        let clients = listed["clients"].as_array().unwrap();
        clients.iter().map(|client| client["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&[]), ["c-2mxr", "ana", "c-94wd", "c-7f3k"]);
    assert_eq!(ids(&["sam"]), ["c-7f3k"]);
    assert_eq!(ids(&["c-"]), ["c-2mxr", "c-94wd", "c-7f3k"]);
    assert_eq!(ids(&["amp"]), ["c-2mxr", "c-7f3k"]);
    assert_eq!(practice.run(&["client", "list", "Zacharias"]).code(), 1);
}

#[test]
fn names_are_in_a_list_when_they_are_asked_for() {
    let practice = practice();
    assert!(!practice.ok(&["list"]).contains("Ben Sample"));
    let table = practice.ok(&["list", "--names"]);
    assert!(table.starts_with("NOTE ") && table.contains("  Ben Sample  "), "{table}");
    assert!(!practice.ok(&["list", "--json"]).contains("Ben Sample"));
    assert_eq!(
        practice.run(&["list", "ben", "--names", "--json"]).json()["notes"][0]["name"],
        "Ben Sample"
    );
    let csv = practice.ok(&["list", "ben", "--names", "--csv"]);
    assert!(csv.starts_with("id,name,client,"), "{csv}");
}

#[test]
fn a_name_that_is_typed_enters_no_file_and_no_commit() {
    let practice = practice();
    practice.git(&["config", "user.name", "Somebody"]);
    practice.git(&["config", "user.email", "somebody@example.org"]);
    practice.ok(&["new", "Sample", "--at", "yesterday 10:00", "--no-edit", "--commit"]);
    practice.ok(&["edit", "sample/2026-11-23", "--set", "goals=G1", "--commit"]);
    let log = practice.git(&["log", "--format=%B", "--name-only"]);
    assert!(log.contains("c-7f3k") && !log.to_lowercase().contains("sample"), "{log}");
    for (path, bytes) in practice.files("chart/clients") {
        if !path.ends_with("client.toml") {
            assert!(!String::from_utf8_lossy(&bytes).contains("Sample"), "{}", path.display());
        }
    }
    assert!(practice.read(NOTE_PATH).contains("c-7f3k"));
}

#[test]
fn a_terminal_is_told_whose_chart_it_is_and_the_note_is_not() {
    let practice = practice();
    let editor = practice.script("edit", "cp \"$1\" \"$HOME/seen\"; echo 'More of it.' >> \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let whose = "<!-- Chart of Ben Sample, born 1978. This line is not kept. -->\n";
    for (args, path) in [
        (&["new", "samp", "--at", "yesterday 10:00"][..], "2026-11-23-1000-soap"),
        (&["edit", "samp/2026-11-20"], "2026-11-20-1400-dap"),
    ] {
        let shown = at_terminal(&practice, args).exp_eof().unwrap();
        assert!(shown.contains("c-7f3k is Ben Sample, born 1978."), "{shown}");
        assert!(practice.read("home/seen").starts_with(whose), "{args:?}");
        let note = practice.read(&format!("chart/clients/c-7f3k/notes/{path}.md"));
        assert!(note.ends_with("More of it.\n") && !note.contains("Chart of"), "{note}");
        assert!(note.starts_with("+++\n"), "{note}");
    }
    // An editor that changes nothing has changed nothing.
    let practice = practice.env("EDITOR", "true");
    let shown = at_terminal(&practice, &["edit", "samp/2026-11-20"]).exp_eof().unwrap();
    assert!(shown.contains("Nothing was changed."), "{shown}");
    let shown = at_terminal(&practice, &["new", "samp"]).exp_eof().unwrap();
    assert!(shown.contains("Nothing was written"), "{shown}");
    // A run without a terminal may be logged.
    let run = practice.run(&["edit", "samp/2026-11-20", "--set", "goals=G1"]);
    assert!(!run.err().contains("Ben Sample"), "{run}");
}

#[test]
fn a_text_that_is_kept_is_filed_without_the_line_that_says_whose_it_is() {
    let practice = practice();
    let editor = practice.script("edit", "echo 'More of it.' >> \"$1\"; exit 1");
    let practice = practice.env("EDITOR", &editor);
    let shown = at_terminal(&practice, &["new", "samp"]).exp_eof().unwrap();
    assert!(shown.contains("your text is kept"), "{shown}");
    let practice = practice.env("EDITOR", "true");
    let shown = at_terminal(&practice, &["new", "samp", "--recover"]).exp_eof().unwrap();
    assert!(shown.contains("Filed c-7f3k/"), "{shown}");
    let note = practice.read("chart/clients/c-7f3k/notes/2026-11-24-0930-soap.md");
    assert!(note.contains("More of it.") && !note.contains("Chart of"), "{note}");
}

#[test]
fn a_psychotherapy_note_is_sealed_without_the_line_that_says_whose_it_is() {
    let practice = practice();
    let editor =
        practice.script("edit", "head -n 1 \"$1\" > \"$HOME/seen\"; echo 'The tram.' >> \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let shown = at_terminal(&practice, &["vault", "new", "samp"]).exp_eof().unwrap();
    assert!(shown.contains("c-7f3k is Ben Sample, born 1978."), "{shown}");
    assert_eq!(
        practice.read("home/seen"),
        "<!-- Chart of Ben Sample, born 1978. This line is not kept. -->\n"
    );
    assert_eq!(practice.ok(&["vault", "show", "samp"]), "The tram.\n");
    // Who writes nothing seals nothing.
    let practice = practice.env("EDITOR", "true");
    let shown = at_terminal(&practice, &["vault", "new", "samp"]).exp_eof().unwrap();
    assert!(shown.contains("Nothing was written, so nothing is sealed."), "{shown}");
}

#[test]
fn a_terminal_shows_names_in_a_list_and_matches_in_colour() {
    let practice = practice().env("TERM", "xterm");
    let shown = at_terminal(&practice, &["list"]).exp_eof().unwrap();
    assert!(shown.contains("  Ben Sample  "), "{shown}");
    let shown = at_terminal(&practice, &["search", "panic", "ben"]).exp_eof().unwrap();
    assert!(shown.contains("\u{1b}[1m\u{1b}[31mpanic\u{1b}[0m attacks."), "{shown:?}");
}
