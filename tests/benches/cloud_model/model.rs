use serde_json::Value;

use crate::assumptions::{
    CALL_S, COLD_START_S, GETS, MB_PER_VCPU, PUTS, READS, S3_MB_PER_S, SCENE_S, SPEECH_MB_PER_S,
    SPEECH_S, SPEED, STATES, WRITES, prices, quicker,
};

/// CPU seconds as the bench measured them, for a film of `film_s` seconds.
pub(crate) struct Measured {
    film_s: f64,
    film_mb: f64,
    /// What a picture is made from.
    source_mb: f64,
    pictures: f64,
    segments: f64,
    assembly: f64,
    review: f64,
    release: f64,
    rest: f64,
}

impl Measured {
    /// Reads the states' CPU seconds of one film.
    pub(crate) fn new(states: &Value, film_s: f64, film_mb: f64, source_mb: f64) -> Self {
        let states = states.as_object().expect("the states of a film");
        let state = |name: &str| {
            let named = states.iter().find(|(state, _)| state.starts_with(name));
            named.and_then(|(_, cpu_s)| cpu_s.as_f64()).expect(name)
        };
        let before = ["Check", "Plan", "Write", "Criticise", "Lay out"];
        Self {
            film_s,
            film_mb,
            source_mb,
            pictures: state("Make pictures"),
            segments: state("Render"),
            assembly: state("Assemble"),
            review: state("Review"),
            release: state("Release"),
            rest: before.iter().map(|name| state(name)).sum(),
        }
    }
}

/// How many items of each Map run at once, from the state machine.
pub(crate) struct Concurrency {
    pub(crate) pictures: f64,
    pub(crate) narrations: f64,
    pub(crate) segments: f64,
}

impl Concurrency {
    pub(crate) fn read(definition: &Value) -> Self {
        let of = |name: &str| find(definition, name).and_then(|map| map["MaxConcurrency"].as_f64());
        Self {
            pictures: of("Make every picture").expect("a Map of pictures"),
            narrations: of("Narrate every scene").expect("a Map of narrations"),
            segments: of("Render every segment").expect("a Map of segments"),
        }
    }
}

fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => {
            fields.get(name).or_else(|| fields.values().find_map(|field| find(field, name)))
        }
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}

/// What a film takes in the cloud.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Film {
    pub(crate) cold_s: f64,
    pub(crate) warm_s: f64,
    pub(crate) cold_usd: f64,
    pub(crate) warm_usd: f64,
    /// One function that does all of it, for comparison.
    pub(crate) alone_s: f64,
}

/// Calls of one function, side by side up to a limit.
struct Calls {
    count: f64,
    at_once: f64,
    /// CPU seconds of one call.
    cpu_s: f64,
    /// Megabytes from and to S3 of one call.
    moved_mb: f64,
    /// Waiting for others within the call.
    waits_s: f64,
}

impl Calls {
    fn one(cpu_s: f64, moved_mb: f64) -> Self {
        Self { count: 1.0, at_once: 1.0, cpu_s, moved_mb, waits_s: 0.0 }
    }

    /// The time of one call, warm.
    fn seconds(&self, vcpus: f64) -> f64 {
        self.cpu_s / (SPEED * quicker(vcpus)) + self.moved_mb / S3_MB_PER_S + self.waits_s
    }

    /// The time of all calls: functions that are started once serve the waves after the first.
    fn wall(&self, vcpus: f64, cold: bool) -> f64 {
        let waves = (self.count / self.at_once).ceil();
        waves * (self.seconds(vcpus) + CALL_S) + if cold { COLD_START_S } else { 0.0 }
    }

    fn billed(&self, vcpus: f64, cold: bool) -> f64 {
        let starts = if cold { self.count.min(self.at_once) } else { 0.0 };
        self.count * self.seconds(vcpus) + starts * COLD_START_S
    }
}

