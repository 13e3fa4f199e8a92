//! `casenotes retention`: what has passed, what is kept and why.

use insta::assert_snapshot;

use crate::practice::{NOTE, Practice};

const SET: &str = "format = 1\n[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n";

fn client(practice: &Practice, id: &str, text: &str) {
    practice
        .put(&format!("chart/clients/{id}/client.toml"), format!("name = \"Ben Sample\"\n{text}"));
}

/// A practice with a closed client of every sort, on 2026-11-24.
fn practice() -> Practice {
    let practice = Practice::new();
    practice.put("chart/casenotes.toml", SET);
    let adult = "birth_date = 1970-01-01\nopened = 1999-01-01\n";
    client(&practice, "a-passed", &format!("{adult}closed = 2019-11-23\n"));
    client(&practice, "b-last-day", &format!("{adult}closed = 2019-11-24\n"));
    client(
        &practice,
        "c-minor",
        "birth_date = 2009-01-01\nopened = 2015-01-01\nclosed = 2016-01-01\n",
    );
    client(&practice, "d-held", &format!("{adult}closed = 2000-01-01\nlegal_hold = true\n"));
    client(&practice, "e-unborn", "opened = 1999-01-01\nclosed = 2000-01-01\n");
    client(&practice, "f-typo", &format!("{adult}closed = 2000-01-01\nlegal_hodl = true\n"));
    client(&practice, "g-open", adult);
    // A session after the day of closing, and a note that might be of one.
    client(&practice, "h-seen", &format!("{adult}closed = 2000-01-01\n"));
    let note = NOTE.replace("c-7f3k", "h-seen").replace("2026-11-20", "2024-11-20");
    practice.put("chart/clients/h-seen/notes/2024-11-20-1400-dap.md", note);
    client(&practice, "i-misnamed", &format!("{adult}closed = 2000-01-01\n"));
    practice.put("chart/clients/i-misnamed/notes/odd.md", NOTE);
    practice.put("chart/clients/a-passed/disclosures/2019-01-01.toml", "");
    practice
}

#[test]
fn every_closed_client_has_a_day_or_a_reason() {
    assert_snapshot!(practice().run(&["retention", "--all"]), @r"
    CLIENT      ENDED       KEEP UNTIL  STATE    WHY
    a-passed    2019-11-23  2026-11-23  passed   7 years after the end
    b-last-day  2019-11-24  2026-11-24  kept     7 years after the end
    c-minor     2016-01-01  2030-01-01  kept     3 years after majority
    d-held      2000-01-01  -           hold     legal hold
    e-unborn    2000-01-01  -           unknown  no birth date in the client file
    f-typo      2000-01-01  -           unknown  the client file has a mistake: run `validate`
    h-seen      2024-11-20  2031-11-20  kept     7 years after the end
    i-misnamed  2000-01-01  -           unknown  a note has no note's name: run `validate`
    --- stderr
    1 client not closed, and so not looked at; nor is the vault.
    casenotes deletes nothing: what becomes of a record is yours to decide. Ask first whether a payer's contract, a complaint or a court wants it kept.
    Authorizations and disclosures are kept for 6 years of their own (45 CFR 164.530(j)(2)).
    ");
}

#[test]
fn of_dates_that_contradict_one_another_nothing_is_reckoned() {
    for text in [
        "birth_date = 1970-01-01\nopened = 2015-01-01\nclosed = 2009-01-01\n",
        "birth_date = 2016-01-01\nopened = 2001-01-01\nclosed = 2002-01-01\n",
        "birth_date = 2030-01-01\nclosed = 2001-01-01\n",
        "birth_date = 1970-01-01\nclosed = 2030-01-01\n",
    ] {
        let practice = Practice::new();
        practice.put("chart/casenotes.toml", SET);
        client(&practice, "a-odd", text);
        let run = practice.run(&["retention", "--all"]);
        assert!(run.out().contains("unknown  dates contradict one another"), "{text}: {run}");
        assert_eq!(practice.run(&["retention"]).code(), 1, "{text}");
    }
}

#[test]
fn only_what_is_sure_has_passed() {
    let run = practice().run(&["retention", "--json"]);
    let document = run.json();
    let ids: Vec<_> =
        document["clients"].as_array().unwrap().iter().map(|c| &c["client"]).collect();
    assert_eq!(ids, ["a-passed"]);
    assert_eq!((run.code(), &document["deleted"]), (0, &0.into()));
}

#[test]
fn nothing_is_deleted_or_changed() {
    let practice = practice();
    let before = practice.files("chart");
    practice.ok(&["retention"]);
    assert!(practice.files("chart") == before);
}

#[test]
fn without_a_period_the_practice_is_asked_for_one() {
    let practice = practice();
    practice.put("chart/casenotes.toml", "format = 1\n");
    let run = practice.run(&["retention"]);
    assert!(run.code() == 2 && run.out().is_empty(), "{run}");
    assert!(run.err().starts_with("error: the practice has set no period"), "{run}");
}
