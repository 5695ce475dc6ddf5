use super::*;

const GOOD: &str = r#"{"word": "bread"}"#;

/// What is asked of both vendors when the plan's model fails like this once.
async fn after(kind: ErrorKind) -> (Result<Reply>, Vec<String>, Vec<String>) {
    // Whoever repeats a throttled call meets the same again.
    let fails = std::iter::repeat_n(kind, 3).map(|kind| Err(failed(kind)));
    let again = matches!(kind, ErrorKind::ProviderThrottled | ErrorKind::ProviderUnavailable);
    let fails: Vec<_> = fails.take(if again { 3 } else { 1 }).collect();
    let loud = Told::new("loud", fails.into_iter().chain([says(GOOD)]));
    let quiet = Told::new("quiet", [says(GOOD)]);
    let (_, account) = account(1_000_000).await;
    let models = models(&[&loud, &quiet]);
    let reply = ask(&models, ("loud", "small"), &json!({}), &account).await;
    (reply, loud.models(), quiet.models())
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_asks_the_next_model_and_says_so() {
    for kind in [ErrorKind::ProviderThrottled, ErrorKind::ProviderUnavailable] {
        let (reply, loud, quiet) = after(kind).await;
        let reply = reply.unwrap();
        assert_eq!(loud, ["small", "small", "small", "middle"]);
        assert!(quiet.is_empty());
        let fallback = reply.fallback.unwrap();
        assert_eq!(
            (fallback.wanted.as_str(), fallback.used.as_str()),
            ("loud small", "loud middle")
        );
        assert_eq!(fallback.reason, "It did not work.");
    }
}

#[tokio::test]
async fn a_vendor_that_refuses_is_left() {
    let (reply, loud, quiet) = after(ErrorKind::ProviderRefused).await;
    assert_eq!(reply.unwrap().model, ModelChoice::new("quiet", "large"));
    assert_eq!((loud.len(), quiet.len()), (1, 1));
}

#[tokio::test]
async fn refused_content_is_shown_to_nobody_else() {
    let (reply, loud, quiet) = after(ErrorKind::ContentRejected).await;
    assert_eq!(reply.unwrap_err().kind, ErrorKind::ContentRejected);
    assert_eq!((loud.len(), quiet.len()), (1, 0));
    let refusal = ChatAnswer { is_refused: true, is_whole: false, ..says("No.").unwrap() };
    let (loud, quiet) = (Told::new("loud", [Ok(refusal)]), Told::new("quiet", [says(GOOD)]));
    let (_, account) = account(1_000_000).await;
    let reply = ask(&models(&[&loud, &quiet]), ("loud", "small"), &json!({}), &account).await;
    assert_eq!(reply.unwrap_err().kind, ErrorKind::ContentRejected);
    assert!(quiet.asked().is_empty());
}

#[tokio::test]
async fn what_is_broken_twice_goes_to_the_next_model() {
    let loud = Told::new("loud", [says("no"), says("still no"), says(GOOD)]);
    let (memory, account) = account(1_000_000).await;
    let reply = ask(&models(&[&loud]), ("loud", "small"), &json!({}), &account).await.unwrap();
    assert_eq!(loud.models(), ["small", "small", "middle"]);
    assert_eq!(reply.model.model, "middle");
    // Asked again, the broken answers are found and nobody is called.
    let again = ask(&models(&[&loud]), ("loud", "small"), &json!({}), &account).await.unwrap();
    assert_eq!(again.bill.cost_micro_usd, MicroUsd(0));
    assert_eq!(again.bill.saved_micro_usd, reply.bill.cost_micro_usd);
    drop(memory);
}

#[tokio::test]
async fn when_all_are_broken_the_error_says_so_by_name() {
    let loud = Told::new("loud", std::iter::repeat_with(|| says("no")).take(9));
    let quiet = Told::new("quiet", std::iter::repeat_with(|| says("no")).take(9));
    let (_, account) = account(1_000_000).await;
    let reply = ask(&models(&[&loud, &quiet]), ("loud", "small"), &json!({}), &account).await;
    assert_eq!(reply.unwrap_err().kind, ErrorKind::ProviderBadAnswer);
    assert_eq!((loud.asked().len(), quiet.asked().len()), (4, 2));
}

#[tokio::test]
async fn a_short_budget_takes_a_cheaper_model_or_none() {
    let (loud, quiet) = (Told::new("loud", [says(GOOD)]), Told::new("quiet", [says(GOOD)]));
    let models = models(&[&loud, &quiet]);
    let (_, little) = account(100).await;
    let reply = ask(&models, ("quiet", "large"), &json!({}), &little).await.unwrap();
    assert_eq!(reply.model.model, "small");
    assert!(reply.fallback.unwrap().reason.contains("budget"));
    let (_, none) = account(0).await;
    let reply = ask(&models, ("quiet", "large"), &json!({}), &none).await;
    assert_eq!(reply.unwrap_err().kind, ErrorKind::BudgetExceeded);
    assert!(quiet.asked().is_empty() && loud.asked().len() == 1);
}

#[tokio::test]
async fn a_model_that_is_not_switched_on_is_replaced_and_said() {
    let loud = Told::new("loud", [says(GOOD)]);
    let (_, account) = account(1_000_000).await;
    let reply = ask(&models(&[&loud]), ("quiet", "large"), &json!({}), &account).await.unwrap();
    assert!(reply.fallback.unwrap().reason.contains("not switched on"));
    let reply = ask(&models(&[]), ("quiet", "large"), &json!({}), &account).await;
    assert_eq!(reply.unwrap_err().kind, ErrorKind::ProviderRefused);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_is_given_up_and_counts_as_charged() {
    let slow = std::future::pending::<Result<Answer, CallFailure>>();
    let failure = in_time("loud", Duration::from_secs(40), slow).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderUnavailable);
    assert_eq!(failure.charge, Charge::Unknown);
}
