//! `casenotes export --basis help`: the table of bases of the practice's law.

use crate::failure::{Failure, Outcome};
use crate::law::Law;
use crate::law::basis::Basis;
use crate::output::Output;

/// Prints the table, a line a basis and one for each instrument below it.
pub fn print(law: &Law, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut text = format!("Law: {}. Log: {}.\n", law.name, law.log);
    for basis in &law.bases {
        text.push_str(&format!("{}: {basis}\n", basis.code));
        text.push_str(&format!("    {}\n", told(basis).join("; ")));
        for instrument in &basis.instruments {
            text.push_str(&format!(
                "    --instrument {}: {} ({}); {}\n",
                instrument.code, instrument.meaning, instrument.cite, instrument.limit
            ));
        }
    }
    output.data(&text)?;
    Ok(Outcome::Done)
}

fn told(basis: &Basis) -> Vec<String> {
    let words = |said: bool, yes: &str, no: &str| (if said { yes } else { no }).to_owned();
    let mut told = vec![words(basis.is_accountable, "accounted for", "not accounted for")];
    match basis.is_by_hand {
        true => told.push("by hand only".to_owned()),
        false => told.push(words(
            basis.allows_whole_record,
            "a whole record may leave",
            "a whole record asks for a justification",
        )),
    }
    if !basis.asks.is_empty() {
        let asks: Vec<&str> = basis.asks.iter().map(|asks| asks.as_str()).collect();
        told.push(format!("asks: {}", asks.join(", ")));
    }
    told
}
