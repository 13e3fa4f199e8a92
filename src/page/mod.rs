//! One self-contained HTML page: printable, accessible, without scripts, every text escaped.

use std::fmt::Write as _;

use pulldown_cmark::html;

pub mod markdown;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#767676;--quiet:#595959}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--line:#8c8c8c;--quiet:#b4b4b4}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:44rem;padding:1.5rem 1rem;font:1rem/1.55 Charter,'Bitstream Charter',Georgia,serif;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.4em 0 .4em}
h1{font-size:1.6rem;margin-top:0}h2{font-size:1.3rem}h3{font-size:1.15rem}h4,h5,h6{font-size:1rem}
.who{margin:0;color:var(--quiet)}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
nav ol{padding-left:1.6rem}
.added{border-left:3px solid var(--line);padding-left:1rem}
a{color:inherit}
.plot{max-width:100%;height:auto}
article{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:.5rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem 1rem;margin:.6rem 0 1rem}
dt{color:var(--quiet)}dd{margin:0}
table{border-collapse:collapse;max-width:100%}th,td{border:1px solid var(--line);padding:.15rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
pre{white-space:pre-wrap}blockquote{margin-left:0;padding-left:1rem;border-left:3px solid var(--line)}
@media print{:root{--ink:#000;--paper:#fff;--line:#555;--quiet:#333}body{max-width:none;padding:0;font-size:11pt}
nav a{text-decoration:none}.skip{display:none}article{break-before:page;border-top:0;margin-top:0}article h2{margin-top:0}h2,h3,h4,h5,h6{break-after:avoid}tr,.plot{break-inside:avoid}p,li{orphans:3;widows:3}}
";

/// Begins a page; `person` stands on each printed sheet.
pub fn begin(title: &str, person: &str) -> String {
    let mut page =
        String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing is fetched and nothing runs, whatever a note says.
    page.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    page.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    let _ = writeln!(page, "<title>{}</title>", escape(title));
    let _ = writeln!(page, "<style>\n{STYLE}{}</style>\n</head>\n<body>", page_head(person));
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
    html::push_html(&mut text, markdown::events(note));
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

/// Puts the client and the page number on every printed page.
fn page_head(person: &str) -> String {
    // Every character but letters and digits as a CSS escape: no text can leave the string.
    let quoted: String = markdown::visible(person.into())
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() { c.to_string() } else { format!("\\{:x} ", u32::from(c)) }
        })
        .collect();
    format!(
        "@page{{margin:2cm;@top-left{{content:\"{quoted}\";font-size:9pt}}@bottom-right{{content:counter(page) \" / \" counter(pages);font-size:9pt}}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(
            html_of("# A\n\n##\n\n### \u{a0}\n\n#### ![](x.png)\n\n##### B"),
            "<h3>A</h3>\n<h4>B</h4>\n"
        );
        let page = html_of("[](https://example.org/a) [`x`](https://example.org/b)");
        assert!(page.contains("/a\">https://example.org/a</a>"), "{page}");
        assert!(page.contains("/b\"><code>x</code></a>"), "{page}");
        let page = html_of("| a | |  |\n|---|---|--:|\n| 1 | 2 | 3 |");
        assert_eq!((page.matches("<th").count(), page.matches("<td></td>").count()), (2, 2));
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
        let style = page_head("\"}</style><script>");
        assert!(!style.contains("</style>") && !style.contains("\"}<"), "{style}");
    }

    #[test]
    fn a_name_cannot_reorder_the_head_of_a_printed_sheet() {
        let style = page_head("Ben\u{202e}\u{7}");
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
