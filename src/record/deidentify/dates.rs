//! Dates and ages: every element of a date but the year, and what tells an age over 89.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use regex::{Captures, Regex};

use crate::record::deidentify::patterns::made;
use crate::record::deidentify::{Category, DateForm, Found, Known};

/// The months by their first three letters.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Days farther from the first session are of another time of life, and tell an age.
const FARTHEST: i64 = 3660;

/// How old somebody may be whose age is told.
const OLDEST: i32 = 89;

/// What finds dates, and what is known of them.
pub(super) struct Calendar {
    form: DateForm,
    sessions: BTreeMap<NaiveDate, usize>,
    birth_date: Option<NaiveDate>,
    year_first: Regex,
    year_last: Regex,
    named: Regex,
    day_named: Regex,
    month_and_year: Regex,
    joined: Regex,
    joined_month_first: Regex,
    short_year: Regex,
    figures: [Regex; 2],
    in_words: [Regex; 2],
    month: Regex,
    doubtful_month: Regex,
    without_year: Regex,
    ages: Vec<Regex>,
    year: Regex,
    rating: Regex,
}

impl Calendar {
    pub(super) fn new(known: &Known, form: DateForm) -> Self {
        let months = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
        let weekday =
            r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?";
        let ordinal = "(?:st|nd|rd|th)?";
        let old = "ninety(?:[-\\s](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one)[-\\s]hundred(?:[-\\s]and)?(?:[-\\s](?:one|two|three|four|five|six|seven|eight|nine|ten))?";
        let number = "9[0-9]|1[0-2][0-9]";
        let nth = "(?:(?:twenty|thirty)[-\\s](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)";
        Self {
            form,
            sessions: known.sessions.clone(),
            birth_date: known.birth_date,
            year_first: made(
                r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[-+]\d{2}:?\d{2})?)?\b",
            ),
            year_last: made(r"\b(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4}|\d{2})\b"),
            named: made(&format!(
                r"(?i)\b{weekday}{months}\.?\s+(\d{{1,2}}){ordinal}\b(?:,?\s+(\d{{4}})\b)?"
            )),
            day_named: made(&format!(
                r"(?i)\b{weekday}(\d{{1,2}}){ordinal}\s+(?:of\s+)?{months}\b\.?(?:,?\s+(\d{{4}})\b)?"
            )),
            month_and_year: made(&format!(r"(?i)\b{months}\.?,?\s+(?:of\s+)?(\d{{4}})\b")),
            joined: made(&format!(
                r"(?i)\b(\d{{1,2}})[-./]?{months}[-./]?['’]?(\d{{4}}|\d{{2}})\b"
            )),
            joined_month_first: made(&format!(
                r"(?i)\b{months}[-./](\d{{1,2}})[-./]['’]?(\d{{4}}|\d{{2}})\b"
            )),
            short_year: made(&format!(r"(?i)\b{months}\.?\s?['’](\d{{2}})\b")),
            figures: [
                made(r"\b(?:0?[1-9]|1[0-2])[-/]((?:19|20)\d{2})\b"),
                made(r"\b((?:19|20)\d{2})[-/](?:0[1-9]|1[0-2])\b"),
            ],
            in_words: [
                made(&format!(r"(?i)\b{months}\s+(?:the\s+)?{nth}\b")),
                made(&format!(r"(?i)\b{nth}\s+(?:day\s+)?of\s+{months}\b")),
            ],
            month: made(
                r"\b(?:January|February|April|June|July|August|September|October|November|December)\b",
            ),
            // These are ordinary words too.
            doubtful_month: made(
                r"(?i)\b(?:in|since|last|next|this|until|till|by|during|of|early|late|mid|for|from|before|after)[-\s]+(march|may)\b",
            ),
            without_year: made(r"\b(\d{1,2})/(\d{1,2})\b"),
            ages: [
                format!(r"(?i)\b({number})[-\s]*(?:years?|yrs?)[-\s]+(?:old|of\s+age)\b"),
                format!(r"(?i)\b({number})\s*(?:y/o|yo|y\.o\.)"),
                format!(r"(?i)\b(?:aged?|age\s+of|turn(?:ed|ing|s)?)[:\s]+({number}|{old})\b"),
                format!(r"(?i)\b({old})[-\s]years?[-\s](?:old|of\s+age)\b"),
                // `She is ninety-one.`
                format!(r"(?i)\b(?:he|she|they|who|mother|father|grandmother|grandfather|aunt|uncle|client|patient|husband|wife)\s+(?:is|was|are|were)\s+(?:now\s+|already\s+|almost\s+|nearly\s+)?({old}|9[0-9]|10[0-9])\b(?:[.,;!?)]|\s+(?:and|now|this|but|in)\b|$)"),
                format!(r"(?i)\b((?:{number})(?:st|nd|rd|th))\s+birthday\b"),
                format!(r"(?i)\b(ninetieth|ninety[-\s]{nth}|hundredth)\s+birthday\b"),
                r"(?i)\bin\s+(?:his|her|their|my)\s+(?:(?:early|mid|late)[-\s]+)?(nineties|90['’]?s)\b".to_owned(),
            ]
            .iter()
            .map(|pattern| made(pattern))
            .collect(),
            year: made(r"\b1[89]\d{2}\b"),
            rating: made(
                r"(?i)\b(?:voc|suds?|rat(?:ed|es|ing|ings)|scale|scor(?:e|es|ed|ing)|intensity|severity|strength|motor|reflexes|pulses|(?:phq|gad|pcl|bdi|bai|epds|audit|isi|moca|mmse|wsas|core|dass|oasis|madrs|hads|gds)(?:-?[0-9a-z]{1,2})?)\b",
            ),
        }
    }

    /// Finds dates and ages.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let mut add = |range, placeholder| {
            found.push(Found { range, category: Category::Date, placeholder });
        };
        for groups in self.year_first.captures_iter(text) {
            let [year, month, day] = [1, 2, 3].map(|at| number(&groups, at));
            add(whole(&groups), self.told(year, month, day));
        }
        for groups in self.year_last.captures_iter(text) {
            // `11/20-22` are days of a month, and no year.
            if groups[2] != groups[4] {
                add(whole(&groups), "[date]".to_owned());
                continue;
            }
            let [first, second, year] = [1, 3, 5].map(|at| number(&groups, at));
            // "Fear 80-60-40": no order makes a date of it.
            if !may_be_date([first, second, year]) {
                continue;
            }
            let year = year.map(|year| self.century(year));
            // With points the day comes first.
            let (month, day) = if &groups[2] == "." { (second, first) } else { (first, second) };
            add(whole(&groups), self.told(year, month, day));
        }
        for groups in self.named.captures_iter(text) {
            add(
                whole(&groups),
                self.told(number(&groups, 3), month(&groups, 1), number(&groups, 2)),
            );
        }
        for groups in self.day_named.captures_iter(text) {
            add(
                whole(&groups),
                self.told(number(&groups, 3), month(&groups, 2), number(&groups, 1)),
            );
        }
        for groups in self.month_and_year.captures_iter(text) {
            add(whole(&groups), self.in_year(number(&groups, 2)));
        }
        for groups in self.joined.captures_iter(text) {
            let year = number(&groups, 3).map(|year| self.century(year));
            add(whole(&groups), self.told(year, month(&groups, 2), number(&groups, 1)));
        }
        for groups in self.joined_month_first.captures_iter(text) {
            let year = number(&groups, 3).map(|year| self.century(year));
            add(whole(&groups), self.told(year, month(&groups, 1), number(&groups, 2)));
        }
        for groups in self.short_year.captures_iter(text) {
            let year = number(&groups, 2).map(|year| self.century(year));
            add(whole(&groups), self.in_year(year));
        }
        for groups in self.figures.iter().flat_map(|form| form.captures_iter(text)) {
            add(whole(&groups), self.in_year(number(&groups, 1)));
        }
        for words in self.in_words.iter().flat_map(|form| form.find_iter(text)) {
            add(words.range(), "[date]".to_owned());
        }
        for month in self.month.find_iter(text) {
            add(month.range(), "[date]".to_owned());
        }
        for groups in self.doubtful_month.captures_iter(text) {
            // `in may` is a slip, `may` behind anything else a verb.
            add(groups.get(1).map_or(0..0, |month| month.range()), "[date]".to_owned());
        }
        for groups in self.without_year.captures_iter(text) {
            let (month, day) = (number(&groups, 1), number(&groups, 2));
            let is_date = matches!((month, day), (Some(1..=12), Some(1..=31)));
            // `8/10` is how bad it is, `1/2` a part; a person looks at what is left.
            let is_part = day == Some(10) || matches!((month, day), (Some(1), Some(2..=4)));
            if is_date && !is_part && !self.is_rating(text, whole(&groups).start) {
                add(whole(&groups), "[date]".to_owned());
            }
        }
        for pattern in &self.ages {
            for groups in pattern.captures_iter(text) {
                let age = groups.get(1).map_or(0..0, |age| age.range());
                add(age, "[90 or older]".to_owned());
            }
        }
        for year in self.year.find_iter(text) {
            if year.as_str().parse().is_ok_and(|year| self.tells_an_age(year)) {
                add(year.range(), "[year]".to_owned());
            }
        }
    }

    /// Tells whether a part of a whole is how strong something is, by what stands in front of it: `VoC 2/7`.
    fn is_rating(&self, text: &str, at: usize) -> bool {
        let start = text.floor_char_boundary(at.saturating_sub(64));
        let before = text[start..at].rsplit(['.', '\n']).next().unwrap_or_default();
        // "PHQ-9 on 11/27" is a day all the same.
        let last = before.trim_end().rsplit(' ').next().unwrap_or_default();
        self.rating.is_match(before) && !matches!(last, "on" | "since" | "until" | "dated" | "by")
    }

    /// Returns how the day of a session is told in a heading.
    pub(super) fn heading(&self, day: NaiveDate) -> String {
        match (self.form, self.offset(day), self.sessions.get(&day)) {
            (DateForm::Offsets, Some(offset), _) => format!("Day {}", signed(offset)),
            (DateForm::Sessions, _, Some(number)) => format!("Session {number}, {}", day.year()),
            _ => "A session".to_owned(),
        }
    }

    fn told(&self, year: Option<i32>, month: Option<i32>, day: Option<i32>) -> String {
        let date = || {
            let part = |part: Option<i32>| u32::try_from(part?).ok();
            NaiveDate::from_ymd_opt(year?, part(month)?, part(day)?)
        };
        match date() {
            Some(date) if Some(date) == self.birth_date => "[date of birth]".to_owned(),
            Some(date) if self.form == DateForm::Offsets => match self.offset(date) {
                Some(offset) => format!("[day {}]", signed(offset)),
                None => "[date]".to_owned(),
            },
            Some(date) => match self.sessions.get(&date) {
                Some(number) => format!("[session {number}, {}]", date.year()),
                None => self.in_year(year),
            },
            None => self.in_year(year),
        }
    }

    fn in_year(&self, year: Option<i32>) -> String {
        match year.filter(|year| self.form == DateForm::Sessions && !self.tells_an_age(*year)) {
            Some(year) => format!("[date in {year}]"),
            None => "[date]".to_owned(),
        }
    }

    fn offset(&self, day: NaiveDate) -> Option<i64> {
        let (first, _) = self.sessions.first_key_value()?;
        let days = (day - *first).num_days();
        (days.abs() <= FARTHEST).then_some(days)
    }

    /// Tells whether somebody born in a year is over 89 at the last session.
    fn tells_an_age(&self, year: i32) -> bool {
        self.sessions.last_key_value().is_some_and(|(last, _)| last.year() - year > OLDEST)
    }

    /// Returns the year that two figures mean: one that had come by the last session.
    fn century(&self, year: i32) -> i32 {
        let last = self.sessions.last_key_value().map_or(2099, |(last, _)| last.year());
        match year {
            0..=99 if 2000 + year <= last => 2000 + year,
            0..=99 => 1900 + year,
            year => year,
        }
    }
}

fn signed(days: i64) -> String {
    if days == 0 { "0".to_owned() } else { format!("{days:+}") }
}

fn whole(groups: &Captures<'_>) -> std::ops::Range<usize> {
    groups.get(0).map_or(0..0, |whole| whole.range())
}

fn number(groups: &Captures<'_>, at: usize) -> Option<i32> {
    groups.get(at)?.as_str().parse().ok()
}

fn month(groups: &Captures<'_>, at: usize) -> Option<i32> {
    let word = groups.get(at)?.as_str().to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| word.starts_with(month))?;
    i32::try_from(place + 1).ok()
}

/// Tells whether three numbers have a month and a day among them, in whatever order.
fn may_be_date(numbers: [Option<i32>; 3]) -> bool {
    let is = |at: usize, most: i32| numbers[at].is_some_and(|number| (1..=most).contains(&number));
    is(0, 12) && is(1, 31) || is(0, 31) && is(1, 12) || is(1, 12) && is(2, 31)
}
