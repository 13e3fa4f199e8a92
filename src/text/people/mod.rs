//! People in a text: given names, relations, and what stands around somebody who is named.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::tokens::WordBytes;

const GIVEN: &str = include_str!("given.txt");

/// Common given names that are no ordinary words.
static GIVEN_NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| GIVEN.lines().filter(|line| !line.starts_with('#')).collect());

/// Words for people by relation to somebody, in small letters.
const RELATIONS: &str = "\
partner partners husband wife spouse boyfriend girlfriend fiancé fiancée fiance fiancee ex exes mother father mom
mum mam mama mummy mommy papa dad daddy parent parents brother brothers sister sisters sibling siblings son sons
daughter daughters child children kid kids baby twin twins stepson stepdaughter stepfather stepmother stepdad
stepmom stepmum stepbrother stepsister aunt auntie aunts uncle uncles cousin cousins niece nieces nephew nephews
grandmother grandfather grandma grandpa gran granny nan nana grandad granddad grandparents grandson granddaughter
grandchild grandchildren friend friends boss manager supervisor coworker coworkers colleague colleagues
neighbor neighbors neighbour neighbours roommate roommates flatmate flatmates housemate housemates landlord
landlady teacher coach classmate classmates godmother godfather godson goddaughter bestie mate mates buddy pal
lover mistress bf gf bff tutor mentor babysitter nanny in-law in-laws mother-in-law father-in-law sister-in-law
brother-in-law daughter-in-law son-in-law step-dad step-mum step-mom step-father step-mother step-son step-daughter
step-brother step-sister half-brother half-sister ex-husband ex-wife ex-partner ex-boyfriend ex-girlfriend co-worker
co-workers bandmate teammate teammates workmate workmates sponsor sponsee roomate roomates
freind freinds neice nefew collegue collegues husbend boyfreind girlfreind daugther dauther cousion nieghbor nieghbour
hubby bro sis stepkid stepkids";

static RELATION_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| RELATIONS.split_whitespace().collect());

/// Words with a capital that name nobody, in small letters.
const NO_NAMES: &str = "\
facilitator provider intern trainee practitioner psychologist a about after again all also although an and anger anxiety april army as assessment at august autumn before both but
by christmas client clinician counselor couple cpt december denied denies depression described discussed dr during
each easter english everyone explored february felt first for friday from goal goals god group guard he her
hers him his home homework however i if in intervention is it january july june last later long march marine marines
may met monday mood mr mrs ms my navy next no none not november now objective october of on one only other others our
plan police processed prof progress psychiatrist reported reports response reviewed risk safety said saturday school
second september session she since so some spanish st step still sunday teacher thanksgiving that the their then
therapist therapy there they this thursday to today tuesday two until we wednesday week when while who will with
worked writer yesterday you your affect alzheimer alzheimers asperger aspergers parkinson parkinsons tourette
tourettes down downs german french italian polish russian chinese japanese korean arabic hindi portuguese dutch
american british irish scottish welsh canadian mexican indian african asian european hispanic latino latina latinx
catholic christian jewish muslim islamic hindu buddhist protestant baptist mormon orthodox bible quran torah jesus
christ allah buddha lord santa halloween hanukkah ramadan diwali passover lent eid advent valentine valentines
facebook instagram tiktok snapchat whatsapp facetime zoom skype google youtube netflix uber lyft amazon ebay twitter
reddit discord xbox playstation fortnite minecraft roblox medicare medicaid adderall ritalin concerta vyvanse
strattera prozac zoloft lexapro celexa paxil luvox effexor pristiq cymbalta wellbutrin remeron trazodone buspar
buspirone ativan xanax klonopin valium librium ambien lunesta seroquel abilify zyprexa risperdal geodon latuda
lamictal depakote tegretol lithium lithobid neurontin gabapentin inderal prazosin naltrexone suboxone methadone
sertraline fluoxetine escitalopram citalopram venlafaxine duloxetine bupropion mirtazapine quetiapine aripiprazole
lamotrigine hydroxyzine melatonin tylenol advil ibuprofen socratic likert beck gottman columbia hamilton rorschach
stanley bowen adlerian freudian jungian rogerian gestalt alcoholics narcotics anonymous al-anon internet spring
summer winter fall north south east west northern southern eastern western english-speaking phone email mother father
mom dad mum grandma grandpa grandmother grandfather aunt uncle brother sister son daughter husband wife partner
friend friends parents family children kids adhd ptsd ocd iop php er icu ed hr pto gp covid aa na ok tv dvd
airforce force coast air veterans vietnam iraq afghanistan ukraine i'm i've i'd i'll attended arrived came went was were
has had have did does do are be been more most less very much many both either neither because though despite upon
per via unable able sleep appetite energy symptoms pt cl th tx hx dx sx rx
employed unemployed retired deceased married divorced single working estranged supportive alcoholic unknown healthy
probation parole insurance pharmacy court hospital adult child protective services social county state
department human resources housing benefits security public health ministry council agency unit team living alive died dead sober bipolar schizophrenia diabetic cancer diabetes stroke deployed engineer nurse driver";

