//! The real world as the commands get it: trees, keys, clock, editor. Made only when asked for.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use zeroize::Zeroizing;

use crate::cli::config::{Config, ConfigError};
use crate::cli::prompt;
use crate::commands::chart::disclosures::list::VaultLog;
use crate::commands::chart::todo::of_calendar::CalendarFile;
use crate::disk::tree::Tree;
use crate::disk::workbench::{Leftover, leftovers};
use crate::disk::{DiskError, outside, place};
use crate::domain::client_id::ClientId;
use crate::domain::clock::{Clock, FixedClock, SystemClock};
use crate::domain::format_name::FormatName;
use crate::failure::{Explain, Failure};
use crate::law::authorization::whose::Facts;
use crate::law::rule;
use crate::output::ask::{Ask, tried_again};
use crate::output::{Output, file_named};
use crate::private::scribe::WORKBENCH;
use crate::private::seal::identity::{Identity, Passphrase, is_wrong_passphrase};
use crate::private::vault::Vault;
use crate::private::vault::drafts::Drafts;
use crate::private::vault::kind::Kind;
use crate::programs::editor::{Editor, EditorError};
use crate::programs::pager::Pager;
use crate::record::chart::Chart;
use crate::record::chart::facts::RELIED_ON;
use crate::record::chart::git::{Hook, in_tree_of_commit};
use crate::record::client::ClientFile;
use crate::wall::{self, Places};

/// The name of the signing key beside the configuration.
pub const SIGNING_KEY: &str = "signing-key";

/// What the environment says, read once.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The user's home.
    pub home: PathBuf,
    /// The folder the command was called in.
    pub folder: PathBuf,
    /// Where the configuration is, unless a flag says otherwise.
    pub config: PathBuf,
    /// Where programs keep what they must not lose: `$XDG_STATE_HOME`.
    pub state: PathBuf,
    /// The user's editor.
    pub editor: String,
    /// `$XDG_RUNTIME_DIR`.
    pub runtime: Option<PathBuf>,
    /// `$TZ`.
    pub zone: Option<String>,
    /// The pager for long results; `None` where they are shown at once.
    pub pager: Option<Pager>,
    /// Whether the terminal can do nothing but show lines.
    pub is_dumb: bool,
    /// Whether there is colour whatever standard output is, by `NO_COLOR` and its like.
    pub colour: Option<bool>,
    /// The index of the commit that is being made, when a git hook runs us.
    pub git_index: Option<PathBuf>,
    /// The repository of that commit, where git names it.
    pub git_dir: Option<PathBuf>,
    /// The versions that git merges, as it names them to the hook that runs us before it writes them down.
    pub git_heads: Vec<String>,
    /// A time that tests hold still; never in a released program.
    pub now: Option<String>,
    /// What breaks, for tests of what happens then; never in a released program.
    pub breaks: Option<String>,
}

/// The practice of this run.
pub struct Session {
    environment: Environment,
    // Where the configuration lies: keys that it does not name lie beside it.
    folder: PathBuf,
    config: Config,
    clock: Box<dyn Clock>,
}

/// A machine that cannot do what was asked.
#[derive(Debug, thiserror::Error)]
enum MachineError {
    #[error("the time zone `{0}` in TZ is not known on this machine")]
    UnknownZone(String),
    #[error("there is no memory file system for a psychotherapy note to be edited on")]
    NoMemory,
    #[error("CASENOTES_NOW is not a time in RFC 3339")]
    BadNow,
    #[error("the client file of `{0}` cannot be relied on: {1}")]
    UnsoundClientFile(ClientId, String),
    #[error("the identity {} is not there", .0.display())]
    NoIdentity(PathBuf),
}

impl Explain for MachineError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::UnknownZone(_) => {
                "Correct TZ, such as America/New_York, or install the tzdata package: a session must not get a wrong offset.".into()
            }
            Self::NoMemory => {
                "Set XDG_RUNTIME_DIR to a folder on one (on macOS, make a RAM disk), or give `--allow-disk` if the disk is encrypted.".into()
            }
            Self::BadNow => "Unset it.".into(),
            Self::UnsoundClientFile(..) => "Run `casenotes validate` and mend it: who must agree, and what must be said, stands in it.".into(),
            Self::NoIdentity(_) => "Plug in the medium it lies on, or correct `[vault] identities`.".into(),
        })
    }
}

