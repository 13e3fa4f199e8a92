//! Which law the practice is under: the table `[law]` of the chart's `casenotes.toml`.

use std::collections::BTreeMap;

use crate::fields::{Fields, take_within};
use crate::law::Regime;
use crate::law::right::{Deadline, Right};
use crate::law::states::{Ages, ages};

/// What the practice sets about the law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LawSettings {
    /// The law that has the table of bases.
    pub regime: Regime,
    /// The state that the practice is in, by its two letters.
    pub state: Option<String>,
    /// From which age on a minor signs alone, if the practice sets it.
    pub minor_signs_from: Option<u32>,
    /// The names under which the practice and its clinicians stand on an authorization, besides that
    /// of the clinician.
    pub names: Vec<String>,
    /// In how many days the practice answers a request, by the word of the right, where its own law is
    /// stricter.
    pub answers_within: BTreeMap<&'static str, u64>,
}

/// The keys for the days, with the word of the right.
const ANSWERS_WITHIN: [(&str, &str); 3] =
    [("access_days", "access"), ("amendment_days", "amendment"), ("accounting_days", "accounting")];

impl LawSettings {
    /// Reads the table of the practice's settings, and reports there what is wrong with it.
    pub fn read(document: &mut Fields<'_>) -> Self {
        let Some(mut law) = document.table("law") else { return Self::default() };
        let mut minor_signs_from = -1;
        take_within(
            &mut law,
            "minor_signs_from",
            Fields::integer,
            0..=21,
            "is not from 0 to 21",
            &mut minor_signs_from,
        );
        let place = law.place_of_key("state").unwrap_or_default();
        let state = law.filled_text("state").map(|text| text.into_owned());
        if state
            .as_ref()
            .is_some_and(|state| state.len() != 2 || !state.chars().all(|c| c.is_ascii_uppercase()))
        {
            law.wrong("state", place, "`state` is not two letters, such as CA".to_owned());
        }
        let settings = Self {
            regime: law.parsed("regime").unwrap_or_default(),
            state,
            minor_signs_from: u32::try_from(minor_signs_from).ok(),
            names: {
                let names = law.texts("names").unwrap_or_default();
                names.into_iter().map(|name| name.into_owned()).collect()
            },
            answers_within: {
                let days = |(key, right): (&'static str, &'static str)| {
                    let mut days = 0;
                    let wrong = "is not from 1 to 90";
                    take_within(&mut law, key, Fields::integer, 1..=90, wrong, &mut days);
                    u64::try_from(days).ok().filter(|days| *days > 0).map(|days| (right, days))
                };
                ANSWERS_WITHIN.into_iter().filter_map(days).collect()
            },
        };
        document.absorb(law);
        settings
    }

    /// Returns in what time a request is answered here.
    pub fn deadline(&self, right: Right) -> Option<Deadline> {
        right.deadline(self.regime, self.answers_within.get(right.as_str()).copied())
    }

    /// Returns from which age on a person signs for themselves here.
    pub fn ages(&self) -> Ages {
        let ages = ages(self.state.as_deref());
        match self.minor_signs_from {
            Some(_) => Ages {
                signs_from: self.minor_signs_from,
                by: "as the practice sets it by `[law] minor_signs_from`".to_owned(),
                ..ages
            },
            None => ages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_says_under_which_law_and_in_which_state_it_is() {
        let read = |text: &str| {
            let mut document = Fields::parse(text, 0, 0..0);
            let settings = LawSettings::read(&mut document);
            let told = document.finish().into_iter().map(|problem| problem.message).collect();
            (settings, told)
        };
        let (settings, told): (_, Vec<String>) =
            read("[law]\nregime = \"uk\"\nstate = \"CA\"\nnames = [\"Quiet Room LLC\"]\n");
        assert_eq!((settings.regime, settings.ages().signs_from), (Regime::Uk, Some(12)));
        assert_eq!((settings.names.len(), told.len()), (1, 0));
        assert_eq!(read("[law]\nminor_signs_from = 15\n").0.ages().signs_from, Some(15));
        for (text, message) in [
            ("[law]\nregime = \"hippa\"\n", "`regime` is not a law that casenotes has a table for"),
            ("[law]\nstate = \"California\"\n", "`state` is not two letters"),
            ("[law]\nminor_signs_from = 99\n", "`minor_signs_from` is not from 0 to 21"),
            ("[law]\naccess_days = 0\n", "`access_days` is not from 1 to 90"),
            ("[law]\nnme = []\n", "the key `nme` is not known"),
            ("law = 1\n", "`law` is not a table"),
        ] {
            let (_, told) = read(text);
            assert!(told.len() == 1 && told[0].starts_with(message), "{text}: {told:?}");
        }
    }
}
