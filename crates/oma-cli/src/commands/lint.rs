use std::collections::BTreeSet;
use std::path::Path;

use oma_asl::{LintOptions, lint};
use oma_core::{Error, ErrorKind};

use crate::args::LintArgs;
use crate::outcome::{Failure, Outcome};

/// Checks definitions; findings are printed, and any makes the command fail.
pub(crate) fn run(args: &LintArgs) -> Outcome {
    let substitutions: BTreeSet<String> = args.substitutions.iter().cloned().collect();
    let options = LintOptions {
        error_names: ErrorKind::all().map(|kind| kind.info().name.to_owned()).collect(),
        substitutions: (!substitutions.is_empty()).then_some(substitutions),
    };
    let mut clean = true;
    for file in &args.files {
        clean &= lint_file(file, &options)?;
    }
    if clean { Ok(()) } else { Err(Failure::Told(ErrorKind::InvalidEvent)) }
}

fn lint_file(file: &Path, options: &LintOptions) -> Result<bool, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        Error::new(ErrorKind::NotFound, format!("{} cannot be read: {e}.", file.display()))
    })?;
    let findings = lint(&text, options);
    for finding in &findings {
        println!("{}: {finding}", file.display());
    }
    if findings.is_empty() {
        println!("{}: no findings", file.display());
    }
    Ok(findings.is_empty())
}
