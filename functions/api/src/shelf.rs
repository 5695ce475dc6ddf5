use jiff::Timestamp;
use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_core::brief::Problem;
use oma_core::id::Owner;
use oma_core::ports::{Document, DocumentQuery, Documents, Expected, Partition, Place};
use oma_core::{Error, ErrorKind, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ulid::Ulid;

/// A user's documents of one kind, by their ids. Everything is looked up under the user, so another
/// user's document is like one that does not exist.
pub(crate) struct Shelf<'a> {
    documents: &'a dyn Documents,
    owner: &'a Owner,
    kind: Kind,
}

/// A kind of documents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// What the keys begin with: `UPLOAD#`.
    pub(crate) prefix: &'static str,
    /// What it is called: `upload`.
    pub(crate) noun: &'static str,
}

/// A document as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept<T> {
    pub(crate) value: T,
    pub(crate) version: u64,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(documents: &'a dyn Documents, owner: &'a Owner, kind: Kind) -> Self {
        Self { documents, owner, kind }
    }

    /// What is said of an id that is none, of another user's and of one that is gone.
    fn absent(&self) -> Error {
        Error::new(ErrorKind::NotFound, format!("There is no such {}.", self.kind.noun))
    }

    fn place(&self, id: Ulid) -> Place {
        let sort = format!("{}{id}", self.kind.prefix);
        Place { partition: Partition::User(self.owner.clone()), sort }
    }

    /// The document with an id, if it is one.
    pub(crate) async fn find<T: DeserializeOwned>(&self, id: &str) -> Result<Option<Kept<T>>> {
        let Ok(id) = Ulid::from_string(id) else { return Ok(None) };
        let found = self.documents.read(&self.place(id)).await?;
        found.map(read).transpose()
    }

    /// As [`Self::find`]; what is not there is an error.
    pub(crate) async fn get<T: DeserializeOwned>(&self, id: &str) -> Result<Kept<T>> {
        self.find(id).await?.ok_or_else(|| self.absent())
    }

    /// Writes a document and returns its version.
    pub(crate) async fn put<T: Serialize>(
        &self,
        id: &str,
        value: &T,
        expected: Expected,
        expires_at: Option<Timestamp>,
    ) -> Result<u64> {
        let id = Ulid::from_string(id).map_err(|_| self.absent())?;
        let document = Document {
            place: self.place(id),
            version: 0,
            body: serde_json::to_value(value).map_err(Error::internal)?,
            listing: None,
            expires_at,
        };
        self.documents.write(&document, expected).await
    }

    /// Removes a document; one that is not there is not found.
    pub(crate) async fn remove(&self, id: &str) -> Result<()> {
        let parsed = Ulid::from_string(id).map_err(|_| self.absent())?;
        self.documents.remove(&self.place(parsed), Expected::Any).await
    }

    /// A page of documents, the newest first.
    pub(crate) async fn page<T: DeserializeOwned>(&self, query: &PageQuery) -> Result<Page<T>> {
        let after = query.cursor.as_deref().map(|cursor| self.after(cursor)).transpose()?;
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        let found = self.documents.query(&self.query(after, limit)).await?;
        let items = found.documents.into_iter().map(|document| Ok(read(document)?.value));
        let cursor = |sort: String| sort.strip_prefix(self.kind.prefix).map(str::to_owned);
        Ok(Page { items: items.collect::<Result<_>>()?, next_cursor: found.next.and_then(cursor) })
    }

    /// Every document, the newest first.
    pub(crate) async fn all<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.documents.query(&self.query(after, 100)).await?;
            for document in page.documents {
                all.push(read(document)?.value);
            }
            after = page.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    /// Holds a user to at most so many of a kind. Several that are made at once may pass together.
    pub(crate) async fn check_room(&self, most: u32) -> Result<()> {
        let found = self.documents.query(&self.query(None, most)).await?;
        if found.documents.len() < most as usize {
            return Ok(());
        }
        let message =
            format!("There can be {most} of the kind {}. Delete one first.", self.kind.noun);
        Err(Error::new(ErrorKind::Conflict, message))
    }

    fn query(&self, after: Option<String>, limit: u32) -> DocumentQuery {
        DocumentQuery {
            partition: Partition::User(self.owner.clone()),
            prefix: self.kind.prefix.to_owned(),
            after,
            limit,
            descending: true,
        }
    }

    fn after(&self, cursor: &str) -> Result<String> {
        let id = Ulid::from_string(cursor).map_err(|_| {
            let problem =
                Problem::new("cursor", "is no cursor", "`next_cursor` of the page before");
            invalid(vec![problem])
        })?;
        Ok(format!("{}{id}", self.kind.prefix))
    }
}

fn read<T: DeserializeOwned>(document: Document) -> Result<Kept<T>> {
    let value = serde_json::from_value(document.body).map_err(Error::internal)?;
    Ok(Kept { value, version: document.version })
}

/// A request whose fields break rules.
pub(crate) fn invalid(problems: Vec<Problem>) -> Error {
    let message = "The request has problems.";
    Error { problems, ..Error::new(ErrorKind::InvalidRequest, message) }
}
