//! Each export format, byte for byte, of one record with all that can be in one.

use std::fs;
use std::path::Path;

use crate::document::{PDF, filed, place};
use crate::measure::answered;
use crate::practice::{NOTE, Practice};

/// Each format that is text, with its golden file.
const FORMATS: &[(&str, &str)] = &[
    ("ccda", "record.xml"),
    ("csv", "record.csv"),
    ("fhir", "record.fhir.json"),
    ("fhir-ndjson", "record.ndjson"),
    ("html", "record.html"),
    ("json", "record.json"),
    ("jsonl", "record.jsonl"),
    ("markdown", "record.md"),
];

/// Returns the formats in which a body stands as it was written, each with the ending of its files; FHIR
/// has it in base64.
pub(crate) fn readable() -> impl Iterator<Item = (&'static str, &'static str)> {
    let readable = FORMATS.iter().filter(|(format, _)| !format.starts_with("fhir"));
    readable.map(|(format, file)| (*format, file.strip_prefix("record.").unwrap()))
}

/// What somebody may type who means harm, or nothing by it.
pub(crate) const EVIL: &str =
    "=HYPERLINK(\"x\")<script>alert(1)</script>\"'&[x](javascript:1)*_`# |\u{202e}\u{1b}[2J";

/// A body with all of Markdown, markup, marks that reorder or hide, and words without an end.
const BODY: &str = "\
## Data

