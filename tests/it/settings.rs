//! What a practice, a note and a command line make of the rules: levels, allowances, --since, --fix.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::practice::{NOTE, NOTE_PATH, Practice};

const FAULTY: &str = "I suspect a manipulative plan; reported.\n";

fn short(practice: &Practice, more: &[&str]) -> String {
    practice.run(&[&["validate", "--short"], more].concat()).out()
}

fn with_settings(settings: &str) -> Practice {
    let practice = Practice::with_client();
    practice.put(
        NOTE_PATH,
        NOTE.replace("Continue weekly.\n", FAULTY)
            .replace("author", "diagnoses = [\"F32\"]\nrisk = \"denied\"\nauthor"),
    );
    practice.put(
        "chart/casenotes.toml",
        format!(
            "format = 1\n[deadlines]\nsign_hours = 720\n[rules]\nelements = \"off\"\n{settings}"
        ),
    );
    practice
}

#[test]
fn a_practice_turns_rules_and_groups_off_and_gives_them_levels() {
    let found = short(&with_settings(""), &[]);
    assert_snapshot!(found, @"
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:6:13: warning[BL010]: F32 needs more characters
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:23:1: warning[WD001]: this is a guess, not an observation
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:23:13: warning[WD007]: this word judges
    ");
    let found =
        short(&with_settings("billing = \"off\"\nWD001 = \"error\"\nwording = \"info\"\n"), &[]);
    assert_snapshot!(found, @"
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:23:1: error[WD001]: this is a guess, not an observation
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:23:13: info[WD007]: this word judges
    ");
    let run = with_settings("wording = \"error\"\n").run(&["validate"]);
    assert_eq!(run.code(), 1);
    let run = with_settings("biling = \"off\"\nwording = \"loud\"\n").run(&["validate", "--short"]);
    assert_snapshot!(run, @"
    chart/casenotes.toml:6:1: error[CT006]: there is no such rule or group
    chart/casenotes.toml:7:1: error[CT006]: a level is one of off, info, warning, error
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:6:13: warning[BL010]: F32 needs more characters
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:23:1: warning[WD001]: this is a guess, not an observation
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:23:13: warning[WD007]: this word judges
    --- stderr
    Checked 1 progress note and the outside of 0 sealed notes: 2 errors, 3 warnings.
    --- exit Some(1)
    ");
}

#[test]
fn a_note_silences_a_rule_with_a_reason_and_not_without() {
    let practice = with_settings("");
    let text = practice.read(NOTE_PATH);
    let allow = |more: &str| text.replace("+++\n\n#", &format!("[allow]\n{more}\n+++\n\n#"));
    practice
        .put(NOTE_PATH, allow("speculation = \"quoted from the referral\"\nBL = \"not billed\""));
    let found = short(&practice, &[]);
    assert_snapshot!(found, @"
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:26:13: warning[WD007]: this word judges
    ");
    practice.put(NOTE_PATH, allow("speculation = \"\"\nspeculatoin = \"x\""));
    let found = short(&practice, &[]);
    assert_snapshot!(found, @"
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:6:13: warning[BL010]: F32 needs more characters
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:10:1: warning[FM012]: the allowance has no reason, so it does not hold
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:11:1: warning[FM012]: this rule is not known, so nothing is allowed
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:26:1: warning[WD001]: this is a guess, not an observation
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:26:13: warning[WD007]: this word judges
    ");
    // In the line, or above it; only there, and never in what is exported.
    practice.put(
        NOTE_PATH,
        text.replace("I suspect", "<!-- allow WD001: client's phrase -->\n\nI suspect"),
    );
    let found = short(&practice, &[]);
    assert_snapshot!(found, @"
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:6:13: warning[BL010]: F32 needs more characters
    chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:25:13: warning[WD007]: this word judges
    ");
    assert!(!practice.ok(&["export", "--working-copy", "c-7f3k"]).contains("allow"));
}

#[test]
fn since_leaves_out_what_came_before_and_still_compares_with_it() {
    let practice = with_settings("");
    let words = "Client told of the week in the shop, the night on the stairs and the talk with the landlord about the lamp that went out twice before supper.";
    let note =
        |day: &str| NOTE.replace("2026-11-20", day).replace("Reports fewer panic attacks.", words);
    practice.put("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", note("2026-11-21"));
    practice.put("chart/clients/c-7f3k/notes/2026-11-22-1400-dap.md", note("2026-11-22"));
    practice.put("chart/stray.txt", "x");
    assert_snapshot!(short(&practice, &["--since", "2026-11-22"]), @"
    chart/clients/c-7f3k/notes/2026-11-22-1400-dap.md:1:1: warning[RK001]: the note does not say what was found about risk
    chart/clients/c-7f3k/notes/2026-11-22-1400-dap.md:11:1: error[CF002]: the section is alike by 1.00 to an earlier one
    ");
    // One note alone is compared with those before it as well.
    assert!(short(&practice, &["c-7f3k/2026-11-22"]).contains("CF002"));
}

#[test]
fn fix_mends_what_is_mechanical_and_never_a_word() {
    let practice = Practice::with_client();
    let wrong = "chart/clients/c-7f3k/notes/2026-11-20-1500-dap.md";
    practice.put(wrong, NOTE.trim_end());
    fs::set_permissions(practice.path("chart"), fs::Permissions::from_mode(0o755)).unwrap();
    let run = practice.run(&["validate", "--fix", "--strict"]);
    assert_eq!(run.err().matches("Mended").count(), 3, "{run}");
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    assert_eq!(practice.read(NOTE_PATH), NOTE);
    assert!(!practice.path(wrong).exists());
    assert_eq!(fs::metadata(practice.path("chart")).unwrap().permissions().mode() & 0o777, 0o700);
    // A signed note is signed byte by byte and under its name.
    let signed = NOTE.replace(
        "author",
        "signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-20T15:00:00-05:00\nauthor",
    );
    practice.put(wrong, signed.trim_end());
    let _ = practice.run(&["validate", "--fix"]);
    assert_eq!(practice.read(wrong), signed.trim_end());
}

#[test]
fn fix_and_edit_write_the_headings_of_the_format_and_no_other_word() {
    let practice = Practice::with_client();
    let (front, _) = NOTE.split_once("# DAP note").unwrap();
    let told = "Her words: slept five hours, and worked each day of the week but one.";
    let labels = format!("{front}# DAP note\n\n**{told}**\n\nA: Less worry.\n\nP: Weekly.\n");
    let labels = labels.replace("**Her words: ", "Her words: ").replace("one.**", "one.");
    practice.put(NOTE_PATH, &labels);
    // What the practice calls a section is one line of its settings.
    assert!(practice.run(&["validate", "--short"]).out().contains("SC001"));
    let marker = practice.read("chart/casenotes.toml");
    practice.put(
        "chart/casenotes.toml",
        format!("headings.Data = [\"Her words\"]\nheadings.Dta = [\"x\"]\n{marker}"),
    );
    let said = practice.run(&["validate", "--short"]).out();
    assert!(!said.contains("SC001") && said.contains("SC005"), "{said}");
    assert!(said.contains("`headings` names `Dta`, which no format has"), "{said}");
    let form = format!(
        "{front}# DAP note\n\n## Data\n\nslept five hours, and worked each day of the week but one.\n\n## Assessment\n\nLess worry.\n\n## Plan\n\nWeekly.\n"
    );
    assert!(practice.run(&["validate", "--fix"]).err().contains("Mended"));
    assert_eq!(practice.read(NOTE_PATH), form);
    practice.put(NOTE_PATH, &labels);
    practice.ok(&["edit", "c-7f3k", "--format", "dap"]);
    assert_eq!(practice.read(NOTE_PATH), form);
    assert!(
        practice.run(&["edit", "c-7f3k", "--format", "dap"]).err().contains("Nothing was changed.")
    );
}

#[test]
fn a_line_of_a_note_is_shown_only_when_asked_for() {
    let practice = with_settings("");
    for args in [
        &["validate"][..],
        &["validate", "--short"],
        &["validate", "--json"],
        &["validate", "--sarif"],
    ] {
        assert!(!practice.run(args).to_string().contains("manipulative plan"), "{args:?}");
    }
    let shown = practice.run(&["validate", "--excerpt"]).out();
    assert!(shown.contains("23 | I suspect a manipulative plan"), "{shown}");
}

#[test]
fn sarif_names_rule_place_and_level_and_the_summary_counts() {
    let practice = with_settings("");
    let sarif = practice.run(&["validate", "--sarif"]).json();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(result["ruleId"], "BL010");
    assert_eq!(result["level"], "warning");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md"
    );
    assert_eq!(place["region"]["startLine"], 6);
    let index = result["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"], "BL010");
    let summary = practice.run(&["validate", "--summary"]).out();
    assert!(summary.contains("      1  WD007 warning  judgmental-word\n"), "{summary}");
}

#[test]
fn a_standard_sentence_of_the_practice_is_no_copy() {
    let form = "The client was told of the house rules, the fee for missed hours, the days on which the practice is closed, and the number to call at night.";
    let note = |day: &str| {
        NOTE.replace("2026-11-20", day)
            .replace("Reports fewer panic attacks.", &format!("Reports day {day}. {form}"))
    };
    let practice = Practice::with_client();
    for day in ["2026-11-21", "2026-11-22"] {
        practice.put(&format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md"), note(day));
    }
    assert!(short(&practice, &[]).contains("CF00"));
    practice.put("chart/casenotes.toml", format!("format = 1\nstandard = [\"{form}\"]\n"));
    assert!(!short(&practice, &[]).contains("CF00"));
}

#[test]
fn sentences_about_telehealth_and_risk_are_no_copies() {
    let same = "Telehealth session by secure video with the client at home and the clinician in the office, door closed on both sides. The client denies suicidal ideation, plan and intent, self-harm and any thought of harming others at this time.";
    let practice = Practice::with_client();
    let note = |day: &str, own: &str| {
        let data = format!("{own} {same}");
        let text = NOTE.replace("2026-11-20", day).replace("Reports fewer panic attacks.", &data);
        practice.put(&format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md"), text);
    };
    note("2026-11-21", "Told of the boat race in the harbor.");
    note("2026-11-22", "Came in a new coat and spoke little.");
    assert!(!short(&practice, &[]).contains("CF00"));
    // Other sentences of that length are.
    let told = same
        .replace("Telehealth session by secure video", "Session in the small room")
        .replace("suicidal ideation", "the plan of the boat")
        .replace("self-harm", "the race")
        .replace("harming", "leaving");
    let text = |day: &str, own: &str| {
        NOTE.replace("2026-11-20", day)
            .replace("Reports fewer panic attacks.", &format!("{own} {told}"))
    };
    practice.put(
        "chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md",
        text("2026-11-21", "Slept well."),
    );
    practice
        .put("chart/clients/c-7f3k/notes/2026-11-22-1400-dap.md", text("2026-11-22", "Came late."));
    assert!(short(&practice, &[]).contains("CF00"));
}
