//! `casenotes todo`: what waits, most urgent first, each with the command that settles it.

use serde_json::Value;

use crate::disclosure::AUTHORIZATION;
use crate::practice::{NOTE, NOTE_PATH, PLAN, PLAN_PATH, Practice};

fn items(practice: &Practice, args: &[&str]) -> Vec<Value> {
    let run = practice.run(&[&["todo", "--json"], args].concat());
    let document = run.json();
    assert_eq!(document["schema"], "casenotes/todo@1");
    document["items"].as_array().unwrap().clone()
}

fn told(practice: &Practice, args: &[&str]) -> Vec<(String, String)> {
    let text = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let items = items(practice, args).into_iter();
    items.map(|item| (text(&item, "what"), text(&item, "command"))).collect()
}

fn put(practice: &Practice, client: &str, day: &str, change: impl Fn(String) -> String) {
    let note = NOTE.replace("c-7f3k", client).replace("2026-11-20", day);
    practice.put(&format!("chart/clients/{client}/notes/{day}-1400-dap.md"), change(note));
}

/// Settings of a practice that signs within two days.
const SETTINGS: &str = "\
format = 1
[rules]
elements = \"off\"
missing-risk = \"off\"
[retention]
adult_years = 7
minor_years_after_majority = 3
age_of_majority = 18
";

/// A practice in which one of everything waits.
fn practice() -> Practice {
    let practice = Practice::with_signer();
    practice.put("chart/casenotes.toml", SETTINGS);
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.ok(&["client", "add", "--id", "c-94wd", "--name", "Dov Muster"]);
    practice.put(
        "chart/clients/c-94wd/client.toml",
        "name = \"Dov Muster\"\nbirth_date = 1950-01-02\nopened = 2008-01-01\nclosed = 2009-01-01\n",
    );
    // Past the limit, and without a plan; without a section, in time; by somebody else.
    put(&practice, "c-7f3k", "2026-11-20", |note| note);
    put(&practice, "c-7f3k", "2026-11-23", |note| {
        note.replace("## Plan\n\nContinue weekly.\n", "")
    });
    put(&practice, "c-7f3k", "2026-11-22", |note| note.replace("Dana Okafor, LCSW", "Eli Sample"));
    put(&practice, "c-7f3k", "2026-11-21", |note| {
        note.replace("+++\nclient", "+++ broken\nclient")
    });
    // Risk, and nothing since.
    put(&practice, "c-2mxr", "2026-11-10", |note| {
        note.replace("author", "risk = \"present\"\nauthor")
    });
    practice.put(
        &PLAN_PATH.replace("c-7f3k", "c-2mxr").replace("2026-10-26", "2026-05-26"),
        PLAN.replace("c-7f3k", "c-2mxr")
            .replace("2026-10-26T09:00:00-04:00", "2026-05-26T09:00:00-04:00")
            .replace("review_due = 2027-01-24", "review_due = 2026-08-24"),
    );
    practice.authorize(AUTHORIZATION);
    practice
}

#[test]
fn everything_that_waits_is_told_with_its_command() {
    let practice = practice();
    let kinds: Vec<String> = told(&practice, &[]).into_iter().map(|(what, _)| what).collect();
    for kind in ["risk", "overdue", "broken", "draft", "review", "retention", "git"] {
        assert!(kinds.contains(&kind.to_owned()), "{kind}: {kinds:?}");
    }
    let ben = told(&practice, &["ben"]);
    let expected = [
        ("overdue", "casenotes sign c-7f3k/2026-11-20-1400-dap"),
        ("broken", "casenotes edit c-7f3k/2026-11-21-1400-dap"),
        ("draft", "casenotes sign c-7f3k/2026-11-22-1400-dap"),
        ("draft", "casenotes edit c-7f3k/2026-11-23-1400-dap"),
        ("plan", "casenotes new c-7f3k --format plan"),
    ];
    assert_eq!(
        ben.iter().map(|(what, command)| (what.as_str(), command.as_str())).collect::<Vec<_>>(),
        expected
    );
    let ana = told(&practice, &["--client", "c-2mxr"]);
    assert_eq!(ana[0], ("risk".to_owned(), "casenotes new c-2mxr".to_owned()));
    assert!(ana.contains(&("review".into(), "casenotes new c-2mxr --format review".into())));
    // A draft with an error says how many it has.
    let drafts = items(&practice, &["ben"]);
    let errors: Vec<&Value> =
        drafts.iter().filter(|item| item["what"] == "draft").map(|item| &item["errors"]).collect();
    assert_eq!(errors, [&Value::from(0), &Value::from(1)]);
}

