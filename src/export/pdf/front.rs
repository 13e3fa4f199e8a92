//! What stands before the sessions: the cover, the contents, the measures.

use crate::export::pdf::body::TEXT;
use crate::export::pdf::flow::{Flow, Form, Keep, Paper, Part, SIDE, Shape, Slice};
use crate::export::pdf::session::{self, FACT, QUIET, facts, heading};
use crate::export::pdf::setting::{Look, Setter, Shade, Size, Text};
use crate::export::pdf::table::{self, Table};
use crate::export::pdf::tree::{NodeId, ORNAMENT, Role, Target, Tree};
use crate::export::{Record, Signed};
use crate::plot::{Plot, series};

/// The size of labels in a drawing.
const SMALL: Size = Size { type_size: 8.6, leading: 10.5 };

/// A line of the contents.
pub struct Entry {
    /// What stands there.
    pub title: String,
    /// What is said of it, such as that it is a draft.
    pub status: &'static str,
    /// The number of the part in the document.
    pub part: usize,
}

/// Writes the cover; `missing` characters of the record are in no typeface.
pub fn cover(record: &Record<'_>, missing: usize, paper: Paper, setter: &mut Setter) -> Part {
    let mut flow = Flow::new(setter, paper);
    flow.place(0.0, vec![Slice { height: 46.0, ..Slice::default() }], Keep::Loose);
    heading(1, "Progress notes", Some("Cover"), &mut flow);
    let name = Size { type_size: 16.0, leading: 21.0 };
    flow.plain(Tree::ROOT, record.client.name, Look::default(), name, 3.0);
    flow.rule(14.0, Keep::Loose);
    let about = about(record);
    facts(about.iter().map(|(name, value)| (*name, &**value)), Tree::ROOT, 14.0, &mut flow);
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
        flow.plain(Tree::ROOT, notice, Look::default(), TEXT, before);
        flow.indent -= 12.0;
        flow.bars.pop();
    }
    flow.finish(String::new())
}

