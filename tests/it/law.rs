//! The law of leaving, held by the program: situations as a records custodian meets them, each by its
//! number, with the outcome that its rule asks for.

use crate::leaving::{DAYS, TO_IDA, Vault, World, days};
use crate::practice::NOTE;

#[test]
fn whose_paper_it_is() {
    let world = World::new("former_names = [\"Ben Former\"]\n");
    let by = |name: &str| format!("c-7f3k --authorization {name}");
    world.paper("own", &[]);
    world.leaves("57-", &by("own"), "Released");
    world.paper(
        "former",
        &[("Ben Sample", "Ben Former"), ("by = \"Ben Sample", "by = \"ben  FORMER")],
    );
    world.leaves("1a former name", &by("former"), "Released");
    world.paper("spouse", &[("Ben Sample", "Eve Sample"), ("Ben Sample", "Eve Sample")]);
    world.stops("90 in the chart", &by("spouse"), "of another individual than the client");
    let listed = world.practice.ok(&["authorization", "list", "--valid"]);
    assert!(listed.contains("c-7f3k/own") && !listed.contains("c-7f3k/spouse"), "{listed}");
    for (id, discloser) in [
        ("41", "General Hospital"),
        ("192", "General Hospital Records Dept"),
        ("192a", "Dana Okaforson, LCSW"),
        ("192b", "Okafor"),
    ] {
        world.paper("theirs", &[("Dana Okafor, LCSW", discloser)]);
        world.stops(id, &by("theirs"), "`discloser` names neither");
    }
    for (id, discloser, also) in [
        ("192c", "General Hospital and Dana Okafor, LCSW", ""),
        ("192d", "the staff of Quiet Room LLC", ""),
        ("192e", "any of my therapists", "discloser_class = true\n"),
    ] {
        if id == "192d" {
            world.settings("[law]\nnames = [\"Quiet Room LLC\"]\n");
        }
        world.paper("ours", &[("Dana Okafor, LCSW", discloser), ("", also)]);
        world.leaves(id, &by("ours"), "Released");
    }
    world.stops("66", &format!("{} --to 'Ivo Fictive, JD'", by("own")), "another recipient");
    world.leaves("66a", &format!("{} --to 'ida fictive,  MD'", by("own")), "Released");
    world.paper(
        "class",
        &[("Ida Fictive, MD", "any attorney of Fictive & Sons"), ("", "recipient_class = true\n")],
    );
    world.stops("196a", &by("class"), "who of it receives the record");
    world.stops("196b", &format!("{} --to 'Ivo Fictive, JD'", by("class")), "--of-class");
    let to_class = "--to 'any attorney of Fictive & Sons' --of-class 'itself'";
    world.stops("130b", &format!("{} {to_class}", by("class")), "the class of persons itself");
    let member = "--to 'Ivo Fictive, JD' --of-class 'associate of the firm'";
    world.leaves("196", &format!("{} {member}", by("class")), "Released to: Ivo Fictive, JD");
    assert_eq!(world.last_entry()["recipient"], "Ivo Fictive, JD");
    world.stops("196c", &format!("{} --of-class x", by("own")), "no authorization names a class");

    // A representative, a minor, the dead.
    let parent = [
        ("signed_by = \"Ben Sample\"", "signed_by = \"Ida Sample\""),
        ("by_representative = false", "by_representative = true\nauthority = \"mother\""),
    ];
    let ida = |role: &str| {
        format!(
            "[[representative]]\nperson = \"Ida Sample\"\nrole = \"{role}\"\nauthority = \"papers\"\n"
        )
    };
    world.paper("parent", &parent);
    world.stops(
        "57a: nobody in the client file",
        &by("parent"),
        "`client represent` enters who does",
    );
    world.client(&ida("agent"));
    world.leaves("57", &by("parent"), "Released");
    world.leaves("193", &by("parent"), "Released");
    world.client(&ida("parent"));
    world.stops("57b: of age", &by("parent"), "`client represent` enters who does");
    world.paper("wife", &parent[..1]);
    world.stops("55", &by("wife"), "`signed_by` is not the individual");
    world.paper("bare", &[parent[0], ("by_representative = false", "by_representative = true")]);
    world.stops("56", &by("bare"), "`authority` is not filled in");
    world.client("birth_date = 2016-05-01\n");
    world.stops("59", &by("own"), "a minor of 10");
    world.files("59", &[], Some("a minor of 10"));
    world.stops("59f: a coach", &by("parent"), "`client represent` enters who does");
    world.client(&format!("birth_date = 2016-05-01\n{}", ida("parent")));
    world.leaves("59a", &by("parent"), "Released");
    world.client("birth_date = 2012-05-01\n");
    world.stops("59b", &by("own"), "a minor of 14");
    world.settings("state = \"CA\"\n");
    world.leaves("59c: from 12 on in that state", &by("own"), "Released");
    world.client("died = 2026-11-19\n");
    world.stops("7a: signed after death", &by("own"), "after the death of the client");
    let executor = [
        parent[0],
        ("by_representative = false", "by_representative = true\nauthority = \"executor\""),
    ];
    world.paper("executor", &executor);
    world.stops("194a", &by("executor"), "`client represent` enters who does");
    world.client(&format!("died = 2026-11-19\n{}", ida("executor")));
    world.leaves("194", &by("executor"), "Released");
    world.client("died = 2026-11-21\n");
    world.leaves("7b: signed before death", &by("own"), "Released");
    // A client file that cannot be read could say anything.
    world.client("died = \"2026\"\n");
    world.stops("7c", &by("own"), "cannot be relied on");
}

#[test]
fn the_purpose_is_held_whatever_basis_stands_beside_the_paper() {
    let world = World::new("");
    world.paper("own", &[]);
    let with = |basis: &str, purpose: &str| {
        format!(
            "c-7f3k --authorization own --basis {basis} --purpose '{purpose}' --to 'Ida Fictive, MD'"
        )
    };
    world.stops("68", "c-7f3k --authorization own --purpose 'a legal claim'", "another purpose");
    world.stops("69", &with("treatment", "custody"), "another purpose");
    world.stops(
        "69a",
        &(with("law", "custody") + " --instrument statute --reference 1"),
        "another purpose",
    );
    world.stops("69b", &(with("individual", "custody") + " --address 1"), "another purpose");
    world.leaves("69c", &with("treatment", "Coordination  of care"), "Released");
    // What is not given, the first paper says, and the others are held to it.
    world.paper("claim", &[("coordination of care", "a legal claim")]);
    world.stops("69d", "c-7f3k --authorization own --authorization claim", "another purpose");
    world.paper("ivo", &[("Ida Fictive, MD", "Ivo Fictive, JD")]);
    world.stops("69e", "c-7f3k --authorization own --authorization ivo", "another recipient");

    let world = World::new("members = [\"Ana Example\", \"Ben Sample\"]\n");
    world.paper("ben", &[]);
    world.paper("ana", &[("Ben Sample", "Ana Example"), ("Ben Sample", "Ana Example")]);
    let both = "c-7f3k --authorization ana --authorization ben --to 'Ida Fictive, MD'";
    for (id, basis) in [("83", "operations"), ("83b", "treatment"), ("83c", "payment")] {
        let line = format!(
            "{both} --basis {basis} --purpose 'custody litigation of Ana' --justification x"
        );
        world.stops(id, &line, "another purpose");
    }
    world.stops("81", "c-7f3k --authorization ana", "1 of the 2 members");
    world.leaves("82", both, "Released");
    world.leaves(
        "82a",
        &format!("{both} --basis treatment --purpose 'coordination of care'"),
        "Released",
    );
    world.stops("85", "c-7f3k/2026-11-03 --basis payment --to X --purpose y", "2 of the 2 members");
    world.leaves(
        "84",
        "c-7f3k --basis law --instrument court-order --reference 1 --to Court --purpose order",
        "Released",
    );
}

