//! A template and a table of values.

use serde_json::{Value, json};

use super::{object, problems, read_with, refused};
use crate::Spec;

fn spec(template: Value) -> Spec {
    Spec { template: Some(object(template)), ..Spec::default() }
}

fn offer() -> Spec {
    spec(json!({
        "title": "{{produto}} em {{Cidade}}",
        "description": "{{produto}} por R$ {{preço}}, só em {{cidade}}.",
        "language": "{{idioma}}",
        "duration_s": "{{segundos}}",
        "assets": [{"source": "{{ foto }}", "scene": "{{cena}}"}],
        "cta": "Visite",
    }))
}

#[test]
fn every_row_fills_the_template() {
    let csv = "Produto;Preço;Cidade;Idioma;Segundos;Foto;Cena;id;chamada\n\
               Bule;12,50;São Paulo;português;30;bule.png;2;b1;Compre já\n";
    let rows = read_with(csv, &offer());
    let expected = json!({
        "title": "Bule em São Paulo",
        "description": "Bule por R$ 12,50, só em São Paulo.",
        "language": "pt-BR",
        "duration_s": 30,
        "assets": [{"source": "bule.png", "scene": 2}],
        "cta": "Compre já",
    });
    assert_eq!(rows[0].id, "b1");
    assert_eq!(rows[0].fields.clone().unwrap(), object(expected));
}

#[test]
fn a_value_is_text_whatever_it_holds() {
    let template = spec(json!({
        "title": "{{a}}", "description": "{{a}}{{b}}", "language": "en-US", "script": "{{b}}",
        "assets": [{"source": "{{a}}"}],
    }));
    for (a, b) in [
        ("{{b}}", "{{a}}"),
        ("\", \"review\": \"none", "[1, 2]"),
        ("{\"scenes\": []}", "{{"),
        ("}}", "a|b"),
        ("\\u0022", "{% raw %}"),
    ] {
        let row = json!({"a": a, "b": b});
        let fields = read_with(&row.to_string(), &template).remove(0).fields.unwrap();
        let expected = json!({
            "title": a, "description": format!("{a}{b}"), "language": "en-US", "script": b,
            "assets": [{"source": a}],
        });
        assert_eq!(fields, object(expected));
    }
}

#[test]
fn numbers_of_a_row_in_json_fill_numbers_and_texts() {
    let template =
        spec(json!({"title": "Top {{n}}", "duration_s": "{{s}}", "budget_usd": "{{n}}"}));
    let rows = read_with("{\"n\": 2.5, \"s\": 20}", &template);
    let expected = json!({"title": "Top 2.5", "duration_s": 20, "budget_usd": 2.5});
    assert_eq!(rows[0].fields.clone().unwrap(), object(expected));
    let rows = read_with("{\"n\": \"2,5\", \"s\": \"long\"}", &template);
    assert_eq!(problems(&rows[0]), ["duration_s is \"long\"; allowed: a whole number."]);
}

#[test]
fn empty_and_missing_values_are_told_by_row() {
    let csv = "produto,preço,cidade,idioma,segundos,foto,cena\n\
               Bule,,São Paulo,pt,30,,1\nBule,1,São Paulo,pt,30,b.png,1\n";
    let rows = read_with(csv, &offer());
    assert_eq!(
        problems(&rows[0]),
        [
            "foto is empty; allowed: a value for {{foto}}.",
            "preço is empty; allowed: a value for {{preço}}."
        ]
    );
    assert!(rows[1].fields.is_ok());
    let rows = read_with("{\"produto\": \"x\", \"preço\": null}", &offer());
    assert_eq!(problems(&rows[0]).len(), 6, "all but the product: {:?}", problems(&rows[0]));
}

#[test]
fn placeholders_without_a_column_are_told_once() {
    let csv = format!("produto,preco,ciudad,idioma,segundos,foto\n{}", "a,b,c,d,e,f\n".repeat(9));
    let told = refused(csv.as_bytes(), &offer());
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("column \"ciudad\" is no field of a brief and no placeholder"));
    assert!(told[0].contains("`cidade`"), "{told:?}");
    assert!(told[1].starts_with("{{cena}} has no column"), "{told:?}");
    assert!(told[2].starts_with("{{cidade}} has no column") && told[2].contains("\"ciudad\""));
}

#[test]
fn a_template_that_cannot_be_read_is_told() {
    let csv = b"id\n1\n";
    for (template, expected) in [
        (json!({"title": "{{a"}), "template.title has {{ that begins no placeholder"),
        (json!({"title": "{{}}"}), "template.title has {{"),
        (json!({"title": "{{a {{b}}"}), "template.title has {{"),
        (json!({"titel": "x"}), "template.titel is not a field; allowed: title"),
    ] {
        let told = refused(csv, &spec(template));
        assert!(told[0].starts_with(expected), "{told:?}");
    }
}

#[test]
fn a_field_of_a_row_stands_over_the_templates() {
    let template = spec(json!({
        "title": "Fixed", "description": "A fixed text.", "language": "en-US",
        "brand": {"font": "a.ttf", "colors": {"primary": "#000000"}},
    }));
    let rows = read_with("cor primária;title\n#ffffff;Mine\n;\n#ffffff;\n", &template);
    let fields = rows[0].fields.as_ref().unwrap();
    assert_eq!(fields["brand"], json!({"font": "a.ttf", "colors": {"primary": "#ffffff"}}));
    assert_eq!(fields["title"], "Mine");
    assert_eq!(rows[1].fields.as_ref().unwrap()["title"], "Fixed", "an empty cell leaves it");
}
