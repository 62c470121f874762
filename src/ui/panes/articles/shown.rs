//! Which articles the list shows, in which order.

/// What stands for "not shown" among the lines.
const NOT_SHOWN: usize = usize::MAX;

/// The articles that the list shows, each a line. Articles are named by their places in the library,
/// which are good until that changes.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The place of the article in each line.
    places: Vec<usize>,
    /// The line of the article at each place.
    lines: Vec<usize>,
}

impl Shown {
    /// Shows these articles of a library of so many.
    pub(super) fn put(&mut self, places: impl Iterator<Item = usize>, of: usize) {
        self.places.clear();
        self.places.extend(places);
        self.lines.clear();
        self.lines.resize(of, NOT_SHOWN);
        for (line, place) in self.places.iter().enumerate() {
            self.lines[*place] = line;
        }
    }

    /// How many are shown.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The place of the article in a line.
    pub(super) fn place(&self, line: usize) -> Option<usize> {
        self.places.get(line).copied()
    }

    /// The line of the article at a place.
    pub(super) fn line(&self, place: usize) -> Option<usize> {
        self.lines
            .get(place)
            .copied()
            .filter(|line| *line != NOT_SHOWN)
    }
}
