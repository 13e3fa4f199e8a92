//! What the columns of a table say of a client or of a note, by the names that other programs give them.
//!
//! Some are those that help pages of products name: the list of clients that SimplePractice asks for, the grid of
//! patients that Valant exports (`Main Phone`, `Documentation ID`), the details of a client in TheraNest (`Client ID
//! number`, `Birthdate`), the imports of BestNotes (`APPTSTART`, `CID`, `ALTID`) and the names that Upheal knows in the
//! exports of others. No page told those of TherapyNotes, Jane, TherapyAppointment and others. The rest is what else
//! says the same. What stands in no list here, such as codes of CPT and ICD, stays with the note as it is.

use std::str::FromStr;

use crate::import::labels::{Meant, meant};

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The number of the client in the program that the table comes from, or an id of the chart.
    Id,
    /// The name.
    Name,
    /// The given name.
    Given,
    /// What stands between given and family name.
    Middle,
    /// The family name.
    Family,
    /// The date of birth.
    Birth,
    /// The day of the session, with its time or without.
    Date,
    /// The time of the session.
    Time,
    /// Who wrote the note.
    Author,
    /// Who signed the note.
    Signed,
    /// A part of the note.
    Text,
    /// A part of the address; the parts stand in the order of the columns.
    Address,
    /// Another key of the client file.
    Detail(&'static str),
    /// Anything else.
    Other,
}

/// The words for columns in a plan.
const WORDS: &[(&str, Column)] = &[
    ("id", Column::Id),
    ("name", Column::Name),
    ("given_name", Column::Given),
    ("middle_name", Column::Middle),
    ("family_name", Column::Family),
    ("birth_date", Column::Birth),
    ("date", Column::Date),
    ("time", Column::Time),
    ("author", Column::Author),
    ("signed_by", Column::Signed),
    ("text", Column::Text),
    ("address", Column::Address),
    ("phone", Column::Detail("phone")),
    ("email", Column::Detail("email")),
    ("pronouns", Column::Detail("pronouns")),
    ("emergency_contact", Column::Detail("emergency_contact")),
    ("payer", Column::Detail("payer")),
    ("member_number", Column::Detail("member_number")),
    ("other", Column::Other),
];

/// A word that says what no column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not one of id, name, given_name, middle_name, family_name, birth_date, date, time, author, signed_by, text, address, phone, email, pronouns, emergency_contact, payer, member_number, other"
)]
pub struct NotAColumn;

impl FromStr for Column {
    type Err = NotAColumn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        WORDS.iter().find(|(word, _)| *word == text).map(|(_, it)| *it).ok_or(NotAColumn)
    }
}

impl Column {
    /// Returns the word for it in a plan.
    pub fn as_str(self) -> &'static str {
        WORDS.iter().find(|(_, it)| *it == self).map_or("other", |(word, _)| word)
    }
}

