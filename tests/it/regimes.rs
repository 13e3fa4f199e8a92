//! Under each law of a practice: every command that lets something leave, refuses to, or prints a page,
//! names that law and no other.

use crate::disclosure::AUTHORIZATION;
use crate::leaving::{PSY, Vault, World, edited, words};
use crate::practice::Run;

/// The laws, and what is a mark of each in what is printed.
const LAWS: [(&str, &[&str]); 5] = [
    ("hipaa", &["CFR", "HIPAA", "164."]),
    ("gdpr", &["GDPR Art", "GDPR Rec"]),
    ("uk", &["UK GDPR", "DPA "]),
    ("pipeda", &["PIPEDA"]),
    ("none", &[]),
];

/// Fails when something that was printed under a law has the mark of another.
fn names_no_other(regime: &str, what: &str, told: &str) {
    for (other, marks) in LAWS.iter().filter(|(other, _)| *other != regime) {
        // `UK GDPR` has the words of the other in it.
        let told = if regime == "uk" && *other == "gdpr" {
            told.replace("UK GDPR", "")
        } else {
            told.to_owned()
        };
        for mark in *marks {
            assert!(
                !told.contains(mark),
                "under {regime}, {what} names {mark:?} of {other}: {told}"
            );
        }
    }
}

/// How long the practice keeps records.
const RETENTION: &str =
    "[retention]\nadult_years = 7\nminor_years_after_majority = 7\nage_of_majority = 18\n";

fn told(run: &Run) -> String {
    run.out() + &run.err()
}

