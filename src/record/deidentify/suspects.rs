//! What is left in a cleaned text and could still tell who somebody is: for a person to look at.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::record::deidentify::{Cleaned, Cleaner};
use crate::text::people::{is_given_name, is_no_name};

/// Why a place is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// A word with a capital inside a sentence: a name, a place, an employer.
    Capital,
    /// A word with a capital at the start of a sentence that is written small nowhere.
    Start,
    /// A word with a capital behind `in`, `at` and the like.
    Place,
    /// A word in capitals that is no usual abbreviation.
    Capitals,
    /// A word of a name, or its initials, as an ordinary word.
    NameWord,
    /// A number or a code.
    Number,
    /// A day of the week, or a holiday.
    Weekday,
    /// A feature of the body that identifies (P).
    Body,
    /// What few people are, or what others have read of (R).
    Unusual,
}

/// Words in front of places.
const TO_PLACES: &[&str] = &["in", "at", "near", "from", "to", "around", "outside"];

/// The days of the week.
const WEEKDAYS: &[&str] =
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Holidays, which are days of the year.
const HOLIDAYS: &[&str] = &[
    "christmas",
    "easter",
    "thanksgiving",
    "halloween",
    "hanukkah",
    "ramadan",
    "diwali",
    "passover",
    "eid",
    "purim",
    "juneteenth",
    "kwanzaa",
    "valentine",
    "valentine's",
    "new-year",
    "boxing",
];

/// Features of the body that identify (164.514(b)(2)(i)(P)), and what is like them.
const BODY: &[&str] = &[
    "fingerprint",
    "fingerprints",
    "thumbprint",
    "thumbprints",
    "handprint",
    "footprint",
    "faceprint",
    "prosthesis",
    "prosthetic",
    "amputation",
    "iris",
    "voiceprint",
    "retina",
    "tattoo",
    "tattoos",
    "birthmark",
    "scar",
];

/// Abbreviations of any practice, and the words that skills are remembered by.
const ABBREVIATIONS: &str = "\
AA ABC ACCEPTS ACE ACES ACT ADHD ADL ADLS AH AM AUD AVH AWOL BDI BIRP BLS BMI BP BPD CBC CBT CM CO COVID CPAP CPS CPT
CSSRS DAP DARP DBT DEAR DMDD DNA DOB DOC DSM DV DX ED EF EHR EKG EMDR ENT EOB ER ERP ETOH FAST FHX FMLA FU GAD GIRP
GIVE GP HI HIPAA HR HX ICD ICU IEP IFS IM IMPROVE IOP IPT IPV IQ IUD LGBTQ LOC MAN MAOI MBCT MD MDD MH MI MSE NA NC NOS
NP NSSI OCD OCPD ODD OK OT OTC OUD PA PC PCL PCP PE PHP PHQ PIE PLEASE PM PMDD PMH PO PRN PT PTO PTSD RAIN RN ROI RTC
RX SA SAD SI SIB SIRP SNRI SOAP SPMI SSI SSN SSRI STOP SUD SUDS TBI TC TIP TIPP TMS TV TX US USA UTI VA VOC WNL WRAP YO
ASAP DIY DVD FAQ FYI GPS ID IT OMG PC PE PIN PDF PS RSVP SMS UK UN VIP WHO WIFI EU AC CD CEO CV DJ HIV STI STD MRI CT
VH OH TH GH DTS DTO LOS NKDA ROS NCNS F2F FTF BID TID QID QHS QAM HS BHT MHT SLP BCBA FBA BIP EAP VM LVM UTA GAF WHODAS AUDIT DAST PANSS YBOCS MADRS HAMD HAMA ISI PSWQ SPIN LSAS CORE ORS SRS BAI CAPS PC-PTSD CRAFFT";

/// Words of what tells one person from all others.
const UNUSUAL: &[&str] = &[
    "lottery",
    "newspaper",
    "newspapers",
    "headline",
    "headlines",
    "television",
    "documentary",
    "viral",
    "celebrity",
    "famous",
    "champion",
    "championship",
    "medal",
    "medalist",
    "olympic",
    "olympics",
    "mayor",
    "senator",
    "governor",
    "survivor",
    "survivors",
    "papers",
    "award",
    "record-holder",
    "ambassador",
    "bishop",
    "congressman",
    "congresswoman",
    "astronaut",
];

