//! How far a long run is: one line on stderr, on a terminal alone.

use std::time::{Duration, Instant};

/// Between two drawings; a person cannot read faster, and a terminal can be slow.
const PAUSE: Duration = Duration::from_millis(100);

/// How wide the bar is.
const WIDTH: usize = 30;

/// Takes away the line the cursor is on.
pub(super) const ERASE: &str = "\r\x1b[K";

/// A line that is drawn again and again, and taken away before anything else is written.
#[derive(Debug, Default)]
pub(super) struct Line {
    drawn: Option<Instant>,
    is_shown: bool,
}

impl Line {
    /// Returns what to write when so much is done; `None` if it is too early to draw again.
    pub(super) fn draw(&mut self, verb: &str, done: usize, total: usize) -> Option<String> {
        let now = Instant::now();
        // What is over at once shows nothing: the first drawing waits as well.
        let since = *self.drawn.get_or_insert(now);
        if now.duration_since(since) < PAUSE {
            return None;
        }
        self.drawn = Some(now);
        self.is_shown = true;
        let full = WIDTH * done / total.max(1);
        let bar: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
        Some(format!("{ERASE}{verb} [{bar}] {done}/{total}"))
    }

    /// Returns what takes the line away, if it is there.
    pub(super) fn erase(&mut self) -> &'static str {
        match std::mem::take(&mut self.is_shown) {
            true => ERASE,
            false => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_drawn_now_and_then_and_taken_away_once() {
        let mut line = Line::default();
        assert_eq!((line.draw("Opening", 1, 3), line.erase()), (None, ""));
        std::thread::sleep(PAUSE);
        let drawn = line.draw("Opening", 2, 4).unwrap();
        assert_eq!(drawn, "\r\x1b[KOpening [###############...............] 2/4");
        assert_eq!(line.draw("Opening", 3, 4), None);
        assert_eq!((line.erase(), line.erase()), (ERASE, ""));
    }
}