/// Client files, and the commands that are typed with each, by what they come to.
const OF_THE_RECORD: &[(&str, &[(i32, &str)])] = &[
    (
        "",
        &[
            (0, "export --basis help"),
            (0, "export c-7f3k --basis individual"),
            (0, "export c-7f3k --basis individual --format html"),
            (0, "export c-7f3k --basis individual --format json"),
            (0, "export c-7f3k --authorization own"),
            (2, "export c-7f3k --authorization bad"),
            (2, "export c-7f3k --authorization part"),
            (2, "export c-7f3k --basis individual --to 'Ivo Fictive, JD'"),
            (2, "export c-7f3k --basis individual --to 'Ivo Fictive, JD' --address '1 Elm'"),
            (
                2,
                "export c-7f3k --basis individual --to X --address y --signed-request 2026-11-01 --signed-by Z",
            ),
            (2, "export c-7f3k --basis nothing --to X --purpose y"),
            (2, "export c-7f3k --basis law --to X --purpose y --reference 1 --instrument letter"),
            (2, "export c-7f3k --basis authorization"),
            (2, "export c-7f3k/2026-11-03 --to X --purpose 'claim review' --basis coroner"),
            (0, "deidentify c-7f3k/2026-11-03"),
            (0, "request add c-7f3k access --received 2026-11-20"),
            (2, "request add c-7f3k access --by 'Ivo Fictive'"),
            (2, "request deny c-7f3k --ground nothing"),
            (2, "request deny c-7f3k --ground accurate"),
            (2, "request review c-7f3k --by 'Eli Sample' --outcome upheld"),
            (2, "request extend c-7f3k --until 2029-01-10 --reason off"),
            (0, "request extend c-7f3k --until 2026-12-22 --reason off"),
            (0, "request list"),
            (0, "request show c-7f3k"),
            (0, "request close c-7f3k"),
            (0, "request add c-7f3k amendment --note c-7f3k/2026-11-03 --text Tuesday"),
            (2, "request deny c-7f3k --ground accurate"),
            (0, "request accept c-7f3k"),
            (0, "request add c-7f3k accounting"),
            (0, "request add c-7f3k accounting"),
            (2, "authorization add c-7f3k --set individual=x"),
            (0, "authorization list"),
            (0, "authorization revoke c-7f3k/own"),
            (2, "export c-7f3k --authorization own"),
            (0, "disclosures c-7f3k --html"),
            (0, "disclosures c-7f3k --json"),
            (
                0,
                "disclosures add c-7f3k --basis impermissible --to Pharmacy --purpose fax --what '1 note'",
            ),
            (2, "disclosures assess c-7f3k --conclusion breach"),
            (2, "disclosures suspend c-7f3k --by Pharmacy --stated 2026-11-24 --until 2027-01-01"),
            (0, "disclosures c-7f3k --accountable --html"),
            (1, "retention"),
            (1, "validate c-7f3k"),
        ],
    ),
    (
        "self_pay_restricted = [\"2026-11-10\"]\n",
        &[
            (0, "export c-7f3k --basis individual --plan --to 'Ben Sample' --preview"),
            (
                2,
                "export c-7f3k --basis individual --purpose claims --to X --address y --signed-request 2026-11-01",
            ),
            (2, "export c-7f3k --authorization own --preview"),
        ],
    ),
    (
        "died = 2026-11-01\n",
        &[
            (2, "export c-7f3k --basis individual"),
            (2, "request add c-7f3k access"),
            (2, "export c-7f3k --authorization later"),
        ],
    ),
    (
        "birth_date = 2014-05-01\n[[representative]]\nperson = \"Eve Sample\"\nrole = \"parent\"\nauthority = \"mother\"\nrefused = \"danger\"\n",
        &[
            (2, "export c-7f3k --basis individual --to 'Eve Sample'"),
            (2, "request add c-7f3k access --by 'Eve Sample'"),
            (2, "request add c-7f3k access --to X --address y --signed 2026-11-20"),
            (2, "export c-7f3k --authorization later"),
        ],
    ),
    (
        "birth_date = 2014-05-01\nconsented_by = \"self\"\n[[representative]]\nperson = \"Eve Sample\"\nrole = \"parent\"\nauthority = \"mother\"\n",
        &[
            (2, "export c-7f3k --basis individual --to 'Eve Sample'"),
            (0, "export c-7f3k --authorization later --preview"),
        ],
    ),
    (
        "[[representative]]\nperson = \"Eve Sample\"\nrole = \"agent\"\nauthority = \"power\"\nscope = \"bills\"\n[[representative]]\nperson = \"Ida Sample\"\nrole = \"executor\"\nauthority = \"will\"\n[[representative]]\nperson = \"Kim Sample\"\nrole = \"parent\"\nauthority = \"mother\"\n",
        &[
            (2, "export c-7f3k --basis individual --to 'Eve Sample'"),
            (2, "export c-7f3k --basis individual --to 'Ida Sample'"),
            (2, "export c-7f3k --basis individual --to 'Kim Sample'"),
            (0, "request add c-7f3k access --by 'Eve Sample'"),
            (2, "export c-7f3k --authorization agent"),
        ],
    ),
    (
        "members = [\"Ana Example\", \"Ben Sample\"]\n",
        &[
            (2, "export c-7f3k --basis individual --to 'Ben Sample'"),
            (2, "export c-7f3k --authorization later"),
        ],
    ),
];

#[test]
fn what_is_told_of_a_record_names_the_law_of_the_practice() {
    for (regime, marks) in LAWS {
        let world = World::new("");
        world.settings(&format!("[law]\nregime = \"{regime}\"\n{RETENTION}"));
        let by_agent = [
            ("signed_by = \"Ben Sample\"", "signed_by = \"Eve Sample\""),
            ("by_representative = false", "by_representative = true\nauthority = \"power\""),
        ];
        let bad: Vec<(&str, &str)> = AUTHORIZATION.lines().skip(2).map(|line| (line, "")).collect();
        world.paper("own", &[]);
        world.paper("later", &[]);
        world.paper("bad", &bad);
        world.paper("part", &[("the progress notes of 2026", "some of the sessions")]);
        world.paper("agent", &by_agent);
        let mut has_named = 0;
        for (client, commands) in OF_THE_RECORD {
            world.client(client);
            for (code, line) in *commands {
                let run = world.practice.run(&words(line));
                let told = told(&run);
                // Another law has other bases, and may ask for less.
                let is_of_all = run.code() == *code || regime != "hipaa" && run.code() != 70;
                assert!(is_of_all, "under {regime}, {line}: {run}");
                names_no_other(regime, line, &told);
                has_named += usize::from(marks.iter().any(|mark| told.contains(mark)));
            }
        }
        assert!(has_named > 5 || marks.is_empty(), "{regime} is named {has_named} times");
    }
}