Reports <b>fewer</b> attacks <!-- unclosed -->, *much* **less** `a <i> b`; a\u{202e}b\u{2066}c\u{1b}[2Jd\u{7}.
=1+1, [to the web](https://example.org/?a=1&b=<2> \"a \\\"title\\\" <b>\"), [unsafe](javascript:alert(1)), ![a picture](https://example.org/y.png).
[](https://example.org/nothing-to-read) [hostile](https://[::1) [host](https://) [percent](https://example.org/%zz|x) <mailto:ben@example.org>

<script>alert(2)</script>
<style>*{display:none}</style>

##### Deeper without steps between

1. one
2. two
   - inner

> Quoted 😀 שלום

| said | | meant |
|---|---|--:|
| \"nothing\" | x | 1 |
| NosuchwordNosuchwordNosuchwordNosuchword | NosuchwordNosuchwordNosuchwordNosuchword | NosuchwordNosuchwordNosuchword |

    </code></pre><script>alert(3)</script>

```html
<b>a line of code without an end: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>
```

##

### ![](https://example.org/z.png)

## Assessment

Progress.

## Plan

</article></main></body></html> Weekly.
";

/// A record under 42 CFR Part 2: a signed note with an addendum, a co-signature and a denied amendment, a draft of the
/// next day, scores in both, and `EVIL` in every text that takes it.
pub(crate) fn rich() -> Practice {
    let practice = Practice::with_signer();
    take_key(&practice, "home/.config/casenotes", "dana");
    let evil = toml::Value::from(EVIL).to_string();
    practice.put(
        "chart/clients/c-7f3k/client.toml",
        format!("name = {evil}\nbirth_date = 1978-11-02\npart2 = true\n"),
    );
    let put = |practice: &Practice, day: &str, author: &str, more: &str| {
        let (head, _) = NOTE.split_once("## Data").unwrap();
        let text = format!("{head}{BODY}").replace("2026-11-20T", &format!("{day}T"));
        let text = text.replace("\"Dana Okafor, LCSW\"", author);
        let text = text.replace("+++\n\n#", &format!("{more}+++\n\n#"));
        practice.put(&format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md"), text);
    };
    let first = format!(
        "service = [\"90837\"]\nplace = \"11\"\ndiagnoses = [\"F32.1\", \"F41.1\"]\ngoals = [{evil}]\nrisk = \"present\"\n[measures]\nphq9 = 18\nphq9_item9 = 1\n"
    );
    put(&practice, "2026-11-20", "\"Dana Okafor, LCSW\"", &first);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", EVIL]);
    let practice = practice.env("CASENOTES_NOW", "2026-11-25T08:00:00-05:00");
    let amend = ["amend", "c-7f3k/2026-11-20", "-k", "addendum", "-r", EVIL, "--stdin"];
    assert_eq!(practice.pipe(&amend, format!("# Bus line 7\n\n{EVIL}\n")).code(), 0);
    let config = practice.read("home/.config/casenotes/config.toml");
    practice.put("eli/config.toml", config.replace("Dana Okafor", "Eli <b>&Sample"));
    let practice = practice.env("CASENOTES_CONFIG", "eli/config.toml");
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    take_key(&practice, "eli", "eli");
    practice.ok(&["cosign", "c-7f3k/2026-11-20"]);
    let practice = practice.env("CASENOTES_CONFIG", "");
    let second = format!(
        "service = [\"90834\", {evil}]\nrisk = {evil}\nplace = {evil}\ndiagnoses = [{evil}]\n[measures]\nphq9 = 12\nphq9_item9 = 0\ngad7 = 9\n\"own <b>|[x](javascript:1)\" = 7\n"
    );
    put(&practice, "2026-11-24", &evil, &second);
    put_statements(&practice, &evil);
    practice
}

/// Puts a key of `tests/golden/keys` in the place of one that was drawn: signatures stand in FHIR, and are to be
/// what they were. Each was made by `ssh-keygen -q -t ed25519 -N "" -C "dana, of the golden record alone" -f dana`.
fn take_key(practice: &Practice, folder: &str, name: &str) {
    let public = |line: String| line.split(' ').nth(1).unwrap().to_owned();
    let drawn = public(practice.read(&format!("{folder}/signing-key.pub")));
    let kept = |ending: &str| fs::read_to_string(format!("tests/golden/keys/{name}{ending}"));
    let signers = practice.read("chart/allowed_signers");
    assert!(signers.contains(&drawn));
    practice.put("chart/allowed_signers", signers.replace(&drawn, &public(kept(".pub").unwrap())));
    practice.put(&format!("{folder}/signing-key"), kept("").unwrap());
    practice.put(&format!("{folder}/signing-key.pub"), kept(".pub").unwrap());
}

/// A denied amendment of the first note, with the client's statement and what the practice says to it.
fn put_statements(practice: &Practice, evil: &str) {
    let request =
        format!("right = \"amendment\"\nnote = \"2026-11-20-1400-dap\"\nscope = {evil}\n");
    let denial = "ground = \"accurate\"\nsays_how_to_complain = true\nsays_how_to_disagree = true\nsays_request_may_travel = true\n";
    for (day, step, keys) in [
        ("2026-11-21", "request", request.as_str()),
        ("2026-11-22", "denial", denial),
        ("2026-11-23", "disagreement", ""),
        ("2026-11-24", "rebuttal", "copy_given = 2026-11-24\n"),
    ] {
        let of = if step == "request" { "" } else { "request = \"2026-11-21-0900\"\n" };
        let text = toml::Value::from(format!("## Of the {step}\n\n{EVIL}\n"));
        let paper = format!(
            "client = \"c-7f3k\"\nstep = \"{step}\"\n{of}on = {day}\nby = {evil}\n{keys}text = {text}\n"
        );
        practice.put(&format!("chart/clients/c-7f3k/requests/{day}-0900.toml"), paper);
    }
}

/// Exports that record to somebody, with `EVIL` in the terms.
pub(crate) fn released(practice: &Practice, format: &str) -> String {
    practice.ok(&[
        "export",
        "c-7f3k",
        "--include-drafts",
        "--format",
        format,
        "--to",
        EVIL,
        "--address",
        EVIL,
        "--purpose",
        EVIL,
        "--basis",
        "law",
        "--instrument",
        "court-order",
        "--part2-ground",
        "court-order",
        "--reference",
        EVIL,
    ])
}

/// Holds a file that was made against the one of the repository.
pub(crate) fn is_what_it_was(path: &str, made: &[u8]) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, made).unwrap();
    }
    let golden = fs::read(path).unwrap_or_default();
    assert!(
        golden == made,
        "{path} is another; run with UPDATE_DOCS=1 and look at the difference\n{}",
        std::str::from_utf8(made).unwrap_or_default()
    );
}

#[test]
fn each_format_is_what_it_was() {
    let practice = rich();
    for (format, name) in FORMATS {
        is_what_it_was(&format!("tests/golden/{name}"), released(&practice, format).as_bytes());
    }
}

#[test]
fn every_format_has_its_golden_file_and_stands_in_the_help_and_the_document() {
    let practice = Practice::with_note();
    let refused = practice.run(&["export", "c-7f3k", "--working-copy", "--format", "x"]);
    let said = refused.err();
    let (_, known) = said.split_once("use one of ").unwrap();
    let known: Vec<&str> = known.lines().next().unwrap().split(", ").collect();
    let mut golden: Vec<&str> = FORMATS.iter().map(|(format, _)| *format).collect();
    // Its golden file is the text in it, below.
    golden.extend(cfg!(feature = "pdf").then_some("pdf"));
    golden.sort_unstable();
    assert_eq!(known, golden);
    let help = practice.ok(&["export", "--help"]);
    let (_, help) = help.split_once("The format to write: ").unwrap();
    let (_, document) =
        include_str!("../../docs/EXPORT.md").split_once("## Formats and targets").unwrap();
    for format in known {
        let is_named = |text: &str, ending: &str| {
            let (text, _) = text.split_once(ending).unwrap();
            text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == format)
        };
        assert!(is_named(help, "[default"), "--help does not name {format}");
        assert!(is_named(document, "\n## "), "docs/EXPORT.md does not name {format}");
    }
}

