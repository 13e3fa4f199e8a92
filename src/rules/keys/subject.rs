//! What the rules about identities look at.

/// An identity file.
#[derive(Clone, Copy, Debug)]
pub struct KeySubject {
    /// The service that copies its folder to other machines.
    pub synchronised_by: Option<&'static str>,
}
