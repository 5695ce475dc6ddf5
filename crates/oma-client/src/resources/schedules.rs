use futures::Stream;
use oma_api::page::{Page, PageQuery};
use oma_api::schedules::{ChangeSchedule, CreateSchedule, Schedule, ScheduleRun};

use super::pages;
use crate::client::{Client, id};
use crate::error::Result;

impl Client {
    /// Has a batch made by the clock.
    pub async fn create_schedule(&self, schedule: &CreateSchedule) -> Result<Schedule> {
        self.post("/v1/schedules").body(schedule).json().await
    }

    /// The schedules, one page.
    pub async fn list_schedules(&self, query: &PageQuery) -> Result<Page<Schedule>> {
        self.get("/v1/schedules").query(query).json().await
    }

    /// The schedules, all of them.
    pub fn all_schedules(&self) -> impl Stream<Item = Result<Schedule>> + '_ {
        pages::all(move |cursor| async move {
            self.list_schedules(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// One of them.
    pub async fn read_schedule(&self, schedule_id: &str) -> Result<Schedule> {
        self.get(&at(schedule_id, "")?).json().await
    }

    /// Changes what is named; pauses and resumes.
    pub async fn change_schedule(
        &self,
        schedule_id: &str,
        change: &ChangeSchedule,
    ) -> Result<Schedule> {
        self.patch(&at(schedule_id, "")?).body(change).json().await
    }

    /// Takes it away. Its batches stay.
    pub async fn delete_schedule(&self, schedule_id: &str) -> Result<()> {
        self.delete(&at(schedule_id, "")?).done().await
    }

    /// Its runs, the latest first, one page.
    pub async fn list_schedule_runs(
        &self,
        schedule_id: &str,
        query: &PageQuery,
    ) -> Result<Page<ScheduleRun>> {
        self.get(&at(schedule_id, "/runs")?).query(query).json().await
    }

    /// Runs it now, beside its times.
    pub async fn run_schedule(&self, schedule_id: &str) -> Result<ScheduleRun> {
        self.post(&at(schedule_id, "/run")?).json().await
    }
}

fn at(schedule_id: &str, rest: &str) -> Result<String> {
    Ok(format!("/v1/schedules/{}{rest}", id(schedule_id)?))
}
