//! The REST API: makes videos of briefs and says how they are doing.
//!
//! Reading order: [`router`] is the whole of it, over [`Services`]; `routes` has a file per
//! resource. `uploads` takes files in, `material` looks at them, `intake` puts them into briefs;
//! `templates` keeps briefs to start from; `shelf` is how a user's documents are kept. `observe`
//! stands around every request: it gives the request its trace id and turns each error into a
//! problem document (`problem`). [`Caller`] is who asks, from the claims that whoever checked the
//! token put onto the request. [`answer`] does that on Lambda, where API Gateway has checked it,
//! and tells telemetry what came of the request.
//!
//! Nothing here knows AWS but `gateway`, `lambda` and `main.rs`.

mod audit;
mod body;
mod caller;
mod cursor;
mod estimate;
mod gateway;
mod guard;
mod idempotency;
mod input;
mod intake;
mod lambda;
mod limits;
mod material;
mod observe;
pub mod openapi;
mod problem;
mod quota;
mod routes;
mod security;
mod services;
mod settings;
mod shelf;
mod stored;
mod templates;
mod uploads;
mod view;

pub use caller::{Caller, Claims, Group};
pub use estimate::{Offline, Part, Prices, Quote, VendorPrices, Work, cost as estimated_cost};
pub use gateway::from_api_gateway;
pub use idempotency::RequestKey;
pub use intake::brief as check_brief;
pub use lambda::answer;
pub use limits::ClientAddress;
pub use observe::{About, PublicPath, TraceId};
pub use problem::{Failed, Problem};
pub use routes::{api, brief_and_tags, router};
pub use services::{Dependency, Services};
pub use settings::{Brought, Settings};
pub use stored::{stored_manifest, stored_template, stored_upload};

use oma_core::ports::Access;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = &[
    Access::ReadVideos,
    Access::WriteVideos,
    Access::ListVideos,
    Access::AppendEvents,
    Access::ListEvents,
    Access::ReadDocuments,
    Access::WriteDocuments,
    Access::RemoveDocuments,
    Access::QueryDocuments,
    Access::ListDocuments,
    Access::Count,
    Access::ReadObjects,
    Access::WriteObjects,
    Access::CopyObjects,
    Access::ListObjects,
    Access::DeleteObjects,
    Access::PresignReading,
    Access::PresignWriting,
    Access::StartExecutions,
    Access::StopExecutions,
    Access::ResumeExecutions,
    Access::SetTimers,
    Access::PingTable,
    Access::PingBucket,
];
