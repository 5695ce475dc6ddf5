//! The simulation: threads of executions go through their programs, from event to event.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::account::{Dice, Lambda, Ms, Sandbox, Tokens};
use crate::assumptions::{
    CALL_MS, CHUNKS, COLD_START_MS, ROW, SCENES, SEGMENTS, SPREAD_PERCENT, STEP,
};
use crate::limits::{DISPATCHES, Limits};
use crate::tally::{Kind, Tally};
use crate::workflow::{Items, Op, Program, Retrier, Scope, Workflows};

/// A batch in an account.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many videos.
    pub videos: u32,
    /// The batch's option `concurrency`.
    pub at_once: u32,
    /// The account.
    pub limits: Limits,
}

/// Runs a batch.
pub fn run(workflows: &Workflows, plan: Plan) -> Tally {
    let mut simulation = Simulation {
        workflows,
        plan,
        now: 0,
        queue: BinaryHeap::new(),
        sequence: 0,
        threads: Vec::new(),
        free_threads: Vec::new(),
        executions: Vec::new(),
        free_executions: Vec::new(),
        lambda: Lambda::new(&plan.limits),
        transitions: Tokens::new(plan.limits.transitions),
        starts: Tokens::new(plan.limits.starts),
        dispatches: Tokens::new(DISPATCHES),
        dice: Dice(1),
        rows: plan.videos,
        tally: Tally::default(),
    };
    simulation.begin(Kind::Batch, None, 0);
    while let Some(Reverse((now, _, event))) = simulation.queue.pop() {
        simulation.now = now;
        simulation.happens(event);
    }
    let mut tally = simulation.tally;
    tally.wall_ms = simulation.now;
    tally.most_lambda = simulation.lambda.most();
    tally
}

/// One line of work: an execution, a branch, an item.
#[derive(Debug, Default)]
struct Thread {
    execution: usize,
    op: usize,
    /// Whoever waits for its end.
    parent: Option<usize>,
    /// Whether its end is the end of its execution.
    is_root: bool,
    /// Whether it writes down why its execution failed.
    is_failure: bool,
    /// Retries of the call that it is at.
    attempt: u32,
    /// Threads that it waits for.
    running: u32,
    /// Items that it has not begun.
    left: u32,
}

#[derive(Debug)]
struct Execution {
    kind: Kind,
    events: u32,
    rows: u32,
    has_failed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A thread wants to go on.
    Go(usize),
    /// It enters its state.
    Enter(usize),
    /// It calls its function, for the first time or again.
    Call(usize),
    /// Its call is over.
    Done(usize),
}

struct Simulation<'a> {
    workflows: &'a Workflows,
    plan: Plan,
    now: Ms,
    queue: BinaryHeap<Reverse<(Ms, u64, Event)>>,
    /// Keeps what happens at the same time in its order.
    sequence: u64,
    threads: Vec<Thread>,
    free_threads: Vec<usize>,
    executions: Vec<Execution>,
    free_executions: Vec<usize>,
    lambda: Lambda,
    transitions: Tokens,
    starts: Tokens,
    dispatches: Tokens,
    dice: Dice,
    /// Rows that are in no chunk yet.
    rows: u32,
    tally: Tally,
}

