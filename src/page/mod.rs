//! One self-contained HTML page: printable, accessible, without scripts, every text escaped.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd, html};

use crate::page::markdown::Shown;

pub mod ledger;
pub mod markdown;
#[cfg(test)]
pub mod written;

/// What holds a table: it can be reached and scrolled with keys.
const TABLE_BOX: &str = "<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\n";

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#767676;--quiet:#595959}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--line:#8c8c8c;--quiet:#b4b4b4}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:44rem;padding:1.5rem 1rem;font:1rem/1.55 Charter,'Bitstream Charter',Georgia,serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.4em 0 .4em}
h1{font-size:1.6rem;margin-top:0}h2{font-size:1.3rem}h3{font-size:1.15rem}h4,h5,h6{font-size:1rem}
.who{margin:0;color:var(--quiet)}
.letterhead{display:flex;gap:1rem;align-items:flex-start;margin-bottom:1.5rem}.letterhead p{margin:0}.letterhead img{max-width:9rem;max-height:5rem}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
nav ol{padding-left:1.6rem}
.added{border-left:3px solid var(--line);padding-left:1rem}
a{color:inherit}
.plot{max-width:100%;height:auto}
article{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:.5rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem 1rem;margin:.6rem 0 1rem}
dt{color:var(--quiet)}dd{margin:0}
.wide{overflow-x:auto;margin:1em 0}
table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.15rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word;max-width:22rem}
article ul,article ol{list-style:none;padding-left:1.3rem;margin:.5em 0}
.sign{display:inline-block;min-width:1.3rem;margin-left:-1.3rem}
pre{white-space:pre-wrap}blockquote{margin:1em 0;padding-left:.8rem;border-left:3px solid var(--line)}
@media print{:root{--ink:#000;--paper:#fff;--line:#555;--quiet:#333}body{max-width:none;padding:0;font-size:11pt}
nav a{text-decoration:none}.skip{display:none}.apart,.leaf{break-before:page}.apart{border-top:0;margin-top:0}.apart h2{margin-top:0}article>header{break-inside:avoid}h2,h3,h4,h5,h6{break-after:avoid}tr,.plot{break-inside:avoid}.wide{overflow:visible}th,td{overflow-wrap:anywhere}p,li{orphans:3;widows:3}}
";

/// Who sends a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sender<'a> {
    /// The name, which stands on each printed sheet.
    pub name: Option<&'a str>,
    /// Whether there is a logo within the page.
    pub has_logo: bool,
    /// What stands before the number that each printed sheet bears besides, if it bears one.
    pub numbered: Option<&'a str>,
}

/// Begins a page; `person` and the sender stand on each printed sheet.
pub fn begin(title: &str, person: &str, sender: Sender<'_>) -> String {
    let mut page =
        String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing is fetched and nothing runs, whatever a note says.
    let pictures = if sender.has_logo { " img-src data:;" } else { "" };
    let _ = writeln!(
        page,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';{pictures} style-src 'unsafe-inline'\">"
    );
    page.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    let _ = writeln!(page, "<title>{}</title>", escape(title));
    let _ =
        writeln!(page, "<style>\n{STYLE}{}</style>\n</head>\n<body>", page_head(person, sender));
    page.push_str("<a class=\"skip\" href=\"#notes\">Skip to the content</a>\n");
    page
}

/// Ends a page.
pub fn end(page: &mut String) {
    page.push_str("</body>\n</html>\n");
}

/// Renders the body of a note; whatever HTML it holds becomes text.
pub fn body(note: &str, page: &mut String) {
    let mut text = String::new();
    html::push_html(&mut text, markup(note));
    // A column without a name is no heading of anything; what a note says comes escaped.
    for align in [
        "",
        " style=\"text-align: left\"",
        " style=\"text-align: center\"",
        " style=\"text-align: right\"",
    ] {
        text = text.replace(&format!("<th{align}></th>"), "<td></td>");
    }
    page.push_str(&text);
}

/// Returns a note as HTML's writer takes it: the sign of an item is text, at the beginning of its
/// first paragraph, and a table scrolls in a box of its own.
fn markup(note: &str) -> impl Iterator<Item = Event<'_>> {
    let mut sign: Option<Event<'_>> = None;
    let shown = markdown::events(note).flat_map(move |shown| match shown {
        Shown::Marker(marker) => {
            let span = format!("<span class=\"sign\">{} </span>", escape(&marker));
            [sign.replace(Event::InlineHtml(span.into())), None, None]
        }
        Shown::Event(event @ Event::Start(Tag::Paragraph)) => [Some(event), sign.take(), None],
        Shown::Event(event @ Event::Start(Tag::Table(_))) => {
            [sign.take(), Some(Event::Html(TABLE_BOX.into())), Some(event)]
        }
        Shown::Event(event @ Event::End(TagEnd::Table)) => {
            [Some(event), Some(Event::Html("</div>\n".into())), None]
        }
        Shown::Event(event) => [sign.take(), Some(event), None],
    });
    shown.flatten()
}