/// The names of columns, in small letters, without what stands in parentheses and without any sign.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::Id,
        &[
            "clientnumber",
            "patientnumber",
            "chartnumber",
            "accountnumber",
            "clientno",
            "patientno",
            "clientidnumber",
            "patientidnumber",
            "clientidentifier",
            "patientidentifier",
            "clientuniqueid",
            "patientaccountnumber",
            "medicalrecordnumber",
            "cid",
            "altid",
            "patientguid",
            "clientguid",
        ],
    ),
    (
        Column::Name,
        &[
            "patientfullname",
            "clientfullname",
            "legalname",
            "clientlegalname",
            "namelastfirst",
            "patientnamelastfirst",
            "clientnamelastfirst",
            "klientname",
        ],
    ),
    (
        Column::Given,
        &[
            "firstname",
            "givenname",
            "legalfirstname",
            "clientfirstname",
            "patientfirstname",
            "clientfirst",
            "patientfirst",
            "clientlegalfirstname",
            "first",
            "fname",
            "vorname",
        ],
    ),
    (
        Column::Middle,
        &[
            "middlename",
            "middleinitial",
            "legalmiddlename",
            "clientmiddlename",
            "patientmiddlename",
            "middle",
            "mi",
        ],
    ),
    (
        Column::Family,
        &[
            "lastname",
            "familyname",
            "surname",
            "legallastname",
            "clientlastname",
            "patientlastname",
            "clientlast",
            "patientlast",
            "clientlegallastname",
            "last",
            "lname",
            "nachname",
            "familienname",
        ],
    ),
    (
        Column::Birth,
        &[
            "clientdob",
            "patientdob",
            "clientdateofbirth",
            "patientdateofbirth",
            "patientbirthdate",
            "clientbirthdate",
            "birthdt",
            "dobirth",
            "patientbirthday",
            "clientbirthday",
        ],
    ),
    (
        Column::Date,
        &[
            "notedate",
            "appointmentdate",
            "sessiondatetime",
            "appointmentdatetime",
            "dateandtime",
            "datetime",
            "visitdate",
            "appointmentstart",
            "sessionstart",
            "appointmentstarttime",
            "sessionstarttime",
            "entrydate",
            "chartdate",
            "apptdate",
            "apptstart",
            "apptdatetime",
            "appointmentstartdate",
            "dateofservicerendered",
            "servicedateandtime",
            "servicestart",
            "servicestartdate",
            "dateofvisit",
            "dateofappointment",
            "dateofencounter",
            "contactdate",
        ],
    ),
    (
        Column::Time,
        &["appointmenttime", "appttime", "visittime", "servicetime", "timeofservice", "timein"],
    ),
    (
        Column::Author,
        &[
            "clinicianname",
            "providername",
            "therapistname",
            "rendering",
            "renderingprovider",
            "renderingprovidername",
            "renderingclinician",
            "renderedby",
            "serviceprovider",
            "assignedclinician",
            "assignedprovider",
            "documentedby",
            "completedby",
            "counselorname",
            "authorname",
            "noteauthor",
            "primaryclinician",
            "staff",
            "staffname",
            "staffmember",
            "practitioner",
            "practitionername",
            "treatingprovider",
            "createdby",
            "enteredby",
        ],
    ),
    (Column::Signed, &["signedbyname", "signer", "signername", "signoff", "notesignedby"]),
    (
        Column::Text,
        &[
            "note",
            "notes",
            "notetext",
            "notecontent",
            "notebody",
            "content",
            "body",
            "text",
            "progressnote",
            "progressnotes",
            "sessionnote",
            "sessionnotes",
            "clinicalnote",
            "clinicalnotes",
            "therapynote",
            "therapynotes",
            "treatmentnote",
            "encounternote",
            "encounternotes",
            "visitnote",
            "casenote",
            "casenotes",
            "soapnote",
            "dapnote",
            "birpnote",
            "noteentry",
            "sessionnarrative",
            "chartnote",
            "chartentry",
            "subjective",
            "objective",
            "assessment",
            "plan",
            "data",
            "behavior",
            "intervention",
            "interventions",
            "response",
            "goals",
            "problem",
            "evaluation",
            "narrative",
            "summary",
            "sessionsummary",
            "notiz",
            "verlauf",
        ],
    ),
    (
        Column::Address,
        &[
            "address",
            "address1",
            "address2",
            "addressline1",
            "addressline2",
            "street",
            "street1",
            "street2",
            "streetaddress",
            "mailingaddress",
            "homeaddress",
            "clientaddress",
            "patientaddress",
            "patientstreet",
            "patientcity",
            "patientstate",
            "patientzip",
            "patientzipcode",
            "city",
            "state",
            "stateprovince",
            "province",
            "zip",
            "zipcode",
            "postal",
            "postalcode",
            "country",
            "adresse",
            "strasse",
            "straße",
            "ort",
            "plz",
        ],
    ),
    (
        Column::Detail("phone"),
        &[
            "phone",
            "phonenumber",
            "mobile",
            "mobilephone",
            "mobilephonenumber",
            "cell",
            "cellphone",
            "homephone",
            "workphone",
            "primaryphone",
            "primaryphonenumber",
            "mainphone",
            "mobilenumber",
            "cellnumber",
            "dayphone",
            "clientphonenumber",
            "patientphonenumber",
            "telephone",
            "clientphone",
            "patientphone",
            "telefon",
            "handy",
        ],
    ),
    (
        Column::Detail("email"),
        &[
            "email",
            "emailaddress",
            "clientemail",
            "patientemail",
            "mail",
            "primaryemail",
            "clientemailaddress",
            "patientemailaddress",
        ],
    ),
    (Column::Detail("pronouns"), &["pronouns", "pronoun", "preferredpronouns"]),
    (
        Column::Detail("emergency_contact"),
        &[
            "emergencycontact",
            "emergencycontactname",
            "emergencycontactphone",
            "emergencycontactphonenumber",
            "emergencyname",
            "emergencyphone",
            "emergencycontactrelationship",
        ],
    ),
    (
        Column::Detail("payer"),
        &[
            "payer",
            "payername",
            "insurance",
            "primaryinsurance",
            "insurancecompany",
            "insurancepayer",
            "primaryinsurancepayer",
            "primarypayer",
            "insurancename",
            "primaryinsurancename",
            "insuranceprovider",
            "insurancecarrier",
            "primaryinsurancecompany",
            "carrier",
        ],
    ),
    (
        Column::Detail("member_number"),
        &[
            "memberid",
            "membernumber",
            "insuranceid",
            "insurancememberid",
            "primaryinsurancememberid",
            "policynumber",
            "subscriberid",
            "primarymemberid",
            "insuranceidnumber",
            "insurancepolicynumber",
            "primaryinsuranceid",
            "memberidnumber",
            "subscribernumber",
        ],
    ),
];

