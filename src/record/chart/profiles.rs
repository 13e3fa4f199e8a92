//! What the practice sets for its exports: the table `[export]` of the chart's `casenotes.toml`, with
//! a profile for each audience.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crate::domain::paper::PaperSize;
use crate::domain::wording::{Dates, Wording, Zone};
use crate::fields::Fields;
use crate::law::Regime;
use crate::law::basis::Basis;
use crate::text::language::Language;
use crate::text::lexicon::Lexicon;

/// What the practice sets for its exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportSettings {
    /// The notice that goes with records under 42 CFR Part 2, if the practice has one of its own.
    pub part2_notice: Option<String>,
    /// How days and times are written; if nothing is set, as the law and the language have it.
    pub dates: Option<Dates>,
    /// In which zone the practice is.
    pub time_zone: Option<Zone>,
    /// On what sheets are printed.
    pub paper: Option<PaperSize>,
    /// The profiles by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// For whom a record is dressed. A shape narrows and dresses what leaves; it lets nothing out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The sessions of a claim, each on sheets of its own, and nothing beside them.
    Insurer,
    /// Whoever goes on with the care: a summary first.
    Provider,
    /// The client: what the words mean, and how to ask for an amendment.
    Client,
    /// A court: an index, numbers on each page, the custodian's certification.
    Court,
    /// A supervisor: the client by the id alone.
    Supervision,
}

/// Every shape, with the name of the profile that ships with it.
const SHAPES: &[(&str, Shape)] = &[
    ("client", Shape::Client),
    ("court", Shape::Court),
    ("insurer", Shape::Insurer),
    ("provider", Shape::Provider),
    ("supervision", Shape::Supervision),
];

/// A text that names no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a profile that ships: client, court, insurer, provider or supervision")]
pub struct NoShape;

impl FromStr for Shape {
    type Err = NoShape;

    fn from_str(text: &str) -> Result<Self, NoShape> {
        SHAPES.iter().find(|(name, _)| *name == text).map(|(_, shape)| *shape).ok_or(NoShape)
    }
}

/// What a profile sets; a flag of the command wins over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// For whom the record is dressed.
    pub shape: Option<Shape>,
    /// To whom.
    pub to: Option<String>,
    /// The recipient's address.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: Option<String>,
    /// On what basis.
    pub basis: Option<&'static Basis>,
    /// What the basis rests on.
    pub reference: Option<String>,
    /// In what format.
    pub format: Option<String>,
    /// The recipients of the age file.
    pub encrypt_to: Vec<String>,
    /// Whether the recipient is a health plan.
    pub plan: Option<bool>,
    /// Whether drafts go along.
    pub include_drafts: Option<bool>,
}

impl ExportSettings {
    /// Reads the table of the practice's settings, and reports there what is wrong with it.
    pub fn read(document: &mut Fields<'_>, regime: Regime) -> Self {
        let Some(mut export) = document.table("export") else { return Self::default() };
        let mut settings = Self {
            part2_notice: export.filled_text("part2_notice").map(|text| text.into_owned()),
            dates: export.parsed("dates"),
            time_zone: export.parsed("time_zone"),
            paper: export.parsed("paper"),
            profiles: BTreeMap::new(),
        };
        for (name, mut fields) in export.named_tables("profiles").unwrap_or_default() {
            settings.profiles.insert(name, Profile::read(&mut fields, regime));
            export.absorb(fields);
        }
        document.absorb(export);
        settings
    }

    /// Finds a profile: the practice's own, or one that ships. Its own one of such a name is like that, unless
    /// it says otherwise.
    pub fn profile(&self, name: &str) -> Option<Profile> {
        let shape = name.parse().ok();
        let own = self.profiles.get(name).cloned();
        let mut profile = own.or_else(|| shape.map(|_| Profile::default()))?;
        profile.shape = profile.shape.or(shape);
        // An insurer is a health plan, unless the practice says that it is none.
        if profile.shape == Some(Shape::Insurer) {
            profile.plan = profile.plan.or(Some(true));
        }
        Some(profile)
    }

    /// Returns the names of all profiles, sorted.
    pub fn profile_names(&self) -> BTreeSet<&str> {
        let own = self.profiles.keys().map(String::as_str);
        own.chain(SHAPES.iter().map(|(name, _)| *name)).collect()
    }

    /// Returns how days, times and codes are told to a reader. What is not set is as it is written under the
    /// law of the United States, and elsewhere in German where the practice writes it.
    pub fn wording(&self, regime: Regime, language: &Language) -> Wording {
        let usual = match (regime, language.lexicon()) {
            (_, Some(Lexicon::German)) => Dates::De,
            (Regime::Hipaa, _) => Dates::Us,
            _ => Dates::Iso,
        };
        Wording { dates: self.dates.unwrap_or(usual), zone: self.time_zone, spells_codes: true }
    }
}

