//! WD010: a number or address that identifies somebody.

use chrono::NaiveDate;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::dates::dates_in;
use crate::text::scan::{before, near, positions};
use crate::text::tokens::{Word, key_of};

rule!("WD010", "identifier", Warning, "identifier.md", Note(check));

/// Words in front of a number that identifies, in small letters, and what it is.
const LABELS: &[(&str, &str)] = &[
    ("ssn", "a social security number"),
    ("social security", "a social security number"),
    ("ni", "a social security number"),
    ("nino", "a social security number"),
    ("sin", "a social security number"),
    ("nhs", "the number of a record"),
    ("mrn", "the number of a record"),
    ("record", "the number of a record"),
    ("chart", "the number of a record"),
    ("hospital", "the number of a record"),
    ("member", "the number of a plan"),
    ("membership", "the number of a plan"),
    ("policy", "the number of a plan"),
    ("subscriber", "the number of a plan"),
    ("insurance", "the number of a plan"),
    ("ins", "the number of a plan"),
    ("subscr", "the number of a plan"),
    ("mem", "the number of a plan"),
    ("pol", "the number of a plan"),
    ("ph", "a telephone number"),
    ("medicaid", "the number of a plan"),
    ("medicare", "the number of a plan"),
    ("beneficiary", "the number of a plan"),
    ("group", "the number of a plan"),
    ("account", "the number of an account"),
    ("acct", "the number of an account"),
    ("iban", "the number of an account"),
    ("routing", "the number of an account"),
    ("card", "a card number"),
    ("licence", "the number of a licence"),
    ("license", "the number of a licence"),
    ("passport", "the number of a licence"),
    ("certificate", "the number of a licence"),
    ("plate", "the plate of a car"),
    ("plates", "the plate of a car"),
    ("vin", "the number of a car"),
    ("registration", "the plate of a car"),
    ("serial", "the number of a device"),
    ("imei", "the number of a device"),
    ("inmate", "the number of a record"),
    ("prison", "the number of a record"),
    ("mbi", "the number of a plan"),
    ("prisoner", "the number of a record"),
    ("student", "the number of a record"),
    ("badge", "the number of a record"),
    ("booking", "the number of a case"),
    ("case", "the number of a case"),
    ("docket", "the number of a case"),
    ("claim", "the number of a claim"),
    ("ref", "the number of a case"),
    ("reference", "the number of a case"),
    ("zip", "an address"),
    ("postcode", "an address"),
    ("phone", "a telephone number"),
    ("mobile", "a telephone number"),
    ("cell", "a telephone number"),
    ("tel", "a telephone number"),
    ("telephone", "a telephone number"),
    ("landline", "a telephone number"),
    ("fax", "a telephone number"),
    ("whatsapp", "a telephone number"),
];

/// Words that stand between such a word and its number.
const BETWEEN: &[&str] = &[
    "number", "no", "nr", "num", "id", "code", "is", "of", "on", "the", "form", "new", "his",
    "her", "their", "mbi", "card", "holder", "security", "has", "reads", "with",
];

