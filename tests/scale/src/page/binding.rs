//! Which limit binds first.

use crate::limits::{
    CHILDREN, DISPATCHES, HISTORY, LAMBDA, LAMBDA_SCALING, OPEN, PARTITION, PARTITION_WRITES,
    PREFIX_PUTS, S3, SANDBOXES, STEP_FUNCTIONS, TABLE, TABLE_READS, TABLE_WRITES,
};
use crate::page::runs::Runs;
use crate::page::{Run, line, number};

/// A limit: its name, where it is documented, what an account has, what was used, whether AWS raises it.
struct Row {
    name: &'static str,
    source: &'static str,
    has: fn(&Run) -> u32,
    used: fn(&Run) -> u32,
    raised: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        name: "Lambda: concurrent executions",
        source: LAMBDA,
        has: |run| run.plan.limits.lambda,
        used: |run| run.tally.most_lambda + crate::assumptions::FOR_OTHERS,
        raised: "yes, to tens of thousands",
    },
    Row {
        name: "State transitions a second",
        source: STEP_FUNCTIONS,
        has: |run| run.plan.limits.transitions.per_second,
        used: |run| run.tally.transitions.most(),
        raised: "yes",
    },
    Row {
        name: "`StartExecution` a second",
        source: STEP_FUNCTIONS,
        has: |run| run.plan.limits.starts.per_second,
        used: |run| run.tally.starts.most(),
        raised: "yes",
    },
    Row {
        name: "Standard executions that a Map Run dispatches a second",
        source: STEP_FUNCTIONS,
        has: |_| DISPATCHES.per_second,
        used: |run| run.tally.dispatches.most(),
        raised: "no; it only delays the begin",
    },
    Row {
        name: "Child executions of a Map Run at once",
        source: STEP_FUNCTIONS,
        has: |_| CHILDREN,
        used: |run| run.plan.at_once,
        raised: "no",
    },
    Row {
        name: "Open executions",
        source: STEP_FUNCTIONS,
        has: |_| OPEN,
        used: |run| run.tally.most_open,
        raised: "yes, to millions",
    },
    Row {
        name: "Events in one history",
        source: STEP_FUNCTIONS,
        has: |_| HISTORY,
        used: |run| run.tally.most_events.into_iter().max().unwrap_or(0),
        raised: "no",
    },
    Row {
        name: "Lambda: calls a second (10 × concurrency)",
        source: LAMBDA,
        has: |run| 10 * run.plan.limits.lambda,
        used: |run| run.tally.calls.most(),
        raised: "with concurrency",
    },
    Row {
        name: "DynamoDB: writes a second of a new table",
        source: TABLE,
        has: |_| TABLE_WRITES,
        used: |run| run.tally.writes.most(),
        raised: "grows by itself to twice the peak so far, and by pre-warming",
    },
    Row {
        name: "DynamoDB: reads a second of a new table",
        source: TABLE,
        has: |_| TABLE_READS,
        used: |run| run.tally.reads.most(),
        raised: "as above",
    },
    Row {
        name: "DynamoDB: writes a second to the batch's partition",
        source: PARTITION,
        has: |_| PARTITION_WRITES,
        used: |run| run.tally.batch_writes.most(),
        raised: "no; counters would be spread over several keys",
    },
    Row {
        name: "S3: PUT a second below one prefix (all of one user's artifacts)",
        source: S3,
        has: |_| PREFIX_PUTS,
        used: |run| run.tally.puts.most(),
        raised: "grows by itself",
    },
];

pub(super) fn section(runs: &Runs) -> String {
    let runs = runs.all();
    let mut text = String::from(TEXT);
    text += "| Limit | Raised by AWS |";
    let titles = runs.map(|run| {
        let (videos, at_once) = (number(run.plan.videos), number(run.plan.at_once));
        format!(" {}: {videos}, {at_once} at once |", run.plan.limits.name)
    });
    text += &titles.concat();
    line(&mut text, &format!("\n|---|---|{}", "---:|".repeat(runs.len())));
    let mut rows: Vec<&Row> = ROWS.iter().collect();
    rows.sort_by(|one, other| other.percent(runs[1]).total_cmp(&one.percent(runs[1])));
    for row in rows {
        let cells = runs.map(|run| {
            let (used, has) = (number((row.used)(run)), number((row.has)(run)));
            format!(" {used} of {has} ({:.0} %) |", row.percent(run))
        });
        let cells = cells.concat();
        line(&mut text, &format!("| [{}]({}) | {} |{cells}", row.name, row.source, row.raised));
    }
    let sandboxes = format!(
        "\nA function gets at most [{} new sandboxes in ten seconds]({LAMBDA_SCALING}); the simulation holds \
         it to that, and what is refused for it is tried again. AWS gives new accounts less than its \
         defaults, and raises them with use: look at Service Quotas before the first large batch.\n\n",
        number(SANDBOXES.size),
    );
    text + &sandboxes + RAISE
}

impl Row {
    fn percent(&self, run: &Run) -> f64 {
        100.0 * f64::from((self.used)(run)) / f64::from((self.has)(run))
    }
}

const TEXT: &str = "## Which limit binds first\n\nWhat was used in the busiest second, against what the \
    account has; ordered by the second run. The busiest second is at the begin, when all videos are at the \
    same state. Buckets of Step Functions hold more than a second's worth, so 100 % may be passed for a \
    moment; the simulation holds runs to those of Lambda and Step Functions, and only counts for DynamoDB \
    and S3.\n\n";

const RAISE: &str = "What to do for more:\n\n\
    * **Lambda's concurrency** first, by a request in Service Quotas; then the batch's `concurrency` and \
    its owner's quotas `videos_at_once` and `videos_per_day`.\n\
    * **DynamoDB and S3** next, where they pass 100 %: both refuse for a moment and are asked again, by the \
    SDK and then by the state machine, and grow by themselves. A table that was never busy can be \
    pre-warmed (`WarmThroughput`) for the first batch of that size. The batch's counters lie in one \
    partition, which never grows: for much more than 1,000 at once each counter would have to be spread \
    over several keys.\n\
    * **State transitions** where the region has 800 a second: they wait and do not fail, so a batch \
    becomes slower and nothing else.\n\n";