/// Returns whether there is colour, if a variable says so: `NO_COLOR` (no-color.org) before `CLICOLOR_FORCE`
/// before `CLICOLOR` (bixense.com/clicolors), and none on a terminal that knows none.
fn colour(text: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    let is = |name: &str, value: &str| text(name).is_some_and(|set| set == value);
    if text("NO_COLOR").is_some() {
        return Some(false);
    }
    if text("CLICOLOR_FORCE").is_some_and(|set| set != "0") {
        return Some(true);
    }
    (is("CLICOLOR", "0") || is("TERM", "dumb")).then_some(false)
}

impl Environment {
    /// Reads the environment.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn read() -> Self {
        let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let text = |name: &str| var(name).and_then(|value| value.into_string().ok());
        let home = var("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from);
        // The specification of these folders wants a relative one ignored.
        let xdg = |name: &str| var(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let config_home = xdg("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
        let config = var("CASENOTES_CONFIG")
            .map_or_else(|| config_home.join("casenotes/config.toml"), PathBuf::from);
        let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
        Self {
            git_index: var("GIT_INDEX_FILE").map(|index| folder.join(index)),
            git_dir: var("GIT_DIR").map(|git_dir| folder.join(git_dir)),
            git_heads: std::env::vars_os().filter_map(|(name, _)| head_named(&name)).collect(),
            folder,
            config,
            editor: text("VISUAL").or_else(|| text("EDITOR")).unwrap_or_else(|| "vi".to_owned()),
            state: xdg("XDG_STATE_HOME").unwrap_or_else(|| home.join(".local/state")),
            runtime: xdg("XDG_RUNTIME_DIR"),
            zone: var("TZ").map(|zone| zone.to_string_lossy().into_owned()),
            pager: Pager::new(
                &text("CASENOTES_PAGER")
                    .or_else(|| text("PAGER"))
                    .unwrap_or_else(|| "less".to_owned()),
                std::env::var_os("LESS").is_some(),
            ),
            is_dumb: text("TERM").is_none_or(|term| term == "dumb"),
            colour: colour(&text),
            // A released program must not let anyone backdate a record.
            now: text("CASENOTES_NOW").filter(|_| cfg!(debug_assertions)),
            breaks: text("CASENOTES_BREAKS").filter(|_| cfg!(debug_assertions)),
            home,
        }
    }

    /// Returns the clock.
    pub fn clock(&self) -> Result<Box<dyn Clock>, Failure> {
        if let Some(zone) = self.zone.as_deref().filter(|zone| !is_known_zone(zone)) {
            return Err(MachineError::UnknownZone(zone.to_owned()).into());
        }
        match &self.now {
            None => Ok(Box::new(SystemClock)),
            Some(now) => {
                let now = DateTime::parse_from_rfc3339(now).map_err(|_| MachineError::BadNow)?;
                Ok(Box::new(FixedClock(now.to_utc())))
            }
        }
    }
}

impl Session {
    /// Reads the configuration.
    pub fn open(environment: &Environment, path: &Path) -> Result<Self, Failure> {
        let bytes =
            outside::read_if_there(path)?.ok_or_else(|| ConfigError::Missing(path.to_owned()))?;
        let config = Config::parse(path, &bytes, &environment.home)?;
        let clock = environment.clock()?;
        let folder = folder_of(path).to_owned();
        Ok(Self { environment: environment.clone(), folder, config, clock })
    }

    /// Opens the tree of progress notes, if the wall is sound.
    pub fn chart(&self) -> Result<Chart, Failure> {
        let root = self.config.chart.as_deref().ok_or(ConfigError::NoRoot("chart"))?;
        wall::check(self.places())?;
        self.open_chart(&place::real_path(root))
    }

    /// Opens a tree of progress notes for whoever the configuration is of.
    fn open_chart(&self, root: &Path) -> Result<Chart, Failure> {
        let author = self.author();
        let chart = Chart::open(root)?;
        rule::declare(chart.settings().law.regime);
        Ok(chart.written_by(author.as_deref(), self.config.mark))
    }

    /// Opens the tree of progress notes as it lies in the work tree that a commit is made in, when a git
    /// hook runs us, and returns the index of the commit.
    pub fn chart_of_commit(&self) -> Result<(Chart, Option<&Path>), Failure> {
        let Some(index) = self.environment.git_index.as_deref() else {
            return Ok((self.chart()?, None));
        };
        Ok((self.chart_of_hook()?, Some(index)))
    }

    /// Opens the tree of progress notes as it lies in the work tree in which a git hook runs us.
    pub fn chart_of_hook(&self) -> Result<Chart, Failure> {
        let chart = self.chart()?;
        let (folder, git_dir) = (&self.environment.folder, self.environment.git_dir.as_deref());
        let root = in_tree_of_commit(chart.root(), Hook { folder, git_dir })?;
        if root == chart.root() {
            return Ok(chart);
        }
        wall::check(Places { chart: Some(&root), ..self.places() })?;
        self.open_chart(&root)
    }

    /// Opens the tree of progress notes; `None` when the configuration names none, or names one on a
    /// medium that is not there. The wall must have been checked.
    pub fn chart_if_there(&self) -> Result<Option<Chart>, Failure> {
        match &self.config.chart {
            Some(root) if place::is_there(root)? => {
                Ok(Some(self.open_chart(&place::real_path(root))?))
            }
            _ => Ok(None),
        }
    }

    /// Learns under which law the practice is, for what names it and reads no chart; without a chart, the
    /// usual one is named.
    pub fn learn_the_law(&self, output: &mut Output<'_>) {
        if let Err(failure) =
            wall::check(self.places()).map_err(Failure::from).and_then(|()| self.chart_if_there())
        {
            output.warning(format_args!(
                "the law of the practice is not known, so HIPAA is named: {}",
                failure.error
            ));
        }
    }

    /// Returns a folder into which the copy of a vault comes from another machine, with nothing in it, and
    /// what keeps others of us from it. What a killed run has left there is sealed, and goes.
    pub fn folder_for_copies(&self) -> Result<(PathBuf, impl Drop + use<>), Failure> {
        let above = self.environment.state.join("casenotes");
        outside::create_folders(&above)?;
        let held = outside::hold(&above)?;
        let folder = self.real_folder_of_copy(&above.join("copy-by-ssh"))?;
        outside::unmake(&[&folder]);
        Ok((folder, held))
    }

    /// Opens the tree of psychotherapy notes, if the wall is sound.
    pub fn vault(&self) -> Result<Vault, Failure> {
        let root = self.config.vault.as_deref().ok_or(ConfigError::NoRoot("vault"))?;
        wall::check(self.places())?;
        self.open_vault(root)
    }

    /// Opens the vault for a look at its outside; `None` when the configuration names none, or names
    /// one on a medium that is not there. The wall must have been checked.
    pub fn vault_if_there(&self, output: &mut Output<'_>) -> Result<Option<Vault>, Failure> {
        let vault = self.vault_on_medium()?;
        if let (None, Some(root)) = (&vault, &self.config.vault) {
            output.warning(format_args!(
                "the vault {} is not there, so it is not checked",
                root.display()
            ));
        }
        Ok(vault)
    }

    /// The same without a word of one that is not there.
    pub fn vault_on_medium(&self) -> Result<Option<Vault>, Failure> {
        match &self.config.vault {
            Some(root) if place::is_there(root)? => Ok(Some(self.open_vault(root)?)),
            _ => Ok(None),
        }
    }

    /// Looks at the vault's own log from outside: how many entries of a client it has. What it says
    /// stays sealed.
    pub fn log_of_releases(&self, client: &ClientId, output: &mut Output<'_>) -> VaultLog {
        let Some(root) = &self.config.vault else { return VaultLog::NoVault };
        let entries = || -> Result<Option<usize>, Failure> {
            if !place::is_there(root)? {
                return Ok(None);
            }
            let shelf = self.open_vault(root)?.shelf(Kind::Release);
            Ok(Some(shelf.ids(Some(client))?.len()))
        };
        match entries() {
            Ok(Some(count)) => VaultLog::Entries(count),
            Ok(None) => VaultLog::NotSeen,
            Err(failure) => {
                output.warning(failure.error);
                VaultLog::NotSeen
            }
        }
    }

    fn open_vault(&self, root: &Path) -> Result<Vault, Failure> {
        let agreed = wall::agreement_file(&self.environment.state, root)?;
        Ok(Vault::open(&place::real_path(root), agreed)?)
    }

    /// Tells whether one of the trees has a folder of a client.
    pub fn has_folder_of(&self, client: &ClientId) -> bool {
        let roots = [&self.config.chart, &self.config.vault].into_iter().flatten();
        roots.into_iter().any(|root| root.join("clients").join(client.as_str()).is_dir())
    }

    /// Fails when the chart is there and has no such client: a slip of the finger must not seal a
    /// note away under an id that nobody has. The wall must have been checked.
    pub fn require_client(&self, client: &ClientId) -> Result<(), Failure> {
        match self.chart_if_there()? {
            Some(chart) => Ok(chart.require_client(client)?),
            None => Ok(()),
        }
    }

    /// Returns what the chart knows of a client and of the practice, as plain values: the commands of the
    /// vault read no chart. `None` without a chart that has the client. The wall must have been checked.
    pub fn facts(&self, client: &ClientId) -> Result<Option<Facts>, Failure> {
        let Some(chart) = self.chart_if_there()? else { return Ok(None) };
        if !chart.clients()?.contains(client) {
            return Ok(None);
        }
        let bytes = chart.read_client(client)?.unwrap_or_default();
        let (file, doubt) = ClientFile::parse_for(&String::from_utf8_lossy(&bytes), RELIED_ON);
        match doubt {
            Some(why) => Err(MachineError::UnsoundClientFile(client.clone(), why).into()),
            None => Ok(Some(chart.facts(&file, self.author().as_deref(), &chart.trust()?))),
        }
    }

    /// Fails for a client that neither the vault nor the chart has.
    pub fn require_known(&self, vault: &Vault, client: &ClientId) -> Result<(), Failure> {
        if vault.has_client(client)? {
            return Ok(());
        }
        match self.chart_if_there()? {
            Some(chart) => Ok(chart.require_client(client)?),
            None => Err(vault.no_such_client(client)?.into()),
        }
    }

    /// Returns the user's home.
    pub fn home(&self) -> &Path {
        &self.environment.home
    }

    /// Returns the root of the vault that the configuration names, if it names one.
    pub fn vault_root(&self) -> Option<&Path> {
        self.config.vault.as_deref()
    }

    /// Fails when a vault and its key may not be made there.
    pub fn check_planned(&self, vault: &Path, identity: &Path) -> Result<(), Failure> {
        let chart = self.config.chart.as_deref();
        match chart {
            Some(chart) => Ok(wall::check_planned(chart, vault, identity)?),
            None => Ok(()),
        }
    }

    /// Returns where the list of recipients of a vault is remembered that is agreed to.
    pub fn agreement_file(&self, vault: &Path) -> Result<PathBuf, Failure> {
        Ok(wall::agreement_file(&self.environment.state, vault)?)
    }

    /// Returns where another copy of the vault really is; it may not lie where the vault itself might not.
    pub fn real_folder_of_copy(&self, folder: &Path) -> Result<PathBuf, Failure> {
        wall::check(Places { vault: Some(folder), ..self.places() })?;
        Ok(place::real_path(folder))
    }

    /// Fails when a file would be written into one of the trees.
    pub fn check_output(&self, output: Option<&Path>) -> Result<(), Failure> {
        match file_named(output) {
            Some(path) => Ok(wall::check_output(self.places(), path)?),
            None => Ok(()),
        }
    }

    /// Fails when a file that is to become part of the record lies in the vault or is a key.
    pub fn check_source(&self, path: &Path) -> Result<(), Failure> {
        Ok(wall::check_source(self.places(), path)?)
    }

    /// Returns what tells the files of the vault and its keys, for many files.
    pub fn private(&self) -> wall::Private {
        wall::Private::of(self.places())
    }

    /// Unlocks the therapist's keys: once a command. A file that is not there is passed over if
    /// another is.
    pub fn identity(
        &self,
        ask: &mut dyn Ask,
        output: &mut Output<'_>,
    ) -> Result<Identity, Failure> {
        let mut unlocked: Option<Identity> = None;
        let mut missing = Vec::new();
        for path in &self.config.identities {
            let Some(file) = outside::read_if_there(path)?.map(Zeroizing::new) else {
                missing.push(path);
                continue;
            };
            // A command would print the same once more.
            let asks = self.config.passphrase_command.is_none();
            let identity = tried_again(
                || Identity::unlock(&file, || self.passphrase(path, ask), unlocked.as_ref()),
                |failure| asks && is_wrong_passphrase(failure),
                output,
            )?;
            for bad in identity.passed_over() {
                output.warning(format_args!("{}: {bad}; it is passed over", path.display()));
                output.hint(bad.fault.help());
            }
            unlocked = Some(match unlocked {
                Some(first) => first.and(identity),
                None => identity,
            });
        }
        match (unlocked, missing.first()) {
            (None, Some(path)) => Err(MachineError::NoIdentity(path.to_path_buf()).into()),
            (None, None) => Err(ConfigError::NoIdentity.into()),
            (Some(identity), _) => {
                for path in missing {
                    output.warning(format_args!("the identity {} is not there", path.display()));
                }
                Ok(identity)
            }
        }
    }

    /// Returns the identity files as the configuration names them.
    pub fn identity_files(&self) -> &[PathBuf] {
        &self.config.identities
    }

    /// Returns the command that prints the passphrase, if there is one.
    pub fn passphrase_command(&self) -> Option<&str> {
        self.config.passphrase_command.as_deref()
    }

    /// Returns the passphrase of an identity file, from wherever the user keeps it.
    pub fn passphrase(&self, path: &Path, ask: &mut dyn Ask) -> Result<Passphrase, Failure> {
        match &self.config.passphrase_command {
            Some(command) => prompt::passphrase_from(command),
            None => prompt::passphrase_for(path, ask),
        }
    }

    /// Returns where texts of a vault are kept that it does not take: on the disk, else in memory, in
    /// a folder of our own alone, and never in one of the trees.
    pub fn drafts(&self, vault: &Vault) -> Drafts {
        let memory = self.memory(false).ok();
        let memory = memory
            .map(|folder| folder.join(format!("casenotes.drafts-{}", place::user_number())))
            .filter(|folder| place::is_own(folder));
        let state = self.environment.state.join("casenotes");
        let mut folders: Vec<PathBuf> =
            [state].into_iter().chain(memory).map(|folder| folder.join(vault.id())).collect();
        // A link must not lead there either.
        folders.retain(|folder| wall::check_output(self.places(), &folder.join("drafts")).is_ok());
        Drafts::new(&folders)
    }

    /// Returns what time it is.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Returns name and credentials of the clinician.
    pub fn author(&self) -> Option<String> {
        self.config.author()
    }

    /// Returns where the signing key lies: where the configuration says, else beside it.
    pub fn signing_key(&self) -> PathBuf {
        self.config.signing_key.clone().unwrap_or_else(|| self.folder.join(SIGNING_KEY))
    }

    /// Returns the command that prints the passphrase of the signing key.
    pub fn signing_passphrase_command(&self) -> Option<&str> {
        self.config.signing_passphrase_command.as_deref()
    }

    /// Fails when the signing key lies in a tree or can be read by others.
    pub fn check_signing_key(&self, key: &Path) -> Result<(), Failure> {
        Ok(wall::check_signing_key(self.places(), key)?)
    }

    /// Returns the format of a new note.
    pub fn format(&self) -> FormatName {
        let soap = || "soap".parse().expect("`soap` is a format name");
        self.config.format.clone().unwrap_or_else(soap)
    }

    /// Reads the calendars that the configuration names; of a folder, every file that ends in `.ics`.
    pub fn calendars(&self) -> Vec<CalendarFile> {
        let files = self.config.calendars.iter().flat_map(|path| match path.is_dir() {
            true => calendars_in(path),
            false => vec![CalendarFile { path: path.clone(), bytes: outside::read(path) }],
        });
        files.collect()
    }

    /// Returns the user's editor.
    pub fn editor(&self) -> Result<Editor, EditorError> {
        Editor::new(&self.environment.editor)
    }

    /// Finds a folder whose files never reach a disk; with `allow_disk`, the home if there is none.
    pub fn memory(&self, allow_disk: bool) -> Result<PathBuf, Failure> {
        let runtime = self.environment.runtime.as_deref();
        let mut candidates = runtime.into_iter().chain([Path::new("/dev/shm")]);
        // Not in a tree: it could be committed with the chart.
        let is_apart = |folder: &Path| wall::check_output(self.places(), folder);
        let is_fit = |folder: &Path| {
            folder.is_dir() && place::is_in_memory(folder) && is_apart(folder).is_ok()
        };
        match candidates.find(|folder| is_fit(folder)) {
            Some(folder) => Ok(folder.to_owned()),
            None if allow_disk => {
                is_apart(&self.environment.home)?;
                Ok(self.environment.home.clone())
            }
            None => Err(MachineError::NoMemory.into()),
        }
    }

    /// Finds psychotherapy notes that killed runs have left in the clear, in memory or at home; says of
    /// a folder that cannot be read that there may be more.
    pub fn leftovers(&self, output: &mut Output<'_>) -> Vec<Leftover> {
        let runtime = self.environment.runtime.as_deref();
        let folders = runtime.into_iter().chain([Path::new("/dev/shm"), &self.environment.home]);
        let mut folders: Vec<PathBuf> = folders.map(place::real_path).collect();
        folders.sort();
        folders.dedup();
        let of_folder = |folder: &PathBuf| match Tree::open_if_there(folder)? {
            Some(tree) => leftovers(tree.root(), WORKBENCH),
            None => Ok(Vec::new()),
        };
        let mut found = Vec::new();
        for folder in &folders {
            match of_folder(folder) {
                Ok(left) => found.extend(left),
                Err(error) => output.warning(format_args!(
                    "{error}: {}; a note that a killed run left there in the clear is not found",
                    error.cause()
                )),
            }
        }
        found
    }

    fn places(&self) -> Places<'_> {
        Places {
            chart: self.config.chart.as_deref(),
            vault: self.config.vault.as_deref(),
            identities: &self.config.identities,
        }
    }
}

/// Reads the name of a variable by which git says what it merges (`GITHEAD_` and the name of a version).
fn head_named(variable: &OsStr) -> Option<String> {
    let head = variable.to_str()?.strip_prefix("GITHEAD_")?;
    let is_name = matches!(head.len(), 40 | 64) && head.bytes().all(|b| b.is_ascii_hexdigit());
    is_name.then(|| head.to_owned())
}

/// Returns the folder that a file lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn calendars_in(folder: &Path) -> Vec<CalendarFile> {
    let read = |name: &OsStr, tree: &Tree| {
        let bytes = tree.root().read(Path::new(name));
        CalendarFile { path: folder.join(name), bytes }
    };
    let all = || -> Result<Vec<CalendarFile>, DiskError> {
        let tree = Tree::open(folder)?;
        let mut names: Vec<_> =
            tree.root().entries()?.into_iter().map(|entry| entry.name).collect();
        names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == "ics"));
        names.sort();
        Ok(names.iter().map(|name| read(name, &tree)).collect())
    };
    all().unwrap_or_else(|error| vec![CalendarFile { path: folder.to_owned(), bytes: Err(error) }])
}

