//! Who has access to a record, and who asks for it in the client's place: rows of the situations that a
//! records custodian has typed, and others of their kind.

use serde_json::Value;

use crate::practice::{NOTE, NOTE_PATH, Practice, Run};

const CLIENT_FILE: &str = "chart/clients/c-7f3k/client.toml";

/// A practice with a signed note of c-7f3k, whose client file has more keys.
fn practice(keys: &str) -> Practice {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    practice.put(CLIENT_FILE, format!("name = \"Ben Sample\"\n{keys}"));
    assert_eq!(practice.run(&["validate", "c-7f3k", "--short"]).code(), 0, "{keys}");
    practice
}

fn access(practice: &Practice, more: &[&str]) -> Run {
    practice.run(&[&["export", "c-7f3k", "--basis", "individual"], more].concat())
}

fn refused(practice: &Practice, more: &[&str], why: &str) {
    let run = access(practice, &[more, &["-o", "out.md"]].concat());
    assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    assert!(!practice.path("out.md").exists() && log(practice).is_empty(), "{run}");
}

fn given(practice: &Practice, more: &[&str]) -> Value {
    let run = access(practice, more);
    assert!(run.code() == 0 && run.out().contains("Reports fewer panic attacks."), "{run}");
    let entry = log(practice).pop().unwrap();
    assert_eq!((&entry["basis"], &entry["accountable"]), (&"individual".into(), &false.into()));
    entry
}

fn log(practice: &Practice) -> Vec<Value> {
    let run = practice.run(&["disclosures", "c-7f3k", "--json"]);
    run.json()["disclosures"].as_array().unwrap().clone()
}

/// A table of a client file.
fn stands(role: &str, more: &str) -> String {
    format!(
        "[[representative]]\nperson = \"Eve Sample\"\nrole = \"{role}\"\nauthority = \"26-FA-0001\"\n{more}"
    )
}

#[test]
fn rows_1_8_9_the_client_has_the_record_under_every_name_of_theirs() {
    let practice = practice("former_names = [\"Benjamin Sample\"]\n");
    for to in [&[][..], &["--to", "ben sample"], &["--to", "Benjamin Sample"]] {
        given(&practice, to);
    }
    assert!(log(&practice).iter().all(|entry| entry["request_signed"] == Value::Null));
}

#[test]
fn rows_2_3_4_somebody_else_takes_a_signed_request_that_names_person_and_place() {
    let practice = practice("birth_date = 1978-11-02\n");
    let counsel = ["--to", "Opposing Counsel, JD"];
    let there = [&counsel[..], &["--address", "1 Court St"]].concat();
    refused(&practice, &counsel, "nothing says where it goes");
    refused(&practice, &there, "which signed request of the client names this person and place");
    refused(
        &practice,
        &[&there[..], &["--signed-request", "2026-11-25"]].concat(),
        "lies in the future",
    );
    let entry = given(&practice, &[&there[..], &["--signed-request", "2026-11-20"]].concat());
    assert_eq!(entry["request_signed"], "2026-11-20");
    let text = access(&practice, &[&there[..], &["--signed-request", "2026-11-20"]].concat()).out();
    assert!(text.contains("signed request of 2026-11-20"), "{text}");
    // By the request as it was filed: its person, its place.
    let add = ["request", "add", "c-7f3k", "access", "--signed", "2026-11-19"];
    let to = ["--to", "Opposing Counsel, JD", "--address", "1 Court St"];
    let id = practice.ok(&[&add[..], &to].concat()).trim().to_owned();
    let entry = given(&practice, &["--request", &id]);
    assert_eq!(
        (&entry["recipient"], &entry["address"]),
        (&"Opposing Counsel, JD".into(), &"1 Court St".into())
    );
    assert_eq!(entry["request"], id.split_once('/').unwrap().1);
    assert_eq!(entry["request_signed"], "2026-11-19");
    let practice = self::practice("");
    let id = practice.ok(&[&add[..], &to].concat()).trim().to_owned();
    refused(
        &practice,
        &["--request", &id, "--to", "Somebody Else", "--address", "x"],
        "names another recipient",
    );
    refused(&practice, &["--request", &id, "--address", "2 Elm"], "names another address");
    refused(&practice, &["--request", "c-7f3k/2020"], "no request");
    let own = practice.ok(&add).trim().to_owned();
    refused(
        &practice,
        &["--request", &own, "--to", "X", "--address", "y"],
        "names another recipient",
    );
    practice.ok(&["request", "close", &id, "--withdrawn"]);
    refused(&practice, &["--request", &id], "is withdrawn");
    practice.ok(&["request", "add", "c-7f3k", "accounting"]);
    refused(&practice, &["--request", "c-7f3k"], "is for accounting");
    let treatment =
        ["export", "c-7f3k", "--to", "Ida Fictive, MD", "--purpose", "x", "--basis", "treatment"];
    let run = practice.run(&[&treatment[..], &["--signed-request", "2026-11-20"]].concat());
    assert!(run.code() == 2 && run.err().contains("`individual`"), "{run}");
}

