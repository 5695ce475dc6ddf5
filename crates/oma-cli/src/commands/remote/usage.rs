use oma_api::usage::UsageQuery;

use super::session::Session;
use super::shown;
use crate::args::UsageArgs;
use crate::display::seconds;
use crate::outcome::Outcome;

/// Shows what was used in a month.
pub(crate) async fn run(args: &UsageArgs) -> Outcome {
    let session = Session::open(&args.remote).await?;
    let usage = session.client.usage(&UsageQuery { month: args.month.clone() }).await?;
    if session.json {
        shown::json_line(&usage);
        return Ok(());
    }
    println!("Month:  {} (UTC)", usage.month);
    println!("Films:  {} of {} executions", usage.succeeded, usage.executions);
    println!("Length: {}", seconds(usage.film_ms));
    println!("Cost:   {} (saved {})", usage.cost_micro_usd, usage.saved_micro_usd);
    for quota in &usage.quotas {
        println!("Quota:  {} {} of {}", quota.name, quota.used, quota.limit);
    }
    Ok(())
}
