//! The rules of `validate`: a folder a family, a file a rule. Pure: values in, findings out.
//!
//! A code is two letters for what is looked at ([`table::FAMILIES`]) and a number. `subject` has what
//! rules look at, `history` what came before it, `practice` which of them hold in one.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::domain::private_mark::PrivateMark;
use crate::failure::bug;
use crate::note::front_matter::Allowance;
use crate::output::counted;
use crate::rules::chart::subject::LeftConflict;
use crate::rules::commits::subject::StagedSubject;
use crate::rules::finding::{Finding, Level};
use crate::rules::front_matter::IDENTITY;
use crate::rules::practice::{Policy, Practice};
use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Check, CheckedFile, Report, Rule, Subject};
use crate::rules::signatures::subject::SigningSubject;
use crate::rules::subject::{NoteSubject, RecordFact};
use crate::rules::table::{RULES, is_about_content};
use crate::text::language::Language;
use crate::text::lexicon::Lexicon;

mod agreement;
mod billing;
pub mod chart;
pub mod client_file;
pub mod commits;
mod copying;
pub mod disclosures;
pub mod documents;
mod elements;
pub mod finding;
mod front_matter;
mod golden_thread;
pub mod history;
pub mod keys;
pub mod nameless;
pub mod practice;
mod program;
pub mod psychotherapy;
pub mod questionnaires;
pub mod report;
mod risk;
pub mod rule;
pub mod sealed;
mod sections;
pub mod settings;
pub mod signatures;
pub mod subject;
pub mod table;
mod text;
mod time;
pub mod vault;
mod wording;

impl CheckedFile<'_> {
    /// Lets each of the rules for its sort look at a subject. One that breaks is a finding itself, and
    /// the others go on.
    fn show<S: Subject>(
        &self,
        subject: &S,
        mut rules: impl Iterator<Item = (&'static Rule, Level)>,
        findings: &mut Vec<Finding>,
    ) {
        let mut shown = None;
        // Held once for all of them, and not once for each: a note is shown to a hundred rules.
        while let Err(bug) = bug::held(|| {
            for (rule, level) in rules.by_ref() {
                let Some(check) = S::looked_at_by(&rule.check) else { continue };
                shown = Some(rule);
                bug::break_if_planted(rule.code);
                let mut report = Report::new(rule, level, self, findings);
                check(subject, &mut report);
                report.say_what_is_left_out();
            }
        }) {
            let mut report = Report::new(&program::RULE, program::RULE.level, self, findings);
            program::report(shown, &bug, &mut report);
        }
    }
}

/// Makes warnings of the errors in what notes say, as against how they are filed and signed, and of
/// those of the rules in `also`; tells whether there was one.
pub fn excuse(findings: &mut [Finding], also: &[&str]) -> bool {
    let is_meant = |found: &Finding| is_about_content(found.code) || also.contains(&found.code);
    let excused =
        findings.iter_mut().filter(|found| found.level == Level::Error && is_meant(found));
    let mut any = false;
    for finding in excused {
        finding.level = Level::Warning;
        finding.excused = true;
        any = true;
    }
    any
}

/// Finds a rule by its code or name, in any case.
pub fn find(text: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.eq_ignore_ascii_case(text) || rule.name == text).copied()
}

/// Says how many rules read words and know none of a language, if there are any: of those for psychotherapy
/// notes, or of all others.
pub fn unread_in(
    language: &Language,
    lexicon: Option<Lexicon>,
    of_psychotherapy: bool,
) -> Option<String> {
    let is_of = |rule: &Rule| matches!(rule.check, Check::Psychotherapy(_)) == of_psychotherapy;
    let off = RULES.iter().filter(|rule| is_of(rule) && !table::can_read(rule, lexicon)).count();
    (off > 0).then(|| {
        format!(
            "Of notes in `{language}`, {} that read words of other languages say nothing.",
            counted(off, "rule"),
        )
    })
}

/// Runs the rules for notes over one note.
///
/// `path` is asked only when there is a finding: most notes have none.
pub fn check_note(
    subject: &NoteSubject<'_>,
    path: &mut dyn FnMut() -> PathBuf,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    check_by(subject, path, bytes, findings, |_| true);
}

