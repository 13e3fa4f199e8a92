//! What stands in front of a text of another program: YAML between lines `---`, or TOML between lines `+++`.

use saphyr_parser::{Event, Parser};

use crate::fields::document;

/// The front of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// Its keys with their values as text, those of tables behind the name of the table and a dot.
    pub pairs: Vec<(String, String)>,
    /// Where the text begins behind it, in bytes.
    pub end: usize,
    /// Whether it cannot be read; then the text begins where the file does.
    pub is_unreadable: bool,
}

/// No front of a note is longer.
const LONGEST: usize = 64 * 1024;

/// How deep lists and tables may stand in each other.
const DEEPEST: usize = 16;

/// Reads the front of a text; it is empty where there is none.
pub fn front(text: &str) -> Front {
    let unreadable = Front { is_unreadable: true, ..Front::default() };
    let Some(fence) = ["---", "+++"].into_iter().find(|fence| text.lines().next() == Some(fence))
    else {
        return Front::default();
    };
    let begin = fence.len() + 1;
    let is_end = |line: &str| line == fence || (fence == "---" && line == "...");
    let mut at = begin;
    for line in text.get(begin..).unwrap_or_default().split_inclusive('\n') {
        if at > LONGEST {
            break;
        }
        let end = at + line.len();
        if is_end(line.trim_end()) {
            let inside = &text[begin..at];
            let pairs = if fence == "+++" { of_toml(inside) } else { of_yaml(inside) };
            return pairs.map_or(unreadable, |pairs| Front { pairs, end, is_unreadable: false });
        }
        at = end;
    }
    // A line of dashes is a rule of Markdown as well, unless a key stands below it.
    let below = text.lines().nth(1).unwrap_or_default();
    let is_key = |(key, _): (&str, &str)| !key.is_empty() && !key.contains(char::is_whitespace);
    match fence {
        "---" if !below.split_once(':').is_some_and(is_key) => Front::default(),
        _ => unreadable,
    }
}

fn of_toml(text: &str) -> Option<Vec<(String, String)>> {
    let table = document::table(text)?;
    let mut pairs = Vec::new();
    let mut open: Vec<(String, toml::Value)> = table.into_iter().rev().collect();
    while let Some((key, value)) = open.pop() {
        match value {
            toml::Value::Table(table) => {
                open.extend(
                    table.into_iter().rev().map(|(name, value)| (format!("{key}.{name}"), value)),
                );
            }
            toml::Value::Array(items) => {
                open.extend(items.into_iter().rev().map(|value| (key.clone(), value)));
            }
            toml::Value::String(text) => push(&mut pairs, key, text),
            other => push(&mut pairs, key, other.to_string()),
        }
    }
    Some(pairs)
}

/// Reads YAML event by event; `None` where it is none, deeper than anybody writes it, or names things twice by
/// anchors, which could make much of little.
fn of_yaml(text: &str) -> Option<Vec<(String, String)>> {
    // A table with the key that waits for its value, or a list.
    let mut open: Vec<Option<Option<String>>> = Vec::new();
    let mut pairs = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.ok()?;
        match event {
            Event::Scalar(value, ..) => match open.last_mut()? {
                Some(key @ None) => *key = Some(value.into_owned()),
                _ => {
                    push(&mut pairs, path(&open)?, value.into_owned());
                    done(&mut open);
                }
            },
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let is_key = matches!(open.last(), Some(Some(None)));
                let is_list = matches!(event, Event::SequenceStart(..));
                if is_key || open.len() >= DEEPEST || (open.is_empty() && is_list) {
                    return None;
                }
                open.push(if is_list { None } else { Some(None) });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                done(&mut open);
            }
            Event::Alias(_) => return None,
            _ => {}
        }
    }
    Some(pairs)
}

/// Says that the key of the innermost table has its value.
fn done(open: &mut [Option<Option<String>>]) {
    if let Some(Some(key)) = open.last_mut() {
        *key = None;
    }
}

fn path(open: &[Option<Option<String>>]) -> Option<String> {
    let keys: Vec<&str> = open.iter().filter_map(|level| level.as_ref()?.as_deref()).collect();
    (!keys.is_empty()).then(|| keys.join("."))
}

fn push(pairs: &mut Vec<(String, String)>, key: String, value: String) {
    match pairs.last_mut() {
        Some((last, values)) if *last == key => {
            values.push_str(", ");
            values.push_str(&value);
        }
        _ => pairs.push((key, value)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(text: &str) -> Vec<String> {
        front(text).pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    #[test]
    fn keys_are_read_with_what_they_say() {
        let yaml = "---\ndate: 2023-04-05\ntags: [a, b]\nclient:\n  name: Ana Sample\n  dob: 1990-04-21\nlist:\n  - x\n  - y\n---\nSlept.\n";
        let all = [
            "date=2023-04-05",
            "tags=a, b",
            "client.name=Ana Sample",
            "client.dob=1990-04-21",
            "list=x, y",
        ];
        assert_eq!(pairs(yaml), all);
        assert_eq!(&yaml[front(yaml).end..], "Slept.\n");
        let toml = "+++\ndate = 2023-04-05\ntags = [\"a\", \"b\"]\n[client]\nname = \"Ana Sample\"\n+++\nSlept.\n";
        assert_eq!(pairs(toml), ["client.name=Ana Sample", "date=2023-04-05", "tags=a, b"]);
    }

    #[test]
    fn what_cannot_be_read_says_so_and_a_rule_is_no_front() {
        for text in [
            "---\na: [\n---\n",
            "---\n- a\n---\n",
            "---\na: &x 1\nb: *x\n---\n",
            "+++\na\n+++\n",
            "+++\na = 1\n",
            "---\na: 1\nb",
        ] {
            assert!(front(text).is_unreadable, "{text}");
        }
        let deep = format!("---\na: {}{}\n---\n", "[".repeat(5000), "]".repeat(5000));
        assert!(front(&deep).is_unreadable);
        for text in ["", "Slept.\n", "---\nSlept.\n", "---\nSaid this: no.\n", "--- a\n", "---"] {
            assert_eq!(front(text), Front::default(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "(---|\\+\\+\\+)\n(\\PC{0,12}(: |\n|- |\\[|\\{)){0,8}\n(---|\\+\\+\\+)\n\\PC{0,9}") {
            let found = front(&text);
            prop_assert!(text.get(found.end..).is_some());
        }
    }
}
