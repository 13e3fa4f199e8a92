//! A list at the terminal of which one is picked, narrowed by what is typed. It is drawn below the cursor
//! and taken away afterwards: a name must stay neither on the screen nor in the history of a shell.

use std::io::{self, Write};

use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::output::{TerminalSize, on_one_line};
use crate::text::names::plain;

/// Something that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// What is picked.
    pub value: T,
    /// What it is found by, and shown as.
    pub name: String,
    /// What stands beside it.
    pub beside: String,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Letter(char),
    Back,
    Clear,
    Up,
    Down,
    Take,
    Leave,
    Nothing,
}

/// The most rows of a list.
const ROWS: usize = 15;

/// Where keys come from.
pub trait Keys {
    /// Returns the next byte, however long it takes; 0 at the end.
    ///
    /// # Errors
    /// Fails when nothing can be read.
    fn next(&mut self) -> io::Result<u8>;

    /// Returns the next byte if it comes at once; else 0.
    ///
    /// # Errors
    /// Fails when nothing can be read.
    fn soon(&mut self) -> io::Result<u8>;
}

/// The terminal, read key by key until this is dropped.
pub struct Keyboard {
    before: Termios,
    raw: Termios,
}

impl Keyboard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// Fails when standard input is none.
    pub fn take() -> io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(stdin(), OptionalActions::Now, &raw)?;
        Ok(Self { before, raw })
    }

    fn read() -> io::Result<u8> {
        let mut byte = [0];
        rustix::io::read(stdin(), &mut byte)?;
        Ok(byte[0])
    }
}

impl Keys for Keyboard {
    fn next(&mut self) -> io::Result<u8> {
        Self::read()
    }

    fn soon(&mut self) -> io::Result<u8> {
        // In tenths of a second: the rest of a key follows at once, and no hand is as fast.
        let mut hurried = self.raw.clone();
        hurried.special_codes[SpecialCodeIndex::VMIN] = 0;
        hurried.special_codes[SpecialCodeIndex::VTIME] = 1;
        tcsetattr(stdin(), OptionalActions::Now, &hurried)?;
        let byte = Self::read();
        tcsetattr(stdin(), OptionalActions::Now, &self.raw)?;
        byte
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.before);
    }
}

/// Lets one of several be picked; `None` when the user leaves without one.
///
/// # Errors
/// Fails when the terminal cannot be read or written to.
pub fn pick<T: Clone>(
    title: &str,
    choices: &[Choice<T>],
    size: TerminalSize,
    keys: &mut dyn Keys,
    screen: &mut dyn Write,
) -> io::Result<Option<T>> {
    let (mut typed, mut at) = (String::new(), 0_usize);
    let picked = loop {
        let found = matching(choices, &typed);
        at = at.min(found.len().saturating_sub(1));
        let drawn = drawing(title, &typed, &found, at, size);
        screen.write_all(drawn.as_bytes())?;
        screen.flush()?;
        match key(keys)? {
            Key::Letter(letter) => {
                typed.push(letter);
                at = 0;
            }
            Key::Back => {
                typed.pop();
                at = 0;
            }
            Key::Clear => typed.clear(),
            Key::Up => at = at.saturating_sub(1),
            Key::Down => at += 1,
            Key::Take => {
                if let Some(choice) = found.get(at) {
                    break Some(choice.value.clone());
                }
            }
            Key::Leave => break None,
            Key::Nothing => {}
        }
    };
    screen.write_all(b"\r\x1b[J")?;
    screen.flush()?;
    Ok(picked)
}

/// Returns what fits what is typed, the best first: the beginning of a word before its middle before
/// letters that only follow each other, and else as they stand. Case and accents do not matter.
fn matching<'c, T>(choices: &'c [Choice<T>], typed: &str) -> Vec<&'c Choice<T>> {
    let wanted = plain(typed);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<(usize, &Choice<T>)> = choices
        .iter()
        .filter_map(|choice| {
            let name = plain(&choice.name);
            let costs = words.iter().map(|word| cost(&name, word));
            Some((costs.sum::<Option<usize>>()?, choice))
        })
        .collect();
    found.sort_by_key(|(cost, _)| *cost);
    found.into_iter().map(|(_, choice)| choice).collect()
}

/// Returns how far a name is from a word that is typed; `None` if its letters do not stand in it in order.
fn cost(name: &str, word: &str) -> Option<usize> {
    if name.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)) {
        return Some(0);
    }
    if name.contains(word) {
        return Some(1);
    }
    let mut rest = name.chars();
    let mut skipped = 0;
    for letter in word.chars() {
        skipped += rest.position(|c| c == letter)?;
    }
    Some(2 + skipped)
}

/// Draws the list below the cursor, and leaves the cursor where it was.
fn drawing<T>(
    title: &str,
    typed: &str,
    found: &[&Choice<T>],
    at: usize,
    size: TerminalSize,
) -> String {
    let rows = ROWS.min(size.rows.saturating_sub(2)).max(1);
    let first = (at + 1).saturating_sub(rows);
    let shown: Vec<_> = found.iter().skip(first).take(rows).collect();
    let names = shown.iter().map(|choice| choice.name.width()).max().unwrap_or_default();
    // The last column stays free: a letter in it would begin another row.
    let room = size.columns.saturating_sub(1);
    let mut lines = vec![cut(&format!("{title} {typed}"), room)];
    for (row, choice) in shown.iter().enumerate() {
        let mark = if first + row == at { '>' } else { ' ' };
        let gap = " ".repeat(names - choice.name.width());
        lines.push(cut(&format!("{mark} {}{gap}  {}", choice.name, choice.beside), room));
    }
    let count = found.len().saturating_sub(shown.len());
    if count > 0 {
        lines.push(cut(&format!("  {count} more"), room));
    }
    let column = lines[0].width();
    let up = lines.len() - 1;
    let mut text = format!("\r\x1b[J{}", lines.join("\r\n"));
    if up > 0 {
        text.push_str(&format!("\x1b[{up}A"));
    }
    text.push_str(&format!("\r\x1b[{column}C"));
    text
}