#[test]
fn rows_5_190_a_parent_is_treated_as_the_minor_if_the_client_file_says_so() {
    let young = "birth_date = 2016-05-01\n";
    let practice = practice(young);
    let eve = ["--to", "Eve Sample"];
    // The hint says how to name a representative, and what somebody else takes.
    refused(&practice, &eve, "nothing says where it goes");
    let run = access(&practice, &eve);
    assert!(run.err().contains("164.502(g)") && run.err().contains("`client represent`"), "{run}");
    refused(&practice, &[&eve[..], &["--address", "1 Elm"]].concat(), "which signed request");
    practice.ok(&[
        "client",
        "represent",
        "c-7f3k",
        "--person",
        "Eve Sample",
        "--role",
        "parent",
        "--authority",
        "parental rights",
    ]);
    let entry = given(&practice, &eve);
    assert_eq!(entry["representative"], "Eve Sample, parent (parental rights)");
    assert!(
        access(&practice, &eve).out().contains("for the client by Eve Sample, parent"),
        "it stands on the record"
    );
    // At majority it ends, to the day.
    let practice = practice.env("CASENOTES_NOW", "2034-04-30T09:00:00-04:00");
    given(&practice, &eve);
    let practice = practice.env("CASENOTES_NOW", "2034-05-01T09:00:00-04:00");
    let run = access(&practice, &eve);
    assert!(run.code() == 2 && run.err().contains("the client is of age"), "{run}");
}

#[test]
fn who_stands_for_a_client_does_so_in_their_role_and_time() {
    let adult = "birth_date = 1978-11-02\n";
    let minor = "birth_date = 2012-05-01\n";
    let eve = ["--to", "Eve Sample"];
    for (keys, table, why) in [
        (adult, stands("parent", ""), Some("the client is of age")),
        ("", stands("parent", ""), Some("the client file has no `birth_date`")),
        (adult, stands("guardian", ""), None),
        (adult, stands("agent", ""), None),
        (adult, stands("agent", "until = 2026-11-23\n"), Some("ended on 2026-11-23")),
        (adult, stands("agent", "until = 2026-11-24\n"), None),
        (adult, stands("agent", "from = 2026-11-25\n"), Some("begins on 2026-11-25")),
        (adult, stands("executor", ""), Some("the client has not died")),
        (minor, stands("parent", "refused = \"endangers the client\"\n"), Some("164.502(g)(5)")),
        (
            "birth_date = 2012-05-01\nconsented_by = \"self\"\n",
            stands("parent", ""),
            Some("164.502(g)(3)(i)"),
        ),
        (
            "birth_date = 2012-05-01\nconsented_by = \"court\"\n",
            stands("parent", ""),
            Some("164.502(g)(3)(i)"),
        ),
        ("birth_date = 2012-05-01\nconsented_by = \"parent\"\n", stands("parent", ""), None),
        ("birth_date = 1978-11-02\ndied = 2026-10-01\n", stands("executor", ""), None),
        (
            "birth_date = 1978-11-02\ndied = 2026-10-01\n",
            stands("agent", ""),
            Some("ended with the death of the client"),
        ),
        (
            "birth_date = 2012-05-01\ndied = 2026-10-01\n",
            stands("parent", ""),
            Some("ended with the death of the client"),
        ),
    ] {
        let practice = practice(&format!("{keys}{table}"));
        match why {
            None => drop(given(&practice, &eve)),
            Some(why) => {
                refused(&practice, &eve, why);
                // No address opens the door to who does not stand.
                let there =
                    [&eve[..], &["--address", "1 Elm", "--signed-request", "2026-11-20"]].concat();
                refused(&practice, &there, why);
            }
        }
    }
    // State law on access comes first (164.502(g)(3)(ii)): the practice decides in writing.
    let practice = practice(&format!(
        "birth_date = 2012-05-01\nconsented_by = \"self\"\n{}",
        stands("parent", "")
    ));
    let entry = given(
        &practice,
        &[&eve[..], &["--decision", "state law lets the parent have it"]].concat(),
    );
    assert_eq!(entry["decision"], "state law lets the parent have it");
}

