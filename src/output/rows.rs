//! The rows of a list, in each form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::output::table::Table;
use crate::output::{Output, Unwritable, csv};

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Aligned columns, for people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a heading.
    Csv,
    /// The value of the column `path`, ended by a character.
    Paths(char),
}

/// What stands in one column of a row.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Cell<'a> {
    /// What is not known.
    Nothing,
    /// A text.
    Text(Cow<'a, str>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Words without spaces.
    Words(&'a [Cow<'a, str>]),
    /// Numbers by their names.
    Numbers(&'a BTreeMap<String, i64>),
    /// Anything else; lists have `; ` between their texts where they are not JSON.
    Json(Value),
}

/// A column of a list whose rows are `R`; their order is that of the keys in JSON, of the table and of
/// CSV.
pub struct Column<R> {
    heading: Option<&'static str>,
    name: Option<&'static str>,
    is_in_csv: bool,
    cell: fn(&R) -> Cell<'_>,
}

impl<R> Clone for Column<R> {
    fn clone(&self) -> Self {
        *self
    }
}

// Not derived: that would ask it of the rows.
impl<R> Copy for Column<R> {}

impl<R> Column<R> {
    /// A column that says the same in every form.
    pub const fn new(heading: &'static str, name: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { heading: Some(heading), name: Some(name), is_in_csv: true, cell }
    }

    /// A column for people.
    pub const fn table(heading: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { heading: Some(heading), name: None, is_in_csv: false, cell }
    }

    /// A column for programs.
    pub const fn data(name: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { heading: None, name: Some(name), is_in_csv: true, cell }
    }

    /// A column that no cell of CSV could hold, or that came after its columns were settled.
    pub const fn json(name: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { heading: None, name: Some(name), is_in_csv: false, cell }
    }

    /// Tells whether it has a heading in the table.
    pub fn is_headed(&self, heading: &str) -> bool {
        self.heading == Some(heading)
    }

    fn is_in(&self, form: Form) -> bool {
        match form {
            Form::Table => self.heading.is_some(),
            Form::Json | Form::Jsonl => self.name.is_some(),
            Form::Csv => self.is_in_csv,
            Form::Paths(_) => self.name == Some("path"),
        }
    }

    fn title(&self, form: Form) -> &'static str {
        let title = if form == Form::Table { self.heading } else { self.name };
        title.unwrap_or_default()
    }
}

/// Rows as text in one form: they may be made on any thread, and are written in order.
pub struct Batch {
    form: Form,
    text: String,
    // For tables and CSV: where each cell ends in `text`.
    ends: Vec<u32>,
    count: usize,
}

impl Batch {
    /// Begins without a row.
    pub fn new(form: Form) -> Self {
        Self { form, text: String::new(), ends: Vec::new(), count: 0 }
    }

    /// Adds a row.
    pub fn add<R>(&mut self, columns: &[Column<R>], row: &R) {
        self.count += 1;
        if let Form::Json | Form::Jsonl = self.form {
            let line = serde_json::to_string(&Keys { columns, row }).expect("a row is always JSON");
            self.text.push_str(&line);
            self.text.push('\n');
            return;
        }
        for column in columns.iter().filter(|column| column.is_in(self.form)) {
            (column.cell)(row).push_to(&mut self.text);
            match self.form {
                Form::Paths(end) => self.text.push(end),
                _ => self.ends.push(self.text.len() as u32),
            }
        }
    }

    /// Returns the cells of each row.
    fn rows(&self, columns: usize) -> impl Iterator<Item = Vec<&str>> {
        let mut start = 0;
        self.ends.chunks(columns).map(move |ends| {
            let cell = |end: &u32| {
                let cell = &self.text[start..*end as usize];
                start = *end as usize;
                cell
            };
            ends.iter().map(cell).collect()
        })
    }
}

/// What JSON has around the rows of a list.
#[derive(Clone, Copy, Debug)]
pub struct JsonFrame<'a> {
    /// The name of its schema, such as `casenotes/list@1`.
    pub schema: &'a str,
    /// The key that its rows have.
    pub rows: &'a str,
}

/// A list that is written while its rows come; a table is held until all widths are known.
pub struct ListWriter {
    form: Form,
    columns: usize,
    table: Table,
    count: usize,
}

