//! What stands before the sessions: the cover, the contents, the measures.

use crate::domain::letterhead::Letterhead;
use crate::export::dress::Leaf;
use crate::export::pdf::flow::{Chapter, Flow, Form, Keep, Paper, SIDE, Shape, Slice};
use crate::export::pdf::questionnaires::all_scores;
use crate::export::pdf::session::{BOLD, FACT, facts, heading};
use crate::export::pdf::setting::{Look, QUIET, Setter, Shade, Size, TEXT, Text};
use crate::export::pdf::tree::{FIGURE_CHARS, ORNAMENT, Role, Target};
use crate::export::{Record, Signed};
use crate::measure::plot::{self, Anchor, Frame, Plot, words};

/// The size of labels in a drawing.
const SMALL: Size = Size { type_size: 8.6, leading: 10.5 };

/// A line of the contents.
pub struct ContentsLine {
    /// What stands there.
    pub title: String,
    /// What is said of it, such as that it is a draft.
    pub status: &'static str,
    /// The number of the entry in the document.
    pub entry: usize,
}

/// Writes the cover; `missing` characters of the record are in no typeface.
pub fn cover(record: &Record<'_>, missing: usize, paper: Paper, setter: &mut Setter) -> Chapter {
    let mut flow = Flow::new(setter, paper);
    letterhead(&record.dress.letterhead, &mut flow);
    flow.place(0.0, vec![Slice { height: 46.0, ..Slice::default() }], Keep::Loose);
    heading(1, "Progress notes", Some("Cover"), &mut flow);
    let name = Size { type_size: 16.0, leading: 21.0 };
    flow.plain(flow.root, record.client.name, Look::default(), name, 3.0);
    flow.rule(14.0, Keep::Loose);
    let about = about(record);
    facts(about.iter().map(|(name, value)| (*name, &**value)), flow.root, 14.0, &mut flow);
    let mut notices = record.cover.notices.clone();
    if missing > 0 {
        let (are, stand) = if missing == 1 { (" is", "stands") } else { ("s are", "stand") };
        notices.push(format!(
            "{missing} character{are} not in the typeface of this document and {stand} as \u{fffd}. Text that is copied from it has them."
        ));
    }
    for (at, notice) in notices.iter().enumerate() {
        let before = if at == 0 { 30.0 } else { 9.0 };
        flow.bars.push(0.0);
        flow.indent += 12.0;
        flow.plain(flow.root, notice, Look::default(), TEXT, before);
        flow.indent -= 12.0;
        flow.bars.pop();
    }
    flow.finish()
}

/// Writes who sends the record.
fn letterhead(letterhead: &Letterhead, flow: &mut Flow<'_>) {
    const NAME: Size = Size { type_size: 13.0, leading: 18.0 };
    if let Some(name) = &letterhead.name {
        flow.plain(flow.root, name, BOLD, NAME, 0.0);
    }
    for line in letterhead.lines() {
        flow.plain(flow.root, &line, QUIET, FACT, 0.0);
    }
}

fn about(record: &Record<'_>) -> Vec<(&'static str, String)> {
    let (client, cover, wording) = (&record.client, &record.cover, &record.dress.wording);
    let text = |value: &Option<String>| value.clone();
    let some = |count: usize| (count > 0).then(|| count.to_string());
    let details = client.details.iter().map(|(name, value)| (*name, Some(value.clone())));
    let told = [
        ("Born", client.birth_date.map(|date| wording.day(date))),
        ("Client", Some(client.id.to_string())),
    ];
    let of_record = [
        ("Period", period(record)),
        ("Notes", Some(counts(record))),
        ("Documents", some(record.documents.len())),
        ("Questionnaires", some(record.questionnaires.len())),
        ("To", text(&cover.recipient)),
        ("Address", text(&cover.address)),
        ("Purpose", text(&cover.purpose)),
        ("Basis", text(&cover.basis)),
        ("Date", cover.day.map(|day| wording.day(day))),
    ];
    let all = told.into_iter().chain(details).chain(of_record);
    all.filter_map(|(name, value)| Some((name, value?))).collect()
}

