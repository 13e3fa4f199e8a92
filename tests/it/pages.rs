//! Every page and image that the program writes, judged by the W3C's validator and by axe-core in
//! Chromium.

use std::process::Command;

use crate::golden::{self, EVIL};
use crate::interop::program;
use crate::practice::{Practice, TO_COURT};
use crate::readers::PRACTICE;

/// Returns where npm keeps the global packages.
fn packages() -> String {
    let output = program("npm").args(["root", "--global"]).output().unwrap();
    let root = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    for name in ["vnu-jar", "axe-core", "puppeteer-core"] {
        let found = std::path::Path::new(&root).join(name).exists();
        assert!(found, "`{name}` is not installed; .ci/run installs it");
    }
    root
}

/// Runs a check over files of a practice and returns what it finds, one a line.
fn findings(mut command: Command, practice: &Practice, files: &[&str]) -> Vec<String> {
    let output = command.args(files).current_dir(practice.root()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let found: Vec<String> = told.lines().map(str::to_owned).collect();
    // A check that crashes finds nothing and does not succeed.
    assert_eq!(output.status.success(), found.is_empty(), "{:?}: {told}", output.status);
    found
}

/// What the W3C's validator finds, warnings among it.
fn validator(practice: &Practice, files: &[&str]) -> Vec<String> {
    let mut command = program("java");
    command.arg("-jar").arg(format!("{}/vnu-jar/build/dist/vnu.jar", packages()));
    command.args(["--Werror", "--format", "gnu", "--also-check-svg"]);
    findings(command, practice, files)
}

/// What axe-core finds, in light and dark, on a narrow and a wide screen.
fn axe(practice: &Practice, files: &[&str]) -> Vec<String> {
    program("chromium");
    let mut command = program("node");
    command.env("NODE_PATH", packages());
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/page/axe.cjs"));
    findings(command, practice, files)
}

/// A practice with one of each page.
fn pages() -> (Practice, Vec<&'static str>) {
    let practice = golden::rich();
    practice.put("record.html", golden::released(&practice, "html"));
    let text = practice.read("chart/clients/c-7f3k/notes/2026-11-24-1400-dap.md");
    let note = text.split("+++\n\n").nth(1).unwrap();
    for at in ["2026-11-20 14:00", "2026-11-23 14:00"] {
        let args = ["vault", "new", "c-7f3k", "--at", at, "--stdin"];
        assert_eq!(practice.pipe(&args, note).code(), 0);
    }
    // What does not show is refused here.
    let evil = EVIL.replace(['\u{202e}', '\u{1b}'], "");
    let terms = ["--reference", "--to", "--purpose"].map(|flag| [flag, &*evil]).concat();
    let release = [
        "vault",
        "release",
        "c-7f3k",
        "--format",
        "html",
        "--ground",
        "law",
        "--instrument",
        "court-order",
        "--part2-ground",
        "court-order",
    ];
    let release = [&release[..], &["--confirm", "c-7f3k"], &terms].concat();
    practice.put("release.html", practice.ok(&release));
    // Two entries of one day, to one recipient: their sections need names of their own.
    practice.put("again.html", golden::released(&practice, "html"));
    practice.put("log.html", practice.ok(&["disclosures", "c-7f3k", "--html"]));
    let accounting = ["disclosures", "c-7f3k", "--html", "--accountable", "--summarise"];
    practice.put("accounting.html", practice.ok(&accounting));
    practice.put("measures.svg", practice.ok(&["measures", "c-7f3k", "--svg"]));
    let bare = Practice::with_note();
    let single = ["export", "c-7f3k", "--working-copy", "--format", "html"];
    practice.put("single.html", bare.ok(&single));
    let nothing = bare.run(&["disclosures", "c-7f3k", "--html"]);
    assert_eq!(nothing.code(), 1);
    practice.put("nothing.html", nothing.out());
    // With a letterhead, and sheets of our own words before and behind the sessions.
    let practice_with_logo = PRACTICE.replace("telephone", "logo = \"logo.svg\"\ntelephone");
    bare.put("chart/casenotes.toml", format!("format = 1\n{practice_with_logo}"));
    bare.put(
        "chart/logo.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"40\"/>",
    );
    let html = ["export", "c-7f3k", "--format", "html", "--profile"];
    let own = [&html[..], &["client", "--basis", "individual", "--include-drafts"]].concat();
    practice.put("client.html", bare.ok(&own));
    practice.put("court.html", bare.ok(&[&html[..], &["court"], TO_COURT].concat()));
    let names = [
        "record.html",
        "single.html",
        "release.html",
        "log.html",
        "accounting.html",
        "nothing.html",
        "client.html",
        "court.html",
        "measures.svg",
    ];
    (practice, names.to_vec())
}

#[test]
fn html_pages_are_valid_and_can_be_used_by_everybody() {
    let (practice, names) = pages();
    // The checker takes no picture within a page for one that the policy `img-src data:` allows (a scheme
    // source of CSP); whether the browser refuses it, axe tells from the console.
    let mut found = validator(&practice, &names);
    found.retain(|line| !line.contains("image “data:image/svg+xml"));
    assert_eq!(found, [""; 0]);
    assert_eq!(axe(&practice, &names), [""; 0]);
}

#[test]
fn html_faults_that_are_planted_are_found() {
    let practice = Practice::with_note();
    let page = practice.ok(&["export", "c-7f3k", "--working-copy", "--format", "html"]);
    // Each with where it must be found, and what is said of it.
    let everywhere: &[&str] = &["light, 390", "light, 1000", "dark, 390", "dark, 1000"];
    let faults: &[(&str, &str, &str, &[&str], &str)] = &[
        ("alt", "</main>", "<img src=\"x.png\"></main>", everywhere, "image-alt: "),
        ("order", "<h3>", "<h5>", everywhere, "heading-order: "),
        ("dark", "--ink:#ececec", "--ink:#333", &everywhere[2..], "color-contrast: "),
        ("light", "--quiet:#595959", "--quiet:#ccc", &everywhere[..2], "color-contrast: "),
        ("wide", "<p>", "<p style=\"width:50rem\">", &["light, 390", "dark, 390"], "wider than"),
        ("script", "</main>", "<script>1</script></main>", everywhere, "console: "),
        (
            "fetch",
            "</main>",
            "<iframe src=\"a\" title=\"a\"></iframe></main>",
            everywhere,
            "console: ",
        ),
    ];
    let mut names = Vec::new();
    for (name, sound, faulty, _, _) in faults {
        assert!(page.contains(sound), "{name}");
        names.push(format!("{name}.html"));
        practice.put(&format!("{name}.html"), page.replacen(sound, faulty, 1));
    }
    practice.put("alt.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"/>");
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["alt.svg"]).collect();
    let found = axe(&practice, &names);
    for (name, _, _, places, said) in faults {
        for place in everywhere {
            let line = format!("{name}.html: {place} px: {said}");
            let is_found = found.iter().any(|found| found.starts_with(&line));
            assert_eq!(is_found, places.contains(place), "{line}\n{found:#?}");
        }
    }
    assert!(found.iter().any(|line| line.starts_with("alt.svg: ") && line.contains("svg-img-alt")));
    practice.put("unclosed.html", page.replacen("</article>", "", 1));
    practice.put("odd.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle q=\"1\"/></svg>");
    let found = validator(&practice, &["unclosed.html", "odd.svg"]);
    for name in ["unclosed.html", "odd.svg"] {
        assert!(found.iter().any(|line| line.contains(name)), "{name}: {found:#?}");
    }
}
