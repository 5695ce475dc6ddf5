/// How a voice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Like a woman's.
    Female,
    /// Like a man's.
    Male,
}
