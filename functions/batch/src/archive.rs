use oma_core::Result;
use oma_core::batch::{Archive, ArchivePart, BatchItem, BatchRecord, ItemStatus, keys, video_of};
use oma_core::contract::files;
use oma_core::video::keys::video_file;
use serde::{Deserialize, Serialize};

use crate::pack::{Packer, name_in_zip};
use crate::run::Run;

/// The most bytes of films in one file. One film may be larger, and has a file to itself then.
const MOST_BYTES: u64 = 2_000_000_000;
/// How much of a film is in memory.
const PIECE_BYTES: u64 = 8 * 1024 * 1024;
/// How many rows are in memory.
const WINDOW: u32 = 250;
/// What of a video is packed.
const PACKED: [&str; 5] =
    [files::VIDEO, files::CAPTIONS_SRT, files::CAPTIONS_VTT, files::POSTER, files::CREDITS];

/// What packing gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Packed {
    /// Films that were packed.
    pub(crate) films: u32,
    /// Into so many files.
    pub(crate) parts: usize,
}

impl Run<'_> {
    /// Packs the films of the rows that have one. What was packed is written down after each file, so
    /// that a retry goes on behind it.
    pub(crate) async fn archive(&self) -> Result<Packed> {
        self.archive_in_parts(MOST_BYTES).await
    }

    pub(crate) async fn archive_in_parts(&self, most: u64) -> Result<Packed> {
        let record = self.record().await?;
        let mut archive = self.begun_archive().await?;
        let mut packer = Packer::new();
        let mut first = archive.last + 1;
        while first <= record.items && !archive.complete {
            let last = first.saturating_add(WINDOW - 1).min(record.items);
            for row in self.films(&record, first, last).await? {
                let size = self.size(&row).await?;
                if packer.films > 0 && packer.bytes.saturating_add(size) > most {
                    packer = self.next_part(&mut archive, packer, row.n - 1).await?;
                }
                self.pack(&row, &mut packer).await?;
            }
            first = last + 1;
        }
        if !archive.complete {
            archive.complete = true;
            self.next_part(&mut archive, packer, record.items).await?;
        }
        let films = archive.parts.iter().map(|part| part.films).sum();
        Ok(Packed { films, parts: archive.parts.len() })
    }

    /// What this execution has packed before it was interrupted.
    async fn begun_archive(&self) -> Result<Archive> {
        let begun = self.desk.archived(self.batch).await?;
        let own = begun.filter(|archive| archive.execution == self.execution);
        Ok(own.unwrap_or_else(|| Archive {
            execution: self.execution.to_owned(),
            complete: false,
            last: 0,
            parts: Vec::new(),
            at: self.services.clock.now(),
        }))
    }

    async fn films(&self, record: &BatchRecord, first: u32, last: u32) -> Result<Vec<BatchItem>> {
        let mut rows = self.desk.rows(record, first, last).await?;
        rows.retain(|row| row.status == ItemStatus::Succeeded);
        Ok(rows)
    }

    /// The length of a row's film. One that was deleted since has none.
    async fn size(&self, row: &BatchItem) -> Result<u64> {
        let key = video_file(video_of(self.batch, row.n), files::VIDEO);
        Ok(self.services.objects.size(&key).await?.unwrap_or_default())
    }

    async fn pack(&self, row: &BatchItem, packer: &mut Packer) -> Result<()> {
        let objects = self.services.objects.as_ref();
        if self.size(row).await? == 0 {
            return Ok(());
        }
        for file in PACKED {
            let key = video_file(video_of(self.batch, row.n), file);
            let Some(length) = objects.size(&key).await? else { continue };
            packer.begin(name_in_zip(row.n, &row.id, file)).await?;
            let mut offset = 0;
            while offset < length {
                let piece = objects.get_range(&key, offset, PIECE_BYTES).await?;
                if piece.is_empty() {
                    break;
                }
                offset += piece.len() as u64;
                packer.add(piece).await?;
            }
        }
        packer.films += 1;
        Ok(())
    }

    /// Stores a file that is full, or the last one, and begins the next. `last` is the row up to which
    /// films are in.
    async fn next_part(&self, archive: &mut Archive, packer: Packer, last: u32) -> Result<Packer> {
        let films = packer.films;
        let file = packer.finish().await?;
        if films > 0 {
            let name = keys::films(archive.parts.len() + 1);
            let key = keys::file(self.batch, &name);
            let objects = self.services.objects.as_ref();
            let bytes = objects.put_file(&key, file.path(), "application/zip").await?;
            archive.parts.push(ArchivePart { file: name, bytes, films });
        }
        archive.last = last;
        archive.at = self.services.clock.now();
        let json = serde_json::to_vec_pretty(archive)?;
        let key = keys::file(self.batch, keys::ARCHIVE);
        self.services.objects.put_bytes(&key, json.into(), "application/json").await?;
        Ok(Packer::new())
    }
}
