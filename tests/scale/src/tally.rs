//! What happened in a run of the simulation.

use oma_core::spend::nano_usd;

use crate::account::Ms;
use crate::assumptions::{FUNCTIONS, Storage};

/// How often something happened, by second.
#[derive(Debug, Default)]
pub struct PerSecond {
    counts: Vec<u32>,
    /// In all.
    pub total: u64,
}

impl PerSecond {
    /// It happened so many times.
    pub fn add(&mut self, now: Ms, times: u32) {
        let second = usize::try_from(now / 1_000).unwrap_or(usize::MAX);
        if self.counts.len() <= second {
            self.counts.resize(second + 1, 0);
        }
        self.counts[second] += times;
        self.total += u64::from(times);
    }

    /// In the second in which it happened most.
    pub fn most(&self) -> u32 {
        self.counts.iter().copied().max().unwrap_or(0)
    }
}

/// An execution of which workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The batch.
    Batch,
    /// A chunk of its rows.
    Chunk,
    /// A video.
    Video,
}

/// What happened.
#[derive(Debug, Default)]
pub struct Tally {
    /// When the batch was over.
    pub wall_ms: Ms,
    /// Executions, by [`Kind`].
    pub executions: [u32; 3],
    /// The most events in the history of one, by [`Kind`].
    pub most_events: [u32; 3],
    open: u32,
    /// The most executions at once.
    pub most_open: u32,
    /// Videos at once.
    open_videos: u32,
    /// The most videos at once.
    pub most_videos: u32,
    /// State transitions.
    pub transitions: PerSecond,
    /// Nested executions that were started.
    pub starts: PerSecond,
    /// Chunks that were dispatched.
    pub dispatches: PerSecond,
    /// Calls of functions that ran.
    pub calls: PerSecond,
    /// Calls that Lambda refused.
    pub throttled: u64,
    /// The most calls at once.
    pub most_lambda: u32,
    /// Milliseconds times megabytes that are billed.
    pub mb_ms: u128,
    /// Milliseconds of calls.
    pub busy_ms: u128,
    /// DynamoDB writes, reads, and writes to the batch's partition.
    pub writes: PerSecond,
    /// See `writes`.
    pub reads: PerSecond,
    /// See `writes`.
    pub batch_writes: PerSecond,
    /// S3 PUT and GET.
    pub puts: PerSecond,
    /// See `puts`.
    pub gets: PerSecond,
    /// Videos that failed.
    pub failed: u32,
    /// Rows that could not be opened or closed.
    pub left: u32,
}

impl Tally {
    /// An execution begins.
    pub fn opened(&mut self, kind: Kind) {
        self.executions[kind as usize] += 1;
        self.open += 1;
        self.most_open = self.most_open.max(self.open);
        if kind == Kind::Video {
            self.open_videos += 1;
            self.most_videos = self.most_videos.max(self.open_videos);
        }
    }

    /// An execution is over, with so many events in its history.
    pub fn closed(&mut self, kind: Kind, events: u32) {
        self.open -= 1;
        let most = &mut self.most_events[kind as usize];
        *most = events.max(*most);
        if kind == Kind::Video {
            self.open_videos -= 1;
        }
    }

    /// A call begins that takes so long.
    pub fn called(&mut self, now: Ms, function: usize, ms: Ms) {
        self.calls.add(now, 1);
        self.mb_ms += u128::from(FUNCTIONS[function].memory_mb) * u128::from(ms);
        self.busy_ms += u128::from(ms);
    }

    /// A call is over; what it asked of storage is counted at its end.
    pub fn stored(&mut self, now: Ms, storage: Storage) {
        self.writes.add(now, storage.writes);
        self.reads.add(now, storage.reads);
        self.batch_writes.add(now, storage.batch_writes);
        self.puts.add(now, storage.puts);
        self.gets.add(now, storage.gets);
    }

    /// What AWS charges, in dollars.
    pub fn costs(&self) -> Costs {
        let usd = |nano: u128| nano as f64 / 1e9;
        let each = |total: u64, price: u128| usd(u128::from(total) * price);
        Costs {
            lambda: usd(self.mb_ms * nano_usd::GB_SECOND / 1024 / 1000)
                + each(self.calls.total, nano_usd::INVOCATION),
            transitions: each(self.transitions.total, nano_usd::TRANSITION),
            storage: each(self.puts.total, nano_usd::PUT)
                + each(self.gets.total, nano_usd::GET)
                + each(self.writes.total, nano_usd::WRITE)
                + each(self.reads.total, nano_usd::READ),
        }
    }
}

/// US dollars.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// Time and requests of Lambda.
    pub lambda: f64,
    /// Step Functions.
    pub transitions: f64,
    /// Requests of S3 and DynamoDB.
    pub storage: f64,
}

impl Costs {
    /// All of it.
    pub fn all(self) -> f64 {
        self.lambda + self.transitions + self.storage
    }
}
