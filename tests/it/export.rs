//! `casenotes export`.

use crate::golden::readable;
use crate::practice::{NOTE, NOTE_PATH, Practice};

#[test]
fn the_same_notes_give_the_same_bytes_whatever_the_vault_holds() {
    let without = Practice::with_note();
    let full = Practice::with_note();
    full.seal("CANARY");
    let broken = Practice::with_note();
    broken.put("private/vault/clients/c-7f3k/2026-11-20-1400.md.age", "CANARY in the clear");
    let gone = Practice::with_note();
    std::fs::remove_dir_all(gone.path("private/vault")).unwrap();
    for (format, _) in readable() {
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
    for (format, _) in readable() {
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
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "at home"]);
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
    for (format, _) in readable() {
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
# Progress notes of Ben Sample, born November 2, 1978, c-7f3k

- Date: November 24, 2026
- Sessions: 1

> Working copy for the clinician's own use. It was not released to anybody and has no entry in the log of disclosures; do not pass it on.

> This record holds notes that are not signed; each of them is marked as a draft.

---

# Ben Sample, born November 2, 1978, c-7f3k: Friday, November 20, 2026, 2:00 to 2:53 pm Eastern (53 minutes)

- Session: Friday, November 20, 2026, 2:00 to 2:53 pm Eastern (53 minutes)
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
        // One score without a scale is nothing to draw.
        "<h3>own</h3>\n<p>November 20, 2026: 3.</p>\n",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    assert!(!page.contains("plot-1"), "{page}");
    let document = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "fhir"]);
    assert!(document.contains("\"text\":\"Well-being <1>\""), "{document}");
    // A measure with a mistake is shown as it would be without a description, and a warning says so.
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
    for format in ["markdown", "html", "json", "jsonl", "csv", "fhir", "fhir-ndjson", "ccda"] {
        let args = ["export", "c-7f3k", "--working-copy", "--format", format];
        let record = practice.ok(&args);
        for said in [
            "moderate",
            "Albany, NY",
            "video",
            if ["markdown", "html", "ccda"].contains(&format) {
                "January 24, 2027"
            } else {
                "2027-01-24"
            },
            "Ride the tram to work on most days",
            "Three rides a week",
            "Sleep six hours",
        ] {
            assert!(record.contains(said), "{format} lacks {said}");
        }
    }
}

const NOTES: &str = "chart/clients/c-7f3k/notes";

/// A practice with a signed note that has an addendum.
fn with_signed() -> Practice {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    let amend = ["amend", "c-7f3k", "-k", "addendum", "-r", "asked", "--stdin"];
    assert_eq!(practice.pipe(&amend, "The bus was line 7.\n").code(), 0);
    practice
}

/// Copies or moves a file of the notes' folder, with its signature.
fn place(practice: &Practice, from: &str, to: &str, keep: bool) {
    for ending in ["", ".sig"] {
        let at = |name: &str| practice.path(&format!("{NOTES}/{name}{ending}"));
        std::fs::create_dir_all(at(to).parent().unwrap()).unwrap();
        match keep {
            true => std::fs::hard_link(at(from), at(to)).unwrap(),
            false => std::fs::rename(at(from), at(to)).unwrap(),
        }
    }
}

#[test]
fn what_validate_calls_an_error_of_identity_or_signature_does_not_leave_as_if_it_were_none() {
    const STEM: &str = "2026-11-20-1400-dap";
    let copied: &[(&str, bool, &str)] = &[
        // A copy under another day, and under the second name of its session.
        ("2026-11-21-1400-dap.md", true, "SG007"),
        ("2026-11-20-1400-dap-2.md", true, "SG007"),
        // A note renamed to another time takes its addendum's ground away.
        ("2026-11-20-1500-dap.md", false, "FM007"),
    ];
    for (to, keep, code) in copied {
        let practice = with_signed();
        place(&practice, &format!("{STEM}.md"), to, *keep);
        let found = practice.run(&["validate", "c-7f3k", "--short"]);
        assert!(found.code() == 1 && found.out().contains(code), "{to}: {found}");
        let args = ["export", "c-7f3k", "--working-copy"];
        let refused = practice.run(&args);
        assert!(refused.code() == 2 && refused.out().is_empty(), "{to}: {refused}");
        let release = [
            "export",
            "c-7f3k",
            "--to",
            "Ida Fictive, MD",
            "--purpose",
            "care",
            "--basis",
            "treatment",
        ];
        assert_eq!(practice.run(&release).code(), 2, "{to}");
        assert_eq!(
            practice.run(&["disclosures", "c-7f3k", "--json"]).json()["disclosures"],
            serde_json::json!([])
        );
        let left = practice.run(&[&args[..], &["--unverified", "--format", "json"]].concat());
        assert_eq!(left.code(), 0, "{to}: {left}");
        let id = format!("c-7f3k/{}", to.trim_end_matches(".md"));
        let notes = left.json()["notes"].as_array().unwrap().clone();
        let copy = notes.iter().find(|note| note["id"] == *id).unwrap().clone();
        assert_eq!(copy["signature"], "invalid", "{to}");
        // Nor is it a signed note anywhere else.
        let shown = practice.run(&["show", &id]);
        assert!(shown.err().contains("its signature does not hold"), "{to}: {shown}");
        let history = practice.run(&["history", &id]);
        assert!(history.out().contains("the signature does not hold"), "{to}: {history}");
    }
}