#[test]
fn the_most_urgent_comes_first_and_a_table_has_no_name_unless_it_is_asked_for() {
    let practice = practice();
    let table = practice.ok(&["todo"]);
    let words: Vec<&str> =
        table.lines().skip(1).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(words[0], "risk", "{table}");
    assert!(!table.contains("Ben Sample"), "{table}");
    let named = practice.ok(&["todo", "--names"]);
    assert!(named.contains("Ben Sample") && named.contains("Ana Example"), "{named}");
    assert_eq!(practice.ok(&["status"]), table);
}

#[test]
fn whose_and_since_when_is_asked_for() {
    let practice = practice();
    let notes = |args: &[&str]| -> Vec<String> {
        let items = items(&practice, args).into_iter();
        items.filter_map(|item| Some(item["note"].as_str()?.to_owned())).collect()
    };
    let eli = notes(&["--author", "Eli Sample"]);
    assert_eq!(eli, ["c-7f3k/2026-11-22-1400-dap"]);
    let mine = notes(&["--mine"]);
    assert!(mine.contains(&"c-7f3k/2026-11-20-1400-dap".to_owned()), "{mine:?}");
    assert!(!mine.contains(&eli[0]), "{mine:?}");
    let since = notes(&["ben", "--since", "2026-11-23"]);
    assert_eq!(since, ["c-7f3k/2026-11-23-1400-dap"]);
}

#[test]
fn a_prompt_is_told_by_the_exit_code_alone() {
    let practice = practice();
    assert_eq!(practice.run(&["todo"]).code(), 0);
    assert_eq!(practice.run(&["todo", "--exit-code"]).code(), 1);
    practice.ok(&["client", "add", "--id", "c-k6ta", "--name", "Cho Placeholder"]);
    let quiet = practice.run(&["todo", "c-k6ta", "--exit-code"]);
    assert_eq!((quiet.code(), quiet.out().as_str()), (0, ""), "{quiet}");
    assert!(quiet.err().contains("Nothing waits."), "{quiet}");
}

#[test]
fn the_vault_is_told_by_numbers_alone() {
    let practice = Practice::with_client();
    practice.seal("CANARY of the vault.\n");
    let waits = |practice: &Practice| -> Vec<Value> {
        items(practice, &[]).into_iter().filter(|item| item["what"] == "vault").collect()
    };
    assert_eq!(waits(&practice).len(), 0);
    std::fs::rename(practice.path("private/vault/clients"), practice.path("aside")).unwrap();
    practice.put("private/vault/clients", "in the way");
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY").code(), 2);
    let found = waits(&practice);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["why"], "1 sealed draft");
    assert_eq!(found[0]["client"], Value::Null);
    // No key is needed for a look at the outside, nor the vault.
    std::fs::remove_file(practice.path("home/.config/casenotes/identity.age")).unwrap();
    assert_eq!(waits(&practice).len(), 1);
    std::fs::remove_dir_all(practice.path("private")).unwrap();
    let run = practice.run(&["todo"]);
    assert_eq!(run.code(), 0, "{run}");
}

#[test]
fn what_is_settled_waits_no_more() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    let waits = |what: &str| told(&practice, &[]).iter().any(|(kind, _)| kind == what);
    assert!(waits("draft") && waits("git"));
    practice.ok(&["sign", "ben", "--late-entry", "ill"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    assert_eq!(told(&practice, &[]), []);
    // An upstream that has less.
    practice.git(&["init", "--quiet", "--bare", "../far"]);
    practice.git(&["remote", "add", "far", "../far"]);
    practice.git(&["push", "--quiet", "--set-upstream", "far", "HEAD"]);
    assert_eq!(told(&practice, &[]), []);
    practice.git(&["commit", "--quiet", "--allow-empty", "--message", "y"]);
    assert_eq!(told(&practice, &[]), [("git".to_owned(), "git push".to_owned())]);
}

#[test]
fn a_request_that_is_open_waits_with_its_day() {
    let practice = Practice::with_client();
    let id = practice.ok(&["request", "add", "ben", "access"]).trim().to_owned();
    let found = items(&practice, &["ben"]);
    assert_eq!(found[0]["what"], "request");
    assert_eq!(found[0]["command"], format!("casenotes request show {id}"));
    assert!(found[0]["due"].is_string(), "{found:?}");
}

#[test]
fn a_key_near_its_end_and_a_note_that_awaits_a_supervisor_wait() {
    let practice = Practice::with_signer();
    practice.put(
        "chart/casenotes.toml",
        format!("{SETTINGS}[signing]\ncosign_required = [\"Dana Okafor\"]\n"),
    );
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "ben", "--late-entry", "ill"]);
    practice.ok(&["signer", "end", "Dana Okafor", "--on", "2026-12-10"]);
    let found = told(&practice, &[]);
    let cosign = ("cosign".to_owned(), "casenotes cosign c-7f3k/2026-11-20-1400-dap".to_owned());
    assert!(found.contains(&cosign), "{found:?}");
    assert!(found.contains(&("signer".to_owned(), "casenotes signer add".to_owned())), "{found:?}");
}
