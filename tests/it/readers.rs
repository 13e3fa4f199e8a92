//! What a reader of a record is told: codes, days and scores in words, who sends it, and nothing of that in
//! what a program reads.

use crate::practice::{NOTE, NOTE_PATH, Practice, at_terminal};

/// A session with every code that has words.
fn coded() -> Practice {
    let practice = Practice::with_client();
    let keys = "service = [\"90837\", \"90785\"]\nmodifiers = [\"95\"]\nplace = \"10\"\ndiagnoses = [\"F41.1\", \"Z63.0\"]\n[measures]\ngad7 = 11\n";
    let text = NOTE.replace("+++\n\n#", &format!("{keys}+++\n\n#"));
    practice.put("chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md", text);
    practice
}

fn set(practice: &Practice, settings: &str) {
    practice.put("chart/casenotes.toml", format!("format = 1\n{settings}"));
}

fn copy(practice: &Practice, format: &str) -> String {
    practice.ok(&["export", "--working-copy", "c-7f3k", "--format", format])
}

/// What stands beside the words, so that no code is lost.
const TOLD: &[&str] = &[
    "Friday, November 20, 2026, 2:00 to 2:53 pm Eastern (53 minutes)",
    "Psychotherapy, 53 minutes or more (90837); Communication that was harder, beside the session (90785)",
    "By video (95)",
    "Telehealth, client at home (10)",
    "Generalized anxiety disorder (F41.1); Problems in relationship with spouse or partner (Z63.0)",
    "GAD-7: 11 of 21, moderate, cut-off 10",
];

#[test]
fn a_person_reads_words_beside_the_codes_and_a_program_the_codes_alone() {
    let practice = coded();
    for format in ["markdown", "html", "ccda"] {
        let record = copy(&practice, format);
        for told in TOLD {
            assert!(record.contains(told), "{format}: {told}\n{record}");
        }
    }
    for format in ["json", "jsonl", "csv", "fhir", "fhir-ndjson"] {
        let record = copy(&practice, format);
        for told in ["Psychotherapy, 53", "Friday, November", "client at home", "of 21"] {
            assert!(!record.contains(told), "{format}: {told}\n{record}");
        }
    }
    let note = practice.ok(&["show", "c-7f3k"]);
    assert_eq!(note, practice.read("chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md"));
}

