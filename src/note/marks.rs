//! The keys that signing writes into the front matter of a note, and no other byte.

use toml_edit::Value;

use crate::domain::session_time::SessionTime;
use crate::fields::rewrite::{self, put};
use crate::note::compose::SetError;
use crate::note::progress_note::split;

/// What signing says in a note.
#[derive(Clone, Debug)]
pub struct Marks<'a> {
    /// Why the note is late, if it is and does not say so itself.
    pub late_entry: Option<&'a str>,
    /// Why it is signed in spite of what was found in it.
    pub signed_anyway: Option<&'a str>,
    /// Whether a supervisor's signature is wanted.
    pub cosign_required: bool,
    /// The id of the note.
    pub signed_as: &'a str,
    /// Who signs: name and credentials.
    pub signed_by: &'a str,
    /// When.
    pub signed_at: SessionTime,
}

/// Writes the marks into a note; a mark that stands there already gets its new value in its place.
///
/// # Errors
/// Refuses front matter that cannot be read or not be given back byte for byte.
pub fn mark(text: &str, marks: &Marks<'_>) -> Result<String, SetError> {
    let at = toml_time(marks.signed_at).ok_or(SetError::Unreadable)?;
    let texts = [("late_entry", marks.late_entry), ("signed_anyway", marks.signed_anyway)];
    let mut keys: Vec<(&str, Value)> =
        texts.into_iter().filter_map(|(key, text)| Some((key, Value::from(text?)))).collect();
    if marks.cosign_required {
        keys.push(("cosign_required", true.into()));
    }
    keys.push(("signed_as", marks.signed_as.into()));
    keys.push(("signed_by", marks.signed_by.into()));
    keys.push(("signed_at", at.into()));
    with_keys(text, keys)
}

/// Writes anew by whom and when a text is signed, and no other byte.
///
/// # Errors
/// As [`mark`].
pub fn renew(text: &str, signed_by: &str, signed_at: SessionTime) -> Result<String, SetError> {
    let at = toml_time(signed_at).ok_or(SetError::Unreadable)?;
    with_keys(text, vec![("signed_by", signed_by.into()), ("signed_at", at.into())])
}

/// Changes whose note it is, and no other byte.
///
/// # Errors
/// As [`mark`].
pub fn with_client(text: &str, client: &str) -> Result<String, SetError> {
    with_keys(text, vec![("client", client.into())])
}

/// Changes who is to sign a draft and says whose it was; a mark that somebody else has left without a
/// signature goes.
///
/// # Errors
/// As [`mark`].
pub fn adopted(text: &str, author: &str, past: &str) -> Result<String, SetError> {
    let parts = split(text).map_err(|_| SetError::Unreadable)?;
    let mut document = rewrite::open(&text[parts.front.clone()]).ok_or(SetError::Unreadable)?;
    put(&mut document, "author", author.into());
    rewrite::push(&mut document, "past_authors", past).ok_or(SetError::Unreadable)?;
    for key in ["signed_as", "signed_by", "signed_at"] {
        document.remove(key);
    }
    Ok(format!("{}{document}{}", &text[..parts.front.start], &text[parts.front.end..]))
}

/// Changes when the session ended, and no other byte.
///
/// # Errors
/// As [`mark`].
pub fn with_end(text: &str, end: SessionTime) -> Result<String, SetError> {
    with_keys(text, vec![("end", toml_time(end).ok_or(SetError::Unreadable)?.into())])
}

fn with_keys(text: &str, keys: Vec<(&str, Value)>) -> Result<String, SetError> {
    let parts = split(text).map_err(|_| SetError::Unreadable)?;
    let mut document = rewrite::open(&text[parts.front.clone()]).ok_or(SetError::Unreadable)?;
    for (key, value) in keys {
        put(&mut document, key, value);
    }
    Ok(format!("{}{document}{}", &text[..parts.front.start], &text[parts.front.end..]))
}

fn toml_time(time: SessionTime) -> Option<toml_edit::Datetime> {
    time.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    const MARKS: [&str; 4] = ["late_entry = ", "signed_as = ", "signed_by = ", "signed_at = "];

    fn marks(late_entry: Option<&str>) -> Marks<'_> {
        Marks {
            late_entry,
            signed_anyway: None,
            cosign_required: false,
            signed_as: "c-7f3k/2026-11-24-1400-soap",
            signed_by: "Dana Okafor, LCSW",
            signed_at: SessionTime::new(
                DateTime::parse_from_rfc3339("2026-11-24T15:02:07-05:00").unwrap(),
            ),
        }
    }

    #[test]
    fn marks_stand_in_front_of_the_first_table_and_are_renewed_in_place() {
        let text = "\u{feff}+++\n# mine\nclient = 'c-7f3k'  # who\n[measures]\nphq9=11\n+++\nbody";
        let marked = mark(text, &marks(None)).unwrap();
        let lines = "signed_as = \"c-7f3k/2026-11-24-1400-soap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T15:02:07-05:00\n";
        assert_eq!(marked, text.replace("[measures]", &format!("{lines}[measures]")));
        let again = mark(&marked, &Marks { signed_by: "Eli", ..marks(None) }).unwrap();
        assert_eq!(again, marked.replace("Dana Okafor, LCSW", "Eli"));
        // Line ends stay what they are, and two sorts of them are not touched.
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(mark(&crlf, &marks(None)).unwrap(), marked.replace('\n', "\r\n"));
        assert!(mark("+++\na = 1\r\nb = 1\n+++\n", &marks(None)).is_err());
    }

    proptest! {
        #[test]
        fn without_its_marks_a_marked_note_is_the_note(
            text in "(\u{feff})?\\+\\+\\+\n([a-k]{1,3} = (1|\"é\"|\\[ 1 ,2\\]) *(# c)?\n|\n|# x\n){0,4}(\n?# y\n\\[ ?measures\\] # z\nphq9 = 1\n)?(# end\n)?\\+\\+\\+\n(?s:.{0,60})",
            late in proptest::option::of("\\PC{1,20}"),
        ) {
            if let Ok(marked) = mark(&text, &marks(late.as_deref())) {
                let kept: String = marked
                    .split_inclusive('\n')
                    .filter(|line| !MARKS.iter().any(|mark| line.starts_with(mark)))
                    .collect();
                prop_assert_eq!(kept, text);
            }
        }
    }
}
