//! What the schema of a schedule cannot say.

use jiff::Timestamp;
use oma_api::schedules::ChangeSchedule;
use oma_api::uploads::Purpose;
use oma_core::batch::Source;
use oma_core::brief::Problem;
use oma_core::id::Owner;
use oma_core::schedule::{NewSchedule, ScheduleRecord, Timetable};
use oma_core::{Error, ErrorKind, Result};
use ulid::Ulid;

use crate::services::Services;
use crate::shelf::invalid;
use crate::{stored_template, stored_upload};

/// The most schedules of a user.
const MOST: u32 = 50;

/// An id in a path. What is none gets the answer of a schedule that is not there.
pub(super) fn id(text: &str) -> Result<String> {
    let absent = |_| Error::new(ErrorKind::NotFound, "There is no such schedule.");
    Ulid::from_string(text).map(|id| id.to_string()).map_err(absent)
}

pub(super) fn cursor(text: &str) -> Result<String> {
    Ulid::from_string(text).map(|id| id.to_string()).map_err(|_| no_cursor())
}

/// A cursor of runs is a time.
pub(super) fn time_cursor(text: &str) -> Result<&str> {
    text.parse::<Timestamp>().map(|_| text).map_err(|_| no_cursor())
}

fn no_cursor() -> Error {
    invalid(vec![Problem::new("cursor", "is no cursor", "the next_cursor of the page before")])
}

pub(super) async fn room(services: &Services, owner: &Owner) -> Result<()> {
    let page = services.schedules().list(owner, None, MOST).await?;
    if page.schedules.len() < MOST as usize {
        return Ok(());
    }
    let message = format!("There are {MOST} schedules already; delete one.");
    Err(Error::new(ErrorKind::Conflict, message))
}

/// All that is wrong with a new schedule at once.
pub(super) async fn new(services: &Services, new: &NewSchedule) -> Result<()> {
    let bounds = (new.starts_at, new.ends_at);
    let mut problems = times(&new.expression, &new.time_zone, bounds, services.clock.now());
    problems.extend(source(services, &new.owner, &new.source).await?);
    if problems.is_empty() { Ok(()) } else { Err(invalid(problems)) }
}

/// All that is wrong with a change. A schedule that is over may be changed in all but its times.
pub(super) async fn changed(
    services: &Services,
    after: &ScheduleRecord,
    body: &ChangeSchedule,
) -> Result<()> {
    let mut problems = Vec::new();
    let ChangeSchedule { expression, time_zone, starts_at, ends_at, .. } = body;
    let same = expression.is_none() && time_zone.is_none();
    if !same || starts_at.is_some() || ends_at.is_some() || body.enabled == Some(true) {
        let bounds = (after.starts_at, after.ends_at);
        let now = services.clock.now();
        problems.extend(times(&after.expression, &after.time_zone, bounds, now));
    }
    if let Some(new) = &body.source {
        problems.extend(source(services, &after.owner, new).await?);
    }
    if problems.is_empty() { Ok(()) } else { Err(invalid(problems)) }
}

type Bounds = (Option<Timestamp>, Option<Timestamp>);

fn times(expression: &str, zone: &str, (starts, ends): Bounds, now: Timestamp) -> Vec<Problem> {
    let timetable = match Timetable::new(expression, zone, starts, ends, now) {
        Ok(timetable) => timetable,
        Err(problems) => return problems,
    };
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends <= starts
    {
        return vec![Problem::new("ends_at", "is not after starts_at", "a later time")];
    }
    if timetable.next_after(now).is_none() {
        let allowed = "an expression with a time to come, not after ends_at";
        return vec![Problem::new("expression", "never runs from now on", allowed)];
    }
    Vec::new()
}

async fn source(services: &Services, owner: &Owner, source: &Source) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    match (&source.manifest, source.rows.is_empty()) {
        (Some(_), false) | (None, true) => {
            let allowed = "one of manifest (the id of an upload) and rows";
            problems.push(Problem::new("source", "names no rows, or names them twice", allowed));
        }
        (Some(manifest), true) => {
            let upload = stored_upload(services, owner, manifest).await?;
            if upload.is_none_or(|(upload, _)| upload.purpose != Purpose::Manifest) {
                let allowed = "the upload_id of one whose purpose is manifest and whose status is \
                               ready";
                problems.push(Problem::new("source.manifest", "is no manifest of yours", allowed));
            }
        }
        (None, false) => {}
    }
    if let Some(template) = &source.template_id {
        if source.template.is_some() {
            let allowed = "one of template and template_id";
            problems.push(Problem::new("source.template_id", "stands beside a template", allowed));
        } else if stored_template(services, owner, template).await?.is_none() {
            let allowed = "the id of a template that you keep";
            problems.push(Problem::new("source.template_id", "is no template of yours", allowed));
        }
    }
    Ok(problems)
}