/// The names of numbers of which only a list of clients leaves no doubt whose they are: in other tables they may be
/// those of the notes.
const OWN_NUMBERS: &[&str] =
    &["id", "externalid", "documentationid", "rowid", "guid", "recordnumber", "acct", "number"];

/// Returns a name without what stands in parentheses, and without any sign.
fn plain(name: &str) -> String {
    let before = name.split('(').next().unwrap_or_default();
    let letters: String = before.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.to_lowercase()
}

/// Tells whether a column has the numbers of the clients, if the table is a list of them.
pub fn is_own_number(name: &str) -> bool {
    OWN_NUMBERS.contains(&&*plain(name))
}

/// Returns what a column says by its name.
pub fn named(name: &str) -> Column {
    let before = name.split('(').next().unwrap_or_default();
    let plain = plain(name);
    if let Some((column, _)) = NAMES.iter().find(|(_, names)| names.contains(&&*plain)) {
        return *column;
    }
    match meant(before) {
        Some(Meant::Id) => Column::Id,
        Some(Meant::Name) => Column::Name,
        Some(Meant::Birth) => Column::Birth,
        Some(Meant::Date) => Column::Date,
        Some(Meant::Time) => Column::Time,
        Some(Meant::Author) => Column::Author,
        Some(Meant::Signed) => Column::Signed,
        // When a row was made is not when the session was.
        Some(Meant::Made) | None => Column::Other,
    }
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A note each.
    Notes,
    /// A client each.
    Clients,
}

/// Returns what the rows of a table are, by what its columns say; `None` if they do not say it.
pub fn holds(columns: &[Column]) -> Option<Holds> {
    let has = |column: Column| columns.contains(&column);
    let has_name = has(Column::Name) || (has(Column::Given) && has(Column::Family));
    let is_about_a_client = has(Column::Birth)
        || has(Column::Address)
        || columns.iter().any(|column| matches!(column, Column::Detail(_)));
    match () {
        () if has(Column::Text) && has(Column::Date) => Some(Holds::Notes),
        () if has_name && is_about_a_client && !has(Column::Date) => Some(Holds::Clients),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_products_give_their_columns_are_known() {
        for (name, column) in [
            ("Legal First Name*", Column::Given),
            ("Date of Birth (MM/DD/YYYY)", Column::Birth),
            ("Mobile Phone", Column::Detail("phone")),
            ("Patient Name", Column::Name),
            ("Primary Insurance", Column::Detail("payer")),
            ("Member ID", Column::Detail("member_number")),
            ("MRN", Column::Id),
            ("Date of Service", Column::Date),
            ("Signed By", Column::Signed),
            ("Note Content", Column::Text),
            ("Main Phone", Column::Detail("phone")),
            ("Client ID number", Column::Id),
            ("Birthdate", Column::Birth),
            ("APPTSTART", Column::Date),
            ("client_first_name", Column::Given),
            ("E-Mail Address", Column::Detail("email")),
            ("Pronoun(s)", Column::Detail("pronouns")),
            ("Patient Name (Last, First)", Column::Name),
            ("Service Date", Column::Date),
            ("DOS", Column::Date),
            ("Rendering Provider", Column::Author),
            ("Date Signed", Column::Other),
            ("Preferred Name", Column::Other),
            ("CPT Code", Column::Other),
            ("ICD-10", Column::Other),
            ("Favorite color", Column::Other),
            ("", Column::Other),
        ] {
            assert_eq!(named(name), column, "{name}");
        }
    }

    #[test]
    fn each_word_of_a_plan_is_one_column_and_no_name_is_two() {
        for (word, column) in WORDS {
            assert_eq!((word.parse(), column.as_str()), (Ok(*column), *word));
        }
        let mut all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| *names).copied().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
        for (column, names) in NAMES {
            names.iter().for_each(|name| assert_eq!(named(name), *column, "{name}"));
        }
    }

    #[test]
    fn a_table_is_of_notes_or_of_clients_or_nobody_can_say() {
        let of = |names: &[&str]| holds(&names.iter().map(|name| named(name)).collect::<Vec<_>>());
        assert_eq!(of(&["Client", "Date", "Note"]), Some(Holds::Notes));
        assert_eq!(of(&["First Name", "Last Name", "DOB", "Notes"]), Some(Holds::Clients));
        let valant = ["Patient ID", "Name", "Address", "Main Phone", "Date of Birth", "Active"];
        assert_eq!(of(&valant), Some(Holds::Clients));
        assert_eq!(of(&["CID", "APPTSTART", "PROVIDER", "NOTES"]), Some(Holds::Notes));
        assert_eq!(of(&["Client", "Date", "Amount"]), None);
        assert_eq!(of(&["a", "b"]), None);
    }
}