fn period(record: &Record<'_>) -> Option<String> {
    let days = || record.notes.iter().map(|note| note.id.stem.date());
    let (first, last) = (days().min()?, days().max()?);
    Some(record.dress.wording.period(first, last))
}

fn counts(record: &Record<'_>) -> String {
    let count = |signed| record.notes.iter().filter(|note| note.signed == signed).count();
    let amendments: usize = record.notes.iter().map(|note| note.amendments.len()).sum();
    let parts = [
        (count(Signed::Yes), "signed"),
        (count(Signed::No), "not signed"),
        (count(Signed::InName), "with a signature that does not hold"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let mut words = record.notes.len().to_string();
    let said: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    if !said.is_empty() {
        words = format!("{words}: {}", said.join(", "));
    }
    match amendments {
        0 => words,
        1 => format!("{words}; with one later addition"),
        more => format!("{words}; with {more} later additions"),
    }
}

/// Writes the contents; `page` tells the number of the page on which an entry begins.
pub fn contents(
    entries: &[ContentsLine],
    page: impl Fn(usize) -> usize,
    paper: Paper,
    setter: &mut Setter,
) -> Chapter {
    const NUMBERS: f32 = 40.0;
    let mut flow = Flow::new(setter, paper);
    flow.begin("Contents".to_owned(), 0.0);
    heading(2, "Contents", Some("Contents"), &mut flow);
    let list = flow.tree.add(flow.root, Role::Contents);
    for (at, entry) in entries.iter().enumerate() {
        let item = flow.tree.add(list, Role::ContentsEntry);
        let node = flow.tree.add(item, Role::Link(Target::Entry(entry.entry)));
        let mut text = Text::of(&entry.title, Look::default(), node, flow.setter);
        if !entry.status.is_empty() {
            text.push(&format!(" · {}", entry.status), QUIET, node, flow.setter);
        }
        // What a voice reads must not run into the number.
        text.push(" ", Look::default(), node, flow.setter);
        let measure = flow.measure();
        let lines = flow.cell(&text, FACT, measure - NUMBERS);
        let last = lines.len().saturating_sub(1);
        let end = lines.last().map_or(0.0, |line| line.width);
        let lines = lines.into_iter().enumerate().map(|(row, line)| (row, 0.0, line));
        let mut slices = flow.row_slices(lines.collect());
        let number = Text::of(&page(entry.entry).to_string(), Look::default(), node, flow.setter);
        if let (Some(number), Some(slice)) = (flow.setter.line(&number, FACT), slices.get_mut(last))
        {
            let x = measure - number.width;
            let form = Form::Dots([SIDE + end + 8.0, number.baseline - 0.8, x - end - 14.0]);
            slice.shapes.push(Shape { node: ORNAMENT, shade: Shade::Quiet, form });
            slice.lines.push((SIDE + x, 0.0, number));
        }
        flow.place(if at == 0 { 8.0 } else { 2.0 }, slices, Keep::Whole);
    }
    flow.finish()
}

/// Writes the measures of a record, if there are any: a plot of each, and all scores in a table.
pub fn measures(record: &Record<'_>, paper: Paper, setter: &mut Setter) -> Option<Chapter> {
    let courses = record.courses();
    if courses.is_empty() {
        return None;
    }
    let mut flow = Flow::new(setter, paper);
    flow.begin("Measures".to_owned(), 0.0);
    heading(2, "Measures", Some("Measures"), &mut flow);
    for course in &courses {
        heading(3, course.title(), None, &mut flow);
        if !course.has_a_shape() {
            for point in &course.points {
                let day = record.dress.wording.day(point.day);
                let told = format!("{day}: {}", words::score(point));
                flow.plain(flow.root, &told, Look::default(), FACT, 1.0);
            }
            continue;
        }
        let frame = Frame { width: flow.measure(), height: 138.0, type_size: SMALL.type_size };
        draw(&Plot::new(course, frame), &mut flow);
    }
    heading(3, "All scores", None, &mut flow);
    all_scores(record, &courses, &mut flow);
    Some(flow.finish())
}

/// Writes the list of the documents that lie beside the record, if there are any.
pub fn documents(record: &Record<'_>, paper: Paper, setter: &mut Setter) -> Option<Chapter> {
    if record.documents.is_empty() {
        return None;
    }
    let mut flow = Flow::new(setter, paper);
    flow.begin("Documents".to_owned(), 0.0);
    heading(2, "Documents", Some("Documents"), &mut flow);
    for document in &record.documents {
        let wording = &record.dress.wording;
        heading(3, &document.heading(wording), None, &mut flow);
        let told = document.facts(wording);
        facts(told.iter().map(|(name, value)| (*name, &**value)), flow.root, 4.0, &mut flow);
    }
    Some(flow.finish())
}

/// Writes a sheet of our own words.
pub fn leaf(leaf: &Leaf, paper: Paper, setter: &mut Setter) -> Chapter {
    let mut flow = Flow::new(setter, paper);
    flow.begin(leaf.title.clone(), 0.0);
    heading(2, &leaf.title, Some(&leaf.title), &mut flow);
    let told = leaf.facts.iter().map(|(name, value)| (*name, &**value));
    facts(told, flow.root, 6.0, &mut flow);
    for paragraph in &leaf.paragraphs {
        flow.plain(flow.root, paragraph, Look::default(), TEXT, 9.0);
    }
    flow.finish()
}

/// Draws a plot as one strip.
fn draw(plot: &Plot, flow: &mut Flow<'_>) {
    let node = flow.tree.add(flow.root, Role::Figure(in_words(&plot.description)));
    let mut strip = Slice { height: plot.height, ..Slice::default() };
    let mut add = |shade, form| strip.shapes.push(Shape { node, shade, form });
    let (left, width) = (SIDE + plot.left, plot.right - plot.left);
    for (line, y) in &plot.lines {
        match line {
            plot::Line::Edge => add(Shade::Faint, Form::Bar([left, y - 0.2, width, 0.4])),
            plot::Line::Step => add(Shade::Quiet, Form::Dots([left, *y, width])),
            plot::Line::CutOff => add(Shade::Ink, Form::Dashes([left, *y, width])),
        }
    }
    let places = plot.spots.iter().map(|spot| (SIDE + spot.at.x, spot.at.y));
    if plot.spots.len() > 1 {
        add(Shade::Ink, Form::Line(places.clone().collect(), 1.2));
    }
    for (x, y) in places {
        add(Shade::Ink, Form::Disc([x, y, 2.2]));
    }
    for ring in &plot.rings {
        add(Shade::Ink, Form::Ring([SIDE + ring.x, ring.y, 5.2]));
    }
    for label in &plot.labels {
        let text = Text::of(&label.text, Look::default(), node, flow.setter);
        let Some(line) = flow.setter.line(&text, SMALL) else { continue };
        let share = match label.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5,
            Anchor::End => 1.0,
        };
        let x = SIDE + label.at.x - line.width * share;
        strip.lines.push((x, label.at.y - line.baseline, line));
    }
    flow.place(4.0, vec![strip], Keep::Whole);
}

/// Returns what a figure shows, cut at a score where it is longer than an archival PDF holds.
fn in_words(description: &str) -> String {
    const REST: &str = " The rest is in the table of all scores.";
    if description.chars().count() <= FIGURE_CHARS {
        return description.to_owned();
    }
    let room = FIGURE_CHARS - REST.len();
    let end = description.char_indices().nth(room).map_or(description.len(), |(at, _)| at);
    let told = &description[..end];
    // A score is a sentence that ends before the next day.
    let whole = told.rfind(". ").map_or(told, |at| &told[..=at]);
    format!("{whole}{REST}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_ends_with_a_whole_score_and_says_where_the_rest_is() {
        assert_eq!(in_words("PHQ-9. 2026-01-01: 9."), "PHQ-9. 2026-01-01: 9.");
        let long = format!("PHQ-9.{}", " 2026-01-01: 9 (mild).".repeat(200));
        let told = in_words(&long);
        assert!(told.ends_with("9 (mild). The rest is in the table of all scores."), "{told}");
        assert!((FIGURE_CHARS - 30..=FIGURE_CHARS).contains(&told.chars().count()));
        let no_seam = "\u{e4}".repeat(3000);
        assert_eq!(in_words(&no_seam).chars().count(), FIGURE_CHARS);
    }
}