impl ListWriter {
    /// Begins the list.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn begin<R>(
        form: Form,
        columns: &[Column<R>],
        frame: JsonFrame<'_>,
        output: &mut Output<'_>,
    ) -> Result<Self, Unwritable> {
        if form == Form::Json {
            let JsonFrame { schema, rows } = frame;
            output.data(&format!("{{\n\"schema\": \"{schema}\",\n\"{rows}\": ["))?;
        }
        Self::without_frame(form, columns, output)
    }

    /// Begins the list in a form that has nothing around the rows but their headings.
    fn without_frame<R>(
        form: Form,
        columns: &[Column<R>],
        output: &mut Output<'_>,
    ) -> Result<Self, Unwritable> {
        let shown = columns.iter().filter(|column| column.is_in(form));
        let titles: Vec<&str> = shown.map(|column| column.title(form)).collect();
        if form == Form::Csv {
            output.record(&csv::write([titles.iter().copied()]))?;
        }
        Ok(Self { form, columns: titles.len(), table: Table::new(&titles), count: 0 })
    }

    /// Adds rows of the same form and columns.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn take(&mut self, batch: &Batch, output: &mut Output<'_>) -> Result<(), Unwritable> {
        match self.form {
            Form::Table => batch.rows(self.columns).for_each(|row| self.table.row(row)),
            Form::Csv => output.record(&csv::write(batch.rows(self.columns)))?,
            Form::Json => {
                for (at, line) in batch.text.lines().enumerate() {
                    output.json_text(if self.count + at == 0 { "\n" } else { ",\n" })?;
                    output.json_text(line)?;
                }
            }
            Form::Jsonl => output.json_text(&batch.text)?,
            Form::Paths(_) => output.data(&batch.text)?,
        }
        self.count += batch.count;
        Ok(())
    }

    /// Ends the list, and returns how many rows it has; a table without any is not written.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn end(self, output: &mut Output<'_>) -> Result<usize, Unwritable> {
        if self.form == Form::Json {
            output.data(if self.count == 0 { "]\n}\n" } else { "\n]\n}\n" })?;
        }
        if self.form == Form::Table && self.count > 0 {
            for piece in self.table.pieces(output.looks().terminal.map(|size| size.columns)) {
                output.data(&piece)?;
            }
        }
        Ok(self.count)
    }
}

impl Output<'_> {
    /// Writes rows that are all there; `document` is what JSON has around them.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn rows<R>(
        &mut self,
        form: Form,
        columns: &[Column<R>],
        rows: &[R],
        document: impl FnOnce(Vec<Value>) -> Value,
    ) -> Result<(), Unwritable> {
        if form == Form::Json {
            return self.json(document(rows.iter().map(|row| object(columns, row)).collect()));
        }
        let mut list = ListWriter::without_frame(form, columns, self)?;
        let mut batch = Batch::new(form);
        rows.iter().for_each(|row| batch.add(columns, row));
        list.take(&batch, self)?;
        list.end(self)?;
        Ok(())
    }
}

/// Returns a row as a JSON object.
pub fn object<R>(columns: &[Column<R>], row: &R) -> Value {
    serde_json::to_value(Keys { columns, row }).expect("a row is always JSON")
}

/// A row as the keys and values of JSON.
struct Keys<'r, R> {
    columns: &'r [Column<R>],
    row: &'r R,
}

impl<R> Serialize for Keys<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = self.columns.iter().filter_map(|column| Some((column.name?, column.cell)));
        serializer.collect_map(named.map(|(name, cell)| (name, cell(self.row))))
    }
}

impl Cell<'_> {
    fn push_to(&self, text: &mut String) {
        match self {
            Self::Nothing => {}
            Self::Text(cell) => text.push_str(cell),
            Self::Number(number) => {
                let _ = write!(text, "{number}");
            }
            Self::Flag(flag) => text.push_str(if *flag { "yes" } else { "no" }),
            Self::Words(words) => push_joined(words.iter(), " ", text),
            Self::Numbers(numbers) => {
                push_joined(numbers.iter().map(|(name, it)| format!("{name}={it}")), " ", text);
            }
            Self::Json(Value::Array(items)) => {
                push_joined(items.iter().map(|item| item.as_str().unwrap_or_default()), "; ", text);
            }
            Self::Json(value) => text.push_str(&value.to_string()),
        }
    }
}

fn push_joined(texts: impl Iterator<Item: AsRef<str>>, between: &str, to: &mut String) {
    for (at, text) in texts.enumerate() {
        to.push_str(if at == 0 { "" } else { between });
        to.push_str(text.as_ref());
    }
}