#[test]
fn on_a_terminal_words_stand_above_a_note() {
    let practice = coded().env("CASENOTES_PAGER", "cat");
    let mut session = at_terminal(&practice, &["show", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    let (words, note) = shown.split_once("+++").unwrap_or_else(|| panic!("{shown}"));
    for told in
        ["Friday, November 20, 2026", "(90837)", "Telehealth, client at home (10)", "11 of 21"]
    {
        assert!(words.contains(told), "{told}: {shown}");
    }
    assert!(note.contains("service = [\"90837\", \"90785\"]"), "{shown}");
}

#[test]
fn a_practice_says_how_days_are_written_and_in_which_zone_it_is() {
    let practice = coded();
    for (settings, told) in [
        ("[export]\ndates = \"iso\"\n", "Fri 2026-11-20 14:00 -05:00 to 14:53 (53 minutes)"),
        (
            "[export]\ndates = \"de\"\n",
            "Freitag, 20. November 2026, 14:00 bis 14:53 Uhr (UTC-5) (53 Minuten)",
        ),
        ("[law]\nregime = \"uk\"\n", "Fri 2026-11-20 14:00 -05:00 to 14:53"),
        ("language = \"de\"\n[law]\nregime = \"gdpr\"\n", "Freitag, 20. November 2026"),
        ("[export]\ntime_zone = \"pacific\"\n", "2:00 to 2:53 pm (UTC-5)"),
    ] {
        set(&practice, settings);
        assert!(copy(&practice, "markdown").contains(told), "{settings}");
    }
    set(&practice, "[export]\npaper = \"quarto\"\n");
    let refused = practice.run(&["export", "--working-copy", "c-7f3k"]);
    assert_eq!(refused.code(), 2);
    assert!(
        refused.err().contains("casenotes.toml:3:9: `paper` is not a size of paper"),
        "{refused}"
    );
}

/// A practice with a letterhead, and a clinician with a licence.
pub(crate) const PRACTICE: &str = "[practice]\nname = \"Quiet Room LLC\"\naddress = [\"1 Example Street\", \"Albany, NY\"]\ntelephone = \"555 0100\"\nnpi = \"1234567893\"\n[practice.clinicians.\"Dana Okafor\"]\nlicence = \"NY 012345\"\n";

#[test]
fn a_record_says_which_practice_sends_it_and_who_signed_with_which_licence() {
    let practice = coded();
    set(&practice, PRACTICE);
    for format in ["markdown", "html"] {
        let record = copy(&practice, format);
        for told in [
            "Quiet Room LLC",
            "1 Example Street",
            "Telephone 555 0100",
            "NPI 1234567893",
            "Dana Okafor, LCSW (licence NY 012345)",
        ] {
            assert!(record.contains(told), "{format}: {told}\n{record}");
        }
    }
    for format in ["json", "csv"] {
        assert!(!copy(&practice, format).contains("NY 012345"), "{format}");
    }
    let found = practice.run(&["validate", "--short"]).out();
    assert!(!found.contains("[CT0"), "{found}");
}

#[test]
fn a_logo_stands_within_the_page_and_one_that_is_none_stops_the_export() {
    let practice = coded();
    set(&practice, &PRACTICE.replace("telephone", "logo = \"logo.svg\"\ntelephone"));
    let refused = practice.run(&["export", "--working-copy", "c-7f3k", "--format", "html"]);
    assert_eq!(refused.code(), 2);
    assert!(
        refused.err().contains("names the logo `logo.svg`, and there is no such file"),
        "{refused}"
    );
    practice.put("chart/logo.svg", "no picture");
    let refused = practice.run(&["export", "--working-copy", "c-7f3k", "--format", "html"]);
    assert!(refused.err().contains("is not what its name says"), "{refused}");
    practice.put("chart/logo.svg", "x".repeat(200_000));
    let refused = practice.run(&["export", "--working-copy", "c-7f3k", "--format", "html"]);
    assert!(refused.err().contains("has 200000 bytes"), "{refused}");
    practice.put("chart/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let page = copy(&practice, "html");
    assert!(page.contains("<img src=\"data:image/svg+xml;base64,PHN2Zy"), "{page}");
    assert!(page.contains("img-src data:;"), "{page}");
    // It belongs there.
    let found = practice.run(&["validate", "--short"]).out();
    assert!(!found.contains("[CT0"), "{found}");
    std::fs::remove_file(practice.path("chart/logo.svg")).unwrap();
    practice.put("elsewhere.svg", "<svg/>");
    std::os::unix::fs::symlink(practice.path("elsewhere.svg"), practice.path("chart/logo.svg"))
        .unwrap();
    let refused = practice.run(&["export", "--working-copy", "c-7f3k", "--format", "html"]);
    assert_eq!(refused.code(), 2, "{refused}");
}

#[test]
fn what_a_form_asks_of_a_client_stands_on_the_clients_own_copy_alone() {
    let practice = Practice::with_signer();
    practice.put("chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md", NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let keys = [
        "given_name=Ben",
        "family_name=Sample",
        "pronouns=he/him",
        "emergency_contact=Eve Fictive, 555 0123",
        "payer=Acme Invented Health",
        "member_number=ZZ-9981-X",
    ];
    for key in keys {
        practice.ok(&["client", "edit", "c-7f3k", "--set", key]);
    }
    let shown = practice.ok(&["client", "show", "c-7f3k"]);
    assert!(shown.contains("ZZ-9981-X") && shown.contains("Eve Fictive"), "{shown}");
    let own = practice.ok(&["export", "c-7f3k", "--basis", "individual"]);
    assert!(own.contains("- Emergency contact: Eve Fictive, 555 0123\n"), "{own}");
    let treatment =
        ["--to", "Ida Fictive, MD", "--purpose", "coordination", "--basis", "treatment"];
    let other = practice.ok(&[&["export", "c-7f3k"][..], &treatment].concat());
    let refused = practice.ok(&["deidentify", "c-7f3k"]);
    for hidden in ["Eve", "555 0123", "ZZ-9981-X", "he/him"] {
        assert!(!other.contains(hidden) && !refused.contains(hidden), "{hidden}");
    }
}

#[cfg(feature = "pdf")]
fn pages_of(practice: &Practice, more: &[&str]) -> usize {
    let args = ["export", "c-7f3k", "--working-copy", "--format", "pdf"];
    let run = practice.run(&[&args[..], more].concat());
    assert_eq!(run.code(), 0, "{run}");
    String::from_utf8_lossy(run.out_bytes()).matches("/Type/Page/").count()
}

/// A client with three signed sessions and one that is not.
fn with_sessions() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "member_number=ZZ-9981-X"]);
    for (day, score) in [(17, 18), (18, 14), (19, 9)] {
        let note = NOTE.replace("2026-11-20", &format!("2026-11-{day}"));
        let keys = format!("diagnoses = [\"F41.1\"]\n[measures]\nphq9 = {score}\n+++\n\n#");
        let path = format!("chart/clients/c-7f3k/notes/2026-11-{day}-1400-dap.md");
        practice.put(&path, note.replace("+++\n\n#", &keys));
        practice.ok(&["sign", &format!("c-7f3k/2026-11-{day}"), "--late-entry", "ill"]);
    }
    practice.put(NOTE_PATH, NOTE);
    practice
}

#[test]
fn each_reader_has_a_profile_that_ships() {
    let practice = with_sessions();
    let export = |args: &[&str]| practice.run(&[&["export"], args].concat());
    let plan = ["--to", "Acme Invented Health", "--purpose", "claim", "--basis", "payment"];
    let insurer = |what: &[&str]| export(&[what, &["--profile", "insurer"], &plan].concat());
    let refused = insurer(&["c-7f3k", "--justification", "audit"]);
    assert!(refused.code() == 2 && refused.err().contains("this is the whole record"), "{refused}");
    let claim = insurer(&["c-7f3k/2026-11-18"]).out();
    assert!(claim.contains("- Member number: ZZ-9981-X\n"), "{claim}");
    assert!(!claim.contains("# Summary"), "{claim}");

    let care = ["--to", "Ida Fictive, MD", "--purpose", "coordination", "--basis", "treatment"];
    let record = export(&[&["c-7f3k", "--profile", "provider"], &care[..]].concat()).out();
    let (summary, notes) = record.split_once("\n# Ben Sample, born").unwrap();
    for told in [
        "# Summary",
        "- Sessions: November 17, 2026 to November 19, 2026; 3 sessions",
        "- Diagnosis: Generalized anxiety disorder (F41.1)",
        "- Measure: PHQ-9: 9 of 27, mild, cut-off 10 on November 19, 2026; at first 18 on November 17, 2026",
    ] {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    assert!(notes.contains("Reports fewer panic attacks.") && !record.contains("ZZ-9981-X"));

    let refused = export(&[&["c-7f3k", "--profile", "client"], &care[..]].concat());
    assert!(refused.code() == 2 && refused.err().contains("basis `individual`"), "{refused}");
    let own = export(&["c-7f3k", "--profile", "client", "--basis", "individual"]).out();
    for told in [
        "# What the words mean",
        "# How to ask for a correction",
        "(45 CFR 164.526)",
        "within 60 days, and may take 30 days more",
    ] {
        assert!(own.contains(told), "{told}: {own}");
    }

    let court = [
        "--to",
        "District Court",
        "--purpose",
        "court order",
        "--basis",
        "law",
        "--instrument",
        "court-order",
        "--reference",
        "26-CV-0001",
    ];
    let record =
        export(&[&["c-7f3k", "--profile", "court", "--format", "html"], &court[..]].concat()).out();
    assert!(record.contains("Certification of the custodian of records"), "{record}");
    assert!(record.contains("@bottom-center{content:\"20261124 \""), "{record}");

    let seen = export(&[&["c-7f3k", "--profile", "supervision"], &care[..]].concat()).out();
    assert!(
        !seen.contains("Ben Sample") && seen.contains("# c-7f3k: Tuesday, November 17"),
        "{seen}"
    );
    let unknown = export(&["c-7f3k", "--profile", "insurers"]);
    assert!(unknown.code() == 2 && unknown.err().contains("Did you mean `insurer`?"), "{unknown}");
}

#[test]
fn a_profile_lets_nothing_out_that_would_stay_without_it() {
    let practice = with_sessions();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "self_pay_restricted=2026-11-18"]);
    let all = "--preview --to Somebody --purpose claim".split(' ');
    let all: Vec<&str> = all.collect();
    for profile in ["client", "court", "insurer", "provider", "supervision"] {
        // Nothing says on what basis.
        let args = [&["export", "c-7f3k", "--profile", profile], &all[..]].concat();
        let refused = practice.run(&args);
        assert!(
            refused.code() == 2 && refused.err().contains("on what basis"),
            "{profile}: {refused}"
        );
        // A restricted session stays from a plan, and a draft stays from everybody.
        let basis = ["--basis", "payment", "--plan", "--since", "2026-11-18"];
        let run = practice.run(&[&args[..], &basis].concat());
        if profile == "client" {
            assert_eq!(run.code(), 2, "{run}");
            continue;
        }
        let (leaves, stays) = run
            .out()
            .split_once("What would stay")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        assert!(
            leaves.contains("2026-11-19") && !leaves.contains("2026-11-18-"),
            "{profile}: {run}"
        );
        assert!(
            stays.contains("2026-11-18-1400-dap") && stays.contains("2026-11-20-1400-dap"),
            "{profile}: {run}"
        );
    }
}

