//! The rules of `validate`: one file each, one line each in [`RULES`]. Pure: values in, findings out.
//!
//! A code is two letters for what is looked at and a number: `FM` front matter, `SC` sections, `TX`
//! text, `CL` client file, `CT` chart tree, `GT` commits, `KY` keys, `SG` signatures, `VT` vault tree
//! by its outside alone, `VN` what lies in the vault, opened: those run in `vault verify` alone.

use std::path::{Path, PathBuf};

use crate::domain::stray::StrayKind;
use crate::fields::{Problem, place_of};
use crate::note::lines::Position;
use crate::rules::signing::{SignerListSubject, SigningSettingsSubject, SigningSubject};
use crate::rules::staged::StagedSubject;
use crate::rules::subject::{
    ClientSubject, KeySubject, MissingFile, NoteSubject, OpenedSubject, TemplateSubject,
    Unreadable, VaultSubject,
};

mod amendment_of_another_note;
mod awaiting_cosignature;
mod changed_after_signing;
mod changed_signed_note;
mod committed_conflict;
mod committed_key;
mod committed_private_note;
mod damaged_amendment;
mod damaged_note;
mod damaged_seal;
mod early_amendment;
mod early_signature;
mod editor_leftover;
mod empty_section;
mod end_before_start;
mod expired_signer;
mod foreign_note;
mod guidance_left;
mod merge_conflict;
mod misnamed_note;
mod misnamed_sealed_note;
mod misplaced_sealed_note;
mod missing_client_file;
mod missing_client_key;
mod missing_key;
mod missing_recipients;
mod missing_section;
mod not_text;
mod note_for_others;
mod open_mode;
mod orphaned_signature;
mod outdated_seal;
mod own_cosignature;
mod placeholder_left;
mod repeated_section;
mod repeated_session;
mod sealed_by_passphrase;
mod signature_without_credentials;
mod signed_as_another_note;
mod signed_by_another;
pub mod signing;
pub mod staged;
mod stray_file;
mod stray_in_vault;
pub mod subject;
mod synchronised_identity;
mod unclosed_comment;
mod unknown_client_key;
mod unknown_format;
mod unknown_key;
mod unknown_signer;
mod unmarked_late_entry;
mod unmarked_signature;
mod unreadable_client_file;
mod unreadable_file;
mod unreadable_front_matter;
mod unreadable_signature;
mod unsaved_edit;
mod unsealed_file;
mod unsigned_amendment;
mod unsigned_mark;
mod unsound_signer_list;
mod unsound_signing_settings;
mod unsound_template;
mod vault_remote;
mod wrong_client;
mod wrong_client_value;
mod wrong_kind;
mod wrong_value;

/// Every rule, in the order of its code.
pub const RULES: &[&Rule] = &[
    &unreadable_client_file::RULE,
    &missing_client_key::RULE,
    &unknown_client_key::RULE,
    &wrong_client_value::RULE,
    &missing_client_file::RULE,
    &stray_file::RULE,
    &repeated_session::RULE,
    &unsaved_edit::RULE,
    &unsound_template::RULE,
    &unreadable_file::RULE,
    &unreadable_front_matter::RULE,
    &missing_key::RULE,
    &unknown_key::RULE,
    &wrong_value::RULE,
    &end_before_start::RULE,
    &wrong_client::RULE,
    &misnamed_note::RULE,
    &unknown_format::RULE,
    &changed_signed_note::RULE,
    &committed_private_note::RULE,
    &committed_key::RULE,
    &committed_conflict::RULE,
    &synchronised_identity::RULE,
    &missing_section::RULE,
    &empty_section::RULE,
    &repeated_section::RULE,
    &unsigned_mark::RULE,
    &unmarked_signature::RULE,
    &unreadable_signature::RULE,
    &changed_after_signing::RULE,
    &unknown_signer::RULE,
    &expired_signer::RULE,
    &signed_as_another_note::RULE,
    &signed_by_another::RULE,
    &unmarked_late_entry::RULE,
    &early_signature::RULE,
    &signature_without_credentials::RULE,
    &awaiting_cosignature::RULE,
    &orphaned_signature::RULE,
    &damaged_amendment::RULE,
    &amendment_of_another_note::RULE,
    &unsigned_amendment::RULE,
    &early_amendment::RULE,
    &own_cosignature::RULE,
    &unsound_signer_list::RULE,
    &unsound_signing_settings::RULE,
    &not_text::RULE,
    &merge_conflict::RULE,
    &placeholder_left::RULE,
    &guidance_left::RULE,
    &unclosed_comment::RULE,
    &damaged_note::RULE,
    &note_for_others::RULE,
    &misplaced_sealed_note::RULE,
    &outdated_seal::RULE,
    &foreign_note::RULE,
    &wrong_kind::RULE,
    &unsealed_file::RULE,
    &editor_leftover::RULE,
    &open_mode::RULE,
    &damaged_seal::RULE,
    &misnamed_sealed_note::RULE,
    &stray_in_vault::RULE,
    &sealed_by_passphrase::RULE,
    &missing_recipients::RULE,
    &vault_remote::RULE,
];

