//! Identifiers that have a form of their own or a word in front of them.

use regex::Regex;

use crate::record::deidentify::{Category, Found, names, placeholder};

/// A form, and which part of it goes.
pub(super) struct Pattern {
    category: Category,
    form: Regex,
    /// Whether only what has a digit in it counts.
    wants_digit: bool,
    /// Words in front of which it is no such thing.
    not_behind: Option<Regex>,
    /// Whether it is no such thing where it is a code of a service.
    is_no_service: bool,
}

/// What stands between a word such as `account` and its number.
const BETWEEN: &str = r"(?:[-\s]*(?:number|numbers|no\.?|nr\.?|id|code|#))*[\s:#]*";

/// A number or code behind such a word.
const CODE: &str = r"([A-Za-z0-9][-A-Za-z0-9./]{2,}[A-Za-z0-9])";

/// The forms of streets.
const STREETS: &str = "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Way|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Square|Sq|Circle|Cir|Trail";

/// Returns every form that is looked for.
pub(super) fn all() -> Vec<Pattern> {
    let behind = |words: &str| format!(r"(?i)\b(?:{words})\b{BETWEEN}{CODE}");
    let plain = |category, form: &str| Pattern {
        category,
        form: made(form),
        wants_digit: false,
        not_behind: None,
        is_no_service: false,
    };
    let with_digit = |category, form: &str| Pattern { wants_digit: true, ..plain(category, form) };
    let coded = |category, words: &str| with_digit(category, &behind(words));
    vec![
        plain(Category::Photo, r"!\[[^\]]*\]\([^)]*\)"),
        plain(Category::Photo, r"(?i)<img\b[^>]*>"),
        plain(Category::Url, r"(?i)\b(?:https?|ftp|file)://[^\s<>)\]]*[^\s<>)\].,;:!?]"),
        plain(Category::Url, r"(?i)\bwww\.[^\s<>)\]]*[^\s<>)\].,;:!?]"),
        plain(Category::Url, r"\]\(([^)\s]+)[^)]*\)"),
        plain(
            Category::Url,
            r"(?i)\b(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|io|info|me|app|us|uk|ca|de|dev|ly|co|biz|tv|eu|au|nz|ie|fr|xyz|site|blog|page|social|shop|store|online|club|live|art|studio|design|photos?|photography|website|web|tech|cloud|world|life|care|health|house|work|works|team|email|news|media|music|games|fun|space|link|name|pro|tips|today|town|garden|coffee|pizza|fm|gg|cc|ch|at|es|it|nl|be|se|no|dk|fi|pl|pt|in|jp|cn|br|mx|za|ai|example|test)\b(?:/[^\s<>)\]]*[^\s<>)\].,;:!?])?",
        ),
        plain(Category::Email, r"(?i)\w(?:[-\w.%+'’]*)@\w[-\w.]*\.\p{L}{2,}"),
        // Signs that are spelled, so that no machine finds the address.
        plain(
            Category::Email,
            r"(?i)\b[\w.+-]+\s*[\[({<]\s*at\s*[\])}>]\s*[\w-]+(?:(?:\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+|\.)[\w-]+)*",
        ),
        plain(Category::Email, r"(?i)\b[\w.+-]+\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+\b"),
        plain(Category::Email, r"\b[\w.+-]+\s*\bAT\b\s*[\w-]+(?:\.[\w-]+)+\b"),
        // `five five five, oh one nine two`.
        plain(
            Category::Phone,
            r"(?i)\b(?:(?:double|triple)[-\s]+)?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)(?:[-,\s]+(?:(?:double|triple)[-\s]+)?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)){5,}\b",
        ),
        plain(Category::Ip, r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
        plain(
            Category::Ip,
            r"(?i)\b(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}\b|:)(?::[0-9a-f]{1,4}\b)*",
        ),
        with_digit(Category::Ip, r"(?i)\b[0-9a-f]{1,4}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*\b)?"),
        plain(Category::SocialSecurity, r"\b\d{3}[-\s]\d{2}[-\s]\d{4}\b"),
        plain(
            Category::SocialSecurity,
            r"(?i)\b(?:ssn|social\s+security)\b[^\d\n]{0,20}(\d[-\d\s]{2,}\d)",
        ),
        plain(Category::Fax, r"(?i)\bfax\b[^\d\n+(]{0,12}([+(]?\d[-\d\s().]{5,}\d)"),
        plain(Category::Phone, r"(?:\+?1[-.\s]?)?\(?\b\d{3}\)?[-.\s]?\d{3}[-.\s]\d{4}\b"),
        plain(Category::Phone, r"\(?\b\d{3}\)?[-.\s]\d{7}\b"),
        plain(Category::Phone, r"\b\d{3}[-.\s]\d{4}\b"),
        plain(Category::Phone, r"\b0\d{2,4}[-.\s]\d{3,4}[-.\s]\d{3,4}\b"),
        plain(Category::Phone, r"\+\d[-\d\s().]{6,}\d"),
        plain(
            Category::Phone,
            r"(?i)\b(?:phone|tel|telephone|cell|mobile)\b[^\d\n+(]{0,12}([+(]?\d[-\d\s().]{5,}\d)",
        ),
        coded(Category::Record, "mrn|medical\\s+record|record|chart|case|patient|file"),
        coded(
            Category::Plan,
            "member|policy|plan|subscriber|group|insurance|medicaid|medicare|claim|beneficiary",
        ),
        coded(Category::Account, "account|acct|iban|routing"),
        coded(Category::Licence, "licen[cs]e|certificate|passport|npi|dea|badge"),
        coded(Category::Vehicle, "plates?|vin|vehicle|registration"),
        coded(Category::Device, "serial|device|imei|mac|pacemaker|implant"),
        with_digit(
            Category::Vehicle,
            r"\b(?i:plates?)\b(?i:\s*(?:is|are|number|no\.?|[:#]))*\s*([A-Z0-9]{1,4}[-\s][A-Z0-9]{2,5}(?:[-\s][A-Z0-9]{1,3})?)\b",
        ),
        plain(Category::Vehicle, r"\b[A-Z]{3}-\d{3,4}\b"),
        with_digit(Category::Vehicle, r"\b[A-HJ-NPR-Z0-9]{17}\b"),
        plain(Category::Device, r"(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b"),
        plain(
            Category::Place,
            &format!(
                r"\b\d{{1,6}}[A-Za-z]?\s+(?:[A-Z0-9][\w'’.]*\s+){{1,4}}(?:{STREETS})\b\.?(?:,?\s*(?:Apt|Apartment|Unit|Suite|Ste|Floor|#)\.?\s*\w+)?"
            ),
        ),
        plain(
            Category::Place,
            r"\b(?:Flat|Apt|Apartment|Unit|Suite|apartment|apt)\.?\s+#?\d{1,4}[A-Za-z]?\b(?:,\s+(?:\w+\s+floor))?",
        ),
        // Postcodes of Britain and of Canada, and of Australia behind the state.
        Pattern {
            not_behind: Some(made(
                r"(?i)\b(?:plates?|reg(?:istration)?|vehicle|car)\b[^.;\n]{0,16}$",
            )),
            ..plain(Category::Place, r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")
        },
        plain(Category::Place, r"\b[A-CEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d\b"),
        plain(Category::Place, r"\b(?:NSW|VIC|Vic|QLD|Qld|WA|SA|TAS|Tas|ACT|NT)\s(\d{4})\b"),
        with_digit(
            Category::Place,
            r"(?i)\b(?:post\s?code|zip(?:\s?code)?|eircode)\b(?:\s*(?:is|was|[:#]))*\s*([A-Z]{0,2}\d[A-Z\d]*(?:[\s-][A-Z\d]{3,4})?)\b",
        ),
        // A file, whose name can be that of a person or a day.
        plain(
            Category::Photo,
            r"(?i)\b[\w-]+\.(?:jpe?g|png|gif|heic|heif|tiff?|bmp|webp|mp[34]|m4[av]|wav|aac|ogg|mov|avi|mkv|webm|pdf|docx?|xlsx?|pptx?|odt|rtf|csv|zip|dcm)\b",
        ),
        plain(Category::Place, r"(?i)\bp\.?\s*o\.?\s+box\s+\d+"),
        plain(
            Category::Place,
            r"\b(?:[A-Z][\w'’.]+\s+){0,2}[A-Z][\w'’.]+,?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b",
        ),
        // Its first three digits may stay only where the area is large, which no program knows.
        Pattern {
            is_no_service: true,
            not_behind: Some(made(
                r"(?i)\b(?:cpt|hcpcs|code|codes|service|services|billed|bill|add-on|add-ons|procedure)\b[^.;\n]{0,24}$",
            )),
            ..plain(Category::Place, r"\b\d{5}(?:-\d{4})?\b")
        },
        plain(Category::Other, r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        plain(Category::Other, r"\b(?:\d{4}[-\s]){3}\d{1,7}\b"),
        Pattern {
            not_behind: Some(made(
                r"(?i)\b(?:snomed|snomed[- ]ct|loinc|rxnorm|rxcui|umls|ndc|icd|concept)\b[\s:#]*(?:ct\b|code\b|id\b)?[\s:#]*$",
            )),
            ..plain(Category::Other, r"\b\d{6,}\b")
        },
        plain(Category::Other, r"\bc-[23456789a-hj-km-np-z]{4}\b"),
        plain(Category::Other, r"(?:^|[\s(])(@\w{2,})"),
        // "IG: eva_knits", "snap eva_m": a name of an account, with its underscore.
        plain(
            Category::Other,
            r"(?i)\b(?:ig|insta|instagram|snap|snapchat|tiktok|twitter|x|discord|twitch|reddit|telegram|skype|kik|threads|mastodon|bluesky|facebook|fb|username|user name|handle|account|gamertag)\b\s*(?:is|name|handle|as)?\s*[:=]?\s*(\w*[A-Za-z]\w*[_.]\w+)",
        ),
        // "Tweets as mudqueen_58".
        plain(
            Category::Other,
            r"(?i)\b(?:tweets|posts|blogs|streams|games|sells|chats|comments|signs in|logs in)(?: online| there)? (?:as|under) (\w*[A-Za-z]\w*[_.\d]\w*)",
        ),
        with_digit(
            Category::Other,
            r"\b(?:[A-Za-z]+\d{3,}[A-Za-z0-9]*|\d{3,}[A-Za-z]+\d[A-Za-z0-9]*)\b",
        ),
    ]
}

impl Pattern {
    /// Finds the form; where it has a group, only that part goes.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        for groups in self.form.captures_iter(text) {
            let Some(part) = groups.get(1).or_else(|| groups.get(0)) else { continue };
            if self.wants_digit && !part.as_str().contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let before = || {
                let start = text.floor_char_boundary(part.start().saturating_sub(48));
                &text[start..part.start()]
            };
            if self.is_no_service && is_service(part.as_str())
                || self.not_behind.as_ref().is_some_and(|words| words.is_match(before()))
            {
                continue;
            }
            let (range, category) = (part.range(), self.category);
            found.push(Found { range, category, placeholder: placeholder(category) });
        }
    }
}

/// Tells whether five figures are a code of a service: psychotherapy, tests, visits (CPT). There are
/// ZIP codes among them, all of the west coast; what is left is for a person to look at.
fn is_service(code: &str) -> bool {
    let ranges =
        [90_785..=90_899, 96_105..=96_171, 97_151..=97_158, 98_960..=98_981, 99_202..=99_499];
    code.parse().is_ok_and(|code: u32| ranges.iter().any(|range| range.contains(&code)))
}

/// Returns what finds a text of the client file: as a whole, its parts between commas and lines, and
/// the figures of a telephone number however they are grouped.
pub(super) fn of_text(category: Category, text: &str) -> Vec<Option<Regex>> {
    let mut found = vec![names::phrase(text)];
    match category {
        Category::Place => {
            let parts = text.split([',', ';', '\n']).map(str::trim);
            // A town stands in a text without its state and ZIP code.
            let parts = parts.flat_map(|part| [part, without_state(part)]);
            found.extend(parts.filter(|part| part.chars().count() > 2).map(names::phrase));
        }
        Category::Phone | Category::Fax => {
            let figures: Vec<String> =
                text.chars().filter(char::is_ascii_digit).map(String::from).collect();
            if figures.len() > 5 {
                found.push(Regex::new(&figures.join(r"[-\s().]{0,3}")).ok());
            }
        }
        _ => {}
    }
    found
}

/// Returns a part of an address without the state and ZIP code at its end.
fn without_state(part: &str) -> &str {
    let is_code = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_state = |word: &str| word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
    let mut town = part;
    for ends in [&is_code as &dyn Fn(&str) -> bool, &is_state] {
        match town.rsplit_once(char::is_whitespace) {
            Some((before, word)) if ends(word) => town = before.trim_end(),
            _ => {}
        }
    }
    town
}

/// Makes a pattern whose words begin and end as those of ASCII do: a number counts that stands against a
/// letter of another script, and a long text in one takes a fraction of the time.
pub(super) fn made(pattern: &str) -> Regex {
    let pattern = pattern.replace(r"\b", r"(?-u:\b)");
    Regex::new(&pattern).expect("the patterns of this module are sound")
}
