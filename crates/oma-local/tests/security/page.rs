//! The tables of `docs/security.md`, each between two markers.

use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/security.md");

/// Holds a table to what stands on the page, or writes it there.
pub(crate) fn hold(name: &str, table: &str) {
    let write = std::env::var_os("OMA_WRITE_DOCS").is_some();
    let mut file = File::options().read(true).write(write).open(PAGE).unwrap();
    // Tests that run at the same time write other tables of the same file.
    file.lock().unwrap();
    let mut page = String::new();
    file.read_to_string(&mut page).unwrap();
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"));
    let from = page.find(&begin).unwrap() + begin.len();
    let to = page.find(&end).unwrap();
    if write {
        page.replace_range(from..to, table);
        file.rewind().unwrap();
        file.set_len(0).unwrap();
        file.write_all(page.as_bytes()).unwrap();
        return;
    }
    let differs = page[from..to].lines().zip(table.lines()).find(|(there, seen)| there != seen);
    assert!(
        page[from..to] == *table,
        "docs/security.md says something else about {name}; `make docs` writes it anew. First \
         difference: {differs:#?}"
    );
}

/// A Markdown table.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}{rule}{rows}", line(&head))
}
