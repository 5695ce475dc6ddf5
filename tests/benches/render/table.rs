//! The rows, their ratios, and the targets.

use serde_json::{Value, json};

use crate::measure::Cost;

/// One way of doing the job, as often as it was measured.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    costs: Vec<Cost>,
}

impl Row {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, costs: Vec::new() }
    }

    pub(crate) fn add(&mut self, cost: Cost) {
        println!("{:<48} {:>8.2} CPU s", self.name, cost.cpu_s);
        self.costs.push(cost);
    }

    pub(crate) fn is_measured(&self) -> bool {
        !self.costs.is_empty()
    }

    /// The run in the middle by CPU time.
    pub(crate) fn median(&self) -> Cost {
        let mut costs = self.costs.clone();
        costs.sort_by(|a, b| a.cpu_s.total_cmp(&b.cpu_s));
        costs.get(costs.len() / 2).cloned().unwrap_or_default()
    }

    pub(crate) fn cpu_s(&self) -> f64 {
        self.median().cpu_s
    }

    fn json(&self, limit: f64) -> Value {
        let Cost { wall_s, cpu_s, peak_mb, ffmpeg_mb, tree_mb } = self.median();
        let runs: Vec<f64> = self.costs.iter().map(|cost| cost.cpu_s).collect();
        json!({
            "name": self.name, "wall_s": wall_s, "cpu_s": cpu_s, "ratio": cpu_s / limit,
            "largest_process_mb": peak_mb, "largest_ffmpeg_mb": ffmpeg_mb, "tree_mb": tree_mb,
            "cpu_s_of_each_run": runs,
        })
    }
}

/// Prints the rows with ratios to the CPU time of the limit, and returns them as JSON.
pub(crate) fn print(rows: &[&Row], limit: f64) -> Value {
    println!(
        "\n{:<48} {:>5} {:>8} {:>8} {:>7} {:>9} {:>8}",
        "", "runs", "wall s", "CPU s", "ratio", "largest", "tree"
    );
    for row in rows.iter().filter(|row| row.is_measured()) {
        let Cost { wall_s, cpu_s, peak_mb, tree_mb, .. } = row.median();
        println!(
            "{:<48} {:>5} {wall_s:>8.1} {cpu_s:>8.2} {:>7.3} {peak_mb:>6.0} MB {tree_mb:>5.0} MB",
            row.name,
            row.costs.len(),
            cpu_s / limit
        );
    }
    rows.iter().filter(|row| row.is_measured()).map(|row| row.json(limit)).collect()
}

/// A bound that issue and docs promise.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) value: f64,
    pub(crate) bound: Bound,
}

/// Which way a target looks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    fn is_met(&self) -> bool {
        match self.bound {
            Bound::AtMost(bound) => self.value <= bound,
            Bound::AtLeast(bound) => self.value >= bound,
        }
    }

    fn json(&self) -> Value {
        let (word, bound) = self.words();
        json!({
            "name": self.name, "value": self.value, "bound": format!("{word} {bound}"),
            "met": self.is_met(),
        })
    }

    fn words(&self) -> (&'static str, f64) {
        match self.bound {
            Bound::AtMost(bound) => ("at most", bound),
            Bound::AtLeast(bound) => ("at least", bound),
        }
    }
}

/// Prints each target as met or missed, and returns them as JSON.
pub(crate) fn print_targets(targets: &[Target]) -> Value {
    println!();
    for target in targets {
        let (word, bound) = target.words();
        let verdict = if target.is_met() { "met" } else { "MISSED" };
        println!("{verdict:<6} {:<58} {:>9.4}  {word} {bound:.4}", target.name, target.value);
    }
    targets.iter().map(Target::json).collect()
}
