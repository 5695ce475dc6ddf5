use serde::Serialize;

/// What a person who waits for a film wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Progress {
    /// The video has its id.
    Started {
        /// The id.
        video_id: String,
        /// Whether an execution that was cut short is taken up again.
        resumed: bool,
    },
    /// A state began.
    StateEntered {
        /// Its name in the state machine.
        state: String,
        /// Since the start.
        elapsed_ms: u64,
    },
    /// One scene or segment of a state is done.
    ItemDone {
        /// The state's name.
        state: String,
        /// How many are done.
        done: u64,
        /// Of how many; 0 if that is not known yet.
        total: u64,
        /// Since the start.
        elapsed_ms: u64,
    },
    /// A state is done.
    StateDone {
        /// Its name.
        state: String,
        /// How long it took.
        took_ms: u64,
        /// Since the start.
        elapsed_ms: u64,
    },
    /// A state failed and is tried again.
    Retried {
        /// Its name.
        state: String,
        /// The error's name.
        error: String,
        /// After how long.
        delay_ms: u64,
        /// Since the start.
        elapsed_ms: u64,
    },
}

/// Who is told. Calls come in order and must be short.
pub type OnProgress = std::sync::Arc<dyn Fn(&Progress) + Send + Sync>;
