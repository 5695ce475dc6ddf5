use oma_api::batches::BatchDetails;
use oma_client::fetch_bytes;
use oma_core::batch::{BatchId, keys};
use serde_json::{Map, Value};

use super::super::session::Session;
use super::super::shown;
use crate::outcome::{Failure, Outcome};

/// The largest report that is shown.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// The most problems that are shown where nobody asked for them.
pub(super) const FIRST: usize = 20;

/// Shows what is wrong with rows.
pub(super) async fn run(session: &Session, id: BatchId) -> Outcome {
    let details = session.client.read_batch(id).await?;
    let shown = show(session, &details, usize::MAX).await?;
    if shown == 0 && !session.json {
        println!("No problem was found in the rows of batch {id}.");
    }
    Ok(())
}

/// Shows the first `most` problems and returns how many there are.
pub(super) async fn show(
    session: &Session,
    details: &BatchDetails,
    most: usize,
) -> Result<usize, Failure> {
    let Some(link) = details.files.get(keys::PROBLEMS) else { return Ok(0) };
    let report = fetch_bytes(link, MOST_BYTES).await?;
    let rows =
        read(&report).map_err(|e| Failure::input(format!("The report is unreadable: {e}.")))?;
    if session.json {
        for row in &rows {
            shown::json_line(row);
        }
        return Ok(rows.len());
    }
    for row in rows.iter().take(most) {
        println!("{}", line(row));
    }
    if let Some(more) = rows.len().checked_sub(most).filter(|more| *more > 0) {
        println!("… and {more} more: oma batch problems {}", details.batch.batch_id);
    }
    Ok(rows.len())
}

/// The rows of a report, by the names of its columns.
fn read(report: &[u8]) -> Result<Vec<Map<String, Value>>, csv::Error> {
    let report = report.strip_prefix(b"\xef\xbb\xbf").unwrap_or(report);
    let mut reader = csv::Reader::from_reader(report);
    let names = reader.headers()?.clone();
    let object = |row: csv::StringRecord| {
        let cells = names.iter().zip(row.iter());
        cells.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect()
    };
    reader.into_records().map(|row| row.map(object)).collect()
}

/// `line 3 (recife): title is missing; allowed: 3 to 200 characters.`
fn line(row: &Map<String, Value>) -> String {
    let cell = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let place = match (cell("line"), cell("id")) {
        ("", _) => "all of it".to_owned(),
        (line, "") => format!("line {line}"),
        (line, id) => format!("line {line} ({id})"),
    };
    let field = if cell("field").is_empty() { "it" } else { cell("field") };
    let allowed = match cell("allowed") {
        "" => String::new(),
        allowed => format!("; allowed: {allowed}"),
    };
    format!("{place}: {field} {}{allowed}.", cell("problem"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_row_by_row() {
        let report = b"\xef\xbb\xbfline,id,field,problem,allowed\r\n\
            3,recife,title,is missing,3 to 200 characters\r\n\
            ,,,is empty,\"a header, and rows\"\r\n";
        let lines: Vec<_> = read(report).unwrap().iter().map(line).collect();
        assert_eq!(lines[0], "line 3 (recife): title is missing; allowed: 3 to 200 characters.");
        assert_eq!(lines[1], "all of it: it is empty; allowed: a header, and rows.");
    }
}
