use crate::assumptions::CHUNKS;
use crate::limits::{LARGE, Limits, OTHER, RAISED};
use crate::page::{Run, duration, line, number};
use crate::simulation::Plan;
use crate::tally::Kind;
use crate::workflow::Workflows;

/// The values of the batch's option `concurrency` that are tried.
const AT_ONCE: [u32; 7] = [50, 100, 150, 200, 300, 500, 1_000];
/// The most that the option takes.
const MOST: u32 = 1_000;

/// Everything that was run.
pub(super) struct Runs {
    tried: Vec<Run>,
    tried_other: Vec<Run>,
    /// The two sizes, with as many at once as the account's defaults bear.
    pub(super) small: Run,
    pub(super) large: Run,
    /// The same in a region with smaller buckets.
    pub(super) other: Run,
    /// With more of Lambda, and as many at once as the option takes.
    pub(super) raised: Run,
}

impl Runs {
    pub(super) fn new(workflows: &Workflows) -> Self {
        let run = |videos, at_once, limits| Run::of(workflows, Plan { videos, at_once, limits });
        let tried = |limits: Limits| AT_ONCE.map(|at_once| run(10_000, at_once, limits)).into();
        let (tried, tried_other): (Vec<Run>, Vec<Run>) = (tried(LARGE), tried(OTHER));
        let (safe, safe_other) = (safe(&tried), safe(&tried_other));
        Self {
            small: run(10_000, safe, LARGE),
            large: run(100_000, safe, LARGE),
            other: run(100_000, safe_other, OTHER),
            raised: run(100_000, MOST, RAISED),
            tried,
            tried_other,
        }
    }

    pub(super) fn all(&self) -> [&Run; 4] {
        [&self.small, &self.large, &self.other, &self.raised]
    }

    pub(super) fn in_short(&self) -> String {
        let large = &self.large;
        let (tally, videos) = (&large.tally, f64::from(large.plan.videos));
        let each = format!(
            "* A video takes {:.0} state transitions, {:.0} calls of Lambda, {:.0} s of their time and \
             ${:.4} of AWS, its share of the batch among them.\n",
            tally.transitions.total as f64 / videos,
            tally.calls.total as f64 / videos,
            tally.busy_ms as f64 / 1_000.0 / videos,
            tally.costs().all() / videos,
        );
        let first = format!(
            "* **Lambda's concurrency binds first.** With the default of {} an account makes {} videos at \
             once without trouble: 10,000 in {} and 100,000 in {}. With more at once, more and more calls \
             are refused and tried again{}.\n",
            number(large.plan.limits.lambda),
            large.plan.at_once,
            duration(self.small.hours()),
            duration(large.hours()),
            self.first_failures(),
        );
        each + &first + &self.with_more()
    }

    fn first_failures(&self) -> String {
        let failing = self.tried.iter().find(|run| run.tally.failed > 0);
        failing.map_or_else(String::new, |run| {
            format!("; from {} at once on, some videos fail for it", number(run.plan.at_once))
        })
    }

    fn with_more(&self) -> String {
        let raised = &self.raised;
        format!(
            "* With {} at once, which is the most that a batch takes, Lambda runs {:.0} calls at once on \
             average and {} when all begin together; 100,000 videos take {}. Raise the account to that \
             before asking for it.\n\
             * Open executions, histories, payloads and the Map Run stay far inside their limits at every \
             size: a chunk holds {} rows, and there are never more than 1,000 chunks.\n\n",
            number(raised.plan.at_once),
            raised.lambda_on_average(),
            number(raised.tally.most_lambda),
            duration(raised.hours()),
            raised.plan.videos.div_ceil(CHUNKS),
        )
    }

