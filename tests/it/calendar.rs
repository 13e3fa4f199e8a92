//! Sessions of a calendar that no note tells of.

use crate::practice::{NOTE, NOTE_PATH, Practice};

/// A calendar that Python's `icalendar` has written: a weekly session over the change of clocks with one
/// time taken out, one moved and one cancelled; one by a client's id from another time zone; one by a
/// category, in UTC; and what is no session.
const OTHERS: &str = include_str!("../calendars/icalendar.ics");

/// Names the calendars in the configuration.
fn with_calendars(practice: &Practice, files: &str) {
    let path = "home/.config/casenotes/config.toml";
    let config = practice.read(path);
    practice.put(path, format!("{config}\n[calendar]\nfiles = [{files}]\n"));
}

fn practice() -> Practice {
    let practice = Practice::with_client();
    for (id, name) in [("c-2mxr", "Ana Example"), ("c-9k4d", "Abe Example")] {
        practice.ok(&["client", "add", "--id", id, "--name", name]);
    }
    practice.ok(&["client", "edit", "c-7f3k", "--set", "calendar=B.S."]);
    practice.ok(&["client", "edit", "c-9k4d", "--set", "calendar=A.E."]);
    practice.put("home/practice.ics", OTHERS);
    with_calendars(&practice, "\"~/practice.ics\"");
    practice
}

