//! A record as one HTML page.

use std::fmt::Write as _;

use crate::export::dress::{Dress, Layout, Leaf};
use crate::export::fhir::words::in_base64;
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::export::{Document, ExportedNote, Format, Record};
use crate::measure::plot::{svg, words};
use crate::page::{self, Sender, escape};

pub(super) const FORMAT: Format = Format { name: "html", aliases: &["htm"], render };

fn render(record: &Record<'_>) -> Document<'static> {
    let wording = &record.dress.wording;
    let person = record.client.line(wording);
    let title = format!("Progress notes of {person}");
    let sender = Sender {
        name: record.dress.letterhead.name.as_deref(),
        has_logo: record.dress.logo.is_some(),
        numbered: record.dress.numbered.as_deref(),
    };
    let mut page = page::begin(&title, &person, sender);
    page.push_str("<header>\n");
    letterhead(&record.dress, &mut page);
    let _ =
        writeln!(page, "<h1>Progress notes</h1>\n<p class=\"who\">{}</p>\n<dl>", escape(&person));
    let of_client = record.client.details.iter().cloned();
    for (name, value) in of_client.chain(record.cover.facts(wording)) {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
    }
    let _ = writeln!(page, "<dt>Sessions</dt><dd>{}</dd>", record.notes.len());
    if !record.documents.is_empty() {
        let _ = writeln!(page, "<dt>Documents</dt><dd>{}</dd>", record.documents.len());
    }
    if !record.questionnaires.is_empty() {
        let count = record.questionnaires.len();
        let _ = writeln!(page, "<dt>Questionnaires</dt><dd>{count}</dd>");
    }
    page.push_str("</dl>\n");
    for notice in &record.cover.notices {
        let _ = writeln!(page, "<p role=\"note\"><strong>{}</strong></p>", escape(notice));
    }
    page.push_str("</header>\n");
    page.push_str("<nav aria-label=\"Sessions\">\n<ol>\n");
    for (at, leaf) in record.dress.before.iter().enumerate() {
        let _ = writeln!(page, "<li><a href=\"#before-{at}\">{}</a></li>", escape(&leaf.title));
    }
    for session in &record.notes {
        let (id, when) = (&session.id.stem, escape(&session.when(wording)));
        let _ =
            writeln!(page, "<li><a href=\"#note-{id}\">{when}, {}</a></li>", escape(session.title));
    }
    if !record.documents.is_empty() {
        page.push_str("<li><a href=\"#documents\">Documents</a></li>\n");
    }
    if !record.questionnaires.is_empty() {
        page.push_str("<li><a href=\"#questionnaires\">Questionnaires</a></li>\n");
    }
    for (at, leaf) in record.dress.after.iter().enumerate() {
        let _ = writeln!(page, "<li><a href=\"#after-{at}\">{}</a></li>", escape(&leaf.title));
    }
    page.push_str("</ol>\n</nav>\n<main id=\"notes\">\n");
    leaves("before", &record.dress.before, &mut page);
    measures(record, &mut page);
    for session in &record.notes {
        article(session, &person, record, &mut page);
    }
    documents(record, &mut page);
    questionnaires(record, &mut page);
    leaves("after", &record.dress.after, &mut page);
    page.push_str("</main>\n");
    page::end(&mut page);
    page.into()
}

/// Writes who sends the page: logo, name, and what stands below it.
fn letterhead(dress: &Dress, page: &mut String) {
    let (name, lines) = (&dress.letterhead.name, dress.letterhead.lines());
    if name.is_none() && lines.is_empty() && dress.logo.is_none() {
        return;
    }
    page.push_str("<div class=\"letterhead\">\n");
    if let Some(logo) = &dress.logo {
        // A picture within the page: nothing is fetched, and an SVG that is one runs nothing.
        let bytes = in_base64(&logo.bytes);
        let _ = writeln!(page, "<img src=\"data:{};base64,{bytes}\" alt=\"\">", logo.media_type);
    }
    let name = name.iter().map(|name| format!("<strong>{}</strong>", escape(name)));
    let lines: Vec<String> = name.chain(lines.iter().map(|line| escape(line))).collect();
    if !lines.is_empty() {
        let _ = writeln!(page, "<p>{}</p>", lines.join("<br>\n"));
    }
    page.push_str("</div>\n");
}

/// Writes sheets of our own words.
fn leaves(place: &str, leaves: &[Leaf], page: &mut String) {
    for (at, leaf) in leaves.iter().enumerate() {
        let _ = writeln!(page, "<section class=\"leaf\" aria-labelledby=\"{place}-{at}\">");
        let _ = writeln!(page, "<h2 id=\"{place}-{at}\">{}</h2>", escape(&leaf.title));
        if !leaf.facts.is_empty() {
            page.push_str("<dl>\n");
            for (name, value) in &leaf.facts {
                let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(value));
            }
            page.push_str("</dl>\n");
        }
        for paragraph in &leaf.paragraphs {
            let _ = writeln!(page, "<p>{}</p>", escape(paragraph));
        }
        page.push_str("</section>\n");
    }
}

