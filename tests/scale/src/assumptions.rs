//! What is taken as given. Everything that is not read from the definitions stands here and is printed.

/// A function, by its substitution in the definitions.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    /// `${…}` in the definitions.
    pub name: &'static str,
    /// `MemorySize` in `infra/template.yaml`.
    pub memory_mb: u32,
}

/// The functions that the workflows call.
pub const FUNCTIONS: [Function; 6] = [
    Function { name: "SupervisorFunction", memory_mb: 1769 },
    Function { name: "ScriptFunction", memory_mb: 512 },
    Function { name: "VisualFunction", memory_mb: 1769 },
    Function { name: "AudioFunction", memory_mb: 1769 },
    Function { name: "EditorFunction", memory_mb: 3538 },
    Function { name: "BatchFunction", memory_mb: 1024 },
];

/// What a call of a state takes, in milliseconds, and where the figure is from.
pub const CALLS_MS: &[(&str, u64, &str)] = &[
    ("Check the brief", 42, MEASURED),
    ("Plan the video", 36, MEASURED),
    ("Write the script", 56, MEASURED),
    ("Criticise the script", 31, MEASURED),
    ("Make a picture", 701, MEASURED),
    ("Narrate a scene", 2_573, VOICE),
    ("Choose the music", 1_106, MEASURED),
    ("Lay out the timeline", 88, MEASURED),
    ("Render a segment", 3_377, MEASURED),
    ("Assemble the film", 5_668, MEASURED),
    ("Review the film", 3_197, MEASURED),
    ("Release the film", 234, MEASURED),
    ("Record the failure", 42, "assumed: as the first call"),
    (
        "Read the manifest",
        3_000,
        "assumed, for 1,000 rows: read, checked, written; it may take 15 minutes",
    ),
    ("Open the row", 150, "assumed: about fifteen requests to DynamoDB and S3"),
    ("Close the row", 150, "assumed: about fifteen requests to DynamoDB and S3"),
    ("Conclude", 1_200, "assumed, for 1,000 rows: results read and written into one table"),
];

const MEASURED: &str = "measured: docs/performance.md, the pipeline's own overhead, cold, per call";
const VOICE: &str =
    "measured: 5 s of speech at 0.49 CPU s (docs/voices.md), and the step's own 123 ms";

/// Scenes of a film of 30 seconds with drawn cards (`examples/coffee-shop.json`).
pub const SCENES: u32 = 6;
/// Its segments: scenes and transitions.
pub const SEGMENTS: u32 = 11;
/// A call takes this much more or less than the figure, each time another share of it.
pub const SPREAD_PERCENT: u64 = 25;
/// A new sandbox: loading the package with its layers, and starting. Billed.
pub const COLD_START_MS: u64 = 1_500;
/// Calling a function from Step Functions, and the state around it. Not billed.
pub const CALL_MS: u64 = 100;
/// Lambda's concurrency that is left to the API, the notifier and everybody else.
pub const FOR_OTHERS: u32 = 50;

/// What a step of a video asks of storage.
pub const STEP: Storage = Storage { puts: 3, gets: 5, writes: 3, reads: 3, batch_writes: 0 };
/// What opening or closing a row asks of it.
pub const ROW: Storage = Storage { puts: 1, gets: 1, writes: 8, reads: 6, batch_writes: 5 };

/// Requests of one call.
#[derive(Debug, Clone, Copy)]
pub struct Storage {
    /// S3 PUT.
    pub puts: u32,
    /// S3 GET.
    pub gets: u32,
    /// DynamoDB writes of up to 1 KB.
    pub writes: u32,
    /// DynamoDB reads of up to 4 KB.
    pub reads: u32,
    /// Those of the writes that go to the batch's own partition: its counters and rows.
    pub batch_writes: u32,
}

/// The most chunks of a batch; a chunk is made by one child execution, row after row.
pub const CHUNKS: u32 = 1_000;

/// The most bytes of a step's result (ARCHITECTURE.md), and the segments of the longest film.
pub const RESULT_BYTES: usize = 1_024;
/// See [`RESULT_BYTES`]: 40 scenes and the transitions between them.
pub const MOST_SEGMENTS: usize = 79;

/// The choices of a video that nothing goes wrong with and nobody is asked about. Elsewhere a Choice
/// goes its default way.
pub const CHOICES: &[(&str, &str)] = &[
    ("Is the script good enough?", "Does a person approve the script?"),
    ("Is there anything to make?", "Make the rows"),
    ("Is the row to be made?", "Make the video"),
    ("Did the video end?", "The row is over"),
];

/// Further assumptions, for the page.
pub const ALSO: &[&str] = &[
    "The first script is good, no picture is waited for, nobody is asked, and no step fails but for \
     throttling. Nothing is found in the cache: every film is another.",
    "Providers are not in it: no language model, no library, no speech service. Their own limits may be \
     far below these.",
    "A function's sandbox stays warm until the batch is over.",
    "A retry after throttling is a state transition; the start of an execution is counted as one, too.",
    "`startExecution.sync:2` learns of the end by an event, without polling `DescribeExecution`.",
    "A video that failed is recorded and its row closed; it is not begun again.",
    "History events: five for a Lambda task and three more for each retry, six for a nested execution, \
     two for every other state, four for a Map or Parallel and two for each item, two for the execution.",
    "Prices are those of `oma_core::spend::nano_usd` (us-east-1, November 2026, on demand), without free \
     tiers, storage, logs, traces, KMS and downloads.",
];
