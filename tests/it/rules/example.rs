//! The example of a rule's page: one edit of a text of tests/corpus.

/// One edit of a text that is known to be good.
#[derive(Debug)]
pub(crate) struct Example {
    /// The text, below tests/corpus.
    pub(crate) path: String,
    /// Whole lines that a rule finds.
    found: String,
    /// Whole lines of the text that stand in their place.
    mended: String,
}

impl Example {
    /// Reads the example of a page; `None` where it is told in words.
    pub(crate) fn of(page: &str) -> Option<Self> {
        let (_, example) = page.split_once("\n## Example\n")?;
        let (_, block) = example.split_once("\n```diff ")?;
        let (place, lines) = block.split_once('\n')?;
        let (lines, _) = lines.split_once("```")?;
        let side = |sign: char| {
            let is_of_it = |line: &&str| line.chars().next().is_none_or(|c| c == sign || c == ' ');
            let text = |line: &str| format!("{}\n", line.get(2..).unwrap_or_default());
            lines.lines().filter(is_of_it).map(text).collect()
        };
        Some(Self { path: path_of(place), found: side('-'), mended: side('+') })
    }

    /// Puts what is found in the place of what mends it.
    ///
    /// # Errors
    ///
    /// Fails when the lines that mend it do not stand in the text, or more than once.
    pub(crate) fn plant(&self, good: &str) -> Result<String, String> {
        let good = format!("\n{good}");
        let mended = format!("\n{}", self.mended);
        match good.matches(&mended).count() {
            1 => Ok(good.replacen(&mended, &format!("\n{}", self.found), 1)[1..].to_owned()),
            count => Err(format!("{} has it {count} times: {}", self.path, self.mended)),
        }
    }
}

/// Returns where a text of the corpus lies that a page calls by the id of a note or by its path.
fn path_of(place: &str) -> String {
    let Some((client, name)) = place.split_once('/') else { return format!("chart/{place}") };
    match name.split('-').count() {
        _ if name.ends_with(".toml") => format!("chart/clients/{place}"),
        // The id of a psychotherapy note has no format.
        4 => format!("vault/clients/{place}.md"),
        _ => format!("chart/clients/{client}/notes/{name}.md"),
    }
}
