//! What is added to a client in one step, whoever interrupts it (docs/decisions/0049).

use std::path::Path;

use crate::disk::DiskError;
use crate::disk::staged::Stage;
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::chart::archive::is_archived;

/// What a killed run has begun to add, and what cannot be brought to its place.
#[derive(Debug, thiserror::Error)]
#[error("what a killed import has begun to add to a client cannot be brought to its place")]
struct NotEnded(#[from] DiskError);

impl Explain for NotEnded {
    fn hint(&self) -> Option<String> {
        Some("Compare what lies in that folder with what has its place in the client's, and move away the one that is not wanted; `casenotes import` then goes on.".into())
    }
}

impl Chart {
    /// Adds the files that `fill` writes to a client, who may not be there yet: all of them, or none. They are named
    /// by their places in the client's folder.
    ///
    /// # Errors
    /// Fails when `fill` or the disk does, and when another file has one of the names; none of them is there then.
    pub fn add_to_client(
        &self,
        client: &ClientId,
        fill: impl FnOnce(&mut Stage<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.tree().add_files(&self.client_folder(client), fill)
    }

    /// Ends what a killed run has begun to add to clients, and removes what it never finished. Returns the clients.
    ///
    /// # Errors
    /// Fails when something cannot be moved to its place; nothing of it is lost.
    pub fn end_arrivals(&self) -> Result<Vec<String>, Failure> {
        let Some(clients) = self.tree().root().open_in("clients")? else { return Ok(Vec::new()) };
        let is_of_the_record = |client: &str, inside: &Path| {
            let path = format!("clients/{client}/{}", inside.display());
            ClientId::is_valid(client) && is_archived(&path)
        };
        Ok(clients.end_arrivals(&is_of_the_record).map_err(NotEnded)?)
    }
}