#[test]
fn each_basis_has_its_words_and_asks_what_its_rule_asks() {
    let world = World::new("");
    world.leaves("1", "c-7f3k --basis individual", "45 CFR 164.524");
    world.leaves("8", "c-7f3k --basis individual --to 'BEN sample'", "Released");
    world.stops("9", "c-7f3k --basis individual --to 'Benjamin Sample'", "where it goes");
    world.leaves(
        "11",
        &format!("{TO_IDA} --basis treatment"),
        "treatment by a provider (45 CFR 164.506(c)(1), (2))",
    );
    let payer = "--basis payment --to 'Acme Invented Health' --purpose 'claim 1'";
    world.stops("12", &format!("c-7f3k {payer}"), "164.514(d)(5)");
    world.stops("14", &format!("c-7f3k {payer} --justification ' '"), "164.514(d)(5)");
    world.stops("15", &format!("c-7f3k --since 2026-11-03 {payer}"), "164.514(d)(5)");
    world.leaves(
        "17",
        &format!("c-7f3k {payer} --justification audit"),
        "payment (45 CFR 164.506(c)(1), (3))",
    );
    assert!(world.last_entry()["description"].as_str().unwrap().starts_with("the whole record"));
    world.leaves(
        "17a",
        "c-7f3k/2026-11-03 --basis operations --to Reviewer --purpose audit",
        "health care operations (45 CFR 164.506(c)(1), (4))",
    );
    let court = "--to Court --purpose order --basis law";
    world.stops(
        "26",
        &format!("c-7f3k {court} --instrument court-order"),
        "what the basis rests on",
    );
    world.leaves(
        "27",
        &format!("c-7f3k {court} --instrument court-order --reference 26-CV-1"),
        "by a court order (45 CFR 164.512(e)(1)(i)), only what it expressly authorizes: 26-CV-1",
    );
    let attorney = "--reference 'subpoena signed by attorney Smith, no court order'";
    world.stops(
        "28",
        &format!("c-7f3k {court} {attorney}"),
        "A subpoena or letter of an attorney is none of them",
    );
    for (id, instrument) in
        [("28a", "subpoena"), ("28b", "attorney-subpoena"), ("29", "letter"), ("29a", "")]
    {
        let line = format!("c-7f3k {court} {attorney} --instrument '{instrument}'");
        world.stops(id, &line, "is no instrument of this basis");
    }
    world.stops(
        "28c",
        &format!("{TO_IDA} --basis treatment --instrument court-order"),
        "does not go with the basis",
    );
    for (id, instrument) in
        [("27a", "court-subpoena"), ("27b", "grand-jury"), ("27c", "agency"), ("27d", "statute")]
    {
        world.leaves(
            id,
            &format!("c-7f3k {court} --instrument {instrument} --reference 1"),
            "(45 CFR 164.103)",
        );
    }
    let subpoena =
        "c-7f3k/2026-11-03 --basis subpoena --to 'Ivo Fictive, JD' --purpose suit --reference S-1";
    world.stops("30a", subpoena, "which satisfactory assurance");
    world.leaves(
        "30",
        &format!("{subpoena} --assurance 'protective order of 2 November'"),
        "164.512(e)(1)(ii)",
    );
    world.stops(
        "30b",
        &format!("{subpoena} --assurance x").replace("/2026-11-03", ""),
        "164.514(d)(5)",
    );
    let one = "c-7f3k/2026-11-03 --to 'Board of the Medical Examiner' --purpose x --reference 1";
    for (id, basis, cite) in [
        ("31", "law-enforcement", "164.512(f)"),
        ("32", "workers-compensation", "164.512(l)"),
        ("34", "public-health", "public health (45 CFR 164.512(b))"),
        ("35", "oversight", "164.512(d)"),
        ("37", "threat", "164.512(j)(1)(i)"),
        ("38a", "hhs", "164.502(a)(2)(ii)"),
        ("39", "research", "164.512(i)"),
        ("39a", "child-abuse", "164.512(b)(1)(ii)"),
        ("39b", "abuse", "164.512(c)"),
    ] {
        world.leaves(id, &format!("{one} --basis {basis}"), cite);
        assert_eq!(world.last_entry()["accountable"], true, "row {id}");
    }
    world.stops("36a: alive", &format!("{one} --basis coroner"), "the client has not died");
    world.client("died = 2026-11-23\n");
    world.leaves("36", &format!("{one} --basis coroner"), "164.512(g)(1)");
    world.client("plans = [\"Acme Invented\"]\n");
    let hhs = "c-7f3k/2026-11-03 --basis hhs --purpose x --to";
    world.stops("38b", &format!("{hhs} 'Acme Invented, Claims'"), "the recipient is a health plan");
    world.stops("38c", &format!("{hhs} 'Another Health Plan'"), "the recipient is a health plan");
    world.leaves("38d", &format!("{hhs} 'Centers for Medicare & Medicaid Services'"), "Released");
    world.client("");
    world.leaves("206", "c-7f3k/2026-11-03 --to Police --purpose x --basis threat", "Released");
    world.leaves("38", "c-7f3k --to HHS --purpose x --basis hhs", "Released");
    world.stops("35b", "c-7f3k --to Board --purpose x --basis oversight", "164.514(d)(5)");
    for (id, basis) in [
        ("165a", "family"),
        ("163a", "impermissible"),
        ("165b", "correctional"),
        ("103a", "attorney"),
    ] {
        world.stops(id, &format!("{one} --basis {basis}"), "not a basis on which a record leaves");
    }
    world.stops("200", "c-7f3k c-2mxr --basis individual", "c-2mxr");
}

#[test]
fn plans_are_plans_by_what_they_are() {
    let restricted = "self_pay_restricted = [\"2026-11-10\"]\n";
    let stays = ["2026-11-03", "2026-11-23"];
    let world = World::new(restricted);
    let to = |to: &str, basis: &str| {
        // A name that says nothing of care is said to be one who treats.
        let who = if basis == "treatment" { " --of-class 'a clinic'" } else { "" };
        format!(
            "c-7f3k --to '{to}' --purpose x --basis {basis} --justification y --reference 1{who}"
        )
    };
    let out = world.leaves(
        "20",
        &to("Acme Health Plan", "treatment"),
        "restricted as paid for out of pocket",
    );
    assert_eq!(days(&out), stays, "row 20");
    let out = world.leaves("21", &to("Acme Health Plan", "oversight"), "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 21");
    let reviewer = to("Quinn Reviewer", "operations");
    world.stops("24a: nobody says who it is", &reviewer, "whether the recipient is one");
    let out = world.leaves("24", &(reviewer + " --no-plan"), "the recipient is no health plan");
    assert_eq!(days(&out), DAYS, "row 24");
    let out =
        world.leaves("20a", &to("Ida Fictive, MD", "treatment"), "Leaves: 1 note, restricted");
    assert_eq!(days(&out), DAYS, "row 20a");
    world.paper("own", &[]);
    let out = world.leaves("74", "c-7f3k --authorization own --plan", "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 74");
    let law = to("Acme Health Plan", "law") + " --instrument statute";
    let out = world.leaves("20b", &law, "the law requires it (45 CFR 164.522(a)(1)(vi)(A))");
    assert_eq!(days(&out), DAYS, "row 20b");
    world.stops(
        "19",
        "c-7f3k/2026-11-10 --to Acme --purpose x --basis payment",
        "164.522(a)(1)(vi)",
    );
    // What had something for payment is a plan.
    let out = world.leaves("18", &to("Acme Invented", "payment"), "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 18");
    assert!(!out.contains("2026-11-10"), "row 18");
    let out = world.leaves("20c", &to("ACME Invented, Appeals", "treatment"), "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 20c");
    // A client file and a profile say it.
    world.client(&format!("{restricted}plans = [\"Quiet Mutual\"]\n"));
    let out = world.leaves("20d", &to("Quiet Mutual", "treatment"), "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 20d");
    world.settings("[export.profiles.a]\nto = \"Ida Fictive, MD\"\nplan = true\n[export.profiles.b]\nto = \"Plan B Architects\"\nplan = false\n");
    let out = world.leaves("23", "c-7f3k --authorization own", "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 23");
    let out = world.leaves("20e", &to("Plan B Architects", "treatment"), "Released");
    assert_eq!(days(&out), DAYS, "row 20e");
    // The address of a plan, a purpose of plans, a collection agency, and a paper of the client for it.
    let one = "c-7f3k/2026-11-10 --purpose x --to";
    let care_of =
        format!("{one} 'Ben Sample' --basis individual --address 'c/o Quiet Mutual, 1 Elm'");
    world.stops("20f", &care_of, "164.522(a)(1)(vi)");
    world.stops(
        "20g",
        &format!("{one} 'Blue Cross' --basis treatment --of-class clinic"),
        "164.522(a)(1)(vi)",
    );
    let payers = format!("{one} 'Unheard Of' --basis treatment --of-class clinic")
        .replace(" x ", " 'prior authorization' ");
    world.stops("20h", &payers, "nothing says whether the recipient is one");
    world.stops("20i", &format!("{payers} --plan"), "164.522(a)(1)(vi)");
    world.leaves(
        "20j",
        &format!("{payers} --no-plan"),
        "the practice says that the recipient is no",
    );
    let collector = format!("{one} 'Collect Invented' --basis payment");
    world.stops("24a", &collector, "164.522(a)(1)(vi)");
    world.leaves("24b", &format!("{collector} --no-plan"), "Released");
    world.leaves("24c", &format!("{collector} --no-plan"), "Released");
    world.paper("appeal", &[("Ida Fictive, MD", "Quiet Mutual")]);
    world.leaves("24d", "c-7f3k/2026-11-10 --authorization appeal", "lets it go to a health plan");
    let out = world.leaves("24e", "c-7f3k --authorization appeal", "Stays: 1 note");
    assert_eq!(days(&out), stays, "row 24e");
    let preview = world.export(
        &format!("{one} 'Ida Friend' --basis treatment --of-class clinic"),
        &["--preview", "--json"],
    );
    assert_eq!(preview.json()["restricted"]["count"], 1, "{preview}");
    // A restriction whose day is a slip is told.
    world.client("self_pay_restricted = [\"2026-11-11\"]\n");
    world.leaves(
        "18a",
        &to("Acme Invented", "payment"),
        "no note of that session is in the record",
    );
    // The log may say it, and cannot be read.
    world.client(restricted);
    world.practice.put("chart/clients/c-7f3k/disclosures/broken.toml", "x = [\n");
    let run = world.export(&to("Nobody Yet", "treatment"), &[]);
    assert!(
        run.code() == 2 && run.err().contains("whether the recipient is a health plan"),
        "{run}"
    );
}

#[test]
fn a_whole_record_by_naming_every_note_is_a_whole_record() {
    let world = World::new("");
    let payer = "--basis payment --to 'Acme Invented Health' --purpose 'claim 1'";
    let all = "c-7f3k/2026-11-03 c-7f3k/2026-11-10 c-7f3k/2026-11-23";
    world.stops("13", &format!("{all} {payer}"), "164.514(d)(5)");
    world.leaves("13a", &format!("{all} {payer} --justification audit"), "Released");
    assert!(world.last_entry()["description"].as_str().unwrap().starts_with("the whole record"));
    world.leaves("13b", &format!("c-7f3k/2026-11-03 c-7f3k/2026-11-10 {payer}"), "Released");
    world.leaves("16b", &format!("c-7f3k/2026-11-03 {payer}"), "Released");
    let draft = NOTE.replace("2026-11-20", "2026-11-24");
    world
        .practice
        .put("chart/clients/c-7f3k/notes/2026-11-24-0800-dap.md", draft.replace("14:", "08:"));
    world.stops("13c: all but a draft", &format!("{all} {payer}"), "164.514(d)(5)");
    world.stops("13d", &format!("c-7f3k --until 2026-11-23 {payer}"), "164.514(d)(5)");
    world.client("self_pay_restricted = [\"2026-11-10\"]\n");
    let rest = "c-7f3k/2026-11-03 c-7f3k/2026-11-23";
    world.stops("13e: all that may leave", &format!("{rest} {payer}"), "164.514(d)(5)");
    world.stops("13f", &format!("{all} --basis oversight --to Board --purpose x"), "164.514(d)(5)");
    world.leaves("13g", &format!("{rest} --basis oversight --to Board --purpose x"), "Released");
}

