//! The rules of `validate`: one file each, one line each in [`RULES`]. Pure: values in, findings out.
//!
//! A code is two letters for what is looked at ([`policy::GROUPS`]) and a number. `subject` has what
//! rules look at, `history` what came before it, `policy` which of them hold in a practice.

use std::path::{Path, PathBuf};

use crate::domain::stray::StrayKind;
use crate::fields::{Problem, place_of};
use crate::note::front_matter::Allowance;
use crate::note::lines::Position;
use crate::rules::history::Ground;
use crate::rules::policy::{Policy, covers};
use crate::rules::signing::{SignerListSubject, SigningSettingsSubject, SigningSubject};
use crate::rules::staged::StagedSubject;
use crate::rules::subject::{
    ClientSubject, KeySubject, Matter, MissingFile, NoteSubject, OpenedSubject, PaperSubject,
    PsychotherapySubject, RecipientsSubject, SettingsSubject, TemplateSubject, Unreadable,
    VaultSubject,
};

mod absolute;
mod add_on_without_base;
mod amendment_of_another_note;
mod awaiting_cosignature;
mod changed_after_signing;
mod changed_filed_entry;
mod changed_signed_note;
mod changed_signer;
mod claim_code;
mod cloned_section;
mod committed_conflict;
mod committed_key;
mod committed_link;
mod committed_private_note;
mod conflict_copy;
mod context_diagnosis_only;
mod contradicting_client_dates;
mod contradicting_dates;
mod copied_across_clients;
mod copied_section;
mod countertransference;
mod crisis_units;
mod damaged_amendment;
mod damaged_note;
mod damaged_seal;
mod defective_authorization;
mod desktop_file;
mod desktop_file_in_chart;
mod diagnosis_outside_plan;
mod early_amendment;
mod early_signature;
mod editor_leftover;
mod empty_section;
mod end_before_start;
mod excluded_heading;
mod excluded_pair;
mod expired_signer;
mod foreign_note;
mod future_signature;
mod grave_risk_without_action;
mod group_size;
mod group_without_count;
mod guidance_left;
mod hearsay_as_fact;
pub mod history;
mod identifier;
mod ignored_file;
mod impossible_score;
mod incomplete_telehealth;
mod item_nine_unanswered;
mod judgmental_word;
mod malformed_diagnosis;
mod medication;
mod merge_conflict;
mod merged_notes;
mod mild_judgment;
mod minutes_outside_code;
mod misnamed_note;
mod misnamed_sealed_note;
mod misplaced_sealed_note;
mod misread_sign;
mod missing_amendment;
mod missing_authorization;
mod missing_client_file;
mod missing_client_key;
mod missing_final_newline;
mod missing_goal;
mod missing_intervention;
mod missing_key;
mod missing_need;
mod missing_next_step;
mod missing_plan;
mod missing_recipients;
mod missing_response;
mod missing_risk;
mod missing_section;
mod named_third_party;
mod new_signer;
mod not_text;
mod note_for_others;
mod open_chart;
mod open_mode;
mod orphaned_signature;
mod other_client;
mod outdated_seal;
mod outdated_term;
mod overlapping_sessions;
mod overlong_note;
mod overlong_session;
mod own_cosignature;
mod place_against_telehealth;
mod placeholder_left;
mod plan_past_review;
pub mod policy;
mod presence_against_code;
mod process_talk;
mod questioned_pair;
mod removed_client;
mod repeated_section;
mod repeated_session;
mod risk_contradicted;
mod risk_kept_private;
mod risk_without_action;
mod sealed_by_passphrase;
mod service_without_session;
mod session_times;
mod session_without_progress_note;
mod signature_without_credentials;
mod signed_as_another_note;
mod signed_by_another;
pub mod signing;
mod speculation;
pub mod staged;
mod stale_date;
mod stamped_times;
mod steps_out_of_order;
mod stray_file;
mod stray_in_vault;
pub mod subject;
mod synchronised_identity;
mod test_score;
mod thin_note;
mod unattributed_conclusion;
mod unbillable_diagnosis;
mod unclosed_comment;
mod unknown_choice;
mod unknown_client_key;
mod unknown_format;
mod unknown_goal;
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
mod unsettled_recipients;
mod unsigned_amendment;
mod unsigned_mark;
mod unsigned_overdue;
mod unsound_allowance;
mod unsound_disclosure;
mod unsound_settings;
mod unsound_signer_list;
mod unsound_signing_settings;
mod unsound_template;
mod unusual_evaluation;
mod vague_line;
mod vault_remote;
mod wrong_client;
mod wrong_client_value;
mod wrong_kind;
mod wrong_modifier;
mod wrong_value;

