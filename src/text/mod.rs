//! Untrusted bytes to safe styled lines. Pure: no file, no socket, no clock.

mod addresses;
pub mod charset;
pub mod cluster;
pub mod count;
pub mod dom;
mod element;
pub mod find;
mod highlight;
pub mod html;
pub mod layout;
pub mod markdown;
mod markup;
pub mod plain;
pub mod printed;
pub(crate) mod references;
pub mod size;
mod tags;
pub mod title;
mod tokens;
pub mod wrap;
pub mod written;
