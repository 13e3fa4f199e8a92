//! What fits on a terminal, what does not, and what a person picks there.

use unicode_width::UnicodeWidthStr;

use crate::practice::{NOTE, NOTE_PATH, Practice, at_terminal, at_terminal_of};

/// Returns what a terminal got, which is handed over byte by byte, as text.
fn text(bytes: &str) -> String {
    String::from_utf8(bytes.chars().map(|byte| byte as u8).collect()).unwrap()
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
    // It is written anew, and another file in its place stops all of it.
    let stale = page.replace("paper", "stale");
    practice.put("man1/casenotes-vault-keys-add.1", &stale);
    practice.ok(&["man", "man1"]);
    assert_eq!(read("casenotes-vault-keys-add.1"), page);
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
