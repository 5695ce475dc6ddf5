//! The functions that Step Functions adds to JSONata, and the one it takes away.
//!
//! Present: `$parse`, `$partition`, `$range`, `$random` with a seed, `$uuid`. Absent: `$hash` (agents
//! hash, the state machine does not) and, as on AWS, `$eval`.

use std::cell::RefCell;
use std::rc::Rc;

use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::limit::PAYLOAD_LIMIT_BYTES;

type Outcome = Result<JValue, EvaluatorError>;

/// Added to JSONata's own functions, or put in place of one.
const OURS: [&str; 5] = ["parse", "partition", "range", "random", "uuid"];

/// Whether `$name(…)` can be called without the expression defining it.
pub(crate) fn is_known(name: &str) -> bool {
    // The library keeps its list private, and refuses to register over a name that is on it.
    let built_in =
        || Evaluator::new().register_fn(name, |_: &[JValue]| Ok(JValue::Undefined)).is_err();
    name != "eval" && (OURS.contains(&name) || built_in())
}

/// Adds the functions to an evaluator. Equal seeds give equal random values.
pub(super) fn register(evaluator: &mut Evaluator, seed: u64) -> Result<(), EvaluatorError> {
    let rng = Rc::new(RefCell::new(StdRng::seed_from_u64(seed)));
    let for_uuid = Rc::clone(&rng);
    evaluator.register_fn("parse", |args: &[JValue]| parse(args))?;
    evaluator.register_fn("partition", |args: &[JValue]| partition(args))?;
    evaluator.register_fn("range", |args: &[JValue]| range(args))?;
    evaluator.register_fn("uuid", move |_: &[JValue]| {
        Ok(JValue::from(uuid_v4(for_uuid.borrow_mut().random())))
    })?;
    evaluator.register_fn_override("random", move |args: &[JValue]| match args.first() {
        None | Some(JValue::Undefined) => Ok(JValue::from(rng.borrow_mut().random::<f64>())),
        Some(_) => {
            let seed = integer("random", args, 0)?;
            let mut seeded = StdRng::seed_from_u64(seed.cast_unsigned());
            Ok(JValue::from(seeded.random::<f64>()))
        }
    })?;
    evaluator.register_fn_override("eval", |_: &[JValue]| {
        Err(failed("$eval is not available in Step Functions; use $parse to read JSON"))
    })
}

fn failed(message: impl Into<String>) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.into())
}

fn parse(args: &[JValue]) -> Outcome {
    match args.first() {
        None | Some(JValue::Undefined) => Ok(JValue::Undefined),
        Some(JValue::String(text)) => JValue::from_json_str(text)
            .map_err(|error| failed(format!("$parse was given text that is not JSON: {error}"))),
        Some(_) => Err(failed("T0410: Argument 1 of function \"parse\" must be a string")),
    }
}

/// Integer arguments are rounded down, as Step Functions documents.
fn integer(function: &str, args: &[JValue], index: usize) -> Result<i64, EvaluatorError> {
    let number = args.get(index).and_then(JValue::as_f64).filter(|number| number.is_finite());
    // A float beyond the range of i64 saturates, which is out of every range used here.
    #[allow(clippy::cast_possible_truncation)]
    number.map(|number| number.floor() as i64).ok_or_else(|| {
        failed(format!("T0410: Argument {} of function {function:?} must be a number", index + 1))
    })
}

fn partition(args: &[JValue]) -> Outcome {
    let items = match args.first() {
        None | Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(JValue::Array(items)) => items,
        Some(_) => {
            return Err(failed("T0410: Argument 1 of function \"partition\" must be an array"));
        }
    };
    let size = usize::try_from(integer("partition", args, 1)?).unwrap_or(0);
    if size == 0 {
        return Err(failed("$partition needs a size of at least 1"));
    }
    Ok(JValue::array(items.chunks(size).map(|chunk| JValue::array(chunk.to_vec())).collect()))
}

/// From the first to the last, both included.
fn range(args: &[JValue]) -> Outcome {
    let (first, last) = (integer("range", args, 0)?, integer("range", args, 1)?);
    let step = integer("range", args, 2)?;
    if step == 0 {
        return Err(failed("$range needs a step other than 0"));
    }
    let mut numbers = Vec::new();
    let mut at = first;
    while (step > 0 && at <= last) || (step < 0 && at >= last) {
        // A longer array could not leave the state: each number takes two bytes at least.
        if numbers.len() > PAYLOAD_LIMIT_BYTES / 2 {
            return Err(failed("$range would make an array that is too large for a state"));
        }
        numbers.push(JValue::from(at));
        match at.checked_add(step) {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(JValue::array(numbers))
}

pub(crate) fn uuid_v4(random: u128) -> String {
    let bits = (random & !(0xf000 << 64) & !(0xc << 60)) | (0x4000 << 64) | (0x8 << 60);
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_functions_of_jsonata_and_of_step_functions() {
        for name in ["sum", "now", "parse", "partition", "range", "random", "uuid"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["prase", "hash", "eval", "states"] {
            assert!(!is_known(name), "{name}");
        }
    }

    #[test]
    fn a_uuid_carries_its_version_and_variant() {
        for random in [0, u128::MAX, 0x1234_5678_9abc_def0_1234_5678_9abc_def0] {
            let uuid = uuid_v4(random);
            assert_eq!(uuid.len(), 36);
            assert_eq!(&uuid[14..15], "4", "{uuid}");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        }
        assert_eq!(
            uuid_v4(0x1234_5678_9abc_def0_1234_5678_9abc_def0),
            "12345678-9abc-4ef0-9234-56789abcdef0"
        );
    }
}
