//! The fields of log lines, as `docs/observability.md` lists them.

use std::fmt::Write as _;

/// A field of log lines.
#[derive(Debug, Clone, Copy)]
pub struct LogField {
    /// Its name in the line.
    pub name: &'static str,
    /// `string`, `number` or `boolean`.
    pub kind: &'static str,
    /// When a line has it: `always`, `invocation` (on every line within one), or `where known`.
    pub present: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// One value of it.
    pub example: &'static str,
}

const fn field(
    name: &'static str,
    kind: &'static str,
    present: &'static str,
    meaning: &'static str,
    example: &'static str,
) -> LogField {
    LogField { name, kind, present, meaning, example }
}

pub(crate) const TIMESTAMP: &str = "timestamp";
pub(crate) const LEVEL: &str = "level";
pub(crate) const MESSAGE: &str = "message";
pub(crate) const TARGET: &str = "target";
pub(crate) const SERVICE: &str = "service";
pub(crate) const VERSION: &str = "version";
pub(crate) const ENVIRONMENT: &str = "environment";
pub(crate) const COLD_START: &str = "cold_start";
pub(crate) const FUNCTION_REQUEST_ID: &str = "function_request_id";
pub(crate) const XRAY_TRACE_ID: &str = "xray_trace_id";
pub(crate) const CORRELATION_ID: &str = "correlation_id";
pub(crate) const VIDEO_ID: &str = "video_id";
pub(crate) const EXECUTION: &str = "execution";
pub(crate) const STEP: &str = "step";
pub(crate) const STATE: &str = "state";
pub(crate) const CACHED: &str = "cached";
pub(crate) const COST: &str = "cost_micro_usd";

/// Every field that lines of ours have.
#[rustfmt::skip]
pub const LOG_FIELDS: &[LogField] = &[
    field(TIMESTAMP, "string", "always", "RFC 3339, UTC, milliseconds", "2026-11-22T18:04:05.678Z"),
    field(LEVEL, "string", "always", "`ERROR`, `WARN`, `INFO`, `DEBUG`, `TRACE`", "INFO"),
    field(MESSAGE, "string", "always", "What happened, readable alone", "audio.narrate 3 finished"),
    field(TARGET, "string", "always", "The module that logs", "oma_lambda::edge"),
    field(SERVICE, "string", "always", "The function: the name of its binary", "audio"),
    field(VERSION, "string", "always", "OMA's version", "0.1.0"),
    field(ENVIRONMENT, "string", "always", "`OMA_ENVIRONMENT`; `dev` where it is not set", "prod"),
    field(COLD_START, "boolean", "invocation", "Whether this is the process's first invocation", "true"),
    field(FUNCTION_REQUEST_ID, "string", "invocation", "Lambda's id of the invocation; a retry has another", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
    field(XRAY_TRACE_ID, "string", "invocation, if traced", "The trace, as X-Ray lists it", "1-5bef4de7-ad49b0e87f6ef6c87fc2e700"),
    field(CORRELATION_ID, "string", "invocation", "The video's id; without one, API Gateway's request id", "01JD9Z8S4M7Q2W6E5R3T1Y0U9P"),
    field(VIDEO_ID, "string", "where known", "The video", "01JD9Z8S4M7Q2W6E5R3T1Y0U9P"),
    field(EXECUTION, "string", "where known", "The execution's name", "01JD9Z8S4M7Q2W6E5R3T1Y0U9P"),
    field(STEP, "string", "where known", "The agent, its action and the scene or segment", "audio.narrate 3"),
    field(STATE, "string", "where known", "The state that called the function", "Narrate a scene"),
    field("duration_ms", "number", "where known", "How long it took", "812"),
    field("error", "string", "failures", "The error's name, see errors.md", "Oma.ProviderThrottled"),
    field("detail", "string", "failures", "What only an operator needs: a status code, a source error", "429, request 4f1c"),
    field("problems", "string", "bad briefs", "The paths of the brief's fields that are wrong, never their values", "title, language"),
    field(CACHED, "boolean", "finished steps", "Whether the artifact was there already", "false"),
    field(COST, "number", "finished steps", "What the step cost, in millionths of a dollar", "1250"),
    field("provider", "string", "finished steps, calls", "Who did the work", "offline"),
    field("model", "string", "finished steps, calls", "With what", "espeak-ng:en-us"),
    field("item", "number", "finished steps", "The scene or segment", "3"),
    field("remaining_ms", "number", "time running out", "Time left before Lambda ends the process", "1000"),
    field("location", "string", "panics", "File and line of a panic", "crates/oma-media/src/ffmpeg.rs:125"),
    field("route", "string", "API", "Method and path as in the API's definition", "POST /v1/videos"),
    field("status", "number", "API", "The HTTP status of the answer", "202"),
    field("init_ms", "number", "the start", "Our work before the first invocation", "12"),
];

/// The table of `docs/observability.md`.
pub fn log_fields_markdown() -> String {
    let mut page =
        "| Field | Type | On lines | Meaning | Example |\n|---|---|---|---|---|\n".to_owned();
    for LogField { name, kind, present, meaning, example } in LOG_FIELDS {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| `{name}` | {kind} | {present} | {meaning} | `{example}` |");
    }
    page
}
