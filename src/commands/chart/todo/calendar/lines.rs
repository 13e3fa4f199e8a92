//! On which line of a file a part of a calendar stands. The reader of calendars joins lines that were
//! folded (RFC 5545, section 3.1), and says where something stands in what it has joined.

use icalendar::parser::{Property, unfold};

use crate::commands::chart::todo::calendar::Problem;

/// A calendar with its lines joined.
pub struct Lines {
    text: String,
    // For each line of the text the one of the file, from 1.
    numbers: Vec<usize>,
}

impl Lines {
    /// Joins the lines of a file.
    pub fn of(file: &str) -> Self {
        // Some programs put a mark of the order of bytes in front.
        let file = file.strip_prefix('\u{feff}').unwrap_or(file);
        let lines = file.split('\n').zip(1..);
        let begins = lines.filter(|(line, _)| !line.starts_with([' ', '\t']));
        Self { numbers: begins.map(|(_, number)| number).collect(), text: unfold(file) }
    }

    /// Returns what is to be read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Says what is the matter with a part of the text.
    pub fn problem(&self, part: &str, message: &str) -> Problem {
        let at = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        let before = at.and_then(|at| self.text.as_bytes().get(..at)).unwrap_or_default();
        let joined = before.iter().filter(|byte| **byte == b'\n').count();
        let line = self.numbers.get(joined).copied().unwrap_or(1);
        Problem { line, message: message.to_owned() }
    }

    /// Says what is the matter with a property.
    pub fn problem_of(&self, property: &Property<'_>, what: &str) -> Problem {
        let name = property.name.as_str();
        self.problem(name, &format!("{name} {what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_on_the_line_of_the_file() {
        let lines = Lines::of("BEGIN:X\r\nA:on\r\n e\r\n more\r\nB:two\r\n");
        let line = |part: &str| {
            let at = lines.text().find(part).unwrap();
            lines.problem(&lines.text()[at..], "").line
        };
        assert_eq!((line("BEGIN"), line("A:"), line("onemore"), line("B:")), (1, 2, 2, 5));
    }
}
