//! The rules of `validate`: one file each, one line each in [`RULES`]. Pure: values in, findings out.
//!
//! A code is two letters for what is looked at ([`policy::GROUPS`]) and a number. `subject` has what
//! rules look at, `history` what came before it, `policy` which of them hold in a practice.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::bug;
use crate::domain::stray::StrayKind;
use crate::fields::{Problem, places_of_keys};
use crate::note::front_matter::Allowance;
use crate::note::lines::{Places, Position};
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
mod unchecked_rule;
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
    &repeated_session::RULE,
    &unsaved_edit::RULE,
    &unsound_template::RULE,
    &unreadable_file::RULE,
    &unsound_settings::RULE,
    &open_chart::RULE,
    &desktop_file_in_chart::RULE,
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
    &unchecked_rule::RULE,
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

/// The code of what could not be checked, because we have a bug.
pub const UNCHECKED: &str = unchecked_rule::RULE.code;

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

/// Picks the check of the rules that look at one sort of thing.
macro_rules! pick {
    ($sort:ident) => {
        |check| match check {
            Check::$sort(check) => Some(*check),
            _ => None,
        }
    };
}

/// What a rule looks at.
#[derive(Debug)]
enum Check {
    /// How the others have run.
    Others,
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
        let is_form = ["FM", "CL", "CM", "CT", "DS", "KY", "PR", "SG", "VT", "VN"]
            .iter()
            .any(|family| self.code.starts_with(family));
        // Bytes that are not text, and a merge that was left half done; a score is what a note says.
        !is_form && !matches!(self.code, "TX001" | "TX002") || self.code == "FM013"
    }

    /// Tells whether it is none about the file: a rule could not be checked, because we have a bug.
    pub fn is_unchecked(&self) -> bool {
        self.code == UNCHECKED
    }
}

/// A file under the eyes of the rules.
struct Sheet<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    front: Range<usize>,
    places: Places<'a>,
    /// Where the value of each key of the front matter stands.
    keys: OnceCell<BTreeMap<String, Range<usize>>>,
}

/// Collects the findings of one rule in one file.
pub struct Report<'a> {
    rule: &'static Rule,
    level: Level,
    sheet: &'a Sheet<'a>,
    findings: &'a mut Vec<Finding>,
    /// How many there were before.
    before: usize,
    /// How many were too many to be told one by one.
    left_out: usize,
}

/// Nobody reads more findings of one rule in one file, and what nobody reads need not be made.
const MOST: usize = 1000;

impl<'a> Sheet<'a> {
    fn new(path: &'a Path, bytes: &'a [u8], front: Range<usize>) -> Self {
        Self { path, bytes, front, places: Places::new(bytes), keys: OnceCell::new() }
    }

    /// A file whose bytes do not matter.
    fn whole(path: &'a Path) -> Self {
        Self::new(path, &[], 0..0)
    }

