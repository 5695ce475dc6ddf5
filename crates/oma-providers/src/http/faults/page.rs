//! The table of a vendor in the docs.

use std::fmt::Write as _;
use std::path::Path;

use oma_core::spend::Charge;

use super::Row;

/// Holds `docs/providers/faults/{vendor}.md` to what was seen. With `OMA_WRITE_DOCS=1` it is written.
pub(crate) fn documented(vendor: &str, rows: &[Row]) {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/providers/faults");
    let path = docs.join(format!("{vendor}.md"));
    let seen = page(vendor, rows);
    if std::env::var_os("OMA_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(&docs).unwrap();
        std::fs::write(&path, &seen).unwrap();
    }
    let told = std::fs::read_to_string(&path).unwrap_or_default();
    let path = path.display();
    assert_eq!(told, seen, "{path} tells something else: run the test with OMA_WRITE_DOCS=1");
}

fn page(vendor: &str, rows: &[Row]) -> String {
    let mut page = format!(
        "# Faults of {vendor}\n\nWritten by the client's test; what the columns mean is in \
         [faults.md](../faults.md).\n\n| The vendor | Error | Charged | Asked again | The user reads |\n\
         |---|---|---|---|---|\n"
    );
    for row in rows {
        let told = row.failed.as_ref().map_or_else(
            || "none | as answered | no |".to_owned(),
            |failed| {
                let charge = match failed.charge {
                    Charge::Nothing => "nothing",
                    Charge::Unknown => "presumed",
                    Charge::Known(_) => "as answered",
                };
                let again = if failed.is_repeated { "yes" } else { "no" };
                let message = failed.message.replace('|', "\\|");
                format!("`{}` | {charge} | {again} | {message}", failed.kind)
            },
        );
        // A String takes all that is written to it.
        let _ = writeln!(page, "| {} | {told} |", row.case);
    }
    page
}
