//! Tables as spreadsheets write them, and rows in JSON.

use serde_json::json;

use oma_core::brief::Brief;

use super::{object, read, read_with};
use crate::Spec;

/// Excel in Brazil: byte order mark, semicolons, CRLF, decimal commas, line breaks within cells, a
/// ratio made a time, empty columns and rows at the end.
const BRAZIL: &str = "\u{feff}Código;Título;Descrição;Idioma;Duração (s);Orçamento (US$);Formato;Etiquetas;Cor primária;;\r\n\
    P-01;\"Café \"\"da manhã\"\"\";\"Pão quente às 7h;\r\ncafé coado na hora.\";Português;30;0,5;09:16:00;café|promoção;#8b4513;;\r\n\
    P-02;Loja;Uma loja de bairro para todos.;pt-BR;45,0;;16:9;;;;\r\n\
    ;;;;;;;;;;\r\n\
    ;Chá;Uma casa de chá com jardim.;EN;;;;;;;\r\n";

#[test]
fn a_spreadsheet_from_brazil_is_read() {
    let rows = read(BRAZIL);
    let ids: Vec<_> = rows.iter().map(|row| (row.id.as_str(), row.line)).collect();
    assert_eq!(ids, [("P-01", 2), ("P-02", 4), ("row-3", 6)]);
    let expected = json!({
        "title": "Café \"da manhã\"",
        "description": "Pão quente às 7h;\r\ncafé coado na hora.",
        "language": "pt-BR",
        "duration_s": 30,
        "budget_usd": 0.5,
        "aspect": "9:16",
        "tags": ["café", "promoção"],
        "brand": {"colors": {"primary": "#8b4513"}},
    });
    assert_eq!(rows[0].fields.clone().unwrap(), object(expected));
    assert_eq!(rows[1].fields.as_ref().unwrap()["duration_s"], 45);
    assert_eq!(rows[2].fields.as_ref().unwrap()["language"], "en-US");
    for row in rows {
        let mut fields = row.fields.unwrap();
        fields.remove("tags");
        Brief::from_value(fields.into()).unwrap_or_else(|e| panic!("{e}"));
    }
}

#[test]
fn other_separators_and_line_ends_give_the_same_rows() {
    let comma = "title,description,language\nCoffee,\"A shop, small.\",en-US\n";
    let tab = "title\tdescription\tlanguage\r\nCoffee\tA shop, small.\ten-US";
    let named = "sep=;\r\ntitle;description;language\r\nCoffee;A shop, small.;en-US\r\n";
    let fields = |text| read(text).remove(0).fields.unwrap();
    assert_eq!(fields(comma), fields(tab));
    assert_eq!(fields(comma), fields(named));
    assert_eq!(read(named)[0].line, 3);
}

#[test]
fn columns_can_be_mapped_and_left_out() {
    let columns = object(json!({"Nome do Produto": "title", "OBS": ""}));
    let spec = Spec { columns, ..Spec::default() };
    let csv = "nome do produto;Obs;descrição;language\nBule;não usar =;Um bule de ferro.;pt-BR\n";
    let fields = read_with(csv, &spec).remove(0).fields.unwrap();
    assert_eq!(fields["title"], "Bule");
    assert_eq!(fields.len(), 3);
}

#[test]
fn fields_of_a_whole_and_the_whole_do_not_go_together() {
    let csv =
        "title;description;language;music;music.mood\na;b;c;auto;\na;b;c;;calm\na;b;c;auto;calm\n";
    let rows = read(csv);
    assert_eq!(rows[0].fields.as_ref().unwrap()["music"], "auto");
    assert_eq!(rows[1].fields.as_ref().unwrap()["music"], json!({"mood": "calm"}));
    let told = super::problems(&rows[2]);
    assert!(told[0].starts_with("music.mood does not go together with music"), "{told:?}");
}

#[test]
fn rows_in_json_keep_their_types_and_may_use_dots_and_aliases() {
    let row = json!({"id": 7, "título": "Bule", "duration_s": 30, "brand.font": "a.ttf", "tags": ["x"], "cta": null});
    let text = format!("\u{feff}{row}\r\n");
    let rows = read(&text);
    let expected =
        json!({"title": "Bule", "duration_s": 30, "brand": {"font": "a.ttf"}, "tags": ["x"]});
    assert_eq!((rows[0].id.as_str(), rows[0].line), ("7", 1));
    assert_eq!(rows[0].fields.clone().unwrap(), object(expected));
    let inline = crate::rows(vec![object(row)], &Spec::default()).unwrap();
    assert_eq!(inline.collect::<Vec<_>>(), rows);
}