    /// Lets each of the rules that `pick` knows look at a subject. One that breaks is a finding itself,
    /// and the others go on.
    fn show<S>(
        &self,
        subject: &S,
        rules: impl Iterator<Item = (&'static Rule, Level)>,
        pick: impl Fn(&Check) -> Option<fn(&S, &mut Report<'_>)>,
        findings: &mut Vec<Finding>,
    ) {
        for (rule, level) in rules {
            let Some(check) = pick(&rule.check) else { continue };
            let mut report = Report::new(rule, level, self, findings);
            let held = bug::held(rule.code, || check(subject, &mut report));
            report.say_what_is_left_out();
            if let Err(bug) = held {
                let unchecked = &unchecked_rule::RULE;
                let mut report = Report::new(unchecked, unchecked.level, self, findings);
                unchecked_rule::report(rule, &bug, &mut report);
            }
        }
    }

    fn place_of_key(&self, key: &str) -> usize {
        let keys = self.keys.get_or_init(|| {
            let front = std::str::from_utf8(&self.bytes[self.front.clone()]).unwrap_or_default();
            places_of_keys(front)
        });
        keys.get(key).map_or(0, |span| span.start) + self.front.start
    }
}

impl<'a> Report<'a> {
    fn new(
        rule: &'static Rule,
        level: Level,
        sheet: &'a Sheet<'a>,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self { rule, level, sheet, before: findings.len(), findings, left_out: 0 }
    }
}

impl Report<'_> {
    /// Reports the file as a whole.
    fn whole(&mut self, message: impl Into<String>, help: Option<String>) {
        self.push(None, message.into(), help);
    }

    /// Reports a byte of the file.
    fn at(&mut self, offset: usize, message: impl Into<String>, help: Option<String>) {
        self.push(Some(self.sheet.places.of(offset)), message.into(), help);
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
        self.at(self.sheet.place_of_key(key), message, help);
    }

    /// Reports a problem that reading the file has found.
    fn problem(&mut self, problem: &Problem) {
        self.at(problem.span.start, problem.message.clone(), problem.help.clone());
    }

    fn push(&mut self, place: Option<Position>, message: String, help: Option<String>) {
        if self.findings.len() - self.before >= MOST {
            self.left_out += 1;
            return;
        }
        let (code, name, level) = (self.rule.code, self.rule.name, self.level);
        let path = self.sheet.path.to_owned();
        let excused = false;
        self.findings.push(Finding { code, name, level, excused, path, place, message, help });
    }

    fn say_what_is_left_out(&mut self) {
        let more = std::mem::take(&mut self.left_out);
        if more > 0 {
            self.before = self.findings.len();
            let help = "Mend those that are told, and the next run tells others.".to_owned();
            self.whole(
                format!("{more} more findings of this rule in this file are left out"),
                Some(help),
            );
        }
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
    let is_of_it = |finding: &Finding| finding.is_unchecked() || IDENTITY.contains(&finding.code);
    findings.extend(new.into_iter().filter(is_of_it));
}

fn check_by(
    subject: &NoteSubject<'_>,
    path: &mut dyn FnMut() -> PathBuf,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
    is_asked: impl Fn(&Rule) -> bool,
) {
    let sheet = Sheet::new(Path::new(""), bytes, subject.note.front_range.clone());
    let before = findings.len();
    let asked = in_force(&subject.ground.policy).filter(|(rule, _)| is_asked(rule));
    sheet.show(subject, asked, pick!(Note), findings);
    if findings.len() > before {
        let path = path();
        findings[before..].iter_mut().for_each(|finding| finding.path.clone_from(&path));
        unsound_allowance::leave_out_allowed(subject, &sheet.places, findings, before);
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
    Sheet::whole(path).show(matter, in_force(&ground.policy), pick!(Matter), findings);
    let is_allowed = |finding: &Finding| {
        !finding.is_unchecked()
            && allowed.iter().any(|one| covers(&one.rule, finding.code, finding.name))
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
    let sheet = Sheet::new(path, subject.text.as_bytes(), 0..0);
    sheet.show(subject, in_force(policy), pick!(Psychotherapy), findings);
}

/// Runs the rules for the practice's settings over them.
pub fn check_settings(
    subject: &SettingsSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    Sheet::new(path, bytes, 0..0).show(subject, all(), pick!(Settings), findings);
}

/// Runs the rules for client files over one of them.
pub fn check_client(
    subject: &ClientSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    Sheet::new(path, bytes, 0..0).show(subject, all(), pick!(ClientFile), findings);
}

/// Runs the rules for templates over one of the practice's own.
pub fn check_template(
    subject: &TemplateSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    Sheet::new(path, bytes, 0..0).show(subject, all(), pick!(Template), findings);
}

/// Reports a file that the system does not let us read.
pub fn check_unreadable(subject: &Unreadable, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(subject, all(), pick!(Unreadable), findings);
}

/// Reports a file that should be there.
pub fn check_missing(subject: MissingFile, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(&subject, all(), pick!(MissingFile), findings);
}

/// Runs the rules for what does not belong in the chart over one thing in it.
pub fn check_stray(subject: StrayKind, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(&subject, all(), pick!(Stray), findings);
}

/// Runs the rules for the outside of the vault over one thing in it.
pub fn check_vault(subject: &VaultSubject, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(subject, all(), pick!(Vault), findings);
}

/// Runs the rules for the vault's list of recipients over it.
pub fn check_recipients(subject: &RecipientsSubject, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(subject, all(), pick!(Recipients), findings);
}

/// Runs the rules for signatures over a note or an amendment.
pub fn check_signing(
    subject: &SigningSubject<'_>,
    path: &Path,
    bytes: &[u8],
    front: Range<usize>,
    findings: &mut Vec<Finding>,
) {
    Sheet::new(path, bytes, front).show(subject, all(), pick!(Signing), findings);
}

/// Runs the rules for the list of those who may sign over it.
pub fn check_signers(subject: &SignerListSubject<'_>, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(subject, all(), pick!(SignerList), findings);
}

/// Runs the rules for the settings about signatures over them.
pub fn check_signing_settings(
    subject: &SigningSettingsSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    Sheet::new(path, bytes, 0..0).show(subject, all(), pick!(SigningSettings), findings);
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
    Sheet::new(path, subject.bytes, 0..0).show(subject, all(), pick!(Staged), findings);
}

/// Runs the rules about private notes and keys over a file that lies beside the chart and is about to be
/// committed with it; its name says nothing there.
pub fn check_staged_beside(bytes: &[u8], path: &Path, findings: &mut Vec<Finding>) {
    let subject = StagedSubject { name: "", bytes, is_note: true, deed: None };
    check_staged(&subject, path, findings);
}

/// Runs the rules for what lies in the vault, opened, over one file of it.
pub fn check_opened(subject: &OpenedSubject, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(subject, all(), pick!(Opened), findings);
}

/// Runs the rules for keys over one identity file.
pub fn check_key(subject: &KeySubject, path: &Path, findings: &mut Vec<Finding>) {
    Sheet::whole(path).show(subject, all(), pick!(Key), findings);
}

/// Runs the rules for authorizations and the log of disclosures over one file of them.
pub fn check_paper(
    subject: &PaperSubject<'_>,
    path: &Path,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
) {
    Sheet::new(path, bytes, 0..0).show(subject, all(), pick!(Paper), findings);
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

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read as it likes")]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::deidentify::suspects::look_at;
    use crate::deidentify::{Cleaner, DateForm, Known};
    use crate::measure::Measure;
    use crate::note::convert::convert;
    use crate::note::progress_note::ProgressNote;
    use crate::note::template::Templates;
    use crate::rules::history::{ClientFacts, History};

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

    static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::built_in);

    /// A practice in which every rule holds and each asks all that it can.
    static GROUND: LazyLock<Ground> = LazyLock::new(|| {
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-24T09:30:12-05:00").unwrap();
        let mut ground = Ground {
            standard: vec!["Reports fewer".into()],
            now: Some(crate::domain::session_time::SessionTime::new(now)),
            measures: Measure::built_in().to_vec(),
            ..Ground::default()
        };
        ground.policy.set(&[("WD013", Some(Level::Info))]);
        ground.people.add("c-2mxr", Some("Ben Sample"));
        ground
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

    /// The notes of the corpus and the examples of all rules.
    static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let corpus = walkdir::WalkDir::new("tests/corpus/chart").sort_by_file_name();
        let corpus = corpus.into_iter().filter_map(Result::ok).filter_map(|entry| {
            let is_note = entry.path().extension().is_some_and(|ending| ending == "md");
            is_note.then(|| std::fs::read_to_string(entry.path()).unwrap())
        });
        let examples = RULES.iter().flat_map(|rule| [rule.bad, rule.good]);
        let examples = examples.filter_map(|it| String::from_utf8(it.bytes?.to_vec()).ok());
        corpus.chain(examples).collect()
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
            is_closed: false,
        });
        let broken = bug::held("note", || {
            for _ in 0..2 {
                let subject = NoteSubject::new(&note, &client, Some(&stem), &TEMPLATES);
                let subject = subject.in_record(&history, &GROUND);
                check_note(&subject, &mut || "x".into(), text.as_bytes(), &mut found);
                let trace = subject.into_trace("2026-11-24-1400-dap.md");
                history.add(trace);
            }
            let subject = PsychotherapySubject {
                text,
                has_chart: true,
                progress: Some(note.body()),
                progress_risk: note.front.risk.as_deref(),
            };
            check_psychotherapy(&subject, Path::new("x"), &GROUND.policy, &mut found);
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
