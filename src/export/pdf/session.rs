//! One session on its sheets: what it was, the note, who signed it, what was added later.

use crate::domain::wording::Wording;
use crate::export::dress::{Dress, Layout};
use crate::export::pdf::body::{self, heading_size};
use crate::export::pdf::faces::Face;
use crate::export::pdf::flow::{Flow, Form, Keep, SIDE, Shape, Slice};
use crate::export::pdf::setting::QUIET;
use crate::export::pdf::setting::{Look, Shade, Size, Text};
use crate::export::pdf::tree::{NodeId, ORNAMENT, Role};
use crate::export::{Added, ExportedNote, Record, Signed, Statement};

/// The size of facts.
pub const FACT: Size = Size { type_size: 9.5, leading: 12.0 };

/// How far rows of facts stand from each other.
const BETWEEN_FACTS: f32 = 0.6;

/// The look of a heading.
pub const BOLD: Look = Look { face: Face::Bold, shade: Shade::Ink };

/// How far the values of facts stand from the left.
const VALUES: f32 = 112.0;

/// What of a session stands together at least, besides its facts: when it was, and how its note begins.
const BEGINNING: f32 = 168.0;

/// What the frame of the signature says, and no row of facts.
const OF_THE_SIGNATURE: &[&str] =
    &["Session", "Status", "Signed by", "Signed at", "Received by", "Received at"];

/// Writes a session: behind the one before it, or on a sheet of its own.
pub fn write(session: &ExportedNote<'_>, record: &Record<'_>, flow: &mut Flow<'_>) {
    let wording = &record.dress.wording;
    let draft = if session.signed == Signed::No { "DRAFT · " } else { "" };
    let day = wording.day(session.id.stem.date());
    let mut facts = session.facts(&record.dress, record.measures);
    facts.retain(|(name, _)| !OF_THE_SIGNATURE.contains(name));
    let room = match record.dress.layout {
        Layout::Apart => f32::INFINITY,
        _ => BEGINNING + facts.len() as f32 * (FACT.leading + BETWEEN_FACTS),
    };
    flow.begin(format!("{draft}{} · {day}", session.title), room);
    if !flow.is_at_top() {
        flow.rule(18.0, Keep::WithNext);
    }
    let (when, minutes) = session.when_and_minutes(wording);
    heading(2, &when, Some(&session.entry(wording)), flow);
    let minutes = minutes.map(|minutes| format!("{minutes} · ")).unwrap_or_default();
    // Where it begins in the middle of a sheet, the head says nothing of it.
    let which = format!("{draft}{} · {minutes}{}", session.title, session.id);
    flow.plain(flow.root, &which, QUIET, FACT, 1.0);
    self::facts(facts.iter().map(|(name, value)| (*name, &**value)), flow.root, 6.0, flow);
    flow.rule(6.0, Keep::WithNext);
    body::write(&session.body, 0, flow.root, flow);
    let signer = session.front.signed_by.as_deref();
    let signer = signer.map(|name| record.dress.letterhead.with_licence(name));
    let at = session.front.signed_at.map(|at| wording.time(at));
    let deed = if session.front.is_imported() { "received" } else { "signed" };
    signature(session.signed, "note", deed, signer.as_deref(), at.as_deref(), flow);
    for added in &session.amendments {
        amendment(added, &record.dress, flow);
    }
    for paper in &session.statements {
        statement(paper, wording, flow);
    }
}

/// Writes a heading of the document.
pub fn heading(level: u8, title: &str, mark: Option<&str>, flow: &mut Flow<'_>) {
    let node = flow.tree.add(flow.root, Role::Heading(level, title.to_owned()));
    let text = Text::of(title, BOLD, node, flow.setter);
    let (size, before) = heading_size(level);
    // A part of the document has a heading of the first two levels.
    flow.heading(&text, size, before, mark.map(|title| (title, level <= 2)));
}

