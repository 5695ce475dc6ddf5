use std::fs::File;
use std::path::{Path, PathBuf};

use api_function::Brought;
use oma_core::batch::{BatchOptions, Source};
use oma_core::brief::Problem;
use oma_core::step::hash_of;
use oma_core::{Error, ErrorKind, Result};
use oma_manifest::{Row, Spec};
use oma_media::ffmpeg::Tools;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::Studio;
use crate::intake::{Brought as BroughtFile, Material, upload_name};

/// A batch that somebody asks for.
#[derive(Debug, Clone)]
pub struct BatchOrder {
    /// A table (CSV) or a brief per line (JSON Lines). Paths in it are relative to its folder.
    pub manifest: PathBuf,
    /// What the batch is called.
    pub name: String,
    /// Fields that every row begins with.
    pub template: Option<Map<String, Value>>,
    /// Which field a column is.
    pub columns: Map<String, Value>,
    /// How it is to be made. `concurrency` is also how many videos have room.
    pub options: BatchOptions,
}

/// What an order named, in the bucket by now.
pub(super) struct Taken {
    /// The name under which the manifest is kept.
    pub(super) manifest: String,
    pub(super) brought: Brought,
}

/// Rows that are read ahead.
const AHEAD: usize = 16;

impl BatchOrder {
    /// Its source, but for the manifest.
    pub(super) fn source(&self) -> Source {
        Source {
            template: self.template.clone(),
            columns: self.columns.clone(),
            ..Source::default()
        }
    }

    /// Copies the manifest and the files that its rows name into the bucket.
    pub(super) async fn take_in(&self, studio: &Studio, tools: &Tools) -> Result<Taken> {
        let manifest = upload_name(&self.manifest)?;
        let path = self.manifest.clone();
        studio.keep(&BroughtFile { name: manifest.clone(), path }).await?;
        let base = self.manifest.parent().unwrap_or_else(|| Path::new("."));
        let mut material = Material::new(studio, tools, base);
        let mut rows = self.read()?;
        while let Some(row) = rows.recv().await {
            // What is wrong with a row is told when all are checked.
            if let Ok(fields) = &row.fields {
                material.of_row(fields).await?;
            }
        }
        Ok(Taken { manifest, brought: material.finish() })
    }

    /// Reads the rows on a thread of their own.
    fn read(&self) -> Result<mpsc::Receiver<Row>> {
        let file = File::open(&self.manifest).map_err(|e| unreadable(&self.manifest, &e))?;
        let spec = Spec { template: self.template.clone(), columns: self.columns.clone() };
        let (send, receive) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            // A manifest that cannot be used names no files; why is told when all is checked.
            for row in oma_manifest::open(file, &spec).into_iter().flatten() {
                if send.blocking_send(row).is_err() {
                    return;
                }
            }
        });
        Ok(receive)
    }

    /// What tells this order from others: all that its films are made of, and none of how many are made
    /// at once.
    pub(super) fn key(&self, manifest: &str, brought: &Brought) -> Result<String> {
        let mut files: Vec<_> = brought
            .files
            .iter()
            .map(|((purpose, source), name)| json!([purpose, source, name.as_ref().ok()]))
            .chain(brought.kits.iter().map(|(path, kit)| json!([path, kit.as_ref().ok()])))
            .collect();
        files.sort_by_key(Value::to_string);
        let options = BatchOptions { concurrency: 1, ..self.options.clone() };
        let hash = hash_of(&json!({
            "manifest": manifest, "name": self.name, "template": self.template,
            "columns": self.columns, "options": options, "files": files,
        }))?;
        Ok(hash)
    }
}

fn unreadable(path: &Path, source: &std::io::Error) -> Error {
    let problem = format!("cannot be read: {source}");
    let allowed = "a table (CSV) or a brief per line (JSON Lines)";
    let problem = Problem::new(path.display().to_string(), problem, allowed);
    Error { problems: vec![problem], ..Error::new(ErrorKind::InvalidManifest, "It is not there.") }
}
