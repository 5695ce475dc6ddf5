//! The fonts of cards and captions, embedded so that a picture is the same on every machine.

use std::path::{Path, PathBuf};

use oma_core::{Error, ErrorKind, Result};

/// The files of Inter Display (OFL-1.1): name and bytes, from the lightest to the heaviest.
pub const FILES: &[(&str, &[u8])] = &[
    ("InterDisplay-Medium.otf", include_bytes!("../assets/fonts/InterDisplay-Medium.otf")),
    ("InterDisplay-SemiBold.otf", include_bytes!("../assets/fonts/InterDisplay-SemiBold.otf")),
    ("InterDisplay-Bold.otf", include_bytes!("../assets/fonts/InterDisplay-Bold.otf")),
    ("InterDisplay-ExtraBold.otf", include_bytes!("../assets/fonts/InterDisplay-ExtraBold.otf")),
];

/// Writes the fonts to `fonts` under a work folder, for libass, and returns that folder.
///
/// Files that are there with the right size are left alone, so calling it again is cheap.
pub fn fonts_dir(work_dir: &Path) -> Result<PathBuf> {
    let dir = work_dir.join("fonts");
    write_all(&dir).map_err(|e| {
        Error::new(ErrorKind::StorageUnavailable, "The fonts could not be written.")
            .with_detail(format!("{}: {e}", dir.display()))
    })?;
    Ok(dir)
}

fn write_all(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, bytes) in FILES {
        let path = dir.join(name);
        let there = std::fs::metadata(&path).is_ok_and(|m| m.len() == bytes.len() as u64);
        if !there {
            std::fs::write(path, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_written_and_a_damaged_one_is_replaced() {
        let work = tempfile::tempdir().unwrap();
        let dir = fonts_dir(work.path()).unwrap();
        let first = dir.join(FILES[0].0);
        std::fs::write(&first, b"half").unwrap();
        assert_eq!(fonts_dir(work.path()).unwrap(), dir);
        for (name, bytes) in FILES {
            assert_eq!(&std::fs::read(dir.join(name)).unwrap(), bytes, "{name}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let work = tempfile::tempdir().unwrap();
        std::fs::write(work.path().join("fonts"), b"a file in the way").unwrap();
        let error = fonts_dir(work.path()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::StorageUnavailable);
        assert!(error.detail.unwrap().contains("fonts"));
    }
}
