//! Of which clients something is told.

use crate::domain::client_id::ClientId;

/// Of which clients; of all, when none is named.
#[derive(Debug, clap::Args)]
pub struct ClientArgs {
    /// Only of these clients
    #[arg(value_name = "CLIENT")]
    clients: Vec<ClientId>,
    /// Only of this client; the same as naming it
    #[arg(long = "client", value_name = "CLIENT")]
    more_clients: Vec<ClientId>,
}

impl ClientArgs {
    /// Returns the clients that are named, each once and sorted.
    pub fn named(&self) -> Vec<ClientId> {
        let mut named: Vec<ClientId> =
            self.clients.iter().chain(&self.more_clients).cloned().collect();
        named.sort();
        named.dedup();
        named
    }
}
