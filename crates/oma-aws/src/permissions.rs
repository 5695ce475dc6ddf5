//! Which IAM actions the adapters call. The lists stand beside the adapters; a test per adapter
//! compares them with the requests that are really sent, and a test of the template compares each
//! function's role with what its `ACCESS` comes to.

use std::collections::BTreeSet;

use oma_core::ports::Access;

use crate::{bedrock, bucket, executions, polly, secrets, table, timers};

/// One action on one kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission {
    /// As IAM writes it: `dynamodb:GetItem`.
    pub action: &'static str,
    /// On what.
    pub resource: Resource,
    /// Why a role needs it although no request of that name is sent; nothing where one is.
    pub implied: Option<&'static str>,
}

/// What an action is allowed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// The table itself.
    Table,
    /// Its index of videos by status and of documents by list.
    Index,
    /// The media bucket itself.
    Bucket,
    /// The objects in it.
    Objects,
    /// The video workflow: the ARN without version or alias.
    StateMachine,
    /// Its executions.
    Executions,
    /// The users' schedules, in a group of their own.
    Schedules,
    /// The role that calls the batch function for them.
    ScheduleRole,
    /// The providers' secrets.
    Secrets,
    /// The models of Bedrock, and their inference profiles.
    Models,
    /// Everything. Only for actions to which IAM can name no resource.
    Any,
    /// The customer's key.
    Key,
}

/// What a role must allow for its function to have these accesses: each action and resource once.
pub fn permissions(accesses: &[Access]) -> BTreeSet<(&'static str, Resource)> {
    let all = accesses.iter().flat_map(|access| of(*access));
    all.map(|permission| (permission.action, permission.resource)).collect()
}

pub(crate) const fn called(action: &'static str, resource: Resource) -> Permission {
    Permission { action, resource, implied: None }
}

pub(crate) const fn implied(
    action: &'static str,
    resource: Resource,
    why: &'static str,
) -> Permission {
    Permission { action, resource, implied: Some(why) }
}

/// What one access takes, with the reason for what is not plain.
fn of(access: Access) -> &'static [Permission] {
    match access {
        Access::ReadVideos | Access::FindArtifacts | Access::ReadDocuments | Access::PingTable => {
            table::permissions::READ
        }
        Access::RemoveVideos | Access::RemoveDocuments => table::permissions::REMOVE,
        Access::EraseEvents => table::permissions::ERASE,
        Access::RecordArtifacts => table::permissions::CLAIM,
        Access::ManageArtifactUses => table::permissions::LET_GO,
        Access::WriteDocuments => table::permissions::REPLACE,
        Access::Count => table::permissions::COUNT,
        Access::ListDocuments => table::permissions::LISTED,
        Access::WriteVideos | Access::AppendEvents => table::permissions::WRITE,
        Access::ListVideos | Access::ListEvents | Access::QueryDocuments => {
            table::permissions::LIST
        }
        Access::ReadObjects => bucket::permissions::READ,
        Access::WriteObjects => bucket::permissions::WRITE,
        Access::CopyObjects => bucket::permissions::COPY,
        Access::ListObjects | Access::PingBucket => bucket::permissions::LIST,
        Access::DeleteObjects => bucket::permissions::DELETE,
        Access::PresignReading => bucket::permissions::PRESIGN_READ,
        Access::PresignWriting => bucket::permissions::PRESIGN_WRITE,
        Access::StartExecutions => executions::permissions::START,
        Access::StopExecutions => executions::permissions::STOP,
        Access::ResumeExecutions => executions::permissions::RESUME,
        Access::SetTimers => timers::permissions::SET,
        Access::ReadSecrets => secrets::permissions::READ,
        Access::AskModels => bedrock::permissions::ASK,
        Access::Speak => polly::permissions::SPEAK,
    }
}

#[cfg(test)]
mod tests;
