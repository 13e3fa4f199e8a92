//! `casenotes disclosures add`: an entry for what left in another way than by an export.

use crate::authorization::elements::is_plain;
use crate::commands::chart::disclosures::assess::{AssessmentArgs, AssessmentError};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::digest::sha256;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;
use crate::record::disclosure::basis::{Asks, Basis};
use crate::record::disclosure::codes::IMPERMISSIBLE;
use crate::record::disclosure::entry::{DisclosureEntry, Left};
use crate::record::disclosure::law::Regime;

/// Write down what left in another way than by an export
///
/// A report by telephone, a fax, what an officer took along, and what should not have left:
/// impermissible. `casenotes export --basis help` prints every basis, those for entries by hand among
/// them, and says which belong to the accounting.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose record
    client: ClientId,
    /// On what basis it left; `impermissible` for what no rule permits
    #[arg(long, value_name = "BASIS")]
    basis: String,
    /// To whom it went
    #[arg(long, value_name = "RECIPIENT")]
    to: String,
    /// The recipient's address
    #[arg(long)]
    address: Option<String>,
    /// For what purpose
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// What left, in few words: "report by telephone"
    #[arg(long, value_name = "TEXT")]
    what: String,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// What the basis rests on, such as the number of a warrant, a claim or a protocol
    #[arg(long)]
    reference: Option<String>,
    /// For `law`, what compelled it: court-order, court-subpoena, grand-jury, agency, statute
    #[arg(long, value_name = "INSTRUMENT")]
    instrument: Option<String>,
    /// For `subpoena`, what assured that the client was told, or which protective order held
    #[arg(long, value_name = "TEXT")]
    assurance: Option<String>,
    /// A note of the client that left; may be given more than once
    #[arg(long = "note", value_name = "NOTE")]
    notes: Vec<NoteRef>,
    #[command(flatten)]
    assessment: AssessmentArgs,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// An entry that is not written.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("`--{0}` is empty, or holds a line end or a mark that does not show")]
    NotPlain(&'static str),
    #[error("the day lies in the future")]
    Future,
    #[error("`--basis {0}` is no basis of an entry; use one of {1}")]
    NoSuchBasis(String, String),
    #[error("`{basis}` asks for {what}")]
    Missing { basis: &'static str, what: &'static str, hint: &'static str },
    #[error("`--instrument {0}` is no instrument of this basis")]
    NoSuchInstrument(String),
    #[error("`{0}` is a note of another client")]
    OtherClient(String),
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotPlain(_) => "Write it on one line, in letters that show.".into(),
            Self::Future => "Name the day on which it left.".into(),
            Self::Missing { hint, .. } => (*hint).into(),
            Self::NoSuchBasis(..) | Self::NoSuchInstrument(_) => {
                "Run `casenotes export --basis help`.".into()
            }
            Self::OtherClient(_) => "Write an entry for each client.".into(),
        })
    }
}

/// Files the entry and prints its id.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    chart.require_client(&args.client)?;
    let now = SessionTime::new(clock.now());
    let day = args.on.map_or(Ok(now.date()), |day| day.resolve(now.date()))?;
    if day > now.date() {
        return Err(AddError::Future.into());
    }
    for (flag, text) in [
        ("to", Some(&args.to)),
        ("purpose", Some(&args.purpose)),
        ("what", Some(&args.what)),
        ("address", args.address.as_ref()),
        ("reference", args.reference.as_ref()),
        ("assurance", args.assurance.as_ref()),
    ] {
        if text.is_some_and(|text| text.trim().is_empty() || !is_plain(text)) {
            return Err(AddError::NotPlain(flag).into());
        }
    }
    let regime = chart.settings().law.regime;
    let basis = args.basis(regime)?;
    let assessment = args.assessment.read(now.date())?;
    if assessment.is_some() && basis.code != IMPERMISSIBLE {
        return Err(AssessmentError::Permitted.into());
    }
    let trimmed = |text: &String| text.trim().to_owned();
    let entry = DisclosureEntry {
        time: day.to_string(),
        client: args.client.to_string(),
        recipient: trimmed(&args.to),
        address: args.address.as_ref().map(trimmed),
        purpose: trimmed(&args.purpose),
        basis: basis.code.clone(),
        law: (regime != Regime::Hipaa).then(|| regime.as_str().to_owned()),
        instrument: args.instrument.clone(),
        assurance: args.assurance.as_ref().map(trimmed),
        reference: args.reference.as_ref().map(trimmed),
        description: trimmed(&args.what),
        notes: left(args, chart)?,
        assessments: assessment.into_iter().collect(),
        ..DisclosureEntry::default()
    };
    let text = entry.to_toml();
    let id = chart.file_paper(&args.client, PaperKind::Disclosure, now, text.as_bytes())?;
    output.data(&format!("{id}\n"))?;
    let accounted = match entry.is_accountable() {
        true => "the accounting of disclosures names it",
        false => "it is not among those that an accounting names",
    };
    output.status(format_args!("Wrote {id} into the log; {accounted}."));
    if let Some(due) = entry.notice_due() {
        output.status(format_args!(
            "A breach is presumed (45 CFR 164.402): assess it with `casenotes disclosures assess {id}`, or tell the client by {due} (164.404(b))."
        ));
    }
    Ok(Outcome::Done)
}

impl Args {
    /// Finds the basis, and fails when it asks for more than is given.
    fn basis(&self, regime: Regime) -> Result<&'static Basis, AddError> {
        let law = regime.law();
        let basis = law.basis(&self.basis).ok_or_else(|| {
            let codes: Vec<String> = law.bases.iter().map(|it| format!("`{}`", it.code)).collect();
            AddError::NoSuchBasis(self.basis.clone(), codes.join(", "))
        })?;
        for (asked, given, what, hint) in [
            (
                Asks::Reference,
                &self.reference,
                "what it rests on",
                "Give `--reference`, such as the number of a warrant, a claim or a protocol.",
            ),
            (
                Asks::Instrument,
                &self.instrument,
                "what compelled it",
                "Give `--instrument`; `casenotes export --basis help` says which there are.",
            ),
            (
                Asks::Assurance,
                &self.assurance,
                "its satisfactory assurance",
                "Give `--assurance`: how the client was told, or which protective order held.",
            ),
        ] {
            if basis.asks(asked) && given.is_none() {
                return Err(AddError::Missing { basis: &basis.code, what, hint });
            }
        }
        match &self.instrument {
            Some(code) if !basis.instruments.iter().any(|it| it.code == *code) => {
                Err(AddError::NoSuchInstrument(code.clone()))
            }
            _ => Ok(basis),
        }
    }
}

/// Returns the notes that left, as they are now.
fn left(args: &Args, chart: &Chart) -> Result<Vec<Left>, Failure> {
    let mut left = Vec::new();
    for reference in &args.notes {
        let id = chart.find_named(reference)?;
        if id.client != args.client {
            return Err(AddError::OtherClient(id.to_string()).into());
        }
        let note_files = chart.note_files(&id)?;
        left.push(Left { id: id.to_string(), digest: sha256(&note_files.note) });
    }
    Ok(left)
}
