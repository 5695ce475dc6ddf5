use std::sync::OnceLock;

use oma_core::contract::{MadeFor, PictureMade, StillPending};
use oma_core::step::Artifact;
use oma_core::{Error, ErrorKind, Result};

/// Carries a wait out of the work of a step, which can give an output or an error and nothing between.
#[derive(Debug, Default)]
pub struct Waits(OnceLock<u32>);

impl Waits {
    /// The error to leave the work with, so that nothing of it is stored.
    pub fn leave(&self, pending_s: u32) -> Error {
        // The work of a step is done once, so nothing was set before.
        let _ = self.0.set(pending_s);
        Error::new(ErrorKind::Conflict, "The picture is still being made.")
    }

    /// What the agent answers after the step.
    ///
    /// # Errors
    /// The step's own.
    pub fn answer(&self, item: u32, made: Result<Artifact>) -> Result<PictureMade> {
        match (made, self.0.get()) {
            (Ok(Artifact { key, .. }), _) => Ok(PictureMade::Made(MadeFor { item, artifact: key })),
            (Err(_), Some(&pending_s)) => {
                Ok(PictureMade::Pending(StillPending { item, pending_s }))
            }
            (Err(error), None) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use oma_core::brief::Fallbacks;
    use oma_core::ports::memory::Memory;
    use oma_core::step::{MadeFile, Output, Step};

    use super::*;

    #[tokio::test]
    async fn a_step_that_waits_stores_nothing_and_is_done_when_it_is_asked_again() {
        let memory = Arc::new(Memory::default());
        memory.run_video().await.unwrap();
        let (steps, job) = (memory.steps(), Memory::job());
        let step =
            Step { name: "visual.make", version: 1, provider: "p", model: "m", item: Some(3) };
        for pending in [Some(10), None] {
            let waits = Waits::default();
            let work = || async {
                match pending {
                    Some(seconds) => Err(waits.leave(seconds)),
                    None => Ok(Output::free(vec![MadeFile::bytes("f", "image/png", "x")])),
                }
            };
            let made = steps.run(&job, step, &"inputs", Fallbacks::Never, work).await;
            match (waits.answer(3, made).unwrap(), pending) {
                (PictureMade::Pending(wait), Some(_)) => assert_eq!(wait.pending_s, 10),
                (PictureMade::Made(made), None) => assert_eq!(made.item, 3),
                (answer, _) => panic!("{answer:?}"),
            }
        }
        let lost = Err(Error::new(ErrorKind::Cancelled, "gone"));
        assert_eq!(Waits::default().answer(3, lost).unwrap_err().kind, ErrorKind::Cancelled);
    }
}
