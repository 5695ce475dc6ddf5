//! What a month costs at some number of videos: the table of `docs/deploy.md`.

use std::fmt::Write as _;

use crate::assumptions::prices;

/// Videos a month.
const MONTHS: [f64; 3] = [0.0, 100.0, 10_000.0];
const HOURS: f64 = 730.0;

/// What a stack has, whether or not it is used.
const SECRETS: f64 = 7.0;
/// 17 alarms; one that computes is charged for each metric that it reads.
const ALARM_METRICS: f64 = 21.0;
/// The notifier looks each minute for what is due, and mostly finds nothing.
const SWEEPS: f64 = HOURS * 60.0;
const SWEEP_S: f64 = 0.1;
const SWEEP_LOG_GB: f64 = 0.000_003;
/// Series of the namespace `OMA`: each name with each value of its dimensions.
const SERIES: f64 = 60.0;
/// What SAM uploads of one version: layers and functions, zipped.
const PACKAGES_GB: f64 = 0.25;

/// What a video of a minute leaves behind and moves.
const SPEECH_S: f64 = 50.0;
/// CPU seconds for a second of speech (docs/voices.md), at one vCPU of 1769 MB.
const SPEECH_CPU: f64 = 0.49;
const ARTIFACTS_GB: f64 = 0.06;
const FILM_GB: f64 = 0.017;
const LOGS_GB: f64 = 0.000_5;
const API_CALLS: f64 = 30.0;
const SPANS: f64 = 60.0;
const KEY_CALLS: f64 = 300.0;
const EVENTS: f64 = 40.0;
/// How often a film is watched or fetched.
const DOWNLOADS: f64 = 2.0;

/// A line of the bill: what, how it is reckoned, and its price for a number of videos.
struct Line {
    what: &'static str,
    how: String,
    usd: Box<dyn Fn(f64) -> f64>,
}

fn line(what: &'static str, how: String, usd: impl Fn(f64) -> f64 + 'static) -> Line {
    Line { what, how, usd: Box::new(usd) }
}

/// The table for videos whose making costs `film_usd` each.
pub(crate) fn table(film_usd: f64) -> String {
    let mut table =
        "| | How it is reckoned | 0 videos | 100 | 10,000 |\n|---|---|---:|---:|---:|\n".to_owned();
    let mut totals = [0.0; MONTHS.len()];
    for Line { what, how, usd } in fixed().into_iter().chain(per_video(film_usd)) {
        let cells = MONTHS.map(usd);
        writeln!(table, "| {what} | {how} |{}", row(cells)).unwrap();
        for (total, cell) in totals.iter_mut().zip(cells) {
            *total += cell;
        }
    }
    writeln!(table, "| **All** | |{}", row(totals)).unwrap();
    let each = totals[2] / MONTHS[2];
    writeln!(table, "\nAt 10,000 a month a video of a minute costs ${each:.3}.").unwrap();
    table
}

fn row(cells: [f64; MONTHS.len()]) -> String {
    cells.iter().fold(String::new(), |row, usd| row + &format!(" ${usd:.2} |"))
}

/// What is there before the first video.
fn fixed() -> Vec<Line> {
    let beyond_free = ALARM_METRICS - prices::FREE_ALARMS;
    vec![
        line("KMS key", "one at $1".into(), |_| prices::KEY),
        line("Secrets", format!("{SECRETS}, if every provider is used, at $0.40"), |_| {
            SECRETS * prices::SECRET
        }),
        line(
            "Alarms",
            format!("{ALARM_METRICS} metrics, of which {} are free, at $0.10", prices::FREE_ALARMS),
            move |_| beyond_free * prices::ALARM,
        ),
        line(
            "The notifier's minutes",
            "43,800 calls of 0.1 s and 512 MB, 3 KB of log each".into(),
            |_| {
                let call = SWEEP_S * 0.5 * prices::LAMBDA_GB_S + prices::LAMBDA_REQUEST;
                SWEEPS * (call + SWEEP_LOG_GB * prices::LOG_GB)
            },
        ),
        line(
            "Packages in S3",
            format!("{PACKAGES_GB} GB of each version, four versions, at $0.023"),
            |_| 4.0 * PACKAGES_GB * prices::S3_GB,
        ),
    ]
}

/// What each video adds.
fn per_video(film_usd: f64) -> Vec<Line> {
    let speech_usd = SPEECH_S * SPEECH_CPU * 1769.0 / 1024.0 * prices::LAMBDA_GB_S;
    vec![
        line(
            "Making it",
            format!(
                "${film_usd:.4}: Lambda, Step Functions, S3 and DynamoDB requests, warm ([model](cloud-model.md), drawn cards, 60 s, two vCPUs)"
            ),
            move |n| n * film_usd,
        ),
        line(
            "Its voice",
            format!(
                "{SPEECH_S} s of speech x {SPEECH_CPU} CPU s x 1.73 GB x ${}",
                prices::LAMBDA_GB_S
            ),
            move |n| n * speech_usd,
        ),
        line(
            "Metrics",
            format!(
                "{SERIES} series at $0.30, for the hours in which a video was made; 10 are free"
            ),
            |n| (SERIES - prices::FREE_SERIES) * prices::SERIES * n.min(HOURS) / HOURS,
        ),
        line("Logs", format!("{:.1} MB each at $0.50 a GB", LOGS_GB * 1000.0), |n| {
            n * LOGS_GB * prices::LOG_GB
        }),
        line(
            "Storage",
            format!(
                "{:.0} MB of artifacts for 30 days and a film of {:.0} MB, at $0.023 a GB",
                ARTIFACTS_GB * 1000.0,
                FILM_GB * 1000.0
            ),
            |n| n * (ARTIFACTS_GB + FILM_GB) * prices::S3_GB,
        ),
        line(
            "API, events, key, traces",
            format!(
                "{API_CALLS} calls, {EVENTS} events, {KEY_CALLS} uses of the key, {SPANS} traces"
            ),
            |n| {
                let calls = API_CALLS * prices::API_CALL + EVENTS * prices::EVENT;
                let traces = (n * SPANS - prices::FREE_TRACES).max(0.0) * prices::TRACE;
                n * (calls + KEY_CALLS * prices::KEY_CALL) + traces
            },
        ),
        line("Watching it", format!("{DOWNLOADS} downloads at $0.09 a GB; 100 GB are free"), |n| {
            (n * DOWNLOADS * FILM_GB - prices::FREE_OUT_GB).max(0.0) * prices::OUT_GB
        }),
    ]
}
