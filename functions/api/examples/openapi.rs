//! Writes the API's `OpenAPI` document: `cargo run -p api-function --example openapi >
//! docs/openapi.json`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(api_function::openapi::text().as_bytes())
}
