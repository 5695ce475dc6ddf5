use std::ffi::OsString;
use std::path::Path;

/// An ffmpeg argument list in the making.
pub(crate) struct Args(Vec<OsString>);

impl Args {
    /// With what every run has: no terminal, only errors on stderr, overwriting our own files.
    pub(crate) fn new() -> Self {
        Self::with_log_level("error")
    }

    /// For filters that report what they measure on stderr.
    pub(crate) fn measuring() -> Self {
        let mut args = Self::with_log_level("info");
        args.flag("-nostats");
        args
    }

    fn with_log_level(level: &str) -> Self {
        let start = ["-hide_banner", "-nostdin", "-loglevel", level, "-y"];
        Self(start.map(OsString::from).to_vec())
    }

    pub(crate) fn flag(&mut self, flag: &str) {
        self.0.push(flag.into());
    }

    pub(crate) fn pair(&mut self, name: &str, value: impl Into<OsString>) {
        self.0.push(name.into());
        self.0.push(value.into());
    }

    /// Several name-value pairs, written as one would on a command line.
    pub(crate) fn words(&mut self, words: &str) {
        self.0.extend(words.split_whitespace().map(OsString::from));
    }

    /// A file to read; the `file:` keeps a colon in its name from being a protocol.
    pub(crate) fn input(&mut self, path: &Path) {
        self.pair("-i", file_url(path));
    }

    pub(crate) fn output(&mut self, path: &Path) {
        self.0.push(file_url(path));
    }

    /// Measures only: decodes to nowhere.
    pub(crate) fn no_output(&mut self) {
        self.words("-f null -");
    }

    pub(crate) fn into_vec(self) -> Vec<OsString> {
        self.0
    }
}

fn file_url(path: &Path) -> OsString {
    let mut url = OsString::from("file:");
    url.push(path);
    url
}
