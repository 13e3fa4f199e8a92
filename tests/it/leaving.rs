//! What leaves, as the tests of the law see it: practices with a record or with psychotherapy notes, and
//! whether each release left, said why, and is in the log.
//!
//! A preview must come to the same end as the release, so each is asked for it first.

use std::cell::Cell;

use crate::disclosure::AUTHORIZATION;
use crate::practice::{NOTE, Practice, Run};

/// The days of the notes of the client, all signed.
pub(crate) const DAYS: [&str; 3] = ["2026-11-03", "2026-11-10", "2026-11-23"];

/// A practice, and what left it so far.
pub(crate) struct World {
    pub(crate) practice: Practice,
    left: Cell<usize>,
}

/// Parts a line as a shell would, as far as single quotes.
pub(crate) fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace()),
            _ => words.push(part),
        }
    }
    words
}

impl World {
    /// A practice with one client and three signed notes; `keys` are lines of the client file.
    pub(crate) fn new(keys: &str) -> Self {
        let practice = Practice::with_signer();
        for day in DAYS {
            let text = NOTE.replace("2026-11-20", day).replace("Continue", &format!("MARK-{day}"));
            practice.put(&format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md"), text);
            practice.ok(&["sign", &format!("c-7f3k/{day}"), "--late-entry", "ill"]);
        }
        let world = Self { practice, left: Cell::new(0) };
        world.client(keys);
        world
    }

    /// Puts other lines into the client file.
    pub(crate) fn client(&self, keys: &str) {
        let tells = |key: &str| keys.lines().any(|line| line.starts_with(key));
        let born = if tells("birth_date") || tells("[[member]]") {
            ""
        } else {
            "birth_date = 1978-11-02\n"
        };
        let name = if keys.starts_with("name = ") { "" } else { "name = \"Ben Sample\"\n" };
        self.practice.put("chart/clients/c-7f3k/client.toml", format!("{name}{born}{keys}"));
    }

    /// Adds to the settings of the practice.
    pub(crate) fn settings(&self, text: &str) {
        let before = self.practice.read("chart/casenotes.toml");
        self.practice.put("chart/casenotes.toml", format!("{before}{text}"));
    }

    /// Puts a paper beside the notes: the usual one, with some of it changed.
    pub(crate) fn paper(&self, name: &str, edits: &[(&str, &str)]) {
        let path = format!("chart/clients/c-7f3k/authorizations/{name}.toml");
        self.practice.put(&path, edited(AUTHORIZATION, edits));
    }

    pub(crate) fn export(&self, line: &str, more: &[&str]) -> Run {
        self.practice.run(&[&["export"], &words(line)[..], more].concat())
    }

    pub(crate) fn in_the_log(&self) -> usize {
        let run = self.practice.run(&["disclosures", "c-7f3k", "--json"]);
        run.json()["disclosures"].as_array().unwrap().len()
    }

    /// The record must leave, say something in the document or beside it, and be in the log.
    pub(crate) fn leaves(&self, id: &str, line: &str, says: &str) -> String {
        let preview = self.export(line, &["--preview"]);
        assert_eq!(preview.code(), 0, "row {id}, preview: {preview}");
        let run = self.export(line, &[]);
        has_left(id, &run, says);
        self.left.set(self.left.get() + 1);
        assert_eq!(self.in_the_log(), self.left.get(), "row {id} is not in the log");
        run.out()
    }

    /// Nothing must leave, and it must say why.
    pub(crate) fn stops(&self, id: &str, line: &str, why: &str) {
        for more in [&["--preview"][..], &[]] {
            let run = self.export(line, more);
            assert_eq!(run.code(), 2, "row {id}: {run}");
            assert!(run.err().contains(why), "row {id} does not say {why:?}: {run}");
            assert!(run.out().is_empty(), "row {id}: {run}");
        }
        assert_eq!(self.in_the_log(), self.left.get(), "row {id} is in the log");
    }

    pub(crate) fn last_entry(&self) -> serde_json::Value {
        let run = self.practice.run(&["disclosures", "c-7f3k", "--json"]);
        run.json()["disclosures"].as_array().unwrap().last().unwrap().clone()
    }

    /// Files an authorization, which must be refused for a reason, or not.
    pub(crate) fn files(&self, id: &str, edits: &[(&str, &str)], fault: Option<&str>) {
        let run = self
            .practice
            .pipe(&["authorization", "add", "c-7f3k", "--stdin"], edited(AUTHORIZATION, edits));
        match fault {
            None => assert_eq!(run.code(), 0, "row {id}: {run}"),
            Some(fault) => {
                assert_eq!(run.code(), 2, "row {id}: {run}");
                assert!(run.err().contains(fault), "row {id} does not say {fault:?}: {run}");
            }
        }
    }
}

/// What was asked for must be done, and something be said in the document or beside it.
fn has_left(id: &str, run: &Run, says: &str) {
    assert_eq!(run.code(), 0, "row {id}: {run}");
    let told = run.out() + &run.err();
    assert!(told.contains(says), "row {id} does not say {says:?}: {run}");
}

/// Lays out a paper: another one with some of it changed, and more behind it where nothing is to go.
pub(crate) fn edited(paper: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(paper.to_owned(), |text, (from, to)| match *from {
        "" => text + to,
        from => {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        }
    })
}

/// Which of the notes are in a document.
pub(crate) fn days(text: &str) -> Vec<&'static str> {
    DAYS.into_iter().filter(|day| text.contains(&format!("MARK-{day}"))).collect()
}