/// What a cell is made of, and how.
macro_rules! cells {
    ($($from:ty: |$value:ident| $cell:expr;)*) => {
        $(impl<'a> From<$from> for Cell<'a> {
            fn from($value: $from) -> Self {
                $cell
            }
        })*
    };
}

cells! {
    &'a str: |text| Self::Text(text.into());
    &'a String: |text| Self::Text(text.into());
    String: |text| Self::Text(text.into());
    Cow<'a, str>: |text| Self::Text(text);
    NaiveDate: |day| Self::Text(day.to_string().into());
    i64: |number| Self::Number(number);
    usize: |number| Self::Number(i64::try_from(number).unwrap_or(i64::MAX));
    bool: |flag| Self::Flag(flag);
    &'a [Cow<'a, str>]: |words| Self::Words(words);
    &'a BTreeMap<String, i64>: |numbers| Self::Numbers(numbers);
    &'a Vec<String>: |texts| Self::Json(texts.as_slice().into());
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(known: Option<T>) -> Self {
        known.map_or(Self::Nothing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::output::Looks;

    struct Row {
        name: &'static str,
        age: Option<i64>,
        others: Vec<String>,
    }

    const COLUMNS: &[Column<Row>] = &[
        Column::table("WHO", |row| row.name.to_uppercase().into()),
        Column::data("name", |row| row.name.into()),
        Column::new("AGE", "age", |row| row.age.into()),
        Column::data("is_known", |row| row.age.is_some().into()),
        Column::data("others", |row| (&row.others).into()),
        Column::json("more", |row| Cell::Json(json!({ "x": row.age }))),
        Column::json("path", |row| format!("/{}", row.name).into()),
    ];

    fn written(form: Form, rows: &[Row]) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err, Looks::default());
        output.rows(form, COLUMNS, rows, |rows| json!({ "schema": "x@1", "rows": rows })).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn streamed(form: Form, rows: &[Row]) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err, Looks::default());
        let mut list = ListWriter::begin(
            form,
            COLUMNS,
            JsonFrame { schema: "x@1", rows: "rows" },
            &mut output,
        )
        .unwrap();
        for row in rows {
            let mut batch = Batch::new(form);
            batch.add(COLUMNS, row);
            list.take(&batch, &mut output).unwrap();
        }
        assert_eq!(list.end(&mut output).unwrap(), rows.len());
        String::from_utf8(out).unwrap()
    }

    fn people() -> [Row; 2] {
        let others = vec!["Ana, MD".to_owned(), "Bo".to_owned()];
        [
            Row { name: "Zoë O'Brien-Šimůnek", age: Some(40), others },
            Row { name: "=1+1", age: None, others: Vec::new() },
        ]
    }

    #[test]
    fn a_row_is_described_once_and_written_in_every_form() {
        assert_eq!(
            written(Form::Table, &people()),
            "WHO                  AGE\nZOË O'BRIEN-ŠIMŮNEK  40\n=1+1                 -\n"
        );
        assert_eq!(
            written(Form::Csv, &people()),
            "name,age,is_known,others\nZoë O'Brien-Šimůnek,40,yes,\"Ana, MD; Bo\"\n'=1+1,,no,\n"
        );
        assert_eq!(written(Form::Paths('\0'), &people()), "/Zoë O'Brien-Šimůnek\0/=1+1\0");
        let document: Value = serde_json::from_str(&written(Form::Json, &people())).unwrap();
        let lines = written(Form::Jsonl, &people());
        let lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(document, json!({ "schema": "x@1", "rows": lines }));
        let keys = ["name", "age", "is_known", "others", "more", "path"];
        assert!(lines[1].as_object().unwrap().keys().eq(keys), "{lines:?}");
        assert_eq!(lines[1]["age"], Value::Null);
    }

    #[test]
    fn rows_that_come_one_by_one_are_the_same_list() {
        for rows in [&people()[..], &[]] {
            for form in [Form::Table, Form::Jsonl, Form::Csv, Form::Paths('\n')] {
                assert_eq!(streamed(form, rows), written(form, rows), "{form:?}");
            }
            let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(value(&streamed(Form::Json, rows)), value(&written(Form::Json, rows)));
        }
        assert_eq!(written(Form::Table, &[]), "");
        assert_eq!(written(Form::Csv, &[]), "name,age,is_known,others\n");
    }
}
