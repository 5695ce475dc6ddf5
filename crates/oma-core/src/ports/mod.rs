//! What the rest of the world must be able to do. Each trait has a real adapter elsewhere;
//! [`memory`] has small ones for unit tests.

mod access;
mod artifacts;
mod counters;
mod documents;
mod generated;
mod language;
pub mod memory;
mod objects;
mod pictures;
mod providers;
mod records;
mod services;
mod speech;
mod timers;

pub use access::Access;
pub use artifacts::{ArtifactIndex, ArtifactUses, CLOSER_PATIENCE_MINUTES, Claim};
pub use counters::{Counter, Counters, Joined};
pub use documents::{
    Document, DocumentPage, DocumentQuery, Documents, Expected, Listing, Partition, Place,
};
pub use generated::{
    ClipJob, ClipModels, ClipRequest, ClipState, ClipVendor, Drawing, Drawn, ImageModels,
    StartedClip,
};
pub use language::{
    ChatAnswer, ChatMessage, ChatRequest, ChatVendor, Judged, LanguageModels, Moderator, Question,
    Reply, Task, Verdict,
};
pub use objects::{ManageObjects, Objects, Presign};
pub use pictures::{
    Credit, ImageRequest, ImageVendor, PictureSources, StockFound, StockItem, StockKind,
    StockLibraries, StockQuery,
};
pub use providers::{
    ComposedMusic, Composer, ImproveRequest, MusicRequest, NarrationRequest, Narrator,
    ScriptWriter, Speech, WriteRequest,
};
pub use records::{EventLog, VideoPage, VideoQuery, Videos};
pub use services::{Clock, Executions, Health, Secret, Secrets, SystemClock};
pub use speech::{SpeechMark, SpeechPart, SpeechRequest, SpeechVendor, SpokenAnswer};
pub use timers::{Timer, Timers};
