//! Scores as bars of plain characters, which stand beside the number and never in place of it.

use crate::measure::Measure;

/// How many characters the whole range takes; a shorter range takes one for each point.
const WIDTH: i64 = 40;

/// Returns a bar: `#` for what is reached, `|` where the cut-off is.
pub fn bar(score: i64, measure: &Measure) -> String {
    if !measure.holds(score) {
        return String::new();
    }
    let range = measure.highest.saturating_sub(measure.lowest).max(1);
    let width = range.min(WIDTH);
    // Of a wide range, in 128 bits: a practice may describe any.
    let scaled = |value: i64| {
        let reached = i128::from(value) - i128::from(measure.lowest);
        (reached * i128::from(width) / i128::from(range)) as i64
    };
    let reached = scaled(score);
    // A score at the cut-off reaches over the mark.
    let mark = measure.cut_off.filter(|cut_off| measure.holds(*cut_off)).map(|at| scaled(at) - 1);
    let mut text = String::new();
    for at in 0..=width {
        if mark == Some(at) {
            text.push('|');
        }
        if at < width {
            text.push(if at < reached { '#' } else { ' ' });
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_a_character_a_point_and_a_mark_at_the_cut_off() {
        let [phq9, _] = Measure::built_in();
        assert_eq!(bar(0, &phq9), "         |");
        assert_eq!(bar(4, &phq9), "####     |");
        assert_eq!(bar(9, &phq9), "#########|");
        assert_eq!(bar(10, &phq9), "#########|#");
        assert_eq!(bar(27, &phq9), "#########|##################");
        assert_eq!(bar(28, &phq9), "");
    }

    #[test]
    fn a_wide_range_is_scaled() {
        let [phq9, _] = Measure::built_in();
        let wide = Measure { lowest: i64::MIN, highest: i64::MAX, cut_off: None, ..phq9 };
        assert_eq!(bar(i64::MAX, &wide).len(), 40);
        assert_eq!(bar(i64::MIN, &wide), "");
    }
}