#[test]
fn a_name_that_says_another_day_than_the_note_opens_no_door() {
    let world = World::new("self_pay_restricted = [\"2026-11-10\"]\n");
    let notes = world.practice.path("chart/clients/c-7f3k/notes");
    let rename = |from: &str, to: &str| {
        for end in [".md", ".md.sig"] {
            let (from, to) = (format!("{from}-1400-dap{end}"), format!("{to}-1400-dap{end}"));
            std::fs::rename(notes.join(from), notes.join(to)).unwrap();
        }
    };
    rename("2026-11-10", "2026-11-12");
    let payer = "--basis payment --to Acme --purpose claim --unverified";
    world.stops("u1", &format!("c-7f3k/2026-11-12 {payer}"), "164.522(a)(1)(vi)");
    world.paper("narrow", &[("", "sessions_from = 2026-11-12\n")]);
    world.stops("u2", "c-7f3k/2026-11-12 --authorization narrow --unverified", "outside of what");
    world.paper("early", &[("", "sessions_until = 2026-11-10\n")]);
    world.stops("u3", "c-7f3k/2026-11-12 --authorization early --unverified", "outside of what");
    let out = world.leaves(
        "u4",
        "c-7f3k --since 2026-11-11 --authorization narrow --unverified",
        "Released",
    );
    assert_eq!(days(&out), ["2026-11-23"], "u4");
    let line = format!("{TO_IDA} --basis treatment --unverified --since 2026-11-11");
    let out = world.leaves("u5", &line, "of another day than was asked for");
    assert_eq!(days(&out), ["2026-11-23"], "u5");
}

#[test]
fn authorizations_end_and_say_what_they_cover() {
    let world = World::new("");
    let event = |text: &'static str| [("expires = 2027-11-24", text)];
    let none = "expires_event = \"none\"\nevent_occurred = false";
    world.files("43", &event(none), Some("`expires_event` is no event"));
    world.files(
        "44",
        &event("expires_event = \"Never.\"\nevent_occurred = false"),
        Some("is no event"),
    );
    world.files("43a", &[event(none)[0], ("", "research = true\n")], None);
    world.files(
        "42",
        &event("expires = 2027-11-24\nexpires_event = \"none\"\nevent_occurred = false"),
        None,
    );
    world.files("62", &event("expires = 2099-01-01"), None);
    world.files(
        "50",
        &[("the progress notes of 2026", "progress notes and psychotherapy notes")],
        Some("(45 CFR 164.508(b)(3)(ii))"),
    );
    world.files(
        "50a",
        &[("the progress notes of 2026", "all records except psychotherapy notes")],
        None,
    );
    world.files(
        "51",
        &[("[\"records\"]", "[\"records\", \"psychotherapy-notes\"]")],
        Some("of their own"),
    );
    world.files(
        "52",
        &[("signed_on = 2026-11-20", "signed_on = 2026-11-25")],
        Some("signed after the day"),
    );
    world.files(
        "63",
        &[("the progress notes of 2026", "the progress note of 3 November 2026 only")],
        Some("`information` names a day"),
    );
    world.files(
        "63a",
        &[
            ("the progress notes of 2026", "the note of 2026-11-03"),
            ("", "sessions_from = 2026-11-03\nsessions_until = 2026-11-03\n"),
        ],
        None,
    );
    let theirs = [("copy_given = 2026-11-20\n", "")];
    world.files("48a", &theirs, Some("`sought_by_practice = false`"));
    world.files("48", &[theirs[0], ("", "sought_by_practice = false\n")], None);
    let conditioned = [("says_care_is_not_conditioned = true\n", "")];
    world.files("49a", &conditioned, Some("(45 CFR 164.508(c)(2)(ii))"));
    world.files(
        "49b",
        &[conditioned[0], ("", "conditioned_for = \"payment\"\n")],
        Some("nothing else (45 CFR 164.508(b)(4))"),
    );
    world.files(
        "49c",
        &[conditioned[0], ("", "conditioned_for = \"evaluation-for-others\"\n")],
        Some("(45 CFR 164.508(c)(2)(ii)(B))"),
    );
    world.files("49", &[conditioned[0], ("", "conditioned_for = \"evaluation-for-others\"\nsays_consequences_of_refusal = true\n")], None);
    world.files("m1", &[("", "remuneration = true\n")], Some("`says_remuneration` is not true"));
    world.files("m2", &[("", "remuneration = true\nsays_remuneration = true\n")], None);
    world.files(
        "m3",
        &[("coordination of care", "sale of the notes")],
        Some("`remuneration` says"),
    );
    world.files(
        "m4",
        &[("coordination of care", "marketing"), ("", "remuneration = false\n")],
        None,
    );
    for nobody in ["anyone", "whom it may concern", "any third party"] {
        let class = [("Ida Fictive, MD", nobody), ("", "recipient_class = true\n")];
        world.files("130n", &class, Some("names anybody, and so nobody"));
        world.files("130o", &class[..1], Some("names anybody, and so nobody"));
    }
    for (information, fault) in [
        ("attendance dates only, no notes", "it is for no notes"),
        ("not yet agreed", "says nothing specific"),
    ] {
        world.files("63c", &[("the progress notes of 2026", information)], Some(fault));
    }
    world.files("195", &[("", "revoked = 2026-12-24\n")], Some("was revoked"));

    // Words that say less than all, and years and months in which not every session falls.
    let world = World::new("");
    for (id, information) in [
        ("63d", "the session of last Tuesday"),
        ("63e", "my diagnosis only"),
        ("63f", "everything except the session about my father"),
    ] {
        world.paper("less", &[("the progress notes of 2026", information)]);
        world.stops(id, "c-7f3k --authorization less", "says less than all");
        world.leaves(id, "c-7f3k/2026-11-03 --authorization less", "Released");
    }
    world.paper("less", &[("the progress notes of 2026", "the notes of 2025")]);
    world.stops("63g", "c-7f3k/2026-11-03 --authorization less", "outside of what");
    world.paper("less", &[("the progress notes of 2026", "notes from October")]);
    world.stops("63h", "c-7f3k/2026-11-03 --authorization less", "outside of what");
    world.paper("less", &[("the progress notes of 2026", "notes since November 2026")]);
    assert_eq!(days(&world.leaves("63i", "c-7f3k --authorization less", "Released")), DAYS);

    // An event: it is named before anything leaves, listed, written down, and then it is over.
    let world = World::new("");
    world.paper("case", &event("expires_event = \"the end of the case\"\nevent_occurred = false"));
    world.leaves("45", "c-7f3k --authorization case", "until the event: the end of the case");
    let listed = world.practice.ok(&["list", "--authorizations-expiring", "1"]);
    assert!(listed.contains("the end of the case"), "row 191: {listed}");
    let occurred = ["authorization", "occurred", "c-7f3k/case", "--on", "2026-11-23"];
    world.practice.ok(&occurred);
    let again = world.practice.run(&occurred);
    assert!(again.code() == 2 && again.err().contains("has occurred already"), "{again}");
    world.stops("46", "c-7f3k --authorization case", "the authorization has expired");
    let shown = world.practice.run(&["authorization", "show", "c-7f3k/case"]);
    assert!(shown.err().contains("is expired on"), "{shown}");
    assert_eq!(world.practice.run(&["validate", "--strict"]).code(), 0);
    world.paper("own", &[]);
    let run = world.practice.run(&["authorization", "occurred", "c-7f3k/own"]);
    assert!(run.code() == 2 && run.err().contains("names no event"), "{run}");
    world.paper("past", &event("expires_event = \"the hearing\"\nevent_on = 2026-11-23"));
    world.stops("45a", "c-7f3k --authorization past", "the event has occurred");
    world.paper("to come", &event("expires_event = \"the hearing\"\nevent_on = 2026-11-24"));
    world.leaves("45b", "c-7f3k --authorization 'to come'", "Released");
    world.paper("expired", &event("expires = 2026-11-23"));
    world.stops("54", "c-7f3k --authorization expired", "(45 CFR 164.508(b)(2)(i))");
    world.paper("last", &event("expires = 2026-11-24"));
    world.leaves("72a", "c-7f3k --authorization last", "Released");
    world.paper("narrow", &[("", "sessions_until = 2026-11-10\n")]);
    let out = world.leaves("64", "c-7f3k --authorization narrow", "outside of what");
    assert_eq!(days(&out), ["2026-11-03", "2026-11-10"], "row 64");
    world.stops("65", "c-7f3k/2026-11-23 --authorization narrow", "outside of what");
    world.leaves(
        "63b",
        "c-7f3k --authorization own",
        "Under c-7f3k/own: the progress notes of 2026; until 2027-11-24.",
    );
    world.practice.ok(&["authorization", "revoke", "c-7f3k/own"]);
    world.stops("71", "c-7f3k --authorization own", "was revoked");
}

const TPO: &str =
    "part2_consent = [\"treatment-payment-operations\"]\nsays_part2_redisclosure = true\n";

