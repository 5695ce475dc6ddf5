use oma_client::Error;

use super::material::{Material, read};
use super::session::Session;
use super::shown;
use crate::args::{BriefsArgs, BriefsCommand};
use crate::outcome::{Failure, Outcome};

/// Says what the server thinks of a brief.
pub(crate) async fn run(args: BriefsArgs) -> Outcome {
    let BriefsCommand::Analyze { brief: path } = &args.command;
    let json = read(path)?;
    // A brief that is wrong goes out as it stands: the server names everything at once.
    let brief = match Material::of(path) {
        Ok(material) => serde_json::to_value(material.without_files()),
        Err(_) => serde_json::from_slice(&json),
    };
    let brief =
        brief.map_err(|e| Failure::input(format!("{} is not JSON: {e}", path.display())))?;
    let session = Session::open(&args.remote).await?;
    let analysis = session.client.analyze_brief(&brief).await?;
    if session.json {
        shown::json_line(&analysis);
    } else {
        println!("Valid:        {}", if analysis.valid { "yes" } else { "no" });
        println!("Completeness: {} of 100", analysis.completeness);
        for problem in &analysis.problems {
            println!("Problem:      {problem}");
        }
        for (what, texts) in [
            ("Missing:", &analysis.gaps),
            ("Risk:", &analysis.risks),
            ("Better with:", &analysis.suggestions),
        ] {
            for text in texts {
                println!("{what:<13} {text}");
            }
        }
    }
    if analysis.valid {
        return Ok(());
    }
    Err(Error::Input("The brief is not valid.".to_owned()).into())
}