/// Skills and parts of treatments, which are often written with capitals, in small letters.
const TERMS: &[&str] = &[
    "wise mind",
    "radical acceptance",
    "relapse prevention",
    "distress tolerance",
    "emotion regulation",
    "interpersonal effectiveness",
    "opposite action",
    "cope ahead",
    "check the facts",
    "thought record",
    "thought log",
    "safety plan",
    "crisis plan",
    "behavioral activation",
    "cognitive restructuring",
    "exposure hierarchy",
    "diary card",
    "motivational interviewing",
    "mental status",
    "window of tolerance",
    "safe place",
    "calm place",
    "body scan",
    "loving kindness",
    "problem solving",
    "decisional balance",
    "empty chair",
    "miracle question",
    "sleep hygiene",
    "stimulus control",
    "worry time",
    "urge surfing",
    "half smile",
    "willing hands",
    "coping skills",
    "anger management",
    "active listening",
    "play therapy",
    "art therapy",
    "group therapy",
    "family therapy",
    "treatment plan",
];

/// Ends of words that are no names at the start of a sentence.
const ENDINGS: &[&str] = &[
    "ing", "ed", "ly", "tion", "sion", "ness", "ment", "ity", "ous", "ful", "less", "ive", "able",
    "ible", "ance", "ence", "ship", "ism", "ized", "ised", "ure", "ical", "ic", "al", "ght", "'t",
];

/// What people do, behind a name at the start of a sentence.
const DEEDS: &[&str] = &[
    "said", "says", "told", "tells", "called", "calls", "rang", "texted", "texts", "shouted",
    "came", "left", "moved", "promised", "hit", "visited", "asked", "died", "drove", "waited",
    "paid", "lent", "lives", "works", "wants", "wanted", "signed", "helped", "agreed", "arrived",
    "picked", "brought", "took", "gave", "who", "and", "hired", "has", "had", "went", "is", "was",
    "met", "likes", "loves", "hates", "knows", "thinks",
];

/// Words that begin sentences of notes and name nobody.
const STARTERS: &str = "\
a about above across action activity added affect after again age agreed alert alone along already also although
always am an and anger another answers anxiety any anybody anyone appetite are arms around art as asked assessment at
attended attention aunt avoids away awake back bad because bed before began behavior behaviour below beside best better
between body both breath breathing brother brought but by calm came can child children client clients clinician cl
clear coat college come comes coming completed compliance concern consent contact content continue continued continues
coping could counselor couple crisis currently dad daily data date daughter day days denied denies describe described
describes diagnosis diary did diet discharge distress does done down dress drew drink drinks dropped during each early
eats education eight either eleven else energy engaged enough ever every everybody everyone everything evidence exercise
explored exposure eye eyes face fair family father fatigue fear feedback feels felt few fewer fifteen fifty fine first
five focus food for forty found four fourteen friend friends from full gave gets given goal goals god goes going good
got grade grandmother grief grooming group guided had hair half hands has have he health held help helped her here
herself high him himself his history holds home homework hope hospital hour hours house how however husband hygiene i
idea if imagery impulse in income insight interest interventions into intrusive is issue it its job joined judgment
judgement keep keeps kept kids last late later laughed law learned led left legs less letter level life like likely list
little log long looked looks low made makes man many march may mean means medication meeting meets memory men met middle
might mild mind mindfulness mixed moderate moment monthly months mood more morning most mother mouth much mum mom must my
name need needs neither neutral never new next night nine no nobody none nor normal not note noted notes nothing now
number objective of off office often oh old on once one only open or order other others our out outside over own pain
panic parent parents part partner pattern people per perception perhaps phone pieces plan plans playing point posture
practice practiced practised present presented presents pressure pride problem process progress psychotherapy pt pts
question quick quiet quite rain ran range rapport rate rated rather read reads recent relapse remains report reported
reports response rest restless return reviewed right risk role room row said same sat saw say says scale school score
screen second see seem seems seen self sense seven several shame she short should showed shows sister six skill skills
sleep slept slow small so social some somebody someone something son soon speech spoke spouse staff standard start
state states stays step still stopped strength stress strong subjective substance such suicide summer support sure
symptoms takes talk talks task tearful tears teacher tells ten tense tension than that the their them themselves then
therapist therapy there these they things thinks third thirteen thirty this those though thought thoughts three through
time to today together told too took topic toward trauma travel treatment tree triggers tried true trust try twelve
twenty twice two under until up upon urge urges us use used uses usual very video visit voice waited wakes walk want
wants warm was watch way we wears week weekly weeks weight well went were wet what when where whether which while white
who whole whose why wife will wise with within without woman women word words work worked works worry worse would writer
writes writing wrote year years yes yesterday yet you young your yours no-one tidy alert oriented punctual spirits
bright flat reactive congruent cooperative guarded pleasant polite shaved unshaven relief relaxed retired rules shifts
nights mornings evenings days weekend weekends lunch dinner breakfast rowed baker's";

