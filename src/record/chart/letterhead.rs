//! How the practice stands on what it sends: the table `[practice]` of the chart's `casenotes.toml`, and the
//! file of its logo.

use crate::domain::letterhead::{Clinician, Letterhead, Logo};
use crate::failure::{Explain, Failure};
use crate::fields::Fields;
use crate::record::chart::Chart;

/// The names that the file of a logo may have, at the root of the chart, and what it holds by each.
pub const LOGOS: &[(&str, &str)] = &[("logo.png", "image/png"), ("logo.svg", "image/svg+xml")];

/// How large a logo may be: it stands on every page that is sent.
const LOGO_BYTES: usize = 128 * 1024;

/// How a PNG file begins (PNG specification, 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A logo that cannot be put on a page.
#[derive(Debug, thiserror::Error)]
pub enum LogoError {
    /// There is no such file.
    #[error(
        "casenotes.toml names the logo `{0}`, and there is no such file at the root of the chart"
    )]
    Missing(String),
    /// It is too large.
    #[error("the logo `{0}` has {1} bytes, and may have {LOGO_BYTES}")]
    TooLarge(String, usize),
    /// It is something else.
    #[error("the logo `{0}` is not what its name says")]
    NotAnImage(String),
}

impl Explain for LogoError {
    fn hint(&self) -> Option<String> {
        Some(
            "Put the file there as a PNG or SVG of that size, or take `logo` out of `[practice]`."
                .into(),
        )
    }
}

/// Reads the table of the practice's settings, and reports there what is wrong with it.
pub fn read(document: &mut Fields<'_>) -> Letterhead {
    let Some(mut practice) = document.table("practice") else { return Letterhead::default() };
    let lines = |practice: &mut Fields<'_>, key| -> Vec<String> {
        practice.texts(key).unwrap_or_default().into_iter().map(|line| line.into_owned()).collect()
    };
    let place = practice.place_of_key("logo").unwrap_or_default();
    let mut letterhead = Letterhead {
        name: practice.filled_text("name").map(|text| text.into_owned()),
        address: lines(&mut practice, "address"),
        telephone: practice.filled_text("telephone").map(|text| text.into_owned()),
        npi: practice.parsed("npi"),
        licences: lines(&mut practice, "licences"),
        logo: practice.filled_text("logo").map(|text| text.into_owned()),
        clinicians: Vec::new(),
    };
    if letterhead.logo.take_if(|logo| LOGOS.iter().all(|(name, _)| name != logo)).is_some() {
        practice.wrong("logo", place, "`logo` is neither logo.png nor logo.svg".to_owned());
    }
    for (name, mut fields) in practice.named_tables("clinicians").unwrap_or_default() {
        letterhead.clinicians.push(Clinician {
            name,
            given_name: fields.filled_text("given_name").map(|text| text.into_owned()),
            family_name: fields.filled_text("family_name").map(|text| text.into_owned()),
            title: fields.filled_text("title").map(|text| text.into_owned()),
            licence: fields.filled_text("licence").map(|text| text.into_owned()),
            npi: fields.parsed("npi"),
        });
        practice.absorb(fields);
    }
    document.absorb(practice);
    letterhead
}

impl Chart {
    /// Reads the logo of the practice, if it has one.
    ///
    /// # Errors
    /// Fails when the file is missing, too large, a link, or no image of the kind that its name says.
    pub fn logo(&self) -> Result<Option<Logo>, Failure> {
        let Some(name) = &self.settings().letterhead.logo else { return Ok(None) };
        let bytes = self.tree().read_if_there(&self.root().join(name))?;
        let bytes = bytes.ok_or_else(|| LogoError::Missing(name.clone()))?;
        if bytes.len() > LOGO_BYTES {
            return Err(LogoError::TooLarge(name.clone(), bytes.len()).into());
        }
        let known = LOGOS.iter().find(|(known, _)| known == name);
        let media_type = known.map(|(_, media_type)| *media_type).unwrap_or_default();
        let is_so = match media_type {
            "image/png" => bytes.starts_with(PNG),
            _ => std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg")),
        };
        match is_so {
            true => Ok(Some(Logo { media_type, bytes })),
            false => Err(LogoError::NotAnImage(name.clone()).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;

    fn read_all(text: &str) -> (Letterhead, Vec<Problem>) {
        let mut document = Fields::parse(text, 0, 0..0);
        let letterhead = read(&mut document);
        (letterhead, document.finish())
    }

    #[test]
    fn a_practice_says_who_it_is_and_who_works_there() {
        let (letterhead, problems) = read_all(
            "[practice]\nname = \"Quiet Room LLC\"\naddress = [\"1 Example Street\", \"Albany, NY\"]\n\
             telephone = \"555 0100\"\nnpi = \"1234567893\"\nlogo = \"logo.svg\"\n\
             [practice.clinicians.\"Dana Okafor\"]\nlicence = \"NY 012345\"\n",
        );
        assert_eq!(problems, []);
        assert_eq!(
            letterhead.lines(),
            ["1 Example Street", "Albany, NY", "Telephone 555 0100", "NPI 1234567893"]
        );
        assert_eq!(letterhead.clinicians[0].name, "Dana Okafor");
        for (text, message) in [
            ("practice = 1\n", "`practice` is not a table"),
            ("[practice]\nnane = \"x\"\n", "the key `nane` is not known"),
            ("[practice]\nnpi = \"1234567890\"\n", "`npi` is not an NPI: its last digit"),
            ("[practice]\nnpi = \"123\"\n", "`npi` is not an NPI: ten digits"),
            ("[practice]\nlogo = \"../logo.png\"\n", "`logo` is neither logo.png nor logo.svg"),
            ("[practice.clinicians.Dana]\nlicense = \"x\"\n", "the key `license` is not known"),
        ] {
            let (_, problems) = read_all(text);
            assert!(problems.len() == 1, "{text}: {problems:?}");
            assert!(problems[0].message.starts_with(message), "{text}: {problems:?}");
        }
    }
}