pub(crate) const TO_IDA: &str = "c-7f3k --to 'Ida Fictive, MD' --purpose 'coordination of care'";

/// An authorization for psychotherapy notes of the client of these tests.
pub(crate) const PSY: &str = "\
scope = [\"psychotherapy-notes\"]
client = \"c-7f3k\"
individual = \"Ben Sample\"
information = \"the psychotherapy notes of November 2026\"
discloser = \"Dana Okafor, LCSW\"
recipient = \"Ida Fictive, PhD\"
purpose = \"continuing therapy\"
expires = 2027-11-24
signed_by = \"Ben Sample\"
signed_on = 2026-11-20
by_representative = false
says_how_to_revoke = true
says_care_is_not_conditioned = true
says_it_may_be_passed_on = true
copy_given = 2026-11-20
";

/// A practice with two psychotherapy notes of one client, and what left of them.
pub(crate) struct Vault {
    pub(crate) practice: Practice,
    left: Cell<usize>,
}

impl Vault {
    pub(crate) fn new(keys: &str) -> Self {
        let practice = Practice::with_client();
        for day in ["2026-11-10", "2026-11-23"] {
            let args = ["vault", "new", "c-7f3k", "--at", &format!("{day} 14:00"), "--stdin"];
            assert_eq!(practice.pipe(&args, format!("MARK-{day}\n")).code(), 0);
        }
        let vault = Self { practice, left: Cell::new(0) };
        vault.client(keys);
        vault
    }

    pub(crate) fn client(&self, keys: &str) {
        let text = format!("name = \"Ben Sample\"\nbirth_date = 1978-11-02\n{keys}");
        self.practice.put("chart/clients/c-7f3k/client.toml", text);
    }

    pub(crate) fn paper(&self, name: &str, edits: &[(&str, &str)]) {
        self.practice.put(name, edited(PSY, edits));
    }

    pub(crate) fn release(&self, line: &str) -> Run {
        let confirmed = ["vault", "release", "--confirm", "c-7f3k"];
        self.practice.run(&[&confirmed[..], &words(line)].concat())
    }

    pub(crate) fn in_the_log(&self) -> usize {
        let run = self.practice.run(&["vault", "releases", "--json"]);
        run.json()["releases"].as_array().unwrap().len()
    }

    pub(crate) fn leaves(&self, id: &str, line: &str, says: &str) -> String {
        let run = self.release(line);
        has_left(id, &run, says);
        self.left.set(self.left.get() + 1);
        assert_eq!(self.in_the_log(), self.left.get(), "row {id} is not in the log");
        run.out()
    }

    pub(crate) fn stops(&self, id: &str, line: &str, why: &str) {
        let run = self.release(line);
        assert_eq!(run.code(), 2, "row {id}: {run}");
        assert!(run.err().contains(why), "row {id} does not say {why:?}: {run}");
        assert!(run.out().is_empty() && !run.to_string().contains("MARK"), "row {id}: {run}");
        assert_eq!(self.in_the_log(), self.left.get(), "row {id} is in the log");
    }
}

impl World {
    /// Puts a note of another hour beside the signed ones, with further lines in its front matter; it is a
    /// draft.
    pub(crate) fn note(&self, day: &str, keys: &str) {
        let text = NOTE.replace("2026-11-20", day).replace("T14:", "T08:");
        let text = text.replace("LCSW\"\n", &format!("LCSW\"\n{keys}"));
        let path = format!("chart/clients/c-7f3k/notes/{day}-0800-dap.md");
        self.practice.put(&path, text.replace("Continue", &format!("MARK-{day}-early")));
    }
}
