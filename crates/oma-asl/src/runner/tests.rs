//! Whole executions, by subject.

mod distributed;
mod errors;
mod fan_out;
mod history;
mod retry;
mod states;
mod support;
mod timing;
mod tokens;
mod variables;