    pub(super) fn at_once(&self) -> String {
        let mut text = String::from(AT_ONCE_TEXT);
        for tried in [&self.tried, &self.tried_other] {
            let Some(first) = tried.first() else { continue };
            line(&mut text, &format!("### {}\n\n{AT_ONCE_HEADER}", first.plan.limits.name));
            for run in tried {
                line(&mut text, &tried_row(run));
            }
            text.push('\n');
        }
        text
    }

    pub(super) fn batches(&self) -> String {
        let mut text = String::from(
            "## The batches\n\nWith as many at once as the table above bears without a failed video and \
             with fewer than one call in a hundred refused.\n\n",
        );
        let runs = self.all();
        let mut row = |name: &str, of: &dyn Fn(&Run) -> String| {
            let cells = runs.map(|run| format!(" {} |", of(run))).concat();
            line(&mut text, &format!("| {name} |{cells}"));
        };
        row("Account", &|run| run.plan.limits.name.to_owned());
        row("---", &|_| "---:".to_owned());
        row("Videos", &|run| number(run.plan.videos));
        row("At once (`concurrency`)", &|run| number(run.plan.at_once));
        row("**Wall time**", &|run| format!("**{}**", duration(run.hours())));
        row("Executions", &|run| number(run.tally.executions.iter().sum::<u32>()));
        row("State transitions", &|run| number(run.tally.transitions.total));
        row("Calls of Lambda", &|run| number(run.tally.calls.total));
        row("Refused calls", &|run| number(run.tally.throttled));
        row("Failed videos", &|run| number(run.tally.failed));
        row("Events of a video, at most", &|run| of_kind(run, Kind::Video));
        row("Events of a chunk, at most", &|run| of_kind(run, Kind::Chunk));
        row("Events of the batch", &|run| of_kind(run, Kind::Batch));
        row("Lambda", &|run| format!("${:.2}", run.tally.costs().lambda));
        row("Step Functions", &|run| format!("${:.2}", run.tally.costs().transitions));
        row("DynamoDB and S3", &|run| format!("${:.2}", run.tally.costs().storage));
        row("**AWS in all**", &|run| format!("**${:.2}**", run.tally.costs().all()));
        text.push('\n');
        text
    }
}

/// The most at once that no video failed for.
fn safe(tried: &[Run]) -> u32 {
    let is_safe = |run: &&Run| {
        let tally = &run.tally;
        tally.failed == 0 && tally.left == 0 && tally.throttled * 100 < tally.calls.total
    };
    tried.iter().filter(is_safe).map(|run| run.plan.at_once).max().unwrap_or(AT_ONCE[0])
}

fn of_kind(run: &Run, kind: Kind) -> String {
    number(run.tally.most_events[kind as usize])
}

fn tried_row(run: &Run) -> String {
    let tally = &run.tally;
    let refused = tally.throttled as f64 / (tally.throttled + tally.calls.total) as f64;
    format!(
        "| {} | {} | {:.0} | {:.0} | {} | {:.1} % | {} | {} | ${:.2} |",
        number(run.plan.at_once),
        duration(run.hours()),
        f64::from(run.plan.videos - tally.failed) / run.hours(),
        run.lambda_on_average(),
        number(tally.most_lambda),
        refused * 100.0,
        number(tally.failed),
        number(tally.left),
        tally.costs().all(),
    )
}

const AT_ONCE_TEXT: &str = "## How many at once\n\n10,000 videos, in accounts with AWS's defaults \
    (us-west-2 and eu-west-1 are as us-east-1, all other regions as sa-east-1). *Average* and *most* are \
    calls of Lambda at once; the most is reached in the first minutes, when all videos are at the same \
    state. *Refused* are calls that Lambda throttled and the state machine tried again: six times, waiting \
    up to 2, 4, 8 … 60 seconds. *Failed* are videos of which one call was refused seven times. A row is \
    *left* when that happens to the batch's own call.\n\n";

const AT_ONCE_HEADER: &str = "| At once | Wall time | Videos an hour | Average | Most | Refused | Failed | \
    Left | AWS |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|";
