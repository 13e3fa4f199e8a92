//! A list of what left, as one page to print: the same for the record and for psychotherapy notes.

use std::fmt::Write as _;

use crate::page::{self, Sender, escape};

/// What stands on the page of a list.
pub struct Ledger<'a> {
    /// What it is, such as `Accounting of disclosures`.
    pub title: &'a str,
    /// Whose: name and id.
    pub person: &'a str,
    /// What is said of it in front, with names.
    pub facts: Vec<(&'static str, String)>,
    /// Sentences in front, each a paragraph; what the list does not hold is one of them.
    pub remarks: Vec<String>,
    /// What it holds.
    pub items: Vec<Item>,
}

/// One thing that left.
pub struct Item {
    /// When and to whom.
    pub heading: String,
    /// What is known of it, with names.
    pub facts: Vec<(&'static str, Option<String>)>,
}

/// Returns a sentence that says what a list is of, and behind it whether it is empty, or lacks what could
/// not be read; a list with gaps never says that there is nothing.
pub fn in_whole(rule: &str, none: &str, count: usize, gaps: usize) -> String {
    match (count, gaps) {
        (0, 0) => format!("{rule} {none}"),
        (0, _) => format!("{rule} It is not complete, and there is none in what was read."),
        (_, 0) => rule.to_owned(),
        _ => format!("{rule} It is not complete."),
    }
}

impl Ledger<'_> {
    /// Writes the page.
    pub fn page(&self) -> String {
        let Self { title, person, .. } = self;
        let mut page = page::begin(&format!("{title}: {person}"), person, Sender::default());
        let _ = writeln!(page, "<header>\n<h1>{title}</h1>\n<dl>");
        let of = [("Of", (*person).to_owned())];
        for (name, value) in of.iter().chain(&self.facts) {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(value));
        }
        page.push_str("</dl>\n");
        for remark in &self.remarks {
            let _ = writeln!(page, "<p>{}</p>", escape(remark));
        }
        page.push_str("</header>\n<main id=\"notes\">\n");
        for (at, item) in self.items.iter().enumerate() {
            // Two entries may be of one day and one recipient: the number tells them apart.
            let (number, heading) = (at + 1, escape(&item.heading));
            let _ = writeln!(page, "<section class=\"added\" aria-labelledby=\"d-{at}\">");
            let _ = writeln!(page, "<h2 id=\"d-{at}\">{number}. {heading}</h2>\n<dl>");
            for (name, value) in &item.facts {
                if let Some(value) = value {
                    let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(value));
                }
            }
            page.push_str("</dl>\n</section>\n");
        }
        page.push_str("</main>\n");
        page::end(&mut page);
        page
    }
}
