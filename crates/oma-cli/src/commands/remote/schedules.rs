use std::path::Path;

use futures::TryStreamExt as _;
use oma_api::page::PageQuery;
use oma_api::schedules::{
    ChangeSchedule, CreateSchedule, Overlap, RunOutcome, Schedule, ScheduleRun,
};
use oma_core::batch::{BatchOptions, Source};
use serde_json::{Map, Value};

use super::session::Session;
use super::shown;
use crate::args::{CreateScheduleArgs, ScheduleRows, SchedulesArgs, SchedulesCommand};
use crate::outcome::{Failure, Outcome};

/// Looks after schedules.
pub(crate) async fn run(args: SchedulesArgs) -> Outcome {
    let session = Session::open(&args.remote).await?;
    let client = &session.client;
    match args.command {
        SchedulesCommand::List => list(&session).await,
        SchedulesCommand::Create(args) => {
            let schedule = client.create_schedule(&asked(*args)?).await?;
            show(&session, &schedule);
            Ok(())
        }
        SchedulesCommand::Get { id } => {
            show(&session, &client.read_schedule(&id).await?);
            Ok(())
        }
        SchedulesCommand::Runs { id, limit } => runs(&session, &id, limit).await,
        SchedulesCommand::Pause { id } => switch(&session, &id, false).await,
        SchedulesCommand::Resume { id } => switch(&session, &id, true).await,
        SchedulesCommand::Run { id } => {
            show_run(&session, &client.run_schedule(&id).await?);
            Ok(())
        }
        SchedulesCommand::Delete { id } => {
            client.delete_schedule(&id).await?;
            if !session.json {
                println!("Schedule {id} is gone; its batches stay.");
            }
            Ok(())
        }
    }
}

fn asked(args: CreateScheduleArgs) -> Result<CreateSchedule, Failure> {
    let ScheduleRows { manifest, rows, template_id } = args.rows;
    let rows = rows.as_deref().map(read_rows).transpose()?.unwrap_or_default();
    let options = BatchOptions {
        budget_usd: args.budget_usd,
        skip_invalid: args.skip_invalid,
        ..BatchOptions::default()
    };
    Ok(CreateSchedule {
        name: args.name,
        expression: args.expression,
        time_zone: args.zone,
        overlap: if args.queue { Overlap::Queue } else { Overlap::Skip },
        enabled: true,
        starts_at: args.starts,
        ends_at: args.ends,
        source: Source { manifest, rows, template_id, ..Source::default() },
        options: BatchOptions {
            concurrency: args.concurrency.unwrap_or(options.concurrency),
            ..options
        },
    })
}

/// A JSON object on each line that is not blank.
fn read_rows(path: &Path) -> Result<Vec<Map<String, Value>>, Failure> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::input(format!("{name} cannot be read: {error}.")))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let row = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| {
            Failure::input(format!("{name}, line {}: no JSON object: {error}.", index + 1))
        })
    };
    lines.map(row).collect()
}

async fn switch(session: &Session, id: &str, enabled: bool) -> Outcome {
    let change = ChangeSchedule { enabled: Some(enabled), ..ChangeSchedule::default() };
    show(session, &session.client.change_schedule(id, &change).await?);
    Ok(())
}

async fn list(session: &Session) -> Outcome {
    let schedules: Vec<Schedule> = session.client.all_schedules().try_collect().await?;
    if session.json {
        schedules.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = schedules
        .iter()
        .map(|schedule| {
            [
                schedule.schedule_id.clone(),
                shown::cut(&schedule.name, 30),
                state(schedule).to_owned(),
                schedule.expression.clone(),
                schedule.time_zone.clone(),
                schedule.next.first().copied().map(shown::time).unwrap_or_default(),
            ]
        })
        .collect();
    shown::table(["ID", "NAME", "STATE", "WHEN", "ZONE", "NEXT"], &rows);
    Ok(())
}

fn state(schedule: &Schedule) -> &'static str {
    match (schedule.enabled, schedule.next.is_empty()) {
        (false, _) => "paused",
        (true, true) => "over",
        (true, false) => "on",
    }
}

fn show(session: &Session, schedule: &Schedule) {
    if session.json {
        shown::json_line(schedule);
        return;
    }
    println!("Schedule: {} ({})", schedule.schedule_id, schedule.name);
    println!("When:     {} in {}", schedule.expression, schedule.time_zone);
    println!("State:    {}, overlapping runs: {}", state(schedule), shown::name(&schedule.overlap));
    let next: Vec<String> = schedule.next.iter().copied().map(shown::time).collect();
    if !next.is_empty() {
        println!("Next:     {}", next.join(", "));
    }
    if let Some(batch) = schedule.latest_batch_id {
        println!("Latest:   batch {batch}");
    }
    if !schedule.queued.is_empty() {
        println!("Waiting:  {} runs", schedule.queued.len());
    }
}

async fn runs(session: &Session, id: &str, limit: u32) -> Outcome {
    let query = PageQuery { limit: Some(limit), cursor: None };
    let runs = session.client.list_schedule_runs(id, &query).await?.items;
    if session.json {
        runs.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = runs
        .iter()
        .map(|run| {
            let by = if run.by_hand { "hand" } else { "clock" };
            let (outcome, about) = told(run);
            let fired = run.fired_at.map(shown::time).unwrap_or_default();
            [shown::time(run.planned_at), by.to_owned(), outcome.to_owned(), fired, about]
        })
        .collect();
    shown::table(["PLANNED", "BY", "OUTCOME", "AT", "ABOUT"], &rows);
    Ok(())
}

/// What became of a run, in a word, and what is to be said of it.
fn told(run: &ScheduleRun) -> (&'static str, String) {
    match &run.outcome {
        RunOutcome::Started { batch_id } => ("started", format!("batch {batch_id}")),
        RunOutcome::Skipped => ("skipped", "the run before was under way".to_owned()),
        RunOutcome::Queued => ("queued", "waits for the run before".to_owned()),
        RunOutcome::Missed => ("missed", "nothing started it within ten minutes".to_owned()),
        RunOutcome::Failed { error, message } => ("failed", format!("{error}: {message}")),
    }
}

fn show_run(session: &Session, run: &ScheduleRun) {
    if session.json {
        shown::json_line(run);
        return;
    }
    let (outcome, about) = told(run);
    println!("Run {}: {outcome}, {about}", shown::time(run.planned_at));
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn rows_are_read_by_line_and_a_bad_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        std::fs::write(&path, "{\"title\": \"One\"}\n\n{\"title\": \"Two\"}\n").unwrap();
        assert!(read_rows(&path).is_ok_and(|rows| rows.len() == 2));
        std::fs::write(&path, "{\"title\": \"One\"}\n[1]\n").unwrap();
        let said = match read_rows(&path) {
            Err(Failure::Client(error)) => error.to_string(),
            _ => String::new(),
        };
        assert!(said.contains("line 2"), "{said}");
    }

    #[test]
    fn every_outcome_is_told() {
        let run = |outcome| ScheduleRun {
            planned_at: Timestamp::UNIX_EPOCH,
            fired_at: None,
            by_hand: false,
            outcome,
        };
        assert_eq!(told(&run(RunOutcome::Missed)).0, "missed");
        let failed = RunOutcome::Failed { error: "Oma.X".to_owned(), message: "No.".to_owned() };
        assert_eq!(told(&run(failed)), ("failed", "Oma.X: No.".to_owned()));
    }
}
