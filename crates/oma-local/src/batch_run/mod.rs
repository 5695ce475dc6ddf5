//! A batch on this machine without a server, for a person who waits for it.
//!
//! Reading order: [`BatchOrder`] (what is asked for), `remember` (which batch that was before),
//! [`BatchRun`] (the batch at work), `copy` (films and tables into the user's folder).

mod copy;
mod order;
mod remember;

use batch_function::NoTimers;
use std::sync::Arc;

use api_function::{Services, Settings};
use oma_core::batch::{
    BatchCounts, BatchId, BatchItem, BatchRecord, BatchStatus, ItemPage, ItemQuery, NewBatch,
    Source,
};
use oma_core::video::VideoStatus;
use oma_core::{ErrorKind, Result};
use oma_media::ffmpeg::Tools;
use tokio::sync::mpsc;
use ulid::Ulid;

pub use self::order::BatchOrder;
use self::order::Taken;
use crate::Studio;
use crate::batches::{LocalBatches, OnRow, take_up_one};
use crate::executions::LocalExecutions;
use crate::serve::links::Links;
use crate::serve::services;

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowNews {
    /// Its video is being made.
    Begun(u32),
    /// It is over, or passed over; it may be told more than once.
    Over(u32),
}

/// A batch at work in this process.
pub struct BatchRun {
    studio: Arc<Studio>,
    services: Services,
    executions: LocalExecutions,
    batches: LocalBatches,
    news: mpsc::UnboundedReceiver<RowNews>,
    batch: BatchId,
    execution: String,
    resumed: bool,
}

/// Links of films on this machine lead nowhere: there is no server.
const NOWHERE: &str = "http://127.0.0.1";

impl BatchRun {
    /// Takes a manifest in and begins its batch. The same order again is the same batch: what was cut
    /// short goes on, rows that failed are tried again, and films that are there stay.
    ///
    /// This process holds the state folder alone, so what is said to be made was cut short.
    pub async fn begin(studio: Studio, order: &BatchOrder, tools: &Tools) -> Result<Self> {
        let studio = Arc::new(studio);
        let Taken { manifest, brought } = order.take_in(&studio, tools).await?;
        let order_key = order.key(&manifest, &brought)?;
        let mut settings = Settings::from_env()?;
        // On one's own machine nobody is served but oneself: its room is what limits.
        settings.figures.videos_at_once = u32::MAX;
        settings.figures.videos_per_day = u32::MAX;
        settings.brought = Arc::new(brought);

        let at_once = usize::try_from(order.options.concurrency).unwrap_or(1);
        let executions = LocalExecutions::new(studio.clone(), at_once);
        let links = Links::new(&studio.embedded, NOWHERE)?;
        let mut services = services(&studio, &executions, &links, Arc::new(NoTimers), settings)?;
        let (tell, news) = mpsc::unbounded_channel();
        let on_row: OnRow = Arc::new(move |row| {
            // Whoever listened has gone: then nobody wants to know.
            let _ = tell.send(row);
        });
        let batches = LocalBatches::new(&services, &executions, Some(on_row))?;
        services.batches = Arc::new(batches.clone());
        let mut run = Self {
            studio,
            services,
            executions,
            batches,
            news,
            batch: BatchId(Ulid::generate()),
            execution: String::new(),
            resumed: false,
        };
        run.start(order, &manifest, &order_key).await?;
        Ok(run)
    }

    async fn start(&mut self, order: &BatchOrder, manifest: &str, order_key: &str) -> Result<()> {
        let record = if let Some(record) = self.earlier(order_key).await? {
            self.go_on(record, order).await?
        } else {
            self.remember(order_key, self.batch).await?;
            let source = Source { manifest: Some(manifest.to_owned()), ..order.source() };
            let new = NewBatch {
                owner: self.studio.owner.clone(),
                batch_id: self.batch,
                name: order.name.clone(),
                source,
                options: order.options.clone(),
                schedule_id: None,
            };
            self.services.batch_desk().create(new).await?
        };
        self.execution = record.execution;
        Ok(())
    }

    /// Goes on with the batch of an equal order.
    async fn go_on(&mut self, record: BatchRecord, order: &BatchOrder) -> Result<BatchRecord> {
        (self.batch, self.resumed) = (record.batch_id, true);
        let desk = self.services.batch_desk();
        let concurrency = order.options.concurrency;
        let record = desk
            .change(&record.owner, record.batch_id, |record| {
                record.options.concurrency = concurrency;
                Ok(())
            })
            .await?;
        match record.status {
            BatchStatus::Succeeded => Ok(record),
            status if status.is_active() => {
                let storage = self.studio.storage();
                take_up_one(&self.services, &self.executions, storage, &record).await?;
                Ok(record)
            }
            _ => desk.resume(&record.owner, record.batch_id).await,
        }
    }

    /// Its id.
    pub fn id(&self) -> BatchId {
        self.batch
    }

    /// Whether there was a batch of this order before.
    pub fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// What happens next; nothing when the batch is over.
    pub async fn next(&mut self) -> Option<RowNews> {
        tokio::select! {
            biased;
            news = self.news.recv() => news,
            () = self.batches.ended(&self.execution) => self.news.try_recv().ok(),
        }
    }

    /// Its record.
    pub async fn record(&self) -> Result<BatchRecord> {
        self.services.batch_desk().find(&self.studio.owner, self.batch).await
    }

    /// How its rows stand, counted.
    pub async fn counts(&self) -> Result<BatchCounts> {
        self.services.batch_desk().counts(self.batch).await
    }

    /// A row that was begun.
    pub async fn row(&self, n: u32) -> Result<Option<BatchItem>> {
        Ok(self.services.batch_desk().item(self.batch, n).await?.map(|(item, _)| item))
    }

    /// A page of its rows, in order.
    pub async fn rows(&self, record: &BatchRecord, query: &ItemQuery) -> Result<ItemPage> {
        self.services.batch_desk().items(record, query).await
    }

    /// Cancels the video of a row if it waits for a person: nobody here answers. Says whether it did.
    pub async fn cancel_if_asked(&self, n: u32) -> Result<bool> {
        let video = oma_core::batch::video_of(self.batch, n);
        let record = match self.studio.video(video).await {
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(false),
            record => record?,
        };
        if record.status != VideoStatus::WaitingForApproval {
            return Ok(false);
        }
        match self.services.lifecycle().cancel(&self.studio.owner, video).await {
            Err(error) if error.kind == ErrorKind::Conflict => Ok(false),
            cancelled => cancelled.map(|_| true),
        }
    }

    /// Drops what is under way, where it stands. The same order goes on with it.
    pub async fn close(self) {
        self.batches.close().await;
        self.executions.close().await;
    }
}