static NO_NAME_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| NO_NAMES.split_whitespace().collect());

/// What stands behind a name that is no person's: a street, a scale.
const THINGS: &[&str] = &[
    "street",
    "avenue",
    "road",
    "lane",
    "drive",
    "hospital",
    "clinic",
    "center",
    "centre",
    "school",
    "college",
    "university",
    "church",
    "scale",
    "inventory",
    "index",
    "test",
    "questionnaire",
    "method",
    "therapy",
    "technique",
    "model",
    "day",
    "act",
    "county",
    "city",
    "park",
    "airport",
    "island",
    "house",
    "foundation",
    "syndrome",
    "disease",
    "theorem",
    "scores",
    "project",
    "bridge",
    "beach",
    "river",
    "lake",
    "hotel",
    "medical",
];

/// What one does to a person and hardly to anything else, in front of a name.
const TO_PERSONS: &[&str] = &[
    "told",
    "tells",
    "telling",
    "asked",
    "asks",
    "texted",
    "texts",
    "rang",
    "phoned",
    "messaged",
    "emailed",
    "kissed",
    "hugged",
    "hugs",
    "married",
    "marry",
    "marrying",
    "dating",
    "dated",
    "divorced",
    "divorcing",
    "blames",
    "blamed",
    "trusts",
    "misses",
    "beside",
    "alongside",
    "forgave",
    "forgives",
    "envies",
    "envied",
    "thanked",
];

/// Words behind which a person stands.
const TOGETHER: &[&str] = &[
    "argued with",
    "argues with",
    "arguing with",
    "lives with",
    "living with",
    "live with",
    "moved in with",
    "slept with",
    "spoke with",
    "spoke to",
    "speaks with",
    "talked to",
    "talked with",
    "talks to",
    "talks with",
    "fell out with",
    "friends with",
    "sat with",
    "sits with",
    "broke up with",
    "stayed with",
    "stays with",
    "angry at",
    "angry with",
    "jealous of",
    "afraid of",
    "scared of",
    "in love with",
    "fight with",
    "fought with",
    "row with",
    "met with",
    "met up with",
    "dinner with",
    "lunch with",
    "coffee with",
    "affair with",
    "next to",
];

/// Words in front of a list of people.
const GROUPS: &[&str] = &["members", "participants", "attendees", "peers", "people"];

/// Titles of people.
const TITLES: &[&str] = &["Mr.", "Mrs.", "Ms.", "Miss", "Mr", "Mrs", "Ms"];

/// Words of professions and agencies: who is named beside one is not of the client's life.
const PROFESSIONS: &[&str] = &[
    "counselor",
    "counsellor",
    "nurse",
    "psychiatrist",
    "psychiatry",
    "doctor",
    "gp",
    "pcp",
    "social worker",
    "case manager",
    "caseworker",
    "case worker",
    "officer",
    "attorney",
    "lawyer",
    "solicitor",
    "judge",
    "therapist",
    "principal",
    "pharmacist",
    "psychologist",
    "dentist",
    "release",
    "roi",
    "services",
    "probation",
    "physician",
    "surgeon",
    "midwife",
    "authorization",
    "records",
    "referral",
    "referred",
    "consult",
];

