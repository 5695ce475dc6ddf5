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
    let clients = lab.clients().await.clone();
    let mut stack = lab.stack().await.write().await;
    let started = std::time::Instant::now();
    stack.update("LogRetentionDays", "7").await;
    report(&format!("UPDATE_COMPLETE after {:?}", started.elapsed()));
    let groups = oma_stack_tests::logs::groups(&clients).await;
    let kept: Vec<_> = groups.iter().filter(|group| group.name.starts_with("/oma/")).collect();
    assert!(!kept.is_empty(), "no log group in {groups:?}");
    for group in kept {
        assert_eq!(group.retention_days, Some(7), "{}", group.name);
    }
}