#[test]
fn part_2_stops_and_does_not_warn() {
    let world = World::new("part2 = true\n");
    let needs = "neither a consent that says so nor a ground";
    world.stops("121", &format!("{TO_IDA} --basis treatment"), needs);
    let payer = "c-7f3k/2026-11-03 --basis payment --to Acme --purpose claim";
    world.stops("122", payer, needs);
    let court = "c-7f3k --basis law --to Court --purpose order --reference 'order 1, subpoena 2'";
    world.stops("123", &format!("{court} --instrument court-subpoena"), needs);
    world.stops(
        "123a",
        &format!("{court} --instrument court-subpoena --part2-ground court-order"),
        "does not go with this basis",
    );
    world.stops("123b", &format!("{court} --instrument court-order"), needs);
    let out = world.leaves(
        "123c",
        &format!("{court} --instrument court-order --part2-ground court-order"),
        "42 CFR 2.61 to 2.67",
    );
    assert!(
        out.contains("42 CFR part 2 prohibits unauthorized use or disclosure of these records."),
        "{out}"
    );
    let police = "c-7f3k/2026-11-03 --basis threat --to Police --purpose x";
    world.stops("125", police, needs);
    world.stops(
        "125a",
        &format!("{police} --part2-ground crime"),
        "what the ground `crime` rests on",
    );
    world.leaves(
        "125b",
        &format!("{police} --part2-ground crime --reference 'incident 7'"),
        "42 CFR 2.12(c)(5)",
    );
    world.stops(
        "125c",
        &format!("{police} --part2-ground audit --reference 1"),
        "does not go with this basis",
    );
    let board = "c-7f3k/2026-11-03 --basis oversight --to Board --purpose x";
    world.leaves(
        "125d",
        &format!("{board} --part2-ground audit --reference 1"),
        "audit and evaluation (42 CFR 2.53)",
    );
    let care = format!("{TO_IDA} --basis treatment --part2-ground emergency");
    world.stops("125e", &care, "what the ground `emergency` rests on");
    world.leaves("125f", &format!("{care} --reference 'overdose, unconscious'"), "(42 CFR 2.51)");
    let report = "--basis child-abuse --to 'Child Protection' --purpose report --part2-ground child-abuse --reference 1";
    world.leaves("125g", &format!("c-7f3k/2026-11-03 {report}"), "(42 CFR 2.12(c)(6))");
    world.stops(
        "125h",
        &format!("c-7f3k {report} --justification x"),
        "a whole record does not leave on the ground",
    );
    world.stops("125i", "c-7f3k/2026-11-03 --basis public-health --to X --purpose y", needs);
    world.stops(
        "125j",
        &format!("{TO_IDA} --basis treatment --part2-ground friendship"),
        "not a ground of 42 CFR Part 2",
    );

    // The patient's own copy, with no notice; a copy for somebody else is a disclosure.
    let out = world.leaves("120", "c-7f3k --basis individual", "45 CFR 164.524");
    assert!(!out.contains("2.32") && !out.contains("42 CFR part 2"), "row 120: {out}");
    world.stops(
        "120a",
        "c-7f3k --basis individual --to 'Eve Else' --address 1 --signed-request 2026-11-20",
        needs,
    );

    // Consents.
    world.paper("hipaa", &[]);
    world.stops("126a", "c-7f3k --authorization hipaa", "does not say that it is a consent");
    world.paper(
        "single",
        &[("", "part2_consent = [\"treatment\"]\nsays_part2_redisclosure = true\n")],
    );
    let out = world.leaves("126", "c-7f3k --authorization single", "(see 42 CFR 2.31)");
    for said in [
        "testimony that describes",
        "2.64 or 2.65",
        "Scope of the consent of Ben Sample, signed on 2026-11-20",
        "for coordination of care; until 2027-11-24",
    ] {
        assert!(out.contains(said), "row 126n: {said}: {out}");
    }
    world.stops(
        "126b",
        "c-7f3k --authorization single --basis operations --justification x",
        "not for operations",
    );
    world.paper("tpo", &[("Ida Fictive, MD", "my treating providers, health plans, third-party payers, and people helping to operate this program"), ("coordination of care", "treatment, payment, and health care operations"), ("expires = 2027-11-24", "expires_event = \"none\"\nevent_occurred = false"), ("", "recipient_class = true\n"), ("", TPO)]);
    let ida =
        format!("{TO_IDA} --basis treatment --authorization tpo --of-class 'treating provider'");
    world.leaves("130", &ida, "Released to: Ida Fictive, MD");
    world.leaves(
        "130a",
        &format!("{payer} --authorization tpo --of-class 'third-party payer'"),
        "Scope of the consent",
    );
    world.stops(
        "130c",
        &format!("{court} --instrument court-order --authorization tpo --of-class court"),
        "another purpose",
    );
    world.paper(
        "claim",
        &[("coordination of care", "order"), ("Ida Fictive, MD", "Court"), ("", TPO)],
    );
    world.stops(
        "130d",
        &format!("{court} --instrument court-order --authorization claim"),
        "not for proceedings",
    );
    world.paper(
        "proceedings",
        &[
            ("coordination of care", "order"),
            ("Ida Fictive, MD", "Court"),
            ("", "part2_consent = [\"proceedings\"]\n"),
        ],
    );
    world.leaves(
        "130e",
        &format!("{court} --instrument court-order --authorization proceedings"),
        "Scope of the consent",
    );
    world.files(
        "129",
        &[(
            "",
            "part2_consent = [\"proceedings\", \"treatment\"]\nsays_part2_redisclosure = true\n",
        )],
        Some("(42 CFR 2.31(d))"),
    );
    world.files(
        "129a",
        &[("", "part2_consent = [\"treatment\"]\n")],
        Some("(42 CFR 2.31(a)(4)(iii))"),
    );
    world.files(
        "129b",
        &[("", "part2_consent = [\"anything\"]\n")],
        Some("`part2_consent` has none of"),
    );
    world.files("129c", &[("", "part2_consent = []\n")], Some("names no use"));
    let none = [("expires = 2027-11-24", "expires_event = \"none\"\nevent_occurred = false")];
    world.files("130f", &[none[0], ("", TPO)], None);
    world.files("130g", &[none[0], ("", "part2_consent = [\"other\"]\n")], Some("is no event"));
    assert_eq!(world.last_entry()["recipient"], "Court");
    world.client("part2 = \"yes\"\n");
    world.stops("211", &format!("{TO_IDA} --basis treatment"), "cannot be relied on");
    world.client("");
    world.stops(
        "211a",
        &format!("{TO_IDA} --basis treatment --part2-ground emergency --reference 1"),
        "not under 42 CFR Part 2",
    );
}

#[test]
fn another_law_has_another_table() {
    let world = World::new("");
    world.settings("[law]\nregime = \"gdpr\"\n");
    let help = world.practice.ok(&["export", "--basis", "help"]);
    for said in [
        "Law: GDPR",
        "GDPR Article 15",
        "GDPR Article 20",
        "9(2)(h)",
        "within one month",
        "Article 30",
    ] {
        assert!(help.contains(said), "{said}: {help}");
    }
    world.leaves("g1", "c-7f3k --basis individual", "GDPR Article 15");
    world.leaves("g2", "c-7f3k --basis portability", "GDPR Article 20");
    world.leaves("g3", &format!("{TO_IDA} --basis treatment"), "9(2)(h)");
    world.stops(
        "g4",
        &format!("{TO_IDA} --basis oversight"),
        "not a basis on which a record leaves",
    );
    let page = world.practice.ok(&["disclosures", "c-7f3k", "--html"]);
    assert!(page.contains("GDPR Article 20"), "{page}");
    for (regime, said) in [
        ("uk", "Data Protection"),
        ("pipeda", "PIPEDA section 7(3)"),
        ("none", "no law of casenotes"),
    ] {
        let world = World::new("");
        world.settings(&format!("[law]\nregime = \"{regime}\"\n"));
        let help = world.practice.ok(&["export", "--basis", "help"]);
        assert!(help.contains(said) || regime == "uk" && help.contains("DPA"), "{help}");
        world.leaves(regime, "c-7f3k --basis individual", "Released to: Ben Sample");
    }
    let world = World::new("");
    world.settings("[law]\nregime = \"hippa\"\n");
    let run = world.export("c-7f3k --basis individual", &[]);
    assert!(run.code() == 2 && run.err().contains("`regime` is not a law"), "{run}");
}

#[test]
fn psychotherapy_notes_leave_under_the_clients_own_paper() {
    let vault = Vault::new("");
    let by = "c-7f3k --authorization a.toml";
    vault.paper("a.toml", &[]);
    vault.leaves("197a", by, "Covers: the psychotherapy notes of November 2026; until 2027-11-24");
    vault.paper(
        "a.toml",
        &[
            ("Ida Fictive, PhD", "Ben Sample"),
            ("continuing therapy", "at the request of the individual"),
        ],
    );
    vault.leaves("197", by, "Released 1 note");
    vault.paper("a.toml", &[("Ben Sample", "Somebody Else"), ("Ben Sample", "Somebody Else")]);
    vault.stops("90", by, "of another individual than the client");
    vault.paper("a.toml", &[("Dana Okafor, LCSW", "General Hospital")]);
    vault.stops("41 in the vault", by, "`discloser` names neither");
    vault.paper(
        "a.toml",
        &[("Ida Fictive, PhD", "any therapist at Quiet Room"), ("", "recipient_class = true\n")],
    );
    vault.stops("196 in the vault", &format!("{by} --to 'Ida Fictive, PhD'"), "--of-class");
    vault.stops("196d", by, "who of it receives the record");
    vault.leaves(
        "196e",
        &format!("{by} --to 'Ida Fictive, PhD' --of-class 'therapist there'"),
        "To: Ida Fictive, PhD",
    );
    vault.paper("a.toml", &[]);
    vault.stops("68 in the vault", &format!("{by} --purpose custody"), "another purpose");
    vault.paper(
        "a.toml",
        &[("the psychotherapy notes of November 2026", "the psychotherapy note of 10 November")],
    );
    vault.stops("92a", by, "`information` names a day");
    vault.paper(
        "a.toml",
        &[
            ("the psychotherapy notes of November 2026", "the psychotherapy note of 10 November"),
            ("", "sessions_from = 2026-11-10\nsessions_until = 2026-11-10\n"),
        ],
    );
    vault.stops(
        "92",
        "c-7f3k/2026-11-23 --authorization a.toml",
        "outside of what the authorization covers",
    );
    vault.leaves("92b", "c-7f3k/2026-11-10 --authorization a.toml", "Released 1 note");
    for (id, information) in [
        ("94", "psychotherapy notes and progress notes"),
        ("94a", "my whole record, with the psychotherapy notes"),
        ("94b", "psychotherapy notes and the treatment plan"),
    ] {
        vault.paper("a.toml", &[("the psychotherapy notes of November 2026", information)]);
        vault.stops(id, by, "names other records as well");
    }
    for (id, information) in [
        ("94c", "all my mental health information"),
        ("94d", "my file"),
        ("94e", "everything except psychotherapy notes"),
    ] {
        vault.paper("a.toml", &[("the psychotherapy notes of November 2026", information)]);
        vault.stops(id, by, "does not name psychotherapy notes");
    }
    vault.paper("a.toml", &[("notes of November 2026", "notes of 2019")]);
    vault.stops("94f", by, "outside of what the authorization covers");
    vault.paper(
        "a.toml",
        &[
            ("signed_by = \"Ben Sample\"", "signed_by = \"Random Person\""),
            ("by_representative = false", "by_representative = true\nauthority = \"cousin\""),
        ],
    );
    vault.stops("57a in the vault", by, "`client represent` enters who does");
    vault.paper("a.toml", &[("\"psychotherapy-notes\"", "\"psychotherapy-notes\", \"records\"")]);
    vault.stops("93", by, "(45 CFR 164.508(b)(3)(ii))");
    vault.paper("a.toml", &[("2027-11-24", "2026-11-23")]);
    vault.stops("95", by, "(45 CFR 164.508(b)(2)(i))");
    vault.paper("a.toml", &[("", "revoked = 2026-11-21\n")]);
    vault.stops("96", by, "was revoked");
    vault.paper(
        "a.toml",
        &[("expires = 2027-11-24", "expires_event = \"none\"\nevent_occurred = false")],
    );
    vault.stops("43 in the vault", by, "`expires_event` is no event");
    vault.paper("a.toml", &[]);
    vault.client("birth_date_of_nobody = 1\n");
    vault.practice.put(
        "chart/clients/c-7f3k/client.toml",
        "name = \"Ben Sample\"\nbirth_date = 2016-05-01\n",
    );
    vault.stops("59 in the vault", by, "a minor of 10");
    vault.client("members = [\n");
    vault.stops("90a", by, "cannot be relied on");
    vault.client("");
    vault.stops("112", "c-7f3k", "a legal ground alone");
    vault.stops(
        "201",
        "c-7f3k --authorization a.toml --confirm c-2mxr",
        "cannot be used multiple times",
    );
}