#[test]
fn what_is_told_of_psychotherapy_notes_names_the_law_of_the_practice() {
    for (regime, marks) in LAWS {
        let vault = Vault::new("");
        let settings = vault.practice.read("chart/casenotes.toml");
        vault
            .practice
            .put("chart/casenotes.toml", format!("{settings}[law]\nregime = \"{regime}\"\n"));
        let bad: Vec<(&str, &str)> = PSY.lines().skip(2).map(|line| (line, "")).collect();
        vault.practice.put("bad.toml", edited(PSY, &bad));
        vault.practice.put("own.toml", PSY);
        let to_ida =
            [("signed_on = 2026-11-20", "signed_on = 2026-11-20\nsessions_until = 2026-11-10")];
        vault.practice.put("part.toml", edited(PSY, &to_ida));
        vault
            .practice
            .put("mixed.toml", PSY.replace("2026\"\ndisc", "2026 and my records\"\ndisc"));
        let on = |ground: &str, to: &str| {
            format!(
                "release --confirm c-7f3k c-7f3k --ground {ground} --reference 1 --purpose x --to '{to}'"
            )
        };
        let mut has_named = 0;
        for (code, line) in [
            (0, "release --new-authorization".to_owned()),
            (2, "release c-7f3k".to_owned()),
            (2, "release c-7f3k --authorization bad.toml".to_owned()),
            (2, "release c-7f3k --authorization part.toml".to_owned()),
            (2, "release c-7f3k --authorization mixed.toml".to_owned()),
            (0, "release --confirm c-7f3k c-7f3k --authorization own.toml".to_owned()),
            (
                0,
                "release --confirm c-7f3k c-7f3k --authorization own.toml --format html".to_owned(),
            ),
            (2, on("nothing", "X")),
            (2, on("originator", "Ida Fictive, PhD")),
            (2, on("training", "Ida Fictive, PhD")),
            (2, on("defense", "Attorney for Ben Sample")),
            (0, on("defense", "Ivo Fictive, JD")),
            (2, on("hhs", "Ivo Fictive, JD")),
            (2, on("oversight", "Acme Health Plan")),
            (2, on("coroner", "Coroner")),
            (2, on("law", "District Court")),
            (2, on("law", "District Court") + " --instrument letter"),
            (0, on("law", "District Court") + " --instrument court-order"),
            (0, on("threat", "State Police")),
            (0, "releases".to_owned()),
            (0, "releases c-7f3k --html".to_owned()),
            (0, "releases c-7f3k --accountable --html".to_owned()),
            (2, "suspend c-7f3k --by X --stated 2026-11-24 --until 2027-01-01".to_owned()),
            (0, "revoke c-7f3k".to_owned()),
            (2, "release c-7f3k --authorization own.toml".to_owned()),
        ] {
            let line = format!("vault {line}");
            let run = vault.practice.run(&words(&line));
            let told = told(&run);
            let is_of_all = run.code() == code || regime != "hipaa" && run.code() != 70;
            assert!(is_of_all, "under {regime}, {line}: {run}");
            names_no_other(regime, &line, &told);
            has_named += usize::from(marks.iter().any(|mark| told.contains(mark)));
        }
        assert!(has_named > 3 || marks.is_empty(), "{regime} is named {has_named} times");
    }
}
