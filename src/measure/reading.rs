//! How a measure is described: a table of `casenotes.toml` says what its scores mean, a file of its own what
//! it asks as well.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::fields::{Fields, Problem, place_of};
use crate::measure::instrument::{
    Alert, Answer, Instrument, Item, Points, Subscale, Total, range_of,
};
use crate::measure::{Band, Better, Measure};

/// No questionnaire has scores beyond these, and what is reckoned with them stays in bounds.
const FARTHEST: i64 = 1_000_000;

/// No questionnaire has more items, and none has answers above.
const MOST_ITEMS: usize = 999;
const HIGHEST_ANSWER: i64 = 999;

/// The keys that say what scores mean.
const KEYS: [&str; 8] = [
    "title",
    "range",
    "bands",
    "cut_off",
    "reliable_change",
    "response_percent",
    "remission_below",
    "better",
];

/// Reads what scores of a measure mean, with everything that is wrong with it.
pub fn read_scores(name: &str, fields: &mut Fields<'_>) -> Measure {
    let start = fields.start();
    let places: BTreeMap<&str, Range<usize>> =
        KEYS.iter().filter_map(|key| Some((*key, fields.place_of_key(key)?))).collect();
    let title = fields.filled_text("title");
    let range = fields.whole_numbers("range");
    let bands = fields.integers("bands").unwrap_or_default();
    let better = fields.text("better");
    let measure = Measure {
        name: name.to_owned(),
        title: title.as_deref().unwrap_or(name).to_owned(),
        lowest: range.as_ref().and_then(|range| range.first().copied()).unwrap_or_default(),
        highest: range.as_ref().and_then(|range| range.last().copied()).unwrap_or_default(),
        bands: in_order(bands),
        cut_off: fields.integer("cut_off"),
        reliable_change: fields.integer("reliable_change"),
        response_percent: fields.integer("response_percent"),
        remission_below: fields.integer("remission_below"),
        better: if better.as_deref() == Some("higher") { Better::Higher } else { Better::Lower },
        instrument: None,
    };
    fields.require(&["title", "range"], |key| match key {
        "title" => title.is_some(),
        _ => range.is_some(),
    });
    let is_range = range.as_ref().is_none_or(|range| {
        range.len() == 2 && range[0] < range[1] && range.iter().all(|n| n.abs() <= FARTHEST)
    });
    let holds = |score: &i64| measure.holds(*score);
    let scores = [measure.cut_off, measure.remission_below];
    let recovers = measure.response_percent.is_some() || measure.remission_below.is_some();
    for (key, is_sound, message) in [
        ("range", is_range, "`range` is not two whole numbers, the lower one first"),
        (
            "title",
            ![name, &measure.title].iter().any(|text| text.contains(char::is_control))
                && !measure.bands.iter().any(|band| band.name.contains(char::is_control)),
            "a name has control characters in it",
        ),
        (
            "bands",
            measure.bands.iter().all(|band| holds(&band.from)),
            "a band begins outside of `range`",
        ),
        (
            "cut_off",
            !is_range || scores.iter().flatten().all(holds),
            "`cut_off` and `remission_below` must lie in `range`",
        ),
        (
            "reliable_change",
            measure.reliable_change.is_none_or(|n| n > 0),
            "`reliable_change` must be above 0",
        ),
        (
            "response_percent",
            measure.response_percent.is_none_or(|n| (1..=100).contains(&n)),
            "`response_percent` must be from 1 to 100",
        ),
        (
            "better",
            matches!(better.as_deref(), None | Some("lower" | "higher")),
            "`better` must be \"lower\" or \"higher\"",
        ),
        (
            "better",
            !(recovers && measure.better == Better::Higher),
            "`response_percent` and `remission_below` are for measures where lower is better",
        ),
    ] {
        if !is_sound {
            let place = places.get(key).cloned().unwrap_or_else(|| start.clone());
            fields.wrong(key, place, message.to_owned());
        }
    }
    measure
}

/// Returns bands by the score they begin at.
fn in_order(bands: BTreeMap<String, i64>) -> Vec<Band> {
    let mut bands: Vec<Band> = bands.into_iter().map(|(name, from)| Band { from, name }).collect();
    bands.sort_by(|a, b| (a.from, &a.name).cmp(&(b.from, &b.name)));
    bands
}

/// Reads the file of a measure, with everything that is wrong with it.
pub fn read_file(name: &str, text: &str) -> (Measure, Vec<Problem>) {
    let mut fields = Fields::parse(text, 0, 0..0);
    let mut measure = read_scores(name, &mut fields);
    let before = fields.has_problems();
    let instrument = read_instrument(&measure, &mut fields);
    let (lowest, highest) = instrument.range();
    if !before && !fields.has_problems() && (lowest, highest) != (measure.lowest, measure.highest) {
        let message = format!("`range` is not what the items add up to: [{lowest}, {highest}]");
        fields.wrong("range", place_of(text, "range").unwrap_or_default(), message);
    }
    measure.instrument = Some(instrument);
    (measure, fields.finish())
}

/// What all items have that do not say otherwise.
struct Common {
    values: Option<Vec<i64>>,
    wordings: Vec<String>,
    codes: Vec<String>,
}