#[test]
fn a_couple_agrees_in_the_vault_as_in_the_chart() {
    let vault = Vault::new("members = [\"Ana Example\", \"Ben Sample\"]\n");
    vault.paper("ben.toml", &[]);
    vault.paper("ana.toml", &[("Ben Sample", "Ana Example"), ("Ben Sample", "Ana Example")]);
    vault.stops("91", "c-7f3k --authorization ana.toml", "1 of the 2 members");
    let both = "c-7f3k --authorization ana.toml --authorization ben.toml";
    vault.leaves("91a", both, "Released 1 note");
    assert_eq!(vault.practice.files("private/vault/authorizations").len(), 2);
    vault.paper("claim.toml", &[("continuing therapy", "custody")]);
    vault.stops(
        "91b",
        "c-7f3k --authorization ana.toml --authorization claim.toml",
        "another purpose",
    );
    let order =
        "c-7f3k --ground law --instrument court-order --reference 1 --to Court --purpose order";
    vault.leaves("84 in the vault", order, "only what it expressly authorizes");
}

#[test]
fn each_exception_is_as_narrow_as_it_is() {
    let vault = Vault::new("");
    let on = |ground: &str, to: &str| {
        format!("c-7f3k --ground {ground} --reference x --purpose y --to '{to}'")
    };
    for (id, to) in [
        ("99", "Ida Fictive, PhD"),
        ("100", "Acme Health Plan"),
        ("100a", "Acme Health Plan c/o Dana Okafor"),
        ("100b", "Attorney of Dana Okafor"),
    ] {
        vault.stops(id, &on("originator", to), "to the originator and to nobody else");
    }
    vault.leaves("99a", &on("originator", "Dana Okafor"), "Released 1 note");
    vault.leaves(
        "99b",
        "c-7f3k --ground originator --reference x --purpose 'next session'",
        "To: Dana Okafor, LCSW",
    );
    vault.stops(
        "101",
        &on("training", "Outside peer consultation group"),
        "own training programs alone",
    );
    let settings = vault.practice.read("chart/casenotes.toml");
    vault.practice.put("chart/casenotes.toml", settings + "[law]\nnames = [\"Quiet Room\"]\n");
    vault.leaves("101a", &on("training", "the practicum of Quiet Room"), "Released 1 note");
    vault.leaves("102", &on("defense", "Own Counsel, JD"), "(a)(2)(i)(C)");
    let law = on("law", "Court");
    vault.stops("103", &law, "A subpoena or letter of an attorney is none of them");
    for (id, instrument) in [("103b", "subpoena"), ("103c", "attorney"), ("103d", "letter")] {
        vault.stops(
            id,
            &format!("{law} --instrument {instrument}"),
            "no instrument that compels a release",
        );
    }
    for (id, instrument) in [
        ("103e", "court-order"),
        ("103f", "court-subpoena"),
        ("103g", "grand-jury"),
        ("103h", "agency"),
        ("103i", "statute"),
    ] {
        vault.leaves(
            id,
            &format!("{law} --instrument {instrument}"),
            "required by law (45 CFR 164.508(a)(2)(ii), 164.512(a)), by a",
        );
    }
    vault.stops(
        "103j",
        &(on("threat", "Police") + " --instrument statute"),
        "goes with the ground `law` alone",
    );
    vault.stops("104", &on("payment", "Acme"), "not an exception");
    vault.stops("105", &on("treatment", "Ida Fictive, PhD"), "not an exception");
    vault.stops("106", "c-7f3k --ground threat --to Police --purpose x", "what it rests on");
    vault.leaves("107", &on("oversight", "Board"), "164.512(d)");
    vault.leaves("108", &on("hhs", "HHS"), "164.502(a)(2)(ii)");
    vault.stops("109a", &on("coroner", "Coroner"), "the client has not died");
    vault.client("died = 2026-11-23\n");
    vault.leaves("109", &on("coroner", "Coroner"), "164.512(g)(1)");
    vault.client("plans = [\"Acme Invented\"]\n[[representative]]\nperson = \"Eli Sample\"\nrole = \"agent\"\nauthority = \"order\"\nrefused = \"danger\"\n");
    for ground in ["defense", "threat", "oversight", "hhs"] {
        vault.stops("109b", &on(ground, "Acme Invented"), "the recipient is a health plan");
        vault.stops("109c", &on(ground, "Eli Sample"), "is not to have the notes");
    }
    vault.client("");
    vault.stops("202", &on("oversight", "Board").replace("c-7f3k ", "c-7f3k c-2mxr "), "c-2mxr");
    vault.stops(
        "106a",
        &(on("threat", "Police") + " --part2-ground emergency"),
        "not under 42 CFR Part 2",
    );
}

#[test]
fn part_2_stops_in_the_vault_and_counseling_notes_stand_apart() {
    let vault = Vault::new("part2 = true\n");
    let needs = "neither a consent that says so nor a ground";
    let law = "c-7f3k/2026-11-10 --ground law --reference 'order 1, subpoena 2' --to Court --purpose order";
    vault.stops("110", &format!("{law} --instrument court-subpoena"), needs);
    vault.stops("110a", &format!("{law} --instrument court-order"), needs);
    vault.stops(
        "110b",
        &format!("{law} --instrument court-subpoena --part2-ground court-order"),
        "does not go with this basis",
    );
    vault.leaves(
        "110c",
        &format!("{law} --instrument court-order --part2-ground court-order"),
        "42 CFR 2.61 to 2.67",
    );
    vault.paper("a.toml", &[]);
    let by = "c-7f3k/2026-11-10 --authorization a.toml";
    vault.stops("111", by, "does not say that it is a consent");
    vault.paper("a.toml", &[("", "part2_consent = [\"other\"]\n")]);
    let out = vault.leaves("111a", by, "with consent (42 CFR 2.31)");
    for said in ["(see 42 CFR 2.31)", "Scope of the consent of Ben Sample", "(42 CFR 2.32(b))"] {
        assert!(out.contains(said), "row 111a: {said}: {out}");
    }
    vault.paper("own.toml", &[("Ida Fictive, PhD", "Ben Sample")]);
    let out =
        vault.leaves("120 in the vault", "c-7f3k/2026-11-10 --authorization own.toml", "2.23");
    assert!(!out.contains("2.32") && !out.contains("42 CFR part 2"), "{out}");
    let threat = "c-7f3k/2026-11-10 --ground threat --reference x --to Clinic --purpose y";
    vault.stops("125 in the vault", threat, needs);
    vault.stops(
        "125l",
        &format!("{threat} --part2-ground emergency").replace("Clinic", "Police"),
        "it is for medical personnel",
    );
    let defense = "c-7f3k/2026-11-10 --ground defense --reference 'agreement of May' --to 'Own Counsel, JD' --purpose y";
    vault.stops("102a", defense, needs);
    vault.leaves("102b", &format!("{defense} --part2-ground service"), "2.12(c)(4)");
    vault.leaves("125k", &format!("{threat} --part2-ground emergency"), "(42 CFR 2.51)");
    vault.leaves(
        "99c",
        "c-7f3k/2026-11-10 --ground originator --reference x --purpose y",
        "within the program",
    );

    // Notes of counseling sessions have a kind, keep it when they are edited and sealed anew, and take a
    // consent of their own, whatever the client file says.
    let vault = Vault::new("");
    let new = [
        "vault",
        "new",
        "c-7f3k",
        "--kind",
        "sud-counseling",
        "--at",
        "2026-11-05 14:00",
        "--stdin",
    ];
    assert_eq!(vault.practice.pipe(&new, "MARK-counseling\n").code(), 0);
    vault.paper("psy.toml", &[("", "part2_consent = [\"other\"]\n")]);
    vault.paper(
        "sud.toml",
        &[
            ("psychotherapy-notes", "sud-counseling-notes"),
            ("psychotherapy notes", "counseling notes"),
            ("", "part2_consent = [\"other\"]\n"),
        ],
    );
    vault.paper(
        "bare.toml",
        &[
            ("psychotherapy-notes", "sud-counseling-notes"),
            ("psychotherapy notes", "counseling notes"),
        ],
    );
    for (id, then) in [
        ("k1", &[][..]),
        ("k2", &["vault", "edit", "c-7f3k/2026-11-05", "--stdin"]),
        ("k3", &["vault", "rekey"]),
    ] {
        if !then.is_empty() {
            if id == "k3" {
                let list = vault.practice.read("private/vault/recipients.txt");
                vault.practice.put("private/vault/recipients.txt", list + "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p # paper\n");
                vault.practice.ok(&["vault", "keys", "accept", "--yes"]);
            }
            assert_eq!(vault.practice.pipe(then, "MARK-counseling again\n").code(), 0);
        }
        let one = |paper: &str| format!("c-7f3k/2026-11-05 --authorization {paper}");
        vault.stops(id, &one("psy.toml"), "and one of the notes is none of them");
        vault.stops(id, &one("bare.toml"), "does not say that it is a consent");
        vault.stops(
            id,
            "c-7f3k/2026-11-10 --authorization sud.toml",
            "and one of the notes is none of them",
        );
        vault.leaves(id, &one("sud.toml"), "with consent (42 CFR 2.31)");
    }
    let both = "c-7f3k/2026-11-05 c-7f3k/2026-11-10 --authorization sud.toml";
    vault.stops("k4", both, "and one of the notes is none of them");
    vault.paper(
        "two.toml",
        &[("\"psychotherapy-notes\"", "\"psychotherapy-notes\", \"sud-counseling-notes\"")],
    );
    vault.stops("k5", "c-7f3k/2026-11-05 --authorization two.toml", "covers other records too");
    let order = "c-7f3k/2026-11-05 --ground law --reference 1 --to Court --purpose x --instrument court-order";
    vault.stops("k6", order, needs);
    vault.stops(
        "k7",
        &format!("{order} --part2-ground crime"),
        "SUD counseling notes do not leave",
    );
    vault.leaves("k8", &format!("{order} --part2-ground court-order"), "42 CFR 2.61");
}

