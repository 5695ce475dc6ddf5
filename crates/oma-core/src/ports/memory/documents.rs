use async_trait::async_trait;

use super::{Memory, conflict, lock};
use crate::Result;
use crate::ports::{Clock as _, Document, DocumentPage, DocumentQuery, Documents, Expected, Place};

impl Memory {
    fn alive(&self, document: &Document) -> bool {
        document.expires_at.is_none_or(|at| at > self.now())
    }
}

/// Whether what is stored is what was expected.
fn holds(expected: Expected, stored: Option<&Document>) -> bool {
    match expected {
        Expected::Any => true,
        Expected::Absent => stored.is_none(),
        Expected::Version(version) => stored.is_some_and(|stored| stored.version == version),
    }
}

#[async_trait]
impl Documents for Memory {
    async fn read(&self, place: &Place) -> Result<Option<Document>> {
        Ok(lock(&self.documents).get(place).filter(|stored| self.alive(stored)).cloned())
    }

    async fn write(&self, document: &Document, expected: Expected) -> Result<u64> {
        let mut documents = lock(&self.documents);
        let stored = documents.get(&document.place);
        if !holds(expected, stored.filter(|stored| self.alive(stored))) {
            return Err(conflict());
        }
        let version = stored.map_or(0, |stored| stored.version) + 1;
        documents.insert(document.place.clone(), Document { version, ..document.clone() });
        Ok(version)
    }

    async fn remove(&self, place: &Place, expected: Expected) -> Result<()> {
        let mut documents = lock(&self.documents);
        if !holds(expected, documents.get(place)) {
            return Err(conflict());
        }
        documents.remove(place);
        Ok(())
    }

    async fn query(&self, query: &DocumentQuery) -> Result<DocumentPage> {
        let documents = lock(&self.documents);
        let mut found: Vec<&Document> = documents
            .values()
            .filter(|document| document.place.partition == query.partition)
            .filter(|document| document.place.sort.starts_with(&query.prefix))
            .filter(|document| self.alive(document))
            .collect();
        if query.descending {
            found.reverse();
        }
        let behind = |sort: &str| match &query.after {
            None => true,
            Some(after) if !after.starts_with(&query.prefix) => false,
            Some(after) if query.descending => sort < after.as_str(),
            Some(after) => sort > after.as_str(),
        };
        found.retain(|document| behind(&document.place.sort));
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| last.place.sort.clone());
        Ok(DocumentPage { documents: found.into_iter().cloned().collect(), next })
    }

    async fn listed(&self, list: &str, until: Option<&str>, limit: u32) -> Result<Vec<Place>> {
        let documents = lock(&self.documents);
        let mut found: Vec<(&str, &Place)> = documents
            .values()
            .filter_map(|document| Some((document.listing.as_ref()?, &document.place)))
            .filter(|(listing, _)| listing.list == list)
            .map(|(listing, place)| (listing.order.as_str(), place))
            .filter(|(order, _)| until.is_none_or(|until| *order <= until))
            .collect();
        found.sort();
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found.into_iter().map(|(_, place)| place.clone()).collect())
    }
}
