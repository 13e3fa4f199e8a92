//! The configuration: what belongs to this person on this machine.

use std::path::{Path, PathBuf};

use crate::domain::format_name::FormatName;
use crate::domain::numbers::LAST_MARK;
use crate::domain::position::Position;
use crate::failure::Explain;
use crate::fields::{Fields, Problem, take_within};

/// What the configuration file says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The root of the chart.
    pub chart: Option<PathBuf>,
    /// The root of the vault.
    pub vault: Option<PathBuf>,
    /// The identity files, in the order in which they are tried.
    pub identities: Vec<PathBuf>,
    /// A command that prints the passphrase of the identities.
    pub passphrase_command: Option<String>,
    /// The clinician's name.
    pub name: Option<String>,
    /// The clinician's credentials.
    pub credentials: Option<String>,
    /// The mark that new names of this machine carry, where it has another than the person.
    pub mark: Option<u16>,
    /// The key that signs notes.
    pub signing_key: Option<PathBuf>,
    /// A command that prints the passphrase of that key.
    pub signing_passphrase_command: Option<String>,
    /// The format of a new note.
    pub format: Option<FormatName>,
    /// Calendars of other programs, or folders of them.
    pub calendars: Vec<PathBuf>,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is none.
    #[error("there is no configuration at {}", .0.display())]
    Missing(PathBuf),
    /// Something in it is wrong.
    #[error("{}:{}:{}: {message}", path.display(), place.line, place.column)]
    Unsound {
        /// The file.
        path: PathBuf,
        /// Where.
        place: Position,
        /// What.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// It is not text.
    #[error("{} is not UTF-8 text", .0.display())]
    NotText(PathBuf),
    /// A root is not named.
    #[error("the configuration names no {0}")]
    NoRoot(&'static str),
    /// No key is named.
    #[error("the configuration names no identity")]
    NoIdentity,
}

impl Explain for ConfigError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Missing(_) => Some(
                "Run `casenotes init` to set up a practice, or `casenotes demo DIR` to try one."
                    .into(),
            ),
            Self::Unsound { help, .. } => help.clone(),
            Self::NotText(_) => None,
            Self::NoRoot(tree) => Some(format!("Add `[{tree}]` with `root = \"...\"`.")),
            Self::NoIdentity => Some("Add `identities = [\"...\"]` under `[vault]`.".into()),
        }
    }
}

impl Config {
    /// Reads the text of a configuration file; `~` is `home`, other paths are seen from the folder
    /// of the file.
    ///
    /// # Errors
    /// Refuses any problem, an unknown key included: a misspelled root must not go unnoticed.
    pub fn parse(path: &Path, bytes: &[u8], home: &Path) -> Result<Self, ConfigError> {
        let text = std::str::from_utf8(bytes).map_err(|_| ConfigError::NotText(path.to_owned()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let expand = |text: &str| match text.strip_prefix("~/") {
            Some(rest) => home.join(rest),
            None => folder.join(text),
        };
        let mut config = Self::default();
        let mut fields = Fields::parse(text, 0, 0..0);
        if let Some(mut chart) = fields.table("chart") {
            config.chart = chart.filled_text("root").map(|root| expand(&root));
            fields.absorb(chart);
        }
        if let Some(mut vault) = fields.table("vault") {
            config.vault = vault.filled_text("root").map(|root| expand(&root));
            let identities = vault.texts("identities").unwrap_or_default();
            config.identities = identities.iter().map(|identity| expand(identity)).collect();
            config.passphrase_command =
                vault.filled_text("passphrase_command").map(|c| c.into_owned());
            fields.absorb(vault);
        }
        if let Some(mut clinician) = fields.table("clinician") {
            config.name = clinician.filled_text("name").map(|name| name.into_owned());
            config.credentials = clinician.text("credentials").map(|c| c.into_owned());
            let (range, mut mark) = (1..=i64::from(LAST_MARK), 0);
            let told = "is not from 1 to 99";
            take_within(&mut clinician, "mark", Fields::integer, range, told, &mut mark);
            config.mark = u16::try_from(mark).ok().filter(|mark| *mark > 0);
            config.signing_key = clinician.filled_text("signing_key").map(|key| expand(&key));
            config.signing_passphrase_command =
                clinician.filled_text("signing_passphrase_command").map(|c| c.into_owned());
            fields.absorb(clinician);
        }
        if let Some(mut new) = fields.table("new") {
            config.format = new.parsed("format");
            fields.absorb(new);
        }
        if let Some(mut calendar) = fields.table("calendar") {
            let files = calendar.texts("files").unwrap_or_default();
            config.calendars = files.iter().map(|file| expand(file)).collect();
            fields.absorb(calendar);
        }
        match fields.finish().into_iter().next() {
            None => Ok(config),
            Some(Problem { span, message, help, .. }) => {
                let place = Position::of(bytes, span.start);
                Err(ConfigError::Unsound { path: path.to_owned(), place, message, help })
            }
        }
    }

    /// Returns name and credentials as they stand on a note: `Dana Okafor, LCSW`.
    pub fn author(&self) -> Option<String> {
        let name = self.name.as_ref()?;
        Some(match self.credentials.as_deref().filter(|text| !text.trim().is_empty()) {
            Some(credentials) => format!("{name}, {credentials}"),
            None => name.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(Path::new("/etc/x/config.toml"), text.as_bytes(), Path::new("/home/dana"))
    }

    #[test]
    fn paths_are_seen_from_home_or_from_the_file() {
        let config = parse(
            "[chart]\nroot = \"~/chart\"\n[vault]\nroot = \"../vault\"\nidentities = [\"/k\"]\n",
        )
        .unwrap();
        assert_eq!(config.chart.unwrap(), Path::new("/home/dana/chart"));
        assert_eq!(config.vault.unwrap(), Path::new("/etc/x/../vault"));
        assert_eq!(config.identities, [Path::new("/k")]);
    }

    #[test]
    fn a_misspelled_key_is_an_error_with_its_place() {
        let error = parse("[chart]\nrot = \"~/chart\"\n").unwrap_err();
        assert_eq!(error.to_string(), "/etc/x/config.toml:2:1: the key `rot` is not known");
        assert_eq!(error.hint().as_deref(), Some("Did you mean `root`?"));
    }

    #[test]
    fn the_author_is_name_and_credentials() {
        let config =
            parse("[clinician]\nname = \"Dana Okafor\"\ncredentials = \"LCSW\"\n").unwrap();
        assert_eq!(config.author().as_deref(), Some("Dana Okafor, LCSW"));
    }
}