#[test]
fn a_revocation_is_kept_in_the_vault() {
    let vault = Vault::new("");
    vault.paper("a.toml", &[]);
    vault.leaves("97a", "c-7f3k --authorization a.toml", "Released 1 note");
    let run = vault.practice.run(&["vault", "revoke", "c-7f3k", "--on", "2026-11-19"]);
    assert!(run.code() == 2 && run.err().contains("before the one on which"), "{run}");
    let run = vault.practice.run(&["vault", "revoke", "c-7f3k", "--on", "2026-11-25"]);
    assert!(run.code() == 2 && run.err().contains("lies in the future"), "{run}");
    let run = vault.practice.run(&["vault", "revoke", "c-7f3k"]);
    assert!(run.code() == 0 && run.err().contains("is revoked as of 2026-11-24"), "{run}");
    vault.stops("97", "c-7f3k --authorization a.toml", "was revoked: the vault has it");
    vault.paper(
        "again.toml",
        &[
            ("Ida Fictive, PhD", "ida  fictive, PHD"),
            ("information = ", "# typed anew\ninformation = "),
        ],
    );
    vault.stops("97b", "c-7f3k --authorization again.toml", "was revoked: the vault has it");
    vault.paper(
        "new.toml",
        &[
            ("signed_on = 2026-11-20", "signed_on = 2026-11-24"),
            ("copy_given = 2026-11-20", "copy_given = 2026-11-24"),
        ],
    );
    vault.leaves("97c", "c-7f3k --authorization new.toml", "Released 1 note");
    // One that nothing was released under.
    vault.paper("never.toml", &[("Ida Fictive, PhD", "Eve Invented")]);
    vault.practice.ok(&["vault", "revoke", "--authorization", "never.toml"]);
    vault.stops("97d", "c-7f3k --authorization never.toml", "was revoked: the vault has it");
    let run = vault.practice.run(&["vault", "revoke", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("or was revoked already"), "{run}");
    assert_eq!(vault.practice.run(&["vault", "verify", "--strict"]).code(), 0);
}

#[test]
fn without_a_chart_the_name_is_typed_and_what_is_not_compared_is_said() {
    let vault = Vault::new("");
    std::fs::rename(vault.practice.path("chart"), vault.practice.path("elsewhere")).unwrap();
    vault.paper("a.toml", &[]);
    let by = "c-7f3k --authorization a.toml";
    vault.stops("n1", by, "no terminal to ask for the name of the client");
    vault.stops(
        "n2",
        &format!("{by} --name 'Somebody Else'"),
        "of another individual than the client",
    );
    vault.leaves(
        "n3",
        &format!("{by} --name 'ben sample'"),
        "Not compared, as no chart has this client",
    );
    vault.paper("a.toml", &[("Dana Okafor, LCSW", "General Hospital")]);
    vault.stops("n4", &format!("{by} --name 'Ben Sample'"), "`discloser` names neither");
}

#[test]
fn the_consent_of_a_minor_under_part_2_is_the_minors_and_with_a_parent_where_one_is_needed() {
    let eve =
        "[[representative]]\nperson = \"Eve Sample\"\nrole = \"parent\"\nauthority = \"mother\"\n";
    let minor = format!("birth_date = 2011-05-01\npart2 = true\n{eve}");
    let world = World::new(&minor);
    let parent = [
        ("signed_by = \"Ben Sample\"", "signed_by = \"Eve Sample\""),
        ("by_representative = false", "by_representative = true\nauthority = \"mother\""),
        ("", TPO),
    ];
    let also = |name: &'static str| ("", name);
    let by = "c-7f3k --authorization a";
    world.paper("a", &parent);
    world.stops("2.14a: the parent alone", by, "(42 CFR 2.14)");
    world.paper("a", &[("", TPO)]);
    world.stops("2.14b: the minor alone", by, "(42 CFR 2.14)");
    let scoped = format!("{minor}scope = \"dental matters\"\n");
    let both = [parent[0], parent[1], parent[2], also("also_signed_by = \"Ben Sample\"\n")];
    world.client(&scoped);
    world.paper("a", &both);
    world.stops(
        "502g2: a parent whose authority is for something else",
        by,
        "(45 CFR 164.502(g)(2))",
    );
    let within = also("within_scope = \"the court order names this program\"\n");
    world.paper("a", &[both[0], both[1], both[2], both[3], within]);
    world.leaves("502g2: and who says how it is within", by, "Scope of the consent");
    world.paper("a", &[("", TPO), also("also_signed_by = \"Eve Sample\"\n")]);
    world.stops("502g2: beside the minor", by, "(42 CFR 2.14)");
    world.client(&minor);
    world.paper("a", &both);
    world.leaves("2.14c", by, "Scope of the consent");
    world.paper("a", &[("", TPO), also("also_signed_by = \"Eve Sample\"\n")]);
    world.leaves("2.14d", by, "Scope of the consent");
    world.paper("a", &[("", TPO), also("also_signed_by = \"Any Body\"\n")]);
    world.stops("2.14e", by, "(42 CFR 2.14)");
    world.client(&format!("consented_by = \"self\"\n{minor}"));
    world.paper("a", &[("", TPO)]);
    world.leaves("2.14f: the minor may apply alone", by, "Scope of the consent");
    world.paper("a", &both);
    world.stops("2.14g", by, "no parent consented to the care");
    world.client(&format!("part2 = true\n{}", eve.replace("parent", "agent")));
    world.paper("a", &parent);
    world.stops("2.15", by, "(42 CFR 2.15(a))");
    world.client(&format!("part2 = true\n{}", eve.replace("parent", "guardian")));
    world.leaves("2.15a", by, "Scope of the consent");
    // An emergency is for medical personnel, and no plan is any.
    world.client("part2 = true\nplans = [\"Acme Invented\"]\n");
    let emergency = "c-7f3k/2026-11-03 --basis treatment --part2-ground emergency --reference x --purpose y --to";
    for to in ["Acme Invented", "Another Health Plan", "Police", "Ivo Fictive, JD"] {
        world.stops("2.51", &format!("{emergency} '{to}'"), "it is for medical personnel");
    }
    world.leaves("2.51a", &format!("{emergency} 'Court Street Hospital'"), "(42 CFR 2.51)");
}

#[test]
fn who_is_refused_or_stood_for_the_client_once_has_it_on_no_other_basis() {
    let world = World::new(
        "[[representative]]\nperson = \"Eli Sample\"\nrole = \"agent\"\nauthority = \"order\"\nrefused = \"danger\"\n[[representative]]\nperson = \"Eve Sample\"\nrole = \"agent\"\nauthority = \"order\"\nuntil = 2026-11-01\n",
    );
    let to = |to: &str, basis: &str| {
        format!("c-7f3k/2026-11-03 --purpose x --to '{to}' --basis {basis}")
    };
    for basis in ["treatment", "payment", "operations"] {
        for name in ["Eli Sample", "eve  SAMPLE"] {
            world.stops("16", &to(name, basis), "is not to have the record");
        }
    }
    world.stops("16a", &to("Eli Sample", "threat"), "is not to have the record");
    world.leaves("16b", &to("Eve Sample", "threat"), "Released");
    let order = to("Eli Sample", "law") + " --instrument court-order --reference 1";
    world.leaves("16c", &order, "Released");
    world.paper("own", &[("Ida Fictive, MD", "Eve Sample")]);
    world.leaves("16d", "c-7f3k --authorization own", "Released");
}

#[test]
fn a_member_signs_for_no_other_and_needs_no_other_for_an_own_session() {
    let world = World::new("members = [\"Ana Example\", \"Ben Sample\"]\n");
    world.paper("ben", &[]);
    let for_ana = [
        ("individual = \"Ben Sample\"", "individual = \"Ana Example\""),
        ("by_representative = false", "by_representative = true\nauthority = \"spouse\""),
    ];
    world.paper("for-ana", &for_ana);
    let both = "c-7f3k --authorization ben --authorization for-ana";
    world.stops("1b", both, "`client represent` enters who does");
    let path = "chart/clients/c-7f3k/notes/2026-11-24-0800-dap.md";
    let own = NOTE.replace("2026-11-20", "2026-11-24").replace("14:", "08:");
    world.practice.put(path, own.replace("LCSW\"\n", "LCSW\"\npresent = [\"Ben Sample\"]\n"));
    let drafts = "--include-drafts --to 'Ida Fictive, MD' --purpose 'coordination of care'";
    world.leaves("23", &format!("c-7f3k/2026-11-24 --authorization ben {drafts}"), "Released");
    world.leaves(
        "23a",
        &format!("c-7f3k/2026-11-24 --authorization ben --basis treatment {drafts}"),
        "Released",
    );
    world.stops(
        "23b",
        &format!("c-7f3k/2026-11-24 --basis treatment {drafts}"),
        "1 of the 1 members",
    );
    let more = format!("c-7f3k/2026-11-24 c-7f3k/2026-11-03 --authorization ben {drafts}");
    world.stops("23c", &more, "1 of the 2 members");
}

#[test]
fn a_note_that_was_signed_as_another_clients_leaves_with_nobody() {
    let world = World::new("");
    world.practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    for end in ["", ".sig"] {
        let name = format!("2026-11-03-1400-dap.md{end}");
        let text = world.practice.read(&format!("chart/clients/c-7f3k/notes/{name}"));
        let text = text.replace("client = \"c-7f3k\"", "client = \"c-2mxr\"");
        world.practice.put(&format!("chart/clients/c-2mxr/notes/{name}"), text);
    }
    for more in [&[][..], &["--unverified"]] {
        let line = "c-2mxr --basis treatment --to 'Ida Fictive, MD' --purpose care";
        let run = world.export(line, more);
        assert!(run.code() == 2 && run.err().contains("says it is of `c-7f3k`"), "{run}");
        assert!(run.out().is_empty(), "{run}");
    }
}

/// A family of which Kim is ten, with a parent who stands for her and two adults.
const FAMILY: &str = "name = \"The Example family\"\nmembers = [\"Ana Example\", \"Ben Sample\"]\n\
    [[member]]\nname = \"Kim Example\"\nbirth_date = 2016-05-01\n";

fn for_kim(person: &str, role: &str, more: &str) -> String {
    format!(
        "{FAMILY}[[representative]]\nperson = \"{person}\"\nrole = \"{role}\"\nauthority = \"papers\"\nfor = \"Kim Example\"\n{more}"
    )
}

#[test]
fn each_member_of_a_family_signs_by_their_own_age() {
    let world = World::new(FAMILY);
    let of = |name: &'static str| [("Ben Sample", name), ("Ben Sample", name)];
    let all = "c-7f3k --authorization ana --authorization ben --authorization kim";
    world.paper("ben", &[]);
    world.paper("ana", &of("Ana Example"));
    world.paper("kim", &of("Kim Example"));
    world.stops("f1: a child alone", all, "a minor of 10");
    let by = |who: &'static str| {
        [
            ("individual = \"Ben Sample\"", "individual = \"Kim Example\""),
            ("signed_by = \"Ben Sample\"", who),
            ("by_representative = false", "by_representative = true\nauthority = \"papers\""),
        ]
    };
    world.paper("kim", &by("signed_by = \"Ana Example\""));
    world.stops("f2: a mother whom the file does not name", all, "`client represent` enters who");
    world.client(&for_kim("Ana Example", "parent", ""));
    world.leaves("f3", all, "Released");
    world.client(&for_kim("Eve Sample", "guardian", ""));
    world.stops("f4: another one than the guardian", all, "`client represent` enters who");
    world.paper("kim", &by("signed_by = \"Eve Sample\""));
    world.leaves("f5: the guardian", all, "Released");
    world.paper(
        "ben",
        &[
            ("signed_by = \"Ben Sample\"", "signed_by = \"Eve Sample\""),
            ("by_representative = false", "by_representative = true\nauthority = \"papers\""),
        ],
    );
    world.stops("f6: the guardian of another member", all, "for another member of the record");
    world.paper("ben", &[]);
    // The ex-spouse is refused for the child, and has nothing of any of them.
    world.client(&for_kim("Eli Sample", "parent", "refused = \"danger\"\n"));
    world.stops(
        "f7",
        "c-7f3k/2026-11-03 --basis treatment --to 'Eli Sample' --purpose x",
        "is not to have the record",
    );
    let kims = "c-7f3k/2026-11-03 --basis individual --to 'Eli Sample' --address x --signed-request 2026-11-20";
    world.stops("f8", kims, "does not stand for the client today");
    // A member who is the parent has agreed for the child, and not for the other adult.
    world.client(&for_kim("Ana Example", "parent", ""));
    let access = "c-7f3k --basis individual --to 'Ana Example'";
    world.stops("f9", access, "1 of the 3 members");
    let purpose = [
        ("coordination of care", "at the request of the individual"),
        ("Ida Fictive, MD", "Ana Example"),
    ];
    world.paper("ben", &purpose);
    world.leaves("f10", &format!("{access} --authorization ben"), "Released");
    // Somebody in whom nobody can tell for whom they stand, and a member of unknown age.
    world.client(&for_kim("Eve Sample", "agent", "").replace("for = \"Kim Example\"\n", ""));
    world.paper("ben", &[]);
    world.paper("kim", &by("signed_by = \"Eve Sample\""));
    world.stops("f11", all, "not said by `for` which member");
    world.client(&for_kim("Ana Example", "parent", "").replace("birth_date = 2016-05-01\n", ""));
    world.paper("kim", &of("Kim Example"));
    world.stops("f12", all, "no `birth_date` of the individual");
    // By the law of the state, which is named with whether it was read.
    world.client(&FAMILY.replace("2016", "2012"));
    world.settings("[law]\nstate = \"MI\"\n");
    world.leaves(
        "f13",
        all,
        "Signed by a minor of 14 alone; a minor signs alone from 14 on: Mich.",
    );
    world.client(&FAMILY.replace("birth_date = 2016-05-01", "died = 2026-11-19"));
    world.stops("f14: the dead sign nothing", all, "after the death of the client");
    world.client(
        "name = \"Ana and Ben\"\ndied = 2026-11-01\nmembers = [\"Ana Example\", \"Ben Sample\"]\n",
    );
    world.stops("f16: it is not said who died", access, "says which of them has");
    world.client(&FAMILY.replace("birth_date = 2016-05-01", "died = 2026-11-19"));
    let coroner = "c-7f3k/2026-11-03 --basis coroner --to Coroner --purpose inquest --reference 1";
    world.leaves("f15", coroner, "164.512(g)(1)");
}

