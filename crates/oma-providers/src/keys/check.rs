use oma_core::ports::Secret;
use oma_core::spend::CallFailure;
use reqwest::{Method, RequestBuilder};

use crate::http::{Http, Paid, bearer, secret_value};
use crate::vendors::{KeyCheck, Vendor, Vendors};

/// Tries a key against its vendor, by a request that costs nothing and changes nothing. `base` is
/// another address than the vendor's own.
///
/// # Errors
/// [`oma_core::ErrorKind::ProviderRefused`] where the vendor does not let it in. Nothing of the answer
/// is given: some vendors answer with parts of the key.
pub async fn check(
    vendor: &'static Vendor,
    key: &Secret,
    base: Option<String>,
) -> Result<(), CallFailure> {
    let Some(info) = &vendor.key else { return Ok(()) };
    let base = base.unwrap_or_else(|| info.check.base.clone());
    let http = Http::new(&vendor.name, base, Vendors::table().limits(&vendor.name))?;
    http.send(request(&http, &info.check, key)?, Paid::No).await.map(|_| ())
}

fn request(http: &Http, check: &KeyCheck, key: &Secret) -> oma_core::Result<RequestBuilder> {
    let mut request = http.request(Method::GET, &check.path).query(&check.query);
    for (name, value) in &check.headers {
        request = request.header(name, value);
    }
    Ok(match check.by.as_str() {
        "bearer" => {
            let (name, value) = bearer(key)?;
            request.header(name, value)
        }
        "query" => request.query(&[("key", key.reveal())]),
        header => request.header(header, secret_value(key.reveal())?),
    })
}