impl Profile {
    fn read(fields: &mut Fields<'_>, regime: Regime) -> Self {
        // The table is read for a practice that has such a profile, and for no other.
        let basis = fields.parsed_by("basis", |code| regime.law().to_leave_on(code));
        let shape = fields.parsed("like");
        let mut text = |key| fields.filled_text(key).map(|text| text.into_owned());
        Self {
            shape,
            to: text("to"),
            address: text("address"),
            purpose: text("purpose"),
            reference: text("reference"),
            format: text("format"),
            basis,
            encrypt_to: {
                let keys = fields.texts("encrypt_to").unwrap_or_default();
                keys.into_iter().map(|key| key.into_owned()).collect()
            },
            plan: fields.flag("plan"),
            include_drafts: fields.flag("include_drafts"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;

    fn read(text: &str) -> (ExportSettings, Vec<Problem>) {
        let mut document = Fields::parse(text, 0, 0..0);
        let settings = ExportSettings::read(&mut document, Regime::Hipaa);
        (settings, document.finish())
    }

    #[test]
    fn dates_are_written_as_the_law_and_the_language_have_it_unless_the_practice_says_more() {
        let dates = |text: &str, regime, language: &str| {
            read(text).0.wording(regime, &language.parse().unwrap()).dates
        };
        assert_eq!(dates("", Regime::Hipaa, "en"), Dates::Us);
        assert_eq!(dates("", Regime::Gdpr, "de-AT"), Dates::De);
        assert_eq!(dates("", Regime::Uk, "en"), Dates::Iso);
        assert_eq!(dates("[export]\ndates = \"iso\"\n", Regime::Hipaa, "en"), Dates::Iso);
    }

    #[test]
    fn a_profile_that_ships_is_there_unasked_and_one_of_the_practice_may_be_like_it() {
        let (settings, problems) = read(
            "[export.profiles.acme]\nlike = \"insurer\"\nto = \"Acme Invented Health\"\n\
             [export.profiles.court]\nto = \"District Court\"\n[export.profiles.ida]\nplan = false\n",
        );
        assert_eq!(problems, []);
        let profile = |name: &str| settings.profile(name).unwrap();
        let acme = profile("acme");
        assert_eq!((acme.shape, acme.plan), (Some(Shape::Insurer), Some(true)));
        assert_eq!(profile("insurer").to, None);
        assert_eq!(profile("court").shape, Some(Shape::Court));
        assert_eq!(profile("court").to.as_deref(), Some("District Court"));
        assert_eq!((profile("ida").shape, profile("ida").plan), (None, Some(false)));
        assert_eq!(settings.profile("acne"), None);
        let names: Vec<&str> = settings.profile_names().into_iter().collect();
        let all = ["acme", "client", "court", "ida", "insurer", "provider", "supervision"];
        assert_eq!(names, all);
        assert!(SHAPES.is_sorted_by(|a, b| a.0 < b.0));
        let (_, problems) = read("[export.profiles.a]\nlike = \"plan\"\n");
        assert!(
            problems[0].message.starts_with("`like` is not a profile that ships"),
            "{problems:?}"
        );
    }

    #[test]
    fn a_practice_has_a_profile_for_each_audience_and_every_problem_is_told() {
        let text = "[export]\npart2_notice = \"Ours.\"\n\
            [export.profiles.plan]\nto = \"Acme Invented Health\"\nbasis = \"payment\"\nplan = true\n\
            [export.profiles.court]\nbasis = \"law\"\nformat = \"html\"\nencrypt_to = [\"age1x\"]\n";
        let (settings, problems) = read(text);
        assert_eq!(problems, []);
        assert_eq!(settings.part2_notice.as_deref(), Some("Ours."));
        let profile = &settings.profiles["plan"];
        assert_eq!(profile.to.as_deref(), Some("Acme Invented Health"));
        assert_eq!((profile.basis.unwrap().code.as_str(), profile.plan), ("payment", Some(true)));
        assert_eq!(settings.profiles["court"].encrypt_to, ["age1x"]);
        assert_eq!(read(""), (ExportSettings::default(), vec![]));
        for (text, message) in [
            ("export = 1\n", "`export` is not a table"),
            ("[export]\nprofiles = 1\n", "`profiles` is not a table of tables"),
            ("[export]\nprofile = 1\n", "the key `profile` is not known"),
            ("[export.profiles.a]\nbassis = \"law\"\n", "the key `bassis` is not known"),
            ("[export.profiles.a]\nbasis = \"lwa\"\n", "`basis` is not a basis"),
            ("[export.profiles.a]\nplan = \"yes\"\n", "`plan` is not true or false"),
            (
                "[export]\ndates = \"british\"\n",
                "`dates` is not a way to write dates: us, iso or de",
            ),
            ("[export]\npaper = \"A4\"\n", "`paper` is not a size of paper: letter or a4"),
            ("[export]\ntime_zone = \"EST\"\n", "`time_zone` is not a zone: atlantic"),
        ] {
            let (_, problems) = read(text);
            assert!(problems.len() == 1 && problems[0].is_at("export"), "{text}: {problems:?}");
            assert!(problems[0].message.starts_with(message), "{text}: {problems:?}");
        }
    }
}
