//! The examples of `docs/batches/manifests.md`.

use serde_json::{Value, json};

use oma_core::brief::Brief;

use super::{object, read, read_with};
use crate::report::Problems;
use crate::{Row, Spec};

const PAGE: &str = include_str!("../../../../docs/batches/manifests.md");

/// The example with this name.
fn example(name: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("<!-- example: {name} -->")).expect(name);
    let (_, block) = after.split_once("```").unwrap();
    let (_, block) = block.split_once('\n').unwrap();
    block.split_once("```").unwrap().0
}

/// Rows that are briefs; one of them as JSON.
fn briefs(rows: Vec<Row>) -> Vec<Value> {
    let brief = |row: Row| {
        let mut fields = row.fields.unwrap_or_else(|p| panic!("{p:?}"));
        fields.remove("tags");
        Brief::from_value(fields.clone().into()).unwrap_or_else(|e| panic!("{e}"));
        fields.into()
    };
    rows.into_iter().map(brief).collect()
}

#[test]
fn the_table_is_two_briefs() {
    let rows = read(example("table.csv"));
    assert_eq!(rows[0].fields.as_ref().unwrap()["tags"], json!(["padaria", "manhã"]));
    assert_eq!((rows[1].id.as_str(), rows[1].line), ("festa", 4));
    let briefs = briefs(rows);
    assert_eq!((&briefs[0]["budget_usd"], &briefs[1]["aspect"]), (&json!(0.5), &json!("1:1")));
    assert_eq!(briefs.len(), 2);
}

#[test]
fn the_template_and_its_values_are_two_briefs() {
    let template = object(serde_json::from_str(example("template.json")).unwrap());
    let asked = crate::placeholders(&template).unwrap();
    assert_eq!(asked, ["cidade", "produto", "preço", "segundos"]);
    let spec = Spec { template: Some(template), ..Spec::default() };
    let briefs = briefs(read_with(example("values.csv"), &spec));
    assert_eq!(briefs[0]["title"], "Bule esmaltado em São Paulo");
    assert_eq!(
        (&briefs[0]["duration_s"], &briefs[0]["tone"]),
        (&json!(20), &json!("enthusiastic"))
    );
    assert_eq!(briefs[1].get("tone"), None);
}

#[test]
fn the_lines_are_two_briefs() {
    let briefs = briefs(read(example("briefs.jsonl")));
    assert_eq!(briefs[1]["brand"], json!({"font": "a.ttf"}));
}

#[test]
fn the_report_is_what_such_a_table_gets() {
    let csv = "id;título;descrição;idioma;duração (s)\n\
               pao;Pão;Pão quente às 7h.;pt-BR;meia hora\n\
               pao;Bolo;Bolo de fubá às 7h.;pt-BR;30\n";
    let mut report = Problems::new(Vec::new()).unwrap();
    for row in read(csv) {
        for problem in row.fields.unwrap_err() {
            report.row(row.line, &row.id, &problem).unwrap();
        }
    }
    let written = String::from_utf8(report.finish().unwrap()).unwrap();
    let written = written.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    assert_eq!(written, example("problems.csv"));
}

#[test]
fn every_other_name_on_the_page_is_known() {
    let table = PAGE.split("| Field | Also called |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let spec = Spec::default();
    let names = crate::columns::Names::new(&spec, crate::fields::Fields::of_brief());
    let names = names.unwrap_or_else(|p| panic!("{p:?}"));
    let mut seen = 0;
    for row in rows {
        for name in row.split(['|', ',']).map(|cell| cell.trim().trim_matches('`')) {
            assert!(name.is_empty() || names.resolve(name).is_some(), "{name}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}
