/// Prints `docs/errors.md`.
pub(crate) fn run() {
    print!("{}", oma_core::error::to_markdown());
}
