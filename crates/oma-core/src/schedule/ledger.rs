use jiff::{SignedDuration, Timestamp};

use super::record::order_of;
use super::{DUE, SCHEDULES, ScheduleRecord, ScheduleRun, run_place, schedule_place};
use crate::id::Owner;
use crate::ports::{Documents, Expected, Partition, Place};
use crate::{Error, ErrorKind, Result};

/// How late a run may begin. After that it is missed.
pub const MISSED_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// The most missed runs that are written down at once, the latest ones: after a week without a
/// machine nobody reads a line per minute.
const MOST: usize = 100;
/// How often a record is changed again after somebody else's write.
const WRITE_ATTEMPTS: usize = 8;

/// The documents of schedules, and what was missed. It starts nothing.
#[derive(Clone, Copy)]
pub struct Ledger<'a> {
    /// Where records and runs lie.
    pub documents: &'a dyn Documents,
}

impl Ledger<'_> {
    /// Schedules of all owners that are due, the longest due first.
    pub async fn due(&self, until: Timestamp, limit: u32) -> Result<Vec<(Owner, String)>> {
        let places = self.documents.listed(DUE, Some(&order_of(until)), limit).await?;
        let one = |place: Place| match place.partition {
            Partition::User(owner) => Some((owner, place.sort.strip_prefix(SCHEDULES)?.to_owned())),
            _ => None,
        };
        Ok(places.into_iter().filter_map(one).collect())
    }

    /// Writes down what nothing has started: for a sweep, where the timers are somebody else's.
    pub async fn sweep(&self, now: Timestamp, limit: u32) -> Result<()> {
        let late = now.checked_sub(MISSED_AFTER).unwrap_or(now);
        for (owner, schedule_id) in self.due(late, limit).await? {
            match self.look(&owner, &schedule_id, now).await {
                Err(error) if error.kind != ErrorKind::NotFound => {
                    let error = error.full_text();
                    tracing::error!(schedule = schedule_id, error, "a schedule was not looked at");
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A schedule, after its missed runs were written down.
    pub async fn look(
        &self,
        owner: &Owner,
        schedule_id: &str,
        now: Timestamp,
    ) -> Result<ScheduleRecord> {
        let (record, _) = self.read(owner, schedule_id).await?;
        self.judge(record, now).await
    }

    /// Writes down the runs of a record that were to begin by now and did not.
    pub(super) async fn judge(
        &self,
        record: ScheduleRecord,
        now: Timestamp,
    ) -> Result<ScheduleRecord> {
        let until = now.checked_sub(MISSED_AFTER).unwrap_or(now);
        let missed = missed(&record, until)?;
        if missed.is_empty() {
            return Ok(record);
        }
        let (owner, id) = (&record.owner, record.schedule_id.as_str());
        for planned_at in missed {
            if self.documents.read(&run_place(owner, id, planned_at)).await?.is_none() {
                self.write_new(owner, id, &ScheduleRun::missed(planned_at)).await?;
            }
        }
        let judged = |record: &mut ScheduleRecord| {
            record.judged_until = record.judged_until.max(until);
            if record.next_at.is_some_and(|next| next <= until) {
                record.plan(until)?;
            }
            Ok(())
        };
        self.change(owner, id, judged).await
    }

    /// Writes a run, unless one of this time is there; gives the one that is there then.
    pub(super) async fn write_new(
        &self,
        owner: &Owner,
        schedule_id: &str,
        run: &ScheduleRun,
    ) -> Result<Option<ScheduleRun>> {
        let document = run.document(owner, schedule_id)?;
        match self.documents.write(&document, Expected::Absent).await {
            Ok(_) => Ok(None),
            Err(error) if error.kind == ErrorKind::Conflict => {
                let there = self.documents.read(&document.place).await?;
                there.as_ref().map(ScheduleRun::of).transpose()
            }
            Err(error) => Err(error),
        }
    }

    pub(super) async fn read(
        &self,
        owner: &Owner,
        schedule_id: &str,
    ) -> Result<(ScheduleRecord, u64)> {
        let found = self.documents.read(&schedule_place(owner, schedule_id)).await?;
        let absent = || Error::new(ErrorKind::NotFound, "There is no such schedule.");
        let found = found.ok_or_else(absent)?;
        Ok((ScheduleRecord::of(&found)?, found.version))
    }

    /// Changes a record, or leaves it as it is and gives the error of `change`. Another's write in
    /// between is read and changed again; a change that changes nothing writes nothing.
    pub(super) async fn change(
        &self,
        owner: &Owner,
        schedule_id: &str,
        change: impl Fn(&mut ScheduleRecord) -> Result<()> + Send + Sync,
    ) -> Result<ScheduleRecord> {
        let mut attempt = 1;
        loop {
            let (before, version) = self.read(owner, schedule_id).await?;
            let mut record = before.clone();
            change(&mut record)?;
            if record == before {
                return Ok(record);
            }
            let document = record.document()?;
            match self.documents.write(&document, Expected::Version(version)).await {
                Ok(_) => return Ok(record),
                Err(error) if error.kind == ErrorKind::Conflict && attempt < WRITE_ATTEMPTS => {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Times of runs that are not accounted for, the latest first.
fn missed(record: &ScheduleRecord, until: Timestamp) -> Result<Vec<Timestamp>> {
    if !record.enabled || record.judged_until >= until {
        return Ok(Vec::new());
    }
    let timetable = record.timetable()?;
    let just_before = |at: Timestamp| at.checked_sub(SignedDuration::from_nanos(1)).ok();
    let earlier = |at: &Timestamp| timetable.latest_until(just_before(*at)?);
    let runs = std::iter::successors(timetable.latest_until(until), earlier);
    Ok(runs.take_while(|at| *at > record.judged_until).take(MOST).collect())
}
