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

const FRENCH_RISK: &str = "# Usage.
[ideation]
idées|pensées suicidaires, envie de mourir
";

#[test]
fn a_practice_brings_words_of_a_language_and_of_english() {
    let told = "Elle décrit des idées suicidaires depuis lundi.";
    let practice = practice("language = \"fr\"\n", told);
    assert_eq!(codes(&practice), [""; 0]);
    practice.put("chart/lexicon/fr/risk.txt", FRENCH_RISK);
    practice.put("chart/lexicon/fr/context.txt", "[deny]\npas de, nie\n[client]\nelle\n");
    assert_eq!(codes(&practice), ["RK004"]);
    // Rules without words of theirs keep quiet, and are counted.
    let said = practice.run(&["validate"]).err();
    assert!(said.contains("notes in `fr`"), "{said}");
    practice.put(PATH, NOTE.replace("RISIKO", "Elle nie des idées suicidaires."));
    assert_eq!(codes(&practice), [""; 0]);
    // Words are added to those of English.
    let practice = self::practice("", "Client speaks of the long quiet again.");
    let before = codes(&practice);
    practice.put("chart/lexicon/en/risk.txt", "[ideation]\nthe long quiet\n");
    let mut after = codes(&practice);
    let at = after.iter().position(|code| code == "RK004").unwrap();
    after.remove(at);
    assert_eq!(before, after);
}

#[test]
fn words_that_cannot_be_read_are_refused_with_their_place() {
    let practice = practice("language = \"fr\"\n", "");
    for (file, text, said) in [
        ("fr/risk.txt", "[ideation]\nidées (noires|grises\n", "fr/risk.txt:2:1: brackets stand"),
        ("fr/risk.txt", "idées noires\n", "fr/risk.txt:1:1: this stands under no heading"),
        ("fr/risk.txt", "[idees]\nx\n", "fr/risk.txt:1:1: no heading has this name"),
        ("fr/risk.txt", "[ideation]\na, Noir\n", "fr/risk.txt:2:4: write it in small letters"),
        ("fr/risk.txt", "[ideation]\n@noir idées\n", "fr/risk.txt:2:1: above this line, no"),
        ("fr/mots.txt", "[ideation]\nx\n", "fr/mots.txt: no rule reads a file of words"),
        ("french/risk.txt", "[ideation]\nx\n", "lexicon/french: this folder of words"),
    ] {
        let path = format!("chart/lexicon/{file}");
        practice.put(&path, text);
        let run = practice.run(&["validate"]);
        assert_eq!(run.code(), 2, "{run}");
        assert!(run.err().contains(said) && run.err().contains("hint: "), "{run}");
        std::fs::remove_dir_all(practice.path("chart/lexicon")).unwrap();
    }
    // Nothing is followed out of the tree.
    practice.put("elsewhere/risk.txt", FRENCH_RISK);
    practice.put("chart/lexicon/fr/context.txt", "[client]\nelle\n");
    let link = practice.path("chart/lexicon/fr/risk.txt");
    std::os::unix::fs::symlink(practice.path("elsewhere/risk.txt"), link).unwrap();
    assert_eq!(practice.run(&["validate"]).code(), 2);
}
