use super::Invocation;

/// What happens in one execution.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Also the owner of the video, by which the stand-in finds it.
    pub name: &'static str,
    /// How many scenes the script has.
    pub scenes: u64,
    /// How many segments the timeline has.
    pub segments: u64,
    /// No music is chosen.
    pub silent: bool,
    /// `none`, `script` or `final`.
    pub review: &'static str,
    /// Versions of the script before it is taken as it is.
    pub max_attempts: u64,
    /// The criticism that lets the script pass, from 1.
    pub passes_on: u64,
    /// Looks at the second picture before it is there.
    pub looks: u64,
    /// What goes wrong.
    pub faults: &'static [Fault],
    /// What a person says to each question.
    pub replies: &'static [Reply],
    /// States whose time limit is another, in seconds.
    pub time_limits: &'static [(&'static str, u64)],
    /// `SUCCEEDED`, or the name of the error it ends with.
    pub ends: &'static str,
}

/// Something goes wrong.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// In this action …
    pub action: &'static str,
    /// … for this item; none for every one …
    pub item: Option<&'static str>,
    /// … so many times …
    pub times: u64,
    /// … with this error, or with `hang`.
    pub error: &'static str,
}

/// What a person says.
#[derive(Debug, Clone, Copy)]
pub enum Reply {
    /// Yes.
    Approve,
    /// No, with a reason.
    Reject(&'static str),
    /// The task is failed with this error.
    Fail(&'static str),
    /// Nothing.
    Silence,
}

impl Scenario {
    /// A good short film without anybody asked; scenarios name what differs.
    pub const PLAIN: Self = Self {
        name: "plain",
        scenes: 3,
        segments: 2,
        silent: false,
        review: "none",
        max_attempts: 3,
        passes_on: 1,
        looks: 0,
        faults: &[],
        replies: &[],
        time_limits: &[],
        ends: "SUCCEEDED",
    };

    pub(super) fn fault(&self, asked: &Invocation) -> Option<&Fault> {
        self.faults.iter().find(|fault| {
            fault.action == asked.action
                && fault.item.is_none_or(|item| item == asked.item)
                && asked.nth <= fault.times
        })
    }
}

impl Fault {
    /// An error in every attempt.
    pub const fn always(action: &'static str, error: &'static str) -> Self {
        Self { action, item: None, times: u64::MAX, error }
    }

    /// An error in every attempt at one item.
    pub const fn at(action: &'static str, item: &'static str, error: &'static str) -> Self {
        Self { action, item: Some(item), times: u64::MAX, error }
    }

    /// An error in the first attempts.
    pub const fn first(times: u64, action: &'static str, error: &'static str) -> Self {
        Self { action, item: None, times, error }
    }
}