#[test]
fn the_refusal_names_each_file_and_what_is_wrong() {
    let practice = with_signed();
    place(&practice, "2026-11-20-1400-dap.md", "2026-11-21-1400-dap.md", true);
    let refused = practice.run(&["export", "c-7f3k", "--working-copy"]).err();
    for part in [
        "notes/2026-11-21-1400-dap.md:3:9: error[FM007]",
        "notes/2026-11-21-1400-dap.md:8:13: error[SG007]",
        "of 1 of the notes does not hold; the first is `c-7f3k/2026-11-21-1400-dap`",
    ] {
        let told = refused.replace(practice.root().to_str().unwrap(), "");
        // Lines and columns are those of `validate`.
        let part = part.split(":3:9").next().unwrap().split(":8:13").next().unwrap();
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(refused.contains("error[FM007]") && refused.contains("error[SG007]"), "{refused}");
}

#[test]
fn a_level_that_the_practice_sets_is_the_one_that_export_goes_by() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    let args = ["export", "c-7f3k", "--working-copy"];
    assert_eq!(practice.run(&args).code(), 0);
    let moved = format!("{NOTES}/2026-11-20-1401-dap.md");
    practice.put(&moved, NOTE);
    assert_eq!(practice.run(&args).code(), 2, "a draft under another time is a wrong name");
    practice.put("chart/casenotes.toml", "format = 1\n[rules]\nFM007 = \"warning\"\n");
    assert_eq!(practice.run(&args).code(), 0);
}

#[test]
fn a_text_of_the_record_that_nobody_would_find_stops_the_export() {
    const STEM: &str = "2026-11-20-1400-dap";
    for (from, to) in [
        // A note in a folder of somebody's own, beside the notes and above them.
        (format!("{STEM}.md"), format!("2026/{STEM}.md")),
        (format!("{STEM}.md"), format!("old/deeper/{STEM}.md")),
        (format!("{STEM}.md"), format!("../old/{STEM}.md")),
        // An addendum in one, and one under the name of no note's addendum.
        (format!("{STEM}.addendum-1.md"), format!("2026/{STEM}.addendum-1.md")),
        (format!("{STEM}.addendum-1.md"), "2026-11-19-1400-dap.addendum-1.md".to_owned()),
        (format!("{STEM}.addendum-1.md"), format!("{STEM}.addendum-1.txt")),
    ] {
        let practice = with_signed();
        practice.put(&format!("{NOTES}/2026-11-23-1400-dap.md"), NOTE.replace("11-20", "11-23"));
        practice.put(&format!("{NOTES}/scan.pdf"), "%PDF-1.7");
        let args = ["export", "c-7f3k", "--working-copy"];
        assert_eq!(
            practice.run(&args).code(),
            0,
            "a file that holds no text of the record may lie there"
        );
        place(&practice, &from, &to, false);
        let refused = practice.run(&args);
        assert!(refused.code() == 2 && refused.out().is_empty(), "{to}: {refused}");
        let name = to.rsplit('/').next().unwrap();
        assert!(refused.err().contains(name), "{to}: {refused}");
        let left = practice.run(&[&args[..], &["--unverified"]].concat());
        assert!(left.code() == 0 && left.err().contains(name), "{to}: {left}");
    }
}

#[test]
fn of_notes_that_are_named_only_their_own_texts_must_be_found() {
    let practice = with_signed();
    practice.put(&format!("{NOTES}/2026-11-23-1400-dap.md"), NOTE.replace("11-20", "11-23"));
    let stem = "2026-11-20-1400-dap";
    place(&practice, &format!("{stem}.addendum-1.md"), &format!("old/{stem}.addendum-1.md"), false);
    let export = |note: &str| practice.run(&["export", note, "--working-copy"]).code();
    assert_eq!(export("c-7f3k/2026-11-23"), 0);
    assert_eq!(export("c-7f3k/2026-11-20"), 2);
}

#[test]
fn a_misspelled_restriction_is_one_whatever_it_is_called() {
    let release = [
        "export",
        "c-7f3k",
        "--to",
        "Acme Invented Health",
        "--purpose",
        "claim 0001",
        "--basis",
        "payment",
        "--include-drafts",
        "--justification",
        "all of it",
        "--preview",
        "--json",
    ];
    for key in [
        "self_pay_restricted = \"yes\"",
        "self-pay-restricted = true",
        "\"Self pay restricted\" = true",
        "\"self\\u005fpay\" = true",
        "self_pay_restrictd = true",
        "[measures]\nself_pay_restricted = 1",
        "[telehealth]\n\"self\\u005fpay\" = true",
    ] {
        let practice = Practice::with_client();
        practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", &format!("{key}\n+++\n\n#")));
        let told = practice.run(&release);
        assert!(
            !told.out().contains("\"included\": [\n    {") || told.code() != 0,
            "{key}: {told}"
        );
        assert!(
            told.out().contains("2026-11-20-1400-dap") && told.out().contains("self-pay"),
            "{key}: {told}"
        );
    }
}
