//! The practice and its people, as they stand on what it sends.

use crate::domain::npi::Npi;
use crate::text::is_same_name;

/// The practice as it stands on what it sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// What it is called.
    pub name: Option<String>,
    /// Where it is, a line each.
    pub address: Vec<String>,
    /// How it is called up.
    pub telephone: Option<String>,
    /// Its own identifier as a provider.
    pub npi: Option<Npi>,
    /// What else stands there, such as the licence of a facility, a line each.
    pub licences: Vec<String>,
    /// The name of the file with its logo, at the root of the chart.
    pub logo: Option<String>,
    /// Its clinicians.
    pub clinicians: Vec<Clinician>,
}

/// A clinician as he or she stands on what the practice sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clinician {
    /// The name without credentials.
    pub name: String,
    /// The given name, for programs that want it apart.
    pub given_name: Option<String>,
    /// The family name, for programs that want it apart.
    pub family_name: Option<String>,
    /// Such as `Licensed clinical social worker`.
    pub title: Option<String>,
    /// Such as `NY 012345`.
    pub licence: Option<String>,
    /// The clinician's own identifier as a provider.
    pub npi: Option<Npi>,
}

/// The logo of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// What it is, such as `image/png`.
    pub media_type: &'static str,
    /// The file as it is.
    pub bytes: Vec<u8>,
}

impl Letterhead {
    /// Returns what stands below the name, a line each.
    pub fn lines(&self) -> Vec<String> {
        let telephone = self.telephone.iter().map(|it| format!("Telephone {it}"));
        let npi = self.npi.iter().map(|it| format!("NPI {it}"));
        let (address, licences) = (self.address.iter().cloned(), self.licences.iter().cloned());
        address.chain(telephone).chain(npi).chain(licences).collect()
    }

    /// Finds somebody who wrote or signed, with credentials or without.
    pub fn clinician(&self, written: &str) -> Option<&Clinician> {
        let name = written.split(',').next().unwrap_or_default().trim();
        self.clinicians.iter().find(|it| is_same_name(&it.name, name))
    }

    /// Returns somebody who wrote or signed with title, licence and identifier, if they are known:
    /// `Dana Okafor, LCSW (licensed clinical social worker; licence NY 012345; NPI 1234567893)`.
    pub fn with_licence(&self, written: &str) -> String {
        let Some(clinician) = self.clinician(written) else { return written.to_owned() };
        let facts = [
            clinician.title.clone(),
            clinician.licence.as_ref().map(|it| format!("licence {it}")),
            clinician.npi.as_ref().map(|it| format!("NPI {it}")),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        match facts.is_empty() {
            true => written.to_owned(),
            false => format!("{written} ({})", facts.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signed_stands_there_with_the_licence_and_nobody_else_does() {
        let dana = Clinician {
            name: "Dana Okafor".into(),
            licence: Some("NY 012345".into()),
            npi: "1234567893".parse().ok(),
            ..Clinician::default()
        };
        let letterhead = Letterhead { clinicians: vec![dana], ..Letterhead::default() };
        assert_eq!(
            letterhead.with_licence("Dana Okafor, LCSW"),
            "Dana Okafor, LCSW (licence NY 012345; NPI 1234567893)"
        );
        assert_eq!(letterhead.with_licence("Dana Okaforo, LCSW"), "Dana Okaforo, LCSW");
    }
}
