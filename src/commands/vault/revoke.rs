//! `casenotes vault revoke`: writes down that an authorization for psychotherapy notes was revoked.

use std::path::PathBuf;

use crate::disk::outside;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::Asked;
use crate::output::Output;
use crate::private::opened::{About, Agreed, Sealer, Unsealed};
use crate::private::release::authorization::{self, Authorization};
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::kind::Kind;

/// Write down that an authorization for psychotherapy notes was revoked in writing
///
/// Nothing is released under it any more, though its file be given again (45 CFR 164.508(b)(2)(iii),
/// (b)(5)); what was released before stays in the log.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault revoke c-7f3k")]
pub struct Args {
    /// Which of those that the vault keeps: CLIENT/2026-11-24, or CLIENT for the latest
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    authorization: Option<NoteRef>,
    /// One that nothing was released under, as a file; a sealed copy is kept in the vault
    #[arg(long = "authorization", value_name = "FILE")]
    file: Option<PathBuf>,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
}

/// An authorization of which no revocation is written down.
#[derive(Debug, thiserror::Error)]
enum RevokeError {
    #[error("the authorization cannot be read, or was revoked already")]
    Unreadable,
    #[error("the file is no authorization for psychotherapy notes of a client")]
    NotOne,
    #[error("the authorization `{0}` changed meanwhile; nothing was written over it")]
    ChangedMeanwhile(SealedId),
    #[error("the day lies in the future")]
    Future,
    #[error("the day is before the one on which the authorization was signed")]
    BeforeSigning,
}

impl Explain for RevokeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable | Self::NotOne => {
                "`casenotes vault release --new-authorization` prints what one is made of.".into()
            }
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
            Self::Future | Self::BeforeSigning => {
                "Name the day on which the client revoked it.".into()
            }
        })
    }
}

/// Seals the authorization anew, with the key `revoked` and no other byte changed.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let now = SessionTime::new(clock.now());
    let today = now.date();
    let day = args.on.map_or(Ok(today), |day| day.resolve(today))?;
    if day > today {
        return Err(RevokeError::Future.into());
    }
    let shelf = vault.shelf(Kind::Authorization);
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(identity(output)?, agreed)?;
    let revoked = |bytes: &[u8], client: &ClientId| -> Result<String, RevokeError> {
        let text = std::str::from_utf8(bytes).map_err(|_| RevokeError::Unreadable)?;
        let (found, _) = Authorization::read(text, Asked::of(client, today));
        if found.elements.signed_on.is_some_and(|signed| day < signed) {
            return Err(RevokeError::BeforeSigning);
        }
        authorization::revoked(text, day).ok_or(RevokeError::Unreadable)
    };
    let id = match (&args.authorization, &args.file) {
        (Some(reference), _) => {
            let id = shelf.find(reference)?;
            let before = shelf.read(&id)?;
            let kept = Unsealed::addressed(sealer.identity(), &id, &before)?;
            let about = kept.front.as_ref().map_or(About::at(now), About::from);
            let text = revoked(kept.reveal(), &id.client)?;
            match sealer.file_over(&shelf, &id, &before, about, text.as_bytes())? {
                None => id,
                Some(_) => return Err(RevokeError::ChangedMeanwhile(id).into()),
            }
        }
        (None, file) => {
            let path = file.as_deref().ok_or(RevokeError::NotOne)?;
            let bytes = outside::read_given(path)?.bytes;
            let client = authorization::client_of(&bytes).ok_or(RevokeError::NotOne)?;
            let text = revoked(&bytes, &client)?;
            sealer.file(&shelf, &client, About::at(now), text.as_bytes())?
        }
    };
    output.status(format_args!("The authorization {id} is revoked as of {day}."));
    Ok(Outcome::Done)
}
