//! `casenotes template`, and what `new` and `edit` make of templates.

use insta::assert_snapshot;

use crate::practice::{NOTE, NOTE_PATH, PLAN_PATH, Practice};

#[test]
fn a_template_is_listed_shown_copied_and_then_wins() {
    let practice = Practice::with_client();
    let listed = practice.ok(&["template", "list"]);
    assert!(listed.contains("soap               session      built in  SOAP note"), "{listed}");
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
    assert!(practice.ok(&["template", "list"]).contains("short-soap         session      chart"));
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
    assert_snapshot!(practice.ok(&["show", "c-7f3k"]), @r#"
    +++
    client = "c-7f3k"
    format = "dap"
    start = 2026-11-24T09:30:00-05:00
    end = 2026-11-24T10:20:00-05:00
    author = "Dana Okafor, LCSW"
    diagnoses = ["F41.1"]
    goals = ["G1", "G2"]
    +++

    # DAP note

    ## Data

    <!-- The facts of the session. What the client reported: symptoms, events, functioning, homework.
         What you observed: appearance, mood and affect, speech, engagement; scores of measures.
         Which interventions you used, by name, and how the client took part in them. -->

    ## Assessment

    <!-- What the data mean: how they bear on the diagnosis and on a named goal of the treatment plan.
         How the client responded; progress, or what stands in its way.
         Why treatment is still needed. -->

    ## Risk

    <!-- Suicide, self-harm, harm to others: what you asked and what the client answered, also when it
         was denied. If there is risk: level, reasons, protective factors, steps taken. -->

    ## Measures

    <!-- Which questionnaires were given, the scores, and what they say next to the last ones. The
         numbers themselves go under [measures] above. -->

    ## Plan

    <!-- What happens next: homework, focus and timing of the next session, frequency, referrals.
         Changes to goals or interventions, or that the treatment plan was reviewed and stands. -->
    "#);
    // What a script pipes in says itself what it is about.
    practice.filed(&["new", "c-7f3k", "--at", "today 8:00", "--stdin"], "Text.");
    assert!(!practice.ok(&["show", "c-7f3k/2026-11-24-0800"]).contains("goals"));
    // A review takes the goals over as data, to be changed there.
    practice.ok(&["new", "c-7f3k", "--format", "review", "--at", "today 8:30", "--no-edit"]);
    assert_snapshot!(practice.ok(&["show", "c-7f3k/2026-11-24-0830"]), @r#"
    +++
    client = "c-7f3k"
    format = "review"
    start = 2026-11-24T08:30:00-05:00
    author = "Dana Okafor, LCSW"
    diagnoses = ["F41.1"]
    # plan = "2026-08-24-1000-plan"
    # period_start = 2026-08-24
    # period_end = 2026-11-24
    # review_due = 2027-02-22
    [[goal]]
    id = "G1"
    statement = "Ride the tram to work on most days"
    status = "active"
    target = 2027-01-24
    [[goal.objective]]
    id = "O1"
    statement = "Three rides a week"
    status = "active"
    [[goal]]
    id = "G2"
    statement = "Sleep six hours"
    status = "active"
    +++

    # Treatment plan review

    ## Progress per goal

    <!-- For each goal by its id: met, partly met, not met or discontinued, and what shows it. Change
         the `status` of the goal in the front matter. -->

    ## Barriers

    <!-- What stood in the way. -->

    ## Changes to goals or interventions

    <!-- What is added, revised or ended, and why; say so when nothing changes. -->

    ## Continued need

    <!-- Why treatment is still needed at this frequency, or why it can end. -->

    ## Next review

    <!-- When the plan is looked at again. -->
    "#);
}

#[test]
fn a_session_at_a_distance_says_what_is_still_to_be_said() {
    let practice = Practice::with_client();
    let new = |more: &[&str]| {
        practice.ok(&[&["new", "c-7f3k", "--until", "50m", "--no-edit"], more].concat());
        practice.ok(&["show", "c-7f3k"])
    };
    let note = new(&["--telehealth", "--set", "telehealth.client_location=Albany, NY"]);
    assert_snapshot!(note.split("\n#").next().unwrap(), @r#"
    +++
    client = "c-7f3k"
    format = "soap"
    start = 2026-11-24T09:30:00-05:00
    end = 2026-11-24T10:20:00-05:00
    author = "Dana Okafor, LCSW"
    modifiers = ["95"]
    place = "10"
    [telehealth]
    mode = "video"
    client_location = "Albany, NY"
    clinician_location = ""
    consent = false
    identity_verified = false
    privacy_checked = false
    emergency_contact = ""
    +++
    "#);
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
    assert_snapshot!(note, @r#"
    +++
    client = "c-7f3k"
    format = "birp"
    start = 2026-11-20T14:00:00-05:00
    end = 2026-11-20T14:53:00-05:00
    author = "Dana Okafor, LCSW"
    +++

    # BIRP note

    ## Behavior

    Reports fewer panic attacks.

    ## Intervention

    <!-- What you did, by name and with its purpose: the modality, the technique, the topic it was
         applied to, the goal it serves. Supportive listening alone seldom shows why care is needed. -->

    ## Response

    Progress toward the goal.

    ## Plan

    Continue weekly.
    "#);
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
