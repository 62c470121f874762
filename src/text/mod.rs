//! Untrusted bytes to safe styled lines. Pure: no file, no socket, no clock.

pub mod charset;
pub mod dom;
mod element;
pub mod find;
pub mod html;
pub mod layout;
mod markup;
pub mod plain;
pub(crate) mod references;
pub mod size;
mod tokens;
pub mod wrap;
