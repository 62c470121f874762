//! Documents of others, read as other readers read them: three thousand feeds, subscription lists, comment
//! threads and pages.
//!
//! The corpus is not part of this repository. It is looked for in `../shared` beside the manifest, or
//! where `BYLINE_SHARED` points; where it is absent, the tests say so and pass.

mod comments;
mod feeds;
mod lists;
mod pages;
mod reports;
mod text;

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder of the corpus; none, with a sentence on the error output, where there is no corpus.
fn corpus(part: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("BYLINE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("corpus").join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    // Not by a macro: the test runner would keep that to itself.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: there is no corpus at {}",
        folder.display()
    );
    None
}
