use oma_api::batches::CreateBatch;
use oma_api::uploads::{Purpose, Upload};
use oma_core::Result;
use oma_core::brief::Problem;
use oma_core::id::Owner;

use crate::services::Services;
use crate::shelf::invalid;
use crate::{stored_template, stored_upload};

/// The most characters of a name.
const NAME_CHARS: usize = 100;

/// Holds what the schema cannot say against a request, all of it at once, and gives the batch's name:
/// the one that was sent, else that of the manifest.
pub(super) async fn check(
    services: &Services,
    owner: &Owner,
    asked: &CreateBatch,
) -> Result<String> {
    let mut problems = shape(asked);
    let upload = match &asked.manifest {
        Some(id) => manifest(services, owner, id).await?.map_err(|problem| problems.push(problem)),
        None => Err(()),
    };
    if let Some(id) = &asked.template_id
        && stored_template(services, owner, id).await?.is_none()
    {
        let allowed = "the template_id of one that GET /v1/templates lists";
        problems.push(Problem::new("template_id", "names no template of yours", allowed));
    }
    if !problems.is_empty() {
        return Err(invalid(problems));
    }
    let named = asked.name.as_deref().map(str::trim).map(str::to_owned);
    Ok(named.unwrap_or_else(|| match upload {
        Ok(upload) => upload.name.chars().take(NAME_CHARS).collect(),
        Err(()) => format!("{} rows", asked.rows.len()),
    }))
}

fn shape(asked: &CreateBatch) -> Vec<Problem> {
    let mut problems = Vec::new();
    match (&asked.manifest, asked.rows.is_empty()) {
        (None, true) => {
            let allowed = "the id of an upload for manifest, or rows in its place";
            problems.push(Problem::new("manifest", "is missing", allowed));
        }
        (Some(_), false) => {
            problems.push(Problem::new("rows", "stand beside manifest", "one of the two"));
        }
        _ => {}
    }
    if asked.template.is_some() && asked.template_id.is_some() {
        problems.push(Problem::new("template_id", "stands beside template", "one of the two"));
    }
    if asked.name.as_deref().is_some_and(|name| name.trim().is_empty()) {
        problems.push(Problem::new("name", "is blank", "1 to 100 characters, or none"));
    }
    problems
}

/// An upload that holds a manifest. Another's and none are alike.
async fn manifest(
    services: &Services,
    owner: &Owner,
    id: &str,
) -> Result<std::result::Result<Upload, Problem>> {
    Ok(match stored_upload(services, owner, id).await? {
        Some((upload, _)) if upload.purpose == Purpose::Manifest => Ok(upload),
        Some(_) => Err(Problem::new(
            "manifest",
            "is an upload for something else",
            "one that was announced with the purpose manifest",
        )),
        None => Err(Problem::new(
            "manifest",
            "names no upload of yours that is ready",
            "the upload_id of one whose purpose is manifest and whose status is ready",
        )),
    })
}
