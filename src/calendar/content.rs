//! The content lines of iCalendar and the components that they make (RFC 5545, sections 3.1 and 3.6).

use crate::calendar::Problem;

/// A property of a component.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name, in capitals.
    pub name: String,
    /// Its value as it is written.
    pub value: String,
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    parameters: Vec<(String, String)>,
}

/// What stands between `BEGIN` and `END`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Its name, in capitals.
    pub name: String,
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    /// Its own properties.
    pub properties: Vec<Property>,
    /// The components in it.
    pub inner: Vec<Component>,
}

impl Property {
    /// Returns the value of a parameter, such as `TZID`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the value as a text, without escapes (section 3.3.11).
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => {
                    text.extend(letters.next().map(|c| if "nN".contains(c) { '\n' } else { c }))
                }
                c => text.push(c),
            }
        }
        text
    }

    /// Says what is the matter with it.
    pub fn problem(&self, what: &str) -> Problem {
        Problem { line: self.line, message: format!("{} {what}", self.name) }
    }
}

impl Component {
    /// Returns the first property of a name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Returns all properties of a name.
    pub fn all<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }
}

/// Reads the components of a file. What is out of order is told, and what is sound beside it is read.
pub fn components(text: &str, problems: &mut Vec<Problem>) -> Vec<Component> {
    let mut open = vec![Component::default()];
    for line in unfolded(text.trim_start_matches('\u{feff}')) {
        let Some(property) = property(line.number, &line.text) else {
            let message = "is no line of a calendar: it has no name before a colon".to_owned();
            problems.push(Problem { line: line.number, message });
            continue;
        };
        match property.name.as_str() {
            "BEGIN" => open.push(Component {
                name: property.value.trim().to_uppercase(),
                line: property.line,
                ..Component::default()
            }),
            "END" => {
                let is_open = open.len() > 1
                    && open
                        .last()
                        .is_some_and(|it| property.value.trim().eq_ignore_ascii_case(&it.name));
                if !is_open {
                    problems.push(property.problem("ends what has not begun"));
                    continue;
                }
                close(&mut open);
            }
            _ => {
                if let Some(component) = open.last_mut() {
                    component.properties.push(property);
                }
            }
        }
    }
    while open.len() > 1 {
        // A file that was cut off: what it was about to say is not known.
        let cut = open.pop().unwrap_or_default();
        let message = format!("BEGIN:{} has no end", cut.name);
        problems.push(Problem { line: cut.line, message });
        if cut.name == "VCALENDAR"
            && let Some(outer) = open.last_mut()
        {
            outer.inner.push(cut);
        }
    }
    open.pop().unwrap_or_default().inner
}

fn close(open: &mut Vec<Component>) {
    if let Some(closed) = open.pop()
        && let Some(outer) = open.last_mut()
    {
        outer.inner.push(closed);
    }
}

/// A line with what was folded below it.
struct Unfolded {
    number: usize,
    text: String,
}

fn unfolded(text: &str) -> Vec<Unfolded> {
    let mut lines: Vec<Unfolded> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.text.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push(Unfolded { number: at + 1, text: line.to_owned() }),
        }
    }
    lines
}

/// Takes a line apart: `NAME;PARAMETER=VALUE;OTHER="VALUE":value`.
fn property(line: usize, text: &str) -> Option<Property> {
    let mut is_quoted = false;
    let colon = text.find(|c| {
        is_quoted ^= c == '"';
        c == ':' && !is_quoted
    })?;
    let (head, value) = (&text[..colon], &text[colon + 1..]);
    let mut pieces = split_outside_quotes(head);
    let name = pieces.next()?.trim().to_uppercase();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let parameters = pieces.filter_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        Some((name.trim().to_uppercase(), value.trim_matches('"').to_owned()))
    });
    let parameters = parameters.collect();
    is_name.then(|| Property { name, value: value.to_owned(), line, parameters })
}

fn split_outside_quotes(head: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    head.split(move |c| {
        is_quoted ^= c == '"';
        c == ';' && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_quoted_parameters_and_escapes_are_read() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;X=\"a:b;c\":B.S.\\, \r\n weekly\\n\\\\\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let mut problems = Vec::new();
        let found = components(text, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let summary = found[0].inner[0].property("SUMMARY").unwrap();
        assert_eq!(summary.text(), "B.S., weekly\n\\");
        assert_eq!((summary.parameter("X"), summary.line), (Some("a:b;c"), 3));
    }

    #[test]
    fn what_is_out_of_order_is_told_with_its_line_and_the_rest_is_read() {
        let text = "BEGIN:VCALENDAR\nnonsense\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VTODO\nBEGIN:VEVENT\nUID:2\n";
        let mut problems = Vec::new();
        let found = components(text, &mut problems);
        assert_eq!(found[0].inner.len(), 1);
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 6, 7, 1]);
    }
}
