//! `casenotes export`.

use crate::practice::{NOTE, NOTE_PATH, Practice};

const FORMATS: &[&str] = &["csv", "html", "json", "jsonl", "markdown"];

#[test]
fn the_same_notes_give_the_same_bytes_whatever_the_vault_holds() {
    let without = Practice::with_note();
    let full = Practice::with_note();
    assert_eq!(full.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY").code(), 0);
    let broken = Practice::with_note();
    broken.put("private/vault/clients/c-7f3k/2026-11-20-1400.md.age", "CANARY in the clear");
    let gone = Practice::with_note();
    std::fs::remove_dir_all(gone.path("private/vault")).unwrap();
    for format in FORMATS {
        let expected = without.ok(&["export", "--working-copy", "c-7f3k", "--format", format]);
        assert!(
            expected.contains("Ben Sample") && expected.contains("Continue weekly."),
            "{expected}"
        );
        for practice in [&full, &broken, &gone] {
            let run = practice.run(&["export", "--working-copy", "c-7f3k", "--format", format]);
            assert_eq!(run.out(), expected, "{format}: {run}");
        }
    }
}

#[test]
fn guidance_never_leaves_and_nothing_else_is_lost() {
    let practice = Practice::with_client();
    practice
        .put(NOTE_PATH, NOTE.replace("## Plan\n", "<!-- GUIDANCE -->\n\n## Plan\n\n<!-- open\n"));
    for format in FORMATS {
        let text = practice.ok(&["export", "--working-copy", "c-7f3k", "--format", format]);
        assert!(
            !text.contains("GUIDANCE") && text.contains("Continue weekly."),
            "{format}: {text}"
        );
    }
}

/// What Markdown swallows, or reads otherwise than a clinician means it.
const SWALLOWED: &str = "\
## Data

Dialogue:

[Mother]: tearful

[T]: <so-tired>

Note[^1] and more.

[^1]: stepfather

+ SI

- HI

> 3 days without sleep

# of panic attacks: 3

Dose 50*2*7.

1. nearly
3. several

| Night | Hours |
|---|---|
| Mon | 5 | woke twice, knife under pillow |

See [plan](https://example.org \"call 988 first\"), [Sam](they/them) and ![a noose](d.png \"found in bag\").

## Assessment

<crying> BP<120.

## Plan

x
";

#[test]
fn every_word_and_sign_that_was_signed_leaves_in_every_form() {
    let practice = Practice::with_signer();
    let (front, _) = NOTE.split_once("## Data").unwrap();
    practice.put(NOTE_PATH, format!("{front}{SWALLOWED}"));
    practice.ok(&["sign", "c-7f3k/2026-11-20"]);
    let export = |format| practice.ok(&["export", "c-7f3k", "--working-copy", "--format", format]);
    let parts = [
        "[Mother]: tearful",
        "so-tired",
        "[^1]: stepfather",
        "SI",
        "HI",
        " 3 days without sleep",
        "# of panic attacks: 3",
        "50*2*7",
        "3. ",
        "woke twice, knife under pillow",
        "https://example.org",
        "call 988 first",
        "[Sam](they/them)",
        "![a noose](d.png ",
        "found in bag",
        "crying",
        "120",
    ];
    for format in FORMATS {
        let text = export(format);
        for part in parts {
            assert!(text.contains(part), "{format}: {part}: {text}");
        }
    }
    let page = export("html");
    for part in [">+ </span>SI", ">- </span>HI", "&gt; 3 days", "BP&lt;120", ">3. </span>several"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let fhir: serde_json::Value = serde_json::from_str(&export("fhir")).unwrap();
    let texts: Vec<String> = fhir["entry"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["resource"]["content"][0]["attachment"]["data"].as_str())
        .map(|data| String::from_utf8(base64_of(data)).unwrap())
        .collect();
    assert!(texts.iter().any(|text| text.contains(SWALLOWED)), "{texts:?}");
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[test]
fn markdown_is_headed_by_client_and_session() {
    let text = Practice::with_note().ok(&["export", "--working-copy", "c-7f3k"]);
    assert_eq!(
        text,
        "\
# Progress notes of Ben Sample, born 1978-11-02, c-7f3k

- Date: 2026-11-24
- Sessions: 1

> Working copy for the clinician's own use. It was not released to anybody and has no entry in the log of disclosures; do not pass it on.

> This record holds notes that are not signed; each of them is marked as a draft.

---

# Ben Sample, born 1978-11-02, c-7f3k: Fri 2026-11-20 14:00 -05:00 to 14:53 (53 minutes)

- Session: Fri 2026-11-20 14:00 -05:00 to 14:53 (53 minutes)
- Author: Dana Okafor, LCSW
- Status: draft
- Note: c-7f3k/2026-11-20-1400-dap

# DAP note

## Data

Reports fewer panic attacks.

## Assessment

Progress toward the goal.

## Plan

Continue weekly.
"
    );
}

#[test]
fn notes_and_days_can_be_chosen() {
    let practice = Practice::with_note();
    let earlier = NOTE.replace("2026-11-20", "2026-10-01").replace("Continue", "EARLIER");
    practice.put("chart/clients/c-7f3k/notes/2026-10-01-1400-dap.md", earlier);
    let count = |args: &[&str]| {
        let run = practice.run(&[&["export", "--working-copy", "--format", "json"], args].concat());
        run.json()["notes"].as_array().unwrap().len()
    };
    assert_eq!(count(&["c-7f3k"]), 2);
    assert_eq!(count(&["c-7f3k/2026-10"]), 1);
    assert_eq!(count(&["c-7f3k", "--since", "30 days ago"]), 1);
    assert_eq!(count(&["c-7f3k", "--until", "2026-10-01"]), 1);
    assert_eq!(count(&["c-7f3k/2026-10", "c-7f3k/2026-11", "c-7f3k/2026-11"]), 2);
    let run = practice.run(&["export", "--working-copy", "c-7f3k", "--since", "today"]);
    assert_eq!((run.code(), run.out().as_str()), (1, ""));
}

#[test]
fn a_record_with_a_gap_is_not_exported() {
    for (path, text) in [
        ("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", NOTE.replace("client = ", "client ")),
        ("chart/clients/c-7f3k/notes/her session.md", NOTE.to_owned()),
    ] {
        let practice = Practice::with_note();
        practice.put(path, text);
        let run = practice.run(&["export", "--working-copy", "c-7f3k", "-o", "out.md"]);
        assert!(run.code() == 2 && run.err().contains("cannot be read"), "{run}");
        assert!(!practice.path("out.md").exists());
        assert_eq!(practice.run(&["export", "--working-copy", "c-7f3k/2026-11-20"]).code(), 0);
    }
}

#[test]
fn another_clients_note_never_leaves_with_the_record() {
    let practice = Practice::with_note();
    let theirs = NOTE.replace("c-7f3k", "c-2mxr").replace("Continue", "THEIRS");
    practice.put("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", theirs);
    for what in ["c-7f3k", "c-7f3k/2026-11-21"] {
        let run = practice.run(&["export", "--working-copy", what]);
        assert!(run.code() == 2 && run.out().is_empty(), "{run}");
        assert!(run.err().contains("lies with `c-7f3k` and says it is of `c-2mxr`"), "{run}");
    }
}

#[test]
fn a_note_that_is_a_link_is_not_left_out_in_silence() {
    let practice = Practice::with_note();
    practice.put("elsewhere.md", NOTE);
    let link = practice.path("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md");
    std::os::unix::fs::symlink(practice.path("elsewhere.md"), link).unwrap();
    let run = practice.run(&["export", "--working-copy", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("2026-11-21-1400-dap.md"), "{run}");
}

#[test]
fn a_file_is_never_overwritten_and_never_lands_in_a_tree() {
    let practice = Practice::with_note();
    practice.ok(&["export", "--working-copy", "c-7f3k", "-o", "record.md"]);
    let before = practice.read("record.md");
    let run = practice.run(&[
        "export",
        "--working-copy",
        "c-7f3k",
        "--format",
        "html",
        "-o",
        "record.md",
    ]);
    assert!(run.code() == 2 && run.err().contains("never overwritten"), "{run}");
    assert_eq!(practice.read("record.md"), before);
    for path in ["chart/record.md", "private/vault/record.md", "chart/../chart/clients/x.md"] {
        let run = practice.run(&["export", "--working-copy", "c-7f3k", "-o", path]);
        assert!(run.code() == 2 && run.err().contains("lies inside the"), "{path}: {run}");
    }
}

#[test]
fn two_clients_never_share_a_record() {
    let practice = Practice::with_note();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana"]);
    let run = practice.run(&["export", "--working-copy", "c-7f3k", "c-2mxr"]);
    assert!(run.code() == 2 && run.err().contains("the notes are of two clients"), "{run}");
}

#[test]
fn html_is_one_page_without_scripts_that_escapes_everything() {
    let practice = Practice::new();
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "<script>alert(1)</script>\"'&"]);
    let evil = NOTE
        .replace("Dana Okafor, LCSW", "<img src=x onerror=alert(1)>")
        .replace("Progress", "<script>alert(2)</script> [x](javascript:alert(3)) ![y](http://example.org/y.png)\n\n<style>*{}</style>\n\nProgress");
    practice.put(NOTE_PATH, evil);
    let page = practice.ok(&["export", "--working-copy", "c-7f3k", "--format", "html"]);
    for tag in ["<script", "<img", "javascript:alert(3)\"", "<style>*", "<link", "url("] {
        assert!(!page.contains(tag), "{tag}: {page}");
    }
    assert_eq!(page.matches("<style>").count(), 1);
    assert!(
        page.contains("<html lang=\"en\">")
            && page.contains("<main id=\"notes\">")
            && page.contains("<h1>")
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
#[cfg(not(feature = "pdf"))]
fn a_program_without_pdf_says_how_to_get_it() {
    let run = Practice::with_note().run(&["export", "c-7f3k", "--working-copy", "--format", "pdf"]);
    assert!(run.code() == 2 && run.err().contains("`--features pdf`"), "{run}");
}

#[test]
fn html_shows_the_measures_as_plots_with_words() {
    let practice = Practice::with_client();
    for (day, score) in [("20", 14), ("21", 9)] {
        practice.put(
            &NOTE_PATH.replace("-20-", &format!("-{day}-")),
            NOTE.replace("-20T", &format!("-{day}T"))
                .replace("+++\n\n#", &format!("[measures]\nphq9 = {score}\n+++\n\n#")),
        );
    }
    let page = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "html"]);
    assert_eq!(page.matches("<svg").count(), 1);
    // What a change means is told from the first score of all, which may not be in the record.
    let told = "<desc id=\"plot-0-desc\">PHQ-9. Scores go from 0 to 27; the cut-off is 10; lower is better. Bands: minimal from 0, mild from 5, moderate from 10, moderately severe from 15, severe from 20. 2026-11-20: 14 (moderate, reaches the cut-off). 2026-11-21: 9 (mild).</desc>";
    assert!(page.contains(told), "{page}");
}

#[test]
fn an_export_knows_the_practices_own_measures() {
    let practice = Practice::with_client();
    let settings = "format = 1\n[measures.wb]\ntitle = \"Well-being <1>\"\nrange = [0, 40]\nbands = { low = 0, high = 25 }\nbetter = \"higher\"\n";
    practice.put("chart/casenotes.toml", settings);
    practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", "[measures]\nwb = 18\nown = 3\n+++\n\n#"));
    let page = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "html"]);
    for told in [
        "<h3>Well-being &lt;1&gt;</h3>",
        "<title id=\"plot-0-title\">Well-being &lt;1&gt; over time</title>",
        "Scores go from 0 to 40; higher is better. Bands: low from 0, high from 25. 2026-11-20: 18 (low).",
        "<title id=\"plot-1-title\">own over time</title>",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let document = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "fhir"]);
    assert!(document.contains("\"text\": \"Well-being <1>\""), "{document}");
    // A measure with a mistake is drawn as it would be without a description, and a warning says so.
    practice.put("chart/casenotes.toml", settings.replace("[0, 40]", "[40, 0]"));
    let run = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "html"]);
    assert!(run.code() == 0 && run.out().contains("<h3>wb</h3>"), "{run}");
    assert!(
        run.err().contains("warning: casenotes.toml: [measures] `wb`: `range` is not"),
        "{run}"
    );
    // Whoever has no scores has nothing to be warned of.
    practice.put(NOTE_PATH, NOTE);
    assert_eq!(practice.run(&["export", "c-7f3k", "--working-copy", "--format", "html"]).err(), "");
}

#[test]
fn what_the_front_matter_says_of_a_session_or_a_plan_leaves_in_every_format() {
    let practice = Practice::with_plan();
    let note = practice.read(NOTE_PATH).replacen(
        "author",
        "modifiers = [\"95\"]\nrisk = \"present\"\nrisk_level = \"moderate\"\nauthor",
        1,
    );
    let note = note.replacen(
        "+++\n\n",
        "[telehealth]\nmode = \"video\"\nclient_location = \"Albany, NY\"\n+++\n\n",
        1,
    );
    practice.put(NOTE_PATH, note);
    for format in ["markdown", "html", "json", "jsonl", "csv", "fhir", "fhir-ndjson"] {
        let args = ["export", "c-7f3k", "--working-copy", "--format", format];
        let record = practice.ok(&args);
        for said in [
            "moderate",
            "Albany, NY",
            "video",
            "2027-01-24",
            "Ride the tram to work on most days",
            "Three rides a week",
            "Sleep six hours",
        ] {
            assert!(record.contains(said), "{format} lacks {said}");
        }
    }
}
