//! Results that are longer than the terminal go through the user's pager, and what is said meanwhile comes
//! when it has ended.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crate::output::{Results, TerminalSize};
use crate::programs::pager::{Pager, Showing};

/// Where results are on their way.
enum Stage {
    /// There are not more than the terminal shows at once.
    Held(Vec<u8>),
    /// Straight to the terminal: something was said between them, or there is no pager.
    Direct,
    /// To the pager.
    Shown(Showing),
}

/// Both streams of a command whose results may be long.
struct Streams<'a> {
    out: &'a mut dyn Results,
    err: &'a mut dyn Write,
    pager: Pager,
    size: TerminalSize,
    rows: usize,
    column: usize,
    taken: u64,
    stage: Stage,
    said: Vec<u8>,
}

/// The results of a command.
pub struct PagedResults<'a>(Rc<RefCell<Streams<'a>>>);

/// What a command says besides.
pub struct PagedMessages<'a>(Rc<RefCell<Streams<'a>>>);

/// Returns both streams of a command, so that what is longer than the terminal goes through the pager.
/// Dropping both ends it: what is held is written, and the pager is waited for.
pub fn paged<'a>(
    out: &'a mut dyn Results,
    err: &'a mut dyn Write,
    pager: Pager,
    size: TerminalSize,
) -> (PagedResults<'a>, PagedMessages<'a>) {
    let streams = Rc::new(RefCell::new(Streams {
        out,
        err,
        pager,
        size,
        rows: 0,
        column: 0,
        taken: 0,
        stage: Stage::Held(Vec::new()),
        said: Vec::new(),
    }));
    (PagedResults(Rc::clone(&streams)), PagedMessages(streams))
}

impl Streams<'_> {
    fn write_result(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.stage {
            Stage::Direct => self.out.write_all(bytes),
            Stage::Shown(pager) => {
                pager.write_all(bytes)?;
                self.taken += bytes.len() as u64;
                Ok(())
            }
            Stage::Held(held) => {
                held.extend_from_slice(bytes);
                self.count(bytes);
                // The prompt takes a row.
                match self.rows < self.size.rows {
                    true => Ok(()),
                    false => self.show(),
                }
            }
        }
    }

    /// Counts the rows that a text takes; letters are taken for one column each, near enough to choose.
    fn count(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.column += 1;
            if *byte == b'\n' || self.column > self.size.columns {
                self.rows += 1;
                self.column = 0;
            }
        }
    }

    fn show(&mut self) -> io::Result<()> {
        let Stage::Held(held) = std::mem::replace(&mut self.stage, Stage::Direct) else {
            return Ok(());
        };
        match self.pager.start() {
            Ok(pager) => self.stage = Stage::Shown(pager),
            // Who has none sees everything at once, and who has named one is told.
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && self.pager.name() == "less" => {}
            Err(error) => {
                let _ = writeln!(
                    self.err,
                    "warning: the pager {} does not start: {error}",
                    self.pager.name()
                );
            }
        }
        self.write_result(&held)
    }

    fn flush_results(&mut self) -> io::Result<()> {
        if let Stage::Held(held) = &mut self.stage {
            if held.is_empty() {
                return Ok(());
            }
            let held = std::mem::take(held);
            self.stage = Stage::Direct;
            self.out.write_all(&held)?;
        }
        self.out.flush()
    }

    fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.stage {
            Stage::Shown(_) => {
                self.said.extend_from_slice(bytes);
                Ok(())
            }
            _ => self.err.write_all(bytes),
        }
    }
}

impl Drop for Streams<'_> {
    fn drop(&mut self) {
        let _ = self.flush_results();
        // Waits for the pager.
        self.stage = Stage::Direct;
        let _ = self.err.write_all(&self.said).and_then(|()| self.err.flush());
    }
}

impl Write for PagedResults<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write_result(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush_results()
    }
}

impl Results for PagedResults<'_> {
    fn taken(&self) -> u64 {
        let streams = self.0.borrow();
        streams.taken + streams.out.taken()
    }

    fn is_closed(&self) -> bool {
        self.0.borrow().out.is_closed()
    }
}

impl Write for PagedMessages<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().say(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
