use async_trait::async_trait;

use super::{Memory, lock};
use crate::Result;
use crate::ports::{Counter, Counters, Joined};

#[async_trait]
impl Counters for Memory {
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        let mut counters = lock(&self.counters);
        let count = counters.entry(counter.place.clone()).or_default();
        let sum = count.saturating_add(amount);
        if amount > 0 && limit.is_some_and(|limit| sum > limit) {
            return Ok(None);
        }
        *count = sum;
        Ok(Some(sum))
    }

    async fn count(&self, counter: &Counter) -> Result<i64> {
        Ok(lock(&self.counters).get(&counter.place).copied().unwrap_or_default())
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined> {
        let mut sets = lock(&self.sets);
        let members = sets.entry(set.place.clone()).or_default();
        if members.contains(member) {
            return Ok(Joined::Already);
        }
        if members.len() >= most {
            return Ok(Joined::Full(members.iter().cloned().collect()));
        }
        members.insert(member.to_owned());
        Ok(Joined::New)
    }

    async fn leave(&self, set: &Counter, member: &str) -> Result<()> {
        if let Some(members) = lock(&self.sets).get_mut(&set.place) {
            members.remove(member);
        }
        Ok(())
    }

    async fn members(&self, set: &Counter) -> Result<Vec<String>> {
        let members = lock(&self.sets).get(&set.place).cloned().unwrap_or_default();
        Ok(members.into_iter().collect())
    }
}
