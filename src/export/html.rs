//! A record as one HTML page.

use std::fmt::Write as _;

use crate::export::documents::ExportedDocument;
use crate::export::{Document, ExportedNote, Format, Record};
use crate::measure::plot::{svg, words};
use crate::page::{self, escape};

pub(super) const FORMAT: Format = Format { name: "html", aliases: &["htm"], render };

fn render(record: &Record<'_>) -> Document<'static> {
    let person = record.client.line();
    let title = format!("Progress notes of {person}");
    let mut page = page::begin(&title, &person);
    let _ = writeln!(
        page,
        "<header>\n<h1>Progress notes</h1>\n<p class=\"who\">{}</p>\n<dl>",
        escape(&person)
    );
    for (name, value) in record.cover.facts() {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
    }
    let _ = writeln!(page, "<dt>Sessions</dt><dd>{}</dd>", record.notes.len());
    if !record.documents.is_empty() {
        let _ = writeln!(page, "<dt>Documents</dt><dd>{}</dd>", record.documents.len());
    }
    page.push_str("</dl>\n");
    for notice in &record.cover.notices {
        let _ = writeln!(page, "<p role=\"note\"><strong>{}</strong></p>", escape(notice));
    }
    page.push_str("</header>\n");
    page.push_str("<nav aria-label=\"Sessions\">\n<ol>\n");
    for session in &record.notes {
        let (id, when) = (&session.id.stem, escape(&session.when()));
        let _ =
            writeln!(page, "<li><a href=\"#note-{id}\">{when}, {}</a></li>", escape(session.title));
    }
    if !record.documents.is_empty() {
        page.push_str("<li><a href=\"#documents\">Documents</a></li>\n");
    }
    page.push_str("</ol>\n</nav>\n<main id=\"notes\">\n");
    measures(record, &mut page);
    for session in &record.notes {
        article(session, &person, &mut page);
    }
    documents(&record.documents, &mut page);
    page.push_str("</main>\n");
    page::end(&mut page);
    page.into()
}

/// Lists the documents that lie beside the page.
fn documents(documents: &[ExportedDocument<'_>], page: &mut String) {
    if documents.is_empty() {
        return;
    }
    page.push_str("<section aria-labelledby=\"documents\">\n<h2 id=\"documents\">Documents</h2>\n");
    for document in documents {
        let _ = writeln!(page, "<h3>{}</h3>\n<dl>", escape(&document.heading()));
        for (name, value) in document.facts() {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
        }
        page.push_str("</dl>\n");
    }
    page.push_str("</section>\n");
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
                let _ = writeln!(page, "<p>{}</p>", escape(&words::point(point)));
            }
        }
    }
    page.push_str("</section>\n");
}

fn article(session: &ExportedNote<'_>, person: &str, page: &mut String) {
    let id = &session.id.stem;
    let _ = writeln!(page, "<article aria-labelledby=\"note-{id}\">\n<header>");
    let _ = writeln!(page, "<h2 id=\"note-{id}\">{}</h2>", escape(&session.when()));
    let _ = writeln!(page, "<p class=\"who\">{}</p>\n<dl>", escape(person));
    for (name, value) in session.facts().into_iter().filter(|(name, _)| *name != "Session") {
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
        let _ = writeln!(page, "<h3 id=\"{id}\">{}</h3>\n<dl>", escape(&added.title()));
        for (name, value) in added.facts() {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
        }
        page.push_str("</dl>\n");
        page::body(&added.body, page);
        page.push_str("</section>\n");
    }
    for statement in &session.statements {
        let id = format!("note-{id}-{}", statement.name);
        let _ = writeln!(page, "<section class=\"added\" aria-labelledby=\"{}\">", escape(&id));
        let title = escape(&statement.title());
        let _ = writeln!(page, "<h3 id=\"{}\">{title}</h3>\n<dl>", escape(&id));
        for (name, value) in &statement.facts {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(value));
        }
        page.push_str("</dl>\n");
        page::body(statement.body, page);
        page.push_str("</section>\n");
    }
    page.push_str("</article>\n");
}
