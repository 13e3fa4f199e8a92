//! Questions at the terminal, and passphrases from wherever the user keeps them.

use std::io::{self, BufRead, Write};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::output::ask::{Ask, NobodyThere};
use crate::output::on_one_line;
use crate::private::seal::identity::Passphrase;
use crate::programs::passphrase::printed_by;

/// The user at the terminal, if there is one.
pub struct Terminal {
    /// Whether both ends of the conversation are a terminal.
    pub is_there: bool,
}

impl Ask for Terminal {
    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String, NobodyThere> {
        let nobody = || NobodyThere { what: question.to_lowercase(), instead: None };
        if !self.is_there {
            return Err(nobody());
        }
        let mut err = io::stderr().lock();
        let shown = default
            .filter(|text| !text.is_empty())
            .map(|text| format!(" [{text}]"))
            .unwrap_or_default();
        // A question may name a path or a person.
        let question = on_one_line(&format!("{question}{shown}: "));
        write!(err, "{question}").and_then(|()| err.flush()).map_err(|_| nobody())?;
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer).map_err(|_| nobody())?;
        match (answer.trim(), default) {
            ("", Some(default)) if read > 0 => Ok(default.to_owned()),
            (_, _) if read == 0 => Err(nobody()),
            (answer, _) => Ok(answer.to_owned()),
        }
    }

    fn secret(&mut self, question: &str) -> Result<Zeroizing<String>, NobodyThere> {
        // It reads from /dev/tty, so that a text can come through standard input meanwhile.
        rpassword::prompt_password(on_one_line(&format!("{question}: ")))
            .map(Zeroizing::new)
            .map_err(|_| NobodyThere { what: question.to_lowercase(), instead: None })
    }
}

/// Asks for the passphrase of an identity.
pub fn passphrase_for(identity: &Path, ask: &mut dyn Ask) -> Result<Passphrase, Failure> {
    let secret = ask.secret(&format!("Passphrase for {}", identity.display()));
    let mut secret = secret.map_err(|_| NobodyThere {
        what: format!("the passphrase of {}", identity.display()),
        instead: Some("Set `passphrase_command` under `[vault]` in the configuration.".into()),
    })?;
    Ok(Passphrase::new(std::mem::take(&mut *secret)))
}

/// Runs a command that prints the passphrase of an identity.
pub fn passphrase_from(command: &str) -> Result<Passphrase, Failure> {
    let mut printed = printed_by(command)?;
    Ok(Passphrase::new(std::mem::take(&mut *printed)))
}
