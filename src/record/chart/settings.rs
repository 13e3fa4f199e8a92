//! What a practice has set in `casenotes.toml`, read once when the chart is opened; the files beside this
//! one read a table each.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::letterhead::Letterhead;
use crate::domain::limits::Limits;
use crate::domain::wording::Wording;
use crate::fields::{Fields, Problem, take_within, text_start};
use crate::measure::known::Measures;
use crate::record::chart::law_settings::LawSettings;
use crate::record::chart::marks::Marks;
use crate::record::chart::profiles::ExportSettings;
use crate::record::chart::retention_policy::{self, RetentionError};
use crate::record::chart::signing_policy::SigningPolicy;
use crate::record::chart::{Chart, letterhead, measure_list};
use crate::record::retention::RetentionPeriod;
use crate::text::language::Language;

/// What `casenotes.toml` says; what it does not say is as the field has it.
#[derive(Debug)]
pub struct Settings {
    /// The format of the chart.
    pub format: Option<i64>,
    /// The numbers the practice goes by.
    pub limits: Limits,
    /// Rules and groups with the level each is to have, as they are written.
    pub rules: Vec<RuleSetting>,
    /// Sentences that the practice uses again and again, and that are no copies.
    pub standard: Vec<String>,
    /// Other ways in which the practice writes the headings of formats, by the heading.
    pub headings: BTreeMap<String, Vec<String>>,
    /// In which language its notes are written.
    pub language: Language,
    /// The marks that keep two machines from one name.
    pub marks: Marks,
    /// What the practice asks of signatures.
    pub signing: SigningPolicy,
    /// The outcome measures that it describes here; one with a problem is left out.
    pub measures: Measures,
    /// How long it keeps records; there is no default.
    pub retention: Result<RetentionPeriod, RetentionError>,
    /// Which law it is under.
    pub law: LawSettings,
    /// What it sets for its exports.
    pub export: ExportSettings,
    /// How it stands on what it sends.
    pub letterhead: Letterhead,
    /// What is wrong with the settings, each with its key.
    pub problems: Vec<Problem>,
    /// What the file holds.
    pub bytes: Vec<u8>,
}

/// A rule or group, and the level it is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// The rule or group.
    pub name: String,
    /// The level: off, info, warning or error.
    pub level: String,
    /// Where it stands in the file.
    pub place: Range<usize>,
}

impl Chart {
    /// Returns the settings of the practice.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Settings {
    /// Reads the settings from the bytes of the file.
    pub fn read(bytes: Vec<u8>) -> Self {
        let mut settings = Self::parse(&String::from_utf8_lossy(&bytes));
        if let Err(error) = std::str::from_utf8(&bytes) {
            settings.problems = vec![Problem::not_text(error)];
        }
        Self { bytes, ..settings }
    }

    /// Returns how days, times and codes are told to a reader.
    pub fn wording(&self) -> Wording {
        self.export.wording(self.law.regime, &self.language)
    }

    /// Returns what is wrong with a key of the file, or with something in a table of that name.
    pub fn problems_at(&self, key: &str) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.is_at(key))
    }

    /// Reads the settings from the text of the file.
    fn parse(text: &str) -> Self {
        let start = text_start(text.as_bytes());
        let mut fields = Fields::parse(&text[start..], start, start..start);
        let rules = fields.named_texts("rules").into_iter();
        let standard = fields.texts("standard").unwrap_or_default();
        let law = LawSettings::read(&mut fields);
        Self {
            format: fields.integer("format"),
            limits: limits(&mut fields),
            rules: rules.map(|(name, level, place)| RuleSetting { name, level, place }).collect(),
            standard: standard.into_iter().map(|text| text.into_owned()).collect(),
            headings: fields.lists("headings").unwrap_or_default(),
            language: fields.parsed("language").unwrap_or_default(),
            marks: Marks::read(&mut fields),
            signing: SigningPolicy::read(&mut fields),
            measures: measure_list::read(&mut fields),
            retention: retention_policy::read(&mut fields),
            export: ExportSettings::read(&mut fields, law.regime),
            letterhead: letterhead::read(&mut fields),
            law,
            problems: fields.finish(),
            bytes: Vec::new(),
        }
    }
}

