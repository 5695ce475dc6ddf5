//! `oma-gateway DOCUMENT > infra/openapi.gateway.json`
#![allow(clippy::print_stdout)] // What it prints is the file.

use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("usage: oma-gateway docs/openapi.json")?;
    let document = serde_json::from_str(&fs::read_to_string(path)?)?;
    let gateway = oma_gateway::gateway_document(&document)?;
    println!("{}", serde_json::to_string_pretty(&gateway)?);
    Ok(())
}
