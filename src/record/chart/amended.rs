//! Which documents and questionnaires stand in the place of others.

use std::collections::BTreeMap;

use crate::domain::document::DocumentName;
use crate::domain::questionnaire::QuestionnaireName;
use crate::record::chart::documents::Document;
use crate::record::chart::questionnaires::FiledQuestionnaire;

/// What may stand in the place of another one of its kind.
pub trait Amends {
    /// What names it with its client.
    type Name: Ord;

    /// Returns its own name.
    fn name(&self) -> &Self::Name;

    /// Returns the name of the one in whose place it is; none where it cannot be relied on.
    fn amended(&self) -> Option<&Self::Name>;
}

impl Amends for Document {
    type Name = DocumentName;

    fn name(&self) -> &DocumentName {
        &self.id.name
    }

    fn amended(&self) -> Option<&DocumentName> {
        self.description.amends.as_ref().filter(|_| self.problems.is_empty())
    }
}

impl Amends for FiledQuestionnaire {
    type Name = QuestionnaireName;

    fn name(&self) -> &QuestionnaireName {
        &self.id.name
    }

    fn amended(&self) -> Option<&QuestionnaireName> {
        self.said.amends.as_ref().filter(|_| self.problems.is_empty())
    }
}

/// Returns, of each of some papers that is amended, those that stand in its place, in their order.
pub fn in_place_of<'p, P: Amends>(
    papers: impl Iterator<Item = &'p P>,
) -> BTreeMap<&'p P::Name, Vec<&'p P>> {
    let mut found: BTreeMap<&P::Name, Vec<&P>> = BTreeMap::new();
    for paper in papers {
        if let Some(name) = paper.amended() {
            found.entry(name).or_default().push(paper);
        }
    }
    found
}

/// Returns those of some papers in whose place no other one is.
pub fn standing<P: Amends>(papers: &[P]) -> impl Iterator<Item = &P> {
    let later = in_place_of(papers.iter());
    papers.iter().filter(move |paper| !later.contains_key(paper.name()))
}
