//! `casenotes measures`: scores over time, in every form.

use insta::assert_snapshot;

use crate::practice::{NOTE, Practice};

const NOTES: &str = "chart/clients/c-7f3k/notes";

fn put(practice: &Practice, day: &str, measures: &str) {
    let note = NOTE.replace("2026-11-20T", &format!("{day}T"));
    let note = note.replace("+++\n\n#", &format!("[measures]\n{measures}\n+++\n\n#"));
    practice.put(&format!("{NOTES}/{day}-1400-dap.md"), note);
}

/// Three sessions with the PHQ-9, two of them with the GAD-7 too.
fn treated() -> Practice {
    let practice = Practice::with_client();
    put(&practice, "2026-10-01", "phq9 = 18\nphq9_item9 = 1\ngad7 = 15");
    put(&practice, "2026-10-22", "phq9 = 12\nphq9_item9 = 0");
    put(&practice, "2026-11-12", "phq9 = 4\nphq9_item9 = 0\ngad7 = 9");
    practice
}

#[test]
fn a_table_tells_each_score_its_band_its_change_and_what_it_means() {
    assert_snapshot!(treated().run(&["measures", "c-7f3k"]), @r"
    PHQ-9 (phq9), 0 to 27, cut-off 10
    SESSION     SCORE  BAND               CHANGE  BAR                  MEANS
    2026-10-01  18     moderately severe  -       #########|#########  ITEM 9 ABOVE 0: follow up on risk, reaches the cut-off
    2026-10-22  12     moderate           -6      #########|###        reaches the cut-off, reliable improvement
    2026-11-12  4      minimal            -14     ####     |           reliable improvement, response, remission

    GAD-7 (gad7), 0 to 21, cut-off 10
    SESSION     SCORE  BAND    CHANGE  BAR               MEANS
    2026-10-01  15     severe  -       #########|######  reaches the cut-off
    2026-11-12  9      mild    -6      #########|        reliable improvement
    --- stderr
    warning: c-7f3k/2026-10-01-1400-dap: item 9 is not 0: look at risk whatever the total
    ");
}

#[test]
fn a_practices_own_measures_and_what_nobody_described() {
    let practice = treated();
    let own = "[measures.wb]\ntitle = \"Well-being\"\nrange = [0, 40]\ncut_off = 25\nreliable_change = 5\nbetter = \"higher\"\n[measures.odd]\ntitle = \"Odd\"\n";
    practice.put("chart/casenotes.toml", format!("format = 1\n{own}"));
    put(&practice, "2026-11-19", "wb = 18\nphq8 = 3");
    put(&practice, "2026-11-20", "wb = 26\nphq9 = 72");
    let run = practice.run(&["measures", "c-7f3k", "--no-bars", "--since", "2026-11-12"]);
    assert_snapshot!(run, @r"
    PHQ-9 (phq9), 0 to 27, cut-off 10
    SESSION     SCORE  BAND     CHANGE  MEANS
    2026-11-12  4      minimal  -14     reliable improvement, response, remission
    2026-11-20  72     -        -       OUT OF RANGE

    GAD-7 (gad7), 0 to 21, cut-off 10
    SESSION     SCORE  BAND  CHANGE  MEANS
    2026-11-12  9      mild  -6      reliable improvement

    Well-being (wb), 0 to 40, cut-off 25, higher is better
    SESSION     SCORE  BAND  CHANGE  MEANS
    2026-11-19  18     -     -       reaches the cut-off
    2026-11-20  26     -     +8      reliable improvement

    phq8, not described in casenotes.toml
    SESSION     SCORE  BAND  CHANGE  MEANS
    2026-11-19  3      -     -       -
    --- stderr
    warning: casenotes.toml: [measures] `odd`: the key `range` is missing
    warning: c-7f3k/2026-11-20-1400-dap: there is no such score of the PHQ-9
    hint: Is `phq8` the same as `phq9`?
    ");
}

#[test]
fn a_note_that_cannot_be_read_or_is_of_somebody_else_is_named_and_never_counted() {
    let practice = treated();
    let broken = |from: &str, to: &str, name: &str| {
        let note = practice.read(&format!("{NOTES}/2026-10-01-1400-dap.md"));
        let note = note.replace("2026-10-01", "2026-11-13").replace(from, to);
        practice.put(&format!("{NOTES}/{name}.md"), note);
        let run = practice.run(&["measures", "c-7f3k", "--json"]);
        std::fs::remove_file(practice.path(&format!("{NOTES}/{name}.md"))).unwrap();
        run
    };
    for (from, to, name) in [
        ("phq9 = 18", "phq9 = \"18\"", "2026-11-13-1400-dap"),
        ("start = ", "start ", "2026-11-13-1400-dap"),
        ("client = \"c-7f3k\"", "client = \"c-2mxr\"", "2026-11-13-1400-dap"),
        ("phq9", "phq9", "session of Ben"),
    ] {
        let run = broken(from, to, name);
        let document = run.json();
        assert_eq!(document["measures"][0]["points"].as_array().unwrap().len(), 3, "{to}");
        assert_eq!(document["unread"].as_array().unwrap().len(), 1, "{to}");
        assert!(run.err().contains("cannot be read"), "{run}");
        assert!(!run.to_string().contains("session of Ben"), "{run}");
    }
}

#[test]
fn nothing_found_is_code_one_and_an_empty_document() {
    let practice = Practice::with_note();
    let run = practice.run(&["measures", "c-7f3k", "--json"]);
    assert_eq!((run.code(), run.json()["measures"].as_array().unwrap().len()), (1, 0));
    assert_eq!(practice.run(&["measures", "c-7f3k", "--svg"]).out(), "");
    let run = practice.run(&["measures", "c-7f3q"]);
    assert!(run.code() == 2 && run.err().contains("Did you mean `c-7f3k`?"), "{run}");
}

#[test]
fn measures_can_be_chosen() {
    let practice = treated();
    let run = practice.run(&["measures", "c-7f3k", "-m", "gad7", "--json"]);
    let document = run.json();
    let names: Vec<_> =
        document["measures"].as_array().unwrap().iter().map(|m| &m["name"]).collect();
    assert_eq!(names, ["gad7"]);
}

#[test]
fn an_image_has_a_title_a_description_and_no_script_and_is_well_formed() {
    let practice = treated();
    practice.put(
        "chart/casenotes.toml",
        "format = 1\n[measures.own]\ntitle = \"</svg><script>x</script>\"\nrange = [0, 4]\nbands = { \"<b>\" = 0 }\n",
    );
    put(&practice, "2026-11-20", "own = 4");
    let svg = practice.ok(&["measures", "c-7f3k", "--svg"]);
    assert!(svg.contains("<title id=\"title\">PHQ-9 and GAD-7 and "), "{svg}");
    assert!(svg.contains("2026-10-01: 18 (moderately severe, ITEM 9 ABOVE 0"), "{svg}");
    assert!(
        !svg.contains("<script") && !svg.contains("<b>") && !svg.contains("http://www.w3.org/1999"),
        "{svg}"
    );
    // Every element is closed in its turn.
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        match (tag.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) => assert_eq!(open.pop(), Some(name)),
            (None, false) => open.push(tag.split(' ').next().unwrap()),
            (None, true) => {}
        }
    }
    assert_eq!(open, [""; 0]);
}