/// Cuts a line that is wider than there is room for.
fn cut(line: &str, room: usize) -> String {
    let line = on_one_line(line);
    if line.width() <= room {
        return line;
    }
    let mut width = 0;
    let fits = |c: &char| {
        width += c.width().unwrap_or(0);
        width < room
    };
    line.chars().take_while(fits).chain(['…']).collect()
}

/// Reads one key.
fn key(keys: &mut dyn Keys) -> io::Result<Key> {
    let first = keys.next()?;
    Ok(match first {
        b'\r' | b'\n' => Key::Take,
        // Ctrl-C, Ctrl-D, Ctrl-G; and the end of the input.
        0x03 | 0x04 | 0x07 | 0 => Key::Leave,
        0x7f | 0x08 => Key::Back,
        0x15 => Key::Clear,
        0x10 => Key::Up,
        0x0e | b'\t' => Key::Down,
        0x1b => escaped(keys)?,
        0x20..=0x7e => Key::Letter(char::from(first)),
        0xc0.. => letter(first, keys)?,
        _ => Key::Nothing,
    })
}

/// Reads what follows an escape: an arrow, or nothing, which leaves.
fn escaped(keys: &mut dyn Keys) -> io::Result<Key> {
    match keys.soon()? {
        0 => return Ok(Key::Leave),
        b'[' | b'O' => {}
        _ => return Ok(Key::Nothing),
    }
    loop {
        match keys.soon()? {
            b'A' => return Ok(Key::Up),
            b'B' => return Ok(Key::Down),
            0 | 0x40..=0x7e => return Ok(Key::Nothing),
            _ => {}
        }
    }
}

/// Reads the rest of a letter of several bytes.
fn letter(first: u8, keys: &mut dyn Keys) -> io::Result<Key> {
    let length = match first {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    };
    let mut bytes = vec![first];
    for _ in 1..length {
        bytes.push(keys.next()?);
    }
    let text = String::from_utf8(bytes).ok();
    Ok(text.and_then(|text| text.chars().next()).map_or(Key::Nothing, Key::Letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(names: &[&str]) -> Vec<Choice<usize>> {
        let choice = |(value, name): (usize, &&str)| Choice {
            value,
            name: (*name).to_owned(),
            beside: format!("no {value}"),
        };
        names.iter().enumerate().map(choice).collect()
    }

    fn found(names: &[&str], typed: &str) -> Vec<usize> {
        matching(&choices(names), typed).iter().map(|choice| choice.value).collect()
    }

    #[test]
    fn the_beginning_of_a_word_comes_before_its_middle_and_letters_in_order() {
        let names = ["Lamarr, Ida", "Marlow, Eve", "Müller, Ana", "Mallory, Ro"];
        assert_eq!(found(&names, ""), [0, 1, 2, 3]);
        assert_eq!(found(&names, "mar"), [1, 0, 3]);
        assert_eq!(found(&names, "MUL"), [2]);
        assert_eq!(found(&names, "mlr"), [2, 3]);
        assert_eq!(found(&names, "ana mu"), [2]);
        assert!(found(&names, "xyz").is_empty());
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_nothing_in_a_name_acts_on_it() {
        let names = ["山田太郎山田太郎山田太郎山田太郎", "Ana\u{1b}[2J", "Zoë"];
        let choices = choices(&names);
        let found = matching(&choices, "");
        let size = TerminalSize { columns: 20, rows: 4 };
        let text = drawing("Client:", "", &found, 2, size);
        let (head, _) = text.rsplit_once("\x1b[2A").or(text.rsplit_once("\x1b[3A")).unwrap();
        for line in head.trim_start_matches("\r\x1b[J").split("\r\n") {
            assert!(line.width() < 20 && !line.contains('\u{1b}'), "{line:?}");
        }
        // The one that is pointed at is seen.
        assert!(head.contains("> Zoë"), "{head:?}");
    }

    struct Typed<'a>(&'a [u8]);

    impl Keys for Typed<'_> {
        fn next(&mut self) -> io::Result<u8> {
            self.soon()
        }

        fn soon(&mut self) -> io::Result<u8> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            self.0 = rest;
            Ok(*first)
        }
    }

    #[test]
    fn keys_are_read() {
        let read = |bytes: &[u8]| key(&mut Typed(bytes)).unwrap();
        assert_eq!(
            (read(b"\x1b[A"), read(b"\x1bOB"), read(b"\x1b")),
            (Key::Up, Key::Down, Key::Leave)
        );
        assert_eq!((read(b"\x1b[1;5A"), read(b"\x1b[3~")), (Key::Up, Key::Nothing));
        assert_eq!(read(b"a"), Key::Letter('a'));
        assert_eq!(read("ü".as_bytes()), Key::Letter('ü'));
        assert_eq!(read("山".as_bytes()), Key::Letter('山'));
        assert_eq!(
            (read(b"\r"), read(b"\x7f"), read(b"\x03"), read(b"")),
            (Key::Take, Key::Back, Key::Leave, Key::Leave)
        );
    }
}
