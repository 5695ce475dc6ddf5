//! JSONata as Step Functions runs it: `$states` and variables bound, its own functions added, an
//! undefined result refused, no context item at the top.
//!
//! Reading order: [`expression`], [`evaluate`], [`functions`]; [`usage`] is for the linter.

mod evaluate;
mod expression;
mod functions;
mod usage;

pub(crate) use self::evaluate::{Bindings, Evaluation, Variables};
pub(crate) use self::expression::Expression;
pub(crate) use self::functions::{is_known as is_known_function, uuid_v4};
pub(crate) use self::usage::{Usage, usage_of};
