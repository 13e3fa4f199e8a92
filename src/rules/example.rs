//! A file that shows a rule at work.

/// A file that shows a rule at work.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Where it lies, below the root of its tree.
    pub path: &'static str,
    /// What it holds; `None` when the rule is about its absence.
    pub bytes: Option<&'static [u8]>,
    /// Its length, when it goes on with zeros behind `bytes`.
    pub length: Option<u64>,
    /// Its permission bits.
    pub mode: u32,
    /// Whether its tree is the vault.
    pub in_vault: bool,
    /// What the file is made of.
    pub material: Material,
    /// What lies beside it.
    pub beside: &'static [Companion],
}

/// What the file of an example is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Material {
    /// The bytes as they are.
    Bytes,
    /// The bytes sealed to the vault's recipients; `RECIPIENTS` in them is the digest of the list.
    Sealed,
    /// The bytes sealed as the text of a note, behind front matter.
    SealedText,
    /// The bytes sealed to somebody else.
    SealedToOthers,
    /// The bytes sealed, and one of them changed afterwards.
    SealedAndDamaged,
    /// The identity of the practice, below the home.
    Identity,
    /// A symbolic link that leads to where the bytes say.
    Link,
}

/// A file that an example needs beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Companion {
    /// A text.
    File {
        /// Where it lies, below the root of the tree.
        path: &'static str,
        /// What it holds.
        text: &'static str,
    },
    /// The signature of the file of the same name without `.sig`.
    Signature {
        /// Where it lies.
        path: &'static str,
        /// The Ed25519 key of so many bytes of this value signs it.
        seed: u8,
    },
    /// The same bytes as another file beside it.
    Copy {
        /// Where it lies.
        path: &'static str,
        /// What it is a copy of.
        from: &'static str,
    },
}

impl Example {
    pub const fn of(path: &'static str, bytes: Option<&'static [u8]>) -> Self {
        Self {
            path,
            bytes,
            length: None,
            mode: 0o600,
            in_vault: false,
            material: Material::Bytes,
            beside: &[],
        }
    }

    pub const fn file(path: &'static str, text: &'static str) -> Self {
        Self::bytes(path, text.as_bytes())
    }

    pub const fn bytes(path: &'static str, bytes: &'static [u8]) -> Self {
        Self::of(path, Some(bytes))
    }

    pub const fn note(text: &'static str) -> Self {
        Self::file("clients/c-7f3k/notes/2026-11-24-1400-dap.md", text)
    }

    pub const fn client(text: &'static str) -> Self {
        Self::file("clients/c-7f3k/client.toml", text)
    }

    pub const fn vault(path: &'static str, text: &'static str, mode: u32) -> Self {
        Self { mode, in_vault: true, ..Self::file(path, text) }
    }

    /// A text that is sealed and opened again.
    pub const fn opened(path: &'static str, text: &'static str, material: Material) -> Self {
        Self { in_vault: true, material, ..Self::file(path, text) }
    }

    /// The identity of the practice, at a path below the home.
    pub const fn identity(path: &'static str) -> Self {
        Self { material: Material::Identity, ..Self::file(path, "") }
    }

    /// What a sealed note of the session in [`Example::note`] holds.
    pub const fn sealed(text: &'static str) -> Self {
        let path = "clients/c-7f3k/2026-11-24-1400.md.age";
        Self::opened(path, text, Material::SealedText)
    }

    pub const fn oversized(path: &'static str, length: u64) -> Self {
        Self { length: Some(length), ..Self::bytes(path, &[]) }
    }

    /// The absence of a file.
    pub const fn nothing(path: &'static str) -> Self {
        Self { mode: 0, ..Self::of(path, None) }
    }

    /// The absence of a file of the vault.
    pub const fn nothing_in_vault(path: &'static str) -> Self {
        Self { in_vault: true, ..Self::nothing(path) }
    }

    /// Puts other files of the chart beside it.
    pub const fn beside(self, beside: &'static [Companion]) -> Self {
        Self { beside, ..self }
    }
}

/// A note without a finding, for the examples of the rules.
pub const GOOD_NOTE: &str = "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Reports fewer panic attacks; practiced paced breathing in session.

## Assessment

Progress toward the goal; responded well to exposure.

## Plan

Continue weekly; next focus is the bus ride.
";

/// The outside of a sealed note, for the examples of the rules; no key opens it.
pub const SEALED: &str = "\
age-encryption.org/v1
-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0
0123456789abcdef0123456789abcdef";

/// Settings under which a note of long ago need not be signed, for examples about something else.
pub const NO_DEADLINE: Companion =
    Companion::File { path: "casenotes.toml", text: "format = 1\n[rules]\nTM001 = \"off\"\n" };

/// The progress note of the session of [`OPENED`].
pub const BESIDE_OPENED: &[Companion] =
    &[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-1400-dap.md", text: GOOD_NOTE }];

/// What is sealed in a note without a finding; the examples' test puts the digest of the list into it.
pub const OPENED: &str = "\
+++
client = \"c-7f3k\"
session = 2026-11-24T14:00:00-05:00
sealed_to = \"RECIPIENTS\"
+++

The tram again.
";
