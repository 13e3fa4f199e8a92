//! `casenotes init` with `--join`: a clinician, a device or an assistant joins a practice that is there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::commands::init::{Args, Context, InitError, with_flags};
use crate::disk::outside::{create_folders, missing_above, unmake, unmake_empty, write_new};
use crate::disk::place;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::clone::{clone_from, has_any_version, introduce};
use crate::record::chart::git::Git;
use crate::record::chart::{Chart, MARKER};
use crate::record::merge::exchange::{Taken, take_mark};
use crate::wall;

/// An address at which there is no practice to join.
#[derive(Debug, thiserror::Error)]
enum JoinError {
    #[error("the repository `{0}` is empty: nobody has put the record of the practice there yet")]
    Empty(String),
    #[error("the repository `{0}` has no chart at its top")]
    NoChart(String),
}

impl Explain for JoinError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Empty(from) => format!(
                "Where the chart is, run `git remote add origin {from}` in it and `casenotes sync`; then join. Who begins the practice runs `casenotes init` without `--join` first."
            ),
            Self::NoChart(_) => "Look whether it is the address of the practice's record; on the server, `git symbolic-ref HEAD refs/heads/NAME` says which branch it is.".into(),
        })
    }
}

/// Clones the chart, or takes the clone that is there, and writes the configuration.
pub fn run(
    from: &str,
    args: &Args,
    context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let named = Path::new(from);
    let is_chart = place::is_there(&named.join(MARKER))?;
    let chart = match (&args.chart, is_chart) {
        (_, true) => absolute(named),
        (Some(chart), false) => absolute(chart),
        (None, false) => {
            let answer = with_flags(
                context.ask.line("Folder for progress notes", Some("~/practice/chart")),
            )?;
            match answer.strip_prefix("~/") {
                Some(rest) => context.home.join(rest),
                None => absolute(Path::new(&answer)),
            }
        }
    };
    let name = match &args.name {
        Some(name) => name.clone(),
        None => with_flags(context.ask.line("Your name, as it stands on notes", None))?,
    };
    let name = name.trim();
    if name.is_empty() {
        return Err(InitError::NoName.into());
    }
    let config = absolute(context.config);
    let mut there = Vec::new();
    if place::is_there(&config)? {
        there.push(format!("configuration {}", config.display()));
    }
    if !is_chart && place::is_there(&chart)? {
        there.push(format!("chart {}", chart.display()));
    }
    if !there.is_empty() {
        return Err(InitError::Exists(there.join(", ")).into());
    }
    let missing = [&config, &chart].map(|path| missing_above(path));
    let credentials = args.credentials.as_deref().unwrap_or_default().trim();
    // What cannot stand in a configuration is known before anything is made.
    config_text(&chart, name, credentials, 0)?;
    let made = || -> Result<Taken, Failure> {
        if !is_chart {
            // A path that is not whole is seen from here, and not from the new folder.
            let from: OsString = match place::is_there(named)? {
                true => absolute(named).into_os_string(),
                false => from.into(),
            };
            clone_from(&from, &chart)?;
            if !place::is_there(&chart.join(MARKER))? {
                let from = from.to_string_lossy().into_owned();
                return Err(match has_any_version(&chart)? {
                    true => JoinError::NoChart(from).into(),
                    false => JoinError::Empty(from).into(),
                });
            }
        }
        wall::check(wall::Places { chart: Some(&chart), vault: None, identities: &[] })?;
        introduce(&Git::of(&Chart::open(&chart)?)?, name)?;
        create_folders(config.parent().unwrap_or(Path::new(".")))?;
        let taken = take_mark(&chart, name)?;
        let (Taken::Known(mark) | Taken::Here(mark)) = taken;
        let text = config_text(&chart, name, credentials, mark)?;
        write_new(&config, text.as_bytes())?;
        Ok(taken)
    };
    let taken = made().inspect_err(|_| {
        // Nothing of this existed before, so nothing but our own is removed.
        let ours: Vec<&Path> = [&config, &chart].into_iter().map(PathBuf::as_path).collect();
        unmake(if is_chart { &ours[..1] } else { &ours });
        missing.iter().for_each(|folders| unmake_empty(folders));
    })?;
    for (what, path) in [("chart", &chart), ("configuration", &config)] {
        output.data(&format!("{what:<14}{}\n", path.display()))?;
    }
    match taken {
        Taken::Known(mark) => output.status(format_args!(
            "The names of what is written here carry the mark {mark}; the practice knows of it."
        )),
        Taken::Here(mark) => output.status(format_args!(
            "The names of what is written here carry the mark {mark}, of which the practice knows with the next `casenotes sync`."
        )),
    }
    Ok(Outcome::Done)
}

fn config_text(
    chart: &Path,
    name: &str,
    credentials: &str,
    mark: u16,
) -> Result<String, InitError> {
    let root = chart.to_str().ok_or_else(|| InitError::NotText(chart.to_owned()))?;
    let quoted = |value: &str| toml::Value::from(value);
    let mut text = format!(
        "# casenotes: what belongs to this person on this machine (docs/CONFIGURATION.md).\n\n[chart]\nroot = {}\n\n[clinician]\nname = {}\n",
        quoted(root),
        quoted(name)
    );
    if !credentials.is_empty() {
        text.push_str(&format!("credentials = {}\n", quoted(credentials)));
    }
    text.push_str(&format!("mark = {mark}\n"));
    text.push_str("\n[new]\nformat = \"soap\"\n");
    Ok(text)
}
