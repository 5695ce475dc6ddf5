//! Runs a program and says what its whole process tree took. Reads `/proc`, so Linux only.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Short enough to see the peak of a program that runs for a second, long enough to cost nothing.
const SAMPLE_EVERY: Duration = Duration::from_millis(40);
/// `/proc` counts CPU time in hundredths of a second.
const TICKS_PER_S: f64 = 100.0;

/// What a process tree took.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cost {
    pub(crate) wall_s: f64,
    /// User and system time of all processes.
    pub(crate) cpu_s: f64,
    /// Of the largest process.
    pub(crate) peak_mb: f64,
    /// Of the largest ffmpeg.
    pub(crate) ffmpeg_mb: f64,
    /// Of all processes together, at the worst sampled moment.
    pub(crate) tree_mb: f64,
}

/// Runs a program to its end. `on_line` gets each line of its output with the CPU time that it and
/// those of its children that have ended have taken until then.
pub(crate) fn run(command: &mut Command, mut on_line: impl FnMut(&str, f64)) -> Cost {
    let before = cpu_of_children();
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let pid = child.id();
    let sampler = Sampler::start(pid);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        on_line(&line, cpu_of(pid));
    }
    let status = child.wait().unwrap();
    let wall_s = started.elapsed().as_secs_f64();
    let peaks = sampler.stop();
    assert!(status.success(), "{status}: {command:?}");
    Cost { wall_s, cpu_s: cpu_of_children() - before, ..peaks }
}

/// [`run`] for a program whose output does not matter.
pub(crate) fn quietly(command: &mut Command) -> Cost {
    run(command, |_, _| {})
}

/// CPU seconds of a program that writes where this one does, unless it was told otherwise.
pub(crate) fn cpu_seconds(command: &mut Command) -> f64 {
    let before = cpu_of_children();
    let status = command.status().unwrap();
    assert!(status.success(), "{status}: {command:?}");
    cpu_of_children() - before
}

/// The CPU time of a process and of its ended children.
fn cpu_of(pid: u32) -> f64 {
    let [user, system, children_user, children_system] = cpu_fields(&pid.to_string());
    user + system + children_user + children_system
}

/// The CPU time of all children of this process that have ended.
fn cpu_of_children() -> f64 {
    let [_, _, user, system] = cpu_fields("self");
    user + system
}

/// Fields 14 to 17 of `/proc/PID/stat` (man 5 proc) in seconds.
fn cpu_fields(pid: &str) -> [f64; 4] {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The second field is the program's name in parentheses and may hold spaces.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let mut fields = after_name.split_whitespace().skip(11);
    [(); 4].map(|()| {
        fields.next().and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0) / TICKS_PER_S
    })
}

/// Looks at the memory of a process tree from time to time.
struct Sampler {
    peaks: Arc<Mutex<Cost>>,
    ended: Arc<AtomicBool>,
    thread: thread::JoinHandle<()>,
}

impl Sampler {
    fn start(pid: u32) -> Self {
        let (peaks, ended) = (Arc::new(Mutex::new(Cost::default())), Arc::default());
        let thread = thread::spawn({
            let (peaks, ended) = (Arc::clone(&peaks), Arc::clone(&ended));
            move || {
                while !AtomicBool::load(&ended, Ordering::Relaxed) {
                    sample(pid, &mut peaks.lock().unwrap());
                    thread::sleep(SAMPLE_EVERY);
                }
            }
        });
        Self { peaks, ended, thread }
    }

    fn stop(self) -> Cost {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        self.peaks.lock().unwrap().clone()
    }
}

fn sample(root: u32, peaks: &mut Cost) {
    let (mut pids, mut tree_mb) = (vec![root], 0.0);
    while let Some(pid) = pids.pop() {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next().map(str::to_owned)
        };
        let mb = |name| field(name).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0;
        // The kernel keeps the highest; between two samples nothing is lost but the very end.
        let highest = mb("VmHWM:");
        tree_mb += mb("VmRSS:");
        peaks.peak_mb = peaks.peak_mb.max(highest);
        if field("Name:").is_some_and(|name| name.starts_with("ffmpeg")) {
            peaks.ffmpeg_mb = peaks.ffmpeg_mb.max(highest);
        }
        pids.extend(children(pid));
    }
    peaks.tree_mb = peaks.tree_mb.max(tree_mb);
}

/// Any thread may have started a child.
fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let lists = threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| list.split(' ').filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
}
