//! The stack is created, and updated.

use std::sync::Arc;

use libtest_mimic::Trial;

use crate::lab::{Lab, case, report};

/// What a client needs to find everything else.
const OUTPUTS: [&str; 9] = [
    "ApiUrl",
    "UserPoolId",
    "UserPoolClientId",
    "HostedLoginUrl",
    "StateMachineArn",
    "StateMachineAliasArn",
    "TableName",
    "BucketName",
    "EventBusName",
];

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    vec![
        case(lab, "deployment::the_stack_is_created_and_says_where_everything_is", created),
        case(lab, "deployment::an_update_changes_what_a_parameter_says", updated),
    ]
}

async fn created(lab: Arc<Lab>) {
    let stack = lab.stack().await.read().await;
    for output in OUTPUTS {
        assert!(!stack.output(output).is_empty(), "{output}");
    }
}

async fn updated(lab: Arc<Lab>) {
    let mut stack = lab.stack().await.write().await;
    assert_eq!(stack.variable("ScriptFunction", "OMA_LOG").await, "info");
    let started = std::time::Instant::now();
    stack.update("LogFilter", "info,oma_core=debug").await;
    report(&format!("UPDATE_COMPLETE after {:?}", started.elapsed()));
    let now = stack.variable("ScriptFunction", "OMA_LOG").await;
    assert_eq!(now, "info,oma_core=debug", "what runs behind the alias is the old version");
}