/// Runs the rules about which note a file is, and whose, over one note.
pub fn check_identity(
    subject: &NoteSubject<'_>,
    path: &mut dyn FnMut() -> PathBuf,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    let before = findings.len();
    check_by(subject, path, bytes, findings, |rule| IDENTITY.contains(&rule.code));
    // That another finding is allowed is not asked here.
    let new = findings.split_off(before);
    let is_of_it = |finding: &Finding| finding.is_unchecked() || IDENTITY.contains(&finding.code);
    findings.extend(new.into_iter().filter(is_of_it));
}

/// Reports a merge that was left half done in a file that is no note, and tells whether there is one:
/// what else is wrong with the file comes of it.
pub fn check_conflict(bytes: &[u8], path: &Path, findings: &mut Vec<Finding>) -> bool {
    match LeftConflict::of(bytes) {
        Some(conflict) => {
            check_bytes(&conflict, path, bytes, findings);
            true
        }
        None => false,
    }
}

fn check_by(
    subject: &NoteSubject<'_>,
    path: &mut dyn FnMut() -> PathBuf,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
    is_asked: impl Fn(&Rule) -> bool,
) {
    let file = CheckedFile::new(Path::new(""), bytes, subject.note.front_range.clone());
    let before = findings.len();
    let lexicon = subject.lexicon();
    // What somebody has written elsewhere is no finding of ours; whether it can be found and trusted is.
    let is_own = !subject.note.front.is_imported();
    let asked = in_force(&subject.practice.policy).filter(|(rule, _)| {
        is_asked(rule) && table::can_read(rule, lexicon) && (is_own || !is_about_content(rule.code))
    });
    file.show(subject, asked, findings);
    if findings.len() > before {
        let path = path();
        findings[before..].iter_mut().for_each(|finding| finding.path.clone_from(&path));
        front_matter::leave_out_allowed(subject, &file.places, findings, before);
    }
}

/// Reports something about a note that shows only beside others.
pub fn check_matter(
    matter: &RecordFact,
    path: &Path,
    allowed: &[Allowance],
    practice: &Practice,
    findings: &mut Vec<Finding>,
) {
    let before = findings.len();
    CheckedFile::whole(path).show(matter, in_force(&practice.policy), findings);
    let is_allowed = |finding: &Finding| {
        !finding.is_unchecked()
            && allowed
                .iter()
                .any(|one| practice.policy.covers(&one.rule, finding.code, finding.name))
    };
    let new = findings.split_off(before);
    findings.extend(new.into_iter().filter(|finding| !is_allowed(finding)));
}

/// Runs the rules for psychotherapy notes over the text of one, opened in memory. The findings name
/// lines and never hold a word of it.
pub fn check_psychotherapy(
    subject: &PsychotherapySubject<'_>,
    path: &Path,
    policy: &Policy,
    findings: &mut Vec<Finding>,
) {
    let file = CheckedFile::new(path, subject.text.as_bytes(), 0..0);
    let lexicon = subject.lexicon();
    let asked = in_force(policy).filter(|(rule, _)| table::can_read(rule, lexicon));
    file.show(subject, asked, findings);
}

/// Runs the rules for a sort of thing over one that lies at a path, whatever the bytes of the file.
pub fn check<S: Subject>(subject: &S, path: &Path, findings: &mut Vec<Finding>) {
    CheckedFile::whole(path).show(subject, all(), findings);
}

/// Runs the rules for a sort of thing over one, whose findings have their places in the bytes of the file.
pub fn check_bytes<S: Subject>(
    subject: &S,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    CheckedFile::new(path, bytes, 0..0).show(subject, all(), findings);
}

/// Runs the rules for signatures over a note or an amendment.
pub fn check_signing(
    subject: &SigningSubject<'_>,
    path: &Path,
    bytes: &[u8],
    front: Range<usize>,
    findings: &mut Vec<Finding>,
) {
    CheckedFile::new(path, bytes, front).show(subject, all(), findings);
}

/// Runs the rules about private notes and keys over a file that lies beside the chart and is about to be
/// committed with it; its name says nothing there.
pub fn check_staged_beside(bytes: &[u8], path: &Path, findings: &mut Vec<Finding>) {
    let mark = PrivateMark::of(bytes);
    let subject = StagedSubject { name: "", bytes, mark, is_note: true, deed: None };
    check_bytes(&subject, path, bytes, findings);
}

/// Returns every rule, with its level where a practice has set nothing.
fn all() -> impl Iterator<Item = (&'static Rule, Level)> {
    RULES.iter().map(|rule| (*rule, rule.level))
}

