//! How old somebody is on a day.

use chrono::{Datelike, NaiveDate};

/// Returns somebody's age in whole years on a day.
pub fn age(born: NaiveDate, on: NaiveDate) -> u32 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    u32::try_from(on.year() - born.year() - i32::from(!had_birthday)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_makes_a_year_older_and_that_of_a_leap_day_comes_in_march() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (born, on, years) in [
            ("2010-05-01", "2028-04-30", 17),
            ("2010-05-01", "2028-05-01", 18),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2026-05-01", "2026-01-01", 0),
        ] {
            assert_eq!(age(day(born), day(on)), years, "{born} {on}");
        }
    }
}