#[test]
fn of_several_entries_of_one_person_the_one_that_holds_counts() {
    let dead = "birth_date = 2012-05-01\ndied = 2026-10-01\n";
    for tables in [
        stands("executor", "") + &stands("parent", ""),
        stands("parent", "") + &stands("executor", ""),
    ] {
        let practice = practice(&format!("{dead}{tables}"));
        let entry = given(&practice, &["--to", "eve sample"]);
        assert_eq!(entry["representative"], "Eve Sample, executor (26-FA-0001)");
    }
}

#[test]
fn a_request_is_of_the_client_or_of_who_stands_for_the_client() {
    let practice =
        practice(&format!("birth_date = 2012-05-01\n{}", stands("parent", "until = 2026-11-24\n")));
    let by = |practice: &Practice, who: &str| {
        practice.run(&["request", "add", "c-7f3k", "access", "--by", who])
    };
    assert_eq!(by(&practice, "Ben Sample").code(), 0);
    assert_eq!(by(&practice, "Eve Sample").code(), 0);
    let run = by(&practice, "Ivo Fictive, JD");
    assert!(run.code() == 2 && run.err().contains("164.514(h)"), "{run}");
    let practice = practice.env("CASENOTES_NOW", "2026-11-25T09:00:00-05:00");
    let run = by(&practice, "Eve Sample");
    assert!(run.code() == 2 && run.err().contains("ended on 2026-11-24"), "{run}");
    assert_eq!(practice.run(&["request", "list"]).out().lines().count(), 3);
}

#[test]
fn row_7_of_a_dead_client_the_executor_has_access_and_nobody_else() {
    let dead = "birth_date = 1978-11-02\ndied = 2026-10-01\n";
    let practice = practice(&format!("{dead}{}", stands("executor", "")));
    refused(&practice, &[], "the client has died");
    refused(
        &practice,
        &["--to", "Ivo Fictive, JD", "--address", "x", "--signed-request", "2026-11-20"],
        "the client has died",
    );
    let entry = given(&practice, &["--to", "Eve Sample"]);
    assert_eq!(entry["representative"], "Eve Sample, executor (26-FA-0001)");
}

#[test]
fn row_80_one_of_a_couple_has_what_is_about_them_alone_or_what_the_practice_decides() {
    let couple = "members = [\"Ana Example\", \"Ben Sample\"]\n";
    let practice = practice(couple);
    let ana = ["--to", "Ana Example"];
    refused(&practice, &ana, "1 of the 2 members of this record have not agreed");
    let run = access(&practice, &ana);
    assert!(run.err().contains("`--decision`"), "{run}");
    let entry = given(
        &practice,
        &[&ana[..], &["--decision", "no harm to the other; 164.524(d)(1)"]].concat(),
    );
    assert_eq!(entry["decision"], "no harm to the other; 164.524(d)(1)");
    // The decision is about members: nobody else has the record by it.
    let ida = ["--to", "Ida Fictive", "--decision", "x"];
    let run = access(&practice, &ida);
    assert!(run.code() == 2, "{run}");
    // A named note of a session with that member alone.
    let alone = NOTE
        .replace("2026-11-20T", "2026-11-21T")
        .replace("LCSW\"\n", "LCSW\"\npresent = [\"Ana Example\"]\n");
    practice.put(&NOTE_PATH.replace("-20-", "-21-"), alone);
    let note = |to: &str| {
        let named = ["export", "c-7f3k/2026-11-21", "--basis", "individual", "--include-drafts"];
        practice.run(&[&named[..], &["--to", to]].concat()).code()
    };
    assert_eq!((note("Ana Example"), note("Ben Sample")), (0, 2));
}

