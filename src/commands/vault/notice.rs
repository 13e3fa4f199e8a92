//! What became of the sealed files since this machine saw them last: what is gone, and what another device,
//! or a program that carries files, has written over a version that was sealed here.

use std::collections::BTreeSet;

use crate::disk::DiskError;
use crate::domain::digest::sha256;
use crate::output::Output;
use crate::private::opened::Unsealed;
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::audit::audit;
use crate::private::vault::kind::Kind;
use crate::private::vault::memory::{FileName, Sealed};

/// How many are named; of more, how many there are.
const MOST: usize = 10;

/// Says which sealed files were here and are not any more. Takes no key.
///
/// A vault that cannot be looked through is for the command itself to tell: no text is refused because of
/// what became of others.
pub fn tell_gone(vault: &Vault, output: &mut Output<'_>) {
    let gone = vault.gone().unwrap_or_default();
    if gone.is_empty() {
        return;
    }
    output.warning(format_args!(
        "not there any more, and not removed with `casenotes vault remove`: {}",
        names(&gone)
    ));
    output.hint("Take it from another copy with `casenotes vault sync DIR` or from a backup; if it was to go, run `casenotes vault remove ID`.");
}

/// Says which versions that this machine has sealed are in no file any more, because others were written
/// over them. What cannot be read is left out, as in [`tell_gone`].
pub fn tell_overwritten(vault: &Vault, identity: &Identity, output: &mut Output<'_>) {
    let lost = overwritten(vault, identity).unwrap_or_default();
    if lost.is_empty() {
        return;
    }
    output.warning(format_args!(
        "what this machine sealed last was written over by something that does not follow it: {}",
        names(&lost)
    ));
    output.hint("Another device or a program has replaced the file. Take your version from another copy with `casenotes vault sync DIR`, or from a backup; once you change the note here, this is settled.");
}

fn overwritten(vault: &Vault, identity: &Identity) -> Result<Vec<FileName>, DiskError> {
    let Some(memory) = vault.memory()? else { return Ok(Vec::new()) };
    let mut missing: Vec<(&FileName, &String)> = Vec::new();
    let mut known = BTreeSet::new();
    for (file, remembered) in &memory.files {
        let Some(bytes) = vault.shelf(file.0).read_if_there(&file.1)? else { continue };
        if sha256(&bytes) == remembered.digest {
            continue;
        }
        // What does not open is found for what it is.
        let Ok(opened) = Unsealed::open(identity, &bytes) else { continue };
        let lineage = opened.lineage();
        let follows = lineage.as_ref().map_or(&[][..], |it| &it.follows);
        let versions = lineage.iter().map(|it| &it.version).chain(follows);
        let is_followed =
            remembered.version.as_ref().is_none_or(|known| versions.clone().any(|it| it == known));
        known.extend(versions.cloned());
        match &remembered.version {
            Some(version) if !is_followed => missing.push((file, version)),
            _ => {
                let version = lineage.map(|it| it.version);
                vault.note_version(file, &Sealed { bytes, version });
            }
        }
    }
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    // It may have gone to another name, or a program has put it beside.
    let mut others: Vec<Vec<u8>> = Vec::new();
    for file in vault.all()?.iter().filter(|file| !memory.files.contains_key(file)) {
        others.extend(vault.shelf(file.0).read_if_there(&file.1)?);
    }
    for copy in audit(vault)?.copies(vault.root()) {
        others.extend(vault.tree().read_if_there(&copy.path)?);
    }
    for bytes in others {
        if let Some(lineage) = Unsealed::open(identity, &bytes).ok().and_then(|file| file.lineage())
        {
            known.extend(lineage.follows);
            known.insert(lineage.version);
        }
    }
    missing.retain(|(_, version)| !known.contains(*version));
    Ok(missing.into_iter().map(|(file, _)| file.clone()).collect())
}

fn names(files: &[FileName]) -> String {
    let name = |(kind, id): &FileName| match kind {
        Kind::Note => format!("`{id}`"),
        kind => format!("the {} `{id}`", kind.noun()),
    };
    let mut names: Vec<String> = files.iter().take(MOST).map(name).collect();
    if files.len() > MOST {
        names.push(format!("and {} more", files.len() - MOST));
    }
    names.join(", ")
}
