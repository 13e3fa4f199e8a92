//! The typefaces of the document, which it carries with it, and which characters they show.

use std::sync::Arc;

use krilla::text::Font;
use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfo, SourceCache};

/// The family of the text.
pub const SERIF: &str = "Libertinus Serif";

/// The family of code, and of what the other lacks.
pub const MONO: &str = "Liberation Mono";

/// The files, in the order of [`Face`]; their licence lies beside them.
const FILES: [&[u8]; 5] = [
    include_bytes!("faces/LibertinusSerif-Regular.otf"),
    include_bytes!("faces/LibertinusSerif-Italic.otf"),
    include_bytes!("faces/LibertinusSerif-Bold.otf"),
    include_bytes!("faces/LibertinusSerif-BoldItalic.otf"),
    include_bytes!("faces/LiberationMono-Regular.ttf"),
];

/// One cut of a family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Face {
    /// Upright.
    #[default]
    Regular,
    /// For emphasis.
    Italic,
    /// For headings and strong words.
    Bold,
    /// For emphasis in bold text.
    BoldItalic,
    /// For code.
    Mono,
}

/// The typefaces, ready to set lines with.
#[derive(Clone)]
pub struct Faces {
    fonts: FontContext,
    blobs: Arc<[Blob<u8>]>,
    infos: Arc<[FontInfo]>,
}

impl Faces {
    /// Reads the typefaces; those of the machine stay out, so that a record looks the same everywhere.
    pub fn read() -> Self {
        let mut collection =
            Collection::new(CollectionOptions { system_fonts: false, ..Default::default() });
        let blobs: Vec<Blob<u8>> =
            FILES.iter().map(|file| Blob::new(Arc::new(*file) as Arc<_>)).collect();
        let registered =
            blobs.iter().flat_map(|blob| collection.register_fonts(blob.clone(), None));
        let infos: Vec<FontInfo> = registered.flat_map(|(_, infos)| infos).collect();
        debug_assert_eq!(infos.len(), FILES.len());
        let fonts = FontContext { collection, source_cache: SourceCache::default() };
        Self { fonts, blobs: blobs.into(), infos: infos.into() }
    }

    /// Returns what parley takes fonts from.
    pub fn context(&self) -> FontContext {
        self.fonts.clone()
    }

    /// Returns which face a font of parley is.
    pub fn of(&self, blob: &Blob<u8>) -> Face {
        const ALL: [Face; 5] =
            [Face::Regular, Face::Italic, Face::Bold, Face::BoldItalic, Face::Mono];
        let at = self.blobs.iter().position(|known| known.id() == blob.id());
        ALL[at.expect("no other font is registered")]
    }

    /// Returns the number of a character's glyph in a face, when it has one.
    pub fn glyph(&self, face: Face, c: char) -> Option<u16> {
        let map = self.infos[face as usize].charmap_index().charmap(FILES[face as usize])?;
        map.map(c).and_then(|glyph| u16::try_from(glyph).ok()).filter(|glyph| *glyph != 0)
    }

    /// Tells whether a character can be shown in a face or in the one that stands in for it.
    pub fn shows(&self, face: Face, c: char) -> bool {
        self.glyph(face, c).is_some() || self.glyph(Face::Mono, c).is_some()
    }
}

/// Returns the fonts as the document holds them, in the order of [`Face`].
pub fn embedded() -> [Font; 5] {
    FILES.map(|file| Font::new(file.into(), 0).expect("the fonts are part of the program"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_face_of_the_text_shows_the_stand_in_and_what_a_note_needs() {
        let faces = Faces::read();
        for face in [Face::Regular, Face::Italic, Face::Bold, Face::BoldItalic] {
            for c in "aZ09 éñüß—–•…“”’\u{fffd}\u{a0}§→≥½°ЖΩ".chars() {
                assert!(faces.shows(face, c), "{face:?} {c}");
            }
            assert!(!faces.shows(face, '😀') && !faces.shows(face, '漢'));
        }
    }
}
