use std::io;
use std::path::{Path, PathBuf};

use oma_core::batch::{BatchItem, ItemStatus, Summary, keys};
use oma_core::contract::files;
use oma_core::ports::Objects as _;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;

use super::BatchRun;

/// The most characters of a folder's name that are the row's id.
const ID_CHARS: usize = 80;

impl BatchRun {
    /// Copies the files of a row's film into `{n}-{id}` of a folder, unless they are there. The copy
    /// has its name when it is whole. Nothing for a row without a film.
    pub async fn copy(&self, item: &BatchItem, to: &Path) -> Result<Option<PathBuf>> {
        let (ItemStatus::Succeeded, Some(video)) = (item.status, item.video_id) else {
            return Ok(None);
        };
        let dir = to.join(folder_of(item));
        if video_in(&dir).as_deref() == Some(&video.to_string()) {
            return Ok(Some(dir));
        }
        let part = to.join(format!("{}.part", folder_of(item)));
        remove(&part)?;
        self.studio.download(video, &part).await?;
        remove(&dir)?;
        std::fs::rename(&part, &dir).map_err(|e| unusable(&dir, &e))?;
        Ok(Some(dir))
    }

    /// Copies the batch's own files that are there: `results.csv`, `summary.json`, `problems.csv`.
    pub async fn copy_tables(&self, to: &Path) -> Result<Vec<PathBuf>> {
        std::fs::create_dir_all(to).map_err(|e| unusable(to, &e))?;
        let bucket = &self.studio.storage().bucket;
        let mut paths = Vec::new();
        for name in [keys::RESULTS, keys::SUMMARY, keys::PROBLEMS] {
            let key = keys::file(self.batch, name);
            if bucket.size(&key).await?.is_some() {
                let path = to.join(name);
                bucket.get_file(&key, &path).await?;
                paths.push(path);
            }
        }
        Ok(paths)
    }

    /// How it ended.
    pub async fn summary(&self) -> Result<Summary> {
        let key = keys::file(self.batch, keys::SUMMARY);
        let json = self.studio.storage().bucket.get_bytes(&key).await?;
        Ok(serde_json::from_slice(&json)?)
    }
}

/// `0007-spring-sale`. Whatever a file system could stumble over is a dash.
fn folder_of(item: &BatchItem) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let id: String = item.id.chars().take(ID_CHARS).map(plain).collect();
    format!("{:04}-{id}", item.n)
}

/// The video whose report lies in a folder.
fn video_in(dir: &Path) -> Option<String> {
    let report: Value =
        serde_json::from_slice(&std::fs::read(dir.join(files::REPORT)).ok()?).ok()?;
    report["video_id"].as_str().map(str::to_owned)
}

fn remove(dir: &Path) -> Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(dir, &error)),
        _ => Ok(()),
    }
}

fn unusable(path: &Path, source: &io::Error) -> Error {
    let message = format!("The folder {} cannot be used: {source}.", path.display());
    Error::new(ErrorKind::StorageUnavailable, message)
}

#[cfg(test)]
mod tests {
    use oma_core::batch::{BatchItem, ItemDraft};
    use oma_core::brief::Brief;
    use serde_json::json;

    use super::*;

    #[test]
    fn no_id_leaves_its_folder() {
        let brief =
            json!({"title": "Tides", "description": "Pools between tides.", "language": "en-US"});
        let brief = Brief::from_value(brief).unwrap();
        for (id, folder) in [
            ("spring-sale", "0007-spring-sale"),
            ("../../etc", "0007-..-..-etc"),
            ("Promoção / São Paulo", "0007-Promoção---São-Paulo"),
        ] {
            let draft =
                ItemDraft { n: 7, id: id.to_owned(), line: 8, brief: brief.clone(), tags: vec![] };
            assert_eq!(folder_of(&BatchItem::waiting(&draft)), folder);
        }
    }
}
