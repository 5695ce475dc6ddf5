//! Reads manifests of batches, row by row, in memory that does not grow with their number.
//!
//! A manifest is a table (CSV as spreadsheets write it) or a brief per line (JSON Lines), with or
//! without a template that its rows fill. What is wrong with the manifest as a whole is told at once by
//! [`open`]; what is wrong with a row comes with the row, and reading goes on.
//!
//! Reading order: [`open`] and [`rows`], `head` (what kind of file it is), `table` and `lines` (bytes to
//! raw rows), `columns` (names to fields), `values` (text to the field's type), `template`, `build` (raw
//! row to [`Row`]), [`report`] (what people read afterwards).

mod build;
mod columns;
mod fields;
mod formula;
mod head;
mod lines;
mod manifest;
mod names;
mod number;
mod raw;
pub mod report;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod values;

pub use manifest::{Manifest, Row, Spec, open, placeholders, rows};
pub use raw::MAX_ROW_BYTES;
