//! The settings of the practice in `casenotes.toml`: rules, thresholds, deadlines.

use std::ops::Range;

use crate::disk::DiskError;
use crate::domain::limits::Limits;
use crate::fields::{Fields, Problem, text_start};
use crate::record::chart::measure_list::MeasureList;
use crate::record::chart::profiles::ExportSettings;
use crate::record::chart::{Chart, MARKER, retention_policy};

/// What `casenotes.toml` says; what it does not say is as the field has it.
#[derive(Debug, Default)]
pub struct Settings {
    /// The numbers the practice goes by.
    pub limits: Limits,
    /// Rules and groups with the level each is to have, as they are written.
    pub rules: Vec<RuleSetting>,
    /// Sentences that the practice uses again and again, and that are no copies.
    pub standard: Vec<String>,
    /// What is wrong with the settings.
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
    /// Reads the settings of the practice.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn settings(&self) -> Result<Settings, DiskError> {
        Ok(Settings::read(self.tree().read(MARKER.as_ref())?))
    }
}

impl Settings {
    /// Reads the settings from the bytes of the file.
    pub fn read(bytes: Vec<u8>) -> Self {
        let settings = match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse(text),
            Err(error) => Self { problems: vec![Problem::not_text(error)], ..Self::default() },
        };
        Self { bytes, ..settings }
    }

    /// Reads the settings from the text of the file.
    fn parse(text: &str) -> Self {
        let start = text_start(text.as_bytes());
        let mut fields = Fields::parse(&text[start..], start, start..start);
        let mut limits = Limits::default();
        fields.integer("format");
        let rules = fields.named_texts("rules").into_iter();
        let rules = rules.map(|(name, level, place)| RuleSetting { name, level, place }).collect();
        let standard = fields.texts("standard").unwrap_or_default();
        let standard = standard.into_iter().map(|text| text.into_owned()).collect();
        if let Some(mut table) = fields.table("deadlines") {
            count(&mut table, "sign_hours", &mut limits.sign_hours);
            limits.business_days = table.flag("business_days").unwrap_or_default();
            fields.absorb(table);
        }
        if let Some(mut table) = fields.table("thresholds") {
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
            fields.absorb(table);
        }
        // Read by `signing_policy`, which tells of its own problems.
        fields.table("signing");
        if let Some(place) = fields.place_of_key("measures") {
            fields.table("measures");
            for problem in MeasureList::read(text).problems {
                fields.wrong("measures", place.clone(), problem);
            }
        }
        if let Some(place) = fields.place_of_key("retention") {
            fields.table("retention");
            if let Err(error) = retention_policy::read(text) {
                fields.wrong("retention", place, error.to_string());
            }
        }
        fields.table("export");
        let mut problems = fields.finish();
        problems.extend(ExportSettings::read(text).1);
        Self { limits, rules, standard, problems, bytes: Vec::new() }
    }
}

/// Takes a whole number that is not negative.
fn count(table: &mut Fields<'_>, key: &'static str, value: &mut i64) {
    let place = table.place_of_key(key);
    match table.integer(key) {
        Some(number) if (0..=1_000_000).contains(&number) => *value = number,
        Some(_) => table.wrong(key, place.unwrap_or_default(), format!("`{key}` is out of range")),
        None => {}
    }
}

/// Takes a part of a whole: from one half to 1.
fn part(table: &mut Fields<'_>, key: &'static str, value: &mut f64) {
    let place = table.place_of_key(key);
    match table.number(key) {
        Some(number) if (0.5..=1.0).contains(&number) => *value = number,
        Some(_) => {
            table.wrong(key, place.unwrap_or_default(), format!("`{key}` is not from 0.5 to 1.0"));
        }
        None => {}
    }
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
        ] {
            let settings = Settings::parse(text);
            let messages: Vec<&str> =
                settings.problems.iter().map(|p| p.message.as_str()).collect();
            assert_eq!(messages, [message]);
            assert_eq!(settings.limits, Limits::default());
        }
    }
}
