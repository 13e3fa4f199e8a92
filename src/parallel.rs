//! The same work for many things, on several threads, with the results in order.

use rayon::prelude::*;

/// More than most machines have cores: a cold disk answers many questions at once, and on a warm
/// one the surplus costs nothing.
const THREADS: usize = 8;

/// How many results may wait for the receiver.
const BATCH: usize = 512;

/// Does one piece of work for each thing and hands the results over in the order of `things`.
///
/// # Errors
/// Stops at the first error of the receiver.
pub fn in_order<I: Sync, T: Send, E>(
    things: &[I],
    work: impl Fn(&I) -> T + Sync,
    receive: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    in_batches(things, BATCH, work, receive)
}

/// Does the same where results are large: no more than two batches of them are there at a time, one that is
/// received and one that is made meanwhile.
///
/// # Errors
/// Stops at the first error of the receiver.
pub fn in_batches<I: Sync, T: Send, E>(
    things: &[I],
    batch: usize,
    work: impl Fn(&I) -> T + Sync,
    mut receive: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    if let [thing] = things {
        return receive(work(thing));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS.min(things.len())).build();
    // A machine that gives no threads still gives an answer.
    let Ok(pool) = pool else { return things.iter().try_for_each(|thing| receive(work(thing))) };
    let mut ready: Vec<T> = Vec::new();
    for batch in things.chunks(batch) {
        let mut made = Vec::new();
        pool.in_place_scope(|scope| {
            scope.spawn(|_| made = batch.par_iter().with_max_len(4).map(&work).collect());
            std::mem::take(&mut ready).into_iter().try_for_each(&mut receive)
        })?;
        ready = made;
    }
    ready.into_iter().try_for_each(receive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things_and_an_error_stops_them() {
        let things: Vec<u32> = (0..2000).collect();
        let mut seen = Vec::new();
        let done: Result<(), u32> = in_order(
            &things,
            |thing| thing * 2,
            |double| {
                seen.push(double);
                if double < 3000 { Ok(()) } else { Err(double) }
            },
        );
        assert_eq!(done, Err(3000));
        assert_eq!(seen, (0..=1500).map(|n| n * 2).collect::<Vec<_>>());
    }
}
