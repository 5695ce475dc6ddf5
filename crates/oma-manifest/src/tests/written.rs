//! What is written is read again, whatever it is; what is written for people is computed by no
//! spreadsheet.

use oma_core::batch::{BatchItem, ItemStatus};
use oma_core::brief::Problem;
use oma_core::money::MicroUsd;
use oma_core::video::Failure;
use serde_json::{Map, Value, json};

use super::{object, read, read_with};
use crate::Spec;
use crate::report::{Problems, Results};

/// Numbers that look random and are the same in every run (a linear congruence, the high bits).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// Texts made of what breaks tables. Outer blanks are not part of a cell's value.
    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "a", "é", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "{{x}}", "{", "[", "|", "'", "=",
            "🎬", "\\", " ", "0,5",
        ];
        let length = 1 + self.below(12);
        let text: String = (0..length).map(|_| PIECES[self.below(PIECES.len())]).collect();
        format!("t{text}.")
    }
}

fn table(header: &[&str], rows: &[Vec<String>], separator: u8, crlf: bool) -> String {
    let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut builder = csv::WriterBuilder::new();
    let mut out = builder.delimiter(separator).terminator(end).from_writer(Vec::new());
    out.write_record(header).unwrap();
    for row in rows {
        out.write_record(row).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

#[test]
fn values_that_were_written_are_read_again() {
    let mut dice = Dice(7);
    for round in 0..300 {
        let separator = [b',', b';', b'\t'][dice.below(3)];
        let texts: Vec<(String, String, i64)> = (0..=dice.below(5))
            .map(|_| (dice.text(), dice.text(), i64::try_from(dice.below(1000)).unwrap()))
            .collect();
        let cells = |(title, cta, seed): &(String, String, i64)| {
            vec![
                title.clone(),
                "A description.".into(),
                "en-US".into(),
                cta.clone(),
                seed.to_string(),
            ]
        };
        let rows: Vec<_> = texts.iter().map(cells).collect();
        let header = ["title", "description", "language", "cta", "seed"];
        let csv = table(&header, &rows, separator, dice.below(2) == 0);
        let found: Vec<Map<String, Value>> = read(&csv)
            .into_iter()
            .map(|row| row.fields.unwrap_or_else(|p| panic!("{p:?} in {csv}")))
            .collect();
        let expected: Vec<_> = texts
            .iter()
            .map(|(title, cta, seed)| {
                object(json!({"title": title, "description": "A description.", "language": "en-US", "cta": cta, "seed": seed}))
            })
            .collect();
        assert_eq!(found, expected, "round {round}: {csv:?}");
        let lines: String =
            expected.iter().map(|row| Value::Object(row.clone()).to_string() + "\n").collect();
        let found: Vec<_> = read(&lines).into_iter().map(|row| row.fields.unwrap()).collect();
        assert_eq!(found, expected, "as JSON Lines: {lines:?}");
    }
}

#[test]
fn no_value_changes_what_stands_around_it() {
    let mut dice = Dice(11);
    let template = json!({"title": "<{{a}}|{{b}}>", "description": "{{b}}", "language": "en-US", "script": "{{a}}"});
    let spec = Spec { template: Some(object(template)), ..Spec::default() };
    for _ in 0..300 {
        let (a, b) = (dice.text(), dice.text());
        let csv = table(&["a", "b"], &[vec![a.clone(), b.clone()]], b';', true);
        let fields = read_with(&csv, &spec).remove(0).fields.unwrap();
        let expected = json!({"title": format!("<{a}|{b}>"), "description": b, "language": "en-US", "script": a});
        assert_eq!(fields, object(expected));
    }
}

#[test]
fn reports_hold_no_formula_and_are_tables() {
    let mut out = Problems::new(Vec::new()).unwrap();
    out.whole(&Problem::new("manifest", "is empty", "rows")).unwrap();
    out.row(
        3,
        "=cmd|'/C calc'!A0",
        &Problem::new("title", "is \"@SUM(1)\"", "-, \"text\"\nor more"),
    )
    .unwrap();
    let csv = String::from_utf8(out.finish().unwrap()).unwrap();
    let expected = "\u{feff}line,id,field,problem,allowed\r\n,,manifest,is empty,rows\r\n\
                    3,'=cmd|'/C calc'!A0,title,\"is \"\"@SUM(1)\"\"\",\"'-, \"\"text\"\"\nor more\"\r\n";
    assert_eq!(csv, expected);
}

#[test]
fn results_tell_what_became_of_each_row() {
    let item = BatchItem {
        n: 2,
        id: "+55".into(),
        line: 3,
        title: "=1+1".into(),
        status: ItemStatus::Failed,
        video_id: None,
        execution: None,
        failure: Some(Failure {
            step: "check".into(),
            name: "Oma.InvalidAsset".into(),
            message: "no, picture".into(),
        }),
        reserved_micro_usd: MicroUsd(0),
        cost_micro_usd: MicroUsd(1_250_001),
        saved_micro_usd: MicroUsd(0),
        run: String::new(),
        steps: 4,
        steps_found: 1,
    };
    let mut out = Results::new(Vec::new()).unwrap();
    out.item(&item).unwrap();
    let csv = String::from_utf8(out.finish().unwrap()).unwrap();
    let row = csv.lines().nth(1).unwrap();
    assert_eq!(
        row,
        "2,3,'+55,'=1+1,failed,,Oma.InvalidAsset,\"no, picture\",1.250001,0.000000,4,1"
    );
}
