//! Courses as one SVG image: a title, a description that says every score in words, no script, and
//! nothing that is told by colour alone.

use std::fmt::Write as _;

use crate::measure::course::{Course, Point};
use crate::measure::{Better, Measure};

/// How large one course is drawn.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
/// Where the axes are.
const LEFT: f64 = 60.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 206.0;

const STYLE: &str = "\
svg{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#767676}
@media (prefers-color-scheme:dark){svg{--ink:#ececec;--paper:#161616;--line:#8c8c8c}}
rect{fill:var(--paper)}
text{fill:var(--ink);font:13px sans-serif}
.head{font-weight:bold;font-size:15px}
.axis{stroke:var(--line);stroke-width:1}
.cut{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:6 4}
.course{fill:none;stroke:var(--ink);stroke-width:2}
circle{fill:var(--ink)}
.flag{fill:none;stroke:var(--ink);stroke-width:2}
";

/// Draws courses one below another; `whose` names the client in the title.
pub fn draw(courses: &[Course<'_>], whose: &str) -> String {
    let height = HEIGHT * courses.len().max(1) as f64;
    let titles: Vec<&str> = courses.iter().map(Course::title).collect();
    let title = format!("{} of {whose}", titles.join(" and "));
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">"
    );
    let _ = writeln!(svg, "<title id=\"title\">{}</title>", escaped(&title));
    let told: Vec<String> = courses.iter().map(in_words).collect();
    let _ = writeln!(svg, "<desc id=\"description\">{}</desc>", escaped(&told.join(" ")));
    let _ = writeln!(svg, "<style>{STYLE}</style>");
    let _ = writeln!(svg, "<rect width=\"{WIDTH}\" height=\"{height}\"/>");
    for (at, course) in courses.iter().enumerate() {
        let _ = writeln!(svg, "<g transform=\"translate(0 {})\">", HEIGHT * at as f64);
        panel(course, &mut svg);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

/// Returns every score in words, for those who do not see the image.
fn in_words(course: &Course<'_>) -> String {
    let mut text = format!("{}.", course.title());
    if let Some(measure) = course.measure {
        let _ = write!(text, " Scores go from {} to {}", measure.lowest, measure.highest);
        if let Some(cut_off) = measure.cut_off {
            let _ = write!(text, "; the cut-off is {cut_off}");
        }
        text.push_str(match measure.better {
            Better::Lower => "; lower is better.",
            Better::Higher => "; higher is better.",
        });
    }
    for point in &course.points {
        let _ = write!(text, " {}", point_in_words(point));
    }
    text
}

fn point_in_words(point: &Point) -> String {
    let score = point.score.map_or("no total".to_owned(), |score| score.to_string());
    let band = point.band.as_deref();
    let means = band.into_iter().chain(point.means()).collect::<Vec<_>>().join(", ");
    match means.is_empty() {
        true => format!("{}: {score}.", point.day),
        false => format!("{}: {score} ({means}).", point.day),
    }
}

/// Where scores and days are on the paper.
struct Scale {
    lowest: i64,
    highest: i64,
    first: i64,
    last: i64,
}

impl Scale {
    fn of(course: &Course<'_>) -> Option<Self> {
        let drawn = || course.points.iter().filter_map(drawn);
        let (lowest, highest) = match course.measure {
            Some(measure) => (measure.lowest, measure.highest),
            None => (drawn().min()?.min(0), drawn().max()?),
        };
        let day = |point: &Point| i64::from(chrono::Datelike::num_days_from_ce(&point.day));
        let first = day(course.points.first()?);
        Some(Self { lowest, highest, first, last: day(course.points.last()?) })
    }

    fn y(&self, score: i64) -> f64 {
        let range = (self.highest as f64 - self.lowest as f64).max(1.0);
        BOTTOM - (score as f64 - self.lowest as f64) / range * (BOTTOM - TOP)
    }

    fn x(&self, point: &Point) -> f64 {
        let day = i64::from(chrono::Datelike::num_days_from_ce(&point.day));
        match self.last - self.first {
            0 => (LEFT + RIGHT) / 2.0,
            days => LEFT + 10.0 + (day - self.first) as f64 / days as f64 * (RIGHT - LEFT - 20.0),
        }
    }
}

/// Returns the score of a point that has a place on the paper.
fn drawn(point: &Point) -> Option<i64> {
    point.score.filter(|_| point.in_range != Some(false))
}

fn panel(course: &Course<'_>, svg: &mut String) {
    let _ = writeln!(
        svg,
        "<text class=\"head\" x=\"{LEFT}\" y=\"24\">{}</text>",
        escaped(course.title())
    );
    let Some(scale) = Scale::of(course) else { return };
    for score in [scale.lowest, scale.highest] {
        let y = scale.y(score);
        let _ = writeln!(
            svg,
            "<line class=\"axis\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\"/>"
        );
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{score}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
    if let Some(measure) = course.measure {
        reference_lines(measure, &scale, svg);
    }
    let places: Vec<(f64, f64, &Point)> = course
        .points
        .iter()
        .filter_map(|point| Some((scale.x(point), scale.y(drawn(point)?), point)))
        .collect();
    let line: Vec<String> = places.iter().map(|(x, y, _)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(svg, "<polyline class=\"course\" points=\"{}\"/>", line.join(" "));
    for (x, y, point) in &places {
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{}</title></circle>",
            escaped(&point_in_words(point))
        );
    }
    for point in course.points.iter().filter(|point| point.risk_follow_up) {
        let x = scale.x(point);
        let y = drawn(point).map_or(BOTTOM, |score| scale.y(score));
        let _ = writeln!(svg, "<circle class=\"flag\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"9\"/>");
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">item 9</text>",
            y - 14.0
        );
    }
    let (Some(first), Some(last)) = (course.points.first(), course.points.last()) else { return };
    let _ = writeln!(svg, "<text x=\"{LEFT}\" y=\"{}\">{}</text>", BOTTOM + 22.0, first.day);
    if first.day != last.day {
        let _ = writeln!(
            svg,
            "<text x=\"{RIGHT}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            BOTTOM + 22.0,
            last.day
        );
    }
}

/// Draws where bands begin, by name, and the cut-off.
fn reference_lines(measure: &Measure, scale: &Scale, svg: &mut String) {
    for (at, band) in measure.bands.iter().enumerate() {
        let next = measure.bands.get(at + 1).map_or(measure.highest, |next| next.from);
        let y = (scale.y(band.from) + scale.y(next)) / 2.0 + 4.0;
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{y:.1}\">{}</text>",
            RIGHT + 8.0,
            escaped(&band.name)
        );
        if band.from > measure.lowest {
            let y = scale.y(band.from);
            let _ = writeln!(
                svg,
                "<line class=\"axis\" stroke-dasharray=\"1 5\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\"/>"
            );
        }
    }
    if let Some(cut_off) = measure.cut_off.filter(|cut_off| measure.holds(*cut_off)) {
        let y = scale.y(cut_off);
        let _ = writeln!(
            svg,
            "<line class=\"cut\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\"/>"
        );
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{cut_off}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
}

/// Returns a text without markup and without characters that XML does not have.
fn escaped(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let plain: String = plain.collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::measure::course::Score;

    #[test]
    fn every_score_is_in_the_description_and_no_text_is_markup() {
        let [phq9, _] = Measure::built_in();
        let named = Measure { title: "<script>&\u{1b}".into(), ..phq9 };
        let score = |day, score, item_9| Score {
            note: "n".into(),
            day: NaiveDate::from_ymd_opt(2026, 1, day).unwrap(),
            score: Some(score),
            item_9,
        };
        let scores = vec![score(1, 18, Some(1)), score(8, 99, None), score(15, 9, Some(0))];
        let svg = draw(&[Course::new("phq9", Some(&named), scores)], "c-7f3k");
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("<title id=\"title\">&lt;script&gt;&amp; of c-7f3k</title>"), "{svg}");
        for told in [
            "2026-01-01: 18 (moderately severe, ITEM 9 ABOVE 0: follow up on risk, reaches the cut-off).",
            "2026-01-08: 99 (OUT OF RANGE).",
            "2026-01-15: 9 (mild, reliable improvement, response).",
        ] {
            assert!(svg.contains(told), "{told}\n{svg}");
        }
        // Two circles for scores, one for the flag; what is out of range has no place.
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn a_course_without_a_description_or_with_one_day_is_drawn() {
        let score = Score {
            note: "n".into(),
            day: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            score: Some(0),
            item_9: None,
        };
        let svg = draw(&[Course::new("own", None, vec![score])], "c-7f3k");
        assert!(svg.contains("cx=\"310.0\"") && !svg.contains("NaN"), "{svg}");
        assert!(draw(&[], "c-7f3k").contains("</svg>"));
    }
}