#[test]
fn what_is_wrong_with_a_representative_is_found_where_it_stands_and_nothing_leaves() {
    let practice = practice("birth_date = 1978-11-02\n");
    for (table, message) in [
        (stands("friend", ""), "`role` is not one of `parent`, `guardian`, `executor`, `agent`"),
        (stands("parent", "untill = 2026-01-01\n"), "the key `untill` is not known"),
        (stands("parent", "from = 2026-02-01\nuntil = 2026-01-01\n"), "`until` is before `from`"),
        (
            "[[representative]]\nperson = \"Eve\"\nrole = \"parent\"\n".to_owned(),
            "the key `authority` is missing",
        ),
        ("representative = \"Eve\"\n".to_owned(), "`representative` is not an array of tables"),
        ("consented_by = \"nobody\"\n".to_owned(), "`consented_by` is not"),
    ] {
        practice.put(CLIENT_FILE, format!("name = \"Ben Sample\"\n{table}"));
        let found = practice.run(&["validate", "c-7f3k", "--short"]);
        assert!(
            found.out().contains("client.toml:") && found.out().contains(message),
            "{message}: {found}"
        );
        let run = access(&practice, &[]);
        assert!(run.code() == 2 && run.err().contains("cannot be relied on"), "{message}: {run}");
    }
    practice.put(CLIENT_FILE, "name = \"Ben Sample\"\n");
    let represent = |role: &str, more: &[&str]| {
        let who = ["client", "represent", "c-7f3k", "--person", "Eve Sample", "--role", role];
        practice.run(&[&who[..], &["--authority", "letters 26-PR-1"], more].concat())
    };
    assert_eq!(represent("friend", &[]).code(), 2);
    assert_eq!(represent("agent", &["--from", "2026-02-01", "--until", "2026-01-01"]).code(), 2);
    assert_eq!(represent("agent", &["--from", "2026-01-01", "--scope", "health care"]).code(), 0);
    assert_eq!(represent("guardian", &[]).code(), 0);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "phone=555 0100"]);
    let shown = practice.ok(&["client", "show", "c-7f3k"]);
    assert!(
        shown.contains("Eve Sample, agent (letters 26-PR-1; for health care alone)"),
        "{shown}"
    );
    assert_eq!(practice.run(&["validate", "--short"]).code(), 0);
    // Their names are taken out with those of the household.
    let named = NOTE.replace("Reports fewer", "Eve Sample reports fewer");
    practice.put(&NOTE_PATH.replace("-20-", "-22-"), named.replace("2026-11-20T", "2026-11-22T"));
    let text = practice.ok(&["deidentify", "c-7f3k/2026-11-22"]);
    assert!(!text.contains("Eve Sample"), "{text}");
}

#[test]
fn who_stands_for_a_client_is_not_lost_when_two_entries_are_merged() {
    let practice = practice("birth_date = 2012-05-01\nconsented_by = \"self\"\n");
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ben Sample", "--same-name"]);
    practice.ok(&["client", "edit", "c-2mxr", "--set", "birth_date=2012-05-01"]);
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "one person"];
    let run = practice.run(&merge);
    assert!(run.code() == 2 && run.err().contains("`consented_by`"), "{run}");
    practice.ok(&["client", "edit", "c-2mxr", "--set", "consented_by=self"]);
    let represent = |client: &str| {
        let who = ["client", "represent", client, "--person", "Eve Sample", "--role", "guardian"];
        practice.ok(&[&who[..], &["--authority", "order 1"]].concat())
    };
    represent("c-7f3k");
    let run = practice.run(&merge);
    assert!(run.code() == 2 && run.err().contains("`representative`"), "{run}");
    represent("c-2mxr");
    // A request goes along, and is found under its name.
    let request = ["request", "add", "c-7f3k", "amendment", "--note", "c-7f3k/2026-11-20"];
    practice.ok(&[&request[..], &["--text", "CANARY of the request."]].concat());
    practice.ok(&["request", "accept", "c-7f3k"]);
    practice.ok(&merge);
    let text = practice.ok(&["export", "c-2mxr", "--basis", "individual"]);
    assert!(text.contains("CANARY of the request."), "{text}");
    assert!(practice.ok(&["request", "list", "c-2mxr"]).contains("accepted"));
    assert_eq!(practice.run(&["validate", "--short"]).code(), 0);
}