#[cfg(feature = "pdf")]
#[test]
fn sessions_run_on_where_they_fit_and_stand_apart_for_an_insurer() {
    let practice = Practice::with_client();
    for day in 1..=28 {
        let note =
            NOTE.replace("2026-11-20", &format!("2026-10-{day:02}")).replace("-05:00", "-04:00");
        practice.put(&format!("chart/clients/c-7f3k/notes/2026-10-{day:02}-1400-dap.md"), note);
    }
    // Cover, contents, and 28 short sessions, two or three on a sheet.
    let sheets = pages_of(&practice, &[]);
    assert!((10..=16).contains(&sheets), "{sheets}");
    // One session has nothing to list.
    assert_eq!(pages_of(&practice, &["--since", "2026-10-28"]), 2);
    let plan = ["--to", "Acme Invented Health", "--purpose", "claim", "--basis", "payment"];
    let claim =
        ["export", "c-7f3k", "--profile", "insurer", "--since", "2026-11-18", "--format", "pdf"];
    let run = with_sessions().run(&[&claim[..], &plan].concat());
    // The cover, and each of two sessions on its own.
    let sheets = String::from_utf8_lossy(run.out_bytes()).matches("/Type/Page/").count();
    assert_eq!(sheets, 3, "{}", run.err());
}

#[test]
fn a_treatment_summary_begins_with_the_facts_of_the_record_and_no_word_of_a_note() {
    let practice = Practice::with_plan();
    practice.ok(&["new", "c-7f3k", "--format", "treatment-summary", "--no-edit"]);
    let id = "chart/clients/c-7f3k/notes/2026-11-24-0930-treatment-summary.md";
    let text = practice.read(id);
    for told in [
        "- Generalized anxiety disorder (F41.1)\n",
        "November 18, 2026 to November 20, 2026; 2 sessions.\n",
        "- G1, active",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("{{") && !text.contains("panic attacks"), "{text}");
    let other = Practice::with_client();
    other.ok(&["new", "c-7f3k", "--format", "treatment-summary", "--no-edit"]);
    assert!(!other.read(id).contains("{{"));
}
