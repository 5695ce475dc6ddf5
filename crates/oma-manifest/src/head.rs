//! What the first bytes of a file say of it: its encoding, its format, its separator.

use oma_core::batch::ManifestFormat;
use oma_core::brief::Problem;

/// How much of a file is looked at.
pub(crate) const HEAD_BYTES: u64 = 64 * 1024;

const SAVE_AS: &str = "UTF-8: in Excel, save as \"CSV UTF-8 (Comma delimited)\"; in Google Sheets, download as CSV; in LibreOffice, choose the character set \"Unicode (UTF-8)\"";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) format: ManifestFormat,
    /// Bytes before the header or the first object.
    pub(crate) skipped: usize,
    /// The line that comes after them.
    pub(crate) line: u64,
    /// Between cells.
    pub(crate) delimiter: u8,
}

/// Looks at the first bytes.
pub(crate) fn look(first: &[u8]) -> Result<Head, Problem> {
    refuse_other_files(first)?;
    let bom = if first.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = &first[bom..];
    let begin = text.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(begin) = begin else {
        return Err(Problem::new(
            "manifest",
            "is empty",
            "a line of column names and a row for each video, or a JSON object per line",
        ));
    };
    match text[begin] {
        b'{' => {
            Ok(Head { format: ManifestFormat::JsonLines, skipped: bom, line: 1, delimiter: b',' })
        }
        b'[' => Err(Problem::new(
            "manifest",
            "is one JSON list",
            "JSON Lines: an object per line, without brackets around them or commas between them",
        )),
        _ => Ok(table(text, bom)),
    }
}

fn refuse_other_files(first: &[u8]) -> Result<(), Problem> {
    let refused = |what: String| Err(Problem::new("manifest", what, SAVE_AS));
    if first.starts_with(b"PK\x03\x04") || first.starts_with(b"\xd0\xcf\x11\xe0") {
        return refused("is a spreadsheet's own file (.xlsx, .xls, .ods)".to_owned());
    }
    let is_utf16 = first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff");
    // Half of the bytes of Latin letters in UTF-16 are zero, and a text has none.
    if is_utf16 || first.contains(&0) {
        return refused("is UTF-16 (\"Unicode text\"), or no text at all".to_owned());
    }
    match std::str::from_utf8(first) {
        // The last character may have been cut by the end of what is looked at.
        Ok(_) => Ok(()),
        Err(error) if error.error_len().is_none() && first.len() as u64 == HEAD_BYTES => Ok(()),
        Err(error) => {
            let line = 1 + newlines(&first[..error.valid_up_to()]);
            refused(format!(
                "is not UTF-8 from line {line} on; it looks like Latin-1 (Windows-1252, \"ANSI\")"
            ))
        }
    }
}

pub(crate) fn newlines(bytes: &[u8]) -> u64 {
    // 64 kB at a time: not worth a crate.
    #[allow(clippy::naive_bytecount)]
    let count = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    count
}

/// The separator, and whether the first line only says what it is (`sep=;`, as Excel reads it).
fn table(text: &[u8], bom: usize) -> Head {
    let mut head = Head { format: ManifestFormat::Csv, skipped: bom, line: 1, delimiter: b',' };
    if text.len() > 5 && text[..4].eq_ignore_ascii_case(b"sep=") {
        let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
        if text[5..end].iter().all(u8::is_ascii_whitespace) {
            return Head { skipped: bom + end, line: 2, delimiter: text[4], ..head };
        }
    }
    head.delimiter = separator(text);
    head
}

/// The one of comma, semicolon and tab that stands most often in the header, outside of quotes.
fn separator(text: &[u8]) -> u8 {
    let mut found = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    let text = &text[text.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0)..];
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            byte => found.iter_mut().filter(|(c, _)| c == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of equals: max_by_key gives the last.
    found.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(c, _)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_the_header_uses() {
        for (header, expected) in [
            ("a,b,c\n1;2;3;4;5", b','),
            ("a;\"b,c,d\";e\n", b';'),
            ("a\tb\n", b'\t'),
            ("title\n", b','),
        ] {
            assert_eq!(look(header.as_bytes()).unwrap().delimiter, expected, "{header:?}");
        }
        let named = look(b"\xef\xbb\xbfsep=;\r\na;b\r\n").unwrap();
        assert_eq!((named.delimiter, named.skipped, named.line), (b';', 10, 2));
        assert_eq!(look(b"sep=wide,b\n").unwrap().line, 1);
    }

    #[test]
    fn what_is_no_text_in_utf_8_is_refused_with_the_way_out() {
        let utf16: Vec<u8> = "título;b".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bom = [b"\xff\xfe".as_slice(), &utf16].concat();
        for (bytes, expected) in [
            (utf16.as_slice(), "UTF-16"),
            (&bom, "UTF-16"),
            (b"id;t\xedtulo\n", "line 1"),
            (b"id;title\n1;caf\xe9\n", "line 2"),
            (b"PK\x03\x04rest", "spreadsheet"),
        ] {
            let problem = look(bytes).unwrap_err();
            assert!(problem.problem.contains(expected), "{problem}");
            assert!(problem.allowed.contains("CSV UTF-8"), "{problem}");
        }
    }

    #[test]
    fn a_character_may_be_cut_where_looking_ends() {
        let mut head = vec![b'a'; 64 * 1024 - 1];
        head.push(0xc3);
        assert!(look(&head).is_ok());
        head.pop();
        head.truncate(100);
        head.push(0xc3);
        assert!(look(&head).is_err(), "a file that ends within a character");
    }
}
