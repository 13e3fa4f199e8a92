//! `casenotes demo`: the main job on a made-up practice.

use crate::practice::Practice;

#[test]
fn shows_the_main_job_and_leaves_a_practice_that_works() {
    let practice = Practice::empty();
    // A newcomer makes it inside the checkout of casenotes itself.
    std::fs::create_dir(practice.path(".git")).unwrap();
    let shown = practice.ok(&["demo", "my demo"]);
    for part in [
        "$ casenotes init ",
        "$ casenotes client list",
        "$ casenotes new c-2mxr",
        "$ casenotes vault new c-2mxr",
        "$ casenotes sign ",
        "Ride the cable tram to work",
        "Gaps\n  no note worked on G2",
        "reliable improvement",
        "addendum-1 added: a demonstration",
        "$ casenotes validate\n",
        "error[SC001]: the section `Plan` is missing",
        "error[TX003]: a placeholder is left",
        "# SC001 missing-section",
        "$ casenotes export c-2mxr",
        "export CASENOTES_CONFIG=",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!practice.path("home/.config").exists(), "the user's configuration is not touched");
    let config = practice.path("my demo/config.toml");
    let practice = practice.env("CASENOTES_CONFIG", config.to_str().unwrap());
    // What the last lines of the demonstration tell the user to type.
    let listed = practice.run(&["list", "--json"]).json();
    assert_eq!(listed["notes"].as_array().unwrap().len(), 11);
    assert!(practice.ok(&["show", "c-2mxr"]).contains("# SOAP note"));
    assert_eq!(
        practice
            .run(&["new", "c-2mxr", "--at", "yesterday 14:00", "--until", "14:53", "--no-edit"])
            .code(),
        0
    );
    assert_eq!(practice.run(&["validate"]).code(), 1);
    assert_eq!(practice.run(&["rules", "SC001"]).code(), 0);
    assert!(practice.ok(&["vault", "show", "c-2mxr"]).contains("The tram"));
    assert_eq!(
        practice
            .run(&["export", "--working-copy", "c-2mxr", "--format", "html", "-o", "record.html"])
            .code(),
        0
    );
    assert_eq!(practice.ok(&["client", "list", "--open"]).lines().count(), 6);
}

#[test]
fn nothing_that_exists_is_touched() {
    let practice = Practice::empty();
    practice.put("there/mine.txt", "mine");
    let run = practice.run(&["demo", "there"]);
    assert!(run.code() == 2 && run.err().contains("there exists already"), "{run}");
    assert_eq!(practice.files("there").len(), 1);
}
