//! The bad manifests: each gets a clear report, and rows after a bad one are read.

use std::io::{Cursor, Read};

use oma_core::batch::MAX_ITEMS;
use serde_json::json;

use super::{object, opened, problems, read, refused};
use crate::{Spec, open};

const HEADER: &str = "id,title,description,language\n";
const GOOD: &str = "Coffee shop,A coffee shop for young people.,en-US\n";

#[test]
fn wrong_encodings_are_refused_with_the_way_out() {
    let text = "título;descrição;idioma\nCafé;Um café no centro.;pt-BR\n";
    let latin1: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, name) in [(latin1, "Latin-1"), (utf16, "UTF-16")] {
        let told = refused(&bytes, &Spec::default());
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(name) && told[0].contains("CSV UTF-8"), "{told:?}");
    }
}

#[test]
fn bytes_of_another_encoding_far_down_are_a_problem_of_their_row() {
    let mut bytes = HEADER.as_bytes().to_vec();
    for n in 0..2_000 {
        bytes.extend_from_slice(format!("{n},{GOOD}").as_bytes());
    }
    bytes.extend_from_slice(b"x,Caf\xe9,A coffee shop for young people.,en-US\n");
    bytes.extend_from_slice(format!("y,{GOOD}").as_bytes());
    let rows: Vec<_> = opened(&bytes, &Spec::default()).unwrap().collect();
    assert_eq!(rows.len(), 2_002);
    assert!(problems(&rows[2_000])[0].starts_with("column 2 holds bytes"), "{:?}", rows[2_000]);
    assert_eq!(rows[2_000].line, 2_002);
    assert!(rows[2_001].fields.is_ok());
}

#[test]
fn missing_and_unknown_columns_are_told_once_with_the_nearest_name() {
    let text = format!("id,Titel,Beschreibung,language\n{}", "a,b,c,d\n".repeat(50));
    let told = refused(text.as_bytes(), &Spec::default());
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("column \"Titel\" is no field of a brief; allowed: `title`"));
    assert!(told[1].starts_with("column \"Beschreibung\" is no field"), "{told:?}");
    assert!(told[2].contains("column \"title\" is missing") && told[2].contains("\"Titel\""));
    assert!(told[3].contains("column \"description\" is missing"));
}

#[test]
fn a_table_without_a_header_is_told_so() {
    let told = refused(b"Coffee,A shop,en-US\nTea,A house,en-US\n", &Spec::default());
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("no name of a column"), "{told:?}");
}

#[test]
fn two_columns_for_one_field_are_refused() {
    let told = refused(b"title,titulo,description,language\na,b,c,d\n", &Spec::default());
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("column \"titulo\" is the same as column \"title\""), "{told:?}");
}

#[test]
fn a_second_row_with_an_id_names_the_first_ones_line() {
    let rows = read(&format!("{HEADER}a,{GOOD}b,{GOOD}a,{GOOD},{GOOD}row-4,{GOOD}"));
    let told: Vec<_> =
        rows.iter().map(|row| row.fields.as_ref().err().map(|p| p[0].to_string())).collect();
    assert_eq!(told[..2], [None, None]);
    assert_eq!(
        told[2].as_deref(),
        Some("id is \"a\" as on line 2; allowed: an id of its own for each row.")
    );
    assert_eq!((told[3].clone(), rows[3].id.as_str()), (None, "row-4"));
    assert!(told[4].as_ref().unwrap().contains("line 5"), "a made id counts, too: {told:?}");
}

#[test]
fn nothing_and_a_header_alone_are_refused() {
    for text in ["", "\u{feff}", " \r\n\n"] {
        assert!(refused(text.as_bytes(), &Spec::default())[0].contains("is empty"), "{text:?}");
    }
    for text in [HEADER, "title;description;language\r\n;;\r\n;;\r\n"] {
        assert!(refused(text.as_bytes(), &Spec::default())[0].contains("has no rows"), "{text:?}");
    }
    let Err(told) = crate::rows(Vec::new(), &Spec::default()) else { panic!("no rows") };
    assert!(told[0].problem.contains("no rows"));
}

#[test]
fn a_formula_is_refused_and_its_row_named() {
    let rows = read(
        "id,title,description,language\n\
         1,\"=HYPERLINK(\"\"https://x.example\"\",\"\"win\"\")\",A coffee shop.,en-US\n\
         2,+ sales,@shop - all of it,en-US\n\
         =A1,Coffee shop,A coffee shop.,en-US\n\
         4,#REF!,A coffee shop.,en-US\n",
    );
    assert!(
        problems(&rows[0])[0]
            .starts_with("column \"title\" is a spreadsheet's formula; allowed: the value itself")
    );
    assert_eq!(rows[1].fields.as_ref().unwrap()["title"], "+ sales");
    assert!(problems(&rows[2])[0].starts_with("column \"id\" is a spreadsheet's formula"));
    assert!(problems(&rows[3])[0].contains("error, #REF!"));
}

