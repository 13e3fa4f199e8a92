//! `casenotes sign`: checks notes, signs them, and locks them by it.

use std::path::{Path, PathBuf};

use crate::commands::args::drafts::DraftArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::guard::doubt;
use crate::note::front_matter::FrontMatter;
use crate::note::marks::{Marks, mark, renew};
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::ask::{Ask, NobodyThere, chosen};
use crate::output::{Output, counted};
use crate::record::chart::filing::{Filing, file_all};
use crate::record::chart::note_files::{CheckedFiles, NoteFiles, Trust};
use crate::record::chart::signed_papers::{self, Prepared, SignedPaper};
use crate::record::chart::signing::{Signatory, Signing, require_reason};
use crate::record::chart::{Chart, ChartError};
use crate::record::signature::is_same_person;
use crate::record::signature::verdict::{State, Verdict};
use crate::rules::excuse;
use crate::rules::finding::{Finding, Level, UNCHECKED};
use crate::rules::practice::Practice;
use crate::rules::report::findings;
use crate::rules::settings::practice_of;
use crate::rules::signatures::verdicts;
use crate::rules::subject::NoteSubject;
use crate::rules::{self};

/// Sign progress notes, which locks them
///
/// Each note is checked first. An error stops the signing of all of them; warnings are shown. What is
/// to be added to a signed note is added with `casenotes amend`. A document or a questionnaire is signed by
/// its name; the signature of a document holds over its bytes by their digest.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes sign --today
  casenotes sign c-7f3k/2026-11-20 --commit
  casenotes sign --all-drafts")]
pub struct Args {
    /// Which notes: CLIENT for the latest, CLIENT/2026-11-24, or a path; documents as
    /// CLIENT/2026-11-24-consent, questionnaires as CLIENT/2026-11-24-phq9
    #[arg(value_name = "NOTE", required_unless_present_any = ["all_drafts", "today", "since", "pick", "new_key"])]
    notes: Vec<NoteRef>,
    #[command(flatten)]
    drafts: DraftArgs,
    /// Sign in spite of errors in what the note says; the reason is recorded in it
    #[arg(long, value_name = "REASON")]
    anyway: Option<String>,
    /// Why a note is signed later than the practice allows; recorded in it
    #[arg(long, value_name = "REASON")]
    late_entry: Option<String>,
    /// Affirm what you signed with a key that may sign no more, such as a stolen one: the first signature
    /// stays, and a second beside it says why
    #[arg(long, requires = "reason", conflicts_with_all = ["all_drafts", "today", "since", "pick", "anyway", "late_entry"])]
    again: bool,
    /// Why it is affirmed; without a client's name, because it leaves with the note
    #[arg(long, value_name = "WHY", requires = "again")]
    reason: Option<String>,
    /// Make a signing key first, and enter it in the chart's list of those who may sign
    #[arg(long)]
    pub new_key: bool,
    /// Leave the new key without a passphrase: whoever can read its file can sign as you
    #[arg(long, requires = "new_key")]
    pub no_passphrase: bool,
}

impl Args {
    /// Returns what is to be affirmed and not signed, and why.
    pub fn affirmed(&self) -> Option<(&[NoteRef], &str)> {
        let reason = self.reason.as_deref().filter(|_| self.again)?;
        Some((&self.notes, reason))
    }
}

/// A note that is not signed.
#[derive(Debug, thiserror::Error)]
enum SignError {
    #[error("there {} {} in what was to be signed, so nothing was", if *.0 == 1 { "is" } else { "are" }, counted(*.0, "error"))]
    Findings(usize),
    #[error("that is no choice among the notes, so nothing was signed")]
    NoChoice,
    #[error("a rule could not be checked, so nothing was signed")]
    Unchecked,
    #[error("`{id}` is by another author, and only its author signs a note")]
    OtherAuthor { id: NoteId },
    #[error("`{id}` says that somebody else signed it, and has no signature")]
    MarkedByOther { id: NoteId },
    #[error("`{id}` has a signature that does not hold")]
    DoesNotHold { id: NoteId },
    #[error("`{id}` would be signed more than {} after its session", counted(*.days as usize, "day"))]
    Late { id: NoteId, days: i64 },
    #[error("the front matter of `{id}` cannot be read, or not be given back byte for byte")]
    Unreadable { id: NoteId },
}

