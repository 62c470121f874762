//! What the screen looks like, at the sizes of the reading design.

mod narrow;
mod wide;
