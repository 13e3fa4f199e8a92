//! The crates that users get are built with the features that the tests have.
//!
//! Cargo gives a crate every feature that anything in the build asks for, so a dependency of the tests
//! can switch on what the program needs and does not ask for: then all tests pass, and the program that
//! `cargo build` makes ends with an error.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each crate with the features that it is built with.
type Built = BTreeMap<String, BTreeSet<String>>;

/// What the dependencies of the tests add to crates of the program, and why nothing rests on it.
const HARMLESS: &[(&str, &[&str], &str)] = &[
    ("getrandom", &["std", "sys_rng"], "more interfaces to the same random bytes"),
    (
        "hashbrown",
        &["allocator-api2", "default", "default-hasher", "equivalent", "inline-more", "raw-entry"],
        "allocators that nobody asks for, interfaces, and what the compiler writes out in place",
    ),
    ("libc", &["extra_traits"], "`Debug` and `Hash` of system structures"),
    ("num-traits", &["default", "i128", "std"], "more numbers that have the same traits"),
    ("once_cell", &["default"], "a name for what is on already"),
    ("regex-automata", &["dfa-search", "nfa", "perf"], "names for groups, and ready-made automata"),
    ("serde", &["alloc"], "is part of `std`, which is on already"),
    ("serde_json", &["float_roundtrip"], "reading of fractions, and the program reads no JSON"),
];

/// Asks cargo what it would build; `edges` are the kinds of dependencies. What runs while the program
/// is compiled is no part of it.
fn built(edges: &str) -> Built {
    let mut features = Vec::new();
    for (name, is_on) in [
        ("pdf", cfg!(feature = "pdf")),
        ("interop", cfg!(feature = "interop")),
        ("plugin", cfg!(feature = "plugin")),
    ] {
        features.extend(is_on.then_some(name));
    }
    // As of this test itself, whose crates are on the machine, so that no network is needed.
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--no-default-features", "--prefix", "none"])
        .args(["--features", &features.join(","), "--edges", edges, "--format", "{p}|{f}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    read(&String::from_utf8(output.stdout).unwrap())
}

/// Reads lines such as `regex v1.2.3|perf,std (*)`.
fn read(tree: &str) -> Built {
    let mut built = Built::new();
    for line in tree.lines() {
        let (package, features) = line.trim_end_matches(" (*)").split_once('|').unwrap();
        let package = package.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let features = features.split(',').filter(|name| !name.is_empty()).map(str::to_owned);
        built.entry(package).or_default().extend(features);
    }
    built
}

/// Returns the features that crates of the program have in the tests alone, each with its crate.
fn added(program: &Built, tests: &Built) -> BTreeSet<(String, String)> {
    let mut added = BTreeSet::new();
    for (package, ours) in program {
        let name = package.split(' ').next().unwrap();
        for feature in tests[package].difference(ours) {
            added.insert((name.to_owned(), feature.to_owned()));
        }
    }
    added
}

#[test]
fn no_crate_of_the_program_has_a_feature_in_the_tests_alone() {
    let added = added(&built("normal,no-proc-macro"), &built("normal,dev,no-proc-macro"));
    let listed = HARMLESS.iter().flat_map(|(package, features, _)| {
        features.iter().map(|feature| ((*package).to_owned(), (*feature).to_owned()))
    });
    let listed: BTreeSet<_> = listed.collect();
    let bad: Vec<_> = added.difference(&listed).collect();
    assert!(bad.is_empty(), "name them in Cargo.toml, or here with a reason: {bad:?}");
    // A crate of the list that is not there at all proves nothing.
    for (package, _, reason) in HARMLESS {
        let is_there = added.iter().any(|(name, _)| name == package);
        assert!(is_there, "{package} has no such feature any more: {reason}");
    }
}

#[test]
fn a_feature_that_only_the_tests_switch_on_is_found() {
    let found = |program: &str, tests: &str| {
        added(&read(program), &read(tests)).into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    let program = "regex v1.2.3|perf,std\nserde v1.0.1|\n";
    assert_eq!(found(program, program), [""; 0]);
    let regex = "regex v1.2.3|perf,std,unicode-gencat\nregex v1.2.3|perf,std,unicode-gencat (*)\n";
    let tests = format!("{regex}serde v1.0.1|std\ninsta v1.0.0|colors\n");
    assert_eq!(found(program, &tests), ["unicode-gencat", "std"]);
}