impl Explain for SignError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Unchecked => FailureKind::Internal,
            _ => FailureKind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Findings(_) => {
                "Mend them with `casenotes edit`, or give `--anyway REASON` for errors in what a note says; those in its form must be mended.".into()
            }
            Self::NoChoice => "Type the numbers in front of the notes, such as `1 3-5`, or `all`.".into(),
            Self::Unchecked => {
                "Report the line above, and look for yourself at what the rule is about; then `--anyway REASON` signs.".into()
            }
            Self::OtherAuthor { .. } => {
                "Let the author sign it; a supervisor's signature beside it is made with `casenotes cosign`.".into()
            }
            Self::MarkedByOther { .. } => "The one it names completes it with `casenotes sign`.".into(),
            Self::DoesNotHold { id } => format!(
                "Run `casenotes validate {id}`: it says what is wrong. What you signed with a key that may sign no more, you affirm with `casenotes sign --again {id} --reason WHY`."
            ),
            Self::Late { .. } => {
                "Give `--late-entry REASON`: a late entry says that it is one, and why.".into()
            }
            Self::Unreadable { id } => format!(
                "Run `casenotes validate {id}` and mend it; that some lines end with CRLF and some with LF is one reason."
            ),
        })
    }
}

/// Signs the notes and prints the id of each.
pub fn run(
    args: &Args,
    mut signing: Signing<'_>,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    for reason in [&args.anyway, &args.late_entry].into_iter().flatten() {
        require_reason(reason)?;
    }
    if args.notes.is_empty() && !args.drafts.choose() {
        return Ok(Outcome::Done);
    }
    let mut ask = asked_of(args, ask)?;
    let chart = signing.chart;
    let trust = chart.trust()?;
    let signatory = signing.signatory(&trust)?;
    let (papers, notes): (Vec<NoteRef>, Vec<NoteRef>) =
        args.notes.iter().cloned().partition(NoteRef::names_paper);
    let mut files_of_notes = wanted(args, &notes, chart, &signatory, signing.clock, output)?;
    let mut papers = wanted_papers(args, &papers, signing.clock, chart, &signatory, output)?;
    if args.drafts.choose() && files_of_notes.is_empty() && papers.is_empty() {
        output.status("There is no draft of yours.");
    }
    if let Some(ask) = ask.as_deref_mut().filter(|_| args.drafts.pick) {
        pick(&mut files_of_notes, &mut papers, chart, ask, output)?;
    }
    let (templates, _) = chart.template_set()?;
    let (practice, _) = practice_of(chart, signing.clock)?;
    let mut texts = Vec::new();
    let mut signed = Vec::new();
    let mut found = Vec::new();
    for note_files in &files_of_notes {
        let (signatory, templates, practice) = (&signatory, &templates, &practice);
        let context = Context { args, trust: &trust, signatory, chart, templates, practice };
        match prepare(note_files, &context, &mut texts, &mut found)? {
            true => signed.push(&note_files.id),
            false => output.status(format_args!("{} is signed already.", note_files.id)),
        }
    }
    require_no_errors(&mut found, output)?;
    let papers = signed_papers::prepare(papers, chart, &trust, &signatory, output)?;
    let mut signed_too = Vec::new();
    for Prepared { paper, path, before, after } in papers {
        texts.push(Unsigned { note: None, path, before, after });
        signed_too.push(paper);
    }
    if texts.is_empty() {
        return Ok(Outcome::Done);
    }
    let mut clients: Vec<_> = signed.iter().map(|id: &&NoteId| &id.client).collect();
    clients.extend(signed_too.iter().map(SignedPaper::client));
    clients.dedup();
    doubt::require_none(chart, signing.clock, &clients)?;
    clients.iter().for_each(|client| chart.tell_whose(client, output));
    if let Some(ask) = ask.filter(|_| args.drafts.is_asked() && !args.drafts.pick) {
        signed.iter().for_each(|id| output.status(id));
        signed_too.iter().for_each(|paper| output.status(paper));
        let counts = counts(&signed, &signed_too);
        let question = format!("Sign {} as {}? Type `yes`", counts.join(" and "), signatory.name);
        if ask.line(&question, Some("no"))? != "yes" {
            output.status("Nothing was signed.");
            return Ok(Outcome::Negative);
        }
    }
    // Nobody types a passphrase for what cannot be signed, so the key comes last.
    let ready = signing.unlocked(signatory, &trust, output)?;
    let mut filings = Vec::new();
    for Unsigned { note, path, before, after } in texts {
        let signature = ready.sign(&after)?;
        let filing = Filing { path, before: Some(before), after, signature };
        if let Some(id) = note {
            look_at(&id, &filing, &trust, &mut found);
        }
        filings.push(filing);
    }
    require_no_errors(&mut found, output)?;
    file_all(chart.tree(), &filings)?;
    for id in &signed {
        output.data(&format!("{id}\n"))?;
    }
    for paper in &signed_too {
        output.data(&format!("{paper}\n"))?;
    }
    for count in counts(&signed, &signed_too) {
        output.status(format_args!("Signed {count} as {}.", ready.name));
    }
    if trust.policy.wants_cosignature(&ready.name) && !signed.is_empty() {
        output.hint("Your supervisor co-signs with `casenotes cosign`; `casenotes list --awaiting-cosign` shows what waits.");
    }
    Ok(Outcome::Done)
}

