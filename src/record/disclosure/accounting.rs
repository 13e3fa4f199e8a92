//! The accounting of disclosures (45 CFR 164.528): which entries it names, and the page to print.

use chrono::{Months, NaiveDate};

use crate::law::rule::Rule;
use crate::page::ledger::{Item, Ledger, in_whole};
use crate::record::disclosure::codes::MISFILED;
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
    /// The day on which it is asked for: what an agency has kept out on it is left out (164.528(a)(2)).
    pub asked_on: Option<NaiveDate>,
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
    /// What later entries put right in it.
    pub corrections: Vec<String>,
}

/// Something that a list could not look at, and that may belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Under which name it is kept, if it is an entry.
    pub id: Option<String>,
    /// What was not read, and how to read it.
    pub what: String,
}

/// Returns the first day of the period that an accounting covers when it is asked for today.
pub fn period_begins(today: NaiveDate) -> NaiveDate {
    today.checked_sub_months(PERIOD).unwrap_or(NaiveDate::MIN)
}

/// Tells whether an entry is kept out of an accounting that is asked for on a day.
pub fn is_suspended(entry: &DisclosureEntry, asked_on: Option<NaiveDate>) -> bool {
    asked_on.is_some_and(|day| entry.suspended_until(day).is_some())
}

/// Chooses and orders the entries: by day and time, then as they came.
pub fn lines(mut entries: Vec<(String, DisclosureEntry)>, wanted: Wanted) -> Vec<Line> {
    let corrections: Vec<(String, String)> = entries
        .iter()
        .filter(|(_, entry)| entry.basis == MISFILED)
        .filter_map(|(_, entry)| Some((entry.corrects.clone()?, entry.description.clone())))
        .collect();
    entries.retain(|(_, entry)| {
        wanted.since.is_none_or(|since| entry.day().is_some_and(|day| since <= day))
            && (!wanted.accountable
                || entry.is_accountable() && !is_suspended(entry, wanted.asked_on))
    });
    entries.sort_by(|(_, a), (_, b)| (a.day(), &a.time).cmp(&(b.day(), &b.time)));
    let mut lines: Vec<Line> = Vec::with_capacity(entries.len());
    for (id, entry) in entries {
        let name = id.rsplit('/').next().unwrap_or(&id);
        let of_it = corrections.iter().filter(|(corrects, _)| corrects == name);
        let of_it: Vec<String> = of_it.map(|(_, what)| what.clone()).collect();
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
                line.corrections.extend(of_it);
            }
            None => lines.push(Line { id, entry, count: 1, last: None, corrections: of_it }),
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

/// Writes the accounting as one page to print; what it could not look at stands in front of it.
pub fn page(head: &Head, lines: &[Line], gaps: &[Gap]) -> String {
    let title = match head.accountable {
        true => "Accounting of disclosures",
        false => "Log of disclosures",
    };
    let period = match head.since {
        Some(since) => format!("{since} to {}", head.today),
        None => format!("until {}", head.today),
    };
    let mut remarks = vec![told(head, lines.len(), gaps.len()), APART.to_owned()];
    remarks.extend(gaps.iter().map(|gap| match &gap.id {
        Some(id) => format!("Not read: {id}: {}", gap.what),
        None => format!("Not read: {}", gap.what),
    }));
    let items = lines.iter().map(item).collect();
    let facts = vec![("Period", period)];
    Ledger { title, person: &head.person, facts, remarks, items }.page()
}

fn item(line: &Line) -> Item {
    let entry = &line.entry;
    let day = entry.day().map(|day| day.to_string()).unwrap_or_default();
    let repeated = line.last.map(|last| format!("{} times, the last on {last}", line.count));
    let corrections = Some(line.corrections.join("; ")).filter(|text| !text.is_empty());
    Item {
        heading: format!("{day}: {}", entry.recipient),
        facts: vec![
            ("Address", entry.address.clone()),
            ("Information", Some(entry.description.clone())),
            ("Corrected", corrections),
            ("Purpose", Some(entry.purpose.clone())),
            ("Basis", entry.basis().map(ToString::to_string)),
            ("Reference", entry.reference.clone()),
            ("Made", repeated),
        ],
    }
}

/// What is said of every record in the same words, so that it tells nothing of this one: psychotherapy
/// notes have a log of their own, of which the page of the record knows nothing.
const APART: &str = "This page is of the record. Psychotherapy notes are kept apart from it: what of them is to be told, if there is anything, stands on a page of its own.";

/// What is left out at the word of an agency must not show, so an accounting says of no day that there
/// was nothing at all.
fn told(head: &Head, count: usize, gaps: usize) -> String {
    match head.accountable {
        true => in_whole(
            &format!(
                "Disclosures that are to be accounted for{}; those for treatment, payment and operations, to the client, and under an authorization are not among them.",
                Rule::Accounting.if_any()
            ),
            "None of the record is listed for this period.",
            count,
            gaps,
        ),
        false => in_whole(
            "Every disclosure of the record that was written down.",
            "There were none.",
            count,
            gaps,
        ),
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
        let wanted = Wanted { since, accountable: true, ..Wanted::default() };
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
        let page = page(&head, &lines(vec![(id, found)], Wanted::default()), &[]);
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{202e}'));
        assert!(page.contains("2026-01-02: &lt;script&gt;") && page.ends_with("</html>\n"));
        assert!(
            super::page(&head, &[], &[]).contains("None of the record is listed for this period.")
        );
        let gap = Gap { id: None, what: "the log of <psychotherapy> notes".into() };
        let page = super::page(&head, &[], &[gap]);
        assert!(page.contains("It is not complete, and there is none in what was read."), "{page}");
        assert!(page.contains("Not read: the log of &lt;psychotherapy&gt; notes"), "{page}");
    }

    #[test]
    fn what_an_agency_keeps_out_is_not_named_and_what_was_put_right_is() {
        let (id, mut kept_out) = entry("2026-01-02", "Board", "oversight");
        kept_out.suspensions.push(crate::law::authorization::suspension::Suspension {
            by: "the board".into(),
            stated: "2026-01-02".into(),
            until: "2026-12-31".into(),
            oral: false,
        });
        let (first, court) = entry("2026-01-03", "Court", "law");
        let (later, mut correction) = entry("2026-01-04", "Court", "misfiled");
        correction.corrects = Some(first.clone());
        let entries = vec![(id, kept_out), (first, court), (later, correction)];
        let told = |day: &str| {
            let asked_on = Some(day.parse().unwrap());
            let wanted = Wanted { accountable: true, asked_on, ..Wanted::default() };
            let told = lines(entries.clone(), wanted).into_iter();
            told.map(|line| (line.entry.recipient, line.corrections.len())).collect::<Vec<_>>()
        };
        assert_eq!(told("2026-12-31"), [("Court".to_owned(), 1)]);
        assert_eq!(told("2027-01-01"), [("Board".to_owned(), 0), ("Court".to_owned(), 1)]);
    }
}
