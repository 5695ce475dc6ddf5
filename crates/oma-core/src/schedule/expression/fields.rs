use std::collections::BTreeSet;

use crate::check::Problem;

use super::EXPRESSION;

/// A field of a cron.
pub(super) struct Field {
    /// What people call it.
    name: &'static str,
    /// Its least and its greatest number.
    range: (u16, u16),
    /// Names of its numbers, from the least.
    names: &'static [&'static str],
    /// An example of how to write it.
    allowed: &'static str,
}

const MONTHS: &[&str] =
    &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

pub(super) const MINUTE: Field = Field {
    name: "minute",
    range: (0, 59),
    names: &[],
    allowed: "0 to 59, *, a list (0,30), a range (0-15) or steps (0/15)",
};
pub(super) const HOUR: Field = Field {
    name: "hour",
    range: (0, 23),
    names: &[],
    allowed: "0 to 23, *, a list (9,17), a range (9-17) or steps (8/2)",
};
pub(super) const DAY_OF_MONTH: Field = Field {
    name: "day of the month",
    range: (1, 31),
    names: &[],
    allowed: "1 to 31, *, ?, a list, a range, steps, L (the last day), LW (the last weekday) or \
              15W (the weekday nearest to the 15th)",
};
pub(super) const MONTH: Field = Field {
    name: "month",
    range: (1, 12),
    names: MONTHS,
    allowed: "1 to 12 or JAN to DEC, *, a list, a range or steps",
};
pub(super) const DAY_OF_WEEK: Field = Field {
    name: "day of the week",
    range: (1, 7),
    names: DAYS,
    allowed: "1 (Sunday) to 7 (Saturday) or SUN to SAT, *, ?, a list, a range, 6L or FRIL (the last \
              Friday of the month) or MON#1 (its first Monday)",
};
pub(super) const YEAR: Field = Field {
    name: "year",
    range: (1970, 2199),
    names: &[],
    allowed: "1970 to 2199, *, a list, a range or steps",
};

impl Field {
    pub(super) fn wrong(&self, text: &str) -> Problem {
        let problem = format!("has {text:?} as its {}", self.name);
        Problem::new(EXPRESSION, problem, format!("for the {}: {}", self.name, self.allowed))
    }

    /// A number, or a name of one.
    pub(super) fn number(&self, text: &str) -> Option<u16> {
        let (least, greatest) = self.range;
        let name = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = match name {
            Some(index) => least + u16::try_from(index).ok()?,
            None => text.parse().ok().filter(|_| digits)?,
        };
        (least..=greatest).contains(&number).then_some(number)
    }

    /// All numbers that a list of numbers, ranges and steps names.
    pub(super) fn numbers(&self, text: &str) -> Result<BTreeSet<u16>, Problem> {
        let mut all = BTreeSet::new();
        for part in text.split(',') {
            all.extend(self.part(part).ok_or_else(|| self.wrong(text))?);
        }
        Ok(all)
    }

    fn part(&self, part: &str) -> Option<impl Iterator<Item = u16> + use<>> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(self.step(step)?)),
            None => (part, None),
        };
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (self.number(first)?, self.number(last)?),
            None if matches!(range, "*") => self.range,
            // `5/10` goes on from 5 to the end.
            None => {
                let first = self.number(range)?;
                (first, if step.is_some() { self.range.1 } else { first })
            }
        };
        (first <= last).then(|| (first..=last).step_by(usize::from(step.unwrap_or(1))))
    }

    fn step(&self, text: &str) -> Option<u16> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|step| digits && (1..=self.range.1).contains(step))
    }
}