/// Says how many of each sort are signed.
fn counts(notes: &[&NoteId], papers: &[SignedPaper]) -> Vec<String> {
    let notes = (!notes.is_empty()).then(|| counted(notes.len(), "note"));
    notes.into_iter().chain(signed_papers::counts(papers.iter())).collect()
}

/// Shows the findings, in order, and fails when there is an error among them.
fn require_no_errors(found: &mut Vec<Finding>, output: &mut Output<'_>) -> Result<(), Failure> {
    found.sort_by(|a, b| (&a.path, a.place, a.code).cmp(&(&b.path, b.place, b.code)));
    show(found, output);
    let errors = found.iter().filter(|finding| finding.level == Level::Error).count();
    let is_unchecked =
        found.iter().any(|finding| finding.is_unchecked() && finding.level == Level::Error);
    found.clear();
    if is_unchecked {
        return Err(SignError::Unchecked.into());
    }
    if errors > 0 { Err(SignError::Findings(errors).into()) } else { Ok(()) }
}

/// Returns who can be asked, if anything is to be; who is to pick must be there.
fn asked_of<'k>(
    args: &Args,
    ask: Option<&'k mut dyn Ask>,
) -> Result<Option<&'k mut dyn Ask>, NobodyThere> {
    match ask {
        None if args.drafts.pick => Err(NobodyThere {
            what: "the notes to sign".to_owned(),
            instead: Some("Name them, or give `--today`, `--since` or `--all-drafts`.".into()),
        }),
        ask => Ok(ask),
    }
}

