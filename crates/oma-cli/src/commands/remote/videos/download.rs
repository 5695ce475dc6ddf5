use std::path::Path;

use oma_client::{Error, fetch_file};
use oma_core::id::VideoId;

use super::super::material::{bar, bar_bytes};
use super::super::session::Session;
use super::super::shown;
use crate::display::print_json;
use crate::outcome::Outcome;

/// Fetches all files of a video into a folder.
pub(super) async fn download(session: &Session, video: VideoId, out: &Path) -> Outcome {
    let files = session.client.files(video).await?.files;
    std::fs::create_dir_all(out).map_err(|e| file_error(out, &e))?;
    for (name, link) in &files {
        if !is_plain(name) {
            let text = format!("The server names a file {name:?}, which could leave the folder.");
            return Err(Error::Input(text).into());
        }
        let to = out.join(name);
        let bar = bar("fetching", &to, link.size, session.json);
        let fetched = fetch_file(link, &to, &bar_bytes(&bar)).await;
        bar.finish_and_clear();
        fetched?;
        if session.json {
            print_json("downloaded", &serde_json::json!({"file": to, "size": link.size}));
        } else {
            println!("{:>10}  {}", shown::size(link.size), to.display());
        }
    }
    if files.is_empty() && !session.json {
        println!("Video {video} has no files yet.");
    }
    Ok(())
}

fn file_error(path: &Path, cause: &std::io::Error) -> Error {
    Error::File { path: path.display().to_string(), cause: cause.to_string() }
}

/// A name that stays in its folder and is not hidden.
pub(in crate::commands::remote) fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_cannot_write_elsewhere() {
        for bad in ["", "..", "../x", "a/b", "/etc/passwd", ".bashrc", "a\\b"] {
            assert!(!is_plain(bad), "{bad}");
        }
        assert!(is_plain("video.mp4"));
    }
}
