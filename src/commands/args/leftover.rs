//! The arguments that say what is to be done with a text that a killed run left.

/// What is to be done with a text that a killed run left.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct LeftoverArgs {
    /// Take up the text that a killed run left
    #[arg(long, conflicts_with = "discard")]
    pub recover: bool,
    /// Throw away the text that a killed run left; at a terminal you are asked first
    #[arg(long)]
    pub discard: bool,
}