/// The model of one film at a size of function.
pub(crate) fn film(measured: &Measured, at_once: &Concurrency, length_s: f64, vcpus: f64) -> Film {
    let scenes = length_s / SCENE_S;
    let work = Work::new(measured, at_once, length_s, scenes);
    let usd = |cold: bool| {
        let gb = vcpus * MB_PER_VCPU / 1024.0;
        let calls_s: f64 = work.all().map(|calls| calls.billed(vcpus, cold)).sum();
        let billed = calls_s + second_start_s(cold);
        // The first of the list stands for five calls.
        let calls: f64 = 4.0 + work.all().map(|calls| calls.count).sum::<f64>();
        billed * gb * prices::LAMBDA_GB_S
            + calls * prices::LAMBDA_REQUEST
            + per_call(calls)
            // A picture takes three states, a narration and a segment one each.
            + (STATES + 5.0 * scenes) * prices::TRANSITION
    };
    let whole: f64 = work.all().map(|calls| calls.count * calls.cpu_s).sum();
    Film {
        cold_s: work.wall(vcpus, true),
        warm_s: work.wall(vcpus, false),
        cold_usd: usd(true),
        warm_usd: usd(false),
        alone_s: whole / (SPEED * quicker(vcpus)) + scenes * SPEECH_S,
    }
}

/// Everything that is called for a film, in the order of the workflow.
struct Work {
    before: Calls,
    pictures: Calls,
    narrations: Calls,
    segments: Calls,
    assembly: Calls,
    review: Calls,
    release: Calls,
}

impl Work {
    fn new(measured: &Measured, at_once: &Concurrency, length_s: f64, scenes: f64) -> Self {
        let scale = length_s / measured.film_s;
        let film_mb = measured.film_mb * scale;
        let per_scene = |at_once: f64, cpu_s: f64, moved_mb: f64| Calls {
            count: scenes,
            at_once: at_once.min(scenes),
            cpu_s,
            moved_mb,
            waits_s: 0.0,
        };
        let each = |all: f64| all * scale / scenes;
        let segment_mb = measured.source_mb + film_mb / scenes;
        let speech_mb = SPEECH_MB_PER_S * length_s;
        let narrations = per_scene(at_once.narrations, 0.05, speech_mb / scenes);
        let pictures = each(measured.pictures);
        Self {
            before: Calls::one(measured.rest, 0.1),
            pictures: per_scene(at_once.pictures, pictures, 2.0 * measured.source_mb),
            narrations: Calls { waits_s: SPEECH_S, ..narrations },
            segments: per_scene(at_once.segments, each(measured.segments), segment_mb),
            assembly: Calls::one(measured.assembly * scale, 2.0 * film_mb + speech_mb),
            review: Calls::one(measured.review * scale, film_mb),
            release: Calls::one(measured.release, 0.1),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Calls> {
        let before = [&self.before, &self.pictures, &self.narrations];
        let after = [&self.segments, &self.assembly, &self.review, &self.release];
        before.into_iter().chain(after)
    }

    fn wall(&self, vcpus: f64, cold: bool) -> f64 {
        // Five calls of two functions come before the pictures; a segment's editor assembles.
        let before = self.before.wall(vcpus, cold) + 4.0 * CALL_S;
        let pictures = self.pictures.wall(vcpus, cold);
        before
            + second_start_s(cold)
            + pictures.max(self.narrations.wall(vcpus, cold))
            + self.segments.wall(vcpus, cold)
            + self.assembly.wall(vcpus, false)
            + self.review.wall(vcpus, false)
            + self.release.wall(vcpus, false)
    }
}

/// Supervisor and script agent come before the pictures: two functions to start, not one.
fn second_start_s(cold: bool) -> f64 {
    if cold { COLD_START_S } else { 0.0 }
}

fn per_call(calls: f64) -> f64 {
    let storage = PUTS * prices::S3_PUT + GETS * prices::S3_GET;
    let table = WRITES * prices::TABLE_WRITE + READS * prices::TABLE_READ;
    calls * (storage + table)
}
