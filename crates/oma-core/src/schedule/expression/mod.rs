use croner::Cron;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::check::Problem;

mod cron;
mod fields;
#[cfg(test)]
mod tests;
mod zone;

/// The longest rate: a year. `EventBridge` Scheduler has no such limit, but who writes more has
/// mistaken the unit.
const MAX_RATE: SignedDuration = SignedDuration::from_hours(366 * 24);
/// Times of day that the clock leaves out or repeats are passed over one by one; no change of the
/// clock is longer than the minutes of a day.
const MAX_STEPS: usize = 24 * 60;

const EXPRESSION: &str = "expression";
const FORMS: &str = "rate(2 hours), cron(0 9 ? * MON *) or at(2026-12-01T09:00:00)";

/// When a schedule runs, in the language of Amazon `EventBridge` Scheduler.
///
/// A cron's time of day that a change of the clock leaves out does not run; one that it repeats runs
/// once, the first time. A rate counts hours that pass, whatever clocks say.
#[derive(Debug, Clone)]
pub struct Expression(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// Every so often.
    Rate(SignedDuration),
    /// By the calendar of a zone.
    Cron(Box<Cron>, TimeZone),
    /// Once.
    At(Timestamp),
}

impl Expression {
    /// Reads an expression in a time zone. Each problem says which field of the expression is wrong
    /// and how to write it; the paths are `expression` and `time_zone`.
    pub fn parse(text: &str, time_zone: &str) -> Result<Self, Vec<Problem>> {
        let forms = || Problem::new(EXPRESSION, "is none that can be read", FORMS);
        match (split(text).ok_or_else(forms), zone::named(time_zone)) {
            (Ok((kind, inner)), Ok(zone)) => {
                read(kind, inner, zone).map(Self).map_err(|problem| vec![problem])
            }
            (parts, zone) => Err([parts.err(), zone.err()].into_iter().flatten().collect()),
        }
    }

    /// The pause between two runs, if it is always the same.
    pub fn every(&self) -> Option<SignedDuration> {
        if let Kind::Rate(every) = self.0 { Some(every) } else { None }
    }

    /// Whether it runs once.
    pub fn is_once(&self) -> bool {
        matches!(self.0, Kind::At(_))
    }

    /// The first run after a time. A rate's runs are counted from `anchor`, which is the first.
    pub fn next_after(&self, anchor: Timestamp, after: Timestamp) -> Option<Timestamp> {
        match &self.0 {
            Kind::Rate(every) if after < anchor => Some(anchor).filter(|_| every.is_positive()),
            Kind::Rate(every) => {
                let passed = rounds(anchor, after, *every);
                anchor.checked_add(*every * i32::try_from(passed + 1).ok()?).ok()
            }
            Kind::Cron(cron, zone) => next(cron, zone, after),
            Kind::At(at) => Some(*at).filter(|at| *at > after),
        }
    }

    /// The last run until a time, which may be a run itself.
    pub fn latest_until(&self, anchor: Timestamp, until: Timestamp) -> Option<Timestamp> {
        match &self.0 {
            Kind::Rate(_) if until < anchor => None,
            Kind::Rate(every) => {
                let passed = rounds(anchor, until, *every);
                anchor.checked_add(*every * i32::try_from(passed).ok()?).ok()
            }
            Kind::Cron(cron, zone) => previous(cron, zone, until),
            Kind::At(at) => Some(*at).filter(|at| *at <= until),
        }
    }
}

/// `rate(1 hour)` is `rate` and `1 hour`.
fn split(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = text.trim().split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    matches!(kind, "rate" | "cron" | "at").then_some((kind, inner.trim()))
}

fn read(kind: &str, inner: &str, zone: TimeZone) -> Result<Kind, Problem> {
    match kind {
        "rate" => rate(inner),
        "cron" => Ok(Kind::Cron(Box::new(cron::parse(inner)?), zone)),
        _ => at(inner, &zone),
    }
}

fn rounds(anchor: Timestamp, time: Timestamp, every: SignedDuration) -> i64 {
    time.duration_since(anchor).as_secs() / every.as_secs().max(1)
}

fn rate(inner: &str) -> Result<Kind, Problem> {
    let wrong = |problem: String| {
        let allowed = "a whole number from 1 and minutes, hours or days, such as rate(2 hours), at \
                       most a year";
        Problem::new(EXPRESSION, problem, allowed)
    };
    let mut words = inner.split_whitespace();
    let (Some(number), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(wrong("is a rate of something else than a number and a unit".to_owned()));
    };
    let seconds = match unit {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 60 * 60,
        "day" | "days" => 24 * 60 * 60,
        _ => return Err(wrong(format!("has the unit {unit:?} in its rate"))),
    };
    let number = number.parse::<u32>().ok().filter(|number| *number > 0);
    let number =
        number.ok_or_else(|| wrong("has no whole number from 1 in its rate".to_owned()))?;
    let every = SignedDuration::from_secs(i64::from(number) * seconds);
    if every > MAX_RATE {
        return Err(wrong("has a rate of more than a year".to_owned()));
    }
    Ok(Kind::Rate(every))
}

fn at(inner: &str, zone: &TimeZone) -> Result<Kind, Problem> {
    let allowed = "a date and a time of day without a zone, such as at(2026-12-01T09:00:00)";
    let wrong = |problem: &str| Problem::new(EXPRESSION, problem, allowed);
    let is_plain = inner.len() == "2026-12-01T09:00:00".len() && inner.contains('T');
    let civil = inner.parse::<DateTime>().ok().filter(|_| is_plain);
    let civil = civil.ok_or_else(|| wrong("names no date and time"))?;
    let at = instant(zone, civil).ok_or_else(|| {
        wrong("names a time that the zone's clocks leave out on that day, when they go forward")
    })?;
    Ok(Kind::At(at))
}

/// When the clocks of a zone first show a time; never if they leave it out.
fn instant(zone: &TimeZone, civil: DateTime) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
        return None;
    }
    ambiguous.earlier().ok()
}

fn next(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let mut civil = zone.to_datetime(after);
    for _ in 0..MAX_STEPS {
        civil = cron.find_next_occurrence(&civil, false).ok()?;
        if let Some(at) = instant(zone, civil).filter(|at| *at > after) {
            return Some(at);
        }
    }
    None
}

fn previous(cron: &Cron, zone: &TimeZone, until: Timestamp) -> Option<Timestamp> {
    let mut civil = zone.to_datetime(until);
    let mut inclusive = true;
    if let jiff::tz::AmbiguousOffset::Fold { before, after } =
        zone.to_ambiguous_timestamp(civil).offset()
    {
        // In the second showing of an hour the whole of its first showing is past.
        let back = SignedDuration::from_secs(i64::from(before.seconds() - after.seconds()));
        civil = civil.checked_add(back).ok()?;
    }
    for _ in 0..MAX_STEPS {
        civil = cron.find_previous_occurrence(&civil, inclusive).ok()?;
        inclusive = false;
        if let Some(at) = instant(zone, civil).filter(|at| *at <= until) {
            return Some(at);
        }
    }
    None
}
