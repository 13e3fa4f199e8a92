//! Looks through a text no further than need be.

/// Finds bytes of a sort. It looks at many bytes at once and at each of them only where one is, because
/// most of a note holds none.
pub fn positions(
    bytes: &[u8],
    is_meant: impl Fn(u8) -> bool + Copy,
) -> impl Iterator<Item = usize> {
    const BLOCK: usize = 32;
    let blocks = bytes.chunks(BLOCK).enumerate();
    let blocks = blocks.filter(move |(_, block)| {
        // Without an early end, so that the compiler compares the whole block in one step.
        block.iter().fold(false, |found, byte| found | is_meant(*byte))
    });
    blocks.flat_map(move |(nth, block)| {
        let found = block.iter().enumerate().filter(move |(_, byte)| is_meant(**byte));
        found.map(move |(at, _)| nth * BLOCK + at)
    })
}

/// Counts the words of a text, and stops at `most`.
pub fn words_up_to(text: &str, most: i64) -> i64 {
    let bytes = text.as_bytes();
    let begins = |next: Option<&u8>| next.is_some_and(|next| !next.is_ascii_whitespace());
    let gaps = memchr::memchr2_iter(b' ', b'\n', bytes).filter(|at| begins(bytes.get(at + 1)));
    let first = i64::from(begins(bytes.first()));
    let rest = gaps.take((most - first).max(0) as usize).count() as i64;
    first + rest
}

/// Returns what stands in front of a byte, no more than so many bytes: to find where a line begins for each
/// of the things that stand in it takes long.
pub fn before(text: &str, at: usize, most: usize) -> &str {
    &text[text.ceil_char_boundary(at.saturating_sub(most))..at]
}

/// Returns what stands at a byte and behind it, no more than so many bytes: to find the end of a line for
/// each of the things that stand in it takes long.
pub fn near(text: &str, at: usize, most: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_no_further_than_need_be() {
        for (text, words) in [("", 0), (" ", 0), ("a", 1), (" a  b\nc ", 3), ("one two three", 3)] {
            assert_eq!(words_up_to(text, 9), words, "{text:?}");
        }
        assert_eq!(words_up_to("one two three", 2), 2);
    }

    #[test]
    fn bytes_are_found_in_blocks_and_across_them() {
        let text = format!("{}7{}8", "x".repeat(31), "y".repeat(70));
        let found: Vec<usize> = positions(text.as_bytes(), |b| b.is_ascii_digit()).collect();
        assert_eq!(found, [31, 102]);
    }
}