#[test]
fn who_stands_for_a_member_is_written_down_with_whom() {
    let world = World::new(FAMILY);
    let represent = |more: &[&str]| {
        let eve =
            ["client", "represent", "c-7f3k", "--person", "Eve Sample", "--authority", "order"];
        world.practice.run(&[&eve[..], more].concat())
    };
    let run = represent(&["--role", "guardian"]);
    assert!(run.code() == 2 && run.err().contains("Give `--for NAME`"), "{run}");
    let run = represent(&["--role", "guardian", "--for", "Kym Example"]);
    assert!(
        run.code() == 2 && run.err().contains("names nobody whom the record is about"),
        "{run}"
    );
    assert_eq!(represent(&["--role", "guardian", "--for", "kim example"]).code(), 0);
    let shown = world.practice.ok(&["client", "show", "c-7f3k"]);
    assert!(shown.contains("Eve Sample, guardian of kim example (order)"), "{shown}");
    assert!(shown.contains("Kim Example, birth date 2016-05-01"), "{shown}");
    let shown = world.practice.ok(&["client", "show", "c-7f3k", "--json"]);
    assert!(shown.contains("\"known_members\""), "{shown}");
    let run = world.practice.run(&["client", "edit", "c-7f3k", "--set", "member=Kim"]);
    assert!(run.code() == 2 && run.err().contains("`member` is a table"), "{run}");
    // A child of a couple's record signs no request that sends a copy elsewhere, and asks all the same.
    let request =
        ["request", "add", "c-7f3k", "access", "--received", "2026-11-24", "--what", "all"];
    let to = ["--to", "Ivo Fictive, JD", "--address", "1 Court St", "--signed", "2026-11-24"];
    let by_kim = ["--by", "Kim Example"];
    let run = world.practice.run(&[&request[..], &to, &by_kim].concat());
    assert!(run.code() == 2 && run.err().contains("a minor of 10"), "{run}");
    assert_eq!(world.practice.run(&[&request[..], &by_kim].concat()).code(), 0);
}

#[test]
fn what_is_not_signed_stays_and_what_was_added_goes_along() {
    let world = World::new("");
    let amend =
        ["amend", "c-7f3k/2026-11-03", "--kind", "addendum", "--reason", "left out", "--stdin"];
    assert_eq!(world.practice.pipe(&amend, "MARK-added\n").code(), 0);
    world.practice.ok(&["sign", "c-7f3k/2026-11-03"]);
    world.note("2026-11-24", "");
    world.practice.seal("MARK-private");
    let out = world.leaves("143", "c-7f3k --basis individual", "Stays: 1 note, not signed yet");
    assert_eq!(days(&out), DAYS, "row 143");
    assert!(
        out.contains("One note of this record is not signed yet") && !out.contains("-early"),
        "row 143: {out}"
    );
    assert!(!out.contains("MARK-private") && !out.contains("sychotherapy"), "row 112b: {out}");
    assert!(out.contains("MARK-added") && out.contains("left out"), "row 142: {out}");
    let entry = world.last_entry();
    let ids: Vec<&str> =
        entry["notes"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"c-7f3k/2026-11-03-1400-dap.addendum-1"), "row 142: {entry}");
    assert!(out.contains("late entry") || out.contains("Late entry"), "row 148: {out}");
    world.stops("145", "c-7f3k/2026-11-24 --basis individual", "it is not signed yet");
    let out = world.leaves(
        "144",
        "c-7f3k/2026-11-24 --basis individual --include-drafts",
        "Released 1 note",
    );
    assert!(
        out.contains("MARK-2026-11-24-early") && out.contains("- Status: draft"),
        "row 144: {out}"
    );
    let path = "chart/clients/c-7f3k/notes/2026-11-10-1400-dap.md";
    let signed = world.practice.read(path);
    world.practice.put(path, signed.replace("Progress", "No progress"));
    world.stops("149", "c-7f3k --basis individual", "2026-11-10-1400-dap");
    world.practice.put(path, &signed);
    let path = "chart/clients/c-7f3k/notes/2026-11-24-0800-dap.md";
    world.practice.put(path, "+++\nclient = [\n+++\n");
    world.stops("147", "c-7f3k --basis individual", "2026-11-24-0800-dap.md");
    world.leaves(
        "147a: the sound ones by name",
        "c-7f3k/2026-11-03 c-7f3k/2026-11-10 --basis individual",
        "Released 2 notes",
    );
}