fn about(record: &Record<'_>) -> Vec<(&'static str, String)> {
    let (client, cover) = (&record.client, &record.cover);
    let text = |value: &Option<String>| value.clone();
    [
        ("Born", client.birth_date.map(|date| date.to_string())),
        ("Client", Some(client.id.to_string())),
        ("Period", period(record)),
        ("Notes", Some(counts(record))),
        ("To", text(&cover.recipient)),
        ("Address", text(&cover.address)),
        ("Purpose", text(&cover.purpose)),
        ("Basis", text(&cover.basis)),
        ("Date", cover.day.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

fn period(record: &Record<'_>) -> Option<String> {
    let days = || record.notes.iter().map(|note| note.id.stem.date());
    let (first, last) = (days().min()?, days().max()?);
    Some(if first == last { first.to_string() } else { format!("{first} to {last}") })
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

/// Writes the contents; `page` tells the number of the page on which a part begins.
pub fn contents(
    entries: &[Entry],
    page: impl Fn(usize) -> usize,
    paper: Paper,
    setter: &mut Setter,
) -> Part {
    const NUMBERS: f32 = 40.0;
    let mut flow = Flow::new(setter, paper);
    heading(2, "Contents", Some("Contents"), &mut flow);
    let list = flow.tree.add(Tree::ROOT, Role::Contents);
    for (at, entry) in entries.iter().enumerate() {
        let item = flow.tree.add(list, Role::ContentsEntry);
        let node = flow.tree.add(item, Role::Link(Target::Part(entry.part)));
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
        let mut slices = flow.row_slices(vec![(0.0, lines)]);
        let number = Text::of(&page(entry.part).to_string(), Look::default(), node, flow.setter);
        if let (Some(number), Some(slice)) = (flow.setter.line(&number, FACT), slices.get_mut(last))
        {
            let x = measure - number.width;
            let form = Form::Dots([SIDE + end + 8.0, number.baseline - 0.8, x - end - 14.0]);
            slice.shapes.push(Shape { node: ORNAMENT, shade: Shade::Quiet, form });
            slice.lines.push((SIDE + x, 0.0, number));
        }
        flow.place(if at == 0 { 9.0 } else { 3.4 }, slices, Keep::Whole);
    }
    flow.finish("Contents".to_owned())
}

/// Writes the measures of a record, if there are any: a plot of each, and all scores in a table.
pub fn measures(record: &Record<'_>, paper: Paper, setter: &mut Setter) -> Option<Part> {
    let scores = || record.scores();
    let all = series(scores());
    if all.is_empty() {
        return None;
    }
    let mut flow = Flow::new(setter, paper);
    heading(2, "Measures", Some("Measures"), &mut flow);
    for series in &all {
        heading(3, &series.name, None, &mut flow);
        let plot = Plot::new(series, flow.measure(), 138.0);
        draw(&plot, &mut flow);
    }
    heading(3, "All scores", None, &mut flow);
    let node = flow.tree.add(Tree::ROOT, Role::Table);
    let mut table = Table::new(node);
    let names: Vec<&str> = all.iter().map(|series| &*series.name).collect();
    table.plain_row(["Session"].into_iter().chain(names), &mut flow);
    let mut keys: Vec<&str> = scores().map(|(_, key, _)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    for note in record.notes.iter().filter(|note| !note.front.measures.is_empty()) {
        let mut row = vec![session::entry(note)];
        let score = |key: &&str| note.front.measures.get(*key).map(i64::to_string);
        row.extend(keys.iter().map(|key| score(key).unwrap_or_default()));
        table.plain_row(row.iter().map(|cell| &**cell), &mut flow);
    }
    table::write(&table, 6.0, &mut flow);
    Some(flow.finish("Measures".to_owned()))
}

/// Draws a plot as one strip.
fn draw(plot: &Plot, flow: &mut Flow<'_>) {
    let node = flow.tree.add(Tree::ROOT, Role::Figure(plot.description.clone()));
    let line = |points: Vec<(f32, f32)>, width, shade| {
        let points = points.into_iter().map(|(x, y)| (SIDE + x, y)).collect();
        Shape { node, shade, form: Form::Line(points, width) }
    };
    let mut strip = Slice { height: plot.height, ..Slice::default() };
    for rung in &plot.rungs {
        let points = vec![(plot.left, rung.at), (plot.right, rung.at)];
        strip.shapes.push(line(points, 0.4, Shade::Faint));
        write_label(&rung.label, (plot.left - 5.0, rung.at + 3.0), 1.0, node, &mut strip, flow);
    }
    let axis = vec![(plot.left, plot.top), (plot.left, plot.bottom)];
    strip.shapes.push(line(axis, 0.4, Shade::Quiet));
    for (at, day) in plot.days.iter().enumerate() {
        let share = match at {
            0 if plot.days.len() > 1 => 0.0,
            at if at > 0 && at + 1 == plot.days.len() => 1.0,
            _ => 0.5,
        };
        write_label(&day.label, (day.at, plot.bottom + 13.0), share, node, &mut strip, flow);
    }
    if plot.points.len() > 1 {
        let points = plot.points.iter().map(|point| (point.x, point.y)).collect();
        strip.shapes.push(line(points, 1.2, Shade::Ink));
    }
    for point in &plot.points {
        let form = Form::Disc([SIDE + point.x, point.y, 2.2]);
        strip.shapes.push(Shape { node, shade: Shade::Ink, form });
    }
    for (point, score) in &plot.labels {
        write_label(score, (point.x, point.y), 0.5, node, &mut strip, flow);
    }
    flow.place(4.0, vec![strip], Keep::Whole);
}

/// Writes a label whose foot is at a place; `share` of it lies to the left of it.
fn write_label(
    text: &str,
    (x, y): (f32, f32),
    share: f32,
    node: NodeId,
    strip: &mut Slice,
    flow: &mut Flow<'_>,
) {
    let text = Text::of(text, Look::default(), node, flow.setter);
    if let Some(line) = flow.setter.line(&text, SMALL) {
        strip.lines.push((SIDE + x - line.width * share, y - line.baseline, line));
    }
}
