//! What fits on a terminal, what does not, and what a person picks there.

use std::os::unix::fs::PermissionsExt;

use rexpect::session::PtySession;
use unicode_width::UnicodeWidthStr;

use crate::practice::{NOTE, NOTE_PATH, Practice, at_terminal, at_terminal_of};

/// Returns what a terminal got, which is handed over byte by byte, as text.
pub(crate) fn text(bytes: &str) -> String {
    String::from_utf8(bytes.chars().map(|byte| byte as u8).collect()).unwrap()
}

/// Presses keys.
fn press(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

/// A practice in which something with long words waits.
fn with_much_to_do() -> Practice {
    let practice = Practice::with_client();
    practice.put(NOTE_PATH, NOTE);
    let long = "Zoë-Maximiliane 山田太郎 Sample-Šimůnková of the Upper Valley";
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", long]);
    practice
        .put("chart/clients/c-2mxr/notes/2026-11-20-1400-dap.md", NOTE.replace("c-7f3k", "c-2mxr"));
    practice
}

#[test]
fn a_table_fits_the_terminal_and_loses_nothing() {
    let practice = with_much_to_do();
    for columns in [60, 80, 120] {
        for command in [&["todo"][..], &["list"], &["client", "list"]] {
            let mut session = at_terminal_of(&practice, columns, 24, command);
            let shown = text(&session.exp_eof().unwrap());
            for line in shown.lines().map(str::trim_end) {
                assert!(line.width() <= columns, "{command:?} {columns}: {line:?}");
            }
            // Words stay whole as long as there is room for the longest of each column.
            for whole in ["Zoë-Maximiliane", "Šimůnková", "山田太郎"] {
                let is_named = columns > 60 && command[0] != "list";
                assert!(!is_named || shown.contains(whole), "{command:?} {columns}: {shown}");
            }
        }
    }
    // Whoever reads it from a pipe gets one line a row, however long.
    let piped = practice.ok(&["todo", "--names"]);
    assert!(
        piped.lines().any(|line| line.width() > 80 && line.contains("Upper Valley")),
        "{piped}"
    );
    // Nor is anything cut where nobody says how wide it is.
    let mut session = at_terminal(&practice, &["todo"]);
    assert!(text(&session.exp_eof().unwrap()).lines().any(|line| line.width() > 100));
}

#[test]
fn color_is_heard_before_the_variables() {
    let practice = Practice::with_client();
    practice.put(NOTE_PATH, NOTE.replace("## Plan", "## Plane"));
    let has_colour =
        |practice: &Practice, args: &[&str]| practice.run(args).to_string().contains('\u{1b}');
    assert!(has_colour(&practice, &["validate", "--color", "always"]));
    assert!(has_colour(&practice, &["--color=always", "show", "c-nobody"]));
    assert!(!has_colour(&practice, &["validate", "--color", "always", "--json"]));
    for (key, value) in [("NO_COLOR", "1"), ("CLICOLOR", "0"), ("TERM", "dumb")] {
        let practice = Practice::with_client().env(key, value);
        assert!(!has_colour(&practice, &["show", "c-nobody"]));
        assert!(has_colour(&practice, &["show", "c-nobody", "--color", "always"]), "{key}");
    }
    let practice = practice.env("CLICOLOR_FORCE", "1");
    assert!(has_colour(&practice, &["validate"]));
    assert!(has_colour(&practice, &["validate", "--color", "auto"]));
    assert!(!has_colour(&practice, &["validate", "--color", "never"]));
    let mut session = at_terminal_of(&practice, 80, 24, &["validate", "--color=never"]);
    assert!(!session.exp_eof().unwrap().contains('\u{1b}'));
    assert_eq!(practice.run(&["list", "--color", "sometimes"]).code(), 2);
}

#[test]
fn a_manual_page_is_written_for_each_command_and_never_over_another_file() {
    let practice = Practice::empty();
    practice.ok(&["man", "man1"]);
    let read =
        |name: &str| std::fs::read_to_string(practice.path(&format!("man1/{name}"))).unwrap();
    let count = || std::fs::read_dir(practice.path("man1")).unwrap().count();
    assert_eq!(count(), practice.every_command().len());
    assert!(read("casenotes.1").contains("casenotes\\-todo(1)"), "{}", read("casenotes.1"));
    let page = read("casenotes-vault-keys-add.1");
    assert!(
        page.contains("\n.nf\ncasenotes vault keys add \\-\\-paper \\-\\-label paper\n.fi\n"),
        "{page}"
    );
    assert!(!page.contains(".SH EXTRA"), "{page}");
    // Where root installs it, others read it.
    let mode =
        |path: &str| std::fs::metadata(practice.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("man1/casenotes-todo.1"), 0o644);
    // It is written anew, and another file in its place stops all of it.
    let stale = page.replace("paper", "stale");
    practice.put("man1/casenotes-vault-keys-add.1", &stale);
    practice.ok(&["man", "man1"]);
    assert_eq!(read("casenotes-vault-keys-add.1"), page);
    assert_eq!(mode("man1/casenotes-vault-keys-add.1"), 0o644);
    practice.put("man1/casenotes-vault-keys-add.1", &stale);
    practice.put("man1/casenotes-todo.1", "Mine.\n");
    let run = practice.run(&["man", "man1"]);
    assert_eq!(run.code(), 2, "{run}");
    insta::assert_snapshot!(run, @r"
    --- stderr
    error: man1/casenotes-todo.1 is no page that casenotes has written
    hint: Move it away, or name another folder; nothing was written.
    --- exit Some(2)
    ");
    assert_eq!(read("casenotes-todo.1"), "Mine.\n");
    assert_eq!(read("casenotes-vault-keys-add.1"), stale);
}

/// A practice of some clients, of whom one has a note that waits.
fn with_people() -> Practice {
    let practice = Practice::with_note();
    for (id, name) in
        [("c-2mxr", "Zoë Šimůnková"), ("c-9k4d", "Eve Marlow"), ("c-5aaa", "Ida Lamarr")]
    {
        practice.ok(&["client", "add", "--id", id, "--name", name]);
    }
    practice
}

#[test]
fn a_client_that_is_not_named_is_picked_by_name() {
    let practice = with_people();
    for (columns, rows) in [(80, 24), (120, 40), (40, 5)] {
        let args = ["new", "--no-edit", "--format", "dap"];
        let mut session = at_terminal_of(&practice, columns, rows, &args);
        session.exp_string("Client:").unwrap();
        press(&mut session, "simun");
        session.exp_string("> Zo").unwrap();
        press(&mut session, "\r");
        let rest = text(&session.exp_eof().unwrap());
        // The list is taken away again, and the chart is named before the text is filed.
        let (_, after) = rest.rsplit_once("\r\u{1b}[J").unwrap();
        assert!(after.contains("c-2mxr is Zoë Šimůnková") && !after.contains("Marlow"), "{rest:?}");
        let (drawn, _) = rest.rsplit_once("\r\u{1b}[J").unwrap();
        // Between two commands to the terminal, whose own few letters take no room.
        let mut lines = drawn.split('\u{1b}').flat_map(|part| part.split("\r\n"));
        assert!(lines.all(|line| line.width() <= columns + 2), "{rest:?}");
    }
    let notes = practice.files("chart/clients/c-2mxr/notes");
    assert_eq!(notes.len(), 3, "{notes:?}");
}

#[test]
fn a_note_is_picked_from_those_of_the_client_with_what_waits_beside_it() {
    let practice = with_people();
    let mut session = at_terminal_of(&practice, 80, 24, &["show"]);
    // Ida Lamarr, Eve Marlow, Ben Sample: by family name, each with what is due.
    session.exp_string("Client:").unwrap();
    session.exp_string("Ben Sample").unwrap();
    session.exp_string("2026-11-20  draft").unwrap();
    press(&mut session, "ben\r");
    session.exp_string("Note:").unwrap();
    session.exp_string("2026-11-20-1400-dap  draft").unwrap();
    press(&mut session, "\r");
    assert!(session.exp_eof().unwrap().contains("Reports fewer panic attacks."));
    // An arrow moves, and what is left is not run.
    for leave in ["\u{3}", "\u{1b}"] {
        let mut session = at_terminal_of(&practice, 80, 24, &["show"]);
        session.exp_string("> Ida").unwrap();
        press(&mut session, "\u{1b}[B");
        session.exp_string("> Eve").unwrap();
        press(&mut session, leave);
        assert!(session.exp_eof().unwrap().contains("nothing was picked"));
    }
}

#[test]
fn a_psychotherapy_note_is_picked_by_its_outside() {
    let practice = with_people();
    let id = practice.seal("CANARY");
    let name = id.trim().to_owned();
    let mut session = at_terminal_of(&practice, 80, 24, &["vault", "show"]);
    session.exp_string("Client:").unwrap();
    press(&mut session, "ben\r");
    session.exp_string(&name).unwrap();
    press(&mut session, "\r");
    assert!(session.exp_eof().unwrap().contains("CANARY"));
}

#[test]
fn nobody_is_asked_without_a_terminal_or_on_one_that_shows_lines_alone() {
    let practice = with_people();
    let run = practice.run(&["show"]);
    assert!(run.code() == 2 && run.err().contains("<NOTE>"), "{run}");
    let mut session = at_terminal(&practice, &["new", "--no-edit"]);
    assert!(session.exp_eof().unwrap().contains("<CLIENT>"));
    // Two that are missing are not guessed at.
    let mut session = at_terminal_of(&practice, 80, 24, &["request", "add"]);
    assert!(session.exp_eof().unwrap().contains("<RIGHT>"));
}

/// A pager that says what it was given.
const PAGER: &str = "#!/bin/sh\necho \"PAGED $LESS $LESSSECURE $LESSHISTFILE\"\nwc -l\n";

#[test]
fn a_long_result_goes_through_the_pager_and_a_short_one_does_not() {
    let practice = with_people();
    let pager = practice.script("pager", PAGER);
    let practice = practice.env("CASENOTES_PAGER", &pager).env("PAGER", "false");
    let shown = |practice: &Practice, rows: usize, args: &[&str]| {
        text(&at_terminal_of(practice, 80, rows, args).exp_eof().unwrap())
    };
    let long = shown(&practice, 24, &["rules"]);
    assert!(long.contains("PAGED FRX 1 -"), "{long}");
    assert!(!shown(&practice, 24, &["client", "list"]).contains("PAGED"));
    assert!(shown(&practice, 4, &["client", "list"]).contains("PAGED"));
    // What is said besides comes when the pager has ended.
    practice.put(NOTE_PATH, NOTE.replace("## Plan", "## Plane"));
    let found = shown(&practice, 4, &["validate"]);
    let (paged, said) = (found.find("PAGED").unwrap(), found.find("Checked").unwrap());
    assert!(paged < said, "{found}");
    // Nothing of the vault, and nothing that is no terminal's.
    practice.seal("a\nb\nc\nd\ne\nf\ng\n");
    let sealed = shown(&practice, 4, &["vault", "show", "c-7f3k"]);
    assert!(sealed.contains("g\r\n") && !sealed.contains("PAGED"), "{sealed}");
    assert!(!practice.ok(&["rules"]).contains("PAGED"));
    // A setting of one's own stays.
    let practice = practice.env("LESS", "S");
    assert!(shown(&practice, 24, &["rules"]).contains("PAGED S 1 -"));
}

#[test]
fn a_pager_that_is_left_early_or_does_not_start_loses_nothing() {
    let practice = with_people();
    let left = practice.script("left", "#!/bin/sh\nhead -n 1\n");
    let practice = practice.env("CASENOTES_PAGER", &left);
    let mut session = at_terminal_of(&practice, 80, 24, &["rules"]);
    assert!(text(&session.exp_eof().unwrap()).lines().count() < 5);
    assert!(matches!(
        session.process().wait().unwrap(),
        rexpect::process::WaitStatus::Exited(_, 0)
    ));
    let practice = practice.env("CASENOTES_PAGER", "/nonexistent/pager -x");
    let shown = text(&at_terminal_of(&practice, 80, 24, &["rules"]).exp_eof().unwrap());
    assert!(shown.contains("warning: the pager /nonexistent/pager does not start"), "{shown}");
    assert!(shown.contains("RK001") && shown.lines().count() > 100, "{shown}");
    // `PAGER` counts where the other does not, and `cat` is none.
    let practice = practice.env("CASENOTES_PAGER", "").env("PAGER", &left);
    assert!(
        text(&at_terminal_of(&practice, 80, 24, &["rules"]).exp_eof().unwrap()).lines().count() < 5
    );
}
