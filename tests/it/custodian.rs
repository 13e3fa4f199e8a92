//! What people ask a records custodian for whom no table foresaw, each with the outcome that its rule asks
//! for: how somebody is called decides nothing in their favour.

use crate::leaving::{Vault, World};

/// Who asks, on what terms, and why it stops.
const STOPS: &[(&str, &str)] = &[
    // Treatment goes to a provider (164.506(c)(2)), and a name that says nothing is asked about.
    (
        "c-7f3k --basis treatment --to 'Gary Fictive' --purpose care",
        "nothing says that the recipient",
    ),
    ("c-7f3k --basis treatment --to 'Scribe Ninjas Inc' --purpose notes", "nothing says that the"),
    (
        "c-7f3k --basis treatment --to 'Fictive & Fictive LLP' --purpose care",
        "nothing says that the",
    ),
    ("c-7f3k --basis treatment --to 'Part 4, Family Division' --purpose care", "nothing says that"),
    ("c-7f3k --basis treatment --to 'Iron Mountain' --purpose scanning", "nothing says that the"),
    (
        "c-7f3k --basis treatment --to 'Mom' --purpose care",
        "nothing says that the recipient is one",
    ),
    ("c-7f3k --basis treatment --to 'Fictive Mutual' --purpose care", "nothing says that the"),
    ("c-7f3k --basis treatment --to 'Board of Examiners' --purpose care", "nothing says that the"),
    // And a name that says somebody else stops, though it speaks of care as well.
    ("c-7f3k --basis treatment --to 'Fast Bail Bonds' --purpose skip", "the recipient is none"),
    (
        "c-7f3k --basis treatment --to 'Fugitive Recovery Unit' --purpose skip",
        "the recipient is none",
    ),
    ("c-7f3k --basis treatment --to 'ICE' --purpose status", "the recipient is none"),
    ("c-7f3k --basis treatment --to 'Acme Debt Recovery' --purpose care", "the recipient is none"),
    ("c-7f3k --basis treatment --to 'Acme Employer Occupational Health' --purpose duty", "is none"),
    ("c-7f3k --basis treatment --to 'Acme EAP' --purpose duty", "the recipient is none"),
    (
        "c-7f3k --basis treatment --to 'Principal, Oak Hill' --purpose grades",
        "the recipient is none",
    ),
    ("c-7f3k --basis treatment --to 'State Parole Care Unit' --purpose x", "the recipient is none"),
    ("c-7f3k --basis treatment --to 'Evening News Health Desk' --purpose story", "is none"),
    ("c-7f3k --basis treatment --to 'Public Defender' --purpose care", "the recipient is none"),
    ("c-7f3k/2026-11-03 --basis operations --to 'Evening News' --purpose story", "is none"),
    (
        "c-7f3k/2026-11-03 --basis operations --to 'Payroll' --purpose leave",
        "the recipient is none",
    ),
    ("c-7f3k/2026-11-03 --basis payment --to 'Fast Bail Bonds' --purpose bill", "is none"),
    // No more than is needed, whoever asks (164.514(d)(5)).
    (
        "c-7f3k --basis payment --to 'Acme Debt Recovery' --purpose balance",
        "without a justification",
    ),
    (
        "c-7f3k --basis operations --to 'Scribe Ninjas Inc' --purpose model",
        "without a justification",
    ),
    ("c-7f3k --basis oversight --to 'Board of Examiners' --purpose complaint", "a justification"),
    ("c-7f3k --basis threat --to 'Kim Fictive' --purpose warning", "without a justification"),
    ("c-7f3k --basis law-enforcement --to Police --purpose x --reference 1", "a justification"),
    // Oversight is of an agency (164.501), and an inquest of a coroner (164.512(g)(1)).
    (
        "c-7f3k/2026-11-03 --basis oversight --to 'Acme Accreditation' --purpose visit",
        "nothing says",
    ),
    ("c-7f3k/2026-11-03 --basis oversight --to 'Fictive Mutual' --purpose audit", "nothing says"),
    ("c-7f3k/2026-11-03 --basis oversight --to 'Acme Debt Recovery' --purpose audit", "is none"),
    (
        "c-7f3k --basis hhs --to 'Ivo Auditor' --purpose audit",
        "nothing says that the recipient is one",
    ),
    // What compels, and what only asks (164.103, 164.512(e)).
    ("c-7f3k --basis law --to ICE --purpose x --reference 'a form'", "which instrument compels it"),
    (
        "c-7f3k --basis law --to ICE --purpose x --reference 'form 9' --instrument administrative-warrant",
        "is no instrument of this basis",
    ),
    (
        "c-7f3k/2026-11-03 --basis subpoena --to 'Ivo Fictive, JD' --purpose x --reference 1",
        "assurance",
    ),
    ("c-7f3k/2026-11-03 --basis workers-compensation --to Adjuster --purpose x", "rests on"),
    ("c-7f3k/2026-11-03 --basis research --to 'Oak University' --purpose x", "rests on"),
    // What is written down by hand alone.
    (
        "c-7f3k/2026-11-03 --basis military --to 'Base Command' --purpose x",
        "not a basis on which a",
    ),
    ("c-7f3k/2026-11-03 --basis family --to 'Gary Fictive' --purpose x", "not a basis on which a"),
    // Access of somebody else takes a signed request (164.524(c)(3)(ii)).
    ("c-7f3k --basis individual --to 'A friend'", "where it goes"),
    ("c-7f3k --basis individual --to 'Fictive Mutual' --address '1 Elm'", "which signed request"),
];

