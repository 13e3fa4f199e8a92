//! Names that are a day, a word and six random letters: two machines that know nothing of each other choose two.

use chrono::NaiveDate;

use crate::domain::client_id::CLEAR;
use crate::domain::moment::parse_date;

/// How many letters tell the files of one client, day and word apart: where two machines file a thousand
/// of them each, a name is chosen twice with a chance of about one in a thousand.
const LETTERS: usize = 6;

/// How many bytes a day takes.
const DAY: usize = "2026-11-24".len();

/// Makes a name from random bytes.
pub fn from_random(day: NaiveDate, word: &str, bytes: [u8; 8]) -> String {
    // 2^64 is so much larger than 31^6 that the remainder is as good as uniform.
    let mut number = u64::from_le_bytes(bytes);
    let mut name = format!("{day}-{word}-");
    for _ in 0..LETTERS {
        name.push(char::from(CLEAR[(number % CLEAR.len() as u64) as usize]));
        number /= CLEAR.len() as u64;
    }
    name
}

/// Returns the day and the word of a name; `None` for a text that is none.
pub fn parts(text: &str) -> Option<(NaiveDate, &str)> {
    let (day, rest) = text.split_at_checked(DAY)?;
    let (word, letters) = rest.strip_prefix('-')?.rsplit_once('-')?;
    let is_clear = letters.bytes().all(|letter| CLEAR.contains(&letter));
    let day = parse_date(day)?;
    (is_clear && letters.len() == LETTERS).then_some((day, word))
}

/// Returns what is typed of a word, behind a day: `con` of `2026-11-24-con`.
pub fn word_typed(text: &str) -> Option<&str> {
    let word = text.get(DAY..)?.strip_prefix('-')?;
    word.starts_with(|first: char| first.is_ascii_lowercase()).then_some(word)
}
