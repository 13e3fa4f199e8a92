//! What guards the record in git: nothing that was signed or logged is lost from one version to the next, and
//! nothing of a vault is in any. Versions in, findings out; who asks is a hook, `validate` or `sync`.

pub mod arrival;
pub mod doubt;
pub mod growth;
pub mod moved;
pub mod pushed;
pub mod staged;
pub mod version;
