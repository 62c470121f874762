//! Pieces of drawing that panes, boxes and the screen share.

pub mod frame;
pub mod put;
pub mod status;
