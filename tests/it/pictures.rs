//! The two pictures of the README, from real runs on the made-up practice that `casenotes demo` makes.

use std::fmt::Write as _;

use anstyle_svg::Term;

use crate::golden::is_what_it_was;
use crate::practice::{Practice, at_terminal_of};
use crate::screen::text;

/// What is typed in the picture of a terminal.
const TYPED: [&[&str]; 4] = [
    &["todo", "--client", "ben"],
    &["validate", "ben"],
    &["search", "--section", "Plan", "--count", "tunnel"],
    &["measures", "ana"],
];

/// The resolution of the picture of a page, in dots an inch, and the sheet that it shows: a signed note.
#[cfg(all(feature = "interop", feature = "pdf"))]
const SHEET: [&str; 6] = ["-r", "80", "-f", "7", "-l", "7"];

/// Makes the practice, where sheets are A4.
fn demo() -> Practice {
    let practice = Practice::empty().env("TZ", "Europe/London");
    practice.ok(&["demo", "practice-demo"]);
    let config = practice.path("practice-demo/config.toml");
    let config = config.to_str().unwrap().to_owned();
    practice.env("CASENOTES_CONFIG", &config)
}

#[test]
fn the_terminal_of_the_readme_is_a_real_one() {
    let practice = demo();
    let mut shown = String::new();
    for args in TYPED {
        let _ = writeln!(shown, "\u{1b}[1m$\u{1b}[0m casenotes {}", args.join(" "));
        let mut session = at_terminal_of(&practice, 80, 24, args);
        shown.push_str(&text(&session.exp_eof().unwrap()).replace('\r', ""));
        shown.push('\n');
    }
    let picture = Term::new().render_svg(shown.trim_end());
    is_what_it_was("docs/pictures/session.svg", picture.as_bytes());
}

/// The record itself lies beside the picture, so that anyone can open it.
#[cfg(all(feature = "interop", feature = "pdf"))]
#[test]
fn the_page_of_the_readme_is_one_that_leaves() {
    let practice = demo();
    practice.ok(&[
        "export",
        "ana",
        "--to",
        "Ida Fictive, MD",
        "--purpose",
        "coordination of care",
        "--basis",
        "treatment",
        "--include-drafts",
        "-o",
        "record.pdf",
    ]);
    let record = std::fs::read(practice.path("record.pdf")).unwrap();
    is_what_it_was("docs/pictures/record.pdf", &record);
    let drawn = crate::interop::program("pdftoppm")
        .args(SHEET)
        .args(["-png", "-singlefile", "record.pdf", "page"])
        .current_dir(practice.root())
        .status()
        .unwrap();
    assert!(drawn.success());
    let drawn = std::fs::read(practice.path("page.png")).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write("docs/pictures/page.png", &drawn).unwrap();
    }
    // Another version of the program that draws it smooths letters otherwise; it draws the same sheet.
    let known = std::fs::read("docs/pictures/page.png").unwrap();
    let size = |png: &[u8]| png[16..24].to_vec();
    assert_eq!(size(&known), size(&drawn));
}