/// Reads the notes that are to be signed.
fn wanted(
    args: &Args,
    notes: &[NoteRef],
    chart: &Chart,
    signatory: &Signatory,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Vec<NoteFiles>, Failure> {
    if !args.drafts.choose() {
        let found: Result<Vec<NoteId>, ChartError> =
            notes.iter().map(|note| chart.find(note)).collect();
        let mut ids = found?;
        ids.sort();
        ids.dedup();
        chart.require_no_unsaved_edit(&ids)?;
        return ids.iter().map(|id| Ok(chart.note_files(id)?)).collect();
    }
    let days = args.drafts.days(clock)?;
    let clients = clients_of(args, chart)?;
    let mut drafts = Vec::new();
    let mut others = Vec::new();
    let mut unsigned = Vec::new();
    for of_client in chart.unsigned(&clients, days)?.chunk_by(|a, b| a.client == b.client) {
        unsigned.extend(chart.files_of_notes(of_client)?);
    }
    for note_files in unsigned {
        let front = ProgressNote::parse(&note_files.note).front;
        match front.signed_by.as_deref().or(front.author.as_deref()) {
            Some(author) if !is_same_person(author, &signatory.name) => others.push(note_files.id),
            _ => drafts.push(note_files),
        }
    }
    match others.len() {
        // Whoever asks for one client wants to know of each.
        _ if args.drafts.client().is_some() => others.iter().for_each(|id| {
            output.status(format_args!("{id} is by another author and left alone."));
        }),
        0 => {}
        count => output.status(format_args!("Left alone: {} by others.", counted(count, "draft"))),
    }
    let ids: Vec<NoteId> = drafts.iter().map(|draft| draft.id.clone()).collect();
    chart.require_no_unsaved_edit(&ids)?;
    Ok(drafts)
}

/// Returns the clients whose drafts are meant.
fn clients_of(args: &Args, chart: &Chart) -> Result<Vec<ClientId>, Failure> {
    let Some(client) = args.drafts.client() else { return Ok(chart.clients()?) };
    chart.require_client(client)?;
    Ok(vec![client.clone()])
}

/// Finds the papers that are to be signed: those that are named, or those that whoever signs has filed.
fn wanted_papers(
    args: &Args,
    named: &[NoteRef],
    clock: &dyn Clock,
    chart: &Chart,
    signatory: &Signatory,
    output: &mut Output<'_>,
) -> Result<Vec<SignedPaper>, Failure> {
    if args.drafts.choose() {
        let (clients, days) = (clients_of(args, chart)?, args.drafts.days(clock)?);
        return signed_papers::drafts_of(signatory, &clients, days, chart, output);
    }
    let found: Result<Vec<SignedPaper>, ChartError> =
        named.iter().map(|reference| SignedPaper::named(reference, chart)).collect();
    let mut papers = found?;
    papers.sort();
    papers.dedup();
    Ok(papers)
}

/// Lets somebody choose among the drafts, notes and then papers; none is a choice as well.
fn pick(
    drafts: &mut Vec<NoteFiles>,
    papers: &mut Vec<SignedPaper>,
    chart: &Chart,
    ask: &mut dyn Ask,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let notes = drafts.iter().map(|draft| (draft.id.to_string(), &draft.id.client));
    let all = notes.chain(papers.iter().map(|paper| (paper.to_string(), paper.client())));
    for (at, (id, client)) in all.enumerate() {
        output.status(format_args!("{:>3}  {id}  {}", at + 1, chart.person(client)));
    }
    let (count, all) = (drafts.len(), drafts.len() + papers.len());
    if all == 0 {
        return Ok(());
    }
    let answer = ask.line("Which? Numbers such as `1 3-5`, or `all`", Some("none"))?;
    let answer = if answer == "none" { "" } else { &answer };
    let chosen = chosen(answer, all).ok_or(SignError::NoChoice)?;
    let mut places = 0..all;
    drafts.retain(|_| places.next().is_some_and(|at| chosen.contains(&at)));
    let mut places = count..all;
    papers.retain(|_| places.next().is_some_and(|at| chosen.contains(&at)));
    if drafts.is_empty() && papers.is_empty() {
        output.status("Nothing was signed.");
    }
    Ok(())
}

/// What every note of a run is signed with.
struct Context<'a> {
    args: &'a Args,
    trust: &'a Trust,
    signatory: &'a Signatory,
    chart: &'a Chart,
    templates: &'a Templates,
    practice: &'a Practice,
}

/// A text that is to be signed and filed.
struct Unsigned {
    /// The note, if it is one and no addition.
    note: Option<NoteId>,
    path: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
}

/// Adds what is to be signed of a note: itself unless it is signed, and each addition that a lost
/// run has left without its signature. Tells whether there is anything to sign.
fn prepare(
    note_files: &NoteFiles,
    context: &Context<'_>,
    texts: &mut Vec<Unsigned>,
    found: &mut Vec<Finding>,
) -> Result<bool, Failure> {
    let note = ProgressNote::parse(&note_files.note);
    let before = texts.len();
    let judged = note_files.judge(&note.front, context.trust);
    let id = &note_files.id;
    match judged.state {
        State::Signed(Verdict::Good) => {}
        State::Signed(_) | State::SignatureAlone => {
            return Err(SignError::DoesNotHold { id: id.clone() }.into());
        }
        State::MarkAlone | State::Draft => {
            let is_excused = check(note_files, &note, context, found);
            let anyway = context.args.anyway.as_deref().map(str::trim).filter(|_| is_excused);
            let had_errors = found.iter().any(|finding| finding.level == Level::Error);
            // Nothing will be signed then, and every note is still to be checked.
            if had_errors {
                return Ok(true);
            }
            texts.push(draft(note_files, &note.front, anyway, context)?);
        }
    }
    unfinished(&judged, context, texts)?;
    Ok(texts.len() > before)
}

