use jiff::Timestamp;

use super::*;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The first runs after a time, counted from it.
fn runs(expression: &str, zone: &str, after: &str, most: usize) -> Vec<String> {
    let parsed = Expression::parse(expression, zone).unwrap();
    let anchor = time(after);
    let next = |at: &Timestamp| parsed.next_after(anchor, *at);
    let all = std::iter::successors(parsed.next_after(anchor, anchor), next);
    all.take(most).map(|at| at.to_string()).collect()
}

#[test]
fn crons_run_when_eventbridge_says() {
    for (expression, zone, after, expected) in [
        // No daylight saving in Brazil since 2019: nine is always twelve.
        (
            "cron(0 9 ? * MON *)",
            "America/Sao_Paulo",
            "2026-01-01T00:00:00Z",
            "2026-01-05T12:00:00Z",
        ),
        (
            "cron(0 9 ? * MON *)",
            "America/Sao_Paulo",
            "2026-06-30T00:00:00Z",
            "2026-07-06T12:00:00Z",
        ),
        ("cron(0 9 ? * 2 *)", "America/Sao_Paulo", "2018-12-01T00:00:00Z", "2018-12-03T11:00:00Z"),
        // New York: spring forward on 8 March 2026, back on 1 November.
        ("cron(30 2 * * ? *)", "America/New_York", "2026-03-07T12:00:00Z", "2026-03-09T06:30:00Z"),
        ("cron(30 1 * * ? *)", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z"),
        ("cron(30 1 * * ? *)", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
        // Lisbon: 29 March 2026 at one, back on 25 October at two.
        ("cron(30 1 * * ? *)", "Europe/Lisbon", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"),
        ("cron(30 1 * * ? *)", "Europe/Lisbon", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("cron(30 1 * * ? *)", "Europe/Lisbon", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        // Leap years, the last day, the last weekday, the nearest weekday.
        ("cron(0 0 29 2 ? *)", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("cron(0 12 L 2 ? *)", "UTC", "2027-03-01T00:00:00Z", "2028-02-29T12:00:00Z"),
        ("cron(0 12 L 2 ? *)", "UTC", "2026-01-01T00:00:00Z", "2026-02-28T12:00:00Z"),
        ("cron(0 12 LW 5 ? *)", "UTC", "2026-05-01T00:00:00Z", "2026-05-29T12:00:00Z"),
        ("cron(0 12 1W 8 ? *)", "UTC", "2026-07-30T00:00:00Z", "2026-08-03T12:00:00Z"),
        ("cron(0 12 15W * ? *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-16T12:00:00Z"),
        // The last Friday, the first and the third Monday, the fifth, which few months have.
        ("cron(0 12 ? * 6L *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-27T12:00:00Z"),
        ("cron(0 12 ? * FRIL *)", "UTC", "2026-11-28T00:00:00Z", "2026-12-25T12:00:00Z"),
        ("cron(0 12 ? * 2#1 *)", "UTC", "2026-11-03T00:00:00Z", "2026-12-07T12:00:00Z"),
        ("cron(0 12 ? * mon#3 *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-16T12:00:00Z"),
        ("cron(0 12 ? * SUN#5 *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-29T12:00:00Z"),
        ("cron(0 12 ? * L *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-07T12:00:00Z"),
        // Lists, ranges, steps, names, years.
        ("cron(5/20 8-9 ? * MON-FRI *)", "UTC", "2026-11-27T09:45:00Z", "2026-11-30T08:05:00Z"),
        ("cron(0 8,17 1,15 JAN-MAR ? 2027)", "UTC", "2026-11-27T00:00:00Z", "2027-01-01T08:00:00Z"),
        ("cron(0/15 * * * ? *)", "UTC", "2026-11-27T09:45:00Z", "2026-11-27T10:00:00Z"),
        ("cron(0 6 ? 3/6 SUN,SAT *)", "UTC", "2026-11-27T00:00:00Z", "2027-03-06T06:00:00Z"),
        (
            "at(2026-12-01T09:00:00)",
            "America/Sao_Paulo",
            "2026-11-01T00:00:00Z",
            "2026-12-01T12:00:00Z",
        ),
        (
            "at(2026-10-25T01:30:00)",
            "Europe/Lisbon",
            "2026-10-01T00:00:00Z",
            "2026-10-25T00:30:00Z",
        ),
    ] {
        assert_eq!(runs(expression, zone, after, 1), [expected], "{expression} {zone} {after}");
    }
}

#[test]
fn a_rate_does_not_mind_the_clock() {
    // A day that is 23 hours long, and one of 25.
    let zone = "America/New_York";
    let days = ["2026-03-08T09:00:00Z", "2026-03-09T09:00:00Z"];
    assert_eq!(runs("rate(1 day)", zone, "2026-03-07T09:00:00Z", 2), days);
    let hours = ["2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z", "2026-11-01T08:00:00Z"];
    assert_eq!(runs("rate(1 hour)", zone, "2026-11-01T05:00:00Z", 3), hours);
    assert_eq!(runs("rate(90 minutes)", zone, "2026-01-01T00:00:00Z", 1), ["2026-01-01T01:30:00Z"]);
    let rate = Expression::parse("rate(2 hours)", "UTC").unwrap();
    let (anchor, early) = (time("2026-01-01T10:00:00Z"), time("2026-01-01T03:00:00Z"));
    assert_eq!(rate.next_after(anchor, early), Some(anchor));
    assert_eq!(rate.latest_until(anchor, early), None);
    assert_eq!(rate.latest_until(anchor, anchor), Some(anchor));
    let late = time("2026-01-01T13:59:59Z");
    assert_eq!(rate.latest_until(anchor, late), Some(time("2026-01-01T12:00:00Z")));
}

#[test]
fn an_hour_that_the_clock_repeats_is_run_through_once() {
    let quarters = runs("cron(0/30 * * * ? *)", "America/New_York", "2026-11-01T05:00:00Z", 3);
    // 01:30 in summer, then nothing until 02:00 in winter.
    assert_eq!(quarters, ["2026-11-01T05:30:00Z", "2026-11-01T07:00:00Z", "2026-11-01T07:30:00Z"]);
    let cron = Expression::parse("cron(0/30 * * * ? *)", "America/New_York").unwrap();
    let latest = |until| cron.latest_until(Timestamp::UNIX_EPOCH, time(until)).unwrap().to_string();
    assert_eq!(latest("2026-11-01T06:10:00Z"), "2026-11-01T05:30:00Z");
    assert_eq!(latest("2026-11-01T07:00:00Z"), "2026-11-01T07:00:00Z");
    assert_eq!(latest("2026-03-08T07:10:00Z"), "2026-03-08T07:00:00Z");
    assert_eq!(latest("2026-03-08T06:59:00Z"), "2026-03-08T06:30:00Z");
}

#[test]
fn the_run_before_a_run_is_the_one_that_it_follows() {
    for (expression, zone) in [
        ("cron(0/7 * * * ? *)", "Europe/Lisbon"),
        ("cron(30 1 * * ? *)", "Europe/Lisbon"),
        ("cron(15 2 ? * SUN *)", "America/New_York"),
        ("cron(0 9 LW * ? *)", "America/Sao_Paulo"),
    ] {
        let parsed = Expression::parse(expression, zone).unwrap();
        for start in ["2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z"] {
            let mut at = parsed.next_after(Timestamp::UNIX_EPOCH, time(start)).unwrap();
            for _ in 0..60 {
                let next = parsed.next_after(Timestamp::UNIX_EPOCH, at).unwrap();
                let just_before = next - SignedDuration::from_secs(1);
                let latest = parsed.latest_until(Timestamp::UNIX_EPOCH, just_before);
                assert_eq!(latest, Some(at), "{expression} before {next}");
                at = next;
            }
        }
    }
}

#[test]
fn what_is_wrong_is_named_with_its_field() {
    for (expression, zone, words) in [
        ("cron(0 25 * * ? *)", "UTC", "\"25\" as its hour"),
        ("cron(60 * * * ? *)", "UTC", "\"60\" as its minute"),
        ("cron(0 9 32 * ? *)", "UTC", "day of the month"),
        ("cron(0 9 ? FOO MON *)", "UTC", "\"FOO\" as its month"),
        ("cron(0 9 ? * 8 *)", "UTC", "\"8\" as its day of the week"),
        ("cron(0 9 ? * MON#6 *)", "UTC", "MON#6"),
        ("cron(0 9 ? * FRI-MON *)", "UTC", "FRI-MON"),
        ("cron(0 9 ? * MON 1969)", "UTC", "as its year"),
        ("cron(0/0 9 ? * MON *)", "UTC", "0/0"),
        ("cron(+5 9 ? * MON *)", "UTC", "+5"),
        ("cron(0 9 * * MON *)", "UTC", "or neither"),
        ("cron(0 9 ? * ? *)", "UTC", "or neither"),
        ("cron(0 9 * * MON)", "UTC", "5 fields"),
        ("cron(0 9 30 2 ? *)", "UTC", "never comes"),
        ("rate(0 minutes)", "UTC", "whole number"),
        ("rate(1.5 hours)", "UTC", "whole number"),
        ("rate(5 weeks)", "UTC", "weeks"),
        ("rate(400 days)", "UTC", "more than a year"),
        ("at(2026-12-01)", "UTC", "no date and time"),
        ("at(2026-12-01T09:00:00Z)", "UTC", "no date and time"),
        ("at(2026-03-29T01:30:00)", "Europe/Lisbon", "leave out"),
        ("every monday", "UTC", "none that can be read"),
        ("rate(1 hour)", "Sao Paulo", "no time zone"),
        ("rate(1 hour)", "america/sao_paulo", "America/Sao_Paulo"),
    ] {
        let problems = Expression::parse(expression, zone).unwrap_err();
        assert_eq!(problems.len(), 1, "{expression}");
        assert!(problems[0].problem.contains(words), "{expression}: {:?}", problems[0]);
        assert!(!problems[0].allowed.is_empty());
    }
    assert_eq!(Expression::parse("x", "y").unwrap_err().len(), 2);
}
