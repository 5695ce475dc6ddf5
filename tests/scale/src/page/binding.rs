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
    let mut text = String::from(
        "## Which limit binds first\n\nWhat was used in the busiest second, against what the account \
         has. Buckets hold more than a second's worth, so the begin of a batch may pass 100 %.\n\n\
         | Limit | Raised by AWS |",
    );
    let runs = runs.all();
    for run in runs {
        text += &format!(" {}, {} at once |", number(run.plan.videos), number(run.plan.at_once));
    }
    line(&mut text, &format!("\n|---|---|{}", "---:|".repeat(runs.len())));
    let share =
        |row: &Row, run: &Run| 100.0 * f64::from((row.used)(run)) / f64::from((row.has)(run));
    let mut rows: Vec<&Row> = ROWS.iter().collect();
    rows.sort_by(|one, other| share(other, runs[1]).total_cmp(&share(one, runs[1])));
    for row in rows {
        let cells = runs.map(|run| {
            let (used, has) = (number((row.used)(run)), number((row.has)(run)));
            format!(" {used} of {has} ({:.0} %) |", share(row, run))
        });
        let cells = cells.concat();
        line(&mut text, &format!("| [{}]({}) | {} |{cells}", row.name, row.source, row.raised));
    }
    line(
        &mut text,
        &format!(
            "\nAccounts: {}.\n\nA function gets at most [{} new sandboxes in ten seconds]({LAMBDA_SCALING}); the \
         simulation holds it to that. AWS gives new accounts less than its defaults, and raises them with \
         use: look at Service Quotas before the first large batch.\n",
            runs.map(|run| format!(
                "{} at once is {}",
                number(run.plan.at_once),
                run.plan.limits.name
            ))
            .join("; "),
            number(SANDBOXES.size),
        ),
    );
    text += RAISE;
    text
}

const RAISE: &str = "What to do for more:\n\n\
    * **Lambda's concurrency** first, by a request in Service Quotas; then the batch's `concurrency`, the \
    quotas `videos_at_once` and `videos_per_day` of its owner.\n\
    * **State transitions** next, where the region has 800 a second: they wait and do not fail, so a batch \
    becomes slower and nothing else.\n\
    * The batch's counters lie in one partition. At its limit, writes are throttled and tried again; \
    spreading each counter over several keys would be the remedy.\n\n";