/// Runs the rules over the note; with a reason to sign anyway, errors in what it says are warnings.
/// Tells whether there was such an error.
fn check(
    note_files: &NoteFiles,
    note: &ProgressNote<'_>,
    context: &Context<'_>,
    found: &mut Vec<Finding>,
) -> bool {
    let id = &note_files.id;
    let subject =
        NoteSubject::new(note, &id.client, Some(&id.stem), context.templates, context.practice);
    let before = found.len();
    rules::check_note(&subject, &mut || context.chart.path(id), &note_files.note, found);
    // A reason that a lost run has recorded counts as if it were given again.
    let has_reason = context.args.anyway.is_some() || note.front.signed_anyway.is_some();
    has_reason && excuse(&mut found[before..], &[UNCHECKED])
}

/// Adds what is to be said of the signature itself; that a supervisor's is wanted is said elsewhere.
fn look_at(id: &NoteId, filing: &Filing, trust: &Trust, found: &mut Vec<Finding>) {
    let (note, signature) = (filing.after.clone(), Some(filing.signature.clone()));
    let (amendments, beside) = (Vec::new(), Vec::new());
    let signed = NoteFiles { id: id.clone(), note: note.into(), signature, amendments, beside };
    let note = ProgressNote::parse(&signed.note);
    let judged = signed.judge(&note.front, trust);
    let before = found.len();
    let mut path = || filing.path.clone();
    verdicts::check(&signed, &judged, &note, trust, &mut path, found);
    let mut at = 0;
    found.retain(|finding| {
        at += 1;
        at <= before || finding.name != "awaiting-cosignature"
    });
}

fn draft(
    note_files: &NoteFiles,
    front: &FrontMatter<'_>,
    anyway: Option<&str>,
    context: &Context<'_>,
) -> Result<Unsigned, Failure> {
    let (id, signatory, policy) = (&note_files.id, context.signatory, &context.trust.policy);
    if front.signed_by.as_deref().is_some_and(|by| !is_same_person(by, &signatory.name)) {
        return Err(SignError::MarkedByOther { id: id.clone() }.into());
    }
    if front.author.as_deref().is_some_and(|author| !is_same_person(author, &signatory.name)) {
        return Err(SignError::OtherAuthor { id: id.clone() }.into());
    }
    let is_late = front.is_late(signatory.at, policy.late_after_days);
    let late_entry = match (&front.late_entry, &context.args.late_entry) {
        (Some(_), _) => None,
        (None, Some(reason)) if is_late => Some(reason.trim()),
        (None, None) if is_late => {
            return Err(SignError::Late { id: id.clone(), days: policy.late_after_days }.into());
        }
        (None, _) => None,
    };
    let unreadable = || SignError::Unreadable { id: id.clone() };
    let text = std::str::from_utf8(&note_files.note).map_err(|_| unreadable())?;
    let after = mark(
        text,
        &Marks {
            late_entry,
            signed_anyway: anyway,
            cosign_required: policy.wants_cosignature(&signatory.name),
            signed_as: &id.to_string(),
            signed_by: &signatory.name,
            signed_at: signatory.at,
        },
    )
    .map_err(|_| unreadable())?
    .into_bytes();
    let (note, path) = (Some(id.clone()), context.chart.path(id));
    Ok(Unsigned { note, path, before: note_files.note.to_vec(), after })
}

/// Adds each addition of this signer that says it is signed and has no signature.
fn unfinished(
    judged: &CheckedFiles<'_>,
    context: &Context<'_>,
    texts: &mut Vec<Unsigned>,
) -> Result<(), Failure> {
    for found in &judged.amendments {
        let by = found.amendment.front.signed_by.as_deref();
        let is_ours = by.is_some_and(|by| is_same_person(by, &context.signatory.name));
        if found.state != State::MarkAlone || !is_ours {
            continue;
        }
        let after = renew(found.amendment.text, &context.signatory.name, context.signatory.at)?
            .into_bytes();
        let (path, before) = (found.file.path.clone(), found.file.bytes.clone());
        texts.push(Unsigned { note: None, path, before, after });
    }
    Ok(())
}

/// Shows findings on standard error, with whole paths: they are no result of this command.
fn show(found: &[Finding], output: &mut Output<'_>) {
    for finding in found {
        output.status(findings::short(finding, Path::new("")).trim_end());
    }
}
