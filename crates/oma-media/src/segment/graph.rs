use std::path::{Path, PathBuf};

use oma_core::{Error, Result};

use super::Args;

/// The inputs and filter chains of one command.
#[derive(Default)]
pub(super) struct Graph {
    inputs: Vec<(String, PathBuf)>,
    chains: Vec<String>,
    labels: usize,
}

impl Graph {
    /// Adds a file with its demuxer options and returns its index.
    pub(super) fn input(&mut self, options: impl Into<String>, path: PathBuf) -> usize {
        self.inputs.push((options.into(), path));
        self.inputs.len() - 1
    }

    pub(super) fn chain(&mut self, chain: String) {
        self.chains.push(chain);
    }

    /// A name for a stream that no other stream has.
    pub(super) fn label(&mut self) -> String {
        self.labels += 1;
        format!("s{}", self.labels)
    }

    pub(super) fn write(self, args: &mut Args) {
        for (options, path) in &self.inputs {
            args.words(options);
            args.media(path);
        }
        args.pair("-filter_complex", self.chains.join(";"));
    }
}

/// A path as the value of a filter option, for example `ass=filename=…`.
///
/// It is read twice: the graph takes away the backslashes before `[ ] , ; ' \` and the option
/// list those before `: ' \`. So each level is escaped in turn, from the inside out.
pub(crate) fn filter_value(path: &Path) -> Result<String> {
    let text = path
        .to_str()
        .ok_or_else(|| Error::internal(format!("not UTF-8: {}", path.to_string_lossy())))?;
    Ok(escaped(&escaped(text, &['\\', '\'', ':']), &['\\', '\'', '[', ']', ',', ';']))
}

fn escaped(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_path_stays_as_it_is() {
        assert_eq!(filter_value(Path::new("/tmp/a b/c.ass")).unwrap(), "/tmp/a b/c.ass");
    }

    #[test]
    fn special_characters_are_escaped_for_both_readers() {
        assert_eq!(filter_value(Path::new("a:b")).unwrap(), r"a\\:b");
        assert_eq!(filter_value(Path::new("a'b")).unwrap(), r"a\\\'b");
        assert_eq!(filter_value(Path::new("a,b;[c]")).unwrap(), r"a\,b\;\[c\]");
    }
}
