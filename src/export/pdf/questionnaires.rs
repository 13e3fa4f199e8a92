//! The questionnaires of a record on the sheets, and all scores in one table.

use std::collections::BTreeMap;

use crate::export::Record;
use crate::export::pdf::flow::{Chapter, Flow, Paper};
use crate::export::pdf::session::{facts, heading};
use crate::export::pdf::setting::{Look, Setter, TEXT};
use crate::export::pdf::table::{self, Table};
use crate::export::pdf::tree::Role;
use crate::measure::course::Course;

/// Writes the questionnaires with every answer, if there are any.
pub fn questionnaires(record: &Record<'_>, paper: Paper, setter: &mut Setter) -> Option<Chapter> {
    if record.questionnaires.is_empty() {
        return None;
    }
    let mut flow = Flow::new(setter, paper);
    flow.begin("Questionnaires".to_owned(), 0.0);
    heading(2, "Questionnaires", Some("Questionnaires"), &mut flow);
    for it in &record.questionnaires {
        heading(3, &it.heading(&record.dress.wording), None, &mut flow);
        let told = it.facts(&record.dress);
        facts(told.iter().map(|(name, value)| (*name, &**value)), flow.root, 4.0, &mut flow);
        if let Some(instruction) = it.instruction() {
            flow.plain(flow.root, instruction, Look::default(), TEXT, 6.0);
        }
        let node = flow.tree.add(flow.root, Role::Table);
        let mut set = Table::new(node, Vec::new());
        for row in it.table() {
            set.plain_row(row.iter().map(|cell| &**cell), &mut flow);
        }
        table::write(&set, 6.0, &mut flow);
    }
    Some(flow.finish())
}

/// Writes a table with a row for each note and each questionnaire that has scores.
pub fn all_scores(record: &Record<'_>, courses: &[Course<'_>], flow: &mut Flow<'_>) {
    let has_items = |course: &Course<'_>| course.points.iter().any(|point| point.item_9.is_some());
    let with_items = courses.iter().filter(|course| has_items(course));
    let with_items = with_items.map(|course| format!("{} item 9", course.title()));
    let head: Vec<String> =
        courses.iter().map(|course| course.title().to_owned()).chain(with_items).collect();
    let node = flow.tree.add(flow.root, Role::Table);
    let mut set = Table::new(node, Vec::new());
    set.plain_row(["Session"].into_iter().chain(head.iter().map(|title| &**title)), flow);
    let wording = &record.dress.wording;
    let notes = record.notes.iter().filter(|note| !note.front.measures.is_empty());
    let notes = notes.map(|note| (note.id.to_string(), note.entry(wording)));
    let answered = record.questionnaires.iter();
    let answered = answered.map(|it| (it.id.to_string(), it.heading(wording)));
    let titles: BTreeMap<String, String> = notes.chain(answered).collect();
    for (source, row) in rows(courses, head.len()) {
        let title = titles.get(source).map_or(source, String::as_str);
        let cells = row.iter().map(String::as_str);
        set.plain_row([title].into_iter().chain(cells), flow);
    }
    table::write(&set, 6.0, flow);
}

/// Returns what each note and questionnaire has in the columns, by day: the scores, then the ninth items.
fn rows<'c>(courses: &'c [Course<'_>], columns: usize) -> Vec<(&'c str, Vec<String>)> {
    let mut rows = BTreeMap::new();
    let mut of_items = courses.len();
    for (at, course) in courses.iter().enumerate() {
        let has_items = course.points.iter().any(|point| point.item_9.is_some());
        for point in &course.points {
            let row: &mut Vec<String> = rows
                .entry((point.day, &*point.note))
                .or_insert_with(|| vec![String::new(); columns]);
            row[at] = point.score.map(|score| score.to_string()).unwrap_or_default();
            if let Some(item) = point.item_9 {
                row[of_items] = item.to_string();
            }
        }
        of_items += usize::from(has_items);
    }
    rows.into_iter().map(|((_, source), row)| (source, row)).collect()
}