static ABBREVIATION_WORDS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| ABBREVIATIONS.split_whitespace().collect());

static STARTER_WORDS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| STARTERS.split_whitespace().collect());

impl Doubt {
    /// Returns what it is, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capital => "a word with a capital",
            Self::Start => "a first word that could be a name",
            Self::Place => "a word that could be a place",
            Self::Capitals => "a word in capitals",
            Self::NameWord => "a word of a name, or initials",
            Self::Number => "a number",
            Self::Weekday => "a day of the week or a holiday",
            Self::Body => "a feature of the body",
            Self::Unusual => "what few people are or have done",
        }
    }
}

/// Returns every word in a cleaned text that a person must look at, in order.
pub fn look_at(cleaner: &Cleaner, cleaned: &Cleaned) -> Vec<(Doubt, Range<usize>)> {
    let text = cleaned.text.as_str();
    let words = self::words(text);
    let small: BTreeSet<&str> = words.iter().map(|range| &text[range.clone()]).collect();
    let removed: Vec<Range<usize>> = cleaned.removed.iter().map(|(_, ours)| ours.clone()).collect();
    let is_ours = |range: &Range<usize>| meets(&removed, range);
    let mut found: Vec<(Doubt, Range<usize>)> = Vec::new();
    let mut before = "";
    for range in words {
        let word = &text[range.clone()];
        if !is_ours(&range)
            && let Some(doubt) = doubt(text, &range, before, &small)
        {
            found.push((doubt, range.clone()));
        }
        before = word;
    }
    let words_again = self::words(text);
    for range in unusual(text, &words_again) {
        if !is_ours(&range) && !found.iter().any(|(_, other)| *other == range) {
            found.push((Doubt::Unusual, range));
        }
    }
    let mut left = cleaner.left_of_names(text);
    left.retain(|range| !is_ours(range));
    left.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    // Two parts of a name that share letters are one place to look at.
    left.dedup_by(|next, last| next.start < last.end);
    found.retain(|(_, other)| !meets(&left, other));
    found.extend(left.into_iter().map(|range| (Doubt::NameWord, range)));
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// Tells whether a range shares a byte with one of some, which are in order and apart.
fn meets(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = ranges.partition_point(|other| other.end <= range.start);
    ranges.get(next).is_some_and(|other| other.start < range.end)
}

fn doubt(text: &str, range: &Range<usize>, before: &str, small: &BTreeSet<&str>) -> Option<Doubt> {
    let word = &text[range.clone()];
    let lower = word.to_lowercase();
    if word.contains(|c: char| c.is_numeric()) {
        return tells_a_number(text, range).then_some(Doubt::Number);
    }
    let bare = lower.trim_end_matches("'s").trim_end_matches("’s");
    if WEEKDAYS.contains(&bare.trim_end_matches('s')) {
        return Some(Doubt::Weekday);
    }
    if HOLIDAYS.contains(&bare) && word.starts_with(char::is_uppercase) {
        return Some(Doubt::Weekday);
    }
    if BODY.contains(&bare) {
        return Some(Doubt::Body);
    }
    let mut letters = word.chars();
    // "She is ninety-four".
    if lower == "ninety" && ["is", "was", "aged", "turned", "turns", "nearly"].contains(&before) {
        return Some(Doubt::Number);
    }
    let has_capital = letters.next().is_some_and(char::is_uppercase);
    if !has_capital || lower == "i" || lower.starts_with("i'") || lower.starts_with("i’") {
        return None;
    }
    let is_shouted = word.chars().count() > 1 && !word.contains(char::is_lowercase);
    if is_shouted {
        let is_known = ABBREVIATION_WORDS.contains(word) || is_in_capitals(text, range);
        return (!is_known).then_some(Doubt::Capitals);
    }
    let is_given = is_given_name(word.trim_end_matches("'s").trim_end_matches("\u{2019}s"));
    if begins_a_sentence(text, range.start) {
        let is_ordinary = || {
            STARTER_WORDS.contains(bare)
                || small.contains(bare)
                || is_no_name(bare)
                || ENDINGS.iter().any(|end| bare.ends_with(end))
                || bare.strip_suffix('s').is_some_and(|one| STARTER_WORDS.contains(one))
        };
        let is_person = is_given || does_something(&text[range.end..]) && !is_ordinary();
        return is_person.then_some(Doubt::Start);
    }
    if is_no_name(bare) && !is_given || is_of_a_term(text, range) {
        return None;
    }
    Some(if TO_PLACES.contains(&before) { Doubt::Place } else { Doubt::Capital })
}

/// Tells whether a number could be somebody's: long, or of letters and figures. Years, minutes, doses
/// and scores are not.
fn tells_a_number(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_plain = digits == word.chars().count();
    let is_year = is_plain && digits == 4 && (word.starts_with("19") || word.starts_with("20"));
    // `1,500` steps.
    let is_in_thousands = text[..range.start].ends_with(',') && digits == 3
        || text[range.end..].starts_with(',')
            && text[range.end + 1..].bytes().take_while(u8::is_ascii_digit).count() == 3;
    // `F33.1` and the like are codes of what many have.
    let is_diagnosis = word.len() <= 4
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word[1..].bytes().all(|b| b.is_ascii_digit());
    !is_year
        && !is_in_thousands
        && !is_diagnosis
        && (is_plain && digits >= 4 || !is_plain && digits >= 2 && word.len() >= 4)
}

/// Tells whether a word belongs to the name of a skill or a part of a treatment.
fn is_of_a_term(text: &str, range: &Range<usize>) -> bool {
    let edge = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = edge(range.start.saturating_sub(24));
    let near = text[start..edge(text.len().min(range.end + 24))].to_ascii_lowercase();
    TERMS.iter().any(|term| {
        near.match_indices(term).any(|(at, _)| {
            let place = start + at..start + at + term.len();
            place.start <= range.start && range.end <= place.end
        })
    })
}

/// Tells whether what follows a word says what somebody did.
fn does_something(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    DEEDS.contains(&next)
}

/// Tells whether a word stands in a line of capitals: a heading.
fn is_in_capitals(text: &str, range: &Range<usize>) -> bool {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    line.split_whitespace().count() > 1 && !line.contains(char::is_lowercase)
}

/// Returns what tells one of few: "the only female bell-founder in the country".
fn unusual(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    const AMONG: &[&str] = &[
        "country", "county", "state", "town", "city", "nation", "region", "world", "district",
        "village",
    ];
    let lower = |range: &Range<usize>| text[range.clone()].to_lowercase();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, range) in words.iter().enumerate() {
        let word = lower(range);
        if UNUSUAL.contains(&word.as_str()) {
            found.push(range.clone());
            if word.starts_with("survivor") {
                // Of what, is told behind it.
                found.extend(
                    words[at + 1..]
                        .iter()
                        .take(4)
                        .filter(|next| text[next.start..next.end].len() > 3)
                        .cloned(),
                );
            }
        }
        if !matches!(word.as_str(), "only" | "first" | "youngest" | "oldest" | "last") {
            continue;
        }
        let ahead = words[at + 1..].iter().take(8);
        let end = ahead.clone().position(|next| AMONG.contains(&lower(next).as_str()));
        let is_one_sentence =
            |end: usize| !text[range.end..words[at + 1 + end].start].contains(['.', '\n', ';']);
        if let Some(end) = end.filter(|end| is_one_sentence(*end)) {
            found.extend(ahead.take(end).filter(|next| next.len() > 3).cloned());
        }
    }
    found
}

