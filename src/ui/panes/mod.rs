//! The panes: article list, body, comments. Each holds its view state only and draws from what it is lent.

pub mod articles;
pub mod body;
pub mod comments;
pub mod deed;
pub mod quote;
