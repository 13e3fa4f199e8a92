//! Plots as SVG: an image of its own or a part of a page; no script, no text of a practice as markup.
//!
//! Everything is drawn in the colour of the text around it, which an image of its own sets itself,
//! for light and for dark.

use std::fmt::Write as _;

use crate::measure::course::Course;
use crate::measure::plot::{Anchor, Frame, Line, Plot, Point};
use crate::page::escape;

/// How large a course is drawn in an image of its own.
const IN_IMAGE: Frame = Frame { width: 688.0, height: 220.0, type_size: 13.0 };
/// How large a course is drawn in a page.
const IN_PAGE: Frame = Frame { width: 640.0, height: 200.0, type_size: 13.0 };
/// What stays free around an image.
const EDGE: f32 = 16.0;
/// How much of an image the title of a course takes.
const HEAD: f32 = 32.0;

const STYLE: &str = "\
svg{color-scheme:light dark;--paper:#fff;color:#1a1a1a;font-family:sans-serif}
@media (prefers-color-scheme:dark){svg{--paper:#161616;color:#ececec}}
.paper{fill:var(--paper)}
";

/// Draws courses one below another, as an image of its own; `whose` names the client in the title.
pub fn image(courses: &[Course<'_>], whose: &str) -> String {
    let plots: Vec<Plot> = courses.iter().map(|course| Plot::new(course, IN_IMAGE)).collect();
    let width = IN_IMAGE.width + 2.0 * EDGE;
    let height = EDGE + plots.iter().map(|plot| HEAD + plot.height + EDGE).sum::<f32>();
    let each = |told: fn(&Plot) -> &str, between| {
        escape(&plots.iter().map(told).collect::<Vec<_>>().join(between))
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" role=\"img\" aria-labelledby=\"title description\">\n"
    );
    let titles = each(|plot| &plot.title, " and ");
    let _ = writeln!(svg, "<title id=\"title\">{titles} of {}</title>", escape(whose));
    let told = each(|plot| &plot.description, " ");
    let _ = writeln!(svg, "<desc id=\"description\">{told}</desc>\n<style>\n{STYLE}</style>");
    let _ = writeln!(svg, "<rect class=\"paper\" width=\"{width:.1}\" height=\"{height:.1}\"/>");
    let mut y = EDGE;
    for plot in &plots {
        let _ = writeln!(svg, "<g transform=\"translate({EDGE} {:.1})\">", y + HEAD);
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"-12\" fill=\"currentColor\" font-size=\"15\" font-weight=\"bold\">{}</text>",
            plot.left,
            escape(&plot.title)
        );
        drawing(plot, &mut svg);
        svg.push_str("</g>\n");
        y += HEAD + plot.height + EDGE;
    }
    svg.push_str("</svg>\n");
    svg
}

/// Draws a course as a part of a page; `id` is unique in it.
pub fn within_page(course: &Course<'_>, id: &str) -> String {
    let plot = Plot::new(course, IN_PAGE);
    let Plot { width, height, .. } = plot;
    let mut svg = format!(
        "<svg class=\"plot\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">\n<title id=\"{id}-title\">{} over time</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        escape(&plot.title),
        escape(&plot.description),
    );
    drawing(&plot, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

fn drawing(plot: &Plot, svg: &mut String) {
    let em = plot.type_size;
    svg.push_str("<g fill=\"none\" stroke=\"currentColor\">\n");
    for (line, y) in &plot.lines {
        let style = match line {
            Line::Edge => "stroke-opacity=\"0.6\"",
            Line::Step => "stroke-opacity=\"0.8\" stroke-dasharray=\"1 4\"",
            Line::CutOff => "stroke-width=\"1.5\" stroke-dasharray=\"6 4\"",
        };
        let _ = writeln!(svg, "<path d=\"M{:.1} {y:.1}H{:.1}\" {style}/>", plot.left, plot.right);
    }
    let course: Vec<String> =
        plot.spots.iter().map(|spot| format!("{:.1},{:.1}", spot.at.x, spot.at.y)).collect();
    if course.len() > 1 {
        let _ = writeln!(svg, "<polyline points=\"{}\" stroke-width=\"1.5\"/>", course.join(" "));
    }
    for Point { x, y } in &plot.rings {
        let r = 0.62 * em;
        let _ = writeln!(svg, "<circle class=\"ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"/>");
    }
    let _ = writeln!(svg, "</g>\n<g fill=\"currentColor\" font-size=\"{em:.1}\">");
    for spot in &plot.spots {
        let (Point { x, y }, r) = (spot.at, 0.27 * em);
        let told = escape(&spot.words);
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"><title>{told}</title></circle>"
        );
    }
    for label in &plot.labels {
        let (Point { x, y }, text) = (label.at, escape(&label.text));
        let anchor = match label.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\"{anchor}>{text}</text>");
    }
    svg.push_str("</g>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::course::Score;
    use crate::measure::{Band, Measure};

    fn score(day: &str, score: i64, item_9: Option<i64>) -> Score {
        Score { score: Some(score), item_9, ..Score::of("n", day.parse().unwrap()) }
    }

    #[test]
    fn no_text_is_markup_and_none_is_a_character_that_xml_lacks() {
        let [phq9, _] = Measure::built_in();
        let odd = "<script>&\u{1b}\u{fffe}\u{202e}".to_owned();
        let bands = vec![Band { from: 0, name: odd.clone() }];
        let named = Measure { title: odd, bands, ..phq9 };
        let scores = || vec![score("2026-01-01", 18, Some(1)), score("2026-01-15", 9, None)];
        let course = || Course::new("phq9", Some(&named), scores());
        let image = image(&[course(), course()], "c-7f3k");
        let safe = "&lt;script&gt;&amp;\u{fffd}\u{fffd}\u{fffd}";
        let title = format!("<title id=\"title\">{safe} and {safe} of c-7f3k</title>");
        assert!(image.contains(&title), "{image}");
        let page = within_page(&course(), "plot-1");
        assert!(page.contains(&format!("<title id=\"plot-1-title\">{safe} over time")), "{page}");
        for svg in [image, page] {
            assert!(!svg.contains("<script") && !svg.contains('\u{1b}'), "{svg}");
            assert!(!svg.contains(['\u{fffe}', '\u{202e}']), "{svg}");
        }
    }

    #[test]
    fn every_score_is_in_the_description_and_has_a_mark() {
        let [phq9, _] = Measure::built_in();
        let scores = vec![
            score("2026-01-01", 18, Some(1)),
            score("2026-01-08", 99, None),
            score("2026-01-15", 9, Some(0)),
        ];
        let course = Course::new("phq9", Some(&phq9), scores);
        let description = format!(">{}</desc>", crate::measure::plot::words::describe(&course));
        let page = within_page(&course, "plot-1");
        for svg in [image(&[course], "c-7f3k"), page] {
            assert!(svg.contains(&description), "{svg}");
            // Two for scores, one for the ninth item; what is out of range has no place.
            assert_eq!(svg.matches("<circle").count(), 3);
            assert_eq!(svg.matches("class=\"ring\"").count(), 1);
        }
    }

    #[test]
    fn a_course_without_a_description_or_with_one_day_is_drawn() {
        let course = Course::new("own", None, vec![score("2026-01-01", 0, None)]);
        for svg in [within_page(&course, "plot-1"), image(&[course], "c-7f3k")] {
            assert!(svg.contains("<circle") && !svg.contains("NaN"), "{svg}");
        }
        assert!(image(&[], "c-7f3k").contains("</svg>"));
    }
}