#[test]
fn a_request_is_carried_out_for_nobody_who_may_not_make_it() {
    let minor = "birth_date = 2012-05-01\n";
    let add = ["request", "add", "c-7f3k", "access", "--signed", "2026-11-20"];
    let to = ["--to", "Ivo Fictive, JD", "--address", "9 Court St"];
    let by =
        |practice: &Practice, who: &str| practice.run(&[&add[..], &to, &["--by", who]].concat());
    for (keys, who, why) in [
        (
            format!("{minor}{}", stands("parent", "refused = \"order of protection\"\n")),
            "Eve Sample",
            "164.502(g)(5)",
        ),
        (
            format!("{minor}consented_by = \"self\"\n{}", stands("parent", "")),
            "Eve Sample",
            "164.502(g)(3)(i)",
        ),
        (
            format!("{minor}{}", stands("guardian", "until = 2026-11-19\n")),
            "Eve Sample",
            "ended on 2026-11-19",
        ),
        (minor.to_owned(), "Ben Sample", "a minor of 14"),
        (stands("parent", ""), "Ben Sample", "has no `birth_date`"),
        ("birth_date = 1978-11-02\n".to_owned(), "Any Body", "neither the client nor"),
    ] {
        let practice = practice(&keys);
        let run = by(&practice, who);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
        assert_eq!(practice.run(&["request", "list"]).code(), 1, "{why}");
        let signed = ["--to", "Ivo Fictive, JD", "--address", "9 Court St"];
        let signed = [&signed[..], &["--signed-request", "2026-11-20", "--signed-by", who]];
        refused(&practice, &signed.concat(), why);
    }
    // What was so when it was filed must be so when the record leaves.
    let guarded = format!("{minor}{}", stands("guardian", ""));
    let practice = practice(&guarded);
    let id = by(&practice, "Eve Sample").out().trim().to_owned();
    let ended = guarded.replace("role", "until = 2026-11-23\nrole");
    practice.put(CLIENT_FILE, format!("name = \"Ben Sample\"\n{ended}"));
    refused(&practice, &["--request", &id], "ended on 2026-11-23");
    practice.put(CLIENT_FILE, format!("name = \"Ben Sample\"\n{guarded}"));
    let entry = given(&practice, &["--request", &id]);
    assert_eq!(entry["representative"], "Eve Sample, guardian (26-FA-0001)");
    let signed = ["--signed-request", "2026-11-20", "--signed-by", "Eve Sample"];
    given(&practice, &[&to[..], &signed].concat());
    // Who signed is asked of a minor, who does not.
    let run = access(&practice, &[&to[..], &signed[..2]].concat());
    assert!(run.code() == 2 && run.err().contains("`--signed-by`"), "{run}");
    // A minor to whose care no parent consented has the rights of an individual.
    let alone = self::practice(&format!("{minor}consented_by = \"self\"\n"));
    given(&alone, &[&to[..], &signed[..2]].concat());
}

#[test]
fn a_scope_stops_a_release_until_the_practice_says_how_it_is_within_it() {
    let practice = practice(&format!(
        "birth_date = 1978-11-02\n{}",
        stands("agent", "scope = \"dental matters\"\n")
    ));
    let eve = ["--to", "Eve Sample"];
    refused(&practice, &eve, "164.502(g)(2)");
    let decided = ["--decision", "the tooth grinding alone"];
    let run = access(&practice, &[&eve[..], &decided].concat());
    assert!(
        run.out().contains("for dental matters alone")
            && run.out().contains("as the practice decided: the tooth grinding alone"),
        "{run}"
    );
    let entry = log(&practice).pop().unwrap();
    assert_eq!(
        (&entry["representative"], &entry["decision"]),
        (&"Eve Sample, agent (26-FA-0001; for dental matters alone)".into(), &decided[1].into())
    );
    // The same of one who sends a copy to somebody else.
    let add =
        ["request", "add", "c-7f3k", "access", "--signed", "2026-11-20", "--by", "Eve Sample"];
    let run = practice.run(&[&add[..], &["--to", "Ida", "--address", "1 Elm"]].concat());
    assert!(run.code() == 0 && run.err().contains("`--decision`"), "{run}");
    let request = ["--request", run.out().trim()].map(str::to_owned);
    let request = request.each_ref().map(String::as_str);
    let run = access(&practice, &request);
    assert!(run.code() == 2 && run.err().contains("164.502(g)(2)"), "{run}");
    given(&practice, &[&request[..], &decided].concat());
}