/// One thing that `validate` looks for.
#[derive(Debug)]
pub struct Rule {
    /// Stable code, never reused.
    pub code: &'static str,
    /// Reads well after "allow": `allow empty-section`.
    pub name: &'static str,
    /// How grave it is.
    pub level: Level,
    /// What `validate --explain` prints: what it finds, why it matters, how to mend it.
    pub explanation: &'static str,
    /// A file that breaks this rule and no other.
    pub bad: Example,
    /// The same file, mended.
    pub good: Example,
    check: Check,
}

/// How grave a finding is. Only errors make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The record is wrong or incomplete.
    Error,
    /// Somebody should look.
    Warning,
}

/// A file that shows a rule at work.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Where it lies, below the root of its tree.
    pub path: &'static str,
    /// What it holds; `None` when the rule is about its absence.
    pub bytes: Option<&'static [u8]>,
    /// Its length, when it goes on with zeros behind `bytes`.
    pub length: Option<u64>,
    /// Its permission bits.
    pub mode: u32,
    /// Whether its tree is the vault.
    pub in_vault: bool,
    /// What the file is made of.
    pub material: Material,
    /// What lies beside it.
    pub beside: &'static [Companion],
}

/// What the file of an example is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Material {
    /// The bytes as they are.
    Bytes,
    /// The bytes sealed to the vault's recipients; `RECIPIENTS` in them is the digest of the list.
    Sealed,
    /// The bytes sealed to somebody else.
    SealedToOthers,
    /// The bytes sealed, and one of them changed afterwards.
    SealedAndDamaged,
    /// The identity of the practice, below the home.
    Identity,
}

/// A file that an example needs beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Companion {
    /// A text.
    File {
        /// Where it lies, below the root of the tree.
        path: &'static str,
        /// What it holds.
        text: &'static str,
    },
    /// The signature of the file of the same name without `.sig`.
    Signature {
        /// Where it lies.
        path: &'static str,
        /// The Ed25519 key of so many bytes of this value signs it.
        seed: u8,
    },
    /// The same bytes as another file beside it.
    Copy {
        /// Where it lies.
        path: &'static str,
        /// What it is a copy of.
        from: &'static str,
    },
}