/// Writes a table of plain texts, the heads of its columns first; it is named by the heading with an id. What
/// is below the heads may be in another language than the page.
pub fn table(rows: &[Vec<String>], named_by: &str, language: Option<&str>, page: &mut String) {
    let Some((head, rows)) = rows.split_first() else { return };
    page.push_str(TABLE_BOX);
    let _ = writeln!(page, "<table aria-labelledby=\"{}\">\n<thead>\n<tr>", escape(named_by));
    for cell in head {
        let _ = writeln!(page, "<th scope=\"col\">{}</th>", escape(cell));
    }
    let _ = writeln!(page, "</tr>\n</thead>\n<tbody{}>", in_language(language));
    for row in rows {
        let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
        let _ = writeln!(page, "<tr>{cells}</tr>");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
}

/// Returns the attribute for a language that is not that of the page.
pub fn in_language(language: Option<&str>) -> String {
    language.map(|tag| format!(" lang=\"{}\"", escape(tag))).unwrap_or_default()
}

/// Returns a text as it stands in HTML, between tags or in an attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in markdown::visible(text.into()).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Puts the client, the sender and the page number on every printed page.
fn page_head(person: &str, sender: Sender<'_>) -> String {
    let corner =
        |place: &str, text: &str| format!("@{place}{{content:\"{}\";font-size:9pt}}", quoted(text));
    let mut corners = corner("top-left", person);
    corners.extend(sender.name.map(|name| corner("bottom-left", name)));
    corners.extend(sender.numbered.map(|prefix| {
        let prefix = quoted(prefix);
        format!("@bottom-center{{content:\"{prefix} \" counter(page,decimal-leading-zero);font-size:9pt}}")
    }));
    format!(
        "@page{{margin:2cm;{corners}@bottom-right{{content:counter(page) \" / \" counter(pages);font-size:9pt}}}}\n"
    )
}

/// Returns a text as it stands in a string of CSS: every character but letters and digits as an escape, so that
/// no text can leave the string.
fn quoted(text: &str) -> String {
    let escaped = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_string(),
        false => format!("\\{:x} ", u32::from(c)),
    };
    markdown::visible(text.into()).chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns what somebody reads who sees the page of a text.
    fn read(markdown: &str) -> String {
        let mut text = String::new();
        for (at, piece) in html_of(markdown).split('<').enumerate() {
            let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            if at > 0 && !["a", "em", "strong", "code", "span"].contains(&name) {
                text.push('\n');
            }
            text.push_str(rest);
        }
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .iter()
            .fold(text, |text, (escaped, c)| text.replace(escaped, c))
    }

    /// How many texts are tried, unless `PROPTEST_CASES` says so.
    fn cases() -> u32 {
        ProptestConfig::default().cases.max(3000)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

        #[test]
        fn every_word_and_every_sign_before_one_is_read_on_the_page(text in written::texts()) {
            let shown = read(&text);
            let lost = written::lost(&text, &shown);
            prop_assert!(lost.is_empty(), "{lost:?} of {text:?} in {shown:?}");
        }
    }

    fn html_of(markdown: &str) -> String {
        let mut page = String::new();
        body(markdown, &mut page);
        page
    }

    #[test]
    fn no_markup_of_a_note_becomes_markup_of_the_page() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<!-- hidden",
            "[x](javascript:alert(1))",
            "![x](http://example.org/a.png)",
            "<a href='x'>y</a>",
            "[x](data:text/html,a)",
            "`<b>`",
            "```\n<i>\n```",
            "<style>*{}</style>\n\ntext",
            "[x]( JaVaScRiPt:alert(1))",
        ] {
            let page = html_of(text);
            for tag in [
                "<script",
                "<img",
                "<style",
                "<i>",
                "<b>",
                "onerror=\"",
                "javascript:alert(1)\"",
                "<!--",
                "href=\"data",
            ] {
                assert!(!page.to_lowercase().contains(tag), "{text:?} gave {page}");
            }
        }
        assert!(html_of("[x](https://example.org)").contains("href=\"https://example.org\""));
    }

    #[test]
    fn headings_stay_below_the_pages_own_and_have_no_gaps() {
        let page = html_of("# A\n\n#### B\n\n## C\n\n# D\n");
        let tags: Vec<&str> = page.split("<h").skip(1).map(|rest| &rest[..1]).collect();
        assert_eq!(tags, ["3", "4", "4", "3"]);
    }

    #[test]
    fn what_says_nothing_is_left_out_or_says_where_it_leads() {
        assert_eq!(html_of("# A\n\n##\n\n### \u{a0}\n\n##### B"), "<h3>A</h3>\n<h4>B</h4>\n");
        let page = html_of("[](https://example.org/a) [`x`](https://example.org/b)");
        assert!(page.contains("<p>[](https://example.org/a) <a"), "{page}");
        assert!(page.contains("/b\"><code>x</code></a> (https://example.org/b)"), "{page}");
        let page = html_of("| a | |  |\n|---|---|--:|\n| 1 | 2 | 3 |");
        assert_eq!((page.matches("<th").count(), page.matches("<td></td>").count()), (2, 2));
    }

    #[test]
    fn what_markdown_would_swallow_stands_as_it_was_written() {
        for (text, shown) in [
            ("[Mother]: tearful\n[T]: <so-tired>", "[Mother]: tearful\n[T]: <so-tired>"),
            ("[a]: /b\n\n- [a]: c\n- d", "[a]: /b - [a]: c - d"),
            ("Note[^1].\n\n[^1]: stepfather", "Note[^1]. [^1]: stepfather"),
            ("+ SI\n\n- HI\n* x", "+ SI - HI * x"),
            ("1. a\n3. b\n9) c\n007) d", "1. a 3. b 9) c 007) d"),
            ("> 3 days\n> more\nlazy", "> 3 days > more lazy"),
            (">> a\n\n> - HI\n>   b", ">> a > - HI > b"),
            ("# of attacks: 3", "# of attacks: 3"),
            ("- # 3 ##", "- # 3 ##"),
            ("SI\n-\nrest", "SI - rest"),
            ("50*2*7, A*b*c, 5 *3* 2, 2**3**4", "50*2*7, A*b*c, 5 *3* 2, 2**3**4"),
            ("5 * 3 * 2, *a* **b** _c_", "5 * 3 * 2, a b c"),
            ("|a|\n|-|\n|b|c|d \\| e|\n|f|", "a b c|d \\| e f"),
            ("[plan](https://a.org \"call\")", "plan (https://a.org \"call\")"),
            ("[https://a.org](https://a.org)", "https://a.org"),
            ("[Sam](they/them) x[a](https://a.org)", "[Sam](they/them) x[a](https://a.org)"),
            ("[a][b]\n\n[b]: https://a.org 'c'", "[a][b] [b]: https://a.org 'c'"),
            ("![drawing](d.png \"in bag\")", "![drawing](d.png \"in bag\")"),
            ("<https://a.org> <b@c.org>", "<https://a.org> <b@c.org>"),
            ("1\\. yes \\[b\\] \\*c", "1. yes [b] *c"),
            ("<crying> BP<120 a<b c>d", "<crying> BP<120 a<b c>d"),
            ("a &amp; b &#51;", "a &amp; b &#51;"),
            ("``` note 3\nx\n```", "note 3 x"),
            ("> `a\n> 3` b", "> a > 3 b"),
            ("* [a]: \\\n\\\nb", "* [a]: b"),
            ("a`b`c", "a`b`c"),
        ] {
            let read = read(text);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(words(&read), words(shown), "{text:?}");
        }
    }

    #[test]
    fn deep_lists_and_quotations_end_as_text() {
        let page = html_of(&format!("{}a\n\n{}b\n  c", "> ".repeat(900), "- ".repeat(900)));
        assert_eq!(page.matches("<blockquote>").count(), 10);
        assert_eq!(page.matches("<ul>").count(), 10);
        assert_eq!(page.matches("&gt; ").count(), 900);
        assert_eq!(page.matches("- ").count(), 900);
    }

    #[test]
    fn only_what_is_an_address_is_linked() {
        for (address, is_linked) in [
            ("https://example.org", true),
            ("HTTP://münchen.example:8080/a%20b?c=d#e", true),
            ("http://192.0.2.1/", true),
            ("mailto:ben@example.org", true),
            ("https://", false),
            ("https://[::1", false),
            ("https://example.org@evil.example", false),
            ("https://example.org:x/", false),
            ("https://example..org", false),
            ("https://999.0.2.1", false),
            ("https://example.org/%zz", false),
            ("https://example.org/%", false),
            ("mailto:", false),
            ("/relative", false),
        ] {
            let page = html_of(&format!("[x](<{address}>)"));
            assert_eq!(page.contains("<a href"), is_linked, "{address}: {page}");
        }
    }

    #[test]
    fn a_name_cannot_leave_the_style_of_the_page() {
        const HOSTILE: &str = "\"}</style><script>";
        let style = page_head(
            HOSTILE,
            Sender { name: Some(HOSTILE), numbered: Some(HOSTILE), has_logo: true },
        );
        assert!(!style.contains("</style>") && !style.contains("\"}<"), "{style}");
    }

    #[test]
    fn a_name_cannot_reorder_the_head_of_a_printed_sheet() {
        let style = page_head("Ben\u{202e}\u{7}", Sender::default());
        assert!(style.contains("Ben\\fffd \\fffd \""), "{style}");
    }

    #[test]
    fn text_is_escaped_and_reordering_marks_are_shown() {
        assert_eq!(
            escape("<a href=\"x\">'&\u{202e}"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\u{fffd}"
        );
        assert!(html_of("a\u{202e}b\u{1}").contains("a\u{fffd}b\u{fffd}"));
    }
}