/// Writes facts: names at the left, values beside them.
pub fn facts<'a>(
    facts: impl Iterator<Item = (&'a str, &'a str)>,
    parent: NodeId,
    before: f32,
    flow: &mut Flow<'_>,
) {
    let list = flow.tree.add(parent, Role::List { numbered: false });
    for (at, (name, value)) in facts.enumerate() {
        let item = flow.tree.add(list, Role::Item);
        let label = flow.tree.add(item, Role::Label);
        let value_node = flow.tree.add(item, Role::ItemBody);
        let name = Text::of(name, QUIET, label, flow.setter);
        let value = Text::of(value, Look::default(), value_node, flow.setter);
        let width = flow.measure() - VALUES;
        let names = flow.cell(&name, FACT, VALUES - 10.0);
        let values = flow.cell(&value, FACT, width);
        let names = names.into_iter().enumerate().map(|(row, line)| (row, 0.0, line));
        let values = values.into_iter().enumerate().map(|(row, line)| (row, VALUES, line));
        let slices = flow.row_slices(names.chain(values).collect());
        flow.place(if at == 0 { before } else { BETWEEN_FACTS }, slices, Keep::Whole);
    }
}

fn amendment(added: &Added<'_>, dress: &Dress, flow: &mut Flow<'_>) {
    let wording = &dress.wording;
    let title = added.title(wording);
    flow.rule(20.0, Keep::WithNext);
    heading(3, &title, Some(&title), flow);
    let facts = added.facts(dress);
    let facts = facts.iter().filter(|(name, _)| !OF_THE_SIGNATURE.contains(name));
    self::facts(facts.map(|(name, value)| (*name, &**value)), flow.root, 4.0, flow);
    body::write(&added.body, 1, flow.root, flow);
    let at = added.front.signed_at.map(|at| wording.time(at));
    let what = added.name.kind.title().to_lowercase();
    let signer = added.front.signed_by.as_deref().map(|name| dress.letterhead.with_licence(name));
    signature(added.signed, &what, "signed", signer.as_deref(), at.as_deref(), flow);
}

/// Writes a paper about the amendment of the note, which nobody signs.
fn statement(statement: &Statement<'_>, wording: &Wording, flow: &mut Flow<'_>) {
    let title = statement.title(wording);
    flow.rule(20.0, Keep::WithNext);
    heading(3, &title, Some(&title), flow);
    let facts = statement.facts(wording);
    self::facts(facts.iter().map(|(name, value)| (*name, &**value)), flow.root, 4.0, flow);
    if !statement.body.is_empty() {
        body::write(statement.body, 1, flow.root, flow);
    }
}

/// Writes who signed, when, and whether the signature holds, in a frame that is not torn.
fn signature(
    signed: Signed,
    what: &str,
    deed: &str,
    signer: Option<&str>,
    at: Option<&str>,
    flow: &mut Flow<'_>,
) {
    let signer = signer.unwrap_or("somebody who is not named");
    let at = at.map(|at| format!(", {at}")).unwrap_or_default();
    let (head, rest) = match signed {
        Signed::Yes => (
            format!("{} by {signer}", if deed == "signed" { "Signed" } else { "Received" }),
            format!("The signature holds: the {what} is as it was {deed}{at}."),
        ),
        Signed::No => ("Draft".to_owned(), format!("Nobody has signed this {what}.")),
        Signed::InName => (
            format!("Says that it was {deed} by {signer}"),
            format!(
                "Its signature does not hold or is missing: the {what} may differ from what was {deed}{at}."
            ),
        ),
    };
    const PAD: f32 = 9.0;
    flow.indent += PAD;
    let right = flow.measure();
    let mut slices = vec![Slice { height: 5.0, ..Slice::default() }];
    for (text, look) in [(head, BOLD), (rest, QUIET)] {
        let node = flow.tree.add(flow.root, Role::Paragraph);
        let text = Text::of(&text, look, node, flow.setter);
        slices.extend(flow.slices(&text, FACT));
    }
    slices.push(Slice { height: 5.0, ..Slice::default() });
    flow.indent -= PAD;
    let left = SIDE + flow.indent;
    let thick = if signed == Signed::Yes { 0.6 } else { 1.4 };
    let bar = |form| Shape { node: ORNAMENT, shade: Shade::Quiet, form: Form::Bar(form) };
    let last = slices.len() - 1;
    for (at, slice) in slices.iter_mut().enumerate() {
        slice.shapes = vec![
            bar([left, 0.0, thick, slice.height]),
            bar([left + right + PAD - thick, 0.0, thick, slice.height]),
        ];
        match at {
            0 => slice.shapes.push(bar([left, 0.0, right + PAD, thick])),
            _ if at == last => {
                slice.shapes.push(bar([left, slice.height - thick, right + PAD, thick]));
            }
            _ => {}
        }
    }
    flow.place(9.0, slices, Keep::Whole);
}