fn read_instrument(of: &Measure, fields: &mut Fields<'_>) -> Instrument {
    let start = fields.start();
    let keys = ["times", "missing", "items", "reversed", "point_from", "levels"];
    let places: BTreeMap<&str, Range<usize>> =
        keys.iter().filter_map(|key| Some((*key, fields.place_of_key(key)?))).collect();
    let place = |key: &str| places.get(key).cloned().unwrap_or_else(|| start.clone());
    let (source, licence) = (fields.filled_text("source"), fields.filled_text("licence"));
    fields.require(&["source", "licence"], |key| match key {
        "source" => source.is_some(),
        _ => licence.is_some(),
    });
    let common = Common::read(fields);
    let listed = fields.tables("item");
    let count = fields.integer("items");
    let reversed = fields.whole_numbers("reversed").unwrap_or_default();
    let point_from = fields.whole_numbers("point_from").unwrap_or_default();
    let levels = fields.whole_numbers("levels").unwrap_or_default();
    let mut items: Vec<Item> = Vec::with_capacity(listed.len());
    for item in listed {
        items.push(common.item(item, items.len(), fields));
    }
    let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(items.len());
    let mut wrong: Vec<(&str, &str)> = Vec::new();
    if items.is_empty() && (1..=MOST_ITEMS).contains(&count) {
        items = (0..count).map(|_| common.plain()).collect();
    } else if items.len() != count || items.is_empty() {
        wrong.push(("items", "`items` is not how many items there are, from 1 to 999"));
    }
    for number in &reversed {
        match usize::try_from(number - 1).ok().and_then(|at| items.get_mut(at)) {
            Some(item) => item.points = Points::Reversed,
            None => wrong.push(("reversed", "`reversed` has a number that no item has")),
        }
    }
    if !point_from.is_empty() && (point_from.len() != items.len() || !reversed.is_empty()) {
        wrong.push(("point_from", "`point_from` is not one value for each item"));
    }
    for (item, from) in items.iter_mut().zip(&point_from) {
        item.points = Points::From(*from);
    }
    if !levels.is_empty()
        && (levels.len() != items.len() || !reversed.is_empty() || !point_from.is_empty())
    {
        wrong.push(("levels", "`levels` is not one level for each item"));
    }
    for (item, level) in items.iter_mut().zip(&levels) {
        item.points = Points::Level(*level);
    }
    if fields.is_readable() && items.iter().any(|item| item.answers.len() < 2) {
        wrong.push(("values", "an item has no two values"));
    }
    let (times, missing) = (fields.integer("times"), fields.integer("missing"));
    if times.is_some_and(|times| !(1..=100).contains(&times)) {
        wrong.push(("times", "`times` must be from 1 to 100"));
    }
    if missing.is_some_and(|missing| !(0..items.len() as i64).contains(&missing)) {
        wrong.push(("missing", "`missing` must be less than the number of items"));
    }
    for (key, message) in wrong {
        fields.wrong(key, place(key), message.to_owned());
    }
    let times = times.filter(|times| (1..=100).contains(times)).unwrap_or(1);
    let total = if levels.is_empty() { Total::Sum } else { Total::Highest };
    let subscales = read_subscales(of, &items, total, times, fields);
    let alerts = read_alerts(&items, fields);
    let (mut panel_code, mut total_code) = (None, None);
    if let Some(mut codes) = fields.table("loinc") {
        panel_code = codes.filled_text("panel").map(Into::into);
        total_code = codes.filled_text("total").map(Into::into);
        fields.absorb(codes);
    }
    Instrument {
        source: source.unwrap_or_default().into(),
        licence: licence.unwrap_or_default().into(),
        language: fields.filled_text("language").map(Into::into),
        instruction: shown("instruction", fields),
        items,
        total,
        times,
        missing: missing.and_then(|missing| usize::try_from(missing).ok()).unwrap_or_default(),
        subscales,
        alerts,
        panel_code,
        total_code,
    }
}

/// Takes a text that stands on a terminal: on one line, without what acts on one.
fn shown(key: &'static str, fields: &mut Fields<'_>) -> Option<String> {
    let place = fields.place_of_key(key);
    let text = fields.filled_text(key)?.into_owned();
    if text.contains(char::is_control) {
        let message = format!("`{key}` has control characters in it");
        fields.wrong(key, place.unwrap_or_default(), message);
        return None;
    }
    Some(text)
}

/// Takes texts that stand on a terminal.
fn all_shown(key: &'static str, fields: &mut Fields<'_>) -> Vec<String> {
    let place = fields.place_of_key(key);
    let texts = fields.texts(key).unwrap_or_default().into_iter();
    let texts: Vec<String> = texts.map(Into::into).collect();
    if texts.iter().any(|text| text.contains(char::is_control)) {
        let message = format!("`{key}` has control characters in it");
        fields.wrong(key, place.unwrap_or_default(), message);
    }
    texts
}

impl Common {
    fn read(fields: &mut Fields<'_>) -> Self {
        let place = fields.place_of_key("values");
        let common = Self {
            values: fields.whole_numbers("values"),
            wordings: all_shown("wordings", fields),
            codes: all_shown("answer_codes", fields),
        };
        common.check(place, fields);
        common
    }

