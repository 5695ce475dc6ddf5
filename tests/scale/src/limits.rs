//! Limits of an account, as AWS documents them.

/// Where Step Functions' are documented.
pub const STEP_FUNCTIONS: &str =
    "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";
/// Where Lambda's are.
pub const LAMBDA: &str = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
/// Where it is said how fast Lambda grows.
pub const LAMBDA_SCALING: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html";
/// Where DynamoDB's are.
pub const TABLE: &str =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html";
/// Where those of one of its partitions are.
pub const PARTITION: &str =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";
/// Where S3's are.
pub const S3: &str =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html";

/// A token bucket.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    /// What it holds.
    pub size: u32,
    /// What it gets each second.
    pub per_second: u32,
}

/// What an account may do.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A region, for the page.
    pub name: &'static str,
    /// Lambda's concurrent executions in the region.
    pub lambda: u32,
    /// `StartExecution` of Standard workflows.
    pub starts: Bucket,
    /// Transitions of Standard workflows.
    pub transitions: Bucket,
}

/// New sandboxes of a function.
pub const SANDBOXES: Bucket = Bucket { size: 1_000, per_second: 100 };
/// Standard executions that a Map Run dispatches in a second, and has at once.
pub const DISPATCHES: Bucket = Bucket { size: 1, per_second: 100 };
/// Child executions of a Map Run at once.
pub const CHILDREN: u32 = 10_000;
/// Open executions of an account.
pub const OPEN: u32 = 1_000_000;
/// Events in the history of an execution.
pub const HISTORY: u32 = 25_000;
/// Bytes into and out of a state.
pub const STATE_BYTES: usize = 256 * 1024;
/// Bytes into and out of a function.
pub const PAYLOAD_BYTES: usize = 6 * 1024 * 1024;
/// Writes of a new on-demand table in a second.
pub const TABLE_WRITES: u32 = 4_000;
/// Reads of a new on-demand table in a second.
pub const TABLE_READS: u32 = 12_000;
/// Writes of one partition in a second.
pub const PARTITION_WRITES: u32 = 1_000;
/// PUTs in a second below one prefix.
pub const PREFIX_PUTS: u32 = 3_500;

/// A region of the three largest (the others are us-west-2 and eu-west-1), with nothing raised.
pub const LARGE: Limits = Limits {
    name: "us-east-1",
    lambda: 1_000,
    starts: Bucket { size: 1_300, per_second: 300 },
    transitions: Bucket { size: 5_000, per_second: 5_000 },
};

/// Any other region.
pub const OTHER: Limits = Limits {
    name: "sa-east-1",
    starts: Bucket { size: 800, per_second: 150 },
    transitions: Bucket { size: 800, per_second: 800 },
    ..LARGE
};

/// The first with more of Lambda.
pub const RAISED: Limits = Limits { name: "us-east-1, Lambda raised", lambda: 10_000, ..LARGE };