impl Simulation<'_> {
    fn at(&mut self, when: Ms, event: Event) {
        self.sequence += 1;
        self.queue.push(Reverse((when, self.sequence, event)));
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Go(thread) => self.go(thread),
            Event::Enter(thread) => self.enter(thread),
            Event::Call(thread) => self.call(thread),
            Event::Done(thread) => self.done(thread),
        }
    }

    fn program(&self, thread: usize) -> &Program {
        match self.executions[self.threads[thread].execution].kind {
            Kind::Video => &self.workflows.video,
            Kind::Batch | Kind::Chunk => &self.workflows.batch,
        }
    }

    fn op(&self, thread: usize) -> &Op {
        &self.program(thread).ops[self.threads[thread].op]
    }

    fn spawn(&mut self, thread: Thread) -> usize {
        if let Some(place) = self.free_threads.pop() {
            self.threads[place] = thread;
            place
        } else {
            self.threads.push(thread);
            self.threads.len() - 1
        }
    }

    /// Begins an execution, which runs from a moment on.
    fn begin(&mut self, kind: Kind, parent: Option<usize>, from: Ms) {
        let chunk_size = self.plan.videos.div_ceil(CHUNKS);
        let rows = if kind == Kind::Chunk { chunk_size.min(self.rows) } else { 0 };
        self.rows -= rows;
        let new = Execution { kind, events: 2, rows, has_failed: false };
        let execution = if let Some(place) = self.free_executions.pop() {
            self.executions[place] = new;
            place
        } else {
            self.executions.push(new);
            self.executions.len() - 1
        };
        let op = match (kind, parent) {
            (Kind::Chunk, Some(map)) => match self.op(map) {
                Op::Each { body, .. } => *body,
                _ => 0,
            },
            (Kind::Video, _) => self.workflows.video.start,
            _ => self.workflows.batch.start,
        };
        self.tally.opened(kind);
        // The start of an execution is counted as a transition.
        self.tally.transitions.add(from, 1);
        let root = Thread { execution, op, parent, is_root: true, ..Thread::default() };
        let root = self.spawn(root);
        self.at(from, Event::Go(root));
    }

    fn go(&mut self, thread: usize) {
        let here = &self.threads[thread];
        let is_stopped = self.executions[here.execution].has_failed && !here.is_failure;
        if is_stopped || *self.op(thread) == Op::End {
            return self.finish(thread);
        }
        let when = self.transitions.take(self.now);
        self.at(when, Event::Enter(thread));
    }

    fn enter(&mut self, thread: usize) {
        self.tally.transitions.add(self.now, 1);
        let (events, op) = match self.op(thread).clone() {
            Op::Step { next } => {
                self.note(thread, 2);
                return self.go_to(thread, next);
            }
            op @ Op::Call { .. } => (5, op),
            op @ Op::Nested { .. } => (6, op),
            op @ (Op::Fork { .. } | Op::Each { .. }) => (4, op),
            Op::End => return self.finish(thread),
        };
        self.note(thread, events);
        match op {
            Op::Fork { starts, .. } => {
                self.threads[thread].running = u32::try_from(starts.len()).unwrap_or(u32::MAX);
                for start in starts {
                    self.branch(thread, start);
                }
            }
            Op::Each { items, at_once, .. } => self.each(thread, items, at_once),
            Op::Nested { .. } => {
                self.threads[thread].running = 1;
                let from = self.starts.take(self.now);
                self.tally.starts.add(from, 1);
                self.begin(Kind::Video, Some(thread), from);
            }
            _ => {
                self.threads[thread].attempt = 0;
                self.call(thread);
            }
        }
    }

    fn note(&mut self, thread: usize, events: u32) {
        let execution = self.threads[thread].execution;
        self.executions[execution].events += events;
    }

    fn go_to(&mut self, thread: usize, op: usize) {
        self.threads[thread].op = op;
        self.go(thread);
    }

    fn branch(&mut self, parent: usize, op: usize) {
        let execution = self.threads[parent].execution;
        let thread = Thread { execution, op, parent: Some(parent), ..Thread::default() };
        let thread = self.spawn(thread);
        self.at(self.now, Event::Go(thread));
    }

    fn each(&mut self, thread: usize, items: Items, at_once: u32) {
        let count = match items {
            Items::Scenes => SCENES,
            Items::Segments => SEGMENTS,
            Items::Rows => self.executions[self.threads[thread].execution].rows,
            Items::Chunks => self.plan.videos.div_ceil(self.plan.videos.div_ceil(CHUNKS)),
        };
        let at_once = if items == Items::Chunks { self.plan.at_once } else { at_once };
        self.note(thread, 2 * count);
        self.threads[thread].left = count;
        for _ in 0..count.min(at_once) {
            self.next_item(thread);
        }
    }

    fn next_item(&mut self, thread: usize) {
        let Op::Each { items, body, .. } = *self.op(thread) else { return };
        self.threads[thread].left -= 1;
        self.threads[thread].running += 1;
        if items == Items::Chunks {
            let from = self.dispatches.take(self.now);
            self.tally.dispatches.add(from, 1);
            self.begin(Kind::Chunk, Some(thread), from);
        } else {
            self.branch(thread, body);
        }
    }

    /// The end of a thread: whoever waits for it begins the next item, or goes on.
    fn finish(&mut self, thread: usize) {
        let Thread { execution, parent, is_root, is_failure, .. } = self.threads[thread];
        if is_root {
            if self.executions[execution].has_failed && !is_failure {
                self.threads[thread].is_failure = true;
                return self.go_to(thread, self.workflows.video.failure);
            }
            let Execution { kind, events, .. } = self.executions[execution];
            self.tally.closed(kind, events);
            self.free_executions.push(execution);
        }
        self.free_threads.push(thread);
        let Some(parent) = parent else { return };
        self.threads[parent].running -= 1;
        let has_failed = self.executions[self.threads[parent].execution].has_failed;
        if self.threads[parent].left > 0 && !has_failed {
            self.next_item(parent);
        } else if self.threads[parent].running == 0 {
            self.threads[parent].left = 0;
            let (Op::Fork { next, .. } | Op::Each { next, .. } | Op::Nested { next }) =
                *self.op(parent)
            else {
                return;
            };
            self.go_to(parent, next);
        }
    }

    fn call(&mut self, thread: usize) {
        let Op::Call { function, ms, scope, .. } = *self.op(thread) else { return };
        let rows = if scope == Scope::Batch { u64::from(self.plan.videos) } else { 1_000 };
        let ms = ms * rows / 1_000;
        match self.lambda.begin(function, self.now) {
            Some(sandbox) => {
                let spread = ms * SPREAD_PERCENT / 100;
                let takes = ms - spread + self.dice.up_to(2 * spread);
                let start = if sandbox == Sandbox::Cold { COLD_START_MS } else { 0 };
                self.tally.called(self.now, function, takes + start);
                self.at(self.now + takes + start, Event::Done(thread));
            }
            None => self.throttled(thread),
        }
    }

    fn done(&mut self, thread: usize) {
        let Op::Call { function, scope, next, .. } = *self.op(thread) else { return };
        self.lambda.end(function);
        self.tally.stored(self.now, if scope == Scope::Row { ROW } else { STEP });
        self.threads[thread].op = next;
        self.at(self.now + CALL_MS, Event::Go(thread));
    }

    fn throttled(&mut self, thread: usize) {
        self.tally.throttled += 1;
        self.threads[thread].attempt += 1;
        let attempt = self.threads[thread].attempt;
        let retrier = self.workflows.retrier;
        if attempt > retrier.attempts {
            return self.give_up(thread);
        }
        let wait = self.dice.up_to(longest_wait_ms(retrier, attempt));
        self.tally.transitions.add(self.now + wait, 1);
        self.note(thread, 3);
        self.at(self.now + wait, Event::Call(thread));
    }

    /// The last retry was throttled, too.
    fn give_up(&mut self, thread: usize) {
        let execution = self.threads[thread].execution;
        match self.executions[execution].kind {
            Kind::Video if !self.threads[thread].is_failure => {
                self.tally.failed += u32::from(!self.executions[execution].has_failed);
                self.executions[execution].has_failed = true;
            }
            Kind::Video => {}
            Kind::Chunk | Kind::Batch => self.tally.left += 1,
        }
        self.finish(thread);
    }
}

/// The longest that a retry waits, before the dice decide which part of it.
fn longest_wait_ms(retrier: Retrier, attempt: u32) -> Ms {
    let exponent = i32::try_from(attempt).unwrap_or(i32::MAX) - 1;
    let wait_s = (retrier.interval_s * retrier.backoff.powi(exponent)).min(retrier.max_delay_s);
    // Never more than a few minutes.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ms = (wait_s * 1_000.0) as Ms;
    ms
}
