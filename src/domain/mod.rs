//! The words of the practice: who, when, which note. No files, no text format.

pub mod aim;
pub mod amendment;
pub mod client_id;
pub mod clock;
pub mod codes;
pub mod copy_name;
pub mod digest;
pub mod editor_files;
pub mod format_name;
pub mod limits;
pub mod moment;
pub mod nearest;
pub mod note_id;
pub mod note_kind;
pub mod note_ref;
pub mod position;
pub mod recipient_list;
pub mod record_kind;
pub mod sealed_file;
pub mod session_time;
pub mod stray;
pub mod whose;