/// What a rule looks at.
#[derive(Debug)]
enum Check {
    Note(fn(&NoteSubject<'_>, &mut Report<'_>)),
    ClientFile(fn(&ClientSubject<'_>, &mut Report<'_>)),
    MissingFile(fn(&MissingFile, &mut Report<'_>)),
    SignerList(fn(&SignerListSubject<'_>, &mut Report<'_>)),
    Signing(fn(&SigningSubject<'_>, &mut Report<'_>)),
    SigningSettings(fn(&SigningSettingsSubject<'_>, &mut Report<'_>)),
    Staged(fn(&StagedSubject<'_>, &mut Report<'_>)),
    Stray(fn(&StrayKind, &mut Report<'_>)),
    Template(fn(&TemplateSubject<'_>, &mut Report<'_>)),
    Unreadable(fn(&Unreadable, &mut Report<'_>)),
    Vault(fn(&VaultSubject, &mut Report<'_>)),
    Opened(fn(&OpenedSubject, &mut Report<'_>)),
    Key(fn(&KeySubject, &mut Report<'_>)),
}

/// One place where a file breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule: its code.
    pub code: &'static str,
    /// Which rule: its name.
    pub name: &'static str,
    /// How grave it is.
    pub level: Level,
    /// Which file.
    pub path: PathBuf,
    /// Where in the file; `None` for the whole of it.
    pub place: Option<Position>,
    /// What is wrong here; never quotes the note's text.
    pub message: String,
    /// What to do about it, as a sentence.
    pub help: Option<String>,
}

impl Finding {
    /// Tells whether it is about what a note says, as against whether it can be read, found, told
    /// from another and trusted.
    pub fn is_about_content(&self) -> bool {
        let is_form = ["FM", "CL", "CT", "GT", "KY", "SG", "VT", "VN"]
            .iter()
            .any(|family| self.code.starts_with(family));
        // Bytes that are not text, and a merge that was left half done.
        !is_form && !matches!(self.code, "TX001" | "TX002")
    }
}

/// Collects the findings of one rule in one file.
pub struct Report<'a> {
    rule: &'static Rule,
    path: &'a Path,
    bytes: &'a [u8],
    front: std::ops::Range<usize>,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    /// Reports the file as a whole.
    fn whole(&mut self, message: impl Into<String>, help: Option<String>) {
        self.push(None, message.into(), help);
    }

    /// Reports a byte of the file.
    fn at(&mut self, offset: usize, message: impl Into<String>, help: Option<String>) {
        self.push(Some(Position::of(self.bytes, offset)), message.into(), help);
    }

    /// Reports the value of a key of the front matter.
    fn at_key(&mut self, key: &str, message: impl Into<String>, help: Option<String>) {
        let front = std::str::from_utf8(&self.bytes[self.front.clone()]).unwrap_or_default();
        let offset = place_of(front, key).map_or(0, |span| span.start) + self.front.start;
        self.at(offset, message, help);
    }

    /// Reports a problem that reading the file has found.
    fn problem(&mut self, problem: &Problem) {
        self.at(problem.span.start, problem.message.clone(), problem.help.clone());
    }

    fn push(&mut self, place: Option<Position>, message: String, help: Option<String>) {
        let Rule { code, name, level, .. } = *self.rule;
        let path = self.path.to_owned();
        self.findings.push(Finding { code, name, level, path, place, message, help });
    }
}

impl Example {
    const fn file(path: &'static str, text: &'static str) -> Self {
        Self::bytes(path, text.as_bytes())
    }

    const fn bytes(path: &'static str, bytes: &'static [u8]) -> Self {
        Self {
            path,
            bytes: Some(bytes),
            length: None,
            mode: 0o600,
            in_vault: false,
            material: Material::Bytes,
            beside: &[],
        }
    }

    const fn note(text: &'static str) -> Self {
        Self::file("clients/c-7f3k/notes/2026-11-24-1400-dap.md", text)
    }

    const fn client(text: &'static str) -> Self {
        Self::file("clients/c-7f3k/client.toml", text)
    }

    const fn vault(path: &'static str, text: &'static str, mode: u32) -> Self {
        Self { mode, in_vault: true, ..Self::file(path, text) }
    }

    /// A text that is sealed and opened again.
    const fn opened(path: &'static str, text: &'static str, material: Material) -> Self {
        Self { in_vault: true, material, ..Self::file(path, text) }
    }

    /// The identity of the practice, at a path below the home.
    const fn identity(path: &'static str) -> Self {
        Self { material: Material::Identity, ..Self::file(path, "") }
    }

    const fn oversized(path: &'static str, length: u64) -> Self {
        Self { length: Some(length), ..Self::file(path, "") }
    }

    /// Adds what lies beside it.
    const fn with(self, beside: &'static [Companion]) -> Self {
        Self { beside, ..self }
    }

    /// The absence of a file.
    const fn nothing(path: &'static str) -> Self {
        Self { bytes: None, mode: 0, ..Self::file(path, "") }
    }

    /// The absence of a file of the vault.
    const fn nothing_in_vault(path: &'static str) -> Self {
        Self { in_vault: true, ..Self::nothing(path) }
    }
}

/// Finds a rule by its code or name, in any case.
pub fn find(text: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.eq_ignore_ascii_case(text) || rule.name == text).copied()
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
    let front = subject.note.front_range.clone();
    let before = findings.len();
    for rule in RULES {
        if let Check::Note(check) = rule.check {
            let path = Path::new("");
            check(subject, &mut Report { rule, path, bytes, front: front.clone(), findings });
        }
    }
    if findings.len() > before {
        let path = path();
        findings[before..].iter_mut().for_each(|finding| finding.path.clone_from(&path));
    }
}

/// Runs the rules for signatures over a note or an amendment.
pub fn check_signing(
    subject: &SigningSubject<'_>,
    path: &Path,
    bytes: &[u8],
    front: std::ops::Range<usize>,
    findings: &mut Vec<Finding>,
) {
    for rule in RULES {
        if let Check::Signing(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes, front: front.clone(), findings });
        }
    }
}

/// Runs the rules for the list of those who may sign over it.
pub fn check_signers(subject: &SignerListSubject<'_>, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::SignerList(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

/// Runs the rules for the settings about signatures over them.
pub fn check_signing_settings(
    subject: &SigningSettingsSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    for rule in RULES {
        if let Check::SigningSettings(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes, front: 0..0, findings });
        }
    }
}

/// Makes warnings of the errors in what notes say, as against how they are filed and signed; tells
/// whether there was one.
pub fn excuse(findings: &mut [Finding]) -> bool {
    let excused =
        findings.iter_mut().filter(|found| found.level == Level::Error && found.is_about_content());
    let mut any = false;
    for finding in excused {
        finding.level = Level::Warning;
        any = true;
    }
    any
}

/// Runs the rules for commits over one file of one.
pub fn check_staged(subject: &StagedSubject<'_>, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Staged(check) = rule.check {
            let bytes = subject.bytes;
            check(subject, &mut Report { rule, path, bytes, front: 0..0, findings });
        }
    }
}

/// Runs the rules for client files over one of them.
pub fn check_client(
    subject: &ClientSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    for rule in RULES {
        if let Check::ClientFile(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes, front: 0..0, findings });
        }
    }
}

/// Runs the rules for templates over one of the practice's own.
pub fn check_template(
    subject: &TemplateSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    for rule in RULES {
        if let Check::Template(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes, front: 0..0, findings });
        }
    }
}

