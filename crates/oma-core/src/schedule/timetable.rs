use jiff::Timestamp;

use super::Expression;
use crate::check::Problem;

/// When a schedule runs: its expression between its first and its last moment.
#[derive(Debug, Clone)]
pub struct Timetable {
    pub(super) expression: Expression,
    anchor: Timestamp,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
}

impl Timetable {
    /// A rate runs for the first time at `starts_at`, else one pause after `since`.
    pub fn new(
        expression: &str,
        time_zone: &str,
        starts_at: Option<Timestamp>,
        ends_at: Option<Timestamp>,
        since: Timestamp,
    ) -> Result<Self, Vec<Problem>> {
        let expression = Expression::parse(expression, time_zone)?;
        let pause = expression.every().and_then(|every| since.checked_add(every).ok());
        let anchor = starts_at.filter(|at| *at >= since).or(pause).unwrap_or(since);
        Ok(Self { expression, anchor, starts_at, ends_at })
    }

    /// The first run after a time.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        // A run at the very moment at which it starts counts.
        let before =
            self.starts_at.and_then(|at| at.checked_sub(jiff::SignedDuration::from_nanos(1)).ok());
        let after = before.map_or(after, |before| before.max(after));
        let next = self.expression.next_after(self.anchor, after)?;
        self.ends_at.is_none_or(|end| next <= end).then_some(next)
    }

    /// The next few runs after a time.
    pub fn coming(&self, after: Timestamp, most: usize) -> Vec<Timestamp> {
        let next = |at: &Timestamp| self.next_after(*at);
        std::iter::successors(self.next_after(after), next).take(most).collect()
    }

    /// The last run until a time, which may be a run itself.
    pub fn latest_until(&self, until: Timestamp) -> Option<Timestamp> {
        let until = self.ends_at.map_or(until, |end| end.min(until));
        let latest = self.expression.latest_until(self.anchor, until)?;
        self.starts_at.is_none_or(|start| latest >= start).then_some(latest)
    }
}
