//! The measures that a practice knows: the built-in ones, whose files are read when they are first asked for,
//! and its own.

use std::sync::OnceLock;

use crate::measure::reading::read_file;
use crate::measure::{ITEM_9, Measure};

/// A measure that every practice has.
struct BuiltIn {
    name: &'static str,
    text: &'static str,
    read: OnceLock<Measure>,
}

macro_rules! built_in {
    ($($name:literal)*) => {
        [$(BuiltIn {
            name: $name,
            text: include_str!(concat!("../../templates/measures/", $name, ".toml")),
            read: OnceLock::new(),
        }),*]
    };
}

/// In the order in which they are listed.
static BUILT_IN: [BuiltIn; 18] = built_in!(
    "phq9" "gad7" "phq2" "gad2" "pcl5" "audit" "auditc" "dast10" "who5" "k10" "k6" "dass21" "pss4"
    "asrs" "epds" "phqa" "ybocs" "cssrs"
);

/// Those that no practice describes anew: rules and plots know them.
const FIXED: [&str; 3] = ["phq9", "gad7", ITEM_9];

/// The measures that a practice knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    own: Vec<Measure>,
}

/// Tells whether a measure is built in for good.
pub fn is_fixed(name: &str) -> bool {
    FIXED.contains(&name)
}

/// Returns the built-in measure of a name.
fn built_in(name: &str) -> Option<&'static Measure> {
    BUILT_IN.iter().find(|it| it.name == name).map(BuiltIn::measure)
}

impl BuiltIn {
    fn measure(&self) -> &Measure {
        // What they say is right: a test reads each.
        self.read.get_or_init(|| read_file(self.name, self.text).0)
    }
}

impl Measures {
    /// Adds a measure of the practice's own. It wins over a built-in one of its name; if its scores go
    /// just as far, and it does not say what is asked, what the built-in one asks is asked.
    pub fn add(&mut self, mut own: Measure) {
        if own.instrument.is_none()
            && let Some(known) = built_in(&own.name)
            && (known.lowest, known.highest) == (own.lowest, own.highest)
        {
            own.instrument = known.instrument.clone();
        }
        self.own.push(own);
    }

    /// Returns the measure of a name.
    pub fn get(&self, name: &str) -> Option<&Measure> {
        self.own.iter().find(|own| own.name == name).or_else(|| built_in(name))
    }

    /// Tells whether a measure is one of the practice's own.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|own| own.name == name)
    }

    /// Returns the names of all, the built-in ones first; none is read for it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let built_in = BUILT_IN.iter().map(|it| it.name);
        let own = self.own.iter().map(|own| own.name.as_str());
        built_in.chain(own.filter(|own| !BUILT_IN.iter().any(|it| it.name == *own)))
    }

    /// Returns all of them, the built-in ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Measure> {
        self.names().filter_map(|name| self.get(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_that_is_built_in_can_be_read() {
        for built_in in &BUILT_IN {
            let (measure, problems) = read_file(built_in.name, built_in.text);
            assert_eq!(problems, [], "{}", built_in.name);
            assert!(measure.instrument.is_some());
        }
        assert_eq!(Measures::default().iter().count(), BUILT_IN.len());
    }

    #[test]
    fn one_of_the_practice_wins_and_asks_what_the_built_in_one_asks_if_it_goes_as_far() {
        let mut measures = Measures::default();
        let known = built_in("pcl5").unwrap();
        let own = Measure { cut_off: Some(33), instrument: None, ..known.clone() };
        measures.add(own.clone());
        assert_eq!(measures.get("pcl5").unwrap().cut_off, Some(33));
        assert_eq!(measures.get("pcl5").unwrap().instrument, known.instrument);
        let mut measures = Measures::default();
        measures.add(Measure { highest: 60, ..own });
        assert_eq!(measures.get("pcl5").unwrap().instrument, None);
        assert_eq!(measures.names().count(), BUILT_IN.len());
        assert!(measures.is_own("pcl5") && !measures.is_own("phq9"));
    }
}