const STREETS: &[&str] = &[
    "Rise",
    "Race",
    "Hill",
    "Mews",
    "Walk",
    "Wharf",
    "Quay",
    "Vale",
    "Parade",
    "Esplanade",
    "Loop",
    "Pike",
    "Alley",
    "Close",
    "Crescent",
    "Cres",
    "Terrace",
    "Way",
    "Place",
    "Square",
    "Gardens",
    "Grove",
    "Row",
    "Parkway",
    "Pkwy",
    "Highway",
    "Hwy",
    "Circle",
    "Trail",
    "Mews",
    "Walk",
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
        if is_toll_free(run) {
            continue;
        }
        let what = match digits {
            9 if shape(run) == "999-99-9999" => "a social security number",
            13..=16 if is_card(run) => "a card number",
            10..=12 if is_telephone_abroad(body, at, run, digits) => "a telephone number",
            10 if is_telephone(&shape(run)) => "a telephone number",
            11 if is_telephone(
                shape(run.trim_start_matches("+1").trim_start_matches("1-").trim_start()).as_str(),
            ) =>
            {
                "a telephone number"
            }
            1..=5
                if run.len() == digits
                    && is_street(without_letter(near(body, at + run.len(), 200))) =>
            {
                "a street address"
            }
            _ => match labelled(body, at, run) {
                Some(what) => what,
                None => continue,
            },
        };
        found.push((at, what));
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    for at in memchr::memchr_iter(b'@', body.as_bytes()) {
        let domain: &str = body[at + 1..].split(|c| !is_part(c)).next().unwrap_or_default();
        if body[..at].ends_with(is_part) && domain.trim_end_matches('.').contains('.') {
            found.push((at, "an e-mail address"));
        } else if is_account(body, at) {
            found.push((at, ON_THE_WEB));
        }
    }
    let day = subject.note.front.start.map(|start| start.date());
    for word in subject.reading().words() {
        match word.key() {
            BORN | BIRTH | DOB | D => {
                let date = day.and_then(|day| birth_date(body, word, day));
                found.extend(date.map(|at| (at, "a date of birth")));
            }
            WWW | HTTP | HTTPS if is_page(&body[word.start()..]) => {
                found.push((word.start(), ON_THE_WEB));
            }
            AT if is_spelled_address(body, word) => {
                found.push((word.start(), "an e-mail address"));
            }
            _ => {}
        }
    }
    for (at, what) in found.into_iter().filter(|(at, _)| !subject.is_in_comment(*at)) {
        report.at_body(subject, at, &format!("{what} stands in the text"), None);
    }
}

/// Tells whether a number is free for who calls it: a line of a service, and nobody's own.
fn is_toll_free(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let number = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
    number.len() == 10
        && ["800", "833", "844", "855", "866", "877", "888"].iter().any(|it| number.starts_with(it))
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

/// Returns what a number is by the word in front of it: "Member no. ZKR 4471902".
fn labelled(body: &str, at: usize, run: &str) -> Option<&'static str> {
    let line = before(body, at, 48);
    let line = &line[line.rfind('\n').map_or(0, |at| at + 1)..];
    let line = line.rsplit(['.', ';']).find(|part| part.trim().len() > 1).map_or("", |part| {
        // "No." ends no sentence.
        let from = part.as_ptr() as usize - line.as_ptr() as usize;
        let lead = line[..from].trim_end_matches('.');
        const SHORT: &[&str] =
            &["no", "nr", "num", "acct", "ins", "mem", "pol", "subscr", "tel", "ph"];
        let last = lead.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_short = SHORT.iter().any(|word| last.eq_ignore_ascii_case(word));
        let earlier = lead[..lead.len() - lead.rsplit([' ', '#']).next().map_or(0, str::len)].len();
        if is_short {
            &line[lead[..earlier].rfind(['.', ';']).map_or(0, |at| at + 1)..]
        } else {
            part
        }
    });
    let rest = &body[at + run.len()..];
    // No label asks for more than six.
    let tail = rest.bytes().take(6);
    let tail = tail.take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let mut words =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    // Letters may lead: "ZKR 4471902", "WQX883201".
    let mut lead = 0;
    let mut word = words.next()?;
    while lead < 2
        && word.len() <= 5
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && label_of(word).is_none()
    {
        lead += 1;
        word = words.next()?;
    }
    let mut small = 0;
    while small < 3 && BETWEEN.contains(&word.to_ascii_lowercase().as_str()) {
        small += 1;
        word = words.next()?;
    }
    let what = label_of(word)?;
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let least = match what {
        "a telephone number" => 7,
        "the plate of a car" => 2,
        // Whoever is in group 12 tells no number.
        "the number of a plan" | "the number of a claim" | "the number of a case" => 5,
        _ => 4,
    };
    let is_code = digits == 5 && run.len() == 5 && run.starts_with('9') && lead == 0;
    let is_telling = digits >= least
        || lead > 0 && digits + tail >= 3 && what == "the plate of a car"
        || small > 0 && digits + tail + lead * 2 >= 6;
    (is_telling && !is_code).then_some(what)
}

fn label_of(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    LABELS.iter().find(|(label, _)| *label == lower).map(|(_, what)| *what)
}

