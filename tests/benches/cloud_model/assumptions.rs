//! What the model takes as given. Everything that is not measured stands here, and is printed.

/// What AWS asks, us-east-1, on demand, November 2026, in US dollars.
pub(crate) mod prices {
    /// Lambda on `x86_64`, per GB and second.
    pub(crate) const LAMBDA_GB_S: f64 = 0.000_016_666_7;
    /// Lambda, per invocation.
    pub(crate) const LAMBDA_REQUEST: f64 = 0.20 / 1e6;
    /// Step Functions Standard, per state transition.
    pub(crate) const TRANSITION: f64 = 0.025 / 1e3;
    /// S3, per PUT.
    pub(crate) const S3_PUT: f64 = 0.005 / 1e3;
    /// S3, per GET.
    pub(crate) const S3_GET: f64 = 0.000_4 / 1e3;
    /// DynamoDB on demand, per write of up to 1 KB.
    pub(crate) const TABLE_WRITE: f64 = 0.625 / 1e6;
    /// DynamoDB on demand, per read of up to 4 KB.
    pub(crate) const TABLE_READ: f64 = 0.125 / 1e6;
    /// S3 Standard, per GB and month.
    pub(crate) const S3_GB: f64 = 0.023;
    /// KMS, a key of one's own for a month, and one use of it.
    pub(crate) const KEY: f64 = 1.0;
    pub(crate) const KEY_CALL: f64 = 0.03 / 1e4;
    /// Secrets Manager, per secret and month.
    pub(crate) const SECRET: f64 = 0.40;
    /// CloudWatch: a metric that an alarm watches for a month, a series of a metric for a month, a GB of logs taken in.
    pub(crate) const ALARM: f64 = 0.10;
    pub(crate) const FREE_ALARMS: f64 = 10.0;
    pub(crate) const SERIES: f64 = 0.30;
    pub(crate) const FREE_SERIES: f64 = 10.0;
    pub(crate) const LOG_GB: f64 = 0.50;
    /// X-Ray, per trace recorded, and those that are free each month.
    pub(crate) const TRACE: f64 = 5.0 / 1e6;
    pub(crate) const FREE_TRACES: f64 = 100_000.0;
    /// API Gateway's REST APIs, per call; EventBridge with its pipe, per event.
    pub(crate) const API_CALL: f64 = 3.5 / 1e6;
    pub(crate) const EVENT: f64 = 1.4 / 1e6;
    /// Out to the internet, per GB, and what is free each month.
    pub(crate) const OUT_GB: f64 = 0.09;
    pub(crate) const FREE_OUT_GB: f64 = 100.0;
}

/// Memory that brings one vCPU.
pub(crate) const MB_PER_VCPU: f64 = 1769.0;
/// A vCPU of Lambda does as much per second as a core of the machine that measured.
pub(crate) const SPEED: f64 = 1.0;
/// The part of a step's work that more vCPUs do not shorten.
pub(crate) const SERIAL: f64 = 0.10;
/// Loading and starting a function whose package holds ffmpeg (160 MB).
pub(crate) const COLD_START_S: f64 = 1.5;
/// Calling a warm function from Step Functions, and the state around it.
pub(crate) const CALL_S: f64 = 0.1;
/// Between a function and S3.
pub(crate) const S3_MB_PER_S: f64 = 75.0;
/// A clip as it was uploaded.
pub(crate) const CLIP_MB: f64 = 10.0;
/// Two layers of a drawn card.
pub(crate) const CARD_MB: f64 = 4.0;
/// A speech service's answer for one scene; its price is its own.
pub(crate) const SPEECH_S: f64 = 2.0;
/// Narration, 16-bit mono at 24 kHz.
pub(crate) const SPEECH_MB_PER_S: f64 = 0.05;
/// Objects written and read, and items written and read, by one step.
pub(crate) const PUTS: f64 = 3.0;
pub(crate) const GETS: f64 = 5.0;
pub(crate) const WRITES: f64 = 3.0;
pub(crate) const READS: f64 = 3.0;
/// States outside the Maps that an execution passes.
pub(crate) const STATES: f64 = 18.0;
/// The length of a scene.
pub(crate) const SCENE_S: f64 = 5.0;

/// The assumptions as lines of Markdown.
pub(crate) fn lines() -> Vec<String> {
    vec![
        format!(
            "Prices: Lambda x86 ${} per GB-s and $0.20 per million requests; Step Functions \
             Standard $0.025 per 1,000 transitions; S3 $0.005 per 1,000 PUT and $0.0004 per 1,000 \
             GET; DynamoDB $0.625 and $0.125 per million writes and reads.",
            prices::LAMBDA_GB_S
        ),
        format!("{MB_PER_VCPU} MB of memory bring one vCPU."),
        format!("A vCPU is {SPEED} times as fast as a core of the machine that measured."),
        format!(
            "{:.0} % of a step is not shortened by more vCPUs: two are {:.2}, four {:.2} times as \
             quick as one.",
            100.0 * SERIAL,
            quicker(2.0),
            quicker(4.0)
        ),
        format!("A cold start takes {COLD_START_S} s and is billed; *cold* means all are cold."),
        format!("A call through Step Functions takes {CALL_S} s and is not billed."),
        format!("S3 gives and takes {S3_MB_PER_S} MB/s per function."),
        format!("An uploaded clip is {CLIP_MB} MB, a drawn card {CARD_MB} MB."),
        format!(
            "Speech is a service that answers in {SPEECH_S} s per scene. Its price, a language \
             model's time and price, and people's approvals are not in these figures."
        ),
        format!("Each step makes {PUTS} PUT, {GETS} GET, {WRITES} writes and {READS} reads."),
        format!("A scene lasts {SCENE_S} s; scenes are cut, so there are as many segments."),
        "Storage, logs, traces and the download of the film are not in the price.".to_owned(),
    ]
}

/// How much quicker than one vCPU several are.
pub(crate) fn quicker(vcpus: f64) -> f64 {
    1.0 / (SERIAL + (1.0 - SERIAL) / vcpus)
}