/// Every rule, in the order of its code.
pub const RULES: &[&Rule] = &[
    &minutes_outside_code::RULE,
    &unusual_evaluation::RULE,
    &add_on_without_base::RULE,
    &excluded_pair::RULE,
    &questioned_pair::RULE,
    &crisis_units::RULE,
    &place_against_telehealth::RULE,
    &wrong_modifier::RULE,
    &malformed_diagnosis::RULE,
    &unbillable_diagnosis::RULE,
    &context_diagnosis_only::RULE,
    &service_without_session::RULE,
    &group_without_count::RULE,
    &group_size::RULE,
    &presence_against_code::RULE,
    &copied_section::RULE,
    &cloned_section::RULE,
    &copied_across_clients::RULE,
    &stale_date::RULE,
    &unreadable_client_file::RULE,
    &missing_client_key::RULE,
    &unknown_client_key::RULE,
    &wrong_client_value::RULE,
    &missing_client_file::RULE,
    &contradicting_client_dates::RULE,
    &changed_signed_note::RULE,
    &committed_private_note::RULE,
    &committed_key::RULE,
    &committed_conflict::RULE,
    &changed_filed_entry::RULE,
    &removed_client::RULE,
    &changed_signer::RULE,
    &new_signer::RULE,
    &ignored_file::RULE,
    &committed_link::RULE,
    &stray_file::RULE,
    &desktop_file_in_chart::RULE,
    &repeated_session::RULE,
    &unsaved_edit::RULE,
    &unsound_template::RULE,
    &unreadable_file::RULE,
    &unsound_settings::RULE,
    &open_chart::RULE,
    &unsound_disclosure::RULE,
    &defective_authorization::RULE,
    &missing_authorization::RULE,
    &missing_intervention::RULE,
    &missing_response::RULE,
    &missing_next_step::RULE,
    &missing_need::RULE,
    &thin_note::RULE,
    &overlong_note::RULE,
    &unreadable_front_matter::RULE,
    &missing_key::RULE,
    &unknown_key::RULE,
    &wrong_value::RULE,
    &end_before_start::RULE,
    &wrong_client::RULE,
    &misnamed_note::RULE,
    &unknown_format::RULE,
    &overlong_session::RULE,
    &unknown_choice::RULE,
    &incomplete_telehealth::RULE,
    &unsound_allowance::RULE,
    &impossible_score::RULE,
    &contradicting_dates::RULE,
    &missing_goal::RULE,
    &unknown_goal::RULE,
    &plan_past_review::RULE,
    &missing_plan::RULE,
    &diagnosis_outside_plan::RULE,
    &synchronised_identity::RULE,
    &excluded_heading::RULE,
    &session_times::RULE,
    &claim_code::RULE,
    &medication::RULE,
    &test_score::RULE,
    &session_without_progress_note::RULE,
    &risk_kept_private::RULE,
    &merged_notes::RULE,
    &missing_risk::RULE,
    &risk_without_action::RULE,
    &grave_risk_without_action::RULE,
    &risk_contradicted::RULE,
    &item_nine_unanswered::RULE,
    &missing_section::RULE,
    &empty_section::RULE,
    &repeated_section::RULE,
    &steps_out_of_order::RULE,
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
    &missing_amendment::RULE,
    &unsigned_overdue::RULE,
    &overlapping_sessions::RULE,
    &stamped_times::RULE,
    &future_signature::RULE,
    &not_text::RULE,
    &merge_conflict::RULE,
    &placeholder_left::RULE,
    &guidance_left::RULE,
    &unclosed_comment::RULE,
    &missing_final_newline::RULE,
    &misread_sign::RULE,
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
    &unsettled_recipients::RULE,
    &conflict_copy::RULE,
    &desktop_file::RULE,
    &speculation::RULE,
    &countertransference::RULE,
    &process_talk::RULE,
    &named_third_party::RULE,
    &hearsay_as_fact::RULE,
    &vague_line::RULE,
    &judgmental_word::RULE,
    &mild_judgment::RULE,
    &outdated_term::RULE,
    &identifier::RULE,
    &other_client::RULE,
    &unattributed_conclusion::RULE,
    &absolute::RULE,
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
    /// Something to know; no reason to act.
    Info,
}

