use futures::{Stream, TryStreamExt as _, stream};
use oma_api::page::Page;

use crate::error::Result;

/// All items of a list, page by page; the next page is asked for when it is needed. `fetch` gets
/// the cursor of the page.
pub(crate) fn all<T, F, Fetched>(fetch: F) -> impl Stream<Item = Result<T>>
where
    F: Fn(Option<String>) -> Fetched,
    Fetched: Future<Output = Result<Page<T>>>,
{
    let pages = stream::try_unfold(Some(None), move |cursor: Option<Option<String>>| {
        let fetched = cursor.map(&fetch);
        async move {
            let Some(fetched) = fetched else { return Ok(None) };
            let page = fetched.await?;
            let items = stream::iter(page.items.into_iter().map(Ok));
            Ok(Some((items, page.next_cursor.map(Some))))
        }
    });
    pages.try_flatten()
}