/// Where the data of time zones lie.
const ZONES: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// Returns the data of a time zone such as `America/New_York`, if the machine has them.
pub fn zone_data(name: &str) -> Option<Vec<u8>> {
    let is_name = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    let paths = ZONES.iter().map(|folder| Path::new(folder).join(name));
    is_name.then(|| paths.into_iter().find_map(|path| outside::read(&path).ok())).flatten()
}

/// Tells whether chrono will know the zone; it would take an unknown one for UTC and say nothing.
fn is_known_zone(zone: &str) -> bool {
    let name = zone.trim_start_matches(':');
    let is_file = |path: &Path| {
        // From RFC 8536: what every such file begins with.
        outside::read(path).is_ok_and(|bytes| bytes.starts_with(b"TZif"))
    };
    if name == "UTC" {
        return true;
    }
    if Path::new(name).is_absolute() {
        return is_file(Path::new(name));
    }
    ZONES.iter().any(|folder| is_file(&Path::new(folder).join(name))) || is_rule(name)
}

/// Tells whether a text is a POSIX rule such as `EST5EDT,M3.2.0,M11.1.0` that chrono understands.
fn is_rule(text: &str) -> bool {
    let after_name = match text.strip_prefix('<') {
        Some(rest) => rest.split_once('>').map(|(_, rest)| rest),
        None => {
            let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            (letters >= 3).then(|| &text[letters..])
        }
    };
    let Some(rest) = after_name else { return false };
    let offset: String = rest
        .trim_start_matches(['+', '-'])
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ':')
        .collect();
    if offset.is_empty() {
        return false;
    }
    // A rule with an offset that chrono takes for UTC is one that it did not understand.
    let is_zero = offset.chars().all(|c| c == '0' || c == ':');
    let in_month = |month| {
        let noon = chrono::NaiveDate::from_ymd_opt(2026, month, 15)?.and_hms_opt(12, 0, 0)?;
        SystemClock.local(noon).earliest().map(|time| time.offset().local_minus_utc())
    };
    is_zero || [1, 7].iter().any(|month| in_month(*month).is_some_and(|seconds| seconds != 0))
}