static WORD_BYTES: WordBytes = WordBytes::with(None);

/// Tells whether a word is a common given name and no ordinary word.
pub fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.contains(word)
}

/// Tells whether a word in small letters is one for a person by relation.
pub fn is_relation(word: &str) -> bool {
    RELATION_WORDS.contains(word)
}

/// Tells whether a word names nobody although it has a capital.
pub fn is_no_name(word: &str) -> bool {
    let lower = word.to_lowercase();
    NO_NAME_WORDS.contains(lower.as_str())
}

/// Finds people who stand in a text by name, as far as what stands around them shows it: behind a
/// relation ("flatmate Ann", "friends to call: Ann, Bea"), in front of one ("Ann (her aunt)"), a common
/// given name, somebody whom one is with. Of several in a row the first is told.
///
/// `is_known` tells whether a name may stand there: the client's, or that of who was present.
pub fn named_in(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut last_named: Option<usize> = None;
    WORD_BYTES.each_word(bytes, |start, end| {
        if !bytes[start].is_ascii_uppercase() && bytes[start] < 0x80 {
            return;
        }
        let word = &text[start..end];
        if !may_be_name(word) || is_known(word) {
            return;
        }
        // One of a row: "Pip and Otto".
        let goes_on = last_named.is_some_and(|last| is_between_names(&text[last..start]));
        let place = Place { text, start, end };
        if !goes_on && !place.is_named() {
            return;
        }
        last_named = Some(end);
        if !goes_on {
            found.push(start..end);
        }
    });
    found
}

/// A capital and small letters, and no word that names nobody.
fn may_be_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
        && !is_no_name(word)
}

fn is_between_names(gap: &str) -> bool {
    matches!(gap.trim(), "," | "and" | "&" | ", and" | "" | "/" | "or")
}