/// Tells whether a run is a number with its country, or one that begins with a zero, as outside of
/// North America.
fn is_telephone_abroad(body: &str, at: usize, run: &str, digits: usize) -> bool {
    let has_country = body[..at].ends_with('+');
    let groups = run.split([' ', '-', '.', '(', ')']).filter(|group| !group.is_empty());
    let groups: Vec<usize> = groups.map(str::len).collect();
    let is_grouped =
        groups.len() >= 2 && groups.iter().all(|length| (2..=7).contains(length) || *length == 1);
    has_country
        || run.starts_with('0') && digits <= 11 && (is_grouped || groups.len() == 1 && digits == 11)
}

/// Tells whether "at" is the sign of an address that is spelled: `name [at] mail [dot] example`,
/// `name AT mail DOT example`.
fn is_spelled_address(body: &str, at: &Word) -> bool {
    const DOTS: &[&str] = &["[dot]", "(dot)", "{dot}", " DOT ", " dot "];
    let (before, after) = (&body[..at.start()], &body[at.end()..]);
    let bracket = [('[', ']'), ('(', ')'), ('{', '}')];
    let mut brackets = bracket.iter().filter_map(|(open, close)| {
        Some((before.strip_suffix(*open)?.trim_end_matches(' '), after.strip_prefix(*close)?))
    });
    let is_shouted = body[at.start()..at.end()] == *"AT";
    let shouted = || is_shouted.then_some((before.strip_suffix(' ')?, after.strip_prefix(' ')?));
    let Some((before, rest)) = brackets.next().or_else(shouted) else { return false };
    let rest = near(rest.trim_start_matches(' '), 0, 48).split('\n').next().unwrap_or_default();
    before.ends_with(|c: char| c.is_ascii_alphanumeric())
        && (DOTS.iter().any(|dot| rest.contains(dot)) || is_domain(rest))
}

fn is_domain(text: &str) -> bool {
    let word = text.split([' ', ',', ';']).next().unwrap_or_default().trim_end_matches('.');
    word.contains('.')
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
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

/// Returns what stands behind the number of a house and its letter: "22B Quarry Lane".
fn without_letter(rest: &str) -> &str {
    let letter = rest.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    if letter && rest.as_bytes().get(1) == Some(&b' ') { &rest[1..] } else { rest }
}

const BORN: u64 = key_of("born");
const BIRTH: u64 = key_of("birth");
const DOB: u64 = key_of("dob");
const D: u64 = key_of("d");
const WWW: u64 = key_of("www");
const HTTP: u64 = key_of("http");
const HTTPS: u64 = key_of("https");
const AT: u64 = key_of("at");

const ON_THE_WEB: &str = "an address or a name on the web";

/// Finds a date of birth behind a word for it: a date with its year, long before the day of the note.
fn birth_date(body: &str, word: &Word, day: NaiveDate) -> Option<usize> {
    let rest = &body[word.end()..];
    let length = match word.key() {
        BIRTH => body[..word.start()].ends_with("ate of ").then_some(0)?,
        D => rest.starts_with(".O.B.").then_some(".O.B.".len())?,
        _ => {
            if rest.starts_with(" on ") {
                " on".len()
            } else {
                0
            }
        }
    };
    let behind = word.end() + length;
    let rest = near(body, behind, 24).split('\n').next().unwrap_or_default();
    let date = dates_in(rest, day).into_iter().next()?;
    let is_right_behind = rest[..date.at].chars().all(|c| !c.is_alphanumeric());
    let is_long_ago = date.days.iter().all(|born| (day - *born).num_days() > 400);
    (is_right_behind && is_long_ago).then_some(behind + date.at)
}

/// Tells whether a text begins with the address of a page.
fn is_page(text: &str) -> bool {
    ["www.", "http://", "https://"].iter().any(|sign| text.starts_with(sign))
}

/// Tells whether "@" is the sign of the name of an account.
fn is_account(body: &str, at: usize) -> bool {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let name = body.as_bytes()[at + 1..].iter().take_while(|b| is_part(b)).count();
    let begins = body[..at].is_empty() || body[..at].ends_with([' ', '(', '\n']);
    begins && name >= 3 && !body[at + 1 + name..].starts_with('@')
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
