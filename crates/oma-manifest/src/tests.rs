mod bad;
mod page;
mod sheets;
mod templates;
mod written;

use std::io::Cursor;

use oma_core::brief::Problem;
use serde_json::{Map, Value};

use crate::{Manifest, Row, Spec, open};

fn opened(bytes: &[u8], spec: &Spec) -> Result<Manifest, Vec<Problem>> {
    open(Cursor::new(bytes.to_vec()), spec)
}

fn read(text: &str) -> Vec<Row> {
    read_with(text, &Spec::default())
}

fn read_with(text: &str, spec: &Spec) -> Vec<Row> {
    opened(text.as_bytes(), spec).unwrap_or_else(|p| panic!("{p:?}")).collect()
}

/// What is wrong with all of it.
fn refused(bytes: &[u8], spec: &Spec) -> Vec<String> {
    let Err(problems) = opened(bytes, spec) else { panic!("it was opened") };
    problems.iter().map(ToString::to_string).collect()
}

/// What is wrong with a row.
fn problems(row: &Row) -> Vec<String> {
    row.fields.as_ref().unwrap_err().iter().map(ToString::to_string).collect()
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("{value}") };
    object
}
