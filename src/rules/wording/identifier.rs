//! WD010: a number or address that identifies somebody.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::{NoteSubject, near, positions};

rule!("WD010", "identifier", Warning, "identifier.md", Note(check));

const STREETS: &[&str] = &[
    "Street",
    "St",
    "Avenue",
    "Ave",
    "Road",
    "Rd",
    "Lane",
    "Ln",
    "Drive",
    "Boulevard",
    "Blvd",
    "Court",
];

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    let body = subject.note.body();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (at, run) in runs(body) {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let what = match digits {
            9 if shape(run) == "999-99-9999" => "a social security number",
            13..=16 if is_card(run) => "a card number",
            10 if is_telephone(&shape(run)) => "a telephone number",
            11 if is_telephone(
                shape(run.trim_start_matches("+1").trim_start_matches("1-").trim_start()).as_str(),
            ) =>
            {
                "a telephone number"
            }
            1..=5 if run.len() == digits && is_street(near(body, at + run.len(), 200)) => {
                "a street address"
            }
            _ => continue,
        };
        found.push((at, what));
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    for at in memchr::memchr_iter(b'@', body.as_bytes()) {
        let domain: &str = body[at + 1..].split(|c| !is_part(c)).next().unwrap_or_default();
        if body[..at].ends_with(is_part) && domain.trim_end_matches('.').contains('.') {
            found.push((at, "an e-mail address"));
        }
    }
    for (at, what) in found.into_iter().filter(|(at, _)| !subject.is_in_comment(*at)) {
        report.at_body(subject, at, &format!("{what} stands in the text"), None);
    }
}

/// Finds pieces of digits with what holds a number together.
fn runs(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = body.as_bytes();
    let mut digits = positions(bytes, |b| b.is_ascii_digit());
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = digits.find(|at| *at >= from)?;
        let joins = |at: usize| matches!(bytes[at], b'-' | b' ' | b'.' | b'(' | b')');
        let mut end = start + 1;
        loop {
            let digits = bytes[end..].iter().take_while(|b| b.is_ascii_digit()).count();
            end += digits;
            let gap = (end..bytes.len()).take(3).take_while(|at| joins(*at)).count();
            let goes_on =
                (1..=2).contains(&gap) && bytes.get(end + gap).is_some_and(u8::is_ascii_digit);
            if !goes_on || end - start > 24 {
                break;
            }
            end += gap;
        }
        from = end;
        Some((start, &body[start..end]))
    })
}

fn shape(run: &str) -> String {
    run.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect()
}

fn is_telephone(shape: &str) -> bool {
    matches!(
        shape,
        "999-999-9999" | "999.999.9999" | "999 999 9999" | "999) 999-9999" | "9999999999"
    )
}

/// The check digit tells a card from any other long number.
fn is_card(run: &str) -> bool {
    let digits: Vec<u32> = run.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match at % 2 {
            0 => *digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_street(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    let mut words = line.split(' ').filter(|word| !word.is_empty()).take(4);
    let Some(first) = words.next().filter(|_| rest.starts_with(' ')) else { return false };
    let is_capital = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    is_capital(first)
        && words
            .take_while(|word| is_capital(word))
            .any(|word| STREETS.contains(&word.trim_end_matches(['.', ',', ';'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart_by_their_shape() {
        let found = |text: &str| runs(text).map(|(_, run)| run.to_owned()).collect::<Vec<_>>();
        assert_eq!(found("at 518-555-0142 or 12/1"), ["518-555-0142", "12", "1"]);
        assert_eq!(found("(518) 555-0142"), ["518) 555-0142"]);
        assert!(is_card("4111 1111 1111 1111") && !is_card("4111 1111 1111 1112"));
        assert!(is_street(" Birch Street, rear") && !is_street(" Birch trees on the street"));
        assert!(!is_street(" Weeks since Court") && is_telephone("999-999-9999"));
    }
}
