use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use oma_core::Result;
use oma_local::{BatchRun, RowNews};

use super::show::Show;

/// How often the counts are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Shows a batch until it is over, and copies each film when it is there.
pub(super) async fn follow(run: &mut BatchRun, out: &Path, show: &Show) -> Result<()> {
    let mut begun = BTreeSet::new();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            news = run.next() => match news {
                None => return Ok(()),
                Some(RowNews::Begun(n)) => {
                    begun.insert(n);
                }
                Some(RowNews::Over(n)) => {
                    begun.remove(&n);
                    over(run, n, out, show).await?;
                }
            },
            _ = looks.tick() => look(run, &begun, show).await?,
        }
    }
}

async fn over(run: &BatchRun, n: u32, out: &Path, show: &Show) -> Result<()> {
    let Some(item) = run.row(n).await? else { return Ok(()) };
    if !item.status.is_over() {
        return Ok(());
    }
    let dir = run.copy(&item, out).await?;
    show.row(&item, dir.as_deref());
    Ok(())
}

async fn look(run: &BatchRun, begun: &BTreeSet<u32>, show: &Show) -> Result<()> {
    for n in begun {
        if run.cancel_if_asked(*n).await? {
            show.note(&format!(
                "row {n} asks for a person's yes, and nobody is asked in a batch: it is passed over. \
                 Take `review` out of it, or make it with `oma generate`."
            ));
        }
    }
    show.counts(run.record().await?.items, &run.counts().await?);
    Ok(())
}
