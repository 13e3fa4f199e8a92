//! A plot as SVG within a page: no script, no style of its own, the colours of the text around it.

use std::fmt::Write as _;

use crate::plot::Plot;

/// Writes a plot; `id` is unique in the page, `escape` is how the page takes text.
pub fn svg(plot: &Plot, id: &str, escape: impl Fn(&str) -> String) -> String {
    let Plot { width, height, left, right, top, bottom, .. } = plot;
    let mut svg = format!(
        "<svg class=\"plot\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n<title id=\"{id}-title\">{} over time</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        escape(&plot.name),
        escape(&plot.description),
    );
    svg.push_str("<g stroke=\"currentColor\" stroke-width=\"0.5\" stroke-opacity=\"0.35\">\n");
    for rung in &plot.rungs {
        let y = rung.at;
        let _ = writeln!(svg, "<path d=\"M{left:.1} {y:.1}H{right:.1}\"/>");
    }
    let _ = writeln!(svg, "<path d=\"M{left:.1} {top:.1}V{bottom:.1}\"/>\n</g>");
    svg.push_str("<g fill=\"currentColor\" font-size=\"12\" text-anchor=\"middle\">\n");
    for rung in &plot.rungs {
        let (x, y, label) = (left - 5.0, rung.at + 4.0, &rung.label);
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{label}</text>");
    }
    for (at, day) in plot.days.iter().enumerate() {
        let anchor = match at {
            0 if plot.days.len() > 1 => " text-anchor=\"start\"",
            at if at > 0 && at + 1 == plot.days.len() => " text-anchor=\"end\"",
            _ => "",
        };
        let (x, y, label) = (day.at, bottom + 16.0, &day.label);
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\"{anchor}>{label}</text>");
    }
    for (point, score) in &plot.labels {
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{score}</text>", point.x, point.y);
    }
    svg.push_str("</g>\n");
    let line: Vec<String> =
        plot.points.iter().map(|point| format!("{:.1},{:.1}", point.x, point.y)).collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.3\"/>",
        line.join(" ")
    );
    for point in &plot.points {
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.4\" fill=\"currentColor\"/>",
            point.x, point.y
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::series;

    #[test]
    fn a_plot_has_a_title_and_says_in_words_what_it_shows() {
        let day = |text: &str| text.parse().unwrap();
        let scores = [(day("2026-01-01"), "<x>", 3), (day("2026-02-01"), "<x>", 2)];
        let plot = Plot::new(&series(scores)[0], 400.0, 120.0);
        let svg = svg(&plot, "plot-1", |text| text.replace('<', "&lt;"));
        assert!(svg.contains("<title id=\"plot-1-title\">&lt;x> over time</title>"), "{svg}");
        assert!(svg.contains("first 3, last 2"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(!svg.contains("NaN") && !svg.contains("<x>"), "{svg}");
    }
}
