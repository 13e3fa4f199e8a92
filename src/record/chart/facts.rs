//! What a practice knows of a client and of itself, for the papers to be held against.

use crate::law::authorization::whose::Facts;
use crate::record::chart::Chart;
use crate::record::chart::note_files::Trust;
use crate::record::client::{ClientFile, MEMBER, REPRESENTATIVE, SELF_PAY_RESTRICTED};

/// The keys of a client file that must be readable before anything leaves: one that is not could say
/// anything.
pub const RELIED_ON: &[&str] = &[
    "name",
    "former_names",
    "birth_date",
    "died",
    "consented_by",
    REPRESENTATIVE,
    "members",
    MEMBER,
    "plans",
    "payer",
    "part2",
    SELF_PAY_RESTRICTED,
];

impl Chart {
    /// Gathers it; `author` is the clinician of this machine, and `trust` says who else signs here.
    pub fn facts(&self, file: &ClientFile, author: Option<&str>, trust: &Trust) -> Facts {
        let law = &self.settings().law;
        let principals =
            trust.signers.entries().iter().flat_map(|entry| entry.principals.split(','));
        let own = author.into_iter().map(without_credentials);
        let disclosers = own.chain(principals).chain(law.names.iter().map(String::as_str));
        Facts {
            disclosers: disclosers.map(|name| name.trim().to_owned()).collect(),
            ..self.facts_of_client(file)
        }
    }

    /// Gathers what it knows of a client alone, and nothing of itself.
    pub fn facts_of_client(&self, file: &ClientFile) -> Facts {
        let ages = self.settings().law.ages();
        Facts {
            disclosers: Vec::new(),
            names: file.name.iter().chain(&file.former_names).cloned().collect(),
            members: file.members_as_known(),
            birth_date: file.birth_date,
            died: file.died,
            majority: ages.majority,
            signs_from: ages.signs_from,
            ages_by: Some(ages.by),
            consented_by: file.consented_by,
            representatives: file.representatives.clone(),
            plans: file.plans.iter().chain(&file.payer).cloned().collect(),
            others: file.others.clone(),
            is_part2: file.part2 == Some(true),
            has_no_client_file: false,
        }
    }
}

/// Returns a name without the credentials behind it: `Dana Okafor` of `Dana Okafor, LCSW`.
fn without_credentials(author: &str) -> &str {
    author.split_once(',').map_or(author, |(name, _)| name)
}
