use jiff::tz::TimeZone;

use crate::check::Problem;

/// The zone with a name of the IANA's table.
pub(super) fn named(name: &str) -> Result<TimeZone, Problem> {
    let allowed = "a name of the IANA's table of time zones, such as America/Sao_Paulo or UTC";
    let known = TimeZone::get(name).ok().filter(|zone| zone.iana_name() == Some(name));
    known.ok_or_else(|| {
        let problem = match TimeZone::get(name).ok().as_ref().and_then(TimeZone::iana_name) {
            Some(meant) => format!("is not written as it is in the table: {meant}"),
            None => "is no time zone".to_owned(),
        };
        Problem::new("time_zone", problem, allowed)
    })
}
