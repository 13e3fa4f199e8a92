//! The accounting of disclosures (45 CFR 164.528): which entries it names, and the page to print.

use std::fmt::Write as _;

use chrono::{Months, NaiveDate};

use crate::page::{self, escape};
use crate::record::disclosure::entry::DisclosureEntry;

/// The months before the request that an accounting covers: six years (164.528(a)).
const PERIOD: Months = Months::new(72);

/// What is wanted of the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// From this day on.
    pub since: Option<NaiveDate>,
    /// Only what the accounting must name.
    pub accountable: bool,
    /// Repeated disclosures to one recipient for one purpose as one line (164.528(b)(3)).
    pub summarised: bool,
}

/// One line of the accounting: a disclosure, or the first of several of the same kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Under which name the entry is kept.
    pub id: String,
    /// The entry.
    pub entry: DisclosureEntry,
    /// How many disclosures the line stands for.
    pub count: usize,
    /// The day of the last of them, if there is more than one.
    pub last: Option<NaiveDate>,
}

/// Returns the first day of the period that an accounting covers when it is asked for today.
pub fn period_begins(today: NaiveDate) -> NaiveDate {
    today.checked_sub_months(PERIOD).unwrap_or(NaiveDate::MIN)
}

/// Chooses and orders the entries: by day and time, then as they came.
pub fn lines(mut entries: Vec<(String, DisclosureEntry)>, wanted: Wanted) -> Vec<Line> {
    entries.retain(|(_, entry)| {
        wanted.since.is_none_or(|since| entry.day().is_some_and(|day| since <= day))
            && (!wanted.accountable || entry.is_accountable())
    });
    entries.sort_by(|(_, a), (_, b)| (a.day(), &a.time).cmp(&(b.day(), &b.time)));
    let mut lines: Vec<Line> = Vec::with_capacity(entries.len());
    for (id, entry) in entries {
        let is_of_this_kind = |line: &&mut Line| {
            let first = &line.entry;
            wanted.summarised
                && (&first.recipient, &first.address) == (&entry.recipient, &entry.address)
                && (&first.purpose, &first.basis) == (&entry.purpose, &entry.basis)
        };
        match lines.iter_mut().find(is_of_this_kind) {
            Some(line) => {
                line.count += 1;
                line.last = entry.day();
            }
            None => lines.push(Line { id, entry, count: 1, last: None }),
        }
    }
    lines
}

/// What stands on the printed accounting beside its lines.
#[derive(Clone, Debug)]
pub struct Head {
    /// Whose disclosures: name and id.
    pub person: String,
    /// The first day that it covers, if there is one.
    pub since: Option<NaiveDate>,
    /// The day on which it was made.
    pub today: NaiveDate,
    /// Whether it names what the rule asks for and nothing else.
    pub accountable: bool,
}

/// Writes the accounting as one page to print.
pub fn page(head: &Head, lines: &[Line]) -> String {
    let title = match head.accountable {
        true => "Accounting of disclosures",
        false => "Log of disclosures",
    };
    let mut page = page::begin(&format!("{title}: {}", head.person), &head.person);
    let _ = writeln!(page, "<header>\n<h1>{title}</h1>\n<dl>");
    let period = match head.since {
        Some(since) => format!("{since} to {}", head.today),
        None => format!("until {}", head.today),
    };
    for (name, value) in [("Of", head.person.as_str()), ("Period", &period)] {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(value));
    }
    let _ =
        writeln!(page, "</dl>\n<p>{}</p>\n</header>\n<main id=\"notes\">", told(head, lines.len()));
    for (at, line) in lines.iter().enumerate() {
        let entry = &line.entry;
        let day = entry.day().map(|day| day.to_string()).unwrap_or_default();
        let _ = writeln!(page, "<section class=\"added\" aria-labelledby=\"d-{at}\">");
        // Two entries may be of one day and one recipient: the number tells them apart.
        let (number, to) = (at + 1, escape(&entry.recipient));
        let _ = writeln!(page, "<h2 id=\"d-{at}\">{number}. {day}: {to}</h2>\n<dl>");
        let basis = entry.basis().map(|basis| basis.to_string());
        let repeated = line.last.map(|last| format!("{} times, the last on {last}", line.count));
        for (name, value) in [
            ("Address", entry.address.as_deref()),
            ("Information", Some(entry.description.as_str())),
            ("Purpose", Some(entry.purpose.as_str())),
            ("Basis", basis.as_deref()),
            ("Reference", entry.reference.as_deref()),
            ("Made", repeated.as_deref()),
        ] {
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

fn told(head: &Head, count: usize) -> String {
    let rule = match head.accountable {
        true => {
            "Disclosures that 45 CFR 164.528 asks to be accounted for; those for treatment, payment and operations, to the client, and under an authorization are not among them."
        }
        false => "Every disclosure of the record that was written down.",
    };
    match count {
        0 => format!("{rule} There were none."),
        _ => rule.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(time: &str, recipient: &str, basis: &str) -> (String, DisclosureEntry) {
        let text = format!(
            "time = \"{time}\"\nclient = \"c-7f3k\"\nrecipient = \"{recipient}\"\npurpose = \"p\"\nbasis = \"{basis}\"\ndescription = \"d\"\n"
        );
        (
            time.replace(':', "-"),
            DisclosureEntry::parse(text.as_bytes(), &"c-7f3k".parse().unwrap()).unwrap(),
        )
    }

    fn told(wanted: Wanted) -> Vec<String> {
        let entries = vec![
            entry("2026-11-24T09:30:00-05:00", "Court", "law"),
            entry("2026-01-02", "Court", "law"),
            entry("2026-03-01", "Court", "oversight"),
            entry("2026-02-01", "Plan", "payment"),
            entry("2020-01-01", "Court", "law"),
            entry("2026-05-01", "Ben", "individual"),
            entry("2026-06-01", "Ida", "authorization"),
            entry("2026-07-01", "Ida", "treatment"),
        ];
        let told = |line: Line| {
            let last = line.last.map(|day| format!(" {} until {day}", line.count));
            let day = line.entry.day().unwrap();
            format!(
                "{day} {} {}{}",
                line.entry.recipient,
                line.entry.basis,
                last.unwrap_or_default()
            )
        };
        lines(entries, wanted).into_iter().map(told).collect()
    }

    #[test]
    fn the_accounting_names_what_the_rule_asks_for_and_sums_up_what_is_repeated() {
        let since = Some(period_begins(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()));
        assert_eq!(since, NaiveDate::from_ymd_opt(2020, 11, 24));
        let wanted = Wanted { since, accountable: true, summarised: false };
        assert_eq!(
            told(wanted),
            ["2026-01-02 Court law", "2026-03-01 Court oversight", "2026-11-24 Court law"]
        );
        assert_eq!(
            told(Wanted { summarised: true, ..wanted }),
            ["2026-01-02 Court law 2 until 2026-11-24", "2026-03-01 Court oversight"]
        );
        assert_eq!(told(Wanted::default()).len(), 8);
    }

    #[test]
    fn a_page_escapes_what_stands_in_an_entry() {
        let (id, mut found) = entry("2026-01-02", "Court", "law");
        found.recipient = "<script>alert(1)</script>\u{202e}".into();
        let head = Head {
            person: "Ben <b>".into(),
            since: None,
            today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            accountable: true,
        };
        let page = page(&head, &lines(vec![(id, found)], Wanted::default()));
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{202e}'));
        assert!(page.contains("2026-01-02: &lt;script&gt;") && page.ends_with("</html>\n"));
        assert!(super::page(&head, &[]).contains("There were none."));
    }
}
