use super::{Kind, Look};

/// How much is looked at of each end of a text.
pub(super) const EDGE_BYTES: u64 = 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether a file is text in UTF-8, by its two ends: `head` begins it and may be longer than
/// [`EDGE_BYTES`], `tail` ends it. What stands between is read, and judged by line, by who makes a
/// batch of it.
pub(super) fn look(kind: Kind, head: &[u8], tail: &[u8], size: u64) -> Look<()> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err("The file is a workbook. Save the sheet as CSV UTF-8 and send that.".to_owned());
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err("The file is UTF-16. Save it as CSV UTF-8.".to_owned());
    }
    let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    if text.trim_ascii().is_empty() && head.len() as u64 == size {
        return Err("The file is empty.".to_owned());
    }
    if head.contains(&0) || tail.contains(&0) {
        return Err("The file is not text.".to_owned());
    }
    let edge = &head[..head.len().min(usize::try_from(EDGE_BYTES).unwrap_or(usize::MAX))];
    if !is_utf8(edge, (edge.len() as u64) < size) || !is_utf8(whole_from(tail, size), false) {
        return Err("The file is not UTF-8. Save it as CSV UTF-8.".to_owned());
    }
    let begins = text.trim_ascii_start().first();
    if kind == Kind::JsonLines && begins.is_some_and(|first| *first != b'{') {
        return Err("The file is not JSON Lines: each line is an object, `{…}`.".to_owned());
    }
    Ok(())
}

/// `is_cut`: more follows, so the last character may be there in part.
fn is_utf8(bytes: &[u8], is_cut: bool) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => is_cut && error.error_len().is_none(),
    }
}

/// The end of a file from its first whole character.
fn whole_from(tail: &[u8], size: u64) -> &[u8] {
    if tail.len() as u64 == size {
        return tail;
    }
    let continues = |byte: &&u8| **byte & 0xc0 == 0x80;
    let cut = tail.iter().take(3).take_while(continues).count();
    &tail[cut..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(kind: Kind, file: &[u8]) -> Look<()> {
        let tail = &file[file.len().saturating_sub(1024)..];
        look(kind, &file[..file.len().min(4096)], tail, file.len() as u64)
    }

    #[test]
    fn a_table_of_any_length_is_text_wherever_its_characters_are_cut() {
        for length in 2000..2004 {
            let long = format!("título\n{}{}", "x".repeat(length), "ção ".repeat(2000));
            looked(Kind::Csv, long.as_bytes()).unwrap();
        }
        looked(Kind::Csv, b"\xef\xbb\xbftitle;description\r\n").unwrap();
        looked(Kind::JsonLines, b"{\"title\": \"A\"}\n").unwrap();
    }

    #[test]
    fn what_is_no_text_says_what_to_do() {
        for (file, why) in [
            (&b"PK\x03\x04..."[..], "Save the sheet as CSV UTF-8"),
            (b"\xff\xfet\0", "is UTF-16"),
            (b"", "is empty"),
            (b"\xef\xbb\xbf \r\n", "is empty"),
            (b"title\n\0\0", "is not text"),
            (b"t\xedtulo\n", "is not UTF-8"),
            (b"titulo\nn\xe3", "is not UTF-8"),
        ] {
            let problem = looked(Kind::Csv, file).unwrap_err();
            assert!(problem.contains(why), "{file:?}: {problem}");
        }
        let late = [&b"title\n"[..], &b"x".repeat(5000), b"n\xe3o"].concat();
        assert!(looked(Kind::Csv, &late).unwrap_err().contains("is not UTF-8"));
        let array = looked(Kind::JsonLines, b"[{\"title\": 1}]").unwrap_err();
        assert!(array.contains("is not JSON Lines"), "{array}");
    }
}
