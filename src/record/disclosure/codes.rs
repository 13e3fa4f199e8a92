//! The codes of entries that the program itself writes, or knows by more than the tables of the laws.

/// The code of a disclosure that no rule permits, in every law: a misdirected fax, the record of somebody
/// else.
pub const IMPERMISSIBLE: &str = "impermissible";

/// The code of an entry which says that a note of an earlier one was not of this client. It is no
/// disclosure of this client's, stands in no table, and is written by `move` alone.
pub const MISFILED: &str = "misfiled";