/// A word that may be a name, where it stands.
struct Place<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Place<'_> {
    fn is_named(&self) -> bool {
        let word = &self.text[self.start..self.end];
        let is_given = is_given_name(word);
        let is_first = self.begins_a_sentence();
        !self.is_thing()
            && (self.is_behind_relation()
                || self.is_before_relation(is_given || !is_first)
                || self.is_beside_client()
                || !is_first && (self.is_company() || self.is_met())
                || self.is_titled()
                || is_given && !self.is_behind_place_word() && !self.is_of_a_work())
    }

    fn before(&self) -> &str {
        self.text[..self.start].trim_end_matches([' ', '\t', '\n'])
    }

    fn after(&self) -> &str {
        &self.text[self.end..]
    }

    fn begins_a_sentence(&self) -> bool {
        let before =
            self.text[..self.start].trim_end_matches([' ', '\t', '"', '*', '_', '(', '\u{201c}']);
        let line = before.ends_with('\n') && {
            let above = before.trim_end_matches([' ', '\n']);
            above.ends_with(['.', '!', '?', ':']) || before.ends_with("\n\n") || above.is_empty()
        };
        before.is_empty()
            || line
            || before.ends_with(['.', '!', '?', '-', '#', '\u{2022}', '*', ';'])
    }

    /// "Flatmate Ann", "brother-in-law (Ann)", "a friend, Ann,", "her friend named Ann", "friends: Ann".
    fn is_behind_relation(&self) -> bool {
        let before = self.before();
        let is_listed = before.ends_with(':') && {
            let start = before.rfind(['.', '\n', ';']).map_or(0, |at| at + 1);
            before[start..]
                .split(|c: char| !is_part(c))
                .map(str::to_lowercase)
                .any(|word| is_relation(&word) || GROUPS.contains(&word.as_str()))
                && !self.goes_on_as_a_sentence()
        };
        let untitled = TITLES
            .iter()
            .chain(&["Dr."])
            .find_map(|title| before.strip_suffix(title))
            .map_or(before, str::trim_end);
        let bare = untitled
            .trim_end_matches([',', '(', ':', '"', '\u{201c}', '\u{2014}', '\u{2013}'])
            .trim_end();
        let bare = ["named", "called", "name is", "whose name is", "is called", "is named"]
            .iter()
            .find_map(|link| bare.strip_suffix(link))
            .map_or(bare, str::trim_end);
        let bare = bare.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        let bare = ["Mr.", "Mrs.", "Ms.", "Dr.", "Miss"]
            .iter()
            .find_map(|title| bare.strip_suffix(title))
            .map_or(bare, str::trim_end);
        let relation = last_word(bare);
        // "Her husband, Anna noted" is rare; "with her mother, Thursday" is not asked.
        // "Her ex - Ann - left".
        let is_set_off = [" -", " \u{2013}", "\u{2014}"].iter().any(|dash| {
            untitled.ends_with(dash) && self.after().trim_start().starts_with(dash.trim_start())
        });
        let relation =
            if is_set_off { last_word(bare.trim_end_matches(['-', ' '])) } else { relation };
        let is_direct = is_relation(&relation.to_lowercase())
            && (is_set_off || !untitled.ends_with(['.', ';', '\u{2014}']));
        is_listed || is_direct && !before.ends_with(':')
    }

    /// "Ann (her aunt)", "Ann, his sister,".
    fn is_before_relation(&self, is_sure: bool) -> bool {
        let after = self.after();
        let in_brackets = after.trim_start().strip_prefix('(');
        let rest = in_brackets.or_else(|| after.strip_prefix(", ").filter(|_| is_sure));
        let Some(rest) = rest else { return false };
        let inside = rest.split([')', ',', '.', ';', '\n']).next().unwrap_or_default();
        let words: Vec<String> = inside.split(' ').map(str::to_lowercase).collect();
        let owner = ["his", "her", "their", "my", "the", "client's", "a", "an"];
        match words.as_slice() {
            [one] => in_brackets.is_some() && is_relation(one),
            [first, .., last] => {
                words.len() <= 4 && owner.contains(&first.as_str()) && is_relation(last)
            }
            [] => false,
        }
    }

    /// "Cl & Ann", "client and Ann".
    fn is_beside_client(&self) -> bool {
        let before = self.before();
        let Some(rest) = before.strip_suffix('&').or_else(|| before.strip_suffix(" and")) else {
            return false;
        };
        let word = last_word(rest.trim_end()).to_lowercase();
        matches!(word.as_str(), "cl" | "client" | "pt" | "patient" | "student" | "clt")
    }

    /// A figure that is played, or whose words are quoted: "plays Elsa", "quoted Maya Angelou".
    fn is_of_a_work(&self) -> bool {
        let word = last_word(self.before()).to_lowercase();
        let has_surname = self.after().trim_start_matches(' ').starts_with(char::is_uppercase);
        match word.as_str() {
            "plays" | "played" | "playing" => true,
            "quoted" | "quotes" | "quoting" | "by" | "cites" | "cited" => has_surname,
            _ => false,
        }
    }

    /// "With Ann and his kids", "with Ann again".
    fn is_company(&self) -> bool {
        let word = last_word(self.before()).to_lowercase();
        let next = self.after().trim_start_matches(' ');
        let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if word != "with" || next.starts_with(char::is_uppercase) {
            return false;
        }
        let owned = ["and his", "and her", "and their", "and the kids", "and the children"];
        let links = ["again", "who", "until", "since", "yesterday", "because"];
        owned.iter().any(|link| next.starts_with(link)) || links.contains(&next_word)
    }

    /// "Told Ann", "lives with Ann", "by the name of Ann". Two words with capitals are an agency as
    /// often as a person.
    fn is_met(&self) -> bool {
        let before = self.before();
        let start = before.len() - before.len().min(24);
        let start = (start..=before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(0);
        let lower = before[start..].to_lowercase();
        let is_led = |lead: &&str| {
            lower.strip_suffix(*lead).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        };
        let goes_on = self.after().trim_start_matches(' ').starts_with(char::is_uppercase);
        let mut names = ["by the name of", "named", "whose name is"].iter();
        names.any(&is_led) || !goes_on && TO_PERSONS.iter().chain(TOGETHER).any(is_led)
    }

    /// "Mr. Brook" of whom no profession is told in the same sentence.
    fn is_titled(&self) -> bool {
        let before = self.before();
        let title = before.rsplit([' ', '\n', '(']).next().unwrap_or_default();
        if !TITLES.contains(&title) {
            return false;
        }
        let start =
            before[..before.len() - title.len()].rfind(['.', '\n', ';']).map_or(0, |at| at + 1);
        let end = self.after().find(['.', '\n', ';']).map_or(self.text.len(), |at| self.end + at);
        let sentence = self.text[start..end].to_lowercase();
        !PROFESSIONS.iter().any(|word| sentence.contains(word))
    }

    fn is_behind_place_word(&self) -> bool {
        let word = last_word(self.before()).to_lowercase();
        matches!(
            word.as_str(),
            "in" | "near" | "dr" | "st" | "saint" | "called" | "judge" | "officer" | "nurse"
        ) || self.before().ends_with("Dr.")
            || self.before().ends_with("St.")
            || self.before().ends_with("Prof.")
    }

    fn is_thing(&self) -> bool {
        let next = self.after().trim_start_matches(['\'', '\u{2019}', 's', ' ']);
        let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        // A surname and a street may follow.
        self.after().starts_with('-') || THINGS.contains(&next_word.to_lowercase().as_str())
    }

    /// Tells whether a verb follows, so that a colon begins a sentence and no list.
    fn goes_on_as_a_sentence(&self) -> bool {
        let next = self.after().trim_start_matches(' ');
        !(next.is_empty()
            || next.starts_with([',', '.', ';', '\n', '(', '&'])
            || next.starts_with("and "))
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Returns the last word of a text, its hyphens with it.
fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !is_part(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        named_in(text, |word| word == "Odile").into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn people_are_found_by_what_stands_around_them() {
        for (text, found) in [
            ("Her flatmate Zorvan lent her the fare.", "Zorvan"),
            ("His brother-in-law (Tebrin) is ill.", "Tebrin"),
            ("Friends he can call: Zorvan, Tebrin, Ulba.", "Zorvan"),
            ("Mum (Zelda) rang.", "Zelda"),
            ("Her daughters Pim and Ottavia are away.", "Pim"),
            ("Went to the fair with Zorvan and his kids.", "Zorvan"),
            ("Step-dad Wulf shouted.", "Wulf"),
            ("Zorvan (her uncle) paid.", "Zorvan"),
            ("She wrote that Zorvan, her uncle, paid.", "Zorvan"),
            ("A colleague named Zorvan covers.", "Zorvan"),
            ("Went out after Jessica called.", "Jessica"),
            ("Jessica called at night.", "Jessica"),
            ("Brother\nZorvan drove.", "Zorvan"),
            ("A man by the name of Zorvan Slade follows her.", "Zorvan"),
            ("She told Zorvan about it.", "Zorvan"),
            ("In the choir she sits beside Ulba.", "Ulba"),
            ("The manager, Mr. Trevan, moved her.", "Trevan"),
            ("Group members present: Zorvan, Tebrin.", "Zorvan"),
        ] {
            assert_eq!(names(text), [found], "{text}");
        }
    }

    #[test]
    fn a_capital_alone_is_no_person() {
        for text in [
            "Father Army, mother nurse; brother ADHD.",
            "Dr. Pellworth (psychiatry) raised the dose.",
            "Sister lives in Northfold, brother in Kesh.",
            "Her husband Friday told her so.",
            "Her brother Odile came.",
            "Spoke with Probation at length.",
            "Her mother. Afterwards she slept.",
            "Moved to Jessica Street; the Martha Inventory was given.",
            "Began with Zoloft at night.",
            "Talked with mother, Clinician noted tears.",
            "Plan for friends: Call one of them.",
            "Spoke with Adult Protective Services.",
            "Ms. Tanver, the school counselor, rang.",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
