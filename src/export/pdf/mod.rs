//! A record as PDF, typeset to be read on paper: cover, contents, measures, and the sessions, one behind the
//! other.

use std::convert::Infallible;

use crate::domain::paper::PaperSize;
use crate::export::dress::{Layout, Leaf};
use crate::export::pdf::document::Edges;
use crate::export::pdf::faces::Faces;
use crate::export::pdf::flow::{Chapter, Flow, Paper};
use crate::export::pdf::front::ContentsLine;
use crate::export::pdf::setting::{Setter, told};
use crate::export::{Document, ExportedNote, Format, Record, Signed};
use crate::parallel;

mod body;
mod document;
mod faces;
mod flow;
mod front;
mod questionnaires;
mod session;
mod setting;
mod table;
mod tree;

pub(super) const FORMAT: Format = Format { name: "pdf", aliases: &[], render };

/// How many sessions one piece of work sets, one behind the other: what it has learnt of the typefaces serves
/// them all.
const SESSIONS: usize = 32;

/// From how many entries on a record has contents: fewer are found without.
const CONTENTS_FROM: usize = 4;

fn render(record: &Record<'_>) -> Document<'static> {
    let faces = Faces::read();
    let (paper, wording) = (paper(record), &record.dress.wording);
    let sessions = sessions(record, paper, &faces);
    let mut setter = Setter::new(&faces);
    let mut leaves = |leaves: &[Leaf]| -> Vec<Chapter> {
        leaves.iter().map(|leaf| front::leaf(leaf, paper, &mut setter)).collect()
    };
    let (before, after) = (leaves(&record.dress.before), leaves(&record.dress.after));
    let measures = front::measures(record, paper, &mut setter);
    let documents = front::documents(record, paper, &mut setter);
    let questionnaires = questionnaires::questionnaires(record, paper, &mut setter);

    // What stands behind cover and contents, in its order.
    let plain = |title: &str| (title.to_owned(), "");
    let titles =
        |leaves: &'_ [Leaf]| leaves.iter().map(|leaf| plain(&leaf.title)).collect::<Vec<_>>();
    let mut listed = titles(&record.dress.before);
    listed.extend(measures.iter().map(|_| plain("Measures")));
    listed.extend(record.notes.iter().map(|note| (note.entry(wording), status(note))));
    listed.extend(documents.iter().map(|_| plain("Documents")));
    listed.extend(questionnaires.iter().map(|_| plain("Questionnaires")));
    listed.extend(titles(&record.dress.after));
    let beside = documents.into_iter().chain(questionnaires);
    let body: Vec<Chapter> =
        before.into_iter().chain(measures).chain(sessions).chain(beside).chain(after).collect();

    let missing: usize = body.iter().map(|part| part.missing).sum();
    let mut cover = front::cover(record, missing, paper, &mut setter);
    if cover.missing > 0 {
        cover = front::cover(record, missing + cover.missing, paper, &mut setter);
    }
    let has_contents = match record.dress.layout {
        Layout::Indexed => true,
        Layout::RunOn => listed.len() >= CONTENTS_FROM,
        Layout::Apart => false,
    };
    let contents = has_contents.then(|| {
        // Cover and contents are entries as well.
        let entries: Vec<ContentsLine> = listed
            .into_iter()
            .enumerate()
            .map(|(at, (title, status))| ContentsLine { title, status, entry: at + 2 })
            .collect();
        let trial = front::contents(&entries, |_| 0, paper, &mut setter);
        let mut first = cover.sheets.len() + trial.sheets.len() + 1;
        let mut pages = vec![1, cover.sheets.len() + 1];
        for part in &body {
            let entries = part.marks.iter().filter(|mark| mark.is_entry);
            pages.extend(entries.map(|mark| first + mark.sheet));
            first += part.sheets.len();
        }
        let contents = front::contents(&entries, |entry| pages[entry], paper, &mut setter);
        debug_assert_eq!(contents.sheets.len(), trial.sheets.len());
        contents
    });
    let person = told(&record.client.line(wording));
    let title = format!("Progress notes of {person}");
    let last = record.notes.iter().map(|note| note.id.stem.date()).max().unwrap_or_default();
    let day = record.cover.day.unwrap_or(last);
    let mut languages = record.notes.iter().map(|note| note.language);
    let first = languages.next().unwrap_or("en");
    let language = if languages.all(|other| other == first) { first } else { "en" };
    let sender = record.dress.letterhead.name.as_deref().map(told);
    let foot = sender.map_or("Progress notes".to_owned(), |it| format!("{it} · Progress notes"));
    let numbered = record.dress.numbered.as_deref();
    let edges = Edges { title: &title, person: &person, foot: &foot, numbered, language, day };
    let parts = std::iter::once(cover).chain(contents).chain(body).collect();
    document::write(parts, &edges, paper, &mut setter).into()
}

/// Returns what the contents say of a session besides.
fn status(note: &ExportedNote<'_>) -> &'static str {
    match note.signed {
        Signed::Yes => "",
        Signed::No => "draft",
        Signed::InName => "its signature does not hold",
    }
}

/// Sets the sessions, several at the same time.
fn sessions(record: &Record<'_>, paper: Paper, faces: &Faces) -> Vec<Chapter> {
    let batches: Vec<&[ExportedNote<'_>]> = record.notes.chunks(SESSIONS).collect();
    let mut parts = Vec::with_capacity(batches.len());
    let work = |batch: &&[ExportedNote<'_>]| {
        let mut setter = Setter::new(faces);
        let mut flow = Flow::new(&mut setter, paper);
        batch.iter().for_each(|note| session::write(note, record, &mut flow));
        flow.finish()
    };
    let Ok(()) = parallel::in_order(&batches, work, |batch| {
        parts.push(batch);
        Ok::<(), Infallible>(())
    });
    parts
}

/// Chooses the paper that the practice has set, else by where the last session was: west of the Atlantic that
/// is Letter.
fn paper(record: &Record<'_>) -> Paper {
    match record.dress.paper {
        Some(PaperSize::Letter) => return Paper::LETTER,
        Some(PaperSize::A4) => return Paper::A4,
        None => {}
    }
    let start = record.notes.iter().filter_map(|note| note.front.start).next_back();
    let hours = start.map(|start| start.offset().local_minus_utc() / 3600);
    match hours {
        Some(hours) if !(-10..=-4).contains(&hours) => Paper::A4,
        _ => Paper::LETTER,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::client_id::ClientId;
    use crate::domain::note_id::NoteId;
    use crate::export::dress::Dress;
    use crate::export::{Added, Cover, Person, PersonFields};
    use crate::measure::known::Measures;
    use crate::note::amendment::AmendmentFront;
    use crate::note::front_matter::FrontMatter;
    use crate::page::written;

    /// Sets a signed note with this body.
    fn with_signature(body: &str) -> Vec<flow::Sheet> {
        let front = FrontMatter { signed_by: Some("Ana".into()), ..FrontMatter::default() };
        let note = ExportedNote {
            id: &NoteId {
                client: "c-7f3k".parse().unwrap(),
                stem: "2026-11-20-1400-dap".parse().unwrap(),
            },
            title: "DAP note",
            language: "en",
            kind: None,
            front: &front,
            body: body.into(),
            signed: Signed::Yes,
            seal: None,
            amendments: Vec::new(),
            statements: Vec::new(),
        };
        let client: ClientId = "c-7f3k".parse().unwrap();
        let record = Record {
            cover: Cover::default(),
            client: Person {
                id: &client,
                name: "Ana",
                birth_date: None,
                details: &[],
                fields: PersonFields::default(),
            },
            notes: Vec::new(),
            documents: Vec::new(),
            questionnaires: Vec::new(),
            authorizations: Vec::new(),
            measures: &Measures::default(),
            dress: Dress::default(),
        };
        let mut setter = Setter::new(&Faces::read());
        let mut flow = Flow::new(&mut setter, Paper::LETTER);
        session::write(&note, &record, &mut flow);
        flow.finish().sheets
    }

    /// Renders a record of notes with these bodies; everything else says `text`.
    fn pdf(bodies: &[&str], text: &str, signed: Signed) -> Vec<u8> {
        let client: ClientId = "c-7f3k".parse().unwrap();
        let id = NoteId { client: client.clone(), stem: "2026-11-20-1400-dap".parse().unwrap() };
        let front = FrontMatter {
            author: Some(text.into()),
            measures: [("phq9", 11), ("phq9_item9", 1), ("gad7", 99), (text, -3)]
                .map(|(key, score)| (key.to_owned(), score))
                .into(),
            signed_by: Some(text.into()),
            ..FrontMatter::default()
        };
        let later = AmendmentFront { reason: Some(text.into()), ..AmendmentFront::default() };
        let added = |body: &&str| Added {
            name: "addendum-1".parse().unwrap(),
            front: &later,
            body: (*body).to_owned().into(),
            signed,
            seal: None,
        };
        let notes = bodies.iter().map(|body| ExportedNote {
            kind: None,
            id: &id,
            title: text,
            language: "en",
            front: &front,
            body: (*body).to_owned().into(),
            signed,
            seal: None,
            amendments: vec![added(body)],
            statements: Vec::new(),
        });
        let some = || Some(text.to_owned());
        let cover = Cover {
            recipient: some(),
            address: some(),
            purpose: some(),
            basis: some(),
            day: None,
            at: None,
            is_part2: false,
            is_one_named: false,
            notices: vec![text.to_owned()],
        };
        let client = Person {
            id: &client,
            name: text,
            birth_date: None,
            details: &[],
            fields: PersonFields::default(),
        };
        let measures = Measures::default();
        let (notes, documents, questionnaires) = (notes.collect(), Vec::new(), Vec::new());
        let record = Record {
            cover,
            client,
            notes,
            documents,
            questionnaires,
            authorizations: Vec::new(),
            measures: &measures,
            dress: Dress::default(),
        };
        render(&record).whole()
    }

    /// Returns what somebody reads who sees the sheets of a body.
    fn read(body: &str) -> String {
        let mut setter = Setter::new(&Faces::read());
        let mut flow = Flow::new(&mut setter, Paper::LETTER);
        super::body::write(body, 0, tree::Tree::ROOT, &mut flow);
        let part = flow.finish();
        let mut text = String::new();
        for (.., line) in part.sheets.iter().flat_map(|sheet| &sheet.lines) {
            text.extend(line.runs.iter().map(|run| &*run.text));
            text.push('\n');
        }
        text
    }

    #[test]
    fn what_markdown_would_swallow_is_read_on_the_sheets() {
        let text = "[Mother]: tearful\n\n+ SI\n- HI\n\n3. x\n9) y\n\n> 3 days\n\n50*2*7\n\n|a|\n|-|\n|b|c|\n\n[p](https://a.org \"call\")\n";
        let words: Vec<String> = read(text).split_whitespace().map(str::to_owned).collect();
        assert_eq!(
            words.join(" "),
            "[Mother]: tearful + SI - HI 3. x 9) y > 3 days 50*2*7 a b c p (https://a.org \"call\")"
        );
    }

    #[test]
    fn a_table_is_set_in_columns_while_it_fits_and_else_row_by_row() {
        let table = |columns: usize| {
            let cells =
                |what: &str| (0..columns).map(|at| format!("{what}{at}|")).collect::<String>();
            format!("|{}\n|{}\n|{}\n", cells("h"), "-|".repeat(columns), cells("v"))
        };
        for columns in [8, 9, 14] {
            let shown = read(&table(columns));
            assert!(!shown.contains("h1: v1"), "{columns}");
            assert!(written::lost(&table(columns), &shown).is_empty(), "{columns}");
        }
        let shown = read(&table(60));
        assert!(shown.contains("h1: v1\n") && shown.contains("h59: v59\n"), "{shown}");
        assert!(written::lost(&table(60), &shown).is_empty());
    }

    #[test]
    fn the_frame_of_a_signature_is_never_torn() {
        for above in 25..60 {
            let body = "Text.\n\n".repeat(above);
            let sheets = with_signature(&body);
            let with = |word: &str| {
                sheets.iter().position(|sheet| {
                    sheet
                        .lines
                        .iter()
                        .flat_map(|(.., line)| &line.runs)
                        .any(|run| run.text.contains(word))
                })
            };
            assert_eq!(with("Signed by"), with("signature holds"), "{above}");
            let bars = |sheet: &flow::Sheet| {
                sheet.shapes.iter().filter(|shape| shape.shade == setting::Shade::Quiet).count()
            };
            let framed: Vec<usize> = sheets.iter().map(bars).filter(|count| *count > 0).collect();
            assert_eq!(framed.len(), 1, "{above}: {framed:?}");
        }
    }

    fn count(pdf: &[u8], word: &str) -> usize {
        String::from_utf8_lossy(pdf).matches(word).count()
    }

    #[test]
    fn sessions_run_on_and_the_same_record_gives_the_same_bytes() {
        let bodies = ["Text.", "", "# A\n\n##### B\n\n- x\n\n| a | b |\n|---|---|\n| 1 |\n"];
        let made = pdf(&bodies, "Ana", Signed::Yes);
        assert_eq!(made, pdf(&bodies, "Ana", Signed::Yes));
        // Cover, contents, measures; three short sessions on two sheets.
        assert_eq!(count(&made, "/Type/Page/"), 3 + 2);
    }

    #[test]
    fn the_structure_of_a_text_has_an_end_and_its_words_have_none() {
        const ITEMS: usize = 25_000;
        let many = "- a\n".repeat(ITEMS);
        let items = |body: &str| count(&pdf(&[body], "Ana", Signed::Yes), "/S/LI/");
        // The note and its addition have one each.
        let more = items("- a\n- a\n") - items("- a\n");
        assert_eq!(more, 2);
        let found = items(&many);
        assert!((20_000..2 * ITEMS - 2_000).contains(&found), "{found}");
        assert_eq!(read(&many).matches('a').count(), ITEMS);
    }

    #[test]
    fn no_text_makes_it_stumble() {
        let long_word = "x".repeat(7_000);
        let wide = format!("|{0}\n|{1}\n|{0}\n", "a|".repeat(60), "-|".repeat(60));
        let deep = format!("{}deep\n\n{}- deep\n", "> ".repeat(900), "- ".repeat(900));
        let marks = "e\u{301}\u{301}".repeat(1500);
        let texts = [
            "😀👩‍👩‍👧 漢字 مرحبا שלום e\u{301} \u{202e}x\u{2066} \u{0}\u{7}\u{7f}\u{85} \u{feff}\u{fffe}\u{e000}\u{10ffff}",
            "\u{ad}\u{200b}",
            "fi ffl שִׁ \u{301}\u{5b0}x",
            "[x](https://example.org/ä\u{202e} \"t\") <https://a.b> [](https://c.d) [y](javascript:z)",
            "**[*b*](mailto:a@b.c)**![p](x)\n\n1. \n2. > - a\n\n```\n\ta\n\n```\n<script>\n<!-- x",
            "|a|\n|-|\n|\n\n---\n***\n",
            &long_word,
            &wide,
            &deep,
            &marks,
        ];
        for (at, text) in texts.iter().enumerate() {
            let signed = [Signed::Yes, Signed::No, Signed::InName][at % 3];
            assert!(pdf(&[text], text, signed).starts_with(b"%PDF-1.7"));
        }
    }

    proptest! {
        #[test]
        fn every_word_and_every_sign_before_one_is_read_on_the_sheets(text in written::texts()) {
            let shown = read(&text);
            let lost = written::lost(&text, &shown);
            prop_assert!(lost.is_empty(), "{lost:?} of {text:?} in {shown:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn any_text_gives_a_document_that_both_standards_accept(
            body in "(\\PC|[#>*_`\\[\\]()|\n -]|\\p{Any}){0,300}",
            text in "\\p{Any}{0,40}",
        ) {
            prop_assert!(pdf(&[&body], &text, Signed::InName).starts_with(b"%PDF"));
        }
    }
}