/// Lists the documents that lie beside the page.
fn documents(record: &Record<'_>, page: &mut String) {
    let (documents, wording) = (&record.documents, &record.dress.wording);
    if documents.is_empty() {
        return;
    }
    page.push_str("<section aria-labelledby=\"documents\">\n<h2 id=\"documents\">Documents</h2>\n");
    for document in documents {
        let _ = writeln!(page, "<h3>{}</h3>\n<dl>", escape(&document.heading(wording)));
        for (name, value) in document.facts(wording) {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
        }
        page.push_str("</dl>\n");
    }
    page.push_str("</section>\n");
}

/// Shows the questionnaires with every answer.
fn questionnaires(record: &Record<'_>, page: &mut String) {
    if record.questionnaires.is_empty() {
        return;
    }
    page.push_str("<section aria-labelledby=\"questionnaires\">\n");
    page.push_str("<h2 id=\"questionnaires\">Questionnaires</h2>\n");
    for it in &record.questionnaires {
        questionnaire(it, &record.dress, page);
    }
    page.push_str("</section>\n");
}

fn questionnaire(it: &ExportedQuestionnaire<'_>, dress: &Dress, page: &mut String) {
    let heading = escape(&it.heading(&dress.wording));
    let id = format!("questionnaire-{}", it.id.name);
    let _ = writeln!(page, "<h3 id=\"{id}\">{heading}</h3>\n<dl>");
    for (name, value) in it.facts(dress) {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
    }
    page.push_str("</dl>\n");
    let table = it.table();
    if table.is_empty() {
        return;
    }
    let instrument = it.measure.and_then(|measure| measure.instrument.as_ref());
    // What the page says of itself is English.
    let language = instrument.and_then(|it| it.language.as_deref()).filter(|it| *it != "en");
    if let Some(instruction) = it.instruction() {
        let _ = writeln!(page, "<p{}>{}</p>", page::in_language(language), escape(instruction));
    }
    page::table(&table, &id, language, page);
}

/// Shows the measures of the record as plots, with the same in words for those who do not see them.
fn measures(record: &Record<'_>, page: &mut String) {
    let courses = record.courses();
    if courses.is_empty() {
        return;
    }
    page.push_str("<section aria-labelledby=\"measures\">\n<h2 id=\"measures\">Measures</h2>\n");
    for (at, course) in courses.iter().enumerate() {
        let _ = writeln!(page, "<h3>{}</h3>", escape(course.title()));
        if course.has_a_shape() {
            page.push_str(&svg::within_page(course, &format!("plot-{at}")));
        } else {
            for point in &course.points {
                let day = record.dress.wording.day(point.day);
                let _ = writeln!(page, "<p>{day}: {}</p>", escape(&words::score(point)));
            }
        }
    }
    page.push_str("</section>\n");
}

fn article(session: &ExportedNote<'_>, person: &str, record: &Record<'_>, page: &mut String) {
    let wording = &record.dress.wording;
    let id = &session.id.stem;
    let apart = if record.dress.layout == Layout::Apart { " class=\"apart\"" } else { "" };
    let _ = writeln!(page, "<article{apart} aria-labelledby=\"note-{id}\">\n<header>");
    let _ = writeln!(page, "<h2 id=\"note-{id}\">{}</h2>", escape(&session.when(wording)));
    let _ = writeln!(page, "<p class=\"who\">{}</p>\n<dl>", escape(person));
    for (name, value) in session
        .facts(&record.dress, record.measures)
        .into_iter()
        .filter(|(name, _)| *name != "Session")
    {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
    }
    let _ = writeln!(
        page,
        "<dt>Note</dt><dd>{}</dd>\n</dl>\n</header>",
        escape(&session.id.to_string())
    );
    // What the page says of itself is English.
    let is_other = session.language != "en";
    if is_other {
        let _ = writeln!(page, "<div lang=\"{}\">", escape(session.language));
    }
    page::body(&session.body, page);
    if is_other {
        page.push_str("</div>\n");
    }
    for added in &session.amendments {
        let id = format!("note-{id}-{}", added.name);
        let _ = writeln!(page, "<section class=\"added\" aria-labelledby=\"{id}\">");
        let _ = writeln!(page, "<h3 id=\"{id}\">{}</h3>\n<dl>", escape(&added.title(wording)));
        for (name, value) in added.facts(&record.dress) {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
        }
        page.push_str("</dl>\n");
        page::body(&added.body, page);
        page.push_str("</section>\n");
    }
    for statement in &session.statements {
        let id = format!("note-{id}-{}", statement.name);
        let _ = writeln!(page, "<section class=\"added\" aria-labelledby=\"{}\">", escape(&id));
        let title = escape(&statement.title(wording));
        let _ = writeln!(page, "<h3 id=\"{}\">{title}</h3>\n<dl>", escape(&id));
        for (name, value) in statement.facts(wording) {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
        }
        page.push_str("</dl>\n");
        page::body(statement.body, page);
        page.push_str("</section>\n");
    }
    page.push_str("</article>\n");
}
