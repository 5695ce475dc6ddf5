use std::path::PathBuf;

use clap::value_parser;
use serde_json::{Map, Value};

const RUN_HELP: &str = "\
A table (CSV) has a line of column names and a row for each film. The smallest one:

  title,description,language
  Corner Coffee,A coffee shop for young urban professionals.,en-US
  Tide Pools,What lives between the tides.,en-US

Columns are fields of a brief (`oma schema brief`), with dots inside: brand.colors.primary. A column
`id` names the rows. JSON Lines work, too: a brief on each line.

With a template, columns fill its placeholders. city.json:

  {\"title\": \"Coffee in {{city}}\", \"description\": \"Where {{city}} drinks.\", \"language\": \"en-US\"}

Examples:
  oma batch run films.csv
  oma batch run cities.csv --template city.json --concurrency 4
  oma batch run filmes.csv --columns \"Nome do filme=title,Texto=description\"
  oma batch run films.csv --budget 20 --tolerate 10     stop at 20 dollars, or when a tenth has failed
  oma batch run films.csv --json > progress.jsonl

Nothing is made before every row was checked; what is wrong is printed by line, and written to
problems.csv. Films come as they are finished, each into a folder {number}-{id}; results.csv and
summary.json come at the end. Files that rows name are relative to the table's folder.

The same command again goes on where it was cut short, by Ctrl-C or a crash, and tries rows again that
failed; films that are there are not made twice. An edited table is another batch, in which unchanged
rows cost nothing again.

Exit codes: 0 all films are there, 2 the table has problems and nothing was made, 1 some or all films
are missing.";

#[derive(Debug, clap::Args)]
#[command(after_help = RUN_HELP)]
pub(crate) struct BatchRunArgs {
    /// The table (CSV), or a brief per line (JSON Lines).
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Fields that every row begins with, with {{placeholders}} that columns fill.
    #[arg(long, value_name = "TEMPLATE.json")]
    pub(crate) template: Option<PathBuf>,
    /// Which field a column is, where its name does not say it.
    #[arg(long, value_name = "COLUMN=FIELD", value_delimiter = ',', value_parser = column)]
    pub(crate) columns: Vec<(String, String)>,
    /// How many films are made at once [default: a film for each two cores].
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..=64))]
    pub(crate) concurrency: Option<u32>,
    /// The most that providers may charge for all of it, in US dollars.
    #[arg(long, value_name = "USD")]
    pub(crate) budget: Option<f64>,
    /// Begin no further row when more than so many percent of all have failed.
    #[arg(long, value_name = "PERCENT", default_value_t = 100, value_parser = value_parser!(u32).range(0..=100))]
    pub(crate) tolerate: u32,
    /// Leave out the rows that cannot be made, instead of making nothing.
    #[arg(long)]
    pub(crate) skip_invalid: bool,
    /// The folder for films and tables [default: out/NAME-OF-THE-FILE].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The folder that keeps finished steps [default: the user's data folder].
    #[arg(long, value_name = "DIR", env = "OMA_STATE")]
    pub(crate) state: Option<PathBuf>,
}

impl BatchRunArgs {
    /// The columns as a manifest's reader takes them.
    pub(crate) fn column_map(&self) -> Map<String, Value> {
        let text = |field: &String| Value::String(field.clone());
        self.columns.iter().map(|(column, field)| (column.clone(), text(field))).collect()
    }
}

fn column(text: &str) -> Result<(String, String), String> {
    let split = text.rsplit_once('=').filter(|(column, _)| !column.trim().is_empty());
    let (column, field) = split.ok_or_else(|| format!("{text:?} is not COLUMN=FIELD"))?;
    Ok((column.trim().to_owned(), field.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_may_hold_anything_but_a_comma() {
        assert_eq!(column("a=b = title"), Ok(("a=b".to_owned(), "title".to_owned())));
        assert_eq!(column("Notes="), Ok(("Notes".to_owned(), String::new())));
        assert!(column("title").is_err());
        assert!(column("=title").is_err());
    }
}
