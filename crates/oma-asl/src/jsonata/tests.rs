use serde_json::{Value, json};

use super::*;
use crate::definition::Template;

struct World {
    input: Value,
    variables: Variables,
}

impl World {
    fn value(&self, template: Value) -> Result<Value, TaskFailure> {
        let context = json!({ "State": { "Name": "S" } });
        let bindings = Bindings {
            input: &self.input,
            result: Some(&json!({ "ok": true })),
            error_output: None,
            context: &context,
            variables: &self.variables,
            seed: 7,
        };
        Evaluation::new(bindings).value("Output", &Template::from(template))
    }

    fn expression(&self, source: &str) -> Result<Value, TaskFailure> {
        self.value(json!(format!("{{% {source} %}}")))
    }
}

fn world() -> World {
    World {
        input: json!({ "n": [1, 2, 3], "text": "t", "none": null, "json": "{\"a\": [1.5]}" }),
        variables: Variables::from([("v".to_owned(), Arc::new(json!({ "w": 2 })))]),
    }
}

#[test]
fn expressions_are_found_at_any_depth_and_the_rest_is_kept() {
    let template = json!({
        "a": ["{% $states.input.text %}", "plain", { "b": "{% $v.w %}" }],
        "c": 1.5, "d": null, "e": " {% not one %}",
    });
    assert_eq!(
        world().value(template).unwrap(),
        json!({ "a": ["t", "plain", { "b": 2 }], "c": 1.5, "d": null, "e": " {% not one %}" })
    );
}

#[test]
fn binds_states_and_variables() {
    let cases = [
        ("$states.input.n[1]", json!(2)),
        ("$states.input.none", json!(null)),
        ("$states.result.ok", json!(true)),
        ("$states.context.State.Name", json!("S")),
        ("$v", json!({ "w": 2 })),
        ("$states.input.n[$ > 1]", json!([2, 3])),
        ("$states.input.n[$ = 2]", json!(2)),
        ("$sum($states.input.n) / 4", json!(1.5)),
        ("{ 'a': $states.input.missing, 'b': 1 }", json!({ "b": 1 })),
        ("$map($states.input.n, function($x) { $x * $v.w })", json!([2, 4, 6])),
    ];
    for (source, expected) in cases {
        assert_eq!(world().expression(source).unwrap(), expected, "{source}");
    }
}

#[test]
fn the_functions_of_step_functions() {
    let cases = [
        ("$parse($states.input.json).a[0]", json!(1.5)),
        ("$partition([1, 2, 3], 2)", json!([[1, 2], [3]])),
        ("$partition([1, 2, 3], 2.9)", json!([[1, 2], [3]])),
        ("$range(0, 6, 3)", json!([0, 3, 6])),
        ("$range(3, 1, -1)", json!([3, 2, 1])),
        ("$range(3, 1, 1)", json!([])),
        ("$random(3) = $random(3)", json!(true)),
        ("$random() >= 0 and $random() < 1", json!(true)),
        ("$uuid() = $uuid()", json!(false)),
    ];
    for (source, expected) in cases {
        assert_eq!(world().expression(source).unwrap(), expected, "{source}");
    }
    assert_eq!(world().expression("$uuid()"), world().expression("$uuid()"));
}

#[test]
fn failures_are_query_evaluation_errors_that_name_field_and_expression() {
    let cases = [
        ("$states.input.missing", "returned nothing (undefined)"),
        ("$states.errorOutput", "returned nothing (undefined)"),
        ("$unknown", "returned nothing (undefined)"),
        ("text", "returned nothing (undefined)"),
        ("$", "returned nothing (undefined)"),
        ("$states.input.text + 1", "T2001"),
        ("$prase('1')", "T1006"),
        ("$eval('1')", "not available"),
        ("$parse('{')", "not JSON"),
        ("$parse(1)", "must be a string"),
        ("$partition([1], 0)", "at least 1"),
        ("$range(1, 2, 0)", "other than 0"),
        ("$range(1, 1000000, 1)", "too large"),
        ("$sum", "returned a function"),
        ("function($x) { $x }", "returned a function"),
        ("1 > ${Limit}", "substitution ${Limit}"),
    ];
    for (source, expected) in cases {
        let failure = world().expression(source).unwrap_err();
        assert_eq!(failure.error, "States.QueryEvaluationError", "{source}");
        assert!(failure.cause.contains(expected), "{source}: {}", failure.cause);
        assert!(failure.cause.contains("for the field 'Output'"), "{}", failure.cause);
    }
}

#[test]
fn one_expression_does_not_see_what_another_binds() {
    let template = json!({ "a": "{% ($x := 1; $x) %}", "b": "{% $exists($x) %}" });
    assert_eq!(world().value(template).unwrap(), json!({ "a": 1, "b": false }));
}
