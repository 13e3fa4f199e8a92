//! How long the practice keeps records: the table `[retention]` of the chart's `casenotes.toml`.

use crate::failure::Explain;
use crate::fields::Fields;
use crate::record::retention::RetentionPeriod;

/// Every key of the table; each must be there.
const KEYS: [&str; 3] = ["adult_years", "minor_years_after_majority", "age_of_majority"];

/// No law asks for more, and a slip of the finger does.
const MOST_YEARS: i64 = 200;

/// A practice whose periods are not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    /// A key is not there.
    #[error("the practice has set no period: `[retention]` in casenotes.toml lacks {}", .0.join(", "))]
    NotSet(Vec<String>),
    /// A key or value is wrong.
    #[error("`[retention]` in casenotes.toml: {0}")]
    Unsound(String),
}

impl Explain for RetentionError {
    fn hint(&self) -> Option<String> {
        let [adult, minor, age] = KEYS;
        Some(format!(
            "Law, licence and payers say how long; set `{adult}`, `{minor}` and `{age}` to the longest. casenotes makes none up."
        ))
    }
}

/// Reads the periods in the practice's settings, and reports there what is wrong with them.
///
/// # Errors
/// Fails when one is missing or wrong: a period that is made up could cost a record.
pub fn read(document: &mut Fields<'_>) -> Result<RetentionPeriod, RetentionError> {
    let place = document.place_of_key("retention").unwrap_or_default();
    let Some(table) = document.table("retention") else {
        return Err(match document.problem_at("retention") {
            Some(problem) => RetentionError::Unsound(problem.message.clone()),
            None => RetentionError::NotSet(KEYS.map(quoted).to_vec()),
        });
    };
    periods(table).inspect_err(|error| document.wrong("retention", place, error.to_string()))
}

fn periods(mut fields: Fields<'_>) -> Result<RetentionPeriod, RetentionError> {
    let numbers = KEYS.map(|key| fields.integer(key));
    if let Some(problem) = fields.finish().first() {
        return Err(RetentionError::Unsound(problem.message.clone()));
    }
    let missing = KEYS.iter().zip(&numbers).filter(|(_, number)| number.is_none());
    let missing: Vec<String> = missing.map(|(key, _)| quoted(key)).collect();
    if !missing.is_empty() {
        return Err(RetentionError::NotSet(missing));
    }
    let [adult, minor, age] = numbers.map(|number| {
        let years = number.filter(|years| (0..=MOST_YEARS).contains(years));
        years.and_then(|years| u32::try_from(years).ok())
    });
    let wrong = || RetentionError::Unsound(format!("years go from 0 to {MOST_YEARS}"));
    Ok(RetentionPeriod {
        adult_years: adult.filter(|years| *years > 0).ok_or_else(wrong)?,
        minor_years_after_majority: minor.ok_or_else(wrong)?,
        age_of_majority: age.filter(|years| *years > 0).ok_or_else(wrong)?,
    })
}

fn quoted(key: &str) -> String {
    format!("`{key}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = "format = 1\n[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n";

    #[test]
    fn a_practice_says_how_long_it_keeps_records() {
        let period =
            RetentionPeriod { adult_years: 7, minor_years_after_majority: 3, age_of_majority: 18 };
        assert_eq!(read(&mut Fields::parse(SET, 0, 0..0)), Ok(period));
    }

    #[test]
    fn no_period_is_ever_made_up() {
        for (from, to, told) in [
            (
                SET,
                "format = 1\n",
                "the practice has set no period: `[retention]` in casenotes.toml lacks `adult_years`, `minor_years_after_majority`, `age_of_majority`",
            ),
            (
                "adult_years = 7\n",
                "",
                "the practice has set no period: `[retention]` in casenotes.toml lacks `adult_years`",
            ),
            (
                "age_of_majority = 18\n",
                "",
                "the practice has set no period: `[retention]` in casenotes.toml lacks `age_of_majority`",
            ),
            (
                "adult_years = 7",
                "adult_years = \"7\"",
                "`[retention]` in casenotes.toml: `adult_years` is not a whole number",
            ),
            (
                "adult_years = 7",
                "adult_years = 0",
                "`[retention]` in casenotes.toml: years go from 0 to 200",
            ),
            (
                "adult_years = 7",
                "adult_years = 2000",
                "`[retention]` in casenotes.toml: years go from 0 to 200",
            ),
            (
                "adult_years = 7",
                "adult_years = -7",
                "`[retention]` in casenotes.toml: years go from 0 to 200",
            ),
            (
                "adult_years",
                "adult_year",
                "`[retention]` in casenotes.toml: the key `adult_year` is not known",
            ),
            (
                "[retention]",
                "retention = 7\n[x]",
                "`[retention]` in casenotes.toml: `retention` is not a table",
            ),
        ] {
            let text = SET.replace(from, to);
            let mut document = Fields::parse(&text, 0, 0..0);
            assert_eq!(read(&mut document).unwrap_err().to_string(), told);
            assert_eq!(document.problem_at("retention").is_some(), text.contains("retention"));
        }
    }
}
