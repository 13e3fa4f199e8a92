//! `casenotes template`, and what `new` and `edit` make of templates.

use crate::practice::{NOTE, NOTE_PATH, PLAN_PATH, Practice};

#[test]
fn a_template_is_listed_shown_copied_and_then_wins() {
    let practice = Practice::with_client();
    let listed = practice.ok(&["template", "list"]);
    assert!(listed.contains("soap           session      built in  SOAP note"), "{listed}");
    assert!(practice.ok(&["template", "show", "soap"]).starts_with("+++\nformat = \"soap\"\n"));
    assert!(practice.ok(&["template", "show", "psychotherapy"]).contains("## My reactions"));
    let run = practice.run(&["template", "show", "soup"]);
    assert!(run.code() == 2 && run.err().contains("Did you mean `soap`?"), "{run}");

    let path = practice.ok(&["template", "copy", "soap", "--as", "short-soap"]);
    assert!(path.trim_end().ends_with("chart/templates/short-soap.md"), "{path}");
    let own = practice.read("chart/templates/short-soap.md");
    assert!(own.contains("format = \"short-soap\""), "{own}");
    practice.put("chart/templates/short-soap.md", own.replace("## Objective", "## Observed"));
    let run = practice.run(&["template", "check", "--short"]);
    assert!(run.code() == 1 && run.out().contains("error[CT004]"), "{run}");
    practice.put("chart/templates/short-soap.md", own.replace("Objective", "Observed"));
    assert_eq!(practice.run(&["template", "check"]).code(), 0);
    assert!(practice.ok(&["template", "list"]).contains("short-soap     session      chart"));
    practice.ok(&["new", "c-7f3k", "--format", "short-soap", "--no-edit"]);
    assert!(practice.ok(&["show", "c-7f3k"]).contains("## Observed"));
    // A template that is there is never overwritten.
    assert_eq!(practice.run(&["template", "copy", "dap", "--as", "short-soap"]).code(), 2);
}

#[test]
fn a_new_note_begins_with_the_plan_and_never_with_the_last_note() {
    let practice = Practice::with_plan();
    let run = practice.run(&["new", "c-7f3k", "--format", "dap", "--until", "50m", "--no-edit"]);
    assert!(
        run.err()
            .starts_with("From the plan 2026-10-26-0900-plan: diagnoses F41.1; goals G1, G2.\n"),
        "{run}"
    );
    let note = practice.ok(&["show", "c-7f3k"]);
    assert!(note.contains("diagnoses = [\"F41.1\"]\ngoals = [\"G1\", \"G2\"]\n"), "{note}");
    assert!(!note.contains("fewer panic attacks"), "{note}");
    // What a script pipes in says itself what it is about.
    practice.pipe(&["new", "c-7f3k", "--at", "today 8:00", "--stdin"], "Text.").code();
    assert!(!practice.ok(&["show", "c-7f3k/2026-11-24-0800"]).contains("goals"));
    // A review takes the goals over as data, to be changed there.
    practice.ok(&["new", "c-7f3k", "--format", "review", "--at", "today 8:30", "--no-edit"]);
    let review = practice.ok(&["show", "c-7f3k/2026-11-24-0830"]);
    assert!(review.contains("[[goal]]\nid = \"G1\"\nstatement = \"Ride the tram to work on most days\"\nstatus = \"active\"\ntarget = 2027-01-24\n[[goal.objective]]\nid = \"O1\""), "{review}");
    assert!(!review.contains("\nend =") && !review.contains("# end ="), "{review}");
}