#[test]
fn whoever_asks_is_held_to_the_rule_of_their_basis() {
    let world = World::new("");
    for (line, why) in STOPS {
        world.stops(line, line, why);
    }
}

#[test]
fn what_a_rule_allows_leaves_and_the_log_says_who_it_was() {
    let world = World::new("");
    let to_gary = "c-7f3k --basis treatment --to 'Gary Fictive' --purpose care";
    world.leaves("said", &format!("{to_gary} --of-class 'his physiotherapist'"), "treatment by a");
    assert_eq!(world.last_entry()["recipient"], "Gary Fictive");
    let entry = world.practice.files("chart/clients/c-7f3k/disclosures").pop().unwrap().1;
    let entry = String::from_utf8(entry).unwrap();
    assert!(entry.contains("of_class = \"a provider: his physiotherapist\""), "{entry}");
    for line in [
        "c-7f3k --basis treatment --to 'Oak Hill School Nurse' --purpose care",
        "c-7f3k --basis treatment --to 'Eli Sample, LMFT' --purpose coverage",
        "c-7f3k/2026-11-03 --basis payment --to 'Acme Debt Recovery' --purpose balance",
        "c-7f3k/2026-11-03 --basis oversight --to 'Board of Examiners' --purpose complaint",
        "c-7f3k/2026-11-03 --basis oversight --to 'Oak House' --of-class 'the ombudsman' --purpose x",
        "c-7f3k/2026-11-03 --basis law-enforcement --to ICE --purpose x --reference 'a judge, 26-1'",
        "c-7f3k/2026-11-03 --basis child-abuse --to 'Child Protection' --purpose report",
        "c-7f3k/2026-11-03 --basis threat --to 'Kim Fictive' --purpose warning",
        "c-7f3k --basis hhs --to 'Office for Civil Rights' --purpose review",
    ] {
        world.leaves(line, line, "Released");
    }
    world.stops(
        "of no class",
        "c-7f3k/2026-11-03 --basis threat --to Kim --purpose x --of-class sister",
        "nor does the basis lead to one",
    );
}

#[test]
fn a_plan_by_another_name_is_asked_about_where_a_session_is_restricted() {
    let world = World::new("self_pay_restricted = [\"2026-11-10\"]\n");
    world.paper("own", &[("Ida Fictive, MD", "Quinn Fund")]);
    let by = "c-7f3k --authorization own";
    world.stops("unknown", by, "nothing says whether the recipient is one");
    let all = world.leaves("no plan", &format!("{by} --no-plan"), "Released");
    assert!(all.contains("MARK-2026-11-10"), "{all}");
    let rest = world.leaves("a plan", &format!("{by} --plan"), "Released");
    assert!(!rest.contains("MARK-2026-11-10"), "{rest}");
    // A session that is not restricted asks nobody.
    world.leaves("another note", "c-7f3k/2026-11-03 --authorization own", "Released");
}

#[test]
fn an_inquest_is_of_a_coroner() {
    let world = World::new("died = 2026-11-20\n");
    let to =
        |who: &str| format!("c-7f3k/2026-11-03 --basis coroner --purpose inquest --to '{who}'");
    world.stops("lawyer", &to("Ivo Fictive, JD"), "the recipient is none");
    world.stops("anybody", &to("Gary Fictive"), "nothing says that the recipient is one");
    world.leaves("coroner", &to("County Coroner"), "Released");
    world.leaves("said", &(to("Dr Gray") + " --of-class 'the medical examiner'"), "Released");
    let vault = Vault::new("died = 2026-11-20\n");
    let to =
        |who: &str| format!("c-7f3k --ground coroner --reference 1 --purpose inquest --to '{who}'");
    vault.stops("lawyer", &to("Ivo Fictive, JD"), "the recipient is none");
    vault.stops("anybody", &to("Gary Fictive"), "nothing says that the recipient is one");
    vault.leaves("coroner", &to("County Coroner"), "Released");
}

#[test]
fn who_oversees_the_originator_is_an_agency() {
    let vault = Vault::new("");
    let to = |ground: &str, who: &str| {
        format!("c-7f3k --ground {ground} --reference 1 --purpose audit --to '{who}'")
    };
    for ground in ["oversight", "hhs"] {
        for who in ["Gary Fictive", "Acme Accreditation", "Fictive & Fictive LLP"] {
            vault.stops(who, &to(ground, who), "nothing says that the recipient is one");
        }
        vault.stops("debts", &to(ground, "Acme Debt Recovery"), "the recipient is none");
    }
    vault.leaves("board", &to("oversight", "Board of Examiners"), "Released");
    let ombudsman = to("oversight", "Oak House") + " --of-class 'the ombudsman'";
    vault.leaves("said", &ombudsman, "Released");
}
