use oma_core::brief::Brief;

use crate::args::{SchemaArgs, SchemaFile};

/// Prints a JSON Schema.
pub(crate) fn run(args: &SchemaArgs) {
    let schema = match args.file {
        SchemaFile::Brief => Brief::schema(),
    };
    println!("{schema:#}");
}
