//! Every rule finds what its page shows, and nothing else; all through the whole program.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::corpus::{self, Corpus};
use crate::practice::Practice;
use crate::rules::example::Example;
use crate::rules::set_ups::{Base, SET_UPS, SILENT};

pub(crate) use crate::rules::set_ups::signature;

mod example;
mod set_ups;

const VALIDATE: &[&str] = &["validate", "--json"];
const VERIFY: &[&str] = &["vault", "verify", "--json"];

/// A fault of one rule in one text of tests/corpus.
struct Fault {
    code: String,
    /// Where the text lies.
    path: String,
    /// The text with the fault.
    text: String,
}

impl Fault {
    /// Returns what it must stand alone with in one run: the notes of a client are compared with each
    /// other, and the settings hold for all.
    fn neighborhood(&self) -> &str {
        self.path.split('/').nth(2).unwrap_or("practice")
    }

    /// Tells whether only a command of the vault can find it.
    fn is_private(&self) -> bool {
        self.code.starts_with("PS")
    }

    /// Returns where it is found: in the text, or in the psychotherapy note of the session that it is
    /// compared with.
    fn found_in(&self) -> String {
        match self.path.split_once("/notes/") {
            Some((client, stem)) if self.is_private() => {
                format!("{}/{}.md.age", client.replacen("chart", "vault", 1), &stem[..15])
            }
            _ if self.path.starts_with("vault/") => format!("{}.age", self.path),
            _ => self.path.clone(),
        }
    }
}

fn rules() -> Vec<Value> {
    let run = Practice::empty().run(&["rules", "--json"]);
    run.json()["rules"].as_array().unwrap().clone()
}

/// The faults of the pages.
fn faults_of_pages(texts: &BTreeMap<String, String>) -> Vec<Fault> {
    let fault = |rule: &Value| {
        let example = Example::of(rule["page"].as_str().unwrap())?;
        let code = rule["code"].as_str().unwrap().to_owned();
        let good = texts.get(&example.path).unwrap_or_else(|| panic!("{code}: {}", example.path));
        Some(Fault { code, text: example.plant(good).unwrap(), path: example.path })
    };
    rules().iter().filter_map(fault).collect()
}

/// The faults of tests/corpus/faults.toml: further ones, of rules whose page shows another.
fn further_faults(texts: &BTreeMap<String, String>) -> Vec<Fault> {
    let document: toml::Table =
        fs::read_to_string("tests/corpus/faults.toml").unwrap().parse().unwrap();
    let fault = |fault: &toml::Value| {
        let field = |key: &str| fault[key].as_str().unwrap();
        let path = format!("chart/{}", field("note"));
        let good = &texts[&path];
        assert_eq!(good.matches(field("find")).count(), 1, "{}", field("code"));
        let text = good.replace(field("find"), field("replace"));
        Fault { code: field("code").to_owned(), path, text }
    };
    document["fault"].as_array().unwrap().iter().map(fault).collect()
}

/// Plants as many faults at once as do not know of each other; returns what was found otherwise.
fn wrong_of(faults: Vec<Fault>, command: &[&str], corpus: &Corpus) -> Vec<String> {
    let mut rounds: Vec<Vec<Fault>> = Vec::new();
    for fault in faults {
        let is_apart = |round: &&mut Vec<Fault>| {
            let all = round.iter().map(Fault::neighborhood);
            all.chain([fault.neighborhood()]).all(|it| it != "practice")
                && round.iter().all(|other| other.neighborhood() != fault.neighborhood())
        };
        match rounds.iter_mut().find(is_apart) {
            Some(round) => round.push(fault),
            None => rounds.push(vec![fault]),
        }
    }
    let mut wrong = Vec::new();
    for round in rounds {
        for fault in &round {
            corpus::put(&corpus.practice, &fault.path, &fault.text);
        }
        let mut found = corpus.codes(command);
        for fault in &round {
            let codes = found.remove(&fault.found_in()).into_iter().flatten();
            let codes: Vec<String> = codes.collect();
            if codes != [fault.code.as_str()] {
                wrong.push(format!("{} in {}: {codes:?}", fault.code, fault.path));
            }
        }
        if !found.is_empty() {
            let codes: Vec<&str> = round.iter().map(|fault| fault.code.as_str()).collect();
            wrong.push(format!("beside {codes:?}: {found:?}"));
        }
        corpus.restore();
    }
    wrong
}

#[test]
fn what_a_page_shows_is_found_where_it_stands_and_nothing_else_anywhere() {
    let (corpus, texts) = (Corpus::new(), corpus::texts());
    let faults = faults_of_pages(&texts).into_iter().chain(further_faults(&texts));
    let faults: Vec<Fault> = faults.filter(|fault| !fault.is_private()).collect();
    assert!(faults.len() >= 80, "{}", faults.len());
    assert_eq!(wrong_of(faults, VALIDATE, &corpus), [""; 0]);
}

