/// One thing that code may do through a port.
///
/// Each function declares what it does (`ACCESS` in its `lib.rs`); an adapter says what that takes
/// (for AWS, the IAM actions); the function's role allows exactly that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// `Videos::get`.
    ReadVideos,
    /// `Videos::create`, `Videos::update`.
    WriteVideos,
    /// `Videos::list`, `Videos::find`.
    ListVideos,
    /// `EventLog::append`.
    AppendEvents,
    /// `EventLog::list`.
    ListEvents,
    /// `Videos::remove`.
    RemoveVideos,
    /// `EventLog::erase`.
    EraseEvents,
    /// `ArtifactUses`.
    ManageArtifactUses,
    /// `Documents::read`, `Counters::count`, `Counters::members`.
    ReadDocuments,
    /// `Documents::write`.
    WriteDocuments,
    /// `Documents::remove`.
    RemoveDocuments,
    /// `Documents::query`.
    QueryDocuments,
    /// `Documents::listed`.
    ListDocuments,
    /// `Counters::add`, `Counters::join`, `Counters::leave`.
    Count,
    /// `ArtifactIndex::find`.
    FindArtifacts,
    /// `ArtifactIndex::claim`, `record`, `withdraw`, `withdrawn`.
    RecordArtifacts,
    /// `Objects::get_…`, `Objects::size`.
    ReadObjects,
    /// `Objects::put_…`.
    WriteObjects,
    /// `Objects::copy`.
    CopyObjects,
    /// `ManageObjects::list`.
    ListObjects,
    /// `ManageObjects::delete`.
    DeleteObjects,
    /// `Presign::presign_get`.
    PresignReading,
    /// `Presign::presign_put`.
    PresignWriting,
    /// `Executions::start`.
    StartExecutions,
    /// `Executions::stop`.
    StopExecutions,
    /// `Executions::resume`.
    ResumeExecutions,
    /// `Timers::set`, `Timers::clear`.
    SetTimers,
    /// `Secrets::get`.
    ReadSecrets,
    /// Calls of models that the cloud itself hosts.
    AskModels,
    /// `SpeechVendor::speak` of voices that the cloud itself hosts.
    Speak,
    /// `Health::ping` of the table.
    PingTable,
    /// `Health::ping` of the bucket.
    PingBucket,
}

impl Access {
    /// Every access, each once.
    pub const ALL: &[Self] = &[
        Self::ReadVideos,
        Self::WriteVideos,
        Self::ListVideos,
        Self::AppendEvents,
        Self::ListEvents,
        Self::RemoveVideos,
        Self::EraseEvents,
        Self::ManageArtifactUses,
        Self::ReadDocuments,
        Self::WriteDocuments,
        Self::RemoveDocuments,
        Self::QueryDocuments,
        Self::ListDocuments,
        Self::Count,
        Self::FindArtifacts,
        Self::RecordArtifacts,
        Self::ReadObjects,
        Self::WriteObjects,
        Self::CopyObjects,
        Self::ListObjects,
        Self::DeleteObjects,
        Self::PresignReading,
        Self::PresignWriting,
        Self::StartExecutions,
        Self::StopExecutions,
        Self::ResumeExecutions,
        Self::SetTimers,
        Self::ReadSecrets,
        Self::AskModels,
        Self::Speak,
        Self::PingTable,
        Self::PingBucket,
    ];

    /// What whoever holds [`crate::step::Steps`] may do: claim, make and announce artifacts, read
    /// media, and delete what was made for a video that is gone.
    pub const STEPS: &[Self] = &[
        Self::RecordArtifacts,
        Self::AppendEvents,
        Self::ReadObjects,
        Self::WriteObjects,
        Self::DeleteObjects,
    ];

    /// What whoever asks models may do: [`Self::STEPS`], and what [`crate::spend::Accounts`] takes:
    /// money from counters, limits, the lease of a call; and the providers' keys.
    pub const MODEL_STEPS: &[Self] = &[
        Self::RecordArtifacts,
        Self::AppendEvents,
        Self::ReadObjects,
        Self::WriteObjects,
        Self::DeleteObjects,
        Self::ReadDocuments,
        Self::WriteDocuments,
        Self::RemoveDocuments,
        Self::Count,
        Self::ReadSecrets,
        Self::AskModels,
    ];

    /// The same for whoever speaks.
    pub const VOICE_STEPS: &[Self] = &[
        Self::RecordArtifacts,
        Self::AppendEvents,
        Self::ReadObjects,
        Self::WriteObjects,
        Self::DeleteObjects,
        Self::ReadDocuments,
        Self::WriteDocuments,
        Self::RemoveDocuments,
        Self::Count,
        Self::ReadSecrets,
        Self::Speak,
    ];
}
