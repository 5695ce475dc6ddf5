//! The page in the documents is what the simulation says today.

use std::path::Path;

use oma_scale::assumptions::FUNCTIONS;
use oma_scale::page::page;

#[test]
fn the_page_is_what_the_simulation_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scale.md");
    let said = page().unwrap();
    if std::env::var_os("OMA_WRITE_DOCS").is_some() {
        std::fs::write(&path, &said).unwrap();
    }
    let told = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(told, said, "docs/scale.md is old: run this test with OMA_WRITE_DOCS=1");
}

#[test]
fn functions_have_the_memory_that_the_template_gives_them() {
    let template = include_str!("../../../infra/template.yaml");
    for function in FUNCTIONS {
        let Some((_, after)) = template.split_once(&format!("\n  {}:\n", function.name)) else {
            assert_eq!(function.name, "BatchFunction", "it is not in the template");
            continue;
        };
        let memory = after.split_once("MemorySize: ").unwrap().1;
        let memory = memory.lines().next().unwrap().trim();
        assert_eq!(memory, function.memory_mb.to_string(), "{}", function.name);
    }
}
