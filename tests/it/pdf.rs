//! `casenotes export --format pdf`: what any program can see in the bytes.

use crate::practice::{NOTE, NOTE_PATH, Practice};

/// Exports the record to a file and returns its bytes as text.
fn exported(practice: &Practice) -> String {
    practice.ok(&[
        "export",
        "c-7f3k",
        "--working-copy",
        "--format",
        "pdf",
        "--output",
        "record.pdf",
    ]);
    let bytes = std::fs::read(practice.path("record.pdf")).unwrap();
    std::fs::remove_file(practice.path("record.pdf")).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns how many pages there are.
fn pages(pdf: &str) -> usize {
    pdf.matches("/Type/Page/").count()
}

#[test]
fn it_has_pages_an_outline_and_metadata_and_the_same_bytes_each_time() {
    let practice = Practice::with_note();
    let earlier = NOTE.replace("2026-11-20", "2026-10-01");
    practice.put("chart/clients/c-7f3k/notes/2026-10-01-1400-dap.md", earlier);
    let pdf = exported(&practice);
    assert!(pdf.starts_with("%PDF-1.7") && pdf.trim_end().ends_with("%%EOF"));
    // The cover, and two sessions on one page.
    assert_eq!(pages(&pdf), 2);
    let outline: Vec<&str> = pdf
        .split("endobj")
        .filter(|object| object.contains("/Title") && object.contains("/Dest "))
        .collect();
    assert_eq!(outline.len(), 3, "{outline:?}");
    assert!(outline[0].contains("/Title(Cover)"), "{outline:?}");
    for word in [
        ">Progress notes of Ben Sample, born November 2, 1978, c-7f3k</rdf:li>",
        "/Lang(en)",
        "/MarkInfo",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(pdf.contains(word), "{word}");
    }
    assert_eq!(exported(&practice), pdf);
    // A place on the Atlantic's other side prints on other paper.
    assert!(pdf.contains("/MediaBox[0 0 612 792]"));
    practice.put(NOTE_PATH, NOTE.replace("-05:00", "+01:00"));
    assert!(exported(&practice).contains("/MediaBox[0 0 595."));
}

#[test]
fn nothing_in_it_runs_and_only_the_web_and_mail_are_linked() {
    let practice = Practice::with_note();
    practice.put(
        NOTE_PATH,
        NOTE.replace(
            "Progress",
            "[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://example.org/x) [d](mailto:a@example.org) Progress",
        ),
    );
    let pdf = exported(&practice);
    for word in ["/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "javascript:", "file://", "/AA"]
    {
        assert!(!pdf.contains(word), "{word}");
    }
    let addresses: Vec<&str> =
        pdf.split("/URI(").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert_eq!(addresses, ["https://example.org/x", "mailto:a@example.org"]);
}

#[test]
fn a_plot_is_told_in_words_and_in_no_more_than_an_archive_holds() {
    let practice = Practice::with_client();
    practice.put(
        "chart/casenotes.toml",
        "format = 1\n[measures.wb]\ntitle = \"Well-being\"\nrange = [0, 40]\ncut_off = 25\nbetter = \"higher\"\n",
    );
    for day in 1..=28 {
        for month in [9, 10] {
            let day = format!("2026-{month:02}-{day:02}");
            let measures =
                if day == "2026-10-28" { "wb = 18\nphq9 = 72\nown = 3" } else { "phq9 = 12" };
            let note = NOTE.replace("2026-11-20T", &format!("{day}T"));
            let note = note.replace("+++\n\n#", &format!("[measures]\n{measures}\n+++\n\n#"));
            practice.put(&format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md"), note);
        }
    }
    let pdf = exported(&practice);
    let told: Vec<&str> =
        pdf.split("/Alt(").skip(1).map(|rest| rest.split("/K").next().unwrap()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].contains("2026-09-01: 12 (moderate, reaches the cut-off). 2026-09-02"),
        "{told:?}"
    );
    assert!(told[0].contains("cut-off). The rest is in the table of all scores."), "{told:?}");
    assert!(told[0].len() < 2010, "{told:?}");
    let own = "Well-being. Scores go from 0 to 40; the cut-off is 25; higher is better. 2026-10-28: 18 (reaches the cut-off).";
    assert!(told[1].contains(own), "{told:?}");
}

#[test]
fn a_pipe_gets_the_bytes_of_the_file() {
    let practice = Practice::with_note();
    let file = exported(&practice);
    let run = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "pdf"]);
    assert!(run.code() == 0 && String::from_utf8_lossy(run.out_bytes()) == file);
}

#[test]
fn a_long_note_and_an_empty_one_are_exported_whole() {
    let practice = Practice::with_note();
    practice.put(NOTE_PATH, NOTE.replace("Continue weekly.", &"Continue weekly. ".repeat(20_000)));
    let empty = NOTE.split("# DAP").next().unwrap().replace("2026-11-20", "2026-10-01");
    practice.put("chart/clients/c-7f3k/notes/2026-10-01-1400-dap.md", empty);
    let pages = pages(&exported(&practice));
    assert!((55..160).contains(&pages), "{pages}");
}