#[test]
fn the_rest_of_the_rows_that_came_out_right_stay_right() {
    let world = World::new("");
    world.note("2026-11-12", "self_pay_restricted = true\n[measures]\nphq9 = 23\n");
    world.note("2026-11-13", "self_pay_restricted = \"yes\"\n");
    world.note("2026-11-05", "[measures]\nphq9 = 11\n");
    world.note("2026-11-06", "[measures]\nphq9 = 12\n");
    let payer = "--basis payment --to 'Acme Invented Health' --purpose claim --justification audit --include-drafts --unverified";
    let out = world.leaves("25", &format!("c-7f3k {payer} --format html"), "Stays: 2 notes");
    assert!(
        out.contains("<svg") && out.contains("11") && !out.contains("23 of 27"),
        "row 25: {out}"
    );
    assert!(!out.contains("2026-11-12") && !out.contains(">23<"), "row 25: {out}");
    assert!(!out.contains("MARK-2026-11-13"), "row 199: {out}");
    world.stops("199", &format!("c-7f3k/2026-11-13 {payer}"), "164.522(a)(1)(vi)");
    for day in ["05", "06", "12", "13"] {
        let path = format!("chart/clients/c-7f3k/notes/2026-11-{day}-0800-dap.md");
        std::fs::remove_file(world.practice.path(&path)).unwrap();
    }
    world.paper("past", &[("expires = 2027-11-24", "expires = 2026-11-23")]);
    world.stops("72b", "c-7f3k --authorization past", "the authorization has expired");
    world.paper("kinds", &[("", "formats = [\"soap\"]\n")]);
    let run = world.export("c-7f3k --authorization kinds", &[]);
    assert!(run.code() == 1 && run.out().is_empty(), "row 73: {run}");
    assert!(run.err().contains("Stays: 3 notes, outside of what"), "row 73: {run}");
    world.client("members = [\"Ana Example\", \"Ben Sample\"]\n");
    let attorney = "c-7f3k --basis individual --to 'Attorney of Ana, JD' --address '1 Elm'";
    world.stops("87", attorney, "which signed request of the client");
    world.stops(
        "87a",
        &format!("{attorney} --signed-request 2026-11-20 --signed-by 'Ana Example'"),
        "2 of the 2 members",
    );
    world.stops(
        "88",
        "c-7f3k --basis individual --to 'Ana Example and Ben Sample'",
        "where it goes",
    );
    let both = "c-7f3k --basis individual --to 'Ana Example and Ben Sample' --address '1 Elm' --signed-request 2026-11-20 --signed-by 'Ben Sample'";
    world.stops("88a", both, "2 of the 2 members");
}

#[test]
fn the_statement_of_part_2_stands_in_every_form_and_in_each_row() {
    let world = World::new("part2 = true\n");
    world.paper("tpo", &[("", TPO)]);
    let by = |format: &str| format!("c-7f3k --authorization tpo --format {format}");
    let statement = "42 CFR 2.31";
    let out = world.leaves("127", &by("csv"), "Released");
    let rows: Vec<&str> = out.split("\"c-7f3k/").collect();
    assert!(out.matches(statement).count() >= DAYS.len(), "row 127: {} {out}", rows.len());
    for format in ["json", "jsonl", "html", "fhir", "fhir-ndjson", "markdown", "ccda"] {
        let out = world.leaves("128", &by(format), "Released");
        assert!(out.contains(statement), "row 128, {format}: {out}");
    }
}

#[test]
fn a_log_goes_along_when_two_entries_of_one_person_become_one() {
    let world = World::new("");
    world.leaves("171a", "c-7f3k/2026-11-03 --basis threat --to Police --purpose x", "Released");
    world.practice.ok(&[
        "client",
        "add",
        "--id",
        "c-2mxr",
        "--name",
        "Ben Sample",
        "--birth-date",
        "1978-11-02",
    ]);
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "entered twice"];
    let run = world.practice.run(&merge);
    assert_eq!(run.code(), 0, "row 171: {run}");
    let run = world.practice.run(&["disclosures", "c-2mxr", "--accountable", "--json"]);
    assert_eq!(run.json()["disclosures"][0]["recipient"], "Police", "row 171: {run}");
}

#[test]
fn a_record_is_kept_as_long_as_the_practice_says_and_a_log_has_its_own_six_years() {
    let world = World::new("");
    world.settings(
        "[retention]\nadult_years = 6\nminor_years_after_majority = 3\nage_of_majority = 18\n",
    );
    let kept = |keys: &str| {
        world.client(keys);
        let run = world.practice.run(&["retention", "--all", "--json"]);
        let row = run.json()["clients"][0].clone();
        (
            row["state"].as_str().unwrap_or_default().to_owned(),
            row["keep_until"].as_str().unwrap_or_default().to_owned(),
            run.err(),
        )
    };
    let (state, until, _) = kept("opened = 2026-11-01\nclosed = 2026-11-24\n");
    assert_eq!((state.as_str(), until.as_str()), ("kept", "2032-11-24"), "row 180a");
    let (_, until, _) = kept("birth_date = 2014-05-01\nopened = 2026-11-01\nclosed = 2026-11-24\n");
    assert_eq!(until, "2035-05-01", "row 180b: three years after majority is the longer of two");
    let (state, ..) = kept("opened = 2026-11-01\nclosed = 2026-11-24\nlegal_hold = true\n");
    assert_eq!(state, "hold", "row 180c");
    let log = "time = \"2025-06-01\"\nclient = \"c-7f3k\"\nrecipient = \"Police\"\npurpose = \"x\"\n\
        basis = \"threat\"\ndescription = \"by telephone\"\n";
    world.practice.put("chart/clients/c-7f3k/disclosures/2025-06-01-0900.toml", log);
    for day in DAYS {
        for end in ["", ".sig"] {
            let path = format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md{end}");
            std::fs::remove_file(world.practice.path(&path)).unwrap();
        }
    }
    let (state, _, told) = kept("opened = 2015-01-01\nclosed = 2016-01-01\n");
    assert!(state == "passed" && told.contains("164.530(j)(2)"), "row 181: {state}: {told}");
}

#[test]
fn nothing_claims_that_the_tool_makes_a_practice_compliant() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = docs
        .chain([root.join("README.md")])
        .filter(|path| path.extension().is_some_and(|it| it == "md"));
    let mut read = 0;
    for path in pages {
        let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
        read += 1;
        for claim in [
            "hipaa compliant",
            "hipaa-compliant",
            "ensures compliance",
            "guarantees compliance",
            "fully compliant",
        ] {
            assert!(!text.contains(claim), "row 183: {}: {claim}", path.display());
        }
    }
    assert!(read > 10, "row 183: {read}");
}

#[test]
fn a_basis_leads_to_nobody_who_says_to_be_outside_of_it() {
    let world = World::new("others = [\"Eve Sample\"]\n");
    let to = |basis: &str, to: &str| {
        format!("c-7f3k/2026-11-03 --basis {basis} --purpose x --to '{to}'")
    };
    for (id, basis, who) in [
        ("o1: an attorney treats nobody", "treatment", "Ivo Fictive, JD"),
        ("o2: an employer", "treatment", "Acme Employer HR"),
        ("o3: a school", "treatment", "Oak Hill School"),
        ("o4: the police", "operations", "State Police"),
        ("o5: sick pay", "payment", "Acme Employer HR"),
        ("o6: a guardian ad litem", "treatment", "Gail Litem, guardian ad litem"),
        ("o7: an ex-spouse among the relatives", "treatment", "eve  SAMPLE"),
        (
            "o8: an assistance program oversees nobody",
            "oversight",
            "Invented Employee Assistance Program",
        ),
        ("o9: an attorney is not the Secretary", "hhs", "Ivo Fictive, JD"),
    ] {
        world.stops(
            id,
            &to(basis, who),
            "the recipient is none (45 CFR 164.506(c), 164.512(d), (g)(1))",
        );
    }
    for (id, basis, who) in [
        ("o10", "treatment", "Court Street Counseling"),
        ("o11", "treatment", "Ida Judge, MD"),
        ("o12: own counsel works for the practice", "operations", "Own Counsel, JD"),
        ("o13", "oversight", "Office of the Attorney General"),
    ] {
        world.leaves(id, &to(basis, who), "Released");
    }
    world.paper("own", &[("Ida Fictive, MD", "Ivo Fictive, JD")]);
    world.leaves("o14: the client's own paper", "c-7f3k --authorization own", "Released");
    let hand = [
        "disclosures",
        "add",
        "c-7f3k",
        "--basis",
        "treatment",
        "--to",
        "State Police",
        "--purpose",
        "x",
        "--what",
        "1 note",
    ];
    let run = world.practice.run(&hand);
    assert!(run.code() == 2 && run.err().contains("`--basis impermissible`"), "o15: {run}");

    let vault = Vault::new("");
    let on = |ground: &str, to: &str| {
        format!("c-7f3k --ground {ground} --reference x --purpose y --to '{to}'")
    };
    for (id, ground, to, why) in [
        ("o16", "oversight", "Acme Employer HR", "by the name the recipient is none"),
        ("o17", "hhs", "Ivo Fictive, JD", "by the name the recipient is none"),
        ("o18", "oversight", "Employee Assistance Program", "by the name the recipient is none"),
        ("o19", "defense", "Attorney for Ben Sample", "the practice's own"),
    ] {
        vault.stops(id, &on(ground, to), why);
    }
}

#[test]
fn messages_name_the_law_of_the_practice() {
    let world = World::new("");
    let whole = "c-7f3k --basis payment --to 'Sickness Fund' --purpose claim";
    let third = "c-7f3k --basis individual --to 'Ivo Fictive, JD'";
    let settings = world.practice.read("chart/casenotes.toml");
    for (regime, minimum) in [
        ("hipaa", "justification (45 CFR 164.502(b), 164.514(d)(5))"),
        ("gdpr", "justification (GDPR Article 5(1)(c), not looked up)"),
        ("uk", "justification (UK GDPR Article 5(1)(c), not looked up)"),
    ] {
        world
            .practice
            .put("chart/casenotes.toml", format!("{settings}[law]\nregime = \"{regime}\"\n"));
        world.stops(regime, whole, minimum);
        let run = world.export(third, &[]);
        let cites_hipaa = run.err().contains("45 CFR");
        assert_eq!((run.code(), cites_hipaa), (2, regime == "hipaa"), "{regime}: {run}");
        let lacks = run.err().contains("no section for it in the table");
        assert_eq!(lacks, regime != "hipaa", "{regime}: {run}");
    }
    world.paper("bad", &[("coordination of care", "")]);
    world.stops(
        "uk paper",
        "c-7f3k --authorization bad",
        "what UK GDPR asks of a consent, counsel",
    );
}

#[test]
fn of_a_minor_who_may_consent_alone_a_parent_is_doubted() {
    let eve =
        "[[representative]]\nperson = \"Eve Sample\"\nrole = \"parent\"\nauthority = \"mother\"\n";
    let world = World::new(&format!("birth_date = 2012-05-01\n{eve}"));
    let access = "c-7f3k --basis individual --to 'Eve Sample'";
    let out = world.export(access, &["--preview"]);
    assert!(!out.err().contains("may have consented"), "{out}");
    world.settings("[law]\nstate = \"CA\"\n");
    world.leaves("p1", access, "may have consented to the care alone, from 12 on: Cal.");
    world.client(&format!("birth_date = 2012-05-01\nconsented_by = \"parent\"\n{eve}"));
    let out = world.export(access, &["--preview"]);
    assert!(out.code() == 0 && !out.err().contains("may have consented"), "p2: {out}");
}