/// Returns the rules that hold, each with its level there.
fn in_force(policy: &Policy) -> impl Iterator<Item = (&'static Rule, Level)> {
    let rules = RULES.iter().enumerate();
    rules.filter_map(|(at, rule)| policy.level(at).map(|level| (*rule, level)))
}

// The examples of the pages run through the whole program in tests/it/rules.
#[cfg(test)]
#[path = "../../tests/it/rules/example.rs"]
mod example;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read as it likes")]
mod tests {
    use std::cell::OnceCell;
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::note::convert::convert;
    use crate::note::progress_note::ProgressNote;
    use crate::note::template::Templates;
    use crate::record::deidentify::suspects::look_at;
    use crate::record::deidentify::{Cleaner, DateForm, Known};
    use crate::rules::example::Example;
    use crate::rules::history::{ClientFacts, History};
    use crate::rules::practice::People;
    use crate::rules::table::standard_policy;

    #[test]
    fn rules_are_sorted_and_their_codes_and_names_are_unique() {
        assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
        let names: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn every_file_of_a_family_is_a_rule_that_it_lists() {
        let shared = ["mod.rs", "subject.rs", "verdicts.rs"];
        let files = walkdir::WalkDir::new("src/rules").min_depth(2).into_iter().flatten();
        let no_family = ["src/rules/report", "src/rules/subject"];
        let files = files.filter(|file| {
            let name = file.file_name().to_str().unwrap();
            name.ends_with(".rs")
                && !shared.contains(&name)
                && !no_family.iter().any(|folder| file.path().starts_with(folder))
        });
        assert_eq!(files.count(), RULES.len(), "a rule file is missing from its family's list");
    }

    #[test]
    fn every_page_says_what_and_why_and_how_and_shows_it() {
        for rule in RULES.iter() {
            let headings: Vec<&str> =
                rule.page.lines().filter(|line| line.starts_with("## ")).collect();
            let all = ["## What it finds", "## Why it matters", "## How to mend it", "## Example"];
            assert_eq!(headings, all, "{}", rule.name);
            let (_, why) = rule.page.split_once(all[1]).unwrap();
            let (why, _) = why.split_once(all[2]).unwrap();
            let of_the_field = ["BL", "CF", "EL", "GT", "PS", "RK", "TM", "WD"];
            if of_the_field.iter().any(|letters| rule.code.starts_with(letters)) {
                assert!(why.contains("\nSource: "), "{} lacks its source", rule.name);
            }
        }
    }

    #[test]
    fn names_say_the_fault_and_not_the_wish() {
        for rule in RULES.iter() {
            for wish in ["require", "must", "should", "no-", "valid-", "check"] {
                assert!(!rule.name.starts_with(wish), "{}", rule.name);
            }
            assert!(find(rule.code).is_some() && find(rule.name).is_some());
        }
    }

    static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::built_in);

    /// A practice in which every rule holds and each asks all that it can.
    static PRACTICE: LazyLock<Practice> = LazyLock::new(|| {
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-24T09:30:12-05:00").unwrap();
        let mut practice = Practice {
            standard: vec!["Reports fewer".into()],
            now: Some(crate::domain::session_time::SessionTime::new(now)),
            ..Practice::of(standard_policy())
        };
        practice.policy.set(&[("WD013", Some(Level::Info))]);
        practice.people = LazyLock::new(Box::new(|| {
            let mut people = People::default();
            people.add("c-2mxr", Some("Ben Sample"));
            people
        }));
        practice
    });

