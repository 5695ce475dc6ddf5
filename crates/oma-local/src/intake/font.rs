use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What is wrong with a font file, told by its first bytes; nothing if it may be used.
pub(super) fn problem(path: &Path) -> Option<String> {
    let mut head = [0; 4];
    if let Err(e) = File::open(path).and_then(|mut file| file.read_exact(&mut head)) {
        return Some(format!("cannot be read: {e}"));
    }
    match &head {
        b"OTTO" | b"true" | [0, 1, 0, 0] => None,
        b"wOFF" | b"wOF2" => Some("is a web font".to_owned()),
        b"ttcf" => Some("is a collection of fonts".to_owned()),
        _ => Some("is no font".to_owned()),
    }
}