#[test]
fn a_row_of_a_megabyte_is_a_problem_of_that_row() {
    let long = "x".repeat(1 << 20);
    let csv = format!("{HEADER}1,{GOOD}2,\"{long}\n{long}\",A shop.,en-US\n3,{GOOD}");
    let json = format!("{{\"title\": \"a\"}}\n{{\"title\": \"{long}\"}}\n{{\"title\": \"b\"}}\n");
    for (text, last_line) in [(csv, 5), (json, 3)] {
        let rows = read(&text);
        assert_eq!(rows.len(), 3);
        assert!(rows[0].fields.is_ok() && rows[2].fields.is_ok());
        assert!(problems(&rows[1])[0].starts_with("row is larger than 64 kB"));
        assert_eq!((rows[2].line, rows[1].id.as_str()), (last_line, "row-2"));
    }
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_rows_silently() {
    let rows = read(&format!("{HEADER}1,{GOOD}2,\"Coffee shop,A shop.,en-US\n3,{GOOD}"));
    assert_eq!(rows.len(), 2);
    assert!(problems(&rows[1])[0].contains("never closed"));
}

#[test]
fn rows_of_other_lengths_are_problems() {
    let rows =
        read(&format!("{HEADER}1,Coffee,A shop\n2,a,b,c,d\n3,{}", GOOD.replace('\n', ",,\n")));
    assert!(problems(&rows[0])[0].contains("has 3 cells, and the header has 4"));
    assert!(problems(&rows[1])[0].contains("has 5 cells"));
    assert!(rows[2].fields.is_ok(), "empty cells at the end are nothing");
}

/// A reader that makes a manifest without holding it.
struct Made {
    next: u32,
    rows: u32,
    buffer: Cursor<Vec<u8>>,
}

impl Read for Made {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.buffer.read(out)?;
        if read > 0 || self.next > self.rows {
            return Ok(read);
        }
        let line =
            if self.next == 0 { HEADER.to_owned() } else { format!("id {},{GOOD}", self.next) };
        self.next += 1;
        self.buffer = Cursor::new(line.into_bytes());
        self.buffer.read(out)
    }
}

#[test]
fn a_hundred_thousand_rows_are_read_and_not_one_more() {
    let made = |rows| Made { next: 0, rows, buffer: Cursor::default() };
    let all = open(made(MAX_ITEMS), &Spec::default()).unwrap();
    assert_eq!(all.filter(|row| row.fields.is_ok()).count(), 100_000);
    let mut more = open(made(MAX_ITEMS + 500), &Spec::default()).unwrap().skip(100_000);
    assert!(problems(&more.next().unwrap())[0].contains("goes on after 100000 rows"));
    assert_eq!(more.next(), None);
}

#[test]
fn rows_in_json_are_told_what_is_wrong_with_each() {
    let rows = read(
        "{\"title\": \"a\", \"título\": \"b\"}\n[1]\n{\"title\": \n\n{\"titel\": \"x\"}\n{\"id\": [], \"language\": \"en-US\"}\n",
    );
    let lines: Vec<_> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [1, 2, 3, 5, 6]);
    assert!(problems(&rows[1])[0].contains("no object"));
    assert!(problems(&rows[2])[0].starts_with("row is not JSON"), "{:?}", rows[2]);
    assert!(problems(&rows[3])[0].contains("`title`"));
    assert!(problems(&rows[4])[0].starts_with("id is a list"));
    let told = refused(b"[{\"title\": 1}]", &Spec::default());
    assert!(told[0].contains("JSON Lines"), "{told:?}");
}

#[test]
fn a_mapping_that_leads_nowhere_is_told() {
    let spec = |columns| Spec { columns: object(columns), ..Spec::default() };
    let csv = b"Nome do produto,description,language\na,b,c\n";
    for (columns, expected) in [
        (
            json!({"Nome do produto": "titel"}),
            "columns.Nome do produto is \"titel\"; allowed: `title`",
        ),
        (json!({"Nome do produto": "title", "Obs": ""}), "columns.Obs is no column of the table"),
        (json!({"Nome do produto": 1}), "columns.Nome do produto is no text"),
    ] {
        let told = refused(csv, &spec(columns));
        assert!(told[0].starts_with(expected), "{told:?}");
    }
}
