use oma_api::videos::{Asked, Video};
use oma_core::video::VideoRecord;

/// A video as its owner sees it. Made field by field: what a record gains stays inside until it is
/// named here; a question goes out without the token that answers it.
pub(crate) fn video_view(record: VideoRecord) -> Video {
    let asked = |asked: oma_core::video::PendingApproval| Asked {
        stage: asked.stage,
        asked_at: asked.asked_at,
    };
    Video {
        video_id: record.video_id,
        title: record.title,
        status: record.status,
        revision: record.revision,
        tags: record.tags,
        variant_of: record.variant_of,
        created_at: record.created_at,
        updated_at: record.updated_at,
        failure: record.failure,
        approval: record.approval.map(asked),
        has_film: record.film.is_some(),
    }
}