#[test]
fn a_session_at_a_distance_says_what_is_still_to_be_said() {
    let practice = Practice::with_client();
    let new = |more: &[&str]| {
        practice.ok(&[&["new", "c-7f3k", "--until", "50m", "--no-edit"], more].concat());
        practice.ok(&["show", "c-7f3k"])
    };
    let note = new(&["--telehealth", "--set", "telehealth.client_location=Albany, NY"]);
    assert!(note.contains("modifiers = [\"95\"]\nplace = \"10\"\n"), "{note}");
    assert!(
        note.contains("[telehealth]\nmode = \"video\"\nclient_location = \"Albany, NY\"\nclinician_location = \"\"\nconsent = false\n"),
        "{note}"
    );
    let run = practice.run(&["validate", "--short"]);
    assert!(run.out().contains("`[telehealth]` does not say clinician_location, consent"), "{run}");
    practice.ok(&[
        "edit",
        "c-7f3k",
        "--set",
        "telehealth.clinician_location=Troy, NY",
        "--set",
        "telehealth.consent=true",
    ]);
    assert!(!practice.run(&["validate", "--short"]).out().contains("FM011"));
    let note = new(&["--at", "today 9:31", "--telehealth", "audio"]);
    assert!(note.contains("modifiers = [\"93\"]") && note.contains("mode = \"audio\""), "{note}");
}

#[test]
fn a_draft_moves_to_another_format_and_loses_no_word() {
    let practice = Practice::with_note();
    let id = practice.ok(&["edit", "c-7f3k", "--format", "birp"]);
    assert_eq!(id, "c-7f3k/2026-11-20-1400-birp\n");
    assert!(!practice.path(NOTE_PATH).exists());
    let note = practice.ok(&["show", "c-7f3k"]);
    assert!(note.contains("format = \"birp\"") && note.contains("# BIRP note"), "{note}");
    for words in ["Reports fewer panic attacks.", "Progress toward the goal.", "Continue weekly."] {
        assert!(note.contains(words), "{words}: {note}");
    }
    let run = practice.run(&["edit", "c-7f3k", "--format", "birp"]);
    assert!(run.code() == 0 && run.err().contains("Nothing was changed."), "{run}");
    let run = practice.run(&["edit", "c-7f3k", "--format", "brip"]);
    assert!(run.code() == 2 && run.err().contains("no template"), "{run}");
    practice.put(NOTE_PATH, NOTE.replace("author", "signed_by = \"Dana Okafor, LCSW\"\nauthor"));
    assert_eq!(practice.run(&["edit", "c-7f3k/2026-11-20-1400-dap", "--format", "soap"]).code(), 2);
}

#[test]
fn overdue_notes_and_plans_due_for_review_are_listed() {
    let practice = Practice::with_plan();
    practice.put("chart/casenotes.toml", "format = 1\n[deadlines]\nsign_hours = 120\n");
    // The 18th at 14:53 is more than five days ago, the 20th is not; the plan is a month old.
    let listed = practice.ok(&["list", "--overdue", "--paths"]);
    let names: Vec<&str> = listed.lines().filter_map(|path| path.rsplit('/').next()).collect();
    assert_eq!(names, ["2026-10-26-0900-plan.md", "2026-11-18-1400-dap.md"]);
    assert_eq!(practice.run(&["list", "--reviews-due"]).code(), 1);
    practice
        .put(PLAN_PATH, practice.read(PLAN_PATH).replace("review_due = 2027", "review_due = 2026"));
    assert!(practice.ok(&["list", "--reviews-due"]).contains("c-7f3k/2026-10-26-0900-plan"));
    practice.ok(&["client", "close", "c-7f3k", "--reason", "moved"]);
    assert_eq!(practice.run(&["list", "--reviews-due"]).code(), 1);
}

#[test]
fn the_thread_shows_goals_and_where_it_breaks() {
    let practice = Practice::with_plan();
    let shown = practice.ok(&["thread", "c-7f3k"]);
    for line in [
        "Plan c-7f3k/2026-10-26-0900-plan, review due 2027-01-24",
        "  F41.1     in the plan, 1 note",
        "G1   active       by 2027-01-24  Ride the tram to work on most days",
        "    c-7f3k/2026-11-20-1400-dap  O1",
        "  no note worked on G2",
        "  1 note since the plan without a goal",
        "    c-7f3k/2026-11-18-1400-dap",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    assert!(
        Practice::with_client().ok(&["thread", "c-7f3k"]).contains("there is no treatment plan")
    );
    assert_eq!(practice.run(&["thread", "c-9999"]).code(), 2);
}
