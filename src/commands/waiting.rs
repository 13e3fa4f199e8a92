//! Texts that killed or failed runs have left, told when the same is begun again.

use std::path::Path;

use crate::chart::layout::WORKBENCH;
use crate::disk::workbench::leftovers;
use crate::output::Output;

/// Says where a text is that was begun for the same purpose and never saved.
pub fn tell(folder: &Path, label: &str, output: &mut Output<'_>) {
    for left in leftovers(folder, WORKBENCH).iter().filter(|left| left.label == label) {
        output.warning(format_args!("an earlier text was not saved: {}", left.text.display()));
        output.hint("Take what you need from it, then remove its folder.");
    }
}