/// Reports a file that the system does not let us read.
pub fn check_unreadable(subject: &Unreadable, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Unreadable(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

/// Reports a file that should be there.
pub fn check_missing(subject: MissingFile, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::MissingFile(check) = rule.check {
            check(&subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

/// Runs the rules for what does not belong in the chart over one thing in it.
pub fn check_stray(subject: StrayKind, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Stray(check) = rule.check {
            check(&subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

/// Runs the rules for the outside of the vault over one thing in it.
pub fn check_vault(subject: &VaultSubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Vault(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

/// Runs the rules for what lies in the vault, opened, over one file of it.
pub fn check_opened(subject: &OpenedSubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Opened(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

/// Runs the rules for keys over one identity file.
pub fn check_key(subject: &KeySubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Key(check) = rule.check {
            check(subject, &mut Report { rule, path, bytes: &[], front: 0..0, findings });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The bad and good examples run through the whole program in tests/it/rules.rs.

    #[test]
    fn rules_are_sorted_and_their_codes_and_names_are_unique() {
        assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
        let names: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn every_file_beside_this_one_is_a_registered_rule() {
        let files = std::fs::read_dir("src/rules").unwrap().count();
        assert_eq!(files - 4, RULES.len(), "a rule file is missing from RULES");
    }

    #[test]
    fn every_explanation_says_why_and_how() {
        for rule in RULES {
            for heading in ["## What it finds\n", "## Why it matters\n", "## How to mend it\n"] {
                assert!(rule.explanation.contains(heading), "{} lacks {heading}", rule.name);
            }
        }
    }

    #[test]
    fn names_say_the_fault_and_not_the_wish() {
        for rule in RULES {
            for wish in ["require", "must", "should", "no-", "valid-", "check"] {
                assert!(!rule.name.starts_with(wish), "{}", rule.name);
            }
            assert!(find(rule.code).is_some() && find(rule.name).is_some());
        }
    }
}