/// The text of the PDF as a reader's program sees it, page by page.
#[cfg(all(feature = "interop", feature = "pdf"))]
#[test]
fn the_text_of_a_pdf_is_what_it_was() {
    let practice = rich();
    practice.ok(&[
        "export",
        "c-7f3k",
        "--working-copy",
        "--format",
        "pdf",
        "--output",
        "record.pdf",
    ]);
    let output = crate::interop::program("pdftotext")
        .args(["record.pdf", "-"])
        .current_dir(practice.root())
        .output()
        .unwrap();
    assert!(output.status.success());
    is_what_it_was("tests/golden/record.pdf.txt", &output.stdout);
}

/// A signed consent with an amendment of it, a letter that is a draft, a signed questionnaire in whose place
/// another is, and one of a measure of the practice that is a draft, with `EVIL` where it may stand.
fn with_documents() -> Practice {
    let practice = Practice::with_signer();
    take_key(&practice, "home/.config/casenotes", "dana");
    practice.put(crate::practice::NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    // The letters of a name are chance, and here they are not.
    let named = |id: &str, letters: &str| {
        let (name, _) = id.split_once('/').unwrap().1.rsplit_once('-').unwrap();
        let new = format!("c-7f3k/{name}-{letters}");
        let answers = [crate::measure::place(id), crate::measure::place(&new)];
        if practice.path(&answers[0]).exists() {
            fs::rename(practice.path(&answers[0]), practice.path(&answers[1])).unwrap();
        }
        for ending in ["pdf", "txt", "toml"] {
            let path = |id| practice.path(&format!("{}.{ending}", place(id)));
            if path(id).exists() {
                fs::rename(path(id), path(&new)).unwrap();
            }
        }
        new
    };
    let consent = ["-k", "consent", "--date", "2026-11-02", "-t", EVIL, "--from", EVIL];
    let first = named(&filed(&practice, PDF, &consent), "222222");
    practice.put("better.pdf", PDF.replace("Size 1", "Size 2"));
    let amend = ["document", "amend", &first, "better.pdf", "--reason", EVIL];
    let second = named(practice.ok(&amend).trim(), "222223");
    practice.ok(&["sign", &first, &second]);
    named(&filed(&practice, "A letter.\n", &["-k", "letter", "-t", "A letter"]), "222224");
    let given = ["--items", "2,1,3,1,-,2,1,0,1", "--date", "2026-11-20"];
    let first = named(&answered(&practice, "phq9", &given), "222222");
    let amend = ["--items", "2,1,3,1,0,2,1,0,1", "--amends", &first, "--reason", EVIL];
    let second = [&amend[..], &["--date", "2026-11-20"]].concat();
    let second = named(&answered(&practice, "phq9", &second), "222223");
    practice.ok(&["sign", &first, &second]);
    let words = toml::Value::from(EVIL.replace('\u{1b}', "")).to_string();
    let own = format!(
        "title = \"Well-being\"\nsource = \"x\"\nlicence = \"x\"\nlanguage = \"de\"\ninstruction = {words}\nrange = [0, 6]\nbands = {{ low = 0, high = 4 }}\nvalues = [0, 1, 2, 3]\nwordings = [{words}, \"b\", \"c\", \"d\"]\n[[item]]\nwording = {words}\n[[item]]\nwording = \"Saw friends\"\n[[subscale]]\nname = \"company\"\nitems = [2]\n"
    );
    practice.put("chart/templates/measures/wb.toml", own);
    let given = ["--items", "0,3", "--by", "caregiver", "--language", "de"];
    named(&answered(&practice, "wb", &given), "222224");
    practice
}

#[test]
fn the_documents_of_a_record_leave_with_it_as_they_did() {
    let practice = with_documents();
    for (format, name) in FORMATS {
        let folder = format!("{format}/");
        let export = ["export", "c-7f3k", "--include-drafts", "--basis", "individual"];
        practice.ok(&[&export[..], &["--format", format, "-o", &folder]].concat());
        let files = practice.files(&folder);
        let is_record = |path: &Path| path.file_stem().is_some_and(|stem| stem == "record");
        let (_, made) = files.into_iter().find(|(path, _)| is_record(path)).unwrap();
        let golden = name.replace("record.", "documents.");
        is_what_it_was(&format!("tests/golden/{golden}"), &made);
        for (file, bytes) in [
            ("2026-11-02-consent-222222.pdf", PDF),
            ("2026-11-24-letter-222224.txt", "A letter.\n"),
        ] {
            assert_eq!(practice.read(&format!("{folder}{file}")), bytes, "{format}");
        }
    }
}
