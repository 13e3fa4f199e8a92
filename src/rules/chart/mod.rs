//! CT: the tree of progress notes.

use crate::rules::rule::{About, Family};

mod desktop_file_in_chart;
mod doubtful_record;
mod left_conflict;
mod open_chart;
mod repeated_session;
mod shallow_clone;
mod stray_file;
pub mod subject;
mod unfinished_merge;
mod unguarded_clone;
mod unreadable_file;
mod unsaved_edit;
mod unsound_settings;
mod unsound_template;

/// CT.
pub const FAMILY: Family = Family {
    letters: "CT",
    name: "chart",
    looks_at: "the tree of progress notes",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &stray_file::RULE,
        &repeated_session::RULE,
        &unsaved_edit::RULE,
        &unsound_template::RULE,
        &unreadable_file::RULE,
        &unsound_settings::RULE,
        &open_chart::RULE,
        &desktop_file_in_chart::RULE,
        &unfinished_merge::RULE,
        &unguarded_clone::RULE,
        &shallow_clone::RULE,
        &left_conflict::RULE,
        &doubtful_record::RULE,
    ],
};
