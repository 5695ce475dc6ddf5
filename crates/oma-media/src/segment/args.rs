use std::ffi::OsString;
use std::path::Path;

/// The options of a file that is not trusted: nothing but this file is opened, and by no demuxer
/// that leads elsewhere. They cost nothing.
pub(crate) const CONTAINED: &str = "-protocol_whitelist file -format_whitelist \
    mov,matroska,mp3,wav,flac,ogg,png_pipe,jpeg_pipe,webp_pipe,image2";
/// A larger picture would take gigabytes to decode, whatever its file's size.
pub(crate) const MAX_PIXELS: u64 = 100_000_000;

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

    /// A user's file to read. Whatever it is called and whatever is in it, it is opened as a file
    /// of a kind that OMA reads: a playlist in disguise is refused before it names other files or
    /// addresses. A larger picture than anybody may bring is refused before it is decoded.
    pub(crate) fn media(&mut self, path: &Path) {
        self.words(&format!("{CONTAINED} -max_pixels {MAX_PIXELS}"));
        self.input(path);
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
