//! What the labels of lines, the keys of front matter and the columns of tables say of a note.

/// What a key or the label of a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// The number of the client.
    Id,
    /// The client's name.
    Name,
    /// The date of birth.
    Birth,
    /// The day of the session.
    Date,
    /// When the file was made.
    Made,
    /// The time of the session.
    Time,
    /// Who wrote it.
    Author,
    /// Who signed it.
    Signed,
}

const LABELS: &[(Meant, &[&str])] = &[
    (Meant::Id, &["clientid", "patientid", "mrn", "casenumber"]),
    (
        Meant::Name,
        &[
            "client",
            "patient",
            "clientname",
            "patientname",
            "name",
            "fullname",
            "client.name",
            "patient.name",
            "klient",
            "klientin",
        ],
    ),
    (
        Meant::Birth,
        &[
            "dob",
            "dateofbirth",
            "birthdate",
            "birthday",
            "born",
            "client.dob",
            "client.birthdate",
            "patient.dob",
            "geburtsdatum",
            "geb",
        ],
    ),
    (
        Meant::Date,
        &[
            "date",
            "sessiondate",
            "dateofsession",
            "dateofservice",
            "servicedate",
            "dos",
            "start",
            "starttime",
            "session",
            "encounterdate",
            "appointment",
            "datum",
        ],
    ),
    (Meant::Made, &["created", "createdat", "datecreated"]),
    (Meant::Time, &["time", "sessiontime", "timeofsession", "uhrzeit"]),
    (
        Meant::Author,
        &[
            "author",
            "clinician",
            "therapist",
            "provider",
            "counselor",
            "writtenby",
            "therapeut",
            "therapeutin",
        ],
    ),
    (
        Meant::Signed,
        &["signedby", "signature", "electronicallysignedby", "digitallysignedby", "esignedby"],
    ),
];

/// Returns what a label says, whatever its case and the signs in it.
pub fn meant(label: &str) -> Option<Meant> {
    let label: String = label.chars().filter(|c| c.is_alphanumeric() || *c == '.').collect();
    let label = label.to_lowercase();
    LABELS.iter().find(|(_, labels)| labels.contains(&&*label)).map(|(meant, _)| *meant)
}