    /// Reports values that are not in order, and words or codes that are not one for each.
    fn check(&self, place: Option<Range<usize>>, fields: &mut Fields<'_>) {
        let Some(values) = &self.values else { return };
        let place = place.unwrap_or_else(|| fields.start());
        let is_in_order = values.windows(2).all(|pair| pair[0] < pair[1])
            && values.iter().all(|value| (0..=HIGHEST_ANSWER).contains(value));
        if !is_in_order {
            let message = "`values` are not whole numbers from 0 to 999, each above the one before";
            fields.wrong("values", place.clone(), message.to_owned());
        }
        for (key, texts) in [("wordings", &self.wordings), ("answer_codes", &self.codes)] {
            if !texts.is_empty() && texts.len() != values.len() {
                fields.wrong(key, place.clone(), format!("`{key}` is not one for each value"));
            }
        }
    }

    /// Returns an item that has nothing of its own.
    fn plain(&self) -> Item {
        let (wording, points, only_if, code) = (None, Points::Value, None, None);
        Item { wording, answers: self.answers(), points, only_if, code }
    }

    fn answers(&self) -> Vec<Answer> {
        let answer = |(at, value): (usize, &i64)| Answer {
            value: *value,
            wording: self.wordings.get(at).cloned(),
            code: self.codes.get(at).cloned(),
        };
        self.values.iter().flatten().enumerate().map(answer).collect()
    }

    /// Reads an item, which may have answers of its own, behind so many others.
    fn item<'i>(&self, mut item: Fields<'i>, before: usize, document: &mut Fields<'i>) -> Item {
        let place = item.place_of_key("only_if");
        let gate = item.integer("only_if");
        let only_if = gate.and_then(|gate| usize::try_from(gate).ok());
        let only_if = only_if.filter(|gate| (1..=before).contains(gate));
        if gate.is_some() && only_if.is_none() {
            let message = "`only_if` is not the number of an item before it";
            item.wrong("only_if", place.unwrap_or_default(), message.to_owned());
        }
        let wording = shown("wording", &mut item);
        let code = item.filled_text("loinc").map(Into::into);
        let has_values = item.place_of_key("values").is_some();
        let mut own = Self::read(&mut item);
        let is_own = has_values || !own.wordings.is_empty() || !own.codes.is_empty();
        if is_own && own.values.is_none() {
            own.values = self.values.clone();
            own.check(None, &mut item);
        }
        let answers = if is_own { own.answers() } else { self.answers() };
        document.absorb(item);
        Item { wording, answers, points: Points::Value, only_if, code }
    }
}

fn read_subscales(
    of: &Measure,
    items: &[Item],
    total: Total,
    times: i64,
    fields: &mut Fields<'_>,
) -> Vec<Subscale> {
    let mut subscales = Vec::new();
    for mut table in fields.tables("subscale") {
        let name = shown("name", &mut table);
        let place = table.place_of_key("items").unwrap_or_else(|| table.start());
        let numbers = table.whole_numbers("items");
        let bands = in_order(table.integers("bands").unwrap_or_default());
        table.require(&["name", "items"], |key| match key {
            "name" => name.is_some(),
            _ => numbers.is_some(),
        });
        let numbers: Option<Vec<usize>> = numbers
            .unwrap_or_default()
            .into_iter()
            .map(|number| {
                usize::try_from(number).ok().filter(|number| (1..=items.len()).contains(number))
            })
            .collect();
        match (numbers, name) {
            (Some(numbers), Some(name)) if !numbers.is_empty() => {
                let (lowest, highest) =
                    range_of(numbers.iter().map(|number| &items[number - 1]), total, times);
                let measure = Measure {
                    name: format!("{}.{name}", of.name),
                    title: format!("{}, {name}", of.title),
                    lowest,
                    highest,
                    bands,
                    cut_off: None,
                    reliable_change: None,
                    response_percent: None,
                    remission_below: None,
                    better: of.better,
                    instrument: None,
                };
                subscales.push(Subscale { name, items: numbers, measure });
            }
            (None, _) => {
                let message = "`items` of a subscale has a number that no item has";
                table.wrong("items", place, message.to_owned());
            }
            _ => {}
        }
        fields.absorb(table);
    }
    subscales
}

fn read_alerts(items: &[Item], fields: &mut Fields<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for mut table in fields.tables("alert") {
        let place = table.start();
        let (item, from) = (table.integer("item"), table.integer("from"));
        let says = shown("says", &mut table);
        table.require(&["item", "from", "says"], |key| match key {
            "item" => item.is_some(),
            "from" => from.is_some(),
            _ => says.is_some(),
        });
        if let (Some(item), Some(from), Some(says)) = (item, from, says) {
            match usize::try_from(item).ok().filter(|item| (1..=items.len()).contains(item)) {
                Some(item) => alerts.push(Alert { item, from, says }),
                None => table.wrong("item", place, "`item` is a number that no item has".into()),
            }
        }
        fields.absorb(table);
    }
    alerts
}
