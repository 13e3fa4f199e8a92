//! `casenotes vault keys add`: one more recipient that notes are sealed to.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use zeroize::Zeroizing;

use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::{Output, Unwritable, without_controls};
use crate::private::opened::Agreed;
use crate::private::seal::identity::NewIdentity;
use crate::private::seal::open_note::{OpenNote, seal};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;

/// Add a recipient: a device, or a key on paper
///
/// Notes are sealed to it from now on. What is sealed already is not: run `vault rekey`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault keys add --paper --label paper")]
pub struct Args {
    /// The recipient of the device: age1...
    #[arg(required_unless_present = "paper", conflicts_with = "paper")]
    recipient: Option<String>,
    /// Whose device it is, such as "laptop" or "paper key in the safe"
    #[arg(long)]
    label: String,
    /// Make a key, print it to be kept on paper, and keep it nowhere else
    #[arg(long)]
    paper: bool,
}

/// Somebody else has changed the list.
#[derive(Debug, thiserror::Error)]
#[error("the list of recipients changed meanwhile; nothing was added")]
pub struct ListChanged {
    /// Whether a key was printed that is now of no use.
    pub is_printed: bool,
}

impl Explain for ListChanged {
    fn hint(&self) -> Option<String> {
        Some(match self.is_printed {
            true => {
                "Destroy the paper key that was printed: it opens nothing. Run the command again."
                    .into()
            }
            false => "Run the command again.".into(),
        })
    }
}

/// A paper key that nobody may have read.
#[derive(Debug, thiserror::Error)]
#[error("the key was not printed to its end; nothing was added")]
struct NotPrinted(#[source] Unwritable);

impl Explain for NotPrinted {
    fn hint(&self) -> Option<String> {
        Some("Print it again, to a terminal or a file that is read to its end.".into())
    }
}

/// Adds the recipient.
pub fn run(
    args: &Args,
    vault: &Vault,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    // Whoever is on the list without our agreement would stay on it by this one.
    let agreed = Agreed::to_the_letter(vault)?;
    let paper = args.paper.then(NewIdentity::generate);
    let recipient = match (&paper, &args.recipient) {
        (Some(paper), _) => paper.recipient(),
        (None, given) => given.clone().unwrap_or_default(),
    };
    let text = String::from_utf8_lossy(agreed.list());
    let after = agreed.recipients().with(&text, recipient.trim(), &args.label)?;
    // What cannot be sealed to must not come on the list.
    seal(&Recipients::parse(after.as_bytes())?, &OpenNote::new(vec![0]))?;
    if let Some(paper) = &paper {
        print(paper, args.label.trim(), clock, output)?;
    }
    match vault.replace_recipients(agreed.list(), &after)? {
        Replaced::Yes => vault.agree_to(after.as_bytes())?,
        Replaced::ChangedMeanwhile => {
            return Err(ListChanged { is_printed: args.paper }.into());
        }
    }
    output.status(format_args!("Added {}.", args.label.trim()));
    output.hint("What is sealed already does not open with it: run `casenotes vault rekey`.");
    Ok(Outcome::Done)
}

/// Prints a key to be kept on paper: as text, and on a terminal as a QR code as well.
fn print(
    key: &NewIdentity,
    label: &str,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let secret = key.on_paper();
    let mut sheet = Zeroizing::new(format!(
        "casenotes paper key: {}\n{}\n\nWhoever has this paper can open every note of the vault.\n\n{}\n",
        without_controls(label),
        clock.now().format("%Y-%m-%d"),
        *secret
    ));
    if output.looks().out_is_terminal {
        sheet.push_str(&qr_code(&secret));
    }
    sheet.push_str(
        "\nTo use it: type the line that begins with AGE-SECRET-KEY-1 into a file of mode 0600 and name\nthat file under `[vault] identities`, or run `age -d -i FILE NOTE`.\n",
    );
    Ok(output.painted(&sheet).and_then(|()| output.flush()).map_err(NotPrinted)?)
}

/// Draws a text as a QR code: dark on light, whatever the colours of the terminal.
fn qr_code(text: &str) -> Zeroizing<String> {
    let code = QrCode::new(text.as_bytes()).expect("a key is short");
    let drawn = Zeroizing::new(code.render::<Dense1x2>().build());
    let style = anstyle::AnsiColor::Black.on(anstyle::AnsiColor::BrightWhite);
    let mut lines = Zeroizing::new(String::from("\n"));
    for line in drawn.lines() {
        lines.push_str(&format!("{style}{line}{style:#}\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_reads_the_code_back() {
        let secret = NewIdentity::generate().on_paper();
        let drawn = qr_code(&secret);
        // Each character is two modules, one above the other.
        let rows: Vec<Vec<(bool, bool)>> = drawn
            .lines()
            .skip(1)
            .map(|line| {
                let cells = line.chars().filter(|c| matches!(c, ' ' | '█' | '▀' | '▄'));
                cells.map(|c| (matches!(c, '█' | '▀'), matches!(c, '█' | '▄'))).collect()
            })
            .collect();
        let scale = 4;
        let (width, height) = (rows[0].len() * scale, rows.len() * 2 * scale);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            let (upper, lower) = rows[y / scale / 2][x / scale];
            let is_dark = if (y / scale) % 2 == 0 { upper } else { lower };
            if is_dark { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, *secret);
    }
}
