//! The document in which psychotherapy notes leave, as Markdown or as one HTML page.

use std::fmt::Write as _;
use std::str::FromStr;

use crate::domain::private_mark::NOTICES;
use crate::page::{self, Sender, escape};

/// In what form notes leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    #[default]
    Markdown,
    /// One self-contained HTML page.
    Html,
}

/// A word that is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a form; use `markdown` or `html`")]
pub struct NoForm;

/// What stands on the document in front of the notes.
#[derive(Clone, Debug)]
pub struct Cover {
    /// Whose notes: the name if it is known, and the id.
    pub person: String,
    /// Who releases them.
    pub discloser: Option<String>,
    /// To whom.
    pub recipient: String,
    /// For what purpose.
    pub purpose: String,
    /// On what ground, with its place in the law.
    pub ground: String,
    /// On what day.
    pub day: String,
    /// Whether the law of the practice has a section about psychotherapy notes.
    pub law_knows_them: bool,
    /// What the recipient must be told beyond what everybody is (42 CFR 2.32).
    pub notices: Vec<String>,
}

/// A note in the document.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// Its id.
    pub id: String,
    /// When the session was.
    pub session: String,
    /// Its text.
    pub text: &'a [u8],
}

/// What is said to everybody who receives psychotherapy notes, behind what they are.
const FOR_NO_OTHER: &str = "They were released for the purpose above and for no other.";

impl Form {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Writes the document. Pure: same values, same bytes.
    pub fn render(self, cover: &Cover, leaves: &[Leaf<'_>]) -> Vec<u8> {
        match self {
            Self::Markdown => markdown(cover, leaves),
            Self::Html => html(cover, leaves).into_bytes(),
        }
    }
}

impl FromStr for Form {
    type Err = NoForm;

    fn from_str(text: &str) -> Result<Self, NoForm> {
        match text {
            "markdown" | "md" => Ok(Self::Markdown),
            "html" | "htm" => Ok(Self::Html),
            _ => Err(NoForm),
        }
    }
}

impl Cover {
    fn facts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("Of", Some(self.person.as_str())),
            ("Released by", self.discloser.as_deref()),
            ("Released to", Some(self.recipient.as_str())),
            ("Purpose", Some(self.purpose.as_str())),
            ("Ground", Some(self.ground.as_str())),
            ("Date", Some(self.day.as_str())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }
}

/// Returns what the recipient is told.
fn notices(cover: &Cover) -> impl Iterator<Item = String> {
    let notice = NOTICES[usize::from(!cover.law_knows_them)];
    std::iter::once(format!("{notice} {FOR_NO_OTHER}")).chain(cover.notices.iter().cloned())
}

fn markdown(cover: &Cover, leaves: &[Leaf<'_>]) -> Vec<u8> {
    let mut text = String::from("# Psychotherapy notes\n\n");
    for (name, value) in cover.facts() {
        let _ = writeln!(text, "- {name}: {}", value.replace(['\n', '\r'], " "));
    }
    for notice in notices(cover) {
        let _ = writeln!(text, "\n{}", notice.replace(['\n', '\r'], " "));
    }
    let mut bytes = text.into_bytes();
    for leaf in leaves {
        bytes.extend_from_slice(format!("\n---\n\n## {}\n\n", leaf.session).as_bytes());
        bytes.extend_from_slice(leaf.text);
        if !leaf.text.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    bytes
}

fn html(cover: &Cover, leaves: &[Leaf<'_>]) -> String {
    let title = format!("Psychotherapy notes of {}", cover.person);
    let mut page = page::begin(&title, &cover.person, Sender::default());
    page.push_str("<header>\n<h1>Psychotherapy notes</h1>\n<dl>\n");
    for (name, value) in cover.facts() {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(value));
    }
    page.push_str("</dl>\n");
    for notice in notices(cover) {
        let _ = writeln!(page, "<p>{}</p>", escape(&notice));
    }
    page.push_str("</header>\n<main id=\"notes\">\n");
    for (at, leaf) in leaves.iter().enumerate() {
        let _ = writeln!(page, "<article aria-labelledby=\"note-{at}\">");
        let _ = writeln!(page, "<h2 id=\"note-{at}\">{}</h2>", escape(&leaf.session));
        let _ = writeln!(page, "<p class=\"who\">{}</p>", escape(&leaf.id));
        page::body(&String::from_utf8_lossy(leaf.text), &mut page);
        page.push_str("</article>\n");
    }
    page.push_str("</main>\n");
    page::end(&mut page);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_to_whom_why_and_on_what_ground() {
        let cover = Cover {
            law_knows_them: true,
            person: "Ben <Sample>, c-7f3k".into(),
            discloser: None,
            recipient: "District Court".into(),
            purpose: "order\n# 26".into(),
            ground: "required by law".into(),
            day: "2026-11-24".into(),
            notices: vec![],
        };
        let leaf =
            || Leaf { id: "c-7f3k/x".into(), session: "Tue".into(), text: b"<b>The tram</b>" };
        let text = String::from_utf8(Form::Markdown.render(&cover, &[leaf()])).unwrap();
        assert!(text.contains("- Released to: District Court\n- Purpose: order # 26\n"), "{text}");
        assert!(text.ends_with("## Tue\n\n<b>The tram</b>\n"), "{text}");
        let page = String::from_utf8(Form::Html.render(&cover, &[leaf()])).unwrap();
        assert!(
            page.contains("Ben &lt;Sample&gt;") && page.contains("&lt;b&gt;The tram"),
            "{page}"
        );
        assert!(!page.contains("<b>") && page.ends_with("</html>\n"), "{page}");
    }
}
