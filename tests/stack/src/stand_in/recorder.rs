//! One file per invocation: engines run the stand-in in several processes at once, and making a
//! file that must not exist yet counts them without a lock.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde_json::Value;

/// What was asked for, and for which time in this execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// `narrate`, `layout`, …
    pub action: String,
    /// The scene, the segment, the stage or the row; empty where there is but one.
    pub item: String,
    /// From 1.
    pub nth: u64,
}

impl Invocation {
    /// `narrate.2#1`: the first time that the second scene was to be narrated.
    pub fn place(&self) -> String {
        format!("{}.{}#{}", self.action, self.item, self.nth)
    }
}

/// Writes an event down.
pub(super) fn record(dir: &Path, event: &Value) -> Invocation {
    let dir = dir.join(event["execution"].as_str().unwrap());
    fs::create_dir_all(&dir).unwrap();
    let item =
        ["scene", "index", "stage", "attempt", "n"].iter().find_map(|field| event.get(field));
    let item = match item {
        Some(Value::String(stage)) => stage.clone(),
        Some(number) => number.to_string(),
        None => String::new(),
    };
    let action = event["action"].as_str().unwrap().to_owned();
    let mut asked = Invocation { action, item, nth: 1 };
    loop {
        // Written under another name first, so that nobody reads half a file.
        let path = dir.join(asked.place());
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => {
                let whole = dir.join(format!("{}.json", asked.place()));
                let part = dir.join(format!("{}.part", asked.place()));
                let mut file = fs::File::create(&part).unwrap();
                file.write_all(event.to_string().as_bytes()).unwrap();
                fs::rename(part, whole).unwrap();
                return asked;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => asked.nth += 1,
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
}

/// Every event of an execution by its place.
pub fn invocations(dir: &Path, execution: &str) -> BTreeMap<String, Value> {
    let Ok(files) = fs::read_dir(dir.join(execution)) else { return BTreeMap::new() };
    let event = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        let place = name.strip_suffix(".json")?.to_owned();
        Some((place, serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap()))
    };
    files.filter_map(|entry| event(entry.unwrap())).collect()
}

/// The tokens of all questions asked so far, by their places. A token that was asked again with is
/// there twice.
pub fn asked(dir: &Path, execution: &str) -> BTreeMap<String, String> {
    let events = invocations(dir, execution).into_iter();
    events
        .filter_map(|(place, event)| Some((place, event.get("task_token")?.as_str()?.to_owned())))
        .collect()
}
