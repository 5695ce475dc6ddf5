use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_api::webhooks::Topic;
use oma_core::check::Problem;
use oma_core::id::Owner;
use oma_core::ports::{Counter, DocumentQuery, Expected, Joined, Partition, Place};
use oma_core::webhook::{MAX_PER_USER, Subscription, WEBHOOKS, webhook_place};
use oma_core::{Error, ErrorKind, Result};
use oma_outbound::{Policy, Reach};
use ulid::Ulid;

use crate::services::Services;

/// The set of a user's webhooks: what holds their number under many requests at once.
const SET: &str = "QUOTA#webhooks";

fn absent() -> Error {
    Error::new(ErrorKind::NotFound, "There is no such webhook.")
}

/// Whether messages may be sent there, as far as the link itself tells. Where its name leads is
/// judged at every delivery.
pub(super) fn check_url(services: &Services, url: &str) -> Result<()> {
    let policy = Policy::messages();
    let local = services.settings.local_webhooks;
    let policy = if local { policy.reaching(Reach::Anywhere) } else { policy };
    let allowed = "an https link to a public host, without port and user name";
    let problem = |why: oma_outbound::Refusal| Problem::new("url", why.to_string(), allowed);
    policy.check(url).map_err(|why| Error::invalid_request(vec![problem(why)]))?;
    Ok(())
}

/// Topics in one order, each once.
pub(super) fn distinct(mut topics: Vec<Topic>) -> Vec<Topic> {
    topics.sort_unstable();
    topics.dedup();
    topics
}

/// A user's webhook with the version it is stored in. Another's, none and what is no id get the same
/// answer.
pub(super) async fn find(
    services: &Services,
    owner: &Owner,
    id: &str,
) -> Result<(Subscription, u64)> {
    let id = Ulid::from_string(id).map_err(|_| absent())?;
    let document = services.documents.read(&webhook_place(owner, id)).await?.ok_or_else(absent)?;
    let version = document.version;
    Ok((Subscription::of(document)?, version))
}

pub(super) async fn list(
    services: &Services,
    owner: &Owner,
    query: &PageQuery,
) -> Result<Page<Subscription>> {
    let query = page_query(Partition::User(owner.clone()), WEBHOOKS, query)?;
    let page = services.documents.query(&query).await?;
    let items = page.documents.into_iter().map(Subscription::of).collect::<Result<_>>()?;
    Ok(Page { items, next_cursor: next_cursor(page.next, WEBHOOKS) })
}

/// Writes a new webhook. One that is there under this id was made by the same request.
pub(super) async fn create(
    services: &Services,
    owner: &Owner,
    webhook: Subscription,
) -> Result<Subscription> {
    take_place(services, owner, webhook.webhook_id).await?;
    match services.documents.write(&webhook.document(owner)?, Expected::Absent).await {
        Ok(_) => Ok(webhook),
        Err(error) if error.kind == ErrorKind::Conflict => {
            Ok(find(services, owner, &webhook.webhook_id.to_string()).await?.0)
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn update(
    services: &Services,
    owner: &Owner,
    webhook: &mut Subscription,
    version: u64,
) -> Result<()> {
    webhook.updated_at = services.clock.now();
    services.documents.write(&webhook.document(owner)?, Expected::Version(version)).await?;
    Ok(())
}

pub(super) async fn remove(services: &Services, owner: &Owner, id: Ulid) -> Result<()> {
    services.documents.remove(&webhook_place(owner, id), Expected::Any).await?;
    services.counters.leave(&places(owner), &id.to_string()).await
}

fn places(owner: &Owner) -> Counter {
    let partition = Partition::User(owner.clone());
    Counter { place: Place { partition, sort: SET.to_owned() }, expires_at: None }
}

/// Takes one of a user's places. Members without a webhook, left by requests that ended between the
/// two writes, are taken out where there is no room.
async fn take_place(services: &Services, owner: &Owner, id: Ulid) -> Result<()> {
    let (set, member) = (places(owner), id.to_string());
    let Joined::Full(members) = services.counters.join(&set, &member, MAX_PER_USER).await? else {
        return Ok(());
    };
    for other in members {
        let gone =
            find(services, owner, &other).await.is_err_and(|e| e.kind == ErrorKind::NotFound);
        if gone {
            services.counters.leave(&set, &other).await?;
        }
    }
    match services.counters.join(&set, &member, MAX_PER_USER).await? {
        Joined::Full(_) => {
            let message = format!("There are {MAX_PER_USER} webhooks already; delete one.");
            Err(Error::new(ErrorKind::Conflict, message))
        }
        _ => Ok(()),
    }
}

/// The newest first, a page of documents whose keys end with a ULID. The cursor is the last id seen.
pub(super) fn page_query(
    partition: Partition,
    prefix: &str,
    query: &PageQuery,
) -> Result<DocumentQuery> {
    let after = query.cursor.as_ref().map(|cursor| {
        let id = Ulid::from_string(cursor).map_err(|_| {
            let problem = Problem::new("cursor", "is no cursor", "the next_cursor of a page");
            Error::invalid_request(vec![problem])
        })?;
        Ok::<_, Error>(format!("{prefix}{id}"))
    });
    Ok(DocumentQuery {
        partition,
        prefix: prefix.to_owned(),
        after: after.transpose()?,
        limit: query.limit.unwrap_or(DEFAULT_LIMIT),
        descending: true,
    })
}

pub(super) fn next_cursor(next: Option<String>, prefix: &str) -> Option<String> {
    next.and_then(|sort| sort.strip_prefix(prefix).map(str::to_owned))
}
