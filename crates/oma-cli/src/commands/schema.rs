use oma_core::brief::Brief;

use crate::args::{SchemaArgs, SchemaFile};
use crate::outcome::Outcome;

/// Prints a JSON Schema.
pub(crate) fn run(args: &SchemaArgs) -> Outcome {
    let schema = match args.file {
        SchemaFile::Brief => Brief::schema(),
    };
    println!("{schema:#}");
    Ok(())
}
