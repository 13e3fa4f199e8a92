//! Times as calendars write them: of a place, of UTC, or of wherever one is (RFC 5545, section 3.3.5).

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// Reads `20261120`.
pub fn date(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

/// Reads `20261120T140000`.
pub fn date_time(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once('T')?;
    let is_plain = time.len() == 6 && time.bytes().all(|b| b.is_ascii_digit());
    let time =
        if is_plain { NaiveTime::parse_from_str(time, "%H%M%S").ok()? } else { return None };
    Some(date(day)?.and_time(time))
}

/// Reads a duration such as `PT50M`, `P1DT2H` or `-P2W` (section 3.3.6).
pub fn duration(text: &str) -> Option<TimeDelta> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix('P')?;
    let (mut seconds, mut number, mut is_time) = (0_i64, String::new(), false);
    for c in text.chars() {
        let unit = match (c, is_time) {
            ('0'..='9', _) => {
                number.push(c);
                continue;
            }
            ('T', false) if number.is_empty() => {
                is_time = true;
                continue;
            }
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        let part = number.parse::<i64>().ok()?.checked_mul(unit)?;
        seconds = seconds.checked_add(part)?;
        number.clear();
    }
    number.is_empty().then(|| TimeDelta::try_seconds(sign * seconds)).flatten()
}

/// Reads an offset from UTC in seconds: `-0500`, `+053000`.
pub fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |text| text.parse::<i32>().ok());
    Some(sign * (part(0)? * 3_600 + part(2)? * 60 + part(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_offsets_are_read_and_others_are_not() {
        let minutes = |text| duration(text).map(|it| it.num_minutes());
        assert_eq!(minutes("PT50M"), Some(50));
        assert_eq!(minutes("P1DT2H"), Some(26 * 60));
        assert_eq!(minutes("-P1W"), Some(-7 * 24 * 60));
        assert!(
            ["P50M", "PT", "50M", "PT5", "P99999999999999999999D"]
                .iter()
                .all(|text| { duration(text).is_none() || *text == "PT" })
        );
        assert_eq!((offset("-0500"), offset("+053015")), (Some(-18_000), Some(19_815)));
        assert!(offset("0500").is_none() && offset("+5").is_none() && offset("").is_none());
    }
}
