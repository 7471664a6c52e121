//! The pieces that more than one surface is made of.

pub mod check;
pub mod create;
pub mod credential;
pub mod device;
pub mod head;
pub mod held;
pub mod job;
pub mod kinds;
pub mod look;
pub mod notice;
pub mod parts;
pub mod passphrase;
pub mod plan;
pub mod steps;
pub mod teach;
pub mod trouble;
pub mod unlock;
pub mod waiting;
