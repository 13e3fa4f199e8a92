//! The National Provider Identifier.

use std::fmt;
use std::str::FromStr;

/// A National Provider Identifier: ten digits, the last of them a check digit (45 CFR 162.406(a)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Npi(String);

/// A text that is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnNpi {
    /// It has another form.
    #[error("not an NPI: ten digits, of which the first is 1 or 2")]
    Form,
    /// A digit is wrong.
    #[error("not an NPI: its last digit does not go with the others, so that one of them is wrong")]
    CheckDigit,
}

/// What the digits 80840, which stand in front of an NPI on a card, add to the sum of the Luhn formula.
const PREFIX: u32 = 24;

impl FromStr for Npi {
    type Err = NotAnNpi;

    fn from_str(text: &str) -> Result<Self, NotAnNpi> {
        let is_digits = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit());
        if !is_digits || !text.starts_with(['1', '2']) {
            return Err(NotAnNpi::Form);
        }
        // The Luhn formula (ISO/IEC 7812-1): from the right every second digit counts double, and of that its
        // digits are added.
        let counted = text.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
        let sum: u32 = counted
            .map(|(at, digit)| if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
            .sum();
        if (sum + PREFIX).is_multiple_of(10) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnNpi::CheckDigit)
        }
    }
}

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_that_was_mistyped_is_seen() {
        // The example of CMS's own description of the check digit.
        assert_eq!("1234567893".parse::<Npi>().unwrap().to_string(), "1234567893");
        for wrong in 0..=9 {
            let text = format!("123456789{wrong}");
            assert_eq!(text.parse::<Npi>().is_ok(), wrong == 3, "{text}");
        }
        for at in 1..10 {
            let mut digits: Vec<char> = "1234567893".chars().collect();
            digits[at] = if digits[at] == '9' { '0' } else { '9' };
            let text: String = digits.iter().collect();
            assert_eq!(text.parse::<Npi>().unwrap_err(), NotAnNpi::CheckDigit, "{text}");
        }
        for text in
            ["", "123456789", "12345678933", "3234567893", "12345678a3", "１２３４５６７８９３"]
        {
            assert_eq!(text.parse::<Npi>().unwrap_err(), NotAnNpi::Form, "{text}");
        }
    }
}
