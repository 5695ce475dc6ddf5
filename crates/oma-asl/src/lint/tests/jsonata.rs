//! Expressions and variables.

use serde_json::json;

use super::*;

#[test]
fn jsonata_syntax() {
    broken(&pass(&json!({ "Output": "{% $states. %}" })), Rule::JsonataSyntax, Some("A"), "Output");
    clean(&pass(&json!({ "Output": "{% $states.input.n > ${Limit} %}" })));
}

#[test]
fn jsonata_unknown_function() {
    let output = |source: &str| pass(&json!({ "Output": format!("{{% {source} %}}") }));
    clean(&output("$parse($states.input.x)"));
    clean(&output("($double := function($x) { $x * 2 }; $map($states.input.x, $double))"));
    let rule = Rule::JsonataUnknownFunction;
    broken(&output("$prase($states.input.x)"), rule, Some("A"), "$prase");
    broken(&output("$eval($states.input.x)"), rule, Some("A"), "$parse");
    broken(&output("$hash($states.input.x, 'MD5')"), rule, Some("A"), "in the task");
}

#[test]
fn jsonata_unknown_variable() {
    let second = |source: &str| {
        let task = with(&task(), &json!({ "Output": format!("{{% {source} %}}") }));
        machine(&json!({
            "A": { "Type": "Pass", "Assign": { "style": 1 }, "Next": "B" }, "B": task,
        }))
    };
    clean(&second("$style"));
    clean(&second("$map([1, 2], $string)"));
    broken(&second("$stlye"), Rule::JsonataUnknownVariable, Some("B"), "$stlye");
    // What a branch assigns is not seen outside it.
    let inner = with(&inner_task(), &json!({ "Assign": { "own": 1 } }));
    let outside = |output: &str| {
        machine(
            &json!({ "A": with(&map(&json!({ "B": inner }), "B"), &json!({ "Output": output })) }),
        )
    };
    clean(&outside("{% $states.result %}"));
    broken(&outside("{% $own %}"), Rule::JsonataUnknownVariable, Some("A"), "$own");
}

#[test]
fn jsonata_too_new() {
    let output = |source: &str| pass(&json!({ "Output": source }));
    clean(&output("{% $exists($states.input.x) ? $states.input.x : 1 %}"));
    broken(&output("{% $states.input.x ?? 1 %}"), Rule::JsonataTooNew, Some("A"), "??");
}

#[test]
fn jsonata_no_context() {
    clean(&pass(&json!({ "Output": "{% $states.input.list[size > 1].name %}" })));
    let definition = pass(&json!({ "Output": { "x": "{% name & 'x' %}" } }));
    broken(&definition, Rule::JsonataNoContext, Some("A"), "Output/x uses name");
}

#[test]
fn jsonata_states_field() {
    clean(&one(&json!({ "Output": "{% $states.result.Payload %}" })));
    let rule = Rule::JsonataStatesField;
    let arguments = json!({ "Arguments": "{% $states.result %}" });
    broken(&one(&arguments), rule, Some("A"), "Arguments reads $states.result");
    broken(&pass(&json!({ "Output": "{% $states.inputs %}" })), rule, Some("A"), "$states.inputs");
    let catch = |output: &str| {
        let catcher = json!({ "ErrorEquals": ["States.ALL"], "Next": "Failed", "Output": output });
        one(&json!({ "Catch": [catcher] }))
    };
    clean(&catch("{% $states.errorOutput.Error %}"));
    broken(&catch("{% $states.result %}"), rule, Some("A"), "$states.errorOutput");
}

#[test]
fn text_around_expression() {
    clean(&pass(&json!({ "Output": "{% 'scene ' & $states.input.n %}" })));
    let definition = pass(&json!({ "Output": ["scene {% $states.input.n %}"] }));
    broken(&definition, Rule::TextAroundExpression, Some("A"), "Output/0");
    broken(&pass(&json!({ "Output": " {% 1 %}" })), Rule::TextAroundExpression, Some("A"), "join");
}

#[test]
fn invalid_variable_name() {
    clean(&pass(&json!({ "Assign": { "scene_2": 1, "_x": 2 } })));
    for name in ["2nd", "a-b", "", "states", &"x".repeat(81)] {
        let definition = pass(&json!({ "Assign": { name: 1 } }));
        broken(&definition, Rule::InvalidVariableName, Some("A"), "Assign cannot set");
    }
}

#[test]
fn shadowed_variable() {
    let nested = |name: &str| {
        let inner = with(&inner_task(), &json!({ "Assign": { name: 1 } }));
        let map = with(&map(&json!({ "B": inner }), "B"), &json!({ "Assign": { "style": 1 } }));
        machine(&json!({ "A": map }))
    };
    clean(&nested("own"));
    broken(&nested("style"), Rule::ShadowedVariable, Some("A/B"), "$style");
}

#[test]
fn a_child_of_a_distributed_map_has_its_own_variables() {
    let config = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let child = |states: &Value| {
        let mut map = map(states, "B");
        map["ItemProcessor"]["ProcessorConfig"] = config.clone();
        let start = json!({ "Type": "Pass", "Assign": { "owner": 1 }, "Next": "M" });
        machine(&json!({ "A": start, "M": map }))
    };
    let reads = json!({ "B": { "Type": "Succeed", "Output": "{% $owner %}" } });
    broken(&child(&reads), Rule::JsonataUnknownVariable, Some("M/B"), "$owner");
    // The same name is another variable there, so it shadows nothing.
    clean(&child(&json!({ "B": { "Type": "Pass", "Assign": { "owner": 2 }, "End": true } })));
}
