//! The list of articles: how it is sorted, what it shows.

mod grouping;
mod limiting;
mod news;
mod peeking;
mod properties;
mod sorting;
mod views;

use crate::ui::testing::Screen;

/// The words at the beginning of the rows of a list of one line an article, from the top.
fn rows(screen: &Screen) -> Vec<String> {
    let text = screen.text();
    let rows = text.lines().skip(2);
    let rows = rows.take_while(|row| !row.is_empty() && !row.starts_with(" Space"));
    rows.map(beginning).collect()
}

/// The selected row's words.
fn selected(screen: &Screen) -> String {
    let text = screen.text();
    let row = text.lines().find(|row| row.starts_with('▌'));
    beginning(row.unwrap_or_default())
}

/// Where on the screen the selected row is.
fn row_of_selected(screen: &Screen) -> Option<usize> {
    screen.text().lines().position(|row| row.starts_with('▌'))
}

fn beginning(row: &str) -> String {
    let words: String = row.chars().skip(3).take(12).collect();
    words.trim_end().to_owned()
}
