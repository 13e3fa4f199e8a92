//! Texts that killed or failed runs have left, told when the same is begun again.

use std::path::Path;

use crate::chart::layout::WORKBENCH;
use crate::disk::folder::Folder;
use crate::disk::workbench::leftovers;
use crate::output::Output;

/// Says where a text is that was begun for the same purpose and never saved.
pub fn tell(folder: &Folder, label: &str, output: &mut Output<'_>) {
    let next = |_: &Path| "Take what you need from it, then remove its folder.".to_owned();
    tell_how(folder, label, ("an earlier text was not saved", next), output);
}

/// The same, in words of the command's own: what has not been done, and what to do with the text.
pub fn tell_how(
    folder: &Folder,
    label: &str,
    (what, next): (&str, impl Fn(&Path) -> String),
    output: &mut Output<'_>,
) {
    for left in leftovers(folder, WORKBENCH).iter().filter(|left| left.label == label) {
        output.warning(format_args!("{what}: {}", left.text.display()));
        output.hint(next(&left.text));
    }
}
