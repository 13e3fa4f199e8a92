//! What the practice sets for its exports: the table `[export]` of the chart's `casenotes.toml`, with
//! a profile for each audience.

use std::collections::BTreeMap;

use crate::fields::Fields;
use crate::law::Regime;
use crate::law::basis::Basis;

/// What the practice sets for its exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportSettings {
    /// The notice that goes with records under 42 CFR Part 2, if the practice has one of its own.
    pub part2_notice: Option<String>,
    /// The profiles by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// What a profile sets; a flag of the command wins over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
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
            profiles: BTreeMap::new(),
        };
        for (name, mut fields) in export.named_tables("profiles").unwrap_or_default() {
            settings.profiles.insert(name, Profile::read(&mut fields, regime));
            export.absorb(fields);
        }
        document.absorb(export);
        settings
    }
}

impl Profile {
    fn read(fields: &mut Fields<'_>, regime: Regime) -> Self {
        // The table is read for a practice that has such a profile, and for no other.
        let basis = fields.parsed_by("basis", |code| regime.law().to_leave_on(code));
        let mut text = |key| fields.filled_text(key).map(|text| text.into_owned());
        Self {
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
        ] {
            let (_, problems) = read(text);
            assert!(problems.len() == 1 && problems[0].is_at("export"), "{text}: {problems:?}");
            assert!(problems[0].message.starts_with(message), "{text}: {problems:?}");
        }
    }
}