/// Returns the commands of the sessions that are listed.
fn sessions(practice: &Practice, args: &[&str]) -> Vec<String> {
    let found = practice.run(&[&["todo", "--json"], args].concat()).json();
    let items = found["items"].as_array().unwrap().iter();
    let items = items.filter(|item| item["what"] == "session");
    items.map(|item| item["command"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_session_of_the_calendar_without_a_note_is_listed_with_the_command_that_writes_it() {
    let practice = practice();
    let before = practice.read("home/practice.ics");
    insta::assert_snapshot!(sessions(&practice, &[]).join("\n"), @r"
    casenotes new c-9k4d --at '2026-09-04 09:00' --until 09:30
    casenotes new c-9k4d --at '2026-10-06 09:00' --until 09:30
    casenotes new c-7f3k --at '2026-10-20 14:00' --until 14:50
    casenotes new c-7f3k --at '2026-11-03 14:00' --until 14:50
    casenotes new c-9k4d --at '2026-11-05 08:00' --until 08:30
    casenotes new c-7f3k --at '2026-11-11 16:00' --until 16:50
    casenotes new c-2mxr --at '2026-11-20 12:30' --until 13:20
    ");
    let run = practice.run(&["todo"]);
    assert_eq!(run.err(), "", "{run}");
    // A note that begins about then tells of it, whatever its format.
    practice.put("chart/clients/c-7f3k/notes/2026-11-03-1405-dap.md", NOTE);
    practice.ok(&["new", "c-2mxr", "--at", "2026-11-20 12:30", "--until", "13:20", "--no-edit"]);
    let left = sessions(&practice, &[]);
    assert!(
        !left.iter().any(|command| command.contains("11-03") || command.contains("2mxr")),
        "{left:?}"
    );
    // The command is one that works.
    let words = shell_words::split(&left[0]).unwrap();
    let words: Vec<&str> = words[1..].iter().map(String::as_str).chain(["--no-edit"]).collect();
    practice.ok(&words);
    assert!(!sessions(&practice, &[]).contains(&left[0]));
    assert_eq!(practice.read("home/practice.ics"), before);
}

#[test]
fn a_day_a_client_and_an_author_choose_among_the_sessions() {
    let practice = practice();
    assert_eq!(sessions(&practice, &["--since", "2026-11-11"]).len(), 2);
    assert_eq!(sessions(&practice, &["c-9k4d"]).len(), 3);
    assert_eq!(sessions(&practice, &["--mine"]).len(), sessions(&practice, &[]).len());
    assert!(sessions(&practice, &["--author", "Eli Sample"]).is_empty());
    assert_eq!(practice.run(&["todo", "c-9k4d", "--exit-code"]).code(), 1);
}

#[test]
fn what_two_clients_claim_is_nobodys() {
    let practice = practice();
    practice.ok(&["client", "edit", "c-2mxr", "--set", "calendar=B.S."]);
    let found = sessions(&practice, &[]);
    assert!(found.iter().all(|command| !command.contains("c-7f3k")), "{found:?}");
    assert!(sessions(&practice, &["c-7f3k"]).is_empty());
    let run = practice.run(&["todo"]);
    insta::assert_snapshot!(run.err(), @r"
    warning: sessions of the calendar could be of any of c-2mxr, c-7f3k, and are not listed
    hint: Give each a `calendar` of its own with `casenotes client edit`, and each event one client.
    ");
}

#[test]
fn a_broken_calendar_is_named_with_its_place_and_stops_nothing() {
    let practice = practice();
    practice.put(NOTE_PATH, NOTE);
    practice.put(
        "home/broken.ics",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:CANARY\nDTSTART:CANARY\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    practice.put("home/cut.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:CANARY\n");
    practice.put("home/folder/b.ics", OTHERS);
    practice.put("home/folder/a.ics", "CANARY");
    practice.put("home/folder/c.txt", "CANARY");
    practice.put("home/binary.ics", [0xff, 0xfe, b'\n']);
    let path = "home/.config/casenotes/config.toml";
    let config = practice.read(path);
    practice.put(
        path,
        config.replace(
            "\"~/practice.ics\"",
            "\"~/broken.ics\", \"~/cut.ics\", \"~/folder\", \"~/none.ics\", \"~/binary.ics\"",
        ),
    );
    let run = practice.run(&["todo"]);
    assert_eq!(run.code(), 0);
    assert!(!run.to_string().contains("CANARY"), "{run}");
    assert!(
        run.out().contains("c-7f3k/2026-11-20-1400-dap")
            && run.out().contains("--at '2026-11-11 16:00'"),
        "{run}"
    );
    let said = run.err().replace(practice.path("").to_str().unwrap(), "/");
    insta::assert_snapshot!(said, @r"
    warning: /home/broken.ics:4:1: DTSTART is no time such as 20261120T140000
    hint: Mend it in the program that keeps the calendar.
    warning: /home/cut.ics:2:1: the calendar is broken here, and no session of it is listed
    hint: Mend it in the program that keeps the calendar.
    warning: /home/folder/a.ics:1:1: the calendar is broken here, and no session of it is listed
    hint: Mend it in the program that keeps the calendar.
    warning: cannot read /home/none.ics: No such file or directory (os error 2); no session of it is listed
    warning: /home/binary.ics:1:1: the calendar is broken here, and no session of it is listed
    hint: Mend it in the program that keeps the calendar.
    ");
}

#[test]
fn a_zone_that_the_calendar_does_not_describe_is_the_machines() {
    let practice = practice();
    let start = OTHERS.find("BEGIN:VTIMEZONE").unwrap();
    let end = OTHERS.rfind("END:VTIMEZONE\r\n").unwrap() + "END:VTIMEZONE\r\n".len();
    practice.put("home/practice.ics", [&OTHERS[..start], &OTHERS[end..]].concat());
    let run = practice.run(&["todo"]);
    match std::path::Path::new("/usr/share/zoneinfo/Europe/Berlin").exists() {
        true => assert_eq!(sessions(&practice, &[]).len(), 7, "{run}"),
        // Nothing of an unknown zone is guessed.
        false => assert!(run.err().contains(":1: DTSTART is in a time zone"), "{run}"),
    }
}

/// khal keeps a folder of calendars, one file an event.
#[cfg(feature = "interop")]
#[test]
fn a_folder_that_khal_keeps_is_read() {
    let practice = Practice::with_client();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "calendar=B.S."]);
    std::fs::create_dir_all(practice.path("home/calendars/practice")).unwrap();
    practice.put(
        "home/khal",
        format!(
            "[calendars]\n[[practice]]\npath = {0}/calendars/practice\n[locale]\nlocal_timezone = America/New_York\ndefault_timezone = America/New_York\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {0}/khal.db\n",
            practice.path("home").display()
        ),
    );
    let khal = |args: &[&str]| {
        let mut khal = std::process::Command::new("khal");
        khal.arg("-c").arg(practice.path("home/khal")).args(args);
        khal.env("HOME", practice.path("home")).env("LC_ALL", "C.UTF-8");
        let run = khal.output().expect("`khal` is not installed; .ci/run installs it");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    khal(&["new", "-a", "practice", "2026-11-20", "14:00", "14:50", "B.S."]);
    khal(&[
        "new",
        "-a",
        "practice",
        "2026-10-26",
        "10:00",
        "10:50",
        "B.S.",
        "--repeat",
        "weekly",
        "--until",
        "2026-11-10",
    ]);
    with_calendars(&practice, "\"~/calendars/practice\"");
    insta::assert_snapshot!(sessions(&practice, &[]).join("\n"), @r"
    casenotes new c-7f3k --at '2026-10-26 10:00' --until 10:50
    casenotes new c-7f3k --at '2026-11-02 10:00' --until 10:50
    casenotes new c-7f3k --at '2026-11-09 10:00' --until 10:50
    casenotes new c-7f3k --at '2026-11-20 14:00' --until 14:50
    ");
}