/// Reads the numbers that the practice goes by.
fn limits(document: &mut Fields<'_>) -> Limits {
    let mut limits = Limits::default();
    if let Some(mut table) = document.table("deadlines") {
        count(&mut table, "sign_hours", &mut limits.sign_hours);
        count(&mut table, "risk_days", &mut limits.risk_days);
        limits.business_days = table.flag("business_days").unwrap_or_default();
        document.absorb(table);
    }
    if let Some(mut table) = document.table("thresholds") {
        count(&mut table, "sessions_without_plan", &mut limits.sessions_without_plan);
        count(&mut table, "longest_session_hours", &mut limits.longest_session_hours);
        count(&mut table, "section_words", &mut limits.section_words);
        count(&mut table, "note_words", &mut limits.note_words);
        count(&mut table, "longest_note_words", &mut limits.longest_note_words);
        count(&mut table, "compared_words", &mut limits.compared_words);
        part(&mut table, "copied", &mut limits.copied);
        part(&mut table, "cloned", &mut limits.cloned);
        part(&mut table, "copied_across", &mut limits.copied_across);
        count(&mut table, "across_days", &mut limits.across_days);
        count(&mut table, "smallest_group", &mut limits.smallest_group);
        count(&mut table, "largest_group", &mut limits.largest_group);
        document.absorb(table);
    }
    limits
}

/// Takes a whole number that is not negative.
fn count(table: &mut Fields<'_>, key: &'static str, value: &mut i64) {
    take_within(table, key, Fields::integer, 0..=1_000_000, "is out of range", value);
}

/// Takes a part of a whole: from one half to 1.
fn part(table: &mut Fields<'_>, key: &'static str, value: &mut f64) {
    take_within(table, key, Fields::number, 0.5..=1.0, "is not from 0.5 to 1.0", value);
}

/// Returns the problem of a setting that the rules do not understand.
pub fn misunderstood(setting: &RuleSetting, message: &str, help: Option<String>) -> Problem {
    let key = vec!["rules".to_owned(), setting.name.clone()];
    let problem = Problem::of_value("rules", setting.place.clone(), message.to_owned());
    Problem { key, help, ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_as_the_field_has_it() {
        let settings = Settings::parse("format = 1\n[deadlines]\nsign_hours = 24\n");
        assert_eq!(settings.problems, []);
        assert_eq!(settings.limits, Limits { sign_hours: 24, ..Limits::default() });
    }

    #[test]
    fn a_setting_that_is_not_understood_is_a_problem_and_does_not_hold() {
        for (text, message) in [
            ("[deadline]\nsign_hours = 24\n", "the key `deadline` is not known"),
            ("[deadlines]\nsign_hour = 24\n", "the key `sign_hour` is not known"),
            ("[deadlines]\nsign_hours = \"24\"\n", "`sign_hours` is not a whole number"),
            ("[deadlines]\nsign_hours = -1\n", "`sign_hours` is out of range"),
            ("[thresholds]\ncopied = 80\n", "`copied` is not from 0.5 to 1.0"),
            ("[export.profiles.plan]\nbassis = \"law\"\n", "the key `bassis` is not known"),
            ("[rules]\nspeculation = 1\n", "`rules` is not a table of strings"),
            ("[measures.sleep]\ntitle = \"Sleep\"\n", "`sleep`: the key `range` is missing"),
            (
                "[retention]\nadult_year = 7\n",
                "`[retention]` in casenotes.toml: the key `adult_year` is not known",
            ),
            // Each is told once, whoever asks for it.
            ("retention = 7\n", "`retention` is not a table"),
            ("measures = 7\n", "`measures` is not a table of tables"),
            ("export = 7\n", "`export` is not a table"),
            ("signing = 7\n", "`signing` is not a table"),
            ("law = 7\n", "`law` is not a table"),
            ("practice = 7\n", "`practice` is not a table"),
        ] {
            let settings = Settings::parse(text);
            let messages: Vec<&str> =
                settings.problems.iter().map(|p| p.message.as_str()).collect();
            assert_eq!(messages, [message]);
            assert_eq!(settings.limits, Limits::default());
        }
    }
}
