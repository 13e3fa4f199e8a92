//! Notes in another language than English.

use crate::practice::Practice;

const NOTE: &str = "+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-20T14:00:00-05:00
end = 2026-11-20T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Klientin kam pünktlich und erzählte von der Woche im Lager. RISIKO
Gemeinsam wurde eine Liste der Wege erstellt, die sie meidet.
Sie konnte drei davon selbst benennen und wirkte danach erleichtert.

## Assessment

Angst vor Menschen; der Weg zur Arbeit ist eingeschränkt.

## Plan

Nächste Sitzung am Freitag; sie geht täglich einmal zum Briefkasten.
";

const PATH: &str = "chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md";

fn practice(settings: &str, risk: &str) -> Practice {
    let practice = Practice::with_client();
    practice.put(
        "chart/casenotes.toml",
        format!("format = 1\n{settings}[deadlines]\nsign_hours = 9999\n"),
    );
    practice.put(PATH, NOTE.replace("RISIKO", risk));
    practice
}

fn codes(practice: &Practice) -> Vec<String> {
    let found = practice.run(&["validate", "--json"]).out();
    let document: serde_json::Value = serde_json::from_str(&found).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn rules_of_english_words_say_nothing_of_a_note_in_german_and_those_of_risk_read_it() {
    let quiet = "Keine Suizidgedanken, von Selbstverletzung distanziert sie sich glaubhaft.";
    let english = codes(&practice("", quiet));
    for code in ["EL001", "EL002", "EL003"] {
        assert!(english.iter().any(|found| found == code), "{english:?}");
    }
    assert_eq!(codes(&practice("language = \"de\"\n", quiet)), [""; 0]);
    let told = practice("language = \"de-AT\"\n", "Sie berichtet über Suizidgedanken ohne Pläne.");
    assert_eq!(codes(&told), ["RK004"]);
    let said = told.run(&["validate"]).err();
    assert!(said.contains("notes in `de-AT`") && said.matches("de-AT").count() == 1, "{said}");
    assert!(!practice("", quiet).run(&["validate"]).err().contains("other languages"));
    // Of French no words are known, and what has none is read all the same.
    let french = practice("language = \"fr\"\n", "Sie berichtet über Suizidgedanken.");
    assert_eq!(codes(&french), [""; 0]);
    // What a German note lacks, and what it says too much, is found by German words.
    let bare = practice("language = \"de\"\n", "Vermutlich verheimlicht sie etwas.");
    let note = bare.read(PATH);
    bare.put(
        PATH,
        note.replace("Gemeinsam wurde eine Liste der Wege erstellt, die sie meidet.\n", ""),
    );
    let found = codes(&bare);
    assert!(
        found.iter().any(|code| code == "EL001") && found.iter().any(|code| code == "WD001"),
        "{found:?}"
    );
}

#[test]
fn a_template_says_its_own_language_and_what_is_no_language_is_said() {
    let practice = practice("", "Keine Suizidgedanken.");
    let built_in = practice.run(&["template", "show", "dap"]).out();
    practice
        .put("chart/templates/dap.md", built_in.replacen("+++\n", "+++\nlanguage = \"de\"\n", 1));
    assert_eq!(codes(&practice), [""; 0]);
    practice.put("chart/casenotes.toml", "format = 1\nlanguage = \"Deutsch\"\n");
    let run = practice.run(&["validate", "--short"]);
    assert!(run.out().contains("casenotes.toml:2:12: error[CT006]: `language` is no tag"), "{run}");
}

#[test]
fn a_page_says_in_which_language_its_notes_are() {
    let practice = practice("language = \"de\"\n", "Keine Suizidgedanken.");
    let page = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "html"]).out();
    assert!(page.contains("<html lang=\"en\">"));
    let body = page.split("<div lang=\"de\">").nth(1).unwrap();
    assert!(body.split("</div>").next().unwrap().contains("Klientin kam"), "{page}");
}
