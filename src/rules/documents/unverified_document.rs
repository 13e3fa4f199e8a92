//! DC008: a document whose signature does not hold.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC008", "unverified-document", Error, "unverified_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    let DocumentSubject::Unverified(state) = subject else { return };
    let message = match state {
        State::MarkAlone => "the document says that it is signed, and has no signature",
        State::SignatureAlone => "the document has a signature and does not say by whom and when",
        State::Signed(Verdict::NotForThisText) => {
            "what is said of the document was changed after it was signed"
        }
        State::Signed(Verdict::UnknownKey) => {
            "the document is signed with a key that the practice does not know"
        }
        State::Signed(Verdict::OtherPerson) => {
            "the document is signed with the key of somebody else than it names"
        }
        State::Signed(Verdict::NotThen) => {
            "the document is signed with a key that could not sign then"
        }
        _ => "the signature of the document cannot be checked",
    };
    report.whole(message, None);
}