impl Level {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
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
    /// The bytes sealed as the text of a note, behind front matter.
    SealedText,
    /// The bytes sealed to somebody else.
    SealedToOthers,
    /// The bytes sealed, and one of them changed afterwards.
    SealedAndDamaged,
    /// The identity of the practice, below the home.
    Identity,
    /// A symbolic link that leads to where the bytes say.
    Link,
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
    Stray(fn(&StrayKind, &mut Report<'_>)),
    Template(fn(&TemplateSubject<'_>, &mut Report<'_>)),
    Unreadable(fn(&Unreadable, &mut Report<'_>)),
    Vault(fn(&VaultSubject, &mut Report<'_>)),
    Recipients(fn(&RecipientsSubject, &mut Report<'_>)),
    Settings(fn(&SettingsSubject<'_>, &mut Report<'_>)),
    Matter(fn(&Matter, &mut Report<'_>)),
    Psychotherapy(fn(&PsychotherapySubject<'_>, &mut Report<'_>)),
    SignerList(fn(&SignerListSubject<'_>, &mut Report<'_>)),
    Signing(fn(&SigningSubject<'_>, &mut Report<'_>)),
    SigningSettings(fn(&SigningSettingsSubject<'_>, &mut Report<'_>)),
    Staged(fn(&StagedSubject<'_>, &mut Report<'_>)),
    Opened(fn(&OpenedSubject, &mut Report<'_>)),
    Key(fn(&KeySubject, &mut Report<'_>)),
    Paper(fn(&PaperSubject<'_>, &mut Report<'_>)),
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
    /// Whether the note is a draft, or was signed in spite of it with a reason: then it is a warning
    /// at most.
    pub excused: bool,
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
        let is_form = ["FM", "CL", "CM", "CT", "DS", "KY", "SG", "VT", "VN"]
            .iter()
            .any(|family| self.code.starts_with(family));
        // Bytes that are not text, and a merge that was left half done; a score is what a note says.
        !is_form && !matches!(self.code, "TX001" | "TX002") || self.code == "FM013"
    }
}

/// Collects the findings of one rule in one file.
pub struct Report<'a> {
    rule: &'static Rule,
    level: Level,
    path: &'a Path,
    bytes: &'a [u8],
    front: std::ops::Range<usize>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Report<'a> {
    /// A report on a file whose bytes do not matter.
    fn whole_file(rule: &'static Rule, path: &'a Path, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, level: rule.level, path, bytes: &[], front: 0..0, findings }
    }
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

    /// Reports a byte of the body of the note.
    fn at_body(
        &mut self,
        subject: &NoteSubject<'_>,
        at: usize,
        message: &str,
        help: Option<String>,
    ) {
        self.at(subject.note.body_range.start + at, message, help);
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
        let (code, name, level) = (self.rule.code, self.rule.name, self.level);
        let path = self.path.to_owned();
        let excused = false;
        self.findings.push(Finding { code, name, level, excused, path, place, message, help });
    }
}

impl Example {
    const fn of(path: &'static str, bytes: Option<&'static [u8]>) -> Self {
        Self {
            path,
            bytes,
            length: None,
            mode: 0o600,
            in_vault: false,
            material: Material::Bytes,
            beside: &[],
        }
    }

    const fn file(path: &'static str, text: &'static str) -> Self {
        Self::bytes(path, text.as_bytes())
    }

    const fn bytes(path: &'static str, bytes: &'static [u8]) -> Self {
        Self::of(path, Some(bytes))
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

    /// What a sealed note of the session in [`Example::note`] holds.
    const fn sealed(text: &'static str) -> Self {
        let path = "clients/c-7f3k/2026-11-24-1400.md.age";
        Self::opened(path, text, Material::SealedText)
    }

    const fn oversized(path: &'static str, length: u64) -> Self {
        Self { length: Some(length), ..Self::bytes(path, &[]) }
    }

    /// The absence of a file.
    const fn nothing(path: &'static str) -> Self {
        Self { mode: 0, ..Self::of(path, None) }
    }

    /// The absence of a file of the vault.
    const fn nothing_in_vault(path: &'static str) -> Self {
        Self { in_vault: true, ..Self::nothing(path) }
    }

    /// Puts other files of the chart beside it.
    const fn beside(self, beside: &'static [Companion]) -> Self {
        Self { beside, ..self }
    }
}

/// The rules about which note a file is, and whose.
const IDENTITY: &[&str] = &["FM006", "FM007"];

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
    findings.extend(new.into_iter().filter(|finding| IDENTITY.contains(&finding.code)));
}

fn check_by(
    subject: &NoteSubject<'_>,
    path: &mut dyn FnMut() -> PathBuf,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
    is_asked: impl Fn(&Rule) -> bool,
) {
    let front = subject.note.front_range.clone();
    let before = findings.len();
    for (rule, level) in in_force(&subject.ground.policy).filter(|(rule, _)| is_asked(rule)) {
        if let Check::Note(check) = rule.check {
            let path = Path::new("");
            check(
                subject,
                &mut Report { rule, level, path, bytes, front: front.clone(), findings },
            );
        }
    }
    if findings.len() > before {
        let path = path();
        findings[before..].iter_mut().for_each(|finding| finding.path.clone_from(&path));
        unsound_allowance::leave_out_allowed(subject, bytes, findings, before);
    }
}

/// Reports something about a note that shows only beside others.
pub fn check_matter(
    matter: &Matter,
    path: &Path,
    allowed: &[Allowance],
    ground: &Ground,
    findings: &mut Vec<Finding>,
) {
    let before = findings.len();
    for (rule, level) in in_force(&ground.policy) {
        if let Check::Matter(check) = rule.check {
            check(matter, &mut Report { level, ..Report::whole_file(rule, path, findings) });
        }
    }
    let is_allowed =
        |finding: &Finding| allowed.iter().any(|one| covers(&one.rule, finding.code, finding.name));
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
    let bytes = subject.text.as_bytes();
    for (rule, level) in in_force(policy) {
        if let Check::Psychotherapy(check) = rule.check {
            check(
                subject,
                &mut Report { level, bytes, ..Report::whole_file(rule, path, findings) },
            );
        }
    }
}

/// Runs the rules for the practice's settings over them.
pub fn check_settings(
    subject: &SettingsSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    for rule in RULES {
        if let Check::Settings(check) = rule.check {
            check(subject, &mut Report { bytes, ..Report::whole_file(rule, path, findings) });
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
            check(subject, &mut Report { bytes, ..Report::whole_file(rule, path, findings) });
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
            check(subject, &mut Report { bytes, ..Report::whole_file(rule, path, findings) });
        }
    }
}

/// Reports a file that the system does not let us read.
pub fn check_unreadable(subject: &Unreadable, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Unreadable(check) = rule.check {
            check(subject, &mut Report::whole_file(rule, path, findings));
        }
    }
}

/// Reports a file that should be there.
pub fn check_missing(subject: MissingFile, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::MissingFile(check) = rule.check {
            check(&subject, &mut Report::whole_file(rule, path, findings));
        }
    }
}

/// Runs the rules for what does not belong in the chart over one thing in it.
pub fn check_stray(subject: StrayKind, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Stray(check) = rule.check {
            check(&subject, &mut Report::whole_file(rule, path, findings));
        }
    }
}

/// Runs the rules for the outside of the vault over one thing in it.
pub fn check_vault(subject: &VaultSubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Vault(check) = rule.check {
            check(subject, &mut Report::whole_file(rule, path, findings));
        }
    }
}

/// Runs the rules for the vault's list of recipients over it.
pub fn check_recipients(subject: &RecipientsSubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Recipients(check) = rule.check {
            check(subject, &mut Report::whole_file(rule, path, findings));
        }
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
            let front = front.clone();
            check(
                subject,
                &mut Report { bytes, front, ..Report::whole_file(rule, path, findings) },
            );
        }
    }
}

/// Runs the rules for the list of those who may sign over it.
pub fn check_signers(subject: &SignerListSubject<'_>, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::SignerList(check) = rule.check {
            check(subject, &mut Report::whole_file(rule, path, findings));
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
            check(subject, &mut Report { bytes, ..Report::whole_file(rule, path, findings) });
        }
    }
}

/// Makes warnings of the errors in what notes say, as against how they are filed and signed, and of
/// those of the rules in `also`; tells whether there was one.
pub fn excuse(findings: &mut [Finding], also: &[&str]) -> bool {
    let is_meant = |found: &Finding| found.is_about_content() || also.contains(&found.code);
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

/// Runs the rules for commits over one file of one.
pub fn check_staged(subject: &StagedSubject<'_>, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Staged(check) = rule.check {
            let bytes = subject.bytes;
            check(subject, &mut Report { bytes, ..Report::whole_file(rule, path, findings) });
        }
    }
}

/// Runs the rules about private notes and keys over a file that lies beside the chart and is about to be
/// committed with it; its name says nothing there.
pub fn check_staged_beside(bytes: &[u8], path: &Path, findings: &mut Vec<Finding>) {
    let subject = StagedSubject { name: "", bytes, is_note: true, deed: None };
    check_staged(&subject, path, findings);
}

/// Runs the rules for what lies in the vault, opened, over one file of it.
pub fn check_opened(subject: &OpenedSubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Opened(check) = rule.check {
            check(subject, &mut Report::whole_file(rule, path, findings));
        }
    }
}

/// Runs the rules for keys over one identity file.
pub fn check_key(subject: &KeySubject, path: &Path, findings: &mut Vec<Finding>) {
    for rule in RULES {
        if let Check::Key(check) = rule.check {
            check(subject, &mut Report::whole_file(rule, path, findings));
        }
    }
}

/// Runs the rules for authorizations and the log of disclosures over one file of them.
pub fn check_paper(
    subject: &PaperSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    for rule in RULES {
        if let Check::Paper(check) = rule.check {
            check(subject, &mut Report { bytes, ..Report::whole_file(rule, path, findings) });
        }
    }
}

/// Returns the rules that hold, each with its level there.
fn in_force(policy: &Policy) -> impl Iterator<Item = (&'static Rule, Level)> {
    let rules = RULES.iter().enumerate();
    rules.filter_map(|(at, rule)| policy.level(at).map(|level| (*rule, level)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::progress_note::ProgressNote;

    /// This file, `history`, `policy`, `signing`, `staged` and `subject`.
    const NOT_RULES: usize = 6;

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
        assert_eq!(files - NOT_RULES, RULES.len(), "a rule file is missing from RULES");
    }

    // They open nothing themselves, so they are tried here and not on a sealed file.
    #[test]
    fn every_rule_for_psychotherapy_notes_finds_its_own_bad_example_and_nothing_else() {
        let codes = |example: &Example| -> Vec<&str> {
            let text = std::str::from_utf8(example.bytes.unwrap()).unwrap();
            let beside = example.beside.iter().find_map(|companion| match companion {
                Companion::File { text, .. } => Some(*text),
                _ => None,
            });
            let progress = beside.map(|text| ProgressNote::parse(text.as_bytes()));
            let subject = PsychotherapySubject {
                text,
                has_chart: true,
                progress: progress.as_ref().map(ProgressNote::body),
                progress_risk: progress.as_ref().and_then(|note| note.front.risk.as_deref()),
            };
            let mut found = Vec::new();
            check_psychotherapy(&subject, Path::new("x"), &Policy::default(), &mut found);
            for finding in &found {
                let words: Vec<&str> = text.split_whitespace().collect();
                for three in words.windows(3) {
                    assert!(!finding.message.contains(&three.join(" ")), "{}", finding.message);
                }
            }
            found.iter().map(|finding| finding.code).collect()
        };
        let rules = RULES.iter().filter(|rule| matches!(rule.check, Check::Psychotherapy(_)));
        for rule in rules {
            assert_eq!(codes(&rule.bad), [rule.code], "bad example of {}", rule.code);
            assert_eq!(codes(&rule.good), [""; 0], "good example of {}", rule.code);
        }
    }

    #[test]
    fn every_explanation_says_why_and_how() {
        for rule in RULES {
            let of_the_field = ["BL", "CF", "EL", "GT", "PS", "RK", "TM", "WD"];
            if of_the_field.iter().any(|letters| rule.code.starts_with(letters)) {
                assert!(rule.explanation.contains("\nSource: "), "{} lacks its source", rule.name);
            }
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
