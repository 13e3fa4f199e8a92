//! A panic of ours, held where it happened, so that the rest of the work goes on.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::OnceLock;

thread_local! {
    // Whether this thread works on something that is held, and where that broke.
    static HELD: RefCell<Option<Bug>> = const { RefCell::new(None) };
}

/// The piece of work that a test lets break.
static PLANTED: OnceLock<String> = OnceLock::new();

/// Where the program broke.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bug {
    /// The file and line of the program, if they are known; never a word of what it worked on.
    pub place: Option<String>,
}

/// Lets a piece of work break in every run of this program; a test of what happens then has no other
/// way. A released program does not ask.
pub fn plant(work: String) {
    let _ = PLANTED.set(work);
}

/// Breaks if a test has planted a bug in the piece of work of that name.
pub fn break_if_planted(work: &str) {
    let is_planted = || PLANTED.get().is_some_and(|planted| planted == work);
    assert!(!cfg!(debug_assertions) || !is_planted(), "planted by a test");
}

/// Does a piece of work that may break without the rest.
///
/// # Errors
/// Says where it broke.
pub fn held<T>(work: impl FnOnce() -> T) -> Result<T, Bug> {
    let around = HELD.replace(Some(Bug::default()));
    // What a broken piece of work leaves half done is its findings, each of them whole.
    let done = catch_unwind(AssertUnwindSafe(work));
    let bug = HELD.replace(around).unwrap_or_default();
    done.map_err(|_| bug)
}

/// Notes where the program broke, if that is held; the panic hook says it otherwise.
pub fn note(place: Option<&Location<'_>>) -> bool {
    HELD.with_borrow_mut(|held| {
        if let Some(bug) = held {
            bug.place = place.map(|place| format!("{}:{}", place.file(), place.line()));
        }
        held.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_is_held_and_what_holds_is_handed_over() {
        assert_eq!(held(|| 3), Ok(3));
        let broken = held(|| {
            assert!(note(Some(Location::caller())));
            let empty: [u8; 0] = [];
            empty[empty.len()]
        });
        let place = broken.unwrap_err().place.unwrap();
        assert!(place.starts_with("src/failure/bug.rs:"), "{place}");
        assert!(!note(None), "nothing is held here");
        let after_another = held(|| {
            assert_eq!(held(|| 3), Ok(3));
            note(None)
        });
        assert_eq!(after_another, Ok(true));
    }
}