    static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| {
        let known = Known {
            client: Some("Zoë van Müller-O'Brien".into()),
            clinicians: vec!["Dana Okafor, LCSW".into()],
            birth_date: chrono::NaiveDate::from_ymd_opt(1990, 4, 21),
            ..Known::default()
        };
        Cleaner::new(&known, DateForm::Sessions)
    });

    /// The texts of the corpus, good and as the page of a rule breaks them.
    static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let corpus = walkdir::WalkDir::new("tests/corpus").sort_by_file_name();
        let corpus = corpus.into_iter().filter_map(Result::ok).filter_map(|entry| {
            let is_note = entry.path().extension().is_some_and(|ending| ending == "md");
            is_note.then(|| std::fs::read_to_string(entry.path()).unwrap())
        });
        let broken = RULES.iter().filter_map(|rule| {
            let example = Example::of(rule.page)?;
            let good = std::fs::read_to_string(Path::new("tests/corpus").join(&example.path));
            Some(example.plant(&good.unwrap()).unwrap())
        });
        corpus.chain(broken).collect()
    });

    /// What a rule might stumble over.
    const PIECES: &str = "(\u{301}|é|\u{201c}|\u{201d}|\u{2013}|\u{feff}|\u{200b}|🦀|İ|ß|\u{fb03}|ẞ|\\p{L}|[0-9]{1,22}|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?|2026-(02-30|11-24|00-00)|[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,5}|-?9223372036854775807|9999-12-31T23:59:60\\+23:59|0001-01-01T00:00:00-23:59|PHQ-9|GAD-7: |F[0-9]{2}\\.?[0-9A-Z]{0,5}|9[0-9]{4}|-|\\+|<|>|<!--|-->|<!-- allow |\"|'|`|```|#|## |\n|\n\n|\r\n|\t|\0|\\.|,|;|:|\\(|\\)|\\[|\\]|\\{|\\}|=|@|&#x41;|mother said |Session began |next |last |in |Zoë |van |Brien|denies |suicidal|[A-Za-z ]{1,6}){1,4}";

    /// Cuts a text and puts pieces into it, at whatever place is the boundary of a character.
    fn mutated(seed: &str, changes: &[(usize, usize, String)]) -> String {
        let mut text = seed.to_owned();
        for (at, cut, piece) in changes {
            let boundary = |at: usize| (at..).find(|at| text.is_char_boundary(*at)).unwrap();
            let start = boundary(at % (text.len() + 1));
            let end = boundary((start + cut).min(text.len()));
            text.replace_range(start..end, piece);
        }
        text
    }

    /// Lets everything that reads a note read a text; returns what broke.
    fn broken_by(text: &str) -> Vec<String> {
        let note = ProgressNote::parse(text.as_bytes());
        let (client, stem) = ("c-7f3k".parse().unwrap(), "2026-11-24-1400-dap".parse().unwrap());
        let mut found = Vec::new();
        let mut history = History::of(ClientFacts {
            name: Some("Zoë van Müller-O'Brien".into()),
            birth_date: chrono::NaiveDate::from_ymd_opt(1990, 4, 21),
            closed: None,
        });
        let broken = bug::held(|| {
            for _ in 0..2 {
                let subject = NoteSubject::new(&note, &client, Some(&stem), &TEMPLATES, &PRACTICE);
                let subject = subject.in_record(&history);
                check_note(&subject, &mut || "x".into(), text.as_bytes(), &mut found);
                let trace = subject.into_trace("2026-11-24-1400-dap.md");
                history.add(trace);
            }
            let subject = PsychotherapySubject {
                text,
                has_chart: true,
                progress: Some(note.body()),
                progress_risk: note.front.risk.as_deref(),
                excluded: OnceCell::new(),
                language: Some(&PRACTICE.language),
            };
            check_psychotherapy(&subject, Path::new("x"), &PRACTICE.policy, &mut found);
            let (from, to) = (TEMPLATES.get("dap").unwrap(), TEMPLATES.get("soap").unwrap());
            let _ = convert(note.body(), from, to);
            let cleaned = CLEANER.clean(note.body());
            let _ = (look_at(&CLEANER, &cleaned), CLEANER.left_of_names(&cleaned.text));
        });
        let of_rules = found.iter().filter(|finding| finding.is_unchecked());
        let of_rules = of_rules.map(|finding| finding.message.clone());
        of_rules.chain(broken.err().map(|bug| format!("{bug:?}"))).collect()
    }

    #[test]
    fn the_seconds_of_a_time_in_a_psychotherapy_note_break_no_rule() {
        for text in
            ["Woke at 14:03:22.\n", "14:03:22-14:50:10\n", "1:2:3:44:55:66\n", "é:00:00:00\n"]
        {
            assert_eq!(broken_by(text), [""; 0], "{text}");
        }
    }

    proptest! {
        // PROPTEST_CASES=100000 for a long look.
        #[test]
        fn no_text_breaks_a_rule(
            seed in any::<prop::sample::Index>(),
            changes in prop::collection::vec((any::<usize>(), 0_usize..40, PIECES), 1..12),
        ) {
            let text = mutated(&SEEDS[seed.index(SEEDS.len())], &changes);
            let broken = broken_by(&text);
            prop_assert!(broken.is_empty(), "{:?}", broken);
        }
    }
}