/// Tells whether a word begins a sentence, a line of a list or a heading.
fn begins_a_sentence(text: &str, at: usize) -> bool {
    let marks = |c: char| c.is_whitespace() && c != '\n' || "\"'“”‘’([*_`>#-+•".contains(c);
    let before = text[..at].trim_end_matches(marks);
    let is_title = ["St.", "Mt.", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Fr.", "Rev."]
        .iter()
        .any(|title| before.ends_with(title));
    match before.chars().next_back() {
        Some('.') if is_title => false,
        None | Some('.' | '?' | '!' | ':' | ';') => true,
        // A line may go on with the sentence of the line above.
        Some('\n') => {
            let begins_a_block = text[before.len()..at].contains(['#', '>', '-', '*', '+', '•']);
            let above = before[..before.len() - 1].trim_end_matches([' ', '\t']);
            begins_a_block || above.is_empty() || above.ends_with(['\n', '.', '?', '!', ':', ';'])
        }
        Some(_) => false,
    }
}

/// Returns the places of words; apostrophes and dashes inside belong to them.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_inside = c.is_alphanumeric()
            || start.is_some() && matches!(c, '\'' | '’') && next_is_letter(text, at, c);
        match (is_inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn next_is_letter(text: &str, at: usize, c: char) -> bool {
    text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::deidentify::{DateForm, Known};

    fn doubts(text: &str) -> Vec<String> {
        let known = Known {
            client: Some("Will Sample".into()),
            sessions: [("2026-11-20".parse().unwrap(), 1)].into(),
            ..Known::default()
        };
        let cleaner = Cleaner::new(&known, DateForm::Sessions);
        let cleaned = cleaner.clean(text);
        let found = look_at(&cleaner, &cleaned);
        found.iter().map(|(d, r)| format!("{d:?} {}", &cleaned.text[r.clone()])).collect()
    }

    #[test]
    fn what_could_be_a_name_a_place_or_a_number_is_told() {
        assert_eq!(
            doubts(
                "Reports that her friend Marcus moved to Boise. Tamika called. She felt better."
            ),
            ["Capital Marcus", "Place Boise", "Start Tamika"]
        );
        assert_eq!(
            doubts("Slept 6 hours, walked 12 miles on Tuesday with AZRA (CBT); has a tattoo."),
            ["Weekday Tuesday", "Capitals AZRA", "Body tattoo"]
        );
        assert_eq!(doubts("Room 4417, in 2019, 1,500 steps, F33.1."), ["Number 4417"]);
        assert_eq!(
            doubts("The only female bell-founder in the country; survivor of the ferry fire."),
            [
                "Unusual female",
                "Unusual bell",
                "Unusual founder",
                "Unusual survivor",
                "Unusual ferry",
                "Unusual fire"
            ]
        );
        for ordinary in [
            "Affect was flat.",
            "Sleep was poor.",
            "Panic came twice.",
            "Uses the TIPP skill.",
            "Speech slow, clear.",
        ] {
            assert_eq!(doubts(ordinary), [""; 0], "{ordinary}");
        }
        assert_eq!(
            doubts("He will try a sample; WS agreed."),
            ["NameWord will", "NameWord sample", "NameWord WS"]
        );
    }

    #[test]
    fn a_heading_a_list_and_a_new_sentence_are_no_doubt() {
        let text =
            "# Data\n\n- Reports less worry.\n- Worry is less at night\n\nThe plan: Continue.\n";
        assert_eq!(doubts(text), [""; 0]);
        // A line that goes on is inside its sentence.
        assert_eq!(doubts("She went with\nMarcus to work."), ["Capital Marcus"]);
    }

    #[test]
    fn our_own_placeholders_are_no_doubt() {
        assert_eq!(doubts("Seen on 2026-11-20 by Will Sample."), [""; 0]);
    }
}