#[test]
fn a_page_that_shows_no_fault_or_another_or_what_does_not_stand_there_is_told() {
    let (corpus, texts) = (Corpus::new(), corpus::texts());
    let page = |found: &str, mended: &str| {
        let block = format!("```diff c-d5uf/2026-11-09-1100-dap\n{found}{mended}```\n");
        Example::of(&format!("\n## Example\n\n{block}")).unwrap()
    };
    let planted = |code: &str, found: &str, mended: &str| {
        let Example { path, .. } = page(found, mended);
        let text = page(found, mended).plant(&texts[&path]).unwrap();
        vec![Fault { code: code.to_owned(), path, text }]
    };
    let risk = "+ risk = \"denied\"\n";
    let wrong = |code: &str, found: &str| wrong_of(planted(code, found, risk), VALIDATE, &corpus);
    let of_note = "in chart/clients/c-d5uf/notes/2026-11-09-1100-dap.md";
    assert_eq!(wrong("RK001", ""), [""; 0]);
    assert_eq!(wrong("RK001", "- risk = \"denied\"\n"), [format!("RK001 {of_note}: []")]);
    assert_eq!(wrong("RK002", ""), [format!("RK002 {of_note}: [\"RK001\"]")]);
    let two = "- risks = \"denied\"\n";
    assert_eq!(wrong("RK001", two), [format!("RK001 {of_note}: [\"FM003\", \"RK001\"]")]);
    let elsewhere = page("", "+ client = \"c-e8mh\"\n");
    for example in [page("", "+ risk = \"present\"\n"), page("", "+\n"), elsewhere] {
        assert!(example.plant(&texts[&example.path]).is_err(), "{example:?}");
    }
}

#[test]
fn what_a_page_shows_of_a_psychotherapy_note_is_found_by_its_owner_alone_and_not_quoted() {
    let (corpus, texts) = (Corpus::new(), corpus::texts());
    let faults = || faults_of_pages(&texts).into_iter().filter(Fault::is_private);
    assert!(faults().count() >= 5);
    assert_eq!(wrong_of(faults().collect(), VERIFY, &corpus), [""; 0]);
    for fault in faults() {
        corpus::put(&corpus.practice, &fault.path, &fault.text);
        for finding in corpus::findings(&corpus.practice, VERIFY) {
            let words: Vec<&str> = fault.text.split_whitespace().collect();
            let message = finding["message"].as_str().unwrap();
            let is_quoted = |three: &[&str]| message.contains(&three.join(" "));
            assert!(!words.windows(3).any(is_quoted), "{message}");
        }
        assert_eq!(corpus.codes(VALIDATE).len(), 0, "`validate` has no key: {}", fault.code);
        corpus.restore();
    }
}

#[test]
fn what_is_no_text_of_one_note_is_found_as_well_and_every_rule_is_shown() {
    let mut shown: Vec<&str> = SET_UPS.iter().map(|set_up| set_up.code).collect();
    let rules = rules();
    let pages = rules.iter().filter(|rule| Example::of(rule["page"].as_str().unwrap()).is_some());
    shown.extend(pages.map(|rule| rule["code"].as_str().unwrap()));
    // They have tests of their own: below, and in tests/it/limits.rs.
    shown.extend(["KY001", "PR001"]);
    shown.sort_unstable();
    let codes: Vec<&str> = rules.iter().map(|rule| rule["code"].as_str().unwrap()).collect();
    assert_eq!(shown, codes, "each rule has an example on its page or a set-up, and not both");
    let wrong: Vec<String> = Base::ALL.into_iter().flat_map(wrong_set_ups).collect();
    assert_eq!(wrong, [""; 0]);
}

/// Makes each set-up of a base; returns what was found otherwise.
fn wrong_set_ups(base: Base) -> Vec<String> {
    let corpus = base.corpus();
    let codes = |command| -> Vec<String> {
        let mut codes: Vec<String> = corpus.codes(command).into_values().flatten().collect();
        codes.dedup();
        codes
    };
    let mut wrong = Vec::new();
    let silent = codes(base.command());
    if !silent.is_empty() {
        wrong.push(format!("{base:?} is not silent: {silent:?}"));
    }
    for (what, _, put) in SILENT.iter().filter(|(_, of, _)| *of == base) {
        put(&corpus.practice);
        let found = codes(base.command());
        if !found.is_empty() {
            wrong.push(format!("{what}: {found:?}"));
        }
        corpus.restore();
    }
    for set_up in SET_UPS.iter().filter(|set_up| set_up.base == base) {
        (set_up.breaks)(&corpus.practice);
        let found = codes(base.command());
        if found != [set_up.code] {
            wrong.push(format!("{}: {found:?}", set_up.code));
        }
        if base == Base::Opened {
            let outside = codes(VALIDATE);
            if !outside.is_empty() {
                wrong.push(format!(
                    "`validate` has no key, and finds {outside:?} for {}",
                    set_up.code
                ));
            }
        }
        corpus.restore();
        if matches!(set_up.code, "CT009" | "CT010" | "CT011" | "CT013") {
            fs::remove_dir_all(corpus.practice.path("chart/.git")).unwrap();
            corpus.practice.git(&["init", "--quiet"]);
        }
    }
    wrong
}

#[test]
fn an_identity_in_a_synchronised_folder_is_found() {
    let practice = Practice::with_client();
    let codes = |folder: &str| {
        let config = practice.read("home/.config/casenotes/config.toml");
        let old = config.lines().find(|line| line.contains("identity.age")).unwrap();
        let old = old.split('"').find(|part| part.ends_with("identity.age")).unwrap().to_owned();
        let new = practice.path("home").join(folder).join("identity.age");
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::rename(&old, &new).unwrap();
        let config = config.replace(&old, new.to_str().unwrap());
        practice.put("home/.config/casenotes/config.toml", config);
        let found = corpus::findings(&practice, VALIDATE).into_iter();
        found.map(|finding| finding["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes("Dropbox/keys"), ["KY001"]);
    assert_eq!(codes("keys"), [""; 0]);
}
