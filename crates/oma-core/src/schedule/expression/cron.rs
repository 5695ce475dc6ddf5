//! The crons of `EventBridge` Scheduler in words that croner knows. Every list, range and step is
//! written out first, so that of croner's dialect nothing is used but numbers, `L`, `W` and `#`.

use std::collections::BTreeSet;

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::date;

use super::EXPRESSION;
use super::fields::{DAY_OF_MONTH, DAY_OF_WEEK, Field, HOUR, MINUTE, MONTH, YEAR};
use crate::check::Problem;

pub(super) fn parse(inner: &str) -> Result<Cron, Problem> {
    let fields: Vec<&str> = inner.split_whitespace().collect();
    let &[minute, hour, day, month, weekday, year] = fields.as_slice() else {
        return Err(Problem::new(
            EXPRESSION,
            format!("has {} fields in its cron", fields.len()),
            "six: minute, hour, day of the month, month, day of the week, year, such as cron(0 9 ? \
             * MON *)",
        ));
    };
    if (day == "?") == (weekday == "?") {
        return Err(Problem::new(
            EXPRESSION,
            "names both the day of the month and the day of the week, or neither",
            "? for one of the two, such as cron(0 9 1 * ? *) or cron(0 9 ? * MON *)",
        ));
    }
    let pattern = format!(
        "0 {} {} {} {} {} {}",
        list(&MINUTE, minute)?,
        list(&HOUR, hour)?,
        day_of_month(day)?,
        list(&MONTH, month)?,
        day_of_week(weekday)?,
        list(&YEAR, year)?,
    );
    let parser = CronParser::builder().seconds(Seconds::Required).year(Year::Required).build();
    let cron = parser.parse(&pattern).map_err(|error| {
        Problem::new(EXPRESSION, format!("is a cron that cannot be read: {error}"), super::FORMS)
    })?;
    let first = cron.find_next_occurrence(&date(1970, 1, 1).at(0, 0, 0, 0), true);
    first.map_err(|_| {
        Problem::new(
            EXPRESSION,
            "is a cron of a day that never comes",
            "a day that is in a calendar",
        )
    })?;
    Ok(cron)
}

fn list(field: &Field, text: &str) -> Result<String, Problem> {
    Ok(written(field.numbers(text)?, 0))
}

/// `less` is what croner counts from less than `EventBridge` does.
fn written(numbers: BTreeSet<u16>, less: u16) -> String {
    let texts: Vec<_> = numbers.into_iter().map(|number| (number - less).to_string()).collect();
    texts.join(",")
}

fn day_of_month(text: &str) -> Result<String, Problem> {
    match text {
        "?" | "*" => Ok("*".to_owned()),
        "L" | "LW" => Ok(text.to_owned()),
        _ => match text.strip_suffix('W') {
            Some(day) => {
                let day = DAY_OF_MONTH.number(day).ok_or_else(|| DAY_OF_MONTH.wrong(text))?;
                Ok(format!("{day}W"))
            }
            None => list(&DAY_OF_MONTH, text),
        },
    }
}

/// Sunday is 1 here and 0 there.
fn day_of_week(text: &str) -> Result<String, Problem> {
    let field = &DAY_OF_WEEK;
    let day = |name: &str| field.number(name).map(|day| day - 1).ok_or_else(|| field.wrong(text));
    if text == "?" || text == "*" {
        return Ok("*".to_owned());
    }
    // The last day of a week is Saturday.
    if text == "L" {
        return Ok("6".to_owned());
    }
    if let Some(name) = text.strip_suffix('L') {
        return Ok(format!("{}#L", day(name)?));
    }
    if let Some((name, nth)) = text.split_once('#') {
        let known = matches!(nth, "1" | "2" | "3" | "4" | "5");
        return if known { Ok(format!("{}#{nth}", day(name)?)) } else { Err(field.wrong(text)) };
    }
    Ok(written(field.numbers(text)?, 1))
}
