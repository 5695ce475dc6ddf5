//! The circuit of a provider, shared through the real table.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering::SeqCst};

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use oma_core::ports::Clock;
use oma_core::spend::CallFailure;
use oma_core::{Error, ErrorKind};
use oma_providers::Vendors;
use oma_providers::resilience::Resilience;

use crate::State;

/// A clock that stands at the beginning of the test but for what it is put forward.
struct Set {
    began: Timestamp,
    passed_s: AtomicI64,
}

impl Clock for Set {
    fn now(&self) -> Timestamp {
        self.began + SignedDuration::from_secs(self.passed_s.load(SeqCst))
    }
}

/// Calls a provider that is down or not; whether it was asked at all.
async fn call(resilience: &Resilience, is_down: bool, asked: &AtomicU32) {
    let outcome = resilience.run("runway", || async {
        asked.fetch_add(1, SeqCst);
        if is_down {
            Err(CallFailure::unknown(Error::new(ErrorKind::ProviderUnavailable, "No.")))
        } else {
            Ok(())
        }
    });
    // Whether it was asked is what is looked at.
    let _ = outcome.await;
}

#[tokio::test]
async fn a_circuit_is_opened_probed_by_one_and_closed_for_all() {
    let state = State::new().await;
    let clock = Arc::new(Set { began: Timestamp::now(), passed_s: AtomicI64::new(0) });
    let table = Arc::new(state.table.clone());
    let of_process = || {
        let rules = Vendors::table().clone();
        Resilience::new(table.clone(), table.clone(), clock.clone(), rules)
    };
    let processes = [of_process(), of_process(), of_process()];
    let asked = AtomicU32::new(0);
    for _ in 0..Vendors::table().circuit.failures {
        call(&processes[0], true, &asked).await;
    }
    for process in &processes {
        assert!(process.is_open("runway").await);
    }
    clock.passed_s.fetch_add(Vendors::table().circuit.rest_s.into(), SeqCst);
    asked.store(0, SeqCst);
    join_all((0..20).map(|n| call(&processes[n % 3], true, &asked))).await;
    assert_eq!(asked.load(SeqCst), 1, "one probe, which fails");
    clock.passed_s.fetch_add(Vendors::table().circuit.most_rest_s.into(), SeqCst);
    call(&processes[1], false, &asked).await;
    clock.passed_s.fetch_add(Vendors::table().circuit.look_every_s.into(), SeqCst);
    for process in &processes {
        assert!(!process.is_open("runway").await);
        call(process, false, &asked).await;
    }
    assert_eq!(asked.load(SeqCst), 5);
}
